//! From the pairs that pest finds to the tree, with the errors that the text alone shows.

use crate::ast::{
    Arg, Args, Arity, Attribute, Block, BlockKind, Config, ConfigKeyword, Enum, EnumValue, Expr, ExprKind,
    Field, FieldType, Ident, Model, ModelKeyword, Property, SyntaxError, TypeName,
};
use crate::docs::Docs;
use crate::grammar::Rule;
use crate::literal::{unescape, untick};
use crate::{explain, rules};
use parallax_text::{Edit, TextRange};
use pest::iterators::{Pair, Pairs};
use smol_str::SmolStr;

type Node<'a> = Pair<'a, Rule>;

/// The block in an `entry` pair, and where the entry begins; nothing if it holds only comments.
pub(crate) fn block(text: &str, entry: Node<'_>) -> Option<(usize, Block)> {
    let base = entry.as_span().start();
    let mut builder = Builder { text, base, errors: Vec::new() };
    let mut docs = Docs::default();
    for node in entry.into_inner() {
        match node.as_rule() {
            Rule::comment => docs.add(node.as_str()),
            _ => {
                let docs = docs.take();
                let (kind, range) = builder.declaration(node);
                return Some((base, Block { kind, range, docs, errors: builder.errors }));
            }
        }
    }
    None
}

/// A block that pest gives up on, which only exhausted memory can bring about.
pub(crate) fn unreadable(text: &str) -> Block {
    let range = TextRange::new(0, text.len());
    let head = TextRange::new(0, text.lines().next().map_or(0, str::len));
    let error = SyntaxError {
        rule: &rules::UNREADABLE_BLOCK,
        range: head,
        message: "this block is too deep to be read".into(),
        label: String::new(),
        help: None,
        fix: None,
    };
    Block { kind: BlockKind::Unknown, range, docs: None, errors: vec![error] }
}

/// What a line of a block is expected to be.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Members {
    Fields,
    Values,
    Properties,
}

struct Builder<'a> {
    text: &'a str,
    /// Where the block begins in `text`; all ranges are relative to it.
    base: usize,
    errors: Vec<SyntaxError>,
}

impl<'a> Builder<'a> {
    fn range(&self, node: &Node<'_>) -> TextRange {
        let span = node.as_span();
        self.between(span.start(), span.end())
    }

    fn between(&self, start: usize, end: usize) -> TextRange {
        TextRange::new(start - self.base, end - self.base)
    }

    fn slice(&self, range: TextRange) -> &'a str {
        self.text.get(range.shifted(self.base as u32).as_usize()).unwrap_or_default()
    }

    fn ident(&self, node: &Node<'_>) -> Ident {
        Ident { name: SmolStr::new(node.as_str()), range: self.range(node) }
    }

    fn error(
        &mut self,
        rule: &'static parallax_diagnostics::Rule,
        range: TextRange,
        message: impl Into<String>,
    ) {
        self.report(SyntaxError {
            rule,
            range,
            message: message.into(),
            label: String::new(),
            help: None,
            fix: None,
        });
    }

    fn report(&mut self, error: SyntaxError) {
        self.errors.push(error);
    }

    fn declaration(&mut self, node: Node<'a>) -> (BlockKind, TextRange) {
        let range = self.range(&node);
        let kind = match node.as_rule() {
            Rule::model => BlockKind::Model(self.model(node)),
            Rule::enumeration => BlockKind::Enum(self.enumeration(node)),
            Rule::config => BlockKind::Config(self.config(node)),
            _ => {
                self.report(explain::top_level(node.as_rule(), self.slice(range), range));
                BlockKind::Unknown
            }
        };
        (kind, range)
    }

    // ---- Blocks

    fn model(&mut self, node: Node<'a>) -> Model {
        let mut nodes = node.clone().into_inner();
        let keyword = nodes.next();
        let name = self.block_name(&node, keyword.as_ref(), nodes.next());
        let keyword = match keyword.as_ref().map_or("", |node| node.as_str()) {
            "view" => ModelKeyword::View,
            "type" => ModelKeyword::Type,
            _ => ModelKeyword::Model,
        };
        let (mut fields, mut attributes) = (Vec::new(), Vec::new());
        self.members(&node, nodes, Members::Fields, |builder, node, docs| match node.as_rule() {
            Rule::field => fields.push(builder.field(node, docs)),
            _ => attributes.push(builder.attribute(node)),
        });
        Model { keyword, name, fields, attributes }
    }

    fn enumeration(&mut self, node: Node<'a>) -> Enum {
        let mut nodes = node.clone().into_inner();
        let keyword = nodes.next();
        let name = self.block_name(&node, keyword.as_ref(), nodes.next());
        let (mut values, mut attributes) = (Vec::new(), Vec::new());
        self.members(&node, nodes, Members::Values, |builder, node, docs| match node.as_rule() {
            Rule::enum_value => values.push(builder.enum_value(node, docs)),
            _ => attributes.push(builder.attribute(node)),
        });
        Enum { name, values, attributes }
    }

    fn config(&mut self, node: Node<'a>) -> Config {
        let mut nodes = node.clone().into_inner();
        let keyword = nodes.next();
        let name = self.block_name(&node, keyword.as_ref(), nodes.next());
        let keyword = match keyword.as_ref().map_or("", |node| node.as_str()) {
            "datasource" => ConfigKeyword::Datasource,
            _ => ConfigKeyword::Generator,
        };
        let mut properties = Vec::new();
        self.members(&node, nodes, Members::Properties, |builder, node, _| {
            properties.push(builder.property(node))
        });
        Config { keyword, name, properties }
    }

    fn block_name(&mut self, block: &Node<'a>, keyword: Option<&Node<'a>>, name: Option<Node<'a>>) -> Ident {
        let start = block.as_span().start();
        let Some(name) = name else {
            return Ident { name: SmolStr::default(), range: self.between(start, start) };
        };
        let keyword_end = keyword.map_or(start, |node| node.as_span().end());
        if name.as_span().start() == keyword_end {
            let at = self.between(keyword_end, keyword_end);
            self.report(explain::joined_keyword(
                self.slice(self.between(start, keyword_end)),
                name.as_str(),
                at,
            ));
        }
        self.ident(&name)
    }

    /// Hands over each member with its docs, and reports what belongs to no member.
    fn members(
        &mut self,
        block: &Node<'a>,
        nodes: Pairs<'a, Rule>,
        members: Members,
        mut take: impl FnMut(&mut Self, Node<'a>, Docs),
    ) {
        let mut docs = Docs::default();
        let mut comment_end = block.as_span().start();
        let mut closed = false;
        for node in nodes {
            match node.as_rule() {
                Rule::comment => {
                    let span = node.as_span();
                    if has_blank_line(self.text.get(comment_end..span.start()).unwrap_or_default()) {
                        docs.clear();
                    }
                    comment_end = span.end();
                    docs.add(node.as_str());
                }
                Rule::ignored => self.ignored(&node, members),
                Rule::closing => closed = true,
                Rule::one_line => {
                    closed = true;
                    let range = self.range(&node);
                    self.report(explain::one_line(self.slice(range), range));
                }
                Rule::junk => {
                    docs.clear();
                    let range = self.line_range(&node);
                    self.report(explain::member(members, self.slice(range), range));
                }
                _ => take(self, node, std::mem::take(&mut docs)),
            }
        }
        if !closed {
            self.unclosed(block);
        }
    }

    fn unclosed(&mut self, block: &Node<'a>) {
        let whole = self.range(block);
        let text = self.slice(whole);
        let head = text.split(['\n', '\r']).next().unwrap_or_default().trim_end();
        let range = TextRange { start: whole.start, end: whole.start + head.len() as u32 };
        let end = whole.start as usize + text.trim_end().len();
        self.report(explain::unclosed(head, range, end));
    }

    fn ignored(&mut self, node: &Node<'a>, members: Members) {
        let text = node.as_str();
        let trimmed = text.trim();
        if trimmed.is_empty() || trimmed.starts_with("//") || is_block_comment(trimmed) {
            return;
        }
        let start = node.as_span().start() + (text.len() - text.trim_start().len());
        let range = self.between(start, start + trimmed.len());
        self.report(explain::ignored(members, trimmed, range));
    }

    /// The place of a line without its newline and the space at its end.
    fn line_range(&self, node: &Node<'_>) -> TextRange {
        let start = node.as_span().start();
        self.between(start, start + node.as_str().trim_end().len())
    }

    // ---- Members

    fn field(&mut self, node: Node<'a>, mut docs: Docs) -> Field {
        let mut name = Ident { name: SmolStr::default(), range: TextRange::default() };
        let (mut colon, mut ty) = (None, None);
        let mut attributes = Vec::new();
        for node in node.into_inner() {
            match node.as_rule() {
                Rule::ident => name = self.ident(&node),
                Rule::colon => colon = Some(self.range(&node)),
                Rule::field_type => ty = Some(self.field_type(node)),
                Rule::attribute => attributes.push(self.attribute(node)),
                _ => docs.add(node.as_str()),
            }
        }
        let mut range = name.range;
        for part in colon.into_iter().chain(ty.as_ref().map(|ty| ty.range)) {
            range = range.cover(part);
        }
        if let Some(last) = attributes.last() {
            range = range.cover(last.range);
        }
        match (&ty, colon) {
            (None, _) => self.report(explain::incomplete_field(&name.name, range)),
            (Some(_), Some(colon)) => self.report(explain::colon(&name.name, colon)),
            (Some(_), None) => {}
        }
        Field { name, ty, attributes, docs: docs.take(), range }
    }

    fn field_type(&mut self, node: Node<'a>) -> FieldType {
        let range = self.range(&node);
        let mut name = None;
        let mut arity = Arity::Required;
        for node in node.into_inner() {
            match node.as_rule() {
                Rule::bracketed => {
                    arity = Arity::List;
                    name = node.clone().into_inner().next().map(|node| self.type_name(node));
                    let inner = self.slice(self.range(&node));
                    let inner = inner.trim_start_matches('[').trim_end_matches(']').trim();
                    let written = format!("{inner}[]");
                    self.report(explain::legacy_type(range, "a list is marked behind its type", written));
                }
                Rule::arity => arity = self.arity(&node, range),
                _ => name = Some(self.type_name(node)),
            }
        }
        let name = name.unwrap_or(TypeName::Named(Ident { name: SmolStr::default(), range }));
        FieldType { name, arity, range }
    }

    fn arity(&mut self, node: &Node<'a>, ty: TextRange) -> Arity {
        let before = TextRange { start: ty.start, end: self.range(node).start };
        let before = self.slice(before).trim_end();
        let text = node.as_str();
        match text {
            "?" => Arity::Optional,
            "!" => {
                let words = "fields are required unless they end in `?`";
                self.report(explain::legacy_type(ty, words, before.to_owned()));
                Arity::Required
            }
            "[]" => Arity::List,
            _ => {
                let words = "a list cannot be absent, only empty";
                self.report(explain::legacy_type(ty, words, format!("{before}[]")));
                Arity::List
            }
        }
    }

    fn type_name(&mut self, node: Node<'a>) -> TypeName {
        match node.as_rule() {
            Rule::unsupported => {
                let string = node.into_inner().next();
                let range = string.as_ref().map_or(TextRange::default(), |node| self.range(node));
                let sql = string.map_or(SmolStr::default(), |node| self.string(&node));
                TypeName::Unsupported { sql, range }
            }
            _ => TypeName::Named(self.ident(&node)),
        }
    }

    fn enum_value(&mut self, node: Node<'a>, mut docs: Docs) -> EnumValue {
        let mut name = Ident { name: SmolStr::default(), range: TextRange::default() };
        let mut attributes: Vec<Attribute> = Vec::new();
        for node in node.into_inner() {
            match node.as_rule() {
                Rule::ident => name = self.ident(&node),
                Rule::attribute => attributes.push(self.attribute(node)),
                _ => docs.add(node.as_str()),
            }
        }
        let range = attributes.last().map_or(name.range, |last| name.range.cover(last.range));
        EnumValue { name, attributes, docs: docs.take(), range }
    }

    fn property(&mut self, node: Node<'a>) -> Property {
        let line = self.line_range(&node);
        let mut key = Ident { name: SmolStr::default(), range: TextRange::default() };
        let mut value = None;
        for node in node.into_inner() {
            match node.as_rule() {
                Rule::ident => key = self.ident(&node),
                Rule::comment => {}
                _ => value = Some(self.expr(node)),
            }
        }
        let range = match &value {
            Some(value) => key.range.cover(value.range),
            None => {
                let sign = self.slice(line).find('=').map_or(line.end, |at| line.start + at as u32 + 1);
                let range = TextRange { start: key.range.start, end: sign };
                self.error(&rules::MISSING_VALUE, range, format!("`{}` has no value", key.name));
                range
            }
        };
        Property { key, value, range }
    }

    /// `@…` and `@@…`
    fn attribute(&mut self, node: Node<'a>) -> Attribute {
        let start = node.as_span().start();
        let at = self.between(start, start);
        let mut name = Ident { name: SmolStr::default(), range: at };
        let mut args = None;
        for node in node.into_inner() {
            match node.as_rule() {
                Rule::path => name = self.ident(&node),
                Rule::args => args = Some(self.args(node)),
                _ => {}
            }
        }
        let end = args.as_ref().map_or(name.range, |args: &Args| args.range);
        Attribute { range: at.cover(end), name, args }
    }

    fn args(&mut self, node: Node<'a>) -> Args {
        let range = self.range(&node);
        let mut list = Vec::new();
        let mut trailing_comma = None;
        for node in node.into_inner() {
            match node.as_rule() {
                Rule::arg => list.push(self.arg(node)),
                Rule::comma => trailing_comma = self.trailing_comma(&node, range),
                _ => {}
            }
        }
        Args { list, range, trailing_comma }
    }

    /// Reports the comma, unless the closing bracket stands on another line.
    fn trailing_comma(&mut self, node: &Node<'a>, brackets: TextRange) -> Option<TextRange> {
        let range = self.range(node);
        if self.slice(TextRange { start: range.end, end: brackets.end }).contains(['\n', '\r']) {
            return None;
        }
        self.report(SyntaxError {
            rule: &rules::TRAILING_COMMA,
            range,
            message: "nothing follows this comma".into(),
            label: "remove it".into(),
            help: None,
            fix: Some(("Remove the comma".into(), vec![Edit { range, text: String::new() }])),
        });
        Some(range)
    }

    fn arg(&mut self, node: Node<'a>) -> Arg {
        let range = self.range(&node);
        let (mut name, mut value) = (None, None);
        for node in node.into_inner() {
            match node.as_rule() {
                Rule::arg_name => name = node.into_inner().next().map(|node| self.ident(&node)),
                Rule::comment => {}
                _ => value = Some(self.expr(node)),
            }
        }
        if let (Some(name), None) = (&name, &value) {
            let message = format!("the argument `{}` has no value", name.name);
            self.error(&rules::MISSING_ARGUMENT_VALUE, name.range, message);
        }
        Arg { name, value, range }
    }

    // ---- Expressions

    fn expr(&mut self, node: Node<'a>) -> Expr {
        let range = self.range(&node);
        let kind = match node.as_rule() {
            Rule::string => ExprKind::String(self.string(&node)),
            Rule::number => ExprKind::Number(SmolStr::new(node.as_str())),
            Rule::array => ExprKind::Array(self.array(node, range)),
            Rule::object => ExprKind::Object(self.object(node, range)),
            _ => self.word(node),
        };
        Expr { kind, range }
    }

    fn word(&mut self, node: Node<'a>) -> ExprKind {
        let mut nodes = node.into_inner();
        let name = match nodes.next() {
            Some(path) => self.ident(&path),
            None => return ExprKind::Constant(SmolStr::default()),
        };
        match nodes.next() {
            Some(node) if node.as_rule() == Rule::tagged => {
                let text = node.as_str();
                ExprKind::Tagged(name, untick(text.get(1..text.len() - 1).unwrap_or_default()))
            }
            Some(node) => ExprKind::Function(name, self.args(node)),
            None => ExprKind::Constant(name.name),
        }
    }

    fn array(&mut self, node: Node<'a>, range: TextRange) -> Vec<Expr> {
        let mut list = Vec::new();
        for node in node.into_inner() {
            match node.as_rule() {
                Rule::comment => {}
                Rule::comma => {
                    self.trailing_comma(&node, range);
                }
                _ => list.push(self.expr(node)),
            }
        }
        list
    }

    fn object(&mut self, node: Node<'a>, range: TextRange) -> Vec<(Ident, Expr)> {
        let mut pairs = Vec::new();
        for node in node.into_inner() {
            match node.as_rule() {
                Rule::pair => {
                    let mut nodes = node.into_inner().filter(|node| node.as_rule() != Rule::comment);
                    if let (Some(key), Some(value)) = (nodes.next(), nodes.next()) {
                        pairs.push((self.ident(&key), self.expr(value)));
                    }
                }
                Rule::comma => {
                    self.trailing_comma(&node, range);
                }
                _ => {}
            }
        }
        pairs
    }

    fn string(&mut self, node: &Node<'a>) -> SmolStr {
        let text = node.as_str();
        let (value, bad) = unescape(text.get(1..text.len() - 1).unwrap_or_default());
        let start = self.range(node).start + 1;
        for escape in bad {
            let range = escape.range.shifted(start);
            self.report(explain::bad_escape(&escape, self.slice(range), range));
        }
        value
    }
}

fn has_blank_line(text: &str) -> bool {
    let newlines = text.bytes().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
    newlines - text.matches("\r\n").count() > 1
}

/// One block comment and nothing else.
fn is_block_comment(text: &str) -> bool {
    text.starts_with("/*") && text.find("*/") == Some(text.len() - 2)
}

//! From the pairs that pest finds to the tree, with the errors that the text alone shows.

use crate::ast::{
    Arg, Args, Arity, Attribute, Block, BlockKind, Config, ConfigKeyword, Enum, EnumValue, Expr, ExprKind,
    Field, FieldType, Ident, Include, Model, ModelKeyword, ObjectBlock, ObjectKeyword, Property, SyntaxError,
    TypeName,
};
use crate::docs::{Docs, has_blank_line, is_block_comment};
use crate::grammar::Rule;
use crate::hidden::is_hidden;
use crate::literal::{is_number, unescape, untick};
use crate::scan::Scanner;
use crate::value::{Argument, Value};
use crate::{explain, rules};
use parallax_text::{Edit, TextRange};
use pest::iterators::{Pair, Pairs};
use smol_str::SmolStr;
use std::ops::Range;

type Node<'a> = Pair<'a, Rule>;

/// The block in an `entry` pair, and where the entry begins; nothing if it holds only comments. `text` is what the
/// user wrote, at the places that the pairs name.
pub(crate) fn block<'a>(text: &'a str, entry: Node<'a>) -> Option<(usize, Block)> {
    let base = entry.as_span().start();
    let mut builder = Builder { text, base, errors: Vec::new(), names_file: false };
    let mut docs = Docs::default();
    for node in entry.into_inner() {
        match node.as_rule() {
            Rule::comment => docs.add(node.as_str()),
            _ => {
                let docs = docs.take();
                let (kind, range) = builder.declaration(node);
                let Builder { errors, names_file, .. } = builder;
                return Some((base, Block { kind, range, docs, errors, names_file }));
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
    Block { kind: BlockKind::Unknown, range, docs: None, errors: vec![error], names_file: false }
}

/// What a line of a block is expected to be.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Members {
    Fields,
    Values,
    Properties,
    /// Of an object: properties and attributes.
    Settings,
}

struct Builder<'a> {
    text: &'a str,
    /// Where the block begins in `text`; all ranges are relative to it.
    base: usize,
    errors: Vec<SyntaxError>,
    names_file: bool,
}

impl<'a> Builder<'a> {
    fn range(&self, node: &Node<'_>) -> TextRange {
        let span = node.as_span();
        self.between(span.start()..span.end())
    }

    fn between(&self, range: Range<usize>) -> TextRange {
        TextRange::new(range.start - self.base, range.end - self.base)
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
            Rule::object_block => BlockKind::Object(self.object_block(node)),
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
        let mut before_name = keyword.clone();
        let mut name = nodes.next();
        let mixin = name.as_ref().is_some_and(|node| node.as_rule() == Rule::mixin);
        if mixin {
            before_name = std::mem::replace(&mut name, nodes.next());
        }
        let name = self.block_name(&node, before_name.as_ref(), name);
        let keyword = match keyword.as_ref().map_or("", |node| node.as_str()) {
            "view" => ModelKeyword::View,
            "type" => ModelKeyword::Type,
            _ => ModelKeyword::Model,
        };
        let (mut fields, mut attributes, mut includes) = (Vec::new(), Vec::new(), Vec::new());
        self.members(&node, nodes, Members::Fields, |builder, node, docs| match node.as_rule() {
            Rule::field => fields.push(builder.field(node, docs)),
            Rule::include => includes.extend(builder.include(node, fields.len())),
            _ => attributes.push(builder.attribute(node)),
        });
        Model { keyword, mixin, name, fields, includes, attributes }
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

    fn object_block(&mut self, node: Node<'a>) -> ObjectBlock {
        let mut nodes = node.clone().into_inner();
        let keyword = nodes.next();
        let name = self.block_name(&node, keyword.as_ref(), nodes.next());
        let keyword = keyword.and_then(|node| ObjectKeyword::of(node.as_str()));
        let (mut properties, mut attributes) = (Vec::new(), Vec::new());
        self.members(&node, nodes, Members::Settings, |builder, node, _| match node.as_rule() {
            Rule::property => properties.push(builder.property(node)),
            _ => attributes.push(builder.attribute(node)),
        });
        ObjectBlock { keyword: keyword.unwrap_or(ObjectKeyword::Function), name, properties, attributes }
    }

    fn block_name(&mut self, block: &Node<'a>, keyword: Option<&Node<'a>>, name: Option<Node<'a>>) -> Ident {
        let start = block.as_span().start();
        let Some(name) = name else {
            return Ident { name: SmolStr::default(), range: self.between(start..start) };
        };
        let keyword_end = keyword.map_or(start, |node| node.as_span().end());
        if name.as_span().start() == keyword_end {
            let at = self.between(keyword_end..keyword_end);
            self.report(explain::joined_keyword(
                self.slice(self.between(start..keyword_end)),
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
                    let text = self.slice(range);
                    // A role has nothing to say but its name.
                    if members != Members::Settings || !text.trim_matches(['{', '}']).trim().is_empty() {
                        self.report(explain::one_line(text, range));
                    }
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
        let range = self.between(start..start + trimmed.len());
        self.report(explain::ignored(members, trimmed, range));
    }

    /// The place of a line without its newline and the space at its end.
    fn line_range(&self, node: &Node<'_>) -> TextRange {
        let start = node.as_span().start();
        self.between(start..start + node.as_str().trim_end().len())
    }

    // ---- Members

    fn field(&mut self, node: Node<'a>, mut docs: Docs) -> Field {
        let mut name = Ident { name: SmolStr::default(), range: TextRange::default() };
        let mut ty = None;
        let mut attributes = Vec::new();
        for node in node.into_inner() {
            match node.as_rule() {
                Rule::ident => name = self.ident(&node),
                Rule::field_type => ty = Some(self.field_type(node)),
                Rule::attribute => attributes.push(self.attribute(node)),
                _ => docs.add(node.as_str()),
            }
        }
        let mut range = name.range;
        if let Some(ty) = &ty {
            range = range.cover(ty.range);
        }
        if let Some(last) = attributes.last() {
            range = range.cover(last.range);
        }
        match &ty {
            None => self.report(explain::incomplete_field(&name.name, range)),
            Some(ty) => self.colon(&name, ty.range),
        }
        Field { name, ty, attributes, docs: docs.take(), range }
    }

    fn include(&mut self, node: Node<'a>, at: usize) -> Option<Include> {
        let sign = node.as_span().start();
        let name = self.ident(&node.into_inner().next()?);
        Some(Include { range: self.between(sign..sign + 1).cover(name.range), name, at: at as u32 })
    }

    /// Reports a colon between name and type.
    fn colon(&mut self, name: &Ident, ty: TextRange) {
        let between = TextRange { start: name.range.end, end: ty.start };
        if let Some(at) = self.slice(between).find(':') {
            let start = between.start + at as u32;
            self.report(explain::colon(&name.name, TextRange { start, end: start + 1 }));
        }
    }

    fn field_type(&mut self, node: Node<'a>) -> FieldType {
        let range = self.line_range(&node);
        let text = self.slice(range);
        let mut nodes = node.into_inner();
        let name = nodes.next().map_or(Ident { name: SmolStr::default(), range }, |node| self.ident(&node));
        let string = nodes.next();
        // What the type is called, and what stands behind that.
        let base = match &string {
            Some(_) => TextRange {
                start: name.range.start,
                end: range.start + text.rfind(')').map_or(0, |at| at as u32 + 1),
            },
            None => name.range,
        };
        let suffix = self.slice(TextRange { start: base.end, end: range.end }).trim_start();
        let legacy =
            |words, suffix| explain::legacy_type(range, words, format!("{}{suffix}", self.slice(base)));
        let (arity, error) = match suffix {
            "" => (Arity::Required, None),
            "?" => (Arity::Optional, None),
            "[]" => (Arity::List, None),
            "!" => (Arity::Required, Some(legacy("fields are required unless they end in `?`", ""))),
            "]" => (Arity::List, Some(legacy("a list is marked behind its type", "[]"))),
            _ if suffix.starts_with("[]") && suffix[2..].trim_start() == "?" => {
                (Arity::List, Some(legacy("a list cannot be absent, only empty", "[]")))
            }
            _ => (Arity::Required, Some(explain::bad_arity(text, range))),
        };
        self.errors.extend(error);
        let numbers = string.iter().filter(|node| node.as_rule() == Rule::sizes);
        let sizes =
            numbers.flat_map(|node| node.as_str().split(',')).map(|size| size.trim().into()).collect();
        let name = match string {
            Some(node) if node.as_rule() == Rule::sizes => TypeName::Named(name),
            Some(node) if node.as_rule() == Rule::path => self.raw_type(name, &node),
            Some(node) if name.name == "Unsupported" => {
                TypeName::Unsupported { sql: self.string(&node), range: self.range(&node), raw: false }
            }
            Some(node) => {
                let message = format!("the type `{}` takes no text", name.name);
                self.report(explain::not_unsupported(message, self.range(&node)));
                TypeName::Named(name)
            }
            None => TypeName::Named(name),
        };
        FieldType { name, sizes, arity, range }
    }

    /// Raw(sql`…`); `tag` is the word in front of the first backtick.
    fn raw_type(&mut self, name: Ident, tag: &Node<'a>) -> TypeName {
        let scan = Scanner::new(self.text);
        let start = scan.spaces(tag.as_span().end());
        let end = scan.ticked(start).unwrap_or(start);
        let range = self.between(tag.as_span().start()..end);
        if name.name != "Raw" || tag.as_str() != "sql" {
            let message = format!("the type `{}` takes no text in backticks", name.name);
            self.report(explain::not_unsupported(message, range));
            return TypeName::Named(name);
        }
        let inside = self.text.get(start + 1..end.saturating_sub(1)).unwrap_or_default();
        TypeName::Unsupported { sql: SmolStr::new(untick(inside).trim()), range, raw: true }
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
        let mut nodes = node.into_inner();
        let key =
            nodes.next().map_or(Ident { name: SmolStr::default(), range: line }, |node| self.ident(&node));
        let value =
            nodes.next().filter(|node| node.as_rule() == Rule::expression).and_then(|node| self.expr(node));
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
        let at = self.between(start..start);
        let mut name = Ident { name: SmolStr::default(), range: at };
        let mut args = None;
        for node in node.into_inner() {
            match node.as_rule() {
                Rule::path => name = self.path(&node),
                Rule::args => args = Some(self.args(node)),
                _ => {}
            }
        }
        let end = args.as_ref().map_or(name.range, |args: &Args| args.range);
        let hidden = is_hidden(self.text, start);
        Attribute { range: at.cover(end), name, args, hidden }
    }

    fn args(&mut self, node: Node<'a>) -> Args {
        // The pair begins behind the parenthesis.
        let mut range = self.range(&node);
        range.start -= 1;
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
        let argument = Argument::take(self.text, node);
        let range = self.between(argument.range());
        let name = argument.name.map(|(name, _)| self.arg_name(name));
        let value = argument.value.map(|value| self.value(value));
        if let (Some(name), None) = (&name, &value) {
            let message = format!("the argument `{}` has no value", name.name);
            self.error(&rules::MISSING_ARGUMENT_VALUE, name.range, message);
        }
        Arg { name, value, range }
    }

    fn arg_name(&mut self, value: Value<'a>) -> Ident {
        let range = self.between(value.range());
        if !matches!(&value, Value::Word(word) if !word.as_str().contains('.')) {
            self.report(explain::bad_argument_name(self.slice(range), range));
        }
        Ident { name: SmolStr::new(self.slice(range)), range }
    }

    // ---- Expressions

    fn expr(&mut self, node: Node<'a>) -> Option<Expr> {
        Value::take(self.text, &mut std::iter::once(node)).map(|value| self.value(value))
    }

    fn value(&mut self, value: Value<'a>) -> Expr {
        let range = self.between(value.range());
        let kind = match value {
            Value::Word(path) => self.word(&path),
            Value::Call(name, args) => {
                let function = self.name(&name);
                self.names_file |= function.name == "file";
                let args = self.args(args);
                self.no_ticks(TextRange { start: function.range.end, end: args.range.start });
                ExprKind::Function(function, args)
            }
            Value::Tagged(tag, text) => {
                let ticked = self.between(text.clone());
                let after = self.text.get(text.end..).unwrap_or_default();
                let more = after.len() - after.trim_start_matches([' ', '\t']).len() + 1;
                self.no_ticks(TextRange {
                    start: ticked.end,
                    end: ticked.end + more.min(after.len()) as u32,
                });
                let inner = self.text.get(text.start + 1..text.end - 1).unwrap_or_default();
                ExprKind::Tagged(self.name(&tag), untick(inner))
            }
            Value::Other(node) => match node.as_rule() {
                Rule::string => ExprKind::String(self.string(&node)),
                Rule::array => ExprKind::Array(self.array(node, range)),
                Rule::object => ExprKind::Object(self.object(node, range)),
                _ => ExprKind::Number(SmolStr::new(node.as_str())),
            },
        };
        Expr { kind, range }
    }

    /// Reports a text in backticks where none may stand.
    fn no_ticks(&mut self, range: TextRange) {
        if let Some(at) = self.slice(range).find('`') {
            let start = range.start + at as u32;
            self.report(explain::stray_tick(TextRange { start, end: start + 1 }));
        }
    }

    /// A name, or digits, which the grammar does not tell apart.
    fn word(&mut self, path: &Node<'a>) -> ExprKind {
        let text = path.as_str();
        if is_number(text) {
            return ExprKind::Number(SmolStr::new(text));
        }
        ExprKind::Constant(self.name(path).name)
    }

    /// What names a function or a value.
    fn name(&mut self, path: &Node<'a>) -> Ident {
        let name = self.path(path);
        if name.name.starts_with(|first: char| first.is_ascii_digit()) {
            self.report(explain::neither_number_nor_name(&name.name, name.range));
        }
        name
    }

    /// Names joined by `.`, each of which begins with a letter.
    fn path(&mut self, path: &Node<'a>) -> Ident {
        let name = self.ident(path);
        if name.name.contains('.') && (name.name.contains("._") || name.name.contains(".-")) {
            self.report(explain::bad_path(&name.name, name.range));
        }
        name
    }

    fn array(&mut self, node: Node<'a>, range: TextRange) -> Vec<Expr> {
        let mut list = Vec::new();
        for node in node.into_inner() {
            match node.as_rule() {
                Rule::comma => drop(self.trailing_comma(&node, range)),
                _ => list.extend(self.expr(node)),
            }
        }
        list
    }

    fn object(&mut self, node: Node<'a>, range: TextRange) -> Vec<(Ident, Expr)> {
        let mut pairs = Vec::new();
        for node in node.into_inner() {
            if node.as_rule() == Rule::comma {
                self.trailing_comma(&node, range);
                continue;
            }
            let mut nodes = node.into_inner();
            let key = nodes.next().map(|key| self.ident(&key));
            pairs.extend(key.zip(nodes.next().and_then(|node| self.expr(node))));
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

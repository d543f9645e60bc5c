//! What each word is, for colouring. Reads trees alone, and of other blocks only the names that they declare.

use crate::Snapshot;
use parallax_dialect::Scalar;
use parallax_schema::attributes;
use parallax_syntax::ast::{
    Arg, Attribute, BlockKind, ConfigKeyword, Enum, Expr, ExprKind, Field, FieldType, Ident, Model,
    ModelKeyword, Placed, Property, TypeName,
};
use parallax_text::{FileId, TextRange};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TokenKind {
    Keyword,
    Model,
    Enum,
    CompositeType,
    Scalar,
    Field,
    EnumValue,
    Attribute,
    Argument,
    Function,
    Property,
    String,
    Number,
    Constant,
    Comment,
    DocComment,
}

impl TokenKind {
    /// In the order of their declaration.
    pub const ALL: [TokenKind; 16] = [
        TokenKind::Keyword,
        TokenKind::Model,
        TokenKind::Enum,
        TokenKind::CompositeType,
        TokenKind::Scalar,
        TokenKind::Field,
        TokenKind::EnumValue,
        TokenKind::Attribute,
        TokenKind::Argument,
        TokenKind::Function,
        TokenKind::Property,
        TokenKind::String,
        TokenKind::Number,
        TokenKind::Constant,
        TokenKind::Comment,
        TokenKind::DocComment,
    ];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub range: TextRange,
    pub kind: TokenKind,
    pub declaration: bool,
    /// In a field or block that `@ignore` or `@@ignore` leaves out.
    pub ignored: bool,
}

/// Sorted, apart, each on one line. `range` leaves out what does not touch it. What stands in backticks has no token:
/// editors colour it as the language that it is.
pub fn tokens(snapshot: &Snapshot, file: FileId, range: Option<TextRange>) -> Vec<Token> {
    let text = snapshot.text(file);
    let whole = TextRange::new(0, text.len());
    let asked = range.unwrap_or(whole);
    let blocks = &snapshot.ast(file).blocks;
    let end_of = |placed: &Placed| placed.offset + placed.block.range.end;
    let first = blocks.partition_point(|placed| end_of(placed) < asked.start);
    let last = blocks.partition_point(|placed| placed.offset <= asked.end).max(first);
    let touched = blocks.get(first..last).unwrap_or_default();

    let mut painter = Painter { snapshot, text, tokens: Vec::new(), offset: 0 };
    for placed in touched {
        painter.block(placed);
    }
    // No comment lies over the border of a block, so those between here and the next block are all.
    let start = first.checked_sub(1).and_then(|before| blocks.get(before)).map_or(0, end_of);
    let end = blocks.get(last).map_or(whole.end, |next| next.offset);
    painter.offset = start;
    painter.comments(text.get(start as usize..end as usize).unwrap_or_default());
    painter.sorted(asked)
}

/// The type of columns that have none here.
const UNSUPPORTED: &str = "Unsupported";

struct Painter<'a> {
    snapshot: &'a Snapshot,
    /// Of the file.
    text: &'a str,
    tokens: Vec<Token>,
    /// Of the block that is painted.
    offset: u32,
}

impl Painter<'_> {
    fn push(&mut self, range: TextRange, kind: TokenKind) {
        self.token(range, kind, false);
    }

    fn token(&mut self, range: TextRange, kind: TokenKind, declaration: bool) {
        if !range.is_empty() {
            self.tokens.push(Token { range: range.shifted(self.offset), kind, declaration, ignored: false });
        }
    }

    /// What was painted since there were `from` tokens is left out of clients.
    fn ignore(&mut self, from: usize) {
        for token in self.tokens.iter_mut().skip(from) {
            token.ignored = true;
        }
    }

    fn block(&mut self, placed: &Placed) {
        self.offset = placed.offset;
        let start = placed.block.range.start;
        let keyword = |length: usize| TextRange { start, end: start + length as u32 };
        match &placed.block.kind {
            BlockKind::Model(model) => {
                let word = match model.keyword {
                    ModelKeyword::Model => "model",
                    ModelKeyword::View => "view",
                    ModelKeyword::Type => "type",
                };
                self.push(keyword(word.len()), TokenKind::Keyword);
                self.model(model);
            }
            BlockKind::Enum(item) => {
                self.push(keyword("enum".len()), TokenKind::Keyword);
                self.enumeration(item);
            }
            BlockKind::Config(config) => {
                let word = match config.keyword {
                    ConfigKeyword::Datasource => "datasource",
                    ConfigKeyword::Generator => "generator",
                };
                self.push(keyword(word.len()), TokenKind::Keyword);
                self.settings(&config.name, &config.properties);
            }
            BlockKind::Object(object) => {
                self.push(keyword(object.keyword.as_str().len()), TokenKind::Keyword);
                self.settings(&object.name, &object.properties);
                for attribute in &object.attributes {
                    self.attribute(attribute, true, None);
                }
            }
            BlockKind::Unknown => {}
        }
    }

    fn model(&mut self, model: &Model) {
        let from = self.tokens.len();
        self.token(model.name.range, kind_of(model.keyword), true);
        for field in &model.fields {
            self.field(field);
        }
        for attribute in &model.attributes {
            self.attribute(attribute, true, None);
        }
        if is_ignored(&model.attributes) {
            self.ignore(from);
        }
    }

    fn field(&mut self, field: &Field) {
        let from = self.tokens.len();
        self.token(field.name.range, TokenKind::Field, true);
        if let Some(ty) = &field.ty {
            self.field_type(ty);
        }
        let named = field.ty.as_ref().and_then(|ty| match &ty.name {
            TypeName::Named(name) => self.type_kind(name),
            TypeName::Unsupported { .. } => None,
        });
        for attribute in &field.attributes {
            self.attribute(attribute, false, named);
        }
        if is_ignored(&field.attributes) {
            self.ignore(from);
        }
    }

    fn field_type(&mut self, ty: &FieldType) {
        match &ty.name {
            TypeName::Named(name) => {
                if let Some(kind) = self.type_kind(name) {
                    self.push(name.range, kind);
                }
            }
            TypeName::Unsupported { range, .. } => {
                let before = TextRange { start: ty.range.start, end: range.start };
                let before = self.text.get(before.shifted(self.offset).as_usize()).unwrap_or_default();
                if let Some(at) = before.find(UNSUPPORTED) {
                    let start = ty.range.start as usize + at;
                    self.push(TextRange::new(start, start + UNSUPPORTED.len()), TokenKind::Scalar);
                }
                self.push(*range, TokenKind::String);
            }
        }
    }

    /// Nothing for a type that is declared nowhere.
    fn type_kind(&self, name: &Ident) -> Option<TokenKind> {
        if Scalar::parse(&name.name).is_some() {
            return Some(TokenKind::Scalar);
        }
        let id = self.snapshot.declarations(&name.name).first()?;
        match &self.snapshot.block(*id).block.kind {
            BlockKind::Model(model) => Some(kind_of(model.keyword)),
            BlockKind::Enum(_) => Some(TokenKind::Enum),
            BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => None,
        }
    }

    fn enumeration(&mut self, item: &Enum) {
        self.token(item.name.range, TokenKind::Enum, true);
        for value in &item.values {
            self.token(value.name.range, TokenKind::EnumValue, true);
            for attribute in &value.attributes {
                self.attribute(attribute, false, None);
            }
        }
        for attribute in &item.attributes {
            self.attribute(attribute, true, None);
        }
    }

    fn settings(&mut self, name: &Ident, properties: &[Property]) {
        self.token(name.range, TokenKind::Property, true);
        for property in properties {
            self.push(property.key.range, TokenKind::Property);
            if let Some(value) = &property.value {
                self.expr(value, TokenKind::Constant);
            }
        }
    }

    /// `on` is the kind of the type of the field.
    fn attribute(&mut self, attribute: &Attribute, block: bool, on: Option<TokenKind>) {
        let name = TextRange { start: attribute.range.start, end: attribute.name.range.end };
        self.push(name, TokenKind::Attribute);
        let spec = attributes::attribute(&attribute.name.name, block);
        let unnamed = spec.and_then(|spec| spec.signature.unnamed);
        for arg in attribute.args() {
            let parameter = arg.name.as_ref().map(|name| name.name.as_str()).or(unnamed);
            let words = match parameter {
                Some("fields" | "references" | "where") => TokenKind::Field,
                Some("value") if on == Some(TokenKind::Enum) => TokenKind::EnumValue,
                _ => TokenKind::Constant,
            };
            self.arg(arg, words);
        }
    }

    fn arg(&mut self, arg: &Arg, words: TokenKind) {
        if let Some(name) = &arg.name {
            self.push(name.range, TokenKind::Argument);
        }
        if let Some(value) = &arg.value {
            self.expr(value, words);
        }
    }

    /// `words` is what bare words are here.
    fn expr(&mut self, expr: &Expr, words: TokenKind) {
        match &expr.kind {
            ExprKind::String(_) => self.push(expr.range, TokenKind::String),
            ExprKind::Number(_) => self.push(expr.range, TokenKind::Number),
            ExprKind::Constant(name) => {
                let is_word = matches!(name.as_str(), "true" | "false" | "null");
                self.push(expr.range, if is_word { TokenKind::Constant } else { words });
            }
            ExprKind::Array(list) => list.iter().for_each(|item| self.expr(item, words)),
            // In a list of fields, `name(sort: Desc)` is a field with options.
            ExprKind::Function(name, args) => {
                let is_field = words == TokenKind::Field && name.name != "raw";
                self.push(name.range, if is_field { TokenKind::Field } else { TokenKind::Function });
                for arg in &args.list {
                    self.arg(arg, TokenKind::Constant);
                }
            }
            ExprKind::Object(pairs) => {
                for (key, value) in pairs {
                    // `{ not: null }` is inside of what belongs to a field.
                    let kind = if key.name == "not" { TokenKind::Argument } else { words };
                    self.push(key.range, kind);
                    self.expr(value, words);
                }
            }
            ExprKind::Tagged(tag, _) => self.push(tag.range, TokenKind::Function),
        }
    }

    fn comments(&mut self, text: &str) {
        for comment in parallax_syntax::comments(text) {
            let body = text.get(comment.clone()).unwrap_or_default();
            let is_doc = body.starts_with("///") || (body.starts_with("/**") && body != "/**/");
            let kind = if is_doc { TokenKind::DocComment } else { TokenKind::Comment };
            let mut start = comment.start;
            for line in body.split(['\n', '\r']) {
                let indent = line.len() - line.trim_start().len();
                let end = start + line.trim_end().len();
                self.push(TextRange::new((start + indent).min(end), end), kind);
                start += line.len() + 1;
            }
        }
    }

    fn sorted(mut self, asked: TextRange) -> Vec<Token> {
        self.tokens.retain(|token| token.range.end >= asked.start && token.range.start <= asked.end);
        self.tokens.sort_by_key(|token| token.range);
        let mut end = 0;
        self.tokens.retain(|token| {
            let apart = token.range.start >= end;
            if apart {
                end = token.range.end;
            }
            apart
        });
        self.tokens
    }
}

fn kind_of(keyword: ModelKeyword) -> TokenKind {
    match keyword {
        ModelKeyword::Model | ModelKeyword::View => TokenKind::Model,
        ModelKeyword::Type => TokenKind::CompositeType,
    }
}

fn is_ignored(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.name.name == "ignore")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::schema;
    use std::fmt::Write;

    /// Each line, and under it what its words are.
    fn painted(text: &str) -> String {
        let snapshot = schema(text);
        let file = FileId(0);
        let tokens = tokens(&snapshot, file, None);
        let mut out = String::new();
        let mut start = 0;
        for line in snapshot.text(file).split_inclusive('\n') {
            let end = start + line.len() as u32;
            let _ = writeln!(out, "{}", line.trim_end());
            for token in tokens.iter().filter(|token| start <= token.range.start && token.range.end <= end) {
                let word = &snapshot.text(file)[token.range.as_usize()];
                let declared = if token.declaration { " declared" } else { "" };
                let ignored = if token.ignored { " ignored" } else { "" };
                let _ = writeln!(out, "    {word}: {:?}{declared}{ignored}", token.kind);
            }
            start = end;
        }
        out
    }

    #[test]
    fn every_word_of_a_schema_has_its_kind() {
        insta::assert_snapshot!(painted(
            r#"// floats
datasource db {
  provider = "postgresql" // trailing
  schemas  = ["a", "b"]
  url      = env("URL")
}

/// Who reads.
model Reader {
  id      Int     @id @default(autoincrement())
  email   String? @unique(map: "e") @db.VarChar(255)
  role    Role    @default(ADMIN)
  plain   Boolean @default(false)
  books   Book[]
  address Address?
  shape   Unsupported("circle")?
  gone    Missing
  hidden  Int     @ignore

  @@index([email(sort: Desc, ops: raw("x")), role], type: Hash, where: { plain: { not: null } })
}
model Book {
  id       Int    @id
  readerId Int
  reader   Reader @relation(fields: [readerId], references: [id], onDelete: Cascade)
  @@ignore
}
/* a
   b */
enum Role {
  ADMIN @map("adm")
  READER
  @@map("roles")
}
type Address {
  city String
}
"#
        ));
    }

    #[test]
    fn broken_text_keeps_the_colours_of_the_rest() {
        insta::assert_snapshot!(painted(
            "model A {\n  id Int @id @\n  = \"x\" // why\n  name String @default(\n  b  [Unsupported(\"x\")]\nmodel B {\n  a A\n"
        ));
    }

    #[test]
    fn a_range_leaves_out_what_does_not_touch_it() {
        let text = "// one\nmodel A {\n  id Int @id // two\n}\n// three\nmodel B {\n  id Int @id // four\n}\n// five\n";
        let snapshot = schema(text);
        let all = tokens(&snapshot, FileId(0), None);
        for start in 0..text.len() {
            for end in start..text.len() {
                let range = TextRange::new(start, end);
                let expected: Vec<Token> = all
                    .iter()
                    .filter(|token| token.range.end >= range.start && token.range.start <= range.end)
                    .copied()
                    .collect();
                assert_eq!(tokens(&snapshot, FileId(0), Some(range)), expected, "{range:?}");
            }
        }
    }
}

//! Selections that grow: word, expression, argument, arguments, attribute, field, body, block, file.

use super::folding::comment_runs;
use crate::{Position, Snapshot};
use parallax_syntax::ast::{Args, Attribute, Block, BlockKind, Expr, ExprKind, Field, TypeName};
use parallax_text::TextRange;

/// Ever larger ranges around a place, smallest first, each inside of the next; none outside of the text.
pub fn selections(snapshot: &Snapshot, position: Position) -> Vec<TextRange> {
    let text = snapshot.text(position.file);
    let offset = position.offset;
    if !text.is_char_boundary(offset as usize) {
        return Vec::new();
    }
    let mut around = Around { text, base: 0, offset, ranges: Vec::new() };
    around.add(TextRange::new(0, text.len()));
    around.word();
    around.comment();
    if let Some(placed) = snapshot.ast(position.file).block_at(offset) {
        around.base = placed.offset;
        around.block(&placed.block);
    }
    around.nested()
}

/// Gathers ranges that hold a place.
struct Around<'a> {
    text: &'a str,
    /// What ranges are relative to.
    base: u32,
    offset: u32,
    ranges: Vec<TextRange>,
}

impl Around<'_> {
    /// False where the range does not hold the place, so that nothing in it does.
    fn add(&mut self, range: TextRange) -> bool {
        let range = range.shifted(self.base);
        let holds = range.start <= self.offset && self.offset <= range.end;
        if holds && !range.is_empty() {
            self.ranges.push(range);
        }
        holds
    }

    fn nested(mut self) -> Vec<TextRange> {
        self.ranges.sort_by_key(|range| (range.len(), range.start));
        let mut nested: Vec<TextRange> = Vec::new();
        for range in self.ranges {
            let holds = |inner: &TextRange| range.start <= inner.start && inner.end <= range.end;
            if nested.last().is_none_or(|inner| holds(inner) && *inner != range) {
                nested.push(range);
            }
        }
        nested
    }

    fn word(&mut self) {
        let (before, after) = self.text.split_at(self.offset as usize);
        let is_word = |char: char| char.is_alphanumeric() || char == '_';
        let start = before.len()
            - before.chars().rev().take_while(|char| is_word(*char)).map(char::len_utf8).sum::<usize>();
        let end =
            before.len() + after.chars().take_while(|char| is_word(*char)).map(char::len_utf8).sum::<usize>();
        self.add(TextRange::new(start, end));
    }

    fn comment(&mut self) {
        for comment in parallax_syntax::comments(self.text) {
            self.add(TextRange::new(comment.start, comment.end));
        }
        for run in comment_runs(self.text) {
            self.add(run);
        }
    }

    fn block(&mut self, block: &Block) {
        self.add(TextRange { start: 0, end: block.range.end });
        if !self.add(block.range) {
            return;
        }
        self.body(block);
        match &block.kind {
            BlockKind::Model(model) => {
                for field in &model.fields {
                    self.field(field);
                }
                self.attributes(&model.attributes);
            }
            BlockKind::Enum(item) => {
                for value in &item.values {
                    if self.add(value.range) {
                        self.attributes(&value.attributes);
                    }
                }
                self.attributes(&item.attributes);
            }
            BlockKind::Config(config) => {
                for property in &config.properties {
                    if self.add(property.range) {
                        property.value.iter().for_each(|value| self.expr(value));
                    }
                }
            }
            BlockKind::Object(object) => {
                for property in &object.properties {
                    if self.add(property.range) {
                        property.value.iter().for_each(|value| self.expr(value));
                    }
                }
                self.attributes(&object.attributes);
            }
            BlockKind::Unknown => {}
        }
    }

    /// The lines between the braces.
    fn body(&mut self, block: &Block) {
        let Some(name) = block.name() else { return };
        let behind_name = TextRange { start: name.range.end.max(block.range.start), end: block.range.end };
        let text = self.text.get(behind_name.shifted(self.base).as_usize()).unwrap_or_default();
        let Some(line_end) = text.find(['\n', '\r']) else { return };
        let body = text.get(line_end..).unwrap_or_default();
        let inner = body.strip_suffix('}').unwrap_or(body);
        let start = line_end + (inner.len() - inner.trim_start().len());
        let length = inner.trim().len();
        let start = behind_name.start as usize + start;
        self.add(TextRange::new(start, start + length));
    }

    fn field(&mut self, field: &Field) {
        if !self.add(field.range) {
            return;
        }
        self.add(field.name.range);
        if let Some(ty) = field.ty.as_ref() {
            self.add(ty.range);
            if let TypeName::Unsupported { range, .. } = &ty.name {
                self.string(*range);
            }
        }
        self.attributes(&field.attributes);
    }

    fn attributes(&mut self, attributes: &[Attribute]) {
        for attribute in attributes {
            if self.add(attribute.range) {
                self.add(attribute.name.range);
                self.add(TextRange { start: attribute.range.start, end: attribute.name.range.end });
                attribute.args.iter().for_each(|args| self.args(args));
            }
        }
    }

    fn args(&mut self, args: &Args) {
        if !self.add(args.range) {
            return;
        }
        self.inside(args.range);
        for arg in &args.list {
            if self.add(arg.range) {
                if let Some(name) = &arg.name {
                    self.add(name.range);
                }
                arg.value.iter().for_each(|value| self.expr(value));
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        if !self.add(expr.range) {
            return;
        }
        match &expr.kind {
            ExprKind::String(_) => self.string(expr.range),
            ExprKind::Number(_) | ExprKind::Constant(_) => {}
            ExprKind::Array(list) => {
                self.inside(expr.range);
                list.iter().for_each(|item| self.expr(item));
            }
            ExprKind::Function(name, args) => {
                self.add(name.range);
                self.args(args);
            }
            ExprKind::Object(pairs) => {
                self.inside(expr.range);
                for (key, value) in pairs {
                    self.add(key.range.cover(value.range));
                    self.add(key.range);
                    self.expr(value);
                }
            }
            ExprKind::Tagged(tag, _) => {
                self.add(TextRange { start: tag.range.end, end: expr.range.end });
            }
        }
    }

    fn string(&mut self, range: TextRange) {
        if self.add(range) && range.len() >= 2 {
            self.add(TextRange { start: range.start + 1, end: range.end - 1 });
        }
    }

    /// What stands between brackets, without the space at its edges.
    fn inside(&mut self, range: TextRange) {
        if range.len() < 2 {
            return;
        }
        let inner = TextRange { start: range.start + 1, end: range.end - 1 };
        let text = self.text.get(inner.shifted(self.base).as_usize()).unwrap_or_default();
        let start = inner.start as usize + (text.len() - text.trim_start().len());
        self.add(TextRange::new(start, start + text.trim().len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::at_cursor;

    fn grown(text: &str) -> Vec<String> {
        let (snapshot, position) = at_cursor(text);
        let text = snapshot.text(position.file);
        selections(&snapshot, position).iter().map(|range| text[range.as_usize()].to_owned()).collect()
    }

    #[test]
    fn a_selection_grows_from_the_word_to_the_file() {
        insta::assert_debug_snapshot!(grown(
            "// head\n/// doc\nmodel A {\n  id Int @id\n  b B @relation(fields: [bI$0d, cId], references: [id])\n}\n"
        ));
    }

    #[test]
    fn a_selection_grows_in_strings_objects_and_comments() {
        insta::assert_debug_snapshot!(grown(
            "model A {\n  @@index([a], where: { a: { not: \"x y$0z\" } })\n}\n"
        ));
        insta::assert_debug_snapshot!(grown("model A {\n  // one\n  // two$0 words\n  id Int\n}\n"));
        insta::assert_debug_snapshot!(grown("datasource db {\n  url = env(\"$0URL\")\n}"));
    }
}

//! What stands under the cursor, in words: its declaration, its documentation, its column and SQL, who uses it.
//!
//! What the text tells is told whatever else is wrong; columns and SQL as far as the schema is understood.

mod blocks;
mod fields;
mod vocabulary;

use crate::navigation::locate::{Located, block_at, declared, locate};
use crate::navigation::spots::Part;
use crate::{Position, Snapshot};
use parallax_schema::words;
use parallax_text::TextRange;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    pub range: TextRange,
    pub markdown: String,
}

pub fn hover(snapshot: &Snapshot, position: Position) -> Option<Hover> {
    let Some(located) = locate(snapshot, position) else { return keyword(snapshot, position) };
    let page = page(snapshot, &located)?;
    Some(Hover { range: located.range, markdown: page.finish() })
}

/// The word that opens a block.
fn keyword(snapshot: &Snapshot, position: Position) -> Option<Hover> {
    let placed = snapshot.block(block_at(snapshot, position)?);
    let word = blocks::keyword(&placed.block.kind)?;
    let start = placed.span(placed.block.range).range.start;
    let range = TextRange { start, end: start + word.len() as u32 };
    let row = words::BLOCKS.iter().find(|row| row.keyword == word)?;
    let mut page = Page::declaring(word);
    page.text(row.doc);
    range.contains(position.offset).then(|| Hover { range, markdown: page.finish() })
}

fn page(snapshot: &Snapshot, at: &Located<'_>) -> Option<Page> {
    match at.part {
        Part::BlockName(_) => blocks::block(snapshot, at.block, None),
        Part::FieldType { field, name } => match declared(snapshot, name) {
            Some(block) => blocks::block(snapshot, block, Some((at.block, field))),
            None => vocabulary::scalar(snapshot, at.block, field, name),
        },
        Part::Unsupported(field) => Some(vocabulary::unsupported(snapshot, at.block, field)),
        Part::FieldName(field) => fields::field(snapshot, at.block, field),
        Part::EnumValue(value) => fields::value(snapshot, at.block, value),
        Part::Property(property) => vocabulary::property(snapshot, at.block, property),
        Part::PropertyValue(property, text) => vocabulary::property_value(snapshot, at.block, property, text),
        Part::Attribute(owner, attribute) => vocabulary::attribute(snapshot, at.block, owner, attribute),
        Part::Datasource(name) => vocabulary::datasource(snapshot, name),
        Part::NativeType { owner, name, .. } => vocabulary::native(snapshot, at.block, owner, name),
        Part::ConstantsOf(name) => blocks::block(snapshot, declared(snapshot, name)?, None),
        Part::Constant(_) | Part::ConstantName(_) => blocks::constant(snapshot, at),
        Part::ArgumentName(within) => vocabulary::argument(within),
        Part::Value(within, role) => vocabulary::value(snapshot, at, within, role),
    }
}

/// A page of Markdown: a declaration, and below a line all that there is to say about it.
#[derive(Debug)]
struct Page {
    code: String,
    parts: Vec<String>,
}

impl Page {
    fn declaring(code: &str) -> Self {
        Page { code: format!("```prisma\n{code}\n```"), parts: Vec::new() }
    }
    fn text(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.parts.push(text);
        }
    }
    fn docs(&mut self, docs: Option<&smol_str::SmolStr>) {
        if let Some(docs) = docs {
            self.text(docs.trim());
        }
    }
    fn sql(&mut self, statements: &[String]) {
        if !statements.is_empty() {
            self.parts.push(format!("```sql\n{}\n```", statements.join(";\n")));
        }
    }
    fn finish(self) -> String {
        let below = if self.parts.is_empty() { "" } else { "\n___\n" };
        self.code + below + &self.parts.join("\n\n")
    }
}

/// `` `a`, `b` and 3 more ``
fn some_of<'n>(names: impl ExactSizeIterator<Item = &'n str>) -> String {
    const SHOWN: usize = 8;
    let total = names.len();
    let mut out = String::new();
    for (name, at) in names.take(SHOWN).zip(0..) {
        if at > 0 {
            out.push_str(", ");
        }
        out.push('`');
        out.push_str(name);
        out.push('`');
    }
    if total > SHOWN {
        out.push_str(&format!(" and {} more", total - SHOWN));
    }
    out
}

#[cfg(test)]
mod tests;

//! From enums to blocks.

use crate::Lift;
use crate::beyond::{Beyond, placed};
use crate::draft::{Block, BlockAttribute, Keyword, Member, OldBlock};
use crate::notes::{self, Notes};
use crate::printing::{call, quoted};
use crate::sources::EnumSource;
use parallax_dialect::EnumStyle;
use parallax_ir::Name;
use parallax_schema::model::EnumId;
use parallax_syntax::ast::{self, Attribute};

impl Lift<'_> {
    pub(crate) fn enumeration(&self, of: &EnumSource, notes: &mut Notes) -> Block {
        let mut members = Vec::new();
        for (value, name) in of.values.iter().zip(&of.names) {
            let mut member = Member { commented: name.is_none(), ..Member::default() };
            member.name = name.clone().unwrap_or_else(|| value.clone());
            let written = of.old.and_then(|old| self.old_value(old, value));
            if *value != member.name
                || member.commented
                || written.is_some_and(|of| is_mapped(&of.attributes))
            {
                member.attributes.push(call("@map", &[quoted(value)]));
            }
            if member.commented {
                let how =
                    "has no letter that a name can begin with; it is written as a comment, give it a name";
                notes.warn("enum value", &of.key, Some(value), how);
            }
            member.old = written.map(|written| written.range);
            members.push(member);
        }
        let mut attributes = Vec::new();
        let old_block = of.old.and_then(|old| self.old.enum_block(old));
        if !self.follows(&of.name, &of.key.name)
            || old_block.is_some_and(|(_, block)| is_mapped(&block.attributes))
        {
            attributes.push(self.owned(of.old, "map", call("@@map", &[quoted(&of.key.name)])));
        }
        let named = match self.target.dialect.shapes.enums {
            EnumStyle::Named => self.schema_attribute(&of.key),
            EnumStyle::Inline | EnumStyle::Text => None,
        };
        attributes.extend(named.map(|text| self.owned(of.old, "schema", text)));
        let mut block_notes = Vec::new();
        let is_whole = self.is_whole(old_block.map(|(placed, _)| placed.file));
        let before = old_block.map_or(&[][..], |(_, block)| &block.attributes);
        let comment = of.comment.iter().filter(|comment| !self.is_documented(of, comment));
        let comment =
            comment.map(|text| Beyond { name: "comment", text: call("@@comment", &[quoted(text)]) });
        let said = self.sayable(comment.collect(), is_whole, before);
        attributes.extend(said.iter().map(|of| placed(of, is_whole, before)));
        if of.comment.is_some() && !is_whole && said.is_empty() {
            notes.warn("enum", &of.key, None, notes::COMMENT);
            block_notes.push(notes::object_commented("enum"));
        }
        Block {
            keyword: Keyword::Enum,
            name: of.name.clone(),
            notes: block_notes,
            members,
            attributes,
            includes: Vec::new(),
            old: of.old.map(OldBlock::Enum),
        }
    }

    /// Whether comments come from the documentation, and this one stands there.
    fn is_documented(&self, of: &EnumSource, comment: &Name) -> bool {
        let docs = of.old.and_then(|old| self.old.enumeration(old)).and_then(|of| of.docs.as_ref());
        self.comment(Some(comment), docs).is_none()
    }

    fn old_value(&self, id: EnumId, value: &str) -> Option<&ast::EnumValue> {
        let old = self.old.enumeration(id)?;
        let known = old.values.iter().find(|known| known.db_name == value)?;
        let (placed, block) = self.old.enum_block(id)?;
        block.values.iter().find(|of| placed.span(of.range) == known.span)
    }

    /// In the place of the attribute of that name.
    fn owned(&self, id: Option<EnumId>, name: &str, text: String) -> BlockAttribute {
        let block = id.and_then(|id| self.old.enum_block(id));
        let old = block.and_then(|(_, block)| block.attributes.iter().find(|old| old.name.name == name));
        BlockAttribute { text, old: old.map(|old| old.range) }
    }
}

/// Whether the name in the database is written down.
fn is_mapped(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.name.name == "map")
}

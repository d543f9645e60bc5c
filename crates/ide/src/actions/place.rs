//! What stands at a place of a file.

use crate::Snapshot;
use parallax_schema::model;
use parallax_syntax::ast::{Attribute, BlockKind, Config, ConfigKeyword, EnumValue, Field, Model, Placed};
use parallax_text::{Span, TextRange};

/// Whether a range holds another, its end included.
pub(super) fn holds(outer: TextRange, inner: TextRange) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Whether two ranges have a place in common; ends count.
pub(super) fn touches(a: TextRange, b: TextRange) -> bool {
    a.start <= b.end && b.start <= a.end
}

pub(super) fn block(snapshot: &Snapshot, span: Span) -> Option<&Placed> {
    if span.file.0 as usize >= snapshot.parsed().len() {
        return None;
    }
    let placed = snapshot.ast(span.file).block_at(span.range.start)?;
    holds(placed.span(placed.block.range).range, span.range).then_some(placed)
}

pub(super) fn model(snapshot: &Snapshot, span: Span) -> Option<(&Placed, &Model)> {
    let placed = block(snapshot, span)?;
    match &placed.block.kind {
        BlockKind::Model(model) => Some((placed, model)),
        BlockKind::Enum(_) | BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => None,
    }
}

/// The field that holds a place, with its model.
pub(super) fn field(snapshot: &Snapshot, span: Span) -> Option<(&Placed, &Model, &Field)> {
    let (placed, model) = model(snapshot, span)?;
    let field = model.fields.iter().find(|field| holds(placed.span(field.range).range, span.range))?;
    Some((placed, model, field))
}

pub(super) fn enum_value(snapshot: &Snapshot, span: Span) -> Option<(&Placed, &EnumValue)> {
    let placed = block(snapshot, span)?;
    let BlockKind::Enum(of) = &placed.block.kind else { return None };
    let value = of.values.iter().find(|value| holds(placed.span(value.range).range, span.range))?;
    Some((placed, value))
}

/// The attribute that holds a place, of a field or of a block.
pub(super) fn attribute(snapshot: &Snapshot, span: Span) -> Option<(&Placed, &Attribute)> {
    let placed = block(snapshot, span)?;
    let of_fields: Box<dyn Iterator<Item = &Attribute>> = match &placed.block.kind {
        BlockKind::Model(model) => Box::new(model.fields.iter().flat_map(|field| &field.attributes)),
        BlockKind::Enum(of) => Box::new(of.values.iter().flat_map(|value| &value.attributes)),
        BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => Box::new(std::iter::empty()),
    };
    let attribute = super::edit::block_attributes(&placed.block)
        .iter()
        .chain(of_fields)
        .find(|attribute| holds(placed.span(attribute.range).range, span.range))?;
    Some((placed, attribute))
}

pub(super) fn datasource(snapshot: &Snapshot) -> Option<(&Placed, &Config)> {
    snapshot
        .asts()
        .flat_map(|ast| ast.configs())
        .find(|(_, config)| config.keyword == ConfigKeyword::Datasource)
}

/// The block in the tree that declares a model.
pub(super) fn model_named<'s>(snapshot: &'s Snapshot, name: &str) -> Option<(&'s Placed, &'s Model)> {
    snapshot.declarations(name).iter().find_map(|id| {
        let placed = snapshot.block(*id);
        match &placed.block.kind {
            BlockKind::Model(model) => Some((placed, model)),
            BlockKind::Enum(_) | BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => None,
        }
    })
}

/// The meaning of a model of the tree.
pub(super) fn meaning<'s>(snapshot: &'s Snapshot, name: &str) -> Option<&'s model::Model> {
    snapshot.checked().schema.models.iter().find(|model| model.name == name)
}

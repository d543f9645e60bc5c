//! What a schema says about the way from the state before (`@renamedFrom`) and of the future (`@deprecated`).

use crate::arguments::bind_attribute;
use crate::attributes::{AttributeKind, AttributeSpec};
use crate::context::Context;
use crate::fields::defaults::missing;
use crate::model::{EnumId, FieldId, ModelId};
pub use parallax_ir::Fill;
use parallax_syntax::ast::{Attribute, Placed};
use smol_str::SmolStr;

/// What the schema says about the way from the state before, and of its future.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Intent {
    /// `@renamedFrom`, `@@renamedFrom`
    pub renamed_from: Option<SmolStr>,
    /// `@deprecated`, `@@deprecated`
    pub deprecated: Option<SmolStr>,
    /// `@backfill`, `@split`, `@merge`, `@movedFrom`
    pub fill: Option<Fill>,
    /// `@using`
    pub using: Option<SmolStr>,
}

/// What bears an attribute.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bearer {
    Model(ModelId),
    Field(FieldId),
    Enum(EnumId),
    EnumValue(EnumId, usize),
}

pub(crate) fn read<'a>(
    cx: &mut Context<'a>,
    bearer: Bearer,
    placed: &'a Placed,
    spec: &AttributeSpec,
    attribute: &'a Attribute,
) {
    let mut bound = bind_attribute(cx, placed, spec, attribute);
    let param = if spec.kind == AttributeKind::RenamedFrom { "name" } else { "reason" };
    if !bound.has(param) && !bound.poisoned {
        missing(cx, &bound, param);
    }
    let Some((text, _)) = bound.name(cx, param) else { return };
    let Some(slot) = slot(cx, bearer) else { return };
    let intent = slot.get_or_insert_default();
    match spec.kind {
        AttributeKind::RenamedFrom => intent.renamed_from = Some(text),
        _ => intent.deprecated = Some(text),
    }
}

fn slot<'s>(cx: &'s mut Context, bearer: Bearer) -> Option<&'s mut Option<Box<Intent>>> {
    Some(match bearer {
        Bearer::Model(id) => &mut cx.schema.models[id.index()].intent,
        Bearer::Field(id) => &mut cx.field_mut(id).intent,
        Bearer::Enum(id) => &mut cx.schema.enums[id.index()].intent,
        Bearer::EnumValue(id, at) => &mut cx.schema.enums[id.index()].values.get_mut(at)?.intent,
    })
}

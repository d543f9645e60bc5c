//! `@comment` and `@@comment`: what the database itself keeps as the comment of a column, table or enum.

use super::details;
use super::generated::NOT_ON_DATABASE;
use crate::arguments::bind_attribute;
use crate::attributes::AttributeSpec;
use crate::context::Context;
use crate::fields::defaults::missing;
use crate::model::{EnumId, FieldId, ModelId};
use parallax_diagnostics::Diagnostic;
use parallax_syntax::ast::{Attribute, Placed};
use smol_str::SmolStr;

pub(crate) fn read_field<'a>(
    cx: &mut Context<'a>,
    id: FieldId,
    placed: &'a Placed,
    spec: &'static AttributeSpec,
    attribute: &'a Attribute,
) {
    if let Some(text) = text(cx, placed, spec, attribute) {
        details(cx, id).comment = Some(text);
    }
}

pub(crate) fn read_model<'a>(
    cx: &mut Context<'a>,
    id: ModelId,
    placed: &'a Placed,
    spec: &'static AttributeSpec,
    attribute: &'a Attribute,
) {
    if let Some(text) = text(cx, placed, spec, attribute) {
        cx.schema.models[id.index()].table.get_or_insert_default().comment = Some(text);
    }
}

pub(crate) fn read_enum<'a>(
    cx: &mut Context<'a>,
    id: EnumId,
    placed: &'a Placed,
    spec: &'static AttributeSpec,
    attribute: &'a Attribute,
) {
    if let Some(text) = text(cx, placed, spec, attribute) {
        cx.schema.enums[id.index()].comment = Some(text);
    }
}

fn text<'a>(
    cx: &mut Context<'a>,
    placed: &'a Placed,
    spec: &'static AttributeSpec,
    attribute: &'a Attribute,
) -> Option<SmolStr> {
    let mut bound = bind_attribute(cx, placed, spec, attribute);
    if !bound.has("text") && !bound.poisoned {
        missing(cx, &bound, "text");
    }
    let (text, _) = bound.name(cx, "text")?;
    if cx.lacks(|can| can.comments) {
        let message = format!("{} keeps no comments.", cx.provider());
        let help = "Write it as documentation: `/// …` above.";
        cx.report(Diagnostic::new(&NOT_ON_DATABASE, message).at(bound.span(), "not here").help(help));
        return None;
    }
    Some(text)
}

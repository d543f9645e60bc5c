//! `@map`, `@updatedAt` and `@ignore`.

use crate::arguments::bind_attribute;
use crate::attributes::AttributeSpec;
use crate::context::Context;
use crate::fields::defaults::missing;
use crate::model::{Arity, EnumId, FieldId, FieldKind};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_dialect::Scalar;
use parallax_syntax::ast::{Attribute, Placed};

rules! {
    /// `@updatedAt` makes clients write the time of each change, so it stands on one `DateTime`.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id        Int    @id
    ///   changedAt String @updatedAt
    /// }
    /// ```
    error UPDATED_AT "PX2160" "updated-at" = "`@updatedAt` on a field that is not one `DateTime`",

    /// Clients know nothing of fields of an `Unsupported` type anyway, so there is nothing to ignore. Remove `@ignore`.
    ///
    /// ```prisma,bad
    /// model Place {
    ///   id    Int                  @id
    ///   point Unsupported("point") @ignore
    /// }
    /// ```
    error IGNORE_UNSUPPORTED "PX2161" "ignore-unsupported" = "`@ignore` on a field of an `Unsupported` type",

    /// The whole model is ignored, and its fields with it. Remove `@ignore` from the field.
    ///
    /// ```prisma,bad
    /// model Log {
    ///   id   Int    @id
    ///   text String @ignore
    ///
    ///   @@ignore
    /// }
    /// ```
    error IGNORE_REDUNDANT "PX2162" "ignore-redundant" = "`@ignore` on a field of an ignored model",
}

pub(crate) fn map_field<'a>(
    cx: &mut Context<'a>,
    id: FieldId,
    placed: &'a Placed,
    spec: &AttributeSpec,
    attribute: &'a Attribute,
) {
    let mut bound = bind_attribute(cx, placed, spec, attribute);
    if !bound.has("name") && !bound.poisoned {
        missing(cx, &bound, "name");
    }
    if let Some((name, _)) = bound.name(cx, "name") {
        let field = cx.field_mut(id);
        (field.db_name, field.mapped) = (name, true);
    }
}

pub(crate) fn map_enum_value<'a>(
    cx: &mut Context<'a>,
    id: EnumId,
    value: usize,
    placed: &'a Placed,
    spec: &AttributeSpec,
    attribute: &'a Attribute,
) {
    let mut bound = bind_attribute(cx, placed, spec, attribute);
    if !bound.has("name") && !bound.poisoned {
        missing(cx, &bound, "name");
    }
    // The empty string is a value like any other.
    if let Some((name, _)) = bound.string(cx, "name")
        && let Some(value) = cx.schema.enums[id.index()].values.get_mut(value)
    {
        (value.db_name, value.mapped) = (name, true);
    }
}

pub(crate) fn updated_at<'a>(
    cx: &mut Context<'a>,
    id: FieldId,
    placed: &'a Placed,
    spec: &AttributeSpec,
    attribute: &'a Attribute,
) {
    let bound = bind_attribute(cx, placed, spec, attribute);
    let field = cx.field(id);
    let is_date = matches!(field.kind, FieldKind::Scalar { scalar: Scalar::DateTime, .. });
    if !is_date || field.arity == Arity::List {
        let what = crate::fields::defaults::field_type(cx, field);
        let message = format!("`{}` is `{what}`, and `@updatedAt` writes one `DateTime`.", field.name);
        cx.report(Diagnostic::new(&UPDATED_AT, message).at(bound.span(), "not on this field"));
        return;
    }
    cx.field_mut(id).updated_at = true;
}

pub(crate) fn ignore<'a>(
    cx: &mut Context<'a>,
    id: FieldId,
    placed: &'a Placed,
    spec: &AttributeSpec,
    attribute: &'a Attribute,
) {
    let bound = bind_attribute(cx, placed, spec, attribute);
    if matches!(cx.field(id).kind, FieldKind::Unsupported(_)) {
        let message = "Fields of an `Unsupported` type are ignored as it is.";
        cx.report(Diagnostic::new(&IGNORE_UNSUPPORTED, message).at(bound.span(), "remove this"));
    } else if cx.model(id.model).ignored {
        let message = format!("The whole model `{}` is ignored.", cx.model(id.model).name);
        cx.report(Diagnostic::new(&IGNORE_REDUNDANT, message).at(bound.span(), "remove this"));
    }
    cx.field_mut(id).ignored = true;
}

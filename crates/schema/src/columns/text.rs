//! `@collate`: how texts of a column are compared and sorted, and in which letters they are kept.

use super::details;
use super::generated::NOT_ON_DATABASE;
use crate::arguments::bind_attribute;
use crate::attributes::AttributeSpec;
use crate::context::Context;
use crate::fields::defaults::missing;
use crate::model::{FieldId, FieldKind};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_dialect::Scalar;
use parallax_syntax::ast::{Attribute, Placed};

rules! {
    /// Only texts have a collation: fields of the type `String`, and enums where the database keeps them as text. Remove
    /// the attribute.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id  Int @id
    ///   age Int @collate("C")
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id   Int    @id
    ///   name String @collate("C")
    /// }
    /// ```
    error COLLATE_TYPE "PX2294" "collate-type" = "a collation on a field that is no text",
}

pub(crate) fn read<'a>(
    cx: &mut Context<'a>,
    id: FieldId,
    placed: &'a Placed,
    spec: &'static AttributeSpec,
    attribute: &'a Attribute,
) {
    let mut bound = bind_attribute(cx, placed, spec, attribute);
    if !bound.has("name") && !bound.poisoned {
        missing(cx, &bound, "name");
    }
    let name = bound.name(cx, "name");
    let span = bound.span();
    if cx.lacks(|can| can.collations) {
        let message = format!("Columns of {} have no collation.", cx.provider());
        cx.report(Diagnostic::new(&NOT_ON_DATABASE, message).at(span, "not here"));
        return;
    }
    let field = cx.field(id);
    let is_text = match &field.kind {
        FieldKind::Scalar { scalar, .. } => *scalar == Scalar::String,
        FieldKind::Enum(_) | FieldKind::Unsupported(_) | FieldKind::Poisoned => true,
        FieldKind::Composite(_) | FieldKind::Relation { .. } => false,
    };
    if !is_text {
        let message = format!("`{}` holds no text.", field.name);
        cx.report(Diagnostic::new(&COLLATE_TYPE, message).at(span, "not on this field"));
        return;
    }
    if let Some((name, _)) = name {
        details(cx, id).collation = Some(name);
    }
}

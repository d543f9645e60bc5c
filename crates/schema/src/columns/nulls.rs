//! `@notNull`: a list is never NULL. Of other fields their type says so.

use super::details;
use crate::arguments::bind_attribute;
use crate::attributes::AttributeSpec;
use crate::context::Context;
use crate::model::{Arity, FieldId};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_syntax::ast::{Attribute, Placed};

rules! {
    /// A list without a word may be NULL, as Prisma makes it. Whether another field may be NULL, its type says: `String`
    /// never is, and `String?` may be. Remove the attribute.
    ///
    /// ```plx,bad
    /// model User {
    ///   id   Int    @id
    ///   name String @notNull
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id    Int      @id
    ///   names String[] @notNull
    /// }
    /// ```
    error NOT_NULL_NO_LIST "PX2299" "not-null-no-list" = "`@notNull` on a field that is no list",
}

pub(crate) fn read<'a>(
    cx: &mut Context<'a>,
    id: FieldId,
    placed: &'a Placed,
    spec: &'static AttributeSpec,
    attribute: &'a Attribute,
) {
    let bound = bind_attribute(cx, placed, spec, attribute);
    let field = cx.field(id);
    if field.arity == Arity::List {
        details(cx, id).not_null = true;
        return;
    }
    let message = format!("`{}` is no list: its type says whether it may be NULL.", field.name);
    cx.report(Diagnostic::new(&NOT_NULL_NO_LIST, message).at(bound.span(), "not on this field"));
}

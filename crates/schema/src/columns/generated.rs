//! `@generated`: columns that the database computes from others.

use super::details;
use crate::arguments::bind_attribute;
use crate::attributes::AttributeSpec;
use crate::context::Context;
use crate::fields::defaults::missing;
use crate::model::{Default, DefaultValue, FieldId, Generated};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_syntax::ast::{Attribute, Placed};

rules! {
    /// The value of a column comes from one place: a default, an expression over the other columns (`@generated`), or
    /// a counter (`@identity`, `autoincrement()`). A program cannot write what the database computes either, so
    /// `@updatedAt` goes with none of them. Remove all but one.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Line {
    ///   id    Int @id
    ///   count Int
    ///   price Int
    ///   total Int @default(0) @generated(sql`count * price`)
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Line {
    ///   id    Int @id
    ///   count Int
    ///   price Int
    ///   total Int @generated(sql`count * price`)
    /// }
    /// ```
    error TWO_SOURCES "PX2290" "two-sources-of-a-value" = "a column whose value comes from two places",

    /// This database computes no columns, or keeps no counters in them. Compute the value in a view or in the program;
    /// where the database counts, `@default(autoincrement())` says so.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model Line {
    ///   id Int @id @identity(start: 1000)
    /// }
    /// ```
    error NOT_ON_DATABASE "PX2291" "column-attribute-unsupported" = "an attribute of columns that the database has no such thing for",
}

pub(crate) fn read<'a>(
    cx: &mut Context<'a>,
    id: FieldId,
    placed: &'a Placed,
    spec: &'static AttributeSpec,
    attribute: &'a Attribute,
) {
    let mut bound = bind_attribute(cx, placed, spec, attribute);
    if !bound.has("expression") && !bound.poisoned {
        missing(cx, &bound, "expression");
    }
    let expression = bound.sql(cx, "expression");
    let stored = bound.boolean(cx, "stored").unwrap_or(true);
    let span = bound.span();
    if cx.lacks(|can| can.generated) {
        let message = format!("{} computes no columns.", cx.provider());
        cx.report(Diagnostic::new(&NOT_ON_DATABASE, message).at(span, "not here"));
        return;
    }
    if let Some((expression, _)) = expression.filter(|_| !bound.poisoned) {
        details(cx, id).generated = Some(Generated { expression, stored, span });
    }
}

/// Reports fields whose value comes from several places; run when all attributes of the field are read.
pub(crate) fn check(cx: &mut Context, id: FieldId) {
    let field = cx.field(id);
    let Some(details) = &field.column else { return };
    let generated = details.generated.as_ref().map(|generated| ("`@generated`", generated.span));
    let identity = details.identity.as_ref().map(|identity| ("`@identity`", identity.span));
    let Some((first, span)) = generated.or(identity) else { return };
    let name = field.name.clone();
    // For clients of Prisma: they are to leave the column alone.
    let says_so = |default: &Default| match default.value {
        DefaultValue::DbGenerated(None) => generated.is_some(),
        DefaultValue::Autoincrement => generated.is_none(),
        _ => false,
    };
    let default = field
        .default
        .as_deref()
        .filter(|default| !says_so(default))
        .map(|default| ("`@default`", Some(default.span)));
    let updated = field.updated_at.then_some(("`@updatedAt`", None));
    let both = identity.filter(|_| generated.is_some()).map(|(what, span)| (what, Some(span)));
    let Some((second, other)) = both.or(default).or(updated) else { return };
    let message = format!("The value of `{name}` would come from {first} and from {second}.");
    let diagnostic = Diagnostic::new(&TWO_SOURCES, message).at(span, "from here");
    let diagnostic = match other {
        Some(other) => diagnostic.also(other, "and from here"),
        None => diagnostic,
    };
    cx.report(diagnostic);
}

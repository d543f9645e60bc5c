//! `@identity`: columns that count, with the options of their counter.

use super::details;
use super::generated::NOT_ON_DATABASE;
use crate::arguments::{Bound, bind_attribute};
use crate::attributes::AttributeSpec;
use crate::context::Context;
use crate::model::{Arity, FieldId, FieldKind, Identity, SequenceOptions};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_dialect::Scalar;
use parallax_syntax::ast::{Attribute, Placed};

rules! {
    /// A counter gives whole numbers, one at a time, and always gives one: `@identity` stands on a field that is `Int`
    /// or `BigInt`, and neither optional nor a list.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id String @id @identity
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id BigInt @id @identity
    /// }
    /// ```
    error IDENTITY_TYPE "PX2292" "identity-type" = "`@identity` on a field that is no whole number",

    /// The numbers that describe a counter do not fit each other: `increment` is not 0, `min` is at most `max`, `start`
    /// lies between them, and `cache` is at least 1.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id Int @id @identity(start: 5, min: 10)
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id Int @id @identity(start: 10, min: 10)
    /// }
    /// ```
    error IDENTITY_NUMBERS "PX2293" "identity-numbers" = "a counter that cannot count so",
}

pub(crate) fn read<'a>(
    cx: &mut Context<'a>,
    id: FieldId,
    placed: &'a Placed,
    spec: &'static AttributeSpec,
    attribute: &'a Attribute,
) {
    let mut bound = bind_attribute(cx, placed, spec, attribute);
    let always = bound.boolean(cx, "always").unwrap_or(false);
    let options = options(cx, &mut bound);
    let span = bound.span();
    if cx.lacks(|can| can.identity) {
        let message = format!("{} has no identity columns.", cx.provider());
        let help = "Write `@default(autoincrement())`.";
        cx.report(Diagnostic::new(&NOT_ON_DATABASE, message).at(span, "not here").help(help));
        return;
    }
    let field = cx.field(id);
    let counts = matches!(field.kind, FieldKind::Scalar { scalar: Scalar::Int | Scalar::BigInt, .. });
    if !counts || field.arity != Arity::Required {
        let what = crate::fields::defaults::field_type(cx, field);
        let message = format!("`{}` is `{what}`, and a counter gives one `Int` or `BigInt`.", field.name);
        cx.report(Diagnostic::new(&IDENTITY_TYPE, message).at(span, "not on this field"));
        return;
    }
    if !bound.poisoned && fit(cx, &bound, &options) {
        details(cx, id).identity = Some(Box::new(Identity { always, options, span }));
    }
}

fn options<'a>(cx: &mut Context<'a>, bound: &mut Bound<'a>) -> SequenceOptions {
    let mut number = |cx: &mut Context<'a>, name| bound.integer(cx, name).map(|(number, _)| number);
    let start = number(cx, "start");
    let increment = number(cx, "increment");
    let min_value = number(cx, "min");
    let max_value = number(cx, "max");
    let cache = number(cx, "cache");
    let cycle = bound.boolean(cx, "cycle").unwrap_or(false);
    SequenceOptions { start, increment, min_value, max_value, cache, cycle, virtual_: false }
}

fn fit(cx: &mut Context, bound: &Bound, options: &SequenceOptions) -> bool {
    let falls = options.increment.is_some_and(|step| step < 0);
    let low = options.min_value.unwrap_or(if falls { i64::MIN } else { 1 });
    let high = options.max_value.unwrap_or(if falls { -1 } else { i64::MAX });
    let outside = options.start.is_some_and(|start| !(low..=high).contains(&start));
    let wrong = if options.increment == Some(0) {
        Some(("increment", "A counter with an increment of 0 does not count.".to_owned()))
    } else if low >= high {
        Some(("max", format!("Between {low} and {high} there is nothing to count.")))
    } else if outside {
        Some(("start", format!("The counter ranges from {low} to {high} and cannot start outside.")))
    } else if options.cache.is_some_and(|cache| cache < 1) {
        Some(("cache", "A connection takes at least one value at a time.".to_owned()))
    } else {
        None
    };
    let Some((param, message)) = wrong else { return true };
    let span = bound.span_of(param).unwrap_or(bound.span());
    cx.report(Diagnostic::new(&IDENTITY_NUMBERS, message).at(span, "does not fit"));
    false
}

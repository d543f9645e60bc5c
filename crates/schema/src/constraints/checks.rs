//! `@check` and `@@check`: what must hold for every row.

use super::states;
use crate::arguments::{Bound, bind_attribute};
use crate::attributes::AttributeSpec;
use crate::context::Context;
use crate::fields::defaults::missing;
use crate::keys::predicates::{self, Forms};
use crate::model::{Check, FieldId, ModelId};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_syntax::ast::{Attribute, Placed};
use parallax_text::Span;
use smol_str::SmolStr;

rules! {
    /// This database keeps no checks. Check the values in the program.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// model Account {
    ///   id      String @id @map("_id")
    ///   balance Int    @check(sql`balance >= 0`)
    /// }
    /// ```
    error CHECKS_UNSUPPORTED "PX2372" "checks-unsupported" = "a check where there are none",

    /// A check without a name is called `<table>_<column>_check`, or `<table>_check` where it is one of the model; a
    /// second one of that name needs its own. `name` and `map` both are the name in the database: give one.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Booking {
    ///   id    Int @id
    ///   first Int
    ///   last  Int
    ///
    ///   @@check(sql`first <= last`)
    ///   @@check(sql`last < 366`)
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Booking {
    ///   id    Int @id
    ///   first Int
    ///   last  Int
    ///
    ///   @@check(sql`first <= last`, map: "booking_order")
    ///   @@check(sql`last < 366`, map: "booking_year")
    /// }
    /// ```
    error CHECK_NAME "PX2373" "check-name" = "a check that needs a name of its own",
}

pub(crate) fn read_field<'a>(
    cx: &mut Context<'a>,
    id: FieldId,
    placed: &'a Placed,
    spec: &'static AttributeSpec,
    attribute: &'a Attribute,
) {
    let bound = bind_attribute(cx, placed, spec, attribute);
    read(cx, id.model, bound, Some(id.index));
}

pub(crate) fn read_block<'a>(
    cx: &mut Context<'a>,
    model: ModelId,
    placed: &'a Placed,
    spec: &'static AttributeSpec,
    attribute: &'a Attribute,
) {
    let bound = bind_attribute(cx, placed, spec, attribute);
    read(cx, model, bound, None);
}

fn read<'a>(cx: &mut Context<'a>, model: ModelId, mut bound: Bound<'a>, field: Option<u32>) {
    if cx.lacks(|can| can.constraints.checks) {
        let message = format!("{} keeps no checks.", cx.provider());
        cx.report(Diagnostic::new(&CHECKS_UNSUPPORTED, message).at(bound.span(), "remove this"));
        return;
    }
    let name = name(cx, &mut bound, &CHECK_NAME);
    let validated = states::flag(cx, &mut bound, "validated", |can| can.constraints.not_valid);
    let enforced = states::flag(cx, &mut bound, "enforced", |can| can.constraints.not_enforced);
    let Some(value) = bound.get("expression") else {
        if !bound.poisoned {
            missing(cx, &bound, "expression");
        }
        return;
    };
    let forms = Forms { whole: true, what: "A check" };
    let Some(condition) = predicates::condition(cx, model, &bound, value, forms) else { return };
    if bound.poisoned {
        return;
    }
    let check = Check { condition, db_name: name, field, validated, enforced, span: bound.span() };
    if check.db_name.is_none() && !is_first(cx, model, &check) {
        return;
    }
    cx.schema.models[model.index()].checks.push(check);
}

/// `map:` or `name:`, of which one may be given.
pub(super) fn name<'a>(
    cx: &mut Context<'a>,
    bound: &mut Bound<'a>,
    rule: &'static parallax_diagnostics::Rule,
) -> Option<SmolStr> {
    let name = bound.name(cx, "name");
    let map = bound.name(cx, "map");
    if let (Some((_, first)), Some((_, second))) = (&name, &map) {
        let message = "`name` and `map` both are the name in the database; here are both.";
        cx.report(Diagnostic::new(rule, message).at(*second, "remove this").also(*first, "the other name"));
        bound.poisoned = true;
    }
    map.or(name).map(|(name, _)| name)
}

/// Whether no other check takes the name that this one gets by itself.
fn is_first(cx: &mut Context, model: ModelId, check: &Check) -> bool {
    let alike = |known: &&Check| known.db_name.is_none() && known.named_after() == check.named_after();
    let first: Option<Span> = cx.model(model).checks.iter().find(alike).map(|first| first.span);
    let Some(first) = first else { return true };
    let message = "There is another check without a name, and both would get the same.";
    cx.report(
        Diagnostic::new(&CHECK_NAME, message)
            .at(check.span, "without a name")
            .also(first, "without a name")
            .help("Give one of them a name with `map`."),
    );
    false
}

//! `@@exclude`: no two rows for which all operators say yes.

use super::{checks, states};
use crate::arguments::{Bound, bind_attribute};
use crate::attributes::AttributeSpec;
use crate::context::Context;
use crate::keys::details::settings;
use crate::keys::field_list::{self, ListKind};
use crate::keys::predicates::{self, Forms};
use crate::model::{Exclusion, ModelId};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_syntax::ast::{Attribute, Placed};

rules! {
    /// Only PostgreSQL has exclusion constraints. Elsewhere a trigger does that, or a unique over what rows must not
    /// share.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model Booking {
    ///   id   Int @id
    ///   room Int
    ///
    ///   @@exclude([room(op: "=")])
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Booking {
    ///   id   Int @id
    ///   room Int
    ///
    ///   @@exclude([room(op: "=")])
    /// }
    /// ```
    error EXCLUSION_UNSUPPORTED "PX2374" "exclusion-unsupported" = "an exclusion where there are none",

    /// Each element of an exclusion says by which operator it compares two rows: `during(op: "&&")` refuses ranges that
    /// overlap, `room(op: "=")` only in the same room.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Booking {
    ///   id   Int @id
    ///   room Int
    ///
    ///   @@exclude([room])
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Booking {
    ///   id   Int @id
    ///   room Int
    ///
    ///   @@exclude([room(op: "=")])
    /// }
    /// ```
    error EXCLUSION_OPERATOR "PX2375" "exclusion-operator" = "an element of an exclusion without its operator",

    /// An exclusion without a name is called `<table>_<columns>_excl`; a second one of that name, and one on nothing but
    /// expressions, need their own. `name` and `map` both are the name in the database: give one.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Booking {
    ///   id    Int      @id
    ///   since DateTime
    ///   until DateTime
    ///
    ///   @@exclude([expression(sql`tsrange(since, until)`, op: "&&")], type: Gist)
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Booking {
    ///   id    Int      @id
    ///   since DateTime
    ///   until DateTime
    ///
    ///   @@exclude([expression(sql`tsrange(since, until)`, op: "&&")], type: Gist, map: "booking_apart")
    /// }
    /// ```
    error EXCLUSION_NAME "PX2376" "exclusion-name" = "an exclusion that needs a name of its own",
}

pub(crate) fn read<'a>(
    cx: &mut Context<'a>,
    model: ModelId,
    placed: &'a Placed,
    spec: &'static AttributeSpec,
    attribute: &'a Attribute,
) {
    let mut bound = bind_attribute(cx, placed, spec, attribute);
    if cx.lacks(|can| can.constraints.exclusions) {
        let message = format!("{} has no exclusion constraints.", cx.provider());
        cx.report(Diagnostic::new(&EXCLUSION_UNSUPPORTED, message).at(bound.span(), "remove this"));
        return;
    }
    let list = field_list::read(cx, model, &bound, ListKind::Exclude);
    let db_name = checks::name(cx, &mut bound, &EXCLUSION_NAME);
    let method = crate::keys::method(cx, &mut bound);
    let deferrable = states::deferrable(cx, &mut bound, |can| can.constraints.deferrable_keys);
    let settings = settings(cx, &mut bound);
    let predicate = match bound.get("where") {
        None => None,
        Some(value) => {
            let forms = Forms { whole: true, what: "A condition" };
            match predicates::condition(cx, model, &bound, value, forms) {
                Some(predicate) => Some(predicate),
                None => return,
            }
        }
    };
    let Some(list) = list.filter(|_| !bound.poisoned) else { return };
    let span = bound.span();
    let exclusion =
        Exclusion { parts: list.into_parts(), method, predicate, deferrable, settings, db_name, span };
    let complete = operators(cx, &bound, &exclusion);
    if complete && is_named(cx, model, &exclusion) {
        cx.schema.models[model.index()].exclusions.push(exclusion);
    }
}

fn operators(cx: &mut Context, bound: &Bound, exclusion: &Exclusion) -> bool {
    if exclusion.parts.iter().all(|part| part.operator().is_some()) {
        return true;
    }
    let span = bound.span_of("fields").unwrap_or(exclusion.span);
    cx.report(
        Diagnostic::new(&EXCLUSION_OPERATOR, "By which operator do two rows exclude each other?")
            .at(span, "an operator is missing")
            .help("Write it behind the field: `room(op: \"=\")`."),
    );
    false
}

fn is_named(cx: &mut Context, model: ModelId, exclusion: &Exclusion) -> bool {
    if exclusion.db_name.is_some() {
        return true;
    }
    let fields = |of: &Exclusion| -> Vec<u32> { of.parts.iter().filter_map(|part| part.field()).collect() };
    let own = fields(exclusion);
    let alike = |known: &&Exclusion| known.db_name.is_none() && fields(known) == own;
    let other = cx.model(model).exclusions.iter().find(alike).map(|first| first.span);
    if other.is_none() && !own.is_empty() {
        return true;
    }
    let mut diagnostic = Diagnostic::new(&EXCLUSION_NAME, "This exclusion needs a name.")
        .at(exclusion.span, "without a name")
        .help("Give it one with `map`.");
    if let Some(other) = other {
        diagnostic = diagnostic.also(other, "would have the same name");
    }
    cx.report(diagnostic);
    false
}

//! Reads the arguments of `@relation`, without asking what they mean.

use crate::arguments::{Bound, bind_attribute, constant, elements};
use crate::attributes::AttributeSpec;
use crate::constraints::states;
use crate::context::Context;
use crate::relations::{FieldList, RelationAttribute};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_syntax::ast::{Attribute, Placed};

rules! {
    /// With `match: Full`, a foreign key of several fields refers to nothing only where all of them are empty; otherwise
    /// (`Simple`, the default) one of them is enough. PostgreSQL and CockroachDB know both.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model Part {
    ///   a     Int
    ///   b     Int
    ///   notes Note[]
    ///
    ///   @@id([a, b])
    /// }
    ///
    /// model Note {
    ///   id   Int   @id
    ///   a    Int?
    ///   b    Int?
    ///   part Part? @relation(fields: [a, b], references: [a, b], match: Full)
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Part {
    ///   a     Int
    ///   b     Int
    ///   notes Note[]
    ///
    ///   @@id([a, b])
    /// }
    ///
    /// model Note {
    ///   id   Int   @id
    ///   a    Int?
    ///   b    Int?
    ///   part Part? @relation(fields: [a, b], references: [a, b], match: Full)
    /// }
    /// ```
    error MATCH "PX2382" "match" = "a way to match that foreign keys do not have",
}

pub(crate) fn read<'a>(
    cx: &mut Context<'a>,
    placed: &'a Placed,
    spec: &AttributeSpec,
    attribute: &'a Attribute,
) -> RelationAttribute {
    let mut bound = bind_attribute(cx, placed, spec, attribute);
    let name = bound.string(cx, "name");
    let fields = field_list(cx, &mut bound, "fields");
    let references = field_list(cx, &mut bound, "references");
    let on_delete = bound.constant(cx, "onDelete");
    let on_update = bound.constant(cx, "onUpdate");
    let map = bound.name(cx, "map");
    let deferrable = states::deferrable(cx, &mut bound, |can| can.constraints.deferrable_foreign_keys);
    let validated = states::flag(cx, &mut bound, "validated", |can| can.constraints.not_valid);
    let match_full = match_full(cx, &mut bound);
    RelationAttribute {
        name,
        fields,
        references,
        on_delete,
        on_update,
        map,
        deferrable,
        validated,
        match_full,
        span: bound.span(),
        poisoned: bound.poisoned,
    }
}

/// `match: Full`
fn match_full<'a>(cx: &mut Context<'a>, bound: &mut Bound<'a>) -> bool {
    let Some((word, span)) = bound.constant(cx, "match") else { return false };
    let known = matches!(word.as_str(), "Full" | "Simple");
    if !known || word == "Full" && cx.lacks(|can| can.constraints.match_full) {
        let message = if known {
            "Foreign keys here match as `Simple` does."
        } else {
            "There are `Simple` and `Full`."
        };
        cx.report(Diagnostic::new(&MATCH, message).at(span, "not this"));
        bound.poisoned = true;
    }
    word == "Full"
}

fn field_list<'a>(cx: &mut Context<'a>, bound: &mut Bound<'a>, param: &str) -> Option<FieldList> {
    let value = bound.get(param)?;
    let mut names = Vec::new();
    for element in elements(value) {
        match constant(cx, bound.placed, element, param) {
            Some(name) => names.push(name),
            None => bound.poisoned = true,
        }
    }
    Some(FieldList { names, span: bound.span_of(param)? })
}

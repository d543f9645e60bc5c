//! What clients call keys and uniques: `name:`, or the names of the fields joined by `_`.

use crate::arguments::Bound;
use crate::context::Context;
use crate::model::{IndexField, IndexKind, Model, ModelId};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_text::Span;
use smol_str::SmolStr;
use std::collections::HashMap;

rules! {
    /// `name` of a key or unique is what clients call it: letters, digits and underscores. What it is called in the
    /// database stands in `map`.
    ///
    /// ```prisma,bad
    /// model Member {
    ///   teamId Int
    ///   userId Int
    ///
    ///   @@id([teamId, userId], name: "team.user")
    /// }
    /// ```
    error CLIENT_NAME "PX2315" "client-name" = "a name for clients that is no identifier",

    /// Two keys or uniques of a model have the same `name`, so clients could not tell them apart.
    ///
    /// ```prisma,bad
    /// model Member {
    ///   id     Int @id
    ///   teamId Int
    ///   userId Int
    ///
    ///   @@unique([teamId, userId], name: "key")
    ///   @@unique([userId, teamId], name: "key")
    /// }
    /// ```
    error CLIENT_NAME_TWICE "PX2316" "client-name-twice" = "two keys of one name",

    /// Clients reach a key or unique of several fields as if it were a field: by its `name`, or by the names of its
    /// fields joined by `_`. A field of that name is in the way. Rename the field, or give the key another `name`.
    ///
    /// ```prisma,bad
    /// model Member {
    ///   id             Int @id
    ///   teamId         Int
    ///   userId         Int
    ///   teamId_userId  String
    ///
    ///   @@unique([teamId, userId])
    /// }
    /// ```
    error CLIENT_NAME_IS_FIELD "PX2317" "client-name-is-field" = "a key that is called like a field",
}

pub(super) fn check_letters<'a>(cx: &mut Context<'a>, bound: &mut Bound<'a>, name: &str, span: Span) {
    if name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_') {
        return;
    }
    let what = bound.signature.name;
    cx.report(
        Diagnostic::new(
            &CLIENT_NAME,
            format!("`name` of `{what}` is made of letters, digits and underscores."),
        )
        .at(bound.span_of("name").unwrap_or(span), "no identifier")
        .help("Rename it; what it is called in the database stands in `map`."),
    );
}

/// A key or unique as clients see it.
struct Named<'m> {
    name: Option<&'m SmolStr>,
    /// With the steps of paths.
    fields: Vec<SmolStr>,
    span: Span,
}

/// Checks all names of a model against each other and against its fields.
pub(crate) fn check(cx: &mut Context, id: ModelId) {
    let model = cx.model(id);
    if model.primary_key.is_none() && model.indexes.is_empty() {
        return;
    }
    let mut found = Vec::new();
    let named = named(model);
    let mut last: HashMap<&SmolStr, usize> = HashMap::new();
    for (at, key) in named.iter().enumerate() {
        let Some(name) = key.name else { continue };
        if let Some(other) = last.insert(name, at) {
            for (this, that) in [(at, other), (other, at)] {
                let message = format!("Another key of `{}` is called `{name}` too.", model.name);
                found.push(
                    Diagnostic::new(&CLIENT_NAME_TWICE, message)
                        .at(named[this].span, "of the same name")
                        .also(named[that].span, "the other one"),
                );
            }
        }
        if let Some(field) = cx.find_field(id, name) {
            let field = model.fields[field as usize].name_span;
            let message = format!("`{name}` is already a field of `{}`.", model.name);
            found.push(
                Diagnostic::new(&CLIENT_NAME_IS_FIELD, message)
                    .at(model.name_span, "has a field and a key of one name")
                    .also(key.span, "this key")
                    .also(field, "this field"),
            );
        }
    }
    for key in named.iter().filter(|key| key.fields.len() > 1) {
        let joined = key.fields.join("_");
        if let Some(field) = cx.find_field(id, &joined) {
            let field = model.fields[field as usize].name_span;
            let message =
                format!("Clients call this key `{joined}`, and `{}` has a field of that name.", model.name);
            found.push(
                Diagnostic::new(&CLIENT_NAME_IS_FIELD, message)
                    .at(key.span, "called like a field")
                    .also(field, "the field")
                    .help("Rename the field; `@map` keeps the name of its column."),
            );
        }
    }
    cx.diagnostics.extend(found.into_iter().collect());
}

fn named(model: &Model) -> Vec<Named<'_>> {
    let names = |fields: &'_ [IndexField]| -> Vec<SmolStr> {
        let steps = |field: &IndexField| {
            let first = model.fields[field.field as usize].name.clone();
            std::iter::once(first).chain(field.path.iter().cloned()).collect::<Vec<_>>()
        };
        fields.iter().flat_map(steps).collect()
    };
    let key = model.primary_key.iter().map(|key| Named {
        name: key.client_name.as_ref(),
        fields: names(&key.fields),
        span: key.span,
    });
    let uniques = model.indexes.iter().filter(|index| index.kind == IndexKind::Unique);
    key.chain(uniques.map(|index| Named {
        name: index.client_name.as_ref(),
        fields: names(&index.fields),
        span: index.span,
    }))
    .collect()
}

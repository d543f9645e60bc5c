//! Relations need a field at both ends, and both ends need to be visible to clients.

use super::pairing::Pair;
use super::side::Side;
use super::{Check, append, parts};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;

rules! {
    /// A relation field has no counterpart in the other model.
    ///
    /// A relation is read from both ends, so both models name it: one with the columns of the key, the other
    /// with a list (one-to-many) or an optional field (one-to-one). Formatting the schema adds what is
    /// missing.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id Int @id
    /// }
    ///
    /// model Post {
    ///   id       Int  @id
    ///   authorId Int
    ///   author   User @relation(fields: [authorId], references: [id])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id    Int    @id
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id       Int  @id
    ///   authorId Int
    ///   author   User @relation(fields: [authorId], references: [id])
    /// }
    /// ```
    error MISSING_OPPOSITE "PX2515" "missing-opposite-field" = "a relation field has no counterpart in the other model",
    /// A relation leads to a model with `@@ignore`.
    ///
    /// Clients do not know an ignored model, so a field of its type has to be ignored too.
    ///
    /// ```prisma,bad
    /// model Post {
    ///   id    Int @id
    ///   logId Int
    ///   log   Log @relation(fields: [logId], references: [id])
    /// }
    ///
    /// model Log {
    ///   id    Int    @id
    ///   posts Post[]
    ///
    ///   @@ignore
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Post {
    ///   id    Int @id
    ///   logId Int
    ///   log   Log @relation(fields: [logId], references: [id]) @ignore
    /// }
    ///
    /// model Log {
    ///   id    Int    @id
    ///   posts Post[]
    ///
    ///   @@ignore
    /// }
    /// ```
    error IGNORED_TARGET "PX2516" "relation-to-ignored-model" = "a relation leads to a model that clients do not know",
}

/// `side` is the only field of its relation.
pub(super) fn missing(check: &mut Check, side: &Side, pair: Pair) {
    let attribute_poisoned = side.attribute.is_some_and(|written| written.poisoned);
    if attribute_poisoned || check.incomplete(side.target) || check.incomplete(side.id.model) {
        return;
    }
    let (from, to) = (check.model(side.id.model), check.model(side.target));
    let field = check.field(side.id);
    let message = match side.name() {
        Some(name) => {
            format!(
                "the relation \"{name}\" of {} has no field on the other side, `{}`",
                check.quoted(side.id),
                to.name
            )
        }
        None => format!("{} has no counterpart: no field of `{}` leads back", check.quoted(side.id), to.name),
    };
    let mut diagnostic = Diagnostic::new(&MISSING_OPPOSITE, message)
        .at(field.name_span, format!("leads to `{}`", to.name))
        .also(to.name_span, format!("needs a field of type `{}`", from.name));
    let part = match pair {
        Pair::OneToMany { forward: None, .. } => parts::forward_field(check, side),
        Pair::OneToMany { .. } | Pair::ManyToMany { .. } => Some(parts::back_field(check, side, false)),
        Pair::OneToOne { .. } => Some(parts::back_field(check, side, true)),
    };
    if let Some(lines) = part {
        let text = lines.iter().map(|line| format!("`{line}`")).collect::<Vec<_>>().join(" and ");
        diagnostic = diagnostic
            .help(format!("add {text} to `{}`", to.name))
            .fix(format!("Add the other side to `{}`", to.name), vec![parts::at_end(to, &lines)]);
    }
    check.report(diagnostic);
}

pub(super) fn ignored_target(check: &mut Check, side: &Side) {
    let (model, target, field) = (check.model(side.id.model), check.model(side.target), check.field(side.id));
    if !target.ignored || model.ignored || field.ignored {
        return;
    }
    let message = format!("{} leads to `{}`, which clients do not know", check.quoted(side.id), target.name);
    check.report(
        Diagnostic::new(&IGNORED_TARGET, message)
            .at(field.name_span, "has to be ignored too")
            .also(target.name_span, "ignored with `@@ignore`")
            .help("add `@ignore` to the field")
            .fix("Ignore the field", vec![append(field.span, " @ignore")]),
    );
}

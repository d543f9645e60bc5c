//! When a constraint is looked at, for which rows it holds, and whether it is enforced.

use crate::arguments::Bound;
use crate::config::unknown_name;
use crate::context::Context;
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_dialect::{Capabilities, Deferrable};

rules! {
    /// A deferrable constraint can be looked at when the transaction ends (`InitiallyDeferred`), or when it asks for
    /// that (`InitiallyImmediate`). PostgreSQL has it for keys, uniques, exclusions and foreign keys, SQLite for foreign
    /// keys; the others look at every statement. There, order the statements so that each leaves the rows in order, or
    /// let the column be empty in between.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model Step {
    ///   id    Int @id
    ///   place Int @unique(deferrable: InitiallyDeferred)
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Step {
    ///   id    Int @id
    ///   place Int @unique(deferrable: InitiallyDeferred)
    /// }
    /// ```
    error DEFERRABLE "PX2370" "deferrable" = "a constraint that is looked at later, where the database has none",

    /// `validated: false` means that rows which were there before may break the constraint (PostgreSQL's `NOT VALID`,
    /// SQL Server's `NOCHECK`), `enforced: false` that the database only keeps it (`NOT ENFORCED` of MySQL, and of
    /// PostgreSQL since 18). This database does not have that state: leave it out, or leave out the constraint.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "sqlite"
    /// }
    ///
    /// model Account {
    ///   id      Int @id
    ///   balance Int @check(sql`balance >= 0`, validated: false)
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "sqlite"
    /// }
    ///
    /// model Account {
    ///   id      Int @id
    ///   balance Int @check(sql`balance >= 0`)
    /// }
    /// ```
    error STATE "PX2371" "constraint-state" = "a state of a constraint that the database does not have",
}

/// `deferrable:`. Where the database has none for this kind of constraint, that is reported.
pub(crate) fn deferrable<'a>(
    cx: &mut Context<'a>,
    bound: &mut Bound<'a>,
    exists: impl Fn(&Capabilities) -> bool,
) -> Option<Deferrable> {
    let (word, span) = bound.constant(cx, "deferrable")?;
    let whole = bound.span_of("deferrable").unwrap_or(span);
    if cx.lacks(exists) {
        let message = format!("On {} this is looked at with every statement.", cx.provider());
        cx.report(Diagnostic::new(&DEFERRABLE, message).at(whole, "remove this"));
        bound.poisoned = true;
        return None;
    }
    match word.as_str() {
        "InitiallyDeferred" => Some(Deferrable::InitiallyDeferred),
        "InitiallyImmediate" => Some(Deferrable::InitiallyImmediate),
        _ => {
            let diagnostic =
                Diagnostic::new(&DEFERRABLE, format!("`{word}` is no time to look at a constraint."))
                    .at(span, "neither `InitiallyDeferred` nor `InitiallyImmediate`");
            cx.report(unknown_name(diagnostic, &word, span, &["InitiallyDeferred", "InitiallyImmediate"]));
            bound.poisoned = true;
            None
        }
    }
}

/// `validated:` or `enforced:`; true where nothing is said.
pub(crate) fn flag<'a>(
    cx: &mut Context<'a>,
    bound: &mut Bound<'a>,
    param: &str,
    exists: impl Fn(&Capabilities) -> bool,
) -> bool {
    let value = bound.boolean(cx, param).unwrap_or(true);
    if !value && cx.lacks(exists) {
        let span = bound.span_of(param).unwrap_or(bound.span());
        let message = format!("Constraints of {} have no such state.", cx.provider());
        cx.report(Diagnostic::new(&STATE, message).at(span, "remove this"));
        bound.poisoned = true;
    }
    value
}

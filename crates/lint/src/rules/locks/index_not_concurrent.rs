//! `index-not-concurrent`: an index is built while writes wait.

use crate::rules::prelude::*;

lint! {
    /// While an index is built, nobody can write the table: seconds for a small one, hours for a great one.
    ///
    /// `CREATE INDEX CONCURRENTLY` lets writes go on. It takes longer, cannot be part of a transaction, and leaves an
    /// invalid index behind where it fails: drop that and try again.
    ///
    /// ```prisma,before
    /// model User {
    ///   id   Int @id
    ///   code Int
    /// }
    /// ```
    ///
    /// ```prisma,bad
    /// model User {
    ///   id   Int @id
    ///   code Int
    ///
    ///   @@index([code])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id   Int @id
    ///   code Int
    /// }
    ///
    /// model Event {
    ///   id   Int @id
    ///   code Int
    ///
    ///   @@index([code])
    /// }
    /// ```
    Warning "PX7201" "index-not-concurrent" = "an index is built while writes wait",
    on POSTGRES, Step(check), seen [measured(POSTGRES, "14 to 18", LOCKS)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let Some((table, index)) = step.created_index() else { return };
    if index.constraint || !step.blocks() {
        return;
    }
    found.say(
        step.place(&index.origin),
        format!("Writes to {table} wait while index {} is built{}.", index.name, step.locks()),
        "Build it with CREATE INDEX CONCURRENTLY, outside of a transaction.",
    );
    if let Some(statement) = step.planned().written
        && let Some(at) = statement.text.to_ascii_uppercase().find("INDEX")
    {
        let end = statement.span.range.start + (at + "INDEX".len()) as u32;
        found.insert("build the index concurrently", statement.span.file, end, " CONCURRENTLY");
    }
}

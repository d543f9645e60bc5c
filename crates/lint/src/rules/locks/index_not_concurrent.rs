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
    ///
    /// ```sql,bad,postgresql
    /// CREATE INDEX users_email ON users (email);
    /// ```
    ///
    /// ```sql,good,postgresql
    /// CREATE INDEX CONCURRENTLY users_email ON users (email);
    /// ```
    Warning "PX7201" "index-not-concurrent" = "an index is built while writes wait",
    on POSTGRES, StepOrWords(check, words), seen [measured(POSTGRES, "14 to 18", LOCKS)]
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
    if step.plan.steps.len() == 1
        && let Some(statement) = step.planned().written
        && let Some(at) = statement.text.to_ascii_uppercase().find("INDEX")
    {
        let end = statement.span.range.start + (at + "INDEX".len()) as u32;
        found.insert("build the index concurrently", statement.span.file, end, " CONCURRENTLY");
    }
}

fn words(statement: &Statement<'_>, script: &Script<'_>, found: &mut Found<'_>) {
    let builds = statement.starts(&["CREATE", "INDEX"]) || statement.starts(&["CREATE", "UNIQUE", "INDEX"]);
    let Some(table) = statement.name_after(&["ON"]).filter(|table| builds && !script.creates(table)) else {
        return;
    };
    if !statement.has(&["CONCURRENTLY"]) && !statement.has(&["ON", "ONLY"]) {
        found.say(
            Some(statement.span),
            format!("Writes to {table} wait while the index is built."),
            "Build it with CREATE INDEX CONCURRENTLY, outside of a transaction.",
        );
        if script.is_alone(statement)
            && let Some(at) = statement.text.to_ascii_uppercase().find("INDEX")
        {
            let end = statement.span.range.start + (at + "INDEX".len()) as u32;
            found.insert("build the index concurrently", script.file, end, " CONCURRENTLY");
        }
    }
}

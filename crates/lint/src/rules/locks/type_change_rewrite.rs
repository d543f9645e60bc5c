//! `type-change-rewrite`: a change of type rewrites the table.

use crate::rules::prelude::*;

lint! {
    /// The new type is stored in another way: all rows are written anew and all indexes built again, while nobody can read
    /// or write the table. The disk must hold it twice.
    ///
    /// Add a column of the new type, keep both in step by a trigger, fill the old rows in batches, and swap the names in a
    /// later release.
    ///
    /// ```prisma,before
    /// model Item {
    ///   id   Int @id
    ///   size Int
    /// }
    /// ```
    ///
    /// ```prisma,bad
    /// model Item {
    ///   id   Int    @id
    ///   size BigInt
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Item {
    ///   id    Int     @id
    ///   size  Int
    ///   size2 BigInt?
    /// }
    /// ```
    ///
    /// ```sql,bad,postgresql
    /// ALTER TABLE items ALTER COLUMN size TYPE bigint;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// ALTER TABLE items ADD COLUMN size2 bigint;
    /// ```
    Warning "PX7217" "type-change-rewrite" = "a change of type rewrites the table",
    on POSTGRES, StepOrWords(check, words), seen [measured(POSTGRES, "14 to 18", LOCKS)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let Some((table, pair)) = step.retyped_column() else { return };
    if step.facts.rewrites == Answer::No {
        return;
    }
    let (certain, unless) = match step.facts.rewrites {
        Answer::Yes => ("is", ""),
        _ => ("is", " unless the time zone of the session is UTC"),
    };
    found.say(
        step.place(&pair.after.origin),
        format!(
            "{table} {certain} written anew{unless}: {} becomes {}{}.",
            pair.after.name,
            step.type_sql(pair.after),
            step.locks()
        ),
        "Add a second column, fill it in batches, and swap both in a later release.",
    );
}

fn words(statement: &Statement<'_>, script: &Script<'_>, found: &mut Found<'_>) {
    let Some(table) = statement.altered_table(script) else { return };
    if statement.has(&["ALTER"]) && statement.has(&["TYPE"]) {
        let column = statement.name_after(&["COLUMN"]).unwrap_or_default();
        found.say(
            Some(statement.span),
            format!("{table} is written anew, unless the new type of {column} holds the same values in the same way."),
            "Add a second column, fill it in batches, and swap both in a later release.",
        );
    }
}

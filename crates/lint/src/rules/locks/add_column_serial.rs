//! `add-column-serial`: a new column that counts rewrites the table.

use crate::rules::prelude::*;

lint! {
    /// A new column that counts gets a number in every row: the table is written anew, with all of its indexes, while
    /// nobody can read or write it.
    ///
    /// Add a plain column, fill it in batches, make it required, and let it count then (`ADD GENERATED … AS IDENTITY` on a
    /// required column writes nothing).
    ///
    /// ```prisma,before
    /// model Entry {
    ///   id String @id
    /// }
    /// ```
    ///
    /// ```prisma,bad
    /// model Entry {
    ///   id     String @id
    ///   number Int    @default(autoincrement())
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Entry {
    ///   id     String @id
    ///   number Int?
    /// }
    /// ```
    ///
    /// ```sql,bad,postgresql
    /// ALTER TABLE entries ADD COLUMN number bigserial;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// ALTER TABLE entries ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY;
    /// ```
    Warning "PX7216" "add-column-serial" = "a new column that counts rewrites the table",
    on POSTGRES, StepOrWords(check, words), seen [measured(POSTGRES, "14 to 18", LOCKS)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let Some((table, column)) = step.added_column() else { return };
    if column.is_auto() && step.facts.rewrites == Answer::Yes {
        found.say(
            step.place(&column.origin),
            format!(
                "{table} is written anew so that each row gets a number in {}{}.",
                column.name,
                step.locks()
            ),
            "Add a plain column, fill it in batches, make it required, then let it count.",
        );
    }
}

fn words(statement: &Statement<'_>, script: &Script<'_>, found: &mut Found<'_>) {
    let Some(table) = statement.altered_table(script) else { return };
    let serial = ["SERIAL", "BIGSERIAL", "SMALLSERIAL"].iter().any(|word| statement.has(&[word]));
    if statement.has(&["ADD"])
        && (serial || (statement.has(&["AS", "IDENTITY"]) && !statement.has(&["ALTER", "COLUMN"])))
    {
        found.say(
            Some(statement.span),
            format!("{table} is written anew so that each row gets a number."),
            "Add a plain column, fill it in batches, make it required, then let it count.",
        );
    }
}

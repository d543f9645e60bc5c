//! `add-column-volatile-default`: a new column with a volatile default rewrites the table.

use crate::rules::prelude::*;

lint! {
    /// A default that differs from row to row makes PostgreSQL write the whole table anew, with all of its indexes, while
    /// nobody can read or write it. `now()` does not: it is computed once.
    ///
    /// Add the column without a default, set the default (new rows get it), and fill the old rows in batches.
    ///
    /// ```prisma,before
    /// model User {
    ///   id Int @id
    /// }
    /// ```
    ///
    /// ```prisma,bad
    /// model User {
    ///   id    Int    @id
    ///   token String @default(dbgenerated("gen_random_uuid()")) @db.Uuid
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id      Int      @id
    ///   created DateTime @default(now())
    /// }
    /// ```
    Warning "PX7215" "add-column-volatile-default" = "a new column with a volatile default rewrites the table",
    on POSTGRES, Step(check), seen [measured(POSTGRES, "14 to 18", LOCKS)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let Some((table, column)) = step.added_column() else { return };
    let Some(Default::Expression(text)) = &column.default else { return };
    if step.is_new(table) || column.generated.is_some() || step.facts.rewrites == Answer::No {
        return;
    }
    let certain = if step.facts.rewrites == Answer::Yes { "is" } else { "may be" };
    found.say(
        step.place(&column.origin),
        format!("{table} {certain} written anew for the default {text} of {}{}.", column.name, step.locks()),
        "Add the column without a default, then set the default, then fill the old rows in batches.",
    );
}

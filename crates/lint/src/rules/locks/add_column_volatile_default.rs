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
    ///
    /// ```sql,bad,postgresql
    /// ALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid();
    /// ```
    ///
    /// ```sql,good,postgresql
    /// ALTER TABLE users ADD COLUMN made timestamptz DEFAULT now();
    /// ```
    Warning "PX7215" "add-column-volatile-default" = "a new column with a volatile default rewrites the table",
    on POSTGRES, StepOrWords(check, words), seen [measured(POSTGRES, "14 to 18", LOCKS)]
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

fn words(statement: &Statement<'_>, script: &Script<'_>, found: &mut Found<'_>) {
    const VOLATILE: [&str; 6] =
        ["GEN_RANDOM_UUID", "UUID_GENERATE_V4", "CLOCK_TIMESTAMP", "RANDOM", "NEXTVAL", "UUIDV7"];
    let Some(table) = statement.altered_table(script) else { return };
    let called =
        statement.tokens.windows(2).find(|pair| VOLATILE.contains(&pair[0].as_str()) && pair[1] == "(");
    if let Some(called) = called.filter(|_| statement.has(&["ADD"]) && statement.has(&["DEFAULT"])) {
        found.say(
            Some(statement.span),
            format!("{table} is written anew for the default {}().", called[0].to_lowercase()),
            "Add the column without a default, then set the default, then fill the old rows in batches.",
        );
    }
}

//! `add-primary-key`: a primary key is built under a lock.

use crate::rules::prelude::*;

lint! {
    /// A primary key builds its index, and reads all rows for NULL, while nobody can read or write the table.
    ///
    /// Build a unique index concurrently, make the columns NOT NULL by way of a check, and make the key from the index
    /// (`ADD CONSTRAINT … PRIMARY KEY USING INDEX`).
    ///
    /// ```prisma,before
    /// model Rate {
    ///   day  Int
    ///   code Int @unique
    /// }
    /// ```
    ///
    /// ```prisma,bad
    /// model Rate {
    ///   day  Int @id
    ///   code Int @unique
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Rate {
    ///   day  Int
    ///   code Int  @unique
    ///   note Int?
    /// }
    /// ```
    ///
    /// ```sql,bad,postgresql
    /// ALTER TABLE rates ADD PRIMARY KEY (day);
    /// ```
    ///
    /// ```sql,good,postgresql
    /// ALTER TABLE rates ADD PRIMARY KEY USING INDEX rates_day;
    /// ```
    Warning "PX7208" "add-primary-key" = "a primary key is built under a lock",
    on POSTGRES, StepOrWords(check, words), seen [measured(POSTGRES, "14 to 18", LOCKS)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    if let Some((table, TableAction::AddPrimaryKey(key))) = step.action()
        && step.blocks()
    {
        found.say(
            step.place(&key.origin),
            format!(
                "Reads and writes of {table} wait while the index of its primary key is built{}.",
                step.locks()
            ),
            format!(
                "Build a unique index CONCURRENTLY first, then ADD PRIMARY KEY USING INDEX.{}",
                step.count_first()
            ),
        );
    }
}

fn words(statement: &Statement<'_>, script: &Script<'_>, found: &mut Found<'_>) {
    let Some(table) = statement.altered_table(script) else { return };
    if statement.has(&["ADD"]) && statement.has(&["PRIMARY", "KEY"]) && !statement.has(&["USING", "INDEX"]) {
        found.say(
            Some(statement.span),
            format!("Reads and writes of {table} wait while the index of its primary key is built."),
            "Build a unique index CONCURRENTLY first, then ADD PRIMARY KEY USING INDEX.",
        );
    }
}

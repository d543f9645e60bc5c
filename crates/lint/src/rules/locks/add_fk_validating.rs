//! `add-fk-validating`: a foreign key is checked while writes to both tables wait.

use crate::rules::prelude::*;

lint! {
    /// A foreign key is checked against all rows when it is added. Meanwhile nobody writes the table, nor the one that it
    /// refers to.
    ///
    /// Add it `NOT VALID`, which takes a moment, and `VALIDATE CONSTRAINT` in a later transaction, which lets writes go on.
    ///
    /// ```prisma,before
    /// model User {
    ///   id Int @id
    /// }
    ///
    /// model Post {
    ///   id       Int @id
    ///   authorId Int
    /// }
    /// ```
    ///
    /// ```prisma,bad
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
    ///
    /// ```prisma,good
    /// model User {
    ///   id Int @id
    /// }
    ///
    /// model Post {
    ///   id       Int @id
    ///   authorId Int
    ///
    ///   @@index([authorId])
    /// }
    /// ```
    ///
    /// ```sql,bad,postgresql
    /// ALTER TABLE posts ADD CONSTRAINT author FOREIGN KEY (author_id) REFERENCES users (id);
    /// ```
    ///
    /// ```sql,good,postgresql
    /// ALTER TABLE posts ADD CONSTRAINT author FOREIGN KEY (author_id) REFERENCES users (id) NOT VALID;
    /// ```
    Warning "PX7209" "add-fk-validating" = "a foreign key is checked while writes to both tables wait",
    on POSTGRES, StepOrWords(check, words), seen [measured(POSTGRES, "14 to 18", LOCKS)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let Some((table, key)) = step.added_foreign_key() else { return };
    if !step.blocks() {
        return;
    }
    found.say(
        step.place(&key.origin),
        format!(
            "Writes to {table} and {} wait while all rows of {table} are checked{}.",
            key.references,
            step.locks()
        ),
        format!(
            "ADD CONSTRAINT … NOT VALID, then VALIDATE CONSTRAINT in a later transaction.{}",
            step.count_first()
        ),
    );
    if let Some(statement) = step.planned().written
        && statement.has(&["FOREIGN", "KEY"])
        && statement.find(&["ADD"]) == statement.tokens.iter().rposition(|token| token == "ADD")
    {
        found.insert("add it NOT VALID", statement.span.file, statement.span.range.end, " NOT VALID");
    }
}

fn words(statement: &Statement<'_>, script: &Script<'_>, found: &mut Found<'_>) {
    let Some(table) = statement.altered_table(script) else { return };
    if statement.has(&["ADD"]) && statement.has(&["FOREIGN", "KEY"]) && !statement.has(&["NOT", "VALID"]) {
        let parent = statement.name_after(&["REFERENCES"]).unwrap_or_default();
        found.say(
            Some(statement.span),
            format!("Writes to {table} and {parent} wait while all rows of {table} are checked."),
            "ADD CONSTRAINT … NOT VALID, then VALIDATE CONSTRAINT in a later transaction.",
        );
        if statement.find(&["ADD"]) == statement.tokens.iter().rposition(|token| token == "ADD") {
            found.insert("add it NOT VALID", script.file, statement.span.range.end, " NOT VALID");
        }
    }
}

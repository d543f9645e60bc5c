//! `create-table-references`: a new table locks one that is there.

use crate::rules::prelude::*;

lint! {
    /// A new table with a foreign key locks the table that it refers to against writes for a moment, and for as long as
    /// the transaction goes on. In front of it a queue forms where a long query is running.
    ///
    /// Set `lock_timeout`; or create the table without the key and add it in a step of its own.
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
    /// }
    /// ```
    Info "PX7212" "create-table-references" = "a new table locks one that is there",
    on POSTGRES, Step(check), seen [measured(POSTGRES, "14 to 18", LOCKS)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let (table, origin) = match step.op {
        Op::AddForeignKey { table, foreign_key } if step.is_new(table) => (table, &foreign_key.origin),
        Op::CreateTable(table) => (&table.name, &table.origin),
        _ => return,
    };
    let old = step.facts.locks.iter().filter(|lock| lock.table != *table && !step.is_new(&lock.table));
    let old: Vec<String> = old.map(|lock| lock.table.to_string()).collect();
    if !old.is_empty() {
        found.say(
            step.place(origin),
            format!(
                "Writes to {} wait behind the foreign key of the new table {table}{}.",
                list(old),
                step.locks()
            ),
            "Set lock_timeout, and end the transaction soon after.",
        );
    }
}

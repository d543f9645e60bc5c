//! `fk-drop-locks-parent`: dropping a foreign key locks the referenced table.

use crate::rules::prelude::*;

lint! {
    /// Whoever drops a foreign key, a column that carries one, or a table with one locks the table that it refers to as
    /// well: often the busiest of all. The lock is short, but it waits for every query that is running there, and
    /// everybody else waits behind it.
    ///
    /// Set `lock_timeout`, try again, and drop the keys one by one.
    ///
    /// ```prisma,before
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
    /// ```prisma,bad
    /// model User {
    ///   id Int @id
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id    Int    @id
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id       Int     @id
    ///   title    String?
    ///   authorId Int
    ///   author   User    @relation(fields: [authorId], references: [id])
    /// }
    /// ```
    Warning "PX7210" "fk-drop-locks-parent" = "dropping a foreign key locks the referenced table",
    on POSTGRES, Step(check), seen [measured(POSTGRES, "14 to 18", LOCKS)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let own = match (step.op, step.dropped_column()) {
        (Op::DropForeignKey { table, .. }, _) => table,
        (Op::DropTable(table), _) => &table.name,
        (_, Some((table, _))) => table,
        _ => return,
    };
    let others: Vec<String> = step
        .facts
        .locks
        .iter()
        .filter(|lock| lock.table != *own && !step.is_new(&lock.table))
        .map(|lock| lock.table.to_string())
        .collect();
    if !others.is_empty() {
        found.say(
            step.span(),
            format!("{} is locked too, since {own} refers to it{}.", list(others), step.locks()),
            "Set lock_timeout and try again; drop the key in a transaction of its own.",
        );
    }
}

//! `fk-orphans`: rows that are there may refer to nothing.

use crate::rules::prelude::*;

lint! {
    /// Rows that refer to nothing make the statement fail (on SQLite they stay, since a rebuild runs without foreign keys).
    /// Where the database did not keep watch so far, there are nearly always some.
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
    ///   note     Int?
    /// }
    /// ```
    Warning "PX7104" "fk-orphans" = "rows that are there may refer to nothing",
    on &[PG, CR, MY, MA, MS], Step(check), seen [facts(&[PG, CR, MY, MA, MS])]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let Some((table, key)) = step.added_foreign_key() else { return };
    if step.facts.certainty == Certainty::Depends && !step.is_new(table) {
        found.say(
            step.place(&key.origin),
            format!(
                "This fails if a row of {table} has in {} what no row of {} has.",
                columns(&key.columns),
                key.references
            ),
            format!("Delete or mend such rows first.{}", step.count_first()),
        );
    }
}

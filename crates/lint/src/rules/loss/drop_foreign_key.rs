//! `drop-foreign-key`: a foreign key is dropped.

use crate::rules::prelude::*;

lint! {
    /// From then on rows may refer to nothing. To add the key again all rows have to be checked. On PostgreSQL and SQL
    /// Server dropping it locks the referenced table, too.
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
    ///
    /// model Post {
    ///   id       Int @id
    ///   authorId Int
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
    Warning "PX7010" "drop-foreign-key" = "a foreign key is dropped",
    on &[PG, CR, MY, MA, MS], Plan(check), seen [measured(POSTGRES, "14 to 18", LOCKS), facts(&[PG, CR, MY, MA, MS])]
}

fn check(plan: &PlanView<'_>, found: &mut Found<'_>) {
    for step in &plan.steps {
        let Op::DropForeignKey { table, foreign_key: old } = step.op else { continue };
        // Some databases want keys out of the way of other changes; what comes back is no loss.
        let back = plan.steps.iter().any(|other| match other.op {
            Op::AddForeignKey { foreign_key: new, .. } => {
                new.columns == old.columns && new.references == old.references
            }
            Op::DropTable(gone) => gone.name == *table || gone.name == old.references,
            _ => false,
        });
        if !back && !step.is_new {
            let message = format!(
                "Nothing keeps {} of {table} pointing at rows of {} any more{}.",
                columns(&old.columns),
                old.references,
                crate::words::lock_words(&step.facts.locks)
            );
            found.say(
                step.span,
                message,
                "If only the name changes, keep it with `map:`; adding it again checks all rows.",
            );
        }
    }
}

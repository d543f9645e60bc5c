//! `mysql-fk-blocks-dml`: a foreign key is added by a copy, or without looking.

use crate::rules::prelude::*;

lint! {
    /// With `foreign_key_checks` on the table is copied to add the key, and writes wait. With it off the key comes in place,
    /// but rows that are there are not looked at: they may refer to nothing for ever.
    ///
    /// Count such rows yourself, set `foreign_key_checks = 0` for the statement, and on again.
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
    ///   id       Int  @id
    ///   authorId Int
    ///   note     Int?
    /// }
    /// ```
    Warning "PX7309" "mysql-fk-blocks-dml" = "a foreign key is added by a copy, or without looking",
    on MYSQLS, Step(check), seen [facts(MYSQLS), documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-foreign-key-operations")]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let Some((table, key)) = step.added_foreign_key() else { return };
    if !step.is_new(table) && step.blocks() {
        found.say(
            step.place(&key.origin),
            format!("Writes to {table} wait while it is copied to add the key{}.", step.locks()),
            format!(
                "Count rows that refer to nothing, then add it with foreign_key_checks = 0.{}",
                step.count_first()
            ),
        );
    }
}

//! `mysql-copy-algorithm`: the table is copied while writes wait.

use crate::rules::prelude::*;

lint! {
    /// The server makes a new table and copies every row; writes wait until it is done.
    ///
    /// State `ALGORITHM=INPLACE, LOCK=NONE` so that the server refuses rather than copies. Where only a copy will do, use a
    /// tool that copies beside the users (gh-ost, pt-online-schema-change), or a second column.
    ///
    /// ```prisma,before
    /// model Item {
    ///   id   Int @id
    ///   size Int
    /// }
    /// ```
    ///
    /// ```prisma,bad
    /// model Item {
    ///   id   Int    @id
    ///   size BigInt
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Item {
    ///   id    Int     @id
    ///   size  Int
    ///   size2 BigInt?
    /// }
    /// ```
    Warning "PX7301" "mysql-copy-algorithm" = "the table is copied while writes wait",
    on MYSQLS, Step(check), seen [facts(MYSQLS)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let Some(table) = step.op.table().filter(|table| !step.is_new(table)) else { return };
    if step.facts.rewrites == Answer::Yes && step.blocks() {
        found.say(
            step.span(),
            format!("{table} is copied row by row while writes wait{}.", step.locks()),
            "Use a tool that copies beside the users, or a second column; state ALGORITHM and LOCK so that the server refuses.",
        );
    }
}

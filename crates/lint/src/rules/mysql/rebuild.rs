//! `mysql-online-rebuild`: all rows are written anew, and replicas fall behind.

use crate::rules::prelude::*;

lint! {
    /// All rows are written anew. Writes go on, but the disk must hold the table twice, and a replica does the same work
    /// afterwards: it falls behind for as long.
    ///
    /// ```prisma,before
    /// model Item {
    ///   id   Int  @id
    ///   size Int?
    /// }
    /// ```
    ///
    /// ```prisma,bad
    /// model Item {
    ///   id   Int @id
    ///   size Int
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Item {
    ///   id   Int  @id
    ///   size Int?
    ///   note Int?
    /// }
    /// ```
    Info "PX7302" "mysql-online-rebuild" = "all rows are written anew, and replicas fall behind",
    on MYSQLS, Step(check), seen [facts(MYSQLS)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let Some(table) = step.op.table().filter(|table| !step.is_new(table)) else { return };
    if step.facts.rewrites == Answer::Yes && !step.blocks() {
        found.say(
            step.span(),
            format!("All rows of {table} are written anew, here and then on every replica{}.", step.locks()),
            "Do it when little is written, with room on the disk for a second copy.",
        );
    }
}

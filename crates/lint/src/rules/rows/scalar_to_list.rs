//! `scalar-to-list`: a single value becomes a list.

use crate::rules::prelude::*;

lint! {
    /// A single value cannot be cast to a list by itself: the column is dropped and added anew, or the cast fails, and the
    /// values are lost.
    ///
    /// Add a second column, fill it with `ARRAY[old]`, and drop the old one later.
    ///
    /// ```prisma,before
    /// model User {
    ///   id  Int @id
    ///   tag Int
    /// }
    /// ```
    ///
    /// ```prisma,bad
    /// model User {
    ///   id  Int   @id
    ///   tag Int[]
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id   Int   @id
    ///   tag  Int
    ///   tags Int[]
    /// }
    /// ```
    Error "PX7106" "scalar-to-list" = "a single value becomes a list",
    on &[PG, CR], Step(check), seen [facts(&[PG, CR])]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let (table, before, after) = match step.action() {
        Some((table, TableAction::AlterColumn(pair) | TableAction::RecreateColumn(pair))) => {
            (table, &pair.before, &pair.after)
        }
        _ => return,
    };
    if !before.ty.list && after.ty.list {
        found.say(
            step.place(&after.origin),
            format!("{} becomes a list: its values do not follow by themselves.", member(table, after)),
            format!("Add a second column, fill it with ARRAY[{}], and drop the old one later.", before.name),
        );
    }
}

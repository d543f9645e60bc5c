//! `drop-recreate-column`: a column is dropped and added again under the same name.

use crate::rules::prelude::*;

lint! {
    /// No cast leads from the old type to the new one, so the column is dropped and added again: every value is lost,
    /// though the schema shows a change of type only.
    ///
    /// Add a column of the new type under another name, fill it by an expression of your own, and drop the old one in a
    /// later release.
    ///
    /// ```prisma,before
    /// model Event {
    ///   id   Int      @id
    ///   size DateTime?
    /// }
    /// ```
    ///
    /// ```prisma,bad
    /// model Event {
    ///   id   Int  @id
    ///   size Int?
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Event {
    ///   id    Int       @id
    ///   size  DateTime?
    ///   size2 Int?
    /// }
    /// ```
    Error "PX7004" "drop-recreate-column" = "a column is dropped and added again under the same name",
    on &[PG, CR], Step(check), seen [facts(&[PG, CR])]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    if let Some((table, TableAction::RecreateColumn(pair))) = step.action() {
        let message = format!(
            "All values of {} are lost: no cast leads from {} to {}.",
            member(table, &pair.before),
            step.type_sql(&pair.before),
            step.type_sql(&pair.after)
        );
        found.say(
            step.place(&pair.after.origin),
            message,
            "Add a second column, fill it by an expression of your own, and drop the old one later.",
        );
    }
}

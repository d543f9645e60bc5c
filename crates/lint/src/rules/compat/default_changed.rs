//! `default-change-intent`: rows that are there keep the old default.

use crate::rules::prelude::*;

lint! {
    /// Rows that are there keep the old value, and both values live side by side from then on. That is often not what is
    /// meant.
    ///
    /// ```prisma,before
    /// model User {
    ///   id   Int @id
    ///   code Int @default(0)
    /// }
    /// ```
    ///
    /// ```prisma,bad
    /// model User {
    ///   id   Int @id
    ///   code Int @default(1)
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id   Int  @id
    ///   code Int  @default(0)
    ///   note Int?
    /// }
    /// ```
    Info "PX7703" "default-change-intent" = "rows that are there keep the old default",
    on &[PG, CR, MY, MA, MS], Step(check), seen [facts(&[PG, CR, MY, MA, MS])]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let Some((table, pair)) = step.altered_column() else { return };
    let types = pair.map(|column| &column.ty);
    let defaults = pair.map(|column| column.default.as_ref());
    let same = (step.stage.target.dialect.same_default)(defaults, types, step.stage.target);
    if pair.before.default.is_some()
        && pair.after.default.is_some()
        && !same
        && step.retyped_column().is_none()
    {
        found.say(
            step.place(&pair.after.origin),
            format!(
                "Rows that are there keep what they have in {}; only new ones get the new default.",
                member(table, pair.after)
            ),
            "Update old rows in batches if they are meant, too.",
        );
    }
}

//! `default-removed-compat`: a default is dropped that running programs rely on.

use crate::rules::prelude::*;

lint! {
    /// Old programs rely on the default and insert without the column: they fail from then on.
    ///
    /// Drop the default only when every program that runs gives a value.
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
    ///   code Int
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id   Int @id
    ///   code Int @default(1)
    /// }
    /// ```
    Warning "PX7702" "default-removed-compat" = "a default is dropped that running programs rely on",
    on &[PG, CR, MY, MA, MS], Step(check), seen [facts(&[PG, CR, MY, MA, MS])]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let Some((table, pair)) = step.altered_column() else { return };
    if pair.before.default.is_some() && !pair.after.fills_itself() && !step.is_new(table) {
        found.say(
            step.place(&pair.after.origin),
            format!(
                "Programs that insert without {} fail: it has no default any more.",
                member(table, pair.after)
            ),
            "Drop the default when every program that runs gives a value.",
        );
    }
}

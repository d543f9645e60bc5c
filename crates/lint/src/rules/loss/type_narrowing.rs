//! `type-narrowing`: values may not fit the new type.

use crate::rules::prelude::*;

lint! {
    /// Some values of the old type do not fit the new one: the statement fails on them, or they arrive cut or rounded.
    /// That shows only on the database that has such rows.
    ///
    /// Count them first. Keep new ones out with a check that is not validated, mend the old ones, then change the type.
    ///
    /// ```prisma,before
    /// model Item {
    ///   id   Int    @id
    ///   size BigInt
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
    ///   id    Int    @id
    ///   size  BigInt
    ///   size2 Int?
    /// }
    /// ```
    Warning "PX7006" "type-narrowing" = "values may not fit the new type",
    on &[PG, CR, MY, MA, MS], Step(check), seen [facts(&[PG, CR, MY, MA, MS])]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let Some((table, pair)) = step.retyped_column() else { return };
    let Some(state) = step.stage.table(table) else { return };
    let cast = (step.stage.target.dialect.cast)(pair.map(|column| (state, column)), step.stage.target);
    if cast == Cast::Safe {
        return;
    }
    let message = format!(
        "Values of {} may not fit {}: it was {}.",
        member(table, pair.before),
        step.type_sql(pair.after),
        step.type_sql(pair.before)
    );
    let help = "Mend the rows that do not fit before the type changes, and keep new ones out.";
    found.say(step.place(&pair.after.origin), message, format!("{help}{}", step.count_first()));
}

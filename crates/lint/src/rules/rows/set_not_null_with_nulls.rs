//! `set-not-null-with-nulls`: a column becomes required while rows may have NULL.

use crate::rules::prelude::*;

lint! {
    /// The statement fails while a row has NULL there (SQLite and others that build the table anew fail half way through
    /// the copy).
    ///
    /// Count such rows, fill them, and keep programs from writing new ones before the column is required.
    ///
    /// ```prisma,before
    /// model User {
    ///   id   Int  @id
    ///   code Int?
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
    ///   id   Int  @id
    ///   code Int?
    ///   note Int?
    /// }
    /// ```
    Warning "PX7102" "set-not-null-with-nulls" = "a column becomes required while rows may have NULL",
    on ALL, Step(check), seen [facts(ALL)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let Some((table, pair)) = step.altered_column() else { return };
    if !pair.before.nullable || pair.after.nullable || step.facts.certainty != Certainty::Depends {
        return;
    }
    let name = &pair.after.name;
    if step.stage.written.filled(table, name).is_some() {
        let message = format!("This fails if what fills {name} is NULL for a row of {table}.");
        let help = format!("Let it give something for every row: `coalesce(…, '?')`.{}", step.count_first());
        found.say(step.place(&pair.after.origin), message, help);
    } else {
        found.say(
            step.place(&pair.after.origin),
            format!("This fails if a row of {table} has NULL in {}.", pair.after.name),
            format!("Fill these rows first.{}", step.count_first()),
        );
    }
}

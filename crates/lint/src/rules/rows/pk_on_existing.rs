//! `pk-on-existing`: rows that are there may break a new primary key.

use crate::rules::prelude::*;

lint! {
    /// A primary key wants its columns filled and different in every row that is there.
    ///
    /// ```prisma,before
    /// model Rate {
    ///   day  Int
    ///   code Int @unique
    /// }
    /// ```
    ///
    /// ```prisma,bad
    /// model Rate {
    ///   day  Int @id
    ///   code Int @unique
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Rate {
    ///   day  Int
    ///   code Int  @unique
    ///   note Int?
    /// }
    /// ```
    Warning "PX7105" "pk-on-existing" = "rows that are there may break a new primary key",
    on &[PG, CR, MY, MA, MS], Step(check), seen [facts(&[PG, CR, MY, MA, MS])]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let (table, key) = match step.action() {
        Some((table, TableAction::AddPrimaryKey(key))) => (table, key),
        Some((table, TableAction::ReplacePrimaryKey(pair))) => (table, &pair.after),
        _ => return,
    };
    if step.facts.certainty == Certainty::Depends && !step.is_new(table) {
        let names = columns(key.columns.iter().map(|part| &part.name));
        found.say(
            step.place(&key.origin),
            format!("This fails if two rows of {table} have the same {names}, or one has NULL there."),
            format!("Look for such rows first.{}", step.count_first()),
        );
    }
}

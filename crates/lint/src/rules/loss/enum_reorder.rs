//! `enum-reorder`: the values of an enum change their order.

use crate::rules::prelude::*;

lint! {
    /// The order of values is part of the type: `ORDER BY` and `<` follow it. PostgreSQL makes the type anew and writes
    /// every table that uses it anew; MySQL keeps numbers in the rows and copies the table, all for the sake of an order.
    ///
    /// Add values at the end. On PostgreSQL one can also be put in front of another (`ADD VALUE … BEFORE`), which costs
    /// nothing.
    ///
    /// ```prisma,before
    /// enum Level {
    ///   LOW
    ///   HIGH
    /// }
    ///
    /// model Task {
    ///   id    Int   @id
    ///   level Level
    /// }
    /// ```
    ///
    /// ```prisma,bad
    /// enum Level {
    ///   HIGH
    ///   LOW
    /// }
    ///
    /// model Task {
    ///   id    Int   @id
    ///   level Level
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// enum Level {
    ///   LOW
    ///   HIGH
    ///   URGENT
    /// }
    ///
    /// model Task {
    ///   id    Int   @id
    ///   level Level
    /// }
    /// ```
    Warning "PX7008" "enum-reorder" = "the values of an enum change their order",
    on &[PG, MY, MA], Step(check), seen [measured(POSTGRES, "14 to 18", LOCKS), facts(&[PG, MY, MA])]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let (name, before, after, origin) = match (step.op, step.altered_column()) {
        (Op::ReplaceEnum(replace), _) => {
            let names =
                |values: &[parallax_ir::EnumValue]| values.iter().map(|value| value.name.clone()).collect();
            let Pair { before, after } = &replace.enums;
            let (before_names, after_names): (Vec<_>, Vec<_>) = (names(&before.values), names(&after.values));
            (after.name.to_string(), before_names, after_names, &after.origin)
        }
        (_, Some((table, pair))) => match (&pair.before.ty.base, &pair.after.ty.base) {
            (BaseType::InlineEnum(before), BaseType::InlineEnum(after)) => {
                (member(table, pair.after), before.clone(), after.clone(), &pair.after.origin)
            }
            _ => return,
        },
        _ => return,
    };
    let shared_before: Vec<_> = before.iter().filter(|value| after.contains(value)).collect();
    let shared_after: Vec<_> = after.iter().filter(|value| before.contains(value)).collect();
    if shared_before != shared_after {
        found.say(
            step.place(origin),
            format!(
                "The values of {name} change their order{}: {} became {}.",
                step.locks(),
                columns(shared_before),
                columns(shared_after)
            ),
            "Keep the order of values that are there, and add new ones at the end.",
        );
    }
}

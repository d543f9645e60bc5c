//! `enum-value-added-client-unknown`: running programs do not know a new value.

use crate::rules::prelude::*;

lint! {
    /// Programs that were generated before know only the old values: most clients fail to read a row with a new one.
    ///
    /// Roll out programs that know the value first, then write it.
    ///
    /// ```prisma,before
    /// enum Role {
    ///   USER
    /// }
    ///
    /// model User {
    ///   id   Int  @id
    ///   role Role
    /// }
    /// ```
    ///
    /// ```prisma,bad
    /// enum Role {
    ///   USER
    ///   ADMIN
    /// }
    ///
    /// model User {
    ///   id   Int  @id
    ///   role Role
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// enum Role {
    ///   USER
    /// }
    ///
    /// model User {
    ///   id   Int  @id
    ///   role Role
    ///   note Int?
    /// }
    /// ```
    Info "PX7705" "enum-value-added-client-unknown" = "running programs do not know a new value",
    on &[PG, CR, MY, MA], Step(check), seen [
        documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/datatype-enum.html"),
        documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/enum.html"),
    ]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let (name, new, span) = match (step.op, step.altered_column()) {
        (Op::AddEnumValue { name, value, .. }, _) => (name.to_string(), value.to_string(), step.span()),
        (_, Some((table, pair))) => match (&pair.before.ty.base, &pair.after.ty.base) {
            (BaseType::InlineEnum(before), BaseType::InlineEnum(after)) => {
                let new = columns(after.iter().filter(|value| !before.contains(value)));
                (member(table, pair.after), new, step.place(&pair.after.origin))
            }
            _ => return,
        },
        _ => return,
    };
    if !new.is_empty() {
        found.say(
            span,
            format!("Programs that are running do not know {new} of {name}, and may fail to read it."),
            "Write the value only when every program knows it.",
        );
    }
}

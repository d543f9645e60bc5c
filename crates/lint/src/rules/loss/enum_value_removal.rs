//! `enum-value-removal`: a value of an enum is removed.

use crate::rules::prelude::*;

lint! {
    /// Rows may still hold the value that goes, and the release that is running may still write it. On PostgreSQL the
    /// type is made anew and every table that uses it is written anew under a lock; on MySQL the column is.
    ///
    /// Stop writing the value, move the rows that hold it, and take it out in a later release.
    ///
    /// ```prisma,before
    /// enum Role {
    ///   USER
    ///   GUEST
    ///   ADMIN
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
    ///   GUEST
    ///   ADMIN
    ///   OWNER
    /// }
    ///
    /// model User {
    ///   id   Int  @id
    ///   role Role
    /// }
    /// ```
    Error "PX7007" "enum-value-removal" = "a value of an enum is removed",
    on &[PG, CR, MY, MA], Step(check), seen [measured(POSTGRES, "14 to 18", LOCKS), facts(&[PG, CR, MY, MA])]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let (name, gone, origin) = match step.op {
        Op::DropEnumValue { name, value } => (name.to_string(), value.to_string(), None),
        Op::ReplaceEnum(replace) => {
            let Pair { before, after } = &replace.enums;
            let kept =
                |value: &str| after.has(value) || replace.mapping.iter().any(|(from, _)| from == value);
            let gone = before.values.iter().map(|value| &value.name).filter(|value| !kept(value));
            (before.name.to_string(), columns(gone), Some(&after.origin))
        }
        _ => match inline(step) {
            Some((name, gone, origin)) => (name, gone, Some(origin)),
            None => return,
        },
    };
    if gone.is_empty() {
        return;
    }
    let span = origin.map_or(step.span(), |origin| step.place(origin));
    let help = "Move the rows that hold it and stop writing it first.";
    found.say(span, format!("{name} loses {gone}{}.", step.locks()), format!("{help}{}", step.count_first()));
}

/// Values that stand in the type of a column.
fn inline<'a>(step: &StepView<'a>) -> Option<(String, String, &'a Origin)> {
    let (table, pair) = step.altered_column()?;
    let (BaseType::InlineEnum(before), BaseType::InlineEnum(after)) =
        (&pair.before.ty.base, &pair.after.ty.base)
    else {
        return None;
    };
    let gone = before.iter().filter(|value| !after.contains(value));
    Some((member(table, pair.after), columns(gone), &pair.after.origin))
}

//! `breaking-rename`: running programs lose the name that they know.

use crate::rules::prelude::*;

lint! {
    /// While a release rolls out, old and new programs run side by side: as soon as the name is another one, the old ones
    /// fail.
    ///
    /// Rename in the schema only (`@map`, `@@map`), or keep both names alive by a view or a second column until no old program
    /// runs.
    ///
    /// ```prisma,before
    /// model User {
    ///   id   Int @id
    ///   code Int @map("code")
    /// }
    /// ```
    ///
    /// ```prisma,bad
    /// model User {
    ///   id   Int @id
    ///   code Int @map("number")
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id     Int @id
    ///   number Int @map("code")
    /// }
    /// ```
    Warning "PX7701" "breaking-rename" = "running programs lose the name that they know",
    on ALL, Step(check), seen [facts(ALL)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let (what, from, to) = match step.op {
        Op::RenameTable { from, to } if !step.is_new(from) => ("Table", from.to_string(), to.to_string()),
        Op::RenameColumn { table, from, to } if !step.is_new(table) => {
            ("Column", format!("{table}.{from}"), to.to_string())
        }
        Op::RenameEnumValue { name, from, to } => ("Value", format!("{name}.{from}"), to.to_string()),
        _ => return,
    };
    found.say(
        step.span(),
        format!("{what} {from} is called {to} from now on: programs that are running fail{}.", step.locks()),
        "Rename in the schema only (@map), or keep both names until no old program runs.",
    );
}

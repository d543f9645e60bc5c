//! `rename-as-drop-add`: a drop and an addition look like one rename.

use crate::rules::prelude::*;

lint! {
    /// Something is dropped and something alike is added: almost always one thing under a new name. As it stands, the
    /// values go and the new thing begins empty.
    ///
    /// Say that it is a rename: with `--rename User.name=User.fullName`, in `[renames]` of `parallax.toml`, or by keeping
    /// the name in the database with `@map`.
    ///
    /// ```prisma,before
    /// model User {
    ///   id   Int    @id
    ///   name String
    /// }
    /// ```
    ///
    /// ```prisma,bad
    /// model User {
    ///   id       Int    @id
    ///   fullName String
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id       Int    @id
    ///   fullName String @map("name")
    /// }
    /// ```
    Error "PX7005" "rename-as-drop-add" = "a drop and an addition look like one rename",
    on ALL, Plan(check), seen [model(ALL)],
    options [OptionSpec { key: "score", default: "50", doc: "from which likeness on, 0 to 100" }]
}

fn check(plan: &PlanView<'_>, found: &mut Found<'_>) {
    let limit = found.number("score");
    for rename in plan.possible_renames.iter().filter(|rename| i64::from(rename.score) >= limit) {
        let (what, from, to) = match &rename.what {
            Renamed::Table { from, to } => ("Table", from.to_string(), to.to_string()),
            Renamed::Column { table, from, to } => {
                ("Column", format!("{table}.{from}"), format!("{table}.{to}"))
            }
            Renamed::Enum { from, to } => ("Enum", from.to_string(), to.to_string()),
            Renamed::EnumValue { of, from, to } => ("Value", format!("{of}.{from}"), format!("{of}.{to}")),
        };
        let span = plan.steps.iter().find(|step| drops(step.op, &rename.what)).and_then(|step| step.span);
        found.say(
            span,
            format!("{what} {from} is dropped and {to} is added: that looks like a rename, and would lose what is there."),
            format!("If it is one, say so: --rename {}", rename.answer),
        );
    }
}

/// Whether the step is the one that loses the old name.
fn drops(op: &Op, what: &Renamed) -> bool {
    match (op, what) {
        (Op::DropTable(table), Renamed::Table { from, .. }) => table.name == *from,
        (Op::AlterTable { table, .. }, Renamed::Column { table: of, .. }) => table == of,
        (Op::RebuildTable(rebuild), Renamed::Column { table: of, .. }) => rebuild.tables.after.name == *of,
        (Op::DropEnum(old), Renamed::Enum { from, .. }) => old.name == *from,
        (Op::ReplaceEnum(replace), Renamed::EnumValue { of, .. }) => replace.enums.after.name == *of,
        _ => false,
    }
}

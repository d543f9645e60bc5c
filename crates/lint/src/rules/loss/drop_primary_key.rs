//! `drop-primary-key`: a table loses its primary key.

use crate::rules::prelude::*;

lint! {
    /// Without its primary key a table cannot be replicated by row, tools that change tables online refuse it, and
    /// `ON CONFLICT` of running programs fails. MySQL copies the whole table unless a new key comes in the same statement.
    ///
    /// Make the new key as a unique index first and swap both in one statement.
    ///
    /// ```prisma,before
    /// model Rate {
    ///   day  Int @id
    ///   code Int @unique
    /// }
    /// ```
    ///
    /// ```prisma,bad
    /// model Rate {
    ///   day  Int
    ///   code Int @unique
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Rate {
    ///   day   Int @id
    ///   code  Int @unique
    ///   value Int?
    /// }
    /// ```
    Error "PX7009" "drop-primary-key" = "a table loses its primary key",
    on ALL, Plan(check), seen [facts(ALL)]
}

fn check(plan: &PlanView<'_>, found: &mut Found<'_>) {
    for step in &plan.steps {
        let (table, loses) = match step.op {
            Op::AlterTable { table, actions } => {
                let drops = actions.iter().any(|action| matches!(action, TableAction::DropPrimaryKey(_)));
                let adds = actions.iter().any(|action| matches!(action, TableAction::AddPrimaryKey(_)));
                (table, drops && !adds && !comes_back(plan, table))
            }
            Op::RebuildTable(rebuild) => {
                let Pair { before, after } = &rebuild.tables;
                (&after.name, before.primary_key.is_some() && after.primary_key.is_none())
            }
            _ => continue,
        };
        if loses && !step.is_new {
            found.say(
                step.span,
                format!("Table {table} loses its primary key."),
                "Give it another key in the same migration, or keep this one.",
            );
        }
    }
}

/// Whether another step gives the table a key again.
fn comes_back(plan: &PlanView<'_>, of: &QName) -> bool {
    plan.steps.iter().any(|step| match step.op {
        Op::AlterTable { table, actions } => {
            table == of && actions.iter().any(|action| matches!(action, TableAction::AddPrimaryKey(_)))
        }
        _ => false,
    })
}

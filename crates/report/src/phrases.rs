//! What an operation does, in a few words each, for places that say themselves which table it is about: `drops column
//! email`.

use crate::describe::{Description, Detail, Sign, describe, describe_index, list};
use crate::words::one_line;
use parallax_dialect::Target;
use parallax_ir::{Facts, Op};

/// What a part of a plan does and why it is not safe, as sentences that begin with a small letter.
pub fn consequence(op: &Op, facts: &Facts, target: &Target) -> String {
    let mut text = match op {
        // Its columns are told of by themselves.
        Op::RebuildTable(rebuild) => format!("rebuilds table {}", rebuild.tables.after.name),
        _ => phrases(op, target).join(", "),
    };
    text.push('.');
    for reason in &facts.reasons {
        text.push(' ');
        text.push_str(&reason.text);
    }
    text
}

/// The queries to run before, a line each.
pub fn counts(facts: &Facts) -> Vec<String> {
    facts.checks.iter().map(|check| format!("Count first: {}", check.sql)).collect()
}

/// What the operation does, part by part; what is removed comes first, columns and values of it before the rest.
pub fn phrases(op: &Op, target: &Target) -> Vec<String> {
    match op {
        Op::CreateIndex { index, .. } => vec![phrase("adds", &describe_index(index))],
        Op::DropIndex { index, .. } => vec![phrase("drops", &describe_index(index))],
        Op::RenameIndex { from, to, .. } => vec![phrase("renames", &format!("index {from} to {to}"))],
        Op::RenameColumn { from, to, .. } => vec![phrase("renames", &format!("column {from} to {to}"))],
        Op::RenameForeignKey { from, to, .. } => {
            vec![phrase("renames", &format!("foreign key {from} to {to}"))]
        }
        Op::AlterIndex { indexes, .. } => vec![phrase("changes", &describe_index(&indexes.after))],
        Op::AlterForeignKey { keys, .. } => {
            let columns = list(&keys.after.columns);
            vec![phrase("changes", &format!("foreign key ({columns}) to {}", keys.after.references))]
        }
        Op::AddForeignKey { foreign_key, .. } => {
            let columns = list(&foreign_key.columns);
            vec![phrase("adds", &format!("foreign key ({columns}) to {}", foreign_key.references))]
        }
        Op::DropForeignKey { foreign_key, .. } => {
            let columns = list(&foreign_key.columns);
            vec![phrase("drops", &format!("foreign key ({columns}) to {}", foreign_key.references))]
        }
        Op::AddEnumValue { value, .. } => vec![phrase("adds", &format!("value {value}"))],
        Op::DropEnumValue { value, .. } => vec![phrase("drops", &format!("value {value}"))],
        Op::RenameEnumValue { from, to, .. } => vec![phrase("renames", &format!("value {from} to {to}"))],
        Op::CreateTable(table) => vec![phrase("creates", &format!("table {}", table.name))],
        Op::DropTable(table) => vec![phrase("drops", &format!("table {}", table.name))],
        Op::Online(op) => phrases(op, target),
        Op::CreateSchema(_)
        | Op::DropSchema(_)
        | Op::CreateExtension(_)
        | Op::AlterExtension(_)
        | Op::DropExtension(_)
        | Op::CreateEnum(_)
        | Op::DropEnum(_)
        | Op::RenameEnum { .. }
        | Op::ReplaceEnum(_)
        | Op::CreateSequence(_)
        | Op::AlterSequence(_)
        | Op::DropSequence(_)
        | Op::RenameSequence { .. }
        | Op::RenameTable { .. }
        | Op::AlterTable { .. }
        | Op::RebuildTable(_)
        | Op::Validate { .. }
        | Op::AdoptIndex { .. }
        | Op::UpdateRows(_)
        | Op::CreateObject(_)
        | Op::ReplaceObject(_)
        | Op::DropObject(_)
        | Op::RenameObject { .. }
        | Op::CreatePartition(_)
        | Op::AlterPartition(_)
        | Op::DropPartition(_)
        | Op::SetPrivileges(_) => of_description(describe(op, target)),
    }
}

fn of_description(description: Description) -> Vec<String> {
    let Description { title, mut details } = description;
    if details.is_empty() {
        // A title begins with what to do: `create table …`.
        let (verb, what) = title.split_once(' ').unwrap_or((&title, ""));
        return vec![phrase(&format!("{verb}s"), what)];
    }
    details.sort_by_key(|detail| match detail.sign {
        Sign::Removed if detail.how.is_empty() && !detail.what.starts_with("value ") => 1,
        Sign::Removed => 0,
        Sign::Changed => 2,
        Sign::Added => 3,
    });
    details.iter().map(of_detail).collect()
}

fn of_detail(detail: &Detail) -> String {
    match detail.sign {
        Sign::Added => phrase("adds", &detail.what),
        Sign::Removed => phrase("drops", &detail.what),
        Sign::Changed if detail.how.is_empty() => phrase("changes", &detail.what),
        Sign::Changed => one_line(&format!("{}{}", detail.what, detail.how)),
    }
}

fn phrase(verb: &str, what: &str) -> String {
    one_line(&format!("{verb} {what}"))
}

//! ALTER TABLE: each of its actions, and the most work among them.

use super::count::NAMES;
use super::{Change, Work, checked, column, fails_if, manual, unknown_cost, work, work_of};
use parallax_dialect::Stage;
use parallax_ir::{Check, Data, Facts, Name, Pair, PrimaryKey, QName, TableAction};

pub(super) fn facts(table: &QName, actions: &[TableAction], stage: &Stage<'_>) -> Facts {
    let mut most = Work::Instant;
    let mut facts = Facts::harmless();
    let drops_key = actions.iter().any(|action| matches!(action, TableAction::DropPrimaryKey(_)));
    let adds_key = actions.iter().any(|action| matches!(action, TableAction::AddPrimaryKey(_)));
    for action in actions {
        let (changes, own) = of(action, table, stage);
        // With a new key in the same statement, dropping the old one is no copy.
        let replaced = drops_key && adds_key && matches!(action, TableAction::DropPrimaryKey(_));
        for change in changes.into_iter().filter(|_| !replaced) {
            most = most.max(work_of(change, table, stage));
        }
        facts = facts.and(own);
    }
    facts.and(work::facts(most, table, stage.target))
}

/// The most work of the actions; none where one of them is of a kind that nobody knows.
pub(super) fn work(table: &QName, actions: &[TableAction], stage: &Stage<'_>) -> Option<Work> {
    let drops_key = actions.iter().any(|action| matches!(action, TableAction::DropPrimaryKey(_)));
    let adds_key = actions.iter().any(|action| matches!(action, TableAction::AddPrimaryKey(_)));
    let mut most = Work::Instant;
    for action in actions {
        if matches!(action, TableAction::SetOption(_)) {
            return None;
        }
        let replaced = drops_key && adds_key && matches!(action, TableAction::DropPrimaryKey(_));
        let (changes, _) = of(action, table, stage);
        for change in changes.into_iter().filter(|_| !replaced) {
            most = most.max(work_of(change, table, stage));
        }
    }
    Some(most)
}

fn of(action: &TableAction, table: &QName, stage: &Stage<'_>) -> (Vec<Change>, Facts) {
    match action {
        TableAction::AddColumn(new) => column::add(new, table, stage),
        TableAction::DropColumn(old) => column::drop(old, table, stage),
        TableAction::AlterColumn(pair) => column::alter(pair, table, stage),
        TableAction::RecreateColumn(pair) => column::recreate(pair, table, stage),
        TableAction::AddPrimaryKey(key) => (vec![Change::AddPrimaryKey], add_key(key, table, stage)),
        TableAction::DropPrimaryKey(_) => (vec![Change::DropPrimaryKey], drop_key(table, stage)),
        TableAction::ReplacePrimaryKey(pair) => {
            (vec![Change::AddPrimaryKey], add_key(&pair.after, table, stage))
        }
        TableAction::AddCheck(check) => (vec![Change::AddCheck], add_check(check, table, stage)),
        TableAction::DropCheck(_) => (vec![Change::DropCheck], Facts::harmless()),
        TableAction::AlterCheck(pair) => alter_check(pair, table, stage),
        TableAction::SetComment(_) => (vec![Change::TableComment], Facts::harmless()),
        TableAction::SetOption(_) => (Vec::new(), unknown_cost()),
        TableAction::RenamePrimaryKey { .. }
        | TableAction::AddReference(_)
        | TableAction::AddExclusion(_)
        | TableAction::RenameExclusion { .. }
        | TableAction::DropExclusion(_) => (Vec::new(), Facts::harmless()),
    }
}

fn add_key(key: &PrimaryKey, table: &QName, stage: &Stage<'_>) -> Facts {
    let columns: Vec<Name> = key.columns.iter().map(|part| part.name.clone()).collect();
    let text = format!(
        "It fails if two rows of {table} are equal in {}, or one has NULL there.",
        columns.join(", ")
    );
    let facts = fails_if(Facts::harmless(), text, manual::ALTER_TABLE, stage);
    // Columns that come with this statement cannot be counted before it.
    let known =
        stage.table(table).is_some_and(|state| columns.iter().all(|name| state.column(name).is_some()));
    if !known {
        return facts;
    }
    let facts = checked(facts, NAMES.duplicates(table, &columns, None, false));
    let nullable = |name: &&Name| {
        stage.table(table).and_then(|state| state.column(name)).is_some_and(|column| column.nullable)
    };
    columns
        .iter()
        .filter(nullable)
        .fold(facts, |facts, name| checked(facts, NAMES.nulls(table, name, Data::Keeps)))
}

fn drop_key(table: &QName, stage: &Stage<'_>) -> Facts {
    let text = format!("{table} loses its primary key: what identifies its rows, also for replication.");
    fails_if(Facts::harmless(), text, manual::ALTER_TABLE, stage)
}

/// Only when it becomes enforced, rows are looked at.
fn alter_check(checks: &Pair<Check>, table: &QName, stage: &Stage<'_>) -> (Vec<Change>, Facts) {
    if checks.after.enforced {
        (vec![Change::AddCheck], add_check(&checks.after, table, stage))
    } else {
        (vec![Change::DropCheck], Facts::harmless())
    }
}

fn add_check(check: &Check, table: &QName, stage: &Stage<'_>) -> Facts {
    if !check.enforced {
        return Facts::harmless();
    }
    let text = format!("It fails if a row of {table} does not hold ({}).", check.expression);
    let facts = fails_if(Facts::harmless(), text, manual::CHECKS, stage);
    let looks_for = format!("rows of {table} that do not hold the check");
    checked(facts, NAMES.having(table, looks_for, &format!("NOT ({})", check.expression), Data::Keeps))
}

//! Operations as statements. Knows the state just before an operation, and nothing of what comes later.

mod clauses;
mod objects;
mod volatile;

use super::implicit::{self, Settlement};
use super::names::followed_table;
use super::objects::statement;
use super::sql::{list, quote, table_name};
use super::{keys, online, server};
use clauses::{
    action, check, column_definition, columns_and_length, foreign_key, index_clause, index_word,
    table_options,
};
use parallax_dialect::{Stage, Target};
use parallax_ir::{Column, ForeignKey, Index, Name, Op, OptionValue, QName, Table, TableAction};

pub(super) fn render(op: &Op, stage: &Stage<'_>) -> Vec<String> {
    match op {
        Op::CreateTable(table) => vec![create_table(table, stage.target)],
        Op::DropTable(table) => vec![format!("DROP TABLE {}", table_name(&table.name))],
        Op::RenameTable { from, to } => {
            vec![format!("RENAME TABLE {} TO {}", table_name(from), table_name(to))]
        }
        Op::RenameColumn { table, from, to } => rename_column(table, from, to, stage),
        Op::AlterTable { table, actions } => alter_table(table, actions, stage),
        Op::CreateIndex { table, index } => create_index(table, index, stage),
        Op::DropIndex { table, index } => drop_index(table, index, stage),
        Op::RenameIndex { table, from, to } => rename_index(table, from, to, stage),
        Op::AddForeignKey { table, foreign_key } => add_foreign_key(table, foreign_key, stage),
        Op::DropForeignKey { table, foreign_key } => drop_foreign_key(table, foreign_key, stage),
        Op::RenameForeignKey { table, from, to } => rename_foreign_key(table, from, to, stage),
        Op::AlterIndex { table, indexes } => alter(table, clauses::alter_index(indexes.as_ref().as_ref())),
        // Nothing of a foreign key can change.
        Op::AlterForeignKey { .. } => Vec::new(),
        Op::CreateSchema(name) => vec![format!("CREATE DATABASE {}", quote(name))],
        Op::DropSchema(name) => vec![format!("DROP DATABASE {}", quote(name))],
        Op::CreateSequence(sequence) => vec![objects::create_sequence(sequence)],
        Op::AlterSequence(pair) => vec![objects::alter_sequence(&pair.after)],
        Op::DropSequence(sequence) => vec![format!("DROP SEQUENCE {}", table_name(&sequence.name))],
        Op::RenameSequence { from, to } => {
            vec![format!("ALTER TABLE {} RENAME TO {}", table_name(from), table_name(to))]
        }
        Op::Online(op) => online::render_online(op, stage),
        Op::UpdateRows(update) => vec![online::update(update, stage.target)],
        Op::CreateObject(object) => vec![statement(object, "CREATE")],
        Op::ReplaceObject(pair) => objects::replace(pair, stage.target),
        Op::DropObject(object) => vec![objects::drop(object)],
        Op::RenameObject { from, to } => vec![objects::rename(from, to)],
        // Partitions stand in an option of their table; grants are not read.
        Op::CreatePartition(_) | Op::AlterPartition(_) | Op::DropPartition(_) | Op::SetPrivileges(_) => {
            Vec::new()
        }
        // There are no extensions, enums stand in the types of columns, and `approach` never asks for a rebuild.
        Op::CreateExtension(_)
        | Op::AlterExtension(_)
        | Op::DropExtension(_)
        | Op::CreateEnum(_)
        | Op::DropEnum(_)
        | Op::RenameEnum { .. }
        | Op::AddEnumValue { .. }
        | Op::RenameEnumValue { .. }
        | Op::DropEnumValue { .. }
        | Op::ReplaceEnum(_)
        | Op::RebuildTable(_)
        | Op::Validate { .. }
        | Op::AdoptIndex { .. } => Vec::new(),
    }
}

fn create_table(table: &Table, target: &Target) -> String {
    let mut lines: Vec<String> =
        table.columns.iter().map(|column| format!("    {}", column_definition(column, target))).collect();
    let declared = table.indexes.iter().filter(|index| !index.is_implicit());
    let mut keys: Vec<String> = declared.map(|index| format!("    {}", index_clause(index))).collect();
    keys.extend(table.primary_key.iter().map(|key| format!("    {}", clauses::primary_key(key))));
    if server::keeps_checks(target) {
        keys.extend(table.checks.iter().map(|known| format!("    {}", check(known))));
    }
    // An empty line stands between columns and keys.
    if let Some(first) = keys.first_mut() {
        first.insert(0, '\n');
    }
    lines.extend(keys);
    format!("CREATE TABLE {} (\n{}\n){}", table_name(&table.name), lines.join(",\n"), table_options(table))
}

/// `ALTER TABLE t a,\n    b`; nothing without clauses.
fn alter(table: &QName, clauses: Vec<String>) -> Vec<String> {
    if clauses.is_empty() {
        return Vec::new();
    }
    vec![format!("ALTER TABLE {} {}", table_name(table), clauses.join(",\n    "))]
}

fn alter_table(name: &QName, actions: &[TableAction], stage: &Stage<'_>) -> Vec<String> {
    let own = |actions: &[TableAction]| -> Vec<String> {
        actions.iter().flat_map(|one| action(one, stage)).collect()
    };
    let Some(before) = stage.table(name) else { return alter(name, own(actions)) };
    let mut after = before.clone();
    actions.iter().for_each(|action| keys::apply(action, &mut after));
    let Beside { in_front: mut clauses, behind } = beside(before, &after, actions, stage.target);
    let parts = volatile::split(name, keys::doable(actions, &after), stage);
    clauses.extend(own(&parts.actions));
    clauses.extend(behind);
    let mut statements = parts.before;
    statements.extend(alter(name, clauses));
    statements.extend(parts.behind);
    statements.extend(actions.iter().filter_map(|action| partitioned(name, action)));
    statements
}

/// By itself: such a clause stands beside no other.
/// <https://dev.mysql.com/doc/refman/8.4/en/alter-table-partition-operations.html>
fn partitioned(name: &QName, action: &TableAction) -> Option<String> {
    let TableAction::SetOption(change) = action else { return None };
    if change.key != Table::PARTITION_BY {
        return None;
    }
    let table = table_name(name);
    Some(match &change.after {
        Some(OptionValue::Text(by)) => format!("ALTER TABLE {table} PARTITION BY {by}"),
        _ => format!("ALTER TABLE {table} REMOVE PARTITIONING"),
    })
}

/// Clauses that a change of one table needs beside its own.
#[derive(Default)]
struct Beside {
    in_front: Vec<String>,
    behind: Vec<String>,
}

fn beside(before: &Table, after: &Table, actions: &[TableAction], target: &Target) -> Beside {
    let Settlement { drop, add } = implicit::settle(before, after, target);
    let mut clauses = Beside {
        in_front: drop.iter().map(|index| format!("DROP INDEX {}", quote(&index.name))).collect(),
        behind: add.iter().map(|index| format!("ADD {}", index_clause(index))).collect(),
    };
    let recounted = keys::recounted(before, after, actions);
    clauses.behind.extend(recounted.map(|column| format!("MODIFY {}", column_definition(&column, target))));
    clauses
}

/// A change of the table's indexes or foreign keys as `alone`, or as part of an ALTER TABLE where it takes more.
fn change(
    name: &QName,
    stage: &Stage<'_>,
    apply: impl Fn(&mut Table),
    clause: Option<String>,
    alone: impl FnOnce() -> String,
) -> Vec<String> {
    let Some(before) = stage.table(name) else { return vec![alone()] };
    let mut after = before.clone();
    apply(&mut after);
    let Beside { mut in_front, behind } = beside(before, &after, &[], stage.target);
    if in_front.is_empty() && behind.is_empty() {
        return clause.map(|_| alone()).into_iter().collect();
    }
    in_front.extend(clause);
    in_front.extend(behind);
    alter(name, in_front)
}

fn create_index(table: &QName, index: &Index, stage: &Stage<'_>) -> Vec<String> {
    if made_already(table, index, stage) {
        return Vec::new();
    }
    let waits = index.is_implicit() && !replaces_another(table, index, stage);
    let clause = (!waits).then(|| format!("ADD {}", index_clause(index)));
    change(
        table,
        stage,
        |after| after.indexes.push(index.clone()),
        clause,
        || {
            let (word, columns) = (index_word(index), columns_and_length(index));
            let options = clauses::index_options(index);
            format!("CREATE {word} {} ON {}{columns}{options}", quote(&index.name), table_name(table))
        },
    )
}

/// The server holds just this index already, for a foreign key.
fn made_already(table: &QName, index: &Index, stage: &Stage<'_>) -> bool {
    stage.table(table).is_some_and(|state| {
        let held = implicit::missing(state, stage.target);
        held.iter()
            .any(|known| known.name == index.name && known.parts == index.parts && known.kind == index.kind)
    })
}

/// Whether another index goes when this one comes. Otherwise the server makes it when the foreign key comes.
fn replaces_another(table: &QName, index: &Index, stage: &Stage<'_>) -> bool {
    stage.table(table).is_some_and(|state| {
        let mut after = state.clone();
        after.indexes.push(index.clone());
        !implicit::settle(state, &after, stage.target).drop.is_empty()
    })
}

fn drop_index(table: &QName, index: &Index, stage: &Stage<'_>) -> Vec<String> {
    let without = |after: &mut Table| after.indexes.retain(|known| known.name != index.name);
    // A foreign key still needs it: it goes with the statement that brings another one.
    let stays = stage.table(table).is_some_and(|state| {
        let mut after = state.clone();
        without(&mut after);
        let settled = implicit::settle(state, &after, stage.target);
        settled.add.iter().any(|known| known.name == index.name && known.parts == index.parts)
    });
    if stays {
        return Vec::new();
    }
    let clause = format!("DROP INDEX {}", quote(&index.name));
    change(table, stage, without, Some(clause), || {
        format!("DROP INDEX {} ON {}", quote(&index.name), table_name(table))
    })
}

fn rename_index(table: &QName, from: &Name, to: &Name, stage: &Stage<'_>) -> Vec<String> {
    if server::renames_indexes(stage.target) {
        return alter(table, vec![format!("RENAME INDEX {} TO {}", quote(from), quote(to))]);
    }
    let Some(index) = stage.table(table).and_then(|table| table.index(from)) else { return Vec::new() };
    let renamed = Index { name: to.clone(), ..index.clone() };
    alter(table, vec![format!("ADD {}", index_clause(&renamed)), format!("DROP INDEX {}", quote(from))])
}

fn rename_column(table: &QName, from: &Name, to: &Name, stage: &Stage<'_>) -> Vec<String> {
    let column = stage.table(table).and_then(|table| table.column(from));
    // RENAME COLUMN would leave the check on its JSON, which MariaDB names after the column, with the old name.
    let redefined = column.filter(|column| {
        !server::renames_columns(stage.target) || server::checks_json(&column.ty, stage.target)
    });
    let clause = match redefined {
        Some(column) => {
            let renamed = Column { name: to.clone(), ..column.clone() };
            format!("CHANGE COLUMN {} {}", quote(from), column_definition(&renamed, stage.target))
        }
        None => format!("RENAME COLUMN {} TO {}", quote(from), quote(to)),
    };
    alter(table, vec![clause])
}

fn add_foreign_key(table: &QName, key: &ForeignKey, stage: &Stage<'_>) -> Vec<String> {
    let clause = format!("ADD {}", foreign_key(key));
    // What is missing behind it the server makes by itself.
    let superseded = stage.table(table).map_or(Vec::new(), |before| {
        let mut after = before.clone();
        after.foreign_keys.push(key.clone());
        implicit::settle(before, &after, stage.target).drop
    });
    let mut clauses: Vec<String> =
        superseded.iter().map(|index| format!("DROP INDEX {}", quote(&index.name))).collect();
    clauses.push(clause);
    alter(table, clauses)
}

fn drop_foreign_key(table: &QName, key: &ForeignKey, stage: &Stage<'_>) -> Vec<String> {
    let Some(name) = &key.name else { return Vec::new() };
    let clause = format!("DROP FOREIGN KEY {}", quote(name));
    let without = |after: &mut Table| after.foreign_keys.retain(|known| known.name != key.name);
    change(table, stage, without, Some(clause.clone()), || {
        format!("ALTER TABLE {} {clause}", table_name(table))
    })
}

/// In one statement, so that no row slips in between.
fn rename_foreign_key(table: &QName, from: &Name, to: &Name, stage: &Stage<'_>) -> Vec<String> {
    if followed_table(&table.name, from, to) {
        return Vec::new();
    }
    let Some(state) = stage.table(table) else { return Vec::new() };
    let Some(key) = state.foreign_keys.iter().find(|key| key.name.as_ref() == Some(from)) else {
        return Vec::new();
    };
    let renamed = ForeignKey { name: Some(to.clone()), ..key.clone() };
    alter(table, vec![format!("DROP FOREIGN KEY {}", quote(from)), format!("ADD {}", foreign_key(&renamed))])
}

fn name_list(names: &[Name]) -> String {
    list(names, |name| quote(name))
}

#[cfg(test)]
mod tests;

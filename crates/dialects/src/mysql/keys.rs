//! What keys mean to the columns under them.

use parallax_ir::{Column, IndexKey, IndexKind, Table, TableAction};

/// The meaning of an action for keys and for the columns that count by themselves; all else is left as it was.
pub(super) fn apply(action: &TableAction, table: &mut Table) {
    match action {
        TableAction::AddPrimaryKey(key) => table.primary_key = Some(key.clone()),
        TableAction::DropPrimaryKey(_) => table.primary_key = None,
        TableAction::ReplacePrimaryKey(pair) => table.primary_key = Some(pair.after.clone()),
        TableAction::AddColumn(column) => table.columns.push(column.clone()),
        TableAction::DropColumn(column) => table.columns.retain(|known| known.name != column.name),
        TableAction::AlterColumn(pair) | TableAction::RecreateColumn(pair) => {
            for column in table.columns.iter_mut().filter(|column| column.name == pair.before.name) {
                *column = pair.after.clone();
            }
        }
        TableAction::RenamePrimaryKey { .. }
        | TableAction::AddReference(_)
        | TableAction::AddCheck(_)
        | TableAction::DropCheck(_)
        | TableAction::AlterCheck(_)
        | TableAction::RenameExclusion { .. }
        | TableAction::AddExclusion(_)
        | TableAction::DropExclusion(_)
        | TableAction::SetOption(_)
        | TableAction::SetComment(_) => {}
    }
}

/// Whether a key begins with the column, so that it can count.
fn leads_a_key(table: &Table, column: &str) -> bool {
    let in_key = table.primary_key.as_ref().and_then(|key| key.columns.first());
    in_key.is_some_and(|part| part.name == column)
        || table.indexes.iter().any(|index| {
            matches!(index.kind, IndexKind::Normal | IndexKind::Unique)
                && index
                    .parts
                    .first()
                    .is_some_and(|part| matches!(&part.key, IndexKey::Column(name) if name == column))
        })
}

/// The actions as a statement can do them: a column counts only if a key begins with it when the statement is done.
pub(super) fn doable(actions: &[TableAction], after: &Table) -> Vec<TableAction> {
    let still = |column: &mut Column| {
        if column.is_auto() && !leads_a_key(after, &column.name) {
            column.generated = None;
        }
    };
    let mut actions = actions.to_vec();
    for action in &mut actions {
        match action {
            TableAction::AddColumn(column) => still(column),
            TableAction::AlterColumn(pair) | TableAction::RecreateColumn(pair) => still(&mut pair.after),
            TableAction::DropColumn(_)
            | TableAction::AddReference(_)
            | TableAction::AddPrimaryKey(_)
            | TableAction::DropPrimaryKey(_)
            | TableAction::ReplacePrimaryKey(_)
            | TableAction::RenamePrimaryKey { .. }
            | TableAction::AddCheck(_)
            | TableAction::DropCheck(_)
            | TableAction::AlterCheck(_)
            | TableAction::RenameExclusion { .. }
            | TableAction::AddExclusion(_)
            | TableAction::DropExclusion(_)
            | TableAction::SetOption(_)
            | TableAction::SetComment(_) => {}
        }
    }
    actions
}

/// Columns that begin or cease to count because a key comes or goes, as they are from then on. Those that `actions`
/// define anyway are left out.
///
/// A column with AUTO_INCREMENT must lead a key at the end of each statement, so the statement that takes the last such
/// key away has to stop it, and the one that brings a key lets it count again.
/// <https://dev.mysql.com/doc/refman/8.4/en/innodb-auto-increment-handling.html>
pub(super) fn recounted<'a>(
    before: &'a Table,
    after: &'a Table,
    actions: &'a [TableAction],
) -> impl Iterator<Item = Column> + 'a {
    let defined = |name: &str| {
        actions.iter().any(|action| {
            matches!(action, TableAction::AlterColumn(pair) | TableAction::RecreateColumn(pair)
                if pair.after.name == name)
        })
    };
    let counting = before.columns.iter().filter(move |column| column.is_auto() && !defined(&column.name));
    counting.filter_map(|column| {
        let mut now = after.column(&column.name)?.clone();
        let (was, is) = (leads_a_key(before, &column.name), leads_a_key(after, &column.name));
        if !is {
            now.generated = None;
        }
        (was != is).then_some(now)
    })
}

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
        | TableAction::AddCheck(_)
        | TableAction::DropCheck(_)
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

/// A column that counts by itself, whose key comes or goes.
pub(super) struct Counting {
    pub(super) definition: Column,
    pub(super) keyed: bool,
}

/// A column with AUTO_INCREMENT must lead a key at the end of each statement, so a statement that takes the last such
/// key away has to stop it from counting, and the one that brings a key lets it count again.
/// <https://dev.mysql.com/doc/refman/8.4/en/innodb-auto-increment-handling.html>
pub(super) fn counting<'a>(
    before: &'a Table,
    after: &'a Table,
    actions: &'a [TableAction],
) -> impl Iterator<Item = Counting> + 'a {
    let pairs = before.columns.iter().filter(|column| column.is_auto()).filter_map(|column| {
        let now = after.column(&column.name).filter(|now| now.is_auto())?;
        let (was, is) = (leads_a_key(before, &column.name), leads_a_key(after, &column.name));
        (was != is).then(|| Counting { definition: now.clone(), keyed: is })
    });
    // A column that the statement defines anyway gets its definition there.
    let named = |column: &Column| {
        actions.iter().any(|action| {
            matches!(action, TableAction::AlterColumn(pair) | TableAction::RecreateColumn(pair)
                if pair.after.name == column.name)
        })
    };
    pairs.filter(move |column| !(column.keyed && named(&column.definition)))
}

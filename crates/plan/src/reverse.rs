//! What undoes an operation. Rows that were lost do not come back; the shape does.

use parallax_ir::{Adopted, Database, Op, Pair, QName, Rebuild, State, TableAction};
use std::sync::Arc;

/// The operation back, or nothing where there is none of its own.
pub(crate) fn reverse(op: &Op, state: &Database) -> Option<Op> {
    Some(match op {
        Op::CreateSchema(name) => Op::DropSchema(name.clone()),
        Op::DropSchema(name) => Op::CreateSchema(name.clone()),
        Op::CreateExtension(extension) => Op::DropExtension(extension.clone()),
        Op::AlterExtension(pair) => Op::AlterExtension(Box::new(swap(pair))),
        Op::DropExtension(extension) => Op::CreateExtension(extension.clone()),
        Op::CreateEnum(of) => Op::DropEnum(of.clone()),
        Op::DropEnum(of) => Op::CreateEnum(of.clone()),
        Op::RenameEnum { from, to } => Op::RenameEnum { from: to.clone(), to: from.clone() },
        Op::RenameEnumValue { name, from, to } => {
            Op::RenameEnumValue { name: name.clone(), from: to.clone(), to: from.clone() }
        }
        Op::CreateSequence(sequence) => Op::DropSequence(sequence.clone()),
        Op::AlterSequence(pair) => Op::AlterSequence(Box::new(swap(pair))),
        Op::DropSequence(sequence) => Op::CreateSequence(sequence.clone()),
        Op::RenameSequence { from, to } => Op::RenameSequence { from: to.clone(), to: from.clone() },
        Op::CreateTable(table) => Op::DropTable(table.clone()),
        Op::DropTable(table) => Op::CreateTable(table.clone()),
        Op::RenameTable { from, to } => Op::RenameTable { from: to.clone(), to: from.clone() },
        Op::RenameColumn { table, from, to } => {
            Op::RenameColumn { table: table.clone(), from: to.clone(), to: from.clone() }
        }
        Op::AlterTable { table, actions }
            if actions.iter().any(|a| matches!(a, TableAction::AddReference(_))) =>
        {
            without_reference(table, op, state)?
        }
        Op::AlterTable { table, actions } => {
            let back: Option<Vec<_>> = actions.iter().rev().map(action).collect();
            Op::AlterTable { table: table.clone(), actions: back? }
        }
        Op::RebuildTable(rebuild) => {
            let Pair { before, after } = rebuild.tables.as_ref();
            let copies = rebuild.copies.iter().map(|copy| parallax_ir::Copy {
                to: copy.from.clone(),
                from: copy.to.clone(),
                fill_nulls: false,
            });
            let tables = Pair::new(after.clone(), before.clone());
            Op::RebuildTable(Box::new(Rebuild {
                tables,
                copies: copies.collect(),
                fills: Vec::new(),
                because: rebuild.because.clone(),
            }))
        }
        Op::CreateIndex { table, index } => Op::DropIndex { table: table.clone(), index: index.clone() },
        Op::DropIndex { table, index } => Op::CreateIndex { table: table.clone(), index: index.clone() },
        Op::RenameIndex { table, from, to } => {
            Op::RenameIndex { table: table.clone(), from: to.clone(), to: from.clone() }
        }
        Op::AddForeignKey { table, foreign_key } => {
            Op::DropForeignKey { table: table.clone(), foreign_key: foreign_key.clone() }
        }
        Op::DropForeignKey { table, foreign_key } => {
            Op::AddForeignKey { table: table.clone(), foreign_key: foreign_key.clone() }
        }
        Op::RenameForeignKey { table, from, to } => {
            Op::RenameForeignKey { table: table.clone(), from: to.clone(), to: from.clone() }
        }
        Op::Online(op) => reverse(op, state)?,
        Op::AdoptIndex { table, adopted: Adopted::PrimaryKey(key), .. } => {
            Op::AlterTable { table: table.clone(), actions: vec![TableAction::DropPrimaryKey(key.clone())] }
        }
        Op::AdoptIndex { table, adopted: Adopted::Unique(index), .. } => {
            Op::DropIndex { table: table.clone(), index: index.clone() }
        }
        // What was proven stays true; what rows held is not kept.
        Op::Validate { .. } | Op::UpdateRows(_) => return None,
        Op::AlterIndex { table, indexes } => {
            Op::AlterIndex { table: table.clone(), indexes: Box::new(swap(indexes)) }
        }
        // What holds for all rows cannot cease to, and there is no harm in it.
        Op::AlterForeignKey { keys, .. } if keys.before.validated != keys.after.validated => return None,
        Op::AlterForeignKey { table, keys } => {
            Op::AlterForeignKey { table: table.clone(), keys: Box::new(swap(keys)) }
        }
        Op::CreateObject(object) => Op::DropObject(object.clone()),
        Op::ReplaceObject(pair) => Op::ReplaceObject(Box::new(swap(pair))),
        Op::DropObject(object) => Op::CreateObject(object.clone()),
        Op::RenameObject { from, to } => {
            let key = parallax_ir::ObjectKey { name: to.clone(), ..from.clone() };
            Op::RenameObject { from: key, to: from.name.clone() }
        }
        Op::CreatePartition(part) => Op::DropPartition(part.clone()),
        Op::AlterPartition(pair) => Op::AlterPartition(Box::new(swap(pair))),
        Op::DropPartition(part) => Op::CreatePartition(part.clone()),
        Op::SetPrivileges(pair) => Op::SetPrivileges(Box::new(swap(pair))),
        // A value that was added may be in use; one that was dropped is gone from the rows.
        Op::AddEnumValue { .. } | Op::DropEnumValue { .. } => return None,
        Op::ReplaceEnum(replace) => {
            let known = state.enums.contains_key(&replace.enums.before.name);
            let mut back = replace.as_ref().clone();
            back.enums = swap(&replace.enums);
            back.mapping = replace.mapping.iter().map(|(from, to)| (to.clone(), from.clone())).collect();
            for used in &mut back.uses {
                used.columns = swap(&used.columns);
            }
            return known.then(|| Op::ReplaceEnum(Box::new(back)));
        }
    })
}

/// A column with a foreign key of its own cannot be dropped where the table holds foreign keys: the table is rebuilt.
fn without_reference(table: &QName, op: &Op, state: &Database) -> Option<Op> {
    let before = state.tables.get(table)?;
    let Op::AlterTable { actions, .. } = op else { return None };
    let referenced = actions.iter().filter_map(|action| match action {
        TableAction::AddReference(key) => state.tables.get(&key.references),
        _ => None,
    });
    let tables = referenced.chain([before]).map(|table| (table.name.clone(), table.clone()));
    let mut part = State::new(Database { tables: tables.collect(), ..Database::default() });
    part.apply(op).ok()?;
    let tables = Pair::new(part.into_database().tables.remove(table)?, before.clone());
    let copies = before.columns.iter().map(|column| parallax_ir::Copy {
        to: column.name.clone(),
        from: column.name.clone(),
        fill_nulls: false,
    });
    let copies = copies.collect();
    let because = format!("a foreign key of {table} goes with its column");
    let tables = tables.map(Arc::unwrap_or_clone);
    Some(Op::RebuildTable(Box::new(Rebuild { tables, copies, fills: Vec::new(), because })))
}

fn swap<T: Clone>(pair: &Pair<T>) -> Pair<T> {
    Pair::new(pair.after.clone(), pair.before.clone())
}

fn action(action: &TableAction) -> Option<TableAction> {
    Some(match action {
        TableAction::AddColumn(column) => TableAction::DropColumn(column.clone()),
        TableAction::AddReference(_) => return None,
        TableAction::DropColumn(column) => TableAction::AddColumn(column.clone()),
        TableAction::AlterColumn(pair) => TableAction::AlterColumn(Box::new(swap(pair))),
        TableAction::RecreateColumn(pair) => TableAction::RecreateColumn(Box::new(swap(pair))),
        TableAction::AddPrimaryKey(key) => TableAction::DropPrimaryKey(key.clone()),
        TableAction::DropPrimaryKey(key) => TableAction::AddPrimaryKey(key.clone()),
        TableAction::ReplacePrimaryKey(pair) => TableAction::ReplacePrimaryKey(Box::new(swap(pair))),
        TableAction::RenamePrimaryKey { from, to } => {
            TableAction::RenamePrimaryKey { from: to.clone(), to: from.clone() }
        }
        TableAction::AddCheck(check) => TableAction::DropCheck(check.clone()),
        TableAction::DropCheck(check) => TableAction::AddCheck(check.clone()),
        TableAction::AlterCheck(pair) if pair.before.validated != pair.after.validated => return None,
        TableAction::AlterCheck(pair) => TableAction::AlterCheck(Box::new(swap(pair))),
        TableAction::RenameExclusion { from, to } => {
            TableAction::RenameExclusion { from: to.clone(), to: from.clone() }
        }
        TableAction::AddExclusion(exclusion) => TableAction::DropExclusion(exclusion.clone()),
        TableAction::DropExclusion(exclusion) => TableAction::AddExclusion(exclusion.clone()),
        TableAction::SetOption(change) => {
            let mut back = change.clone();
            std::mem::swap(&mut back.before, &mut back.after);
            TableAction::SetOption(back)
        }
        TableAction::SetComment(pair) => TableAction::SetComment(swap(pair)),
    })
}

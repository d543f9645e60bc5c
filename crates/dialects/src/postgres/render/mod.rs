//! Operations as statements. Knows SQL text; decides nothing that the planner has decided.

mod alter;
mod convert;
mod definitions;
mod enums;
mod grants;
mod objects;
mod options;
mod partitions;
mod table;

pub(crate) use alter::{Piece, assemble, piece};
pub(crate) use convert::{empties_lists, using};
pub(crate) use options::deferrable;
pub(crate) use table::{create_index, drop_index};

use super::online;
use super::sql::{qualified, quote};
use parallax_dialect::Stage;
use parallax_ir::Op;

pub fn render(op: &Op, stage: &Stage<'_>) -> Vec<String> {
    let target = stage.target;
    match op {
        Op::CreateSchema(name) => vec![format!("CREATE SCHEMA IF NOT EXISTS {}", quote(name))],
        Op::DropSchema(name) => vec![format!("DROP SCHEMA {}", quote(name))],
        Op::CreateExtension(extension) => objects::create_extension(extension),
        Op::AlterExtension(pair) => objects::alter_extension(pair),
        Op::DropExtension(extension) => vec![format!("DROP EXTENSION {}", quote(&extension.name))],
        Op::CreateEnum(new) => enums::create(new),
        Op::DropEnum(old) => vec![format!("DROP TYPE {}", qualified(&old.name))],
        Op::RenameEnum { from, to } => enums::rename(from, to),
        Op::AddEnumValue { name, value, before } => vec![enums::add_value(name, value, before.as_ref())],
        Op::RenameEnumValue { name, from, to } => vec![enums::rename_value(name, from, to)],
        Op::DropEnumValue { name, value } => vec![enums::drop_value(name, value)],
        Op::ReplaceEnum(replace) => enums::replace(replace, target),
        Op::CreateSequence(new) => objects::create_sequence(new),
        Op::AlterSequence(pair) => objects::alter_sequence(pair),
        Op::DropSequence(old) => vec![format!("DROP SEQUENCE {}", qualified(&old.name))],
        Op::RenameSequence { from, to } => objects::relocate("SEQUENCE", from, to, false),
        Op::CreateTable(new) => table::create_table(new, target),
        Op::DropTable(old) => vec![format!("DROP TABLE {}", qualified(&old.name))],
        Op::RenameTable { from, to } => {
            let taken = stage.state.tables.contains_key(&to.sibling(from.name.clone()));
            objects::relocate("TABLE", from, to, taken)
        }
        Op::RenameColumn { table, from, to } => {
            vec![format!("ALTER TABLE {} RENAME COLUMN {} TO {}", qualified(table), quote(from), quote(to))]
        }
        Op::AlterTable { table, actions } => alter::alter_table(table, actions, stage),
        Op::RebuildTable(rebuild) => table::rebuild(rebuild, target),
        Op::CreateIndex { table, index } => table::create_index(table, index, target),
        Op::DropIndex { table, index } => table::drop_index(table, index),
        Op::RenameIndex { table, from, to } => {
            let index = qualified(&table.sibling(from.clone()));
            vec![format!("ALTER INDEX {index} RENAME TO {}", quote(to))]
        }
        Op::AddForeignKey { table, foreign_key } => vec![table::add_foreign_key(table, foreign_key)],
        Op::DropForeignKey { table, foreign_key } => table::drop_foreign_key(table, foreign_key),
        Op::RenameForeignKey { table, from, to } => {
            vec![format!(
                "ALTER TABLE {} RENAME CONSTRAINT {} TO {}",
                qualified(table),
                quote(from),
                quote(to)
            )]
        }
        Op::Online(op) => online::render_online(op, stage),
        Op::Validate { table, what } => vec![online::validate(table, what)],
        Op::AdoptIndex { table, index, adopted } => vec![online::adopt(table, index, adopted)],
        Op::UpdateRows(update) => vec![online::update(update, target)],
        Op::AlterIndex { table, indexes } => table::alter_index(table, indexes.as_ref().as_ref()),
        Op::AlterForeignKey { table, keys } => table::alter_foreign_key(table, keys.as_ref().as_ref()),
        Op::CreateObject(object) => definitions::create(object, stage),
        Op::ReplaceObject(pair) => definitions::replace(pair, stage),
        Op::DropObject(object) => vec![definitions::drop(object)],
        Op::RenameObject { from, to } => definitions::rename(from, to),
        Op::CreatePartition(part) => partitions::create(part),
        Op::AlterPartition(pair) => partitions::alter(pair),
        Op::DropPartition(part) => vec![partitions::drop(part)],
        Op::SetPrivileges(pair) => grants::set_privileges(pair),
    }
}

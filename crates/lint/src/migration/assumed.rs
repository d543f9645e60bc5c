//! What must have been there before a script of which nothing else is known: the tables that it changes, with the
//! columns that it names.

use parallax_dialect::Target;
use parallax_ir::{BaseType, Column, ColumnType, Database, Name, QName, Table};
use parallax_sql::{AlterAction, Command, ConstraintWord, read};
use std::collections::BTreeSet;

/// The type of a column of which only the name is known.
pub(crate) const UNKNOWN: &str = "of unknown type";

pub(super) fn database(script: &str, target: &Target) -> Database {
    let mut assumed = Assumed::default();
    for statement in read(script, target) {
        match &statement.command {
            Command::CreateTable(table) => {
                assumed.made.insert(table.name.clone());
            }
            Command::CreateIndex(index) => {
                let parts = index.key.parts.iter().filter_map(|part| part.column.as_ref());
                assumed.has(&index.table, parts.chain(&index.key.include));
            }
            Command::AlterTable(alter) => {
                assumed.has(&alter.name, []);
                alter.actions.iter().for_each(|action| assumed.altered(&alter.name, action));
                let renamed = alter.actions.iter().filter_map(|action| match action {
                    AlterAction::RenameTo(name) => Some(name.clone()),
                    _ => None,
                });
                assumed.made.extend(renamed);
            }
            Command::DropTable(drop) => drop.names.iter().for_each(|name| assumed.has(name, [])),
            Command::RenameTables(pairs) => {
                for (from, to) in pairs {
                    assumed.has(from, []);
                    assumed.made.insert(to.clone());
                }
            }
            _ => {}
        }
    }
    assumed.database
}

#[derive(Default)]
struct Assumed {
    database: Database,
    /// Made by the script itself.
    made: BTreeSet<QName>,
    /// Columns that the script itself adds.
    added: BTreeSet<(QName, Name)>,
}

impl Assumed {
    /// Columns that a statement finds in a table.
    fn has<'a>(&mut self, table: &QName, columns: impl IntoIterator<Item = &'a Name>) {
        if self.made.contains(table) {
            return;
        }
        if !self.database.tables.contains_key(table) {
            self.database.add_table(Table::new(table.clone()));
        }
        for name in columns {
            let new = self.added.contains(&(table.clone(), name.clone()));
            if let Some(table) = self.database.table_mut(table)
                && !new
                && table.column(name).is_none()
            {
                let ty = ColumnType { base: BaseType::Other(UNKNOWN.into()), list: false };
                let mut column = Column::new(name.clone(), ty);
                column.nullable = true;
                table.columns.push(column);
            }
        }
    }
    fn altered(&mut self, table: &QName, action: &AlterAction) {
        match action {
            AlterAction::AddColumn { column, .. } => {
                self.added.insert((table.clone(), column.name.clone()));
            }
            AlterAction::SetType { column, .. }
            | AlterAction::SetDefault { column, .. }
            | AlterAction::DropDefault { column }
            | AlterAction::SetNotNull { column }
            | AlterAction::DropNotNull { column }
            | AlterAction::AddIdentity { column, .. } => self.has(table, [column]),
            AlterAction::DropColumn { name, .. } | AlterAction::ChangeColumn { name, .. } => {
                self.has(table, [name])
            }
            AlterAction::RenameColumn { from, to } => {
                self.has(table, [from]);
                self.added.insert((table.clone(), to.clone()));
            }
            AlterAction::AddConstraint { constraint, .. } => match &constraint.what {
                ConstraintWord::PrimaryKey(key)
                | ConstraintWord::Unique(key)
                | ConstraintWord::Index(_, key) => {
                    self.has(table, key.parts.iter().filter_map(|part| part.column.as_ref()));
                }
                ConstraintWord::ForeignKey { columns, references, .. } => {
                    self.has(table, columns);
                    self.has(&references.table, &references.columns);
                }
                _ => {}
            },
            _ => {}
        }
    }
}

//! Who points at what in a [`Database`], so that no operation looks through all tables.

use crate::{BaseType, Column, Database, ForeignKey, QName, Table};
use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

/// Which tables point at a table, or use an enum. Found when somebody asks for the first time. Names are only ever added
/// while operations are applied, so whoever asks looks at the table itself; what matters is that nobody is missing.
#[derive(Debug, Clone, Default)]
pub struct Uses(OnceLock<Users>);

#[derive(Debug, Clone, Default)]
pub(crate) struct Users {
    pub(crate) of_tables: HashMap<QName, BTreeSet<QName>>,
    pub(crate) of_enums: HashMap<QName, BTreeSet<QName>>,
}

impl Uses {
    /// Tables of `database`, whose uses these are, that may have foreign keys to the table.
    pub fn referrers(&self, database: &Database, table: &QName) -> impl Iterator<Item = &QName> {
        self.users(database).of_tables.get(table).into_iter().flatten()
    }
    /// Tables of `database`, whose uses these are, that may have columns of the enum.
    pub fn of_enum(&self, database: &Database, name: &QName) -> impl Iterator<Item = &QName> {
        self.users(database).of_enums.get(name).into_iter().flatten()
    }
    /// One pass over all tables, once.
    fn users(&self, database: &Database) -> &Users {
        self.0.get_or_init(|| {
            let mut users = Users::default();
            database.tables.values().for_each(|table| users.add_table(table));
            users
        })
    }
    /// What nobody has asked for yet needs no additions: it will be found in the database as it is then.
    pub(crate) fn add(&mut self, add: impl FnOnce(&mut Users)) {
        self.0.get_mut().map(add);
    }
}

impl Users {
    pub(crate) fn add_table(&mut self, table: &Table) {
        table.foreign_keys.iter().for_each(|key| self.add_foreign_key(&table.name, key));
        table.columns.iter().for_each(|column| self.add_column(&table.name, column));
    }
    pub(crate) fn add_foreign_key(&mut self, table: &QName, key: &ForeignKey) {
        self.of_tables.entry(key.references.clone()).or_default().insert(table.clone());
    }
    pub(crate) fn add_column(&mut self, table: &QName, column: &Column) {
        if let BaseType::Enum(name) = &column.ty.base {
            self.of_enums.entry(name.clone()).or_default().insert(table.clone());
        }
    }
}

//! The pure meaning of operations: what a [`Database`] is after each. A wrong order or a forgotten step shows here,
//! without a server.

use crate::{
    BaseType, Column, Database, ForeignKey, Index, IndexKey, Name, Op, Pair, QName, ReplaceEnum, Securable,
    Table, TableAction, Uses, words,
};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// What an operation needs and did not find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Precondition(pub String);

impl fmt::Display for Precondition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for Precondition {}

type Outcome = Result<(), Precondition>;

fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Outcome {
    if holds { Ok(()) } else { Err(Precondition(otherwise())) }
}

/// A database on its way: applies operations one after the other.
#[derive(Debug, Clone)]
pub struct State {
    database: Database,
    uses: Uses,
}

/// The state after all operations.
pub fn replay<'a>(
    before: &Database,
    ops: impl IntoIterator<Item = &'a Op>,
) -> Result<Database, Precondition> {
    let mut state = State::new(before.clone());
    for op in ops {
        state.apply(op)?;
    }
    Ok(state.into_database())
}

impl State {
    pub fn new(database: Database) -> Self {
        State { database, uses: Uses::default() }
    }
    pub fn database(&self) -> &Database {
        &self.database
    }
    /// Who points at what, as far as the operations so far tell.
    pub fn uses(&self) -> &Uses {
        &self.uses
    }
    pub fn into_database(self) -> Database {
        self.database
    }

    /// Changes the state as the operation would change the database.
    pub fn apply(&mut self, op: &Op) -> Outcome {
        match op {
            Op::CreateSchema(name) => {
                ensure(self.database.schemas.insert(name.clone()), || format!("schema {name} exists"))
            }
            Op::DropSchema(name) => self.drop_schema(name),
            Op::CreateExtension(extension) => {
                insert(&mut self.database.extensions, extension.name.clone(), extension.clone(), "extension")
            }
            Op::AlterExtension(pair) => {
                let known = find(&mut self.database.extensions, &pair.before.name, "extension")?;
                *known = pair.after.clone();
                Ok(())
            }
            Op::DropExtension(extension) => {
                remove(&mut self.database.extensions, &extension.name, "extension").map(drop)
            }
            Op::CreateEnum(new) => insert(&mut self.database.enums, new.name.clone(), new.clone(), "enum"),
            Op::DropEnum(old) => self.drop_enum(&old.name),
            Op::RenameEnum { from, to } => self.rename_enum(from, to),
            Op::AddEnumValue { name, value, before } => self.add_enum_value(name, value, before.as_ref()),
            Op::RenameEnumValue { name, from, to } => self.rename_enum_value(name, from, to),
            Op::DropEnumValue { name, value } => {
                let of = find(&mut self.database.enums, name, "enum")?;
                let count = of.values.len();
                of.values.retain(|known| known.name != *value);
                ensure(of.values.len() < count, || format!("enum {name} has no value {value}"))
            }
            Op::ReplaceEnum(replace) => self.replace_enum(replace),
            Op::CreateSequence(new) => {
                insert(&mut self.database.sequences, new.name.clone(), new.clone(), "sequence")
            }
            Op::AlterSequence(pair) => {
                *find(&mut self.database.sequences, &pair.before.name, "sequence")? = pair.after.clone();
                Ok(())
            }
            Op::DropSequence(old) => {
                self.forget_grants(&Securable::Sequence(old.name.clone()));
                remove(&mut self.database.sequences, &old.name, "sequence").map(drop)
            }
            Op::RenameSequence { from, to } => {
                let mut sequence = remove(&mut self.database.sequences, from, "sequence")?;
                sequence.name = to.clone();
                let old = Securable::Sequence(from.clone());
                self.move_grants(|on| (*on == old).then(|| Securable::Sequence(to.clone())));
                insert(&mut self.database.sequences, to.clone(), sequence, "sequence")
            }
            Op::CreateTable(table) => self.create_table(table),
            Op::DropTable(table) => self.drop_table(&table.name),
            Op::RenameTable { from, to } => self.rename_table(from, to),
            Op::RenameColumn { table, from, to } => self.rename_column(table, from, to),
            Op::AlterTable { table, actions } => {
                for action in actions {
                    self.alter(table, action)?;
                }
                Ok(())
            }
            Op::RebuildTable(rebuild) => self.rebuild(rebuild),
            Op::CreateIndex { table, index } => self.create_index(table, index),
            Op::DropIndex { table, index } => {
                let indexes = &mut self.table(table)?.indexes;
                remove_where(
                    indexes,
                    |known| known.name == index.name,
                    || format!("{table} has no index {}", index.name),
                )
            }
            Op::RenameIndex { table, from, to } => {
                let owner = self.table(table)?;
                ensure(owner.index(to).is_none(), || format!("{table} has an index {to} already"))?;
                let index = owner.indexes.iter_mut().find(|index| index.name == *from);
                index.ok_or_else(|| Precondition(format!("{table} has no index {from}")))?.name = to.clone();
                owner.sort();
                Ok(())
            }
            Op::AddForeignKey { table, foreign_key } => self.add_foreign_key(table, foreign_key),
            Op::DropForeignKey { table, foreign_key } => {
                let keys = &mut self.table(table)?.foreign_keys;
                let same = |known: &ForeignKey| {
                    known.name == foreign_key.name && known.columns == foreign_key.columns
                };
                remove_where(keys, same, || format!("{table} has no foreign key {:?}", foreign_key.name))
            }
            Op::RenameForeignKey { table, from, to } => {
                let owner = self.table(table)?;
                let key = owner.foreign_keys.iter_mut().find(|key| key.name.as_ref() == Some(from));
                key.ok_or_else(|| Precondition(format!("{table} has no foreign key {from}")))?.name =
                    Some(to.clone());
                owner.sort();
                Ok(())
            }
            Op::Online(op) => self.apply(op),
            Op::Validate { table, what } => online::validate(self.table(table)?, what),
            Op::AdoptIndex { table, index, adopted } => online::adopt(self.table(table)?, index, adopted),
            Op::UpdateRows(update) => self.update_rows(update),
            Op::AlterIndex { table, indexes } => {
                let owner = self.table(table)?;
                let index = owner.indexes.iter_mut().find(|index| **index == indexes.before);
                let missing = || Precondition(format!("{table} has no index {}", indexes.before.name));
                *index.ok_or_else(missing)? = indexes.after.clone();
                Ok(())
            }
            Op::AlterForeignKey { table, keys } => {
                let owner = self.table(table)?;
                let key = owner.foreign_keys.iter_mut().find(|key| **key == keys.before);
                let missing = || Precondition(format!("{table} has no foreign key {:?}", keys.before.name));
                *key.ok_or_else(missing)? = keys.after.clone();
                Ok(())
            }
            Op::CreateObject(object) => self.create_object(object),
            Op::ReplaceObject(pair) => self.replace_object(pair),
            Op::DropObject(object) => self.drop_object(object),
            Op::RenameObject { from, to } => self.rename_object(from, to),
            Op::CreatePartition(part) => self.create_partition(part),
            Op::AlterPartition(pair) => self.alter_partition(pair),
            Op::DropPartition(part) => self.drop_partition(part),
            Op::SetPrivileges(pair) => self.set_privileges(pair),
        }
    }

    /// To be looked at; [`State::table`] is to be changed, and is a copy of its own from then on.
    fn known(&self, name: &QName) -> Result<&Table, Precondition> {
        let table = self.database.tables.get(name).map(AsRef::as_ref);
        table.ok_or_else(|| Precondition(format!("no table {name}")))
    }

    fn table(&mut self, name: &QName) -> Result<&mut Table, Precondition> {
        self.database.table_mut(name).ok_or_else(|| Precondition(format!("no table {name}")))
    }

    fn drop_schema(&mut self, name: &Name) -> Outcome {
        let inside = |qualified: &QName| qualified.schema.as_ref() == Some(name);
        let empty = !self.database.tables.keys().any(inside) && !self.database.enums.keys().any(inside);
        ensure(empty, || format!("schema {name} is not empty"))?;
        ensure(self.database.schemas.remove(name), || format!("no schema {name}"))
    }

    fn schema_exists(&self, name: &QName) -> Outcome {
        let known = name.schema.as_ref().is_none_or(|schema| self.database.schemas.contains(schema));
        ensure(known, || format!("the schema of {name} does not exist"))
    }

    // -- enums --------------------------------------------------------------------------------------------------

    fn drop_enum(&mut self, name: &QName) -> Outcome {
        self.enum_is_free(name)?;
        self.forget_grants(&Securable::Type(name.clone()));
        remove(&mut self.database.enums, name, "enum").map(drop)
    }

    /// No column has the enum as its type.
    fn enum_is_free(&self, name: &QName) -> Outcome {
        let tables = self.enum_tables(name);
        let columns = tables.iter().filter_map(|table| self.database.tables.get(table)).flat_map(|table| {
            table
                .columns
                .iter()
                .filter(|column| uses_enum(column, name))
                .map(|column| (&table.name, &column.name))
        });
        let user = columns.map(|(table, column)| format!("{table}.{column} uses enum {name}")).next();
        ensure(user.is_none(), || user.unwrap_or_default())
    }

    /// Tables that may have columns of the enum.
    fn enum_tables(&self, name: &QName) -> Vec<QName> {
        self.uses.of_enum(&self.database, name).cloned().collect()
    }

    /// Tables that may have foreign keys to the table.
    fn referrers(&self, name: &QName) -> Vec<QName> {
        self.uses.referrers(&self.database, name).cloned().collect()
    }

    fn enum_columns(&mut self, name: &QName, mut change: impl FnMut(&mut Column)) {
        for table in self.enum_tables(name) {
            let Some(table) = self.database.table_mut(&table) else { continue };
            table.columns.iter_mut().filter(|column| uses_enum(column, name)).for_each(&mut change);
        }
    }

    fn rename_enum(&mut self, from: &QName, to: &QName) -> Outcome {
        self.schema_exists(to)?;
        let mut renamed = remove(&mut self.database.enums, from, "enum")?;
        let old = Securable::Type(from.clone());
        self.move_grants(|on| (*on == old).then(|| Securable::Type(to.clone())));
        renamed.name = to.clone();
        insert(&mut self.database.enums, to.clone(), renamed, "enum")?;
        self.enum_columns(from, |column| column.ty.base = BaseType::Enum(to.clone()));
        let tables = self.enum_tables(from);
        self.uses.add(|users| users.of_enums.entry(to.clone()).or_default().extend(tables));
        Ok(())
    }

    fn add_enum_value(&mut self, name: &QName, value: &Name, before: Option<&Name>) -> Outcome {
        let of = find(&mut self.database.enums, name, "enum")?;
        ensure(!of.has(value), || format!("enum {name} has {value} already"))?;
        let at = match before {
            None => of.values.len(),
            Some(next) => {
                let place = of.values.iter().position(|known| known.name == *next);
                place.ok_or_else(|| Precondition(format!("enum {name} has no value {next}")))?
            }
        };
        of.values.insert(at, crate::EnumValue { name: value.clone(), origin: crate::Origin::default() });
        Ok(())
    }

    fn rename_enum_value(&mut self, name: &QName, from: &Name, to: &Name) -> Outcome {
        let of = find(&mut self.database.enums, name, "enum")?;
        ensure(!of.has(to), || format!("enum {name} has {to} already"))?;
        let value = of.values.iter_mut().find(|known| known.name == *from);
        value.ok_or_else(|| Precondition(format!("enum {name} has no value {from}")))?.name = to.clone();
        self.enum_columns(name, |column| {
            if let Some(default) = &mut column.default {
                rename_value(default, from, to);
            }
        });
        Ok(())
    }

    fn replace_enum(&mut self, replace: &ReplaceEnum) -> Outcome {
        let Pair { before, after } = &replace.enums;
        remove(&mut self.database.enums, &before.name, "enum")?;
        insert(&mut self.database.enums, after.name.clone(), after.clone(), "enum")?;
        for used in &replace.uses {
            let table = self.table(&used.table)?;
            let column = table.columns.iter_mut().find(|column| column.name == used.columns.before.name);
            let missing =
                || Precondition(format!("{} has no column {}", used.table, used.columns.before.name));
            *column.ok_or_else(missing)? = used.columns.after.clone();
            self.uses.add(|users| users.add_column(&used.table, &used.columns.after));
        }
        if before.name == after.name { Ok(()) } else { self.enum_is_free(&before.name) }
    }

    // -- tables -------------------------------------------------------------------------------------------------

    fn create_table(&mut self, table: &Table) -> Outcome {
        self.schema_exists(&table.name)?;
        for column in &table.columns {
            self.type_exists(&table.name, column)?;
        }
        self.uses.add(|users| users.add_table(table));
        insert(&mut self.database.tables, table.name.clone(), Arc::new(table.clone()), "table")
    }

    fn type_exists(&self, table: &QName, column: &Column) -> Outcome {
        let BaseType::Enum(name) = &column.ty.base else { return Ok(()) };
        let known = self.database.enums.contains_key(name);
        ensure(known, || format!("enum {name} of {table}.{} does not exist", column.name))
    }

    fn drop_table(&mut self, name: &QName) -> Outcome {
        let points_here = |table: &Arc<Table>| table.foreign_keys.iter().any(|key| key.references == *name);
        let referrers = self.referrers(name);
        let mut others = referrers.iter().filter(|referrer| *referrer != name);
        let user = others.find(|other| self.database.tables.get(*other).is_some_and(points_here));
        ensure(user.is_none(), || {
            format!("{} still refers to {name}", user.map(|u| u.to_string()).unwrap_or_default())
        })?;
        remove(&mut self.database.tables, name, "table")?;
        self.forget_members(name);
        Ok(())
    }

    fn rename_table(&mut self, from: &QName, to: &QName) -> Outcome {
        self.schema_exists(to)?;
        if self.database.partitions.contains_key(from) {
            return self.rename_partition(from, to);
        }
        for referrer in self.referrers(from) {
            let Some(table) = self.database.table_mut(&referrer) else { continue };
            let keys = table.foreign_keys.iter_mut();
            keys.filter(|key| key.references == *from).for_each(|key| key.references = to.clone());
        }
        let mut table = remove(&mut self.database.tables, from, "table")?;
        Arc::make_mut(&mut table).name = to.clone();
        let mut referrers = self.referrers(from);
        referrers.push(to.clone());
        self.uses.add(|users| {
            users.of_tables.entry(to.clone()).or_default().extend(referrers);
            users.add_table(&table);
        });
        self.move_members(from, to);
        insert(&mut self.database.tables, to.clone(), table, "table")
    }

    fn rename_column(&mut self, table: &QName, from: &Name, to: &Name) -> Outcome {
        let owner = self.table(table)?;
        ensure(owner.column(to).is_none(), || format!("{table} has a column {to} already"))?;
        let column = owner.columns.iter_mut().find(|column| column.name == *from);
        column.ok_or_else(|| Precondition(format!("{table} has no column {from}")))?.name = to.clone();
        let rename = |name: &mut Name| {
            if *name == *from {
                *name = to.clone();
            }
        };
        if let Some(key) = &mut owner.primary_key {
            key.columns.iter_mut().for_each(|part| rename(&mut part.name));
        }
        for index in &mut owner.indexes {
            index.include.iter_mut().for_each(rename);
            for part in &mut index.parts {
                if let IndexKey::Column(name) = &mut part.key {
                    rename(name);
                }
            }
        }
        for exclusion in &mut owner.exclusions {
            exclusion.include.iter_mut().for_each(rename);
            for part in &mut exclusion.parts {
                if let IndexKey::Column(name) = &mut part.part.key {
                    rename(name);
                }
            }
        }
        for key in &mut owner.foreign_keys {
            key.columns.iter_mut().for_each(rename);
        }
        words::expressions(owner).for_each(|text| *text = words::rename_column(text, from, to));
        owner.sort();
        for referrer in self.referrers(table) {
            let Some(owner) = self.database.table_mut(&referrer) else { continue };
            let keys = owner.foreign_keys.iter_mut();
            for key in keys.filter(|key| key.references == *table) {
                key.referenced_columns.iter_mut().for_each(rename);
            }
        }
        self.move_column(table, from, to);
        Ok(())
    }

    fn alter(&mut self, name: &QName, action: &TableAction) -> Outcome {
        if let TableAction::AddReference(key) = action {
            return self.add_foreign_key(name, key);
        }
        if let TableAction::AddColumn(column) = action {
            self.type_exists(name, column)?;
        }
        if let TableAction::AlterColumn(pair) | TableAction::RecreateColumn(pair) = action {
            self.type_exists(name, &pair.after)?;
        }
        if let TableAction::DropColumn(column) = action {
            self.column_is_free(name, column)?;
            self.forget_grants(&Securable::Column(name.clone(), column.name.clone()));
        }
        if let TableAction::RecreateColumn(pair) = action {
            self.forget_grants(&Securable::Column(name.clone(), pair.before.name.clone()));
        }
        let new = match action {
            TableAction::AddColumn(column) => Some(column),
            TableAction::AlterColumn(pair) | TableAction::RecreateColumn(pair) => Some(&pair.after),
            _ => None,
        };
        if let Some(column) = new {
            self.uses.add(|users| users.add_column(name, column));
        }
        let table = self.table(name)?;
        match action {
            TableAction::AddColumn(column) => {
                ensure(table.column(&column.name).is_none(), || {
                    format!("{name} has a column {} already", column.name)
                })?;
                table.columns.push(column.clone());
            }
            TableAction::AddReference(_) => {}
            TableAction::DropColumn(column) => table.columns.retain(|known| known.name != column.name),
            TableAction::AlterColumn(pair) => *column_mut(table, &pair.before.name)? = pair.after.clone(),
            TableAction::RecreateColumn(pair) => {
                column_mut(table, &pair.before.name)?;
                table.columns.retain(|known| known.name != pair.before.name);
                table.columns.push(pair.after.clone());
            }
            TableAction::AddPrimaryKey(key) => {
                ensure(table.primary_key.is_none(), || format!("{name} has a primary key already"))?;
                table.primary_key = Some(key.clone());
            }
            TableAction::DropPrimaryKey(_) => {
                ensure(table.primary_key.take().is_some(), || format!("{name} has no primary key"))?;
            }
            TableAction::ReplacePrimaryKey(pair) => {
                ensure(table.primary_key.is_some(), || format!("{name} has no primary key"))?;
                table.primary_key = Some(pair.after.clone());
            }
            TableAction::RenamePrimaryKey { to, .. } => {
                let key = table.primary_key.as_mut();
                key.ok_or_else(|| Precondition(format!("{name} has no primary key")))?.name =
                    Some(to.clone());
            }
            TableAction::AddCheck(check) => table.checks.push(check.clone()),
            TableAction::DropCheck(check) => {
                remove_where(
                    &mut table.checks,
                    |known| known == check,
                    || format!("{name} has no such check"),
                )?;
            }
            TableAction::AlterCheck(pair) => {
                let known = table.checks.iter_mut().find(|known| **known == pair.before);
                *known.ok_or_else(|| Precondition(format!("{name} has no such check")))? = pair.after.clone();
            }
            TableAction::RenameExclusion { from, to } => {
                let known = table.exclusions.iter_mut().find(|known| known.name == *from);
                known.ok_or_else(|| Precondition(format!("{name} has no exclusion {from}")))?.name =
                    to.clone();
            }
            TableAction::AddExclusion(exclusion) => table.exclusions.push(exclusion.clone()),
            TableAction::DropExclusion(old) => {
                let same = |known: &crate::Exclusion| known.name == old.name;
                remove_where(&mut table.exclusions, same, || {
                    format!("{name} has no exclusion {}", old.name)
                })?;
            }
            TableAction::SetOption(change) => {
                match &change.after {
                    Some(value) => table.options.insert(change.key.clone(), value.clone()),
                    None => table.options.remove(&change.key),
                };
            }
            TableAction::SetComment(pair) => table.comment = pair.after.clone(),
        }
        table.sort();
        Ok(())
    }

    /// Nothing is left that needs the column.
    fn column_is_free(&self, name: &QName, column: &Column) -> Outcome {
        let table = self.known(name)?;
        let what = &column.name;
        ensure(table.column(what).is_some(), || format!("{name} has no column {what}"))?;
        ensure(!table.in_primary_key(what), || format!("the primary key of {name} needs {what}"))?;
        let index = table.indexes.iter().find(|index| index.uses(what)).map(|index| index.name.clone());
        ensure(index.is_none(), || format!("index {} needs {name}.{what}", index.unwrap_or_default()))?;
        let exclusion =
            table.exclusions.iter().find(|exclusion| exclusion.columns().any(|name| name == what));
        ensure(exclusion.is_none(), || format!("an exclusion of {name} needs {what}"))?;
        let key = table.foreign_keys.iter().any(|key| key.columns.contains(what));
        ensure(!key, || format!("a foreign key of {name} needs {what}"))
    }

    fn create_index(&mut self, name: &QName, index: &Index) -> Outcome {
        let table = self.table(name)?;
        ensure(table.index(&index.name).is_none(), || format!("{name} has an index {} already", index.name))?;
        for column in index.columns().chain(&index.include) {
            let known = table.column(column).is_some();
            ensure(known, || format!("index {} needs {name}.{column}", index.name))?;
        }
        table.indexes.push(index.clone());
        table.sort();
        Ok(())
    }

    fn add_foreign_key(&mut self, name: &QName, key: &ForeignKey) -> Outcome {
        for column in &key.columns {
            let known = self.known(name)?.column(column).is_some();
            ensure(known, || format!("foreign key needs {name}.{column}"))?;
        }
        for column in &key.referenced_columns {
            let known = self.known(&key.references)?.column(column).is_some();
            ensure(known, || format!("foreign key of {name} needs {}.{column}", key.references))?;
        }
        self.uses.add(|users| users.add_foreign_key(name, key));
        let table = self.table(name)?;
        let taken = key.name.is_some() && table.foreign_keys.iter().any(|known| known.name == key.name);
        ensure(!taken, || format!("{name} has a foreign key {:?} already", key.name))?;
        table.foreign_keys.push(key.clone());
        table.sort();
        Ok(())
    }
}

fn uses_enum(column: &Column, name: &QName) -> bool {
    matches!(&column.ty.base, BaseType::Enum(used) if used == name)
}

fn rename_value(default: &mut crate::Default, from: &Name, to: &Name) {
    match default {
        crate::Default::EnumValue(value) if value == from => *value = to.clone(),
        crate::Default::List(items) => items.iter_mut().for_each(|item| rename_value(item, from, to)),
        _ => {}
    }
}

fn column_mut<'a>(table: &'a mut Table, name: &Name) -> Result<&'a mut Column, Precondition> {
    let missing = format!("{} has no column {name}", table.name);
    table.columns.iter_mut().find(|column| column.name == *name).ok_or(Precondition(missing))
}

fn find<'a, K: Ord + fmt::Display, V>(
    map: &'a mut BTreeMap<K, V>,
    key: &K,
    kind: &str,
) -> Result<&'a mut V, Precondition> {
    map.get_mut(key).ok_or_else(|| Precondition(format!("no {kind} {key}")))
}

fn remove<K: Ord + fmt::Display, V>(
    map: &mut BTreeMap<K, V>,
    key: &K,
    kind: &str,
) -> Result<V, Precondition> {
    map.remove(key).ok_or_else(|| Precondition(format!("no {kind} {key}")))
}

fn insert<K: Ord + fmt::Display, V>(map: &mut BTreeMap<K, V>, key: K, value: V, kind: &str) -> Outcome {
    let name = key.to_string();
    insert_new(map, key, value, || format!("{kind} {name}"))
}

fn insert_new<K: Ord, V>(
    map: &mut BTreeMap<K, V>,
    key: K,
    value: V,
    name: impl FnOnce() -> String,
) -> Outcome {
    ensure(map.insert(key, value).is_none(), || format!("{} exists", name()))
}

fn remove_where<T>(
    list: &mut Vec<T>,
    matches: impl Fn(&T) -> bool,
    otherwise: impl FnOnce() -> String,
) -> Outcome {
    let at = list.iter().position(matches);
    ensure(at.is_some(), otherwise)?;
    at.map(|at| list.remove(at));
    Ok(())
}

mod online;

mod objects;
mod rebuild;
#[cfg(test)]
mod tests;

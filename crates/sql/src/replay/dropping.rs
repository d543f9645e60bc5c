//! What goes with a column, a table, a key.

use super::expressions::mentions;
use super::{Outcome, Replay, trouble};
use crate::ast::DropSpec;
use parallax_dialect::DroppedColumn;
use parallax_ir::{Exclusion, ForeignKey, Index, IndexKey, Name, Op, QName, Table, TableAction};

impl Replay<'_> {
    pub(crate) fn drop_tables(&mut self, drop: &DropSpec) -> Outcome {
        let mut names = Vec::new();
        for written in &drop.names {
            match self.find_table(written) {
                Some(name) => names.push(name),
                None => {
                    let home = self.home(written);
                    let known = self.temporary.remove(&home)
                        || self.partitions.remove(&home)
                        || self.opaque.remove(&home).is_some();
                    if !known && !drop.if_exists {
                        return trouble(format!("there is no table {written}"));
                    }
                }
            }
        }
        // Tables that go together may point at each other.
        for name in &names {
            for (of, key) in self.references_to(name) {
                if of != *name && (drop.cascade || names.contains(&of)) {
                    self.apply(Op::DropForeignKey { table: of, foreign_key: key })?;
                } else if of != *name {
                    if !self.allows_dangling() {
                        return trouble(format!("{of} still refers to {name}"));
                    }
                    self.apply(Op::DropForeignKey { table: of.clone(), foreign_key: key.clone() })?;
                    self.dangling.push((of, key));
                }
            }
        }
        names.iter().try_for_each(|name| self.drop_table(name, drop.cascade))
    }

    pub(crate) fn drop_table(&mut self, name: &QName, cascade: bool) -> Outcome {
        let table = self.table(name)?.clone();
        for column in &table.columns {
            self.release(column, name, true)?;
        }
        self.drop_objects_of(name, cascade)?;
        self.dangling.retain(|(of, _)| of != name);
        self.apply(Op::DropTable(Box::new(table)))
    }

    /// Foreign keys of all tables that point at the table.
    pub(crate) fn references_to(&self, name: &QName) -> Vec<(QName, ForeignKey)> {
        let tables = self.database().tables.values();
        let keys = tables.flat_map(|table| table.foreign_keys.iter().map(|key| (table.name.clone(), key)));
        keys.filter(|(_, key)| key.references == *name).map(|(of, key)| (of, key.clone())).collect()
    }

    pub(crate) fn drop_column(&mut self, table: &QName, written: &Name, cascade: bool) -> Outcome {
        let column = self.known_column(table, written)?;
        let of = self.table(table)?.clone();
        let Some(definition) = of.column(&column).cloned() else { return Ok(()) };
        match self.ddl().dropped_column {
            DroppedColumn::TakesAll => self.drop_users(&of, &column, cascade)?,
            DroppedColumn::LeavesRest => self.shrink_keys(&of, &column)?,
            DroppedColumn::Refused => {
                if of.in_primary_key(&column) || of.indexes.iter().any(|index| index.uses(&column)) {
                    return trouble(format!(
                        "the server refuses to drop {table}.{column}, which a key or index is on"
                    ));
                }
            }
        }
        self.release(&definition, table, true)?;
        self.alter_one(table, TableAction::DropColumn(definition))
    }

    /// Everything of the table that speaks of the column goes.
    fn drop_users(&mut self, of: &Table, column: &Name, cascade: bool) -> Outcome {
        let target = self.target;
        let name = &of.name;
        for (other, key) in self.references_to(name) {
            if key.referenced_columns.contains(column) && (other != *name || !key.columns.contains(column)) {
                if !cascade && other != *name {
                    return trouble(format!("a foreign key of {other} needs {name}.{column}"));
                }
                self.apply(Op::DropForeignKey { table: other, foreign_key: key })?;
            }
        }
        let keys = of.foreign_keys.iter().filter(|key| key.columns.contains(column));
        for key in keys.cloned().collect::<Vec<_>>() {
            self.apply(Op::DropForeignKey { table: name.clone(), foreign_key: key })?;
        }
        if let Some(key) = of.primary_key.clone().filter(|_| of.in_primary_key(column)) {
            self.alter_one(name, TableAction::DropPrimaryKey(key))?;
        }
        for index in of.indexes.iter().filter(|index| speaks_of(index, column, target)) {
            self.apply(Op::DropIndex { table: name.clone(), index: index.clone() })?;
        }
        for check in of.checks.iter().filter(|check| mentions(&check.expression, column, target)) {
            self.alter_one(name, TableAction::DropCheck(check.clone()))?;
        }
        for exclusion in of.exclusions.iter().filter(|exclusion| excludes_by(exclusion, column, target)) {
            self.alter_one(name, TableAction::DropExclusion(exclusion.clone()))?;
        }
        Ok(())
    }

    /// Keys and indexes keep their other columns; those without any go (MySQL).
    fn shrink_keys(&mut self, of: &Table, column: &Name) -> Outcome {
        let name = &of.name;
        if of.foreign_keys.iter().any(|key| key.columns.contains(column)) {
            return trouble(format!("a foreign key of {name} needs {column}"));
        }
        if let Some(key) = of.primary_key.clone().filter(|_| of.in_primary_key(column)) {
            let mut rest = key.clone();
            rest.columns.retain(|part| part.name != *column);
            self.alter_one(name, TableAction::DropPrimaryKey(key))?;
            if !rest.columns.is_empty() {
                self.alter_one(name, TableAction::AddPrimaryKey(rest))?;
            }
        }
        for index in of.indexes.iter().filter(|index| index.uses(column)) {
            let mut rest = index.clone();
            rest.parts.retain(|part| !matches!(&part.key, IndexKey::Column(name) if name == column));
            self.apply(Op::DropIndex { table: name.clone(), index: index.clone() })?;
            if !rest.parts.is_empty() {
                self.apply(Op::CreateIndex { table: name.clone(), index: rest })?;
            }
        }
        Ok(())
    }

    /// By its name, whatever kind it is.
    pub(crate) fn drop_constraint(
        &mut self,
        table: &QName,
        name: &Name,
        if_exists: bool,
        cascade: bool,
    ) -> Outcome {
        let of = self.table(table)?.clone();
        let is_it = |known: Option<&Name>| known.is_some_and(|known| self.same_name(known, name));
        if let Some(key) = of.foreign_keys.iter().find(|key| is_it(key.name.as_ref())) {
            return self.apply(Op::DropForeignKey { table: table.clone(), foreign_key: key.clone() });
        }
        let by_index = |index: &&Index| index.constraint || self.ddl().unique_is_index && index.is_unique();
        if let Some(index) = of.indexes.iter().filter(by_index).find(|index| is_it(Some(&index.name))) {
            let columns: Vec<Name> = index.columns().cloned().collect();
            self.drop_references(table, &columns, cascade)?;
            return self.apply(Op::DropIndex { table: table.clone(), index: index.clone() });
        }
        let named_primary = of.primary_key.as_ref().filter(|key| is_it(key.name.as_ref()));
        if let Some(key) =
            named_primary.or_else(|| of.primary_key.as_ref().filter(|_| self.same_name(name, "PRIMARY")))
        {
            let columns: Vec<Name> = key.columns.iter().map(|part| part.name.clone()).collect();
            self.drop_references(table, &columns, cascade)?;
            return self.alter_one(table, TableAction::DropPrimaryKey(key.clone()));
        }
        if let Some(check) = of.checks.iter().find(|check| is_it(check.name.as_ref())) {
            return self.alter_one(table, TableAction::DropCheck(check.clone()));
        }
        if let Some(exclusion) = of.exclusions.iter().find(|exclusion| is_it(Some(&exclusion.name))) {
            return self.alter_one(table, TableAction::DropExclusion(exclusion.clone()));
        }
        if self.dangling.iter().any(|(other, key)| other == table && is_it(key.name.as_ref())) {
            self.dangling.retain(|(other, key)| other != table || key.name.as_ref() != Some(name));
            return Ok(());
        }
        if if_exists { Ok(()) } else { trouble(format!("{table} has no constraint {name}")) }
    }

    /// Foreign keys that need a key on these columns.
    fn drop_references(&mut self, table: &QName, columns: &[Name], cascade: bool) -> Outcome {
        if !cascade {
            return Ok(());
        }
        let set = |names: &[Name]| -> std::collections::BTreeSet<Name> { names.iter().cloned().collect() };
        for (other, key) in self.references_to(table) {
            if set(&key.referenced_columns) == set(columns) {
                self.apply(Op::DropForeignKey { table: other, foreign_key: key })?;
            }
        }
        Ok(())
    }
}

fn speaks_of(index: &Index, column: &Name, target: &parallax_dialect::Target) -> bool {
    let in_parts = index.parts.iter().any(|part| match &part.key {
        IndexKey::Expression(text) => mentions(text, column, target),
        IndexKey::Column(name) => name == column,
    });
    in_parts
        || index.include.contains(column)
        || index.predicate.as_ref().is_some_and(|text| mentions(text, column, target))
}

fn excludes_by(exclusion: &Exclusion, column: &Name, target: &parallax_dialect::Target) -> bool {
    let in_parts = exclusion.parts.iter().any(|part| match &part.part.key {
        IndexKey::Expression(text) => mentions(text, column, target),
        IndexKey::Column(name) => name == column,
    });
    in_parts
        || exclusion.include.contains(column)
        || exclusion.predicate.as_ref().is_some_and(|text| mentions(text, column, target))
}

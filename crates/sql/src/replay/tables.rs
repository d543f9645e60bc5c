//! CREATE TABLE, and renames of tables.

use super::columns::Inline;
use super::constraints::Made;
use super::{Outcome, Replay, trouble};
use crate::ast::{ColumnDef, CreateTable};
use crate::cursor::{Cursor, tokens};
use parallax_ir::{Column, Index, Name, Op, OptionValue, QName, Table};

impl Replay<'_> {
    pub(crate) fn create_table(&mut self, new: &CreateTable) -> Outcome {
        let name = self.home(&new.name);
        if self.find_table(&new.name).is_some_and(|known| known.schema == name.schema) {
            return if new.if_not_exists {
                Ok(())
            } else {
                trouble(format!("there is a table {name} already"))
            };
        }
        if new.temporary {
            self.temporary.insert(name);
            return Ok(());
        }
        if let Some(of) = &new.partition_of {
            // The table that it is part of stands for it.
            self.known_table(of)?;
            self.partitions.insert(name);
            return Ok(());
        }
        if new.query.is_some() {
            if new.if_not_exists && self.opaque.contains_key(&name) {
                return Ok(());
            }
            let columns = new.query.as_deref().and_then(|query| self.queried(query));
            let Some(columns) = columns.filter(|_| new.columns.is_empty()) else {
                self.new_opaque.push(name);
                return Ok(());
            };
            return self.make(Table { columns, ..Table::new(name) });
        }
        if !new.inherits.is_empty() {
            return trouble(format!("{name} inherits columns"));
        }
        let mut table = Table::new(name.clone());
        for (of, words) in &new.like {
            self.copy(of, words, &mut table)?;
        }
        let inline = self.columns(&new.columns, &mut table)?;
        self.constraints(new, inline, &mut table)?;
        self.options(new, &mut table);
        self.make(table)
    }

    /// The columns of a plain query: names, or all, of one table that is known. They keep their types alone.
    fn queried(&self, query: &str) -> Option<Vec<Column>> {
        if !self.ddl().selects_into {
            return None;
        }
        let tokens = tokens(query, self.ddl());
        let mut cursor = Cursor::new(query, &tokens, self.ddl());
        cursor.eat("SELECT").then_some(())?;
        let mut list = cursor.before("FROM")?;
        let source = self.find_table(&cursor.qname()?)?;
        let ends = ["WHERE", "ORDER", "LIMIT", "WITH"];
        (cursor.is_end() || cursor.is_any(&ends)).then_some(())?;
        let of = self.table(&source).ok()?;
        let mut into = list.clone();
        if let Some(names) = into.before("INTO") {
            list = names;
        }
        let mut columns = Vec::new();
        for mut item in list.split(',') {
            if item.eat_symbol('*') {
                columns.extend(of.columns.iter().cloned());
                continue;
            }
            let written = item.qname()?.name;
            let name = if item.eat("AS") { item.name()? } else { written.clone() };
            item.is_end().then_some(())?;
            let column = of.column(&self.column_name(of, &written)?)?.clone();
            columns.push(Column { name, ..column });
        }
        let bare = |column: Column| {
            let mut bare = Column::new(column.name, column.ty);
            bare.nullable = true;
            bare.collation = column.collation;
            bare.options.extend(column.options.into_iter().filter(|(key, _)| key == "domain"));
            bare
        };
        Some(columns.into_iter().map(bare).collect())
    }

    fn columns(&mut self, defs: &[ColumnDef], table: &mut Table) -> Outcome<Vec<Inline>> {
        let mut inline = Vec::new();
        for def in defs {
            let (column, read) = self.column(def, table)?;
            if self.column_name(table, &column.name).is_some() {
                return trouble(format!("{} has two columns {}", table.name, column.name));
            }
            self.absorb(&column, &table.name)?;
            self.counters.extend(read.counter);
            inline.extend(read.inline);
            table.columns.push(column);
        }
        Ok(inline)
    }

    /// In the order in which the server names them: keys, then indexes, then checks, then foreign keys.
    fn constraints(&self, new: &CreateTable, inline: Vec<Inline>, table: &mut Table) -> Outcome {
        let of_columns = inline.iter().map(|inline| (&inline.constraint, Some(&inline.column)));
        let of_table = new.constraints.iter().map(|constraint| (constraint, None));
        let mut all: Vec<_> = of_columns.chain(of_table).collect();
        all.sort_by_key(|(constraint, _)| order(constraint));
        for (constraint, column) in all {
            match self.constraint(constraint, table, column)? {
                Made::PrimaryKey(key) => {
                    for part in &key.columns {
                        for column in table.columns.iter_mut().filter(|column| column.name == part.name) {
                            column.nullable = column.nullable && self.ddl().keys_hold_null;
                        }
                    }
                    table.primary_key = Some(key);
                }
                Made::Index(index) => {
                    // Two constraints on the same columns are one index.
                    let same = |known: &Index| {
                        known.constraint
                            && index.constraint
                            && known.parts == index.parts
                            && constraint.name.is_none()
                    };
                    if !table.indexes.iter().any(same) {
                        table.indexes.push(index);
                    }
                }
                Made::ForeignKey(key) => table.foreign_keys.push(key),
                Made::Check(check) => table.checks.push(check),
                Made::Exclusion(exclusion) => table.exclusions.push(exclusion),
            }
        }
        // A foreign key to the table itself may have stood in front of its primary key.
        let key: Vec<Name> =
            table.primary_key.iter().flat_map(|key| &key.columns).map(|part| part.name.clone()).collect();
        for foreign in table.foreign_keys.iter_mut().filter(|foreign| foreign.references == table.name) {
            if foreign.referenced_columns.is_empty() {
                foreign.referenced_columns.clone_from(&key);
            }
        }
        Ok(())
    }

    fn options(&self, new: &CreateTable, table: &mut Table) {
        if let Some((_, comment)) =
            new.options.iter().find(|(key, text)| key == "comment" && !text.is_empty())
        {
            table.comment = Some(comment.into());
        }
        table.options.extend((self.ddl().table_options)(&new.options, self.target));
        if new.unlogged {
            table.options.insert(Name::new_static("unlogged"), OptionValue::Bool(true));
        }
        if let Some(by) = &new.partition_by {
            table.options.insert(Name::new_static("partition_by"), OptionValue::Text(by.into()));
        }
    }

    /// `LIKE t INCLUDING …`; MySQL's takes everything but foreign keys.
    fn copy(&self, of: &QName, words: &str, table: &mut Table) -> Outcome {
        let of = self.table(&self.known_table(of)?)?;
        let all = words.contains("INCLUDING ALL") || self.ddl().inline_indexes;
        let takes = |word: &str| {
            (all || words.contains(&format!("INCLUDING {word}")))
                && !words.contains(&format!("EXCLUDING {word}"))
        };
        if takes("INDEXES")
            && !self.ddl().inline_indexes
            && (of.primary_key.is_some() || !of.indexes.is_empty())
        {
            return trouble(format!(
                "the names of the indexes that are copied from {} are not known",
                of.name
            ));
        }
        for column in &of.columns {
            let mut column = column.clone();
            column.default.take_if(|_| !takes("DEFAULTS"));
            column.generated.take_if(|generated| match generated {
                parallax_ir::Generated::Computed { .. } => !takes("GENERATED"),
                parallax_ir::Generated::Identity(_) => !takes("IDENTITY"),
                parallax_ir::Generated::AutoIncrement { .. } => !self.ddl().inline_indexes,
            });
            column.comment.take_if(|_| !takes("COMMENTS"));
            table.columns.push(column);
        }
        if takes("CONSTRAINTS") {
            table.checks.extend(of.checks.iter().cloned());
        }
        if self.ddl().inline_indexes {
            table.primary_key.clone_from(&of.primary_key);
            table.indexes.extend(of.indexes.iter().filter(|index| !index.is_implicit()).cloned());
            table.options.clone_from(&of.options);
        }
        Ok(())
    }

    fn make(&mut self, mut table: Table) -> Outcome {
        let name = table.name.clone();
        let missing = |key: &parallax_ir::ForeignKey| {
            key.references != name && !self.database().tables.contains_key(&key.references)
        };
        (self.ddl().settle)(&mut table, self.target);
        table.sort();
        let (away, here): (Vec<_>, Vec<_>) =
            std::mem::take(&mut table.foreign_keys).into_iter().partition(missing);
        table.foreign_keys = here;
        self.dangling.extend(away.into_iter().map(|key| (name.clone(), key)));
        self.apply(Op::CreateTable(Box::new(table)))?;
        self.attach(&name)
    }

    /// Foreign keys that waited for the table point at it now.
    pub(crate) fn attach(&mut self, name: &QName) -> Outcome {
        let waiting = std::mem::take(&mut self.dangling);
        for (of, mut key) in waiting {
            let is_it = key.references == *name
                || self.ddl().any_case && self.same_name(&key.references.name, &name.name);
            if !is_it || !self.database().tables.contains_key(&of) {
                self.dangling.push((of, key));
                continue;
            }
            key.references = name.clone();
            let table = self.table(name)?;
            if key.referenced_columns.is_empty() {
                let primary = table.primary_key.iter().flat_map(|primary| &primary.columns);
                key.referenced_columns = primary.map(|part| part.name.clone()).collect();
            }
            let names: Vec<Name> = key
                .referenced_columns
                .iter()
                .map(|written| self.column_name(table, written).unwrap_or_else(|| written.clone()))
                .collect();
            key.referenced_columns = names;
            if key.referenced_columns.iter().any(|column| table.column(column).is_none()) {
                self.dangling.push((of, key));
                continue;
            }
            self.apply(Op::AddForeignKey { table: of, foreign_key: key })?;
        }
        Ok(())
    }

    pub(crate) fn rename_table(&mut self, from: &QName, to: QName) -> Outcome {
        if *from == to {
            return Ok(());
        }
        if let Some(doubt) = self.opaque.remove(from) {
            self.opaque.insert(to, doubt);
            return Ok(());
        }
        self.apply(Op::RenameTable { from: from.clone(), to: to.clone() })?;
        let follows = self.target.dialect.shapes.foreign_key_follows_table;
        let keys = self.table(&to)?.foreign_keys.iter().filter_map(|key| key.name.clone());
        let names = parallax_ir::Pair::new(from.name.as_str(), to.name.as_str());
        for old in keys.collect::<Vec<_>>() {
            if let Some(new) = follows(names, &old) {
                self.apply(Op::RenameForeignKey { table: to.clone(), from: old, to: new })?;
            }
        }
        let marker = format!("sqlite_autoindex_{}_", from.name);
        let servers = self.target.dialect.shapes.index_name_is_servers;
        self.amend(|database| {
            let Some(table) = database.table_mut(&to) else { return };
            for index in &mut table.indexes {
                if let Some(rest) = index.name.strip_prefix(&marker).filter(|_| servers(&index.name)) {
                    index.name = format!("sqlite_autoindex_{}_{rest}", to.name).into();
                }
            }
            table.sort();
        });
        self.reown(|(table, _)| {
            if table == from {
                table.clone_from(&to);
            }
        });
        for (of, key) in &mut self.dangling {
            if of == from {
                of.clone_from(&to);
            }
            // With checks off, references to the old name stay (SQLite, MySQL).
            if key.references == *from && self.checks_foreign_keys {
                key.references.clone_from(&to);
            }
        }
        self.rename_on(from, &to);
        self.attach(&to)
    }
}

fn order(constraint: &crate::ast::TableConstraint) -> u8 {
    use crate::ast::ConstraintWord::{Check, Exclude, ForeignKey, Index, PrimaryKey, Unique, UsingIndex};
    match &constraint.what {
        PrimaryKey(_) => 0,
        Unique(_) | UsingIndex { .. } | Index(..) => 1,
        Exclude(..) => 2,
        Check { .. } => 3,
        ForeignKey { .. } => 4,
    }
}

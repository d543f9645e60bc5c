//! ALTER TABLE, action by action.

use super::columns::{Place, identity};
use super::constraints::setting;
use super::{Outcome, Replay, expressions, sequences, trouble};
use crate::ast::{AlterAction, AlterTable, ColumnDef, SequenceWord};
use parallax_ir::{
    BaseType, Check, Column, ColumnType, Default, ForeignKey, Generated, Name, ObjectKind, Op, OptionChange,
    OptionValue, Pair, QName, TableAction,
};

impl Replay<'_> {
    pub(crate) fn alter_table(&mut self, alter: &AlterTable) -> Outcome {
        let Some(mut name) = self.find_table(&alter.name) else { return self.alter_other(alter) };
        // Keys that a statement drops and adds anew do not stand in each other's way: drops come first (PostgreSQL does
        // so, and no server minds).
        for action in &alter.actions {
            match action {
                AlterAction::RenameTo(to) => {
                    let to = QName {
                        schema: to
                            .schema
                            .as_ref()
                            .map_or_else(|| name.schema.clone(), |schema| self.schema(schema)),
                        name: to.name.clone(),
                    };
                    self.rename_table(&name, to.clone())?;
                    name = to;
                }
                AlterAction::SetSchema(schema) => {
                    let to = QName { schema: self.schema(schema), name: name.name.clone() };
                    self.move_table(&name, &to)?;
                    name = to;
                }
                action => self.action(&name, action)?,
            }
        }
        self.settle_table(&name)
    }

    /// The name is no table of the model: a view, a sequence, a partition, a temporary table, or nothing.
    fn alter_other(&mut self, alter: &AlterTable) -> Outcome {
        let home = self.home(&alter.name);
        if let [AlterAction::RenameTo(to)] = alter.actions.as_slice()
            && self.opaque.contains_key(&home)
        {
            return self.rename_table(&home, home.sibling(to.name.clone()));
        }
        if alter.if_exists || self.is_beside(&home) {
            return Ok(());
        }
        let harmless = alter.actions.iter().all(|action| matches!(action, AlterAction::Beyond));
        if harmless {
            return Ok(());
        }
        if let [AlterAction::RenameTo(to)] = alter.actions.as_slice() {
            if self.find(&alter.name, |name| self.counters.contains_key(name)).is_some() {
                let action = crate::ast::SequenceAction::Rename(to.name.clone());
                return self.alter_sequence(&alter.name, false, &action);
            }
            for kind in [ObjectKind::View, ObjectKind::MaterializedView] {
                let action = crate::ast::ObjectAction::Rename(to.name.clone());
                if self.alter_object(kind, &alter.name, None, None, &action).is_ok() {
                    return Ok(());
                }
            }
        }
        trouble(format!("there is no table {}", alter.name))
    }

    fn move_table(&mut self, from: &QName, to: &QName) -> Outcome {
        let owned: Vec<QName> = self
            .counters
            .values()
            .filter(|counter| counter.owner.as_ref().is_some_and(|(table, _)| table == from))
            .map(|counter| counter.name.clone())
            .collect();
        self.rename_table(from, to.clone())?;
        for sequence in owned {
            let moved = QName { schema: to.schema.clone(), name: sequence.name.clone() };
            if let Some(counter) = self.counters.remove(&sequence) {
                self.counters.insert(moved.clone(), sequences::Counter { name: moved, ..counter });
            }
        }
        Ok(())
    }

    fn action(&mut self, name: &QName, action: &AlterAction) -> Outcome {
        match action {
            AlterAction::AddColumn { column, if_not_exists } => self.add_column(name, column, *if_not_exists),
            AlterAction::DropColumn { name: column, if_exists, cascade } => {
                if *if_exists && self.column_name(self.table(name)?, column).is_none() {
                    return Ok(());
                }
                self.drop_column(name, column, *cascade)
            }
            AlterAction::ChangeColumn { name: column, column: def } => self.redefine(name, column, def),
            AlterAction::RenameColumn { from, to } => self.rename_column(name, from, to),
            AlterAction::AddConstraint { constraint, if_not_exists } => {
                let there = constraint.name.as_ref().is_some_and(|known| self.has_constraint(name, known));
                if *if_not_exists && there {
                    return Ok(());
                }
                self.add_constraint(name, constraint, None)
            }
            AlterAction::DropConstraint { name: constraint, if_exists, cascade } => {
                self.drop_constraint(name, constraint, *if_exists, *cascade)
            }
            AlterAction::DropPrimaryKey => match self.table(name)?.primary_key.clone() {
                Some(key) => self.alter_one(name, TableAction::DropPrimaryKey(key)),
                None => trouble(format!("{name} has no primary key")),
            },
            AlterAction::DropForeignKey { name: key, if_exists } => {
                self.drop_constraint(name, key, *if_exists, false)
            }
            AlterAction::DropIndex { name: index, if_exists } => {
                let found = self.table(name)?.indexes.iter().find(|known| self.same_name(&known.name, index));
                match found.map(|index| index.name.clone()) {
                    Some(index) => self.drop_index(name, &index),
                    None if *if_exists => Ok(()),
                    None => trouble(format!("{name} has no index {index}")),
                }
            }
            AlterAction::RenameConstraint { from, to } => self.rename_constraint(name, from, to),
            AlterAction::RenameIndex { from, to } => {
                self.apply(Op::RenameIndex { table: name.clone(), from: from.clone(), to: to.clone() })
            }
            AlterAction::ValidateConstraint(constraint) => self.change_constraint(
                name,
                constraint,
                |key| key.validated = true,
                |check| check.validated = true,
            ),
            AlterAction::AlterConstraint { name: constraint, deferrable } => {
                self.change_constraint(name, constraint, |key| key.deferrable = *deferrable, |_| {})
            }
            AlterAction::Comment(text) => {
                self.set_table_comment(name, Some(text).filter(|text| !text.is_empty()))
            }
            AlterAction::Unknown(why) => trouble(why.clone()),
            AlterAction::Beyond | AlterAction::RenameTo(_) | AlterAction::SetSchema(_) => Ok(()),
            AlterAction::SetTrigger { name: trigger, enabled } => {
                self.set_trigger(name, trigger.as_ref(), enabled)
            }
            AlterAction::AttachPartition(part) => {
                let part = self.known_table(part)?;
                self.partitions.insert(part.clone());
                self.amend(|database| drop(database.tables.remove(&part)));
                Ok(())
            }
            AlterAction::DetachPartition(part) => {
                trouble(format!("the columns of {part} are those of its whole"))
            }
            other => match self.table_option(name, other) {
                Some(done) => done,
                None => self.alter_column(name, other),
            },
        }
    }

    // -- columns ----------------------------------------------------------------------------------------------------

    fn add_column(&mut self, name: &QName, def: &ColumnDef, if_not_exists: bool) -> Outcome {
        let table = self.table(name)?.clone();
        if if_not_exists && self.column_name(&table, &def.name).is_some() {
            return Ok(());
        }
        let (column, read) = self.column(def, &table)?;
        self.absorb(&column, name)?;
        self.counters.extend(read.counter);
        let keys = self.ddl().keys_hold_null;
        let is_key = read
            .inline
            .iter()
            .any(|inline| matches!(inline.constraint.what, crate::ast::ConstraintWord::PrimaryKey(_)));
        let mut column = column;
        column.nullable &= keys || !is_key;
        self.alter_one(name, TableAction::AddColumn(column.clone()))?;
        self.place(name, &column.name, &read.place);
        for inline in &read.inline {
            self.add_constraint(name, &inline.constraint, Some(&inline.column))?;
        }
        Ok(())
    }

    /// The order of columns is no operation.
    fn place(&mut self, name: &QName, column: &Name, place: &Place) {
        if *place == Place::End {
            return;
        }
        self.amend(|database| {
            let Some(table) = database.table_mut(name) else { return };
            let Some(from) = table.columns.iter().position(|known| known.name == *column) else { return };
            let moved = table.columns.remove(from);
            let to = match place {
                Place::First => 0,
                Place::After(other) => table
                    .columns
                    .iter()
                    .position(|known| known.name.eq_ignore_ascii_case(other))
                    .map_or(table.columns.len(), |at| at + 1),
                Place::End => table.columns.len(),
            };
            table.columns.insert(to, moved);
        });
    }

    /// MODIFY and CHANGE: what is not said is gone.
    fn redefine(&mut self, name: &QName, written: &Name, def: &ColumnDef) -> Outcome {
        let column = self.known_column(name, written)?;
        if column != def.name {
            self.rename_column(name, &column, &def.name)?;
        }
        let table = self.table(name)?.clone();
        let (mut after, read) = self.column(def, &table)?;
        let in_key = table.in_primary_key(&def.name);
        after.nullable = after.nullable && !in_key;
        self.change_column(name, &def.name, |column| *column = after)?;
        self.place(name, &def.name, &read.place);
        for inline in &read.inline {
            self.add_constraint(name, &inline.constraint, Some(&inline.column))?;
        }
        Ok(())
    }

    pub(crate) fn rename_column(&mut self, name: &QName, written: &Name, to: &Name) -> Outcome {
        let from = self.known_column(name, written)?;
        self.apply(Op::RenameColumn { table: name.clone(), from: from.clone(), to: to.clone() })?;
        let target = self.target;
        self.amend(|database| {
            if let Some(table) = database.table_mut(name) {
                expressions::rename(table, &from, to, target);
            }
        });
        self.reown(|(table, column)| {
            if table == name && *column == from {
                column.clone_from(to);
            }
        });
        Ok(())
    }

    fn alter_column(&mut self, name: &QName, action: &AlterAction) -> Outcome {
        let column = |written: &Name, replay: &Self| replay.known_column(name, written);
        match action {
            AlterAction::SetType { column: written, ty, collation, .. } => {
                let at = column(written, self)?;
                self.set_type(name, &at, ty, collation.as_ref())
            }
            AlterAction::SetDefault { column: written, expression } => {
                let at = column(written, self)?;
                let mut after = self
                    .table(name)?
                    .column(&at)
                    .cloned()
                    .unwrap_or_else(|| Column::new(at.clone(), ColumnType::native("", [])));
                let before = after.clone();
                self.set_default(&mut after, expression, name)?;
                if before.generated != after.generated {
                    self.release(&before, name, false)?;
                    self.absorb(&after, name)?;
                }
                self.change_column(name, &at, |column| *column = after)
            }
            AlterAction::DropDefault { column: written } => {
                let at = column(written, self)?;
                let Some(before) = self.table(name)?.column(&at).cloned() else { return Ok(()) };
                if matches!(before.generated, Some(Generated::AutoIncrement { sequence: Some(_) })) {
                    self.change_column(name, &at, |column| column.generated = None)?;
                    return self.release(&before, name, false);
                }
                self.change_column(name, &at, |column| column.default = None)
            }
            AlterAction::SetNotNull { column: written } => {
                let at = column(written, self)?;
                self.change_column(name, &at, |column| column.nullable = false)
            }
            AlterAction::DropNotNull { column: written } => {
                let at = column(written, self)?;
                self.change_column(name, &at, |column| column.nullable = true)
            }
            AlterAction::SetExpression { column: written, expression } => {
                let at = column(written, self)?;
                self.change_column(name, &at, |column| {
                    if let Some(Generated::Computed { expression: known, .. }) = &mut column.generated {
                        *known = expression.as_str().into();
                    }
                })
            }
            AlterAction::DropExpression { column: written, .. } => {
                let at = column(written, self)?;
                self.change_column(name, &at, |column| {
                    column.generated.take_if(|generated| matches!(generated, Generated::Computed { .. }));
                })
            }
            AlterAction::SetColumnOption { column: written, key, value } => {
                let at = column(written, self)?;
                self.change_column(name, &at, |column| {
                    match value {
                        Some(value) => column.options.insert(key.into(), OptionValue::Text(value.into())),
                        None => column.options.remove(key.as_str()),
                    };
                })
            }
            other => self.alter_identity(name, other),
        }
    }

    fn alter_identity(&mut self, name: &QName, action: &AlterAction) -> Outcome {
        match action {
            AlterAction::AddIdentity { column: written, always, options } => {
                let at = self.known_column(name, written)?;
                self.change_column(name, &at, |column| {
                    column.generated = Some(Generated::Identity(identity(*always, options, &column.ty)));
                    column.default = None;
                })
            }
            AlterAction::SetIdentity { column: written, always, options } => {
                let at = self.known_column(name, written)?;
                self.change_column(name, &at, |column| set_identity(column, *always, options))
            }
            AlterAction::DropIdentity { column: written, .. } => {
                let at = self.known_column(name, written)?;
                self.change_column(name, &at, |column| {
                    column.generated.take_if(|generated| matches!(generated, Generated::Identity(_)));
                })
            }
            _ => trouble("this change of a column is not replayed"),
        }
    }

    /// The default stays, as a value of the new type.
    fn set_type(&mut self, name: &QName, at: &Name, ty: &str, collation: Option<&Name>) -> Outcome {
        let declared = self.declared(ty)?;
        if declared.counts {
            return trouble(format!("{ty} is no type that a column can be given"));
        }
        let target = self.target;
        let known = self.table(name)?.column(at).and_then(|column| column.default.clone());
        let old = self.table(name)?.column(at).map(|column| column.ty.clone());
        let default = known.zip(old).and_then(|(default, old)| {
            if matches!(default, Default::Expression(_) | Default::Now) && !is_cast_of_text(&default) {
                return Some(default);
            }
            let text = (target.dialect.default_sql)(&default, &old, target);
            let text = text.split_once("]::").map_or(text.as_str(), |(list, _)| list).to_owned()
                + if text.contains("]::") { "]" } else { "" };
            (target.dialect.ddl.default)(&text, &declared.ty, target)
        });
        self.change_column(name, at, |column| {
            column.ty = declared.ty.clone();
            column.options.remove("domain");
            column.options.extend(declared.options.clone());
            column.collation = collation.cloned();
            column.default = default;
            let keeps_counting = matches!(&column.ty.base, BaseType::Native { .. });
            if let Some(Generated::Identity(identity)) = &mut column.generated {
                identity.options =
                    sequences::options(&[], &sequences::type_of(&declared.ty), Some(&identity.options));
            } else if !keeps_counting && matches!(column.generated, Some(Generated::AutoIncrement { .. })) {
                column.generated = None;
            }
        })
    }

    // -- constraints ------------------------------------------------------------------------------------------------

    pub(crate) fn has_constraint(&self, table: &QName, name: &Name) -> bool {
        self.table(table).is_ok_and(|table| {
            table.indexes.iter().any(|index| index.constraint && index.name == *name)
                || table.primary_key.as_ref().is_some_and(|key| key.name.as_ref() == Some(name))
                || table.foreign_keys.iter().any(|key| key.name.as_ref() == Some(name))
                || table.checks.iter().any(|check| check.name.as_ref() == Some(name))
                || table.exclusions.iter().any(|exclusion| exclusion.name == *name)
        })
    }

    pub(crate) fn rename_constraint(&mut self, table: &QName, from: &Name, to: &Name) -> Outcome {
        let of = self.table(table)?;
        if of.primary_key.as_ref().is_some_and(|key| key.name.as_ref() == Some(from)) {
            let action = TableAction::RenamePrimaryKey { from: from.clone(), to: to.clone() };
            return self.alter_one(table, action);
        }
        if of.foreign_keys.iter().any(|key| key.name.as_ref() == Some(from)) {
            return self.apply(Op::RenameForeignKey {
                table: table.clone(),
                from: from.clone(),
                to: to.clone(),
            });
        }
        if of.index(from).is_some() {
            return self.apply(Op::RenameIndex { table: table.clone(), from: from.clone(), to: to.clone() });
        }
        if let Some(check) = of.checks.iter().find(|check| check.name.as_ref() == Some(from)).cloned() {
            let renamed = Check { name: Some(to.clone()), ..check.clone() };
            return self.alter_one(table, TableAction::AlterCheck(Box::new(Pair::new(check, renamed))));
        }
        if of.exclusions.iter().any(|exclusion| exclusion.name == *from) {
            let action = TableAction::RenameExclusion { from: from.clone(), to: to.clone() };
            return self.alter_one(table, action);
        }
        trouble(format!("{table} has no constraint {from}"))
    }

    fn change_constraint(
        &mut self,
        table: &QName,
        name: &Name,
        change_key: impl FnOnce(&mut ForeignKey),
        change_check: impl FnOnce(&mut Check),
    ) -> Outcome {
        let of = self.table(table)?;
        if let Some(key) = of.foreign_keys.iter().find(|key| key.name.as_ref() == Some(name)).cloned() {
            let mut after = key.clone();
            change_key(&mut after);
            let keys = Box::new(Pair::new(key, after));
            return self.apply(Op::AlterForeignKey { table: table.clone(), keys });
        }
        if let Some(check) = of.checks.iter().find(|check| check.name.as_ref() == Some(name)).cloned() {
            let mut after = check.clone();
            change_check(&mut after);
            return self.alter_one(table, TableAction::AlterCheck(Box::new(Pair::new(check, after))));
        }
        // NOT NULL can be a constraint with a name (PostgreSQL 18).
        if self.has_constraint(table, name) {
            Ok(())
        } else {
            trouble(format!("{table} has no constraint {name}"))
        }
    }

    // -- options ----------------------------------------------------------------------------------------------------

    fn table_option(&mut self, name: &QName, action: &AlterAction) -> Option<Outcome> {
        let flag = |on: bool| on.then_some(OptionValue::Bool(true));
        let done = match action {
            AlterAction::RowSecurity { enabled } => self.set_option(name, "row_security", flag(*enabled)),
            AlterAction::ForceRowSecurity { forced } => {
                self.set_option(name, "force_row_security", flag(*forced))
            }
            AlterAction::SetUnlogged(unlogged) => self.set_option(name, "unlogged", flag(*unlogged)),
            AlterAction::SetOptions(options) => {
                options.iter().try_for_each(|(key, value)| self.set_option(name, key, Some(setting(value))))
            }
            AlterAction::ResetOptions(keys) => {
                keys.iter().try_for_each(|key| self.set_option(name, key, None))
            }
            AlterAction::TableOption(key, value) => {
                let options = (self.ddl().table_options)(&[(key.clone(), value.clone())], self.target);
                options.into_iter().try_for_each(|(key, value)| self.set_option(name, &key, Some(value)))
            }
            AlterAction::ConvertCharset { charset, collation } => {
                let mut words = vec![("charset".to_owned(), charset.to_string())];
                words.extend(collation.iter().map(|name| ("collate".to_owned(), name.to_string())));
                self.convert(name, &words)
            }
            _ => return None,
        };
        Some(done)
    }

    /// The table and all its columns of text.
    fn convert(&mut self, name: &QName, words: &[(String, String)]) -> Outcome {
        let options = (self.ddl().table_options)(words, self.target);
        self.set_option(name, "collation", options.get("collation").cloned())?;
        let columns: Vec<Name> = self.table(name)?.columns.iter().map(|column| column.name.clone()).collect();
        columns.iter().try_for_each(|at| self.change_column(name, at, |column| column.collation = None))
    }

    pub(crate) fn set_option(&mut self, name: &QName, key: &str, after: Option<OptionValue>) -> Outcome {
        let before = self.table(name)?.options.get(key).cloned();
        if before == after {
            return Ok(());
        }
        self.alter_one(name, TableAction::SetOption(OptionChange { key: key.into(), before, after }))
    }

    pub(crate) fn set_table_comment(&mut self, name: &QName, text: Option<&String>) -> Outcome {
        let pair = Pair::new(self.table(name)?.comment.clone(), text.map(Name::from));
        if pair.before == pair.after { Ok(()) } else { self.alter_one(name, TableAction::SetComment(pair)) }
    }
}

fn set_identity(column: &mut Column, always: Option<bool>, words: &[SequenceWord]) {
    let ty = sequences::type_of(&column.ty);
    if let Some(Generated::Identity(identity)) = &mut column.generated {
        identity.always = always.unwrap_or(identity.always);
        identity.options = sequences::options(words, &ty, Some(&identity.options));
    }
}

/// `'a'::t`
fn is_cast_of_text(default: &Default) -> bool {
    matches!(default, Default::Expression(text) if text.starts_with('\'') && text.contains("'::"))
}

//! CREATE, DROP and ALTER INDEX.

use super::constraints::setting;
use super::{Outcome, Replay, trouble};
use crate::ast::{CreateIndex, DropIndex, IndexAction};
use parallax_dialect::ImpliedKind;
use parallax_ir::{Name, ObjectKind, Op, Pair, QName};

impl Replay<'_> {
    pub(crate) fn create_index(&mut self, new: &CreateIndex) -> Outcome {
        let Some(table) = self.find_table(&new.table) else {
            let home = self.home(&new.table);
            if self.is_beside(&home) {
                return Ok(());
            }
            let database = self.database();
            let is_view = |name: &QName| {
                database
                    .objects
                    .keys()
                    .any(|key| key.kind == ObjectKind::MaterializedView && key.name == *name)
            };
            if self.find(&new.table, is_view).is_some() {
                return Ok(());
            }
            return trouble(format!("there is no table {}", new.table));
        };
        let of = self.table(&table)?.clone();
        let given = new.name.as_ref().map(|name| name.name.clone());
        if let Some(given) = &given {
            let there = if self.ddl().indexes_in_namespace {
                self.find_index(&table.sibling(given.clone())).is_some()
            } else {
                of.indexes.iter().any(|index| self.same_name(&index.name, given))
            };
            if there {
                return if new.if_not_exists {
                    Ok(())
                } else {
                    trouble(format!("there is an index {given} already"))
                };
            }
        }
        let mut index = self.index(new.kind, &new.key, &of)?;
        index.building.concurrently = new.concurrently;
        self.name_index(&mut index, given, ImpliedKind::Index, &of)?;
        self.apply(Op::CreateIndex { table: table.clone(), index })?;
        self.settle_table(&table)
    }

    pub(crate) fn drop_indexes(&mut self, drop: &DropIndex) -> Outcome {
        for written in &drop.names {
            let found = match &drop.table {
                Some(table) => {
                    let table = self.known_table(table)?;
                    let index = self
                        .table(&table)?
                        .indexes
                        .iter()
                        .find(|index| self.same_name(&index.name, &written.name));
                    index.map(|index| (table.clone(), index.name.clone()))
                }
                None => self.find_index(written),
            };
            match found {
                Some((table, index)) => {
                    self.drop_index(&table, &index)?;
                    self.settle_table(&table)?;
                }
                None if drop.if_exists => {}
                None if written.name == "PRIMARY" && drop.table.is_some() => {
                    return trouble("a primary key is dropped as an index");
                }
                None => return trouble(format!("there is no index {written}")),
            }
        }
        Ok(())
    }

    pub(crate) fn drop_index(&mut self, table: &QName, name: &Name) -> Outcome {
        let Some(index) = self.table(table)?.index(name).cloned() else {
            return trouble(format!("{table} has no index {name}"));
        };
        self.apply(Op::DropIndex { table: table.clone(), index })
    }

    pub(crate) fn alter_index(&mut self, written: &QName, if_exists: bool, action: &IndexAction) -> Outcome {
        let Some((table, index)) = self.find_index(written) else {
            return match action {
                IndexAction::Rename(to) => self.rename_key(written, to, if_exists),
                _ if if_exists => Ok(()),
                IndexAction::Beyond => Ok(()),
                _ => trouble(format!("there is no index {written}")),
            };
        };
        match action {
            IndexAction::Rename(to) => self.apply(Op::RenameIndex { table, from: index, to: to.clone() }),
            IndexAction::Beyond => Ok(()),
            IndexAction::SetSchema(_) => trouble("indexes do not change their namespace by themselves"),
            IndexAction::Set(settings) => {
                let settings: Vec<_> =
                    settings.iter().map(|(key, value)| (Name::from(key), setting(value))).collect();
                self.change_index(&table, &index, |index| index.options.extend(settings))
            }
            IndexAction::Reset(keys) => self.change_index(&table, &index, |index| {
                index.options.retain(|known, _| !keys.iter().any(|key| key == known));
            }),
        }
    }

    pub(crate) fn change_index(
        &mut self,
        table: &QName,
        name: &Name,
        change: impl FnOnce(&mut parallax_ir::Index),
    ) -> Outcome {
        let Some(before) = self.table(table)?.index(name).cloned() else { return Ok(()) };
        let mut after = before.clone();
        change(&mut after);
        if before == after {
            return Ok(());
        }
        self.apply(Op::AlterIndex { table: table.clone(), indexes: Box::new(Pair::new(before, after)) })
    }

    /// The index of a primary key has its name.
    fn rename_key(&mut self, written: &QName, to: &Name, if_exists: bool) -> Outcome {
        let home = self.home(written);
        let owner = self.database().tables.values().find(|table| {
            let key = table.primary_key.as_ref().and_then(|key| key.name.as_ref());
            table.name.schema == home.schema && key == Some(&home.name)
        });
        match owner.map(|table| table.name.clone()) {
            Some(table) => self.rename_constraint(&table, &home.name, to),
            None if if_exists => Ok(()),
            None => trouble(format!("there is no index {written}")),
        }
    }
}

//! Enums, domains and other types, namespaces, extensions.

use super::sequences::is_of;
use super::{Outcome, Replay, trouble};
use crate::ast::{DropSpec, TypeAction};
use parallax_ir::{Enum, EnumValue, Extension, Name, ObjectKind, Op, Origin, Pair, QName};

impl Replay<'_> {
    pub(crate) fn create_enum(&mut self, written: &QName, values: &[Name]) -> Outcome {
        let name = self.home(written);
        if self.has_type(&name) {
            return trouble(format!("there is a type {name} already"));
        }
        let value = |name: &Name| EnumValue { name: name.clone(), origin: Origin::default() };
        let values = values.iter().map(value).collect();
        self.apply(Op::CreateEnum(Enum { name, values, comment: None, origin: Origin::default() }))
    }

    pub(crate) fn find_enum(&self, written: &QName) -> Option<QName> {
        self.find(written, |name| self.database().enums.contains_key(name))
    }

    pub(crate) fn alter_type(&mut self, written: &QName, action: &TypeAction) -> Outcome {
        let Some(name) = self.find_enum(written) else { return self.alter_other_type(written, action) };
        match action {
            TypeAction::AddValue { value, if_not_exists, before, after } => {
                let Some(of) = self.database().enums.get(&name) else { return Ok(()) };
                if *if_not_exists && of.has(value) {
                    return Ok(());
                }
                let next = match after {
                    Some(after) => match of.values.iter().position(|known| known.name == *after) {
                        Some(at) => of.values.get(at + 1).map(|value| value.name.clone()),
                        None => return trouble(format!("{name} has no value {after}")),
                    },
                    None => before.clone(),
                };
                self.apply(Op::AddEnumValue { name, value: value.clone(), before: next })
            }
            TypeAction::RenameValue { from, to } => {
                self.apply(Op::RenameEnumValue { name, from: from.clone(), to: to.clone() })
            }
            TypeAction::Rename(to) => {
                let to = name.sibling(to.clone());
                self.apply(Op::RenameEnum { from: name, to })
            }
            TypeAction::SetSchema(schema) => {
                let to = QName { schema: self.schema(schema), name: name.name.clone() };
                self.apply(Op::RenameEnum { from: name, to })
            }
            TypeAction::Beyond => Ok(()),
            TypeAction::Unknown(why) => trouble(why.clone()),
        }
    }

    fn alter_other_type(&mut self, written: &QName, action: &TypeAction) -> Outcome {
        let kinds = [ObjectKind::CompositeType, ObjectKind::RangeType, ObjectKind::Domain];
        let known = kinds.into_iter().find(|kind| self.find_object(*kind, written, None, None).is_some());
        let action = match action {
            TypeAction::Beyond => return Ok(()),
            TypeAction::Rename(to) => crate::ast::ObjectAction::Rename(to.clone()),
            TypeAction::SetSchema(schema) => crate::ast::ObjectAction::SetSchema(schema.clone()),
            TypeAction::Unknown(why) => return trouble(why.clone()),
            TypeAction::AddValue { .. } | TypeAction::RenameValue { .. } => {
                return trouble(format!("there is no enum {written}"));
            }
        };
        match known {
            Some(kind) => self.alter_object(kind, written, None, None, &action),
            None => trouble(format!("there is no type {written}")),
        }
    }

    pub(crate) fn drop_types(&mut self, drop: &DropSpec) -> Outcome {
        for written in &drop.names {
            if let Some(name) = self.find_enum(written) {
                self.drop_enum(&name, drop.cascade)?;
                continue;
            }
            let kinds = [ObjectKind::Domain, ObjectKind::CompositeType, ObjectKind::RangeType];
            let kind = kinds.into_iter().find(|kind| self.find_object(*kind, written, None, None).is_some());
            match kind {
                Some(kind) => {
                    let one = DropSpec { names: vec![written.clone()], ..drop.clone() };
                    self.drop_object(kind, &one, None, None)?;
                    let home = self.home(written);
                    self.domains.remove(&home);
                }
                None if drop.if_exists => {}
                None => return trouble(format!("there is no type {written}")),
            }
        }
        Ok(())
    }

    fn drop_enum(&mut self, name: &QName, cascade: bool) -> Outcome {
        if cascade {
            let tables = self.database().tables.values();
            let users = tables.flat_map(|table| {
                let columns = table.columns.iter().filter(|column| is_of(column, name));
                columns.map(|column| (table.name.clone(), column.name.clone()))
            });
            for (table, column) in users.collect::<Vec<_>>() {
                self.drop_column(&table, &column, true)?;
            }
        }
        let Some(known) = self.database().enums.get(name).cloned() else { return Ok(()) };
        self.apply(Op::DropEnum(known))
    }

    // -- namespaces -------------------------------------------------------------------------------------------------

    pub(crate) fn create_schema(&mut self, name: &Name, if_not_exists: bool) -> Outcome {
        let Some(name) = self.schema(name) else { return Ok(()) };
        if self.database().schemas.contains(&name) {
            return if if_not_exists { Ok(()) } else { trouble(format!("there is a schema {name} already")) };
        }
        self.apply(Op::CreateSchema(name))
    }

    pub(crate) fn drop_schemas(&mut self, drop: &DropSpec) -> Outcome {
        for written in &drop.names {
            let inside = |known: &QName| known.schema == self.schema(&written.name);
            let database = self.database();
            let tables: Vec<QName> = database.tables.keys().filter(|name| inside(name)).cloned().collect();
            let enums: Vec<QName> = database.enums.keys().filter(|name| inside(name)).cloned().collect();
            let sequences: Vec<QName> =
                database.sequences.keys().filter(|name| inside(name)).cloned().collect();
            let objects: Vec<_> =
                database.objects.values().filter(|object| inside(&object.key.name)).cloned().collect();
            let empty = tables.is_empty() && enums.is_empty() && sequences.is_empty() && objects.is_empty();
            if !empty && !drop.cascade {
                return trouble(format!("the schema {} is not empty", written.name));
            }
            for object in objects {
                if self.database().objects.contains_key(&object.key) {
                    self.apply(Op::DropObject(object))?;
                }
            }
            let spec = DropSpec {
                names: tables.iter().map(|name| self.spelled(name)).collect(),
                if_exists: true,
                cascade: true,
            };
            self.drop_tables(&spec)?;
            enums.iter().try_for_each(|name| self.drop_enum(name, true))?;
            sequences.iter().try_for_each(|name| self.drop_sequence(name))?;
            match self.schema(&written.name) {
                Some(name) if self.database().schemas.contains(&name) => self.apply(Op::DropSchema(name))?,
                Some(_) if !drop.if_exists => return trouble(format!("there is no schema {}", written.name)),
                // The default one is there again when everything is read.
                Some(_) | None => {}
            }
        }
        Ok(())
    }

    /// A name of the model as a statement would write it.
    pub(crate) fn spelled(&self, name: &QName) -> QName {
        QName {
            schema: Some(name.schema.clone().unwrap_or_else(|| self.default.clone())),
            name: name.name.clone(),
        }
    }

    // -- extensions -------------------------------------------------------------------------------------------------

    pub(crate) fn create_extension(
        &mut self,
        name: &Name,
        schema: Option<&Name>,
        version: Option<&Name>,
    ) -> Outcome {
        // It comes with every database.
        if name == "plpgsql" || self.database().extensions.contains_key(name) {
            return Ok(());
        }
        let schema = schema.cloned().or_else(|| self.path.first().cloned());
        let extension =
            Extension { name: name.clone(), schema, version: version.cloned(), origin: Origin::default() };
        self.apply(Op::CreateExtension(extension))
    }

    pub(crate) fn alter_extension(&mut self, name: &Name, version: Option<&Name>) -> Outcome {
        let Some(before) = self.database().extensions.get(name).cloned() else { return Ok(()) };
        let after =
            Extension { version: version.cloned().or_else(|| before.version.clone()), ..before.clone() };
        if before == after {
            Ok(())
        } else {
            self.apply(Op::AlterExtension(Box::new(Pair::new(before, after))))
        }
    }

    pub(crate) fn drop_extensions(&mut self, drop: &DropSpec) -> Outcome {
        for written in &drop.names {
            match self.database().extensions.get(&written.name).cloned() {
                Some(extension) => self.apply(Op::DropExtension(extension))?,
                None if drop.if_exists => {}
                None => return trouble(format!("there is no extension {}", written.name)),
            }
        }
        Ok(())
    }
}

//! Views, routines, triggers, policies and types that are carried by their definition; comments.

use super::{Outcome, Replay, trouble};
use crate::ast::{Commented, CreateObject, DropSpec, ObjectAction};
use crate::cursor::{Cursor, tokens};
use parallax_ir::{
    Definition, Index, Name, Object, ObjectKey, ObjectKind, Op, OptionValue, Pair, QName, View,
};

impl Replay<'_> {
    /// The object of that name; of several routines the one with that signature, or else the only one.
    pub(crate) fn find_object(
        &self,
        kind: ObjectKind,
        written: &QName,
        on: Option<&QName>,
        signature: Option<&str>,
    ) -> Option<ObjectKey> {
        let on = on.and_then(|on| self.find_table(on));
        let objects = &self.database().objects;
        let routines = [ObjectKind::Function, ObjectKind::Procedure];
        let same_kind =
            |known: ObjectKind| known == kind || routines.contains(&known) && routines.contains(&kind);
        let in_place = |name: &QName| {
            objects
                .keys()
                .any(|key| same_kind(key.kind) && key.name == *name && (on.is_none() || key.on == on))
        };
        let name = match (&on, kind) {
            (Some(on), ObjectKind::Trigger | ObjectKind::Policy) => on.sibling(written.name.clone()),
            _ => self.find(written, in_place)?,
        };
        let mut found = objects
            .keys()
            .filter(|key| same_kind(key.kind) && key.name == name && (on.is_none() || key.on == on));
        let wanted = signature.map(self.ddl().signature);
        let mut candidates: Vec<&ObjectKey> = found.by_ref().collect();
        if let Some(wanted) = &wanted {
            let exact =
                candidates.iter().find(|key| key.signature.as_deref() == Some(wanted.as_str())).copied();
            if let Some(exact) = exact {
                return Some(exact.clone());
            }
        }
        if candidates.len() == 1 { candidates.pop().cloned() } else { None }
    }

    pub(crate) fn create_object(&mut self, new: &CreateObject) -> Outcome {
        if new.temporary {
            self.temporary.insert(self.home(&new.name));
            return Ok(());
        }
        let on = match &new.on {
            Some(on) => match self.find_table(on) {
                Some(table) => Some(table),
                None if self.is_beside(&self.home(on)) => return Ok(()),
                // A trigger can be on a view.
                None if new.kind == ObjectKind::Trigger => Some(self.home(on)),
                None => return trouble(format!("there is no table {on}")),
            },
            None => None,
        };
        let name = match &on {
            Some(on) if self.ddl().objects_in_tables => on.sibling(new.name.name.clone()),
            _ => self.home(&new.name),
        };
        let is_routine = matches!(new.kind, ObjectKind::Function | ObjectKind::Procedure);
        let signature = new.signature.as_ref().filter(|_| is_routine && self.ddl().objects_in_tables);
        let signature =
            signature.map(|parameters| Name::from((self.ddl().signature)(&parameters.join(", "))));
        let key = ObjectKey { kind: new.kind, name: name.clone(), on, signature };
        if new.kind == ObjectKind::Domain {
            self.add_domain(&name, &new.text)?;
        }
        let needs =
            new.needs.iter().map(|need| self.find_table(need).unwrap_or_else(|| self.home(need))).collect();
        let mut object = Object::new(key.clone(), self.definition(new));
        object.needs = needs;
        (self.target.dialect.objects.complete)(&mut object, self.target);
        // What the dialect makes of it tells routines apart.
        let key = object.key.clone();
        match self.database().objects.get(&key).cloned() {
            Some(_) if new.if_not_exists => Ok(()),
            Some(before) if new.or_replace => {
                let after = Object { comment: before.comment.clone(), ..object };
                self.apply(Op::ReplaceObject(Box::new(Pair::new(before, after))))
            }
            Some(_) => trouble(format!("there is a {} {name} already", new.kind.as_str())),
            None => self.apply(Op::CreateObject(object)),
        }
    }

    fn definition(&self, new: &CreateObject) -> Definition {
        let text = new.text.trim_end_matches(';');
        let tokens = tokens(text, self.ddl());
        let mut cursor = Cursor::new(text, &tokens, self.ddl());
        // Settings of a view stand in front of its query; then it is kept whole.
        if new.kind.is_view() {
            while !cursor.is_end() && !cursor.eat("VIEW") {
                cursor.skip();
            }
            cursor.if_not_exists();
            cursor.qname();
            let columns = if cursor.is_symbol('(') { cursor.names().unwrap_or_default() } else { Vec::new() };
            if cursor.eat("AS") {
                return Definition::View(View { columns, query: cursor.take_rest().into() });
            }
        }
        Definition::Statement(text.into())
    }

    fn add_domain(&mut self, name: &QName, text: &str) -> Outcome {
        let tokens = tokens(text, self.ddl());
        let mut cursor = Cursor::new(text, &tokens, self.ddl());
        cursor.eat_all(&["CREATE", "DOMAIN"]);
        cursor.qname();
        cursor.eat("AS");
        let ty = cursor
            .until(|cursor| cursor.is_any(&["COLLATE", "DEFAULT", "CONSTRAINT", "NOT", "NULL", "CHECK"]));
        let declared = self.declared(ty)?;
        self.domains.insert(name.clone(), declared);
        Ok(())
    }

    pub(crate) fn drop_object(
        &mut self,
        kind: ObjectKind,
        drop: &DropSpec,
        on: Option<&QName>,
        signature: Option<&str>,
    ) -> Outcome {
        for written in &drop.names {
            let Some(key) = self.find_object(kind, written, on, signature) else {
                let gone = self.temporary.remove(&self.home(written));
                if drop.if_exists || gone {
                    continue;
                }
                return trouble(format!("there is no {} {written}", kind.as_str()));
            };
            self.drop_with_users(&key, drop.cascade)?;
        }
        Ok(())
    }

    /// What stands on it goes with it, where the statement says so.
    fn drop_with_users(&mut self, key: &ObjectKey, cascade: bool) -> Outcome {
        let Some(object) = self.database().objects.get(key).cloned() else { return Ok(()) };
        if cascade {
            let users = self
                .database()
                .objects
                .values()
                .filter(|other| other.key != *key && other.needs.contains(&key.name));
            for user in users.map(|user| user.key.clone()).collect::<Vec<_>>() {
                self.drop_with_users(&user, true)?;
            }
        }
        self.apply(Op::DropObject(object))
    }

    /// Triggers and policies go with their table; views only where the statement says so.
    pub(crate) fn drop_objects_of(&mut self, table: &QName, cascade: bool) -> Outcome {
        let objects = self.database().objects.values();
        let goes = |object: &&Object| {
            object.key.on.as_ref() == Some(table)
                || cascade
                    && matches!(object.key.kind, ObjectKind::View | ObjectKind::MaterializedView)
                    && object.needs.contains(table)
        };
        for key in objects.filter(goes).map(|object| object.key.clone()).collect::<Vec<_>>() {
            self.drop_with_users(&key, cascade)?;
        }
        Ok(())
    }

    pub(crate) fn alter_object(
        &mut self,
        kind: ObjectKind,
        written: &QName,
        on: Option<&QName>,
        signature: Option<&str>,
        action: &ObjectAction,
    ) -> Outcome {
        let Some(key) = self.find_object(kind, written, on, signature) else {
            // What belongs to an extension is not in the model.
            if matches!(action, ObjectAction::Beyond) {
                return Ok(());
            }
            return trouble(format!("there is no {} {written}", kind.as_str()));
        };
        let name = match action {
            ObjectAction::Beyond => return Ok(()),
            ObjectAction::Unknown(why) => return trouble(why.clone()),
            ObjectAction::Rename(to) => key.name.sibling(to.clone()),
            ObjectAction::SetSchema(schema) => {
                QName { schema: self.schema(schema), name: key.name.name.clone() }
            }
        };
        if let Some(declared) = self.domains.remove(&key.name) {
            self.domains.insert(name.clone(), declared);
        }
        self.rekey(&key, ObjectKey { name, ..key.clone() });
        Ok(())
    }

    fn rekey(&mut self, from: &ObjectKey, to: ObjectKey) {
        self.amend(|database| {
            if let Some(object) = database.objects.remove(from) {
                database.objects.insert(to.clone(), Object { key: to, ..object });
            }
        });
    }

    /// Objects of a table, and those that need it, know it by its new name.
    pub(crate) fn rename_on(&mut self, from: &QName, to: &QName) {
        let touched = |object: &Object| object.key.on.as_ref() == Some(from) || object.needs.contains(from);
        if !self.database().objects.values().any(touched) {
            return;
        }
        let in_tables = self.ddl().objects_in_tables;
        self.amend(|database| {
            let objects = std::mem::take(&mut database.objects).into_values().map(|mut object| {
                if object.key.on.as_ref() == Some(from) {
                    object.key.on = Some(to.clone());
                    if in_tables {
                        object.key.name.schema.clone_from(&to.schema);
                    }
                }
                if object.needs.remove(from) {
                    object.needs.insert(to.clone());
                }
                (object.key.clone(), object)
            });
            database.objects = objects.collect();
        });
    }

    pub(crate) fn set_trigger(
        &mut self,
        table: &QName,
        name: Option<&Name>,
        enabled: &'static str,
    ) -> Outcome {
        self.amend(|database| {
            let own = database.objects.values_mut().filter(|object| {
                object.key.kind == ObjectKind::Trigger
                    && object.key.on.as_ref() == Some(table)
                    && name.is_none_or(|name| object.key.name.name == *name)
            });
            for object in own {
                let key = Name::new_static("enabled");
                if enabled.is_empty() {
                    object.options.remove(&key);
                } else {
                    object.options.insert(key, OptionValue::Text(Name::new_static(enabled)));
                }
            }
        });
        Ok(())
    }

    // -- comments ---------------------------------------------------------------------------------------------------

    pub(crate) fn comment(&mut self, on: &Commented, text: Option<&str>) -> Outcome {
        let text = text.filter(|text| !text.is_empty()).map(Name::from);
        match on {
            Commented::Table(written) => match self.find_table(written) {
                Some(name) => {
                    let text = text.map(|text| text.to_string());
                    self.set_table_comment(&name, text.as_ref())
                }
                None => self.comment_object(ObjectKind::View, written, None, None, text),
            },
            Commented::Column(written, column) => match self.find_table(written) {
                Some(table) => {
                    let at = self.known_column(&table, column)?;
                    self.change_column(&table, &at, |column| column.comment = text)
                }
                None => Ok(()),
            },
            Commented::Index(written) => match self.find_index(written) {
                Some((table, name)) => {
                    self.amend(|database| {
                        let indexes = database.table_mut(&table).map(|table| &mut table.indexes);
                        let own = |index: &&mut Index| index.name == name;
                        indexes
                            .into_iter()
                            .flatten()
                            .filter(own)
                            .for_each(|index| index.comment.clone_from(&text));
                    });
                    Ok(())
                }
                None => Ok(()),
            },
            Commented::Type(written) => {
                if let Some(name) = self.find_enum(written) {
                    self.amend(|database| {
                        database.enums.get_mut(&name).into_iter().for_each(|of| of.comment.clone_from(&text));
                    });
                    return Ok(());
                }
                self.comment_object(ObjectKind::CompositeType, written, None, None, text)
            }
            Commented::Object { kind, name, on, signature } => {
                self.comment_object(*kind, name, on.as_ref(), signature.as_deref(), text)
            }
            Commented::Extension | Commented::Other => Ok(()),
        }
    }

    fn comment_object(
        &mut self,
        kind: ObjectKind,
        written: &QName,
        on: Option<&QName>,
        signature: Option<&str>,
        text: Option<Name>,
    ) -> Outcome {
        let Some(key) = self.find_object(kind, written, on, signature) else {
            return trouble(format!("there is no {} {written}", kind.as_str()));
        };
        self.amend(|database| {
            database.objects.get_mut(&key).into_iter().for_each(|object| object.comment.clone_from(&text));
        });
        Ok(())
    }
}

//! Objects, partitions and grants; and what goes or moves with tables.

use super::{Outcome, Precondition, State, ensure, insert, insert_new, remove};
use crate::{
    BaseType, Column, Grant, GrantKey, Name, Object, ObjectKey, OptionValue, Pair, Partition, QName,
    Securable, Table,
};

impl State {
    pub(super) fn create_object(&mut self, object: &Object) -> Outcome {
        self.schema_exists(&object.key.name)?;
        if object.key.kind.is_view() {
            let taken = self.database.tables.contains_key(&object.key.name);
            ensure(!taken, || format!("a table {} exists", object.key.name))?;
        }
        if let Some(on) = &object.key.on {
            ensure(self.holds_rows(on), || format!("{} of {on}, which does not exist", object.key.name))?;
        }
        let name = || object.key.name.to_string();
        insert_new(&mut self.database.objects, object.key.clone(), object.clone(), name)
    }

    /// A table, a partition or a view.
    fn holds_rows(&self, name: &QName) -> bool {
        self.database.tables.contains_key(name)
            || self.database.partitions.contains_key(name)
            || self.database.objects.keys().any(|key| key.kind.is_view() && key.name == *name)
    }

    pub(super) fn replace_object(&mut self, pair: &Pair<Object>) -> Outcome {
        let Pair { before, after } = pair;
        let gone = self.database.objects.remove(&before.key).is_some();
        ensure(gone, || format!("no {} {}", before.key.kind.as_str(), before.key.name))?;
        self.database.objects.insert(after.key.clone(), after.clone());
        Ok(())
    }

    /// With what was granted on it, and the triggers on it.
    pub(super) fn drop_object(&mut self, object: &Object) -> Outcome {
        let key = &object.key;
        let gone = self.database.objects.remove(key).is_some();
        ensure(gone, || format!("no {} {}", key.kind.as_str(), key.name))?;
        if let Some(securable) = Securable::of(key) {
            self.forget_grants(&securable);
        }
        if key.kind.is_view() {
            self.database.objects.retain(|other, _| other.on.as_ref() != Some(&key.name));
        }
        Ok(())
    }

    pub(super) fn rename_object(&mut self, from: &ObjectKey, to: &QName) -> Outcome {
        self.schema_exists(to)?;
        let missing = || Precondition(format!("no {} {}", from.kind.as_str(), from.name));
        let mut object = self.database.objects.remove(from).ok_or_else(missing)?;
        object.key.name = to.clone();
        let key = object.key.clone();
        insert_new(&mut self.database.objects, key.clone(), object, || to.to_string())?;
        if let (Some(old), Some(new)) = (Securable::of(from), Securable::of(&key)) {
            self.move_grants(|on| (*on == old).then(|| new.clone()));
        }
        if from.kind.is_view() {
            self.move_members(&from.name, to);
        }
        if from.kind.is_type() {
            self.columns_of_type(&from.name, to);
        }
        Ok(())
    }

    /// Columns are of a domain or another type whatever it is called.
    fn columns_of_type(&mut self, from: &QName, to: &QName) {
        let renamed = |text: &Name| is_called(text, from).then(|| in_sql(to));
        let of = |column: &Column| match (&column.ty.base, column.options.get(Column::DOMAIN)) {
            (BaseType::Other(text), _) => renamed(text),
            (_, Some(OptionValue::Text(domain))) => renamed(domain),
            _ => None,
        };
        let uses = |table: &Table| table.columns.iter().any(|column| of(column).is_some());
        let tables: Vec<QName> = self
            .database
            .tables
            .iter()
            .filter(|(_, table)| uses(table))
            .map(|(name, _)| name.clone())
            .collect();
        for name in tables {
            let Some(table) = self.database.table_mut(&name) else { continue };
            for column in &mut table.columns {
                let Some(new) = of(column) else { continue };
                match &mut column.ty.base {
                    BaseType::Other(text) => *text = new,
                    _ => {
                        drop(column.options.insert(Name::new_static(Column::DOMAIN), OptionValue::Text(new)))
                    }
                }
            }
        }
    }

    // -- with tables --------------------------------------------------------------------------------------------

    /// What goes with a table or partition.
    pub(super) fn forget_members(&mut self, table: &QName) {
        self.database.objects.retain(|key, _| key.on.as_ref() != Some(table));
        self.forget_grants(&Securable::Table(table.clone()));
        let parts = |partition: &Partition| partition.of == *table;
        let gone: Vec<QName> = self
            .database
            .partitions
            .values()
            .filter(|part| parts(part))
            .map(|part| part.name.clone())
            .collect();
        for name in gone {
            self.database.partitions.remove(&name);
            self.forget_members(&name);
        }
    }

    /// What moves with a table, partition or view that gets another name.
    pub(super) fn move_members(&mut self, from: &QName, to: &QName) {
        let moved: Vec<ObjectKey> =
            self.database.objects.keys().filter(|key| key.on.as_ref() == Some(from)).cloned().collect();
        for key in moved {
            let Some(mut object) = self.database.objects.remove(&key) else { continue };
            object.key.on = Some(to.clone());
            object.key.name = to.sibling(key.name.name.clone());
            self.database.objects.insert(object.key.clone(), object);
        }
        self.move_grants(|on| match on {
            Securable::Table(table) if table == from => Some(Securable::Table(to.clone())),
            Securable::Column(table, column) if table == from => {
                Some(Securable::Column(to.clone(), column.clone()))
            }
            _ => None,
        });
        for part in self.database.partitions.values_mut().filter(|part| part.of == *from) {
            part.of = to.clone();
        }
    }

    pub(super) fn move_column(&mut self, table: &QName, from: &Name, to: &Name) {
        let old = Securable::Column(table.clone(), from.clone());
        self.move_grants(|on| (*on == old).then(|| Securable::Column(table.clone(), to.clone())));
        for object in
            self.database.objects.values_mut().filter(|object| object.key.on.as_ref() == Some(table))
        {
            if let crate::Definition::Trigger(trigger) = &mut object.definition
                && trigger.columns.remove(from)
            {
                trigger.columns.insert(to.clone());
            }
        }
    }

    // -- grants -------------------------------------------------------------------------------------------------

    pub(super) fn forget_grants(&mut self, whole: &Securable) {
        self.database.grants.retain(|key, _| !key.on.is_part_of(whole));
    }

    pub(super) fn move_grants(&mut self, to: impl Fn(&Securable) -> Option<Securable>) {
        let moved: Vec<(GrantKey, Securable)> =
            self.database.grants.keys().filter_map(|key| Some((key.clone(), to(&key.on)?))).collect();
        for (key, on) in moved {
            let Some(mut grant) = self.database.grants.remove(&key) else { continue };
            grant.key.on = on;
            self.database.grants.insert(grant.key.clone(), grant);
        }
    }

    pub(super) fn set_privileges(&mut self, pair: &Pair<Grant>) -> Outcome {
        let key = &pair.after.key;
        let grants = &mut self.database.grants;
        let now = grants.get(key).map(|grant| &grant.privileges);
        let expected = now.map_or(pair.before.privileges.is_empty(), |now| *now == pair.before.privileges);
        ensure(expected, || format!("what {} may do is not as expected", key.role))?;
        if pair.after.privileges.is_empty() {
            grants.remove(key);
        } else {
            grants.insert(key.clone(), pair.after.clone());
        }
        Ok(())
    }

    // -- partitions ---------------------------------------------------------------------------------------------

    pub(super) fn create_partition(&mut self, part: &Partition) -> Outcome {
        self.schema_exists(&part.name)?;
        let table = self.database.tables.get(&part.of).is_some_and(|table| table.partition_by().is_some());
        let nested = self.database.partitions.get(&part.of).is_some_and(|parent| parent.by.is_some());
        ensure(table || nested, || format!("{} is not partitioned", part.of))?;
        let taken = self.database.tables.contains_key(&part.name);
        ensure(!taken, || format!("a table {} exists", part.name))?;
        insert(&mut self.database.partitions, part.name.clone(), part.clone(), "partition")
    }

    pub(super) fn drop_partition(&mut self, part: &Partition) -> Outcome {
        remove(&mut self.database.partitions, &part.name, "partition")?;
        self.forget_members(&part.name);
        Ok(())
    }

    /// A partition is a table of its own name.
    pub(super) fn rename_partition(&mut self, from: &QName, to: &QName) -> Outcome {
        let taken = self.database.tables.contains_key(to);
        ensure(!taken, || format!("a table {to} exists"))?;
        let mut part = remove(&mut self.database.partitions, from, "partition")?;
        part.name = to.clone();
        self.move_members(from, to);
        insert(&mut self.database.partitions, to.clone(), part, "partition")
    }

    pub(super) fn alter_partition(&mut self, pair: &Pair<Partition>) -> Outcome {
        let known = self.database.partitions.get_mut(&pair.before.name);
        *known.ok_or_else(|| Precondition(format!("no partition {}", pair.before.name)))? =
            pair.after.clone();
        Ok(())
    }
}

/// Whether a type in SQL is the one of this name.
fn is_called(text: &str, name: &QName) -> bool {
    let (schema, last) = match text.rsplit_once('.') {
        Some((schema, last)) => (Some(schema.trim_matches('"')), last),
        None => (None, text),
    };
    let same = last == name.name.as_str()
        || last.strip_prefix('"').and_then(|last| last.strip_suffix('"')) == Some(&*name.name);
    same && (schema.is_none() || schema == name.schema.as_deref())
}

/// The name of a type in SQL, in quotes where it needs them.
fn in_sql(name: &QName) -> Name {
    let plain = |name: &Name| {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if name.bytes().all(fits) && !name.starts_with(|first: char| first.is_ascii_digit()) {
            name.clone()
        } else {
            Name::from(format!("\"{}\"", name.replace('"', "\"\"")))
        }
    };
    match &name.schema {
        Some(schema) => Name::from(format!("{}.{}", plain(schema), plain(&name.name))),
        None => plain(&name.name),
    }
}

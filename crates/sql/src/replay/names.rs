//! Which object a name means, and which names are taken.

use super::{Outcome, Replay, trouble};
use parallax_dialect::{Implied, ImpliedKind};
use parallax_ir::{Name, ObjectKind, QName, Table};

impl Replay<'_> {
    /// A namespace as the model says it: none for the default one.
    pub(crate) fn schema(&self, written: &Name) -> Option<Name> {
        let same =
            *written == self.default || self.ddl().any_case && written.eq_ignore_ascii_case(&self.default);
        (!same).then(|| written.clone())
    }

    /// Where something of that name is made.
    pub(crate) fn home(&self, written: &QName) -> QName {
        let schema = match &written.schema {
            Some(schema) => self.schema(schema),
            None => self.path.first().and_then(|first| self.schema(first)),
        };
        QName { schema, name: written.name.clone() }
    }

    /// The places where a name is looked for, in order.
    fn places(&self, written: &QName) -> Vec<QName> {
        if written.schema.is_some() {
            return vec![self.home(written)];
        }
        let of_path =
            self.path.iter().map(|place| QName { schema: self.schema(place), name: written.name.clone() });
        let mut places: Vec<QName> = of_path.collect();
        if places.is_empty() {
            places.push(QName::bare(written.name.clone()));
        }
        places
    }

    /// The first place where something is.
    pub(crate) fn find(&self, written: &QName, is_there: impl Fn(&QName) -> bool) -> Option<QName> {
        self.places(written).into_iter().find(|place| is_there(place))
    }

    pub(crate) fn find_table(&self, written: &QName) -> Option<QName> {
        let tables = &self.database().tables;
        if let Some(found) = self.find(written, |name| tables.contains_key(name)) {
            return Some(found);
        }
        if !self.ddl().any_case {
            return None;
        }
        let home = self.home(written);
        let alike = |name: &&QName| name.schema == home.schema && name.name.eq_ignore_ascii_case(&home.name);
        tables.keys().find(alike).cloned()
    }

    /// Whether it is a table that the model does not hold: a temporary one, a part of another, one made of a query.
    pub(crate) fn is_beside(&self, name: &QName) -> bool {
        self.temporary.contains(name) || self.partitions.contains(name) || self.opaque.contains_key(name)
    }

    pub(crate) fn known_table(&self, written: &QName) -> Outcome<QName> {
        match self.find_table(written) {
            Some(found) => Ok(found),
            None => trouble(format!("there is no table {written}")),
        }
    }

    pub(crate) fn table(&self, name: &QName) -> Outcome<&Table> {
        match self.database().tables.get(name) {
            Some(table) => Ok(table),
            None => trouble(format!("there is no table {name}")),
        }
    }

    /// The name of a column as the table has it.
    pub(crate) fn column_name(&self, table: &Table, written: &Name) -> Option<Name> {
        let any_case = self.ddl().any_case;
        let exact = table.column(written).map(|column| column.name.clone());
        exact.or_else(|| {
            let mut columns = table.columns.iter().filter(|_| any_case);
            columns.find(|column| column.name.eq_ignore_ascii_case(written)).map(|column| column.name.clone())
        })
    }

    pub(crate) fn known_column(&self, table: &QName, written: &Name) -> Outcome<Name> {
        match self.column_name(self.table(table)?, written) {
            Some(name) => Ok(name),
            None => trouble(format!("{table} has no column {written}")),
        }
    }

    pub(crate) fn same_name(&self, a: &str, b: &str) -> bool {
        a == b || self.ddl().any_case && a.eq_ignore_ascii_case(b)
    }

    /// The table with an index of that name, and the index's name there.
    pub(crate) fn find_index(&self, written: &QName) -> Option<(QName, Name)> {
        self.places(written).into_iter().find_map(|place| {
            let mut tables =
                self.database().tables.values().filter(|table| table.name.schema == place.schema);
            tables.find_map(|table| {
                let index = table.indexes.iter().find(|index| self.same_name(&index.name, &place.name))?;
                Some((table.name.clone(), index.name.clone()))
            })
        })
    }

    /// Whether a table, index, sequence, view or constraint of the namespace has the name.
    pub(crate) fn is_taken(&self, schema: Option<&Name>, name: &str) -> bool {
        let database = self.database();
        let here = |known: &QName| known.schema.as_ref() == schema && known.name == name;
        let in_table = |table: &Table| {
            table.indexes.iter().any(|index| index.name == name)
                || table.primary_key.as_ref().is_some_and(|key| key.name.as_deref() == Some(name))
                || table.foreign_keys.iter().any(|key| key.name.as_deref() == Some(name))
                || table.checks.iter().any(|check| check.name.as_deref() == Some(name))
                || table.exclusions.iter().any(|exclusion| exclusion.name == name)
        };
        database.tables.keys().any(here)
            || database.sequences.keys().any(here)
            || self.counters.keys().any(here)
            || database.tables.values().any(|table| table.name.schema.as_ref() == schema && in_table(table))
            || database.objects.keys().any(|key| {
                matches!(key.kind, ObjectKind::View | ObjectKind::MaterializedView) && here(&key.name)
            })
    }

    /// The name that the server gives to what nobody named. `table` may not be in the database yet.
    pub(crate) fn implied(&self, what: ImpliedKind, table: &Table, columns: &[Name]) -> Option<Name> {
        let own = |name: &str| {
            table.indexes.iter().any(|index| index.name == name)
                || table.primary_key.as_ref().is_some_and(|key| key.name.as_deref() == Some(name))
                || table.foreign_keys.iter().any(|key| key.name.as_deref() == Some(name))
                || table.checks.iter().any(|check| check.name.as_deref() == Some(name))
                || table.exclusions.iter().any(|exclusion| exclusion.name == name)
        };
        let taken = |name: &str| own(name) || self.is_taken(table.name.schema.as_ref(), name);
        (self.ddl().implied_name)(&Implied { what, table, columns }, &taken)
    }
}

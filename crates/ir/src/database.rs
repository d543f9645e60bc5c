//! [`Database`]: what the catalog of one database holds.

use crate::{Grant, GrantKey, Intent, Name, Object, ObjectKey, ObjectKind, Partition, Table};
use parallax_text::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

/// A name in a namespace. Without one, the object is in the namespace that the connection takes by default.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QName {
    pub schema: Option<Name>,
    pub name: Name,
}

impl QName {
    pub fn new(schema: Option<Name>, name: impl Into<Name>) -> Self {
        QName { schema, name: name.into() }
    }
    /// In the default namespace.
    pub fn bare(name: impl Into<Name>) -> Self {
        QName { schema: None, name: name.into() }
    }
    /// Another name in the same namespace.
    pub fn sibling(&self, name: impl Into<Name>) -> Self {
        QName { schema: self.schema.clone(), name: name.into() }
    }
}

impl fmt::Display for QName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{schema}.")?;
        }
        f.write_str(&self.name)
    }
}

/// Where an object was declared and what the schema calls it. Takes no part in equality, order or fingerprints.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    pub span: Option<Span>,
    /// The name of the model, field, enum or value; absent for what has none in the schema language.
    pub logical: Option<Name>,
    /// How to come here from what was before, where the schema says so.
    pub intent: Option<Arc<Intent>>,
}

impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
impl Eq for Origin {}
impl std::hash::Hash for Origin {
    fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
}

/// Two views of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pair<T> {
    pub before: T,
    pub after: T,
}

impl<T> Pair<T> {
    pub fn new(before: T, after: T) -> Self {
        Pair { before, after }
    }
    pub fn map<U>(self, f: impl Fn(T) -> U) -> Pair<U> {
        Pair { before: f(self.before), after: f(self.after) }
    }
    pub fn as_ref(&self) -> Pair<&T> {
        Pair { before: &self.before, after: &self.after }
    }
}

/// The physical schema. Every map is keyed by what identifies the object in the catalog.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Database {
    /// Namespaces other than the default one.
    pub schemas: BTreeSet<Name>,
    pub extensions: BTreeMap<Name, Extension>,
    pub enums: BTreeMap<QName, Enum>,
    /// Sequences that stand by themselves; those that belong to a column are part of it.
    pub sequences: BTreeMap<QName, Sequence>,
    /// Shared, so that a copy of the whole costs little.
    pub tables: BTreeMap<QName, Arc<Table>>,
    /// Views, functions, triggers, policies, domains, …
    pub objects: BTreeMap<ObjectKey, Object>,
    /// Parts of tables that are partitioned.
    pub partitions: BTreeMap<QName, Partition>,
    /// What roles may do, where that is not what the database gives by itself.
    pub grants: BTreeMap<GrantKey, Grant>,
    /// Roles that are named here; they live outside of the database, and nothing makes or drops them.
    pub roles: BTreeSet<Name>,
    /// What this view of the database says nothing about; there, the other side is left as it is.
    pub silent: Silence,
}

impl Database {
    /// Adds a table under its name; the one that was there is given back.
    pub fn add_table(&mut self, table: Table) -> Option<Arc<Table>> {
        self.tables.insert(table.name.clone(), Arc::new(table))
    }
    /// The table, as this database's own: a shared one is copied.
    pub fn table_mut(&mut self, name: &QName) -> Option<&mut Table> {
        self.tables.get_mut(name).map(Arc::make_mut)
    }
    /// All tables, as this database's own: shared ones are copied.
    pub fn tables_mut(&mut self) -> impl Iterator<Item = &mut Table> {
        self.tables.values_mut().map(Arc::make_mut)
    }
    /// Brings the names of tables and views to lower case, as servers keep them that do not tell letters apart.
    pub fn fold_table_names(&mut self) {
        let folded = |name: &QName| QName {
            schema: name.schema.as_ref().map(|schema| schema.to_lowercase().into()),
            name: name.name.to_lowercase().into(),
        };
        self.tables = std::mem::take(&mut self.tables)
            .into_values()
            .map(|mut shared| {
                let table = Arc::make_mut(&mut shared);
                table.name = folded(&table.name);
                for key in &mut table.foreign_keys {
                    key.references = folded(&key.references);
                }
                (table.name.clone(), shared)
            })
            .collect();
        self.objects = std::mem::take(&mut self.objects)
            .into_values()
            .map(|mut object| {
                let key = &mut object.key;
                key.on = key.on.as_ref().map(folded);
                if key.kind == ObjectKind::View {
                    key.name = folded(&key.name);
                }
                object.needs = object.needs.iter().map(folded).collect();
                (object.key.clone(), object)
            })
            .collect();
    }
}

/// What a view of a database is silent about. A schema in the language without views says nothing about views: they
/// are neither wanted nor unwanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Silence {
    pub kinds: BTreeSet<ObjectKind>,
    pub checks: bool,
    pub exclusions: bool,
    pub comments: bool,
    pub collations: bool,
    pub extensions: bool,
    pub sequences: bool,
    /// Options (of tables and columns) that are absent are left as they are.
    pub options: bool,
    /// Options and other details of indexes that Prisma's language has no words for, and indexes on expressions.
    pub indexes: bool,
    /// Options of primary keys, and details of foreign keys that Prisma's language has no words for.
    pub keys: bool,
    /// Indexes with a predicate: such as are not named are neither wanted nor unwanted.
    pub partial_indexes: bool,
    /// Which letters in the names of tables were capitals: the server keeps them all small.
    pub table_case: bool,
    /// Grants to roles that are not named in [`Database::roles`].
    pub grants: bool,
    /// Partitions that are not named: other programs make and drop them as time goes on.
    pub partitions: bool,
    /// Tables, views and other objects that are declared and kept by somebody else: taken as they are, and as being
    /// there.
    pub external: BTreeSet<QName>,
}

impl Silence {
    /// Says nothing about anything beyond tables, columns, keys, indexes, foreign keys and enums.
    pub fn beyond_tables() -> Self {
        Silence {
            kinds: ObjectKind::ALL.into_iter().collect(),
            checks: true,
            exclusions: true,
            comments: true,
            collations: true,
            extensions: true,
            sequences: true,
            options: true,
            indexes: true,
            keys: true,
            table_case: false,
            partial_indexes: true,
            grants: true,
            partitions: true,
            external: BTreeSet::new(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Extension {
    pub name: Name,
    pub schema: Option<Name>,
    pub version: Option<Name>,
    pub origin: Origin,
}

/// A named enum type. The order of values is part of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Enum {
    pub name: QName,
    pub values: Vec<EnumValue>,
    pub comment: Option<Name>,
    pub origin: Origin,
}

impl Enum {
    pub fn has(&self, value: &str) -> bool {
        self.values.iter().any(|known| known.name == value)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EnumValue {
    pub name: Name,
    pub origin: Origin,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sequence {
    pub name: QName,
    /// What it counts in, where that is not the default: `integer`.
    pub ty: Option<Name>,
    pub comment: Option<Name>,
    pub options: SequenceOptions,
    pub origin: Origin,
}

/// Absent means the default of the database.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct SequenceOptions {
    pub start: Option<i64>,
    pub increment: Option<i64>,
    pub min_value: Option<i64>,
    pub max_value: Option<i64>,
    pub cache: Option<i64>,
    pub cycle: bool,
    /// CockroachDB.
    pub virtual_: bool,
}

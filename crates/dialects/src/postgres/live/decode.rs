//! Rows of the catalog to a database. Knows no SQL but what it puts together into definitions.

use super::columns::{self, Sequences};
use super::{definitions, grants, keys, leftovers};
use parallax_dialect::{Left, OWN_TABLES, Observed, Row, Rows, Scope, Target, Unreadable};
use parallax_ir::{
    Enum, EnumValue, Extension, Name, Object, ObjectKey, ObjectKind, OptionValue, Options, Origin, Partition,
    QName, Sequence, SequenceOptions, Table,
};
use std::collections::HashMap;

/// Tables and views of PostGIS and of the server's own extensions, which some installations make without an extension.
const TOOLS: &[&str] = &[
    "spatial_ref_sys",
    "geometry_columns",
    "geography_columns",
    "raster_columns",
    "raster_overviews",
    "pg_buffercache",
    "pg_stat_statements",
];

pub fn decode(scope: &Scope, target: &Target, answers: &[Rows]) -> Result<Observed, Unreadable> {
    let mut reading = Reading::new(scope, target);
    let mut answers = answers.iter();
    let mut next = || answers.next().unwrap_or(&EMPTY);
    reading.namespaces(next());
    reading.extensions(next());
    reading.enums(next())?;
    reading.tables(next())?;
    definitions::views(&mut reading, next())?;
    let columns = next();
    let sequences = Sequences::read(next(), scope)?;
    columns::read(&mut reading, columns, sequences)?;
    keys::indexes(&mut reading, next())?;
    keys::constraints(&mut reading, next())?;
    definitions::routines(&mut reading, next())?;
    definitions::triggers(&mut reading, next())?;
    definitions::policies(&mut reading, next())?;
    definitions::types(&mut reading, next())?;
    grants::read(&mut reading, next())?;
    leftovers::read(&mut reading, next())?;
    Ok(reading.finish())
}

/// Whether a table or view is of an extension that some installations make without one.
pub(crate) fn is_tool_name(name: &str) -> bool {
    TOOLS.iter().any(|tool| name.eq_ignore_ascii_case(tool))
}

static EMPTY: Rows = Rows(Vec::new());

/// What has been understood so far.
pub(crate) struct Reading<'a> {
    pub scope: &'a Scope,
    pub target: &'a Target,
    pub observed: Observed,
    /// Names by the identifiers of the catalog.
    pub by_oid: HashMap<String, QName>,
}

impl<'a> Reading<'a> {
    pub fn new(scope: &'a Scope, target: &'a Target) -> Self {
        Reading { scope, target, observed: Observed::default(), by_oid: HashMap::new() }
    }

    /// The table of a catalog identifier; none for those that are left out.
    pub fn table(&mut self, oid: &str) -> Option<&mut Table> {
        self.observed.database.table_mut(self.by_oid.get(oid)?)
    }

    pub fn leave(
        &mut self,
        kind: &'static str,
        object: QName,
        member: Option<Name>,
        detail: impl Into<String>,
    ) {
        self.observed.left.push(Left { kind, object, member, detail: detail.into() });
    }

    /// The materialized view of a catalog identifier.
    pub fn view(&mut self, oid: &str) -> Option<&mut Object> {
        let key = ObjectKey::new(ObjectKind::MaterializedView, self.by_oid.get(oid)?.clone());
        self.observed.database.objects.get_mut(&key)
    }

    /// The name in the cells `at` and `at + 1`.
    pub fn qname(&self, row: &Row, at: usize, query: &'static str) -> Result<QName, Unreadable> {
        Ok(self.scope.qualify(text(row, at, query)?, text(row, at + 1, query)?))
    }

    pub fn namespaces(&mut self, rows: &Rows) {
        let names = rows.iter().filter_map(|row| row.text(0));
        let scope = self.scope;
        let qualifying = names.filter_map(|name| scope.qualify(name, "").schema);
        self.observed.database.schemas = qualifying.collect();
    }

    pub fn extensions(&mut self, rows: &Rows) {
        for row in rows {
            let Some(name) = row.name(0) else { continue };
            let extension = Extension {
                name: name.clone(),
                schema: row.name(1),
                version: row.name(2),
                origin: Origin::default(),
            };
            self.observed.database.extensions.insert(name, extension);
        }
    }

    pub fn enums(&mut self, rows: &Rows) -> Result<(), Unreadable> {
        for row in rows {
            let name = self.qname(row, 0, "enums")?;
            let values = names(row, 2, "enums")?;
            let values =
                values.into_iter().map(|name| EnumValue { name, origin: Origin::default() }).collect();
            let new = Enum { name: name.clone(), values, comment: row.name(3), origin: Origin::default() };
            self.observed.database.enums.insert(name, new);
        }
        Ok(())
    }

    fn tables(&mut self, rows: &Rows) -> Result<(), Unreadable> {
        for row in rows {
            let oid = text(row, 0, "tables")?;
            let name = self.qname(row, 1, "tables")?;
            if OWN_TABLES.contains(&name.name.as_str()) || self.is_tool(&name) {
                continue;
            }
            let parents = names(row, 12, "tables")?.join(", ");
            if let Some(bound) = row.text(11) {
                let detail = format!(
                    "is a partition of {parents} ({bound}); the table that it is part of stands for it"
                );
                self.leave("partition", name.clone(), None, detail);
                self.partition(row, name, bound)?;
                continue;
            }
            let mut table = Table::new(name.clone());
            table.options = storage(row, 5, "", "tables")?;
            table.options.extend(storage(row, 6, "toast.", "tables")?);
            let flags = [
                ("unlogged", row.text(4) == Some("u")),
                ("row_security", row.flag(7)),
                ("force_row_security", row.flag(8)),
            ];
            let flags = flags.into_iter().filter(|(_, is_set)| *is_set);
            table.options.extend(flags.map(|(key, _)| (Name::new_static(key), OptionValue::Bool(true))));
            table
                .options
                .extend(row.name(15).map(|space| (Name::new_static("tablespace"), OptionValue::Text(space))));
            table.comment = row.name(9);
            if let Some(key) = row.name(10) {
                let detail = format!("is partitioned by {key}; a table made after this model is not");
                self.leave("partitioned table", name.clone(), None, detail);
                table.options.insert(Name::new_static("partition_by"), OptionValue::Text(key));
            }
            if !parents.is_empty() {
                let detail = format!("inherits from {parents}; a table made after this model does not");
                self.leave("inheritance", name.clone(), None, detail);
                table.options.insert(Name::new_static("inherits"), OptionValue::Text(parents.into()));
            }
            if row.flag(13) {
                self.leave(
                    "typed table",
                    name.clone(),
                    None,
                    "is of a composite type; a table made after this model is not",
                );
            }
            self.by_oid.insert(oid.to_owned(), name.clone());
            self.observed.database.add_table(table);
        }
        Ok(())
    }

    fn partition(&mut self, row: &Row, name: QName, bound: &str) -> Result<(), Unreadable> {
        let Some((schema, parent)) = json::<(Name, Name)>(row, 14, "tables")? else { return Ok(()) };
        let mut part = Partition::new(name.clone(), self.scope.qualify(&schema, parent), bound);
        part.by = row.name(10);
        part.comment = row.name(9);
        part.options = storage(row, 5, "", "tables")?;
        part.options
            .extend(row.name(15).map(|space| (Name::new_static("tablespace"), OptionValue::Text(space))));
        self.observed.database.partitions.insert(name, part);
        Ok(())
    }

    /// Whether a table or view is of a tool; then it is left.
    pub fn is_tool(&mut self, name: &QName) -> bool {
        let is_tool = is_tool_name(&name.name);
        if is_tool {
            self.leave("table of a tool", name.clone(), None, "belongs to an extension and is left as it is");
        }
        is_tool
    }

    /// Sequences that no column has.
    pub fn add_sequence(&mut self, name: QName, options: SequenceOptions) {
        let sequence =
            Sequence { name: name.clone(), ty: None, comment: None, options, origin: Origin::default() };
        self.observed.database.sequences.insert(name, sequence);
    }

    pub fn finish(mut self) -> Observed {
        // What is a member of something that was left goes with it.
        let database = &self.observed.database;
        let known = |name: &QName| {
            database.tables.contains_key(name)
                || database.partitions.contains_key(name)
                || database.objects.keys().any(|key| key.kind.is_view() && key.name == *name)
        };
        let strays: Vec<ObjectKey> = database
            .objects
            .keys()
            .filter(|key| key.on.as_ref().is_some_and(|on| !known(on)))
            .cloned()
            .collect();
        for key in strays {
            self.observed.database.objects.remove(&key);
        }
        for object in self.observed.database.objects.values_mut() {
            object.indexes.sort_by(|a, b| a.name.cmp(&b.name));
        }
        self.observed.database.tables_mut().for_each(Table::sort);
        self.observed.left.sort();
        self.observed
    }
}

/// Of `{fillfactor=70}` as JSON.
pub(crate) fn storage(
    row: &Row,
    at: usize,
    prefix: &str,
    query: &'static str,
) -> Result<Options, Unreadable> {
    let settings = names(row, at, query)?;
    let option = |setting: Name| {
        let (key, value) = setting.split_once('=')?;
        Some((Name::from(format!("{prefix}{key}")), option_value(value)))
    };
    Ok(settings.into_iter().filter_map(option).collect())
}

pub(crate) fn option_value(text: &str) -> OptionValue {
    match text {
        "true" | "on" => OptionValue::Bool(true),
        "false" | "off" => OptionValue::Bool(false),
        text => text.parse().map_or_else(|_| OptionValue::Text(text.into()), OptionValue::Number),
    }
}

/// A cell that must not be NULL.
pub(crate) fn text<'r>(row: &'r Row, at: usize, query: &'static str) -> Result<&'r str, Unreadable> {
    let missing = || Unreadable { query, message: format!("column {} of a row is empty", at + 1) };
    row.text(at).ok_or_else(missing)
}

/// A JSON list of texts; NULL is an empty one.
pub(crate) fn names(row: &Row, at: usize, query: &'static str) -> Result<Vec<Name>, Unreadable> {
    json::<Vec<Option<Name>>>(row, at, query)
        .map(|names| names.unwrap_or_default().into_iter().flatten().collect())
}

/// A cell of JSON.
pub(crate) fn json<T: serde::de::DeserializeOwned>(
    row: &Row,
    at: usize,
    query: &'static str,
) -> Result<Option<T>, Unreadable> {
    let Some(text) = row.text(at) else { return Ok(None) };
    let unreadable = |error| Unreadable { query, message: format!("column {}: {error}", at + 1) };
    serde_json::from_str(text).map(Some).map_err(unreadable)
}

//! The answers of the catalog, put together.

use super::{columns, keys, objects, partitions, queries, sequences};
use crate::mysql::options::{CREATE_OPTIONS, OPTIONS};
use crate::mysql::{finish, sql};
use parallax_dialect::{Left, OWN_TABLES, Observed, Row, Rows, Scope, Target, Unreadable};
use parallax_ir::{Column, Database, Name, Object, ObjectKey, OptionValue, QName, Silence, Table};
use std::collections::{BTreeMap, HashMap};

pub(super) fn decode(scope: &Scope, target: &Target, answers: &[Rows]) -> Result<Observed, Unreadable> {
    let answers = Answers::new(scope, target, answers);
    let mut found = Found::default();
    let mut tables = Tables::new(scope);
    let collations = read_tables(answers.of(queries::TABLES), &mut tables, &mut found)?;
    read_columns(answers.of(queries::COLUMNS), &mut tables, target)?;
    keys::checks(answers.of(queries::CHECKS), answers.of(queries::ENFORCED), &mut tables, target)?;
    for (name, table) in &mut tables.found {
        inherit_collation(table, collations.get(name));
    }
    keys::indexes(answers.of(queries::INDEXES), &mut tables, target)?;
    keys::foreign_keys(answers.of(queries::KEYS), answers.of(queries::REFERENCES), &mut tables)?;
    partitions::read(answers.of(queries::PARTITIONS), &mut tables, &mut found)?;
    objects::views(answers.of(queries::VIEWS), &tables, &mut found)?;
    objects::triggers(answers.of(queries::TRIGGERS), &tables, &mut found)?;
    objects::routines(answers.of(queries::ROUTINES), answers.of(queries::PARAMETERS), &tables, &mut found)?;
    objects::events(answers.of(queries::EVENTS), &tables, &mut found)?;
    let sequences = sequences::read(answers.of(queries::SEQUENCES), &tables)?;
    for table in tables.found.values_mut() {
        finish::settle_implicit(table, target);
        table.sort();
    }
    found.left.sort();
    let schemas = scope.schemas.iter().filter(|schema| **schema != scope.default).cloned().collect();
    let Tables { found: tables, views, .. } = tables;
    let tables = tables.into_iter().map(|(name, table)| (name, table.into())).collect();
    // 1: kept in lower case. <https://dev.mysql.com/doc/refman/8.4/en/identifier-case-sensitivity.html>
    let table_case = answers.of(queries::SETTINGS).single() == Some("1");
    let silent = Silence { table_case, ..Silence::default() };
    let objects = found.objects;
    let database = Database { schemas, tables, objects, sequences, silent, ..Database::default() };
    Ok(Observed { database, views, left: found.left })
}

/// Answers by the name of their query.
struct Answers<'a> {
    by_name: HashMap<&'static str, &'a Rows>,
    none: Rows,
}

impl<'a> Answers<'a> {
    fn new(scope: &Scope, target: &Target, answers: &'a [Rows]) -> Self {
        let names = queries::queries(scope, target).into_iter().map(|query| query.name);
        Answers { by_name: names.zip(answers).collect(), none: Rows::default() }
    }
    /// Nothing where this server is not asked.
    fn of(&self, name: &'static str) -> &Rows {
        self.by_name.get(name).copied().unwrap_or(&self.none)
    }
}

/// What is no table.
#[derive(Default)]
pub(super) struct Found {
    pub(super) objects: BTreeMap<ObjectKey, Object>,
    pub(super) left: Vec<Left>,
}

pub(super) struct Tables<'a> {
    scope: &'a Scope,
    pub(super) found: BTreeMap<QName, Table>,
    views: BTreeMap<QName, Vec<Column>>,
    /// By their names in lower case: some servers write a name otherwise where it is referred to.
    folded: HashMap<String, QName>,
}

impl<'a> Tables<'a> {
    fn new(scope: &'a Scope) -> Self {
        Tables { scope, found: BTreeMap::new(), views: BTreeMap::new(), folded: HashMap::new() }
    }
    /// A name in the database of a row.
    pub(super) fn qualify(&self, row: &Row, name: &str) -> QName {
        self.scope.qualify(row.text(0).unwrap_or_default(), name)
    }
    /// The name at the beginning of a row, behind its database.
    pub(super) fn name(&self, row: &Row, query: &'static str) -> Result<QName, Unreadable> {
        Ok(self.qualify(row, need(row, 1, query)?))
    }
    /// The database of a row, and whether names in it go without it.
    pub(super) fn own_schema<'r>(&self, row: &'r Row) -> (&'r str, bool) {
        let schema = row.text(0).unwrap_or_default();
        (schema, self.scope.qualify(schema, "").schema.is_none())
    }
    pub(super) fn is_known(&self, name: &QName) -> bool {
        self.found.contains_key(name) || self.views.contains_key(name)
    }
    /// A table that a foreign key names.
    pub(super) fn referenced(&self, schema: &str, name: &str) -> QName {
        let asked = self.scope.names().iter().find(|asked| asked.eq_ignore_ascii_case(schema));
        let exact = self.scope.qualify(asked.map_or(schema, Name::as_str), name);
        if self.found.contains_key(&exact) {
            return exact;
        }
        self.folded.get(&exact.to_string().to_lowercase()).cloned().unwrap_or(exact)
    }
}

/// A cell that is never NULL.
pub(super) fn need<'a>(row: &'a Row, at: usize, query: &'static str) -> Result<&'a str, Unreadable> {
    row.text(at).ok_or_else(|| Unreadable { query, message: format!("column {} of a row is empty", at + 1) })
}

/// Gives the collations of the tables.
fn read_tables(
    rows: &Rows,
    tables: &mut Tables<'_>,
    found: &mut Found,
) -> Result<HashMap<QName, Name>, Unreadable> {
    let mut collations = HashMap::new();
    for row in rows {
        let name = tables.name(row, queries::TABLES)?;
        let mut leave = |kind, detail: &str| {
            found.left.push(Left { kind, object: name.clone(), member: None, detail: detail.to_owned() });
        };
        match need(row, 2, queries::TABLES)? {
            "BASE TABLE" if OWN_TABLES.contains(&name.name.as_str()) => continue,
            "BASE TABLE" => {}
            "SYSTEM VERSIONED" => {
                leave("system versioning", "the table keeps its history; a plan does not see that")
            }
            "VIEW" => {
                tables.views.insert(name, Vec::new());
                continue;
            }
            // Told by a query of its own.
            "SEQUENCE" => continue,
            _ => {
                leave("table", "it is of a kind that is not known");
                continue;
            }
        }
        let mut table = Table::new(name.clone());
        table.comment = row.name(6).filter(|comment| !comment.is_empty());
        let mut option = |key, value: &str| {
            table.options.insert(Name::new_static(key), OptionValue::Text(value.into()));
        };
        if let Some(engine) = row.text(3).filter(|engine| *engine != "InnoDB") {
            option("engine", engine);
        }
        if let Some(collation) = row.name(4) {
            if collation != sql::COLLATION {
                option("collation", &collation);
            }
            collations.insert(name.clone(), collation);
        }
        for (key, value) in create_options(row.text(5).unwrap_or_default()) {
            match option_row(&key) {
                Some(known) => {
                    let number = value.parse().map(OptionValue::Number);
                    let value = number.unwrap_or_else(|_| OptionValue::Text(value.into()));
                    table.options.insert(Name::new_static(known), value);
                }
                // Told by a view of its own.
                None if key == "partitioned" => {}
                None => leave("table option", &format!("{key} is not looked into")),
            }
        }
        tables.folded.insert(name.to_string().to_lowercase(), name.clone());
        tables.found.insert(name, table);
    }
    Ok(collations)
}

/// `row_format=COMPRESSED KEY_BLOCK_SIZE=8 partitioned`, in parts; names in lower case.
fn create_options(text: &str) -> impl Iterator<Item = (String, String)> {
    text.split_whitespace().map(|one| {
        let (key, value) = one.split_once('=').unwrap_or((one, ""));
        let bare = |text: &str| text.trim_matches(['`', '\'', '"']).to_owned();
        (bare(key).to_lowercase(), bare(value))
    })
}

/// Options of tables that a statement can set.
pub(in crate::mysql) fn option_row(key: &str) -> Option<&'static str> {
    let mut rows = OPTIONS.iter().filter(|row| row.catalog == CREATE_OPTIONS).map(|row| row.key);
    rows.find(|known| *known == key).or((key == "compression").then_some("compression"))
}

fn read_columns(rows: &Rows, tables: &mut Tables<'_>, target: &Target) -> Result<(), Unreadable> {
    let mut sorted: Vec<&Row> = rows.iter().collect();
    sorted.sort_by_key(|row| row.number(2));
    for row in sorted {
        let name = tables.name(row, queries::COLUMNS)?;
        if let Some(table) = tables.found.get_mut(&name) {
            table.columns.push(columns::read(row, target)?);
        } else if let Some(view) = tables.views.get_mut(&name) {
            view.push(columns::read_of_view(row, target)?);
        }
    }
    Ok(())
}

/// Columns say their collation only where it is not that of the table.
fn inherit_collation(table: &mut Table, collation: Option<&Name>) {
    for column in &mut table.columns {
        if column.collation.as_ref() == collation {
            column.collation = None;
        }
    }
}

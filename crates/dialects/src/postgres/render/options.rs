//! Options of tables, columns, keys and indexes. Most are storage parameters, and stand in WITH; the others have words
//! of their own.
//!
//! <https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-STORAGE-PARAMETERS>

use super::Piece;
use crate::postgres::sql::{qualified, quote, string};
use parallax_ir::{Column, Name, OptionChange, OptionValue, Options, Pair, QName};

/// What is said otherwise than in WITH, or cannot be said.
const WORDS: &[&str] = &[
    "bucket_count",
    "clustered",
    "deferrable",
    "force_row_security",
    "inherits",
    "invalid",
    "locality",
    "no_data",
    "partition_by",
    "row_security",
    "tablespace",
    "unlogged",
];

/// `WITH (fillfactor = 70)`, with a space in front.
pub fn storage(options: &Options) -> String {
    let settings: Vec<String> = options
        .iter()
        .filter(|(key, _)| !WORDS.contains(&key.as_str()))
        .map(|(key, value)| setting(key, value))
        .collect();
    if settings.is_empty() { String::new() } else { format!(" WITH ({})", settings.join(", ")) }
}

fn setting(key: &Name, value: &OptionValue) -> String {
    match value {
        OptionValue::Bool(value) => format!("{key} = {value}"),
        OptionValue::Number(value) => format!("{key} = {value}"),
        OptionValue::Text(value) => format!("{key} = {}", string(value)),
    }
}

fn is_set(options: &Options, key: &str) -> bool {
    options.get(key) == Some(&OptionValue::Bool(true))
}

fn text<'o>(options: &'o Options, key: &str) -> Option<&'o Name> {
    match options.get(key) {
        Some(OptionValue::Text(text)) => Some(text),
        Some(OptionValue::Bool(_) | OptionValue::Number(_)) | None => None,
    }
}

/// `UNLOGGED `
pub fn persistence(options: &Options) -> &'static str {
    if is_set(options, "unlogged") { "UNLOGGED " } else { "" }
}

/// In quotes, also of the one that is the default.
pub fn tablespace_name(options: &Options) -> String {
    quote(text(options, "tablespace").map_or("pg_default", Name::as_str))
}

/// ` PARTITION BY RANGE ("at")`
pub fn partition_by(options: &Options) -> String {
    text(options, "partition_by").map(|key| format!(" PARTITION BY {key}")).unwrap_or_default()
}

/// ` DEFERRABLE INITIALLY DEFERRED` of a key.
pub fn deferrable(options: &Options) -> String {
    text(options, "deferrable").map(|words| format!(" {words}")).unwrap_or_default()
}

/// ` TABLESPACE "fast"`
pub fn tablespace(options: &Options) -> String {
    text(options, "tablespace").map(|name| format!(" TABLESPACE {}", quote(name))).unwrap_or_default()
}

/// ` USING INDEX TABLESPACE "fast"` of a constraint.
pub fn constraint_tablespace(options: &Options) -> String {
    text(options, "tablespace")
        .map(|name| format!(" USING INDEX TABLESPACE {}", quote(name)))
        .unwrap_or_default()
}

/// Clauses of ALTER INDEX.
pub fn of_index_changed(options: Pair<&Options>) -> Vec<String> {
    let Pair { before, after } = options;
    let stored = |key: &&Name| !WORDS.contains(&key.as_str());
    let set: Vec<String> = after
        .iter()
        .filter(|(key, value)| stored(key) && before.get(*key) != Some(*value))
        .map(|(key, value)| setting(key, value))
        .collect();
    let reset: Vec<&str> =
        before.keys().filter(stored).filter(|key| !after.contains_key(*key)).map(Name::as_str).collect();
    let mut clauses = Vec::new();
    if !set.is_empty() {
        clauses.push(format!("SET ({})", set.join(", ")));
    }
    if !reset.is_empty() {
        clauses.push(format!("RESET ({})", reset.join(", ")));
    }
    let place = options.map(|options| text(options, "tablespace"));
    if place.before != place.after {
        let name = place.after.map_or("pg_default", Name::as_str);
        clauses.push(format!("SET TABLESPACE {}", quote(name)));
    }
    clauses
}

/// Whole statements behind CREATE TABLE.
pub fn of_table(table: &QName, options: &Options) -> Vec<String> {
    let words = [("row_security", "ENABLE"), ("force_row_security", "FORCE")];
    let set = words.into_iter().filter(|(key, _)| is_set(options, key));
    set.map(|(_, word)| format!("ALTER TABLE {} {word} ROW LEVEL SECURITY", qualified(table))).collect()
}

/// A change of one option of a table. How a table is partitioned and from what it inherits cannot be changed.
pub fn of_table_changed(change: &OptionChange) -> Piece {
    let on = change.after == Some(OptionValue::Bool(true));
    let clause = match change.key.as_str() {
        "unlogged" => format!("SET {}LOGGED", if on { "UN" } else { "" }),
        "row_security" => format!("{} ROW LEVEL SECURITY", if on { "ENABLE" } else { "DISABLE" }),
        "force_row_security" => format!("{}FORCE ROW LEVEL SECURITY", if on { "" } else { "NO " }),
        "tablespace" => {
            let name = match &change.after {
                Some(OptionValue::Text(name)) => quote(name),
                _ => quote("pg_default"),
            };
            format!("SET TABLESPACE {name}")
        }
        key if WORDS.contains(&key) => return Piece::default(),
        key => match &change.after {
            Some(value) => format!("SET ({})", setting(&change.key, value)),
            None => format!("RESET ({key})"),
        },
    };
    Piece { clauses: vec![clause], ..Piece::default() }
}

/// The domain that a column is of, in place of its type.
pub fn domain(column: &Column) -> Option<&str> {
    text(&column.options, "domain").map(Name::as_str)
}

/// Clauses of ALTER TABLE for what CREATE TABLE does not say of a column.
pub fn of_column(column: &Column) -> Vec<String> {
    of_column_changed(Pair::new(&Options::new(), &column.options), &column.name)
}

pub fn of_column_changed(options: Pair<&Options>, column: &Name) -> Vec<String> {
    let keys =
        options.before.keys().chain(options.after.keys().filter(|key| !options.before.contains_key(*key)));
    let column = quote(column);
    let changed = keys.filter(|key| options.before.get(*key) != options.after.get(*key));
    let clauses = changed.filter_map(|key| {
        let clause = match (key.as_str(), options.after.get(key)) {
            ("domain", _) => return None,
            ("storage" | "compression", Some(OptionValue::Text(word))) => {
                format!("SET {} {word}", key.to_uppercase())
            }
            // STORAGE DEFAULT came with 16; of both, leaving it is no harm.
            ("storage", _) => return None,
            ("compression", _) => "SET COMPRESSION DEFAULT".to_owned(),
            ("statistics", Some(OptionValue::Number(entries))) => format!("SET STATISTICS {entries}"),
            ("statistics", _) => "SET STATISTICS -1".to_owned(),
            (_, Some(value)) => format!("SET ({})", setting(key, value)),
            (key, None) => format!("RESET ({key})"),
        };
        Some(format!("ALTER COLUMN {column} {clause}"))
    });
    clauses.collect()
}

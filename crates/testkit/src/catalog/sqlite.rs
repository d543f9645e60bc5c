//! SQLite's catalog, by pragmas: its text of CREATE TABLE keeps the way in which a table came about.

use super::Catalog;
use rusqlite::{Connection, Error, types::Value};
use std::fmt::Write;

pub fn sqlite(connection: &Connection) -> Result<Catalog, Error> {
    let mut objects = Vec::new();
    let schema = rows(
        connection,
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )?;
    for object in &schema {
        let [kind, name, table, sql] = object.as_slice() else { continue };
        match kind.as_str() {
            "table" => self::table(connection, name, sql, &mut objects)?,
            "index" => {
                let predicate = sql.to_uppercase().find(" WHERE ").map_or("", |at| &sql[at..]);
                let properties = format!("{}{predicate}", index(connection, table, name)?);
                objects.push((format!("index {table}.{name}"), properties));
            }
            kind => objects.push((format!("{kind} {name}"), sql.clone())),
        }
    }
    Ok(objects.into_iter().collect())
}

fn table(
    connection: &Connection,
    name: &str,
    sql: &str,
    objects: &mut Vec<(String, String)>,
) -> Result<(), Error> {
    let sql = sql.to_uppercase();
    let counts = if sql.contains("AUTOINCREMENT") { "autoincrement" } else { "" };
    let strict = if sql.trim_end().ends_with("STRICT") { " strict" } else { "" };
    objects.push((format!("table {name}"), format!("{counts}{strict}")));

    let columns = "SELECT name, upper(type), \"notnull\", coalesce(dflt_value, '(none)'), pk, hidden FROM pragma_table_xinfo(?1)";
    for column in rows_of(connection, columns, name)? {
        objects.push((format!("column {name}.{}", column[0]), column[1..].join("|")));
    }
    let keys = "SELECT id, seq, \"table\", \"from\", coalesce(\"to\", ''), on_update, on_delete FROM pragma_foreign_key_list(?1) ORDER BY id, seq";
    let mut lines: Vec<String> = Vec::new();
    for key in rows_of(connection, keys, name)? {
        let part = format!("{} -> {}.{} {} {}", key[3], key[2], key[4], key[5], key[6]);
        match lines.last_mut().filter(|_| key[1] != "0") {
            Some(line) => {
                let _ = write!(line, ", {part}");
            }
            None => lines.push(part),
        }
    }
    lines.sort();
    for (at, line) in lines.into_iter().enumerate() {
        objects.push((format!("foreign key {name}.{at}"), line));
    }
    // Uniques and keys that are part of the table have no name of their own.
    let unnamed = "SELECT name, origin FROM pragma_index_list(?1) WHERE origin <> 'c'";
    let mut lines = Vec::new();
    for unnamed in rows_of(connection, unnamed, name)? {
        lines.push(format!("{} {}", unnamed[1], index(connection, name, &unnamed[0])?));
    }
    lines.sort();
    for (at, line) in lines.into_iter().enumerate() {
        objects.push((format!("constraint {name}.{at}"), line));
    }
    Ok(())
}

fn index(connection: &Connection, table: &str, name: &str) -> Result<String, Error> {
    let unique = "SELECT name, \"unique\" FROM pragma_index_list(?1)";
    let listed = rows_of(connection, unique, table)?;
    let unique = listed.iter().find(|row| row[0] == name).map_or("?", |row| row[1].as_str()).to_owned();
    let parts =
        "SELECT coalesce(name, '(expression)'), \"desc\", coll FROM pragma_index_xinfo(?1) WHERE key = 1";
    let parts: Vec<String> =
        rows_of(connection, parts, name)?.into_iter().map(|part| part.join(" ")).collect();
    Ok(format!("unique={unique} ({})", parts.join(", ")))
}

fn rows(connection: &Connection, sql: &str) -> Result<Vec<Vec<String>>, Error> {
    let mut statement = connection.prepare(sql)?;
    let width = statement.column_count();
    statement.query_map([], |row| (0..width).map(|at| Ok(text(row.get(at)?))).collect())?.collect()
}

fn rows_of(connection: &Connection, sql: &str, name: &str) -> Result<Vec<Vec<String>>, Error> {
    let mut statement = connection.prepare(sql)?;
    let width = statement.column_count();
    statement.query_map([name], |row| (0..width).map(|at| Ok(text(row.get(at)?))).collect())?.collect()
}

fn text(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text,
        Value::Blob(bytes) => format!("{bytes:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog(sql: &str) -> Catalog {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(sql).unwrap();
        sqlite(&connection).unwrap()
    }

    #[test]
    fn tables_are_equal_however_they_came_about() {
        let made =
            "CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY, b TEXT); CREATE UNIQUE INDEX b ON a (b DESC);";
        let grown = "CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY); ALTER TABLE a ADD COLUMN b text;
                     CREATE UNIQUE INDEX b ON a (b DESC);";
        assert_eq!(catalog(grown).difference(&catalog(made)), "");
    }

    #[test]
    fn every_property_counts() {
        let base = catalog("CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY, b TEXT REFERENCES a (id))");
        for other in [
            "CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, b TEXT REFERENCES a (id))",
            "CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY, b TEXT DEFAULT 'x' REFERENCES a (id))",
            "CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY, b TEXT REFERENCES a (id) ON DELETE CASCADE)",
            "CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY, b TEXT UNIQUE REFERENCES a (id))",
        ] {
            assert_ne!(catalog(other).difference(&base), "", "{other}");
        }
    }
}

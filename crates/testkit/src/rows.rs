//! Rows for a database that the model describes, so that what a plan says about rows can be held against them.

use parallax_engine::{Database, Target};
use parallax_ir::{BaseType, Column, Generated, Name, QName, Table, TypeArg};
use std::collections::{BTreeMap, BTreeSet};

/// Statements that fill every table with up to `rows` rows. Rows agree with all keys, foreign keys and enums; optional
/// columns are NULL in the last row. Tables that need rows of each other stay empty.
pub fn inserts(database: &Database, rows: usize, target: &Target) -> Vec<String> {
    let mut filler = Filler { database, target, filled: BTreeMap::new(), statements: Vec::new() };
    let mut waiting: Vec<&Table> = database.tables.values().map(AsRef::as_ref).collect();
    loop {
        let (ready, later): (Vec<&Table>, Vec<&Table>) =
            waiting.into_iter().partition(|table| filler.is_ready(table));
        if ready.is_empty() {
            return filler.statements;
        }
        for table in ready {
            filler.fill(table, rows);
        }
        waiting = later;
    }
}

struct Filler<'a> {
    database: &'a Database,
    target: &'a Target,
    /// Tables that have been looked at, and how many rows they have.
    filled: BTreeMap<&'a QName, usize>,
    statements: Vec<String>,
}

impl<'a> Filler<'a> {
    /// Whether all tables that it must refer to have been looked at.
    fn is_ready(&self, table: &Table) -> bool {
        required_tables(table).all(|other| self.filled.contains_key(other))
    }

    fn fill(&mut self, table: &'a Table, rows: usize) {
        let referenced = required_tables(table).filter_map(|other| self.filled.get(other).copied()).min();
        let mut rows = referenced.unwrap_or(rows).min(rows);
        for columns in unique_sets(table) {
            let different =
                columns.iter().filter_map(|name| table.column(name)).map(|column| self.values(column));
            rows = rows.min(different.max().unwrap_or(rows));
        }
        let mut inserts = Vec::new();
        for row in 0..rows {
            match self.insert(table, row, row + 1 == rows) {
                Some(insert) => inserts.push(insert),
                None => break,
            }
        }
        self.filled.insert(&table.name, inserts.len());
        self.statements.append(&mut inserts);
    }

    /// `None` where a required column takes no value that we know.
    fn insert(&self, table: &Table, row: usize, sparse: bool) -> Option<String> {
        // An optional foreign key to a row that is not there stays NULL.
        let dangling: BTreeSet<&Name> = table
            .foreign_keys
            .iter()
            .filter(|key| key.references != table.name)
            .filter(|key| self.filled.get(&key.references).is_none_or(|rows| row >= *rows))
            .flat_map(|key| &key.columns)
            .collect();
        let value = |column: &Column| {
            let absent = column.nullable && (sparse || dangling.contains(&column.name));
            let value = if absent { None } else { self.literal(column, row) };
            value.or_else(|| column.nullable.then(|| "NULL".to_owned()))
        };
        let quote = self.target.dialect.quote;
        let computed = |column: &&Column| matches!(column.generated, Some(Generated::Computed { .. }));
        let always =
            |column: &&Column| matches!(&column.generated, Some(Generated::Identity(of)) if of.always);
        let given = || table.columns.iter().filter(|column| !computed(column) && !always(column));
        let names: Vec<String> = given().map(|column| quote(&column.name)).collect();
        let values: Vec<String> = given().map(value).collect::<Option<_>>()?;
        let name = qualified(&table.name, self.target);
        Some(format!("INSERT INTO {name} ({}) VALUES ({})", names.join(", "), values.join(", ")))
    }

    /// How many different values we have for a column.
    fn values(&self, column: &Column) -> usize {
        match &column.ty.base {
            BaseType::Enum(name) => self.database.enums.get(name).map_or(0, |of| of.values.len()),
            BaseType::InlineEnum(values) => values.len(),
            BaseType::Native { .. } | BaseType::Other(_) if is_boolean(column) => 2,
            BaseType::Native { name, .. } if name == "Bit" || name == "VarBit" => 2,
            // Where all digits stand behind the point, nothing but zero is offered.
            BaseType::Native { name, .. } if name == "Decimal" => 1,
            BaseType::Native { .. } | BaseType::Other(_) => usize::MAX,
        }
    }

    /// Different in each row as far as the type has as many values. The same row has the same value in all columns of a
    /// type, so that foreign keys find their keys.
    fn literal(&self, column: &Column, row: usize) -> Option<String> {
        let single = self.single(column, row)?;
        Some(if column.ty.list { format!("'{{{}}}'", single.trim_matches('\'')) } else { single })
    }

    fn single(&self, column: &Column, row: usize) -> Option<String> {
        let is_postgres = self.target.dialect.name == "postgresql";
        let number = row + 1;
        let (name, args) = match &column.ty.base {
            BaseType::Enum(name) => {
                let values = &self.database.enums.get(name)?.values;
                return values.get(row % values.len()).map(|value| format!("'{}'", value.name));
            }
            BaseType::InlineEnum(values) => {
                return values.get(row % values.len()).map(|value| format!("'{value}'"));
            }
            // What a domain checks, nobody here knows.
            BaseType::Native { .. } if column.options.contains_key("domain") => return None,
            BaseType::Native { name, args } => (name.as_str(), args.as_slice()),
            BaseType::Other(_) => return None,
        };
        let arg = |at: usize| match args.get(at) {
            Some(TypeArg::Number(number)) => Some(*number as usize),
            Some(TypeArg::Max) | None => None,
        };
        let is = |words: &[&str]| words.iter().any(|word| name.contains(word));
        let value = if is_boolean(column) {
            let truth = number.is_multiple_of(2);
            if is_postgres { truth.to_string() } else { u8::from(truth).to_string() }
        } else if is(&["Byte", "Blob"]) {
            let prefix = if is_postgres { "'\\x" } else { "x'" };
            format!("{prefix}{number:02x}'")
        } else if is(&["Json"]) {
            format!("'\"row {number}\"'")
        } else if is(&["Inet"]) {
            format!("'10.0.0.{number}'")
        } else if is(&["Uuid"]) {
            format!("'00000000-0000-0000-0000-{number:012}'")
        } else if is(&["VarBit", "Bit"]) {
            format!("b'{:0width$b}'", number % 2, width = arg(0).unwrap_or(1))
        } else if is(&["Xml"]) {
            format!("'<row>{number}</row>'")
        } else if is(&["Year"]) {
            (2000 + number).to_string()
        } else if is(&["Binary"]) {
            format!("x'{number:02x}'")
        } else if is(&["Decimal"]) && arg(0).is_some_and(|digits| digits <= arg(1).unwrap_or(0)) {
            // No digit in front of the point.
            "0".to_owned()
        } else if is(&["Time", "Date"]) {
            format!("'2024-01-{number:02} 12:00:{number:02}'")
        } else if is(&["Int", "Oid", "Decimal", "Money", "Double", "Real", "Float"]) {
            number.to_string()
        } else if name == "Char" && args.is_empty() || arg(0).is_some_and(|length| length < 5) {
            format!("'{number}'")
        } else {
            format!("'row {number}'")
        };
        Some(value)
    }
}

/// Other tables without whose rows a row cannot be.
fn required_tables(table: &Table) -> impl Iterator<Item = &QName> {
    let optional =
        |columns: &[Name]| columns.iter().any(|name| table.column(name).is_none_or(|column| column.nullable));
    let keys = table.foreign_keys.iter().filter(move |key| !optional(&key.columns));
    keys.map(|key| &key.references).filter(|name| **name != table.name)
}

fn unique_sets(table: &Table) -> impl Iterator<Item = Vec<&Name>> {
    let key = table.primary_key.iter().map(|key| key.columns.iter().map(|column| &column.name).collect());
    let uniques = table.indexes.iter().filter(|index| index.is_unique());
    key.chain(uniques.map(|index| index.columns().collect()))
}

fn is_boolean(column: &Column) -> bool {
    match &column.ty.base {
        BaseType::Native { name, args } => {
            name.contains("Bool") || (name == "TinyInt" && args == &[TypeArg::Number(1)])
        }
        BaseType::Enum(_) | BaseType::InlineEnum(_) | BaseType::Other(_) => false,
    }
}

/// What can be counted in a table: all rows, and per column those with a value.
pub fn count(table: &Table, columns: &[&Name], target: &Target) -> String {
    let quote = target.dialect.quote;
    let counts = columns.iter().map(|name| format!(", count({})", quote(name))).collect::<String>();
    format!("SELECT count(*){counts} FROM {}", qualified(&table.name, target))
}

/// The columns that both sides have under one name, by the tables that both have under one name.
pub fn shared<'a>(before: &'a Database, after: &'a Database) -> BTreeMap<&'a QName, Vec<&'a Name>> {
    let tables = before.tables.iter().filter_map(|(name, old)| {
        let new = after.tables.get(name)?;
        let names = old.columns.iter().map(|column| &column.name);
        Some((name, names.filter(|name| new.column(name).is_some()).collect()))
    });
    tables.collect()
}

/// A name as in SQL.
pub fn qualified(name: &QName, target: &Target) -> String {
    let quote = target.dialect.quote;
    match &name.schema {
        Some(schema) => format!("{}.{}", quote(schema), quote(&name.name)),
        None => quote(&name.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::{Live, sqlite};
    use crate::pipeline::{compile, script, target};
    use parallax_engine::Pair;

    #[test]
    fn tables_are_filled_in_an_order_that_foreign_keys_allow() {
        let target = target("sqlite").unwrap();
        let text = "
model Post {
  id     Int     @id
  author User    @relation(fields: [by], references: [name])
  by     String
  note   String?
}

model User {
  name  String @id
  posts Post[]
}
";
        let database = compile(text, &target).unwrap();
        let live = sqlite().unwrap();
        live.run(&script(Pair::new(&Database::default(), &database), &target).unwrap()).unwrap();
        live.run(&inserts(&database, 3, &target)).unwrap();
        let post = &database.tables[&QName::bare("Post")];
        let columns: Vec<&Name> = post.columns.iter().map(|column| &column.name).collect();
        // All rows, then those with a value in each column: the last row has none where it may.
        assert_eq!(live.numbers(&count(post, &columns, &target)).unwrap(), [3, 3, 3, 2]);
    }
}

//! Rows in scenarios: a line with the table and its columns, then a line per row, values between `|`; `NULL` is none.

use parallax_engine::Target;

/// Rows of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    table: String,
    columns: Vec<String>,
    /// In the order of the first column.
    values: Vec<Vec<String>>,
}

const NULL: &str = "NULL";

/// The tables of a block, with an empty line between each two.
pub(super) fn parse(block: &str) -> Result<Vec<Rows>, String> {
    block.split("\n\n").filter(|part| !part.trim().is_empty()).map(table).collect()
}

fn table(part: &str) -> Result<Rows, String> {
    let mut lines = part.lines().filter(|line| !line.trim().is_empty());
    let head = lines.next().unwrap_or_default();
    let (table, columns) = head
        .split_once('(')
        .and_then(|(table, rest)| Some((table.trim(), rest.trim().strip_suffix(')')?)))
        .ok_or_else(|| format!("`{head}` is no `Table (column, …)`"))?;
    let columns: Vec<String> = columns.split(',').map(|column| column.trim().to_owned()).collect();
    let values: Vec<Vec<String>> =
        lines.map(|line| line.split('|').map(|value| value.trim().to_owned()).collect()).collect();
    match values.iter().find(|row| row.len() != columns.len()) {
        Some(row) => Err(format!("`{}` has not {} values", row.join(" | "), columns.len())),
        None => Ok(Rows { table: table.to_owned(), columns, values }),
    }
}

impl Rows {
    /// One statement per row.
    pub fn inserts(&self, target: &Target) -> Vec<String> {
        let quote = target.dialect.quote;
        let columns: Vec<String> = self.columns.iter().map(|column| quote(column)).collect();
        let literal = |value: &String| match value.as_str() {
            NULL => NULL.to_owned(),
            text => format!("'{}'", text.replace('\'', "''")),
        };
        let insert = |row: &Vec<String>| {
            let values: Vec<String> = row.iter().map(literal).collect();
            format!(
                "INSERT INTO {} ({}) VALUES ({})",
                quote(&self.table),
                columns.join(", "),
                values.join(", ")
            )
        };
        self.values.iter().map(insert).collect()
    }
    /// A query for what is there, as texts.
    pub fn query(&self, target: &Target) -> String {
        let quote = target.dialect.quote;
        // What texts can be cast to has another name there.
        let text = if matches!(target.dialect.name, "mysql" | "mariadb") { "char" } else { "text" };
        let columns = self
            .columns
            .iter()
            .map(|column| format!("coalesce(CAST({} AS {text}), '{NULL}')", quote(column)));
        let columns: Vec<String> = columns.collect();
        let first = self.columns.first().map(|column| quote(column)).unwrap_or_default();
        format!("SELECT {} FROM {} ORDER BY {first}", columns.join(", "), quote(&self.table))
    }
    /// What differs from these rows, in words.
    pub fn difference(&self, found: &[Vec<String>]) -> Option<String> {
        let shown = |rows: &[Vec<String>]| {
            rows.iter().map(|row| format!("  {}\n", row.join(" | "))).collect::<String>()
        };
        (found != self.values).then(|| {
            format!("{} should hold\n{}but holds\n{}", self.table, shown(&self.values), shown(found))
        })
    }
}

//! Queries that count the rows on which a step would fail or lose values. One row, one number; 0 is good news.

use parallax_ir::{Data, ForeignKey, Name, QName, RowCheck};

/// How a database writes names.
#[derive(Clone, Copy)]
pub(crate) struct Names {
    pub(crate) table: fn(&QName) -> String,
    pub(crate) column: fn(&str) -> String,
}

impl Names {
    /// All rows: a required column without a default cannot be added to them, a dropped table loses them.
    pub(crate) fn rows(self, table: &QName, then: Data) -> RowCheck {
        RowCheck {
            looks_for: format!("rows in {table}"),
            sql: format!("SELECT count(*) FROM {}", (self.table)(table)),
            then,
        }
    }
    pub(crate) fn nulls(self, table: &QName, column: &str, then: Data) -> RowCheck {
        self.having(table, format!("rows where {table}.{column} is NULL"), &self.is_null(column), then)
    }
    pub(crate) fn values(self, table: &QName, column: &str, then: Data) -> RowCheck {
        self.having(table, format!("values in {table}.{column}"), &self.is_not_null(column), then)
    }
    /// Rows for which a condition holds.
    pub(crate) fn having(self, table: &QName, looks_for: String, condition: &str, then: Data) -> RowCheck {
        let sql = format!("SELECT count(*) FROM {} WHERE {condition}", (self.table)(table));
        RowCheck { looks_for, sql, then }
    }
    /// Groups of rows with the same key. A row with a NULL in its key collides with nothing, unless `nulls_collide`.
    pub(crate) fn duplicates<'a>(
        self,
        table: &QName,
        columns: impl IntoIterator<Item = &'a Name>,
        predicate: Option<&str>,
        nulls_collide: bool,
    ) -> RowCheck {
        let columns: Vec<&Name> = columns.into_iter().collect();
        let list = join(columns.iter().map(|column| (self.column)(column)), ", ");
        let mut conditions: Vec<String> = predicate.map(|text| format!("({text})")).into_iter().collect();
        if !nulls_collide {
            conditions.extend(columns.iter().map(|column| self.is_not_null(column)));
        }
        let filter = match conditions.is_empty() {
            true => String::new(),
            false => format!(" WHERE {}", conditions.join(" AND ")),
        };
        RowCheck {
            looks_for: format!("values of {table} ({}) that occur twice", join(columns, ", ")),
            sql: format!(
                "SELECT count(*) FROM (SELECT 1 AS one FROM {}{filter} GROUP BY {list} HAVING count(*) > 1) AS twice",
                (self.table)(table)
            ),
            then: Data::Keeps,
        }
    }
    /// Rows that point at nothing.
    pub(crate) fn orphans(self, table: &QName, key: &ForeignKey) -> RowCheck {
        let pairs = key.columns.iter().zip(&key.referenced_columns);
        let on =
            join(pairs.map(|(a, b)| format!("p.{} = c.{}", (self.column)(b), (self.column)(a))), " AND ");
        let given = join(key.columns.iter().map(|a| format!("c.{}", self.is_not_null(a))), " AND ");
        RowCheck {
            looks_for: format!(
                "rows in {table} whose ({}) is not in {}",
                join(&key.columns, ", "),
                key.references
            ),
            sql: format!(
                "SELECT count(*) FROM {} AS c WHERE {given} AND NOT EXISTS (SELECT 1 FROM {} AS p WHERE {on})",
                (self.table)(table),
                (self.table)(&key.references)
            ),
            then: Data::Keeps,
        }
    }
    fn is_null(self, column: &str) -> String {
        format!("{} IS NULL", (self.column)(column))
    }
    fn is_not_null(self, column: &str) -> String {
        format!("{} IS NOT NULL", (self.column)(column))
    }
}

/// `a, b`
pub(crate) fn join<T: AsRef<str>>(parts: impl IntoIterator<Item = T>, between: &str) -> String {
    let mut text = String::new();
    for (at, part) in parts.into_iter().enumerate() {
        if at > 0 {
            text.push_str(between);
        }
        text.push_str(part.as_ref());
    }
    text
}

//! UPDATE as every database writes it, but for the names and for what a dialect makes of a value.

use crate::row_checks::{Names, join};
use parallax_ir::{Column, Condition, Pair, UpdateRows, Value};

/// The statement; it ends with its condition, so that another one can be put behind it with AND.
pub(crate) fn update(
    update: &UpdateRows,
    names: &Names,
    truth: &str,
    converted: impl Fn(Pair<&Column>) -> String,
) -> String {
    let column = |name: &str| (names.column)(name);
    let assignments = update.assignments.iter().map(|(to, value)| {
        let value = match value {
            Value::Default => "DEFAULT".to_owned(),
            Value::Column(from) => column(from),
            Value::Converted(pair) => converted(pair.as_ref().as_ref()),
            Value::Sql(sql) => sql.to_string(),
        };
        format!("{} = {value}", column(to))
    });
    let conditions = update.filter.iter().map(|condition| match condition {
        Condition::IsNull(name) => format!("{} IS NULL", column(name)),
        Condition::IsNotNull(name) => format!("{} IS NOT NULL", column(name)),
        Condition::Sql(sql) => format!("({sql})"),
    });
    let conditions = if update.filter.is_empty() { truth.to_owned() } else { join(conditions, " AND ") };
    format!("UPDATE {} SET {} WHERE {conditions}", (names.table)(&update.table), join(assignments, ", "))
}

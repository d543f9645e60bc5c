//! UPDATE as every database writes it, but for the names and for what a dialect makes of a value.

use crate::row_checks::{Names, join};
use crate::values;
use parallax_ir::{Column, Condition, Copy, Lookup, Matching, Name, Pair, QName, Rebuild, UpdateRows, Value};

/// The statement; it ends with its condition, so that another one can be put behind it with AND.
pub(crate) fn update(
    update: &UpdateRows,
    names: &Names,
    truth: &str,
    converted: impl Fn(Pair<&Column>) -> String,
) -> String {
    let column = |name: &str| (names.column)(name);
    let assignments = update.assignments.iter().map(|(to, value)| {
        let value = value_sql(value, &update.table, names, &converted);
        format!("{} = {value}", column(to))
    });
    let conditions = update.filter.iter().map(|condition| match condition {
        Condition::IsNull(name) => format!("{} IS NULL", column(name)),
        Condition::IsNotNull(name) => format!("{} IS NOT NULL", column(name)),
        Condition::Is(name, text) => format!("{} = {}", column(name), values::string(text)),
        Condition::Sql(sql) => format!("({sql})"),
    });
    let conditions = if update.filter.is_empty() { truth.to_owned() } else { join(conditions, " AND ") };
    format!("UPDATE {} SET {} WHERE {conditions}", (names.table)(&update.table), join(assignments, ", "))
}

/// What a row of the table gets.
pub(crate) fn value_sql(
    value: &Value,
    table: &QName,
    names: &Names,
    converted: impl Fn(Pair<&Column>) -> String,
) -> String {
    match value {
        Value::Default => "DEFAULT".to_owned(),
        Value::Column(from) => (names.column)(from),
        Value::Converted(pair) => converted(pair.as_ref().as_ref()),
        Value::Sql(sql) => sql.to_string(),
        Value::Text(text) => values::string(text),
        Value::Lookup(lookup) => {
            let from = (names.table)(&lookup.table);
            let column = (names.column)(&lookup.column);
            format!("(SELECT {from}.{column} FROM {from} WHERE {})", on(lookup, table, names))
        }
    }
}

/// What holds for the row of the other table that belongs to one of this.
pub(crate) fn on(lookup: &Lookup, table: &QName, names: &Names) -> String {
    let (theirs, ours) = ((names.table)(&lookup.table), (names.table)(table));
    match &lookup.on {
        Matching::Sql(sql) => sql.to_string(),
        Matching::Columns(pairs) => join(
            pairs
                .iter()
                .map(|(a, b)| format!("{theirs}.{} = {ours}.{}", (names.column)(a), (names.column)(b))),
            " AND ",
        ),
    }
}

/// The columns of a new table that get something, and what that is, as a query over the old one gives it. `copied` is
/// what a column is that goes over as it is.
pub(crate) fn selected<'r>(
    rebuild: &'r Rebuild,
    names: &Names,
    copied: impl Fn(&Copy) -> String,
) -> Vec<(&'r Name, String)> {
    let table = &rebuild.tables.before.name;
    let filled =
        |value: &Value| value_sql(value, table, names, |columns| (names.column)(&columns.before.name));
    let fill = |to: &Name| rebuild.fills.iter().find(|fill| fill.to == *to);
    let copies = rebuild.copies.iter().map(|copy| match fill(&copy.to) {
        Some(fill) => {
            (&copy.to, format!("coalesce({}, {})", (names.column)(&copy.from), filled(&fill.value)))
        }
        None => (&copy.to, copied(copy)),
    });
    let is_copied = |to: &Name| rebuild.copies.iter().any(|copy| copy.to == *to);
    let fills = rebuild.fills.iter().filter(|fill| !is_copied(&fill.to));
    copies.chain(fills.map(|fill| (&fill.to, filled(&fill.value)))).collect()
}

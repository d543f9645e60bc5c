//! Comments as SQL Server has them: extended properties called `MS_Description`, as its tools show them.
//! <https://learn.microsoft.com/en-us/sql/relational-databases/system-stored-procedures/sp-addextendedproperty-transact-sql>

use super::sql::{schema_of, unicode};
use parallax_ir::{Column, Name, Pair, QName, Table};

/// Of a table, or of one of its columns; nothing where both are the same.
pub(super) fn change(table: &QName, column: Option<&Name>, comments: Pair<Option<&Name>>) -> Option<String> {
    let (procedure, value) = match (comments.before, comments.after) {
        (before, after) if before == after => return None,
        (None, Some(text)) => ("sp_addextendedproperty", Some(text)),
        (Some(_), Some(text)) => ("sp_updateextendedproperty", Some(text)),
        (Some(_), None) => ("sp_dropextendedproperty", None),
        (None, None) => return None,
    };
    let mut sql = format!("EXEC {procedure} N'MS_Description'");
    let levels = [
        ("SCHEMA", Some(schema_of(table))),
        ("TABLE", Some(&table.name)),
        ("COLUMN", column.map(Name::as_str)),
    ];
    let levels = levels.into_iter().filter_map(|(level, name)| Some([level, name?]));
    for argument in value.map(Name::as_str).into_iter().chain(levels.flatten()) {
        sql.push_str(&format!(", {}", unicode(argument)));
    }
    Some(sql)
}

pub(super) fn of_column(table: &QName, columns: Pair<Option<&Column>>) -> Option<String> {
    let name = columns.after.map(|column| &column.name);
    change(table, name, columns.map(|column| column.and_then(|column| column.comment.as_ref())))
}

/// Of a table that is new, and of its columns.
pub(super) fn of_new(table: &Table) -> Vec<String> {
    let own = change(&table.name, None, Pair::new(None, table.comment.as_ref()));
    let columns = table.columns.iter();
    let columns = columns.filter_map(|column| of_column(&table.name, Pair::new(None, Some(column))));
    own.into_iter().chain(columns).collect()
}

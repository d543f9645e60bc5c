//! What to count before a step runs, beyond what every database asks.

use crate::mysql::sql::{list, quote, string, table_name};
use crate::row_checks::Names;
use parallax_ir::{Data, Index, IndexKey, Name, QName, RowCheck};

pub(super) const NAMES: Names = Names { table: table_name, column: quote };

/// Rows whose value is one of these.
pub(super) fn one_of(table: &QName, column: &str, values: &[&Name], then: Data) -> RowCheck {
    let names = values.iter().map(|value| value.as_str()).collect::<Vec<_>>().join(", ");
    let condition = format!("{} IN ({})", quote(column), list(values, |value| string(value)));
    NAMES.having(table, format!("rows where {table}.{column} is one of {names}"), &condition, then)
}

/// Values that do not fit into `length`, counted by `function`.
pub(super) fn longer_than(table: &QName, column: &str, length: u32, function: &str) -> RowCheck {
    let condition = format!("{function}({}) > {length}", quote(column));
    NAMES.having(table, format!("values of {table}.{column} longer than {length}"), &condition, Data::Loses)
}

/// Rows that a unique index would not let in side by side. `None` where it is on expressions.
pub(super) fn duplicates(table: &QName, index: &Index) -> Option<RowCheck> {
    let mut keys = Vec::new();
    let mut has_prefix = false;
    for part in &index.parts {
        let IndexKey::Column(name) = &part.key else { return None };
        has_prefix |= part.length.is_some();
        keys.push((name, part.length));
    }
    let mut check = NAMES.duplicates(table, keys.iter().map(|(name, _)| *name), None, false);
    if has_prefix {
        // The beginnings of values are compared.
        let whole = list(&keys, |(name, _)| quote(name));
        let cut = list(&keys, |(name, length)| match length {
            Some(length) => format!("LEFT({}, {length})", quote(name)),
            None => quote(name),
        });
        check.sql = check.sql.replace(&format!("GROUP BY {whole}"), &format!("GROUP BY {cut}"));
    }
    Some(check)
}

//! How the rows of a table are divided, as the clause that says so.
//! <https://dev.mysql.com/doc/refman/8.4/en/information-schema-partitions-table.html>

use super::decode::{Found, Tables, need};
use super::queries;
use crate::mysql::sql::quote;
use parallax_dialect::{Left, Row, Rows, Unreadable};
use parallax_ir::{Name, OptionValue, QName, Table};
use std::collections::BTreeMap;

pub(super) fn read(rows: &Rows, tables: &mut Tables<'_>, found: &mut Found) -> Result<(), Unreadable> {
    let mut parts: BTreeMap<QName, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        let name = tables.name(row, queries::PARTITIONS)?;
        parts.entry(name).or_default().push(row);
    }
    for (name, mut rows) in parts {
        rows.sort_by_key(|row| row.number(3));
        if rows.iter().any(|row| row.text(7).is_some()) {
            let detail = "a plan does not see how the rows are divided again".to_owned();
            found.left.push(Left { kind: "subpartition", object: name.clone(), member: None, detail });
        }
        let clause = clause(&rows)?;
        if let Some(table) = tables.found.get_mut(&name) {
            let key = Name::new_static(Table::PARTITION_BY);
            table.options.insert(key, OptionValue::Text(clause.into()));
        }
    }
    Ok(())
}

/// ``RANGE (year(`at`)) (PARTITION `p0` VALUES LESS THAN (2024))``, ``HASH (`id`) PARTITIONS 4``
fn clause(rows: &[&Row]) -> Result<String, Unreadable> {
    let Some(first) = rows.first() else { return Ok(String::new()) };
    let method = need(first, 4, queries::PARTITIONS)?;
    let head = format!("{method} ({})", first.text(5).unwrap_or_default());
    if !method.starts_with("RANGE") && !method.starts_with("LIST") {
        return Ok(format!("{head} PARTITIONS {}", rows.len()));
    }
    let columns = method.ends_with("COLUMNS");
    let part = |row: &&Row| {
        let values = row.text(6).unwrap_or_default();
        let bound = match (method.starts_with("LIST"), values) {
            (true, "DEFAULT") => "DEFAULT".to_owned(),
            (true, values) => format!("VALUES IN ({values})"),
            (false, "MAXVALUE") if !columns => "VALUES LESS THAN MAXVALUE".to_owned(),
            (false, values) => format!("VALUES LESS THAN ({values})"),
        };
        format!("PARTITION {} {bound}", quote(row.text(2).unwrap_or_default()))
    };
    Ok(format!("{head} ({})", rows.iter().map(part).collect::<Vec<_>>().join(", ")))
}

//! Sequences of MariaDB.

use super::decode::{Tables, need};
use super::queries;
use parallax_dialect::{Rows, Unreadable};
use parallax_ir::{Origin, QName, Sequence, SequenceOptions};
use std::collections::BTreeMap;

/// How many numbers a session takes at once where nothing is said.
/// <https://mariadb.com/docs/server/reference/sql-structure/sequences/create-sequence>
const CACHE: i64 = 1000;

pub(super) fn read(rows: &Rows, tables: &Tables<'_>) -> Result<BTreeMap<QName, Sequence>, Unreadable> {
    let mut found = BTreeMap::new();
    for row in rows {
        let name = tables.qualify(row, need(row, 1, queries::SEQUENCES)?);
        let increment = row.number(3).unwrap_or(1);
        // Where it counts to by itself, and where it begins.
        let (min, max) = if increment < 0 { (i64::MIN + 1, -1) } else { (1, i64::MAX - 1) };
        let (min_value, max_value) = (row.number(4).unwrap_or(min), row.number(5).unwrap_or(max));
        let begin = if increment < 0 { max_value } else { min_value };
        let options = SequenceOptions {
            start: row.number(2).filter(|start| *start != begin),
            increment: Some(increment).filter(|step| *step != 1),
            min_value: Some(min_value).filter(|value| *value != min),
            max_value: Some(max_value).filter(|value| *value != max),
            cache: row.number(6).filter(|count| *count != CACHE),
            cycle: row.flag(7),
            virtual_: false,
        };
        let sequence =
            Sequence { name: name.clone(), ty: None, comment: None, options, origin: Origin::default() };
        found.insert(name, sequence);
    }
    Ok(found)
}

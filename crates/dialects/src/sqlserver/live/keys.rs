//! Indexes, keys, checks.

use super::decode::Reading;
use super::defaults::unwrapped;
use parallax_dialect::{Row, Rows};
use parallax_ir::{
    Action, Check, ForeignKey, Index, IndexKey, IndexKind, IndexPart, KeyColumn, Name, OptionValue, Options,
    Origin, PrimaryKey, QName, Sort,
};

/// One index: its rows follow on each other.
struct Found<'a> {
    of: QName,
    name: &'a str,
    rows: Vec<&'a Row>,
}

/// <https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/sys-indexes-transact-sql>
pub(super) fn indexes(reading: &mut Reading<'_>, rows: &Rows) {
    let mut found: Vec<Found<'_>> = Vec::new();
    for row in rows {
        let (Some(of), Some(name)) = (reading.name(row, 0), row.text(2)) else { continue };
        match found.last_mut().filter(|last| last.of == of && last.name == name) {
            Some(last) => last.rows.push(row),
            None => found.push(Found { of, name, rows: vec![row] }),
        }
    }
    for index in &found {
        add_index(reading, index);
    }
}

fn add_index(reading: &mut Reading<'_>, found: &Found<'_>) {
    let Some(first) = found.rows.first().filter(|_| reading.known(&found.of).is_some()) else { return };
    let member = Some(Name::from(found.name));
    let (kind, words) = match first.number(3) {
        Some(1 | 2) => (None, ""),
        Some(7) => (Some("hash index"), "is read as if it were none by hashes"),
        Some(3) => (Some("XML index"), "is not read"),
        Some(4) => (Some("spatial index"), "is not read"),
        Some(5 | 6) => (Some("columnstore index"), "is not read"),
        Some(_) | None => (Some("index"), "is of a kind that is not known here"),
    };
    if let Some(kind) = kind {
        reading.leave(kind, &found.of, member, words);
        if kind != "hash index" {
            return;
        }
    } else if first.flag(9) {
        reading.leave("disabled index", &found.of, member, "is read as if it were enabled");
    }
    let Some(table) = reading.known(&found.of) else { return };
    if first.flag(6) {
        table.primary_key = Some(primary_key(found, first));
    } else {
        table.indexes.push(index(found, first));
    }
}

fn sort(row: &Row) -> Sort {
    if row.flag(11) { Sort::Desc } else { Sort::Asc }
}

/// Only where it is not what SQL Server does by itself.
fn clustering(row: &Row, by_default: bool) -> Options {
    let clustered = row.number(3) == Some(1);
    let option = (clustered != by_default).then(|| ("clustered".into(), OptionValue::Bool(clustered)));
    option.into_iter().collect()
}

fn primary_key(found: &Found<'_>, first: &Row) -> PrimaryKey {
    let part = |row: &&Row| Some(KeyColumn { name: row.name(10)?, sort: sort(row), length: None });
    PrimaryKey {
        name: Some(found.name.into()),
        columns: found.rows.iter().filter_map(part).collect(),
        options: clustering(first, true),
        origin: Origin::default(),
    }
}

fn index(found: &Found<'_>, first: &Row) -> Index {
    let part = |row: &&Row| {
        let column = IndexPart::column(row.name(10)?);
        Some(IndexPart { key: IndexKey::Column(row.name(10)?), sort: sort(row), ..column })
    };
    let (included, keys): (Vec<&Row>, Vec<&Row>) = found.rows.iter().partition(|row| row.flag(12));
    Index {
        name: found.name.into(),
        kind: if first.flag(5) { IndexKind::Unique } else { IndexKind::Normal },
        constraint: first.flag(7),
        method: None,
        parts: keys.iter().filter_map(part).collect(),
        include: included.iter().filter_map(|row| row.name(10)).collect(),
        predicate: first.text(8).map(|sql| unwrapped(sql).into()),
        nulls_not_distinct: false,
        comment: first.name(13),
        options: clustering(first, false),
        building: Default::default(),
        origin: Origin::default(),
    }
}

/// `SET_NULL`
fn action(text: Option<&str>) -> Action {
    let sql = text.unwrap_or_default().replace('_', " ");
    Action::ALL.into_iter().find(|action| action.sql() == sql).unwrap_or(Action::NoAction)
}

pub(super) fn foreign_keys(reading: &mut Reading<'_>, rows: &Rows) {
    for row in rows {
        let (Some(of), Some(references)) = (reading.name(row, 0), reading.name(row, 4)) else { continue };
        let (Some(column), Some(referenced)) = (row.name(3), row.name(6)) else { continue };
        let (name, is_disabled) = (row.name(2), row.flag(10));
        let Some(table) = reading.known(&of) else { continue };
        // Rows of one key follow on each other.
        if let Some(last) = table.foreign_keys.last_mut().filter(|last| last.name == name) {
            last.columns.push(column);
            last.referenced_columns.push(referenced);
            continue;
        }
        table.foreign_keys.push(ForeignKey {
            name: name.clone(),
            columns: vec![column],
            references,
            referenced_columns: vec![referenced],
            on_delete: action(row.text(7)),
            on_update: action(row.text(8)),
            match_full: false,
            deferrable: None,
            validated: !row.flag(9),
            origin: Origin::default(),
        });
        if is_disabled {
            reading.leave("disabled foreign key", &of, name, "is read as if it were enabled");
        }
    }
}

pub(super) fn checks(reading: &mut Reading<'_>, rows: &Rows) {
    for row in rows {
        let (Some(of), Some(expression)) = (reading.name(row, 0), row.text(3)) else { continue };
        let check = Check { validated: !row.flag(4), ..Check::new(row.name(2), unwrapped(expression)) };
        let Some(table) = reading.known(&of) else { continue };
        table.checks.push(check);
        if row.flag(5) {
            reading.leave("disabled check", &of, row.name(2), "is read as if it were enabled");
        }
    }
}

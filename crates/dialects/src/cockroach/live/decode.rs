//! Rows of CockroachDB's catalog to a database. What it keeps as PostgreSQL does is read as there.

use super::columns::{self, Hidden, annotated};
use crate::postgres::live::columns::{sequence_options, unwrapped};
use crate::postgres::live::decode::{Reading, json, storage, text};
use crate::postgres::live::keys;
use parallax_dialect::{OWN_TABLES, Observed, Row, Rows, Scope, Target, Unreadable};
use parallax_ir::{
    Definition, Index, IndexKey, IndexKind, IndexPart, Name, Object, ObjectKey, ObjectKind, OptionValue,
    Options, Origin, Sort, Table, View,
};
use std::collections::BTreeMap;

/// The enum of regions that a database of several has.
const REGIONS: &str = "crdb_internal_region";

pub fn decode(scope: &Scope, target: &Target, answers: &[Rows]) -> Result<Observed, Unreadable> {
    let mut reading = Reading::new(scope, target);
    let none = Rows::default();
    let mut answers = answers.iter();
    let mut next = || answers.next().unwrap_or(&none);
    reading.namespaces(next());
    reading.enums(next())?;
    reading.observed.database.enums.retain(|name, _| name.name != REGIONS);
    tables(&mut reading, next())?;
    views(&mut reading, next())?;
    let read = columns::read(&mut reading, next())?;
    for row in next() {
        let name = reading.qname(row, 0, "sequences")?;
        if !read.identities.contains(&name.name) {
            reading.add_sequence(name, sequence_options(row));
        }
    }
    indexes(&mut reading, next(), &read.hidden)?;
    let mut constraints = next().clone();
    constraints.0.iter_mut().for_each(plain_check);
    keys::constraints(&mut reading, &constraints)?;
    servers_keys(&mut reading, &read.hidden);
    localities(&mut reading, next())?;
    Ok(reading.finish())
}

fn tables(reading: &mut Reading<'_>, rows: &Rows) -> Result<(), Unreadable> {
    for row in rows {
        let name = reading.qname(row, 1, "tables")?;
        if OWN_TABLES.contains(&name.name.as_str()) || reading.is_tool(&name) {
            continue;
        }
        let mut table = Table::new(name.clone());
        table.options = storage(row, 3, "", "tables")?;
        if table.options.contains_key("ttl") {
            reading.leave("row-level TTL", name.clone(), None, "deletes rows by their age");
        }
        table.comment = row.name(4);
        reading.by_oid.insert(text(row, 0, "tables")?.to_owned(), name.clone());
        reading.observed.database.add_table(table);
    }
    Ok(())
}

fn views(reading: &mut Reading<'_>, rows: &Rows) -> Result<(), Unreadable> {
    for row in rows {
        let name = reading.qname(row, 1, "views")?;
        if reading.is_tool(&name) {
            continue;
        }
        let kind = match row.text(3) {
            Some("m") => ObjectKind::MaterializedView,
            _ => ObjectKind::View,
        };
        let body = text(row, 4, "views")?.trim().trim_end_matches(';');
        let key = ObjectKey { kind, name: name.clone(), on: None, signature: None };
        let definition = Definition::View(View { columns: Vec::new(), query: body.into() });
        let object = Object { comment: row.name(5), ..Object::new(key.clone(), definition) };
        reading.by_oid.insert(text(row, 0, "views")?.to_owned(), name.clone());
        reading.observed.views.insert(name, Vec::new());
        reading.observed.database.objects.insert(key, object);
    }
    Ok(())
}

/// Column, option bits, definition.
type Part = (Option<Name>, Option<i64>, Option<Name>);

fn indexes(reading: &mut Reading<'_>, rows: &Rows, hidden: &Hidden) -> Result<(), Unreadable> {
    let nothing = BTreeMap::new();
    for row in rows {
        let oid = text(row, 0, "indexes")?;
        if row.flag(3) {
            continue;
        }
        let index = index(row, hidden.get(oid).unwrap_or(&nothing))?;
        if let Some(table) = reading.table(oid) {
            table.indexes.push(index);
        }
    }
    Ok(())
}

/// A unique constraint is its index. <https://www.cockroachlabs.com/docs/stable/unique>
fn index(row: &Row, hidden: &BTreeMap<Name, Option<Name>>) -> Result<Index, Unreadable> {
    let mut parts: Vec<Part> = json(row, 7, "indexes")?.unwrap_or_default();
    let keys = row.number(6).and_then(|keys| usize::try_from(keys).ok()).unwrap_or(parts.len());
    let stored = parts.split_off(keys.min(parts.len()));
    let mut options = Options::new();
    parts.retain(|(column, ..)| match column.as_deref().and_then(shards) {
        Some(shards) => {
            options.insert(Name::new_static("bucket_count"), OptionValue::Number(shards));
            false
        }
        None => true,
    });
    let part = |(column, bits, definition): Part| {
        let expression = column.as_ref().and_then(|column| hidden.get(column)).cloned().flatten();
        let key = match (expression, column) {
            (Some(expression), _) => IndexKey::Expression(unwrapped(&expression).into()),
            (None, Some(column)) => IndexKey::Column(column),
            (None, None) => {
                IndexKey::Expression(unwrapped(&annotated(&definition.unwrap_or_default())).into())
            }
        };
        let sort = if bits.unwrap_or(0) & 1 == 1 { Sort::Desc } else { Sort::Asc };
        IndexPart { key, sort, nulls: None, length: None, ops: None, collation: None }
    };
    Ok(Index {
        name: text(row, 1, "indexes")?.into(),
        kind: if row.flag(2) { IndexKind::Unique } else { IndexKind::Normal },
        constraint: false,
        method: (row.text(4) == Some("inverted")).then(|| Name::new_static("Gin")),
        parts: parts.into_iter().map(part).collect(),
        include: stored.into_iter().filter_map(|(column, ..)| column).collect(),
        predicate: row.text(5).map(|text| annotated(text).into()),
        nulls_not_distinct: false,
        comment: row.name(8),
        options,
        building: Default::default(),
        origin: Origin::default(),
    })
}

/// The number of buckets in `crdb_internal_a_b_shard_16`.
/// <https://www.cockroachlabs.com/docs/stable/hash-sharded-indexes>
fn shards(column: &str) -> Option<i64> {
    column.strip_prefix("crdb_internal_")?.rsplit_once("_shard_")?.1.parse().ok()
}

/// `CHECK ((a > 0:::INT8)) NOT VALID` to what stands within.
fn plain_check(row: &mut Row) {
    let Some(Some(definition)) = row.0.get_mut(17) else { return };
    let inner = definition.trim().trim_end_matches("NOT VALID").trim().trim_start_matches("CHECK").trim();
    *definition = unwrapped(&annotated(inner)).to_owned();
}

/// A table without a key has one on a hidden column; the shard of a sharded key is no part of it; checks of shards are
/// the server's.
fn servers_keys(reading: &mut Reading<'_>, hidden: &Hidden) {
    let by_oid: Vec<(String, parallax_ir::QName)> =
        reading.by_oid.iter().map(|(oid, name)| (oid.clone(), name.clone())).collect();
    for (oid, name) in by_oid {
        let (Some(hidden), Some(table)) = (hidden.get(&oid), reading.observed.database.table_mut(&name))
        else {
            continue;
        };
        table.checks.retain(|check| !hidden.keys().any(|column| check.expression.contains(column.as_str())));
        if let Some(key) = &mut table.primary_key {
            let buckets = key.columns.iter().find_map(|column| shards(&column.name));
            key.columns.retain(|column| !hidden.contains_key(&column.name));
            if let Some(buckets) = buckets {
                key.options.insert(Name::new_static("bucket_count"), OptionValue::Number(buckets));
            }
        }
        table.primary_key.take_if(|key| key.columns.is_empty());
    }
}

fn localities(reading: &mut Reading<'_>, rows: &Rows) -> Result<(), Unreadable> {
    for row in rows {
        let name = reading.qname(row, 0, "localities")?;
        let locality = text(row, 2, "localities")?;
        let Some(table) = reading.observed.database.table_mut(&name) else { continue };
        table.options.insert(Name::new_static("locality"), OptionValue::Text(locality.into()));
        reading.leave("locality", name, None, format!("is {locality}"));
    }
    Ok(())
}

//! Drops beside additions that look like renames. A guess is only ever reported; nothing acts on it.

use parallax_dialect::Target;
use parallax_ir::{
    Change, ChangeSet, Column, ColumnChange, Enum, Fill, Name, Origin, PossibleRename, Renamed, Table,
};
use parallax_ir::{TableChange, TableDelta};
use std::collections::{BTreeMap, BTreeSet};

/// Two tables of which fewer columns than this, in percent, agree in name and type are two tables.
const SIMILAR_TABLES: u8 = 50;

pub(crate) fn possible_renames(changes: &ChangeSet<'_>, target: &Target) -> Vec<PossibleRename> {
    let mut found = Vec::new();
    tables(changes, target, &mut found);
    enums(changes, &mut found);
    for change in &changes.tables {
        if let TableChange::Altered(delta) = change {
            columns(delta, target, &mut found);
        }
    }
    for change in &changes.enums {
        if let Change::Altered(pair) = change {
            values(pair.before, pair.after, &mut found);
        }
    }
    found
}

/// What the schema language calls it, where it does.
fn called<'a>(origin: &'a Origin, name: &'a Name) -> &'a Name {
    origin.logical.as_ref().unwrap_or(name)
}

fn tables(changes: &ChangeSet<'_>, target: &Target, found: &mut Vec<PossibleRename>) {
    let mut dropped: Vec<&Table> = Vec::new();
    let mut created: Vec<&Table> = Vec::new();
    for change in &changes.tables {
        match change {
            TableChange::Dropped(table) => dropped.push(table),
            TableChange::Created(table) => created.push(table),
            TableChange::Altered(_) => {}
        }
    }
    if dropped.is_empty() || created.is_empty() {
        return;
    }
    // By shared column names, so that a dropped table meets only tables that have something in common with it.
    let mut by_column: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, table) in created.iter().enumerate() {
        for column in &table.columns {
            by_column.entry(column.name.as_str()).or_default().push(at);
        }
    }
    let mut taken = BTreeSet::new();
    for old in dropped {
        let candidates: BTreeSet<usize> = rarest(&by_column, old).iter().copied().collect();
        let scored = candidates.into_iter().filter(|at| !taken.contains(at));
        let best = scored
            .map(|at| (table_likeness(old, created[at], target), at))
            .max_by_key(|(score, at)| (*score, usize::MAX - at));
        if let Some((score, at)) = best.filter(|(score, _)| *score >= SIMILAR_TABLES) {
            taken.insert(at);
            let new = created[at];
            let answer =
                format!("{}={}", called(&old.origin, &old.name.name), called(&new.origin, &new.name.name));
            let what = Renamed::Table { from: old.name.clone(), to: new.name.clone() };
            found.push(PossibleRename { what, score, answer });
        }
    }
}

/// The created tables that share the least common of the old table's columns; at most a handful are worth a look.
fn rarest<'a>(by_column: &'a BTreeMap<&str, Vec<usize>>, old: &Table) -> &'a [usize] {
    let lists = old.columns.iter().filter_map(|column| by_column.get(column.name.as_str()));
    lists.min_by_key(|list| list.len()).map_or(&[], |list| &list[..list.len().min(32)])
}

fn table_likeness(old: &Table, new: &Table, target: &Target) -> u8 {
    let types: BTreeMap<&str, &Column> =
        new.columns.iter().map(|column| (column.name.as_str(), column)).collect();
    let alike = |column: &&Column| {
        types.get(column.name.as_str()).is_some_and(|other| same_type(column, other, target))
    };
    let shared = old.columns.iter().filter(alike).count();
    percent(2 * shared, old.columns.len() + new.columns.len())
}

fn percent(part: usize, whole: usize) -> u8 {
    (part * 100).checked_div(whole).unwrap_or(0).min(100) as u8
}

fn same_type(old: &Column, new: &Column, target: &Target) -> bool {
    old.ty == new.ty || (target.dialect.same_type)(parallax_ir::Pair::new(&old.ty, &new.ty), target)
}

fn columns(delta: &TableDelta<'_>, target: &Target, found: &mut Vec<PossibleRename>) {
    let mut dropped: Vec<&Column> = Vec::new();
    let mut added: Vec<&Column> = Vec::new();
    let fills = || delta.tables.after.columns.iter().filter_map(Column::fill);
    let is_taken_over = |column: &Column| {
        fills().any(|fill| match fill {
            Fill::Columns { from, .. } => from.iter().any(|name| column.is_called(name)),
            Fill::Value(_) | Fill::Moved { .. } => false,
        })
    };
    let takes_over = |column: &Column| column.fill().is_some_and(Fill::takes_over);
    for change in &delta.columns {
        match change {
            // Where its values go is said already.
            ColumnChange::Dropped(column) if is_taken_over(column) => {}
            ColumnChange::Dropped(column) => dropped.push(column),
            // Where its values come from is said already.
            ColumnChange::Added(column) if takes_over(column) => {}
            ColumnChange::Added(column) => added.push(column),
            ColumnChange::Altered(_) => {}
        }
    }
    let table = delta.tables.after;
    let owner = called(&table.origin, &table.name.name);
    for old in dropped {
        let alike = added.iter().enumerate().filter(|(_, new)| same_type(old, new, target));
        let best = alike.map(|(at, new)| (column_likeness(old, new), usize::MAX - at)).max();
        let Some((score, rank)) = best else { continue };
        let new = added.remove(usize::MAX - rank);
        let (from, to) = (called(&old.origin, &old.name), called(&new.origin, &new.name));
        found.push(PossibleRename {
            what: Renamed::Column { table: table.name.clone(), from: old.name.clone(), to: new.name.clone() },
            score,
            answer: format!("{owner}.{from}={owner}.{to}"),
        });
    }
}

/// Half for the names, half for the rest; the type is equal already.
fn column_likeness(old: &Column, new: &Column) -> u8 {
    let mut score = 20;
    score += if old.nullable == new.nullable { 15 } else { 0 };
    score += if old.default == new.default && old.generated == new.generated { 15 } else { 0 };
    score + name_likeness(&old.name, &new.name) / 2
}

/// Shared pairs of letters, without case and underscores (Dice's coefficient), in percent.
fn name_likeness(a: &str, b: &str) -> u8 {
    let pairs = |text: &str| -> Vec<(char, char)> {
        let letters: Vec<char> = text.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect();
        letters.windows(2).map(|pair| (pair[0], pair[1])).collect()
    };
    let (a, mut b) = (pairs(a), pairs(b));
    let whole = a.len() + b.len();
    let shared = a
        .iter()
        .filter(|pair| b.iter().position(|other| other == *pair).map(|at| b.swap_remove(at)).is_some());
    percent(2 * shared.count(), whole)
}

fn enums(changes: &ChangeSet<'_>, found: &mut Vec<PossibleRename>) {
    let mut created: BTreeMap<Vec<Name>, Vec<&Enum>> = BTreeMap::new();
    let values = |of: &Enum| -> Vec<Name> { of.values.iter().map(|value| value.name.clone()).collect() };
    for change in &changes.enums {
        if let Change::Created(new) = change {
            created.entry(values(new)).or_default().push(new);
        }
    }
    for change in &changes.enums {
        let Change::Dropped(old) = change else { continue };
        if let Some(new) = created.get_mut(&values(old)).and_then(Vec::pop) {
            let answer =
                format!("{}={}", called(&old.origin, &old.name.name), called(&new.origin, &new.name.name));
            let what = Renamed::Enum { from: old.name.clone(), to: new.name.clone() };
            found.push(PossibleRename { what, score: 90, answer });
        }
    }
}

/// One value goes where one comes: at the same place, or with a like name.
fn values(old: &Enum, new: &Enum, found: &mut Vec<PossibleRename>) {
    let gone = old.values.iter().enumerate().filter(|(_, value)| !new.has(&value.name));
    let mut come: Vec<_> = new.values.iter().enumerate().filter(|(_, value)| !old.has(&value.name)).collect();
    let owner = called(&new.origin, &new.name.name);
    for (at, value) in gone {
        let likeness =
            |place: usize, other: &Name| {
                name_likeness(&value.name, other)
                    .max(if place == at && old.values.len() == new.values.len() { 60 } else { 0 })
            };
        let best =
            come.iter().enumerate().map(|(n, (place, other))| (likeness(*place, &other.name), n)).max();
        let Some((score, n)) = best.filter(|(score, _)| *score >= 50) else { continue };
        let (_, other) = come.remove(n);
        let (from, to) = (called(&value.origin, &value.name), called(&other.origin, &other.name));
        found.push(PossibleRename {
            what: Renamed::EnumValue {
                of: new.name.clone(),
                from: value.name.clone(),
                to: other.name.clone(),
            },
            score,
            answer: format!("{owner}.{from}={owner}.{to}"),
        });
    }
}

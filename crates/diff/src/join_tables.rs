//! The table of an implicit many-to-many relation has its name from the two models, so it follows when one of them is
//! renamed; and since its columns are in the order of their names, they may change places.

use crate::renames::Pairs;
use parallax_ir::{Database, Pair, QName, Table};
use std::collections::BTreeMap;

/// Adds the join tables that follow their models to `pairs`. Gives those (by their new names) whose columns change
/// places.
pub(crate) fn follow(pair: Pair<&Database>, pairs: &mut Pairs) -> Vec<QName> {
    let partner: BTreeMap<QName, QName> = pairs.both.iter().cloned().collect();
    let renamed = |name: &QName| {
        let called =
            |db: &Database, name: &QName| db.tables.get(name).and_then(|table| table.origin.logical.clone());
        partner.get(name).is_some_and(|new| called(pair.before, name) != called(pair.after, new))
    };
    if !partner.keys().any(renamed) {
        return Vec::new();
    }
    let mut candidates: BTreeMap<(QName, QName), Vec<&QName>> = BTreeMap::new();
    for table in pair.after.tables.values().filter(|table| !pair.before.tables.contains_key(&table.name)) {
        if let Some((a, b)) = ends(table) {
            candidates.entry((a.clone(), b.clone())).or_default().push(&table.name);
        }
    }
    let mut turned = Vec::new();
    for table in pair.before.tables.values().filter(|table| !partner.contains_key(&table.name)) {
        let Some((a, b)) = ends(table).filter(|(a, b)| renamed(a) || renamed(b)) else { continue };
        let (Some(a), Some(b)) = (partner.get(a), partner.get(b)) else { continue };
        let only = |ends: (QName, QName)| match candidates.get(&ends).map(Vec::as_slice) {
            Some([one]) => Some((*one).clone()),
            Some(_) | None => None,
        };
        let straight = only((a.clone(), b.clone()));
        let new = straight.clone().or_else(|| only((b.clone(), a.clone())));
        let Some(new) = new else { continue };
        if straight.is_none() {
            turned.push(new.clone());
        }
        pairs.taken.remove(&table.name);
        pairs.both.push((table.name.clone(), new.clone()));
        pairs.moved.push((table.name.clone(), new));
    }
    turned
}

/// What the columns A and B of a join table refer to.
fn ends(table: &Table) -> Option<(&QName, &QName)> {
    let end = |name: &str| {
        let mut keys =
            table.foreign_keys.iter().filter(|key| key.columns.len() == 1 && key.columns[0] == name);
        keys.next().map(|key| &key.references)
    };
    let is_join_table = table.origin.logical.is_none() && table.columns.len() == 2;
    if is_join_table { Some((end("A")?, end("B")?)) } else { None }
}

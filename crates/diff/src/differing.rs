//! Which tables differ at all. Most are the same on both sides, and nothing else has to look at those.

use parallax_ir::{Database, Pair, QName, Table};
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::pairing::{Paired, merge};

/// Tables of both sides, under one name, that differ in anything, in the names of the schema language too.
#[derive(Debug, Clone, Default)]
pub(crate) struct Differing(BTreeSet<QName>);

impl Differing {
    /// The one pass over the content of all tables.
    pub(crate) fn of(pair: Pair<&Database>) -> Self {
        let tables = merge(&pair.before.tables, &pair.after.tables);
        let differing = tables.filter_map(|paired| match paired {
            Paired::Both(tables) if !is_same(tables) => Some(tables.after.name.clone()),
            Paired::Both(_) | Paired::Before(_) | Paired::After(_) => None,
        });
        Differing(differing.collect())
    }
    pub(crate) fn contains(&self, table: &QName) -> bool {
        self.0.contains(table)
    }
    pub(crate) fn names(&self) -> impl Iterator<Item = &QName> {
        self.0.iter()
    }
}

fn is_same(tables: Pair<&Arc<Table>>) -> bool {
    let Pair { before, after } = tables;
    let same_names = || {
        let columns = before.columns.iter().zip(&after.columns);
        before.origin.logical == after.origin.logical
            && columns.into_iter().all(|(old, new)| old.origin.logical == new.origin.logical)
    };
    Arc::ptr_eq(before, after) || (before == after && same_names())
}

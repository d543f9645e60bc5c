//! Which tables differ at all. Most are the same on both sides, and nothing else has to look at those.

use crate::pairing::{Paired, merge};
use parallax_ir::{Database, Pair, QName, Table};
use parallax_text::in_halves;
use std::collections::BTreeSet;
use std::sync::Arc;

/// With fewer tables than this, a second thread costs more than it saves.
const TABLES_WORTH_A_THREAD: usize = 1_000;

/// Tables of both sides, under one name, that differ in anything, in the names of the schema language too.
#[derive(Debug, Clone, Default)]
pub(crate) struct Differing(BTreeSet<QName>);

impl Differing {
    /// The one pass over the content of all tables.
    pub(crate) fn of(pair: Pair<&Database>) -> Self {
        let both = merge(&pair.before.tables, &pair.after.tables).filter_map(|paired| match paired {
            Paired::Both(tables) => Some(tables),
            Paired::Before(_) | Paired::After(_) => None,
        });
        let differing = in_halves(&both.collect::<Vec<_>>(), TABLES_WORTH_A_THREAD, |tables| {
            tables
                .iter()
                .filter(|tables| !is_same(**tables))
                .map(|tables| tables.after.name.clone())
                .collect()
        });
        Differing(differing.into_iter().collect())
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

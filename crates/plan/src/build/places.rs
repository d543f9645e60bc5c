//! Where tables and enums stand in the schema, so that ties in the order of steps follow the source.

use parallax_diff::Prepared;
use parallax_ir::{Origin, QName};
use std::collections::HashMap;

pub(super) struct Places<'a> {
    places: HashMap<&'a QName, u32>,
}

impl<'a> Places<'a> {
    /// Models by file and line, then what comes of relations and what has no place, by name; what only the side before has comes last.
    pub(super) fn new(prepared: &'a Prepared<'a>) -> Self {
        let place = |origin: &Origin| (origin.logical.is_none(), origin.span.is_none(), origin.span);
        let mut after: Vec<_> = prepared.after.tables.values().map(|t| (place(&t.origin), &t.name)).collect();
        after.sort();
        let before = prepared.before.tables.keys().filter(|name| !prepared.after.tables.contains_key(*name));
        let names = after.into_iter().map(|(_, name)| name).chain(before);
        Places { places: names.enumerate().map(|(at, name)| (name, at as u32)).collect() }
    }
    pub(super) fn of(&self, table: &QName) -> u32 {
        self.places.get(table).copied().unwrap_or(u32::MAX)
    }
}

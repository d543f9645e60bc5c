//! What is there and has no place in the model.

use super::decode::{Reading, text};
use parallax_dialect::{Rows, Unreadable};
use parallax_ir::Name;

/// The kinds that the query tells.
const KINDS: &[&str] = &[
    "foreign table",
    "rule",
    "statistics object",
    "aggregate",
    "collation",
    "operator",
    "text search configuration",
    "text search dictionary",
    "base type",
];

pub(crate) fn read(reading: &mut Reading<'_>, rows: &Rows) -> Result<(), Unreadable> {
    for row in rows {
        let name = reading.qname(row, 1, "leftovers")?;
        let told = text(row, 0, "leftovers")?;
        let kind = KINDS.iter().copied().find(|kind| *kind == told).unwrap_or("object");
        let (object, member) = match row.text(3) {
            Some(table) => (name.sibling(table), Some(Name::from(name.name.as_str()))),
            None => (name, None),
        };
        reading.leave(kind, object, member, "is left as it is");
    }
    Ok(())
}

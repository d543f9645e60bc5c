//! What CockroachDB makes of a lowered table: columns count by a function, without a sequence.

use parallax_dialect::Target;
use parallax_ir::{Default, Generated, Name, Table};

/// <https://www.cockroachlabs.com/docs/stable/serial>
pub fn finish(table: &mut Table, _: &Target) {
    for column in &mut table.columns {
        if matches!(column.generated, Some(Generated::AutoIncrement { .. })) {
            column.generated = None;
            column.default = Some(Default::Expression(Name::new_static("unique_rowid()")));
        }
    }
}

//! What ALTER TABLE cannot do on SQL Server:
//! <https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-table-transact-sql>.

use parallax_dialect::{Approach, Target};
use parallax_ir::{Cast, ColumnChange, ColumnDelta, TableDelta};

pub(super) fn approach(delta: &TableDelta<'_>, _: &Target) -> Approach {
    let table = &delta.tables.after.name;
    if let Some(column) = delta.altered_columns().find(|column| identity_changes(column)) {
        return Approach::Rebuild(format!(
            "SQL Server cannot give {table}.{} an identity, or take it away",
            column.columns.after.name
        ));
    }
    if !keeps_a_column(delta) {
        return Approach::Rebuild(format!("SQL Server cannot drop the last column of {table}"));
    }
    Approach::InPlace
}

fn identity_changes(column: &ColumnDelta<'_>) -> bool {
    column.generated && (column.columns.before.is_auto() || column.columns.after.is_auto())
}

/// A table must have a column at every moment, and columns are dropped before others are added.
fn keeps_a_column(delta: &TableDelta<'_>) -> bool {
    let goes = |change: &&ColumnChange<'_>| match change {
        ColumnChange::Dropped(_) => true,
        ColumnChange::Altered(column) => column.cast == Some(Cast::Impossible),
        ColumnChange::Added(_) => false,
    };
    delta.columns.iter().filter(goes).count() < delta.tables.before.columns.len()
}

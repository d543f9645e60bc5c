//! What becomes of values when the declared type of a column changes.
//!
//! SQLite converts by affinity and keeps what does not convert as it is, so nothing is ever lost:
//! <https://www.sqlite.org/datatype3.html#type_affinity>. What is at stake is whether programs can still read it.

use super::compare::{Family, family};
use parallax_dialect::Target;
use parallax_ir::{Cast, Column, Pair, Table};

/// Every value has a text; any other change leaves values behind that do not fit.
const SAFE: &[(Family, Family)] =
    &[(Family::Integer, Family::BigInteger), (Family::Integer, Family::Decimal)];

pub(super) fn cast(columns: Pair<(&Table, &Column)>, _: &Target) -> Cast {
    let families = columns.map(|(_, column)| family(&column.ty));
    match (families.before, families.after) {
        (_, Some(Family::Text)) => Cast::Safe,
        (Some(before), Some(after)) if before == after || SAFE.contains(&(before, after)) => Cast::Safe,
        (Some(_) | None, Some(_) | None) => Cast::Risky,
    }
}

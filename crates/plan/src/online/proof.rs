//! Foreign keys and checks: they hold for new rows at once, and are proven for all rows in a later transaction.

use super::Staged;
use parallax_ir::{Check, ForeignKey, Op, QName, Segment, Unproven};

pub(super) fn foreign_key(table: &QName, key: &ForeignKey) -> Vec<Staged> {
    let add =
        |foreign_key: ForeignKey| (Op::AddForeignKey { table: table.clone(), foreign_key }, Segment::Own);
    match &key.name {
        Some(name) if key.validated => vec![
            add(ForeignKey { validated: false, ..key.clone() }),
            validate(table, Unproven::ForeignKey(name.clone())),
        ],
        _ => vec![add(key.clone())],
    }
}

/// The check as it is added, and what proves it.
pub(super) fn check(table: &QName, check: &Check) -> (Check, Option<Staged>) {
    match &check.name {
        Some(name) if check.validated => (
            Check { validated: false, ..check.clone() },
            Some(validate(table, Unproven::Check(name.clone()))),
        ),
        _ => (check.clone(), None),
    }
}

pub(super) fn validate(table: &QName, what: Unproven) -> Staged {
    (Op::Validate { table: table.clone(), what }, Segment::Own)
}

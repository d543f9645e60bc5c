//! What came with later versions.

use parallax_dialect::{Refusal, Target, Version};
use parallax_ir::Table;

/// <https://www.postgresql.org/docs/15/release-15.html>, <https://www.postgresql.org/docs/18/release-18.html>
pub fn refuse(table: &mut Table, target: &Target) -> Vec<Refusal> {
    let mut refused = Vec::new();
    for index in table.indexes.iter_mut().filter(|index| index.nulls_not_distinct) {
        if !target.is_at_least(15, 0) {
            index.nulls_not_distinct = false;
            refused.push(Refusal {
                what: "Uniques that take NULLs for equal".to_owned(),
                since: Some(Version(15, 0)),
                instead: "Make the field required, or index sql`coalesce(…)` with `unique: true`.",
                origin: index.origin.clone(),
            });
        }
    }
    for check in table.checks.iter_mut().filter(|check| !check.enforced) {
        if !target.is_at_least(18, 0) {
            check.enforced = true;
            refused.push(Refusal {
                what: "Checks that are not enforced".to_owned(),
                since: Some(Version(18, 0)),
                instead: "Leave out `enforced`, or the check.",
                origin: check.origin.clone(),
            });
        }
    }
    refused
}

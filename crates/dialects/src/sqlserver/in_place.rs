//! What of a constraint that stays can change without making it anew.

use parallax_dialect::Target;
use parallax_ir::{Check, ForeignKey, Pair};

/// Whether it holds for old rows.
pub(super) fn alters_foreign_key(keys: Pair<&ForeignKey>, _: &Target) -> bool {
    let Pair { before, after } = keys;
    let with = ForeignKey { validated: after.validated, ..before.clone() };
    with == *after && before.name.is_some() && after.validated
}

/// Its name, and whether it holds for old rows.
pub(super) fn alters_check(checks: Pair<&Check>, _: &Target) -> bool {
    let Pair { before, after } = checks;
    let with = Check { name: after.name.clone(), validated: after.validated, ..before.clone() };
    with == *after && before.name.is_some() && after.name.is_some() && (after.validated || !before.validated)
}

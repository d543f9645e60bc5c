//! What of an index or constraint that stays can change without making it anew.
//!
//! <https://www.postgresql.org/docs/current/sql-alterindex.html>,
//! <https://www.postgresql.org/docs/current/sql-altertable.html>

use parallax_dialect::Target;
use parallax_ir::{Check, ForeignKey, Index, Name, Options, Pair};

/// Storage parameters, the tablespace and the comment. An index that is half built, or a constraint that is looked at
/// later, is another one.
pub(crate) fn alters_index(indexes: Pair<&Index>, _: &Target) -> bool {
    let Pair { before, after } = indexes;
    let fixed = |options: &Options, key: &str| options.get(key).cloned();
    let stays =
        ["invalid", "deferrable"].iter().all(|key| fixed(&before.options, key) == fixed(&after.options, key));
    let with = Index { options: after.options.clone(), comment: after.comment.clone(), ..before.clone() };
    stays && with == *after
}

/// When it is looked at, and whether it holds for old rows, which it cannot cease to.
pub(crate) fn alters_foreign_key(keys: Pair<&ForeignKey>, _: &Target) -> bool {
    let Pair { before, after } = keys;
    let with = ForeignKey { deferrable: after.deferrable, validated: after.validated, ..before.clone() };
    with == *after && (after.validated || !before.validated)
}

/// The name, and whether it holds for old rows, which it cannot cease to.
pub(crate) fn alters_check(checks: Pair<&Check>, _: &Target) -> bool {
    let Pair { before, after } = checks;
    let named = |name: &Option<Name>| name.is_some();
    let with = Check { name: after.name.clone(), validated: after.validated, ..before.clone() };
    with == *after && (after.validated || !before.validated) && named(&before.name) && named(&after.name)
}

//! What of an index or check that stays can change without making it anew.

use super::server;
use parallax_dialect::Target;
use parallax_ir::{Check, Index, Options, Pair};

/// Whether the optimizer looks at it.
pub(super) fn alters_index(indexes: Pair<&Index>, _: &Target) -> bool {
    let Pair { before, after } = indexes;
    let rest = |options: &Options| {
        let mut options = options.clone();
        options.retain(|key, _| key != "invisible" && key != "ignored");
        options
    };
    let with = Index { options: after.options.clone(), ..before.clone() };
    with == *after && rest(&before.options) == rest(&after.options)
}

/// Whether it is enforced, on MySQL.
pub(super) fn alters_check(checks: Pair<&Check>, target: &Target) -> bool {
    let Pair { before, after } = checks;
    let with = Check { enforced: after.enforced, ..before.clone() };
    !server::is_mariadb(target) && before.name.is_some() && with == *after
}

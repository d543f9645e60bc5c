//! What came with later versions, and what only one of the family has.

use super::server;
use parallax_dialect::{Refusal, Target, Version};
use parallax_ir::{Index, IndexKey, Table};

pub(super) fn refuse(table: &mut Table, target: &Target) -> Vec<Refusal> {
    let mut refused = Vec::new();
    if !server::keeps_checks(target) {
        refused.extend(table.checks.drain(..).map(|check| Refusal {
            what: "Checks".to_owned(),
            since: Some(Version(8, 0)),
            instead: "This version reads them and forgets them; check the values in the program.",
            origin: check.origin,
        }));
    }
    for check in table.checks.iter_mut().filter(|check| !check.enforced) {
        if server::is_mariadb(target) {
            check.enforced = true;
            refused.push(Refusal {
                what: "Checks that are not enforced".to_owned(),
                since: None,
                instead: "Leave out `enforced`, or the check.",
                origin: check.origin.clone(),
            });
        }
    }
    let computes = |index: &Index| index.parts.iter().any(|part| matches!(part.key, IndexKey::Expression(_)));
    if !server::indexes_expressions(target) {
        let (gone, kept) = std::mem::take(&mut table.indexes).into_iter().partition(computes);
        table.indexes = kept;
        let since = (!server::is_mariadb(target)).then_some(Version(8, 0));
        refused.extend(gone.into_iter().map(|index: Index| Refusal {
            what: "Indexes on expressions".to_owned(),
            since,
            instead: "Index a generated column with that expression.",
            origin: index.origin,
        }));
    }
    for index in &mut table.indexes {
        let hidden = index.options.contains_key("invisible") || index.options.contains_key("ignored");
        if hidden && !server::hides_indexes(target) {
            index.options.retain(|key, _| key != "invisible" && key != "ignored");
            refused.push(Refusal {
                what: "Indexes that the optimizer does not look at".to_owned(),
                since: Some(if server::is_mariadb(target) { Version(10, 6) } else { Version(8, 0) }),
                instead: "Leave out `visible`, or the index.",
                origin: index.origin.clone(),
            });
        }
    }
    refused
}

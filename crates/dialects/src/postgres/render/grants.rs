//! GRANT and REVOKE. <https://www.postgresql.org/docs/current/sql-grant.html>

use crate::postgres::sql::{qualified, quote};
use parallax_ir::{Grant, Name, ObjectKind, PUBLIC, Pair, Privilege, Securable};
use std::collections::BTreeMap;

/// Only what differs, one statement for all privileges that change alike.
pub(super) fn set_privileges(pair: &Pair<Grant>) -> Vec<String> {
    let Pair { before, after } = pair;
    let mut changes: BTreeMap<Change, Vec<&Name>> = BTreeMap::new();
    let words = before
        .privileges
        .keys()
        .chain(after.privileges.keys().filter(|word| !before.privileges.contains_key(*word)));
    for word in words {
        for change in between(before.privileges.get(word), after.privileges.get(word)) {
            changes.entry(change).or_default().push(word);
        }
    }
    changes
        .into_iter()
        .map(|(change, words)| statement(change, &words, &after.key.on, &after.key.role))
        .collect()
}

/// Taking away comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    Revoke,
    RevokeOption,
    Grant,
    GrantWithOption,
}

fn between(before: Option<&Privilege>, after: Option<&Privilege>) -> Vec<Change> {
    use Privilege::{Grantable, Granted, Revoked};
    match (before, after) {
        (a, b) if a == b => Vec::new(),
        (_, Some(Revoked)) => vec![Change::Revoke],
        (Some(Grantable), Some(Granted)) => vec![Change::RevokeOption],
        (_, Some(Granted)) => vec![Change::Grant],
        (_, Some(Grantable)) => vec![Change::GrantWithOption],
        // What was taken away comes back.
        (Some(Revoked), None) => vec![Change::Grant],
        (Some(Granted | Grantable), None) => vec![Change::Revoke],
        (None, None) => Vec::new(),
    }
}

fn statement(change: Change, words: &[&Name], on: &Securable, role: &Name) -> String {
    let column = match on {
        Securable::Column(_, column) => format!(" ({})", quote(column)),
        _ => String::new(),
    };
    let words: Vec<String> = words.iter().map(|word| format!("{word}{column}")).collect();
    let (words, on, role) = (words.join(", "), target(on), self::role(role));
    match change {
        Change::Revoke => format!("REVOKE {words} ON {on} FROM {role}"),
        Change::RevokeOption => format!("REVOKE GRANT OPTION FOR {words} ON {on} FROM {role}"),
        Change::Grant => format!("GRANT {words} ON {on} TO {role}"),
        Change::GrantWithOption => format!("GRANT {words} ON {on} TO {role} WITH GRANT OPTION"),
    }
}

fn target(on: &Securable) -> String {
    match on {
        Securable::Schema(name) => format!("SCHEMA {}", quote(name)),
        Securable::Table(name) | Securable::Column(name, _) => qualified(name),
        Securable::Sequence(name) => format!("SEQUENCE {}", qualified(name)),
        Securable::Type(name) => format!("TYPE {}", qualified(name)),
        Securable::Routine(key) => {
            let word = if key.kind == ObjectKind::Procedure { "PROCEDURE" } else { "FUNCTION" };
            format!("{word} {}({})", qualified(&key.name), key.signature.as_deref().unwrap_or_default())
        }
    }
}

/// In quotes, unless it stands for everybody.
pub(super) fn role(name: &Name) -> String {
    const WORDS: &[&str] = &[PUBLIC, "CURRENT_USER", "CURRENT_ROLE", "SESSION_USER"];
    if WORDS.contains(&name.as_str()) { name.to_string() } else { quote(name) }
}

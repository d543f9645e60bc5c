//! What changes of what a role may do, in words.

use parallax_ir::{Grant, Name, Pair, Privilege, Securable};

/// `allow SELECT on User to reader`
pub(crate) fn privileges(pair: Pair<&Grant>) -> String {
    let key = &pair.after.key;
    let what = match &key.on {
        Securable::Schema(name) => format!("schema {name}"),
        Securable::Table(name) => name.to_string(),
        Securable::Column(name, column) => format!("{name}.{column}"),
        Securable::Sequence(name) => format!("sequence {name}"),
        Securable::Type(name) => format!("type {name}"),
        Securable::Routine(key) => format!("{} {}", key.kind.as_str(), key.name),
    };
    let may = |grant: &Grant, word: &Name| {
        grant.privileges.get(word).is_some_and(|privilege| *privilege != Privilege::Revoked)
    };
    let differs = |word: &&Name| pair.before.privileges.get(*word) != pair.after.privileges.get(*word);
    let words = || pair.after.privileges.keys().filter(differs);
    let back = pair.before.privileges.iter().filter(|(word, privilege)| {
        **privilege == Privilege::Revoked && !pair.after.privileges.contains_key(*word)
    });
    let new = words().filter(|word| may(pair.after, word)).chain(back.map(|(word, _)| word));
    let new: Vec<&str> = new.map(Name::as_str).collect();
    let gone = pair.before.privileges.keys().filter(|word| may(pair.before, word) && !may(pair.after, word));
    let taken = words().filter(|word| !may(pair.after, word) && !pair.before.privileges.contains_key(*word));
    let gone: Vec<&str> = gone.chain(taken).map(Name::as_str).collect();
    let mut parts = Vec::new();
    if !gone.is_empty() {
        parts.push(format!("take {} on {what} from {}", gone.join(", "), key.role));
    }
    if !new.is_empty() || parts.is_empty() {
        parts.push(format!("allow {} on {what} to {}", new.join(", "), key.role));
    }
    parts.join("; ")
}

//! Parts of partitioned tables. <https://www.postgresql.org/docs/current/ddl-partitioning.html>

use super::options::{storage, tablespace, tablespace_name};
use super::table::table_comment;
use crate::postgres::sql::qualified;
use parallax_ir::{Pair, Partition};

pub(super) fn create(part: &Partition) -> Vec<String> {
    let by = part.by.as_ref().map(|by| format!(" PARTITION BY {by}")).unwrap_or_default();
    let (name, of) = (qualified(&part.name), qualified(&part.of));
    let options = format!("{}{}", storage(&part.options), tablespace(&part.options));
    let create = format!("CREATE TABLE {name} PARTITION OF {of} {}{by}{options}", part.bound);
    let comment = part.comment.as_ref().map(|comment| table_comment(&part.name, Some(comment)));
    std::iter::once(create).chain(comment).collect()
}

/// A new bound: taken out and put in again.
pub(super) fn alter(pair: &Pair<Partition>) -> Vec<String> {
    let Pair { before, after } = pair;
    let name = qualified(&after.name);
    let mut statements = Vec::new();
    if before.bound != after.bound || before.of != after.of {
        statements.push(format!("ALTER TABLE {} DETACH PARTITION {name}", qualified(&before.of)));
        statements.push(format!(
            "ALTER TABLE {} ATTACH PARTITION {name} {}",
            qualified(&after.of),
            after.bound
        ));
    }
    let gone = before.options.keys().filter(|key| !after.options.contains_key(*key) && *key != "tablespace");
    let gone: Vec<&str> = gone.map(|key| key.as_str()).collect();
    let changed = after.options.iter().filter(|(key, value)| before.options.get(*key) != Some(*value));
    let changed = changed.map(|(key, value)| (key.clone(), value.clone())).collect();
    let settings = storage(&changed);
    if !settings.is_empty() {
        statements.push(format!("ALTER TABLE {name} SET{}", settings.replacen(" WITH", "", 1)));
    }
    if !gone.is_empty() {
        statements.push(format!("ALTER TABLE {name} RESET ({})", gone.join(", ")));
    }
    if before.options.get("tablespace") != after.options.get("tablespace") {
        statements.push(format!("ALTER TABLE {name} SET TABLESPACE {}", tablespace_name(&after.options)));
    }
    if before.comment != after.comment {
        statements.push(table_comment(&after.name, after.comment.as_ref()));
    }
    statements
}

pub(super) fn drop(part: &Partition) -> String {
    format!("DROP TABLE {}", qualified(&part.name))
}

//! Keys, indexes and checks: what programs of the version before may break on comes with contract, what they need goes
//! with it.

use super::columns::Change;
use crate::online::marked;
use parallax_dialect::Target;
use parallax_ir::{Index, IndexKey, Name, Table};

/// Indexes that only make things faster come at once; what loosens goes at once.
pub(super) fn expand(before: &Table, after: &Table, expanded: &mut Table) {
    for index in &after.indexes {
        let columns = index.columns().chain(&index.include).all(|name| expanded.column(name).is_some());
        let same = before.indexes.iter().any(|old| old.name == index.name);
        // An index on a column that exists under this name with another meaning comes later.
        let settled = index.columns().all(|name| {
            before.column(name).is_none_or(|old| after.column(name).is_some_and(|new| new.ty == old.ty))
        });
        let twin = index.columns().any(|name| before.column(name).is_none());
        if !index.is_unique() && columns && settled && !twin && !same {
            expanded.indexes.push(index.clone());
        }
    }
    // A key that goes may stand in the way of programs of the next version.
    let kept = |name: &Option<Name>, columns: &[Name]| {
        after.foreign_keys.iter().any(|key| key.name == *name || key.columns == columns)
    };
    let whole = |columns: &[Name]| columns.iter().all(|name| after.column(name).is_some());
    expanded.foreign_keys.retain(|key| kept(&key.name, &key.columns) || !whole(&key.columns));
    expanded.checks.retain(|check| {
        after.checks.contains(check) || after.checks.iter().any(|new| new.name == check.name)
    });
}

/// Twins get the indexes of what they take the place of.
pub(super) fn fill(change: &Change, before: &Table, filled: &mut Table, target: &Target) {
    let limit = target.dialect.language.max_identifier;
    for index in &before.indexes {
        let touched = index.columns().any(|name| change.twins.contains_key(name));
        let expressions = index.parts.iter().any(|part| matches!(part.key, IndexKey::Expression(_)));
        if !touched || expressions || index.predicate.is_some() {
            continue;
        }
        let mut twin = Index { name: marked(&index.name, "__new", limit), ..index.clone() };
        for part in &mut twin.parts {
            if let IndexKey::Column(name) = &mut part.key
                && let Some(other) = change.twins.get(name)
            {
                *name = other.clone();
            }
        }
        for name in &mut twin.include {
            if let Some(other) = change.twins.get(name) {
                *name = other.clone();
            }
        }
        filled.indexes.push(twin);
    }
    for key in &before.foreign_keys {
        if !key.columns.iter().any(|name| change.twins.contains_key(name)) {
            continue;
        }
        let mut twin = key.clone();
        twin.name = key.name.as_ref().map(|name| marked(name, "__new", limit));
        for name in &mut twin.columns {
            if let Some(other) = change.twins.get(name) {
                *name = other.clone();
            }
        }
        filled.foreign_keys.push(twin);
    }
}

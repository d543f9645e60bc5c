//! Keys, indexes and foreign keys of one table. What differs only in its name is renamed, not made anew.

use parallax_dialect::Target;
use parallax_ir::{Change, ForeignKey, Index, Pair, PrimaryKey, Table};
use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

pub(crate) fn primary_key<'a>(tables: Pair<&'a Table>, target: &Target) -> Option<Change<&'a PrimaryKey>> {
    match (&tables.before.primary_key, &tables.after.primary_key) {
        (None, None) => None,
        (Some(old), None) => Some(Change::Dropped(old)),
        (None, Some(new)) => Some(Change::Created(new)),
        (Some(old), Some(new)) => {
            let named = target.dialect.shapes.primary_keys_named && old.name.is_some() && new.name.is_some();
            let same_name = !named || old.name == new.name;
            let same = old.columns == new.columns && old.options == new.options && same_name;
            (!same).then_some(Change::Altered(Pair::new(old, new)))
        }
    }
}

pub(crate) fn indexes(tables: Pair<&Table>) -> Vec<Change<&Index>> {
    let same = |a: &Index, b: &Index| a.name == b.name && content(a) == content(b) && a.comment == b.comment;
    changes(tables.map(|table| table.indexes.as_slice()), same, content, |index| Some(index.name.as_str()))
}

pub(crate) fn foreign_keys<'a>(tables: Pair<&'a Table>, target: &Target) -> Vec<Change<&'a ForeignKey>> {
    let named = target.dialect.shapes.foreign_keys_named;
    let same = |a: &ForeignKey, b: &ForeignKey| {
        (!named || a.name == b.name || a.name.is_none() || b.name.is_none())
            && key_content(a) == key_content(b)
    };
    changes(tables.map(|table| table.foreign_keys.as_slice()), same, key_content, |key| key.name.as_deref())
}

/// All of an index that is not its name.
fn content(index: &Index) -> impl Hash + Eq + '_ {
    (
        (index.kind, index.constraint, &index.method, &index.parts),
        (&index.include, &index.predicate, index.nulls_not_distinct, &index.options),
    )
}

/// All of a foreign key that is not its name.
fn key_content(key: &ForeignKey) -> impl Hash + Eq + '_ {
    (
        (&key.columns, &key.references, &key.referenced_columns),
        (key.on_delete, key.on_update, key.deferrable, key.validated),
    )
}

/// Equal ones are left out; of the rest, those of equal content are renames, in order, unless the new name is still
/// taken on the other side. One pass over each list.
fn changes<'a, T, C: Hash + Eq>(
    lists: Pair<&'a [T]>,
    same: impl Fn(&T, &T) -> bool,
    content: impl Fn(&'a T) -> C,
    name: impl Fn(&'a T) -> Option<&'a str>,
) -> Vec<Change<&'a T>> {
    let names = |list: &'a [T]| -> HashMap<&'a str, usize> {
        list.iter().enumerate().filter_map(|(at, item)| Some((name(item)?, at))).collect()
    };
    let by_name = lists.map(names);
    let mut stays = vec![false; lists.after.len()];
    let mut gone: Vec<&T> = Vec::new();
    for old in lists.before {
        match name(old).and_then(|name| by_name.after.get(name)) {
            Some(at) if same(old, &lists.after[*at]) => stays[*at] = true,
            Some(_) | None => gone.push(old),
        }
    }
    let mut twins: HashMap<C, VecDeque<usize>> = HashMap::new();
    for (at, new) in lists.after.iter().enumerate().filter(|(at, _)| !stays[*at]) {
        twins.entry(content(new)).or_default().push_back(at);
    }
    let mut result = Vec::new();
    for old in gone {
        let twin = twins.get_mut(&content(old)).and_then(VecDeque::pop_front);
        match twin.map(|at| (at, &lists.after[at])) {
            Some((at, new)) if same(old, new) => stays[at] = true,
            Some((at, new)) if name(new).is_none_or(|name| !by_name.before.contains_key(name)) => {
                stays[at] = true;
                result.push(Change::Altered(Pair { before: old, after: new }));
            }
            Some(_) | None => result.push(Change::Dropped(old)),
        }
    }
    let come = lists.after.iter().zip(stays).filter(|(_, stays)| !stays);
    result.extend(come.map(|(new, _)| Change::Created(new)));
    result
}

//! Keys, indexes and foreign keys of one table. What differs only in its name is renamed, not made anew.

use parallax_dialect::Target;
use parallax_ir::{Change, Check, Exclusion, ForeignKey, Index, Name, Pair, PrimaryKey, Table};
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

pub(crate) fn indexes<'a>(tables: Pair<&'a Table>, target: &Target) -> Vec<Change<&'a Index>> {
    let same = |a: &Index, b: &Index| a.name == b.name && content(a) == content(b) && a.comment == b.comment;
    let alters = |pair: Pair<&Index>| (target.dialect.shapes.alters_index)(pair, target);
    let lists = tables.map(|table| table.indexes.as_slice());
    changes(lists, (same, alters), content, |index| Some(index.name.as_str()))
}

/// Checks that stay and change, or are only renamed; the others are dropped and made.
pub(crate) fn checks<'a>(tables: Pair<&'a Table>, target: &Target) -> Vec<Change<&'a Check>> {
    let Pair { before, after } = tables.map(|table| &table.checks);
    let alters = |old: &Check, new: &Check| (target.dialect.shapes.alters_check)(Pair::new(old, new), target);
    let named = |list: &[Check], name: &Option<Name>| list.iter().any(|check| check.name == *name);
    let mut come: Vec<&Check> = after.iter().filter(|new| !before.contains(new)).collect();
    let mut result = Vec::new();
    for old in before.iter().filter(|old| !after.contains(old)) {
        let same_name = come.iter().position(|new| new.name == old.name && alters(old, new));
        let renamed = || {
            let free = |new: &Check| !named(before, &new.name) && !named(after, &old.name);
            come.iter().position(|new| free(new) && alters(old, new))
        };
        match same_name.or_else(renamed) {
            Some(at) => result.push(Change::Altered(Pair::new(old, come.remove(at)))),
            None => result.push(Change::Dropped(old)),
        }
    }
    result.extend(come.into_iter().map(Change::Created));
    result
}

/// Exclusions of equal content are renames where the database can.
pub(crate) fn exclusions<'a>(tables: Pair<&'a Table>, target: &Target) -> Vec<Change<&'a Exclusion>> {
    let same = |a: &Exclusion, b: &Exclusion| a == b;
    let lists = tables.map(|table| table.exclusions.as_slice());
    let found =
        changes(lists, (same, |_| false), exclusion_content, |exclusion| Some(exclusion.name.as_str()));
    if target.dialect.shapes.can_rename_exclusion {
        return found;
    }
    let apart = |change| match change {
        Change::Altered(Pair { before, after }) => vec![Change::Dropped(before), Change::Created(after)],
        other => vec![other],
    };
    found.into_iter().flat_map(apart).collect()
}

fn exclusion_content(of: &Exclusion) -> impl Hash + Eq + '_ {
    (&of.method, &of.parts, &of.include, &of.predicate, &of.options)
}

pub(crate) fn foreign_keys<'a>(tables: Pair<&'a Table>, target: &Target) -> Vec<Change<&'a ForeignKey>> {
    let named = target.dialect.shapes.foreign_keys_named;
    let same = |a: &ForeignKey, b: &ForeignKey| {
        (!named || a.name == b.name || a.name.is_none() || b.name.is_none())
            && key_content(a) == key_content(b)
    };
    let alters = |pair: Pair<&ForeignKey>| (target.dialect.shapes.alters_foreign_key)(pair, target);
    let lists = tables.map(|table| table.foreign_keys.as_slice());
    changes(lists, (same, alters), key_content, |key| key.name.as_deref())
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
        (key.on_delete, key.on_update, key.match_full, key.deferrable, key.validated),
    )
}

/// Equal ones are left out, and those that can change in place are altered; of the rest, those of equal content are renames, in order, unless the new name is still
/// taken on the other side. One pass over each list.
fn changes<'a, T, C: Hash + Eq>(
    lists: Pair<&'a [T]>,
    (same, alters): (impl Fn(&T, &T) -> bool, impl Fn(Pair<&T>) -> bool),
    content: impl Fn(&'a T) -> C,
    name: impl Fn(&'a T) -> Option<&'a str>,
) -> Vec<Change<&'a T>> {
    let names = |list: &'a [T]| -> HashMap<&'a str, usize> {
        list.iter().enumerate().filter_map(|(at, item)| Some((name(item)?, at))).collect()
    };
    let by_name = lists.map(names);
    let mut stays = vec![false; lists.after.len()];
    let (mut gone, mut result): (Vec<&T>, Vec<Change<&T>>) = (Vec::new(), Vec::new());
    for old in lists.before {
        match name(old).and_then(|name| by_name.after.get(name)) {
            Some(at) if same(old, &lists.after[*at]) => stays[*at] = true,
            Some(at) if alters(Pair::new(old, &lists.after[*at])) => {
                stays[*at] = true;
                result.push(Change::Altered(Pair::new(old, &lists.after[*at])));
            }
            Some(_) | None => gone.push(old),
        }
    }
    let mut twins: HashMap<C, VecDeque<usize>> = HashMap::new();
    for (at, new) in lists.after.iter().enumerate().filter(|(at, _)| !stays[*at]) {
        twins.entry(content(new)).or_default().push_back(at);
    }
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

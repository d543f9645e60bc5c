//! Details of columns, keys and indexes that the schema language has no words for stay as they are.

use parallax_dialect::Target;
use parallax_ir::{
    BaseType, Column, Database, Default, Enum, EnumValue, Generated, Index, IndexKey, Name, OptionValue,
    Silence, Table,
};
use std::borrow::Cow;
use std::collections::HashMap;

/// Changes one item of the desired table, only where it is to be another.
fn amend<T: PartialEq + Clone>(
    whole: &mut Cow<'_, Table>,
    at: usize,
    items: impl Fn(&Table) -> &[T],
    items_mut: impl Fn(&mut Table) -> &mut Vec<T>,
    change: impl Fn(&mut T),
) {
    let Some(item) = items(whole).get(at) else { return };
    let mut amended = item.clone();
    change(&mut amended);
    if amended != *item
        && let Some(slot) = items_mut(whole.to_mut()).get_mut(at)
    {
        *slot = amended;
    }
}

// -- enums ----------------------------------------------------------------------------------------------------------

/// Values that are there keep their order: migrations add new ones at the end, wherever the schema has them.
pub(crate) fn enums(before: &Database, whole: &mut Cow<'_, Database>) {
    for (name, old) in &before.enums {
        let Some(new) = whole.enums.get(name).filter(|new| new.values != old.values) else { continue };
        let values = in_order_of(old, new);
        if values != new.values
            && let Some(slot) = whole.to_mut().enums.get_mut(name)
        {
            slot.values = values;
        }
    }
}

/// The values of `new`: those that `old` has in its order, each of the others in front of the one that follows it.
fn in_order_of(old: &Enum, new: &Enum) -> Vec<EnumValue> {
    let places: HashMap<&Name, &EnumValue> = new.values.iter().map(|value| (&value.name, value)).collect();
    let mut values: Vec<EnumValue> =
        old.values.iter().filter_map(|value| places.get(&value.name).map(|value| (*value).clone())).collect();
    let mut follower: Option<Name> = None;
    for value in new.values.iter().rev() {
        if !values.contains(value) {
            let at = follower.and_then(|name| values.iter().position(|known| known.name == name));
            values.insert(at.unwrap_or(values.len()), value.clone());
        }
        follower = Some(value.name.clone());
    }
    values
}

// -- columns --------------------------------------------------------------------------------------------------------

/// Whether no schema has words for the option of a column: how the database came to what the schema does say.
pub(crate) fn is_unsaid(option: &str) -> bool {
    matches!(option, "nullable" | "autoincrement" | "check")
}

pub(crate) fn columns(old: &Table, telling: bool, silent: &Silence, whole: &mut Cow<'_, Table>) {
    let olds: HashMap<&Name, &Column> = old.columns.iter().map(|column| (&column.name, column)).collect();
    for at in 0..whole.columns.len() {
        let Some(old) = whole.columns.get(at).and_then(|column| olds.get(&column.name)) else { continue };
        amend(
            whole,
            at,
            |table| &table.columns,
            |table| &mut table.columns,
            |new| {
                column(old, telling, silent, new);
            },
        );
    }
}

fn column(old: &Column, telling: bool, silent: &Silence, new: &mut Column) {
    if new.ty != old.ty && is_domain(old, new) {
        new.ty = old.ty.clone();
        new.options.extend(
            old.options.get_key_value(Column::DOMAIN).map(|(key, value)| (key.clone(), value.clone())),
        );
    } else if new.ty != old.ty && is_domain(new, old) {
        new.ty = old.ty.clone();
        new.options.remove(Column::DOMAIN);
    }
    // A list field says nothing about NULL, unless the schema is the whole truth.
    if new.ty.list && old.ty.list && new.nullable && silent.options {
        new.nullable = old.nullable;
    }
    if silent.options && (telling && counts_already(old, new) || computes_already(old, new)) {
        new.generated.clone_from(&old.generated);
        new.default.clone_from(&old.default);
    }
}

/// The column is of a domain over its type, and the type of the other is that domain.
fn is_domain(of: &Column, other: &Column) -> bool {
    let Some(OptionValue::Text(domain)) = of.options.get(Column::DOMAIN) else { return false };
    let domain = domain.trim_end_matches("[]");
    of.ty.list == other.ty.list
        && matches!(&other.ty.base, BaseType::Other(text) if text.eq_ignore_ascii_case(domain))
}

/// However it counts, and whatever its sequence is called. Between two schemas the name follows the table's.
fn counts_already(old: &Column, new: &Column) -> bool {
    let wants = matches!(new.generated, Some(Generated::AutoIncrement { .. }));
    let by_sequence =
        |default: &Default| matches!(default, Default::Expression(text) if text.starts_with("nextval("));
    wants
        && match &old.generated {
            Some(Generated::AutoIncrement { .. } | Generated::Identity(_)) => true,
            Some(Generated::Computed { .. }) => false,
            None => old.default.as_ref().is_some_and(by_sequence),
        }
}

/// What a column computes cannot be said; its expression may stand as its default.
fn computes_already(old: &Column, new: &Column) -> bool {
    matches!(old.generated, Some(Generated::Computed { .. }))
        && new.generated.is_none()
        && matches!(new.default, None | Some(Default::Expression(_)))
}

// -- keys -----------------------------------------------------------------------------------------------------------

/// Whether the schema language has words for the option, so that saying nothing means its default.
fn is_said(option: &str, target: &Target) -> bool {
    option == "clustered" && target.dialect.language.capabilities.clustered
}

pub(crate) fn keys(old: &Table, whole: &mut Cow<'_, Table>, target: &Target) {
    if let (Some(before), Some(after)) = (&old.primary_key, &whole.primary_key) {
        let absent = |key: &Name| !after.options.contains_key(key) && !is_said(key, target);
        let unsaid: Vec<_> = before.options.iter().filter(|(key, _)| absent(key)).collect();
        if !unsaid.is_empty()
            && let Some(key) = &mut whole.to_mut().primary_key
        {
            key.options.extend(unsaid.into_iter().map(|(name, value)| (name.clone(), value.clone())));
        }
    }
    let detailed =
        old.foreign_keys.iter().filter(|key| key.deferrable.is_some() || !key.validated || key.match_full);
    for before in detailed {
        let same = |key: &parallax_ir::ForeignKey| {
            key.columns == before.columns && key.references == before.references
        };
        let Some(at) = whole.foreign_keys.iter().position(same) else { continue };
        amend(
            whole,
            at,
            |table| &table.foreign_keys,
            |table| &mut table.foreign_keys,
            |key| {
                key.deferrable = key.deferrable.or(before.deferrable);
                key.match_full |= before.match_full;
                key.validated &= before.validated;
            },
        );
    }
}

// -- indexes --------------------------------------------------------------------------------------------------------

pub(crate) fn indexes(old: &Table, whole: &mut Cow<'_, Table>, silent: &Silence, target: &Target) {
    let by_name: HashMap<Name, usize> =
        whole.indexes.iter().enumerate().map(|(at, index)| (index.name.clone(), at)).collect();
    let mut kept = Vec::new();
    for before in &old.indexes {
        match by_name.get(&before.name) {
            Some(at) => {
                amend(
                    whole,
                    *at,
                    |table| &table.indexes,
                    |table| &mut table.indexes,
                    |new| {
                        index(before, new, silent, target);
                    },
                );
            }
            None if is_beyond(before, silent) && has_all(before, whole) => kept.push(before.clone()),
            None => {}
        }
    }
    if !kept.is_empty() {
        let table = whole.to_mut();
        table.indexes.extend(kept);
        table.sort();
    }
}

/// Whether the desired side could not have asked for it.
fn is_beyond(index: &Index, silent: &Silence) -> bool {
    let computes = index.parts.iter().any(|part| matches!(part.key, IndexKey::Expression(_)));
    silent.indexes && computes || silent.partial_indexes && index.predicate.is_some()
}

/// An index goes with its columns.
fn has_all(index: &Index, table: &Table) -> bool {
    index.columns().chain(&index.include).all(|name| table.column(name).is_some())
}

/// Whether a constraint can say all of it.
fn may_be_constraint(index: &Index) -> bool {
    let plain = |part: &parallax_ir::IndexPart| {
        matches!(part.key, IndexKey::Column(_))
            && part.sort == parallax_ir::Sort::Asc
            && (&part.nulls, &part.collation, &part.ops) == (&None, &None, &None)
    };
    index.predicate.is_none() && index.method.is_none() && index.parts.iter().all(plain)
}

fn index(old: &Index, new: &mut Index, silent: &Silence, target: &Target) {
    if silent.partial_indexes && new.predicate.is_none() {
        new.predicate.clone_from(&old.predicate);
    }
    if silent.comments && new.comment.is_none() {
        new.comment.clone_from(&old.comment);
    }
    // Who made it shows nowhere.
    if old.kind == new.kind && old.parts == new.parts && old.is_implicit() != new.is_implicit() {
        match old.options.get(Index::IMPLICIT) {
            Some(value) => drop(new.options.insert(Name::new_static(Index::IMPLICIT), value.clone())),
            None => drop(new.options.remove(Index::IMPLICIT)),
        }
    }
    // A unique index and a unique constraint keep the same promise. One that is written as a constraint is to be one, and
    // what only an index can do needs an index.
    let must_be = new.constraint && target.dialect.language.capabilities.constraints.unique_constraints;
    if old.kind == new.kind && !must_be && (silent.indexes || may_be_constraint(new)) {
        new.constraint = old.constraint;
    }
    if !silent.indexes {
        return;
    }
    new.nulls_not_distinct |= old.nulls_not_distinct;
    if new.include.is_empty() {
        new.include.clone_from(&old.include);
    }
    let unsaid = |key: &str| key != Index::IMPLICIT && !is_said(key, target);
    for (key, value) in old.options.iter().filter(|(key, _)| unsaid(key)) {
        // Nobody asks for one that is half built.
        if key == "invalid" {
            continue;
        }
        new.options.entry(key.clone()).or_insert_with(|| value.clone());
    }
    for (before, after) in old.parts.iter().zip(&mut new.parts) {
        if before.key == after.key && before.sort == after.sort {
            after.nulls = after.nulls.or(before.nulls);
            after.collation = after.collation.take().or_else(|| before.collation.clone());
        }
    }
}

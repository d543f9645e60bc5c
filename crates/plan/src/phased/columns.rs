//! Columns: which are there twice for a while, which are optional for a while, and what fills them.

use super::{Work, copy, nameless};
use crate::online::marked;
use crate::sources;
use parallax_ir::{BaseType, Cast, Column, Condition, Default, Name, Origin, Pair, Table, UpdateRows, Value};
use std::collections::BTreeMap;

/// What happens to the columns of one table.
#[derive(std::default::Default)]
pub(super) struct Change {
    /// Under two names, either of which programs may write: as they are, and as they shall be.
    pub(super) both: Vec<Pair<Column>>,
    /// With two types: programs write the first, the second follows.
    pub(super) forth: Vec<Pair<Column>>,
    /// Old name → name of the twin.
    pub(super) twins: BTreeMap<Name, Name>,
    /// To become required with backfill, as they shall be.
    pub(super) required: Vec<Name>,
    /// Old name → new name, whichever way it comes.
    pub(super) names: BTreeMap<Name, Name>,
    /// What the schema says that rows get which have nothing.
    pub(super) fills: Vec<UpdateRows>,
    /// Columns that are empty until then, as they shall be.
    pub(super) empty: Vec<Column>,
}

pub(super) fn expand(work: &mut Work<'_>, before: &Table, after: &Table, expanded: &mut Table) -> Change {
    let mut change = Change::default();
    for old in &before.columns {
        let renamed = work.columns.get(&(after.name.clone(), old.name.clone()));
        let name = renamed.cloned().unwrap_or_else(|| old.name.clone());
        change.names.insert(old.name.clone(), name.clone());
        match after.column(&name) {
            None => dropped(old, expanded),
            Some(new) if renamed.is_some() => twin(work, before, old, new, expanded, &mut change),
            Some(new) if new.ty != old.ty && rewrites(work, before, after, old, new) => {
                retyped(work, before, old, new, expanded, &mut change);
            }
            Some(new) => altered(work, before, Pair::new(old, new), expanded, &mut change),
        }
    }
    let known: Vec<&Name> = change.names.values().collect();
    let known: Vec<Name> = known.into_iter().cloned().collect();
    for new in after.columns.iter().filter(|column| !known.contains(&column.name)) {
        let mut column = new.clone();
        if let Some(fill) = filling(work, before, after, new) {
            // Its rows are filled with backfill, in batches.
            column.nullable = true;
            (column.default, column.default_name, column.origin) = (None, None, unfilled(&new.origin));
            change.fills.push(fill);
            change.empty.push(new.clone());
        } else if !new.fills_itself() {
            // Programs of the version before do not know it.
            column.nullable = true;
            work.note(format!(
                "{}.{} has no default: rows of programs of the version before have NULL there. Say in the backfill what \
                 they get; contract fails while one has none.",
                before.name, new.name
            ));
        }
        expanded.columns.push(column);
    }
    change
}

/// Programs of the next version write rows without it.
fn dropped(old: &Column, expanded: &mut Table) {
    let in_key = expanded.in_primary_key(&old.name);
    if let Some(column) = expanded.columns.iter_mut().find(|column| column.name == old.name)
        && !in_key
        && !column.fills_itself()
    {
        column.nullable = true;
    }
}

fn is_key(table: &Table, column: &Name) -> bool {
    table.in_primary_key(column)
        || table
            .foreign_keys
            .iter()
            .any(|key| key.references == table.name && key.referenced_columns.contains(column))
}

/// The new name beside the old one.
fn twin(
    work: &mut Work<'_>,
    before: &Table,
    old: &Column,
    new: &Column,
    expanded: &mut Table,
    change: &mut Change,
) {
    let referred = work.prepared.original.tables.values().any(|table| {
        table
            .foreign_keys
            .iter()
            .any(|key| key.references == before.name && key.referenced_columns.contains(&old.name))
    });
    if is_key(before, &old.name) || referred || old.generated.is_some() {
        let what = format!("{}.{}", before.name, old.name);
        work.note(format!(
            "{what} is a key or fills itself: it cannot have two names for a while, and is renamed with contract."
        ));
        work.out.renames.push(format!("{}.{}={}.{}", before.name.name, old.name, before.name.name, new.name));
        return;
    }
    // The trigger fills it, from whichever of both is written.
    let column = Column { nullable: true, default: None, origin: nameless(new), ..new.clone() };
    forget(expanded, &old.name);
    if work.target.dialect.online.phased.is_some_and(|phased| phased.frees_old_names)
        && let Some(column) = expanded.columns.iter_mut().find(|column| column.name == old.name)
    {
        column.nullable = true;
    }
    expanded.columns.push(column.clone());
    change.twins.insert(old.name.clone(), new.name.clone());
    change.both.push(Pair::new(old.clone(), column));
    if !new.nullable && !old.nullable {
        change.required.push(new.name.clone());
    }
}

/// The new type beside the old one, under a name of its own.
fn retyped(
    work: &mut Work<'_>,
    before: &Table,
    old: &Column,
    new: &Column,
    expanded: &mut Table,
    change: &mut Change,
) {
    let limit = work.target.dialect.language.max_identifier;
    let name = marked(&old.name, "__new", limit);
    let column =
        Column { name: name.clone(), nullable: true, default: None, origin: nameless(new), ..new.clone() };
    forget(expanded, &old.name);
    expanded.columns.push(column.clone());
    change.twins.insert(old.name.clone(), name.clone());
    change.forth.push(Pair::new(old.clone(), column));
    if !new.nullable && !old.nullable {
        change.required.push(name.clone());
    }
    work.out.renames.push(format!("{0}.{name}={0}.{1}", before.name.name, old.name));
}

/// The old one has no name in the schema language for a while, or it would be taken for the new one.
fn forget(table: &mut Table, name: &Name) {
    if let Some(column) = table.columns.iter_mut().find(|column| column.name == *name) {
        column.origin = Origin::default();
    }
}

/// Whether the type cannot change in a moment, and a column beside it can take its place.
fn rewrites(work: &mut Work<'_>, before: &Table, after: &Table, old: &Column, new: &Column) -> bool {
    let pair = Pair::new((before, old), (after, new));
    let same = (work.target.dialect.same_type)(Pair::new(&old.ty, &new.ty), work.target);
    let cast = (work.target.dialect.cast)(pair, work.target);
    if same || new.conversion().is_none() && cast == Cast::Safe && is_momentary(work, before, old, new) {
        return false;
    }
    let what = format!("{}.{}", before.name, old.name);
    let referred = work.prepared.original.tables.values().any(|table| {
        let outward =
            table.name == before.name && table.foreign_keys.iter().any(|key| key.columns.contains(&old.name));
        let inward = table
            .foreign_keys
            .iter()
            .any(|key| key.references == before.name && key.referenced_columns.contains(&old.name));
        outward || inward
    });
    if is_key(before, &old.name) || referred || old.generated.is_some() || new.generated.is_some() {
        work.note(format!(
            "{what} is a key, belongs to a foreign key, or fills itself: its type cannot change in phases, and changes \
             with contract, which blocks."
        ));
        return false;
    }
    if work.target.dialect.online.phased.is_none_or(|phased| !phased.retypes) {
        work.note(format!(
            "{what} cannot have two types for a while here: its type changes with contract, and those who write wait until \
             the table is copied."
        ));
        return false;
    }
    if cast == Cast::Impossible && new.conversion().is_none() {
        work.note(format!(
            "no cast leads from the old type of {what} to the new one: its values are lost with contract."
        ));
        return false;
    }
    true
}

fn is_momentary(work: &Work<'_>, before: &Table, old: &Column, new: &Column) -> bool {
    let action = parallax_ir::TableAction::AlterColumn(Box::new(Pair::new(old.clone(), new.clone())));
    let op = parallax_ir::Op::AlterTable { table: before.name.clone(), actions: vec![action] };
    let progress = parallax_dialect::Progress::new(&work.prepared.original, work.target);
    let facts = (work.target.dialect.facts)(&op, &progress.stage());
    facts.rewrites == parallax_ir::Answer::No && facts.availability == parallax_ir::Availability::Online
}

/// What loosens comes with expand, what tightens with contract.
fn altered(
    work: &mut Work<'_>,
    before: &Table,
    columns: Pair<&Column>,
    expanded: &mut Table,
    change: &mut Change,
) {
    let Pair { before: old, after: new } = columns;
    let Some(column) = expanded.columns.iter_mut().find(|column| column.name == old.name) else { return };
    if new.generated != old.generated || new.ty != old.ty && !momentary_type(work, before, old, new) {
        return;
    }
    let nullable = old.nullable || new.nullable;
    *column = Column { nullable, ..new.clone() };
    let relied_on = old.default.is_some() && new.default.is_none() && !nullable;
    if relied_on || is_to_come(work, new) {
        // Programs of the version before rely on it, or the new one is a value that contract names so.
        column.default.clone_from(&old.default);
        column.default_name.clone_from(&old.default_name);
    }
    if !old.nullable || new.nullable {
        return;
    }
    let what = format!("{}.{}", before.name, old.name);
    if let Some(fill) = filling(work, before, before, new) {
        change.fills.push(fill);
    } else if new.default.is_some() {
        work.out.fills.push(UpdateRows {
            table: before.name.clone(),
            assignments: vec![(new.name.clone(), Value::Default)],
            filter: vec![Condition::IsNull(new.name.clone())],
            batch: None,
            carries: Vec::new(),
        });
    } else {
        work.note(format!(
            "{what} becomes required with contract, which fails while a row has NULL there: say in the backfill what such \
             rows get."
        ));
    }
}

/// Whether the default is a value that the enum does not have before contract.
fn is_to_come(work: &Work<'_>, column: &Column) -> bool {
    let (BaseType::Enum(name), Some(Default::EnumValue(value))) = (&column.ty.base, &column.default) else {
        return false;
    };
    work.out.expanded.enums.get(name).is_some_and(|of| !of.has(value))
}

/// What the schema says that rows get in a column, as far as that is there.
fn filling(work: &Work<'_>, before: &Table, after: &Table, column: &Column) -> Option<UpdateRows> {
    let filled = sources::filling(&work.prepared.original, Pair::new(before, after), column)?;
    Some(filled.update(before, column))
}

/// The same, but for what fills it: that comes later.
fn unfilled(origin: &Origin) -> Origin {
    let intent = origin.intent.as_ref().map(|intent| {
        let intent = parallax_ir::Intent { fill: None, ..intent.as_ref().clone() };
        std::sync::Arc::new(intent)
    });
    Origin { intent, ..origin.clone() }
}

fn momentary_type(work: &Work<'_>, before: &Table, old: &Column, new: &Column) -> bool {
    is_momentary(work, before, old, new)
}

/// Twins are filled, and then as required as they shall be.
pub(super) fn fill(work: &mut Work<'_>, change: &Change, filled: &mut Table) {
    let table = filled.name.clone();
    for pair in &change.both {
        let value = if pair.before.ty == pair.after.ty {
            Value::Column(pair.before.name.clone())
        } else {
            Value::Converted(Box::new(pair.clone()))
        };
        work.out.fills.push(copy(&table, &pair.before.name, &pair.after.name, value));
    }
    for pair in &change.forth {
        let value = Value::Converted(Box::new(pair.clone()));
        work.out.fills.push(copy(&table, &pair.before.name, &pair.after.name, value));
    }
    work.out.fills.extend(change.fills.iter().cloned());
    for new in &change.empty {
        if let Some(column) = filled.columns.iter_mut().find(|column| column.name == new.name) {
            *column = Column { nullable: true, ..new.clone() };
            column.origin = unfilled(&new.origin);
        }
    }
    for name in &change.required {
        if let Some(column) = filled.columns.iter_mut().find(|column| column.name == *name) {
            column.nullable = false;
        }
    }
}

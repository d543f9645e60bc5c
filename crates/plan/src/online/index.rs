//! Indexes: built and dropped while others go on; where one takes the place of another, the old one goes last.

use super::{Context, Staged, in_its_form, marked};
use crate::merge::Merged;
use parallax_dialect::Target;
use parallax_ir::{Index, Op, QName, Segment, TableAction};
use std::collections::{HashMap, HashSet};

/// A drop that waits for the index that comes in its place.
pub(super) enum Replaced {
    /// The drop: not here.
    Later,
    /// The creation, and what is dropped behind it.
    Now(Vec<Index>),
}

/// By the places of the operations.
pub(super) fn replacements(merged: &[Merged], target: &Target) -> HashMap<usize, Replaced> {
    let mut found = HashMap::new();
    if !target.dialect.online.adopts_index {
        return found;
    }
    for (at, step) in merged.iter().enumerate() {
        let Op::DropIndex { table, index } = &step.op else { continue };
        if index.constraint {
            continue;
        }
        let Some(place) = successor(&merged[at + 1..], table, index).map(|place| at + 1 + place) else {
            continue;
        };
        found.insert(at, Replaced::Later);
        if let Replaced::Now(all) = found.entry(place).or_insert_with(|| Replaced::Now(Vec::new())) {
            all.push(index.clone());
        }
    }
    found
}

/// Drops of indexes whose columns go later in the same plan, by their places.
pub(super) fn with_their_columns(merged: &[Merged]) -> HashSet<usize> {
    let goes = |table: &QName, index: &Index, later: &[Merged]| {
        later.iter().any(|step| match &step.op {
            Op::AlterTable { table: on, actions } if on == table => actions
                .iter()
                .any(|action| matches!(action, TableAction::DropColumn(column) if index.uses(&column.name))),
            _ => false,
        })
    };
    let drops = merged.iter().enumerate().filter(|(at, step)| match &step.op {
        Op::DropIndex { table, index } => goes(table, index, &merged[at + 1..]),
        _ => false,
    });
    drops.map(|(at, _)| at).collect()
}

/// Where the index is created that takes the place of an old one, if the old one can stay until then.
fn successor(later: &[Merged], table: &QName, old: &Index) -> Option<usize> {
    let creates = |step: &Merged| match &step.op {
        Op::CreateIndex { table: on, index } if on == table && !index.constraint => Some(index.clone()),
        _ => None,
    };
    let same_name = later.iter().position(|step| creates(step).is_some_and(|index| index.name == old.name));
    let similar = || {
        later.iter().position(|step| {
            creates(step).is_some_and(|new| {
                new.columns().next() == old.columns().next() && new.columns().next().is_some()
            })
        })
    };
    let place = same_name.or_else(similar)?;
    let disturbed = later[..place].iter().any(|step| match &step.op {
        Op::AlterTable { table: on, actions } if on == table => actions.iter().any(|action| match action {
            TableAction::DropColumn(column) => old.uses(&column.name),
            TableAction::RecreateColumn(pair) | TableAction::AlterColumn(pair) => {
                old.uses(&pair.before.name) && pair.before.ty != pair.after.ty
            }
            _ => false,
        }),
        Op::RebuildTable(_) | Op::DropTable(_) | Op::RenameColumn { .. } => step.op.table() == Some(table),
        _ => false,
    });
    (!disturbed).then_some(place)
}

/// The new one is built, then the old ones go; it takes its name at the end where an old one has it.
pub(super) fn replace(op: &Op, old: &[Index], context: &Context<'_>) -> Vec<Staged> {
    let Op::CreateIndex { table, index } = op else { return vec![(op.clone(), Segment::Own)] };
    let taken = old.iter().any(|old| old.name == index.name);
    let mut built = index.clone();
    if taken {
        built.name = marked(&index.name, "__new", context.limit());
    }
    let built_as = built.name.clone();
    let mut staged = vec![in_its_form(Op::CreateIndex { table: table.clone(), index: built }, context)];
    for old in old {
        staged.push(in_its_form(Op::DropIndex { table: table.clone(), index: old.clone() }, context));
    }
    if taken {
        let rename = Op::RenameIndex { table: table.clone(), from: built_as, to: index.name.clone() };
        staged.push((rename, Segment::Own));
    }
    staged
}

//! Neighbours that one statement can do become one operation.

use crate::order::Ordered;
use parallax_ir::{Op, Origin, Segment};

/// An operation that may stand for several nodes.
pub(crate) struct Merged {
    pub(crate) op: Op,
    pub(crate) source: Option<Origin>,
    pub(crate) after: Vec<(usize, &'static str)>,
    pub(crate) segment: Segment,
}

pub(crate) fn merge(ordered: Vec<Ordered>) -> Vec<Merged> {
    let mut merged: Vec<Merged> = Vec::with_capacity(ordered.len());
    // Where the node at a place went.
    let mut step_of: Vec<usize> = Vec::with_capacity(ordered.len());
    for Ordered { node, after } in ordered {
        let after: Vec<_> = after.into_iter().map(|(place, reason)| (step_of[place], reason)).collect();
        match (merged.last_mut(), node.op) {
            (
                Some(Merged { op: Op::AlterTable { table, actions }, source, after: reasons, .. }),
                Op::AlterTable { table: same, actions: more },
            ) if *table == same => {
                actions.extend(more);
                *source = source.take().or(node.source);
                reasons.extend(after);
                step_of.push(merged.len() - 1);
            }
            (_, op) => {
                step_of.push(merged.len());
                merged.push(Merged { op, source: node.source, after, segment: Segment::default() });
            }
        }
    }
    for (at, step) in merged.iter_mut().enumerate() {
        step.after.retain(|(place, _)| *place != at);
        step.after.sort();
        step.after.dedup();
    }
    merged
}

/// What kept two versions of a program going is dropped before what it stood for takes its name.
pub(crate) fn dropping_objects_first(merged: Vec<Merged>) -> Vec<Merged> {
    let drops = |step: &Merged| matches!(step.op, Op::DropObject(_));
    let mut places: Vec<usize> = (0..merged.len()).filter(|at| drops(&merged[*at])).collect();
    places.extend((0..merged.len()).filter(|at| !drops(&merged[*at])));
    let mut went = vec![0; merged.len()];
    for (to, from) in places.iter().enumerate() {
        went[*from] = to;
    }
    let mut steps: Vec<Option<Merged>> = merged.into_iter().map(Some).collect();
    let moved = places.iter().enumerate().filter_map(|(to, from)| {
        let mut step = steps[*from].take()?;
        step.after.iter_mut().for_each(|(place, _)| *place = went[*place]);
        step.after.retain(|(place, _)| *place < to);
        Some(step)
    });
    moved.collect()
}

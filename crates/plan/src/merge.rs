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

//! Indexes and keys that want each other's names: one of them waits under a name in between.

use crate::node::{Node, Resource};
use parallax_ir::{Name, Op, TableAction};
use std::collections::HashMap;

/// Splits one rename of every ring in two, so that the other renames of the ring have an order.
pub(super) fn split_renames(nodes: &mut Vec<Node>) {
    let by_old: HashMap<Resource, usize> =
        nodes.iter().enumerate().filter_map(|(at, node)| Some((ends(node)?.0, at))).collect();
    let mut seen = vec![false; nodes.len()];
    let mut second_halves = Vec::new();
    for start in 0..nodes.len() {
        let mut at = start;
        // Each rename has one successor at most, so that a walk that meets its own start has gone around a ring.
        while !std::mem::replace(&mut seen[at], true) {
            let next = ends(&nodes[at]).and_then(|(_, new)| by_old.get(&new).copied());
            match next {
                Some(next) if next == start => second_halves.extend(split(&mut nodes[start])),
                Some(next) => at = next,
                None => break,
            }
        }
    }
    nodes.extend(second_halves);
}

/// What a rename removes and creates; nothing for other nodes.
fn ends(node: &Node) -> Option<(Resource, Resource)> {
    rename_of(&node.op)?;
    Some((node.removes.first()?.clone(), node.creates.first()?.clone()))
}

fn rename_of(op: &Op) -> Option<(&Name, &Name)> {
    match op {
        Op::RenameIndex { from, to, .. } => Some((from, to)),
        Op::AlterTable { actions, .. } => match actions.as_slice() {
            [TableAction::RenamePrimaryKey { from, to }] => Some((from, to)),
            _ => None,
        },
        _ => None,
    }
}

/// Lets the node stop halfway, and gives the node for the rest of the way.
fn split(node: &mut Node) -> Option<Node> {
    let (old, _) = rename_of(&node.op)?;
    let short: String = old.chars().take(40).collect();
    let halfway = Name::new(format!("_parallax_{short}"));
    let Some(Resource::Name(schema, _)) = node.creates.first() else { return None };
    let between = Resource::Name(schema.clone(), halfway.clone());
    let mut rest = node.clone();
    set_ends(&mut node.op, None, Some(&halfway));
    set_ends(&mut rest.op, Some(&halfway), None);
    node.creates = vec![between.clone()];
    rest.removes.clear();
    rest.needs.push(between);
    Some(rest)
}

fn set_ends(op: &mut Op, new_from: Option<&Name>, new_to: Option<&Name>) {
    let (from, to) = match op {
        Op::RenameIndex { from, to, .. } => (from, to),
        Op::AlterTable { actions, .. } => match actions.as_mut_slice() {
            [TableAction::RenamePrimaryKey { from, to }] => (from, to),
            _ => return,
        },
        _ => return,
    };
    if let Some(name) = new_from {
        *from = name.clone();
    }
    if let Some(name) = new_to {
        *to = name.clone();
    }
}

//! The order of nodes: a graph of reasons, sorted so that every reason holds and ties follow the source.

use crate::node::{Node, Rank, Resource};
use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

/// A node in its place, with the nodes that had to come before it (by their places) and why.
pub(crate) struct Ordered {
    pub(crate) node: Node,
    pub(crate) after: Vec<(usize, &'static str)>,
}

const FREE: &str = "the name must be free first";
const UNUSED: &str = "nothing may use it any more";
const EXISTS: &str = "what it uses must exist first";
const RENAMED: &str = "renames come in an order in which each new name is free";

#[derive(Default)]
struct Users {
    creators: Vec<u32>,
    removers: Vec<u32>,
    needers: Vec<u32>,
    releasers: Vec<u32>,
}

pub(crate) fn sort(nodes: Vec<Node>) -> Vec<Ordered> {
    let mut graph: DiGraph<(), &'static str, u32> = DiGraph::with_capacity(nodes.len(), nodes.len() * 2);
    for _ in &nodes {
        graph.add_node(());
    }
    edges(&nodes, &mut graph);
    let order = topological(&nodes, &graph);
    let mut place = vec![0; nodes.len()];
    for (at, node) in order.iter().enumerate() {
        place[node.index()] = at;
    }
    let mut nodes: Vec<Option<Node>> = nodes.into_iter().map(Some).collect();
    let ordered = order.into_iter().filter_map(|index| {
        let reasons = graph.edges_directed(index, Direction::Incoming);
        let mut after: Vec<_> = reasons.map(|edge| (place[edge.source().index()], *edge.weight())).collect();
        after.sort();
        after.dedup();
        Some(Ordered { node: nodes[index.index()].take()?, after })
    });
    ordered.collect()
}

fn edges(nodes: &[Node], graph: &mut DiGraph<(), &'static str, u32>) {
    // Only what some node creates or removes can order anything.
    let mut users: HashMap<&Resource, Users> = HashMap::new();
    for (at, node) in nodes.iter().enumerate() {
        for resource in &node.creates {
            users.entry(resource).or_default().creators.push(at as u32);
        }
        for resource in &node.removes {
            users.entry(resource).or_default().removers.push(at as u32);
        }
    }
    let mut touched: Vec<&Resource> = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        for resource in &node.needs {
            if let Some(known) = users.get_mut(resource) {
                known.needers.push(at as u32);
            }
        }
        for resource in &node.releases {
            if let Some(known) = users.get_mut(resource) {
                known.releasers.push(at as u32);
            }
        }
        touched.extend(node.creates.iter().chain(&node.removes));
    }
    let mut connect = |from: &[u32], to: &[u32], reason: &'static str| {
        for a in from {
            for b in to {
                if a != b {
                    graph.add_edge(NodeIndex::new(*a as usize), NodeIndex::new(*b as usize), reason);
                }
            }
        }
    };
    // In the order of nodes, so that the graph is the same every time; each resource once.
    for resource in touched {
        let Some(known) = users.remove(resource) else { continue };
        if resource.is_exclusive() {
            connect(&known.removers, &known.creators, FREE);
        }
        connect(&known.releasers, &known.removers, UNUSED);
        connect(&known.creators, &known.needers, EXISTS);
    }
    let renames: Vec<u32> =
        (0..nodes.len() as u32).filter(|at| nodes[*at as usize].rank == Rank::Rename).collect();
    for pair in renames.windows(2) {
        connect(&pair[..1], &pair[1..], RENAMED);
    }
}

/// Kahn's algorithm; among the nodes that may come next, the least by rank and place. A cycle (which the builder does
/// not make) is cut at its least node, so that every node comes out.
fn topological(nodes: &[Node], graph: &DiGraph<(), &'static str, u32>) -> Vec<NodeIndex<u32>> {
    let key = |index: usize| {
        let node = &nodes[index];
        Reverse((node.rank, node.place, node.sub, index))
    };
    let mut waits: Vec<usize> =
        graph.node_indices().map(|index| graph.edges_directed(index, Direction::Incoming).count()).collect();
    let mut ready: BinaryHeap<_> = (0..nodes.len()).filter(|index| waits[*index] == 0).map(key).collect();
    let mut done = vec![false; nodes.len()];
    let mut order = Vec::with_capacity(nodes.len());
    loop {
        while let Some(Reverse((_, _, _, index))) = ready.pop() {
            if std::mem::replace(&mut done[index], true) {
                continue;
            }
            order.push(NodeIndex::new(index));
            for edge in graph.edges(NodeIndex::new(index)) {
                let next = edge.target().index();
                waits[next] = waits[next].saturating_sub(1);
                if waits[next] == 0 && !done[next] {
                    ready.push(key(next));
                }
            }
        }
        let Some(least) = (0..nodes.len()).filter(|index| !done[*index]).map(key).max() else { return order };
        debug_assert!(false, "a cycle between steps: {:?}", nodes[least.0.3].op);
        ready.push(least);
    }
}

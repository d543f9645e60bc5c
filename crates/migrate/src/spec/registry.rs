//! All migrations of a folder together: their order, and what is wrong between them.

use super::model::{Placed, Spec, Stability};
use super::rules::{
    DEPENDENCY_CYCLE, DUPLICATE_KEY, LATER_DEPENDENCY, NO_WAY_BACK, UNKNOWN_DEPENDENCY, UNSTABLE_DEPENDENCY,
    VERSION_ORDER,
};
use parallax_diagnostics::{Diagnostic, Diagnostics, did_you_mean};
use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};

/// A migration of the folder: with a spec or as plain SQL.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// Of the folder.
    pub name: &'a str,
    pub spec: Option<&'a Spec>,
}

/// What became of looking at all of them.
#[derive(Debug, Clone)]
pub struct Registry {
    /// Indices of the items: dependencies first, otherwise as given. Those of a ring, and what depends on them, stand
    /// at the end as given.
    pub order: Vec<usize>,
    pub diagnostics: Diagnostics,
}

/// Sorts and checks. The items stand in the order of the folder.
pub fn registry(items: &[Item<'_>]) -> Registry {
    let mut found = Diagnostics::new();
    let by_key = keys(items, &mut found);
    let mut graph: DiGraph<usize, ()> = DiGraph::new();
    let nodes: Vec<NodeIndex> = (0..items.len()).map(|at| graph.add_node(at)).collect();
    for (at, item) in items.iter().enumerate() {
        let Some(spec) = item.spec else { continue };
        for dependency in &spec.dependencies {
            match target(items, &by_key, &dependency.value) {
                None => found.push(unknown(dependency, spec, &by_key)),
                Some(on) => {
                    // A second edge between the same two says nothing new.
                    if let (Some(from), Some(to)) = (nodes.get(on), nodes.get(at)) {
                        graph.update_edge(*from, *to, ());
                    }
                    between(items, at, on, dependency, &mut found);
                }
            }
        }
        if spec.down.is_empty() && spec.meta.irreversible.is_none() {
            let message = format!("{} does not say how it is taken back", spec.key());
            let help =
                "add [[plan.down]] steps, or say in [meta] why there is no way back: irreversible = \"…\"";
            found.push(Diagnostic::new(&NO_WAY_BACK, message).at(spec.meta.name.span, "").help(help));
        }
    }
    versions(items, &mut found);
    cycles(items, &graph, &mut found);
    Registry { order: order(&graph), diagnostics: found }
}

/// Which item each key belongs to.
fn keys(items: &[Item<'_>], found: &mut Diagnostics) -> BTreeMap<String, usize> {
    let mut by_key: BTreeMap<String, usize> = BTreeMap::new();
    for (at, item) in items.iter().enumerate() {
        let Some(spec) = item.spec else { continue };
        let key = spec.key();
        let first = by_key.get(&key).and_then(|first| items.get(*first)).and_then(|first| first.spec);
        match first {
            None => {
                by_key.insert(key, at);
            }
            Some(first) => {
                let message = format!("{} and {} have the same key, {key}", first.folder, spec.folder);
                let told = Diagnostic::new(&DUPLICATE_KEY, message)
                    .at(spec.meta.name.span, "again here")
                    .also(first.meta.name.span, "first here")
                    .help("give the later one another `name`; dependents name the key");
                found.push(told);
            }
        }
    }
    by_key
}

/// A dependency is a key, or the folder of a migration without a spec.
fn target(items: &[Item<'_>], by_key: &BTreeMap<String, usize>, name: &str) -> Option<usize> {
    by_key
        .get(name)
        .copied()
        .or_else(|| items.iter().position(|item| item.spec.is_none() && item.name == name))
}

fn unknown(dependency: &Placed<String>, spec: &Spec, by_key: &BTreeMap<String, usize>) -> Diagnostic {
    let name = &dependency.value;
    let help = match did_you_mean(name, by_key.keys().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "bring its folder here, or remove the dependency".to_owned(),
    };
    let message = format!("{} depends on {name}, which is not in the folder of migrations", spec.key());
    Diagnostic::new(&UNKNOWN_DEPENDENCY, message).at(dependency.span, "").help(help)
}

/// What is wrong with one dependency.
fn between(items: &[Item<'_>], at: usize, on: usize, dependency: &Placed<String>, found: &mut Diagnostics) {
    let (Some(spec), Some(other)) = (items.get(at).and_then(|item| item.spec), items.get(on)) else { return };
    if on > at {
        let message = format!("{} depends on {}, which runs later", spec.folder, other.name);
        let help = "migrations run in the order of the names of their folders: give this one a later time in its name";
        found.push(Diagnostic::new(&LATER_DEPENDENCY, message).at(dependency.span, "").help(help));
    }
    let Some(other) = other.spec else { return };
    let (own, its) = (spec.meta.stability, other.meta.stability);
    if its < own && own != Stability::Deprecated || its == Stability::Deprecated && own != its {
        let (key, its, own) = (other.key(), its.as_str(), own.as_str());
        let message = format!("{} is {own} and depends on {key}, which is {its}", spec.key());
        let help = "raise the `stability` of the one, or lower that of the other";
        found.push(Diagnostic::new(&UNSTABLE_DEPENDENCY, message).at(dependency.span, "").help(help));
    }
}

/// Within a namespace versions rise.
fn versions(items: &[Item<'_>], found: &mut Diagnostics) {
    let mut last: BTreeMap<String, &Spec> = BTreeMap::new();
    for spec in items.iter().filter_map(|item| item.spec) {
        let scope = spec.meta.scope();
        if let Some(before) = last.get(&scope)
            && before.meta.version.value >= spec.meta.version.value
        {
            let (its, own) = (before.meta.version.value, spec.meta.version.value);
            let message =
                format!("{} has version {own}, and {} before it has {its}", spec.key(), before.key());
            let told = Diagnostic::new(&VERSION_ORDER, message)
                .at(spec.meta.version.span, "")
                .also(before.meta.version.span, "the one before")
                .help(format!("the next version of {scope} is {}", its.saturating_add(1)));
            found.push(told);
        }
        last.insert(scope, spec);
    }
}

/// Rings, each told once as a path from its first migration back to it.
fn cycles(items: &[Item<'_>], graph: &DiGraph<usize, ()>, found: &mut Diagnostics) {
    for ring in petgraph::algo::tarjan_scc(graph) {
        let within: BTreeSet<NodeIndex> = ring.into_iter().collect();
        let Some(first) = within.first().copied() else { continue };
        let Some(path) = way_back(graph, first, &within) else { continue };
        let keys: Vec<String> = path.iter().map(|node| label(items, *node)).collect();
        let Some(spec) = items.get(first.index()).and_then(|item| item.spec) else { continue };
        let on = path.get(1).map(|node| label(items, *node)).unwrap_or_default();
        let span = spec.dependencies.iter().find(|dependency| dependency.value == on);
        let span = span.map_or(spec.meta.name.span, |dependency| dependency.span);
        let message = format!("migrations depend on each other in a ring: {}", keys.join(" → "));
        let help =
            "none of them can run first: remove one of these dependencies, or divide a migration in two";
        found.push(Diagnostic::new(&DEPENDENCY_CYCLE, message).at(span, "").help(help));
    }
}

fn label(items: &[Item<'_>], node: NodeIndex) -> String {
    let item = items.get(node.index());
    item.and_then(|item| item.spec).map_or_else(String::new, Spec::key)
}

/// The shortest path along dependencies from a node to itself.
fn way_back(
    graph: &DiGraph<usize, ()>,
    first: NodeIndex,
    within: &BTreeSet<NodeIndex>,
) -> Option<Vec<NodeIndex>> {
    let mut from: BTreeMap<NodeIndex, NodeIndex> = BTreeMap::new();
    let mut waiting = VecDeque::from([first]);
    while let Some(node) = waiting.pop_front() {
        let mut next: Vec<NodeIndex> = graph.neighbors_directed(node, Direction::Incoming).collect();
        next.sort_unstable();
        for other in next.into_iter().filter(|other| within.contains(other)) {
            if other == first {
                let mut path = vec![node];
                while let Some(last) = path.last().copied().filter(|last| *last != first) {
                    path.push(from.get(&last).copied()?);
                }
                path.reverse();
                path.push(first);
                return Some(path);
            }
            if let Entry::Vacant(unseen) = from.entry(other) {
                unseen.insert(node);
                waiting.push_back(other);
            }
        }
    }
    None
}

/// Dependencies first; of those that could come next, the one that stands first in the folder.
fn order(graph: &DiGraph<usize, ()>) -> Vec<usize> {
    let mut open: BTreeMap<NodeIndex, usize> = graph
        .node_indices()
        .map(|node| (node, graph.neighbors_directed(node, Direction::Incoming).count()))
        .collect();
    let mut ready: BinaryHeap<Reverse<NodeIndex>> =
        open.iter().filter(|(_, count)| **count == 0).map(|(node, _)| Reverse(*node)).collect();
    let mut order = Vec::with_capacity(open.len());
    while let Some(Reverse(node)) = ready.pop() {
        open.remove(&node);
        order.push(node.index());
        for next in graph.neighbors_directed(node, Direction::Outgoing) {
            if let Some(count) = open.get_mut(&next) {
                *count -= 1;
                if *count == 0 {
                    ready.push(Reverse(next));
                }
            }
        }
    }
    order.extend(open.keys().map(|node| node.index()));
    order
}

//! Deletes and updates that come back to where they began, or arrive twice.
//!
//! An edge leads from the model with the key to the model it points at; a change of the latter goes on to the
//! former. Only relations whose actions change rows count.

use super::pairing::Pair;
use super::side::Side;
use super::{Check, actions};
use crate::model::FieldId;
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_dialect::Action;
use std::collections::VecDeque;

rules! {
    /// The changes of a model that relates to itself come back to it.
    ///
    /// SQL Server refuses such a foreign key, and clients that carry out actions themselves (`relationMode =
    /// "prisma"`, MongoDB) would not come to an end. With `NoAction` for both actions nothing is passed on.
    /// What is not written counts too: `onUpdate` is `Cascade` by default.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "sqlserver"
    /// }
    ///
    /// model Node {
    ///   id       Int    @id
    ///   parentId Int?
    ///   parent   Node?  @relation("Tree", fields: [parentId], references: [id])
    ///   children Node[] @relation("Tree")
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "sqlserver"
    /// }
    ///
    /// model Node {
    ///   id       Int    @id
    ///   parentId Int?
    ///   parent   Node?  @relation("Tree", fields: [parentId], references: [id], onDelete: NoAction, onUpdate: NoAction)
    ///   children Node[] @relation("Tree")
    /// }
    /// ```
    error SELF_CYCLE "PX2550" "self-relation-cycle" = "changes of a model that relates to itself come back to it",
    /// The changes of several models come back to where they began.
    ///
    /// SQL Server refuses such foreign keys, and clients that carry out actions themselves (`relationMode =
    /// "prisma"`, MongoDB) would not come to an end. One relation of the circle has to have `NoAction` for
    /// both actions. What is not written counts too: `onUpdate` is `Cascade` by default.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "sqlserver"
    /// }
    ///
    /// model A {
    ///   id  Int @id
    ///   bId Int
    ///   b   B   @relation("AB", fields: [bId], references: [id])
    ///   bs  B[] @relation("BA")
    /// }
    ///
    /// model B {
    ///   id  Int @id
    ///   aId Int
    ///   a   A   @relation("BA", fields: [aId], references: [id])
    ///   as  A[] @relation("AB")
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "sqlserver"
    /// }
    ///
    /// model A {
    ///   id  Int @id
    ///   bId Int
    ///   b   B   @relation("AB", fields: [bId], references: [id], onDelete: NoAction, onUpdate: NoAction)
    ///   bs  B[] @relation("BA")
    /// }
    ///
    /// model B {
    ///   id  Int @id
    ///   aId Int
    ///   a   A   @relation("BA", fields: [aId], references: [id])
    ///   as  A[] @relation("AB")
    /// }
    /// ```
    error CYCLE "PX2551" "cascade-cycle" = "changes come back to the model where they began",
    /// A change reaches a model on two ways.
    ///
    /// SQL Server refuses a foreign key when one statement could change a row twice. One of the relations
    /// has to have `NoAction` for both actions.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "sqlserver"
    /// }
    ///
    /// model User {
    ///   id       Int       @id
    ///   posts    Post[]
    ///   comments Comment[]
    /// }
    ///
    /// model Post {
    ///   id       Int       @id
    ///   authorId Int
    ///   author   User      @relation(fields: [authorId], references: [id])
    ///   comments Comment[]
    /// }
    ///
    /// model Comment {
    ///   id       Int  @id
    ///   postId   Int
    ///   post     Post @relation(fields: [postId], references: [id])
    ///   authorId Int
    ///   author   User @relation(fields: [authorId], references: [id])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "sqlserver"
    /// }
    ///
    /// model User {
    ///   id       Int       @id
    ///   posts    Post[]
    ///   comments Comment[]
    /// }
    ///
    /// model Post {
    ///   id       Int       @id
    ///   authorId Int
    ///   author   User      @relation(fields: [authorId], references: [id])
    ///   comments Comment[]
    /// }
    ///
    /// model Comment {
    ///   id       Int  @id
    ///   postId   Int
    ///   post     Post @relation(fields: [postId], references: [id])
    ///   authorId Int
    ///   author   User @relation(fields: [authorId], references: [id], onDelete: NoAction, onUpdate: NoAction)
    /// }
    /// ```
    error MULTIPLE_PATHS "PX2552" "multiple-cascade-paths" = "a change reaches a model on two ways",
}

/// A relation that passes changes on.
#[derive(Debug, Clone, Copy)]
struct Edge {
    forward: FieldId,
    from: usize,
    to: usize,
}

/// Edges by the model they leave.
struct Graph {
    edges: Vec<Edge>,
    /// For each model the place of its first edge; one more at the end.
    starts: Vec<usize>,
}

impl Graph {
    fn new(models: usize, mut edges: Vec<Edge>) -> Graph {
        edges.sort_by_key(|edge| (edge.from, edge.forward));
        let starts = (0..=models).map(|model| edges.partition_point(|edge| edge.from < model)).collect();
        Graph { edges, starts }
    }
    /// The edges of a model, as indexes.
    fn of(&self, model: usize) -> std::ops::Range<usize> {
        self.starts[model]..self.starts[model + 1]
    }
}

pub(super) fn check(check: &mut Check, sides: &[Side], pairs: &[Pair]) {
    let emulated = check.language.is_some() && !check.uses_foreign_keys();
    let refused = check.has(|known| known.refuses_cascade_cycles);
    if !emulated && !refused {
        return;
    }
    let mut edges = Vec::new();
    for pair in pairs {
        let (forward, back) = match *pair {
            Pair::OneToOne { forward, back } => (forward, back),
            Pair::OneToMany { forward: Some(forward), back } => (forward, back),
            Pair::OneToMany { forward: None, .. } | Pair::ManyToMany { .. } => continue,
        };
        let side = &sides[forward];
        if back.is_none() || side.poisoned || !passes_on(check, side) {
            continue;
        }
        edges.push(Edge { forward: side.id, from: side.id.model.index(), to: side.target.index() });
    }
    let graph = Graph::new(check.schema.models.len(), edges);
    let components = components(&graph);
    for at in 0..graph.edges.len() {
        let edge = graph.edges[at];
        if edge.from == edge.to {
            report_self(check, sides, edge);
        } else if components[edge.from] == components[edge.to] {
            report_cycle(check, &graph, edge);
        }
    }
    if refused && !emulated {
        multiple_paths(check, &graph);
    }
}

fn passes_on(check: &Check, side: &Side) -> bool {
    let (on_delete, on_update) = actions::effective(check, side);
    [on_delete, on_update].into_iter().any(|action| match action {
        Action::Cascade | Action::SetNull | Action::SetDefault => true,
        Action::NoAction | Action::Restrict => false,
    })
}

/// For each model the number of its strongly connected component (Tarjan, without recursion).
fn components(graph: &Graph) -> Vec<usize> {
    const UNSEEN: usize = usize::MAX;
    let models = graph.starts.len().saturating_sub(1);
    let (mut number, mut low) = (vec![UNSEEN; models], vec![UNSEEN; models]);
    let mut component = vec![UNSEEN; models];
    let (mut open, mut counter, mut found) = (Vec::new(), 0, 0);
    for root in 0..models {
        if number[root] != UNSEEN {
            continue;
        }
        let mut path = vec![(root, graph.starts[root])];
        while let Some((model, next)) = path.last_mut() {
            let model = *model;
            if number[model] == UNSEEN {
                number[model] = counter;
                low[model] = counter;
                counter += 1;
                open.push(model);
            }
            if graph.of(model).contains(next) {
                let to = graph.edges[*next].to;
                *next += 1;
                if number[to] == UNSEEN {
                    path.push((to, graph.starts[to]));
                } else if component[to] == UNSEEN {
                    low[model] = low[model].min(number[to]);
                }
                continue;
            }
            path.pop();
            if let Some((parent, _)) = path.last() {
                low[*parent] = low[*parent].min(low[model]);
            }
            if low[model] == number[model] {
                while let Some(member) = open.pop() {
                    component[member] = found;
                    if member == model {
                        break;
                    }
                }
                found += 1;
            }
        }
    }
    component
}

/// What is not written and acts all the same.
fn defaults(check: &Check, forward: &Side) -> String {
    let (on_delete, on_update) = actions::effective(check, forward);
    let mut words = Vec::new();
    if forward.on_delete.is_none() {
        words.push(format!("`onDelete` is `{}`", on_delete.as_str()));
    }
    if forward.on_update.is_none() {
        words.push(format!("`onUpdate` is `{}`", on_update.as_str()));
    }
    if words.is_empty() { String::new() } else { format!(" (by default {})", words.join(" and ")) }
}

fn report_self(check: &mut Check, sides: &[Side], edge: Edge) {
    let field = check.field(edge.forward);
    let model = &check.model(edge.forward.model).name;
    let by_default = sides
        .binary_search_by_key(&edge.forward, |side| side.id)
        .map(|at| defaults(check, &sides[at]))
        .unwrap_or_default();
    let message =
        format!("changes of `{model}` come back to it through {}{by_default}", check.quoted(edge.forward));
    check.report(
        Diagnostic::new(&SELF_CYCLE, message)
            .at(field.name_span, format!("leads from `{model}` to `{model}`"))
            .help("write `onDelete: NoAction, onUpdate: NoAction`"),
    );
}

fn report_cycle(check: &mut Check, graph: &Graph, edge: Edge) {
    let field = check.field(edge.forward);
    let way = way_back(graph, edge);
    let path = match &way {
        Some(way) => {
            let steps: Vec<String> =
                [edge].iter().chain(way).map(|edge| check.quoted(edge.forward)).collect();
            format!(": {}", steps.join(" → "))
        }
        None => String::new(),
    };
    let message = format!("changes of `{}` come back to it{path}", check.model(edge.forward.model).name);
    let mut diagnostic = Diagnostic::new(&CYCLE, message)
        .at(field.name_span, "part of a circle")
        .help("write `onDelete: NoAction, onUpdate: NoAction` on one relation of the circle");
    for other in way.iter().flatten() {
        diagnostic = diagnostic.also(check.field(other.forward).name_span, "goes on here");
    }
    check.report(diagnostic);
}

/// The shortest way from the end of an edge to its start; absent when it is too long to be read.
fn way_back(graph: &Graph, edge: Edge) -> Option<Vec<Edge>> {
    const LONGEST: usize = 8;
    const LOOKED_AT: usize = 1000;
    let mut reached_by: Vec<(usize, Option<usize>, usize)> = vec![(edge.to, None, 1)];
    let mut seen = std::collections::BTreeSet::from([edge.to]);
    let mut at = 0;
    while let Some((model, _, length)) = reached_by.get(at).copied() {
        if length > LONGEST || at > LOOKED_AT {
            return None;
        }
        for next in graph.of(model) {
            let to = graph.edges[next].to;
            if to == edge.from {
                let mut way = vec![graph.edges[next]];
                let mut back = at;
                while let Some((_, Some(by), _)) = reached_by.get(back).copied() {
                    way.push(graph.edges[by]);
                    let from = graph.edges[by].from;
                    back = reached_by.iter().position(|(model, _, _)| *model == from)?;
                }
                way.reverse();
                return Some(way);
            }
            if seen.insert(to) {
                reached_by.push((to, Some(next), length + 1));
            }
        }
        at += 1;
    }
    None
}

/// Reports each relation of a model from which some model can be reached that can also be reached from another
/// relation of it.
///
/// Each relation walks until it meets a model where another has been; a model is passed once, so the walk of one
/// model costs no more than what can be reached from it.
fn multiple_paths(check: &mut Check, graph: &Graph) {
    let models = graph.starts.len().saturating_sub(1);
    // The edge that came first to a model, and in the walk of which model that was.
    let mut first: Vec<(usize, usize)> = vec![(usize::MAX, usize::MAX); models];
    let mut queue = VecDeque::new();
    for origin in 0..models {
        let own: Vec<usize> = graph.of(origin).filter(|at| graph.edges[*at].to != origin).collect();
        if own.len() < 2 {
            continue;
        }
        // For each of the own edges the other edge and the model where they met.
        let mut meetings: Vec<Option<(usize, usize)>> = vec![None; own.len()];
        queue.extend(own.iter().enumerate().map(|(label, at)| (graph.edges[*at].to, label)));
        while let Some((model, label)) = queue.pop_front() {
            let (walk, other) = first[model];
            if walk == origin {
                if other != label {
                    meetings[label].get_or_insert((other, model));
                    meetings[other].get_or_insert((label, model));
                }
                continue;
            }
            first[model] = (origin, label);
            for next in graph.of(model) {
                let to = graph.edges[next].to;
                if to != origin && to != model {
                    queue.push_back((to, label));
                }
            }
        }
        for (label, meeting) in meetings.into_iter().enumerate() {
            if let Some((other, model)) = meeting {
                report_paths(check, graph.edges[own[label]], graph.edges[own[other]], model);
            }
        }
    }
}

fn report_paths(check: &mut Check, edge: Edge, other: Edge, reached: usize) {
    let source = &check.schema.models[reached].name;
    let message = format!(
        "a change of `{source}` reaches `{}` on two ways, through {} and {}",
        check.model(edge.forward.model).name,
        check.quoted(edge.forward),
        check.quoted(other.forward)
    );
    check.report(
        Diagnostic::new(&MULTIPLE_PATHS, message)
            .at(check.field(edge.forward).name_span, format!("a change of `{source}` comes this way"))
            .also(check.field(other.forward).name_span, "and this way")
            .help("write `onDelete: NoAction, onUpdate: NoAction` on one of the relations"),
    );
}

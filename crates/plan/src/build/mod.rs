//! Differences to nodes: which operations, and what each creates, removes, needs and releases.

mod enums;
mod fills;
mod foreign_keys;
mod names;
mod objects;
mod places;
mod rings;
mod tables;
mod texts;

use crate::node::{Node, Rank, Resource};
use foreign_keys::Disturbed;
use parallax_dialect::Target;
use parallax_diff::Prepared;
use parallax_ir::{Change, ChangeSet, Column, Name, Op, QName, Table, TableChange};
use places::Places;
use std::collections::{HashMap, HashSet};

pub(crate) fn nodes(prepared: &Prepared<'_>, changes: &ChangeSet<'_>, target: &Target) -> Vec<Node> {
    let mut builder = Builder {
        prepared,
        target,
        places: Places::new(prepared),
        disturbed: Disturbed::find(changes, target),
        replaced: HashMap::new(),
        ring_keys: HashSet::new(),
        nodes: Vec::new(),
    };
    builder.schemas_and_extensions(changes);
    builder.renames();
    builder.enums(changes);
    builder.sequences(changes);
    builder.break_rings(changes);
    for change in &changes.tables {
        match change {
            TableChange::Created(table) => builder.create_table(table),
            TableChange::Dropped(table) => builder.drop_table(table),
            TableChange::Altered(delta) => builder.alter_table(delta),
        }
    }
    builder.foreign_keys(changes);
    builder.partitions(changes);
    builder.objects(changes);
    rings::split_renames(&mut builder.nodes);
    builder.nodes
}

pub(super) struct Builder<'a> {
    prepared: &'a Prepared<'a>,
    target: &'a Target,
    places: Places<'a>,
    disturbed: Disturbed,
    /// Columns that an enum's replacement has changed already, as they are then.
    replaced: HashMap<(QName, Name), Column>,
    /// Foreign keys by which dropped tables hold each other; dropped before the tables.
    ring_keys: HashSet<(QName, Vec<Name>)>,
    nodes: Vec<Node>,
}

impl Builder<'_> {
    fn push(&mut self, node: Node) {
        self.nodes.push(node);
    }

    fn schemas_and_extensions(&mut self, changes: &ChangeSet<'_>) {
        for change in &changes.schemas {
            let node = match change {
                Change::Created(name) => Node::new(Op::CreateSchema((*name).clone()), Rank::CreateSchema, 0)
                    .creates(Resource::Schema((*name).clone())),
                // The differ keeps namespaces that are no longer declared.
                Change::Dropped(_) | Change::Altered(_) => continue,
            };
            self.push(node);
        }
        for change in &changes.extensions {
            let node = match change {
                Change::Created(new) => {
                    let node = Node::new(Op::CreateExtension((*new).clone()), Rank::CreateExtension, 0);
                    in_schema(node, new.schema.as_ref())
                        .creates(Resource::Extension(new.name.clone()))
                        .source(&new.origin)
                }
                Change::Altered(pair) => {
                    let op = Op::AlterExtension(Box::new(pair.map(Clone::clone)));
                    in_schema(Node::new(op, Rank::CreateExtension, 0), pair.after.schema.as_ref())
                        .source(&pair.after.origin)
                }
                Change::Dropped(old) => Node::new(Op::DropExtension((*old).clone()), Rank::DropExtension, 0)
                    .removes(Resource::Extension(old.name.clone()))
                    .source(&old.origin),
            };
            self.push(node);
        }
    }

    fn renames(&mut self) {
        for op in &self.prepared.renames {
            let mut node = Node::new(op.clone(), Rank::Rename, 0);
            let after = &self.prepared.after;
            match op {
                Op::RenameTable { to, .. } => {
                    node = in_schema(node, to.schema.as_ref());
                    if let Some(table) = after.tables.get(to) {
                        node = node.source(&table.origin);
                    }
                }
                Op::RenameEnum { to, .. } => {
                    node = in_schema(node, to.schema.as_ref());
                    if let Some(of) = after.enums.get(to) {
                        node = node.source(&of.origin);
                    }
                }
                Op::RenameSequence { to, .. } => node = in_schema(node, to.schema.as_ref()),
                Op::RenameObject { from, to } => {
                    node = in_schema(node, to.schema.as_ref());
                    let key = parallax_ir::ObjectKey { name: to.clone(), ..from.clone() };
                    if let Some(object) = after.objects.get(&key) {
                        node = node.source(&object.origin);
                    }
                }
                Op::RenameColumn { table, to, .. } => {
                    if let Some(column) = after.tables.get(table).and_then(|table| table.column(to)) {
                        node = node.source(&column.origin);
                    }
                }
                Op::RenameEnumValue { name, to, .. } => {
                    let of = after.enums.get(name);
                    if let Some(value) = of.and_then(|of| of.values.iter().find(|value| value.name == *to)) {
                        node = node.source(&value.origin);
                    }
                }
                _ => {}
            }
            self.push(node);
        }
    }

    fn sequences(&mut self, changes: &ChangeSet<'_>) {
        for change in &changes.sequences {
            let node = match change {
                Change::Created(new) => {
                    let node = Node::new(Op::CreateSequence((*new).clone()), Rank::Sequence, 0);
                    in_schema(node, new.name.schema.as_ref())
                        .creates(Resource::Sequence(new.name.clone()))
                        .source(&new.origin)
                }
                Change::Altered(pair) => {
                    Node::new(Op::AlterSequence(Box::new(pair.map(Clone::clone))), Rank::Sequence, 0)
                        .source(&pair.after.origin)
                }
                Change::Dropped(old) => Node::new(Op::DropSequence((*old).clone()), Rank::DropSequence, 0)
                    .removes(Resource::Sequence(old.name.clone()))
                    .source(&old.origin),
            };
            self.push(node);
        }
    }

    /// A node of a table's own place in the schema.
    fn node(&self, op: Op, rank: Rank, table: &QName) -> Node {
        Node::new(op, rank, self.places.of(table))
    }
}

fn in_schema(node: Node, schema: Option<&Name>) -> Node {
    match schema {
        Some(schema) => node.needs(Resource::Schema(schema.clone())),
        None => node,
    }
}

/// The name of an index or key in its namespace.
fn relation_name(table: &Table, name: &Name) -> Resource {
    Resource::Name(table.name.schema.clone(), name.clone())
}

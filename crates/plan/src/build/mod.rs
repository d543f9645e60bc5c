//! Differences to nodes: which operations, and what each creates, removes, needs and releases.

mod enums;
mod foreign_keys;
mod places;
mod rings;
mod tables;

use crate::node::{Node, Rank, Resource};
use foreign_keys::Disturbed;
use parallax_dialect::Target;
use parallax_diff::Prepared;
use parallax_ir::{Change, ChangeSet, Column, Name, Object, ObjectKind, Op, QName, Table, TableChange};
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

    /// Views, functions, triggers, …: dropped before what they need changes, made when all they need is there.
    fn objects(&mut self, changes: &ChangeSet<'_>) {
        for change in &changes.objects {
            match change {
                Change::Created(new) => self.push(create_object(new)),
                Change::Dropped(old) => self.push(drop_object(old)),
                Change::Altered(pair) => {
                    self.push(drop_object(pair.before));
                    self.push(create_object(pair.after));
                }
            }
        }
    }

    /// A node of a table's own place in the schema.
    fn node(&self, op: Op, rank: Rank, table: &QName) -> Node {
        Node::new(op, rank, self.places.of(table))
    }
}

/// Whether columns can be of it.
fn is_type(kind: ObjectKind) -> bool {
    match kind {
        ObjectKind::Domain | ObjectKind::CompositeType | ObjectKind::RangeType => true,
        ObjectKind::View
        | ObjectKind::MaterializedView
        | ObjectKind::Function
        | ObjectKind::Procedure
        | ObjectKind::Trigger
        | ObjectKind::Policy => false,
    }
}

/// Views call functions, and triggers come last.
fn object_place(kind: ObjectKind) -> u32 {
    match kind {
        ObjectKind::Domain | ObjectKind::CompositeType | ObjectKind::RangeType => 0,
        ObjectKind::Function | ObjectKind::Procedure => 1,
        ObjectKind::View | ObjectKind::MaterializedView => 2,
        ObjectKind::Trigger | ObjectKind::Policy => 3,
    }
}

/// Views share their names with tables.
fn relation(object: &Object) -> Option<Resource> {
    let is_view = matches!(object.key.kind, ObjectKind::View | ObjectKind::MaterializedView);
    is_view.then(|| Resource::Table(object.key.name.clone()))
}

fn create_object(object: &Object) -> Node {
    let kind = object.key.kind;
    let rank = if is_type(kind) { Rank::CreateType } else { Rank::CreateObject };
    let mut node = Node::new(Op::CreateObject(object.clone()), rank, object_place(kind))
        .creates(Resource::Object(object.key.clone()))
        .source(&object.origin);
    node.creates.extend(relation(object));
    node = in_schema(node, object.key.name.schema.as_ref());
    for needed in object.needs.iter().chain(&object.key.on) {
        node = node.needs(Resource::Table(needed.clone()));
    }
    node
}

fn drop_object(object: &Object) -> Node {
    let kind = object.key.kind;
    let rank = if is_type(kind) { Rank::DropType } else { Rank::DropObject };
    let mut node = Node::new(Op::DropObject(object.clone()), rank, object_place(kind))
        .removes(Resource::Object(object.key.clone()))
        .source(&object.origin);
    node.removes.extend(relation(object));
    for needed in object.needs.iter().chain(&object.key.on) {
        node = node.releases(Resource::Table(needed.clone()));
    }
    node
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

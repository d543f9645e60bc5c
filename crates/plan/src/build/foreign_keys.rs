//! Foreign keys: dropped before, and added after, whatever they depend on changes under them.

use super::Builder;
use crate::node::{Rank, Resource};
use parallax_dialect::{Approach, Target};
use parallax_ir::{
    Cast, Change, ChangeSet, Column, ForeignKey, Index, Name, Op, Pair, QName, Table, TableChange, TableDelta,
};
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::{BTreeSet, HashMap, HashSet};

/// What foreign keys cannot stay on while it changes.
#[derive(Default)]
pub(super) struct Disturbed {
    columns: HashMap<QName, BTreeSet<Name>>,
    /// Primary keys and uniques that are dropped.
    keys: HashMap<QName, Vec<BTreeSet<Name>>>,
    rebuilt: HashSet<QName>,
}

impl Disturbed {
    pub(super) fn find(changes: &ChangeSet<'_>, target: &Target) -> Self {
        let shapes = &target.dialect.shapes;
        let mut disturbed = Disturbed::default();
        if shapes.foreign_keys_in_table {
            return disturbed;
        }
        for change in &changes.tables {
            let TableChange::Altered(delta) = change else { continue };
            let name = &delta.tables.after.name;
            if let Approach::Rebuild(_) = (target.dialect.approach)(delta, target) {
                disturbed.rebuilt.insert(name.clone());
                continue;
            }
            let retyped = |cast: Cast| cast == Cast::Impossible || shapes.type_change_drops_foreign_keys;
            let counting = (shapes.counting_drops_foreign_keys)(target);
            let starts = |columns: Pair<&Column>| !columns.before.is_auto() && columns.after.is_auto();
            let columns = delta
                .altered_columns()
                .filter(|column| column.cast.is_some_and(retyped) || (counting && starts(column.columns)));
            let columns: BTreeSet<Name> = columns.map(|column| column.columns.before.name.clone()).collect();
            if !columns.is_empty() {
                disturbed.columns.insert(name.clone(), columns);
            }
            let keys = disturbed_keys(delta, target);
            if !keys.is_empty() {
                disturbed.keys.insert(name.clone(), keys);
            }
        }
        disturbed
    }

    fn is_empty(&self) -> bool {
        self.columns.is_empty() && self.keys.is_empty() && self.rebuilt.is_empty()
    }

    fn hits(&self, owner: &QName, key: &ForeignKey) -> bool {
        let touched = |table: &QName, columns: &[Name]| {
            self.columns.get(table).is_some_and(|known| columns.iter().any(|column| known.contains(column)))
        };
        let relies = |known: &BTreeSet<Name>| {
            known.len() == key.referenced_columns.len()
                && key.referenced_columns.iter().all(|c| known.contains(c))
        };
        self.rebuilt.contains(owner)
            || self.rebuilt.contains(&key.references)
            || touched(owner, &key.columns)
            || touched(&key.references, &key.referenced_columns)
            || self.keys.get(&key.references).is_some_and(|keys| keys.iter().any(relies))
    }
}

/// The keys that go for a moment or for good.
fn disturbed_keys(delta: &TableDelta<'_>, target: &Target) -> Vec<BTreeSet<Name>> {
    let mut keys: Vec<BTreeSet<Name>> = Vec::new();
    if super::tables::drops_primary_key(delta, target)
        && let Some(key) = &delta.tables.before.primary_key
    {
        keys.push(key.columns.iter().map(|column| column.name.clone()).collect());
    }
    let unique =
        |index: &Index| index.is_unique().then(|| index.columns().cloned().collect::<BTreeSet<Name>>());
    keys.extend(super::tables::dropped_indexes(delta, target).into_iter().filter_map(unique));
    keys
}

impl Builder<'_> {
    /// All foreign keys of all tables; those of dropped tables go with them, unless they hold each other.
    pub(super) fn foreign_keys(&mut self, changes: &ChangeSet<'_>) {
        if self.target.dialect.shapes.foreign_keys_in_table {
            return;
        }
        let mut altered: HashMap<&QName, &TableDelta<'_>> = HashMap::new();
        for change in &changes.tables {
            match change {
                TableChange::Created(table) => {
                    for key in &table.foreign_keys {
                        self.add_foreign_key(table, key);
                    }
                }
                TableChange::Altered(delta) => {
                    altered.insert(&delta.tables.after.name, delta);
                }
                TableChange::Dropped(_) => {}
            }
        }
        for (name, delta) in
            altered.iter().map(|(name, delta)| (*name, *delta)).collect::<std::collections::BTreeMap<_, _>>()
        {
            self.changed_foreign_keys(name, delta);
        }
        if self.disturbed.is_empty() {
            return;
        }
        let prepared = self.prepared;
        for (name, after) in &prepared.after.tables {
            let Some(before) = prepared.before.tables.get(name) else { continue };
            let changed = altered.get(name).map(|delta| delta.foreign_keys.as_slice()).unwrap_or_default();
            for old in &before.foreign_keys {
                let differs = changed.iter().any(|change| match change {
                    Change::Dropped(key) => std::ptr::eq(*key, old),
                    Change::Altered(pair) => std::ptr::eq(pair.before, old),
                    Change::Created(_) => false,
                });
                if !differs && self.disturbed.hits(name, old) {
                    let same = after
                        .foreign_keys
                        .iter()
                        .find(|new| new.name == old.name && new.columns == old.columns);
                    self.drop_foreign_key(before, old);
                    self.add_foreign_key(after, same.unwrap_or(old));
                }
            }
        }
    }

    fn changed_foreign_keys(&mut self, name: &QName, delta: &TableDelta<'_>) {
        let Pair { before, after } = delta.tables;
        for change in &delta.foreign_keys {
            match change {
                Change::Created(key) => self.add_foreign_key(after, key),
                Change::Dropped(key) => self.drop_foreign_key(before, key),
                Change::Altered(pair) => {
                    let renames = self.target.dialect.shapes.can_rename_foreign_key
                        && !self.disturbed.hits(name, pair.before);
                    let stays = !self.disturbed.hits(name, pair.before);
                    match (&pair.before.name, &pair.after.name) {
                        (from, to) if from == to && stays => {
                            let keys = Box::new(Pair::new(pair.before.clone(), pair.after.clone()));
                            let op = Op::AlterForeignKey { table: name.clone(), keys };
                            let node = self.node(op, Rank::AddForeignKey, name).source(&pair.after.origin);
                            self.push(node);
                        }
                        (Some(from), Some(to)) if renames => {
                            let op = Op::RenameForeignKey {
                                table: name.clone(),
                                from: from.clone(),
                                to: to.clone(),
                            };
                            let node = self.node(op, Rank::RenameForeignKey, name).source(&pair.after.origin);
                            let old = Resource::ForeignKey(name.clone(), from.clone());
                            let new = Resource::ForeignKey(name.clone(), to.clone());
                            self.push(node.removes(old).creates(new));
                        }
                        _ => {
                            self.drop_foreign_key(before, pair.before);
                            self.add_foreign_key(after, pair.after);
                        }
                    }
                }
            }
        }
    }

    fn add_foreign_key(&mut self, table: &Table, key: &ForeignKey) {
        let op = Op::AddForeignKey { table: table.name.clone(), foreign_key: key.clone() };
        let mut node = self.node(op, Rank::AddForeignKey, &table.name).source(&key.origin);
        if let Some(name) = &key.name {
            node = node.creates(Resource::ForeignKey(table.name.clone(), name.clone()));
        }
        for column in &key.columns {
            node = node.needs(Resource::Column(table.name.clone(), column.clone()));
        }
        for column in &key.referenced_columns {
            node = node.needs(Resource::Column(key.references.clone(), column.clone()));
        }
        node = node.needs(Resource::Table(key.references.clone())).needs(Resource::Table(table.name.clone()));
        self.push(node.needs(Resource::Key(key.references.clone())));
    }

    fn drop_foreign_key(&mut self, table: &Table, key: &ForeignKey) {
        let op = Op::DropForeignKey { table: table.name.clone(), foreign_key: key.clone() };
        let mut node = self.node(op, Rank::DropForeignKey, &table.name).source(&key.origin);
        if let Some(name) = &key.name {
            node = node.removes(Resource::ForeignKey(table.name.clone(), name.clone()));
        }
        for column in &key.columns {
            node = node.releases(Resource::Column(table.name.clone(), column.clone()));
        }
        for column in &key.referenced_columns {
            node = node.releases(Resource::Column(key.references.clone(), column.clone()));
        }
        node = node
            .releases(Resource::Table(key.references.clone()))
            .releases(Resource::Table(table.name.clone()));
        self.push(node.releases(Resource::Key(key.references.clone())));
    }

    /// Dropped tables that refer to each other in a ring lose the foreign keys of the ring first.
    pub(super) fn break_rings(&mut self, changes: &ChangeSet<'_>) {
        let dropped: Vec<&Table> = changes
            .tables
            .iter()
            .filter_map(|change| match change {
                TableChange::Dropped(table) => Some(*table),
                TableChange::Created(_) | TableChange::Altered(_) => None,
            })
            .collect();
        let index: HashMap<&QName, usize> =
            dropped.iter().enumerate().map(|(at, table)| (&table.name, at)).collect();
        let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(dropped.len(), dropped.len());
        for _ in &dropped {
            graph.add_node(());
        }
        for (at, table) in dropped.iter().enumerate() {
            for key in table.foreign_keys.iter().filter(|key| key.references != table.name) {
                if let Some(other) = index.get(&key.references) {
                    graph.add_edge(NodeIndex::new(at), NodeIndex::new(*other), ());
                }
            }
        }
        let mut ring = vec![usize::MAX; dropped.len()];
        for (number, members) in
            tarjan_scc(&graph).into_iter().enumerate().filter(|(_, members)| members.len() > 1)
        {
            for member in members {
                ring[member.index()] = number;
            }
        }
        for (at, table) in dropped.iter().enumerate().filter(|(at, _)| ring[*at] != usize::MAX) {
            for key in table.foreign_keys.iter().filter(|key| key.references != table.name) {
                if index.get(&key.references).is_some_and(|other| ring[*other] == ring[at]) {
                    self.drop_foreign_key(table, key);
                    self.ring_keys.insert((table.name.clone(), key.columns.clone()));
                }
            }
        }
    }
}

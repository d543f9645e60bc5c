//! Tables: made, dropped, altered in place, or rebuilt.

use super::{Builder, in_schema, relation_name};
use crate::node::{Node, Rank, Resource, SubRank};
use parallax_dialect::{Approach, Target};
use parallax_ir::{
    BaseType, Cast, Change, Column, ColumnChange, ColumnDelta, Copy, Exclusion, ForeignKey, Generated, Index,
    Name, Op, Origin,
};
use parallax_ir::{Pair, PrimaryKey, QName, Rebuild, Table, TableAction, TableDelta};
use std::collections::{BTreeMap, BTreeSet};

impl Builder<'_> {
    pub(super) fn create_table(&mut self, table: &Table) {
        let shapes = self.target.dialect.shapes;
        let mut base = table.clone();
        base.indexes.retain(|index| (shapes.index_in_create)(index));
        if !shapes.foreign_keys_in_table {
            base.foreign_keys.clear();
        }
        let mut node = self.node(Op::CreateTable(Box::new(base)), Rank::CreateTable, &table.name);
        node = in_schema(node, table.name.schema.as_ref()).source(&table.origin);
        node = node.creates(Resource::Table(table.name.clone()));
        if self.prepared.before.enums.contains_key(&table.name) {
            node = node.creates(Resource::Enum(table.name.clone()));
        }
        for column in &table.columns {
            node = needs_type(node, column);
        }
        if let Some(name) = table.primary_key.as_ref().and_then(|key| key.name.as_ref()) {
            node = node.creates(relation_name(table, name));
        }
        for index in table.indexes.iter().filter(|index| (shapes.index_in_create)(index)) {
            node = node.creates(relation_name(table, &index.name));
        }
        self.push(node);
        for index in table.indexes.iter().filter(|index| !(shapes.index_in_create)(index)) {
            let node = self.index_creation(table, index).needs(Resource::Table(table.name.clone()));
            self.push(node);
        }
    }

    pub(super) fn drop_table(&mut self, table: &Table) {
        let mut node = self.node(Op::DropTable(Box::new(table.clone())), Rank::DropTable, &table.name);
        node = node.source(&table.origin).removes(Resource::Table(table.name.clone()));
        // A table brings a type of its own name along, so that an enum of that name has to wait.
        if self.prepared.after.enums.contains_key(&table.name) {
            node = node.removes(Resource::Enum(table.name.clone()));
        }
        let holds = |key: &ForeignKey| {
            key.references != table.name
                && !self.ring_keys.contains(&(table.name.clone(), key.columns.clone()))
        };
        for key in table.foreign_keys.iter().filter(|key| holds(key)) {
            node = node.releases(Resource::Table(key.references.clone()));
            node = node.releases(Resource::Key(key.references.clone()));
            for column in &key.referenced_columns {
                node = node.releases(Resource::Column(key.references.clone(), column.clone()));
            }
        }
        for column in &table.columns {
            node = releases_type(node, column);
        }
        let names = table.indexes.iter().map(|index| &index.name);
        for name in names.chain(table.primary_key.iter().filter_map(|key| key.name.as_ref())) {
            node = node.removes(relation_name(table, name));
        }
        self.push(node);
    }

    pub(super) fn alter_table(&mut self, delta: &TableDelta<'_>) {
        match (self.target.dialect.approach)(delta, self.target) {
            Approach::Rebuild(because) => self.rebuild(delta, because),
            Approach::InPlace => {
                self.columns(delta);
                self.primary_key(delta);
                self.indexes(delta);
                self.constraints_and_options(delta);
            }
        }
    }

    fn rebuild(&mut self, delta: &TableDelta<'_>, because: String) {
        let mut tables = delta.tables.map(Clone::clone);
        let name = tables.after.name.clone();
        let mut node_releases = Vec::new();
        if self.target.dialect.shapes.foreign_keys_in_table {
            for key in &tables.before.foreign_keys {
                node_releases.push(Resource::Table(key.references.clone()));
            }
        } else {
            tables.before.foreign_keys.clear();
            tables.after.foreign_keys.clear();
        }
        let impossible: BTreeSet<&Name> = delta
            .altered_columns()
            .filter(|column| column.cast == Some(Cast::Impossible))
            .map(|column| &column.columns.after.name)
            .collect();
        let copies = tables.after.columns.iter().filter_map(|after| {
            let before = tables.before.column(&after.name)?;
            let computed = |column: &Column| matches!(column.generated, Some(Generated::Computed { .. }));
            let copied = !impossible.contains(&after.name) && !computed(after);
            let fill_nulls = before.nullable && !after.nullable && after.default.is_some();
            copied.then(|| Copy { to: after.name.clone(), from: before.name.clone(), fill_nulls })
        });
        let copies = copies.collect();
        let (fills, sources) = self.fills_of_rebuild(delta);
        node_releases.extend(sources);
        let mut node = self.node(
            Op::RebuildTable(Box::new(Rebuild { tables, copies, fills, because })),
            Rank::RebuildTable,
            &name,
        );
        node = node.source(&first_origin(delta));
        for resource in node_releases {
            node = node.releases(resource);
        }
        for column in &delta.tables.after.columns {
            node = needs_type(node, column);
        }
        for column in &delta.tables.before.columns {
            node = releases_type(node, column);
        }
        node = node.creates(Resource::Key(name.clone()));
        for column in &delta.tables.after.columns {
            node = node.creates(Resource::Column(name.clone(), column.name.clone()));
        }
        for change in &delta.columns {
            if let ColumnChange::Dropped(column) = change {
                node = node.removes(Resource::Column(name.clone(), column.name.clone()));
            }
        }
        // Foreign keys to it go before and come after; where they stand in their tables, they stay.
        if !self.target.dialect.shapes.foreign_keys_in_table {
            node = node.removes(Resource::Key(name.clone()));
            for column in &delta.tables.before.columns {
                node = node.removes(Resource::Column(name.clone(), column.name.clone()));
            }
        }
        self.push(node);
    }

    pub(super) fn action(&self, table: &QName, action: TableAction, sub: SubRank) -> Node {
        let op = Op::AlterTable { table: table.clone(), actions: vec![action] };
        self.node(op, Rank::AlterTable, table).sub(sub)
    }

    fn columns(&mut self, delta: &TableDelta<'_>) {
        let table = &delta.tables.after.name;
        let resource = |column: &Column| Resource::Column(table.clone(), column.name.clone());
        for change in &delta.columns {
            match change {
                ColumnChange::Added(column) if self.is_filled(delta, column) => {
                    self.filled_column(delta, column);
                }
                ColumnChange::Added(column) => {
                    let node = self.column_addition(delta, column);
                    let mut node = needs_type(node, column).creates(resource(column)).source(&column.origin);
                    for source in sources(column, delta.tables.after) {
                        node = node.needs(resource(source));
                    }
                    self.push(node);
                }
                ColumnChange::Dropped(column) => {
                    let node =
                        self.action(table, TableAction::DropColumn((*column).clone()), SubRank::DropColumn);
                    let mut node = releases_type(node, column).removes(resource(column));
                    for source in sources(column, delta.tables.before) {
                        node = node.releases(resource(source));
                    }
                    let origin = if column.origin.span.is_some() {
                        &column.origin
                    } else {
                        &delta.tables.after.origin
                    };
                    self.push(node.source(origin));
                }
                ColumnChange::Altered(column) if self.is_made_anew(column) => {
                    self.converted_column(delta, column);
                }
                ColumnChange::Altered(column) if self.is_revalued(column) => {
                    self.revalued_column(delta, column);
                }
                ColumnChange::Altered(column) if self.is_refilled(delta, column) => {
                    self.refilled_column(delta, column);
                }
                ColumnChange::Altered(column) => self.alter_column(table, column),
            }
        }
        self.fill_columns_that_stay(delta);
    }

    /// Together with its foreign key, where that cannot come later.
    fn column_addition(&self, delta: &TableDelta<'_>, column: &Column) -> Node {
        let table = &delta.tables.after.name;
        let mut actions = vec![TableAction::AddColumn(column.clone())];
        let in_table = self.target.dialect.shapes.foreign_keys_in_table;
        let key = delta.foreign_keys.iter().filter(|_| in_table).find_map(|change| match change {
            Change::Created(key) if key.columns == [column.name.clone()] => Some(*key),
            Change::Created(_) | Change::Dropped(_) | Change::Altered(_) => None,
        });
        actions.extend(key.map(|key| TableAction::AddReference(key.clone())));
        let op = Op::AlterTable { table: table.clone(), actions };
        let mut node = self.node(op, Rank::AlterTable, table).sub(SubRank::AddColumn);
        if let Some(key) = key {
            let references = &key.references;
            // A key may come later: SQLite looks for it when rows are written.
            node = node.needs(Resource::Table(references.clone()));
            for column in &key.referenced_columns {
                node = node.needs(Resource::Column(references.clone(), column.clone()));
            }
        }
        node
    }

    fn alter_column(&mut self, table: &QName, delta: &ColumnDelta<'_>) {
        let Pair { before, after } = delta.columns;
        let replaced = self.replaced.get(&(table.clone(), before.name.clone()));
        let before = replaced.unwrap_or(before).clone();
        if before == *after {
            return;
        }
        let default_differs = before.default != after.default;
        let pair = Box::new(Pair::new(before, after.clone()));
        let columns = pair.clone();
        let action = match delta.cast {
            Some(Cast::Impossible) => TableAction::RecreateColumn(pair),
            Some(Cast::Safe | Cast::Risky) | None => TableAction::AlterColumn(pair),
        };
        let mut node = self.action(table, action, SubRank::AlterColumn).source(&after.origin);
        let resource = Resource::Column(table.clone(), after.name.clone());
        node = node.needs(Resource::Filled(table.clone(), after.name.clone()));
        node = node.removes(resource.clone()).creates(resource);
        node = needs_type(node, &columns.after);
        if columns.before.ty.base != columns.after.ty.base {
            node = releases_type(node, &columns.before);
        }
        if default_differs && let BaseType::Enum(name) = &columns.before.ty.base {
            node = node.releases(Resource::Values(name.clone()));
        }
        self.push(node);
    }

    fn primary_key(&mut self, delta: &TableDelta<'_>) {
        let Pair { before, after } = delta.tables;
        let shapes = &self.target.dialect.shapes;
        let table = &after.name;
        if !drops_primary_key(delta, self.target) {
            match (&before.primary_key, &after.primary_key) {
                (None, Some(new)) => self.add_primary_key(after, new),
                (Some(PrimaryKey { name: Some(from), .. }), Some(new))
                    if new.name.as_ref().is_some_and(|to| to != from) =>
                {
                    let to = new.name.clone().unwrap_or_default();
                    let action = TableAction::RenamePrimaryKey { from: from.clone(), to: to.clone() };
                    let node = self.action(table, action, SubRank::Only).source(&new.origin);
                    let node = node.removes(relation_name(before, from)).creates(relation_name(after, &to));
                    self.push(node);
                }
                _ => {}
            }
            return;
        }
        match (&before.primary_key, &after.primary_key) {
            (Some(old), Some(new)) if shapes.replaces_primary_key => {
                let action = TableAction::ReplacePrimaryKey(Box::new(Pair::new(old.clone(), new.clone())));
                let mut node = self.action(table, action, SubRank::Add).source(&new.origin);
                for column in &old.columns {
                    node = node.releases(Resource::Column(table.clone(), column.name.clone()));
                }
                node = key_needs(node, after, new);
                self.push(node.removes(Resource::Key(table.clone())).creates(Resource::Key(table.clone())));
            }
            (Some(old), new) => {
                self.drop_primary_key(delta, old);
                if let Some(new) = new {
                    self.add_primary_key(after, new);
                }
            }
            (None, _) => {}
        }
    }

    fn drop_primary_key(&mut self, delta: &TableDelta<'_>, key: &PrimaryKey) {
        let table = &delta.tables.after.name;
        let mut node = self.action(table, TableAction::DropPrimaryKey(key.clone()), SubRank::Drop);
        let new = delta.tables.after.primary_key.as_ref();
        node = node.source(new.map_or(&delta.tables.after.origin, |key| &key.origin));
        if let Some(name) = &key.name {
            node = node.removes(relation_name(delta.tables.before, name));
        }
        for column in &key.columns {
            node = node.releases(Resource::Column(table.clone(), column.name.clone()));
        }
        self.push(node.removes(Resource::Key(table.clone())).removes(Resource::PrimaryKey(table.clone())));
    }

    fn add_primary_key(&mut self, table: &Table, key: &PrimaryKey) {
        let mut node = self
            .action(&table.name, TableAction::AddPrimaryKey(key.clone()), SubRank::Add)
            .source(&key.origin);
        if let Some(name) = &key.name {
            node = node.creates(relation_name(table, name));
        }
        node = key_needs(node, table, key).creates(Resource::PrimaryKey(table.name.clone()));
        self.push(node.creates(Resource::Key(table.name.clone())));
    }

    fn indexes(&mut self, delta: &TableDelta<'_>) {
        let Pair { before, after } = delta.tables;
        let dropped = dropped_indexes(delta, self.target);
        for index in &dropped {
            let op = Op::DropIndex { table: after.name.clone(), index: (*index).clone() };
            let mut node = self.node(op, Rank::DropIndex, &after.name).source(&delta.tables.after.origin);
            node = node.removes(relation_name(before, &index.name));
            for column in index.columns().chain(&index.include) {
                node = node.releases(Resource::Column(after.name.clone(), column.clone()));
            }
            if index.is_unique() {
                node = node.removes(Resource::Key(after.name.clone()));
            }
            self.push(node);
        }
        let gone: BTreeSet<&Name> = dropped.iter().map(|index| &index.name).collect();
        let known: BTreeSet<&Name> = before.indexes.iter().map(|index| &index.name).collect();
        let old_names: BTreeMap<&Name, &Index> = delta
            .indexes
            .iter()
            .filter_map(|change| match change {
                Change::Altered(pair) => Some((&pair.after.name, pair.before)),
                Change::Created(_) | Change::Dropped(_) => None,
            })
            .collect();
        for index in &after.indexes {
            let kept = known.contains(&index.name) && !gone.contains(&index.name);
            let renamed = old_names.get(&index.name).copied();
            match renamed.filter(|old| !gone.contains(&old.name)) {
                Some(old) if old.name == index.name => {
                    let indexes = Box::new(Pair::new(old.clone(), index.clone()));
                    let op = Op::AlterIndex { table: after.name.clone(), indexes };
                    let node = self.node(op, Rank::RenameIndex, &after.name).source(&index.origin);
                    self.push(node);
                }
                Some(old) => {
                    let (from, to) = (old.name.clone(), index.name.clone());
                    let resources = (relation_name(before, &from), relation_name(after, &to));
                    let op = Op::RenameIndex { table: after.name.clone(), from, to };
                    let node = self.node(op, Rank::RenameIndex, &after.name).source(&index.origin);
                    self.push(node.removes(resources.0).creates(resources.1));
                }
                None if kept => {}
                None => {
                    let node = self.index_creation(after, index);
                    self.push(node);
                }
            }
        }
    }

    fn index_creation(&self, table: &Table, index: &Index) -> Node {
        let op = Op::CreateIndex { table: table.name.clone(), index: index.clone() };
        let mut node = self.node(op, Rank::CreateIndex, &table.name).source(&index.origin);
        node = node.creates(relation_name(table, &index.name));
        for column in index.columns().chain(&index.include) {
            node = node.needs(Resource::Column(table.name.clone(), column.clone()));
        }
        if index.is_unique() {
            node = node.creates(Resource::Key(table.name.clone()));
        }
        node
    }

    fn constraints_and_options(&mut self, delta: &TableDelta<'_>) {
        let table = &delta.tables.after.name;
        for change in &delta.checks {
            if let Change::Altered(pair) = change {
                let pair = Box::new(Pair::new(pair.before.clone(), pair.after.clone()));
                let origin = pair.after.origin.clone();
                let node = self.action(table, TableAction::AlterCheck(pair), SubRank::Add);
                self.push(node.source(&origin));
                continue;
            }
            let (drop, add) = parts(change);
            if let Some(old) = drop {
                let node = self.action(table, TableAction::DropCheck(old.clone()), SubRank::Drop);
                self.push(node.source(&old.origin));
            }
            if let Some(new) = add {
                let node = self.action(table, TableAction::AddCheck(new.clone()), SubRank::Add);
                self.push(node.source(&new.origin));
            }
        }
        for change in &delta.exclusions {
            self.exclusion(delta, change);
        }
        let origin = &delta.tables.after.origin;
        for change in &delta.options {
            let node = self.action(table, TableAction::SetOption(change.clone()), SubRank::Only);
            self.push(node.source(origin));
        }
        if let Some(comment) = &delta.comment {
            let node = self.action(table, TableAction::SetComment(comment.clone()), SubRank::Only);
            self.push(node.source(origin));
        }
    }
}

impl Builder<'_> {
    fn exclusion(&mut self, delta: &TableDelta<'_>, change: &Change<&Exclusion>) {
        let table = &delta.tables.after.name;
        if let Change::Altered(pair) = change {
            let (from, to) = (pair.before.name.clone(), pair.after.name.clone());
            let node = self.action(table, TableAction::RenameExclusion { from, to }, SubRank::Drop);
            let (old, new) = (&pair.before.name, &pair.after.name);
            let node = node.removes(relation_name(delta.tables.before, old));
            self.push(node.creates(relation_name(delta.tables.after, new)).source(&pair.after.origin));
            return;
        }
        let (drop, add) = parts(change);
        if let Some(old) = drop {
            let mut node = self.action(table, TableAction::DropExclusion(old.clone()), SubRank::Drop);
            node = node.removes(relation_name(delta.tables.before, &old.name));
            for column in old.columns() {
                node = node.releases(Resource::Column(table.clone(), column.clone()));
            }
            self.push(node.source(&old.origin));
        }
        if let Some(new) = add {
            let mut node = self.action(table, TableAction::AddExclusion(new.clone()), SubRank::Add);
            node = node.creates(relation_name(delta.tables.after, &new.name));
            for column in new.columns() {
                node = node.needs(Resource::Column(table.clone(), column.clone()));
            }
            self.push(node.source(&new.origin));
        }
    }
}

fn parts<'a, T>(change: &Change<&'a T>) -> (Option<&'a T>, Option<&'a T>) {
    match change {
        Change::Created(new) => (None, Some(new)),
        Change::Dropped(old) => (Some(old), None),
        Change::Altered(pair) => (Some(pair.before), Some(pair.after)),
    }
}

/// A rebuild has no line of its own: the first changed column speaks for it, else the table.
fn first_origin(delta: &TableDelta<'_>) -> Origin {
    let columns = delta.columns.iter().find_map(|change| match change {
        ColumnChange::Added(column) => Some(&column.origin),
        ColumnChange::Altered(column) => Some(&column.columns.after.origin),
        ColumnChange::Dropped(_) => None,
    });
    columns.unwrap_or(&delta.tables.after.origin).clone()
}

/// The plain columns that a computed one may be computed from: their names stand in its expression.
fn sources<'t>(column: &'t Column, table: &'t Table) -> impl Iterator<Item = &'t Column> {
    let expression = match &column.generated {
        Some(Generated::Computed { expression, .. }) => Some(expression.as_str()),
        Some(Generated::AutoIncrement { .. } | Generated::Identity(_)) | None => None,
    };
    let is_plain = |column: &&Column| !matches!(column.generated, Some(Generated::Computed { .. }));
    let plain = table.columns.iter().filter(is_plain);
    plain.filter(move |other| expression.is_some_and(|text| text.contains(other.name.as_str())))
}

pub(super) fn needs_type(node: Node, column: &Column) -> Node {
    match &column.ty.base {
        BaseType::Enum(name) => {
            node.needs(Resource::Enum(name.clone())).needs(Resource::Values(name.clone()))
        }
        BaseType::Native { .. } | BaseType::InlineEnum(_) | BaseType::Other(_) => node,
    }
}

pub(super) fn releases_type(node: Node, column: &Column) -> Node {
    match &column.ty.base {
        BaseType::Enum(name) => node.releases(Resource::Enum(name.clone())),
        BaseType::Native { .. } | BaseType::InlineEnum(_) | BaseType::Other(_) => node,
    }
}

fn key_needs(mut node: Node, table: &Table, key: &PrimaryKey) -> Node {
    for column in &key.columns {
        node = node.needs(Resource::Column(table.name.clone(), column.name.clone()));
    }
    node
}

/// Columns that are dropped and added, and those whose type changes.
fn retyped<'a>(
    delta: &'a TableDelta<'_>,
    casts: impl Fn(Cast) -> bool + 'a,
) -> impl Iterator<Item = &'a Name> + 'a {
    let columns = delta.altered_columns().filter(move |column| column.cast.is_some_and(&casts));
    columns.map(|column| &column.columns.before.name)
}

/// Whether the primary key must go, for good or to come again.
pub(super) fn drops_primary_key(delta: &TableDelta<'_>, target: &Target) -> bool {
    let shapes = &target.dialect.shapes;
    let Some(old) = &delta.tables.before.primary_key else { return false };
    let Some(new) = &delta.tables.after.primary_key else { return true };
    let named = shapes.primary_keys_named && old.name.is_some() && new.name.is_some() && old.name != new.name;
    let casts = |cast| cast == Cast::Impossible || shapes.type_change_drops_primary_key;
    let retyped: BTreeSet<&Name> = retyped(delta, casts).collect();
    old.columns != new.columns
        || old.options != new.options
        || (named && !shapes.can_rename_primary_key)
        || old.columns.iter().any(|column| retyped.contains(&column.name))
}

/// Indexes that must go, for good or to come again.
pub(super) fn dropped_indexes<'a>(delta: &TableDelta<'a>, target: &Target) -> Vec<&'a Index> {
    let shapes = &target.dialect.shapes;
    let casts = |cast| cast == Cast::Impossible || shapes.type_change_drops_indexes;
    let retyped: BTreeSet<&Name> = retyped(delta, casts).collect();
    let touched =
        |index: &Index| index.columns().chain(&index.include).any(|column| retyped.contains(column));
    let can_rename = (shapes.can_rename_index)(target);
    let changed: BTreeMap<&Name, bool> = delta
        .indexes
        .iter()
        .filter_map(|change| match change {
            Change::Dropped(old) => Some((&old.name, true)),
            Change::Altered(pair) => {
                Some((&pair.before.name, !can_rename && pair.before.name != pair.after.name))
            }
            Change::Created(_) => None,
        })
        .collect();
    let gone = |index: &&Index| changed.get(&index.name).copied().unwrap_or(false) || touched(index);
    delta.tables.before.indexes.iter().filter(gone).collect()
}

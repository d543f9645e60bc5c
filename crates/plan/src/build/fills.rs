//! Where the values of columns come from, as the schema says it: `@backfill`, `@split`, `@merge`, `@movedFrom`, `@using`.
//!
//! A new column is added empty, filled, and then made what it shall be; one that becomes required is filled first. What
//! is read must still be there, so that dropping it comes later.

use super::Builder;
use super::tables::{needs_type, releases_type};
use crate::node::{Node, Rank, Resource, SubRank};
use crate::sources::{self, Filled};
use parallax_ir::{
    BaseType, Cast, Column, ColumnDelta, ColumnType, Condition, Filling, Matching, Name, Op, Pair,
};
use parallax_ir::{QName, Table, TableAction, TableDelta, UpdateRows, Value, words};

impl Builder<'_> {
    /// Whether rows get values in a new column.
    pub(super) fn is_filled(&self, delta: &TableDelta<'_>, column: &Column) -> bool {
        self.filling(delta, column).is_some()
    }

    /// What the schema fills a column with, as far as that is there.
    fn filling(&self, delta: &TableDelta<'_>, column: &Column) -> Option<Filled> {
        sources::filling(&self.prepared.before, delta.tables, column)
    }

    /// A column that is there and is filled before something else: it becomes required, or what it takes over goes.
    fn filling_of_old(&self, delta: &TableDelta<'_>, column: &Column) -> Option<Filled> {
        let old = delta.tables.before.column(&column.name)?;
        let filled = self.filling(delta, column)?;
        let becomes_required = old.nullable && !column.nullable;
        let goes = |(table, column): &(QName, Name)| {
            let after = self.prepared.after.tables.get(table);
            after.is_none_or(|table| table.column(column).is_none())
        };
        (becomes_required || old.nullable && filled.carries.iter().any(goes)).then_some(filled)
    }

    pub(super) fn filled_column(&mut self, delta: &TableDelta<'_>, column: &Column) {
        let table = &delta.tables.after.name;
        let Some(filled) = self.filling(delta, column) else { return };
        let empty = Column { nullable: true, default: None, default_name: None, ..column.clone() };
        let resource = |of: fn(QName, Name) -> Resource| of(table.clone(), column.name.clone());
        let add = self.action(table, TableAction::AddColumn(empty.clone()), SubRank::AddColumn);
        let add = needs_type(add, column).creates(resource(Resource::Empty)).source(&column.origin);
        self.push(add);
        let update = self.update(delta, column, filled).needs(resource(Resource::Empty));
        let update = update.creates(resource(Resource::Filled));
        if empty == *column {
            self.push(update.creates(resource(Resource::Column)));
            return;
        }
        self.push(update);
        let pair = Box::new(Pair::new(empty, column.clone()));
        let finish = self.action(table, TableAction::AlterColumn(pair), SubRank::AlterColumn);
        let finish = finish.needs(resource(Resource::Filled)).creates(resource(Resource::Column));
        self.push(finish.source(&column.origin));
    }

    /// Whether rows get values in a column that becomes one of another type as well.
    pub(super) fn is_refilled(&self, delta: &TableDelta<'_>, change: &ColumnDelta<'_>) -> bool {
        change.cast.is_some() && self.filling_of_old(delta, change.columns.after).is_some()
    }

    /// What fills it is of the new type, so that comes first.
    pub(super) fn refilled_column(&mut self, delta: &TableDelta<'_>, change: &ColumnDelta<'_>) {
        let table = &delta.tables.after.name;
        let after = change.columns.after;
        let Some(filled) = self.filling_of_old(delta, after) else { return };
        let replaced = self.replaced.get(&(table.clone(), after.name.clone()));
        let before = replaced.unwrap_or(change.columns.before).clone();
        let resource = |of: fn(QName, Name) -> Resource| of(table.clone(), after.name.clone());
        let optional = Column { nullable: true, default: None, default_name: None, ..after.clone() };
        let pair = Box::new(Pair::new(before.clone(), optional.clone()));
        let action = match change.cast {
            Some(Cast::Impossible) => TableAction::RecreateColumn(pair),
            Some(Cast::Safe | Cast::Risky) | None => TableAction::AlterColumn(pair),
        };
        let retype = needs_type(self.action(table, action, SubRank::AlterColumn), after);
        let retype = releases_type(retype, &before).removes(resource(Resource::Column));
        self.push(retype.creates(resource(Resource::Empty)).source(&after.origin));
        let update = self.update(delta, after, filled).needs(resource(Resource::Empty));
        self.push(update.creates(resource(Resource::Filled)));
        let pair = Box::new(Pair::new(optional, after.clone()));
        let finish = self.action(table, TableAction::AlterColumn(pair), SubRank::AlterColumn);
        let finish = finish.needs(resource(Resource::Filled)).creates(resource(Resource::Column));
        self.push(finish.source(&after.origin));
    }

    /// Values of an enum in the type of a column that are only called otherwise now: of before, and after.
    fn renamed_values(columns: Pair<&Column>) -> Vec<(Name, Name)> {
        let types = columns.map(|column| &column.ty.base);
        let (BaseType::InlineEnum(before), BaseType::InlineEnum(after)) = (types.before, types.after) else {
            return Vec::new();
        };
        let renamed = columns.after.origin.intent.iter().flat_map(|intent| &intent.values);
        let is_open = |(old, new): &&(Name, Name)| {
            before.contains(old) && !before.contains(new) && !after.contains(old)
        };
        renamed.filter(is_open).cloned().collect()
    }

    pub(super) fn is_revalued(&self, change: &ColumnDelta<'_>) -> bool {
        !Self::renamed_values(change.columns).is_empty()
    }

    /// The type takes old and new values until rows have changed over.
    pub(super) fn revalued_column(&mut self, delta: &TableDelta<'_>, change: &ColumnDelta<'_>) {
        let table = &delta.tables.after.name;
        let Pair { before, after } = change.columns;
        let renamed = Self::renamed_values(change.columns);
        let BaseType::InlineEnum(old) = &before.ty.base else { return };
        let both = old.iter().chain(renamed.iter().map(|(_, new)| new)).cloned().collect();
        let ty = ColumnType { base: BaseType::InlineEnum(both), list: after.ty.list };
        let wide = Column { ty, default: None, nullable: before.nullable || after.nullable, ..after.clone() };
        let resource = |of: fn(QName, Name) -> Resource| of(table.clone(), after.name.clone());
        let pair = Box::new(Pair::new(before.clone(), wide.clone()));
        let widen = self.action(table, TableAction::AlterColumn(pair), SubRank::AlterColumn);
        let widen = widen.removes(resource(Resource::Column)).creates(resource(Resource::Empty));
        self.push(widen.source(&after.origin));
        for (from, to) in renamed {
            let update = UpdateRows {
                table: table.clone(),
                assignments: vec![(after.name.clone(), Value::Text(to))],
                filter: vec![Condition::Is(after.name.clone(), from)],
                batch: None,
                carries: Vec::new(),
            };
            let op = Op::UpdateRows(Box::new(update));
            let node = self.node(op, Rank::AlterTable, table).sub(SubRank::Fill).source(&after.origin);
            self.push(node.needs(resource(Resource::Empty)).creates(resource(Resource::Filled)));
        }
        let pair = Box::new(Pair::new(wide, after.clone()));
        let finish = self.action(table, TableAction::AlterColumn(pair), SubRank::AlterColumn);
        let finish = finish.needs(resource(Resource::Filled)).creates(resource(Resource::Column));
        self.push(finish.source(&after.origin));
    }

    /// Columns that are there and get values in rows that have none.
    pub(super) fn fill_columns_that_stay(&mut self, delta: &TableDelta<'_>) {
        let retyped = |name: &Name| {
            delta.altered_columns().any(|change| change.cast.is_some() && change.columns.after.name == *name)
        };
        for column in delta.tables.after.columns.iter().filter(|column| !retyped(&column.name)) {
            let Some(filled) = self.filling_of_old(delta, column) else { continue };
            let update = self.update(delta, column, filled);
            let table = delta.tables.after.name.clone();
            self.push(update.creates(Resource::Filled(table, column.name.clone())));
        }
    }

    /// The rows that have nothing in the column get what it is filled with. What is read is still as it was.
    fn update(&self, delta: &TableDelta<'_>, column: &Column, filled: Filled) -> Node {
        let table = &delta.tables.after.name;
        let op = Op::UpdateRows(Box::new(filled.update(delta.tables.after, column)));
        let node = self.node(op, Rank::AlterTable, table).sub(SubRank::Fill).source(&column.origin);
        let node = self.reads(node, delta, column, &filled.value);
        filled.carries.iter().fold(node, |node, (table, column)| {
            node.releases(Resource::Column(table.clone(), column.clone()))
        })
    }

    /// Columns that a value may be computed from: old ones before they change or go, new ones once they are there.
    fn reads(&self, mut node: Node, delta: &TableDelta<'_>, column: &Column, value: &Value) -> Node {
        let Pair { before, after } = delta.tables;
        let names = |text: &Name, table: &Table| -> Vec<Name> {
            let all = table.columns.iter().map(|column| column.name.clone());
            all.filter(|name| *name != column.name && words::mentions(text, name)).collect()
        };
        let (text, other) = match value {
            Value::Sql(text) => (text.clone(), None),
            Value::Lookup(lookup) => {
                node = node.releases(Resource::Table(lookup.table.clone()));
                let other = self.prepared.before.tables.get(&lookup.table);
                match &lookup.on {
                    Matching::Sql(text) => (text.clone(), other),
                    Matching::Columns(pairs) => {
                        let text = pairs.iter().map(|(theirs, ours)| format!("\"{theirs}\" \"{ours}\" "));
                        (Name::from(text.collect::<String>()), other)
                    }
                }
            }
            Value::Default | Value::Column(_) | Value::Converted(_) | Value::Text(_) => return node,
        };
        for table in [Some(before), other.map(AsRef::as_ref)].into_iter().flatten() {
            for name in names(&text, table) {
                node = node.releases(Resource::Column(table.name.clone(), name));
            }
        }
        let place = |name: &Name| after.columns.iter().position(|column| column.name == *name);
        for name in names(&text, after).into_iter().filter(|name| before.column(name).is_none()) {
            // Two that are filled from each other: the one that stands first is filled first.
            let first = place(&name) < place(&column.name);
            let filled = after.column(&name).is_some_and(|other| self.is_filled(delta, other));
            let resource = if filled && !first { Resource::Empty } else { Resource::Column };
            node = node.needs(resource(after.name.clone(), name));
        }
        node
    }

    /// What a rebuild fills beside what it copies, and what must still be there then.
    pub(super) fn fills_of_rebuild(&self, delta: &TableDelta<'_>) -> (Vec<Filling>, Vec<Resource>) {
        let (mut fills, mut reads) = (Vec::new(), Vec::new());
        let mut add = |to: &Name, filled: Filled| {
            if let Value::Lookup(lookup) = &filled.value {
                reads.push(Resource::Table(lookup.table.clone()));
                reads.push(Resource::Column(lookup.table.clone(), lookup.column.clone()));
            }
            fills.push(Filling { to: to.clone(), value: filled.value, carries: filled.carries });
        };
        for column in &delta.tables.after.columns {
            let new = delta.tables.before.column(&column.name).is_none();
            let converted = delta
                .altered_columns()
                .any(|change| self.is_made_anew(change) && change.columns.after.name == column.name);
            let filled = if new { self.filling(delta, column) } else { self.filling_of_old(delta, column) };
            if let Some(filled) = filled.filter(|_| !converted) {
                add(&column.name, filled);
            }
        }
        for change in delta.altered_columns().filter(|change| change.cast.is_some()) {
            if let Some(filled) = self.converting(delta, change) {
                add(&change.columns.after.name, filled);
            }
        }
        (fills, reads)
    }

    /// Whether an expression gives the values of another type, and they need a column of their own for that.
    pub(super) fn is_made_anew(&self, delta: &ColumnDelta<'_>) -> bool {
        delta.cast == Some(Cast::Impossible) && delta.columns.after.conversion().is_some()
    }

    /// A column beside it takes over the values, and then its name.
    pub(super) fn converted_column(&mut self, delta: &TableDelta<'_>, change: &ColumnDelta<'_>) {
        let table = &delta.tables.after.name;
        let Pair { before, after } = change.columns;
        let Some(filled) = self.converting(delta, change) else { return };
        let limit = self.target.dialect.language.max_identifier;
        let name = crate::online::marked(&after.name, "__new", limit);
        let beside =
            Column { name: name.clone(), nullable: true, default: None, default_name: None, ..after.clone() };
        let own = |of: fn(QName, Name) -> Resource, name: &Name| of(table.clone(), name.clone());
        let add = self.action(table, TableAction::AddColumn(beside.clone()), SubRank::AddColumn);
        self.push(needs_type(add, after).creates(own(Resource::Empty, &name)).source(&after.origin));
        let update = self.update(delta, &beside, filled).needs(own(Resource::Empty, &name));
        let update = update.releases(own(Resource::Column, &after.name));
        self.push(update.creates(own(Resource::Filled, &name)));
        let drop = self.action(table, TableAction::DropColumn(before.clone()), SubRank::DropColumn);
        let drop = releases_type(drop, before).needs(own(Resource::Filled, &name));
        self.push(drop.removes(own(Resource::Column, &after.name)).source(&after.origin));
        let op = Op::RenameColumn { table: table.clone(), from: name.clone(), to: after.name.clone() };
        let mut rename = self.node(op, Rank::AlterTable, table).sub(SubRank::AlterColumn);
        rename = rename.needs(own(Resource::Filled, &name)).source(&after.origin);
        let named = Column { name: after.name.clone(), ..beside };
        if named == *after {
            self.push(rename.creates(own(Resource::Column, &after.name)));
            return;
        }
        // The name is there, and what the column shall be is not.
        self.push(
            rename.creates(own(Resource::Empty, &after.name)).creates(own(Resource::Column, &after.name)),
        );
        let pair = Box::new(Pair::new(named, after.clone()));
        let finish = self.action(table, TableAction::AlterColumn(pair), SubRank::AlterColumn);
        let finish = finish.needs(own(Resource::Empty, &after.name));
        self.push(finish.creates(own(Resource::Column, &after.name)).source(&after.origin));
    }

    /// The values of a column, as those of another type; what rows get that have none goes along.
    fn converting(&self, delta: &TableDelta<'_>, change: &ColumnDelta<'_>) -> Option<Filled> {
        let before = delta.tables.before;
        let using = change.columns.after.conversion()?.clone();
        let mut carries = vec![(before.name.clone(), change.columns.before.name.clone())];
        let value = match self.filling_of_old(delta, change.columns.after) {
            Some(Filled { value: Value::Sql(rest), carries: more }) => {
                carries.extend(more);
                Name::from(format!("coalesce({using}, {rest})"))
            }
            Some(_) | None => using,
        };
        Some(Filled { value: Value::Sql(value), carries })
    }
}

//! Enum types: values come one by one where that keeps the rows and the order; else a new type takes over.

use super::{Builder, in_schema};
use crate::node::{Node, Rank, Resource};
use parallax_ir::{
    BaseType, Change, ChangeSet, Column, Enum, EnumUse, Name, Op, Pair, QName, ReplaceEnum, Table,
};
use std::collections::{BTreeMap, BTreeSet};

impl Builder<'_> {
    pub(super) fn enums(&mut self, changes: &ChangeSet<'_>) {
        let mut uses: Option<BTreeMap<QName, Vec<EnumUse>>> = None;
        for change in &changes.enums {
            match change {
                Change::Created(new) => {
                    let node = Node::new(Op::CreateEnum((*new).clone()), Rank::CreateEnum, 0);
                    let node = in_schema(node, new.name.schema.as_ref());
                    self.push(node.creates(Resource::Enum(new.name.clone())).source(&new.origin));
                }
                Change::Dropped(old) => {
                    let node = Node::new(Op::DropEnum((*old).clone()), Rank::DropEnum, 0);
                    self.push(node.removes(Resource::Enum(old.name.clone())).source(&old.origin));
                }
                Change::Altered(pair) => {
                    let values = pair.map(|of| of.values.iter().map(|value| &value.name).collect::<Vec<_>>());
                    if values.before == values.after {
                        continue;
                    }
                    if !self.one_by_one(*pair, &values) {
                        let uses = uses.get_or_insert_with(|| self.enum_uses(changes));
                        let of = uses.remove(&pair.before.name).unwrap_or_default();
                        self.replace_enum(*pair, of);
                    }
                }
            }
        }
    }

    /// Adds, and drops where the database can, value by value. False where that would not lead to the desired type.
    fn one_by_one(&mut self, enums: Pair<&Enum>, values: &Pair<Vec<&Name>>) -> bool {
        let shapes = &self.target.dialect.shapes;
        let known: BTreeSet<&Name> = values.before.iter().copied().collect();
        let wanted: BTreeSet<&Name> = values.after.iter().copied().collect();
        let gone: Vec<&Name> =
            values.before.iter().copied().filter(|value| !wanted.contains(value)).collect();
        let kept_before = values.before.iter().filter(|value| wanted.contains(**value));
        let kept_after = values.after.iter().filter(|value| known.contains(**value));
        if !kept_before.eq(kept_after) || (!gone.is_empty() && !shapes.enum_value_drop) {
            return false;
        }
        let name = &enums.after.name;
        for (at, value) in values.after.iter().enumerate().filter(|(_, value)| !known.contains(**value)) {
            let next =
                values.after[at..].iter().find(|value| known.contains(**value)).map(|value| (*value).clone());
            if next.is_some() && !shapes.enum_value_position {
                return false;
            }
            let op = Op::AddEnumValue { name: name.clone(), value: (*value).clone(), before: next };
            let node = Node::new(op, Rank::AlterEnum, 0).creates(Resource::Values(name.clone()));
            self.push(node.source(&enums.after.values[at].origin));
        }
        for value in gone {
            let op = Op::DropEnumValue { name: name.clone(), value: value.clone() };
            let node = Node::new(op, Rank::AlterEnum, 1).removes(Resource::Values(name.clone()));
            self.push(node.source(&enums.after.origin));
        }
        true
    }

    fn replace_enum(&mut self, enums: Pair<&Enum>, uses: Vec<EnumUse>) {
        for used in &uses {
            self.replaced
                .insert((used.table.clone(), used.columns.before.name.clone()), used.columns.after.clone());
        }
        let op = ReplaceEnum { enums: enums.map(Clone::clone), uses, mapping: Vec::new() };
        let name = enums.after.name.clone();
        let node = Node::new(Op::ReplaceEnum(Box::new(op)), Rank::AlterEnum, 0)
            .removes(Resource::Enum(name.clone()))
            .creates(Resource::Enum(name));
        self.push(node.source(&enums.after.origin));
    }

    /// Every column that keeps its enum, by enum: as it is, and as the replacement leaves it. A column that becomes a
    /// list of it, or a value instead of a list, does so later.
    fn enum_uses(&self, changes: &ChangeSet<'_>) -> BTreeMap<QName, Vec<EnumUse>> {
        let replaced: BTreeSet<&QName> = changes
            .enums
            .iter()
            .filter_map(|change| match change {
                Change::Altered(pair) => Some(&pair.before.name),
                Change::Created(_) | Change::Dropped(_) => None,
            })
            .collect();
        let mut uses: BTreeMap<QName, Vec<EnumUse>> = BTreeMap::new();
        if replaced.is_empty() {
            return uses;
        }
        for table in self.prepared.before.tables.values() {
            let Some(after) = self.prepared.after.tables.get(&table.name) else { continue };
            for column in &table.columns {
                let BaseType::Enum(name) = &column.ty.base else { continue };
                let kept = after.column(&column.name).filter(|kept| kept.ty.base == column.ty.base);
                if let Some(kept) = kept.filter(|_| replaced.contains(name)) {
                    uses.entry(name.clone()).or_default().push(enum_use(table, column, kept));
                }
            }
        }
        uses
    }
}

fn enum_use(table: &Table, before: &Column, after: &Column) -> EnumUse {
    let mut column = before.clone();
    column.default = if before.ty == after.ty { after.default.clone() } else { None };
    EnumUse { table: table.name.clone(), columns: Pair::new(before.clone(), column) }
}

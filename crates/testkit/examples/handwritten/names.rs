//! What operations are about, by the kinds and names of the independent catalog (`column public.user.name`).

use parallax_ir::{Definition, ObjectKey, ObjectKind, Op, QName, Securable, Table, TableAction};
use parallax_sql::{Thing, Touch};
use std::collections::BTreeSet;

pub type Keys = BTreeSet<String>;

/// How things are called in the namespace that bare names stand in.
pub struct Names<'a>(pub &'a str);

impl Names<'_> {
    pub fn full(&self, name: &QName) -> String {
        format!("{}.{}", name.schema.as_deref().unwrap_or(self.0), name.name)
    }

    fn index(&self, table: &QName, name: &str) -> Vec<String> {
        let schema = table.schema.as_deref().unwrap_or(self.0);
        vec![format!("index {schema}.{name}"), self.of(table, "constraint", name)]
    }

    fn of(&self, table: &QName, kind: &str, name: &str) -> String {
        format!("{kind} {}.{name}", self.full(table))
    }

    pub fn object(&self, key: &ObjectKey) -> String {
        let name = self.full(&key.name);
        match (key.kind, &key.on) {
            (ObjectKind::View | ObjectKind::MaterializedView, _) => format!("view {name}"),
            (ObjectKind::Function | ObjectKind::Procedure, _) => format!("function {name}"),
            (ObjectKind::Trigger, Some(table)) => self.of(table, "trigger", &key.name.name),
            (ObjectKind::Policy, Some(table)) => self.of(table, "policy", &key.name.name),
            (ObjectKind::Trigger, None) => format!("trigger {name}"),
            (ObjectKind::Policy, None) => format!("policy {name}"),
            (ObjectKind::Domain, _) => format!("domain {name}"),
            (ObjectKind::CompositeType, _) => format!("composite {name}"),
            (ObjectKind::RangeType, _) => format!("range {name}"),
            (ObjectKind::Event, _) => format!("event {name}"),
        }
    }

    fn table(&self, table: &Table) -> Vec<String> {
        let name = &table.name;
        let mut found = vec![format!("table {}", self.full(name))];
        found.extend(table.columns.iter().map(|column| self.of(name, "column", &column.name)));
        found.extend(table.indexes.iter().flat_map(|index| self.index(name, &index.name)));
        found.extend(
            table
                .checks
                .iter()
                .filter_map(|check| check.name.as_ref())
                .map(|check| self.of(name, "constraint", check)),
        );
        found.extend(
            table
                .foreign_keys
                .iter()
                .filter_map(|key| key.name.as_ref())
                .map(|key| self.of(name, "constraint", key)),
        );
        found
    }

    /// What an operation makes, changes or drops.
    pub fn op(&self, op: &Op) -> Vec<String> {
        let one = |kind: &str, name: &QName| vec![format!("{kind} {}", self.full(name))];
        match op {
            Op::CreateSchema(name) | Op::DropSchema(name) => vec![format!("schema {name}")],
            Op::CreateExtension(of) | Op::DropExtension(of) => vec![format!("extension {}", of.name)],
            Op::AlterExtension(pair) => vec![format!("extension {}", pair.after.name)],
            Op::CreateEnum(of) | Op::DropEnum(of) => one("enum", &of.name),
            Op::RenameEnum { to, .. } => one("enum", to),
            Op::AddEnumValue { name, .. }
            | Op::RenameEnumValue { name, .. }
            | Op::DropEnumValue { name, .. } => one("enum", name),
            Op::ReplaceEnum(replace) => {
                let columns =
                    replace.uses.iter().map(|of| self.of(&of.table, "column", &of.columns.after.name));
                columns.chain(one("enum", &replace.enums.after.name)).collect()
            }
            Op::CreateSequence(of) | Op::DropSequence(of) => one("sequence", &of.name),
            Op::AlterSequence(pair) => one("sequence", &pair.after.name),
            Op::RenameSequence { to, .. } => one("sequence", to),
            Op::CreateTable(table) | Op::DropTable(table) => self.table(table),
            Op::RebuildTable(rebuild) => self.table(&rebuild.tables.after),
            Op::RenameTable { to, .. } => one("table", to),
            Op::RenameColumn { table, to, .. } => vec![self.of(table, "column", to)],
            Op::AlterTable { table, actions } => {
                actions.iter().flat_map(|action| self.action(table, action)).collect()
            }
            Op::CreateIndex { table, index } | Op::DropIndex { table, index } => {
                self.index(table, &index.name)
            }
            Op::RenameIndex { table, to, .. } => self.index(table, to),
            Op::AdoptIndex { table, index, .. } => self.index(table, index),
            Op::AlterIndex { table, indexes } => self.index(table, &indexes.after.name),
            Op::AddForeignKey { table, foreign_key } | Op::DropForeignKey { table, foreign_key } => {
                foreign_key.name.iter().map(|name| self.of(table, "constraint", name)).collect()
            }
            Op::RenameForeignKey { table, to, .. } => vec![self.of(table, "constraint", to)],
            Op::AlterForeignKey { table, keys } => {
                keys.after.name.iter().map(|name| self.of(table, "constraint", name)).collect()
            }
            Op::Validate { table, .. } => one("table", table),
            Op::Online(op) => self.op(op),
            Op::UpdateRows(_) => Vec::new(),
            Op::CreateObject(object) | Op::DropObject(object) => self.object_op(object),
            Op::ReplaceObject(pair) => self.object_op(&pair.after),
            Op::RenameObject { from, to } => {
                vec![self.object(&ObjectKey { name: to.clone(), ..from.clone() })]
            }
            Op::CreatePartition(of) | Op::DropPartition(of) => one("table", &of.name),
            Op::AlterPartition(pair) => one("table", &pair.after.name),
            Op::SetPrivileges(pair) => match &pair.after.key.on {
                Securable::Table(name) | Securable::Column(name, _) => one("table", name),
                Securable::Type(name) => one("enum", name),
                Securable::Sequence(name) => one("sequence", name),
                Securable::Schema(name) => vec![format!("schema {name}")],
                Securable::Routine(key) => vec![self.object(key)],
            },
        }
    }

    fn object_op(&self, object: &parallax_ir::Object) -> Vec<String> {
        let schema = object.key.name.schema.as_deref().unwrap_or(self.0);
        let indexes = object.indexes.iter().map(|index| &index.name);
        let indexes = indexes.map(|name| format!("index {schema}.{name}"));
        let statement = matches!(object.definition, Definition::Statement(_)).then(String::new);
        indexes.chain([self.object(&object.key)]).chain(statement).filter(|key| !key.is_empty()).collect()
    }

    fn action(&self, table: &QName, action: &TableAction) -> Vec<String> {
        let constraint = |name: &str| vec![self.of(table, "constraint", name)];
        match action {
            TableAction::AddColumn(column) | TableAction::DropColumn(column) => {
                vec![self.of(table, "column", &column.name)]
            }
            TableAction::AlterColumn(pair) | TableAction::RecreateColumn(pair) => {
                vec![self.of(table, "column", &pair.after.name)]
            }
            TableAction::AddReference(key) => key.name.iter().flat_map(|name| constraint(name)).collect(),
            TableAction::AddPrimaryKey(key) | TableAction::DropPrimaryKey(key) => {
                key.name.iter().flat_map(|name| self.index(table, name)).collect()
            }
            TableAction::ReplacePrimaryKey(pair) => {
                pair.after.name.iter().flat_map(|name| self.index(table, name)).collect()
            }
            TableAction::RenamePrimaryKey { to, .. } => self.index(table, to),
            TableAction::AddCheck(check) | TableAction::DropCheck(check) => {
                check.name.iter().flat_map(|name| constraint(name)).collect()
            }
            TableAction::AlterCheck(pair) => {
                pair.after.name.iter().flat_map(|name| constraint(name)).collect()
            }
            TableAction::AddExclusion(of) | TableAction::DropExclusion(of) => self.index(table, &of.name),
            TableAction::RenameExclusion { to, .. } => self.index(table, to),
            TableAction::SetOption(_) | TableAction::SetComment(_) => {
                vec![format!("table {}", self.full(table))]
            }
        }
    }

    /// What a statement names, where no operation tells.
    pub fn touch(&self, touch: &Touch) -> Option<String> {
        let name = self.full(&touch.name);
        Some(match touch.thing {
            Thing::Table => format!("table {name}"),
            Thing::Index => format!("index {name}"),
            Thing::Type => format!("enum {name}"),
            Thing::Sequence => format!("sequence {name}"),
            Thing::Schema => format!("schema {}", touch.name.name),
            Thing::Extension => format!("extension {}", touch.name.name),
            Thing::Object(kind) if kind.is_of_table() => return None,
            Thing::Object(kind) => self.object(&ObjectKey::new(kind, touch.name.clone())),
        })
    }

    /// How a key is called after the operation, where that renames.
    pub fn renamed(&self, key: &str, op: &Op) -> Option<String> {
        let swap = |from: String, to: String| (key == from).then_some(to);
        match op {
            Op::RenameTable { from, to } => {
                let (from, to) = (self.full(from), self.full(to));
                let (kind, rest) = key.split_once(' ')?;
                if rest == from {
                    return Some(format!("{kind} {to}"));
                }
                let rest = rest.strip_prefix(&from)?.strip_prefix('.')?;
                Some(format!("{kind} {to}.{rest}"))
            }
            Op::RenameColumn { table, from, to } => {
                swap(self.of(table, "column", from), self.of(table, "column", to))
            }
            Op::RenameIndex { table, from, to } => {
                let pairs = self.index(table, from).into_iter().zip(self.index(table, to));
                pairs.into_iter().find_map(|(from, to)| swap(from, to))
            }
            Op::RenameForeignKey { table, from, to } => {
                swap(self.of(table, "constraint", from), self.of(table, "constraint", to))
            }
            Op::RenameEnum { from, to } => {
                swap(format!("enum {}", self.full(from)), format!("enum {}", self.full(to)))
            }
            Op::RenameSequence { from, to } => {
                swap(format!("sequence {}", self.full(from)), format!("sequence {}", self.full(to)))
            }
            Op::RenameObject { from, to } => {
                let after = ObjectKey { name: to.clone(), ..from.clone() };
                swap(self.object(from), self.object(&after))
            }
            Op::AlterTable { table, actions } => actions.iter().find_map(|action| match action {
                TableAction::RenamePrimaryKey { from, to } | TableAction::RenameExclusion { from, to } => {
                    let pairs = self.index(table, from).into_iter().zip(self.index(table, to));
                    pairs.into_iter().find_map(|(from, to)| swap(from, to))
                }
                _ => None,
            }),
            _ => None,
        }
    }
}

/// Whether an operation is nothing but another name.
pub fn renames(op: &Op) -> bool {
    let action = |action: &TableAction| match action {
        TableAction::RenamePrimaryKey { .. } | TableAction::RenameExclusion { .. } => true,
        TableAction::AlterCheck(pair) => pair.before.name != pair.after.name,
        _ => false,
    };
    match op {
        Op::AlterTable { actions, .. } => actions.iter().all(action),
        op => op.kind().starts_with("Rename"),
    }
}

/// Whether nothing is left of it.
pub fn drops(op: &Op) -> bool {
    let action = |action: &TableAction| {
        matches!(
            action,
            TableAction::DropColumn(_)
                | TableAction::DropPrimaryKey(_)
                | TableAction::DropCheck(_)
                | TableAction::DropExclusion(_)
        )
    };
    match op {
        Op::AlterTable { actions, .. } => actions.iter().all(action),
        Op::DropEnumValue { .. } => false,
        op => op.kind().starts_with("Drop"),
    }
}

//! What of a plan can lose values or fail on the rows that are there, step by step, under the names before the plan.
//! Knows operations and casts; asks nobody.

use parallax_dialect::{Progress, Stage, Target, Written};
use parallax_engine::Plan;
use parallax_ir::{
    BaseType, Cast, Column, Condition, Database, Index, Name, Op, Pair, Precondition, PrimaryKey, QName,
    Rebuild, Table, TableAction, Value,
};
use std::collections::{HashMap, HashSet};

/// One thing that rows decide about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peril {
    /// Its place in the plan.
    pub step: usize,
    /// As it is called before the plan. None for a type that any table may use.
    pub table: Option<QName>,
    pub kind: PerilKind,
}

/// Columns are named as before the plan where they are there already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PerilKind {
    DropsTable,
    DropsColumn(Name),
    /// No cast leads from one type to the other. `fails`: the new column is required and nothing fills it.
    RecreatesColumn {
        column: Name,
        types: Pair<String>,
        fails: bool,
    },
    /// A required column that nothing fills.
    AddsRequired(Name),
    MakesRequired(Name),
    /// A single value is to become a list.
    MakesList(Name),
    /// Some values may not fit the new type.
    Casts {
        column: Name,
        types: Pair<String>,
    },
    ChangesPrimaryKey,
    AddsUnique(Vec<Name>),
    /// Rows may point at nothing.
    AddsForeignKey {
        columns: Vec<Name>,
        to: QName,
    },
    DropsEnumValues {
        of: String,
        values: Vec<Name>,
    },
}

/// All of a plan, in its order.
pub fn perils(plan: &Plan, before: &Database, target: &Target) -> Result<Vec<Peril>, Precondition> {
    let mut progress = Progress::new(before, target);
    let mut finder = Finder {
        target,
        names: Names::default(),
        filled: HashSet::new(),
        written: Written::default(),
        step: 0,
        found: Vec::new(),
    };
    for (step, planned) in plan.steps.iter().enumerate() {
        finder.step = step;
        finder.look(&planned.op, &progress.stage(), plan);
        finder.names.follow(&planned.op);
        finder.fill(&planned.op);
        finder.written.advance(&planned.op);
        progress.advance(&planned.op)?;
    }
    Ok(finder.found)
}

struct Finder<'a> {
    target: &'a Target,
    names: Names,
    /// Columns in which the plan has left no NULL.
    filled: HashSet<(QName, Name)>,
    written: Written,
    step: usize,
    found: Vec<Peril>,
}

impl Finder<'_> {
    fn look(&mut self, op: &Op, stage: &Stage<'_>, plan: &Plan) {
        match op {
            Op::DropTable(table) if !stage.is_new(&table.name) => {
                self.add(&table.name, PerilKind::DropsTable)
            }
            Op::AlterTable { table, actions } if !stage.is_new(table) => self.alter(table, actions, stage),
            Op::RebuildTable(rebuild) if !stage.is_new(&rebuild.tables.before.name) => {
                self.rebuild(rebuild, stage)
            }
            Op::CreateIndex { table, index }
                if !stage.is_new(table) && !was_unique(plan, table, index, stage) =>
            {
                self.unique(table, index)
            }
            Op::AddForeignKey { table, foreign_key } if !stage.is_new(table) => {
                let columns = foreign_key.columns.clone();
                let to = foreign_key.references.clone();
                self.add(table, PerilKind::AddsForeignKey { columns, to });
            }
            Op::ReplaceEnum(replace) => {
                let Pair { before, after } = &replace.enums;
                let kept = |value: &Name| {
                    after.values.iter().any(|other| other.name == *value)
                        || replace.mapping.iter().any(|(from, _)| from == value)
                };
                let gone = before.values.iter().map(|value| &value.name).filter(|value| !kept(value));
                self.enum_values(None, before.name.to_string(), gone.cloned().collect());
            }
            Op::DropEnumValue { name, value } => {
                self.enum_values(None, name.to_string(), vec![value.clone()])
            }
            // What is made new, renamed, or holds no rows.
            _ => {}
        }
    }

    /// Every NULL of a column becomes what the column has by default.
    fn fill(&mut self, op: &Op) {
        let Op::UpdateRows(update) = op else { return };
        if let [Condition::IsNull(column)] = update.filter.as_slice()
            && update.assignments.iter().any(|(name, value)| name == column && *value == Value::Default)
        {
            self.filled.insert((update.table.clone(), column.clone()));
        }
    }

    fn add(&mut self, table: &QName, kind: PerilKind) {
        let table = Some(self.names.table(table));
        self.found.push(Peril { step: self.step, table, kind });
    }

    fn enum_values(&mut self, table: Option<&QName>, of: String, values: Vec<Name>) {
        if !values.is_empty() {
            let table = table.map(|table| self.names.table(table));
            self.found.push(Peril {
                step: self.step,
                table,
                kind: PerilKind::DropsEnumValues { of, values },
            });
        }
    }

    fn alter(&mut self, name: &QName, actions: &[TableAction], stage: &Stage<'_>) {
        let Some(table) = stage.table(name) else { return };
        let tables = Pair::new(table, table);
        let adds_key = |dropped: &[Name]| {
            actions
                .iter()
                .any(|action| matches!(action, TableAction::AddPrimaryKey(key) if names(key).eq(dropped)))
        };
        for action in actions {
            match action {
                TableAction::AlterColumn(pair) if self.retypes_key(table, pair) => {
                    self.altered(tables, Pair::new(&pair.before, &pair.after), false);
                    self.changes_key(name);
                }
                TableAction::AddColumn(column) => self.added(name, column),
                // Others have taken its values over.
                TableAction::DropColumn(column) if !stage.written.carriers(name, &column.name).is_empty() => {
                }
                TableAction::DropColumn(column) => self.dropped(name, column),
                TableAction::AlterColumn(pair) => {
                    let filled = stage.written.filled(name, &pair.after.name).is_some();
                    self.altered(tables, Pair::new(&pair.before, &pair.after), filled)
                }
                TableAction::RecreateColumn(pair) => {
                    self.recreated(name, Pair::new(&pair.before, &pair.after))
                }
                TableAction::DropPrimaryKey(key) => {
                    let columns: Vec<Name> = names(key).cloned().collect();
                    if !adds_key(&columns) {
                        self.changes_key(name);
                    }
                }
                TableAction::ReplacePrimaryKey(_) => self.changes_key(name),
                TableAction::AddReference(_)
                | TableAction::AddPrimaryKey(_)
                | TableAction::RenamePrimaryKey { .. }
                | TableAction::AddCheck(_)
                | TableAction::DropCheck(_)
                | TableAction::AlterCheck(_)
                | TableAction::RenameExclusion { .. }
                | TableAction::AddExclusion(_)
                | TableAction::DropExclusion(_)
                | TableAction::SetOption(_)
                | TableAction::SetComment(_) => {}
            }
        }
    }

    /// Whether the values of the primary key get another type.
    fn retypes_key(&self, table: &Table, columns: &Pair<Column>) -> bool {
        let types = columns.as_ref().map(|column| &column.ty);
        table.in_primary_key(&columns.before.name) && !(self.target.dialect.same_type)(types, self.target)
    }

    /// Once per step.
    fn changes_key(&mut self, table: &QName) {
        let step = self.step;
        let told = |peril: &&Peril| peril.step == step && peril.kind == PerilKind::ChangesPrimaryKey;
        if self.found.iter().rev().find(told).is_none() {
            self.add(table, PerilKind::ChangesPrimaryKey);
        }
    }

    fn rebuild(&mut self, rebuild: &Rebuild, stage: &Stage<'_>) {
        let Pair { before, after } = &rebuild.tables;
        let filled = |name: &Name| rebuild.fills.iter().any(|fill| fill.to == *name);
        let carried = |old: &Column| {
            let here = (before.name.clone(), old.name.clone());
            !stage.written.carriers(&before.name, &old.name).is_empty()
                || rebuild.fills.iter().any(|fill| fill.carries.contains(&here))
        };
        for old in &before.columns {
            let copy = rebuild.copies.iter().find(|copy| copy.from == old.name);
            let new = copy.and_then(|copy| after.column(&copy.to));
            match (copy, new, after.column(&old.name)) {
                (Some(copy), Some(new), _) => {
                    let fills = copy.fill_nulls || filled(&copy.to);
                    self.altered(Pair::new(before, after), Pair::new(old, new), fills)
                }
                _ if carried(old) => {}
                (_, _, Some(new)) => self.recreated(&before.name, Pair::new(old, new)),
                (_, _, None) => self.dropped(&before.name, old),
            }
        }
        let arrives = |column: &Column| rebuild.copies.iter().any(|copy| copy.to == column.name);
        let is_new = |column: &&Column| {
            !arrives(column) && !filled(&column.name) && before.column(&column.name).is_none()
        };
        for column in after.columns.iter().filter(is_new) {
            self.added(&before.name, column);
        }
        if let Some(key) = &before.primary_key {
            let kept = after.primary_key.as_ref().is_some_and(|new| {
                names(key).eq(names(new).filter_map(|name| came_from(rebuild, name)))
                    && names(new).all(|name| self.keeps_type(rebuild, name))
            });
            if !kept {
                self.add(&before.name, PerilKind::ChangesPrimaryKey);
            }
        }
    }

    /// Whether the values of a new column come in the same type from the old table.
    fn keeps_type(&self, rebuild: &Rebuild, name: &Name) -> bool {
        let Pair { before, after } = &rebuild.tables;
        let old = came_from(rebuild, name).and_then(|old| before.column(old));
        let types = old.zip(after.column(name)).map(|(old, new)| Pair::new(&old.ty, &new.ty));
        types.is_some_and(|types| (self.target.dialect.same_type)(types, self.target))
    }

    fn added(&mut self, table: &QName, column: &Column) {
        if !column.nullable && !column.fills_itself() {
            self.add(table, PerilKind::AddsRequired(column.name.clone()));
        }
    }

    fn dropped(&mut self, table: &QName, column: &Column) {
        // What was computed can be computed again.
        let computed = matches!(column.generated, Some(parallax_ir::Generated::Computed { .. }));
        if let Some(name) = self.names.column(table, &column.name).filter(|_| !computed) {
            self.add(table, PerilKind::DropsColumn(name));
        }
    }

    fn recreated(&mut self, table: &QName, columns: Pair<&Column>) {
        let Some(column) = self.names.column(table, &columns.before.name) else { return };
        let fails = !columns.after.nullable && !columns.after.fills_itself();
        let kind = match !columns.before.ty.list && columns.after.ty.list {
            true => PerilKind::MakesList(column),
            false => PerilKind::RecreatesColumn { column, types: self.types(columns), fails },
        };
        self.add(table, kind);
    }

    /// `fills`: NULLs become the default.
    fn altered(&mut self, tables: Pair<&Table>, columns: Pair<&Column>, fills: bool) {
        let table = &tables.before.name;
        let Some(column) = self.names.column(table, &columns.before.name) else { return };
        let fills = fills || self.filled.contains(&(table.clone(), columns.before.name.clone()));
        if columns.before.nullable && !columns.after.nullable && !fills && !columns.after.ty.list {
            self.add(table, PerilKind::MakesRequired(column.clone()));
        }
        let types = columns.map(|column| &column.ty);
        if (self.target.dialect.same_type)(types, self.target) {
            return;
        }
        if let (BaseType::InlineEnum(old), BaseType::InlineEnum(new)) =
            (&types.before.base, &types.after.base)
        {
            let renamed = |value: &Name| self.written.is_replaced(table, &columns.after.name, value);
            let gone = old.iter().filter(|value| !new.contains(value) && !renamed(value)).cloned().collect();
            self.enum_values(Some(table), format!("{table}.{}", columns.before.name), gone);
        } else if !types.before.list && types.after.list {
            self.add(table, PerilKind::MakesList(column));
        } else {
            let both = Pair::new((tables.before, columns.before), (tables.after, columns.after));
            match (self.target.dialect.cast)(both, self.target) {
                Cast::Safe => {}
                Cast::Risky | Cast::Impossible => {
                    let types = self.types(columns);
                    self.add(table, PerilKind::Casts { column, types });
                }
            }
        }
    }

    fn unique(&mut self, table: &QName, index: &Index) {
        if index.is_unique() {
            let columns = index
                .columns()
                .map(|column| self.names.column(table, column).unwrap_or_else(|| column.clone()));
            let kind = PerilKind::AddsUnique(columns.collect());
            self.add(table, kind);
        }
    }

    fn types(&self, columns: Pair<&Column>) -> Pair<String> {
        columns.map(|column| (self.target.dialect.type_sql)(&column.ty, self.target))
    }
}

/// Whether the plan only makes again what was unique before it.
fn was_unique(plan: &Plan, table: &QName, index: &Index, stage: &Stage<'_>) -> bool {
    let dropped = plan.steps.iter().any(|step| match &step.op {
        Op::DropIndex { table: other, index: old } => other == table && old.is_unique() && covers(old, index),
        _ => false,
    });
    let here = stage.table(table).is_some_and(|table| {
        table.indexes.iter().any(|old| old.is_unique() && old.name != index.name && covers(old, index))
    });
    dropped || here
}

/// The column of the old table that fills one of the new.
fn came_from<'a>(rebuild: &'a Rebuild, name: &Name) -> Option<&'a Name> {
    rebuild.copies.iter().find(|copy| copy.to == *name).map(|copy| &copy.from)
}

fn names(key: &PrimaryKey) -> impl Iterator<Item = &Name> {
    key.columns.iter().map(|column| &column.name)
}

fn covers(old: &Index, new: &Index) -> bool {
    old.parts == new.parts
        && old.predicate == new.predicate
        && old.nulls_not_distinct == new.nulls_not_distinct
}

/// What tables and columns are called before the plan.
#[derive(Debug, Default)]
struct Names {
    /// By the name now. Tables that are not here have kept theirs.
    tables: HashMap<QName, QName>,
    /// By the names now.
    columns: HashMap<QName, HashMap<Name, Name>>,
    /// Columns that the plan has added, by the names now.
    added: HashMap<QName, HashSet<Name>>,
}

impl Names {
    fn table(&self, now: &QName) -> QName {
        self.tables.get(now).unwrap_or(now).clone()
    }

    /// None: the plan has added it.
    fn column(&self, table: &QName, now: &Name) -> Option<Name> {
        if self.added.get(table).is_some_and(|added| added.contains(now)) {
            return None;
        }
        let renamed = self.columns.get(table).and_then(|columns| columns.get(now));
        Some(renamed.unwrap_or(now).clone())
    }

    fn follow(&mut self, op: &Op) {
        match op {
            Op::RenameTable { from, to } => self.rename_table(from, to),
            Op::RenameColumn { table, from, to } => self.rename_column(table, from, to),
            Op::AlterTable { table, actions } => {
                for action in actions {
                    if let TableAction::AddColumn(column) = action {
                        self.added.entry(table.clone()).or_default().insert(column.name.clone());
                    }
                }
            }
            Op::RebuildTable(rebuild) => {
                let Pair { before, after } = &rebuild.tables;
                for copy in rebuild.copies.iter().filter(|copy| copy.from != copy.to) {
                    self.rename_column(&before.name, &copy.from, &copy.to);
                }
                let arrives = |column: &&Column| !rebuild.copies.iter().any(|copy| copy.to == column.name);
                let added = after.columns.iter().filter(arrives).map(|column| column.name.clone());
                self.added.entry(before.name.clone()).or_default().extend(added);
                if before.name != after.name {
                    self.rename_table(&before.name, &after.name);
                }
            }
            _ => {}
        }
    }

    fn rename_table(&mut self, from: &QName, to: &QName) {
        let origin = self.tables.remove(from).unwrap_or_else(|| from.clone());
        self.tables.insert(to.clone(), origin);
        if let Some(columns) = self.columns.remove(from) {
            self.columns.insert(to.clone(), columns);
        }
        if let Some(added) = self.added.remove(from) {
            self.added.insert(to.clone(), added);
        }
    }

    fn rename_column(&mut self, table: &QName, from: &Name, to: &Name) {
        if let Some(added) = self.added.get_mut(table)
            && added.remove(from)
        {
            added.insert(to.clone());
            return;
        }
        let columns = self.columns.entry(table.clone()).or_default();
        let origin = columns.remove(from).unwrap_or_else(|| from.clone());
        columns.insert(to.clone(), origin);
    }
}

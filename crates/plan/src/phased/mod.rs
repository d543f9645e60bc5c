//! One change in three migrations: *expand* adds what programs of the next version need and takes nothing from those that
//! run; *backfill* fills and proves it; *contract* takes the old away, once no program of the version before runs.
//!
//! Works out the two databases in between. The plans between them are made like any other, so that the law holds for
//! each: expand, backfill and contract together lead to the desired database.

mod columns;
mod constraints;

use crate::explain;
use crate::merge::Merged;
use parallax_dialect::{Synced, Target};
use parallax_diff::Prepared;
use parallax_ir::{
    Batch, Column, Condition, Database, Enum, Intent, Name, Object, Op, Origin, Plan, PlanOptions, QName,
    Segment, Table, UpdateRows, Value,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The databases in between, and what is done besides.
#[derive(Debug, Clone, Default)]
pub struct Phases {
    /// After expand.
    pub expanded: Database,
    /// What backfill writes into rows.
    pub fills: Vec<UpdateRows>,
    /// After backfill.
    pub filled: Database,
    /// The desired database, whole.
    pub contracted: Database,
    /// Of contract, as a command line takes them.
    pub renames: Vec<String>,
    /// What cannot be done in phases, or needs somebody's hand, in words.
    pub notes: Vec<String>,
}

/// Nothing where this dialect has no way to keep two versions of a program going.
pub fn phases(prepared: &Prepared<'_>, target: &Target, options: &PlanOptions) -> Option<Phases> {
    target.dialect.online.phased.as_ref()?;
    let mut work = Work::new(prepared, target, options);
    work.types();
    for (name, table) in &prepared.original.as_ref().tables {
        let renamed = work.tables.get(name).cloned().unwrap_or_else(|| name.clone());
        // Programs of the version before use one that goes: it goes with contract.
        if let Some(after) = prepared.after.tables.get(&renamed) {
            work.table(table, after);
        }
    }
    work.objects();
    Some(work.finish())
}

/// The plan of what backfill writes.
pub fn filling(phases: &Phases, target: &Target, options: &PlanOptions) -> Plan {
    let fills = phases.fills.iter().map(|fill| Merged {
        op: Op::UpdateRows(Box::new(fill.clone())),
        source: None,
        after: Vec::new(),
        segment: Segment::Alone,
    });
    let mut plan = explain::steps(fills.collect(), &phases.expanded, target);
    plan.options = *options;
    plan
}

pub(super) struct Work<'a> {
    prepared: &'a Prepared<'a>,
    target: &'a Target,
    options: &'a PlanOptions,
    /// Old name → new name.
    tables: BTreeMap<QName, QName>,
    /// By the table's new name: old name → new name.
    columns: BTreeMap<(QName, Name), Name>,
    out: Phases,
}

impl<'a> Work<'a> {
    fn new(prepared: &'a Prepared<'a>, target: &'a Target, options: &'a PlanOptions) -> Self {
        let (mut tables, mut columns) = (BTreeMap::new(), BTreeMap::new());
        for op in &prepared.renames {
            match op {
                Op::RenameTable { from, to } => {
                    tables.insert(from.clone(), to.clone());
                }
                Op::RenameColumn { table, from, to } => {
                    columns.insert((table.clone(), from.clone()), to.clone());
                }
                _ => {}
            }
        }
        let mut contracted = prepared.after.as_ref().clone();
        contracted.silent = Default::default();
        let mut expanded = prepared.original.as_ref().clone();
        expanded.silent = Default::default();
        let out = Phases { expanded, contracted, ..Phases::default() };
        Work { prepared, target, options, tables, columns, out }
    }

    fn note(&mut self, text: String) {
        self.out.notes.push(text);
    }

    /// New namespaces, extensions, sequences and types come first; what is there stays until contract.
    fn types(&mut self) {
        let after = self.prepared.after.as_ref();
        self.out.expanded.schemas.extend(after.schemas.iter().cloned());
        for (name, extension) in &after.extensions {
            self.out.expanded.extensions.entry(name.clone()).or_insert_with(|| extension.clone());
        }
        for (name, sequence) in &after.sequences {
            self.out.expanded.sequences.entry(name.clone()).or_insert_with(|| sequence.clone());
        }
        for (name, new) in &after.enums {
            match self.out.expanded.enums.get(name) {
                None => {
                    self.out.expanded.enums.insert(name.clone(), new.clone());
                }
                Some(old) if only_grows(old, new) => {
                    self.out.expanded.enums.insert(name.clone(), new.clone());
                }
                Some(old) if old.values != new.values => self.out.notes.push(format!(
                    "enum {name} loses or renames values: that cannot be done in phases, and is left to contract."
                )),
                Some(_) => {}
            }
        }
        let known: BTreeSet<&QName> = self.tables.values().collect();
        let new = after
            .tables
            .iter()
            .filter(|(name, _)| !self.prepared.original.tables.contains_key(*name) && !known.contains(*name));
        let new: Vec<(QName, Arc<Table>)> = new.map(|(name, table)| (name.clone(), table.clone())).collect();
        for (name, table) in new {
            // A key to a table that is renamed finds it under its old name until then.
            let mut table = table.as_ref().clone();
            for key in &mut table.foreign_keys {
                let old = self.tables.iter().find(|(_, to)| **to == key.references);
                if let Some((from, _)) = old {
                    key.references = from.clone();
                }
            }
            self.out.expanded.tables.insert(name, Arc::new(table));
        }
    }

    fn table(&mut self, before: &Table, after: &Table) {
        let mut expanded = before.clone();
        let change = columns::expand(self, before, after, &mut expanded);
        constraints::expand(before, after, &mut expanded);
        let mut filled = expanded.clone();
        columns::fill(self, &change, &mut filled);
        constraints::fill(&change, before, &mut filled, self.target);
        if let Some(batch) = batch(before, self.options) {
            for fill in self.out.fills.iter_mut().filter(|fill| fill.table == before.name) {
                fill.batch = Some(batch.clone());
            }
        }
        let phased = self.target.dialect.online.phased.as_ref();
        let mut objects: Vec<Object> = Vec::new();
        if let Some(phased) = phased
            && !(change.both.is_empty() && change.forth.is_empty())
        {
            let columns = expanded.columns.iter().map(|column| column.name.clone()).collect();
            let (both, forth) = (change.both, change.forth);
            let synced = Synced { table: before.name.clone(), both, forth, columns };
            objects.extend((phased.sync)(&synced, self.target));
        }
        if let Some(phased) = phased
            && before.name != after.name
        {
            let names: Vec<Name> = after.columns.iter().map(|column| column.name.clone()).collect();
            let there =
                names.iter().filter(|name| expanded.column(name).is_some()).cloned().collect::<Vec<_>>();
            match phased.view {
                Some(view) => objects.push(view(&after.name, &before.name, &there)),
                None => self.note(format!(
                    "table {} cannot have two names for a while: it is called {} with contract, and programs that use the \
                     other name fail.",
                    before.name, after.name
                )),
            }
            self.out.renames.push(format!("{}={}", before.name.name, after.name.name));
        }
        for object in objects {
            self.out.expanded.objects.insert(object.key.clone(), object);
        }
        expanded.sort();
        filled.sort();
        self.out.expanded.tables.insert(before.name.clone(), Arc::new(expanded));
        self.out.filled.tables.insert(before.name.clone(), Arc::new(filled));
    }

    /// What is new comes with expand, unless it is on a table under its new name; the rest with contract.
    fn objects(&mut self) {
        let after = self.prepared.after.as_ref();
        for (key, object) in &after.objects {
            if !self.prepared.original.objects.contains_key(key) && self.tables.is_empty() {
                self.out.expanded.objects.entry(key.clone()).or_insert_with(|| object.clone());
            }
        }
    }

    fn finish(mut self) -> Phases {
        let tables = std::mem::take(&mut self.out.filled.tables);
        self.out.filled = self.out.expanded.clone();
        self.out.filled.tables.extend(tables);
        self.out
    }
}

fn batch(table: &Table, options: &PlanOptions) -> Option<Batch> {
    let key = table.primary_key.as_ref()?;
    Some(Batch {
        keys: key.columns.iter().map(|part| part.name.clone()).collect(),
        size: options.batch_size,
        pause_ms: options.batch_pause_ms,
    })
}

/// Values are added and none goes.
fn only_grows(old: &Enum, new: &Enum) -> bool {
    let mut kept = new.values.iter().filter(|value| old.has(&value.name)).map(|value| &value.name);
    let mut all = old.values.iter().map(|value| &value.name);
    all.all(|name| kept.next() == Some(name)) && old.values.len() <= new.values.len()
}

/// No name in the schema language: what is there twice for a while is nobody's yet. What makes its values stays.
fn nameless(column: &Column) -> Origin {
    let conversion = column.conversion().cloned();
    let intent = conversion.map(|using| Arc::new(Intent { using: Some(using), ..Intent::default() }));
    Origin { intent, ..Origin::default() }
}

/// The value of a column goes into rows that have none.
fn copy(table: &QName, from: &Name, to: &Name, value: Value) -> UpdateRows {
    UpdateRows {
        table: table.clone(),
        assignments: vec![(to.clone(), value)],
        filter: vec![Condition::IsNull(to.clone()), Condition::IsNotNull(from.clone())],
        batch: None,
        carries: Vec::new(),
    }
}

//! What differs to ordered steps that explain themselves. Knows no SQL text; asks the dialect which ways of changing
//! there are, and what each does.
//!
//! 1. [`build`]: every difference becomes nodes, small operations with the resources that they create, remove, need
//!    and release.
//! 2. [`order`]: a graph of these, sorted; ties go by kind and then by the place in the schema.
//! 3. [`merge`]: neighbours that one ALTER TABLE can do become one operation.
//! 4. [`online`]: where the plan is for a database in use, operations become those that let others go on.
//! 5. [`explain`]: each operation is applied to the model, and gets its facts from the state just before it.

mod build;
mod estimate;
mod explain;
mod merge;
mod node;
mod online;
mod order;
mod parts;
mod phased;
mod reverse;
mod rules;
mod sources;

pub use estimate::{Basis, Between, Disk, Estimate, NOTICED_MS, StepEstimate, Wait, Work, estimate};
pub use parts::{Part, parts, split};
pub use phased::{Phases, filling, phases};
pub use rules::{RULES, rule_of};

use parallax_dialect::Target;
use parallax_diff::Prepared;
use parallax_ir::{ChangeSet, Database, Plan, PlanOptions, Precondition, Strategy};

/// The steps from `prepared.original` to `prepared.after`.
pub fn plan(
    prepared: &Prepared<'_>,
    changes: &ChangeSet<'_>,
    target: &Target,
    options: &PlanOptions,
) -> Plan {
    let nodes = build::nodes(prepared, changes, target);
    let ordered = order::sort(nodes);
    let mut merged = merge::merge(ordered);
    if options.strategy == Strategy::Phased {
        merged = merge::dropping_objects_first(merged);
    }
    match options.strategy {
        Strategy::Direct => online::by_policy(&mut merged, prepared, target),
        Strategy::Online | Strategy::Phased => {
            merged = online::rewrite(merged, prepared, target, options);
        }
    }
    let mut plan = explain::steps(merged, &prepared.original, target);
    plan.options = *options;
    plan.possible_renames = changes.possible_renames.clone();
    plan.notes.extend(prepared.notes.iter().cloned());
    if options.strategy != Strategy::Direct && !plan.steps.is_empty() {
        let remarks = online::remarks(&plan, target);
        plan.notes.extend(remarks);
    }
    if cfg!(debug_assertions) {
        let broken = verify(&plan, prepared).err();
        assert!(broken.is_none(), "the plan does not replay: {broken:?}\n{:#?}", ops(&plan));
    }
    plan
}

fn ops(plan: &Plan) -> Vec<&parallax_ir::Op> {
    plan.steps.iter().map(|step| &step.op).collect()
}

/// The replay law: the plan, applied to the model, gives the desired database. The order of columns is left out, since
/// most databases add new ones only at the end.
pub fn verify(plan: &Plan, prepared: &Prepared<'_>) -> Result<(), Precondition> {
    let replayed = parallax_ir::replay(&prepared.original, plan.steps.iter().map(|step| &step.op))?;
    match difference(&replayed, &prepared.after, &prepared.target) {
        None => Ok(()),
        Some(what) => Err(Precondition(what)),
    }
}

/// The first thing in which two databases differ, the order of columns aside, and names that mean nothing.
fn difference(got: &Database, want: &Database, target: &Target) -> Option<String> {
    let by_name = |table: &parallax_ir::Table| {
        let mut table = table.clone();
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
        if !target.dialect.shapes.foreign_keys_named {
            table.foreign_keys.iter_mut().for_each(|key| key.name = None);
            table.sort();
        }
        table
    };
    for (name, table) in &want.tables {
        match got.tables.get(name) {
            None => return Some(format!("table {name} is missing")),
            Some(other) if table != other && by_name(other) != by_name(table) => {
                return Some(format!("table {name} is {other:#?}\nbut should be {table:#?}"));
            }
            Some(_) => {}
        }
    }
    if let Some(extra) = got.tables.keys().find(|name| !want.tables.contains_key(*name)) {
        return Some(format!("table {extra} is left"));
    }
    let same = got.schemas == want.schemas
        && got.enums == want.enums
        && got.sequences == want.sequences
        && got.extensions == want.extensions
        && got.partitions == want.partitions;
    if let Some(what) = other_object(got, want) {
        return Some(what);
    }
    (!same).then(|| "schemas, enums, sequences, extensions or partitions differ".to_owned())
}

/// The first view, routine, … or grant that is another.
fn other_object(got: &Database, want: &Database) -> Option<String> {
    let objects = want.objects.iter().find(|(key, object)| got.objects.get(*key) != Some(*object));
    if let Some((key, object)) = objects {
        let is = got.objects.get(key);
        return Some(format!("{} {} is {is:#?}\nbut should be {object:#?}", key.kind.as_str(), key.name));
    }
    if let Some(extra) = got.objects.keys().find(|key| !want.objects.contains_key(*key)) {
        return Some(format!("{} {} is left", extra.kind.as_str(), extra.name));
    }
    let grant = want.grants.iter().find(|(key, grant)| got.grants.get(*key) != Some(*grant));
    let extra = || got.grants.iter().find(|(key, _)| !want.grants.contains_key(*key));
    grant.or_else(extra).map(|(key, _)| format!("what is granted to {} on {:?} differs", key.role, key.on))
}

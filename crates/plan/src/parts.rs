//! What each part of a step does by itself, so that it can be told at the line that asks for it.

use parallax_dialect::{Progress, Stage, Target};
use parallax_ir::{
    Availability, Column, Copy, Database, Facts, Filling, Op, Pair, Plan, Precondition, QName, Rebuild, Step,
    Table, TableAction, Tag,
};

/// A part of a step: as an operation of its own, and what that does.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub op: Op,
    pub facts: Facts,
}

/// The parts of each step of a plan, in its order; none of steps that are safe. `before` is where the plan begins.
pub fn parts(plan: &Plan, before: &Database, target: &Target) -> Result<Vec<Vec<Part>>, Precondition> {
    let whole = |step: &Step| match step.tag() {
        Tag::Safe => Vec::new(),
        Tag::Caution | Tag::Destructive => vec![Part { op: step.op.clone(), facts: step.facts.clone() }],
    };
    let mut all: Vec<Vec<Part>> = plan.steps.iter().map(whole).collect();
    let Some(last) = plan.steps.iter().rposition(is_compound) else { return Ok(all) };
    let mut progress = Progress::new(before, target);
    for (step, parts) in plan.steps.iter().zip(&mut all).take(last + 1) {
        if is_compound(step) {
            *parts = split(&step.op, &progress.stage());
            parts.retain(|part| part.facts.tag() != Tag::Safe);
        }
        progress.advance(&step.op)?;
    }
    Ok(all)
}

fn is_compound(step: &Step) -> bool {
    let several = match &step.op {
        Op::AlterTable { actions, .. } => actions.len() > 1,
        Op::RebuildTable(_) => true,
        _ => false,
    };
    several && step.tag() != Tag::Safe
}

/// The parts of one operation, whether they are safe or not; none where it has none.
pub fn split(op: &Op, stage: &Stage<'_>) -> Vec<Part> {
    match op {
        Op::AlterTable { table, actions } => {
            let one = |action: &TableAction| {
                let op = action_of(table, action.clone());
                let facts = (stage.target.dialect.facts)(&op, stage);
                Part { op, facts }
            };
            actions.iter().map(one).collect()
        }
        Op::RebuildTable(rebuild) => rebuilt(rebuild, stage),
        _ => Vec::new(),
    }
}

fn action_of(table: &QName, action: TableAction) -> Op {
    Op::AlterTable { table: table.clone(), actions: vec![action] }
}

/// The change of each column by itself; and first of all what remains, as the rebuild.
fn rebuilt(rebuild: &Rebuild, stage: &Stage<'_>) -> Vec<Part> {
    let Pair { before, after } = &rebuild.tables;
    let facts = |before: Table, after: Table, copies: Vec<Copy>, fills: Vec<Filling>| {
        let (tables, because) = (Pair::new(before, after), rebuild.because.clone());
        let op = Op::RebuildTable(Box::new(Rebuild { tables, copies, fills, because }));
        (stage.target.dialect.facts)(&op, stage)
    };
    let kept = |columns: &[Column]| columns.iter().map(kept).collect::<Vec<Copy>>();
    // Keys, indexes and the work itself: no column differs.
    let mut same_columns = before.clone();
    same_columns.columns.clone_from(&after.columns);
    let rest = facts(same_columns, after.clone(), kept(&after.columns), Vec::new());
    let work = facts(before.clone(), before.clone(), kept(&before.columns), Vec::new());
    let mut parts = vec![Part { op: Op::RebuildTable(Box::new(rebuild.clone())), facts: rest }];
    for (action, column) in column_changes(rebuild) {
        let mut only = before.clone();
        only.columns.retain(|old| old.name != *column);
        let mut copies = kept(&only.columns);
        if let Some(new) = after.column(column) {
            only.columns.push(new.clone());
            copies.extend(rebuild.copies.iter().filter(|copy| copy.to == *column).cloned());
        }
        let carries =
            |fill: &&Filling| fill.to == *column || fill.carries.iter().any(|(_, carried)| carried == column);
        let fills = rebuild.fills.iter().filter(carries).cloned().collect();
        let facts = without(facts(before.clone(), only, copies, fills), &work);
        parts.push(Part { op: action_of(&after.name, action), facts });
    }
    parts
}

fn kept(column: &Column) -> Copy {
    Copy { to: column.name.clone(), from: column.name.clone(), fill_nulls: false }
}

fn column_changes(rebuild: &Rebuild) -> Vec<(TableAction, &parallax_ir::Name)> {
    let Pair { before, after } = &rebuild.tables;
    let copied = |column: &Column| rebuild.copies.iter().any(|copy| copy.to == column.name);
    let mut changes = Vec::new();
    for old in &before.columns {
        match after.column(&old.name) {
            None => changes.push((TableAction::DropColumn(old.clone()), &old.name)),
            Some(new) if new != old => {
                let pair = Box::new(Pair::new(old.clone(), new.clone()));
                let altered =
                    if copied(new) { TableAction::AlterColumn } else { TableAction::RecreateColumn };
                changes.push((altered(pair), &old.name));
            }
            Some(_) => {}
        }
    }
    let added = after.columns.iter().filter(|new| before.column(&new.name).is_none());
    changes.extend(added.map(|new| (TableAction::AddColumn(new.clone()), &new.name)));
    changes
}

/// What a part says beyond the work that all of them share.
fn without(mut facts: Facts, work: &Facts) -> Facts {
    facts.reasons.retain(|reason| !work.reasons.contains(reason));
    facts.checks.retain(|check| !work.checks.contains(check));
    if facts.availability == work.availability {
        facts.availability = Availability::Online;
    }
    facts
}

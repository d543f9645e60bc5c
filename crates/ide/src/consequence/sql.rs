//! The script from the base to the schema, or of some of its steps, as `parallax diff` writes it.

use super::Consequence;
use crate::Snapshot;
use parallax_ir::Plan;
use parallax_report::{Report, markdown as page, script};

/// The SQL of some steps of the plan (all, where none are named), with comments that say what each does; absent
/// without a plan. Indexes that no step has are left out.
pub fn sql(snapshot: &Snapshot, steps: Option<&[u32]>) -> Option<String> {
    let base = snapshot.base()?;
    reported(snapshot, steps, |report| format!("-- From: {}\n{}", one_line(&base.label), script(report)))
}

/// The whole plan as a page for people: the verdict, the steps with their reasons, the SQL.
pub fn markdown(snapshot: &Snapshot) -> Option<String> {
    let base = snapshot.base()?;
    reported(snapshot, None, |report| format!("Against {}.\n\n{}", one_line(&base.label), page(report)))
}

fn reported(
    snapshot: &Snapshot,
    steps: Option<&[u32]>,
    tell: impl FnOnce(&Report<'_>) -> String,
) -> Option<String> {
    let (consequence, base) = (snapshot.consequence()?, snapshot.base()?);
    let plan = chosen(consequence, steps);
    let rendered = consequence.comparison.script.steps.iter().enumerate();
    let statements: Vec<&[String]> = rendered
        .filter(|(at, _)| is_chosen(*at, steps))
        .map(|(_, step)| step.statements.as_slice())
        .collect();
    Some(tell(&Report {
        plan: &plan,
        statements: &statements,
        target: &consequence.target,
        target_by_default: snapshot.options().target.is_none() && base.target().is_none(),
        sources: snapshot.sources(),
    }))
}

fn is_chosen(at: usize, steps: Option<&[u32]>) -> bool {
    steps.is_none_or(|steps| steps.contains(&(at as u32)))
}

fn chosen(consequence: &Consequence, steps: Option<&[u32]>) -> Plan {
    let plan = &consequence.comparison.plan;
    if steps.is_none() {
        return plan.clone();
    }
    let kept = plan.steps.iter().enumerate().filter(|(at, _)| is_chosen(*at, steps));
    // What is said about the whole plan is not about these steps.
    Plan { steps: kept.map(|(_, step)| step.clone()).collect(), ..Plan::default() }
}

fn one_line(label: &str) -> String {
    label.replace(char::is_control, " ")
}

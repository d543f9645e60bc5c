//! A spec from a plan: a step for each step of the plan, what is to be counted first as checks before it, and the way
//! back from the reverse.

use super::Direction;
use super::write::{DraftCheck, DraftExpect, DraftStep, DraftWork};
use parallax_dialect::Target;
use parallax_engine::{Comparison, Renames, compare};
use parallax_ir::{Data, Database, Pair, Precondition, QName, State, Step, Table};

/// The steps of a plan and of its reverse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generated {
    pub up: Vec<DraftStep>,
    pub down: Vec<DraftStep>,
    /// What the way back does not bring back.
    pub lost: Vec<String>,
}

/// `before` is the state that the comparison begins with, `after` the one that it leads to.
pub fn generate(
    comparison: &Comparison,
    before: &Database,
    after: &Database,
    renames: &Renames,
    target: &Target,
) -> Result<Generated, Precondition> {
    let back: Vec<_> = renames.0.iter().map(crate::down::reversed).collect();
    // The state before is known whole: what it does not hold is to go.
    let mut whole = before.clone();
    whole.silent = Default::default();
    let reverse = compare(Pair::new(after, &whole), target, &Renames(back))?;
    Ok(Generated {
        up: steps(comparison, before, target, Direction::Up)?,
        down: steps(&reverse, after, target, Direction::Down)?,
        lost: crate::down::losses(&comparison.plan),
    })
}

fn steps(
    comparison: &Comparison,
    before: &Database,
    target: &Target,
    direction: Direction,
) -> Result<Vec<DraftStep>, Precondition> {
    let mut state = State::new(before.clone());
    let mut steps = Vec::new();
    for (step, rendered) in comparison.plan.steps.iter().zip(&comparison.script.steps) {
        state.apply(&step.op)?;
        // Some steps are done by the database itself.
        if rendered.statements.is_empty() {
            continue;
        }
        let mut sql = rendered.statements.join(";\n");
        sql.push_str(";\n");
        steps.push(DraftStep {
            description: description(step, target),
            work: DraftWork::SchemaSql(sql),
            timeout_ms: None,
            pre_checks: before_it(step, direction),
            post_checks: after_it(step, state.database(), target),
        });
    }
    Ok(steps)
}

fn description(step: &Step, target: &Target) -> String {
    let phrases = parallax_report::phrases(&step.op, target).join("; ");
    match step.op.table() {
        Some(table) => format!("{table}: {phrases}"),
        None => phrases,
    }
}

/// What the plan says should be counted first. On the way back, what was written since goes: that is what it is for.
fn before_it(step: &Step, direction: Direction) -> Vec<DraftCheck> {
    let counts =
        step.facts.checks.iter().filter(|check| direction == Direction::Up || check.then != Data::Loses);
    let check = |check: &parallax_ir::RowCheck| {
        let what = if check.then == Data::Loses { "nothing is lost" } else { "nothing stands in the way" };
        DraftCheck {
            description: format!("{what}: no {}", check.looks_for),
            expression: check.sql.clone(),
            expect: DraftExpect::Number(0),
        }
    };
    counts.map(check).collect()
}

/// The table is there with the columns that it is to have: a query that reads none of its rows.
fn after_it(step: &Step, state: &Database, target: &Target) -> Vec<DraftCheck> {
    let Some(table) = step.op.table().and_then(|name| known(state, name)) else { return Vec::new() };
    let quote = target.dialect.quote;
    let columns: Vec<String> = table.columns.iter().map(|column| quote(&column.name)).collect();
    if columns.is_empty() {
        return Vec::new();
    }
    let schema = table.name.schema.as_ref().map(|schema| format!("{}.", quote(schema))).unwrap_or_default();
    let name = quote(&table.name.name);
    vec![DraftCheck {
        description: format!("{} has the columns that it is to have", table.name),
        expression: format!("SELECT {} FROM {schema}{name} WHERE 1 = 0", columns.join(", ")),
        expect: DraftExpect::NoRows,
    }]
}

fn known<'a>(state: &'a Database, name: &QName) -> Option<&'a Table> {
    state.tables.get(name).map(|table| &**table)
}

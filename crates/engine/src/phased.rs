//! One change as several migrations that programs of the version before survive.

use crate::compare::{Comparison, compare_with};
use crate::render::render;
use parallax_dialect::Target;
use parallax_diff::{Rename, Renames, prepare};
use parallax_ir::{Database, Pair, Plan, PlanOptions, Precondition, Strategy};

/// Which of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PhaseKind {
    Expand,
    Backfill,
    Contract,
}

impl PhaseKind {
    pub fn as_str(self) -> &'static str {
        match self {
            PhaseKind::Expand => "expand",
            PhaseKind::Backfill => "backfill",
            PhaseKind::Contract => "contract",
        }
    }
    /// What it is for, as a sentence.
    pub fn purpose(self) -> &'static str {
        match self {
            PhaseKind::Expand => {
                "Adds what the next version of programs needs, and takes nothing from those that run."
            }
            PhaseKind::Backfill => "Fills what expand has added, and proves it, while programs run.",
            PhaseKind::Contract => "Takes away what only programs of the version before need.",
        }
    }
}

#[derive(Debug, Clone)]
pub struct Phase {
    pub kind: PhaseKind,
    pub before: Database,
    pub after: Database,
    pub renames: Renames,
    pub comparison: Comparison,
}

/// Those of the three that have something to do, in their order; together they lead from one state to the other.
#[derive(Debug, Clone)]
pub struct Phased {
    pub phases: Vec<Phase>,
    /// What needs somebody's hand, or cannot be done in phases.
    pub notes: Vec<String>,
}

/// None where the database has no way to keep two versions of a program going.
pub fn phased(
    pair: Pair<&Database>,
    target: &Target,
    renames: &Renames,
    options: &PlanOptions,
) -> Result<Option<Phased>, Precondition> {
    let options = &PlanOptions { strategy: Strategy::Phased, ..*options };
    let prepared = prepare(pair, target, renames);
    let Some(found) = parallax_plan::phases(&prepared, target, options) else { return Ok(None) };
    let none = Renames::default();
    let (expanded, filled, after) = (&found.expanded, &found.filled, &found.contracted);
    let expand = compare_with(Pair::new(pair.before, expanded), target, &none, options)?;
    let proof = compare_with(Pair::new(expanded, filled), target, &none, options)?;
    let mut backfill = parallax_plan::filling(&found, target, options);
    append(&mut backfill, proof.plan);
    let backfill = Comparison {
        script: render(&backfill, expanded, target)?,
        plan: backfill,
        unmatched_renames: Vec::new(),
    };
    let left = Renames(found.renames.iter().filter_map(|text| Rename::parse(text).ok()).collect());
    let mut contract = compare_with(Pair::new(filled, after), target, &left, options)?;
    contract.unmatched_renames = prepared.unmatched.clone();
    let all = [
        (PhaseKind::Expand, Pair::new(pair.before, expanded), none.clone(), expand),
        (PhaseKind::Backfill, Pair::new(expanded, filled), none, backfill),
        (PhaseKind::Contract, Pair::new(filled, after), left, contract),
    ];
    let phases = all.into_iter().filter(|(.., comparison)| !comparison.plan.steps.is_empty());
    let phases = phases.map(|(kind, states, renames, comparison)| Phase {
        kind,
        before: states.before.clone(),
        after: states.after.clone(),
        renames,
        comparison,
    });
    Ok(Some(Phased { phases: phases.collect(), notes: found.notes }))
}

/// One plan behind another.
fn append(plan: &mut Plan, more: Plan) {
    let shift = plan.steps.len();
    plan.steps.extend(more.steps.into_iter().map(|mut step| {
        step.after.iter_mut().for_each(|before| before.step += shift);
        step
    }));
    plan.notes.extend(more.notes);
}

impl Phased {
    /// All phases as one plan, for looking at. `before` is where the first one begins.
    pub fn joined(&self, before: &Database, target: &Target) -> Result<Comparison, Precondition> {
        let mut plan = Plan::default();
        let mut notes = Vec::new();
        let mut unmatched_renames = Vec::new();
        for phase in &self.phases {
            let first = plan.steps.len() + 1;
            plan.options = phase.comparison.plan.options;
            append(&mut plan, phase.comparison.plan.clone());
            unmatched_renames.clone_from(&phase.comparison.unmatched_renames);
            let last = plan.steps.len();
            notes.push(format!(
                "steps {first} to {last} are {}: {}",
                phase.kind.as_str(),
                phase.kind.purpose()
            ));
        }
        plan.notes.splice(0..0, notes.into_iter().chain(self.notes.iter().cloned()));
        Ok(Comparison { script: render(&plan, before, target)?, plan, unmatched_renames })
    }
}

//! A plan: ordered steps, each of which explains itself.

use crate::{Facts, Op, Origin, PlanOptions, PossibleRename, Segment, Tag};

#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub op: Op,
    pub facts: Facts,
    /// The line of the schema that caused it, where there is one.
    pub source: Option<Origin>,
    /// What undoes it, as far as that is possible; what was lost does not come back.
    pub reverse: Option<Box<Op>>,
    /// Why it stands here: steps that had to come before, and why.
    pub after: Vec<Before>,
    pub segment: Segment,
}

/// An earlier step (its index in the plan) and why it had to be earlier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    pub step: usize,
    pub reason: &'static str,
}

impl Step {
    pub fn tag(&self) -> Tag {
        self.facts.tag()
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    pub steps: Vec<Step>,
    pub possible_renames: Vec<PossibleRename>,
    /// What the plan leaves alone, and why, in words.
    pub notes: Vec<String>,
    /// What it was asked to be.
    pub options: PlanOptions,
}

impl Plan {
    /// The worst tag of all steps; `Safe` for an empty plan.
    pub fn tag(&self) -> Tag {
        self.steps.iter().map(Step::tag).max().unwrap_or(Tag::Safe)
    }
}

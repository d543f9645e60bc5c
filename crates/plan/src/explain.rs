//! Every operation gets its facts, against the state just before it.

use crate::merge::Merged;
use crate::reverse;
use parallax_dialect::{Progress, Target};
use parallax_ir::{Before, Database, Plan, Step};

pub(crate) fn steps(merged: Vec<Merged>, before: &Database, target: &Target) -> Plan {
    let mut progress = Progress::new(before, target);
    let mut plan = Plan::default();
    for Merged { op, source, after, segment } in merged {
        let stage = progress.stage();
        let facts = (target.dialect.facts)(&op, &stage);
        let reverse = reverse::reverse(&op, stage.state).map(Box::new);
        let advanced = progress.advance(&op);
        debug_assert!(advanced.is_ok(), "{advanced:?} in {op:#?}");
        let after = after.into_iter().map(|(step, reason)| Before { step, reason }).collect();
        plan.steps.push(Step { op, facts, source, reverse, after, segment });
    }
    plan
}

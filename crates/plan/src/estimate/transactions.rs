//! Which steps of a plan are one transaction: what they lock stays locked until the last of them is done.

use parallax_dialect::{Nature, Target};
use parallax_ir::{Plan, Segment, Strategy};

/// For each step the number of its transaction; steps without one have a number of their own.
pub(super) fn groups(plan: &Plan, statements: &[&[String]], target: &Target) -> Vec<usize> {
    let upkeep = &target.dialect.live.upkeep;
    let all: Vec<&str> = statements.iter().flat_map(|step| step.iter().map(String::as_str)).collect();
    let direct = plan.options.strategy == Strategy::Direct;
    if direct && (upkeep.guard)(&all).absorbs {
        return vec![0; plan.steps.len()];
    }
    let transactional = target.dialect.shapes.transactional_ddl;
    let mut natures = upkeep.natures(&all, target).into_iter();
    let mut groups = Vec::with_capacity(plan.steps.len());
    let mut group = 0;
    let mut joinable = false;
    for (at, step) in plan.steps.iter().enumerate() {
        let count = statements.get(at).map_or(0, |step| step.len());
        let together =
            natures.by_ref().take(count).filter(|nature| *nature != Nature::Transactional).count() == 0;
        let joins = transactional
            && match step.segment {
                Segment::Joined => together,
                Segment::Own | Segment::Alone => false,
            };
        if at > 0 && !(joins && joinable) {
            group += 1;
        }
        joinable = transactional && together && step.segment != Segment::Alone;
        groups.push(group);
    }
    groups
}

//! Every operation gets its facts, against the state just before it.

use crate::merge::Merged;
use crate::reverse;
use parallax_dialect::{Stage, Target};
use parallax_diff::Prepared;
use parallax_ir::{Before, Op, Plan, State, Step};
use std::collections::BTreeSet;

pub(crate) fn steps(merged: Vec<Merged>, prepared: &Prepared<'_>, target: &Target) -> Plan {
    let mut state = State::new(prepared.original.clone());
    let mut created = BTreeSet::new();
    let mut plan = Plan::default();
    for Merged { op, source, after } in merged {
        let stage = Stage {
            target,
            before: prepared.original,
            state: state.database(),
            created: &created,
            uses: state.uses(),
        };
        let facts = (target.dialect.facts)(&op, &stage);
        let reverse = reverse::reverse(&op, state.database()).map(Box::new);
        let applied = state.apply(&op);
        debug_assert!(applied.is_ok(), "{applied:?} in {op:#?}");
        match &op {
            Op::CreateTable(table) => {
                created.insert(table.name.clone());
            }
            Op::RenameTable { from, to } if created.remove(from) => {
                created.insert(to.clone());
            }
            _ => {}
        }
        let after = after.into_iter().map(|(step, reason)| Before { step, reason }).collect();
        plan.steps.push(Step { op, facts, source, reverse, after });
    }
    plan
}

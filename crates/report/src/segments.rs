//! The script of a plan for a database in use: part by part, each with its transaction or none.
//!
//! A backfill stands there as one UPDATE, which any program can run; a comment in front of it says in which batches
//! `parallax migrate deploy` does so.

use crate::Report;
use parallax_dialect::Target;
use parallax_ir::{Answer, Op, Plan, Segment, Step, UpdateRows};
use std::fmt::Write;
use std::ops::Range;

/// What begins the comment that asks for batches.
pub const BATCHES: &str = "-- parallax: in batches of ";

/// Steps by their places in the plan; whether they are one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub steps: Range<usize>,
    pub transaction: bool,
}

pub(crate) fn write(report: &Report<'_>, places: &mut Vec<Range<usize>>, out: &mut String) {
    let parts = parts(report.plan);
    let transactional = report.target.dialect.shapes.transactional_ddl;
    let transaction = report.target.dialect.live.upkeep.transaction;
    if transactional && parts.len() > 1 && parts.iter().any(|part| !part.transaction) {
        out.push_str("--\n-- Not one transaction: for `parallax migrate deploy`, or a client that sends one statement at a time.\n");
    }
    if !transactional {
        out.push('\n');
        for bound in bounds(report.plan, report.target, &(0..report.plan.steps.len()), false) {
            let _ = writeln!(out, "{bound};");
        }
    }
    let count = parts.len();
    for (number, part) in parts.into_iter().enumerate() {
        if transactional {
            let how = if part.transaction { "one transaction" } else { "no transaction" };
            let _ = write!(out, "\n-- Part {} of {count}: {how}\n", number + 1);
            if part.transaction {
                let _ = writeln!(out, "{};", transaction.begin);
            }
            for bound in bounds(report.plan, report.target, &part.steps, part.transaction) {
                let _ = writeln!(out, "{bound};");
            }
        }
        for at in part.steps {
            step(report, at, places, out);
        }
        if transactional && part.transaction {
            let _ = write!(out, "\n{};\n", transaction.commit);
        }
    }
}

/// A transaction goes on until a step begins another one or is part of none.
pub fn parts(plan: &Plan) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (at, step) in plan.steps.iter().enumerate() {
        let transaction = step.segment != Segment::Alone;
        match parts.last_mut() {
            Some(last) if step.segment == Segment::Joined && last.transaction => last.steps.end = at + 1,
            _ => parts.push(Part { steps: at..at + 1, transaction }),
        }
    }
    parts
}

/// Statements that bound how long those of a part wait and run.
pub fn bounds(plan: &Plan, target: &Target, steps: &Range<usize>, transaction: bool) -> Vec<String> {
    let options = &plan.options;
    let all = plan.steps.get(steps.clone()).unwrap_or_default();
    let momentary = |step: &Step| step.facts.rewrites == Answer::No && step.facts.scans == Answer::No;
    let run = if all.iter().all(momentary) { options.statement_timeout_ms } else { 0 };
    // Who builds an index outside of a transaction waits for others, and nobody waits for it.
    let patient =
        all.iter().any(|step| step.segment == Segment::Alone && !matches!(step.op, Op::UpdateRows(_)));
    let lock = if patient { 0 } else { options.lock_timeout_ms };
    (target.dialect.online.bounds)(lock, run, transaction)
}

fn step(report: &Report<'_>, at: usize, places: &mut Vec<Range<usize>>, out: &mut String) {
    let (Some(step), Some(statements)) = (report.plan.steps.get(at), report.statements.get(at)) else {
        return;
    };
    if statements.is_empty() {
        places.push(out.len()..out.len());
        return;
    }
    let _ = write!(out, "\n-- {}\n", step.op.kind());
    if let Op::UpdateRows(update) = &step.op
        && let Some(words) = batches(update, report.target)
    {
        let _ = writeln!(out, "{words}");
    }
    let start = out.len();
    for statement in *statements {
        out.push_str(statement);
        out.push_str(";\n");
    }
    places.push(start..out.len() - 1);
}

/// `-- parallax: in batches of 5000 by "id", pausing 100 ms`
pub fn batches(update: &UpdateRows, target: &Target) -> Option<String> {
    let batch = update.batch.as_ref()?;
    let keys: Vec<String> = batch.keys.iter().map(|key| (target.dialect.quote)(key)).collect();
    Some(format!("{BATCHES}{} by {}, pausing {} ms", batch.size, keys.join(", "), batch.pause_ms))
}

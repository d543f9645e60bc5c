//! The parts of a plan for a database in use: each a transaction or none, with its bounds; what waits too long for a lock
//! is tried again, and rows are filled some at a time. Nothing is recorded: what is done already is no difference the next
//! time, and rows that are filled are left out then.

use super::{Stopped, Why};
use crate::backfill::Backfill;
use crate::{Patience, World};
use parallax_dialect::{Fault, Session, Transaction};
use parallax_engine::Comparison;
use parallax_ir::Op;
use parallax_report::{Part, batches, bounds, parts};

pub(super) fn run(
    session: &mut dyn Session,
    comparison: &Comparison,
    world: &mut dyn World,
) -> Result<usize, Box<Stopped>> {
    let transaction = session.target().dialect.live.upkeep.transaction;
    let mut run = Run { session, world, comparison, transaction, patience: Patience::default() };
    run.all()
}

struct Run<'a> {
    session: &'a mut dyn Session,
    world: &'a mut dyn World,
    comparison: &'a Comparison,
    transaction: Transaction,
    patience: Patience,
}

/// Where a part came to an end: the step, its statement, and why.
type Halt = Box<Halted>;

struct Halted {
    step: usize,
    statement: String,
    why: Why,
}

impl Run<'_> {
    fn all(&mut self) -> Result<usize, Box<Stopped>> {
        let target = *self.session.target();
        let transactional = target.dialect.shapes.transactional_ddl;
        let plan = &self.comparison.plan;
        let all = plan.steps.len();
        if !transactional {
            for bound in bounds(plan, &target, &(0..all), false) {
                self.session.run(&bound).map_err(|fault| stopped(0, *halt(0, bound, Why::Refused(fault))))?;
            }
        }
        for part in parts(plan) {
            for step in part.steps.clone().filter(|_| !transactional || !part.transaction) {
                let one = Part { steps: step..step + 1, transaction: false };
                self.part(&one, transactional).map_err(|halt| stopped(step, *halt))?;
            }
            if transactional && part.transaction {
                self.part(&part, true).map_err(|halt| stopped(part.steps.start, *halt))?;
            }
        }
        Ok(all)
    }

    fn part(&mut self, part: &Part, bounded: bool) -> Result<(), Halt> {
        let first = part.steps.start;
        if self.world.stopped() {
            return Err(halt(first, self.statement(first), Why::Asked));
        }
        if let Some(backfill) = self.backfill(first).filter(|_| part.steps.len() == 1) {
            return self.fill(first, &backfill, bounded);
        }
        self.patiently(|run| run.once(part, bounded))
    }

    /// Where a lock was waited for too long, again after a pause.
    fn patiently(&mut self, mut attempt: impl FnMut(&mut Self) -> Result<(), Halt>) -> Result<(), Halt> {
        let is_lock_timeout = self.session.target().dialect.live.upkeep.is_lock_timeout;
        let mut pause = self.patience.pause;
        let mut left = self.patience.retries;
        loop {
            let halt = match attempt(self) {
                Ok(()) => return Ok(()),
                Err(halt) => halt,
            };
            // Where there is no transaction, or the session has ended, that says so and changes nothing.
            let _ = self.session.run(self.transaction.rollback);
            let again = matches!(&halt.why, Why::Refused(fault) if fault.code.as_deref().is_some_and(is_lock_timeout));
            if !again || left == 0 || self.world.stopped() {
                return Err(halt);
            }
            left -= 1;
            self.world.wait(pause);
            pause *= 2;
        }
    }

    fn once(&mut self, part: &Part, bounded: bool) -> Result<(), Halt> {
        let first = part.steps.start;
        let comparison = self.comparison;
        if part.transaction {
            self.send(first, self.transaction.begin)?;
        }
        self.bound(part, bounded)?;
        for at in part.steps.clone() {
            let statements = comparison.script.steps.get(at).map(|step| step.statements.as_slice());
            for statement in statements.unwrap_or_default() {
                self.send(at, statement)?;
            }
        }
        if part.transaction {
            self.send(part.steps.end.saturating_sub(1), self.transaction.commit)?;
        }
        Ok(())
    }

    fn bound(&mut self, part: &Part, bounded: bool) -> Result<(), Halt> {
        if !bounded {
            return Ok(());
        }
        let target = *self.session.target();
        for bound in bounds(&self.comparison.plan, &target, &part.steps, part.transaction) {
            self.send(part.steps.start, &bound)?;
        }
        Ok(())
    }

    fn send(&mut self, step: usize, sql: &str) -> Result<(), Halt> {
        self.session.run(sql).map_err(|fault: Fault| halt(step, sql.to_owned(), Why::Refused(fault)))
    }

    fn statement(&self, step: usize) -> String {
        let steps = &self.comparison.script.steps;
        steps.get(step).and_then(|step| step.statements.first()).cloned().unwrap_or_default()
    }

    fn backfill(&self, step: usize) -> Option<Backfill> {
        let Op::UpdateRows(update) = &self.comparison.plan.steps.get(step)?.op else { return None };
        let comment = batches(update, self.session.target())?;
        Backfill::read(&comment, &self.statement(step))
    }

    /// Batch by batch along the key, each committed.
    fn fill(&mut self, step: usize, backfill: &Backfill, bounded: bool) -> Result<(), Halt> {
        let target = *self.session.target();
        let statement = self.statement(step);
        let part = Part { steps: step..step + 1, transaction: false };
        self.bound(&part, bounded)?;
        let mut behind: Option<Vec<String>> = None;
        loop {
            if self.world.stopped() {
                return Err(halt(step, statement, Why::Asked));
            }
            let mut end = None;
            self.patiently(|run| {
                let next = backfill.end_of_batch(behind.as_deref(), &target);
                let rows = run
                    .session
                    .query(&next)
                    .map_err(|fault| halt(step, next.clone(), Why::Refused(fault)))?;
                end =
                    rows.iter().next().and_then(|row| row.0.iter().cloned().collect::<Option<Vec<String>>>());
                run.send(step, run.transaction.begin)?;
                run.send(step, &backfill.batch(&statement, behind.as_deref(), end.as_deref(), &target))?;
                run.send(step, run.transaction.commit)
            })?;
            if end.is_none() {
                return Ok(());
            }
            behind = end;
            self.world.wait(backfill.pause);
        }
    }
}

fn halt(step: usize, statement: String, why: Why) -> Halt {
    Box::new(Halted { step, statement, why })
}

fn stopped(done: usize, halt: Halted) -> Box<Stopped> {
    let Halted { step, statement, why } = halt;
    Box::new(Stopped { done, step, statement, why })
}

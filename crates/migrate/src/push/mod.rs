//! Runs the steps of a plan on a live database, without a history: in one transaction where the database can.

mod online;

use crate::World;
use parallax_dialect::{Fault, Nature, Session, Transaction};
use parallax_engine::{Comparison, Script, Segment, Strategy};

/// How far it came, and why no further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// Steps that stay done.
    pub done: usize,
    /// The step that failed.
    pub step: usize,
    pub statement: String,
    pub why: Why,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    Refused(Fault),
    /// Somebody asked to stop.
    Asked,
}

/// Runs all steps in their order, in the way that the plan was made for.
pub fn push(
    session: &mut dyn Session,
    comparison: &Comparison,
    world: &mut dyn World,
) -> Result<usize, Box<Stopped>> {
    match comparison.plan.options.strategy {
        Strategy::Direct => direct(session, &comparison.script),
        Strategy::Online | Strategy::Phased => online::run(session, comparison, world),
    }
}

fn direct(session: &mut dyn Session, script: &Script) -> Result<usize, Box<Stopped>> {
    let target = *session.target();
    let transaction = target.dialect.live.upkeep.transaction;
    let mut run = Run { session, transaction, open: false, done: 0 };
    let together = target.dialect.shapes.transactional_ddl;
    let all: Vec<&str> =
        script.steps.iter().flat_map(|step| step.statements.iter().map(String::as_str)).collect();
    let mut natures = target.dialect.live.upkeep.natures(&all, &target).into_iter();
    for (step, rendered) in script.steps.iter().enumerate() {
        if rendered.segment != Segment::Joined {
            run.close(step).map_err(|fault| run.stop(step, transaction.commit, fault))?;
        }
        for statement in &rendered.statements {
            let outcome = match natures.next().filter(|_| together) {
                None => run.session.run(statement),
                Some(Nature::Begin { .. } | Nature::Commit) => Ok(()),
                Some(Nature::Alone | Nature::Rollback) => {
                    run.close(step).and_then(|()| run.session.run(statement))
                }
                Some(Nature::Transactional | Nature::Session) => {
                    run.begin().and_then(|()| run.session.run(statement))
                }
            };
            outcome.map_err(|fault| run.stop(step, statement, fault))?;
        }
        if !run.open {
            run.done = step + 1;
        }
    }
    let all = script.steps.len();
    run.close(all).map_err(|fault| run.stop(all, transaction.commit, fault))?;
    Ok(all)
}

struct Run<'a> {
    session: &'a mut dyn Session,
    transaction: Transaction,
    /// A transaction is open.
    open: bool,
    /// Steps that no rollback undoes.
    done: usize,
}

impl Run<'_> {
    fn begin(&mut self) -> Result<(), Fault> {
        if !self.open {
            self.session.run(self.transaction.begin)?;
            self.open = true;
        }
        Ok(())
    }

    /// What was done up to a step stays.
    fn close(&mut self, step: usize) -> Result<(), Fault> {
        if self.open {
            self.session.run(self.transaction.commit)?;
            self.open = false;
        }
        self.done = self.done.max(step);
        Ok(())
    }

    fn stop(&mut self, step: usize, statement: &str, fault: Fault) -> Box<Stopped> {
        // Where there is no transaction, or the session has ended, that says so and changes nothing.
        let _ = self.session.run(self.transaction.rollback);
        Box::new(Stopped { done: self.done, step, statement: statement.to_owned(), why: Why::Refused(fault) })
    }
}

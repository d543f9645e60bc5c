//! Running the SQL of a step of a spec: as one transaction with what must hold after it and the record of it, where that
//! can be.

use super::{Broken, Run, Stopped};
use crate::progress::Stage;
use crate::spec::Question;
use crate::{Failure, Kind};
use parallax_dialect::{FaultKind, Nature};
use std::time::Duration;

/// Where the script is a step of a spec.
#[derive(Default)]
pub(crate) struct StepOf<'a> {
    pub(crate) stage: Option<Stage>,
    /// What the steps before it hold.
    pub(crate) prior: Vec<String>,
    /// The statement that records it as done.
    pub(crate) record: String,
    /// What must hold before it is committed.
    pub(crate) post_checks: &'a [Question],
    /// How long each attempt of a statement may take.
    pub(crate) limit: Option<Duration>,
    /// Statements that took too long are tried again, too.
    pub(crate) insists: bool,
    /// How often it was tried.
    pub(crate) attempts: usize,
}

/// Why a step of a spec did not come to its end.
pub(crate) struct Halt {
    pub(crate) failure: Box<Failure>,
    /// Statements of it that are done and stay.
    pub(crate) done: usize,
    /// Whether the next one is done will have to be found out.
    pub(crate) unknown: bool,
}

impl<'a> Run<'a> {
    /// The same, as a step of a spec of which the row is there.
    pub(crate) fn of(mut self, row: &str, step: StepOf<'a>) -> Run<'a> {
        row.clone_into(&mut self.id);
        self.cut.join();
        self.step = step;
        self
    }

    /// The SQL of a step of a spec, from one of its statements on. Where it is one transaction, what must hold after it
    /// and the record of it are part of that.
    pub(crate) fn perform(&mut self, from: usize) -> Result<(), Halt> {
        let nothing = |failure| Halt { failure, done: from, unknown: false };
        let (done, result) = if self.is_whole(from) {
            let (after, result) = self.one(|run| run.step.record.clone()).map_err(nothing)?;
            if result.is_ok() {
                after.map_err(nothing)?;
            }
            (0, result)
        } else {
            for at in (0..from).filter(|at| self.cut.natures.get(*at) == Some(&Nature::Session)) {
                let ran = self.session.run(self.cut.statement(at));
                ran.map_err(|fault| nothing(self.failed(Broken { statement: Some(at), fault })))?;
            }
            match self.sections(from) {
                Ok(()) => return Ok(()),
                Err((done, stopped)) => (done, Err(stopped)),
            }
        };
        let Err(stopped) = result else { return Ok(()) };
        match stopped {
            Stopped::Asked(at) => {
                let message = format!("stopped before statement {} of {}", at + 1, self.cut.len());
                Err(Halt { failure: Failure::of(Kind::Interrupted, message), done, unknown: false })
            }
            Stopped::Check(failure) => Err(Halt { failure, done, unknown: false }),
            Stopped::Broken(broken) => {
                let unknown = !self.is_whole(from)
                    && matches!(broken.fault.kind, FaultKind::Closed | FaultKind::Timeout);
                Err(Halt { failure: self.failed(broken), done, unknown })
            }
        }
    }

    /// Whether what is to be done is one transaction.
    pub(crate) fn is_whole(&self, from: usize) -> bool {
        from == 0 && self.cut.is_atomic()
    }
}

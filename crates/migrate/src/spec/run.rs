//! Runs a spec, step by step: what must hold before, the step, what must hold after. Each step is recorded in the row of
//! the history, so that a crash at any place leaves a state that can be told and gone on from.

use super::audit::{Ending, Entry};
use super::{Command, Compiled, Direction, Ended, Question, Ready, Who, Work, audit, holds};
use crate::apply::{Halt, Run, StepOf, was_done};
use crate::progress::{Progress, Stage, prefix};
use crate::sections::Cut;
use crate::{Event, Failure, History, Kind, Moment, Outcome, Patience, Record, World, lock};
use parallax_dialect::{FaultKind, Session};
use std::time::Duration;

/// No pause between two attempts is longer.
const MAX_PAUSE: Duration = Duration::from_secs(60);

/// One run of one spec in one direction.
pub(crate) struct Runner<'a> {
    pub(crate) session: &'a mut dyn Session,
    pub(crate) world: &'a mut dyn World,
    pub(crate) history: &'a History,
    pub(crate) patience: Patience,
    pub(crate) name: &'a str,
    /// Of its migration.sql.
    pub(crate) checksum: &'a str,
    pub(crate) spec: &'a Compiled,
    pub(crate) direction: Direction,
    /// Whether the audit log is kept in the database, too.
    pub(crate) audited: bool,
}

/// What is known while it runs.
struct Under {
    /// The row; none before anything was done.
    row: Option<String>,
    /// Others of the same migration, which are marked with it on the way back.
    rows: Vec<String>,
    run: String,
    who: Who,
    started: Moment,
}

/// Why a step stopped, and what of it stays.
struct Stop {
    failure: Box<Failure>,
    stays: Stays,
    unknown: bool,
    attempts: usize,
}

enum Stays {
    Nothing,
    /// That many of its statements.
    Statements(usize, usize),
    /// Whatever the command has done.
    Command,
    /// All of it: only what must hold after it does not.
    All,
}

impl Stop {
    fn nothing(failure: Box<Failure>) -> Stop {
        Stop { failure, stays: Stays::Nothing, unknown: false, attempts: 1 }
    }
}

impl<'a> Runner<'a> {
    fn steps(&self) -> &'a [Ready] {
        match self.direction {
            Direction::Up => &self.spec.up,
            Direction::Down => &self.spec.down,
        }
    }

    /// Applies it from its beginning.
    pub(crate) fn apply(mut self) -> Outcome<()> {
        let under = self.under(None, Vec::new());
        self.all(under, Progress::default())
    }

    /// Goes on with a row that is there.
    pub(crate) fn resume(mut self, row: &Record, progress: Progress) -> Outcome<()> {
        self.same_before(&progress)?;
        let under = self.under(Some(row.id.clone()), Vec::new());
        self.all(under, progress)
    }

    /// Takes it back: from its beginning, or from where it stopped.
    pub(crate) fn back(mut self, rows: &[String], progress: Option<Progress>) -> Outcome<()> {
        let begun = progress.is_some();
        let progress = progress.unwrap_or_default();
        self.same_before(&progress)?;
        let under = self.under(rows.first().cloned().filter(|_| begun), rows.to_vec());
        self.all(under, progress)
    }

    fn under(&mut self, row: Option<String>, rows: Vec<String>) -> Under {
        let (run, who, started) = (self.world.new_id(), self.world.who(), self.world.now());
        Under { row, rows, run, who, started }
    }

    fn all(&mut self, mut under: Under, progress: Progress) -> Outcome<()> {
        let (name, steps) = (self.name.to_owned(), self.steps().len());
        self.world.tell(&Event::MigrationStarted { name, started_at: under.started, steps });
        let result = self.walk(&mut under, progress).and_then(|()| self.finish(&mut under));
        let now = self.world.now();
        let name = self.name.to_owned();
        match (&result, self.direction) {
            (Ok(()), Direction::Up) => {
                let duration_ms = now.0 - under.started.0;
                self.world.tell(&Event::MigrationApplied { name, applied_at: now, duration_ms });
            }
            // Who takes a migration back says so.
            (Ok(()), Direction::Down) => {}
            (Err(failure), _) => self.world.tell(&Event::MigrationFailed {
                name,
                failed_at: now,
                step: failure.place.as_ref().map(|place| place.statement),
                code: failure.kind.name(),
                message: failure.message.clone(),
            }),
        }
        result
    }

    fn walk(&mut self, under: &mut Under, mut progress: Progress) -> Outcome<()> {
        let first = progress.stage.map_or(0, |stage| stage.step);
        for (at, step) in self.steps().iter().enumerate().skip(first) {
            let from = std::mem::take(&mut progress);
            if self.world.stopped() {
                let message = format!("{} was stopped before step {}", self.name, at + 1);
                let failure = Failure::of(Kind::Interrupted, message).migration(self.name);
                return Err(failure.help(self.state(at, &Stays::Nothing, under.row.is_some())));
            }
            let started = self.world.now();
            self.world.tell(&Event::SpecStepStarted {
                migration: self.name.to_owned(),
                direction: self.direction,
                step: at + 1,
                steps: self.steps().len(),
                kind: step.kind,
                title: step.title(),
                started_at: started,
            });
            let result = self.step(at, step, from, under);
            self.keep(at, step, started, &result, under);
            result.map_err(|stop| self.told(at, step, stop, under))?;
            self.calm()?;
        }
        Ok(())
    }

    /// One step. `from` says what of it was done before.
    fn step(
        &mut self,
        at: usize,
        step: &'a Ready,
        mut from: Progress,
        under: &mut Under,
    ) -> Result<usize, Stop> {
        let again = from.done > 0 || from.begun.is_some();
        if !again {
            self.ask_all(&step.pre_checks, step)?;
        }
        // What changes nothing leaves no trace where nothing was begun before it.
        let mut asked = 1;
        if let Work::Validation(question) = &step.work {
            let ask = |runner: &mut Self| {
                holds(runner.session, question, step.timeout)
                    .map_err(|failure| (failure, Stays::Nothing, true))
            };
            asked = self.patiently(step, ask)?;
            self.ask_all(&step.post_checks, step)?;
            if under.row.is_none() {
                return Ok(asked);
            }
        }
        let row = self.open(at, under).map_err(Stop::nothing)?;
        let attempts = match &step.work {
            Work::Sql { .. } => {
                if let Some(before) = from.begun.take() {
                    from.done +=
                        usize::from(self.found_out(step, from.done, &before).map_err(Stop::nothing)?);
                }
                self.sql(at, step, from.done, &row)?
            }
            Work::Command(words) => self.command(at, step, words, &from, &row)?,
            Work::Validation(_) => asked,
        };
        let record = self.history.log(&row, &self.at(at + 1).logs(None));
        self.session.run(&record).map_err(|fault| {
            let failure = Failure::server("recording that the step is done", fault);
            Stop { failure, stays: Stays::All, unknown: true, attempts }
        })?;
        Ok(attempts)
    }

    fn ask_all(&mut self, questions: &[Question], step: &Ready) -> Result<(), Stop> {
        let ask = |question| holds(self.session, question, step.timeout).map_err(Stop::nothing);
        questions.iter().try_for_each(ask)
    }

    /// The row that says that it was begun; made just before the first thing is done.
    fn open(&mut self, at: usize, under: &mut Under) -> Outcome<String> {
        if let Some(row) = &under.row {
            return Ok(row.clone());
        }
        let logs = self.at(at).logs(None);
        let (id, statement) = match (self.direction, under.rows.first()) {
            (Direction::Down, Some(id)) => (id.clone(), self.history.reopen(id, &logs)),
            _ => {
                let record = Record {
                    id: self.world.new_id(),
                    checksum: self.checksum.to_owned(),
                    finished: None,
                    name: self.name.to_owned(),
                    logs: Some(logs),
                    rolled_back: None,
                    started: under.started,
                    steps: 0,
                };
                (record.id.clone(), self.history.insert(&record))
            }
        };
        self.session
            .run(&statement)
            .map_err(|fault| Failure::server("recording that the migration begins", fault))?;
        under.row = Some(id.clone());
        Ok(id)
    }

    fn sql(&mut self, at: usize, step: &'a Ready, from: usize, row: &str) -> Result<usize, Stop> {
        let Work::Sql { script, origin } = &step.work else { return Ok(0) };
        let record = self.history.log(row, &self.at(at + 1).logs(None));
        let of = StepOf {
            stage: Some(self.stage(at)),
            prior: self.prior(at),
            record,
            post_checks: &step.post_checks,
            limit: step.timeout,
            insists: step.retries.is_some(),
            attempts: 1,
        };
        let retries =
            step.retries.map_or(self.patience.retries, |retries| usize::try_from(retries).unwrap_or(0));
        let patience = Patience { retries, ..self.patience };
        let mut run =
            Run::new(self.session, self.world, self.history, patience, (self.name, script), &[]).of(row, of);
        let (whole, statements) = (run.is_whole(from), run.cut.len());
        let result = if from == statements { Ok(()) } else { run.perform(from) };
        let attempts = run.step.attempts;
        if let Err(Halt { mut failure, done, unknown }) = result {
            if let Some(place) = &mut failure.place
                && place.text == script.text
                && place.file == script.file
            {
                place.range = origin.place(&place.range);
                place.text = origin.text.to_string();
            }
            let stays = if done == 0 { Stays::Nothing } else { Stays::Statements(done, statements) };
            return Err(Stop { failure, stays, unknown, attempts });
        }
        if !whole {
            self.after(step, attempts)?;
        }
        Ok(attempts)
    }

    /// What must hold after a step that is done and cannot be undone.
    fn after(&mut self, step: &Ready, attempts: usize) -> Result<(), Stop> {
        self.ask_all(&step.post_checks, step).map_err(|stop| Stop { stays: Stays::All, attempts, ..stop })
    }

    fn command(
        &mut self,
        at: usize,
        step: &'a Ready,
        words: &'a [String],
        from: &Progress,
        row: &str,
    ) -> Result<usize, Stop> {
        if from.done > 0 {
            self.after(step, 1)?;
            return Ok(1);
        }
        if from.begun.is_some() && self.settled(step)? {
            return Ok(1);
        }
        let begun = Progress { begun: Some("command".to_owned()), of: 1, ..self.at(at) };
        let (name, key, direction) = (self.name, self.spec.key.as_str(), self.direction);
        let log = self.history.log(row, &begun.logs(None));
        let recorded = self.session.run(&log);
        recorded
            .map_err(|fault| Stop::nothing(Failure::server("recording that the command begins", fault)))?;
        let limit = step.timeout;
        let command = Command { migration: name, key, direction, step: at + 1, words, limit };
        let attempts = self.patiently(step, |runner| {
            let ended = runner.alone(&command).map_err(|failure| (failure, Stays::Command, false))?;
            let program = words.first().map(String::as_str).unwrap_or_default();
            match ended {
                Ended::Done => Ok(()),
                Ended::Stopped => {
                    let message = format!("`{program}` {}", ended.words(limit));
                    Err((Failure::of(Kind::Interrupted, message), Stays::Command, false))
                }
                Ended::NotStarted(_) => {
                    let message = format!("`{program}` {}", ended.words(limit));
                    Err((Failure::of(Kind::CommandFailed, message), Stays::Nothing, false))
                }
                Ended::Status(_) | Ended::Killed | Ended::TimedOut => {
                    let message = format!("`{program}` {}", ended.words(limit));
                    Err((Failure::of(Kind::CommandFailed, message), Stays::Command, true))
                }
            }
        })?;
        let done = Progress { done: 1, of: 1, ..self.at(at) };
        let done = Progress { prefix: self.prefix(at, 1), ..done };
        let recorded = self.session.run(&self.history.log(row, &done.logs(None)));
        recorded.map_err(|fault| Stop {
            failure: Failure::server("recording that the command is done", fault),
            stays: Stays::Command,
            unknown: true,
            attempts,
        })?;
        self.after(step, attempts)?;
        Ok(attempts)
    }

    /// Whether a command that was under way when its run was killed is done; an error where nobody knows and it may not
    /// run again.
    fn settled(&mut self, step: &Ready) -> Result<bool, Stop> {
        if !step.post_checks.is_empty() && self.ask_all(&step.post_checks, step).is_ok() {
            return Ok(true);
        }
        if step.repeatable {
            return Ok(false);
        }
        let message =
            "its command was under way when the program was ended, and nobody knows whether it is done";
        let failure = Failure::of(Kind::StepUncertain, message);
        Err(Stop { failure, stays: Stays::Command, unknown: true, attempts: 1 })
    }

    /// Runs a command; without the lock where that keeps everybody else out of the database.
    fn alone(&mut self, command: &Command<'_>) -> Outcome<Ended> {
        let excludes = self.session.target().dialect.live.upkeep.lock.is_some_and(|lock| lock.excludes_all);
        let Some(limit) = self.patience.deployer.filter(|_| excludes) else {
            return Ok(self.world.command(command));
        };
        lock::release(self.session);
        let ended = self.world.command(command);
        lock::take(self.session, self.world, limit)?;
        Ok(ended)
    }

    /// Tries as often as the step says, each time after twice the pause.
    fn patiently(
        &mut self,
        step: &Ready,
        mut work: impl FnMut(&mut Self) -> Result<(), (Box<Failure>, Stays, bool)>,
    ) -> Result<usize, Stop> {
        let retries = step.retries.map_or(0, |retries| usize::try_from(retries).unwrap_or(0));
        let mut pause = self.patience.pause;
        let mut attempts = 1;
        loop {
            let Err((failure, stays, again)) = work(self) else { return Ok(attempts) };
            let lost = failure.fault.as_ref().is_some_and(|fault| fault.kind == FaultKind::Closed);
            if attempts > retries || !again || lost || self.world.stopped() {
                return Err(Stop { failure, stays, unknown: false, attempts });
            }
            self.world.tell(&Event::StepRetried {
                migration: self.name.to_owned(),
                step: 0,
                attempt: attempts,
                wait_ms: u64::try_from(pause.as_millis()).unwrap_or(u64::MAX),
                message: failure.message,
            });
            self.world.wait(pause);
            pause = (pause * 2).min(MAX_PAUSE);
            attempts += 1;
        }
    }

    /// Whether the statement that was under way is done.
    fn found_out(&mut self, step: &Ready, at: usize, before: &str) -> Outcome<bool> {
        let Work::Sql { script, .. } = &step.work else { return Ok(false) };
        let target = *self.session.target();
        let cut = Cut::new(script, &target);
        was_done(self.session, cut.statement(at), before)
    }

    /// Brings the session back between steps: each begins as a new connection would.
    fn calm(&mut self) -> Outcome<()> {
        let upkeep = self.session.target().dialect.live.upkeep;
        let mut statements = (upkeep.reset)(self.history.scope());
        statements.extend(self.history.bounds(self.patience.lock, Duration::ZERO));
        let doing = "bringing the session back";
        statements
            .iter()
            .try_for_each(|one| self.session.run(one).map_err(|fault| Failure::server(doing, fault)))
    }

    fn finish(&mut self, under: &mut Under) -> Outcome<()> {
        self.open(self.steps().len(), under)?;
        let now = self.world.now();
        let row = under.row.iter();
        let statements: Vec<String> = match self.direction {
            Direction::Up => row.map(|id| self.history.finish(id, self.checksum, now)).collect(),
            Direction::Down => under.rows.iter().map(|id| self.history.roll_back(id, now)).collect(),
        };
        let doing = "recording that the migration is done";
        statements
            .iter()
            .try_for_each(|one| self.session.run(one).map_err(|fault| Failure::server(doing, fault)))
    }

    /// An entry of the audit log.
    fn keep(
        &mut self,
        at: usize,
        step: &Ready,
        started: Moment,
        result: &Result<usize, Stop>,
        under: &Under,
    ) {
        let ending = match result {
            Ok(_) => Ending::Done,
            Err(stop) if stop.failure.kind == Kind::Interrupted => Ending::Stopped,
            Err(_) => Ending::Failed,
        };
        let entry = Entry {
            id: self.world.new_id(),
            run: under.run.clone(),
            migration: self.name.to_owned(),
            key: Some(self.spec.key.clone()),
            direction: self.direction,
            step: Some(at + 1),
            steps: Some(self.steps().len()),
            kind: step.kind,
            description: step.description.clone(),
            who: under.who.clone(),
            started_at: started,
            duration_ms: self.world.now().0 - started.0,
            attempts: match result {
                Ok(attempts) => *attempts,
                Err(stop) => stop.attempts,
            },
            result: ending,
            message: result.as_ref().err().map(|stop| stop.failure.message.clone()),
        };
        audit::write(&entry, self.audited, self.session, self.world);
        if result.is_ok() {
            self.world.tell(&Event::SpecStepFinished {
                migration: self.name.to_owned(),
                direction: self.direction,
                step: at + 1,
                steps: self.steps().len(),
                title: step.title(),
                duration_ms: entry.duration_ms,
            });
        }
    }
}

/// What is recorded and what is told.
impl Runner<'_> {
    fn stage(&self, step: usize) -> Stage {
        Stage { step, of: self.steps().len(), down: self.direction == Direction::Down }
    }

    fn prior(&self, at: usize) -> Vec<String> {
        self.steps().iter().take(at).map(Ready::content).collect()
    }

    /// The checksum of what is done: all steps in front of one, and that many of its statements.
    fn prefix(&self, at: usize, done: usize) -> String {
        let prior = self.prior(at);
        let target = *self.session.target();
        let statements = match self.steps().get(at).map(|step| (step, &step.work)) {
            Some((step, Work::Sql { .. })) => step.statements(&target),
            Some((step, _)) => vec![step.content()],
            None => Vec::new(),
        };
        prefix(prior.iter().chain(statements.iter().take(done)).map(String::as_str))
    }

    /// All steps in front of one are done, and nothing of it.
    fn at(&self, step: usize) -> Progress {
        Progress { stage: Some(self.stage(step)), prefix: self.prefix(step, 0), ..Progress::default() }
    }

    /// What is done must still be what the file says.
    fn same_before(&self, progress: &Progress) -> Outcome<()> {
        let Some(stage) = progress.stage else { return Ok(()) };
        if progress.prefix == self.prefix(stage.step, progress.done) {
            return Ok(());
        }
        let message =
            format!("the migration.toml of {} was edited in what is done already: {progress}", self.name);
        Err(Failure::of(Kind::ScriptChanged, message)
            .migration(self.name)
            .help("bring those steps back as they were; what comes behind them may change"))
    }

    /// What a step that failed leaves, recorded and told.
    fn told(&mut self, at: usize, step: &Ready, stop: Stop, under: &Under) -> Box<Failure> {
        let Stop { failure, stays, unknown, .. } = stop;
        let mut failure = failure.migration(self.name);
        let reason = failure.message.clone();
        let (number, of, title) = (at + 1, self.steps().len(), step.title());
        let way = if self.direction == Direction::Down { " of the way back" } else { "" };
        failure.message = format!("{}, step {number} of {of}{way} ({title}): {reason}", self.name);
        let lost = failure.fault.as_ref().is_some_and(|fault| fault.kind == FaultKind::Closed);
        if let (Some(row), false, false) = (&under.row, unknown, lost) {
            let done = match stays {
                Stays::Nothing | Stays::Command => 0,
                Stays::Statements(done, _) => done,
                Stays::All => self.parts(at),
            };
            let progress =
                Progress { done, of: self.parts(at), prefix: self.prefix(at, done), ..self.at(at) };
            let log = self.history.log(row, &progress.logs(Some(&failure.message)));
            if let Err(fault) = self.session.run(&log) {
                return failure.help(format!("recording where it stopped failed: {fault}"));
            }
        }
        let state = self.state(at, &stays, under.row.is_some());
        failure.help(state)
    }

    /// Statements of a step; one of a command.
    fn parts(&self, at: usize) -> usize {
        let target = *self.session.target();
        match self.steps().get(at) {
            Some(step) if matches!(step.work, Work::Sql { .. }) => step.statements(&target).len(),
            Some(step) if matches!(step.work, Work::Command(_)) => 1,
            _ => 0,
        }
    }

    /// What ran, what did not, and how to go on.
    fn state(&self, at: usize, stays: &Stays, begun: bool) -> String {
        let (step, of) = (at + 1, self.steps().len());
        let before = match at {
            0 => String::new(),
            1 => "step 1 is done and stays; ".to_owned(),
            number => format!("steps 1 to {number} are done and stay; "),
        };
        let own = match stays {
            Stays::Nothing => format!("nothing of step {step} was done, or stays"),
            Stays::Statements(done, all) => {
                format!("of step {step}, {done} of {all} statements are done and stay")
            }
            Stays::Command => format!("what the command of step {step} has done stays"),
            Stays::All => format!("step {step} itself is done and stays"),
        };
        let behind = match of - step {
            0 => String::new(),
            1 => format!("; step {of} was not begun"),
            _ => format!("; steps {} to {of} were not begun", step + 1),
        };
        let on = match (begun, self.direction) {
            (true, Direction::Up) => "`parallax migrate resume` goes on from there",
            (false, Direction::Up) => "`parallax migrate up` begins it",
            (true, Direction::Down) => "`parallax migrate down` goes on from there",
            (false, Direction::Down) => "it is still applied; `parallax migrate down` begins the way back",
        };
        format!("{before}{own}{behind}. Mend what is told above, then {on}")
    }
}

//! Runs one migration: all of it in one transaction with its row where that can be, otherwise section by section, each
//! recorded, so that a crash at any place leaves a state that can be told and gone on from.

mod batches;

use crate::progress::{Progress, prefix};
use crate::sections::{Cut, Section};
use crate::spec::holds;
use crate::{Event, Failure, History, Kind, Moment, Outcome, Record, Script, World};
use parallax_dialect::{Fault, FaultKind, Nature, Session, Upkeep};
use parallax_wire::v1::{Answer, MigrationStep};
use std::collections::BTreeMap;
use std::time::Duration;

mod step;

pub(crate) use step::{Halt, StepOf};

/// How patient the engine is.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// How long to wait for another deployer. None: no lock is taken.
    pub deployer: Option<Duration>,
    /// How long one attempt of a statement waits for locks of tables.
    pub lock: Duration,
    /// How often it is tried again after that, each time after twice the pause.
    pub retries: usize,
    pub pause: Duration,
}

impl Default for Patience {
    fn default() -> Patience {
        Patience {
            deployer: Some(Duration::from_secs(10)),
            lock: Duration::from_secs(5),
            retries: 4,
            pause: Duration::from_secs(1),
        }
    }
}

/// How long a statement may run that touches no rows, besides waiting for locks.
const MOMENTARY: Duration = Duration::from_secs(30);

/// One run of one migration.
pub(crate) struct Run<'a> {
    pub(crate) session: &'a mut dyn Session,
    pub(crate) world: &'a mut dyn World,
    pub(crate) history: &'a History,
    pub(crate) patience: Patience,
    pub(crate) name: &'a str,
    pub(crate) cut: Cut<'a>,
    /// What is known of its steps, in the order of their places.
    pub(crate) steps: &'a [MigrationStep],
    upkeep: Upkeep,
    /// The row.
    id: String,
    bounds: Option<Vec<String>>,
    /// The script speaks of bounds itself.
    bounds_itself: bool,
    /// Of the backfill that is under way: its statement, and the key of the last row that is filled.
    filled: Option<(usize, Vec<String>)>,
    pub(crate) step: StepOf<'a>,
}

/// Table and parent, and how many.
type Dangling = BTreeMap<(String, String), usize>;

/// Where an attempt came to an end.
pub(crate) struct Broken {
    statement: Option<usize>,
    fault: Fault,
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        session: &'a mut dyn Session,
        world: &'a mut dyn World,
        history: &'a History,
        patience: Patience,
        (name, script): (&'a str, &'a Script),
        steps: &'a [MigrationStep],
    ) -> Run<'a> {
        let target = *session.target();
        let cut = Cut::new(script, &target);
        let upkeep = target.dialect.live.upkeep;
        let own = script.text.to_ascii_lowercase();
        let bounds_itself = own.contains("lock_timeout") || own.contains("statement_timeout");
        Run {
            session,
            world,
            history,
            patience,
            name,
            cut,
            steps,
            upkeep,
            id: String::new(),
            bounds: None,
            bounds_itself,
            filled: None,
            step: StepOf::default(),
        }
    }

    /// Applies it from its beginning.
    pub(crate) fn apply(mut self) -> Outcome<()> {
        let started = self.world.now();
        self.id = self.world.new_id();
        let steps = self.cut.len();
        self.world.tell(&Event::MigrationStarted { name: self.name.to_owned(), started_at: started, steps });
        let row = Record {
            id: self.id.clone(),
            checksum: self.cut.script.checksum.clone(),
            finished: None,
            name: self.name.to_owned(),
            logs: None,
            rolled_back: None,
            started,
            steps: 0,
        };
        let result = if self.cut.is_atomic() { self.atomically(&row) } else { self.in_sections(row) };
        self.close(started, result)
    }

    /// Goes on with a row that is there.
    pub(crate) fn resume(mut self, row: &Record, progress: Progress) -> Outcome<()> {
        let from = progress.done;
        self.filled = progress.filled.map(|key| (from, key));
        let started = self.world.now();
        self.id.clone_from(&row.id);
        let steps = self.cut.len();
        self.world.tell(&Event::MigrationStarted { name: self.name.to_owned(), started_at: started, steps });
        for at in 0..from {
            if self.cut.natures.get(at) == Some(&Nature::Session) {
                let ran = self.session.run(self.cut.statement(at));
                ran.map_err(|fault| self.failed(Broken { statement: Some(at), fault }))?;
            }
        }
        let result = self.sections_from(from);
        self.close(started, result)
    }

    fn close(&mut self, started: Moment, result: Outcome<()>) -> Outcome<()> {
        let now = self.world.now();
        match &result {
            Ok(()) => {
                for statement in (self.upkeep.reset)(self.history.scope()) {
                    self.session
                        .run(&statement)
                        .map_err(|fault| Failure::server("bringing the session back", fault))?;
                }
                let (name, duration_ms) = (self.name.to_owned(), now.0 - started.0);
                self.world.tell(&Event::MigrationApplied { name, applied_at: now, duration_ms });
            }
            Err(failure) => self.world.tell(&Event::MigrationFailed {
                name: self.name.to_owned(),
                failed_at: now,
                step: failure.place.as_ref().map(|place| place.statement),
                code: failure.kind.name(),
                message: failure.message.clone(),
            }),
        }
        result
    }

    /// One transaction holds the row, the script and the end of the row.
    fn atomically(&mut self, row: &Record) -> Outcome<()> {
        let (after, result) = self.one(|run| {
            // At the end: some statements must be the first of a transaction.
            let finished = Some(run.world.now());
            run.history.insert(&Record { finished, steps: 1, ..row.clone() })
        })?;
        match result {
            Ok(()) => after,
            Err(Stopped::Asked(at)) => {
                let message =
                    format!("stopped before statement {} of {}; nothing of it stays", at + 1, self.cut.len());
                Err(self.interrupted(&message, "`parallax migrate deploy` applies it from its beginning"))
            }
            Err(Stopped::Check(failure)) => Err(failure),
            Err(Stopped::Broken(broken)) => Err(self.undone(row, broken)),
        }
    }

    /// All of the script, what must hold after it, and the record of it, in one transaction. Gives what became of
    /// bringing the session back, and of the transaction.
    fn one(&mut self, record: impl Fn(&mut Self) -> String) -> Outcome<(Outcome<()>, Attempt)> {
        let guard = self.cut.guard;
        let section = self.cut.sections.first().cloned();
        self.own("preparing the session", guard.before)?;
        let result = self.patiently(|run| {
            let before = run.check()?;
            let begin = match &section {
                Some(Section::Together { begin: Some(begin), .. }) => run.cut.statement(*begin),
                _ => run.upkeep.transaction.begin,
            };
            run.send(begin)?;
            if let Some(Section::Together { statements, .. }) = &section {
                statements.clone().try_for_each(|at| run.statement(at))?;
            }
            run.refuse_new_rows(&before)?;
            for question in run.step.post_checks {
                holds(run.session, question, run.step.limit).map_err(Stopped::Check)?;
            }
            let record = record(run);
            run.send(&record)?;
            run.send(run.upkeep.transaction.commit)
        });
        Ok((self.own("bringing the session back", guard.after), result))
    }

    /// Nothing of the script stays: says so in a row of its own, as other tools do.
    fn undone(&mut self, row: &Record, broken: Broken) -> Box<Failure> {
        let lost = broken.fault.kind == FaultKind::Closed;
        let reason = broken.fault.message.clone();
        let failure = self.failed(broken);
        if lost {
            return failure;
        }
        let progress =
            Progress { of: self.cut.len(), prefix: prefix(std::iter::empty()), ..Progress::default() };
        let row = Record { logs: Some(progress.logs(Some(&reason))), ..row.clone() };
        let insert = self.history.insert(&row);
        match self.session.run(&insert) {
            Ok(()) => failure.help(format!(
                "nothing of it stays in the database. Mend it, then `parallax migrate resume`, or \
                 `parallax migrate resolve --rolled-back {}` and deploy again",
                self.name
            )),
            Err(fault) => failure.help(format!(
                "nothing of it stays in the database, also no row in the history ({fault}). Mend it and deploy again"
            )),
        }
    }

    fn in_sections(&mut self, row: Record) -> Outcome<()> {
        let progress = self.progress(0, None);
        let insert = self.history.insert(&Record { logs: Some(progress.logs(None)), ..row });
        self.session
            .run(&insert)
            .map_err(|fault| Failure::server("recording that the migration begins", fault))?;
        self.sections_from(0)
    }

    /// Gives the number of statements that are done where it stops.
    fn sections(&mut self, from: usize) -> Result<(), (usize, Stopped)> {
        for section in self.cut.sections.clone() {
            if section.end() <= from {
                continue;
            }
            let result = match &section {
                Section::Together { begin, statements, rollback } => {
                    let statements = statements.start.max(from)..statements.end;
                    self.patiently(|run| run.together(*begin, statements.clone(), *rollback))
                }
                Section::Alone(at) => {
                    let mut before = None;
                    self.patiently(|run| run.alone(*at, &mut before))
                }
                Section::Backfill(at, backfill) => self.fill(*at, backfill),
                Section::Session(at) => self.patiently(|run| run.statement(*at)),
            };
            result.map_err(|stopped| (section.start().max(from), stopped))?;
        }
        Ok(())
    }

    fn sections_from(&mut self, from: usize) -> Outcome<()> {
        self.sections(from).map_err(|(done, stopped)| match stopped {
            Stopped::Asked(_) => {
                let message = format!(
                    "stopped before statement {} of {}; those before it are done and recorded",
                    done + 1,
                    self.cut.len()
                );
                self.interrupted(&message, "`parallax migrate resume` goes on from there")
            }
            Stopped::Check(failure) => failure,
            Stopped::Broken(broken) => self.half_done(done, broken),
        })?;
        let finish = self.history.finish(&self.id, &self.cut.script.checksum, self.world.now());
        self.session
            .run(&finish)
            .map_err(|fault| Failure::server("recording that the migration is done", fault))
    }

    /// Statements and the record of them, or none of both.
    fn together(
        &mut self,
        begin: Option<usize>,
        statements: std::ops::Range<usize>,
        rollback: bool,
    ) -> Attempt {
        let begin = begin.map_or(self.upkeep.transaction.begin, |begin| self.cut.statement(begin));
        self.send(begin)?;
        statements.clone().try_for_each(|at| self.statement(at))?;
        let record = self.history.log(&self.id, &self.progress(statements.end, None).logs(None));
        if rollback {
            self.send(self.upkeep.transaction.rollback)?;
            return self.send(&record);
        }
        self.send(&record)?;
        self.send(self.upkeep.transaction.commit)
    }

    /// What cannot be undone is announced, with what tells later on whether it was done.
    /// `before` is what the probes said at the first attempt: one that was given up may have come to its end after all.
    fn alone(&mut self, at: usize, before: &mut Option<String>) -> Attempt {
        let statement = self.cut.statement(at);
        self.clean_up(statement)?;
        let begun = self.fingerprint(statement)?;
        let done = self.history.log(&self.id, &self.progress(at + 1, None).logs(None));
        if before.as_ref().is_some_and(|before| !before.is_empty() && *before != begun) {
            return self.record(&done);
        }
        *before = Some(begun.clone());
        let announced = self.history.log(&self.id, &self.progress(at, Some(begun)).logs(None));
        self.record(&announced)?;
        self.statement(at)?;
        self.record(&done)
    }

    /// In a transaction of its own: the script may have turned committing by itself off, or locked tables.
    fn record(&mut self, statement: &str) -> Attempt {
        let transaction = self.upkeep.transaction;
        self.send(&[transaction.begin, statement, transaction.commit].join("; "))
    }

    /// Removes what an earlier attempt has left half-built.
    fn clean_up(&mut self, statement: &str) -> Attempt {
        let Some(query) = (self.upkeep.remains)(statement) else { return Ok(()) };
        let rows = self.session.query(&query).map_err(Stopped::own)?;
        rows.iter().filter_map(|row| row.text(0)).try_for_each(|drop| self.send(drop))
    }

    /// What the probes of a statement say now; empty where it has none.
    pub(crate) fn fingerprint(&mut self, statement: &str) -> Result<String, Stopped> {
        fingerprint(self.session, &self.upkeep, statement).map_err(Stopped::own)
    }

    /// Sends a statement of the script.
    fn statement(&mut self, at: usize) -> Attempt {
        if !self.cut.is_sent(at) {
            return Ok(());
        }
        if self.world.stopped() {
            return Err(Stopped::Asked(at));
        }
        self.bound(at)?;
        let text = self.cut.statement(at);
        let (migration, step, steps) = (self.name.to_owned(), at + 1, self.cut.len());
        let started = self.world.now();
        let first_line = text.lines().next().unwrap_or_default().to_owned();
        self.world.tell(&Event::StepStarted {
            migration: migration.clone(),
            step,
            steps,
            text: first_line,
            started_at: started,
        });
        let ran = match self.step.limit {
            Some(limit) => self.session.query_within(text, limit).map(drop),
            None => self.session.run(text),
        };
        ran.map_err(|fault| Stopped::Broken(Broken { statement: Some(at), fault }))?;
        let duration_ms = self.world.now().0 - started.0;
        self.world.tell(&Event::StepFinished { migration, step, steps, duration_ms });
        Ok(())
    }

    /// Bounds how long the statement may wait for locks, by what is known of it. A script that speaks of bounds itself
    /// is only given those of its beginning.
    fn bound(&mut self, at: usize) -> Attempt {
        if self.bounds.is_some() && self.bounds_itself {
            return Ok(());
        }
        let known = self.step(at);
        // A concurrent build waits for all transactions, and nobody waits for it meanwhile.
        let patient = self.cut.natures.get(at) == Some(&Nature::Alone) && !self.upkeep_waits_alone();
        let lock = if patient { Duration::ZERO } else { self.patience.lock };
        let momentary = known.is_some_and(|step| step.rewrites == Answer::No && step.scans == Answer::No);
        let run = if momentary && !patient { lock + MOMENTARY } else { Duration::ZERO };
        let (lock, run) = self.step.limit.map_or((lock, run), |limit| (self.patience.lock.min(limit), limit));
        let bounds = self.history.bounds(lock, run);
        if self.bounds.as_ref() != Some(&bounds) {
            bounds.iter().try_for_each(|statement| self.send(statement))?;
            self.bounds = Some(bounds);
        }
        Ok(())
    }

    /// Whether definitions stand alone on this server, so that standing alone says nothing of locks.
    fn upkeep_waits_alone(&self) -> bool {
        !self.session.target().dialect.shapes.transactional_ddl
    }

    fn step(&self, at: usize) -> Option<&MigrationStep> {
        let range = self.cut.ranges.get(at)?;
        let found = self.steps.partition_point(|step| step.end <= range.start);
        self.steps.get(found).filter(|step| step.start <= range.start && range.end <= step.end + 1)
    }

    /// How many rows of each table point at rows of another that are not there, as SQLite lists them.
    fn check(&mut self) -> Result<Dangling, Stopped> {
        let mut found = Dangling::new();
        let Some(check) = self.cut.guard.check else { return Ok(found) };
        for row in &self.session.query(check).map_err(Stopped::own)? {
            let name = |at| row.text(at).unwrap_or_default().to_owned();
            *found.entry((name(0), name(2))).or_default() += 1;
        }
        Ok(found)
    }

    /// By number, since the rows of a table that was rebuilt may have other identities.
    fn refuse_new_rows(&mut self, before: &Dangling) -> Attempt {
        for ((table, parent), number) in self.check()? {
            let known = before.get(&(table.clone(), parent.clone())).copied().unwrap_or(0);
            if number > known {
                let message = format!(
                    "{} rows of {table} would point at rows of {parent} that are not there",
                    number - known
                );
                return Err(Stopped::own(Fault::new(FaultKind::Statement, message)));
            }
        }
        Ok(())
    }

    fn send(&mut self, statement: &str) -> Attempt {
        self.session.run(statement).map_err(Stopped::own)
    }

    fn own(&mut self, doing: &str, statements: &[&str]) -> Outcome<()> {
        for statement in statements {
            self.session.run(statement).map_err(|fault| Failure::server(doing, fault))?;
        }
        Ok(())
    }

    /// Tries, and tries again where a lock was waited for too long. What was begun is undone in between.
    fn patiently(&mut self, mut work: impl FnMut(&mut Self) -> Attempt) -> Attempt {
        let mut pause = self.patience.pause;
        for attempt in 1.. {
            self.step.attempts = attempt;
            let result = work(self);
            let Err(stopped) = result else { return Ok(()) };
            if !stopped.is_lost() {
                // An error here only says that no transaction was open.
                let _ = self.session.run(self.upkeep.transaction.rollback);
                self.bounds = None;
            }
            match stopped {
                Stopped::Broken(Broken { statement, fault })
                    if attempt <= self.patience.retries
                        && (fault.code.as_deref().is_some_and(self.upkeep.is_lock_timeout)
                            || (self.step.insists && fault.kind == FaultKind::Timeout)) =>
                {
                    self.world.tell(&Event::StepRetried {
                        migration: self.name.to_owned(),
                        step: statement.map_or(0, |at| at + 1),
                        attempt,
                        wait_ms: u64::try_from(pause.as_millis()).unwrap_or(u64::MAX),
                        message: fault.message,
                    });
                    self.world.wait(pause);
                    pause *= 2;
                }
                stopped => return Err(stopped),
            }
        }
        Ok(())
    }

    fn progress(&self, done: usize, begun: Option<String>) -> Progress {
        let prior = self.step.prior.iter().map(String::as_str);
        let prefix = prefix(prior.chain((0..done).map(|at| self.cut.statement(at))));
        let filled = self.filled.as_ref().filter(|(at, _)| *at == done).map(|(_, key)| key.clone());
        Progress { done, of: self.cut.len(), prefix, begun, filled, stage: self.step.stage }
    }

    /// What a section that failed leaves: everything before it, and nothing of it.
    fn half_done(&mut self, done: usize, broken: Broken) -> Box<Failure> {
        let unknown = matches!(broken.fault.kind, FaultKind::Closed | FaultKind::Timeout);
        let reason = broken.fault.message.clone();
        let failure = self.failed(broken);
        let told = format!("{done} of {} statements are done and stay", self.cut.len());
        if unknown {
            return failure.help(format!(
                "{told}, and whether this one is done will be found out: `parallax migrate resume` goes on from there"
            ));
        }
        let log = self.history.log(&self.id, &self.progress(done, None).logs(Some(&reason)));
        let recorded = self.session.run(&log);
        let doubt =
            recorded.err().map_or(String::new(), |fault| format!(" (recording that failed: {fault})"));
        failure.help(format!(
            "{told}{doubt}. Mend the rest of the script or the data, then `parallax migrate resume` goes on from there"
        ))
    }

    fn failed(&self, broken: Broken) -> Box<Failure> {
        let Broken { statement, fault } = broken;
        let lost = fault.kind == FaultKind::Closed;
        let kind = if lost { Kind::ConnectionLost } else { Kind::MigrationFailed };
        let place = statement.map(|at| self.cut.place(at, fault.position));
        let whose = match &place {
            Some(place) => {
                let (line, _) = place.line_column();
                format!("statement {} of {}, line {line}", place.statement, place.statements)
            }
            None => "what the engine does around it".to_owned(),
        };
        let code = fault.code.as_deref().map_or(String::new(), |code| format!(" (code {code})"));
        let said = if lost { "the connection ended" } else { "failed" };
        let message = match (&self.step.stage, &place) {
            // Which step it is, and where in its file, is told around this.
            (Some(_), Some(place)) => {
                let which = format!("statement {} of {}", place.statement, place.statements);
                format!("{which} {said}: {}{code}", fault.message)
            }
            _ => format!("migration {} {said} in {whose}: {}{code}", self.name, fault.message),
        };
        let mut failure = Failure::of(kind, message).migration(self.name);
        if let Some(place) = place {
            failure = failure.at(place);
        }
        if lost {
            failure = failure.help(
                "`parallax migrate status` shows what is recorded; `deploy`, or `resume` where it is done by half, goes on",
            );
        }
        failure.fault(fault)
    }

    fn interrupted(&self, message: &str, help: &str) -> Box<Failure> {
        Failure::of(Kind::Interrupted, format!("migration {}: {message}", self.name))
            .migration(self.name)
            .help(help)
    }
}

/// What the probes of a statement say, as one checksum; empty where it has none. What a server refuses to answer is an
/// answer, too.
pub(crate) fn fingerprint(
    session: &mut dyn Session,
    upkeep: &Upkeep,
    statement: &str,
) -> Result<String, Fault> {
    let probes = (upkeep.probes)(statement);
    if probes.is_empty() {
        return Ok(String::new());
    }
    let mut all = String::new();
    for probe in probes {
        match session.query(&probe) {
            Ok(rows) => all.push_str(&format!("{rows:?}")),
            Err(fault) if fault.kind == FaultKind::Closed => return Err(fault),
            Err(fault) => all.push_str(&format!("{:?}", fault.code)),
        }
        all.push('\n');
    }
    Ok(crate::checksum(all.as_bytes()))
}

/// Whether a statement that was under way is done, by what its probes said before; removes what it left half-built.
pub(crate) fn was_done(session: &mut dyn Session, statement: &str, before: &str) -> Outcome<bool> {
    let upkeep = session.target().dialect.live.upkeep;
    let doing = "finding out what was done";
    if let Some(query) = (upkeep.remains)(statement) {
        let rows = session.query(&query).map_err(|fault| Failure::server(doing, fault))?;
        for drop in rows.iter().filter_map(|row| row.text(0)) {
            session.run(drop).map_err(|fault| Failure::server(doing, fault))?;
        }
    }
    let now = fingerprint(session, &upkeep, statement).map_err(|fault| Failure::server(doing, fault))?;
    Ok(!before.is_empty() && now != before)
}

/// Why an attempt ended early.
pub(crate) enum Stopped {
    /// Before this statement.
    Asked(usize),
    Broken(Broken),
    /// Something that must hold does not.
    Check(Box<Failure>),
}

type Attempt = Result<(), Stopped>;

impl Stopped {
    /// By a statement of the engine's own.
    fn own(fault: Fault) -> Stopped {
        Stopped::Broken(Broken { statement: None, fault })
    }
    fn is_lost(&self) -> bool {
        matches!(self, Stopped::Broken(broken) if broken.fault.kind == FaultKind::Closed)
    }
}

//! Applies what is pending, goes on with what is done by half, and says what stands in the way.

use crate::apply::{Run, was_done};
use crate::gate::{self, Closed, Gates};
use crate::progress::{Progress, prefix};
use crate::replay::conflict_of;
use crate::sections::Cut;
use crate::sidecar::Entry;
use crate::spec::{Compiled, Direction, Runner, audit};
use crate::{
    Diagnosis, Event, Failure, Folder, History, Kind, Migration, Outcome, Patience, Record, Script, State,
    World, diagnose, lock,
};
use parallax_dialect::{Clear, Scope, Session};
use parallax_wire::v1::MigrationStep;
use std::sync::Arc;

/// The line of a script by which its author allows that it loses data.
pub(crate) const ALLOWS: &str = "-- parallax: allow-destructive";

/// What is done to which database.
pub struct Engine<'a> {
    pub session: &'a mut dyn Session,
    pub world: &'a mut dyn World,
    pub folder: &'a Folder,
    pub history: History,
    pub patience: Patience,
    /// Apply migrations that lose data and were not marked as reviewed.
    pub allow_destructive: bool,
    /// Do all checks, and write nothing.
    pub dry_run: bool,
    /// Which gates of phased changes are passed.
    pub gates: Gates,
    /// In front of which it stopped.
    pub closed: Option<Closed>,
    /// Which migrations are logged in the database.
    pub audit: audit::Table,
    /// The last migration to apply; none: all.
    pub to: Option<String>,
}

/// A migration that is ready to run.
struct Ready {
    name: String,
    script: Script,
    steps: Vec<MigrationStep>,
    spec: Option<Arc<Compiled>>,
}

impl<'a> Engine<'a> {
    pub fn new(
        session: &'a mut dyn Session,
        world: &'a mut dyn World,
        folder: &'a Folder,
        patience: Patience,
    ) -> Engine<'a> {
        let history = History::of(session);
        Engine {
            session,
            world,
            folder,
            history,
            patience,
            allow_destructive: false,
            dry_run: false,
            gates: Gates::default(),
            closed: None,
            audit: audit::Table::default(),
            to: None,
        }
    }

    /// Applies all pending migrations in their order; gives their names.
    pub fn deploy(&mut self) -> Outcome<Vec<String>> {
        self.check_provider()?;
        self.locked(Self::deploy_locked)
    }

    /// What `deploy` would apply, after all checks that need no writing.
    pub fn pending(&mut self) -> Outcome<Vec<String>> {
        self.check_provider()?;
        if !self.history.exists(self.session)? {
            self.refuse_tables()?;
        }
        let records = self.history.read(self.session)?;
        self.refuse_failed(&records)?;
        let pending = self.up_to(diagnose(self.folder, &records).pending)?;
        let pending = self.before_gates(pending)?;
        self.refuse_conflict(&pending)?;
        self.ready(&pending)?;
        Ok(pending)
    }

    /// What is where; changes nothing.
    pub fn status(&mut self) -> Outcome<(Diagnosis, Vec<Record>)> {
        self.check_provider()?;
        let records = self.history.read(self.session)?;
        Ok((diagnose(self.folder, &records), records))
    }

    /// Goes on with the migration that is done by half, then applies what is pending.
    pub fn resume(&mut self) -> Outcome<Vec<String>> {
        self.check_provider()?;
        self.locked(|engine| {
            let records = engine.history.read(engine.session)?;
            let failed: Vec<&Record> =
                records.iter().filter(|record| record.state() == State::Failed).collect();
            if failed.is_empty() {
                return Err(Failure::of(Kind::NothingToResume, "no migration is done by half")
                    .help("`parallax migrate deploy` applies what is pending"));
            }
            let mut done = Vec::new();
            for record in failed {
                if engine.resume_one(record)? {
                    done.push(record.name.clone());
                }
            }
            done.extend(engine.deploy_locked()?);
            Ok(done)
        })
    }

    /// Applies the named migrations in that order, under the lock, whatever else is recorded.
    pub fn apply(&mut self, names: &[String]) -> Outcome<()> {
        self.locked(|engine| {
            engine.history.create(engine.session)?;
            let ready = engine.ready(names)?;
            engine.prepare(&ready)?;
            ready.iter().try_for_each(|migration| engine.perform(migration, None))
        })
    }

    /// Records a migration as applied without running it.
    pub fn mark_applied(&mut self, name: &str) -> Outcome<()> {
        self.check_provider()?;
        let migration = self.named(name)?;
        let script = self.folder.script(migration)?;
        self.locked(|engine| {
            if !engine.dry_run {
                engine.history.create(engine.session)?;
            }
            let records = engine.history.read(engine.session)?;
            let mut of_name = records.iter().filter(|record| record.name == name);
            if of_name.clone().any(|record| record.state() == State::Applied) {
                return Err(Failure::of(
                    Kind::AlreadyApplied,
                    format!("{name} is recorded as applied already"),
                )
                .migration(name)
                .help("nothing was changed"));
            }
            let now = engine.world.now();
            if let Some(failed) = of_name.find(|record| record.state() == State::Failed) {
                engine.write(&engine.history.roll_back(&failed.id, now))?;
            }
            let row = Record {
                id: engine.world.new_id(),
                checksum: script.checksum.clone(),
                finished: Some(now),
                name: name.to_owned(),
                logs: Some(String::new()),
                rolled_back: None,
                started: now,
                steps: 0,
            };
            engine.write(&engine.history.insert(&row))
        })
    }

    /// Records that a failed migration counts as not begun. Says how many rows that were.
    pub fn mark_rolled_back(&mut self, name: &str) -> Outcome<usize> {
        self.check_provider()?;
        self.locked(|engine| {
            let records = engine.history.read(engine.session)?;
            let of_name: Vec<&Record> = records.iter().filter(|record| record.name == name).collect();
            if of_name.is_empty() {
                let near = parallax_diagnostics::did_you_mean(
                    name,
                    records.iter().map(|record| record.name.as_str()),
                );
                let hint = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
                return Err(Failure::of(
                    Kind::NeverApplied,
                    format!("{name} was never begun on this database{hint}"),
                )
                .migration(name)
                .help("the whole name of its folder is needed, with the date in front"));
            }
            if of_name.iter().all(|record| record.finished.is_some()) {
                return Err(Failure::of(Kind::NotFailed, format!("{name} did not fail: it is applied"))
                    .migration(name)
                    .help(
                        "nothing was changed; take it back by a new migration or `parallax migrate down`",
                    ));
            }
            let failed: Vec<&Record> =
                of_name.into_iter().filter(|record| record.state() == State::Failed).collect();
            let now = engine.world.now();
            for record in &failed {
                engine.write(&engine.history.roll_back(&record.id, now))?;
            }
            Ok(failed.len())
        })
    }

    /// What `resume` would go on with: migrations, each with the number of the statement.
    pub fn half_done(&mut self) -> Outcome<Vec<(String, Option<Progress>)>> {
        self.check_provider()?;
        let records = self.history.read(self.session)?;
        let failed = records.into_iter().filter(|record| record.state() == State::Failed);
        let told = failed.map(|record| {
            let progress = record.logs.as_deref().and_then(Progress::read);
            (record.name, progress)
        });
        Ok(told.collect())
    }

    /// Removes everything in the database, then applies all migrations.
    pub fn reset(&mut self) -> Outcome<Vec<String>> {
        self.check_provider()?;
        self.locked(|engine| {
            clear(engine.session, engine.history.scope())?;
            engine.deploy_locked()
        })
    }

    fn deploy_locked(&mut self) -> Outcome<Vec<String>> {
        if !self.history.exists(self.session)? {
            self.refuse_tables()?;
            self.history.create(self.session)?;
        }
        let records = self.history.read(self.session)?;
        self.refuse_failed(&records)?;
        let pending = self.up_to(diagnose(self.folder, &records).pending)?;
        let pending = self.before_gates(pending)?;
        self.refuse_conflict(&pending)?;
        let ready = self.ready(&pending)?;
        self.prepare(&ready)?;
        for migration in &ready {
            if self.world.stopped() {
                let done = pending.iter().position(|name| *name == migration.name).unwrap_or(0);
                return Err(Failure::of(
                    Kind::Interrupted,
                    format!(
                        "stopped before {}; {done} of {} migrations were applied",
                        migration.name,
                        pending.len()
                    ),
                )
                .help("`parallax migrate deploy` goes on from there"));
            }
            self.perform(migration, None)?;
        }
        Ok(pending)
    }

    /// Those in front of the first gate that is not passed. What is behind it waits too, since migrations have an order.
    fn before_gates(&mut self, mut pending: Vec<String>) -> Outcome<Vec<String>> {
        self.closed = gate::first(self.folder, &pending, &self.gates)?;
        if let Some(closed) = &self.closed {
            let waiting = closed.behind + 1;
            let (migration, gate) = (closed.migration.clone(), closed.gate.clone());
            self.world.tell(&Event::GateClosed { migration, gate, waiting });
            pending.truncate(pending.len() - waiting);
        }
        Ok(pending)
    }

    /// Those up to the one that is to be the last.
    fn up_to(&self, pending: Vec<String>) -> Outcome<Vec<String>> {
        let Some(to) = &self.to else { return Ok(pending) };
        let known = self.named(to)?;
        Ok(pending.into_iter().take_while(|name| name.as_bytes() <= known.name.as_bytes()).collect())
    }

    /// Makes the table of the audit log, where one of them is logged.
    fn prepare(&mut self, ready: &[Ready]) -> Outcome<()> {
        if !ready.iter().any(|migration| self.audits(migration)) {
            return Ok(());
        }
        audit::create(self.session)
    }

    fn audits(&self, migration: &Ready) -> bool {
        match self.audit {
            audit::Table::Specs => migration.spec.is_some(),
            audit::Table::All => true,
            audit::Table::Never => false,
        }
    }

    /// Applies one; with a row, from where it stopped.
    fn perform(&mut self, migration: &Ready, row: Option<(&Record, Progress)>) -> Outcome<()> {
        let audited = self.audits(migration);
        if let Some(spec) = &migration.spec {
            let runner = Runner {
                session: self.session,
                world: self.world,
                history: &self.history,
                patience: self.patience,
                name: &migration.name,
                checksum: &migration.script.checksum,
                spec,
                direction: Direction::Up,
                audited,
            };
            return match row {
                None => runner.apply(),
                Some((row, progress)) => runner.resume(row, progress),
            };
        }
        let started = self.world.now();
        let result = match row {
            None => self.run(migration).apply(),
            Some((row, progress)) => self.run(migration).resume(row, progress),
        };
        let entry = audit::of_migration(&migration.name, Direction::Up, started, &result, self.world);
        audit::write(&entry, audited, self.session, self.world);
        result
    }

    fn run<'b>(&'b mut self, migration: &'b Ready) -> Run<'b> {
        let named = (migration.name.as_str(), &migration.script);
        Run::new(self.session, self.world, &self.history, self.patience, named, &migration.steps)
    }

    /// Scripts of migrations, all of which are checked before the first one runs.
    fn ready(&self, names: &[String]) -> Outcome<Vec<Ready>> {
        let ready = |name: &String| {
            let migration = self.named(name)?;
            let script = self.folder.script(migration)?;
            let sidecar = migration.files.sidecar.as_deref().map(String::from_utf8_lossy);
            if let Some(reasons) = sidecar.as_deref().and_then(losses)
                && !(self.allow_destructive || allows(&script.text))
            {
                return Err(Failure::of(Kind::DataLoss, format!("{name} loses data: {reasons}"))
                    .migration(name)
                    .help(format!(
                        "nothing was applied. Where that is meant: `--allow-destructive`, or a line `{ALLOWS}` in {}",
                        script.file
                    )));
            }
            let bytes = migration.files.script.as_deref().unwrap_or_default();
            let entry = Entry::new(name.as_str(), bytes, sidecar.as_deref());
            let fresh = entry.sidecar().fresh();
            let steps = fresh.map(|sidecar| sidecar.steps.clone()).unwrap_or_default();
            Ok(Ready { name: name.clone(), script, steps, spec: migration.spec.clone() })
        };
        names.iter().map(ready).collect()
    }

    /// Goes on with one row; says whether it had to.
    fn resume_one(&mut self, record: &Record) -> Outcome<bool> {
        let name = &record.name;
        let Some(mut progress) = record.logs.as_deref().and_then(Progress::read) else {
            return Err(Failure::of(
                Kind::FailedFound,
                format!("{name} was begun by another program, which left no record of how far it came"),
            )
            .migration(name)
            .help(format!(
                "look at the database, then `parallax migrate resolve --rolled-back {name}` or `--applied {name}`"
            )));
        };
        let ready = self.ready(std::slice::from_ref(name))?;
        self.prepare(&ready)?;
        let Some(ready) = ready.first() else { return Ok(false) };
        if let Some(stage) = progress.stage {
            if stage.down {
                let message = format!("{name} is on the way back: {progress}");
                let help = "`parallax migrate down` goes on with that; then it is pending again";
                return Err(Failure::of(Kind::FailedFound, message).migration(name).help(help));
            }
            if ready.spec.is_none() {
                let message = format!("{name} was begun by its migration.toml, which is not there any more");
                let help = "bring the file back (`git log --follow` finds it)";
                return Err(Failure::of(Kind::ScriptChanged, message).migration(name).help(help));
            }
            self.perform(ready, Some((record, progress)))?;
            return Ok(true);
        }
        let target = *self.session.target();
        let cut = Cut::new(&ready.script, &target);
        if progress.done > cut.len()
            || prefix((0..progress.done).map(|at| cut.statement(at))) != progress.prefix
        {
            return Err(Failure::of(
                Kind::ScriptChanged,
                format!(
                    "{} was edited in its first {} statements, which are done",
                    ready.script.file, progress.done
                ),
            )
            .migration(name)
            .help("bring those back as they were; what comes behind them may change"));
        }
        if progress.done == 0 && cut.is_atomic() {
            let now = self.world.now();
            self.write(&self.history.roll_back(&record.id, now))?;
            return Ok(false);
        }
        if let Some(before) = progress.begun.take() {
            progress.done += usize::from(was_done(self.session, cut.statement(progress.done), &before)?);
        }
        self.perform(ready, Some((record, progress)))?;
        Ok(true)
    }

    fn locked<T>(&mut self, work: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        let Some(limit) = self.patience.deployer.filter(|_| !self.dry_run) else { return work(self) };
        lock::take(self.session, self.world, limit)?;
        let result = work(self);
        lock::release(self.session);
        result
    }

    fn write(&mut self, statement: &str) -> Outcome<()> {
        if self.dry_run {
            return Ok(());
        }
        self.session
            .run(statement)
            .map_err(|fault| Failure::server("writing to the table of migrations", fault))
    }

    fn named(&self, name: &str) -> Outcome<&'a Migration> {
        self.folder.get(name).ok_or_else(|| {
            let known = self.folder.migrations.iter().map(|migration| migration.name.as_str());
            let near = parallax_diagnostics::did_you_mean(name, known);
            let hint = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
            Failure::of(
                Kind::UnknownMigration,
                format!("there is no migration {name} in {}{hint}", self.folder.path),
            )
            .migration(name)
            .help("the whole name of its folder is needed, with the date in front")
        })
    }

    fn check_provider(&self) -> Outcome<()> {
        let dialect = self.session.target().dialect;
        match &self.folder.provider {
            Some(provider) if !dialect.language.providers.contains(&provider.as_str()) => Err(Failure::of(
                Kind::ProviderSwitched,
                format!(
                    "the migrations in {} are written for {provider}, and this database is {}",
                    self.folder.path, dialect.title
                ),
            )
            .help("use the URL of the right database; or move the folder away and begin a new history")),
            _ => Ok(()),
        }
    }

    fn refuse_tables(&mut self) -> Outcome<()> {
        if !self.history.has_tables(self.session)? {
            return Ok(());
        }
        Err(Failure::of(
            Kind::NotEmpty,
            format!("{} holds tables, and no history of migrations", self.session.place()),
        )
        .help(
            "baseline it: `parallax migrate resolve --applied NAME` for each migration that it already has",
        ))
    }

    /// Two of the history that start from the same state, and one of which is to run.
    fn refuse_conflict(&mut self, pending: &[String]) -> Outcome<()> {
        let target = *self.session.target();
        // A file that does not fit its history says nothing; the SQL says what it says.
        let Ok(Some(conflict)) = conflict_of(self.folder, pending, &target) else { return Ok(()) };
        let waits = |name: &str| pending.iter().any(|pending| pending == name);
        Err(conflict.refuse(waits, self.world))
    }

    fn refuse_failed(&self, records: &[Record]) -> Outcome<()> {
        let failed: Vec<&Record> = records.iter().filter(|record| record.state() == State::Failed).collect();
        let Some(first) = failed.first() else { return Ok(()) };
        let names: Vec<&str> = failed.iter().map(|record| record.name.as_str()).collect();
        let logs = first.logs.as_deref().unwrap_or_default();
        let mut message = format!("{} was begun at {} and is not finished", names.join(", "), first.started);
        if let Some(progress) = Progress::read(logs) {
            message.push_str(&format!(": {progress}"));
        }
        let reason = Progress::reason(logs).lines().next().unwrap_or_default();
        if !reason.is_empty() {
            message.push_str(&format!(" ({reason})"));
        }
        let resume = match Progress::read(logs) {
            Some(progress) if progress.stage.is_some_and(|stage| stage.down) => {
                "`parallax migrate down` goes on from there; or mend"
            }
            Some(_) => "`parallax migrate resume` goes on from there; or mend",
            None => "Another program began it, so nobody knows how far it came: look at it, mend",
        };
        Err(Failure::of(Kind::FailedFound, message).migration(&first.name).help(format!(
            "nothing was applied. {resume} the database by hand, then `parallax migrate resolve --rolled-back {}` or \
             `--applied {}`",
            first.name, first.name
        )))
    }
}

/// Empties a database, object by object.
pub fn clear(session: &mut dyn Session, scope: &Scope) -> Outcome<()> {
    let moves = (session.target().dialect.live.upkeep.clear)(scope);
    let failed = |fault| Failure::server("emptying the database", fault);
    for one in moves {
        match one {
            Clear::Run(statement) => session.run(&statement).map_err(failed)?,
            Clear::Each(query) => {
                let rows = session.query(&query).map_err(failed)?;
                for statement in rows.iter().filter_map(|row| row.text(0)) {
                    session.run(statement).map_err(failed)?;
                }
            }
        }
    }
    Ok(())
}

/// What a migration's own file says that it loses, unless somebody has written there that it may. Also where the SQL was
/// changed since, so that the rest of the file is of no use: rather one question too many.
fn losses(sidecar: &str) -> Option<String> {
    let document: serde_json::Value = serde_json::from_str(sidecar).ok()?;
    let destructive = document.get("destructive")?;
    if destructive.get("allowed").and_then(serde_json::Value::as_bool) == Some(true) {
        return None;
    }
    let reasons = destructive.get("reasons")?.as_array()?;
    Some(reasons.iter().filter_map(serde_json::Value::as_str).collect::<Vec<_>>().join("; "))
}

fn allows(script: &str) -> bool {
    script.lines().any(|line| line.trim().eq_ignore_ascii_case(ALLOWS))
}

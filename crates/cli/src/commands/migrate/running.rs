//! What the commands that apply migrations share: their options, the engine that they run, and what can be said after
//! the connection was lost.

use super::project::{Project, ProjectArgs};
use super::world::{Real, STOP};
use crate::output;
use crate::session::Session;
use crate::stop::Stop;
use clap::Args;
use parallax_config::{MigrateSettings, Outcome};
use parallax_connect::Options;
use parallax_engine::Session as Live;
use parallax_migrate::gate::Gates;
use parallax_migrate::spec::audit;
use parallax_migrate::{Engine, Exit, Failure, Folder, Kind, Patience, State};
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How migrations are applied.
#[derive(Debug, Clone, Args)]
pub struct RunArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
    /// Apply migrations that lose data and are not marked as reviewed
    #[arg(long)]
    pub allow_destructive: bool,
    /// How long to wait for another deployer [default: 10] and for each lock of a table [default: 5, tried again]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub lock_timeout: Option<Duration>,
    /// Apply a migration that waits for this gate of a phased change; may be repeated
    #[arg(long, value_name = "NAME")]
    pub pass_gate: Vec<String>,
    /// Say what would be done, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Write what happens, one JSON object per line; - for standard output
    #[arg(long, value_name = "FILE")]
    pub events: Option<PathBuf>,
    #[command(flatten)]
    pub audit: AuditArgs,
    /// Answer with JSON
    #[arg(long)]
    pub json: bool,
}

/// Where it is kept who ran what.
#[derive(Debug, Clone, Default, Args)]
pub struct AuditArgs {
    /// Keep the audit log of all migrations in a file, one JSON object per line [default: parallax-audit.ndjson, for
    /// migrations with a migration.toml]
    #[arg(long, value_name = "FILE")]
    pub audit: Option<PathBuf>,
    /// Keep no audit log, neither in a file nor in the database
    #[arg(long, conflicts_with = "audit")]
    pub no_audit: bool,
}

impl AuditArgs {
    /// Which migrations are logged in the database.
    pub fn table(&self, settings: &MigrateSettings) -> audit::Table {
        match settings.audit_table {
            _ if self.no_audit => audit::Table::Never,
            Some(true) => audit::Table::All,
            Some(false) => audit::Table::Never,
            None => audit::Table::Specs,
        }
    }
}

pub fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "a number of seconds is needed".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|_| "a number of seconds from 0 on is needed".to_owned())
}

impl RunArgs {
    pub fn patience(&self) -> Patience {
        patience(self.lock_timeout)
    }

    /// The world of this run; with Ctrl-C as the wish to stop between two steps.
    pub fn world(&self, session: &Session) -> Outcome<Real> {
        stop_on_interrupt();
        Real::new(self.events.as_deref(), self.json, session)
    }
}

/// Without the handler, Ctrl-C ends the program at once, which the next run can tell as well. So it does when it comes
/// again, while a long statement runs.
pub fn stop_on_interrupt() {
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(Exit::INTERRUPTED.0));
        }
        output::print_error("Stopping after this statement; Ctrl-C once more stops at once\n", false);
    });
}

/// How long is waited, where `--lock-timeout` says so or not.
pub fn patience(lock_timeout: Option<Duration>) -> Patience {
    let usual = Patience::default();
    Patience {
        deployer: if lock_disabled() { None } else { lock_timeout.or(usual.deployer) },
        // Servers take zero for no bound at all.
        lock: lock_timeout.unwrap_or(usual.lock).max(Duration::from_millis(1)),
        ..usual
    }
}

/// As Prisma reads its variable.
fn lock_disabled() -> bool {
    std::env::var("PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK")
        .is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}

/// Runs something on the engine. Where the connection breaks, the history is read once more, so that what is told is true.
pub fn with_engine<T>(
    args: &RunArgs,
    project: &Project,
    folder: &Folder,
    world: &mut Real,
    work: impl FnOnce(&mut Engine<'_>) -> parallax_migrate::Outcome<T>,
    session: &Session,
) -> Result<T, Stop> {
    let mut live = project.open(!args.dry_run)?;
    world.serve(project, &args.audit, session)?;
    let audited = world.audited;
    let mut engine = Engine::new(live.as_mut(), world, folder, args.patience());
    engine.allow_destructive = args.allow_destructive;
    engine.gates = Gates::Named(args.pass_gate.clone());
    engine.dry_run = args.dry_run;
    engine.audit = audited;
    if !engine.history.exists(engine.session)? {
        // Only then it counts what else is there, and where.
        if let Ok(meaning) = project.meaning(session) {
            engine.history = engine.history.clone().over(meaning.namespaces());
        }
    }
    let result = work(&mut engine);
    world.end();
    result.map_err(|failure| {
        drop(live);
        Stop::Migration(truth(failure, project))
    })
}

/// After a lost connection: what the history says now, if the server answers again.
fn truth(failure: Box<Failure>, project: &Project) -> Box<Failure> {
    let (Kind::ConnectionLost, Some(name)) = (failure.kind, failure.migration.clone()) else {
        return failure;
    };
    let options = Options { connect_timeout: Some(Duration::from_secs(2)), ..Options::default() };
    let Ok(mut live) = parallax_connect::open(&project.url, &options) else { return failure };
    let Some(state) = recorded(live.as_mut(), &name) else { return failure };
    let told = match state {
        Some(State::Applied) => "The history says that it is applied, all of it".to_owned(),
        Some(State::Failed) => {
            "The history says that it is done by half: `parallax migrate resume` goes on from there"
                .to_owned()
        }
        Some(State::RolledBack) | None => {
            "The history says nothing of it, so nothing of it stays: run the command again".to_owned()
        }
    };
    failure.help(told)
}

/// None where the history cannot be read now.
fn recorded(live: &mut dyn Live, name: &str) -> Option<Option<State>> {
    let history = parallax_migrate::History::of(live);
    let records = history.read(live).ok()?;
    Some(records.iter().rev().find(|record| record.name == name).map(parallax_migrate::Record::state))
}

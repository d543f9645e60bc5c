//! `parallax migrate resolve`

use super::project::{Project, ProjectArgs};
use super::running::{RunArgs, with_engine};
use crate::diagnostics::json;
use crate::output;
use crate::session::{OK, Session};
use crate::stop::Stop;
use clap::Args;
use parallax_migrate::{Event, World};
use serde_json::json as object;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, Args)]
#[command(
    group = clap::ArgGroup::new("answer").required(true),
    after_help = "\
Runs no migration. To baseline a database that was there before: make a migration of what it has (`parallax migrate \
diff --from-empty --to-schema SCHEMA --script`), then mark it with --applied.

Exit status: 0; 1 unknown (P3017), already applied (P3008), never begun (P3011), not failed (P3012), and other errors; \
7 the database cannot be reached; 8 another deployer is at work.")]
pub struct ResolveArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
    /// This migration counts as applied
    #[arg(long, group = "answer", value_name = "NAME")]
    pub applied: Option<String>,
    /// This migration failed, and counts as not begun
    #[arg(long, group = "answer", value_name = "NAME")]
    pub rolled_back: Option<String>,
    /// How long to wait for another deployer [default: 10]
    #[arg(long, value_name = "SECONDS", value_parser = super::running::seconds)]
    pub lock_timeout: Option<Duration>,
    /// Say whether it could be done, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Write what happens, one JSON object per line; - for standard output
    #[arg(long, value_name = "FILE")]
    pub events: Option<PathBuf>,
    /// Answer with JSON
    #[arg(long)]
    pub json: bool,
}

pub fn run(args: &ResolveArgs, session: &Session) -> Result<u8, Stop> {
    let run = RunArgs {
        audit: super::running::AuditArgs::default(),
        project: args.project.clone(),
        allow_destructive: false,
        pass_gate: Vec::new(),
        lock_timeout: args.lock_timeout,
        dry_run: args.dry_run,
        events: args.events.clone(),
        json: args.json,
    };
    let project = Project::find(&run.project, session)?;
    let folder = project.folder()?;
    let mut world = run.world(session)?;
    let (name, state) = match (&args.applied, &args.rolled_back) {
        (Some(name), _) => (name, "applied"),
        (None, Some(name)) => (name, "rolled_back"),
        (None, None) => return Ok(OK),
    };
    let work = |engine: &mut parallax_migrate::Engine<'_>| {
        if state == "applied" { engine.mark_applied(name).map(|()| 1) } else { engine.mark_rolled_back(name) }
    };
    let rows = with_engine(&run, &project, &folder, &mut world, work, session)?;
    if state == "rolled_back" && rows > 0 && !args.dry_run {
        let rolled_back_at = world.now();
        world.tell(&Event::MigrationRolledBack { name: name.clone(), rolled_back_at });
    }
    if args.json {
        let version = parallax_wire::v1::VERSION;
        let answer = object!({"version": version, "dry_run": args.dry_run, "name": name, "state": state, "rows": rows});
        output::print(&json(&answer))?;
    } else {
        let words = state.replace('_', " ");
        let text = match (args.dry_run, rows) {
            (_, 0) => format!("{name} is marked as {words} already\n"),
            (true, _) => format!("Would mark {name} as {words}\n"),
            (false, _) => format!("Marked {name} as {words}\n"),
        };
        output::print(&text)?;
    }
    Ok(OK)
}

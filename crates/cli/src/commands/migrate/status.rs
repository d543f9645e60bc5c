//! `parallax migrate status`

use super::project::{Project, ProjectArgs};
use super::world::Real;
use crate::diagnostics::json;
use crate::output;
use crate::session::{ERROR, OK, Session};
use crate::stop::Stop;
use clap::Args;
use parallax_migrate::{Diagnosis, Engine, Moment, Patience, Progress, Record, Relation, State};
use serde::Serialize;
use std::fmt::Write;

#[derive(Debug, Args)]
#[command(after_help = "\
Changes nothing, takes no lock.

Exit status: 0 where all migrations are applied as they stand in the folder; 1 where some are pending, failed, edited \
after they were applied, or missing; 7 the database cannot be reached.")]
pub struct StatusArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
    /// Answer with JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    version: u32,
    clean: bool,
    #[serde(flatten)]
    diagnosis: &'a Diagnosis,
    failures: Vec<FailedRow<'a>>,
}

#[derive(Serialize)]
struct FailedRow<'a> {
    name: &'a str,
    started_at: Moment,
    /// Statements that are done, where that is recorded.
    done: Option<usize>,
    of: Option<usize>,
    message: &'a str,
}

pub fn run(args: &StatusArgs, session: &Session) -> Result<u8, Stop> {
    let project = Project::find(&args.project, session)?;
    let folder = project.folder()?;
    let mut live = project.open(false)?;
    let mut world = Real::new(None, true, session)?;
    let place = live.place().to_owned();
    let (diagnosis, records) =
        Engine::new(live.as_mut(), &mut world, &folder, Patience::default()).status()?;
    let failed: Vec<&Record> = records.iter().filter(|record| record.state() == State::Failed).collect();
    let clean = diagnosis.is_clean();
    if args.json {
        let failures = failed.iter().map(|record| failed_row(record)).collect();
        let version = parallax_wire::v1::VERSION;
        output::print(&json(&Answer { version, clean, diagnosis: &diagnosis, failures }))?;
    } else {
        output::print(&told(&diagnosis, &failed, &format!("{} and {place}", folder.path)))?;
    }
    Ok(if clean { OK } else { ERROR })
}

fn failed_row(record: &Record) -> FailedRow<'_> {
    let logs = record.logs.as_deref().unwrap_or_default();
    let progress = Progress::read(logs);
    FailedRow {
        name: &record.name,
        started_at: record.started,
        done: progress.as_ref().map(|progress| progress.done),
        of: progress.as_ref().map(|progress| progress.of),
        message: Progress::reason(logs),
    }
}

fn told(diagnosis: &Diagnosis, failed: &[&Record], where_: &str) -> String {
    let applied = match diagnosis.applied.len() {
        1 => "1 migration is applied".to_owned(),
        number => format!("{number} migrations are applied"),
    };
    let mut out = format!("{where_}: {applied}\n");
    if diagnosis.is_clean() {
        out.push_str("Nothing is pending\n");
        return out;
    }
    if !failed.is_empty() {
        out.push_str(
            "\nFailed (`parallax migrate resume` goes on, `parallax migrate resolve` says otherwise):\n",
        );
        for record in failed {
            let row = failed_row(record);
            let _ = write!(out, "  {}, begun at {}", row.name, row.started_at);
            if let (Some(done), Some(of)) = (row.done, row.of) {
                let _ = write!(out, "; {done} of {of} statements are done");
            }
            let first = row.message.lines().next().unwrap_or_default();
            let _ = if first.is_empty() { writeln!(out) } else { writeln!(out, "; {first}") };
        }
    }
    let list = |out: &mut String, heading: &str, names: &[String]| {
        if !names.is_empty() {
            let _ = writeln!(out, "\n{heading}");
            for name in names {
                let _ = writeln!(out, "  {name}");
            }
        }
    };
    list(&mut out, "Pending (`parallax migrate deploy` applies them):", &diagnosis.pending);
    list(&mut out, "Of these, by name before one that is applied:", &diagnosis.out_of_order);
    list(&mut out, "Edited after they were applied:", &diagnosis.edited);
    list(&mut out, "Recorded, and not in the folder:", &diagnosis.missing);
    list(&mut out, "Without a migration.sql:", &diagnosis.without_script);
    if diagnosis.relation == Relation::Diverged {
        let last = diagnosis.last_common.as_deref().unwrap_or("none");
        let _ = writeln!(out, "\nThe histories diverge; the last migration in common: {last}");
    }
    out
}

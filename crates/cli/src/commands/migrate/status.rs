//! `parallax migrate status`

use super::project::{Project, ProjectArgs};
use super::world::Real;
use crate::diagnostics::json;
use crate::output;
use crate::session::{ERROR, OK, Session};
use crate::stop::Stop;
use clap::Args;
use parallax_migrate::gate::{self, Closed, Gates};
use parallax_migrate::{
    Diagnosis, Engine, Folder, Migration, Moment, Patience, Progress, Record, Relation, State,
};
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
    /// The pending migration that waits for its gate, with all behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    gate: Option<&'a Closed>,
    /// Migrations with a migration.toml, in the order of the folder.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    specs: Vec<SpecRow<'a>>,
}

#[derive(Serialize)]
struct SpecRow<'a> {
    name: &'a str,
    key: &'a str,
    /// Of its namespace once it is applied.
    version: u32,
    stability: &'a str,
    steps: usize,
    steps_back: usize,
    state: &'static str,
    /// Steps that are done, where it stopped half way.
    #[serde(skip_serializing_if = "Option::is_none")]
    steps_done: Option<usize>,
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
    let specs = specs(&folder, &diagnosis, &failed);
    let closed = gate::first(&folder, &with_script(&diagnosis), &Gates::default())?;
    let closed = closed.as_ref();
    if args.json {
        let failures = failed.iter().map(|record| failed_row(record)).collect();
        let version = parallax_wire::v1::VERSION;
        output::print(&json(&Answer {
            version,
            clean,
            diagnosis: &diagnosis,
            failures,
            gate: closed,
            specs,
        }))?;
    } else {
        let mut out = told(&diagnosis, &failed, closed, &format!("{} and {place}", folder.path));
        tell_specs(&specs, &mut out);
        output::print(&out)?;
    }
    Ok(if clean { OK } else { ERROR })
}

/// Pending, as far as there is something to run.
fn with_script(diagnosis: &Diagnosis) -> Vec<String> {
    let pending = diagnosis.pending.iter().filter(|name| !diagnosis.without_script.contains(name));
    pending.cloned().collect()
}

fn specs<'a>(folder: &'a Folder, diagnosis: &Diagnosis, failed: &[&Record]) -> Vec<SpecRow<'a>> {
    let row = |migration: &'a Migration| {
        let (spec, name) = (migration.spec.as_ref()?, migration.name.as_str());
        let half = failed.iter().find(|record| record.name == name);
        let stage = half.and_then(|record| Progress::read(record.logs.as_deref()?)?.stage);
        let is_in = |names: &[String]| names.iter().any(|known| known == name);
        let state = match half {
            Some(_) if stage.is_some_and(|stage| stage.down) => "half back",
            Some(_) => "half done",
            None if is_in(&diagnosis.applied) => "applied",
            None => "pending",
        };
        Some(SpecRow {
            name,
            key: &spec.key,
            version: spec.version,
            stability: spec.stability,
            steps: spec.up.len(),
            steps_back: spec.down.len(),
            state,
            steps_done: stage.map(|stage| stage.step),
        })
    };
    folder.migrations.iter().filter_map(row).collect()
}

fn tell_specs(specs: &[SpecRow<'_>], out: &mut String) {
    if specs.is_empty() {
        return;
    }
    out.push_str("\nWith a migration.toml:\n");
    for spec in specs {
        let all = if spec.state == "half back" { spec.steps_back } else { spec.steps };
        let done = spec.steps_done.map_or(String::new(), |done| format!(", {done} of {all} steps are done"));
        let _ = writeln!(
            out,
            "  {} (version {}, {}): {}{done}",
            spec.key, spec.version, spec.stability, spec.state
        );
    }
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

fn told(diagnosis: &Diagnosis, failed: &[&Record], closed: Option<&Closed>, where_: &str) -> String {
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
    let gated =
        diagnosis.pending.iter().position(|name| closed.is_some_and(|closed| closed.migration == *name));
    let (open, behind) = diagnosis.pending.split_at(gated.unwrap_or(diagnosis.pending.len()));
    list(&mut out, "Pending (`parallax migrate deploy` applies them):", open);
    if let Some(closed) = closed {
        list(&mut out, &format!("Waiting for the gate {} ({}):", closed.gate, closed.way_out()), behind);
    }
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

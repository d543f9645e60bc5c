//! `parallax migrate up`: applies what is pending, up to a migration that is named.

use super::build::steps;
use super::deploy::tell;
use super::project::Project;
use super::running::{RunArgs, with_engine};
use crate::diagnostics::json;
use crate::output;
use crate::session::{OK, Session};
use crate::stop::Stop;
use clap::Args;
use parallax_migrate::spec::Compiled;
use parallax_migrate::{Engine, Folder};
use parallax_wire::v1::{BuiltStep, VERSION};
use serde::Serialize;
use std::fmt::Write;

#[derive(Debug, Args)]
#[command(after_help = "\
A migration with a migration.toml runs step by step, with its checks before and after each; one without runs as \
`migrate deploy` does it. Stops at the first failure, and says what ran, what did not, and how to go on.

Exit status: as of deploy.")]
pub struct UpArgs {
    /// The last migration to apply: its key, or the name of its folder [default: all]
    #[arg(long, value_name = "MIGRATION")]
    pub to: Option<String>,
    #[command(flatten)]
    pub run: RunArgs,
}

pub fn run(args: &UpArgs, session: &Session) -> Result<u8, Stop> {
    let run = &args.run;
    let project = Project::find(&run.project, session)?;
    let folder = project.folder()?;
    let mut world = run.world(session)?;
    let to = args.to.as_deref().map(|to| name_of(&folder, to));
    let work = |engine: &mut Engine<'_>| {
        engine.to = to;
        let names = if run.dry_run { engine.pending() } else { engine.deploy() }?;
        Ok((names, engine.closed.take()))
    };
    let (names, closed) = with_engine(run, &project, &folder, &mut world, work, session)?;
    if run.dry_run {
        return show(&folder, &names, run.json, &project);
    }
    tell(run, &folder, &names, closed.as_ref())
}

/// The folder of a migration by its key, or as it is.
pub fn name_of(folder: &Folder, name: &str) -> String {
    let by_key = folder
        .migrations
        .iter()
        .find(|migration| migration.spec.as_ref().is_some_and(|spec| spec.key == name));
    by_key.map_or(name, |migration| migration.name.as_str()).to_owned()
}

#[derive(Serialize)]
struct Answer {
    version: u32,
    dry_run: bool,
    applied: [String; 0],
    pending: Vec<Pending>,
}

#[derive(Serialize)]
struct Pending {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    /// Of its migration.toml.
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<Vec<BuiltStep>>,
}

/// What would run.
fn show(folder: &Folder, names: &[String], as_json: bool, project: &Project) -> Result<u8, Stop> {
    let target = *project.open(false)?.target();
    let found: Vec<(&String, Option<&Compiled>)> = names
        .iter()
        .map(|name| (name, folder.get(name).and_then(|migration| migration.spec.as_deref())))
        .collect();
    if as_json {
        let pending = found.iter().map(|(name, spec)| Pending {
            name: (*name).clone(),
            key: spec.map(|spec| spec.key.clone()),
            steps: spec.map(|spec| steps(&spec.up, &target)),
        });
        let answer = Answer { version: VERSION, dry_run: true, applied: [], pending: pending.collect() };
        output::print(&json(&answer))?;
        return Ok(OK);
    }
    let mut out = match names.len() {
        0 => "Nothing to apply\n".to_owned(),
        1 => "Would apply 1 migration:\n".to_owned(),
        number => format!("Would apply {number} migrations:\n"),
    };
    for (name, spec) in found {
        let _ = writeln!(out, "  {name}");
        let Some(spec) = spec else { continue };
        for (at, step) in spec.up.iter().enumerate() {
            let checks = match step.pre_checks.len() + step.post_checks.len() {
                0 => String::new(),
                1 => " (1 check)".to_owned(),
                number => format!(" ({number} checks)"),
            };
            let _ = writeln!(out, "    {}. {}{checks}", at + 1, step.title());
        }
    }
    output::print(&out)?;
    Ok(OK)
}

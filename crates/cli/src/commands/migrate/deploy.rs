//! `parallax migrate deploy` and `parallax migrate resume`.

use super::project::Project;
use super::running::{RunArgs, with_engine};
use crate::diagnostics::json;
use crate::output;
use crate::session::{OK, Session};
use crate::stop::Stop;
use clap::Args;
use parallax_migrate::gate::Closed;
use parallax_migrate::{Folder, Progress};
use serde::Serialize;

#[derive(Debug, Args)]
#[command(after_help = "\
Applies what was reviewed: no shadow database, no checksums, no look for drift. A database that does not exist is made.

Exit status: 0; 4 a migration failed, or one that failed before is in the way (P3009, P3018); 5 two migrations start \
from the same state and collide; 6 a migration loses data \
and nobody said that it may; 7 the database cannot be reached; 8 another deployer is at work; 130 stopped by Ctrl-C; \
1 other errors.")]
pub struct DeployArgs {
    #[command(flatten)]
    pub run: RunArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Finds out whether the statement that was under way is done, goes on behind it, and then applies what is pending. A \
migration of which nothing stays is applied from its beginning.

Exit status: as of deploy; 1 where no migration is done by half.")]
pub struct ResumeArgs {
    #[command(flatten)]
    pub run: RunArgs,
}

#[derive(Serialize)]
struct Answer<'a> {
    version: u32,
    dry_run: bool,
    /// Empty in a dry run.
    applied: &'a [String],
    /// Still to do: in a dry run, what would be applied.
    pending: &'a [String],
    /// The migration that waits for its gate, with all behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    gate: Option<&'a Closed>,
}

pub fn deploy(args: &DeployArgs, session: &Session) -> Result<u8, Stop> {
    let args = &args.run;
    let project = Project::find(&args.project, session)?;
    let folder = project.folder()?;
    let mut world = args.world(session)?;
    let work = |engine: &mut parallax_migrate::Engine<'_>| {
        let names = if args.dry_run { engine.pending() } else { engine.deploy() }?;
        Ok((names, engine.closed.take()))
    };
    let (names, closed) = with_engine(args, &project, &folder, &mut world, work, session)?;
    tell(args, &folder, &names, closed.as_ref())
}

pub fn resume(args: &ResumeArgs, session: &Session) -> Result<u8, Stop> {
    let args = &args.run;
    let project = Project::find(&args.project, session)?;
    let folder = project.folder()?;
    let mut world = args.world(session)?;
    if args.dry_run {
        let work = |engine: &mut parallax_migrate::Engine<'_>| engine.half_done();
        let found = with_engine(args, &project, &folder, &mut world, work, session)?;
        let place = |progress: &Option<Progress>| {
            progress
                .as_ref()
                .map_or("an unknown place; another program began it".to_owned(), Progress::to_string)
        };
        let lines: Vec<String> =
            found.iter().map(|(name, progress)| format!("{name}: {}\n", place(progress))).collect();
        let names: Vec<String> = found.into_iter().map(|(name, _)| name).collect();
        if args.json {
            return tell(args, &folder, &names, None);
        }
        output::print(&if lines.is_empty() {
            "no migration is done by half\n".to_owned()
        } else {
            lines.concat()
        })?;
        return Ok(OK);
    }
    let work = |engine: &mut parallax_migrate::Engine<'_>| Ok((engine.resume()?, engine.closed.take()));
    let (names, closed) = with_engine(args, &project, &folder, &mut world, work, session)?;
    tell(args, &folder, &names, closed.as_ref())
}

pub fn tell(args: &RunArgs, folder: &Folder, names: &[String], closed: Option<&Closed>) -> Result<u8, Stop> {
    let (applied, pending): (&[String], &[String]) = if args.dry_run { (&[], names) } else { (names, &[]) };
    if args.json {
        let version = parallax_wire::v1::VERSION;
        output::print(&json(&Answer { version, dry_run: args.dry_run, applied, pending, gate: closed }))?;
        return Ok(OK);
    }
    // Standard output is all events then.
    if args.events.as_deref() == Some(std::path::Path::new("-")) {
        return Ok(OK);
    }
    let total = match folder.migrations.len() {
        1 => "1 migration".to_owned(),
        number => format!("{number} migrations"),
    };
    let mut text = match names.len() {
        0 if closed.is_some() => {
            format!("Nothing to apply in front of the gate: {total} in {}\n", folder.path)
        }
        0 => format!("Nothing to apply: {total} in {}, none pending\n", folder.path),
        number if args.dry_run => format!("Would apply {number} of {total} in {}:\n", folder.path),
        number => format!("Applied {number} of {total} in {}:\n", folder.path),
    };
    for name in names {
        text.push_str(&format!("  {name}\n"));
    }
    output::print(&text)?;
    Ok(OK)
}

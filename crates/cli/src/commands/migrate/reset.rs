//! `parallax migrate reset`

use super::deploy::tell;
use super::project::Project;
use super::running::{RunArgs, with_engine};
use crate::commands::db::seed::Seed;
use crate::output;
use crate::session::{OK, Session};
use crate::stop::Stop;
use clap::Args;
use parallax_config::Configuration;
use parallax_migrate::{Failure, Kind};
use std::io::{BufRead, IsTerminal};

#[derive(Debug, Args)]
#[command(after_help = "\
Drops everything in the database (of its namespaces that the schema names), applies all migrations, and runs the seeds \
that package.json names (those of prisma.config.ts are left to `parallax db seed`).

Exit status: 0; 1 not confirmed, and errors; 4 a migration failed; 7 the database cannot be reached.")]
pub struct ResetArgs {
    #[command(flatten)]
    pub run: RunArgs,
    /// Do not ask
    #[arg(long, short)]
    pub force: bool,
    /// Do not fill the database afterwards
    #[arg(long)]
    pub skip_seed: bool,
    /// Understood for the sake of old scripts: nothing is generated here
    #[arg(long, hide = true)]
    pub skip_generate: bool,
}

pub fn run(args: &ResetArgs, session: &Session) -> Result<u8, Stop> {
    let options = RunArgs { allow_destructive: true, ..args.run.clone() };
    let project = Project::find(&options.project, session)?;
    let folder = project.folder()?;
    let namespaces = project.meaning(session).map(|meaning| meaning.namespaces()).unwrap_or_default();
    let place = {
        let live = project.open(!options.dry_run)?;
        live.place().to_owned()
    };
    if options.dry_run {
        let names: Vec<String> = folder.migrations.iter().map(|migration| migration.name.clone()).collect();
        if !options.json {
            output::print(&format!("Would drop everything in {place}\n"))?;
        }
        return tell(&options, &folder, &names, None);
    }
    if !args.force && !confirmed(&place)? {
        output::print("Nothing was changed\n")?;
        return Ok(crate::session::ERROR);
    }
    let mut world = options.world(session)?;
    let work = |engine: &mut parallax_migrate::Engine<'_>| {
        engine.history = engine.history.clone().over(namespaces);
        engine.gates = parallax_migrate::gate::Gates::All;
        engine.reset()
    };
    let names = with_engine(&options, &project, &folder, &mut world, work, session)?;
    tell(&options, &folder, &names, None)?;
    if args.skip_seed { Ok(OK) } else { seed(&options, session) }
}

/// Runs the seeds of package.json, as Prisma did up to version 6, which read them there. What prisma.config.ts names is
/// left to `db seed`, as by version 7.
fn seed(args: &RunArgs, session: &Session) -> Result<u8, Stop> {
    let project = &args.project;
    let Some(seed) = Seed::find(project.schema.as_deref(), project.config.as_deref(), session)? else {
        return Ok(OK);
    };
    if Configuration::around(&session.current, project.config.as_deref())?.is_some() {
        output::print_error("Seeds are run by `parallax db seed`\n", session.stderr_color);
        return Ok(OK);
    }
    Ok(seed.run(&session.current, args.json)?)
}

/// Asks on a terminal; elsewhere nobody can answer.
fn confirmed(place: &str) -> Result<bool, Stop> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::of(
            Kind::NotInteractive,
            format!("all of {place} would be lost, and nobody can be asked"),
        )
        .help("say --force where that is meant")
        .into());
    }
    output::print(&format!("All of {place} will be lost. Go on? [y/N] "))?;
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    Ok(read.is_ok() && matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}

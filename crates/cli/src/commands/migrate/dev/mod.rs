//! `parallax migrate dev`: brings a database for development along: what is pending, and a new migration for what the
//! schema says besides.

mod drifted;
mod fresh;
mod phases;
mod trouble;

use super::applying;
use super::project::{Meaning, Project, ProjectArgs, check_lock};
use super::running::AuditArgs;
use super::states::{NoStates, Place, States, states};
use super::world::Real;
use crate::args::{DiagnosticsFormat, StrategyArgs};
use crate::commands::generate::{GenerateArgs, generate};
use crate::commands::live;
use crate::diagnostics::json;
use crate::output;
use crate::session::{OK, Session};
use crate::stop::Stop;
use clap::{Args, ValueEnum};
use parallax_config::{DEFECT, Failure as Broken, TARGET_MISMATCH};
use parallax_engine::{PlanOptions, Scope, Strategy, Target};
use parallax_migrate::drift::drift;
use parallax_migrate::{Diagnosis, Event, Folder, History, Record, World, diagnose};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
#[command(after_help = "\
Exit status: 0; 1 error; 4 a migration failed; 5 two migrations are in conflict; 6 data would be lost and nobody has \
agreed; 7 the database cannot be reached.

Asks on a terminal. Without one it goes on only where there is nothing to ask: --yes, --accept-data-loss, --rename and \
--drift are the answers.")]
pub struct DevArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
    /// What the migration is called
    #[arg(long, short, value_name = "NAME")]
    pub name: Option<String>,
    /// Write the migration and do not apply it
    #[arg(long)]
    pub create_only: bool,
    /// Do not run the generators of the schema
    #[arg(long)]
    pub skip_generate: bool,
    /// Understood for the sake of old scripts: only `reset` and `db seed` fill a database
    #[arg(long, hide = true)]
    pub skip_seed: bool,
    /// Answer in JSON
    #[arg(long)]
    pub json: bool,
    /// Write events to a file, or - for standard output: one line of JSON each
    #[arg(long, value_name = "FILE")]
    pub events: Option<PathBuf>,
    /// Change nothing; say what would be done
    #[arg(long)]
    pub dry_run: bool,
    /// A database in which migrations can be tried; it is emptied
    #[arg(long, value_name = "URL")]
    pub shadow_database_url: Option<String>,
    /// What was renamed: User.name=User.fullName, User=Account; may be repeated
    #[arg(long, value_name = "OLD=NEW")]
    pub rename: Vec<String>,
    #[command(flatten)]
    pub strategy: StrategyArgs,
    /// As --strategy phased: write one migration each for expand, backfill and contract, with a gate in front of the last
    #[arg(long, conflicts_with = "strategy")]
    pub phased: bool,
    /// Agree to losing data
    #[arg(long)]
    pub accept_data_loss: bool,
    /// Agree to everything that is asked
    #[arg(long, short)]
    pub yes: bool,
    /// What to do where the database was changed besides the migrations: keep it as a migration, or take it back
    #[arg(long, value_enum, value_name = "WAY")]
    pub drift: Option<WayOut>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WayOut {
    /// Write what was changed as a migration, and mark it as applied
    Adopt,
    /// Run the SQL that takes it back
    Undo,
}

pub fn run(args: &DevArgs, session: &Session) -> Result<u8, Stop> {
    let mut world = Real::new(args.events.as_deref(), args.json, session)?;
    // Questions and a bar would write over each other.
    world.end();
    let mut dev = Dev::start(args, session)?;
    world.serve(&dev.project, &AuditArgs::default(), session)?;
    dev.check_history()?;
    let states = dev.states(&mut world)?;
    if drifted::settle(&mut dev, &states, &mut world)? {
        dev.apply_pending(&mut world)?;
        dev.report.created = match dev.plan_options().strategy {
            Strategy::Phased => phases::migrations(&mut dev, &states, &mut world)?,
            Strategy::Direct | Strategy::Online => fresh::migration(&mut dev, &states, &mut world)?,
        };
    }
    let status = dev.generate(&mut world)?;
    dev.tell(&world)?;
    Ok(status)
}

/// What is known while the command runs.
pub(super) struct Dev<'a> {
    pub(super) args: &'a DevArgs,
    pub(super) session: &'a Session,
    pub(super) project: Project,
    pub(super) meaning: Meaning,
    pub(super) folder: Folder,
    pub(super) live: Box<dyn parallax_engine::Session>,
    pub(super) target: Target,
    pub(super) scope: Scope,
    pub(super) records: Vec<Record>,
    pub(super) diagnosis: Diagnosis,
    pub(super) report: Answer,
}

/// What was done, or would be.
#[derive(Debug, Default, Serialize)]
pub(super) struct Answer {
    version: u32,
    dry_run: bool,
    /// Pending migrations, in the order in which they ran.
    applied: Vec<String>,
    /// Why the history was replayed to find its state.
    #[serde(skip_serializing_if = "Option::is_none")]
    replayed: Option<String>,
    /// What became of what was changed besides the migrations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) drift: Option<&'static str>,
    created: Option<Created>,
    /// How many types the generators were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    generated: Option<usize>,
    /// Those of a phased change behind the first one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) then: Vec<Created>,
}

#[derive(Debug, Serialize)]
pub(super) struct Created {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) tag: &'static str,
    pub(super) steps: usize,
    pub(super) applied: bool,
    /// What is at stake in the database at hand.
    pub(super) warnings: Vec<String>,
    pub(super) sql: String,
}

impl<'a> Dev<'a> {
    fn start(args: &'a DevArgs, session: &'a Session) -> Result<Dev<'a>, Stop> {
        let project = Project::find(&args.project, session)?;
        let meaning = project.meaning(session)?;
        let folder = project.folder()?;
        let mut live = project.open(!args.dry_run)?;
        let target = *live.target();
        same_provider(&meaning, &target)?;
        check_lock(&folder, &target)?;
        let scope = meaning.scope(live.as_ref());
        let history = History::of(live.as_ref());
        let records = history.read(live.as_mut())?;
        let diagnosis = diagnose(&folder, &records);
        let report =
            Answer { version: parallax_wire::v1::VERSION, dry_run: args.dry_run, ..Answer::default() };
        Ok(Dev { args, session, project, meaning, folder, live, target, scope, records, diagnosis, report })
    }

    /// How the new migration treats those who use the database.
    pub(super) fn plan_options(&self) -> PlanOptions {
        let options = self.args.strategy.options(&self.project.settings.plan);
        if self.args.phased { PlanOptions { strategy: Strategy::Phased, ..options } } else { options }
    }

    fn check_history(&self) -> Result<(), Stop> {
        match trouble::of_history(&self.diagnosis, &self.folder) {
            None => Ok(()),
            Some(failure) => Err(failure.into()),
        }
    }

    /// Where the history leads: what is applied, and all of it.
    fn states(&mut self, world: &mut Real) -> Result<States, Stop> {
        let applied: BTreeSet<&str> = self.diagnosis.applied.iter().map(String::as_str).collect();
        let shadow = match &self.args.shadow_database_url {
            Some(shadow) => Some(shadow.clone()),
            None => self.project.shadow_url(self.session),
        };
        let place = Place {
            url: Some(&self.project.url),
            shadow: shadow.as_deref(),
            scope: &self.scope,
            target: &self.target,
        };
        match states(&self.folder, &applied, &place, &world.new_id()) {
            Ok(states) => {
                if let Some((why, _)) = &states.replayed {
                    self.report.replayed = Some(why.clone());
                    world.say(&format!("The history was replayed to find its state: {why}."));
                }
                Ok(states)
            }
            Err(NoStates::Stop(stop)) => Err(stop),
            Err(NoStates::Conflict(conflict)) => {
                let waits = |name: &str| self.diagnosis.pending.iter().any(|pending| pending == name);
                Err(conflict.refuse(waits, world).into())
            }
        }
    }

    fn observe(&mut self) -> Result<parallax_engine::Database, Stop> {
        Ok(live::read(self.live.as_mut(), &self.scope)?.database)
    }

    /// How the database differs from what its history says.
    fn drift(&mut self, states: &States) -> Result<Option<parallax_migrate::drift::Drift>, Stop> {
        let live = self.observe()?;
        drift(&states.applied, &live, &self.target).map_err(|broken| {
            Broken::new(&DEFECT, format!("the difference to the database does not fit it: {broken}")).into()
        })
    }

    /// Everybody else's migrations first.
    fn apply_pending(&mut self, world: &mut Real) -> Result<(), Stop> {
        if self.args.dry_run {
            self.report.applied.clone_from(&self.diagnosis.pending);
            for name in &self.diagnosis.pending {
                world.say(&format!("Would apply {name}"));
            }
        } else if !self.diagnosis.pending.is_empty() {
            self.report.applied = applying::apply(self.live.as_mut(), &self.folder, world)?;
        }
        Ok(())
    }

    /// Runs the generators of the schema. The database is where it should be by now: what fails is told, and the status
    /// says so.
    fn generate(&mut self, world: &mut Real) -> Result<u8, Stop> {
        let args = self.args;
        if args.skip_generate || args.create_only || args.dry_run || self.meaning.schema.generators.is_empty()
        {
            return Ok(OK);
        }
        let events = args.events.as_deref() == Some(Path::new("-"));
        let asked = GenerateArgs::of_project(&args.project.schema, &args.project.config, args.json || events);
        match generate(&asked, self.session) {
            Ok(answer) => {
                self.report.generated = Some(answer.types);
                let timestamp = world.now();
                world.tell(&Event::ClientGenerated { timestamp, type_count: answer.types });
                Ok(OK)
            }
            Err(stop) => {
                world.say("The database is as the schema says, but not everything was generated:");
                Ok(crate::commands::end(stop, DiagnosticsFormat::Human, self.session))
            }
        }
    }

    /// Where the answer goes: standard output, unless events go there.
    fn tell(&self, world: &Real) -> Result<(), Stop> {
        if self.args.json {
            return Ok(output::print(&json(&self.report))?);
        }
        if self.report.created.is_none() && self.report.applied.is_empty() && self.report.drift.is_none() {
            world.say("Everything is as the schema says; there is nothing to migrate.");
        }
        Ok(())
    }

    /// To standard output for people; to nobody where programs read it.
    pub(super) fn show(&self, text: &str) -> Result<(), Stop> {
        let events = self.args.events.as_deref() == Some(Path::new("-"));
        if self.args.json || events || self.session.quiet { Ok(()) } else { Ok(output::print(text)?) }
    }
}

/// The schema is for what answers.
fn same_provider(meaning: &Meaning, target: &Target) -> Result<(), Stop> {
    let declared = meaning.schema.datasource.as_ref().and_then(|datasource| datasource.language);
    match declared {
        Some(language) if language.providers != target.dialect.language.providers => {
            let said = language.providers.first().copied().unwrap_or_default();
            let message = format!("the schema is for {said}, and the database is {}", target.dialect.title);
            Err(Broken::new(&TARGET_MISMATCH, message)
                .help("correct `provider` in the datasource, or the URL")
                .into())
        }
        _ => Ok(()),
    }
}

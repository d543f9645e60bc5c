//! `parallax migrate down`: takes migrations back, newest first, with the SQL that stands beside them.

use super::project::{Project, ProjectArgs, check_lock};
use super::running::{AuditArgs, patience};
use super::up::name_of;
use super::world::Real;
use crate::ask;
use crate::diagnostics::json;
use crate::output;
use crate::session::{OK, Session};
use crate::stop::Stop;
use clap::Args;
use parallax_config::{DOWN, redact};
use parallax_migrate::spec::{Compiled, audit};
use parallax_migrate::{
    Event, Failure, Folder, History, Kind, Progress, Record, Script, State, World, checksum, down, lock,
};
use serde::Serialize;
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Debug, Args)]
#[command(after_help = "\
Runs the down.sql of the last applied migration, or of all behind the one named with --to, and marks them as rolled \
back: the next `migrate deploy` applies them again. A migration with a migration.toml runs its [[plan.down]] steps, with \
their checks; where they stopped half way, the next `migrate down` goes on from there.

Exit status: 0; 1 error; 4 a script failed; 6 nobody has agreed to it; 7 the database cannot be reached.")]
pub struct DownArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
    /// The migration to go back to, by its folder or its key; it stays applied [default: only the last one is taken back]
    #[arg(long, value_name = "NAME")]
    pub to: Option<String>,
    /// Do not ask
    #[arg(long, short)]
    pub yes: bool,
    /// Change nothing; show the SQL
    #[arg(long)]
    pub dry_run: bool,
    /// Answer in JSON
    #[arg(long)]
    pub json: bool,
    /// Write events to a file, or - for standard output: one line of JSON each
    #[arg(long, value_name = "FILE")]
    pub events: Option<PathBuf>,
    #[command(flatten)]
    pub audit: AuditArgs,
}

/// One migration on its way back.
#[derive(Debug, Serialize)]
struct Back {
    name: String,
    /// What does not come back.
    lost: Vec<String>,
    sql: String,
    #[serde(skip)]
    script: Script,
    #[serde(skip)]
    rows: Vec<String>,
    #[serde(skip)]
    spec: Option<Arc<Compiled>>,
    /// Where it stopped half way.
    #[serde(skip)]
    progress: Option<Progress>,
}

#[derive(Debug, Serialize)]
struct Answer {
    version: u32,
    dry_run: bool,
    /// In the order in which they were taken back.
    rolled_back: Vec<Back>,
}

pub fn run(args: &DownArgs, session: &Session) -> Result<u8, Stop> {
    let mut world = Real::new(args.events.as_deref(), args.json, session)?;
    world.end();
    let project = Project::find(&args.project, session)?;
    let folder = project.folder()?;
    world.serve(&project, &args.audit, session)?;
    let mut live = project.open(false)?;
    check_lock(&folder, live.target())?;
    let history = History::of(live.as_ref());
    let records = history.read(live.as_mut())?;
    let to = args.to.as_deref().map(|to| name_of(&folder, to));
    let back = way_back(&records, &folder, to.as_deref())?;
    if args.dry_run {
        for one in &back {
            world.say(&format!("Would take back {}", one.name));
        }
    } else if !back.is_empty() {
        agree(&back, args)?;
        let deployer = patience(None).deployer;
        if let Some(limit) = deployer {
            lock::take(live.as_mut(), &mut world, limit)?;
        }
        let table = world.audited;
        let done = back.iter().try_for_each(|one| take_back(one, live.as_mut(), &history, &mut world, table));
        if deployer.is_some() {
            lock::release(live.as_mut());
        }
        done?;
    }
    tell(back, args, &world)
}

/// What is to be taken back, newest first.
fn way_back(records: &[Record], folder: &Folder, to: Option<&str>) -> Result<Vec<Back>, Stop> {
    let mut back = Vec::new();
    for failed in records.iter().filter(|record| record.state() == State::Failed) {
        let progress = failed.logs.as_deref().and_then(Progress::read);
        if progress.as_ref().and_then(|progress| progress.stage).is_some_and(|stage| stage.down) {
            let mut one = one(&failed.name, records, folder)?;
            one.progress = progress;
            one.rows.insert(0, failed.id.clone());
            back.push(one);
            continue;
        }
        let message = format!("{} is done by half", failed.name);
        let help = "`parallax migrate resume` goes on with it, or `parallax migrate resolve` says what became of it; then it can be taken back";
        return Err(Failure::of(Kind::FailedFound, message).migration(&failed.name).help(help).into());
    }
    let mut applied: Vec<String> = Vec::new();
    for record in records.iter().filter(|record| record.state() == State::Applied) {
        if !applied.contains(&record.name) {
            applied.push(record.name.clone());
        }
    }
    if to.is_none() && !back.is_empty() {
        return Ok(back);
    }
    let names = down::steps(&applied, to).map_err(|not| {
        let known = applied.join(", ");
        Failure::of(Kind::NeverApplied, format!("{} is not applied", not.0))
            .migration(&not.0)
            .help(format!("applied are: {known}"))
    })?;
    for name in names {
        back.push(one(name, records, folder)?);
    }
    Ok(back)
}

fn one(name: &str, records: &[Record], folder: &Folder) -> Result<Back, Stop> {
    let migration = folder.get(name);
    let spec = migration.and_then(|migration| migration.spec.clone());
    if let Some(spec) = spec.as_ref().filter(|spec| spec.down.is_empty()) {
        let message = match &spec.irreversible {
            Some(why) => format!("{name} ({}) cannot be taken back: {why}", spec.key),
            None => format!("{name} ({}) has no way back: its migration.toml has no [[plan.down]]", spec.key),
        };
        let help = "make a new migration that changes what is to be changed";
        return Err(Failure::of(Kind::NoWayBack, message).migration(name).help(help).into());
    }
    let of_spec = spec.as_ref().map(|_| &b""[..]);
    let script = migration.and_then(|migration| migration.files.down.as_deref()).or(of_spec);
    let Some(script) = script else {
        let message = format!("there is no {}/{name}/{DOWN}, so nobody knows the way back", folder.path);
        let help = "write it: `parallax migrate diff --from-schema NOW --to-schema BEFORE --script -o down.sql` plans it from two states of the schema; or make a new migration that changes what is to be changed";
        return Err(Failure::of(Kind::ScriptMissing, message).migration(name).help(help).into());
    };
    let sql = String::from_utf8_lossy(script).into_owned();
    let rows = records.iter().filter(|record| record.name == name && record.state() == State::Applied);
    Ok(Back {
        name: name.to_owned(),
        lost: down::lost(&sql).into_iter().map(str::to_owned).collect(),
        script: Script {
            file: format!("{}/{name}/{DOWN}", folder.path),
            text: sql.clone(),
            checksum: checksum(script),
        },
        rows: rows.map(|record| record.id.clone()).collect(),
        spec,
        progress: None,
        sql,
    })
}

fn agree(back: &[Back], args: &DownArgs) -> Result<(), Stop> {
    let names: Vec<&str> = back.iter().map(|one| one.name.as_str()).collect();
    if args.yes {
        return Ok(());
    }
    let mut question = format!("Take back {}?", names.join(", "));
    for one in back {
        for lost in &one.lost {
            question.push_str(&format!("\n  {} took away {lost}; that does not come back", one.name));
        }
    }
    question.push_str("\nWhat was written since into columns and tables that go is lost. Go on?");
    if !args.json && ask::is_possible() && ask::confirm(&question) {
        return Ok(());
    }
    let message = format!("taking back {} was not agreed to", names.join(", "));
    let kind = if ask::is_possible() { Kind::DataLoss } else { Kind::NotInteractive };
    Err(Failure::of(kind, message).help("--yes agrees to it; --dry-run shows what would run").into())
}

fn take_back(
    one: &Back,
    live: &mut dyn parallax_engine::Session,
    history: &History,
    world: &mut Real,
    table: audit::Table,
) -> Result<(), Stop> {
    match &one.spec {
        Some(spec) => {
            let named = (one.name.as_str(), spec.as_ref());
            let how = (patience(None), table);
            down::undo_spec(live, world, history, named, &one.rows, one.progress.clone(), how)?;
        }
        None => down::undo(live, world, history, &one.name, &one.script, &one.rows)?,
    }
    let rolled_back_at = world.now();
    world.tell(&Event::MigrationRolledBack { name: one.name.clone(), rolled_back_at });
    world.say(&format!("Took back {}", one.name));
    for lost in &one.lost {
        world.say(&format!("  not back: {lost}"));
    }
    Ok(())
}

fn tell(back: Vec<Back>, args: &DownArgs, world: &Real) -> Result<u8, Stop> {
    if back.is_empty() {
        world.say("Nothing is applied that could be taken back");
    }
    if args.json {
        let answer = Answer { version: parallax_wire::v1::VERSION, dry_run: args.dry_run, rolled_back: back };
        output::print(&redact(&json(&answer)))?;
    } else if args.dry_run {
        for one in back {
            output::print(&one.sql)?;
        }
    }
    Ok(OK)
}

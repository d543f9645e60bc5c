//! `parallax migrate rebase`: plans a migration again on top of others that start from the same state.

use super::project::{Project, ProjectArgs};
use super::states::{Place, walk};
use super::world::Real;
use crate::diagnostics::json;
use crate::output;
use crate::session::{OK, Session};
use crate::stop::Stop;
use clap::Args;
use parallax_config::{DEFECT, DOWN, Failure as Broken, SCRIPT, SIDECAR, redact};
use parallax_engine::{Name, Scope, Target, parse_target};
use parallax_migrate::draft::stamp;
use parallax_migrate::rebase::{NotRebased, Rebased, plan};
use parallax_migrate::replay::{End, Found};
use parallax_migrate::sidecar::{Entry, history};
use parallax_migrate::{Failure, Folder, History, Kind, State, World};
use parallax_wire::v1::state_fingerprint;
use serde::Serialize;

#[derive(Debug, Args)]
#[command(after_help = "\
What the migration changed of its own start is done to the state at the end of all others; its folder is rewritten, and \
those of migrations that build on it. Only where the database has not applied it.

Exit status: 0; 1 error; 5 it collides also then: both change the same, each in its own way.")]
pub struct RebaseArgs {
    /// The migration: the name of its folder
    #[arg(value_name = "NAME")]
    pub name: String,
    #[command(flatten)]
    pub project: ProjectArgs,
    /// Change nothing; show the SQL
    #[arg(long)]
    pub dry_run: bool,
    /// Answer in JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Serialize)]
struct Answer {
    version: u32,
    dry_run: bool,
    rebased: Vec<One>,
}

#[derive(Debug, Serialize)]
struct One {
    from: String,
    name: String,
    tag: &'static str,
    steps: usize,
    sql: String,
}

pub fn run(args: &RebaseArgs, session: &Session) -> Result<u8, Stop> {
    let mut world = Real::new(None, args.json, session)?;
    world.end();
    let project = Project::find(&args.project, session)?;
    let folder = project.folder()?;
    let entries = Entry::all(&folder);
    let target = target_of(&entries, &args.name, &folder)?;
    let found = found(&project, &entries, &folder, &target, &mut world, session)?;
    let now = world.now();
    let (mut rest, rebased) = plan(&entries, &args.name, &target, &found, |last| stamp(now, Some(last)))
        .map_err(|why| refused(why, args, &folder))?;
    refuse_applied(&project, &rebased, &world)?;
    let planned = |one: &&Rebased| folder.get(&one.from).is_some_and(|migration| migration.spec.is_some());
    if let Some(one) = rebased.iter().find(planned) {
        let message = format!("{} has a migration.toml, which is not planned again", one.from);
        let help = "remove its folder, and plan it anew: `parallax migrate create NAME --plan`";
        return Err(Failure::of(Kind::Conflict, message).migration(&one.from).help(help).into());
    }
    let mut answer =
        Answer { version: parallax_wire::v1::VERSION, dry_run: args.dry_run, rebased: Vec::new() };
    for one in rebased {
        let start = state_fingerprint(&one.before);
        let files = one.draft.files(&one.name, &one.before, &start, &history(&rest)).map_err(|broken| {
            Broken::new(&DEFECT, format!("the migration does not fit its history: {broken}"))
        })?;
        if args.dry_run {
            if !args.json {
                output::print(&files.sql)?;
            }
        } else {
            let content: [(&str, &[u8]); 3] = [
                (SCRIPT, files.sql.as_bytes()),
                (DOWN, files.down.as_bytes()),
                (SIDECAR, files.sidecar.as_bytes()),
            ];
            parallax_config::rewrite_migration(&project.migrations, &one.from, &one.name, &content)?;
        }
        rest.push(Entry::new(one.name.as_str(), files.sql.as_bytes(), Some(&files.sidecar)));
        say(&one, args, &world);
        let plan = &one.draft.comparison.plan;
        answer.rebased.push(One {
            from: one.from,
            name: one.name,
            tag: plan.tag().as_str(),
            steps: plan.steps.len(),
            sql: files.sql,
        });
    }
    if args.json {
        output::print(&redact(&json(&answer)))?;
    }
    Ok(OK)
}

/// States that migrations were planned on and no file holds.
fn found(
    project: &Project,
    entries: &[Entry],
    folder: &Folder,
    target: &Target,
    world: &mut Real,
    session: &Session,
) -> Result<Vec<Found>, Stop> {
    let scope = Scope { default: Name::default(), schemas: project.meaning(session)?.namespaces() };
    let shadow = project.shadow_url(session);
    let place = Place { url: Some(&project.url), shadow: shadow.as_deref(), scope: &scope, target };
    let mut found = Vec::new();
    walk(entries, folder, &place, &world.new_id(), &mut found)?;
    Ok(found)
}

fn say(one: &Rebased, args: &RebaseArgs, world: &Real) {
    let would = if args.dry_run { "Would plan" } else { "Planned" };
    let renamed = if one.from == one.name { String::new() } else { format!(", now {}", one.name) };
    world.say(&format!("{would} {} again{renamed}", one.from));
    if one.draft.is_empty() {
        world.say("  nothing is left of it: the others do the same; its folder can go");
    }
}

/// What it was planned for.
fn target_of(entries: &[Entry], name: &str, folder: &Folder) -> Result<Target, Stop> {
    let entry = entries.iter().find(|entry| entry.name == name);
    let planned = entry.and_then(|entry| entry.sidecar().fresh()).map(|migration| migration.target.as_str());
    match planned.or(folder.provider.as_deref()).map(parse_target) {
        Some(Ok(target)) => Ok(target),
        Some(Err(_)) | None => Err(unknown(name, folder).into()),
    }
}

fn unknown(name: &str, folder: &Folder) -> Box<Failure> {
    let known: Vec<&str> = folder.migrations.iter().map(|migration| migration.name.as_str()).collect();
    Failure::of(Kind::UnknownMigration, format!("there is no migration {name} in {}", folder.path))
        .migration(name)
        .help(format!("there are: {}", known.join(", ")))
}

fn refused(why: NotRebased, args: &RebaseArgs, folder: &Folder) -> Stop {
    let anew = format!(
        "remove the folder of {} and run `parallax migrate dev --create-only`: it plans anew what the schema says \
         besides the others",
        args.name
    );
    let failure = match why {
        NotRebased::Unknown => unknown(&args.name, folder),
        NotRebased::Unreadable(why) => {
            let message = format!("what {} changes cannot be told from its SQL: {why}", args.name);
            Failure::of(Kind::Conflict, message).help(format!("rewrite its migration.sql by hand; or {anew}"))
        }
        NotRebased::NoBase => {
            let message = format!("{} was planned on a state that no migration here leads to", args.name);
            Failure::of(Kind::Conflict, message).help(anew)
        }
        NotRebased::Rest(end) => match *end {
            End::Conflict(conflict) => {
                Failure::of(Kind::Conflict, format!("among the others there is a conflict, too: {conflict}"))
                    .help(format!("settle that first: `parallax migrate rebase {}`", conflict.b))
            }
            End::Replay(why) => {
                let message = format!("the state at the end of the others is not known: {why}");
                Failure::of(Kind::Conflict, message).help(anew)
            }
            End::Known(_) | End::Base { .. } => {
                Failure::of(Kind::Conflict, "the state at the end of the others is not known")
            }
        },
        NotRebased::Collides { name, on } => {
            let message =
                format!("{name} and the others change the same, each in its own way: {}", on.join("; "));
            Failure::of(Kind::Conflict, message)
                .help(format!("decide in the schema which of both is meant; then {anew}"))
        }
        NotRebased::Broken(broken) => {
            let message = format!("the migration does not fit its history: {broken}");
            return Broken::new(&DEFECT, message).into();
        }
    };
    failure.migration(&args.name).into()
}

/// A migration that ran somewhere stays what it is. Where the database cannot be asked, people are told so.
fn refuse_applied(project: &Project, rebased: &[Rebased], world: &Real) -> Result<(), Stop> {
    let mut live = match project.open(false) {
        Ok(live) => live,
        Err(_) => {
            world.say("The database could not be asked whether it has applied it; go on only if none has");
            return Ok(());
        }
    };
    let history = History::of(live.as_ref());
    let records = history.read(live.as_mut())?;
    let ran = records.iter().filter(|record| record.state() != State::RolledBack);
    let names: Vec<&str> = ran.map(|record| record.name.as_str()).collect();
    match rebased.iter().find(|one| names.contains(&one.from.as_str())) {
        None => Ok(()),
        Some(one) => {
            let message = format!("{} is applied; what ran cannot be planned again", one.from);
            let help = "rebase the other one; or take this one back first: `parallax migrate down`";
            Err(Failure::of(Kind::AlreadyApplied, message).migration(&one.from).help(help).into())
        }
    }
}

//! The states that a history leads to: told by the files beside its migrations, or found by a replay.

use super::project::Project;
use super::scratch::Scratch;
use crate::session::Session;
use crate::stop::Stop;
use parallax_config::{DEFECT, Failure as Broken};
use parallax_engine::{Database, NotObserved, Observed, Scope, Target};
use parallax_migrate::conflict::Conflict;
use parallax_migrate::replay::{End, InDatabase, NotReplayed, Replayer, Script, end};
use parallax_migrate::sidecar::Entry;
use parallax_migrate::{Failure, Folder, Kind, World};
use std::collections::BTreeSet;

/// Where histories are replayed.
pub struct Place<'a> {
    pub project: &'a Project,
    pub scope: &'a Scope,
    pub target: &'a Target,
    /// `--shadow-database-url`
    pub shadow: Option<&'a str>,
}

/// The states of a history.
pub struct States {
    /// After what a database has of it.
    pub applied: Database,
    /// After all of it.
    pub all: Database,
    /// Why it had to be replayed, where it was.
    pub replayed: Option<String>,
}

/// Why there are none.
pub enum NoStates {
    Conflict(Conflict),
    Stop(Stop),
}

impl<T: Into<Stop>> From<T> for NoStates {
    fn from(stop: T) -> NoStates {
        NoStates::Stop(stop.into())
    }
}

/// `applied` are the names of migrations that a database has.
pub fn states(
    folder: &Folder,
    applied: &BTreeSet<&str>,
    place: &Place<'_>,
    world: &mut dyn World,
    session: &Session,
) -> Result<States, NoStates> {
    let entries = Entry::all(folder);
    let walk = |entries: &[Entry]| -> Result<End, Stop> {
        end(entries, place.target).map_err(|broken| {
            Broken::new(&DEFECT, format!("a file beside a migration does not fit its history: {broken}"))
                .into()
        })
    };
    let there: Vec<Entry> =
        entries.iter().filter(|entry| applied.contains(entry.name.as_str())).cloned().collect();
    let why = match walk(&entries)? {
        End::Known(all) if there.len() == entries.len() => {
            return Ok(States { applied: (*all).clone(), all: *all, replayed: None });
        }
        End::Known(all) => match walk(&there)? {
            End::Known(applied) => return Ok(States { applied: *applied, all: *all, replayed: None }),
            End::Replay(why) => why,
            End::Conflict(conflict) => format!("{conflict}, and both are applied"),
        },
        // Where both ran, somebody has settled it.
        End::Conflict(conflict) if applied.contains(conflict.b.as_str()) => {
            format!("{conflict}, and both are applied")
        }
        End::Conflict(conflict) => return Err(NoStates::Conflict(conflict)),
        End::Replay(why) => why,
    };
    let (applied, all) = replay(folder, applied, place, world, session)?;
    Ok(States { applied: applied.database, all: all.database, replayed: Some(why) })
}

/// Runs what is applied, looks, runs the rest, and looks again.
fn replay(
    folder: &Folder,
    applied: &BTreeSet<&str>,
    place: &Place<'_>,
    world: &mut dyn World,
    session: &Session,
) -> Result<(Observed, Observed), Stop> {
    let mut scripts = (Vec::new(), Vec::new());
    for migration in folder.migrations.iter().filter(|migration| migration.files.script.is_some()) {
        let script = folder.script(migration)?;
        let known = applied.contains(migration.name.as_str());
        let list = if known { &mut scripts.0 } else { &mut scripts.1 };
        list.push((migration.name.as_str(), script.text));
    }
    let shadow = match place.shadow {
        Some(shadow) => Some(shadow.to_owned()),
        None => place.project.shadow_url(session)?,
    };
    let mut scratch = Scratch::open(&place.project.url, shadow.as_deref(), place.scope, &world.new_id())?;
    let Some(database) = scratch.session() else {
        return Err(Failure::of(Kind::NoScratch, "there is no database for trying migrations").into());
    };
    let scope = Scope { default: database.default_schema().into(), schemas: place.scope.schemas.clone() };
    let mut replayer = InDatabase { session: database, scope: &scope };
    let mut run = |scripts: &[(&str, String)]| -> Result<Observed, Stop> {
        let scripts: Vec<Script<'_>> =
            scripts.iter().map(|(name, sql)| Script { name, sql: sql.as_str() }).collect();
        replayer.replay(&scripts).map_err(not_replayed)
    };
    let before = run(&scripts.0)?;
    let after = if scripts.1.is_empty() { before.clone() } else { run(&scripts.1)? };
    Ok((before, after))
}

fn not_replayed(error: NotReplayed) -> Stop {
    match error {
        NotReplayed::Failed { ref migration, ref fault } => Failure::of(
            Kind::ReplayFailed,
            error.to_string(),
        )
        .migration(migration)
        .fault(fault.clone())
        .help(
            "correct its migration.sql; it must run on an empty database after the migrations in front of it",
        )
        .into(),
        NotReplayed::NotObserved(NotObserved::Fault { query, fault }) => {
            Failure::server(&format!("reading the catalog ({query})"), fault).into()
        }
        NotReplayed::NotObserved(NotObserved::Unreadable(unreadable)) => {
            Broken::new(&DEFECT, unreadable.to_string()).into()
        }
    }
}

//! The states that a history leads to: told by the files beside its migrations, or found by a replay.

use super::project::{self, Project, ProjectArgs};
use super::scratch::Scratch;
use crate::session::Session;
use crate::stop::Stop;
use parallax_config::{DEFECT, FILE_MISSING, Failure as Broken, NO_TARGET};
use parallax_engine::{Database, Name, NotObserved, Observed, Scope, Target};
use parallax_migrate::conflict::Conflict;
use parallax_migrate::offline::{Offline, Told};
use parallax_migrate::replay::{End, Found, InDatabase, NotReplayed, Replayer, Script, end};
use parallax_migrate::sidecar::{self, Entry};
use parallax_migrate::{Failure, Folder, Kind};
use std::collections::BTreeSet;
use std::path::Path;

/// Where histories are replayed.
pub struct Place<'a> {
    /// Of the database that is migrated.
    pub url: Option<&'a str>,
    /// Of one that may be emptied.
    pub shadow: Option<&'a str>,
    pub scope: &'a Scope,
    pub target: &'a Target,
}

/// The states of a history.
pub struct States {
    /// After what a database has of it.
    pub applied: Database,
    /// After all of it.
    pub all: Database,
    /// Why it had to be replayed, where it was, and on what.
    pub replayed: Option<(String, Target)>,
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

/// `applied` are the names of migrations that a database has; `id` is part of the name of a scratch database.
pub fn states(
    folder: &Folder,
    applied: &BTreeSet<&str>,
    place: &Place<'_>,
    id: &str,
) -> Result<States, NoStates> {
    let entries = Entry::all(folder);
    let mut found = Vec::new();
    let mut walk = |entries: &[Entry]| walk(entries, folder, place, id, &mut found);
    let there: Vec<Entry> =
        entries.iter().filter(|entry| applied.contains(entry.name.as_str())).cloned().collect();
    let why = match walk(&entries)? {
        End::Known(all) if there.len() == entries.len() => {
            return Ok(States { applied: (*all).clone(), all: *all, replayed: None });
        }
        End::Known(all) => match walk(&there)? {
            End::Known(applied) => return Ok(States { applied: *applied, all: *all, replayed: None }),
            End::Replay(why) => why,
            End::Base { .. } => BASE.to_owned(),
            End::Conflict(conflict) => format!("{conflict}, and both are applied"),
        },
        // Where both ran, somebody has settled it.
        End::Conflict(conflict)
            if applied.contains(conflict.a.as_str()) && applied.contains(conflict.b.as_str()) =>
        {
            format!("{conflict}, and both are applied")
        }
        End::Conflict(conflict) => return Err(NoStates::Conflict(conflict)),
        End::Replay(why) => why,
        End::Base { .. } => BASE.to_owned(),
    };
    let rest = folder.migrations.iter().map(|migration| migration.name.as_str());
    let rest: BTreeSet<&str> = rest.filter(|name| !applied.contains(name)).collect();
    if let Some((applied, all)) = offline(folder, applied, &rest, place)?
        && applied.is_certain()
        && all.is_certain()
    {
        let replayed = Some((why, *place.target));
        return Ok(States { applied: applied.database, all: all.database, replayed });
    }
    let mut scratch = Scratch::open(place.url, place.shadow, place.scope, id)?;
    let on = scratch.session().map_or(*place.target, |session| *session.target());
    let (applied, all) = replay(folder, applied, &rest, place, &mut scratch)?;
    Ok(States { applied: applied.database, all: all.database, replayed: Some((why, on)) })
}

const BASE: &str = "a migration was planned on a state that no file tells";

/// What the files tell. States that some were planned on and no file holds are found by a replay of what is in front.
pub fn walk(
    entries: &[Entry],
    folder: &Folder,
    place: &Place<'_>,
    id: &str,
    found: &mut Vec<Found>,
) -> Result<End, Stop> {
    loop {
        let end = end(entries, place.target, found).map_err(|broken| {
            Broken::new(&DEFECT, format!("a file beside a migration does not fit its history: {broken}"))
        })?;
        let End::Base { entries: count, fingerprint } = end else { return Ok(end) };
        if found.iter().any(|state: &Found| state.fingerprint == fingerprint) {
            return Ok(End::Base { entries: count, fingerprint });
        }
        let names: BTreeSet<&str> = entries.iter().take(count).map(|entry| entry.name.as_str()).collect();
        if let Some((told, _)) = offline(folder, &names, &BTreeSet::new(), place)?
            && told.is_certain()
        {
            found.push(Found { entries: count, fingerprint, database: told.database });
            continue;
        }
        let mut scratch = Scratch::open(place.url, place.shadow, place.scope, id)?;
        let (observed, _) = replay(folder, &names, &BTreeSet::new(), place, &mut scratch)?;
        found.push(Found { entries: count, fingerprint, database: observed.database });
    }
}

/// As [`replay`], in the model: without a server. None where the system has a database in memory, which is quick and
/// leaves no doubts.
fn offline(
    folder: &Folder,
    first: &BTreeSet<&str>,
    then: &BTreeSet<&str>,
    place: &Place<'_>,
) -> Result<Option<(Told, Told)>, Stop> {
    if place.url.and_then(parallax_connect::in_memory).is_some() || !place.target.dialect.ddl.replays {
        return Ok(None);
    }
    let mut replay = Offline::new(place.target, place.scope);
    let mut run = |names: &BTreeSet<&str>| -> Result<Told, Stop> {
        let texts = scripts(folder, names)?;
        let scripts: Vec<Script<'_>> = texts.iter().map(|(name, sql)| Script { name, sql }).collect();
        replay.run(&scripts);
        Ok(replay.told())
    };
    Ok(Some((run(first)?, run(then)?)))
}

/// The names and texts of migrations that have a script.
fn scripts<'f>(folder: &'f Folder, names: &BTreeSet<&str>) -> Result<Vec<(&'f str, String)>, Stop> {
    let wanted = folder
        .migrations
        .iter()
        .filter(|migration| names.contains(migration.name.as_str()) && migration.files.script.is_some());
    let texts = wanted.map(|migration| Ok((migration.name.as_str(), folder.script(migration)?.text)));
    Ok(texts.collect::<parallax_migrate::Outcome<_>>()?)
}

/// Runs what is applied, looks, runs the rest, and looks again.
fn replay(
    folder: &Folder,
    first: &BTreeSet<&str>,
    then: &BTreeSet<&str>,
    place: &Place<'_>,
    scratch: &mut Scratch,
) -> Result<(Observed, Observed), Stop> {
    let Some(database) = scratch.session() else {
        return Err(Failure::of(Kind::NoScratch, "there is no database for trying migrations").into());
    };
    let scope = Scope { default: database.default_schema().into(), schemas: place.scope.schemas.clone() };
    let mut replayer = InDatabase { session: database, scope: &scope };
    let mut run = |names: &BTreeSet<&str>| -> Result<Observed, Stop> {
        let texts = self::scripts(folder, names)?;
        let scripts: Vec<Script<'_>> = texts.iter().map(|(name, sql)| Script { name, sql }).collect();
        replayer.replay(&scripts).map_err(not_replayed)
    };
    let before = run(first)?;
    let after = if then.is_empty() { before.clone() } else { run(then)? };
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

/// What helps to find the state of a folder of migrations.
pub struct Replaying<'a> {
    /// `--shadow-database-url`
    pub shadow: Option<&'a str>,
    /// `--target`
    pub target: Option<Target>,
    pub session: &'a Session,
}

/// The state at the end of scripts.
pub struct Ended {
    pub database: Database,
    pub target: Target,
    /// What is not certain about it.
    pub notes: Vec<String>,
}

/// The state at the end of a folder of migrations, and what it is for.
pub fn of_folder(path: &Path, schemas: &[Name], replaying: &Replaying<'_>) -> Result<Ended, Stop> {
    let folder = project::folder(path)?;
    if folder.migrations.is_empty() && folder.provider.is_none() {
        let message = format!("{} holds no migrations", path.display());
        return Err(Broken::new(&FILE_MISSING, message).help("check the path").into());
    }
    let target = target_of(&folder, replaying)?;
    let project = Project::find(&ProjectArgs::default(), replaying.session).ok();
    let shadow = match (replaying.shadow, &project) {
        (Some(shadow), _) => Some(shadow.to_owned()),
        (None, Some(project)) => project.shadow_url(replaying.session),
        (None, None) => None,
    };
    // A provider is the scheme of a URL, which is enough where no server is needed.
    let scheme = target.dialect.language.providers.first().map(|provider| format!("{provider}:"));
    let in_memory = scheme.as_deref().and_then(parallax_connect::in_memory);
    let scope = Scope { default: Name::default(), schemas: schemas.to_vec() };
    let url = in_memory.or(project.as_ref().map(|project| project.url.as_str()));
    let place = Place { url, shadow: shadow.as_deref(), scope: &scope, target: &target };
    let id = uuid::Uuid::new_v4().to_string();
    match states(&folder, &BTreeSet::new(), &place, &id) {
        Ok(states) => {
            // The lock file knows the provider alone: who answered knows which of several servers it is.
            let target = states.replayed.map_or(target, |(_, on)| on);
            Ok(Ended { database: states.all, target, notes: Vec::new() })
        }
        // Without a server, what the model knows is better than nothing, and says what it does not know.
        Err(NoStates::Stop(stop)) => match offline(&folder, &all_of(&folder), &BTreeSet::new(), &place)? {
            Some((told, _)) if shadow.is_none() && no_server(&stop) => {
                Ok(Ended { database: told.database, target, notes: told.doubts })
            }
            Some(_) | None => Err(stop),
        },
        Err(NoStates::Conflict(conflict)) => {
            let help = format!("`parallax migrate rebase {}` plans it anew on top of the other", conflict.b);
            Err(Failure::of(Kind::Conflict, conflict.to_string()).migration(&conflict.b).help(help).into())
        }
    }
}

fn all_of(folder: &Folder) -> BTreeSet<&str> {
    folder.migrations.iter().map(|migration| migration.name.as_str()).collect()
}

/// Whether it ended because nobody could be asked.
fn no_server(stop: &Stop) -> bool {
    matches!(stop, Stop::Migration(failure) if matches!(failure.kind, Kind::NoScratch | Kind::Unreachable))
}

/// Scripts by themselves, for a target that is known.
pub fn of_scripts(files: &[parallax_config::File], target: &Target, schemas: &[Name]) -> Ended {
    let scope = Scope { default: Name::default(), schemas: schemas.to_vec() };
    let mut replay = Offline::new(target, &scope);
    let scripts: Vec<Script<'_>> =
        files.iter().map(|file| Script { name: &file.name, sql: &file.text }).collect();
    replay.run(&scripts);
    let told = replay.told();
    Ended { database: told.database, target: *target, notes: told.doubts }
}

/// As it is named; as the newest file beside a migration says; or by the lock file.
fn target_of(folder: &Folder, replaying: &Replaying<'_>) -> Result<Target, Stop> {
    let entries = Entry::all(folder);
    let known = replaying.target.or_else(|| sidecar::target(folder, &entries));
    known.ok_or_else(|| {
        Broken::new(&NO_TARGET, format!("nothing says which database {} is for", folder.path))
            .help("name it with --target, or bring migration_lock.toml back")
            .into()
    })
}

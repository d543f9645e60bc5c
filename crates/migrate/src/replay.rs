//! The state at the end of a history: what the files beside its migrations tell, and otherwise what a replay of its SQL
//! gives. Knows no files and opens no connections.

use crate::Folder;
use crate::conflict::{self, Change, Conflict};
use crate::sections::Cut;
use crate::sidecar::{self, Entry, Sidecar};
use parallax_dialect::{Fault, Observed, Scope, Session, Target};
use parallax_engine::{NotObserved, Rename, Renames, observe};
use parallax_ir::{Database, Precondition};
use parallax_wire::v1::{Migration, state_fingerprint};
use std::collections::BTreeMap;
use std::fmt;

/// What the files beside the migrations tell.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    /// The state, and whether several lines of the history were put together for it.
    Known(Box<Database>),
    /// Two migrations start from the same state and do not commute.
    Conflict(Conflict),
    /// The state after so many entries must be known first: a later one was planned on it, and calls it by this
    /// fingerprint.
    Base { entries: usize, fingerprint: String },
    /// They do not tell: the SQL must be replayed. Why, as a sentence.
    Replay(String),
}

/// A state that a replay has found: that after so many entries, by the fingerprint by which files call it.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub entries: usize,
    pub fingerprint: String,
    pub database: Database,
}

/// The state after all entries, as far as their files tell. `entries` are in the order in which they run.
pub fn end(entries: &[Entry], target: &Target, found: &[Found]) -> Result<End, Precondition> {
    let mut walk = Walk::begin(entries, target, found);
    for (at, entry) in entries.iter().enumerate().skip(walk.from) {
        let migration = match entry.sidecar() {
            Sidecar::Fresh(migration) if same_dialect(&migration.target, target) => migration.as_ref(),
            Sidecar::Fresh(migration) => {
                let why = format!("{} was planned for {}", entry.name, migration.target);
                return Ok(End::Replay(why));
            }
            Sidecar::Missing => return Ok(End::Replay(format!("{} has no {}", entry.name, sidecar::FILE))),
            Sidecar::Stale(why) => {
                return Ok(End::Replay(format!("{} of {} {why}", sidecar::FILE, entry.name)));
            }
        };
        match walk.go_on(entries, at, migration)? {
            Stride::On => {}
            Stride::Conflict(conflict) => return Ok(End::Conflict(conflict)),
            Stride::Lost => {
                if let Some(entries) = planned_behind(entries, at, migration) {
                    return Ok(End::Base { entries, fingerprint: migration.before.clone() });
                }
                let why = format!("{} was planned on a state that no migration here leads to", entry.name);
                return Ok(End::Replay(why));
            }
        }
    }
    Ok(End::Known(Box::new(walk.current)))
}

/// How many entries a migration was planned behind, where the history begins with exactly those.
fn planned_behind(entries: &[Entry], at: usize, migration: &Migration) -> Option<usize> {
    (0..=at).rev().find(|count| {
        entries.get(..*count).is_some_and(|in_front| sidecar::history(in_front) == migration.history)
    })
}

fn same_dialect(planned: &str, target: &Target) -> bool {
    planned.split('@').next() == Some(target.dialect.name)
}

/// The way through the history.
struct Walk<'a> {
    target: &'a Target,
    /// The first entry that is yet to be walked.
    from: usize,
    current: Database,
    /// States that were reached, by their fingerprints, with the entries that led to each.
    states: BTreeMap<String, State<'a>>,
}

struct State<'a> {
    database: Base<'a>,
    /// Indices of the entries, in order.
    line: Vec<usize>,
}

enum Base<'a> {
    Nothing(Box<Database>),
    Of(&'a Database),
}

impl Base<'_> {
    fn get(&self) -> &Database {
        match self {
            Base::Nothing(database) => database,
            Base::Of(database) => database,
        }
    }
}

enum Stride {
    On,
    Conflict(Conflict),
    Lost,
}

impl<'a> Walk<'a> {
    /// Begins at the newest migration whose file was made for exactly the history in front of it.
    fn begin(entries: &'a [Entry], target: &'a Target, found: &'a [Found]) -> Walk<'a> {
        let mut walk = Walk { target, from: 0, current: Database::default(), states: BTreeMap::new() };
        let nothing = State { database: Base::Nothing(Box::default()), line: Vec::new() };
        walk.states.insert(state_fingerprint(&Database::default()), nothing);
        for state in found {
            let line = (0..state.entries).collect();
            walk.states
                .insert(state.fingerprint.clone(), State { database: Base::Of(&state.database), line });
        }
        for (at, entry) in entries.iter().enumerate().rev() {
            let Some(migration) = entry.sidecar().fresh() else { continue };
            let in_front = entries.get(..at).unwrap_or_default();
            if migration.history != sidecar::history(in_front) || !same_dialect(&migration.target, target) {
                continue;
            }
            walk.reach(migration, (0..=at).collect());
            walk.from = at + 1;
            walk.current = migration.database.clone();
            return walk;
        }
        walk
    }

    /// What a migration leads to; its file was read only because its fingerprint is that of its database.
    fn reach(&mut self, migration: &'a Migration, line: Vec<usize>) {
        let database = Base::Of(&migration.database);
        self.states.entry(migration.after.clone()).or_insert(State { database, line });
    }

    /// The states in front of where the walk began are known as well, where files say so. Most histories have no fork,
    /// and never need them.
    fn look_back(&mut self, entries: &'a [Entry]) {
        for (at, earlier) in entries.iter().enumerate().take(self.from) {
            if let Some(earlier) = earlier.sidecar().fresh() {
                self.reach(earlier, (0..=at).collect());
            }
        }
    }

    fn go_on(
        &mut self,
        entries: &'a [Entry],
        at: usize,
        migration: &'a Migration,
    ) -> Result<Stride, Precondition> {
        let start = state_fingerprint(&self.current);
        if migration.before != start && !self.states.contains_key(&migration.before) {
            self.look_back(entries);
        }
        let Some(base) = self.states.get(&migration.before) else {
            if migration.before != start {
                return Ok(Stride::Lost);
            }
            self.current = migration.database.clone();
            self.reach(migration, (0..=at).collect());
            return Ok(Stride::On);
        };
        let line: Vec<usize> = base.line.iter().copied().chain([at]).collect();
        if migration.before == start {
            self.current = migration.database.clone();
            self.reach(migration, (0..=at).collect());
            return Ok(Stride::On);
        }
        let others: Vec<usize> = (0..at).filter(|other| !base.line.contains(other)).collect();
        let ours_renames = Renames(others.iter().flat_map(|other| renames_of(entries, *other)).collect());
        let theirs_renames = Renames(renames(migration));
        let ours = Change { after: &self.current, renames: &ours_renames };
        let theirs = Change { after: &migration.database, renames: &theirs_renames };
        match conflict::combine(base.database.get(), ours, theirs, self.target)? {
            Ok(combined) => {
                self.current = combined;
                self.reach(migration, line);
                Ok(Stride::On)
            }
            Err(clash) => {
                let a = self.culprit(entries, &others, base.database.get(), theirs)?;
                let name = |at: usize| entries.get(at).map(|entry| entry.name.clone()).unwrap_or_default();
                Ok(Stride::Conflict(Conflict { a: name(a), b: name(at), clash }))
            }
        }
    }

    /// Which of the others it is that collides: the first that does so by itself, or else the last.
    fn culprit(
        &self,
        entries: &[Entry],
        others: &[usize],
        base: &Database,
        theirs: Change<'_>,
    ) -> Result<usize, Precondition> {
        for other in others {
            let Some(migration) = entries.get(*other).and_then(|entry| entry.sidecar().fresh()) else {
                continue;
            };
            if migration.before != state_fingerprint(base) {
                continue;
            }
            let renames = Renames(renames(migration));
            let ours = Change { after: &migration.database, renames: &renames };
            if conflict::combine(base, ours, theirs, self.target)?.is_err() {
                return Ok(*other);
            }
        }
        Ok(others.last().copied().unwrap_or_default())
    }
}

/// The renames that were declared for a migration.
pub fn renames(migration: &Migration) -> Vec<Rename> {
    migration.renames.iter().filter_map(|text| Rename::parse(text).ok()).collect()
}

fn renames_of(entries: &[Entry], at: usize) -> Vec<Rename> {
    entries.get(at).and_then(|entry| entry.sidecar().fresh()).map(renames).unwrap_or_default()
}

/// The conflict that stands in the way of migrations that are to run: not one that ran on both sides, which somebody has
/// settled. None where the files do not tell; then the SQL says what it says.
pub fn conflict_of(
    folder: &Folder,
    pending: &[String],
    target: &Target,
) -> Result<Option<Conflict>, Precondition> {
    let has_file =
        |name: &String| folder.get(name).is_some_and(|migration| migration.files.sidecar.is_some());
    // A single line of migrations is the rule: no file needs to be read for it but those of what is to run.
    if !pending.iter().any(has_file) {
        return Ok(None);
    }
    let entries = Entry::all(folder);
    let waits = |name: &str| pending.iter().any(|pending| pending == name);
    match end(&entries, target, &[])? {
        End::Conflict(conflict) if waits(&conflict.a) || waits(&conflict.b) => Ok(Some(conflict)),
        End::Conflict(_) | End::Known(_) | End::Base { .. } | End::Replay(_) => Ok(None),
    }
}

/// A script of the history.
#[derive(Debug, Clone, Copy)]
pub struct Script<'a> {
    pub name: &'a str,
    pub sql: &'a str,
}

/// Why a history could not be replayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotReplayed {
    /// A migration does not run (P3006).
    Failed { migration: String, fault: Fault },
    /// The result could not be read.
    NotObserved(NotObserved),
}

impl fmt::Display for NotReplayed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotReplayed::Failed { migration, fault } => {
                write!(f, "the migration {migration} does not run on an empty database: {fault}")
            }
            NotReplayed::NotObserved(error) => error.fmt(f),
        }
    }
}
impl std::error::Error for NotReplayed {}

/// Finds the state that scripts lead to, from nothing. One way is an empty database of a server; others may do without.
pub trait Replayer {
    fn replay(&mut self, scripts: &[Script<'_>]) -> Result<Observed, NotReplayed>;
}

/// Runs them in an empty database, and reads its catalog.
pub struct InDatabase<'a> {
    pub session: &'a mut dyn Session,
    pub scope: &'a Scope,
}

impl InDatabase<'_> {
    /// As one message where all of it is one transaction. Otherwise one by one: several statements in one message are a
    /// transaction, too, in which not all of them can be.
    pub fn run(&mut self, script: &Script<'_>) -> Result<(), Fault> {
        let whole = crate::Script {
            file: script.name.to_owned(),
            text: script.sql.to_owned(),
            checksum: String::new(),
        };
        let cut = Cut::new(&whole, self.session.target());
        if cut.is_atomic() {
            return self.session.run(script.sql);
        }
        (0..cut.len()).try_for_each(|at| self.session.run(cut.statement(at)))
    }

    /// Statement by statement, whatever the server says to each; gives what it refused.
    pub fn run_on(&mut self, script: &Script<'_>) -> Vec<(String, Fault)> {
        let whole = crate::Script {
            file: script.name.to_owned(),
            text: script.sql.to_owned(),
            checksum: String::new(),
        };
        let cut = Cut::new(&whole, self.session.target());
        let mut refused = Vec::new();
        for at in 0..cut.len() {
            if let Err(fault) = self.session.run(cut.statement(at)) {
                refused.push((cut.statement(at).to_owned(), fault));
            }
        }
        refused
    }
}

impl Replayer for InDatabase<'_> {
    fn replay(&mut self, scripts: &[Script<'_>]) -> Result<Observed, NotReplayed> {
        for script in scripts {
            self.run(script)
                .map_err(|fault| NotReplayed::Failed { migration: script.name.to_owned(), fault })?;
        }
        observe(self.session, self.scope).map_err(NotReplayed::NotObserved)
    }
}

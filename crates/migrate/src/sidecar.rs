//! The file beside a migration's SQL: whether it can be trusted, and writing it. Knows no files of the system; who reads
//! and writes them is told what is in them.

use crate::down::losses;
use crate::draft::Draft;
use crate::{Folder, checksum, matches};
use parallax_engine::{Target, parse_target};
use parallax_wire::v1::{Destructive, Migration, MigrationDocument, MigrationStep, state_fingerprint};
use sha2::{Digest, Sha256};
use std::sync::{Arc, OnceLock};

/// Its name in the folder of the migration.
pub const FILE: &str = "parallax.json";

/// A migration of the history, as its folder holds it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Of the folder.
    pub name: String,
    /// Lower-case hex SHA-256 of its SQL with line ends as in Unix, which version control changes between systems.
    pub checksum: String,
    /// Read when somebody asks: it holds a whole database.
    sidecar: Arc<OnceLock<Sidecar>>,
    file: Option<Arc<File>>,
}

/// The file beside the SQL, and the SQL.
#[derive(Debug)]
struct File {
    sql: Vec<u8>,
    text: String,
}

/// What stands beside the SQL.
#[derive(Debug, Clone, PartialEq)]
pub enum Sidecar {
    /// Nothing: another tool, or a person, has written the migration.
    Missing,
    /// Something that does not belong to this SQL, or cannot be read. Why, as the end of a sentence about the file.
    Stale(String),
    Fresh(Box<Migration>),
}

impl Sidecar {
    pub fn fresh(&self) -> Option<&Migration> {
        match self {
            Sidecar::Fresh(migration) => Some(migration),
            Sidecar::Missing | Sidecar::Stale(_) => None,
        }
    }
}

impl Entry {
    /// `file` is the text of the file beside the SQL, where there is one.
    pub fn new(name: impl Into<String>, sql: &[u8], file: Option<&str>) -> Entry {
        let file = file.map(|text| Arc::new(File { sql: sql.to_vec(), text: text.to_owned() }));
        Entry { name: name.into(), checksum: unix_checksum(sql), sidecar: Arc::default(), file }
    }

    pub fn sidecar(&self) -> &Sidecar {
        self.sidecar.get_or_init(|| match &self.file {
            None => Sidecar::Missing,
            Some(file) => read(&file.sql, &file.text),
        })
    }
}

impl Entry {
    /// Those of a folder of migrations, in the order in which they run; without the ones that have no SQL.
    pub fn all(folder: &Folder) -> Vec<Entry> {
        folder.migrations.iter().filter_map(Entry::of).collect()
    }

    /// One of them; none without SQL.
    pub fn of(migration: &crate::Migration) -> Option<Entry> {
        let sql = migration.files.script.as_deref()?;
        let file = migration.files.sidecar.as_deref().map(String::from_utf8_lossy);
        Some(Entry::new(&migration.name, sql, file.as_deref()))
    }
}

/// What a history is for: as the newest file beside a migration says, or else the lock file.
pub fn target(folder: &Folder, entries: &[Entry]) -> Option<Target> {
    let planned = entries.iter().rev().find_map(|entry| entry.sidecar().fresh());
    let locked = || folder.provider.as_deref().and_then(|provider| parse_target(provider).ok());
    planned.and_then(|planned| parse_target(&planned.target).ok()).or_else(locked)
}

fn read(sql: &[u8], text: &str) -> Sidecar {
    match MigrationDocument::read(text) {
        Err(error) => Sidecar::Stale(format!("cannot be read: {error}")),
        Ok(migration) if matches(&migration.checksum, sql) => Sidecar::Fresh(Box::new(migration)),
        Ok(_) => Sidecar::Stale("describes other SQL: migration.sql was changed since".to_owned()),
    }
}

fn unix_checksum(sql: &[u8]) -> String {
    match std::str::from_utf8(sql) {
        Ok(text) if text.contains('\r') => checksum(text.replace("\r\n", "\n").as_bytes()),
        Ok(_) | Err(_) => checksum(sql),
    }
}

/// One hash for the history in front of a migration: a file is of use for the state at its end only where that is the
/// history that it was planned on.
pub fn history<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> String {
    let mut hasher = Sha256::new();
    for entry in entries {
        hasher.update(entry.name.as_bytes());
        hasher.update([0]);
        hasher.update(entry.checksum.as_bytes());
        hasher.update([0]);
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The text of the file for a migration that was just planned.
pub fn write(draft: &Draft, before: &str, history: &str) -> String {
    let plan = &draft.comparison.plan;
    let reasons = losses(plan);
    let steps = plan.steps.iter().zip(&draft.places).map(|(step, place)| MigrationStep::new(step, place));
    let migration = Migration {
        target: draft.target.to_string(),
        checksum: checksum(draft.sql.as_bytes()),
        history: history.to_owned(),
        before: before.to_owned(),
        after: state_fingerprint(&draft.after),
        tag: plan.tag().into(),
        destructive: (!reasons.is_empty()).then_some(Destructive { reasons, allowed: false }),
        renames: draft.renames.0.iter().map(ToString::to_string).collect(),
        steps: steps.collect(),
        database: draft.after.clone(),
    };
    let mut text = serde_json::to_string_pretty(&MigrationDocument::new(&migration)).unwrap_or_default();
    text.push('\n');
    text
}

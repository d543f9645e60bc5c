//! A snapshot: a whole database as JSON, to be compared with later. Names in the schema language are kept, so that
//! renames are still known; places in files are not.

/// The same words on both sides: those of the form to those of the database, and back.
macro_rules! words {
    ($($name:ident { $($value:ident),* })*) => {$(
        impl From<ir::$name> for $name {
            fn from(value: ir::$name) -> Self {
                match value { $(ir::$name::$value => $name::$value),* }
            }
        }
        impl From<$name> for ir::$name {
            fn from(value: $name) -> Self {
                match value { $($name::$value => ir::$name::$value),* }
            }
        }
    )*};
}

mod decode;
mod encode;
mod model;
mod objects;

pub use model::*;

use super::VERSION;
use parallax_ir as ir;
use std::fmt;

/// What `kind` says.
const KIND: &str = "snapshot";

/// Why a text is no snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotError {
    pub message: String,
    pub help: String,
}

impl SnapshotError {
    fn new(message: impl Into<String>, help: impl Into<String>) -> SnapshotError {
        SnapshotError { message: message.into(), help: help.into() }
    }
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
impl std::error::Error for SnapshotError {}

/// A snapshot as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// As in `--target`: `postgresql@16`.
    pub target: String,
    pub database: ir::Database,
}

impl SnapshotDocument {
    pub fn new(target: &str, database: &ir::Database) -> SnapshotDocument {
        SnapshotDocument {
            version: VERSION,
            kind: KIND.to_owned(),
            target: target.to_owned(),
            fingerprint: Some(ir::Fingerprint::of(database).to_string()),
            database: Database::from(database),
        }
    }

    /// Reads what [`SnapshotDocument::new`] has written, in this or an earlier program.
    pub fn read(text: &str) -> Result<Snapshot, SnapshotError> {
        let again = "`parallax ir` makes snapshots";
        if !text.trim_start().starts_with('{') {
            return Err(SnapshotError::new("this is no snapshot: it does not begin with a brace", again));
        }
        // The version first: what has another one may have another form.
        let head: Head = serde_json::from_str(text)
            .map_err(|error| SnapshotError::new(format!("this is no snapshot: {error}"), again))?;
        if head.kind.as_deref() != Some(KIND) {
            return Err(SnapshotError::new(
                "this JSON is no snapshot: its `kind` is not \"snapshot\"",
                again,
            ));
        }
        match head.version {
            Some(version) if version == u64::from(VERSION) => {}
            Some(version) => {
                let message =
                    format!("this snapshot has version {version}; this program knows version {VERSION}");
                return Err(SnapshotError::new(
                    message,
                    "update the program, or make the snapshot again with it",
                ));
            }
            None => return Err(SnapshotError::new("this snapshot does not say its `version`", again)),
        }
        let document: SnapshotDocument = serde_json::from_str(text)
            .map_err(|error| SnapshotError::new(format!("this snapshot cannot be read: {error}"), again))?;
        let database = ir::Database::try_from(document.database)?;
        if let Some(fingerprint) = document.fingerprint
            && fingerprint != ir::Fingerprint::of(&database).to_string()
        {
            return Err(SnapshotError::new(
                "this snapshot was changed since it was made: its fingerprint is of something else",
                "make it again, or remove the line with `fingerprint` to use it as it is",
            ));
        }
        Ok(Snapshot { target: document.target, database })
    }
}

/// What every version has.
#[derive(serde::Deserialize)]
#[serde(expecting = "a JSON object")]
struct Head {
    version: Option<u64>,
    kind: Option<String>,
}

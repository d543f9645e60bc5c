//! What stands beside the SQL of a migration: which states it leads between, what its steps do, and the database after
//! it. Belongs to one text of SQL, by its checksum: who edits the SQL makes it stale.

use super::snapshot::Database;
use super::{Answer, Availability, Certainty, Compatibility, Data, Tag, VERSION};
use parallax_ir as ir;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::ops::Range;

/// What `kind` says.
const KIND: &str = "migration";

/// What Parallax knows of a migration that it has written: `parallax.json` beside `migration.sql`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "Parallax migration")]
#[serde(deny_unknown_fields)]
pub struct MigrationDocument {
    /// Of this form: 1.
    pub version: u32,
    /// `migration`
    pub kind: String,
    /// The database and version that it was planned for: `postgresql@16`.
    pub target: String,
    /// SHA-256 of the bytes of the `migration.sql` that this describes. Anything else makes this file stale.
    pub checksum: String,
    /// SHA-256 over the names and checksums of all migrations in front of this one.
    pub history: String,
    /// Fingerprint of the state that it begins with: SHA-256 of its `database` as compact JSON, without `silent` and
    /// `logical`.
    pub before: String,
    /// Fingerprint of the state that it leads to: that of `database`.
    pub after: String,
    /// The worst of the steps' tags.
    pub tag: Tag,
    /// There where it loses data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destructive: Option<Destructive>,
    /// Renames that were declared for it, as `--rename` takes them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renames: Vec<String>,
    pub steps: Vec<MigrationStep>,
    /// The database after it.
    pub database: Database,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Destructive {
    /// What is lost, one sentence each.
    pub reasons: Vec<String>,
    /// Set to true by whoever has reviewed it: `migrate deploy` then needs no `--allow-destructive`.
    #[serde(default)]
    pub allowed: bool,
}

/// A step, without what can be read in the SQL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MigrationStep {
    /// Such as `CreateTable`.
    pub kind: String,
    /// The table that it is about, as it is called just before the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    pub tag: Tag,
    pub data: Data,
    pub certainty: Certainty,
    /// Who waits; together with `rewrites` and `scans` it bounds how long the step may wait for locks and run.
    pub availability: Availability,
    pub compatibility: Compatibility,
    pub rewrites: Answer,
    pub scans: Answer,
    /// Byte offset in `migration.sql` where its statements begin.
    pub start: usize,
    /// Byte offset behind their end; equal to `start` where the database does the step by itself.
    pub end: usize,
}

/// A migration's own file, as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Migration {
    pub target: String,
    pub checksum: String,
    pub history: String,
    pub before: String,
    pub after: String,
    pub tag: Tag,
    pub destructive: Option<Destructive>,
    pub renames: Vec<String>,
    pub steps: Vec<MigrationStep>,
    pub database: ir::Database,
}

/// Why a text is no migration's file, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationError(pub String);

impl fmt::Display for MigrationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for MigrationError {}

impl MigrationStep {
    pub fn new(step: &ir::Step, place: &Range<usize>) -> MigrationStep {
        let facts = &step.facts;
        MigrationStep {
            kind: step.op.kind().to_owned(),
            table: step.op.table().map(ToString::to_string),
            tag: step.tag().into(),
            data: facts.data.into(),
            certainty: facts.certainty.into(),
            availability: facts.availability.into(),
            compatibility: facts.compatibility.into(),
            rewrites: facts.rewrites.into(),
            scans: facts.scans.into(),
            start: place.start,
            end: place.end,
        }
    }
}

impl MigrationDocument {
    /// The form in which it is written.
    pub fn new(migration: &Migration) -> MigrationDocument {
        MigrationDocument {
            version: VERSION,
            kind: KIND.to_owned(),
            target: migration.target.clone(),
            checksum: migration.checksum.clone(),
            history: migration.history.clone(),
            before: migration.before.clone(),
            after: migration.after.clone(),
            tag: migration.tag,
            destructive: migration.destructive.clone(),
            renames: migration.renames.clone(),
            steps: migration.steps.clone(),
            database: Database::from(&migration.database),
        }
    }

    /// Reads what [`MigrationDocument::new`] has written, in this or an earlier program.
    pub fn read(text: &str) -> Result<Migration, MigrationError> {
        let wrong = |error: &dyn fmt::Display| MigrationError(error.to_string());
        // The version first: what has another one may have another form.
        let head: Head = serde_json::from_str(text).map_err(|error| wrong(&error))?;
        if head.kind.as_deref() != Some(KIND) {
            return Err(MigrationError("its `kind` is not \"migration\"".to_owned()));
        }
        match head.version {
            Some(version) if version == u64::from(VERSION) => {}
            Some(version) => {
                let message = format!("it has version {version}; this program knows version {VERSION}");
                return Err(MigrationError(message));
            }
            None => return Err(MigrationError("it does not say its `version`".to_owned())),
        }
        let document: MigrationDocument = serde_json::from_str(text).map_err(|error| wrong(&error))?;
        let database = ir::Database::try_from(document.database).map_err(|error| wrong(&error))?;
        if document.after != state_fingerprint(&database) {
            return Err(MigrationError("its `database` is not that of its fingerprint".to_owned()));
        }
        Ok(Migration {
            target: document.target,
            checksum: document.checksum,
            history: document.history,
            before: document.before,
            after: document.after,
            tag: document.tag,
            destructive: document.destructive,
            renames: document.renames,
            steps: document.steps,
            database,
        })
    }
}

/// Which state a database is in, as files beside migrations say it. Made of the JSON, so that it stays the same where a
/// later version of the program knows more about databases: what is absent does not count. Names in the schema language,
/// and what is silent, are no part of it.
pub fn state_fingerprint(database: &ir::Database) -> String {
    let mut value = serde_json::to_value(Database::from(database)).unwrap_or_default();
    if let Some(fields) = value.as_object_mut() {
        fields.remove("silent");
    }
    strip(&mut value);
    let digest = Sha256::digest(value.to_string().as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn strip(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            fields.remove("logical");
            fields.values_mut().for_each(strip);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(strip),
        serde_json::Value::Null
        | serde_json::Value::Bool(_)
        | serde_json::Value::Number(_)
        | serde_json::Value::String(_) => {}
    }
}

/// What every version has.
#[derive(Deserialize)]
#[serde(expecting = "a JSON object")]
struct Head {
    version: Option<u64>,
    kind: Option<String>,
}

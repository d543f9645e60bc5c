//! Who ran what, when, for how long and with which result: one entry per step of a spec and per migration of plain SQL.

use crate::{Failure, Moment, Outcome, World};
use parallax_dialect::{Fault, Scope, Session};
use serde::Serialize;

/// Who runs the program, as the system says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Who {
    pub actor: String,
    pub host: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Up,
    Down,
}

impl Direction {
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Up => "up",
            Direction::Down => "down",
        }
    }
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    Done,
    /// It, or a check before or after it, failed.
    Failed,
    /// Somebody stopped it.
    Stopped,
}

impl Ending {
    pub fn as_str(self) -> &'static str {
        match self {
            Ending::Done => "done",
            Ending::Failed => "failed",
            Ending::Stopped => "stopped",
        }
    }
}

/// One line of the log. Holds no secrets once it is written: whoever writes it redacts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    pub id: String,
    /// The same for all that one attempt at a migration did.
    pub run: String,
    pub migration: String,
    /// Of its spec.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    pub direction: Direction,
    /// From 1; none for all of a migration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<usize>,
    /// `schema`, `data`, `validation`; `migration` for all of one.
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(flatten)]
    pub who: Who,
    pub started_at: Moment,
    pub duration_ms: i64,
    /// How often it was tried, the last time included.
    pub attempts: usize,
    pub result: Ending,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// Where entries go besides the file that the world keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Table {
    /// Where specs are run.
    #[default]
    Specs,
    /// Of all migrations.
    All,
    Never,
}

/// The entry of all of a migration of plain SQL.
pub(crate) fn of_migration(
    name: &str,
    direction: Direction,
    started_at: Moment,
    result: &crate::Outcome<()>,
    world: &mut dyn World,
) -> Entry {
    let failure = result.as_ref().err();
    Entry {
        id: world.new_id(),
        run: world.new_id(),
        migration: name.to_owned(),
        key: None,
        direction,
        step: None,
        steps: None,
        kind: "migration",
        description: None,
        who: world.who(),
        started_at,
        duration_ms: world.now().0 - started_at.0,
        attempts: 1,
        result: match failure {
            None => Ending::Done,
            Some(failure) if failure.kind == crate::Kind::Interrupted => Ending::Stopped,
            Some(_) => Ending::Failed,
        },
        message: failure.map(|failure| failure.message.clone()),
    }
}

/// Writes an entry, to the file and, with `table`, into the database. Where the table cannot be written, the file says so.
pub(crate) fn write(entry: &Entry, table: bool, session: &mut dyn Session, world: &mut dyn World) {
    let entry = world.audit(entry);
    if !table {
        return;
    }
    if let Err(fault) = insert(&entry, session) {
        world.tell(&crate::Event::AuditFailed {
            migration: entry.migration.clone(),
            message: format!("the table of the audit log was not written: {fault}"),
        });
    }
}

/// Makes the table where it is not there.
pub(crate) fn create(session: &mut dyn Session) -> Outcome<()> {
    let upkeep = session.target().dialect.live.upkeep;
    let scope = Scope::new(session.default_schema());
    session.run(&(upkeep.create_audit)(&scope)).map_err(|fault| {
        Failure::server("creating the table of the audit log", fault)
            .help("nothing was run. `--no-audit`, or `audit_table = false` in parallax.toml, goes without the table")
    })
}

fn insert(entry: &Entry, session: &mut dyn Session) -> Result<(), Fault> {
    let dialect = session.target().dialect;
    let upkeep = dialect.live.upkeep;
    let scope = Scope::new(session.default_schema());
    let text = |value: &str| (upkeep.text_literal)(value);
    let maybe = |value: Option<&str>| value.map_or("NULL".to_owned(), text);
    let number = |value: Option<usize>| value.map_or("NULL".to_owned(), |number| number.to_string());
    let short = |value: &str| text(&value.chars().take(255).collect::<String>());
    let values = [
        ("id", text(&entry.id)),
        ("run_id", text(&entry.run)),
        ("migration_name", text(&entry.migration)),
        ("migration_key", maybe(entry.key.as_deref())),
        ("direction", text(entry.direction.as_str())),
        ("step", number(entry.step)),
        ("steps", number(entry.steps)),
        ("kind", text(entry.kind)),
        ("description", maybe(entry.description.as_deref())),
        ("actor", short(&entry.who.actor)),
        ("host", short(&entry.who.host)),
        ("started_at", (upkeep.instant)(&entry.started_at.sql(), entry.started_at.0)),
        ("duration_ms", entry.duration_ms.to_string()),
        ("attempts", entry.attempts.to_string()),
        ("result", text(entry.result.as_str())),
        ("message", maybe(entry.message.as_deref())),
    ];
    let columns: Vec<String> = values.iter().map(|(column, _)| (dialect.quote)(column)).collect();
    let values: Vec<&str> = values.iter().map(|(_, value)| value.as_str()).collect();
    let table = (upkeep.audit_table)(&scope);
    session.run(&format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), values.join(", ")))
}

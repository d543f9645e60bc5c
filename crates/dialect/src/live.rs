//! What a live database is asked, and how its answers are read. Sans-IO: queries out, rows in, so that recorded rows
//! replay in tests. Who talks to a server implements [`Session`].

use crate::{Target, Version};
use parallax_ir::{Column, Database, Name, QName};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// Rows as text; `None` is NULL. Queries cast what has no common text form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows(pub Vec<Row>);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row(pub Vec<Option<String>>);

impl Rows {
    /// The first cell of the first row.
    pub fn single(&self) -> Option<&str> {
        self.0.first()?.text(0)
    }
    pub fn iter(&self) -> std::slice::Iter<'_, Row> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Rows {
    type Item = &'a Row;
    type IntoIter = std::slice::Iter<'a, Row>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl Row {
    /// The text of a cell; none for NULL and beyond the last.
    pub fn text(&self, at: usize) -> Option<&str> {
        self.0.get(at)?.as_deref()
    }
    pub fn name(&self, at: usize) -> Option<Name> {
        self.text(at).map(SmolStr::new)
    }
    pub fn number(&self, at: usize) -> Option<i64> {
        self.text(at)?.parse().ok()
    }
    /// Truth as any server writes it: `t`, `true`, `1`, `YES`.
    pub fn flag(&self, at: usize) -> bool {
        self.text(at).is_some_and(|text| {
            ["t", "true", "1", "yes", "y"].iter().any(|truth| text.eq_ignore_ascii_case(truth))
        })
    }
}

/// What of a database is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// The namespace that the connection takes by default (`public`, `dbo`, the database of MySQL, `main`).
    pub default: Name,
    /// The namespaces to read. Empty: the default one alone. Objects of the default one have no schema in their names,
    /// as models have that name it with `@@schema`; all others carry theirs.
    pub schemas: Vec<Name>,
}

impl Scope {
    pub fn new(default: impl Into<Name>) -> Self {
        Scope { default: default.into(), schemas: Vec::new() }
    }
    /// The namespaces to read, by name.
    pub fn names(&self) -> &[Name] {
        if self.schemas.is_empty() { std::slice::from_ref(&self.default) } else { &self.schemas }
    }
    /// The name of an object as the database that is read shall hold it.
    pub fn qualify(&self, schema: &str, name: impl Into<Name>) -> QName {
        let bare = schema == self.default;
        QName::new((!bare).then(|| SmolStr::new(schema)), name)
    }
}

/// A query by its name in recordings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub name: &'static str,
    pub sql: String,
}

/// What was found in a live database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Observed {
    pub database: Database,
    /// The columns of views and materialized views, in their order: type, whether NULL can be in them, default,
    /// comment. The views themselves are among the objects of the database.
    pub views: BTreeMap<QName, Vec<Column>>,
    /// What is there and the model of a database does not hold: one entry per object, none left out silently.
    pub left: Vec<Left>,
}

/// Something that was seen and left.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Left {
    /// What kind of thing, in the words of the database: `partition`, `rule`, `event`, `foreign table`, …
    pub kind: &'static str,
    /// The table it belongs to, or the object itself.
    pub object: QName,
    /// Of the object: a column, an index.
    pub member: Option<Name>,
    /// What that means, as the end of a sentence.
    pub detail: String,
}

/// Why answers could not be read: the server gave something that this program does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    pub query: &'static str,
    pub message: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the answer to the query {} could not be read: {}", self.query, self.message)
    }
}

/// How a live database is read and worked on. Part of every [`crate::Dialect`].
#[derive(Debug, Clone, Copy)]
pub struct Live {
    /// Asks who answers: one text. Databases that speak one protocol ask alike.
    pub who: &'static str,
    /// The version of this database by that text; absent where another database speaks.
    pub recognise: fn(&str) -> Option<Version>,
    /// Reads the catalog: few queries, each over all tables in scope. In a database of any size the same number.
    pub queries: fn(&Scope, &Target) -> Vec<Query>,
    /// The answers in the order of the queries. Tables of migration tools' own (`_prisma_migrations`) and what belongs
    /// to extensions is left out.
    pub decode: fn(&Scope, &Target, &[Rows]) -> Result<Observed, Unreadable>,
    /// How many rows a table has, as the catalog believes without looking: a query with one number, negative or NULL
    /// where nothing is known. The table as statements name it.
    pub estimate: fn(table: &str) -> Option<String>,
    pub upkeep: Upkeep,
}

/// The names of the tables that migration engines keep for themselves: Prisma's history, and the log of who ran what.
/// They are no part of anybody's schema.
pub const OWN_TABLES: [&str; 2] = ["_prisma_migrations", AUDIT_TABLE];
pub const AUDIT_TABLE: &str = "_parallax_audit";

/// What the migration engine does with a server besides running steps.
#[derive(Debug, Clone, Copy)]
pub struct Upkeep {
    /// A text as a literal, whatever it holds.
    pub text_literal: fn(&str) -> String,
    /// The place where a statement ends, for each statement of a script: comments and quotes as this database reads
    /// them. Byte ranges, in order, without the separator and without what is only white space and comments.
    pub split: fn(&str) -> Vec<std::ops::Range<usize>>,
    /// The tokens of a text, without comments and white space: words, what is in quotes, single signs.
    pub tokens: fn(&str) -> Vec<std::ops::Range<usize>>,
    /// How a statement of a script stands to transactions.
    pub nature: fn(&str, &Target) -> Nature,
    /// What later statements of the same transaction cannot speak of, as they would write it: the new value of an enum,
    /// until it is committed.
    pub usable_once_committed: fn(&str) -> Option<String>,
    pub transaction: Transaction,
    /// The table of migrations as statements name it: so that it is found whatever a script makes of the session.
    pub history_table: fn(&Scope) -> String,
    /// A point in time as a literal for its columns: given as `2026-01-31 23:59:59.123` in UTC, and as milliseconds
    /// since 1970.
    pub instant: fn(utc: &str, millis: i64) -> String,
    /// An expression over one of its columns of time: whole milliseconds since 1970 in UTC, or NULL.
    pub millis: fn(column: &str) -> String,
    /// Creates Prisma's table of migrations where it is not there.
    pub create_history: fn(&Scope) -> String,
    /// The table of who ran what, as statements name it.
    pub audit_table: fn(&Scope) -> String,
    /// Creates it where it is not there.
    pub create_audit: fn(&Scope) -> String,
    /// Whether the table of migrations is there: a query with one row of one number.
    pub has_history: fn(&Scope) -> String,
    /// Whether there is any table in scope besides the engine's own: likewise.
    pub has_tables: fn(&Scope) -> String,
    /// The lock of migrations, as Prisma takes it, so that both exclude each other; none where the server has none.
    pub lock: Option<Lock>,
    /// Statements that bound the next ones: how long they may wait for a lock, and run; zero is without bound.
    pub bounds: fn(lock_wait: Duration, run: Duration) -> Vec<String>,
    /// Whether a server's code of an error says that a lock was waited for too long, so that trying again makes sense.
    pub is_lock_timeout: fn(code: &str) -> bool,
    /// Queries whose answers (an error of the server is one, too) differ before and after a statement that is no part of
    /// a transaction, so that after a crash it can be told whether it was done. None where it does no harm twice.
    pub probes: fn(&str) -> Vec<String>,
    /// What a statement leaves half-built when it fails or is interrupted: a query whose rows are the statements that
    /// remove it.
    pub remains: fn(&str) -> Option<String>,
    /// Statements around a script of which all runs in one transaction, and a query in front of its end whose rows must
    /// be the same as before it (SQLite's foreign keys).
    pub guard: fn(&[&str]) -> Guard,
    /// Brings the settings of the session back to those of a new connection. Without locks being released.
    pub reset: fn(&Scope) -> Vec<String>,
    /// A database beside this one for trying things; none where there is no such thing.
    pub scratch: Option<ScratchSql>,
    /// Removes everything in scope, including the table of migrations, object by object: so without the right to drop
    /// the database or the schema itself.
    pub clear: fn(&Scope) -> Vec<Clear>,
}

/// Statements that make and drop a database of a name.
#[derive(Debug, Clone, Copy)]
pub struct ScratchSql {
    pub create: fn(&str) -> String,
    pub drop: fn(&str) -> String,
}

impl Upkeep {
    /// How each statement of a script stands to transactions, seen together.
    pub fn natures(&self, statements: &[&str], target: &Target) -> Vec<Nature> {
        let alone = |at: usize, statement: &str| {
            let word = (self.usable_once_committed)(statement)?;
            let rest = statements.get(at + 1..)?;
            rest.iter().any(|later| later.contains(&word)).then_some(Nature::Alone)
        };
        let natures = statements.iter().enumerate().map(|(at, statement)| {
            let nature = (self.nature)(statement, target);
            if nature == Nature::Transactional { alone(at, statement).unwrap_or(nature) } else { nature }
        });
        natures.collect()
    }
}

/// How a statement stands to transactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// Can be part of a transaction, and is undone with it.
    Transactional,
    /// Cannot be part of a transaction, or ends the one that is there.
    Alone,
    /// Begins a transaction. Plain: with nothing said about it, so that it may as well have begun earlier.
    Begin {
        plain: bool,
    },
    /// Ends a transaction, with what was done or without.
    Commit,
    Rollback,
    /// Changes only the session: to be said again in another one.
    Session,
}

/// The statements that begin and end a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Transaction {
    pub begin: &'static str,
    pub commit: &'static str,
    pub rollback: &'static str,
}

/// A lock of the server that ends with its session.
#[derive(Debug, Clone, Copy)]
pub struct Lock {
    /// Queries that take it or say at once that another has it: by an error of [`Upkeep::is_lock_timeout`], or by a last
    /// one with a first cell that is not true.
    pub take: &'static [&'static str],
    /// Gives it back, also after taking it failed half way.
    pub release: &'static [&'static str],
    /// Who holds it: a query with at most one row of one text.
    pub holder: Option<&'static str>,
    /// While it is held, nobody else can use the database at all: it is given back while a command of the user runs.
    pub excludes_all: bool,
}

/// One move in emptying a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clear {
    Run(String),
    /// A query each of whose rows is a statement to run.
    Each(String),
}

/// What stands around the one transaction of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Guard {
    /// The script's own BEGIN and COMMIT are left out, since one transaction holds all of it.
    pub absorbs: bool,
    pub before: &'static [&'static str],
    /// Rows that were not there before refuse the transaction.
    pub check: Option<&'static str>,
    pub after: &'static [&'static str],
}

/// A connection, as everything but `connect` sees it. Blocking; one statement at a time.
pub trait Session {
    /// Which database and version answers.
    fn target(&self) -> &Target;
    /// The namespace that the connection takes by default.
    fn default_schema(&self) -> &str;
    /// Where it leads, for people: host, port, database. No secrets.
    fn place(&self) -> &str;
    /// The rows of one query.
    fn query(&mut self, sql: &str) -> Result<Rows, Fault>;
    /// Sends the text as it is, whatever number of statements it holds, as one message where the protocol has that.
    fn run(&mut self, sql: &str) -> Result<(), Fault>;
    /// As [`Session::query`], given up (and cancelled on the server) after a time.
    fn query_within(&mut self, sql: &str, limit: Duration) -> Result<Rows, Fault>;
}

/// Why a server, or the way to it, refused. Without secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub kind: FaultKind,
    /// What the server or the system said.
    pub message: String,
    /// The server's code: SQLSTATE, error number.
    pub code: Option<String>,
    /// Byte offset in the text that was sent, where the server names one.
    pub position: Option<usize>,
    /// More that the server said: detail, hint, where.
    pub detail: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The URL is not one (P1013).
    BadUrl,
    /// Nobody answers at the address (P1001).
    Unreachable,
    /// It took too long to connect (P1002).
    ConnectTimeout,
    /// User or password are wrong (P1000).
    Authentication,
    /// There is no such database (P1003).
    NoDatabase,
    /// The user may not do this (P1010).
    Denied,
    /// Encryption could not be agreed on (P1011).
    Tls,
    /// A statement took too long (P1008).
    Timeout,
    /// The connection ended (P1017).
    Closed,
    /// The statement is wrong, or the data refuses it.
    Statement,
    /// The program was built without the driver.
    NotBuilt,
}

impl FaultKind {
    /// Prisma's code, where it has one.
    pub fn prisma_code(self) -> Option<&'static str> {
        match self {
            FaultKind::BadUrl => Some("P1013"),
            FaultKind::Unreachable => Some("P1001"),
            FaultKind::ConnectTimeout => Some("P1002"),
            FaultKind::Authentication => Some("P1000"),
            FaultKind::NoDatabase => Some("P1003"),
            FaultKind::Denied => Some("P1010"),
            FaultKind::Tls => Some("P1011"),
            FaultKind::Timeout => Some("P1008"),
            FaultKind::Closed => Some("P1017"),
            FaultKind::Statement | FaultKind::NotBuilt => None,
        }
    }
}

impl Fault {
    pub fn new(kind: FaultKind, message: impl Into<String>) -> Self {
        Fault { kind, message: message.into(), code: None, position: None, detail: None }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
impl std::error::Error for Fault {}

//! SQLite files, through the library that is built in.

use crate::{Options, bad_url, parameter};
use parallax_dialect::{Fault, FaultKind, Row, Rows, Session, Target};
use parallax_dialects::recognise;
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::types::ValueRef;
use rusqlite::{Batch, Connection, ErrorCode, OpenFlags};
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

/// How long to wait for a lock of another process, where the URL says nothing.
const BUSY: Duration = Duration::from_secs(5);

#[derive(Debug, PartialEq, Eq)]
struct Settings {
    /// None: in memory.
    path: Option<String>,
    busy: Duration,
}

impl Settings {
    fn parse(url: &str) -> Result<Settings, Fault> {
        let rest = url.trim().strip_prefix("file:").or_else(|| url.trim().strip_prefix("sqlite:"));
        let rest = rest.unwrap_or_default();
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        // As in sqlite:///path; a file: URL with three slashes is a path as it is.
        let path = path
            .strip_prefix("//")
            .filter(|path| !path.starts_with('/') || url.starts_with("sqlite"))
            .unwrap_or(path);
        if path.is_empty() {
            return Err(bad_url("the URL names no file", "such as file:./dev.db"));
        }
        let mut settings =
            Settings { path: Some(path.to_owned()).filter(|path| path != ":memory:"), busy: BUSY };
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            match (name, value) {
                ("socket_timeout" | "timeout", value) => settings.busy = parameter::seconds(name, value)?,
                ("mode", "memory") => settings.path = None,
                _ => {}
            }
        }
        Ok(settings)
    }
}

struct Sqlite {
    connection: Connection,
    target: Target,
    place: String,
}

pub(crate) fn open(url: &str, options: &Options) -> Result<Box<dyn Session>, Fault> {
    let settings = Settings::parse(url)?;
    let place = settings.path.clone().unwrap_or_else(|| "memory".to_owned());
    let connection = match &settings.path {
        None => Connection::open_in_memory(),
        Some(path) => open_file(path, options)?,
    }
    .map_err(|error| opening_fault(&place, error))?;
    let prepared = connection
        .busy_timeout(settings.busy)
        .and_then(|()| connection.pragma_update(None, "foreign_keys", true));
    prepared.map_err(fault)?;
    // The first read finds out whether the file is a database.
    connection
        .query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))
        .map_err(|error| opening_fault(&place, error))?;
    let target = recognise(&Target::new(&parallax_dialects::sqlite::DIALECT), rusqlite::version());
    Ok(Box::new(Sqlite { connection, target, place }))
}

fn open_file(path: &str, options: &Options) -> Result<rusqlite::Result<Connection>, Fault> {
    let file = Path::new(path);
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if options.create_missing {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(|error| {
                Fault::new(FaultKind::Denied, format!("the folder of {path} cannot be made: {error}"))
            })?;
        }
    } else if !file.exists() {
        return Err(Fault::new(FaultKind::NoDatabase, format!("there is no file {path}")));
    }
    Ok(Connection::open_with_flags(file, flags))
}

impl Session for Sqlite {
    fn target(&self) -> &Target {
        &self.target
    }
    fn default_schema(&self) -> &str {
        "main"
    }
    fn place(&self) -> &str {
        &self.place
    }
    fn query(&mut self, sql: &str) -> Result<Rows, Fault> {
        rows(&self.connection, sql).map_err(fault)
    }
    fn run(&mut self, sql: &str) -> Result<(), Fault> {
        run_all(&self.connection, sql)
    }
    fn query_within(&mut self, sql: &str, limit: Duration) -> Result<Rows, Fault> {
        let interrupt = self.connection.get_interrupt_handle();
        let (done, waiting) = mpsc::channel::<()>();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                if waiting.recv_timeout(limit) == Err(mpsc::RecvTimeoutError::Timeout) {
                    interrupt.interrupt();
                }
            });
            let result = rows(&self.connection, sql).map_err(fault);
            drop(done);
            result
        })
    }
}

/// One statement after the other; a fault has its place in the whole text.
fn run_all(connection: &Connection, sql: &str) -> Result<(), Fault> {
    let mut batch = Batch::new(connection, sql);
    let mut end = 0;
    loop {
        let mut statement = match batch.next() {
            Ok(None) => return Ok(()),
            Ok(Some(statement)) => statement,
            Err(error) => return Err(placed(error, sql, end)),
        };
        // The text as it was, without what is in front of it.
        let text = statement.expanded_sql().unwrap_or_default();
        let start = sql[end..].find(&text).map_or(end, |found| end + found);
        let mut found = statement.raw_query();
        loop {
            match found.next() {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(error) => return Err(placed(error, sql, start)),
            }
        }
        end = start + text.len();
    }
}

/// With the place of a statement that begins behind `start`, unless the library names a closer one.
fn placed(error: rusqlite::Error, sql: &str, start: usize) -> Fault {
    // The library counts from where it began to read.
    let read = match &error {
        rusqlite::Error::SqlInputError { sql: rest, .. } => sql.len().saturating_sub(rest.len()),
        _ => start,
    };
    let fault = fault(error);
    let rest = sql.get(start..).unwrap_or_default();
    let blank = rest.len() - rest.trim_start_matches([';', ' ', '\t', '\r', '\n']).len();
    let position = fault.position.map_or(start + blank, |offset| read + offset);
    Fault { position: Some(position), ..fault }
}

fn rows(connection: &Connection, sql: &str) -> rusqlite::Result<Rows> {
    let mut statement = connection.prepare(sql)?;
    let width = statement.column_count();
    let mut found = statement.query([])?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let cells = (0..width).map(|at| row.get_ref(at).map(text));
        rows.push(Row(cells.collect::<rusqlite::Result<_>>()?));
    }
    Ok(Rows(rows))
}

fn text(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
    }
}

fn opening_fault(place: &str, error: rusqlite::Error) -> Fault {
    let fault = fault(error);
    match fault.kind {
        FaultKind::NoDatabase | FaultKind::Denied => {
            Fault { message: format!("{place}: {}", fault.message), ..fault }
        }
        _ => fault,
    }
}

fn fault(error: rusqlite::Error) -> Fault {
    let (failure, message, position) = match &error {
        rusqlite::Error::SqliteFailure(failure, message) => {
            (failure, message.clone().unwrap_or_else(|| failure.to_string()), None)
        }
        rusqlite::Error::SqlInputError { error, msg, offset, .. } => {
            (error, msg.clone(), usize::try_from(*offset).ok())
        }
        _ => return Fault::new(FaultKind::Statement, error.to_string()),
    };
    let kind = match failure.code {
        ErrorCode::CannotOpen | ErrorCode::NotADatabase => FaultKind::NoDatabase,
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::OperationInterrupted => {
            FaultKind::Timeout
        }
        ErrorCode::PermissionDenied | ErrorCode::ReadOnly | ErrorCode::AuthorizationForStatementDenied => {
            FaultKind::Denied
        }
        _ => FaultKind::Statement,
    };
    Fault { code: Some(failure.extended_code.to_string()), position, ..Fault::new(kind, message) }
}

//! Why something did not happen, as values: codes, exit status, words, place, way out.

use crate::rules::*;
use parallax_diagnostics::Rule;
use parallax_dialect::{Fault, FaultKind};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::ops::Range;

pub type Outcome<T> = Result<T, Box<Failure>>;

/// What kind of thing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    ScriptMissing,
    NotText,
    ProviderSwitched,
    NotEmpty,
    FailedFound,
    MigrationFailed,
    ReplayFailed,
    NoScratch,
    UnknownMigration,
    AlreadyApplied,
    NeverApplied,
    NotFailed,
    NameTooLong,
    DataLoss,
    Conflict,
    Unreachable,
    ConnectionLost,
    StatementRefused,
    Locked,
    Interrupted,
    Edited,
    Diverged,
    Drift,
    NotInteractive,
    HistoryUnreadable,
    NothingToResume,
    ScriptChanged,
    CheckFailed,
    CommandFailed,
    StepUncertain,
    NoWayBack,
}

/// Exit statuses of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exit(pub u8);

impl Exit {
    pub const ERROR: Exit = Exit(1);
    pub const MIGRATION_FAILED: Exit = Exit(4);
    pub const MIGRATION_CONFLICT: Exit = Exit(5);
    pub const DATA_LOSS_DETECTED: Exit = Exit(6);
    pub const DATABASE_UNREACHABLE: Exit = Exit(7);
    pub const LOCKED: Exit = Exit(8);
    /// As shells tell of Ctrl-C.
    pub const INTERRUPTED: Exit = Exit(130);
}

impl Kind {
    pub fn rule(self) -> &'static Rule {
        self.facts().0
    }
    /// Stable, for programs: `MIGRATION_FAILED`.
    pub fn name(self) -> &'static str {
        self.facts().1
    }
    /// Prisma's code, where it has one.
    pub fn prisma_code(self) -> Option<&'static str> {
        self.facts().2
    }
    pub fn exit(self) -> Exit {
        self.facts().3
    }

    fn facts(self) -> (&'static Rule, &'static str, Option<&'static str>, Exit) {
        use Kind::*;
        match self {
            ScriptMissing => (&SCRIPT_MISSING, "SCRIPT_MISSING", Some("P3015"), Exit::ERROR),
            NotText => (&SCRIPT_NOT_TEXT, "SCRIPT_NOT_TEXT", None, Exit::ERROR),
            ProviderSwitched => (&PROVIDER_SWITCHED, "PROVIDER_SWITCHED", Some("P3019"), Exit::ERROR),
            NotEmpty => (&NOT_EMPTY, "DATABASE_NOT_EMPTY", Some("P3005"), Exit::ERROR),
            FailedFound => (&FAILED_FOUND, "MIGRATION_FAILED", Some("P3009"), Exit::MIGRATION_FAILED),
            MigrationFailed => {
                (&crate::rules::MIGRATION_FAILED, "MIGRATION_FAILED", Some("P3018"), Exit::MIGRATION_FAILED)
            }
            ReplayFailed => (&REPLAY_FAILED, "MIGRATION_FAILED", Some("P3006"), Exit::MIGRATION_FAILED),
            NoScratch => (&NO_SCRATCH, "NO_SCRATCH_DATABASE", Some("P3014"), Exit::ERROR),
            UnknownMigration => (&UNKNOWN_MIGRATION, "UNKNOWN_MIGRATION", Some("P3017"), Exit::ERROR),
            AlreadyApplied => (&ALREADY_APPLIED, "ALREADY_APPLIED", Some("P3008"), Exit::ERROR),
            NeverApplied => (&NEVER_APPLIED, "NEVER_APPLIED", Some("P3011"), Exit::ERROR),
            NotFailed => (&NOT_FAILED, "NOT_FAILED", Some("P3012"), Exit::ERROR),
            NameTooLong => (&NAME_TOO_LONG, "NAME_TOO_LONG", Some("P3010"), Exit::ERROR),
            DataLoss => (&DATA_LOSS, "DATA_LOSS_DETECTED", Some("P3001"), Exit::DATA_LOSS_DETECTED),
            Conflict => {
                (&crate::rules::MIGRATION_CONFLICT, "MIGRATION_CONFLICT", None, Exit::MIGRATION_CONFLICT)
            }
            Unreachable => (&UNREACHABLE, "DATABASE_UNREACHABLE", Some("P1001"), Exit::DATABASE_UNREACHABLE),
            ConnectionLost => {
                (&CONNECTION_LOST, "DATABASE_UNREACHABLE", Some("P1017"), Exit::DATABASE_UNREACHABLE)
            }
            StatementRefused => (&STATEMENT_REFUSED, "STATEMENT_REFUSED", None, Exit::ERROR),
            Locked => (&LOCKED, "MIGRATIONS_LOCKED", Some("P1002"), Exit::LOCKED),
            Interrupted => (&INTERRUPTED, "INTERRUPTED", None, Exit::INTERRUPTED),
            Edited => (&HISTORY_EDITED, "MIGRATION_EDITED", None, Exit::ERROR),
            Diverged => (&HISTORY_DIVERGED, "HISTORY_DIVERGED", None, Exit::ERROR),
            Drift => (&DRIFT, "DRIFT_DETECTED", None, Exit::ERROR),
            NotInteractive => (&NOT_INTERACTIVE, "NOT_INTERACTIVE", None, Exit::ERROR),
            HistoryUnreadable => (&HISTORY_UNREADABLE, "HISTORY_UNREADABLE", None, Exit::ERROR),
            NothingToResume => (&NOTHING_TO_RESUME, "NOTHING_TO_RESUME", None, Exit::ERROR),
            ScriptChanged => (&SCRIPT_CHANGED, "SCRIPT_CHANGED", None, Exit::ERROR),
            CheckFailed => (&CHECK_FAILED, "CHECK_FAILED", None, Exit::MIGRATION_FAILED),
            CommandFailed => (&COMMAND_FAILED, "COMMAND_FAILED", None, Exit::MIGRATION_FAILED),
            StepUncertain => (&STEP_UNCERTAIN, "STEP_UNCERTAIN", None, Exit::MIGRATION_FAILED),
            NoWayBack => (&NO_WAY_BACK, "NO_WAY_BACK", None, Exit::ERROR),
        }
    }
}

/// Where in a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Path of the script, as the user knows it.
    pub file: String,
    /// All of its text.
    pub text: String,
    /// What to underline, in bytes of `text`.
    pub range: Range<usize>,
    /// Counted from 1, of how many.
    pub statement: usize,
    pub statements: usize,
}

impl Place {
    /// Line and column of its beginning, from 1; columns in characters.
    pub fn line_column(&self) -> (usize, usize) {
        let before = self.text.get(..self.range.start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (line, column)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub kind: Kind,
    /// What went wrong, in the user's words and names. Without secrets.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
    /// The migration it is about.
    pub migration: Option<String>,
    pub place: Option<Box<Place>>,
    /// What the server, or the way to it, said.
    pub fault: Option<Box<Fault>>,
}

impl Failure {
    pub fn of(kind: Kind, message: impl Into<String>) -> Box<Failure> {
        let message = message.into();
        Box::new(Failure { kind, message, help: None, migration: None, place: None, fault: None })
    }
    pub fn help(mut self: Box<Self>, help: impl Into<String>) -> Box<Failure> {
        self.help = Some(help.into());
        self
    }
    pub fn migration(mut self: Box<Self>, name: impl Into<String>) -> Box<Failure> {
        self.migration = Some(name.into());
        self
    }
    pub fn at(mut self: Box<Self>, place: Place) -> Box<Failure> {
        self.place = Some(Box::new(place));
        self
    }
    pub fn fault(mut self: Box<Self>, fault: Fault) -> Box<Failure> {
        self.fault = Some(Box::new(fault));
        self
    }

    /// Of connecting, or of a statement of the engine's own: what was being done, and what came back.
    pub fn server(doing: &str, fault: Fault) -> Box<Failure> {
        let message = if doing.is_empty() { fault.message.clone() } else { format!("{doing}: {fault}") };
        let failure = match fault.kind {
            FaultKind::BadUrl
            | FaultKind::Unreachable
            | FaultKind::ConnectTimeout
            | FaultKind::Authentication
            | FaultKind::NoDatabase
            | FaultKind::Tls => Failure::of(Kind::Unreachable, message),
            FaultKind::Closed => Failure::of(Kind::ConnectionLost, message)
                .help("`parallax migrate status` shows what is recorded; running the command again goes on from there"),
            FaultKind::Denied | FaultKind::Timeout | FaultKind::Statement | FaultKind::NotBuilt => {
                Failure::of(Kind::StatementRefused, message)
            }
        };
        failure.fault(fault)
    }

    /// Prisma's code: that of the server's answer where the connection is what failed, else that of the kind.
    pub fn prisma_code(&self) -> Option<&'static str> {
        let of_fault = self.fault.as_ref().and_then(|fault| fault.kind.prisma_code());
        match self.kind {
            Kind::Unreachable | Kind::ConnectionLost | Kind::StatementRefused => {
                of_fault.or(self.kind.prisma_code())
            }
            _ => self.kind.prisma_code(),
        }
    }
}

/// As the value of `error` in JSON.
impl Serialize for Failure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", self.kind.name())?;
        map.serialize_entry("code", self.kind.rule().code)?;
        map.serialize_entry("prisma_code", &self.prisma_code())?;
        map.serialize_entry("exit_code", &self.kind.exit().0)?;
        map.serialize_entry("message", &self.message)?;
        map.serialize_entry("help", &self.help)?;
        if let Some(migration) = &self.migration {
            map.serialize_entry("migration", migration)?;
        }
        if let Some(place) = &self.place {
            let (line, column) = place.line_column();
            map.serialize_entry("file", &place.file)?;
            map.serialize_entry("statement", &place.statement)?;
            map.serialize_entry("statements", &place.statements)?;
            map.serialize_entry("line", &line)?;
            map.serialize_entry("column", &column)?;
        }
        if let Some(fault) = &self.fault {
            map.serialize_entry(
                "server",
                &Server { code: &fault.code, message: &fault.message, detail: &fault.detail },
            )?;
        }
        map.end()
    }
}

#[derive(serde::Serialize)]
struct Server<'a> {
    code: &'a Option<String>,
    message: &'a str,
    detail: &'a Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_as_json_names_codes_place_and_way_out() {
        let text = "SELECT 1;\n  SELECT é x;".to_owned();
        let range = text.find('x').map(|at| at..at + 1).unwrap();
        let place =
            Place { file: "m/1_a/migration.sql".to_owned(), text, range, statement: 2, statements: 2 };
        let fault =
            Fault { code: Some("42601".to_owned()), ..Fault::new(FaultKind::Statement, "syntax error") };
        let failure = Failure::of(Kind::MigrationFailed, "1_a failed in statement 2 of 2")
            .help("mend it")
            .migration("1_a")
            .at(place)
            .fault(fault);
        insta::assert_snapshot!(serde_json::to_string_pretty(&failure).unwrap());
    }

    #[test]
    fn a_connection_that_fails_keeps_its_own_code() {
        let codes =
            [FaultKind::Authentication, FaultKind::ConnectTimeout, FaultKind::Closed, FaultKind::Denied]
                .map(|kind| Failure::server("", Fault::new(kind, "no")))
                .map(|failure| (failure.kind.name(), failure.prisma_code(), failure.kind.exit().0));
        assert_eq!(
            codes,
            [
                ("DATABASE_UNREACHABLE", Some("P1000"), 7),
                ("DATABASE_UNREACHABLE", Some("P1002"), 7),
                ("DATABASE_UNREACHABLE", Some("P1017"), 7),
                ("STATEMENT_REFUSED", Some("P1010"), 1),
            ]
        );
    }
}

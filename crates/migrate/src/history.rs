//! The rows of `_prisma_migrations`: reading them, and what each of their lives is told by.

use crate::{Failure, Kind, Moment, Outcome};
use parallax_dialect::{Row, Scope, Session, Upkeep};
use std::time::Duration;

/// The columns, in the order in which they are read.
const COLUMNS: [&str; 8] = [
    "id",
    "checksum",
    "finished_at",
    "migration_name",
    "logs",
    "rolled_back_at",
    "started_at",
    "applied_steps_count",
];

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub id: String,
    pub checksum: String,
    pub finished: Option<Moment>,
    pub name: String,
    pub logs: Option<String>,
    pub rolled_back: Option<Moment>,
    pub started: Moment,
    pub steps: i64,
}

/// What a row says of its migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Applied,
    /// Begun and neither finished nor rolled back: it failed, or whoever ran it died.
    Failed,
    RolledBack,
}

impl Record {
    pub fn state(&self) -> State {
        match (self.rolled_back, self.finished) {
            (Some(_), _) => State::RolledBack,
            (None, Some(_)) => State::Applied,
            (None, None) => State::Failed,
        }
    }
}

/// The table in one database.
#[derive(Debug, Clone)]
pub struct History {
    upkeep: Upkeep,
    scope: Scope,
    table: String,
    quote: fn(&str) -> String,
}

impl History {
    /// That of the namespace which the connection takes by default.
    pub fn of(session: &dyn Session) -> History {
        let dialect = session.target().dialect;
        let scope = Scope::new(session.default_schema());
        History {
            upkeep: dialect.live.upkeep,
            table: (dialect.live.upkeep.history_table)(&scope),
            scope,
            quote: dialect.quote,
        }
    }

    /// The same table, with more namespaces that count as the database.
    pub fn over(mut self, schemas: Vec<parallax_ir::Name>) -> History {
        self.scope.schemas = schemas;
        self
    }

    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    pub fn exists(&self, session: &mut dyn Session) -> Outcome<bool> {
        let rows = session
            .query(&(self.upkeep.has_history)(&self.scope))
            .map_err(|fault| Failure::server("looking for the table of migrations", fault))?;
        Ok(rows.single().is_some_and(|count| count != "0"))
    }

    /// Whether there are tables besides it.
    pub fn has_tables(&self, session: &mut dyn Session) -> Outcome<bool> {
        let rows = session
            .query(&(self.upkeep.has_tables)(&self.scope))
            .map_err(|fault| Failure::server("looking whether the database is empty", fault))?;
        Ok(rows.single().is_some_and(|count| count != "0"))
    }

    pub fn create(&self, session: &mut dyn Session) -> Outcome<()> {
        session
            .run(&(self.upkeep.create_history)(&self.scope))
            .map_err(|fault| Failure::server("creating the table of migrations", fault))
    }

    /// All rows in the order in which they began; none where there is no table.
    pub fn read(&self, session: &mut dyn Session) -> Outcome<Vec<Record>> {
        if !self.exists(session)? {
            return Ok(Vec::new());
        }
        let quote = self.quote;
        let columns: Vec<String> = COLUMNS
            .iter()
            .map(|column| match *column {
                "finished_at" | "rolled_back_at" | "started_at" => (self.upkeep.millis)(&quote(column)),
                _ => quote(column),
            })
            .collect();
        let sql = format!(
            "SELECT {} FROM {} ORDER BY {}, {}",
            columns.join(", "),
            self.table,
            quote("started_at"),
            quote("migration_name")
        );
        let rows =
            session.query(&sql).map_err(|fault| Failure::server("reading the table of migrations", fault))?;
        rows.iter().map(record).collect()
    }

    /// The statement that begins a row.
    pub fn insert(&self, record: &Record) -> String {
        let text = self.upkeep.text_literal;
        let moment =
            |at: Option<Moment>| at.map_or("NULL".to_owned(), |at| (self.upkeep.instant)(&at.sql(), at.0));
        let logs = record.logs.as_deref().map_or("NULL".to_owned(), text);
        let columns: Vec<String> = COLUMNS.iter().map(|column| (self.quote)(column)).collect();
        format!(
            "INSERT INTO {} ({}) VALUES ({}, {}, {}, {}, {logs}, {}, {}, {})",
            self.table,
            columns.join(", "),
            text(&record.id),
            text(&record.checksum),
            moment(record.finished),
            text(&record.name),
            moment(record.rolled_back),
            moment(Some(record.started)),
            record.steps,
        )
    }

    /// The statement by which a row says that all of its migration is done.
    pub fn finish(&self, id: &str, checksum: &str, at: Moment) -> String {
        let moment = (self.upkeep.instant)(&at.sql(), at.0);
        let checksum = (self.upkeep.text_literal)(checksum);
        let values = [
            ("applied_steps_count", "1"),
            ("finished_at", &moment),
            ("logs", "NULL"),
            ("checksum", &checksum),
        ];
        self.update(id, &values)
    }

    /// The statement by which a row says how far its migration is, or why it failed.
    pub fn log(&self, id: &str, logs: &str) -> String {
        self.update(id, &[("logs", &(self.upkeep.text_literal)(logs))])
    }

    /// The statement by which a row says that nothing of its migration counts.
    pub fn roll_back(&self, id: &str, at: Moment) -> String {
        self.update(id, &[("rolled_back_at", &(self.upkeep.instant)(&at.sql(), at.0))])
    }

    /// The statement by which an applied row says that its migration is on the way back.
    pub fn reopen(&self, id: &str, logs: &str) -> String {
        let logs = (self.upkeep.text_literal)(logs);
        self.update(id, &[("finished_at", "NULL"), ("logs", &logs)])
    }

    /// The statement that removes a row.
    pub fn remove(&self, id: &str) -> String {
        format!(
            "DELETE FROM {} WHERE {} = {}",
            self.table,
            (self.quote)("id"),
            (self.upkeep.text_literal)(id)
        )
    }

    /// Statements that bound the next ones.
    pub fn bounds(&self, lock_wait: Duration, run: Duration) -> Vec<String> {
        (self.upkeep.bounds)(lock_wait, run)
    }

    fn update(&self, id: &str, values: &[(&str, &str)]) -> String {
        let quote = self.quote;
        let values: Vec<String> =
            values.iter().map(|(column, value)| format!("{} = {value}", quote(column))).collect();
        let id = (self.upkeep.text_literal)(id);
        format!("UPDATE {} SET {} WHERE {} = {id}", self.table, values.join(", "), quote("id"))
    }
}

fn record(row: &Row) -> Outcome<Record> {
    let missing = |column: &str| {
        Failure::of(
            Kind::HistoryUnreadable,
            format!("a row of the table of migrations has no readable {column}"),
        )
        .help("compare the table with what `parallax explain PX6025` says of it")
    };
    let text = |at: usize, column: &str| row.text(at).map(str::to_owned).ok_or_else(|| missing(column));
    let moment = |at: usize, column: &str| match row.text(at) {
        None => Ok(None),
        Some(text) => {
            let whole = text.split('.').next().unwrap_or_default();
            whole.parse().map(|millis| Some(Moment(millis))).map_err(|_| missing(column))
        }
    };
    Ok(Record {
        id: text(0, "id")?,
        checksum: text(1, "checksum")?,
        finished: moment(2, "finished_at")?,
        name: text(3, "migration_name")?,
        logs: row.text(4).map(str::to_owned),
        rolled_back: moment(5, "rolled_back_at")?,
        started: moment(6, "started_at")?.ok_or_else(|| missing("started_at"))?,
        steps: row.number(7).ok_or_else(|| missing("applied_steps_count"))?,
    })
}

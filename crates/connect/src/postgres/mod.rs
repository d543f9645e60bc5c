//! PostgreSQL and CockroachDB. Only the simple protocol: every cell comes as text, nothing is prepared, so poolers in
//! front do no harm.

mod faults;
mod settings;

use crate::Options;
use crate::runtime::{PARTING, Runtime, patience};
use faults::{connect_fault, fault};
use futures_util::StreamExt;
use parallax_dialect::{Fault, FaultKind, Row, Rows, Session, Target};
use parallax_dialects::recognise;
use settings::Settings;
use std::pin::pin;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio_postgres::{Client, SimpleQueryMessage};
use tokio_postgres_rustls::MakeRustlsConnect;

struct Postgres {
    /// Present until it is dropped.
    client: Option<Client>,
    /// Moves what the client and the server say to each other.
    driver: Option<JoinHandle<()>>,
    tls: MakeRustlsConnect,
    runtime: Runtime,
    target: Target,
    schema: String,
    place: String,
    /// How long any statement may take.
    limit: Option<Duration>,
}

pub(crate) fn open(url: &str, options: &Options) -> Result<Box<dyn Session>, Fault> {
    let settings = Settings::parse(url)?;
    let wait = patience(options.connect_timeout, settings.connect_timeout);
    let mut session = match connect(&settings, wait) {
        Err(fault) if fault.kind == FaultKind::NoDatabase && options.create_missing => {
            create_database(&settings, wait)?;
            connect(&settings, wait)?
        }
        connected => connected?,
    };
    session.identify()?;
    if options.create_missing {
        session.create_schema()?;
    }
    session.limit = settings.socket_timeout;
    Ok(Box::new(session))
}

fn connect(settings: &Settings, wait: Duration) -> Result<Postgres, Fault> {
    let runtime = Runtime::new()?;
    let place = settings.place();
    let tls = MakeRustlsConnect::new(settings.tls.config()?);
    let connected = runtime.block(Some(wait), async { settings.config().connect(tls.clone()).await });
    let (client, connection) = connected
        .ok_or_else(|| runtime.silence(&place, &settings.host, settings.port, wait))?
        .map_err(|error| connect_fault(&error, &place))?;
    // Its end is told to whoever waits for an answer.
    let driver = runtime.spawn(async { drop(connection.await) });
    let target = Target::new(&parallax_dialects::postgres::DIALECT);
    let schema = settings.schema.clone();
    Ok(Postgres { client: Some(client), driver, tls, runtime, target, schema, place, limit: Some(wait) })
}

/// From a database that is always there.
fn create_database(settings: &Settings, wait: Duration) -> Result<(), Fault> {
    let mut session = connect(&settings.beside("postgres"), wait)
        .or_else(|_| connect(&settings.beside("template1"), wait))?;
    session.limit = None;
    session.run(&format!("CREATE DATABASE {}", quote(&settings.database)))
}

fn quote(name: &str) -> String {
    (parallax_dialects::postgres::DIALECT.quote)(name)
}

impl Postgres {
    /// Looks first in the schema of the URL, as Prisma does, and asks who answers.
    fn identify(&mut self) -> Result<(), Fault> {
        let quoted = quote(&self.schema);
        let who = self.target.dialect.live.who;
        let answer = self.query(&format!("SET search_path = {quoted}; {who}"))?;
        self.target = recognise(&self.target, answer.single().unwrap_or_default());
        Ok(())
    }

    /// Only where it is missing: not everybody who may use a schema may create one.
    fn create_schema(&mut self) -> Result<(), Fault> {
        let literal = self.schema.replace('\'', "''");
        let found =
            self.query(&format!("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = '{literal}'"))?;
        if found.single().is_some() {
            return Ok(());
        }
        self.run(&format!("CREATE SCHEMA IF NOT EXISTS {}", quote(&self.schema)))
    }

    fn perform<T>(
        &mut self,
        limit: Option<Duration>,
        work: impl AsyncFnOnce(&Client) -> Result<T, tokio_postgres::Error>,
        sql: &str,
    ) -> Result<T, Fault> {
        let ended = || Fault::new(FaultKind::Closed, "the connection has ended");
        let client = self.client.as_ref().ok_or_else(ended)?;
        let limit = limit.into_iter().chain(self.limit).min();
        let done = self.runtime.block(None, async {
            let mut work = pin!(work(client));
            let Some(limit) = limit else { return Some(work.await) };
            if let Ok(done) = tokio::time::timeout(limit, &mut work).await {
                return Some(done);
            }
            // The server goes on until it is told; then it says that it was cancelled, and the session can be used.
            let token = client.cancel_token();
            let cancelled = token.cancel_query(self.tls.clone());
            if tokio::time::timeout(PARTING, cancelled).await.is_ok() {
                let _ = tokio::time::timeout(PARTING, work).await;
            }
            None
        });
        match done.flatten() {
            Some(done) => done.map_err(|error| fault(&error, sql)),
            None => Err(Fault::new(FaultKind::Timeout, "the statement took too long and was cancelled")),
        }
    }

    fn rows(&mut self, sql: &str, limit: Option<Duration>) -> Result<Rows, Fault> {
        let work = async |client: &Client| {
            let mut messages = pin!(client.simple_query_raw(sql).await?);
            let mut rows = Vec::new();
            while let Some(message) = messages.next().await {
                if let SimpleQueryMessage::Row(row) = message? {
                    let cells = (0..row.len()).map(|at| Ok(row.try_get(at)?.map(str::to_owned)));
                    rows.push(Row(cells.collect::<Result<_, tokio_postgres::Error>>()?));
                }
            }
            Ok(Rows(rows))
        };
        self.perform(limit, work, sql)
    }
}

impl Session for Postgres {
    fn target(&self) -> &Target {
        &self.target
    }
    fn default_schema(&self) -> &str {
        &self.schema
    }
    fn place(&self) -> &str {
        &self.place
    }
    fn query(&mut self, sql: &str) -> Result<Rows, Fault> {
        self.rows(sql, None)
    }
    fn run(&mut self, sql: &str) -> Result<(), Fault> {
        self.perform(None, async |client: &Client| client.batch_execute(sql).await, sql)
    }
    fn query_within(&mut self, sql: &str, limit: Duration) -> Result<Rows, Fault> {
        self.rows(sql, Some(limit))
    }
}

impl Drop for Postgres {
    /// Says goodbye, so that the server lets go of everything at once.
    fn drop(&mut self) {
        self.client = None;
        if let Some(driver) = self.driver.take() {
            self.runtime.block(Some(PARTING), driver);
        }
    }
}

//! MySQL and MariaDB. Only the text protocol: every cell comes as text.

mod faults;
mod settings;

use crate::Options;
use crate::runtime::{PARTING, Runtime, patience};
use faults::{connect_fault, fault};
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts, Value};
use parallax_dialect::{Fault, FaultKind, Row, Rows, Session, Target};
use parallax_dialects::recognise;
use settings::Settings;
use std::pin::pin;
use std::time::Duration;

struct MySql {
    /// Present until it is dropped.
    connection: Option<Conn>,
    /// For a second connection, which cancels what the first one does.
    opts: Opts,
    runtime: Runtime,
    target: Target,
    schema: String,
    place: String,
    limit: Option<Duration>,
}

pub(crate) fn open(url: &str, options: &Options) -> Result<Box<dyn Session>, Fault> {
    // The driver asks for the usual provider of cryptography; another program part may have chosen one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let settings = Settings::parse(url)?;
    let wait = patience(options.connect_timeout, settings.connect_timeout);
    let mut session = match connect(&settings, settings.opts()?, wait) {
        Err(fault) if fault.kind == FaultKind::NoDatabase && options.create_missing => {
            let mut session = connect(&settings, settings.opts_without_database()?, wait)?;
            session
                .run(&format!("CREATE DATABASE {}", (session.target.dialect.quote)(&settings.database)))?;
            connect(&settings, settings.opts()?, wait)?
        }
        connected => connected?,
    };
    session.identify()?;
    session.limit = settings.socket_timeout;
    Ok(Box::new(session))
}

fn connect(settings: &Settings, opts: Opts, wait: Duration) -> Result<MySql, Fault> {
    let runtime = Runtime::new()?;
    let place = settings.place();
    let connection = runtime
        .block(Some(wait), Conn::new(opts.clone()))
        .ok_or_else(|| runtime.silence(&place, &settings.host, settings.port, wait))?
        .map_err(|error| connect_fault(error, &place))?;
    let target = Target::new(&parallax_dialects::mysql::DIALECT);
    let schema = settings.database.clone();
    Ok(MySql { connection: Some(connection), opts, runtime, target, schema, place, limit: Some(wait) })
}

impl MySql {
    fn identify(&mut self) -> Result<(), Fault> {
        let answer = self.query(self.target.dialect.live.who)?;
        self.target = recognise(&self.target, answer.single().unwrap_or_default());
        Ok(())
    }

    fn perform<T>(
        &mut self,
        limit: Option<Duration>,
        work: impl AsyncFnOnce(&mut Conn) -> mysql_async::Result<T>,
    ) -> Result<T, Fault> {
        let closed = || Fault::new(FaultKind::Closed, "the connection has ended");
        let connection = self.connection.as_mut().ok_or_else(closed)?;
        let limit = limit.into_iter().chain(self.limit).min();
        let id = connection.id();
        let opts = &self.opts;
        let done = self.runtime.block(None, async {
            let mut work = pin!(work(connection));
            let Some(limit) = limit else { return Some(work.await) };
            if let Ok(done) = tokio::time::timeout(limit, &mut work).await {
                return Some(done);
            }
            // The server goes on until it is told; then it says that it was cancelled, and the session can be used.
            if tokio::time::timeout(PARTING, cancel(opts, id)).await.is_ok() {
                let _ = tokio::time::timeout(PARTING, work).await;
            }
            None
        });
        match done.flatten() {
            Some(done) => done.map_err(fault),
            None => Err(Fault::new(FaultKind::Timeout, "the statement took too long and was cancelled")),
        }
    }

    fn rows(&mut self, sql: &str, limit: Option<Duration>) -> Result<Rows, Fault> {
        self.perform(limit, async |connection: &mut Conn| {
            let mut result = connection.query_iter(sql).await?;
            let mut rows = Vec::new();
            result
                .for_each(|row| {
                    rows.push(Row(row.unwrap_raw().into_iter().map(|cell| cell.and_then(text)).collect()))
                })
                .await?;
            result.drop_result().await?;
            Ok(Rows(rows))
        })
    }
}

async fn cancel(opts: &Opts, id: u32) -> mysql_async::Result<()> {
    let mut other = Conn::new(opts.clone()).await?;
    other.query_drop(format!("KILL QUERY {id}")).await?;
    other.disconnect().await
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::NULL => None,
        Value::Bytes(bytes) => Some(
            String::from_utf8(bytes)
                .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
        ),
        // The text protocol has no others.
        other => Some(other.as_sql(true).trim_matches('\'').to_owned()),
    }
}

impl Session for MySql {
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
        // All results are read: an error may come with a later statement.
        self.perform(None, async |connection: &mut Conn| {
            connection.query_iter(sql).await?.drop_result().await
        })
    }
    fn query_within(&mut self, sql: &str, limit: Duration) -> Result<Rows, Fault> {
        self.rows(sql, Some(limit))
    }
}

impl Drop for MySql {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.runtime.block(Some(PARTING), connection.disconnect());
        }
    }
}

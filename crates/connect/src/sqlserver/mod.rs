//! SQL Server, over TDS. Batches as they are, nothing prepared.

mod cells;
mod faults;
mod settings;

use crate::Options;
use crate::runtime::{PARTING, Runtime, patience};
use faults::fault;
use parallax_dialect::{Fault, FaultKind, Row, Rows, Session, Target};
use parallax_dialects::recognise;
use settings::Settings;
use std::pin::pin;
use std::time::Duration;
use tiberius::Client;
use tiberius::error::Error;
use tokio::net::TcpStream;
use tokio_util::compat::{Compat, TokioAsyncWriteCompatExt};

type Connection = Client<Compat<TcpStream>>;

struct SqlServer {
    /// None after a statement that could not be cancelled: what is on the wire belongs to it.
    connection: Option<Connection>,
    runtime: Runtime,
    target: Target,
    schema: String,
    place: String,
    limit: Option<Duration>,
}

pub(crate) fn open(url: &str, options: &Options) -> Result<Box<dyn Session>, Fault> {
    let settings = Settings::parse(url)?;
    let wait = patience(options.connect_timeout, settings.connect_timeout);
    let mut session = match connect(&settings, wait) {
        Err(fault) if fault.kind == FaultKind::NoDatabase && options.create_missing => {
            create_database(url, wait)?;
            connect(&settings, wait)?
        }
        connected => connected?,
    };
    session.identify()?;
    if let Some(level) = settings.isolation {
        session.run(&format!("SET TRANSACTION ISOLATION LEVEL {level}"))?;
    }
    session.limit = settings.socket_timeout;
    Ok(Box::new(session))
}

fn connect(settings: &Settings, wait: Duration) -> Result<SqlServer, Fault> {
    let runtime = Runtime::new()?;
    let place = settings.place();
    let connected = runtime.block(Some(wait), async {
        let stream = TcpStream::connect((settings.host.as_str(), settings.port)).await;
        let stream = stream.map_err(|error| {
            Fault::new(FaultKind::Unreachable, format!("{place} cannot be reached: {error}"))
        })?;
        let _ = stream.set_nodelay(true);
        login(settings, stream).await.map_err(|error| fault(error, ""))
    });
    let connection =
        connected.ok_or_else(|| runtime.silence(&place, &settings.host, settings.port, wait))??;
    let target = Target::new(&parallax_dialects::sqlserver::DIALECT);
    let schema = settings.schema.clone();
    Ok(SqlServer { connection: Some(connection), runtime, target, schema, place, limit: Some(wait) })
}

/// Azure sends clients on to another address, once.
async fn login(settings: &Settings, stream: TcpStream) -> Result<Connection, Error> {
    match Client::connect(settings.config(), stream.compat_write()).await {
        Err(Error::Routing { host, port }) => {
            let stream = TcpStream::connect((host.as_str(), port)).await?;
            let mut config = settings.config();
            config.host(&host);
            config.port(port);
            Client::connect(config, stream.compat_write()).await
        }
        connected => connected,
    }
}

fn create_database(url: &str, wait: Duration) -> Result<(), Fault> {
    let mut settings = Settings::parse(url)?;
    let name = (parallax_dialects::sqlserver::DIALECT.quote)(&settings.database);
    settings.database = "master".to_owned();
    let mut session = connect(&settings, wait)?;
    session.limit = None;
    session.run(&format!("CREATE DATABASE {name}"))
}

impl SqlServer {
    fn identify(&mut self) -> Result<(), Fault> {
        let answer = self.query(self.target.dialect.live.who)?;
        self.target = recognise(&self.target, answer.single().unwrap_or_default());
        Ok(())
    }

    fn rows(&mut self, sql: &str, limit: Option<Duration>) -> Result<Rows, Fault> {
        let ended = || Fault::new(FaultKind::Closed, "the connection has ended");
        let mut connection = self.connection.take().ok_or_else(ended)?;
        let limit = limit.into_iter().chain(self.limit).min();
        let done = self.runtime.block(None, async {
            let mut work = pin!(async { connection.simple_query(sql).await?.into_results().await });
            match limit {
                None => Some(work.await),
                Some(limit) => tokio::time::timeout(limit, &mut work).await.ok(),
            }
        });
        match done.flatten() {
            Some(done) => {
                let fatal = matches!(&done, Err(error) if !matches!(error, Error::Server(_)));
                self.connection = (!fatal).then_some(connection);
                let results = done.map_err(|error| fault(error, sql))?;
                let cells = |row: tiberius::Row| Row(row.into_iter().map(cells::text).collect());
                Ok(Rows(results.into_iter().flatten().map(cells).collect()))
            }
            None => {
                // Without its word that it stopped, the connection is of no use.
                let cancelled = self.runtime.block(Some(PARTING), connection.cancel_query());
                self.connection = matches!(cancelled, Some(Ok(()))).then_some(connection);
                Err(Fault::new(FaultKind::Timeout, "the statement took too long and was cancelled"))
            }
        }
    }
}

impl Session for SqlServer {
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
        self.rows(sql, None).map(drop)
    }
    fn query_within(&mut self, sql: &str, limit: Duration) -> Result<Rows, Fault> {
        self.rows(sql, Some(limit))
    }
}

//! Real servers for tests: started in temporary folders on free ports, stopped when the test process ends, however it
//! ends. A server that is already there is used instead where the environment names one.
//!
//! Talks to servers through their own client programs (`psql`, `mariadb`): these send statement by statement, exactly
//! as a migration would run.

mod mysql;
mod postgres;
mod process;

use crate::catalog::Catalog;
use std::fmt;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    Postgres,
    /// MySQL or MariaDB.
    MySql,
}

/// What a client needs to know to reach a server.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Address {
    host: String,
    port: u16,
    user: String,
    password: String,
    /// The database to be in while others are created.
    database: String,
}

/// A server that runs until the test process ends.
#[derive(Debug)]
pub struct Server {
    system: System,
    address: Address,
    /// Databases that were used before and wait to be used again.
    pool: Mutex<Vec<String>>,
    /// Absent where the environment named the server.
    _process: Option<process::Process>,
}

/// Why a server or a statement failed, in words, with the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure(pub String);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Server {
    /// The PostgreSQL of this test process.
    pub fn postgres() -> Result<&'static Server, Failure> {
        static SERVER: OnceLock<Result<Server, Failure>> = OnceLock::new();
        SERVER.get_or_init(postgres::start).as_ref().map_err(Clone::clone)
    }

    /// The MySQL or MariaDB of this test process.
    pub fn mysql() -> Result<&'static Server, Failure> {
        static SERVER: OnceLock<Result<Server, Failure>> = OnceLock::new();
        SERVER.get_or_init(mysql::start).as_ref().map_err(Clone::clone)
    }

    pub fn system(&self) -> System {
        self.system
    }

    /// `16.4`, `10.11.6-MariaDB`
    pub fn version(&self) -> Result<String, Failure> {
        let sql = match self.system {
            System::Postgres => "SHOW server_version",
            System::MySql => "SELECT version()",
        };
        Ok(self.execute(&self.address.database, sql)?.trim().to_owned())
    }

    fn new(system: System, address: Address, process: Option<process::Process>) -> Self {
        Server { system, address, pool: Mutex::default(), _process: process }
    }

    /// An empty database. A cleared one where there is one: that is ten times faster than to make one.
    pub fn scratch(&self) -> Result<Scratch<'_>, Failure> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let used = self.pool.lock().ok().and_then(|mut pool| pool.pop());
        if let Some(name) = used {
            let scratch = Scratch { server: self, name };
            match self.system {
                System::Postgres => scratch.execute(postgres::CLEAR)?,
                System::MySql => scratch.execute(&mysql::clear(&scratch.name))?,
            };
            return Ok(scratch);
        }
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("parallax_test_{}_{number}", std::process::id());
        let create = match self.system {
            System::Postgres => format!("CREATE DATABASE {name} TEMPLATE template0"),
            System::MySql => mysql::create(&name),
        };
        self.execute(&self.address.database, &create)?;
        Ok(Scratch { server: self, name })
    }

    fn execute(&self, database: &str, script: &str) -> Result<String, Failure> {
        let mut client = match self.system {
            System::Postgres => postgres::client(&self.address, database),
            System::MySql => mysql::client(&self.address, database),
        };
        run(&mut client, script)
    }
}

/// A database of its own for one test; others get it afterwards, empty again.
#[derive(Debug)]
pub struct Scratch<'a> {
    server: &'a Server,
    name: String,
}

impl Scratch<'_> {
    /// As users write it: `postgresql://…`, `mysql://…`.
    pub fn url(&self) -> String {
        let Address { host, port, user, password, .. } = &self.server.address;
        let scheme = match self.server.system {
            System::Postgres => "postgresql",
            System::MySql => "mysql",
        };
        let password = if password.is_empty() { String::new() } else { format!(":{password}") };
        format!("{scheme}://{user}{password}@{host}:{port}/{}", self.name)
    }

    /// Runs a script, statement by statement, and gives what it prints: a line per row, a tab between columns.
    pub fn execute(&self, script: &str) -> Result<String, Failure> {
        self.server.execute(&self.name, script)
    }

    /// Runs each statement by itself, in order; stops at the first that fails.
    pub fn run(&self, statements: &[String]) -> Result<(), Failure> {
        if statements.is_empty() {
            return Ok(());
        }
        self.execute(&(statements.join(";\n") + ";\n")).map(drop)
    }

    pub fn catalog(&self) -> Result<Catalog, Failure> {
        match self.server.system {
            System::Postgres => Ok(Catalog::from_lines(&self.execute(crate::catalog::POSTGRES)?)),
            System::MySql => Ok(Catalog::from_lines(&self.execute(crate::catalog::MYSQL)?)),
        }
    }
}

impl Drop for Scratch<'_> {
    fn drop(&mut self) {
        if let Ok(mut pool) = self.server.pool.lock() {
            pool.push(std::mem::take(&mut self.name));
        }
    }
}

/// Feeds a script to a client program.
fn run(client: &mut Command, script: &str) -> Result<String, Failure> {
    let program = client.get_program().to_string_lossy().into_owned();
    let failed = |error: std::io::Error| Failure(format!("{program}: {error}. Is its client installed?"));
    client.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = client.spawn().map_err(failed)?;
    if let Some(mut stdin) = child.stdin.take() {
        // A client that stops at an error closes its end; its message says why.
        let _ = stdin.write_all(script.as_bytes());
    }
    let output = child.wait_with_output().map_err(failed)?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let message = String::from_utf8_lossy(&output.stderr);
        Err(Failure(format!("{}\nin\n{script}", message.trim())))
    }
}

/// Takes `scheme://user:password@host:port/database` apart. Only what test servers need; no escapes.
fn parse_url(url: &str, default_port: u16) -> Option<Address> {
    let (_, rest) = url.split_once("://")?;
    let rest = rest.split('?').next()?;
    let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
    let (login, place) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (user, password) = login.split_once(':').unwrap_or((login, ""));
    let (host, port) = place.split_once(':').unwrap_or((place, ""));
    let port = if port.is_empty() { default_port } else { port.parse().ok()? };
    Some(Address {
        host: host.to_owned(),
        port,
        user: user.to_owned(),
        password: password.to_owned(),
        database: database.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_of_servers_come_apart() {
        let address = parse_url("mysql://root:secret@db.local:3307/test?x=1", 3306).unwrap();
        assert_eq!(address.host, "db.local");
        assert_eq!((address.port, address.user.as_str()), (3307, "root"));
        assert_eq!((address.password.as_str(), address.database.as_str()), ("secret", "test"));
        assert_eq!(parse_url("postgres://localhost", 5432).unwrap().port, 5432);
        assert_eq!(parse_url("localhost", 1), None);
    }
}

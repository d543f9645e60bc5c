//! Connections to live databases: the only crate with sockets. Knows how each driver is asked and how its errors read;
//! not what the queries mean.

mod address;
mod beside;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlserver"))]
mod runtime;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use beside::{in_memory, sibling};

use parallax_dialect::{Fault, FaultKind, Session};
use std::time::Duration;

/// How to connect, besides what the URL says.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How long to wait for an answer at the address; none: what the URL says, else five seconds.
    pub connect_timeout: Option<Duration>,
    /// Create the database (the file, the schema) where there is none, instead of a fault of kind `NoDatabase`.
    pub create_missing: bool,
}

/// Connects to the database of a URL as Prisma writes it.
pub fn open(url: &str, options: &Options) -> Result<Box<dyn Session>, Fault> {
    let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
    match scheme {
        "postgresql" | "postgres" => open_postgres(url, options),
        "mysql" | "mariadb" => open_mysql(url, options),
        "file" | "sqlite" => open_sqlite(url, options),
        "sqlserver" | "jdbc" => open_sqlserver(url, options),
        "prisma" | "prisma+postgres" => Err(bad_url(
            "a prisma:// URL leads to a service that speaks no SQL",
            "give the URL of the database itself, such as postgresql://…",
        )),
        _ => Err(bad_url(
            "this is not the URL of a database",
            "it starts with postgresql://, mysql://, sqlserver:// or file:",
        )),
    }
}

/// What is wrong with a URL, and the way out.
fn bad_url(message: impl Into<String>, way_out: impl Into<String>) -> Fault {
    Fault { detail: Some(way_out.into()), ..Fault::new(FaultKind::BadUrl, message) }
}

#[cfg(feature = "postgres")]
fn open_postgres(url: &str, options: &Options) -> Result<Box<dyn Session>, Fault> {
    postgres::open(url, options)
}
#[cfg(not(feature = "postgres"))]
fn open_postgres(_url: &str, _options: &Options) -> Result<Box<dyn Session>, Fault> {
    Err(not_built("PostgreSQL", "postgres"))
}

#[cfg(feature = "mysql")]
fn open_mysql(url: &str, options: &Options) -> Result<Box<dyn Session>, Fault> {
    mysql::open(url, options)
}
#[cfg(not(feature = "mysql"))]
fn open_mysql(_url: &str, _options: &Options) -> Result<Box<dyn Session>, Fault> {
    Err(not_built("MySQL", "mysql"))
}

#[cfg(feature = "sqlite")]
fn open_sqlite(url: &str, options: &Options) -> Result<Box<dyn Session>, Fault> {
    sqlite::open(url, options)
}
#[cfg(not(feature = "sqlite"))]
fn open_sqlite(_url: &str, _options: &Options) -> Result<Box<dyn Session>, Fault> {
    Err(not_built("SQLite", "sqlite"))
}

fn open_sqlserver(_url: &str, _options: &Options) -> Result<Box<dyn Session>, Fault> {
    Err(not_built("SQL Server", "sqlserver"))
}

#[allow(dead_code)]
fn not_built(title: &str, feature: &str) -> Fault {
    let message = format!("this program was built without connections to {title}");
    let way_out = format!("build it with the feature `{feature}`");
    Fault { detail: Some(way_out), ..Fault::new(FaultKind::NotBuilt, message) }
}

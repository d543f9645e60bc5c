//! Connections to live databases: the only crate with sockets. Knows how each driver is asked and how its errors read;
//! not what the queries mean.

#[cfg(any(feature = "postgres", feature = "mysql"))]
mod address;
mod beside;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite", feature = "sqlserver"))]
mod parameter;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlserver"))]
mod runtime;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(feature = "sqlserver")]
mod sqlserver;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod tls;

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

#[cfg(feature = "sqlserver")]
fn open_sqlserver(url: &str, options: &Options) -> Result<Box<dyn Session>, Fault> {
    sqlserver::open(url, options)
}
#[cfg(not(feature = "sqlserver"))]
fn open_sqlserver(_url: &str, _options: &Options) -> Result<Box<dyn Session>, Fault> {
    Err(not_built("SQL Server", "sqlserver"))
}

#[cfg(not(all(feature = "postgres", feature = "mysql", feature = "sqlite", feature = "sqlserver")))]
fn not_built(title: &str, feature: &str) -> Fault {
    let message = format!("this program was built without connections to {title}");
    let way_out = format!("build it with the feature `{feature}`");
    Fault { detail: Some(way_out), ..Fault::new(FaultKind::NotBuilt, message) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each URL with what it says, or what is wrong with it and the way out.
    pub(crate) fn shown<T: std::fmt::Debug>(
        urls: &[&str],
        parse: impl Fn(&str) -> Result<T, Fault>,
    ) -> String {
        let show = |url: &&str| match parse(url) {
            Ok(settings) => format!("{url}\n  {settings:?}\n"),
            Err(fault) => format!(
                "{url}\n  {:?}: {}\n  {}\n",
                fault.kind,
                fault.message,
                fault.detail.unwrap_or_default()
            ),
        };
        urls.iter().map(show).collect()
    }

    #[test]
    fn what_is_no_url_says_what_one_is() {
        let refused =
            |url: &str| open(url, &Options::default()).err().map(|fault| (fault.kind, fault.message));
        for url in ["", "localhost", "mongodb://h/db", "prisma://h/?api_key=secret"] {
            let (kind, message) = refused(url).unwrap();
            assert_eq!(kind, FaultKind::BadUrl, "{url}");
            assert!(!message.contains("secret"));
        }
    }
}

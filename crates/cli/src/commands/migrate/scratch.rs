//! An empty database for trying migrations: one that is named, one beside the one that is migrated, or one in memory.

use parallax_connect::{Options, in_memory, sibling};
use parallax_engine::{Scope, Session};
use parallax_migrate::{Failure, Kind, Outcome, clear};
use std::time::Duration;

/// What people do where there is none.
const WAYS_OUT: &str = "name an empty database with --shadow-database-url (it is emptied first), or as `shadowDatabaseUrl` in the schema; or let the user of the connection create databases";

/// A database that may be filled with anything.
pub struct Scratch {
    /// Taken before the database is dropped.
    session: Option<Box<dyn Session>>,
    /// On the server, what drops it again.
    drop: Option<(Box<dyn Session>, String)>,
}

impl Scratch {
    /// `url` is that of the database that is migrated; `shadow` is a database that may be emptied.
    pub fn open(url: Option<&str>, shadow: Option<&str>, scope: &Scope, id: &str) -> Outcome<Scratch> {
        if let Some(shadow) = shadow {
            return named(url, shadow, scope);
        }
        let Some(url) = url else {
            let message = "the migrations must be replayed, and nothing says where";
            return Err(Failure::of(Kind::NoScratch, message).help(WAYS_OUT));
        };
        if let Some(url) = in_memory(url) {
            return Ok(Scratch { session: Some(open(url, false)?), drop: None });
        }
        let server = open(url, false)?;
        beside(server, url, id)
    }

    pub fn session(&mut self) -> Option<&mut (dyn Session + 'static)> {
        self.session.as_deref_mut()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Databases are dropped when nobody is connected.
        self.session = None;
        if let Some((server, statement)) = &mut self.drop {
            // The server may take a moment to see that nobody is connected any more. What is left over in spite of that is
            // empty of meaning, and its name says what it was.
            for _ in 0..20 {
                if server.run(statement).is_ok() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        }
    }
}

fn open(url: &str, create: bool) -> Outcome<Box<dyn Session>> {
    parallax_connect::open(url, &Options { create_missing: create, ..Options::default() })
        .map_err(|fault| Failure::server("connecting to the database for trying migrations", fault))
}

/// Emptied first.
fn named(url: Option<&str>, shadow: &str, scope: &Scope) -> Outcome<Scratch> {
    if url.is_some_and(|url| url.trim() == shadow.trim()) {
        let message = "the database for trying migrations is the one that is migrated; it would be emptied";
        return Err(Failure::of(Kind::NoScratch, message).help(WAYS_OUT));
    }
    let mut session = open(shadow, true)?;
    let scope = Scope { default: session.default_schema().into(), ..scope.clone() };
    clear(session.as_mut(), &scope)?;
    Ok(Scratch { session: Some(session), drop: None })
}

/// On the same server.
fn beside(mut server: Box<dyn Session>, url: &str, id: &str) -> Outcome<Scratch> {
    let name = format!("parallax_scratch_{}", id.replace('-', ""));
    let refused = |message: String| Failure::of(Kind::NoScratch, message).help(WAYS_OUT);
    let sql = server.target().dialect.live.upkeep.scratch;
    let (Some(sql), Some(there)) = (sql, sibling(url, &name)) else {
        let title = server.target().dialect.title;
        return Err(refused(format!("there are no databases for trying migrations on {title}")));
    };
    server.run(&(sql.create)(&name)).map_err(|fault| {
        refused(format!("a database for trying migrations cannot be created: {fault}")).fault(fault)
    })?;
    let mut scratch = Scratch { session: None, drop: Some((server, (sql.drop)(&name))) };
    scratch.session = Some(open(&there, true)?);
    Ok(scratch)
}

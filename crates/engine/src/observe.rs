//! A live database, as the model holds it.

use parallax_dialect::{Fault, Observed, Scope, Session, Unreadable};
use std::fmt;

/// Why a live database could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotObserved {
    /// The server refused.
    Fault { query: &'static str, fault: Fault },
    /// Its answer is not understood.
    Unreadable(Unreadable),
}

impl fmt::Display for NotObserved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotObserved::Fault { query, fault } => write!(f, "the catalog query {query} failed: {fault}"),
            NotObserved::Unreadable(unreadable) => unreadable.fmt(f),
        }
    }
}
impl std::error::Error for NotObserved {}

/// Asks the catalog of the session's database, in a number of queries that does not depend on its size.
pub fn observe(session: &mut dyn Session, scope: &Scope) -> Result<Observed, NotObserved> {
    let target = *session.target();
    let live = &target.dialect.live;
    let mut answers = Vec::new();
    for query in (live.queries)(scope, &target) {
        let rows = session.query(&query.sql);
        answers.push(rows.map_err(|fault| NotObserved::Fault { query: query.name, fault })?);
    }
    (live.decode)(scope, &target, &answers).map_err(NotObserved::Unreadable)
}

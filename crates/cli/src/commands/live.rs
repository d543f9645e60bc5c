//! Live databases as inputs: connecting, and reading the catalog.

use parallax_config::{DATABASE_REFUSED, DATABASE_UNREACHABLE, DEFECT, Failure, Outcome};
use parallax_engine::{Fault, FaultKind, Name, NotObserved, Observed, Schema, Scope, Session, observe};

/// Connects to the database of a URL.
pub fn open(url: &str) -> Outcome<Box<dyn Session>> {
    parallax_connect::open(url, &parallax_connect::Options::default()).map_err(|fault| refused(&fault))
}

/// The namespaces that a schema declares.
pub fn schemas(schema: &Schema) -> Vec<Name> {
    let datasource = schema.datasource.iter();
    datasource.flat_map(|datasource| datasource.schemas.iter().map(|(name, _)| name.clone())).collect()
}

/// What is looked at: the namespaces that are named; without any, the default one alone.
pub fn scope(session: &dyn Session, schemas: &[Name]) -> Scope {
    Scope { default: session.default_schema().into(), schemas: schemas.to_vec() }
}

/// Reads the catalog.
pub fn read(session: &mut dyn Session, scope: &Scope) -> Outcome<Observed> {
    observe(session, scope).map_err(|error| match error {
        NotObserved::Fault { query, fault } => {
            refused(&Fault { message: format!("reading the catalog ({query}): {}", fault.message), ..fault })
        }
        NotObserved::Unreadable(unreadable) => Failure::new(&DEFECT, unreadable.to_string()),
    })
}

/// What a server refused, in the words of a diagnostic.
pub fn refused(fault: &Fault) -> Box<Failure> {
    let rule = match fault.kind {
        FaultKind::Unreachable | FaultKind::ConnectTimeout | FaultKind::Closed => &DATABASE_UNREACHABLE,
        FaultKind::BadUrl
        | FaultKind::Authentication
        | FaultKind::NoDatabase
        | FaultKind::Denied
        | FaultKind::Tls
        | FaultKind::Timeout
        | FaultKind::Statement
        | FaultKind::NotBuilt => &DATABASE_REFUSED,
    };
    let message = match fault.kind.prisma_code() {
        Some(code) => format!("{code}: {}", fault.message),
        None => fault.message.clone(),
    };
    let failure = Failure::new(rule, message);
    let failure = match &fault.detail {
        Some(detail) => failure.help(detail),
        None => failure,
    };
    if fault.kind == FaultKind::NotBuilt { failure.unavailable() } else { failure }
}

//! What PostgreSQL's errors mean: SQLSTATE, Appendix A of its manual.

use parallax_dialect::{Fault, FaultKind};
use std::error::Error as _;
use std::io;
use tokio_postgres::Error;
use tokio_postgres::error::{DbError, ErrorPosition};

pub(super) fn connect_fault(error: &Error, place: &str) -> Fault {
    let fault = fault(error, "");
    let system = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
    match (fault.kind, system) {
        (FaultKind::Closed | FaultKind::Statement, Some(system)) => {
            Fault::new(FaultKind::Unreachable, format!("{place} cannot be reached: {system}"))
        }
        _ => fault,
    }
}

pub(super) fn fault(error: &Error, sql: &str) -> Fault {
    if let Some(error) = error.as_db_error() {
        return server_fault(error, sql);
    }
    let text = error.to_string();
    let cause = error.source().map(|cause| format!("{text}: {cause}")).unwrap_or(text);
    let kind = if cause.starts_with("error performing TLS handshake") || is_tls(error) {
        FaultKind::Tls
    } else if error.is_closed() || error.source().is_some_and(|cause| cause.is::<io::Error>()) {
        FaultKind::Closed
    } else if cause.starts_with("invalid configuration: password missing")
        || cause.starts_with("authentication error")
    {
        FaultKind::Authentication
    } else {
        FaultKind::Statement
    };
    Fault::new(kind, cause)
}

/// What went wrong with encryption comes as an error of the system with another one inside.
fn is_tls(error: &Error) -> bool {
    let system = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
    system.and_then(io::Error::get_ref).is_some_and(|inner| inner.is::<rustls::Error>())
}

fn server_fault(error: &DbError, sql: &str) -> Fault {
    let code = error.code().code();
    let kind = match code {
        "28000" | "28P01" => FaultKind::Authentication,
        "3D000" => FaultKind::NoDatabase,
        "42501" => FaultKind::Denied,
        "57P01" | "57P02" | "08003" | "08006" => FaultKind::Closed,
        "57P03" | "53300" => FaultKind::Unreachable,
        "57014" => FaultKind::Timeout,
        _ => FaultKind::Statement,
    };
    let more = [error.detail(), error.hint(), error.where_()];
    let more: Vec<&str> = more.into_iter().flatten().collect();
    Fault {
        kind,
        message: error.message().to_owned(),
        code: Some(code.to_owned()),
        position: error.position().and_then(|position| match position {
            ErrorPosition::Original(characters) => byte_offset(sql, *characters),
            ErrorPosition::Internal { .. } => None,
        }),
        detail: (!more.is_empty()).then(|| more.join("\n")),
    }
}

/// The server counts characters, from one.
fn byte_offset(sql: &str, characters: u32) -> Option<usize> {
    let at = usize::try_from(characters).ok()?.checked_sub(1)?;
    sql.char_indices().map(|(byte, _)| byte).chain([sql.len()]).nth(at)
}

//! What SQL Server's errors mean: "Database Engine events and errors" of its manual.

use parallax_dialect::{Fault, FaultKind};
use tiberius::error::Error;

pub(super) fn fault(error: Error, sql: &str) -> Fault {
    match error {
        Error::Server(error) => {
            let kind = match error.code() {
                18452 | 18456 | 18486 | 18487 | 18488 => FaultKind::Authentication,
                911 | 4060 => FaultKind::NoDatabase,
                229 | 230 | 262 | 297 | 300 | 916 | 1088 | 3906 | 15247 => FaultKind::Denied,
                1222 | 8645 => FaultKind::Timeout,
                40197 | 40501 | 40613 | 49918 | 49919 | 49920 | 17142 | 17187 => FaultKind::Unreachable,
                233 | 10053 | 10054 | 596 => FaultKind::Closed,
                _ => FaultKind::Statement,
            };
            Fault {
                code: Some(error.code().to_string()),
                position: line_offset(sql, error.line()),
                ..Fault::new(kind, error.message())
            }
        }
        Error::Tls(message) => Fault::new(FaultKind::Tls, message),
        // The driver has no kind of its own for a server that wants it otherwise.
        Error::Protocol(message) if message.contains("encryption") => Fault {
            detail: Some(
                "`encrypt=false` encrypts the login alone, `encrypt=DANGER_PLAINTEXT` nothing".to_owned(),
            ),
            ..Fault::new(FaultKind::Tls, message)
        },
        // What follows on the wire cannot be understood either.
        Error::Protocol(message) => Fault::new(FaultKind::Closed, message),
        Error::Io { message, .. } => Fault::new(FaultKind::Closed, message),
        other => Fault::new(FaultKind::Statement, other.to_string()),
    }
}

/// The server names a line, from one.
fn line_offset(sql: &str, line: u32) -> Option<usize> {
    let line = usize::try_from(line).ok()?.checked_sub(1)?;
    if line == 0 {
        return (!sql.is_empty()).then_some(0);
    }
    sql.match_indices('\n').nth(line - 1).map(|(at, _)| at + 1)
}

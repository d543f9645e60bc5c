//! What MySQL's and MariaDB's errors mean: the server error reference of their manuals.

use mysql_async::{DriverError, Error, IoError};
use parallax_dialect::{Fault, FaultKind};

pub(super) fn connect_fault(error: Error, place: &str) -> Fault {
    let fault = fault(error);
    match fault.kind {
        FaultKind::Closed => {
            Fault::new(FaultKind::Unreachable, format!("{place} cannot be reached: {}", fault.message))
        }
        _ => fault,
    }
}

pub(super) fn fault(error: Error) -> Fault {
    match error {
        Error::Server(error) => {
            let kind = match error.code {
                1045 | 1698 | 1862 | 3118 => FaultKind::Authentication,
                1049 => FaultKind::NoDatabase,
                1044 | 1142 | 1143 | 1227 | 1290 | 1370 | 1410 => FaultKind::Denied,
                1040 | 1129 | 1130 | 1203 => FaultKind::Unreachable,
                1053 | 1152 | 1184 | 1927 | 4031 => FaultKind::Closed,
                1317 | 1969 | 3024 => FaultKind::Timeout,
                _ => FaultKind::Statement,
            };
            Fault { code: Some(error.code.to_string()), ..Fault::new(kind, error.message) }
        }
        Error::Io(IoError::Tls(error)) => Fault::new(FaultKind::Tls, error.to_string()),
        Error::Io(IoError::Io(error)) => {
            let tls = error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>());
            Fault::new(if tls { FaultKind::Tls } else { FaultKind::Closed }, error.to_string())
        }
        Error::Driver(DriverError::NoClientSslFlagFromServer) => {
            Fault::new(FaultKind::Tls, "the server offers no encryption")
        }
        Error::Driver(DriverError::ConnectionClosed) => {
            Fault::new(FaultKind::Closed, "the connection has ended")
        }
        Error::Driver(DriverError::UnknownAuthPlugin { name }) => Fault::new(
            FaultKind::Authentication,
            format!("the server asks for the unknown way of authentication {name}"),
        ),
        Error::Driver(error) => Fault::new(FaultKind::Statement, error.to_string()),
        Error::Url(error) => Fault::new(FaultKind::BadUrl, error.to_string()),
        Error::Other(error) => Fault::new(FaultKind::Statement, error.to_string()),
    }
}

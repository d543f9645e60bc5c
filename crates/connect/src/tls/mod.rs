//! Encryption as URLs ask for it. Knows certificates and files, no protocol of a database.

#[cfg(feature = "postgres")]
mod config;

use crate::address::Address;
use crate::parameter::one_of;
use parallax_dialect::{Fault, FaultKind};
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Disable,
    /// Where the server can.
    Prefer,
    Require,
}

/// What is checked of the server's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// Nothing: who answers is believed. Prisma's default.
    Anyone,
    /// Who has signed it.
    Signed,
    /// Who has signed it, and that it names the host.
    Named,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tls {
    pub(crate) mode: Mode,
    pub(crate) trust: Trust,
    /// Certificates that sign the server's, PEM or DER.
    pub(crate) roots: Option<PathBuf>,
    /// Our own certificate and its key in one PEM file.
    pub(crate) identity: Option<PathBuf>,
}

impl Tls {
    /// `sslmode`, `sslaccept`, `sslcert`, `sslidentity`; `otherwise` is the mode where nothing says one.
    pub(crate) fn parse(address: &Address, otherwise: Mode) -> Result<Tls, Fault> {
        const MODES: &[(&str, (Mode, Option<Trust>))] = &[
            ("disable", (Mode::Disable, None)),
            ("prefer", (Mode::Prefer, None)),
            ("require", (Mode::Require, None)),
            ("verify-ca", (Mode::Require, Some(Trust::Signed))),
            ("verify-full", (Mode::Require, Some(Trust::Named))),
        ];
        const ACCEPTED: &[(&str, Trust)] =
            &[("accept_invalid_certs", Trust::Anyone), ("strict", Trust::Named)];
        let mode = address.parameter("sslmode").map(|value| one_of("sslmode", value, MODES)).transpose()?;
        let trust =
            address.parameter("sslaccept").map(|value| one_of("sslaccept", value, ACCEPTED)).transpose()?;
        let (mode, implied) = mode.unwrap_or((otherwise, None));
        let file = |name: &str| address.parameter(name).filter(|path| !path.is_empty()).map(PathBuf::from);
        Ok(Tls {
            mode,
            trust: implied.or(trust).unwrap_or(Trust::Anyone),
            roots: file("sslcert").or_else(|| file("sslrootcert")),
            identity: file("sslidentity"),
        })
    }
}

/// A file with a certificate and its key. PKCS #12, as Prisma takes it, must be converted.
pub(crate) fn read_identity(path: &Path) -> Result<Vec<u8>, Fault> {
    let bytes = read(path)?;
    if !bytes.windows(10).any(|window| window == b"-----BEGIN") {
        let way_out = format!(
            "convert a PKCS #12 file: openssl pkcs12 -in {0} -out {0}.pem -nodes, and name that in sslidentity",
            path.display()
        );
        let message = format!("{} holds no certificate and key as PEM", path.display());
        return Err(Fault { detail: Some(way_out), ..fault(message) });
    }
    Ok(bytes)
}

fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    std::fs::read(path)
        .map_err(|error| fault(format!("the certificate {} cannot be read: {error}", path.display())))
}

fn fault(message: impl Into<String>) -> Fault {
    Fault::new(FaultKind::Tls, message)
}

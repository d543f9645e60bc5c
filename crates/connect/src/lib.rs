//! Connections to live databases: the only crate with sockets.

use parallax_dialect::{Fault, FaultKind, Session};
use std::time::Duration;

/// How to connect, besides what the URL says.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How long to wait for an answer at the address; none: what the URL says, else five seconds.
    pub connect_timeout: Option<Duration>,
}

/// Connects to the database of a URL as Prisma writes it.
pub fn open(_url: &str, _options: &Options) -> Result<Box<dyn Session>, Fault> {
    Err(Fault::new(FaultKind::NotBuilt, "not built yet"))
}

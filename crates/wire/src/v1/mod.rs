//! Version 1.

mod diagnostics;
mod migration;
mod plan;
mod review;
mod snapshot;
mod spec;

pub use diagnostics::*;
pub use migration::*;
pub use plan::*;
pub use review::*;
pub use snapshot::{Snapshot, SnapshotDocument, SnapshotError};
pub use spec::*;

/// What `version` says in every document here.
pub const VERSION: u32 = 1;

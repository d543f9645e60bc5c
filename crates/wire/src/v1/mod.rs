//! Version 1.

mod diagnostics;
mod migration;
mod plan;
mod snapshot;
mod spec;

pub use diagnostics::*;
pub use migration::*;
pub use plan::*;
pub use spec::*;
pub use snapshot::{Snapshot, SnapshotDocument, SnapshotError};

/// What `version` says in every document here.
pub const VERSION: u32 = 1;

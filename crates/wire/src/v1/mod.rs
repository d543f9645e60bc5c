//! Version 1.

mod diagnostics;
mod estimate;
mod migration;
mod plan;
mod review;
mod snapshot;
mod spec;
mod statistics;

pub use diagnostics::*;
pub use estimate::Estimate;
pub use migration::*;
pub use plan::*;
pub use review::*;
pub use snapshot::{Snapshot, SnapshotDocument, SnapshotError};
pub use spec::*;
pub use statistics::*;

/// What `version` says in every document here.
pub const VERSION: u32 = 1;

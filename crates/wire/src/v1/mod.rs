//! Version 1.

mod diagnostics;
pub use diagnostics::*;

/// What `version` says in every document here.
pub const VERSION: u32 = 1;

//! The physical schema of one database, the operations that change it, and what a step says about itself.
//!
//! Knows no SQL text, no schema language and no dialect. Everything here is plain data: comparable, hashable,
//! canonically sorted, so that the same input gives the same bytes.

mod apply;
pub mod change;
mod database;
mod facts;
mod fingerprint;
mod grant;
mod intent;
mod object;
mod online;
mod op;
mod partition;
mod step;
mod table;
mod uses;
pub mod words;

pub use apply::{Precondition, State, replay};
pub use change::*;
pub use database::*;
pub use facts::*;
pub use fingerprint::Fingerprint;
pub use grant::*;
pub use intent::*;
pub use object::*;
pub use online::*;
pub use op::*;
pub use partition::*;
pub use step::*;
pub use table::*;
pub use uses::Uses;

/// The name of an object, as the database holds it (no quotes, exact case).
pub type Name = smol_str::SmolStr;

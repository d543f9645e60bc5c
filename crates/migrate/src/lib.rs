//! The migration engine: the history as folders and as rows, what is wrong with it, and applying it.
//!
//! Pure: what it needs of the world (time, ids, whether to stop) comes through [`World`], what it needs of a server
//! through `Session`. It reads no files and opens no connections.

mod apply;
mod backfill;
mod checksum;
pub mod conflict;
mod deploy;
mod diagnose;
pub mod down;
pub mod draft;
pub mod drift;
mod events;
mod failure;
mod folder;
pub mod gate;
mod history;
pub mod lock;
mod moment;
pub mod offline;
pub mod perils;
mod progress;
pub mod push;
pub mod rebase;
pub mod replay;
mod rules;
mod sections;
pub mod sidecar;
pub mod spec;
pub mod stakes;
mod world;

pub use apply::Patience;
pub use checksum::{checksum, matches};
pub use deploy::{Engine, clear};
pub use diagnose::{Diagnosis, Relation, diagnose};
pub use events::Event;
pub use failure::{Exit, Failure, Kind, Outcome, Place};
pub use folder::{Files, Folder, MAX_NAME, Migration, Script, lock_file, lock_provider};
pub use history::{History, Record, State};
pub use moment::Moment;
pub use progress::Progress;
pub use rules::*;
pub use world::World;

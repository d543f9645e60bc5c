//! The history of migrations.

pub mod conflict;
pub mod down;
pub mod draft;
pub mod drift;
pub mod rebase;
pub mod replay;
pub mod sidecar;

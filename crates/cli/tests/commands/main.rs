//! The commands as people run them: what they are given, what they answer, and the status they end with.

mod bad_input;
mod diff;
mod format;
mod help;
mod ir;
mod migrate_diff;
mod project;
mod revisions;
mod validate;

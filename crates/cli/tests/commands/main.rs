//! The commands as people run them: what they are given, what they answer, and the status they end with.

mod bad_input;
mod db;
mod db_pull;
mod diff;
mod files;
mod format;
mod generate;
mod help;
mod ir;
mod lint;
mod migrate_conflicts;
mod migrate_dev;
mod migrate_diff;
mod migrate_down;
mod migrate_drift;
mod migrate_servers;
mod plan;
mod project;
mod review;
mod revisions;
mod sandbox;
mod validate;
mod verify;

//! Finds a project's schema and reads the inputs of a command: files, folders, revisions of a repository, snapshots.
//!
//! The edge of the house: here are the file system, the repository and nothing else. Knows where text comes from and
//! not what it means.

mod configuration;
mod database;
mod dotenv;
mod files;
mod git;
mod javascript;
mod lint;
mod migrations;
mod plan;
mod project;
mod renames;
mod revisions;
mod rules;
mod secrets;
mod seed;
mod settings;
mod source;

pub use configuration::Configuration;
pub use database::{Which, database_url, environment, find_url, variable_url};
pub use dotenv::Environment;
pub use files::{File, MAX_FILE_BYTES, MAX_SCHEMA_BYTES, read_file};
pub use migrations::{
    DOWN, LOCK_FILE, MigrationFiles, MigrationsFolder, SCRIPT, SIDECAR, SPEC, add_migration,
    migrations_folder, read_beside, read_migrations, replace_file, rewrite_migration,
};
pub use parallax_syntax::beside::is_beside;
pub use plan::{PlanSettings, Strategy, Time};
pub use project::{Project, discover, discover_in};
pub use renames::read_renames;
pub use revisions::{Revision, usual_base};
pub use rules::*;
pub use secrets::{mask, redact};
pub use seed::{seed_command, split_command};
pub use settings::{
    AuditFile, Deny, Editor, LintDeny, LintOverride, LintRule, LintSettings, LintValue, MigrateSettings,
    Setting, Settings,
};
pub use source::{Content, Input, beside, read, read_script};

use parallax_diagnostics::{Diagnostic, Rule};

/// Why an input could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub diagnostic: Diagnostic,
    /// Known, but not built yet; otherwise it is the input that is wrong.
    pub unavailable: bool,
}

impl Failure {
    pub fn new(rule: &'static Rule, message: impl AsRef<str>) -> Box<Failure> {
        let diagnostic = Diagnostic::new(rule, redact(message.as_ref()));
        Box::new(Failure { diagnostic, unavailable: false })
    }
    pub fn help(mut self: Box<Self>, help: impl AsRef<str>) -> Box<Failure> {
        self.diagnostic = self.diagnostic.help(redact(help.as_ref()));
        self
    }
    pub fn unavailable(mut self: Box<Self>) -> Box<Failure> {
        self.unavailable = true;
        self
    }
}

pub type Outcome<T> = Result<T, Box<Failure>>;

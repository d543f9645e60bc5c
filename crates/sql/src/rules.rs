//! What the replay of scripts can point out.

use parallax_diagnostics::{Rule, Severity};

pub static RULES: &[&Rule] = &[&UNCERTAIN];

/// Told of every statement whose meaning a replay without a server does not know.
pub static UNCERTAIN: Rule = Rule {
    code: "PX6100",
    slug: "uncertain-statement",
    severity: Severity::Warning,
    summary: "What a statement does to the schema is not known without a server",
    explanation: "\
SQL files and folders of migrations are read without any server: each statement is replayed in a model of the database.
This one is of a kind that the replay does not follow (a procedure that is called, a block of code beyond the usual
guards, a table made of a query), or it does not fit the state that the statements in front of it have led to. What it
names is uncertain from there on: a difference at these objects may not be one.

With a database for trying migrations (`--shadow-database-url`), the scripts run there instead, and everything is known.",
};

//! A migration spec as it was read from a `migration.toml`: plain data with the places where it stands.

use parallax_text::Span;
use std::fmt;
use std::time::Duration;

/// Its name in the folder of the migration.
pub const FILE: &str = "migration.toml";

/// Something and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<T> {
    pub value: T,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spec {
    /// The folder of the migration, by which the history knows it.
    pub folder: String,
    pub meta: Meta,
    /// Keys of migrations that must be applied before.
    pub dependencies: Vec<Placed<String>>,
    /// One step at least.
    pub up: Vec<Step>,
    pub down: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    pub context: String,
    pub namespace: String,
    pub name: Placed<String>,
    /// Of the namespace once this is applied; from 1.
    pub version: Placed<u32>,
    pub owners: Vec<String>,
    pub tags: Vec<String>,
    pub stability: Stability,
    pub description: Option<String>,
    /// Why there is no way back.
    pub irreversible: Option<String>,
}

/// How sure its owners are of it; from the least on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stability {
    Experimental,
    Beta,
    Stable,
    Deprecated,
}

impl Stability {
    pub const ALL: [Stability; 4] =
        [Stability::Experimental, Stability::Beta, Stability::Stable, Stability::Deprecated];

    pub fn as_str(self) -> &'static str {
        match self {
            Stability::Experimental => "experimental",
            Stability::Beta => "beta",
            Stability::Stable => "stable",
            Stability::Deprecated => "deprecated",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub body: Body,
    pub description: Option<String>,
    /// How long one attempt may take.
    pub timeout: Option<Duration>,
    /// How often it is tried again; none: as the engine does without a word.
    pub retries: Option<u32>,
    /// A command may be run again when nobody knows whether it is done.
    pub repeatable: bool,
    pub pre_checks: Vec<Check>,
    pub post_checks: Vec<Check>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    Schema(Source),
    Data(Source),
    /// A program and its arguments, run without a shell.
    Command(Vec<String>),
    Validation(Assertion),
}

impl Body {
    /// As `kind` says it.
    pub fn kind(&self) -> &'static str {
        match self {
            Body::Schema(_) => "schema",
            Body::Data(_) | Body::Command(_) => "data",
            Body::Validation(_) => "validation",
        }
    }
}

/// Where the SQL of a step stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// In the migration.toml itself. The span is that of the value with its quotes.
    Inline(Placed<String>),
    /// In a file, by its path from the folder of the migration.
    File(Placed<String>),
}

/// Something that must hold before or after a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub description: String,
    pub assertion: Assertion,
}

/// A query or an expression, and what it must give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    pub expression: Placed<String>,
    pub expect: Expect,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// The first cell of the first row is true, in any spelling of a server.
    True,
    NoRows,
    /// The first cell of the first row reads so.
    Value(String),
}

/// `"no rows"` in `expect`.
pub const NO_ROWS: &str = "no rows";

impl fmt::Display for Expect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expect::True => f.write_str("true"),
            Expect::NoRows => f.write_str(NO_ROWS),
            Expect::Value(value) => f.write_str(value),
        }
    }
}

impl Assertion {
    /// The query to send. What is no query is an expression, asked in the one form that every database takes.
    pub fn query(&self) -> String {
        let text = self.expression.value.trim().trim_end_matches(';').trim_end();
        if is_query(text) { text.to_owned() } else { format!("SELECT CASE WHEN ({text}) THEN 1 ELSE 0 END") }
    }
}

/// Whether a text is a query of its own, rather than an expression.
pub(super) fn is_query(text: &str) -> bool {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let word = text.get(..end).unwrap_or_default();
    ["SELECT", "WITH", "VALUES", "TABLE", "SHOW", "PRAGMA", "EXPLAIN"]
        .iter()
        .any(|query| word.eq_ignore_ascii_case(query))
}

impl Spec {
    /// `context.namespace.name`
    pub fn key(&self) -> String {
        format!("{}.{}", self.meta.scope(), self.meta.name.value)
    }

    /// The files that its steps name.
    pub fn files(&self) -> Vec<&Placed<String>> {
        let steps = self.up.iter().chain(&self.down);
        let files = steps.filter_map(|step| match &step.body {
            Body::Schema(Source::File(file)) | Body::Data(Source::File(file)) => Some(file),
            _ => None,
        });
        files.collect()
    }
}

impl Meta {
    /// `context.namespace`
    pub fn scope(&self) -> String {
        format!("{}.{}", self.context, self.namespace)
    }
}

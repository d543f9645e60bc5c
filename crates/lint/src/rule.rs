//! How a rule is declared: data, its explanation as its doc comment, and one function.

use crate::{Found, PlanView, SchemaView, Script, Statement, StepView};
use parallax_diagnostics::Rule;

/// A rule of the catalogue.
#[derive(Debug)]
pub struct Lint {
    pub rule: Rule,
    /// Names of dialects; the rule says nothing for others.
    pub dialects: &'static [&'static str],
    pub check: Check,
    /// Where it was seen that the rule is right, at least once for each dialect.
    pub seen: &'static [Seen],
    /// What can be set beside the severity.
    pub options: &'static [OptionSpec],
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// The database that a schema asks for.
    Schema(fn(&SchemaView<'_>, &mut Found<'_>)),
    /// Each step of a plan, against the state just before it; ALTER TABLE action by action.
    Step(fn(&StepView<'_>, &mut Found<'_>)),
    /// The same; and where it is not known which steps a statement means, its words.
    StepOrWords(fn(&StepView<'_>, &mut Found<'_>), fn(&Statement<'_>, &Script<'_>, &mut Found<'_>)),
    /// All steps of a plan together.
    Plan(fn(&PlanView<'_>, &mut Found<'_>)),
    /// The statements of a script that somebody wrote.
    Script(fn(&Script<'_>, &mut Found<'_>)),
    /// The same, and those that the objects of a schema are made with.
    Objects(fn(&Script<'_>, &mut Found<'_>)),
    /// The frame of the judging itself, such as comments that switch rules off.
    Frame,
}

impl Check {
    pub fn as_str(self) -> &'static str {
        match self {
            Check::Schema(_) => "schema",
            Check::Step(_) | Check::StepOrWords(..) => "step",
            Check::Plan(_) => "plan",
            Check::Script(_) => "script",
            Check::Objects(_) => "schema, script",
            Check::Frame => "frame",
        }
    }
}

/// An observation behind a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    pub dialects: &'static [&'static str],
    /// `14 to 18`, `8.0.29`, `all`.
    pub versions: &'static str,
    pub how: How,
    /// A page, or the test that measures it.
    pub source: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// On a running server.
    Measured,
    /// In the manual.
    Documented,
    /// The facts of the dialect say so, each with its page.
    Facts,
    /// Follows from the model alone: nothing of a server is claimed.
    Model,
}

impl How {
    pub fn as_str(self) -> &'static str {
        match self {
            How::Measured => "measured",
            How::Documented => "documented",
            How::Facts => "facts",
            How::Model => "by definition",
        }
    }
}

/// Something that can be set for one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OptionSpec {
    pub key: &'static str,
    /// As it is written in `parallax.toml`.
    pub default: &'static str,
    pub doc: &'static str,
}

pub(crate) const fn measured(
    dialects: &'static [&'static str],
    versions: &'static str,
    source: &'static str,
) -> Seen {
    Seen { dialects, versions, how: How::Measured, source }
}

pub(crate) const fn documented(
    dialects: &'static [&'static str],
    versions: &'static str,
    source: &'static str,
) -> Seen {
    Seen { dialects, versions, how: How::Documented, source }
}

pub(crate) const fn facts(dialects: &'static [&'static str]) -> Seen {
    Seen { dialects, versions: "all", how: How::Facts, source: "" }
}

pub(crate) const fn model(dialects: &'static [&'static str]) -> Seen {
    Seen { dialects, versions: "all", how: How::Model, source: "" }
}

/// The databases by name. Rules are about databases as their users know them, so they name them; what a database does
/// is asked of it.
pub(crate) mod on {
    pub(crate) const PG: &str = "postgresql";
    pub(crate) const CR: &str = "cockroachdb";
    pub(crate) const MY: &str = "mysql";
    pub(crate) const MA: &str = "mariadb";
    pub(crate) const LI: &str = "sqlite";
    pub(crate) const MS: &str = "sqlserver";
    pub(crate) const ALL: &[&str] = &[PG, CR, MY, MA, LI, MS];
    pub(crate) const POSTGRES: &[&str] = &[PG];
    pub(crate) const MYSQLS: &[&str] = &[MY, MA];
    pub(crate) const SQLITE: &[&str] = &[LI];
    pub(crate) const SQLSERVER: &[&str] = &[MS];
}

/// Declares the rule of a file as `RULE`.
///
/// ```ignore
/// lint! {
///     /// Markdown: what is wrong, why, the way out, with a bad and a good example.
///     Warning "PX7000" "slug" = "one line",
///     on ALL, Step(check), seen [measured(POSTGRES, "14 to 18", LOCKS)], options []
/// }
/// ```
macro_rules! lint {
    ($(#[doc = $doc:literal])+ $severity:ident $code:literal $slug:literal = $summary:literal,
     on $on:expr, $kind:ident$(($($check:expr),+))?, seen [$($seen:expr),+ $(,)?]
     $(, options [$($option:expr),+ $(,)?])? $(,)?) => {
        $(#[doc = $doc])+
        pub static RULE: $crate::Lint = $crate::Lint {
            rule: ::parallax_diagnostics::Rule {
                code: $code,
                slug: $slug,
                severity: ::parallax_diagnostics::Severity::$severity,
                summary: $summary,
                explanation: concat!($($doc, "\n"),+),
            },
            dialects: $on,
            check: $crate::Check::$kind$(($($check),+))?,
            seen: &[$($seen),+],
            options: &[$($($option),+)?],
        };
    };
}
pub(crate) use lint;

/// Where the locks of the facts are compared with those of running servers.
pub(crate) const LOCKS: &str = "crates/testkit/tests/locks.rs";

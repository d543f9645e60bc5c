//! One catalogue of rules over schemas, plans and hand-written SQL.
//!
//! A rule is data and one function, in a file of its own under `rules/`; [`RULES`] lists all. What a step locks, scans
//! or loses is asked of the facts of its dialect and never said here a second time. Rules over steps judge plans that
//! were made from schemas and those that were read from SQL alike. Does no I/O.

mod config;
pub mod examples;
mod found;
mod ignores;
mod judge;
mod made;
mod migration;
mod rule;
mod rules;
mod script;
mod step;
pub mod words;

pub use config::{Config, Level, Override, RuleConfig, UnknownSetting, Value};
pub use found::Found;
pub use ignores::{Ignore, apply_ignores, schema_ignores, script_ignores};
pub use judge::{PlanInput, StepInput, judge_plan, judge_schema, judge_script};
pub use migration::Migrations;
pub use rule::{Check, How, Lint, OptionSpec, Seen};
pub use rules::{RULES, find, is_about_loss};
pub use script::{Script, Statement};
pub use step::{PlanView, SchemaView, StepView};

use parallax_diagnostics::Rule;

/// What the codes of this crate mean, by code.
pub fn rules() -> Vec<&'static Rule> {
    RULES.iter().map(|lint| &lint.rule).collect()
}

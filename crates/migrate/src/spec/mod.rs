//! Migration specs: a migration as steps with checks before and after each, written down in a `migration.toml`. Reads
//! texts and gives values; knows no files, and talks to a server only where a spec is run.

pub mod audit;
mod checks;
mod command;
mod compile;
mod generate;
mod model;
mod read;
mod registry;
mod rules;
mod run;
mod write;

pub use audit::{Direction, Entry, Who};
pub(crate) use checks::holds;
pub use command::{Command, Ended};
pub use compile::{Beside, Compiled, Origin, Question, Ready, Work, compile, stale};
pub use generate::{Generated, generate};
pub use model::{Assertion, Body, Check, Expect, FILE, Meta, NO_ROWS, Placed, Source, Spec, Stability, Step};
pub use read::{CHECK, META, PLAN, ROOT, STEP, read};
pub use registry::{Item, Registry, registry};
pub use rules::*;
pub(crate) use run::Runner;
pub use write::{Draft, DraftCheck, DraftExpect, DraftStep, DraftWork, write};

#[cfg(test)]
mod tests;

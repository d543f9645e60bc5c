//! The SQL of an edit: what the schema asks for against a base, told at the lines that cause it.

mod actions;
mod base;
mod findings;
mod lens;
mod places;
mod sql;
#[cfg(test)]
mod tests;

pub use actions::actions;
pub use base::{Base, BaseContent};
pub use findings::diagnostics;
pub use lens::{Lens, lenses};
pub use places::Place;
pub use sql::{markdown, sql};

use crate::Snapshot;
use parallax_dialect::Target;
use parallax_engine::{Comparison, Part, compare_with, parts};
use parallax_ir::{Database, Pair};
use std::sync::{Arc, OnceLock};

/// A plan from the base to the schema, and where each step comes from.
#[derive(Debug)]
pub struct Consequence {
    pub target: Target,
    pub comparison: Comparison,
    /// Where the plan begins.
    pub before: Arc<Database>,
    /// Where each step of the plan belongs in the text as it is now.
    pub places: Vec<Place>,
    parts: OnceLock<Vec<Vec<Part>>>,
}

impl Consequence {
    /// What each part of each step does by itself, as far as it is not safe.
    pub(crate) fn parts(&self) -> &[Vec<Part>] {
        let parts = || parts(&self.comparison.plan, &self.before, &self.target).unwrap_or_default();
        self.parts.get_or_init(parts)
    }
}

pub(crate) fn consequence(snapshot: &Snapshot) -> Option<Consequence> {
    let desired = snapshot.desired()?;
    if desired.lowered.diagnostics.has_errors() || snapshot.sources().is_empty() {
        return None;
    }
    let target = desired.target;
    let base = snapshot.base()?;
    let before = base.database(&target)?;
    let options = snapshot.options();
    let pair = Pair::new(before.as_ref(), &desired.lowered.database);
    let comparison = compare_with(pair, &target, &options.renames, &options.plan).ok()?;
    let places = places::places(snapshot, base, pair, &comparison.plan);
    Some(Consequence { target, comparison, before, places, parts: OnceLock::new() })
}

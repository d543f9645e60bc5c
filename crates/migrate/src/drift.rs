//! Drift: what a live database has otherwise than its history says. A diff with SQL both ways.

use parallax_dialect::Target;
use parallax_engine::{Comparison, Renames, compare, whole};
use parallax_ir::{Database, Pair, Precondition};

/// How a database and its history differ.
#[derive(Debug, Clone)]
pub struct Drift {
    /// What happened to the database; as a migration, it takes the history to where the database is.
    pub adopt: Comparison,
    /// What takes the database back to where the history is.
    pub undo: Comparison,
    /// The state of the history, with everything that it says nothing about taken from the database.
    pub expected: Database,
}

/// None where there is no difference. What the history is silent about is none.
pub fn drift(expected: &Database, live: &Database, target: &Target) -> Result<Option<Drift>, Precondition> {
    let mut said = expected.clone();
    // Options, collations and extensions differ between servers and hosts whose databases are the same to programs.
    said.silent.options = true;
    said.silent.collations = true;
    said.silent.extensions = true;
    let expected = &said;
    let undo = compare(Pair::new(live, expected), target, &Renames::default())?;
    if undo.plan.steps.is_empty() {
        return Ok(None);
    }
    let expected = whole(Pair::new(live, expected), target);
    let adopt = compare(Pair::new(&expected, live), target, &Renames::default())?;
    Ok(Some(Drift { adopt, undo, expected }))
}

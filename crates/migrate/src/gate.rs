//! Gates of phased changes: a migration that takes away what programs of the version before need waits until somebody
//! says that none of them runs.

use crate::{Folder, Outcome};
use serde::Serialize;

/// What begins the line of a script that names its gate.
pub const GATE: &str = "-- parallax: gate ";

/// Which gates are passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gates {
    /// A database for development has no programs of other versions.
    All,
    /// Those that were named.
    Named(Vec<String>),
}

impl Default for Gates {
    fn default() -> Self {
        Gates::Named(Vec::new())
    }
}

impl Gates {
    pub fn pass(&self, gate: &str) -> bool {
        match self {
            Gates::All => true,
            Gates::Named(names) => names.iter().any(|name| name == gate),
        }
    }
}

/// The gate in front of a script, where it has one.
pub fn of(script: &str) -> Option<&str> {
    script
        .lines()
        .find_map(|line| line.trim().strip_prefix(GATE))
        .map(str::trim)
        .filter(|gate| !gate.is_empty())
}

/// A migration that waits, and all behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Closed {
    pub migration: String,
    pub gate: String,
    /// Pending migrations behind it.
    pub behind: usize,
}

impl Closed {
    /// What opens the gate.
    pub fn way_out(&self) -> String {
        format!(
            "`parallax migrate deploy --pass-gate {}` when no program of the version before runs any more",
            self.gate
        )
    }
}

/// The first gate that is closed, among migrations that are pending.
pub fn first(folder: &Folder, pending: &[String], gates: &Gates) -> Outcome<Option<Closed>> {
    for (at, name) in pending.iter().enumerate() {
        let Some(migration) = folder.get(name) else { continue };
        let script = folder.script(migration)?;
        if let Some(gate) = of(&script.text).filter(|gate| !gates.pass(gate)) {
            let behind = pending.len() - at - 1;
            return Ok(Some(Closed { migration: name.clone(), gate: gate.to_owned(), behind }));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gate_is_passed_by_its_name() {
        let script = "-- Phase 3\n-- parallax: gate split_name\nDROP TABLE a;\n";
        assert_eq!(of(script), Some("split_name"));
        assert_eq!(of("-- parallax: gate \nSELECT 1"), None);
        assert!(!Gates::default().pass("split_name"));
        assert!(Gates::Named(vec!["split_name".to_owned()]).pass("split_name"));
        assert!(Gates::All.pass("anything"));
    }
}

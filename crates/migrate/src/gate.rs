//! Gates of phased changes: a migration that takes away what programs of the version before need waits until somebody
//! says that none of them runs.

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

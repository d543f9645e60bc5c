//! The folder of migrations held against the rows of the history.

use crate::{Folder, Record, State, matches};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How the two histories relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    Same,
    /// Migrations of the folder are not applied yet.
    DatabaseBehind,
    /// Migrations are recorded that the folder does not hold.
    FolderBehind,
    /// Both.
    Diverged,
}

/// What is where. All lists in the order of names, except `missing` (that of the rows).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    pub relation: Relation,
    /// In the folder, and neither applied nor begun. Rolled-back ones are pending again.
    pub pending: Vec<String>,
    /// Applied.
    pub applied: Vec<String>,
    /// Begun and neither finished nor rolled back.
    pub failed: Vec<String>,
    /// All of whose rows are rolled back.
    pub rolled_back: Vec<String>,
    /// Applied, and the file is not what was applied.
    pub edited: Vec<String>,
    /// Recorded as begun or applied, and not in the folder.
    pub missing: Vec<String>,
    /// In the folder without a `migration.sql`.
    pub without_script: Vec<String>,
    /// Pending, and by name before one that is applied.
    pub out_of_order: Vec<String>,
    /// The last of the first ones that both have.
    pub last_common: Option<String>,
}

impl Diagnosis {
    /// Nothing to do and nothing wrong.
    pub fn is_clean(&self) -> bool {
        self.relation == Relation::Same
            && self.failed.is_empty()
            && self.edited.is_empty()
            && self.without_script.is_empty()
    }
}

/// `records` in the order in which they began.
pub fn diagnose(folder: &Folder, records: &[Record]) -> Diagnosis {
    let mut live: BTreeMap<&str, &Record> = BTreeMap::new();
    let mut rolled_back: BTreeSet<&str> = BTreeSet::new();
    for record in records {
        if record.state() == State::RolledBack {
            rolled_back.insert(&record.name);
        } else {
            live.insert(&record.name, record);
        }
    }
    rolled_back.retain(|name| !live.contains_key(name));
    let mut result = Diagnosis {
        relation: Relation::Same,
        pending: Vec::new(),
        applied: Vec::new(),
        failed: Vec::new(),
        rolled_back: rolled_back.into_iter().map(str::to_owned).collect(),
        edited: Vec::new(),
        missing: Vec::new(),
        without_script: Vec::new(),
        out_of_order: Vec::new(),
        last_common: last_common(folder, records),
    };
    for migration in &folder.migrations {
        let name = &migration.name;
        if migration.files.script.is_none() {
            result.without_script.push(name.clone());
        }
        let Some(record) = live.get(name.as_str()) else {
            result.pending.push(name.clone());
            continue;
        };
        let script = migration.files.script.as_deref();
        if record.state() == State::Applied && script.is_some_and(|script| !matches(&record.checksum, script))
        {
            result.edited.push(name.clone());
        }
    }
    let mut told = BTreeSet::new();
    for record in records.iter().filter(|record| live.contains_key(record.name.as_str())) {
        if record.state() == State::RolledBack || !told.insert(record.name.as_str()) {
            continue;
        }
        if folder.get(&record.name).is_none() {
            result.missing.push(record.name.clone());
        }
    }
    for (name, record) in &live {
        match record.state() {
            State::Applied => result.applied.push((*name).to_owned()),
            State::Failed => result.failed.push((*name).to_owned()),
            State::RolledBack => {}
        }
    }
    if let Some(last) = result.applied.last() {
        result.out_of_order = result.pending.iter().filter(|name| *name < last).cloned().collect();
    }
    result.relation = match (result.pending.is_empty(), result.missing.is_empty()) {
        (true, true) => Relation::Same,
        (false, true) => Relation::DatabaseBehind,
        (true, false) => Relation::FolderBehind,
        (false, false) => Relation::Diverged,
    };
    result
}

fn last_common(folder: &Folder, records: &[Record]) -> Option<String> {
    let mut begun: Vec<&str> = Vec::new();
    for record in records.iter().filter(|record| record.state() != State::RolledBack) {
        if begun.last() != Some(&record.name.as_str()) {
            begun.push(&record.name);
        }
    }
    let both = folder.migrations.iter().zip(begun).take_while(|(migration, name)| migration.name == *name);
    both.last().map(|(migration, _)| migration.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Files, Migration, Moment, checksum};

    fn folder(migrations: &[(&str, &str)]) -> Folder {
        let migrations = migrations.iter().map(|(name, script)| {
            Migration::new(*name, Files { script: Some(script.as_bytes().to_vec()), ..Files::default() })
        });
        Folder::new("migrations", None, migrations.collect())
    }

    fn rows(rows: &[(&str, &str, State)]) -> Vec<Record> {
        let row = |(at, (name, script, state)): (usize, &(&str, &str, State))| Record {
            id: at.to_string(),
            checksum: checksum(script.as_bytes()),
            finished: (*state == State::Applied).then_some(Moment(2)),
            name: (*name).to_owned(),
            logs: None,
            rolled_back: (*state == State::RolledBack).then_some(Moment(2)),
            started: Moment(1),
            steps: 0,
        };
        rows.iter().enumerate().map(row).collect()
    }

    fn told(folder: &Folder, records: &[Record]) -> String {
        let diagnosis = diagnose(folder, records);
        let mut told = format!("{:?}", diagnosis.relation);
        for (word, names) in [
            ("pending", &diagnosis.pending),
            ("failed", &diagnosis.failed),
            ("rolled back", &diagnosis.rolled_back),
            ("edited", &diagnosis.edited),
            ("missing", &diagnosis.missing),
            ("out of order", &diagnosis.out_of_order),
        ] {
            if !names.is_empty() {
                told += &format!("; {word}: {}", names.join(" "));
            }
        }
        if let Some(name) = diagnosis.last_common {
            told += &format!("; common up to {name}");
        }
        told
    }

    use State::*;
    const TWO: &[(&str, &str)] = &[("1_a", "A"), ("2_b", "B")];

    #[test]
    fn what_is_applied_and_unchanged_is_clean() {
        let records = rows(&[("1_a", "A", Applied), ("2_b", "B", Applied)]);
        assert_eq!(told(&folder(TWO), &records), "Same; common up to 2_b");
        assert!(diagnose(&folder(TWO), &records).is_clean());
    }

    #[test]
    fn what_is_not_recorded_is_pending() {
        assert_eq!(told(&folder(TWO), &[]), "DatabaseBehind; pending: 1_a 2_b");
        let second_only = rows(&[("2_b", "B", Applied)]);
        assert_eq!(told(&folder(TWO), &second_only), "DatabaseBehind; pending: 1_a; out of order: 1_a");
    }

    #[test]
    fn what_was_edited_after_it_was_applied_is_named() {
        let records = rows(&[("1_a", "A -- old", Applied), ("2_b", "B", Applied)]);
        assert_eq!(told(&folder(TWO), &records), "Same; edited: 1_a; common up to 2_b");
    }

    #[test]
    fn what_failed_is_not_pending_and_may_be_edited() {
        let records = rows(&[("1_a", "A", Applied), ("2_b", "B with an error", Failed)]);
        assert_eq!(told(&folder(TWO), &records), "Same; failed: 2_b; common up to 2_b");
    }

    #[test]
    fn what_was_rolled_back_is_pending_again_until_it_is_applied() {
        let mut all = vec![("1_a", "A", Applied), ("2_b", "B0", RolledBack)];
        assert_eq!(
            told(&folder(TWO), &rows(&all)),
            "DatabaseBehind; pending: 2_b; rolled back: 2_b; common up to 1_a"
        );
        all.push(("2_b", "B", Applied));
        assert_eq!(told(&folder(TWO), &rows(&all)), "Same; common up to 2_b");
    }

    #[test]
    fn deleted_folders_are_missing_and_new_ones_besides_diverge() {
        let records = rows(&[("1_a", "A", Applied), ("1_x", "X", Applied)]);
        let first = folder(&TWO[..1]);
        assert_eq!(told(&first, &records), "FolderBehind; missing: 1_x; common up to 1_a");
        assert_eq!(told(&folder(TWO), &records), "Diverged; pending: 2_b; missing: 1_x; common up to 1_a");
    }

    #[test]
    fn squashed_migrations_leave_their_old_names_in_the_database_only() {
        let records = rows(&[("1_a", "A", Applied), ("2_b", "B", Applied), ("3_c", "C", Applied)]);
        let squashed = folder(&[("2_b", "B"), ("3_c", "C")]);
        assert_eq!(told(&squashed, &records), "FolderBehind; missing: 1_a");
    }
}

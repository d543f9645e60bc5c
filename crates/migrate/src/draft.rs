//! A new migration: its name, its SQL, the way back, and the file beside it. Plans between two states and writes texts;
//! knows no files and no server.

use crate::{Failure, Kind, MAX_NAME, Moment, Outcome, down, sidecar};
use parallax_dialect::Target;
use parallax_engine::{Comparison, PlanOptions, Renames, compare_with};
use parallax_ir::{Database, Pair, Precondition, replay};
use parallax_report::{Report, placed};
use parallax_text::SourceMap;
use std::ops::Range;

/// A migration that was planned and is not written yet.
#[derive(Debug, Clone)]
pub struct Draft {
    pub target: Target,
    pub comparison: Comparison,
    /// `migration.sql`
    pub sql: String,
    /// Where in it the statements of each step stand.
    pub places: Vec<Range<usize>>,
    pub renames: Renames,
    /// The state that it leads to.
    pub after: Database,
}

/// The texts of the files in the folder of a migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    pub sql: String,
    pub down: String,
    pub sidecar: String,
}

/// The migration between two states. Without steps where there is nothing to do.
pub fn draft(
    pair: Pair<&Database>,
    target: &Target,
    renames: &Renames,
    sources: &SourceMap,
) -> Result<Draft, Precondition> {
    draft_with(pair, target, renames, sources, &PlanOptions::default())
}

/// As [`draft`], in the way that is asked for.
pub fn draft_with(
    pair: Pair<&Database>,
    target: &Target,
    renames: &Renames,
    sources: &SourceMap,
    options: &PlanOptions,
) -> Result<Draft, Precondition> {
    let comparison = compare_with(pair, target, renames, options)?;
    let after = replay(pair.before, comparison.plan.steps.iter().map(|step| &step.op))?;
    // The first migration says how much is known of the state; all later ones go on from there.
    let mut after = after;
    if *pair.before == Database::default() {
        after.silent = pair.after.silent.clone();
    }
    let statements: Vec<&[String]> =
        comparison.script.steps.iter().map(|step| step.statements.as_slice()).collect();
    let report =
        Report { plan: &comparison.plan, statements: &statements, target, target_by_default: false, sources };
    let script = placed(&report);
    Ok(Draft {
        target: *target,
        sql: script.text,
        places: script.steps,
        renames: renames.clone(),
        after,
        comparison,
    })
}

impl Draft {
    pub fn is_empty(&self) -> bool {
        self.comparison.plan.steps.is_empty()
    }

    /// What stands in the folder. `before` is the state that it was planned on, and `start` how the history knows that
    /// state; `history` is [`sidecar::history`] of all migrations in front of it.
    pub fn files(
        &self,
        name: &str,
        before: &Database,
        start: &str,
        history: &str,
    ) -> Result<Files, Precondition> {
        Ok(Files {
            sql: self.sql.clone(),
            down: down::write(name, before, self)?,
            sidecar: sidecar::write(self, start, history),
        })
    }
}

/// What the name of the next folder begins with: the time, or what comes after the last one where clocks disagree or
/// two come within one second.
pub fn stamp(now: Moment, last: Option<&str>) -> String {
    let digits =
        last.and_then(|name| name.get(..14)).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    let Some(last) = digits else { return now.stamp() };
    let seconds = (0..60).map(|seconds| Moment(now.0 + seconds * 1000).stamp());
    let next = || last.parse::<u64>().map_or_else(|_| now.stamp(), |number| format!("{:014}", number + 1));
    seconds.into_iter().find(|stamp| stamp.as_str() > last).unwrap_or_else(next)
}

/// The name of a folder: a [`stamp`], and what people call the migration, in lower case, with one
/// `_` for whatever is no letter and no digit.
pub fn folder_name(time: &str, name: &str) -> Outcome<String> {
    let mut words = String::new();
    let mut after_lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() {
            after_lower = false;
            if !words.is_empty() && !words.ends_with('_') {
                words.push('_');
            }
            continue;
        }
        if c.is_uppercase() && after_lower {
            words.push('_');
        }
        after_lower = c.is_lowercase() || c.is_ascii_digit();
        words.extend(c.to_lowercase());
    }
    let words = words.trim_end_matches('_');
    match words.len() {
        0 => Ok(time.to_owned()),
        length if length > MAX_NAME => {
            let message = format!("the name of the migration has {length} bytes; it may have {MAX_NAME}");
            Err(Failure::of(Kind::NameTooLong, message).help("give it a shorter one with --name"))
        }
        _ => Ok(format!("{time}_{words}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_names_of_folders() {
        let name = |text: &str| folder_name("20260102030405", text);
        for (given, expected) in [
            ("init", "20260102030405_init"),
            ("", "20260102030405"),
            ("  Add user's e-mail! ", "20260102030405_add_user_s_e_mail"),
            ("addUserTable", "20260102030405_add_user_table"),
            ("v2Beta", "20260102030405_v2_beta"),
            ("../../etc", "20260102030405_etc"),
            ("Ähre", "20260102030405_ähre"),
            ("JSON", "20260102030405_json"),
        ] {
            assert_eq!(name(given).unwrap(), expected);
        }
        assert_eq!(name(&"x".repeat(201)).unwrap_err().prisma_code(), Some("P3010"));
        assert!(name(&"x".repeat(200)).is_ok());
    }

    #[test]
    fn the_next_one_comes_after_the_last() {
        let now = Moment(1_767_323_045_000);
        assert_eq!(stamp(now, None), "20260102030405");
        assert_eq!(stamp(now, Some("0_init")), "20260102030405");
        assert_eq!(stamp(now, Some("20260102030404_a")), "20260102030405");
        assert_eq!(stamp(now, Some("20260102030405_a")), "20260102030406");
        assert_eq!(stamp(now, Some("20270102030405_a")), "20270102030406");
    }
}

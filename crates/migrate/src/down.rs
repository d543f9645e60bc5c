//! The way back of a migration: the script that undoes it, and what it cannot bring back. Plans and writes texts; who
//! runs them is elsewhere.

use crate::draft::Draft;
use parallax_engine::{Renames, compare};
use parallax_ir::{Data, Database, Pair, Precondition};
use parallax_report::{Report, script};
use parallax_text::SourceMap;
use std::fmt::Write;

/// Its name in the folder of the migration.
pub const FILE: &str = "down.sql";

/// In front of each thing that the way back does not bring back.
const LOST: &str = "-- lost: ";

/// `down.sql` of a migration that was just planned.
pub fn write(name: &str, before: &Database, draft: &Draft) -> Result<String, Precondition> {
    let back: Vec<_> = draft.renames.0.iter().map(reversed).collect();
    // The state before is known whole: what it does not hold is to go.
    let mut whole = before.clone();
    whole.silent = Default::default();
    let comparison = compare(Pair::new(&draft.after, &whole), &draft.target, &Renames(back))?;
    let statements: Vec<&[String]> =
        comparison.script.steps.iter().map(|step| step.statements.as_slice()).collect();
    let report = Report {
        plan: &comparison.plan,
        statements: &statements,
        target: &draft.target,
        target_by_default: false,
        sources: &SourceMap::new(),
    };
    let mut out = format!("-- Undoes the migration {name}.\n");
    for step in draft.comparison.plan.steps.iter().filter(|step| step.facts.data == Data::Loses) {
        let reason = step.facts.reasons.first().map_or("rows or values", |reason| reason.text.as_str());
        let _ = writeln!(out, "{LOST}{}", reason.replace(['\n', '\r'], " "));
    }
    out.push_str("--\n");
    out.push_str(&script(&report));
    Ok(out)
}

fn reversed(rename: &parallax_engine::Rename) -> parallax_engine::Rename {
    parallax_engine::Rename { from: rename.to.clone(), to: rename.from.clone() }
}

/// What a script of the way back says that it does not bring back, one sentence each.
pub fn lost(script: &str) -> Vec<&str> {
    script.lines().filter_map(|line| line.strip_prefix(LOST)).map(str::trim).collect()
}

/// Which migrations are undone, newest first: those behind `to`, or the last one alone.
pub fn steps<'a>(applied: &'a [String], to: Option<&str>) -> Result<Vec<&'a str>, NotApplied> {
    let count = match to {
        None => 1,
        Some(to) => {
            let at = applied.iter().position(|name| name == to).ok_or_else(|| NotApplied(to.to_owned()))?;
            applied.len() - at - 1
        }
    };
    Ok(applied.iter().rev().take(count).map(String::as_str).collect())
}

/// No applied migration has that name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotApplied(pub String);

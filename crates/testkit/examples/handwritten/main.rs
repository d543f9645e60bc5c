//! How much of what people write by hand in their migrations the schema language can say.
//!
//! `cargo run -p parallax-testkit --example handwritten -- FOLDER [PART-OF-A-NAME] [--end] [--text FOLDER]`; the folder
//! holds `<project>/migrations/…`, and `_handwritten_sql.jsonl` with the statements: `kind`, `folder`, `migration`, `sql`.
//!
//! Each history runs on a real server, database A. What is read from it becomes the text of a whole schema, this makes
//! database B from nothing, and the catalogs of both are compared. A statement is expressed where all that it made is
//! equal in A and B: at the end of the history, or, where later statements change it again, just after its own
//! migration (`--end` leaves those out).
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod judge;
mod names;
mod statements;

use judge::{Judge, Verdict};
use parallax_engine::Name;
use parallax_testkit::history;
use statements::{Class, Handwritten, Made};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What came of a statement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    AtEnd,
    AtItsMigration,
    Not(String),
    /// A drop, a rename, rows, a setting, a block, or nothing since it was there already.
    Aside(Class),
    /// A server refused a migration in front of it.
    NotReached,
}

fn main() -> Result<(), String> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let end_only = take_flag(&mut arguments, "--end").is_some();
    let texts = take_flag(&mut arguments, "--text").map(|at| PathBuf::from(arguments.remove(at)));
    let folder = arguments.first().ok_or("name the folder of projects")?.clone();
    let part = arguments.get(1).cloned().unwrap_or_default();
    let handwritten = Handwritten::read(&Path::new(&folder).join("_handwritten_sql.jsonl"))?;
    let mut outcomes: Vec<(Made, Outcome)> = Vec::new();
    let (mut whole, mut all) = (BTreeMap::<String, usize>::new(), BTreeMap::<String, usize>::new());
    for history in history::all(Path::new(&folder))?.into_iter().filter(|of| of.name.contains(&part)) {
        *all.entry(history.provider.clone()).or_default() += 1;
        let mut judge = match Judge::new(&history) {
            Ok(judge) => judge,
            Err(error) => {
                println!("FAIL  {}: {error}", history.name);
                continue;
            }
        };
        judge.texts = texts.clone();
        let made = statements::follow(&history, &judge.target, &handwritten);
        let cuts = if end_only { BTreeSet::new() } else { statements::cuts(&made) };
        let judged = judge.run(&history, &cuts);
        let last = judged.keys().last().copied();
        let finished = judge.refused.is_empty();
        let end = last.and_then(|last| judged.get(&last));
        let clean = finished && end.is_some_and(Verdict::is_clean);
        *whole.entry(history.provider.clone()).or_default() += usize::from(clean);
        println!(
            "{} {} ({} scripts)",
            if clean { "whole" } else { "OTHER" },
            history.name,
            history.scripts.len()
        );
        for refused in &judge.refused {
            println!("      refused: {refused}");
        }
        if let Some(end) = end {
            end.print();
        }
        for (at, verdict) in &judged {
            if Some(*at) != last && !verdict.is_clean() {
                println!(
                    "   -- after {}",
                    history.scripts.get(*at).map(|of| of.0.as_str()).unwrap_or_default()
                );
                verdict.print();
            }
        }
        for one in made {
            let left_out = |(at, statement): &(usize, String)| {
                *at == one.script && statements::plain(statement) == statements::plain(&one.sql)
            };
            let outcome = match judge.left_out.iter().any(left_out) {
                true => Outcome::NotReached,
                false => outcome(&one, &judged, last),
            };
            if outcome == Outcome::Aside(Class::NotFound) {
                println!("      not found: {}: {}", one.migration, short(&one.sql));
            }
            if let Outcome::Not(reason) = &outcome {
                println!(
                    "      NOT  {} {}: {reason}\n          {}",
                    one.kinds.join(", "),
                    one.migration,
                    short(&one.sql)
                );
            }
            outcomes.push((one, outcome));
        }
    }
    for (provider, count) in all {
        println!(
            "{provider}: {} of {count} histories whole",
            whole.get(&provider).copied().unwrap_or_default()
        );
    }
    table(&outcomes);
    Ok(())
}

fn take_flag(arguments: &mut Vec<String>, flag: &str) -> Option<usize> {
    let at = arguments.iter().position(|word| word == flag)?;
    arguments.remove(at);
    Some(at)
}

fn outcome(made: &Made, judged: &BTreeMap<usize, Verdict>, last: Option<usize>) -> Outcome {
    if made.class != Class::Makes {
        return Outcome::Aside(made.class);
    }
    let Some(last) = last.filter(|last| made.script <= *last) else { return Outcome::NotReached };
    let at = if made.superseded { made.script } else { last };
    let Some(verdict) = judged.get(&at) else { return Outcome::Aside(Class::Superseded) };
    let keys = if made.superseded { &made.keys } else { &made.later_keys };
    match verdict.of(keys) {
        // Nothing of it is left, even just after its migration.
        Ok(false) => Outcome::Aside(Class::Superseded),
        Ok(true) if made.superseded => Outcome::AtItsMigration,
        Ok(true) => Outcome::AtEnd,
        Err(reason) => Outcome::Not(reason),
    }
}

fn short(sql: &str) -> String {
    let words: String = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(160).collect()
}

fn table(outcomes: &[(Made, Outcome)]) {
    let mut rows: BTreeMap<Name, [usize; 8]> = BTreeMap::new();
    let mut total = [0; 8];
    for (made, outcome) in outcomes {
        let at = match outcome {
            Outcome::AtEnd => 0,
            Outcome::AtItsMigration => 1,
            Outcome::Not(_) => 2,
            Outcome::Aside(Class::Drops | Class::Renames) => 3,
            Outcome::Aside(Class::Superseded | Class::Nothing) => 4,
            Outcome::Aside(Class::NotFound) => 7,
            Outcome::Aside(_) => 5,
            Outcome::NotReached => 6,
        };
        total[at] += 1;
        for kind in &made.kinds {
            rows.entry(kind.as_str().into()).or_default()[at] += 1;
        }
    }
    println!(
        "{:34} {:>7} {:>7} {:>5} {:>8} {:>7} {:>6} {:>7} {:>9}",
        "kind", "at end", "at once", "NOT", "drop/ren", "undone", "aside", "refused", "not found"
    );
    for (kind, row) in rows.iter().map(|(kind, row)| (kind.as_str(), row)).chain([("all statements", &total)])
    {
        println!(
            "{kind:34} {:>7} {:>7} {:>5} {:>8} {:>7} {:>6} {:>7} {:>9}",
            row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7]
        );
    }
    let said = total[0] + total[1];
    let asked = said + total[2];
    println!("expressed: {said} of {asked} ({:.1} %)", 100.0 * said as f64 / asked.max(1) as f64);
}

//! A plan as scenarios show it: every step with its tag, what is at stake, and its statements.

use parallax_engine::Comparison;
use parallax_ir::{Availability, Certainty, Compatibility, Data, Facts, Tag};
use std::fmt::Write;

pub fn script(comparison: &Comparison) -> String {
    let mut text = String::new();
    for (step, sql) in comparison.plan.steps.iter().zip(&comparison.script.steps) {
        if !text.is_empty() {
            text.push('\n');
        }
        let _ = writeln!(text, "-- {}", heading(&step.facts));
        for statement in &sql.statements {
            let _ = writeln!(text, "{statement};");
        }
        if sql.statements.is_empty() {
            text.push_str("-- (the database does it by itself)\n");
        }
    }
    if comparison.plan.steps.is_empty() {
        text.push_str("-- nothing to do\n");
    }
    for possible in &comparison.plan.possible_renames {
        let _ = writeln!(text, "\n-- perhaps a rename: {}", possible.answer);
    }
    for note in &comparison.plan.notes {
        let _ = writeln!(text, "\n-- note: {note}");
    }
    text
}

/// `caution: depends on the rows, blocks writes`
fn heading(facts: &Facts) -> String {
    let mut stakes = Vec::new();
    match facts.data {
        Data::Keeps => {}
        Data::Unknown => stakes.push("may lose data"),
        Data::Loses => stakes.push("loses data"),
    }
    match facts.certainty {
        Certainty::Always => {}
        Certainty::Unknown => stakes.push("may fail"),
        Certainty::Depends => stakes.push("depends on the rows"),
    }
    match facts.availability {
        Availability::Online => {}
        Availability::Unknown => stakes.push("may block"),
        Availability::BlocksWrites => stakes.push("blocks writes"),
        Availability::BlocksAll => stakes.push("blocks reads and writes"),
    }
    match facts.compatibility {
        Compatibility::Compatible => {}
        Compatibility::Unknown => stakes.push("may break programs"),
        Compatibility::BreaksWriters => stakes.push("breaks writers"),
        Compatibility::BreaksReaders => stakes.push("breaks readers"),
    }
    let tag: Tag = facts.tag();
    if stakes.is_empty() { tag.to_string() } else { format!("{tag}: {}", stakes.join(", ")) }
}

//! The SQL script: warnings in front, then every step with its heading.

use crate::Report;
use crate::describe::describe;
use crate::segments;
use crate::words::{one_line, shell_word};
use parallax_ir::{Strategy, Tag};
use std::fmt::Write;
use std::ops::Range;

/// A script, and where in it the statements of each step stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub text: String,
    /// Byte ranges, one per step of the plan, in order; empty where the database does the step by itself.
    pub steps: Vec<Range<usize>>,
}

/// Statements end in `;`, steps are separated by an empty line. Without steps there are only comments.
pub fn script(report: &Report<'_>) -> String {
    placed(report).text
}

/// As [`script`], with the places of the steps.
pub fn placed(report: &Report<'_>) -> Placed {
    let mut steps = Vec::with_capacity(report.plan.steps.len());
    let text = write(report, &mut steps);
    Placed { text, steps }
}

fn write(report: &Report<'_>, places: &mut Vec<Range<usize>>) -> String {
    let mut out = format!("-- Target: {}\n", report.target_words());
    warnings(report, &mut out);
    if report.plan.steps.is_empty() {
        out.push_str("-- This is an empty migration.\n");
        return out;
    }
    if report.plan.options.strategy != Strategy::Direct {
        segments::write(report, places, &mut out);
        return out;
    }
    let (front, behind) = report.target.dialect.script_frame.unwrap_or_default();
    if !front.is_empty() {
        let _ = write!(out, "\n{front}\n");
    }
    for (step, statements) in report.plan.steps.iter().zip(report.statements) {
        // Some steps are done by the database itself.
        if statements.is_empty() {
            places.push(out.len()..out.len());
            continue;
        }
        let _ = write!(out, "\n-- {}\n", step.op.kind());
        let start = out.len();
        for statement in *statements {
            out.push_str(statement);
            out.push_str(";\n");
        }
        places.push(start..out.len() - 1);
    }
    if !behind.is_empty() {
        let _ = write!(out, "\n{behind}\n");
    }
    out
}

/// What is not safe and why, and what may be meant otherwise.
fn warnings(report: &Report<'_>, out: &mut String) {
    let mut lines = Vec::new();
    for tag in [Tag::Destructive, Tag::Caution] {
        for (_, step) in report.tagged(tag) {
            lines.push(format!("{tag}: {}", describe(&step.op, report.target).title));
            lines.extend(step.facts.reasons.iter().map(|reason| format!("  {}", reason.text)));
        }
    }
    for rename in &report.plan.possible_renames {
        lines.push(format!("a rename? then say so: --rename {}", shell_word(&rename.answer)));
    }
    lines.extend(report.plan.notes.iter().map(|note| format!("note: {note}")));
    if !lines.is_empty() {
        out.push_str("--\n");
    }
    for line in lines {
        let _ = writeln!(out, "-- {}", one_line(&line));
    }
}

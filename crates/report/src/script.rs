//! The SQL script: warnings in front, then every step with its heading.

use crate::Report;
use crate::words::{one_line, reasons};
use parallax_ir::Tag;
use std::fmt::Write;

/// Statements end in `;`, steps are separated by an empty line. Without steps there are only comments.
pub fn script(report: &Report<'_>) -> String {
    let mut out = format!("-- Target: {}\n", report.target_words());
    warnings(report, &mut out);
    if report.plan.steps.is_empty() {
        out.push_str("-- This is an empty migration.\n");
        return out;
    }
    let (front, behind) = report.target.dialect.script_frame.unwrap_or_default();
    if !front.is_empty() {
        let _ = write!(out, "\n{front}\n");
    }
    for (step, statements) in report.plan.steps.iter().zip(report.statements) {
        if statements.is_empty() {
            continue;
        }
        let _ = write!(out, "\n-- {}\n", step.op.kind());
        for statement in *statements {
            out.push_str(statement);
            out.push_str(";\n");
        }
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
        for step in report.plan.steps.iter().filter(|step| step.tag() == tag) {
            lines.extend(reasons(step).map(|reason| format!("{tag}: {}", one_line(&reason.text))));
        }
    }
    for rename in &report.plan.possible_renames {
        lines.push(format!("possible rename: --rename {}", one_line(&rename.answer)));
    }
    lines.extend(report.plan.notes.iter().map(|note| format!("note: {}", one_line(note))));
    if lines.is_empty() {
        return;
    }
    out.push_str("--\n");
    for line in lines {
        let _ = writeln!(out, "-- {line}");
    }
}

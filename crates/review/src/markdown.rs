//! A review as one comment on a pull request.

use crate::text::sentence;
use crate::{Review, Verdict};
use parallax_diagnostics::{Diagnostic, Severity};
use parallax_report::escape_markdown;
use std::fmt::Write;

/// Stands at the head of the comment, so that the next review finds and replaces it.
pub const MARK: &str = "<!-- parallax review -->";

/// As many findings are shown; the rest is counted.
const SHOWN: usize = 50;

pub fn markdown(review: &Review) -> String {
    let sign = match review.verdict() {
        Verdict::Unchanged | Verdict::Safe => "✅",
        Verdict::Caution => "⚠️",
        Verdict::Destructive | Verdict::Broken => "⛔",
    };
    let mut out = format!("{MARK}\n## {sign} Parallax\n\n{}\n", escape_markdown(&sentence(review)));
    if !review.migrations.is_empty() {
        out.push_str("\n**Migrations**\n\n");
        for change in &review.migrations {
            let _ = writeln!(out, "- {} `{}`", change.how.as_str(), change.name.replace('`', "'"));
        }
    }
    findings(review, &mut out);
    if let Some(change) = review.told(parallax_report::markdown) {
        let _ = write!(out, "\n{change}");
    }
    out
}

/// What the steps do stands in their own table.
fn findings(review: &Review, out: &mut String) {
    let told = |finding: &&Diagnostic| !finding.rule.code.starts_with("PX4");
    let found: Vec<&Diagnostic> = review.findings.iter().filter(told).collect();
    if found.is_empty() {
        return;
    }
    out.push_str("\n| | where | what |\n|---|---|---|\n");
    for finding in found.iter().take(SHOWN) {
        let sign = match finding.severity {
            Severity::Error => "⛔",
            Severity::Warning => "⚠️",
            Severity::Info => "ℹ️",
        };
        let place = finding.span().map_or_else(String::new, |span| {
            let source = review.sources.get(span.file);
            let at = source.line_col(span.range.start);
            format!("{}:{}", source.name, at.line)
        });
        let mut what = format!("{} `{}`", escape_markdown(&finding.message), finding.rule.code);
        if let Some(help) = &finding.help {
            let _ = write!(what, "<br>{}", escape_markdown(help));
        }
        let _ = writeln!(out, "| {sign} | {} | {what} |", escape_markdown(&place));
    }
    if found.len() > SHOWN {
        let _ = writeln!(out, "\n{} more are not shown here.", found.len() - SHOWN);
    }
}

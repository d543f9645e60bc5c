//! A plan as a comment on a pull request: the verdict, the steps as a table, the SQL folded away.

use crate::describe::describe;
use crate::words::{drawbacks, one_line, possible_rename, shell_word};
use crate::{Report, script};
use parallax_ir::{Step, Tag};
use std::fmt::Write;

/// GitHub takes comments of up to 65,536 characters; the SQL goes first where it gets too long.
const MAX_LENGTH: usize = 60_000;

pub fn markdown(report: &Report<'_>) -> String {
    let mut out = format!("### {}\n\n", verdict(report));
    let _ = writeln!(out, "Target: `{}`", report.target_words());
    if report.plan.steps.is_empty() {
        return out;
    }
    let _ = write!(out, "{}\n\n| # | tag | step | why |\n|--:|---|---|---|\n", report.counts());
    for (at, step) in report.plan.steps.iter().enumerate() {
        row(report, at + 1, step, &mut out);
    }
    if !report.plan.possible_renames.is_empty() {
        out.push_str("\n**Renames?** Nothing is kept unless somebody says so:\n\n");
        for rename in &report.plan.possible_renames {
            let answer = format!("--rename {}", shell_word(&rename.answer));
            let _ = writeln!(out, "- {}: `{}`", escape(&possible_rename(rename)), answer.replace('`', "'"));
        }
    }
    if !report.plan.notes.is_empty() {
        out.push_str("\n**Left alone**\n\n");
        for note in &report.plan.notes {
            let _ = writeln!(out, "- {}", escape(note));
        }
    }
    let sql = script(report);
    if out.len() + sql.len() > MAX_LENGTH {
        let _ = write!(out, "\nThe SQL ({} lines) is too long to be shown here.\n", sql.lines().count());
        return out;
    }
    let fence = fence(&sql);
    let _ = write!(out, "\n<details><summary>SQL</summary>\n\n{fence}sql\n{sql}{fence}\n\n</details>\n");
    out
}

fn verdict(report: &Report<'_>) -> &'static str {
    match report.plan.tag() {
        _ if report.plan.steps.is_empty() => "✅ No difference",
        Tag::Destructive => "⛔ Destructive: data is lost",
        Tag::Caution => "⚠️ Caution: look before you run",
        Tag::Safe => "✅ Safe: loses nothing, blocks nobody, breaks nothing",
    }
}

fn row(report: &Report<'_>, number: usize, step: &Step, out: &mut String) {
    let description = describe(&step.op, report.target);
    let mut what = escape(&description.title);
    for detail in &description.details {
        let _ = write!(what, "<br>`{}`", one_line(&detail.to_string()).replace('`', "'").replace('|', "\\|"));
    }
    if let Some(place) = report.place(step) {
        let _ = write!(what, "<br><sub>{}</sub>", escape(&place));
    }
    let mut why = String::new();
    if step.tag() != Tag::Safe {
        let _ = write!(why, "**{}**", drawbacks(&step.facts).join(" · "));
        for reason in &step.facts.reasons {
            let _ = write!(why, "<br>{}", escape(&reason.text));
            if !reason.source.is_empty() {
                let _ = write!(why, " ([manual]({}))", reason.source);
            }
        }
        for check in &step.facts.checks {
            let sql = one_line(&check.sql).replace('`', "'").replace('|', "\\|");
            let _ = write!(why, "<br>count first: {}: `{sql}`", escape(&check.looks_for));
        }
    }
    let tag = match step.tag() {
        Tag::Safe => "safe",
        Tag::Caution => "⚠️ caution",
        Tag::Destructive => "⛔ destructive",
    };
    let _ = writeln!(out, "| {number} | {tag} | {what} | {why} |");
}

/// Text as it is, in a table cell: no markup, no new line, no end of the cell.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '~' | '@' => {
                // `@name` would call somebody; an entity does not.
                if c == '@' {
                    out.push_str("&#64;");
                } else {
                    out.push('\\');
                    out.push(c);
                }
            }
            c => out.push(c),
        }
    }
    out
}

/// Longer than any run of backticks in the text.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

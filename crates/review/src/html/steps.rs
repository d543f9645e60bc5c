//! The steps of the plan with what they do, why, and their SQL.

use super::Planned;
use super::text::{count, esc, name};
use parallax_ir::{Facts, Reason, Step, Tag};
use parallax_report::{Report, Sign, bounds, describe, drawbacks, parts, possible_rename};
use parallax_text::SourceMap;
use std::fmt::Write;

pub(super) fn steps(planned: &Planned<'_>, sources: &SourceMap, out: &mut String) {
    let Planned { target, comparison, .. } = *planned;
    let plan = &comparison.plan;
    let script = &comparison.script.steps;
    let statements: Vec<&[String]> = script.iter().map(|step| step.statements.as_slice()).collect();
    let report = Report { plan, statements: &statements, target, target_by_default: false, sources };
    let _ = write!(
        out,
        "<section id=\"steps\" aria-labelledby=\"steps-h\"><h2 id=\"steps-h\">Steps</h2><p>{}</p>",
        esc(&report.counts())
    );
    renames(&report, out);
    out.push_str("<div class=\"bar js\"><button type=\"button\" id=\"open-all\">Open all</button>");
    out.push_str("<button type=\"button\" id=\"close-all\">Close all</button></div><ol class=\"steps\">");
    for part in parts(plan) {
        for at in part.steps.clone() {
            let first = at == part.steps.start;
            let place = match (part.transaction, first, at + 1 == part.steps.end) {
                (true, true, false) => " begins",
                (true, false, true) => " ends",
                (true, false, false) => " goes-on",
                _ => "",
            };
            let Some(step) = plan.steps.get(at) else { continue };
            let _ = write!(out, "<li class=\"step {}{place}\" id=\"s{}\">", step.tag(), at + 1);
            if first && part.steps.len() > 1 {
                let way = if part.transaction { "one transaction" } else { "no transaction" };
                let _ = write!(out, "<p class=\"tx\">{way}: {}</p>", count(part.steps.len(), "step"));
            }
            let limits = if first { bounds(plan, target, &part.steps, part.transaction) } else { Vec::new() };
            one(&report, (at, step), &limits, script.get(at).map_or(&[], |of| of.reverse.as_slice()), out);
            out.push_str("</li>");
        }
    }
    out.push_str("</ol></section>");
}

fn renames(report: &Report<'_>, out: &mut String) {
    if !report.plan.possible_renames.is_empty() {
        out.push_str("<h3>Renames?</h3><p>Nothing is kept unless somebody says so.</p><ul>");
        for rename in &report.plan.possible_renames {
            let answer = esc(&format!("--rename {}", rename.answer));
            let _ = write!(out, "<li>{}: <code>{answer}</code></li>", esc(&possible_rename(rename)));
        }
        out.push_str("</ul>");
    }
    if !report.plan.notes.is_empty() {
        out.push_str("<h3>Left alone</h3><ul>");
        for note in &report.plan.notes {
            let _ = write!(out, "<li>{}</li>", esc(note));
        }
        out.push_str("</ul>");
    }
}

fn sign(tag: Tag) -> &'static str {
    match tag {
        Tag::Safe => "\u{2713}",
        Tag::Caution => "!",
        Tag::Destructive => "\u{2715}",
    }
}

pub(super) fn badge(tag: Tag) -> String {
    format!("<span class=\"tag {tag}\"><span aria-hidden=\"true\">{}</span> {tag}</span>", sign(tag))
}

fn one(
    report: &Report<'_>,
    (at, step): (usize, &Step),
    limits: &[String],
    undo: &[String],
    out: &mut String,
) {
    let what = describe(&step.op, report.target);
    let open = if step.tag() == Tag::Destructive { " open" } else { "" };
    let _ = write!(
        out,
        "<details{open}><summary><span class=\"no\">{}</span>{}<span class=\"what\">{}</span>",
        at + 1,
        badge(step.tag()),
        name(&what.title)
    );
    let against = drawbacks(&step.facts);
    if !against.is_empty() {
        let _ = write!(out, "<span class=\"against\">{}</span>", against.join(" · "));
    }
    out.push_str("</summary><div class=\"inside\">");
    if !what.details.is_empty() {
        out.push_str("<ul class=\"parts\">");
        for detail in &what.details {
            let (class, sign) = match detail.sign {
                Sign::Added => ("add", "+"),
                Sign::Removed => ("del", "\u{2212}"),
                Sign::Changed => ("mod", "~"),
            };
            let text = name(&format!("{}{}", detail.what, detail.how));
            let _ = write!(out, "<li class=\"{class}\"><b>{sign}</b> <code>{text}</code></li>");
        }
        out.push_str("</ul>");
    }
    facts(&step.facts, out);
    if let Some(place) = report.place(step) {
        let _ = write!(out, "<p class=\"place\">asked for at <code>{}</code></p>", esc(&place));
    }
    for before in &step.after {
        let number = before.step + 1;
        let _ = write!(
            out,
            "<p class=\"place\">after <a href=\"#s{number}\">step {number}</a>: {}</p>",
            esc(before.reason)
        );
    }
    let own = report.statements.get(at).copied().unwrap_or_default();
    let all: Vec<&String> = limits.iter().chain(own).collect();
    sql(&all, "SQL", out);
    if !undo.is_empty() {
        out.push_str("<details class=\"undo\"><summary>What undoes it</summary>");
        sql(&undo.iter().collect::<Vec<_>>(), "SQL that undoes it", out);
        out.push_str("</details>");
    }
    out.push_str("</div></details>");
}

fn sql(statements: &[&String], label: &str, out: &mut String) {
    if statements.is_empty() {
        return;
    }
    let _ = write!(out, "<pre tabindex=\"0\" role=\"group\" aria-label=\"{label}\"><code>");
    for (index, statement) in statements.iter().enumerate() {
        let gap = if index > 0 { "\n" } else { "" };
        let _ = write!(out, "{gap}{};", esc(statement.trim_end()));
    }
    out.push_str("</code></pre>");
}

fn facts(facts: &Facts, out: &mut String) {
    if !facts.reasons.is_empty() {
        out.push_str("<ul class=\"reasons\">");
        for Reason { text, source } in &facts.reasons {
            let _ = write!(out, "<li>{}{}</li>", esc(text), manual(source));
        }
        out.push_str("</ul>");
    }
    for check in &facts.checks {
        let _ = write!(
            out,
            "<p class=\"count\">Count first, {}: <code>{}</code></p>",
            esc(&check.looks_for),
            esc(&check.sql)
        );
    }
    if !facts.locks.is_empty() {
        let locks: Vec<String> = facts
            .locks
            .iter()
            .map(|lock| format!("<code>{}</code> on {}", esc(lock.mode), name(&lock.table.to_string())))
            .collect();
        let _ = write!(out, "<p class=\"place\">locks: {}</p>", locks.join("; "));
    }
}

fn manual(source: &str) -> String {
    if !source.starts_with("https://") {
        return String::new();
    }
    format!(" <a href=\"{}\" rel=\"noopener noreferrer\" class=\"manual\">manual</a>", esc(source))
}

//! A review as one HTML file to look at. All that matters is text in it and needs no script; the script moves the
//! diagram, searches, and switches themes. Nothing is loaded from anywhere, and the policy in its head forbids it: only
//! the style and the script of this program run, told by their digests.

mod diagram;
mod layout;
mod locks;
mod model;
mod rows;
mod steps;
mod tables;
#[cfg(test)]
mod tests;
mod text;

use crate::text::sentence;
use crate::{MigrationChange, Review};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use model::{Mark, Model};
use parallax_diagnostics::{Diagnostic, Severity};
use parallax_engine::{Comparison, Database, Pair, Target};
use parallax_ir::Tag;
use parallax_text::SourceMap;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use text::{count, esc, name, place};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// As many findings are unfolded.
const OPEN: usize = 12;

/// What a page shows.
struct Page<'a> {
    /// Of its window.
    title: String,
    verdict: &'static str,
    sentence: String,
    target: Option<&'a Target>,
    sources: &'a SourceMap,
    plan: Option<Planned<'a>>,
    migrations: &'a [MigrationChange],
    findings: &'a [Diagnostic],
}

/// The way between two states.
#[derive(Clone, Copy)]
struct Planned<'a> {
    databases: Pair<&'a Database>,
    comparison: &'a Comparison,
    target: &'a Target,
}

impl Planned<'_> {
    fn is_empty(&self) -> bool {
        self.comparison.plan.steps.is_empty()
    }
}

/// A review as a page: the same review gives the same bytes.
pub fn html(review: &Review) -> String {
    let planned = review.change.as_ref().zip(review.target.as_ref()).map(|(change, target)| Planned {
        databases: Pair::new(&change.before, &change.after),
        comparison: &change.comparison,
        target,
    });
    let verdict = review.verdict().as_str();
    write(&Page {
        title: format!("{verdict}: database against {}", review.base),
        verdict,
        sentence: sentence(review),
        target: review.target.as_ref(),
        sources: &review.sources,
        plan: planned,
        migrations: &review.migrations,
        findings: &review.findings,
    })
}

/// The difference of two databases as a page.
pub fn html_of_plan(
    databases: Pair<&Database>,
    comparison: &Comparison,
    target: &Target,
    sources: &SourceMap,
) -> String {
    let planned = Planned { databases, comparison, target };
    let (verdict, sentence) = match comparison.plan.tag() {
        _ if planned.is_empty() => ("unchanged", "The database stays as it is."),
        Tag::Safe => ("safe", "Nothing is lost, nobody waits, nothing breaks."),
        Tag::Caution => ("caution", "Look before you run it."),
        Tag::Destructive => ("destructive", "Data is lost."),
    };
    write(&Page {
        title: format!("{verdict}: difference of two databases"),
        verdict,
        sentence: sentence.to_owned(),
        target: Some(target),
        sources,
        plan: Some(planned),
        migrations: &[],
        findings: &[],
    })
}

fn write(page: &Page<'_>) -> String {
    let model = page.plan.map(|plan| model::model(plan.databases, &plan.comparison.plan, plan.target));
    let mut out = String::new();
    head(page, &mut out);
    top(page, model.as_ref(), &mut out);
    out.push_str("<main id=\"main\">");
    verdict(page, model.as_ref(), &mut out);
    findings(page, &mut out);
    migrations(page, &mut out);
    if let (Some(plan), Some(model)) = (&page.plan, &model) {
        drawing(model, page.sources, &mut out);
        if !plan.is_empty() {
            steps::steps(plan, page.sources, &mut out);
            locks::locks(plan, &mut out);
        }
        tables::tables(model, page.sources, &mut out);
    }
    out.push_str("</main><footer><p>Written by Parallax. Keys: <kbd>/</kbd> search; in the diagram ");
    out.push_str("<kbd>+</kbd> <kbd>\u{2212}</kbd> <kbd>0</kbd> and arrows.</p></footer>");
    let _ = writeln!(out, "<script>{SCRIPT}</script></body></html>");
    out
}

fn digest(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

fn head(page: &Page<'_>, out: &mut String) {
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src {}; script-src {}; \
         base-uri 'none'; form-action 'none'\"><meta name=\"referrer\" content=\"no-referrer\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\">\
         <title>{}</title><style>{STYLE}</style></head><body>",
        digest(STYLE),
        digest(SCRIPT),
        esc(&page.title)
    );
}

/// Links to the sections, the search, the theme.
fn top(page: &Page<'_>, model: Option<&Model>, out: &mut String) {
    out.push_str("<a class=\"skip\" href=\"#main\">Skip to the verdict</a><header class=\"top\"><nav aria-label=\"Sections\">");
    let all = || page.plan.iter().flat_map(|plan| &plan.comparison.plan.steps);
    let planned = all().next().is_some();
    let locked = page.plan.as_ref().is_some_and(locks::any);
    let links = [
        ("findings", "Findings", !page.findings.is_empty()),
        ("migrations", "Migrations", !page.migrations.is_empty()),
        ("diagram", "Diagram", model.is_some()),
        ("steps", "Steps", planned),
        ("locks", "Locks", locked),
        ("tables", "Before and after", model.is_some()),
    ];
    for (id, word, _) in links.iter().filter(|(.., there)| *there) {
        let _ = write!(out, "<a href=\"#{id}\">{word}</a>");
    }
    out.push_str(
        "</nav><div class=\"tools js\"><label class=\"unseen\" for=\"q\">Search tables and steps</label>\
         <input id=\"q\" type=\"search\" placeholder=\"Search  /\" autocomplete=\"off\" spellcheck=\"false\">\
         <span id=\"hits\" role=\"status\" aria-live=\"polite\"></span>\
         <button type=\"button\" id=\"theme\">Theme: system</button></div></header>",
    );
}

fn verdict(page: &Page<'_>, model: Option<&Model>, out: &mut String) {
    let sign = match page.verdict {
        "unchanged" | "safe" => "\u{2713}",
        "caution" => "!",
        _ => "\u{2715}",
    };
    let _ = write!(
        out,
        "<section class=\"verdict {0}\" aria-labelledby=\"verdict-h\"><p class=\"seal\" aria-hidden=\"true\">{sign}</p><div>\
         <h1 id=\"verdict-h\">{0}</h1><p class=\"sentence\">{1}</p>",
        page.verdict,
        esc(&page.sentence)
    );
    if let Some(target) = page.target {
        let _ = write!(out, "<p class=\"target\">Target: <code>{}</code></p>", esc(&target.to_string()));
    }
    out.push_str("</div>");
    if let Some(model) = model {
        counts(page, model, out);
    }
    out.push_str("</section>");
}

fn counts(page: &Page<'_>, model: &Model, out: &mut String) {
    out.push_str("<dl class=\"counts\">");
    for (is_enum, word) in [(false, "tables"), (true, "enums")] {
        let changed: Vec<String> = [Mark::Added, Mark::Changed, Mark::Removed]
            .into_iter()
            .map(|mark| (mark, model.with(mark, is_enum)))
            .filter(|(_, number)| *number > 0)
            .map(|(mark, number)| {
                let (class, sign, word) = (mark.class(), mark.sign(), mark.word());
                format!("<span class=\"mark {class}\"><span aria-hidden=\"true\">{sign}</span> {number} {word}</span>")
            })
            .collect();
        if !changed.is_empty() {
            let _ = write!(out, "<div><dt>{word}</dt><dd>{}</dd></div>", changed.join(" "));
        }
    }
    for tag in [Tag::Destructive, Tag::Caution, Tag::Safe] {
        let all = page.plan.iter().flat_map(|plan| &plan.comparison.plan.steps);
        let number = all.filter(|step| step.tag() == tag).count();
        if number > 0 {
            let _ =
                write!(out, "<div><dt>{}</dt><dd>{}</dd></div>", steps::badge(tag), count(number, "step"));
        }
    }
    out.push_str("</dl>");
}

fn findings(page: &Page<'_>, out: &mut String) {
    if page.findings.is_empty() {
        return;
    }
    out.push_str("<section id=\"findings\" aria-labelledby=\"findings-h\"><h2 id=\"findings-h\">Findings</h2><ul class=\"findings\">");
    let mut sorted: Vec<&Diagnostic> = page.findings.iter().collect();
    // What the steps do stands at the steps as well.
    let of_step = |finding: &Diagnostic| finding.rule.code.starts_with("PX4");
    sorted.sort_by_key(|finding| {
        let severity = match finding.severity {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Info => 2,
        };
        (of_step(finding), severity)
    });
    let own = sorted.iter().filter(|finding| !of_step(finding)).count();
    let (first, rest) = sorted.split_at(own.min(OPEN));
    for finding in first {
        found(page, finding, out);
    }
    out.push_str("</ul>");
    if !rest.is_empty() {
        let _ = write!(
            out,
            "<details class=\"rest\"><summary>{} more</summary><ul class=\"findings\">",
            rest.len()
        );
        for finding in rest {
            found(page, finding, out);
        }
        out.push_str("</ul></details>");
    }
    out.push_str("</section>");
}

fn found(page: &Page<'_>, finding: &Diagnostic, out: &mut String) {
    let (class, sign, word) = match finding.severity {
        Severity::Error => ("error", "\u{2715}", "error"),
        Severity::Warning => ("warning", "!", "warning"),
        Severity::Info => ("info", "i", "note"),
    };
    let _ = write!(
        out,
        "<li class=\"{class}\"><p><span class=\"level\"><span aria-hidden=\"true\">{sign}</span> {word}</span> {} \
         <span class=\"rule\"><code>{}</code> {}</span></p>",
        esc(&finding.message),
        finding.rule.code,
        esc(finding.rule.slug)
    );
    if let Some((source, line)) = place(page.sources, finding.span()) {
        let _ = write!(out, "<p class=\"place\"><code>{}:{line}</code>", esc(&source.name));
        let text = source.text.lines().nth(line.saturating_sub(1)).unwrap_or_default().trim();
        // A line with a URL may hold a password.
        if !text.is_empty() && !text.contains("://") {
            let _ = write!(out, " <code class=\"line\">{}</code>", name(&text::clip(text, 160)));
        }
        out.push_str("</p>");
    }
    if let Some(help) = &finding.help {
        let _ = write!(out, "<p class=\"help\">{}</p>", esc(help));
    }
    out.push_str("</li>");
}

fn migrations(page: &Page<'_>, out: &mut String) {
    if page.migrations.is_empty() {
        return;
    }
    out.push_str("<section id=\"migrations\" aria-labelledby=\"migrations-h\"><h2 id=\"migrations-h\">Migrations</h2><ul>");
    for change in page.migrations {
        let mark = match change.how {
            crate::Migrated::Added => Mark::Added,
            crate::Migrated::Edited => Mark::Changed,
            crate::Migrated::Deleted => Mark::Removed,
        };
        let _ = write!(
            out,
            "<li><span class=\"mark {}\"><span aria-hidden=\"true\">{}</span> {}</span> {} <code class=\"place\">{}</code></li>",
            mark.class(),
            mark.sign(),
            change.how.as_str(),
            name(&change.name),
            esc(&change.file)
        );
    }
    out.push_str("</ul></section>");
}

fn drawing(model: &Model, sources: &SourceMap, out: &mut String) {
    if model.entities.is_empty() {
        return;
    }
    let diagram = diagram::diagram(model, sources);
    out.push_str("<section id=\"diagram\" aria-labelledby=\"diagram-h\"><h2 id=\"diagram-h\">Diagram</h2>");
    out.push_str("<ul class=\"legend\">");
    for (mark, how) in [
        (Mark::Added, "bold border"),
        (Mark::Changed, "bar at the left"),
        (Mark::Removed, "dashed, struck out"),
    ] {
        let (class, sign, word) = (mark.class(), mark.sign(), mark.word());
        let _ = write!(
            out,
            "<li><span class=\"mark {class}\"><span aria-hidden=\"true\">{sign}</span> {word}</span> {how}</li>"
        );
    }
    out.push_str("<li>bold: in the primary key</li><li>dotted line: a column of that enum</li></ul>");
    let all = model.entities.len();
    let _ = write!(
        out,
        "<p class=\"shown\" id=\"shown\" data-near=\"{} of {all}: what changed, and what it is linked with\" \
         data-all=\"all {all} tables and enums\">{0} of {all} tables and enums: what changed, and what it is linked with.</p>",
        diagram.near
    );
    out.push_str("<div class=\"bar js\">");
    if diagram.near < all {
        out.push_str("<button type=\"button\" id=\"scope\" aria-pressed=\"false\">Show all</button>");
    }
    out.push_str(
        "<button type=\"button\" id=\"zoom-in\" aria-label=\"Zoom in\">+</button>\
         <button type=\"button\" id=\"zoom-out\" aria-label=\"Zoom out\">\u{2212}</button>\
         <button type=\"button\" id=\"fit\">Fit</button></div>\
         <div id=\"view\" tabindex=\"0\" role=\"region\" aria-label=\"Diagram: arrows move it, plus and minus zoom, 0 fits\">",
    );
    out.push_str(&diagram.svg);
    out.push_str("</div></section>");
}

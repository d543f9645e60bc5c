//! A plan in a terminal: the worst steps first, each with what it does, why it is tagged so, and where it comes from.

use crate::Report;
use crate::describe::{Sign, describe};
use crate::words::{TAGS, drawbacks, one_line, possible_rename, shell_word};
use owo_colors::Style;
use parallax_ir::{Step, Tag};
use std::fmt::{Display, Write};

/// With `color`, ANSI escapes stand in the text.
pub fn summary(report: &Report<'_>, color: bool) -> String {
    let mut page = Page { out: String::new(), color };
    page.line(0, &[("Target: ", Style::new()), (&report.target_words(), Style::new().bold())]);
    if report.plan.steps.is_empty() {
        page.line(0, &[("No difference.", style(Tag::Safe))]);
    }
    for tag in TAGS {
        let mut steps = report.tagged(tag).peekable();
        if steps.peek().is_none() {
            continue;
        }
        page.blank();
        page.line(0, &[(&format!("{tag} {}", meaning(tag)), style(tag).bold())]);
        for (number, step) in steps {
            page.step(report, number, step);
        }
    }
    page.possible_renames(report);
    page.notes(report);
    if !report.plan.steps.is_empty() {
        page.blank();
        page.line(0, &[(&report.counts(), style(report.plan.tag()))]);
    }
    page.out
}

fn meaning(tag: Tag) -> &'static str {
    match tag {
        Tag::Destructive => "— data is lost",
        Tag::Caution => "— look before you run",
        Tag::Safe => "— loses nothing, blocks nobody, breaks nothing",
    }
}

fn style(tag: Tag) -> Style {
    match tag {
        Tag::Destructive => Style::new().red(),
        Tag::Caution => Style::new().yellow(),
        Tag::Safe => Style::new().green(),
    }
}

struct Page {
    out: String,
    color: bool,
}

impl Page {
    fn blank(&mut self) {
        self.out.push('\n');
    }

    fn line(&mut self, indent: usize, parts: &[(&str, Style)]) {
        let _ = write!(self.out, "{:indent$}", "");
        for (text, style) in parts {
            let text = one_line(text);
            let shown: &dyn Display = if self.color { &style.style(&text) } else { &text };
            let _ = write!(self.out, "{shown}");
        }
        self.blank();
    }

    fn step(&mut self, report: &Report<'_>, number: usize, step: &Step) {
        let description = describe(&step.op, report.target);
        let place = report.place(step).map_or(String::new(), |place| format!("  {place}"));
        let title = format!("{number:>3}  {}", description.title);
        self.line(0, &[(&title, Style::new().bold()), (&place, Style::new().dimmed())]);
        if let Some(line) = report.line_text(step) {
            self.line(5, &[("│ ", Style::new().dimmed()), (&line, Style::new().dimmed())]);
        }
        for detail in &description.details {
            let style = match detail.sign {
                Sign::Added => Style::new().green(),
                Sign::Removed => Style::new().red(),
                Sign::Changed => Style::new().cyan(),
            };
            self.line(7, &[(&detail.to_string(), style)]);
        }
        if step.tag() == Tag::Safe {
            return;
        }
        let drawbacks = drawbacks(&step.facts).join(" · ");
        self.line(5, &[(&drawbacks, style(step.tag()))]);
        for reason in &step.facts.reasons {
            self.line(5, &[(&reason.text, Style::new())]);
            if !reason.source.is_empty() {
                self.line(7, &[(reason.source, Style::new().dimmed())]);
            }
        }
        for check in &step.facts.checks {
            self.line(5, &[("count first: ", Style::new()), (&check.looks_for, Style::new())]);
            self.line(7, &[(&check.sql, Style::new().dimmed())]);
        }
    }

    fn possible_renames(&mut self, report: &Report<'_>) {
        if report.plan.possible_renames.is_empty() {
            return;
        }
        self.blank();
        self.line(0, &[("renames? — nothing is kept unless you say so", Style::new().magenta().bold())]);
        for rename in &report.plan.possible_renames {
            let answer = format!("--rename {}", shell_word(&rename.answer));
            self.line(5, &[(&possible_rename(rename), Style::new())]);
            self.line(7, &[(&answer, Style::new().magenta())]);
        }
    }

    fn notes(&mut self, report: &Report<'_>) {
        if report.plan.notes.is_empty() {
            return;
        }
        self.blank();
        self.line(0, &[("left alone", Style::new().bold())]);
        for note in &report.plan.notes {
            self.line(5, &[(note, Style::new())]);
        }
    }
}

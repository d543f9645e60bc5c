//! Diagnostics as values: a rule with a stable code, labelled places, help and fixes. Never prints.

mod render;

pub use render::{RenderOptions, render};

use parallax_text::{Edit, FileId, Span};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Error,
    Warning,
    Info,
}

impl Severity {
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

/// What a diagnostic is an instance of. Declared once as a `static`, listed in the crate's `RULES`.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable: `PX`, one digit of area (0 world, 1 syntax, 2 schema, 3 database, 4 plan, 6 migrations), three digits.
    pub code: &'static str,
    /// Stable and readable: `duplicate-field`.
    pub slug: &'static str,
    pub severity: Severity,
    /// One line, as it stands in lists.
    pub summary: &'static str,
    /// Markdown: what is wrong, why it matters, the way out. May hold examples.
    pub explanation: &'static str,
}

impl Rule {
    /// The explanation without the space that doc comments leave in front of each line.
    pub fn explanation_text(&self) -> String {
        let lines = self.explanation.trim().lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
        lines.collect::<Vec<_>>().join("\n")
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    pub message: String,
}

/// A change of text that mends what is reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    pub title: String,
    pub edits: Vec<(FileId, Edit)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub rule: &'static Rule,
    pub severity: Severity,
    /// What is wrong, in the user's words and names.
    pub message: String,
    /// Where; absent when it concerns no place in a file.
    pub primary: Option<Label>,
    /// Other places that take part, such as the first of two duplicates.
    pub secondary: Vec<Label>,
    /// The way out.
    pub help: Option<String>,
    pub fix: Option<Fix>,
}

impl Diagnostic {
    pub fn new(rule: &'static Rule, message: impl Into<String>) -> Self {
        Diagnostic {
            rule,
            severity: rule.severity,
            message: message.into(),
            primary: None,
            secondary: Vec::new(),
            help: None,
            fix: None,
        }
    }
    /// Underlines `span`, with words beside the underline (may be empty).
    pub fn at(mut self, span: Span, label: impl Into<String>) -> Self {
        self.primary = Some(Label { span, message: label.into() });
        self
    }
    pub fn also(mut self, span: Span, label: impl Into<String>) -> Self {
        self.secondary.push(Label { span, message: label.into() });
        self
    }
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
    pub fn fix(mut self, title: impl Into<String>, edits: Vec<(FileId, Edit)>) -> Self {
        self.fix = Some(Fix { title: title.into(), edits });
        self
    }
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
    pub fn span(&self) -> Option<Span> {
        self.primary.as_ref().map(|label| label.span)
    }
}

/// Collects diagnostics; reporting never stops the work.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    pub fn new() -> Self {
        Self::default()
    }
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }
    pub fn extend(&mut self, other: Diagnostics) {
        self.list.extend(other.list);
    }
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(Diagnostic::is_error)
    }
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }
    pub fn len(&self) -> usize {
        self.list.len()
    }
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
    /// In the order of files and places, so that output is stable.
    pub fn sort(&mut self) {
        self.list.sort_by(|a, b| {
            (a.span(), a.severity, a.rule.code, &a.message).cmp(&(
                b.span(),
                b.severity,
                b.rule.code,
                &b.message,
            ))
        });
        self.list.dedup();
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(iter: I) -> Self {
        Diagnostics { list: iter.into_iter().collect() }
    }
}

/// The nearest of `known` to `word`, for "did you mean": within a third of its length in edits.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let limit = (lower.chars().count() / 3).max(1);
    known
        .into_iter()
        .filter(|candidate| candidate.chars().count().abs_diff(lower.chars().count()) <= limit)
        .map(|candidate| (edit_distance(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance with swaps of neighbours, in characters.
fn edit_distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut row = vec![i + 1];
        for j in 0..b.len() {
            let mut cost = (previous[j] + usize::from(a[i] != b[j])).min(previous[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut previous, row);
    }
    previous[b.len()]
}

/// Declares rules that are errors, and lists them in `RULES`: `NAME = "PX0000" "slug" "summary" "explanation";`
#[macro_export]
macro_rules! error_rules {
    ($($name:ident = $code:literal $slug:literal $summary:literal $explanation:literal;)*) => {
        $(#[doc = $summary]
        pub static $name: $crate::Rule = $crate::Rule {
            code: $code,
            slug: $slug,
            severity: $crate::Severity::Error,
            summary: $summary,
            explanation: $explanation,
        };)*
        /// All of them, by code.
        pub static RULES: &[&$crate::Rule] = &[$(&$name),*];
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggestions_are_near_and_ignore_case() {
        assert_eq!(did_you_mean("strng", ["Int", "String"]), Some("String"));
        assert_eq!(did_you_mean("Usre", ["User", "Use"]), Some("User"));
        assert_eq!(did_you_mean("Zebra", ["User", "Post"]), None);
    }
}

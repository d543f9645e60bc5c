//! Diagnostics as JSON. Lines and columns count from 1, columns in Unicode scalar values; ends are exclusive.

use super::VERSION;
use parallax_diagnostics as px;
use parallax_text::{SourceMap, Span, TextRange};
use schemars::JsonSchema;
use serde::Serialize;

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(title = "Parallax diagnostics")]
pub struct DiagnosticsDocument {
    /// Of this form: 1.
    pub version: u32,
    /// In the order of files and places.
    pub diagnostics: Vec<Diagnostic>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Diagnostic {
    /// Stable; `parallax explain CODE` tells more.
    pub code: String,
    /// The stable name of the rule: `duplicate-field`.
    pub slug: String,
    pub severity: Severity,
    /// What is wrong, in words.
    pub message: String,
    /// Where; absent when it concerns no place in a file.
    #[serde(flatten)]
    pub place: Option<Place>,
    /// Words beside the place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The way out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Other places that take part, such as the first of two duplicates.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// Edits that mend it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
    /// The command that explains the rule.
    pub explanation: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
    Info,
}

/// A range in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// As it was named to the program.
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    /// Exclusive.
    pub end_column: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Related {
    #[serde(flatten)]
    pub place: Place,
    pub message: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fix {
    pub title: String,
    pub edits: Vec<FixEdit>,
}

/// Replaces a range with text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FixEdit {
    #[serde(flatten)]
    pub place: Place,
    pub text: String,
}

impl DiagnosticsDocument {
    pub fn new<'a>(
        diagnostics: impl IntoIterator<Item = &'a px::Diagnostic>,
        sources: &SourceMap,
    ) -> DiagnosticsDocument {
        let diagnostics =
            diagnostics.into_iter().map(|diagnostic| Diagnostic::new(diagnostic, sources)).collect();
        DiagnosticsDocument { version: VERSION, diagnostics }
    }
}

impl Diagnostic {
    pub(super) fn new(diagnostic: &px::Diagnostic, sources: &SourceMap) -> Diagnostic {
        let primary = diagnostic.primary.as_ref();
        let related = diagnostic
            .secondary
            .iter()
            .map(|label| Related { place: Place::new(label.span, sources), message: label.message.clone() });
        Diagnostic {
            code: diagnostic.rule.code.to_owned(),
            slug: diagnostic.rule.slug.to_owned(),
            severity: Severity::from(diagnostic.severity),
            message: diagnostic.message.clone(),
            place: primary.map(|label| Place::new(label.span, sources)),
            label: primary.map(|label| label.message.clone()).filter(|words| !words.is_empty()),
            help: diagnostic.help.clone(),
            related: related.collect(),
            fix: diagnostic.fix.as_ref().map(|fix| Fix::new(fix, sources)),
            explanation: format!("parallax explain {}", diagnostic.rule.code),
        }
    }
}

impl Fix {
    fn new(fix: &px::Fix, sources: &SourceMap) -> Fix {
        let edits = fix.edits.iter().map(|(file, edit)| FixEdit {
            place: Place::new(Span { file: *file, range: edit.range }, sources),
            text: edit.text.clone(),
        });
        Fix { title: fix.title.clone(), edits: edits.collect() }
    }
}

impl Place {
    pub fn new(span: Span, sources: &SourceMap) -> Place {
        let source = sources.get(span.file);
        let TextRange { start, end } = span.range;
        let (start, end) = (source.line_col(start), source.line_col(end));
        Place {
            file: source.name.to_string(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }
}

impl From<px::Severity> for Severity {
    fn from(severity: px::Severity) -> Severity {
        match severity {
            px::Severity::Error => Severity::Error,
            px::Severity::Warning => Severity::Warning,
            px::Severity::Info => Severity::Info,
        }
    }
}

//! Diagnostics as workflow commands, which GitHub shows beside the lines of a pull request.

use crate::v1::Place;
use parallax_diagnostics::{Diagnostic, Severity};
use parallax_text::SourceMap;
use std::fmt::Write;

/// One command per line.
/// <https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>
pub fn annotations<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>, sources: &SourceMap) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let _ = write!(out, "::{command} ");
        if let Some(span) = diagnostic.span() {
            let place = Place::new(span, sources);
            let file = property(&place.file);
            let _ = write!(out, "file={file},line={},endLine={},", place.line, place.end_line);
            // Columns only where they are of one line: GitHub refuses others.
            if place.line == place.end_line {
                let _ = write!(out, "col={},endColumn={},", place.column, place.end_column);
            }
        }
        let mut message = diagnostic.message.clone();
        if let Some(help) = &diagnostic.help {
            let _ = write!(message, "\n{help}");
        }
        let _ = writeln!(out, "title={}::{}", property(diagnostic.rule.code), data(&message));
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

//! Shows diagnostics, in the form that was asked for.

use crate::args::DiagnosticsFormat;
use crate::output;
use crate::session::Session;
use parallax_config::Outcome;
use parallax_diagnostics::{Diagnostic, RenderOptions, Severity};
use parallax_text::SourceMap;
use std::fmt::Write;

/// Lines longer than this are not drawn; only the place is named.
const MAX_LINE: usize = 500;

/// The file of what belongs to none, in a form that needs one.
pub const NO_FILE: &str = "schema.prisma";

/// Human text goes to standard error, everything else to standard output.
pub fn show(
    diagnostics: &[Diagnostic],
    sources: &SourceMap,
    format: DiagnosticsFormat,
    session: &Session,
) -> Outcome<()> {
    match format {
        DiagnosticsFormat::Human => {
            output::print_error(&human(diagnostics, sources, session.stderr_color), session.stderr_color);
            Ok(())
        }
        DiagnosticsFormat::Json => {
            output::print(&json(&parallax_wire::v1::DiagnosticsDocument::new(diagnostics, sources)))
        }
        DiagnosticsFormat::Sarif => {
            let log = parallax_wire::sarif::log(diagnostics, sources, env!("CARGO_PKG_VERSION"));
            output::print(&json(&log))
        }
        DiagnosticsFormat::Github => output::print(&parallax_wire::github::annotations(diagnostics, sources)),
        DiagnosticsFormat::Gitlab => {
            output::print(&json(&parallax_wire::gitlab::report(diagnostics, sources, NO_FILE)))
        }
        DiagnosticsFormat::Junit => {
            output::print(&parallax_wire::junit::report(diagnostics, sources, "parallax"))
        }
    }
}

/// A JSON document, indented, so that people can read and diff them.
pub fn json(document: &impl serde::Serialize) -> String {
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}

/// All of them as text, drawn on the lines of the schema, in which passwords are masked.
pub fn human(diagnostics: &[Diagnostic], sources: &SourceMap, color: bool) -> String {
    if diagnostics.is_empty() {
        return String::new();
    }
    let shown = masked(sources);
    let options =
        RenderOptions { color, unicode: std::env::var_os("TERM").is_none_or(|term| term != "dumb") };
    let mut out = String::new();
    for diagnostic in diagnostics {
        if has_long_line(diagnostic, &shown) {
            out.push_str(&without_source(diagnostic, &shown));
        } else {
            out.push_str(&parallax_diagnostics::render(diagnostic, &shown, options));
        }
        out.push('\n');
    }
    out
}

/// `2 errors, 1 warning`
pub fn count(diagnostics: &[Diagnostic]) -> String {
    let number = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let word = |number: usize, word: &str| match number {
        0 => None,
        1 => Some(format!("1 {word}")),
        n => Some(format!("{n} {word}s")),
    };
    let parts = [word(number(Severity::Error), "error"), word(number(Severity::Warning), "warning")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// How many are more than infos.
pub fn loud(diagnostics: &[Diagnostic]) -> usize {
    diagnostics.iter().filter(|diagnostic| diagnostic.severity != Severity::Info).count()
}

fn masked(sources: &SourceMap) -> SourceMap {
    let mut shown = SourceMap::new();
    for (_, source) in sources.files() {
        match parallax_config::mask(&source.text) {
            Some(text) => shown.add(source.name.clone(), text),
            None => shown.add(source.name.clone(), source.text.clone()),
        };
    }
    shown
}

fn has_long_line(diagnostic: &Diagnostic, sources: &SourceMap) -> bool {
    diagnostic.primary.iter().chain(&diagnostic.secondary).any(|label| {
        let source = sources.get(label.span.file);
        let (start, end) = (label.span.range.start as usize, label.span.range.end as usize);
        let text = source.text.as_bytes();
        let line_start =
            text[..start.min(text.len())].iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        let rest = &text[end.min(text.len())..];
        let line_end = rest.iter().position(|b| *b == b'\n').map_or(text.len(), |at| end + at);
        text[line_start..line_end.min(text.len())].split(|b| *b == b'\n').any(|line| line.len() > MAX_LINE)
    })
}

fn without_source(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let (severity, code) = (diagnostic.severity.as_str(), diagnostic.rule.code);
    let mut out = format!("{severity}[{code}]: {}\n", excerpt(&diagnostic.message));
    for label in diagnostic.primary.iter().chain(&diagnostic.secondary) {
        let source = sources.get(label.span.file);
        let place = source.line_col(label.span.range.start);
        let _ = write!(out, "  at {}:{}:{}", source.name, place.line, place.column);
        let _ = if label.message.is_empty() {
            writeln!(out)
        } else {
            writeln!(out, ": {}", excerpt(&label.message))
        };
    }
    if let Some(help) = &diagnostic.help {
        let _ = writeln!(out, "  help: {}", excerpt(help));
    }
    out
}

fn excerpt(text: &str) -> String {
    if text.len() <= MAX_LINE {
        return text.to_owned();
    }
    text.chars().take(MAX_LINE).chain("…".chars()).collect()
}

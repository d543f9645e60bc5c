//! Diagnostics as people read them in a terminal, drawn by ariadne.

use crate::{Diagnostic, Severity};
use ariadne::{CharSet, Color, Config, IndexType, Label, Report, ReportKind, Source};
use parallax_text::{FileId, SourceMap};
use std::ops::Range;

#[derive(Debug, Clone, Copy)]
pub struct RenderOptions {
    pub color: bool,
    pub unicode: bool,
}

/// One diagnostic as text, ending with a newline.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap, options: RenderOptions) -> String {
    let Some(primary) = &diagnostic.primary else {
        return plain(diagnostic);
    };
    let kind = match diagnostic.severity {
        Severity::Error => ReportKind::Error,
        Severity::Warning => ReportKind::Warning,
        Severity::Info => ReportKind::Advice,
    };
    let color = match diagnostic.severity {
        Severity::Error => Color::Red,
        Severity::Warning => Color::Yellow,
        Severity::Info => Color::Blue,
    };
    let config = Config::default()
        .with_color(options.color)
        .with_index_type(IndexType::Byte)
        .with_char_set(if options.unicode { CharSet::Unicode } else { CharSet::Ascii });
    let at = |span: parallax_text::Span| (span.file, span.range.as_usize());
    let mut report = Report::build(kind, at(primary.span))
        .with_config(config)
        .with_code(diagnostic.rule.code)
        .with_message(&diagnostic.message);
    // In the order of the text, or ariadne begins anew for a label above the one before it.
    let mut labels: Vec<_> = std::iter::once((primary, color))
        .chain(diagnostic.secondary.iter().map(|label| (label, Color::Cyan)))
        .collect();
    labels.sort_by_key(|(label, _)| (label.span.file != primary.span.file, label.span));
    for (label, color) in labels {
        let words = if label.message.is_empty() { "here" } else { &label.message };
        report = report.with_label(Label::new(at(label.span)).with_message(words).with_color(color));
    }
    if let Some(help) = &diagnostic.help {
        report = report.with_help(help);
    }
    let mut out = Vec::new();
    match report.finish().write(Files::new(sources), &mut out) {
        Ok(()) => String::from_utf8_lossy(&out).into_owned(),
        Err(_) => plain(diagnostic),
    }
}

fn plain(diagnostic: &Diagnostic) -> String {
    let mut out =
        format!("{}[{}]: {}\n", diagnostic.severity.as_str(), diagnostic.rule.code, diagnostic.message);
    if let Some(help) = &diagnostic.help {
        out.push_str(&format!("  help: {help}\n"));
    }
    out
}

/// The source map as ariadne asks for it; a file is prepared when it is first shown.
struct Files<'a> {
    sources: &'a SourceMap,
    shown: Vec<Option<Source<&'a str>>>,
}

impl<'a> Files<'a> {
    fn new(sources: &'a SourceMap) -> Self {
        Files { sources, shown: (0..sources.len()).map(|_| None).collect() }
    }
}

impl<'a> ariadne::Cache<FileId> for Files<'a> {
    type Storage = &'a str;
    fn fetch(&mut self, id: &FileId) -> Result<&Source<&'a str>, impl std::fmt::Debug> {
        let text: &'a str = &self.sources.get(*id).text;
        Ok::<_, std::convert::Infallible>(self.shown[id.0 as usize].get_or_insert_with(|| Source::from(text)))
    }
    fn display<'b>(&self, id: &'b FileId) -> Option<impl std::fmt::Display + 'b> {
        Some(self.sources.get(*id).name.to_string())
    }
}

/// What ariadne calls a span here.
#[allow(dead_code)]
type At = (FileId, Range<usize>);

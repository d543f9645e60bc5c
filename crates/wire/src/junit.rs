//! Diagnostics as a JUnit report, which every CI system shows as tests.

use crate::v1::Place;
use parallax_diagnostics::{Diagnostic, Severity};
use parallax_text::SourceMap;
use std::fmt::Write;

/// The whole report: errors and warnings are tests that failed, infos such that were skipped, and without any there is
/// one that passed. <https://github.com/testmoapp/junitxml>
pub fn report<'a>(
    diagnostics: impl IntoIterator<Item = &'a Diagnostic>,
    sources: &SourceMap,
    suite: &str,
) -> String {
    let all: Vec<&Diagnostic> = diagnostics.into_iter().collect();
    let skipped = all.iter().filter(|found| found.severity == Severity::Info).count();
    let (tests, failures) = (all.len().max(1), all.len() - skipped);
    let numbers = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\"");
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(out, "<testsuites name=\"{}\" {numbers}>", escape(suite));
    let _ = writeln!(out, "  <testsuite name=\"{}\" {numbers}>", escape(suite));
    if all.is_empty() {
        let _ = writeln!(out, "    <testcase classname=\"{}\" name=\"nothing found\"/>", escape(suite));
    }
    for diagnostic in all {
        case(diagnostic, sources, suite, &mut out);
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}

fn case(diagnostic: &Diagnostic, sources: &SourceMap, suite: &str, out: &mut String) {
    let place = diagnostic.span().map(|span| Place::new(span, sources));
    let class = place.as_ref().map_or(suite, |place| &place.file);
    let (code, slug) = (diagnostic.rule.code, diagnostic.rule.slug);
    let line = place.as_ref().map_or_else(String::new, |place| format!(" line {}", place.line));
    let _ = writeln!(out, "    <testcase classname=\"{}\" name=\"{code} {slug}{line}\">", escape(class));
    let message = escape(&diagnostic.message);
    if diagnostic.severity == Severity::Info {
        let _ = writeln!(out, "      <skipped message=\"{message}\"/>");
    } else {
        let kind = diagnostic.severity.as_str();
        let at = place.as_ref().map_or_else(String::new, |place| format!("{}:{}\n", place.file, place.line));
        let help = diagnostic.help.as_deref().unwrap_or_default();
        let text = escape(&format!("{at}{}\n{help}", diagnostic.message));
        let _ = writeln!(
            out,
            "      <failure type=\"{kind}\" message=\"{message}\">{}</failure>",
            text.trim_end()
        );
    }
    out.push_str("    </testcase>\n");
}

/// For attributes and text. What XML 1.0 cannot hold becomes a replacement character.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

//! Diagnostics as a code quality report of GitLab, which shows them beside the lines of a merge request.

use crate::v1::Place;
use parallax_diagnostics::{Diagnostic, Severity};
use parallax_text::SourceMap;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// The whole report. <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>
///
/// What belongs to no place is told at the first line of `otherwise`: the format has no other way.
pub fn report<'a>(
    diagnostics: impl IntoIterator<Item = &'a Diagnostic>,
    sources: &SourceMap,
    otherwise: &str,
) -> Value {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let all = diagnostics.into_iter().map(|diagnostic| {
        let place = diagnostic.span().map(|span| Place::new(span, sources));
        let (path, line) = match &place {
            Some(place) => (place.file.trim_start_matches("./").replace('\\', "/"), place.line),
            None => (otherwise.to_owned(), 1),
        };
        let mut description = diagnostic.message.clone();
        if let Some(help) = &diagnostic.help {
            description.push('\n');
            description.push_str(help);
        }
        let own = fingerprint(&[diagnostic.rule.code, &path, &diagnostic.message]);
        // The same words twice in a file are two findings.
        let count = seen.entry(own.clone()).and_modify(|count| *count += 1).or_insert(0);
        let fingerprint = if *count == 0 { own } else { fingerprint(&[&own, &count.to_string()]) };
        json!({
            "description": description,
            "check_name": format!("{} {}", diagnostic.rule.code, diagnostic.rule.slug),
            "fingerprint": fingerprint,
            "severity": severity(diagnostic.severity),
            "location": { "path": path, "lines": { "begin": line } },
        })
    });
    all.collect()
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "critical",
        Severity::Warning => "major",
        Severity::Info => "info",
    }
}

/// Does not know the line, which changes with every edit above.
fn fingerprint(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    hasher.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

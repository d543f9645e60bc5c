//! The catalogue as a whole: every rule is documented, and its examples do what they say.

use parallax_engine::SourceMap;
use parallax_lint::examples::{Purpose, cases, judge};
use parallax_lint::{Check, RULES};
use std::collections::BTreeSet;
use std::fmt::Write;

#[test]
fn codes_and_slugs_are_unique() {
    let mut known = BTreeSet::new();
    for lint in RULES.iter() {
        assert!(lint.rule.code.starts_with("PX7"), "{}", lint.rule.code);
        assert!(known.insert(lint.rule.code), "{} twice", lint.rule.code);
        assert!(known.insert(lint.rule.slug), "{} twice", lint.rule.slug);
    }
}

#[test]
fn every_rule_says_where_it_was_seen() {
    for lint in RULES.iter() {
        let seen: Vec<&str> = lint.seen.iter().flat_map(|seen| seen.dialects).copied().collect();
        for dialect in lint.dialects {
            assert!(seen.contains(dialect), "{} on {dialect}", lint.rule.slug);
        }
    }
}

/// What is bad is reported by its rule on every database that the rule is for, and what is good is not.
#[test]
fn examples_are_true() {
    let mut wrong = String::new();
    for lint in RULES.iter().filter(|lint| !matches!(lint.check, Check::Frame)) {
        let slug = lint.rule.slug;
        let cases = cases(lint).unwrap();
        for purpose in [Purpose::Bad, Purpose::Good] {
            if !cases.iter().any(|case| case.example.purpose == purpose) {
                let _ = writeln!(wrong, "{slug}: no {purpose:?} example");
            }
        }
        let mut told = String::new();
        for case in &cases {
            let dialect = case.target.dialect.name;
            let judged = match judge(case) {
                Ok(judged) => judged,
                Err(error) => {
                    let _ = writeln!(wrong, "{slug} on {dialect}: {error}");
                    continue;
                }
            };
            let own: Vec<_> =
                judged.findings.iter().filter(|finding| finding.rule.code == lint.rule.code).collect();
            if own.is_empty() == (case.example.purpose == Purpose::Bad) {
                let others: Vec<&str> = judged.findings.iter().map(|finding| finding.rule.slug).collect();
                let _ = writeln!(wrong, "{slug} on {dialect}: {:?}, but {others:?}", case.example.purpose);
            }
            for finding in own {
                let _ = writeln!(told, "{dialect}:{} {}", line(finding, &judged.sources), finding.message);
                let _ = writeln!(told, "  {}", finding.help.as_deref().unwrap_or_default());
            }
        }
        insta::assert_snapshot!(slug, told);
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Where a finding points.
fn line(finding: &parallax_engine::Diagnostic, sources: &SourceMap) -> String {
    let Some(span) = finding.span() else { return String::new() };
    let source = sources.get(span.file);
    source.line_col(span.range.start).line.to_string()
}

//! Diagnostics in the forms that other tools take.

mod common;

use parallax_diagnostics::{Diagnostic, Rule, Severity};
use parallax_text::{Edit, SourceMap, Span, TextRange};
use parallax_wire::{github, sarif, v1::DiagnosticsDocument};

static DUPLICATE: Rule = Rule {
    code: "PX9001",
    slug: "duplicate-thing",
    severity: Severity::Error,
    summary: "A thing is there twice",
    explanation: "One is enough.",
};

fn example() -> (SourceMap, Vec<Diagnostic>) {
    let mut sources = SourceMap::new();
    let file = sources.add("prisma/my schema.prisma", "model A {\n  ü Int\n  ü Int\n}\n");
    let span = |start, end| Span { file, range: TextRange::new(start, end) };
    let edit = Edit { range: TextRange::new(21, 30), text: String::new() };
    let duplicate = Diagnostic::new(&DUPLICATE, "`ü` is there twice: 100%")
        .at(span(21, 23), "again here")
        .also(span(12, 14), "first here")
        .help("remove one")
        .fix("Remove it", vec![(file, edit)]);
    let plain = Diagnostic::new(&DUPLICATE, "nothing to be seen").severity(Severity::Info);
    (sources, vec![duplicate, plain])
}

#[test]
fn as_json() {
    let (sources, diagnostics) = example();
    let document = serde_json::to_value(DiagnosticsDocument::new(&diagnostics, &sources)).unwrap();
    let schemas = parallax_wire::schemas();
    let schema = schemas.iter().find(|file| file.name.starts_with("diagnostics")).unwrap();
    assert_eq!(common::validate(&serde_json::from_str(&schema.text).unwrap(), &document), Ok(()));
    insta::assert_snapshot!(serde_json::to_string_pretty(&document).unwrap());
}

#[test]
fn as_sarif() {
    let (sources, diagnostics) = example();
    let log = sarif::log(&diagnostics, &sources, "1.0.0");
    insta::assert_snapshot!(serde_json::to_string_pretty(&log).unwrap());
}

#[test]
fn as_annotations() {
    let (sources, diagnostics) = example();
    insta::assert_snapshot!(github::annotations(&diagnostics, &sources));
}

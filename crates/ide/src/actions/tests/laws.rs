//! Laws over all examples of all rules, and over broken texts.

use super::{applied, snapshot_of};
use crate::Snapshot;
use crate::actions::fixes::MAKERS;
use crate::actions::{Action, actions, source_actions};
use parallax_diagnostics::{Diagnostic, Severity};
use parallax_text::{Span, TextRange};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fmt::Write;

/// Texts that cannot be read: their rules have no examples that could be parsed in a book.
static UNREADABLE: &[(&str, &str)] = &[
    ("PX1001", "what is this\nmodel User {\n  id Int @id\n}\n"),
    ("PX1002", "modle User {\n  id Int @id\n}\n"),
    ("PX1004", "model User {\n  id Int @id\n  = what\n}\n"),
    ("PX1006", "model User {\n  id: Int @id\n}\n"),
    ("PX1006", "model User {\n  id Int! @id\n}\n"),
    ("PX1007", "model User {\n  id Int @id\n  at String @default(\"a\\q\")\n}\n"),
    ("PX1010", "model User {\n  id Int @id\n  @@index([id],)\n}\n"),
    ("PX1011", "model User {\n  id Int @id\n"),
    ("PX1012", "model User { id Int @id }\n"),
    ("PX1013", "model User {\n  id Int @id\n} what\n"),
    ("PX1014", "modelUser {\n  id Int @id\n}\n"),
];

/// The examples of a rule that break it.
fn bad_examples(explanation: &str) -> impl Iterator<Item = String> + '_ {
    explanation.split("```").filter_map(|part| part.strip_prefix("prisma,bad\n")).map(str::to_owned)
}

fn same_reported(snapshot: &Snapshot, wanted: &Diagnostic) -> usize {
    let same = |found: &&Diagnostic| found.rule.code == wanted.rule.code && found.message == wanted.message;
    snapshot.checked().diagnostics.iter().filter(same).count()
}

fn errors(snapshot: &Snapshot) -> Vec<&str> {
    let error = |found: &&Diagnostic| found.severity == Severity::Error;
    snapshot.checked().diagnostics.iter().filter(error).map(|found| found.message.as_str()).collect()
}

/// The actions that mend one diagnostic, and what is wrong with them.
fn check_fixes(before: &Snapshot, diagnostic: &Diagnostic, complaints: &mut String) -> Vec<Action> {
    let Some(span) = diagnostic.span() else { return Vec::new() };
    let mut fixes = actions(before, span);
    fixes.retain(|action| action.fixes == Some((diagnostic.rule.code, span)));
    if fixes.iter().filter(|action| action.is_preferred).count() > 1 {
        writeln!(complaints, "{}: several are preferred", diagnostic.rule.code).unwrap();
    }
    for action in &fixes {
        let after = snapshot_of(&applied(before, &action.change));
        let code = diagnostic.rule.code;
        if action.title.ends_with('…') {
            continue;
        }
        if same_reported(&after, diagnostic) >= same_reported(before, diagnostic) {
            writeln!(complaints, "{code} {}: still reported: {}", action.title, diagnostic.message).unwrap();
        }
        let new: Vec<&str> =
            errors(&after).into_iter().filter(|message| !errors(before).contains(message)).collect();
        if action.is_preferred && !new.is_empty() {
            writeln!(complaints, "{code} {}: new errors: {new:?}", action.title).unwrap();
        }
    }
    fixes
}

/// The lines that a change takes away and those that it brings.
fn changed_lines(before: &Snapshot, action: &Action) -> String {
    let mut out = String::new();
    for ((_, source), (_, after)) in before.sources().files().zip(applied(before, &action.change)) {
        let count = |text: &str, line: &str| text.lines().filter(|other| *other == line).count();
        let gone = source.text.lines().filter(|line| count(&source.text, line) > count(&after, line));
        gone.for_each(|line| writeln!(out, "    - {line}").unwrap());
        let new = after.lines().filter(|line| count(&after, line) > count(&source.text, line));
        new.for_each(|line| writeln!(out, "    + {line}").unwrap());
    }
    out
}

/// What each fix does to the examples of its rule: what was reported is gone after it, and a preferred one leaves no
/// more errors than there were.
#[test]
fn fixes_mend_what_they_promise_to_mend() {
    let mut table = String::new();
    let mut complaints = String::new();
    for rule in parallax_engine::rules() {
        let mut titles = BTreeSet::new();
        let unreadable = UNREADABLE.iter().filter(|(code, _)| *code == rule.code);
        let explanation = rule.explanation_text();
        writeln!(table, "{} {}", rule.code, rule.slug).unwrap();
        for example in bad_examples(&explanation).chain(unreadable.map(|(_, text)| (*text).to_owned())) {
            let before = snapshot_of(&[("schema.prisma".to_owned(), example)]);
            for diagnostic in before.checked().diagnostics.iter() {
                let fixes = check_fixes(&before, diagnostic, &mut complaints);
                let fixes = fixes.into_iter().filter(|_| diagnostic.rule.code == rule.code);
                for action in fixes.filter(|action| titles.insert(action.title.clone())) {
                    let preferred = if action.is_preferred { " (preferred)" } else { "" };
                    writeln!(table, "  {}{preferred}", action.title).unwrap();
                    table.push_str(&changed_lines(&before, &action));
                }
            }
        }
    }
    assert!(complaints.is_empty(), "{complaints}");
    insta::assert_snapshot!(table);
}

#[test]
fn makers_are_for_rules_that_exist() {
    let rules = parallax_engine::rules();
    for (slug, _) in MAKERS {
        assert!(rules.iter().any(|rule| rule.slug == *slug), "{slug}");
    }
}

/// Edits are in range, on characters, in order, and apart.
fn check_edits(snapshot: &Snapshot, action: &Action) -> Result<(), TestCaseError> {
    let mut last: Option<(parallax_text::FileId, TextRange)> = None;
    for (file, edit) in &action.change.edits {
        prop_assert!(snapshot.text(*file).get(edit.range.as_usize()).is_some(), "{}", action.title);
        if let Some((before, range)) = last
            && before == *file
        {
            prop_assert!(range.end <= edit.range.start, "{}: {:?} {edit:?}", action.title, range);
        }
        last = Some((*file, edit.range));
    }
    Ok(())
}

/// Examples of all rules, cut and patched.
fn texts() -> impl Strategy<Value = (String, u32, u32)> {
    let rules = parallax_engine::rules();
    let all: Vec<String> =
        rules.iter().flat_map(|rule| bad_examples(rule.explanation).collect::<Vec<_>>()).collect();
    let patch = prop_oneof![
        Just(""),
        Just("}"),
        Just("{"),
        Just("\r\n"),
        Just("@@"),
        Just("[]"),
        Just("?"),
        Just("\""),
        Just("é🦀"),
        Just("("),
        Just("enum E {\n A\n}\n")
    ];
    (prop::sample::select(all), any::<(u16, u16, u16)>(), 0_u16..9, patch).prop_map(
        |(text, at, length, patch)| {
            let place = |at: u16| at as usize % (text.len() + 1);
            let (mut start, mut end) = (place(at.0), (place(at.0) + length as usize).min(text.len()));
            while !text.is_char_boundary(start) {
                start -= 1;
            }
            while !text.is_char_boundary(end) {
                end += 1;
            }
            let text = format!("{}{patch}{}", &text[..start], &text[end..]);
            let (a, b) = (at.1 as u32 % (text.len() as u32 + 3), at.2 as u32 % (text.len() as u32 + 3));
            (text, a.min(b), a.max(b))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..Default::default() })]

    #[test]
    fn no_text_and_no_selection_is_too_much((text, start, end) in texts()) {
        let snapshot = snapshot_of(&[("schema.prisma".to_owned(), text.clone())]);
        let file = parallax_text::FileId(0);
        for range in [TextRange { start, end }, TextRange { start, end: start }, TextRange { start: 0, end: text.len() as u32 }] {
            for action in actions(&snapshot, Span { file, range }) {
                check_edits(&snapshot, &action)?;
            }
        }
        for action in source_actions(&snapshot, file) {
            check_edits(&snapshot, &action)?;
        }
    }
}

//! Outline, folds, selections and tokens of any text: no panic, and ranges that an editor can take.

use parallax_ide::outline::{Symbol, folds, selections, symbols, workspace_symbols};
use parallax_ide::semantic::tokens;
use parallax_ide::{Position, Workspace};
use parallax_text::{FileId, TextRange};
use proptest::prelude::*;

/// Text made of what schemas are made of, and of what breaks them.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "model",
            "enum",
            "type",
            "view",
            "datasource",
            "generator",
            " A ",
            "{",
            "}",
            "(",
            ")",
            "[",
            "]",
            "@",
            "@@",
            "id",
            "Int",
            "?",
            "\"",
            "`",
            "sql`x`",
            ":",
            ",",
            "=",
            "\n",
            "\r\n",
            "\r",
            "//",
            "///",
            "/*",
            "*/",
            "\\",
            "é",
            "👩‍🚀",
            "\u{FEFF}",
            "\u{A0}",
            "\t",
            "-1",
            "{ not: null }",
            "Unsupported(\"x\")",
            "env(\"A\")",
            "model A {\n  id Int @id @default(1)\n}\n",
            "@@index([a(sort: Desc)])",
            "// c\n",
            "/* a\n\n b */",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn is_slice(text: &str, range: TextRange) -> bool {
    text.get(range.as_usize()).is_some()
}

fn check_symbols(text: &str, symbols: &[Symbol]) {
    for symbol in symbols {
        assert!(is_slice(text, symbol.full) && is_slice(text, symbol.selection));
        assert!(symbol.full.start <= symbol.selection.start && symbol.selection.end <= symbol.full.end);
        assert!(!symbol.name.is_empty());
        check_symbols(text, &symbol.children);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn ranges_are_what_editors_can_take(text in text(), asked in any::<(u16, u16)>()) {
        let mut workspace = Workspace::new();
        workspace.set("a.prisma", text.as_str());
        let snapshot = workspace.snapshot();
        let file = FileId(0);

        check_symbols(&text, &symbols(&snapshot, file));
        for symbol in workspace_symbols(&snapshot, "a", 10) {
            assert!(is_slice(&text, symbol.span.range));
        }
        for fold in folds(&snapshot, file) {
            assert!(is_slice(&text, fold.range));
        }

        let all = tokens(&snapshot, file, None);
        let mut end = 0;
        for token in &all {
            assert!(end <= token.range.start && token.range.start < token.range.end, "{token:?}");
            let word = text.get(token.range.as_usize()).unwrap();
            assert!(!word.contains(['\n', '\r']), "{word:?}");
            end = token.range.end;
        }
        let (start, length) = asked;
        let range = TextRange { start: start.into(), end: u32::from(start) + u32::from(length) };
        let expected: Vec<_> = all
            .into_iter()
            .filter(|token| token.range.end >= range.start && token.range.start <= range.end)
            .collect();
        prop_assert_eq!(tokens(&snapshot, file, Some(range)), expected);

        for offset in 0..=text.len() as u32 + 1 {
            let mut inner: Option<TextRange> = None;
            for range in selections(&snapshot, Position { file, offset }) {
                assert!(is_slice(&text, range) && range.start <= offset && offset <= range.end);
                if let Some(inner) = inner {
                    assert!(range.start <= inner.start && inner.end <= range.end && range != inner);
                }
                inner = Some(range);
            }
        }
    }
}

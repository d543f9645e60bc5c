//! Names, hovers, renames, formatting and hints at any place of any text: no panic, ranges that an editor can take, and
//! the same form however it is reached.

use parallax_ide::formatting::{format, format_on_type, format_range};
use parallax_ide::hover::hover;
use parallax_ide::inlay::hints;
use parallax_ide::navigation::{definition, highlights, references};
use parallax_ide::rename::{RenameScope, prepare, rename};
use parallax_ide::{Position, Snapshot, Workspace};
use parallax_text::{Edit, FileId, Span, TextRange, apply_edits};
use proptest::prelude::*;

const FILE: FileId = FileId(0);

/// A schema that has everything; pieces of it are cut out, doubled and mixed with signs that break it.
const WHOLE: &str = r#"datasource db {
  provider = "postgresql"
  schemas  = ["a", "b"]
}
generator client {
  provider        = "prisma-client"
  previewFeatures = ["views", "partialIndexes"]
}
/// Docs.
model User {
  id    Int      @id @default(autoincrement())
  mail  String   @unique(map: "mäil") @db.VarChar(20) // 👩‍🚀
  role  Role     @default(ADMIN)
  posts Post[]   @relation("x")
  tags  Tag[]
  raw   Unsupported("point")?

  @@index([mail(sort: Desc, ops: raw("o")), id], type: BTree, where: { role: { not: "A" } })
  @@schema("a")
}
model Post {
  id     Int  @id
  userId Int?
  user   User? @relation("x", fields: [userId], references: [id], onDelete: SetNull)
  @@schema("b")
}
model Tag {
  id    Int @id
  users User[]
  @@map("tags")
  @@schema("b")
}
enum Role {
  ADMIN @map("admin")
  @@schema("a")
}
type Address {
  city City
}
"#;

fn text() -> impl Strategy<Value = String> {
    let lines: Vec<String> = WHOLE.split_inclusive('\n').map(str::to_owned).collect();
    let broken = vec![
        "",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "@",
        "@@",
        "\"",
        "`",
        ":",
        ",",
        "=",
        ".",
        "\n",
        "\r\n",
        "\r",
        "//",
        "///",
        "/*",
        "é",
        "👩‍🚀",
        "\u{FEFF}",
        "\u{A0}",
        "model ",
        "model User {\n",
        "@db.",
        "@default(",
        "@relation(fields: [",
        "@@index([a.b.",
        "where: {",
        "type A {\n  b B\n}\ntype B {\n  a A\n}\n",
        "@@index([a.b.a.b])",
    ];
    let line = prop::sample::select(lines);
    let piece = prop_oneof![8 => line, 1 => prop::sample::select(broken).prop_map(str::to_owned)];
    let mixed = prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat());
    let cut = (0..WHOLE.len(), 0..WHOLE.len(), mixed.clone()).prop_map(|(from, to, middle)| {
        let head = WHOLE.get(..from).unwrap_or_default();
        let tail = WHOLE.get(to..).unwrap_or_default();
        format!("{head}{middle}{tail}")
    });
    prop_oneof![mixed, cut]
}

fn snapshot(text: &str) -> Snapshot {
    let mut workspace = Workspace::new();
    workspace.set("a.prisma", text);
    workspace.snapshot()
}

fn check_span(text: &str, span: Span) {
    assert_eq!(span.file, FILE);
    assert!(text.get(span.range.as_usize()).is_some(), "{span:?}");
}

fn check_edits(text: &str, edits: &[Edit]) {
    for edit in edits {
        assert!(text.get(edit.range.as_usize()).is_some(), "{edit:?}");
    }
    for pair in edits.windows(2) {
        assert!(pair[0].range.end <= pair[1].range.start, "{pair:?}");
    }
}

fn check_place(snapshot: &Snapshot, text: &str, offset: u32) {
    let position = Position { file: FILE, offset };
    for target in definition(snapshot, position) {
        check_span(text, target.full);
        check_span(text, target.name);
    }
    let found = references(snapshot, position, true);
    found.iter().for_each(|span| check_span(text, *span));
    assert!(found.is_sorted());
    for (range, _) in highlights(snapshot, position) {
        check_span(text, Span { file: FILE, range });
    }
    if let Some(hover) = hover(snapshot, position) {
        check_span(text, Span { file: FILE, range: hover.range });
        assert!(hover.range.start <= offset && offset <= hover.range.end && !hover.markdown.is_empty());
    }
    let prepared = prepare(snapshot, position);
    if let Ok((range, _)) = &prepared {
        check_span(text, Span { file: FILE, range: *range });
    }
    for scope in [RenameScope::Schema, RenameScope::Database] {
        if let Ok(change) = rename(snapshot, position, "Nobody", scope) {
            assert!(prepared.is_ok());
            let edits: Vec<Edit> = change.edits.into_iter().map(|(_, edit)| edit).collect();
            check_edits(text, &edits);
        }
    }
    for typed in ['}', '\n', 'x'] {
        check_edits(text, &format_on_type(snapshot, position, typed));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_place_of_any_text_is_answered(text in text(), places in prop::collection::vec(any::<prop::sample::Index>(), 12)) {
        let snapshot = snapshot(&text);
        for place in places {
            // Also inside of characters, and behind the end.
            check_place(&snapshot, &text, place.index(text.len() + 3) as u32);
        }
        check_place(&snapshot, &text, u32::MAX);
        for hint in hints(&snapshot, FILE, TextRange::new(0, text.len())) {
            check_span(&text, Span { file: FILE, range: TextRange { start: hint.offset, end: hint.offset } });
        }
    }

    #[test]
    fn edits_lead_to_the_form_that_formatting_gives(text in text(), ends in any::<[prop::sample::Index; 2]>()) {
        let shown = snapshot(&text);
        let edits = format(&shown, FILE);
        check_edits(&text, &edits);
        let after = apply_edits(&text, &edits);
        let again = apply_edits(&after, &format(&snapshot(&after), FILE));
        if !text.contains('\r') {
            prop_assert_eq!(&after, &parallax_engine::format_text(&text));
        }
        prop_assert_eq!(&again, &after);
        let [a, b] = ends.map(|end| end.index(text.len() + 1));
        check_edits(&text, &format_range(&shown, FILE, TextRange::new(a.min(b), a.max(b))));
    }
}

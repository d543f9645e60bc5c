//! Formatting of files, blocks and what is typed, as a user sees it.

use super::*;
use crate::testing::{at_cursor, schema};

const FILE: FileId = FileId(0);

fn after(snapshot: &Snapshot, edits: &[Edit]) -> String {
    apply_edits(snapshot.text(FILE), edits)
}

#[test]
fn only_lines_that_differ_are_edited() {
    let text = "model A {\n  id Int @id\n  name   String\n}\n\n\n\nmodel B {\n  id Int @id\n  x Int @db.Integer @unique\n\n}\n";
    let snapshot = schema(text);
    let edits = format(&snapshot, FILE);
    insta::assert_snapshot!(after(&snapshot, &edits), @r"
    model A {
      id   Int    @id
      name String
    }

    model B {
      id Int @id
      x  Int @unique @db.Integer
    }
    ");
    let listed: Vec<_> =
        edits.iter().map(|edit| (&text[edit.range.as_usize()], edit.text.as_str())).collect();
    insta::assert_debug_snapshot!(listed, @r#"
    [
        (
            "Int",
            "  Int   ",
        ),
        (
            "  ",
            "",
        ),
        (
            "\n\n",
            "",
        ),
        (
            "Int @db.Integer @unique",
            " Int @unique @db.Integer",
        ),
        (
            "\n",
            "",
        ),
    ]
    "#);
    assert!(format(&schema(&after(&snapshot, &edits)), FILE).is_empty());
}

#[test]
fn what_relations_lack_is_added_over_all_files() {
    let snapshot = schema(
        "//- a.prisma\nmodel User {\n  id Int @id\n}\n//- b.prisma\nmodel Post {\n  id Int @id\n  user User\n}\n",
    );
    insta::assert_snapshot!(after(&snapshot, &format(&snapshot, FILE)), @r"
    model User {
      id    Int    @id
      posts Post[]
    }
    ");
}

#[test]
fn windows_line_ends_stay() {
    let snapshot = schema("model A {\r\n id Int @id\r\n\r\n\r\n}\r\nenum E { \r\nA\r\n}");
    assert_eq!(
        after(&snapshot, &format(&snapshot, FILE)),
        "model A {\r\n  id Int @id\r\n}\r\n\r\nenum E {\r\n  A\r\n}\r\n"
    );
}

#[test]
fn a_range_is_the_blocks_that_it_touches() {
    let text = "model A {\nid Int @id\n}\nmodel B {\nid Int @id\n}\nmodel C {\nid Int @id\n}\n";
    let snapshot = schema(text);
    let start = text.find("model B").unwrap();
    let range = TextRange::new(start + 2, start + 3);
    insta::assert_snapshot!(after(&snapshot, &format_range(&snapshot, FILE, range)), @r"
    model A {
    id Int @id
    }
    model B {
      id Int @id
    }
    model C {
    id Int @id
    }
    ");
}

fn typed(text: &str, letter: char) -> String {
    let (snapshot, position) = at_cursor(text);
    after(&snapshot, &format_on_type(&snapshot, position, letter))
}

#[test]
fn a_brace_brings_its_block_into_form() {
    assert_eq!(typed("enum A {\nX\n}$0\nenum B {\nY\n}", '}'), "enum A {\n  X\n}\nenum B {\nY\n}");
    assert_eq!(typed("enum A {\nX\n  @map(\"}$0\")\n}", '}'), "enum A {\nX\n  @map(\"}\")\n}");
}

#[test]
fn a_new_line_is_indented_and_continues_documentation() {
    for (text, expected) in [
        ("model A {\n$0\n}", "model A {\n  \n}"),
        ("model A {\n\tid Int @id\n$0\n}", "model A {\n\tid Int @id\n\t\n}"),
        ("model A {\n    id Int\n        $0name String\n}", "model A {\n    id Int\n    name String\n}"),
        ("model A {\n  /// some\n$0  id Int\n}", "model A {\n  /// some\n  /// id Int\n}"),
        ("model A {\n  /// some\n$0\n}", "model A {\n  /// some\n  /// \n}"),
        ("model A {\n  ///\n$0\n}", "model A {\n  ///\n  \n}"),
        ("/// People.\r\n$0\r\nmodel A {\r\n}", "/// People.\r\n/// \r\nmodel A {\r\n}"),
        ("model A {\n}\n  $0", "model A {\n}\n"),
        ("model A {\n  id Int\n  $0}", "model A {\n  id Int\n}"),
        ("model A {$0", "model A {"),
    ] {
        assert_eq!(typed(text, '\n'), expected, "{text}");
    }
}

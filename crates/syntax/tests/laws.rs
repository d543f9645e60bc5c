//! What holds for every text.

mod common;
use common::{parse_text, problems, tree_without_order};
use parallax_syntax::split::split;
use parallax_syntax::{Edited, Edition, format, parse_whole};
use parallax_text::FileId;
use proptest::prelude::*;

const SCHEMA: &str = r#"datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}

/// People.
model User {
  id   Int     @id @default(autoincrement()) /// key
  name String? @db.VarChar(191) // shown

  // the rest
  tags String[]              @default(["a", "b"])
  post Post                  @relation("x", fields: [id, name], references: [id, b], onDelete: Cascade)
  u    Unsupported("point")?

  /* apart */
  @@index([a(sort: Desc, ops: raw("x")), b.c], map: "x")
  @@unique([
    a
  ], where: { a: { not: null }, b: true })
}

enum Role {
  ADMIN  @map("a")
  MEMBER

  @@map("roles")
}

/// Counts.
function count_up {
  args    = { by: Int, name: db.VarChar(80) }
  returns = sql`trigger`
  body    = sql`
    BEGIN
      RETURN NEW;
    END
  ` // done

  @@map("count")
}

role app {}

trigger t {
  events = [Insert, Update(of: [a])]
  cost   = -1
}
"#;

const PIECES: &[&str] = &[
    "model",
    "enum",
    "type",
    "datasource",
    "view",
    "generator",
    "function",
    "policy_select ",
    "role a {",
    "role a {}",
    "grant A {\n",
    "  x = sql`\n  a\n`\n",
    "A",
    "b",
    " ",
    " ",
    "  ",
    "\n",
    "\n",
    "\n",
    "\r\n",
    "\r",
    "{",
    "{",
    "}",
    "}",
    "(",
    ")",
    "[",
    "]",
    "\"",
    "\"x\"",
    "\\",
    "`",
    "sql`",
    "//",
    "///",
    "/*",
    "*/",
    "@",
    "@@",
    "@id",
    "@@index([a])",
    "=",
    ":",
    ",",
    "?",
    "!",
    "Int",
    "1",
    "-",
    ".",
    "_",
    "ü",
    "\u{3000}",
    "\u{FEFF}",
    "\0",
    "\t",
    " {\n",
    "\n}\n",
    "model A {\n",
    "  id Int @id\n",
    "x = ",
    "Unsupported(\"a\")",
    "=x`",
    "'",
    "model A {}",
    "foo {",
    "type X = ",
    "/// d\n",
    "// c\n",
    "/* e */",
    "  @@map(\"x\")\n",
    "\u{B}",
    "1.5",
    "{ a: 1 }",
];

/// Any row of things that mean something to the parser.
fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..60).prop_map(|pieces| pieces.concat())
}

/// A schema with some characters taken out, put in or replaced.
fn damaged() -> impl Strategy<Value = String> {
    let damage = (0..SCHEMA.len(), 0..8_usize, prop::sample::select(PIECES));
    prop::collection::vec(damage, 0..4).prop_map(|damages| {
        let mut text = SCHEMA.to_owned();
        for (at, length, piece) in damages {
            let at = text.floor_char_boundary(at.min(text.len()));
            let end = text.ceil_char_boundary((at + length).min(text.len()));
            text.replace_range(at..end, piece);
        }
        text
    })
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![soup(), damaged(), any::<String>()]
}

/// A change: where from and to, in hundredths of a percent of the text, and what comes there.
fn changes() -> impl Strategy<Value = Vec<(usize, usize, String)>> {
    let piece = prop_oneof![soup(), prop::sample::select(PIECES).prop_map(str::to_owned)];
    prop::collection::vec((0..=10_000_usize, 0..300_usize, piece), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_splitter_finds_the_blocks_of_the_grammar(text in texts()) {
        prop_assert_eq!(parse_text(&text), parse_whole(FileId(0), &text));
    }

    #[test]
    fn places_lie_in_the_text_and_in_order(text in texts()) {
        let parsed = parse_text(&text);
        let mut end = 0;
        for placed in &parsed.ast.blocks {
            let span = placed.span(placed.block.range);
            prop_assert!(end <= placed.offset && placed.offset <= span.range.start);
            prop_assert!(text.get(span.range.as_usize()).is_some());
            end = span.range.end;
        }
        problems(&text);
    }

    #[test]
    fn formatting_twice_changes_nothing_more(text in texts()) {
        let once = format(&text);
        prop_assert_eq!(format(&once), once);
    }

    #[test]
    fn formatting_keeps_the_meaning(text in texts()) {
        prop_assert_eq!(tree_without_order(&format(&text)), tree_without_order(&text));
    }

    #[test]
    fn edited_is_as_parsed_anew(text in texts(), changes in changes()) {
        let mut text = text;
        let (mut splits, mut edited) = (split(&text), Edited::new(FileId(0), &text, Edition::Prisma));
        for (at, length, piece) in changes {
            let start = text.floor_char_boundary(text.len() * at / 10_000);
            let end = text.ceil_char_boundary(start + text.len() * length / 10_000);
            text.replace_range(start..end, &piece);
            splits = splits.edited(&text, &(start..end), start + piece.len()).0;
            prop_assert_eq!(&splits, &split(&text), "split {:?}", &text);
            edited = edited.edited(&text, &(start..end), start + piece.len());
            prop_assert_eq!(&**edited.parsed(), &parse_text(&text), "{:?}", &text);
        }
    }

    #[test]
    fn fixes_apply(text in damaged()) {
        for diagnostic in parse_text(&text).diagnostics.iter() {
            let edits: Vec<_> = diagnostic.fix.iter().flat_map(|fix| &fix.edits).map(|(_, edit)| edit.clone()).collect();
            parse_text(&parallax_text::apply_edits(&text, &edits));
        }
    }
}

#[test]
fn hostile_texts_end_well() {
    let many = 20_000;
    let block = |line: &str| format!("model A {{\n{line}\n}}\n");
    let texts = [
        block(&"a".repeat(many)),
        block(&"(".repeat(many)),
        block(&format!("a Int @x({}", "[".repeat(many))),
        block(&format!("a Int @x({}", "f(".repeat(many))),
        block(&format!("a Int @x({}", "{a:".repeat(many))),
        block(&"a (\n".repeat(many / 10)),
        block(&"a /*\n".repeat(many / 50)),
        block(&"a (x`\n".repeat(many / 10)),
        block(&"\"\n".repeat(many / 10)),
        "{\n".repeat(many / 10),
        "model A {\n".repeat(many / 10),
        "model A {}\n".repeat(many / 50),
        "/* ".repeat(many / 10),
        "// a\n".repeat(many / 10),
        "foo { ".repeat(many / 10),
        "\0".repeat(many),
        "\r".repeat(many),
        "`".repeat(many),
        "\u{B}model\u{FC}{".to_owned(),
    ];
    for text in texts {
        problems(&text);
        format(&text);
    }
}

#[test]
fn an_edit_touches_one_block() {
    let mut text: String =
        (0..100).map(|at| format!("/// d\nmodel M{at} {{\n  id Int @id\n}}\n\n")).collect();
    let edited = Edited::new(FileId(0), &text, Edition::Prisma);
    assert_eq!((edited.work.split, edited.work.parsed), (100, 100));
    let at = text.find("M50 {").unwrap_or_default() + 5;
    text.insert_str(at, "\n  name String");
    let edited = edited.edited(&text, &(at..at), at + 14);
    assert_eq!((edited.work.split, edited.work.parsed), (1, 1));
    assert_eq!(**edited.parsed(), parse_text(&text));
}

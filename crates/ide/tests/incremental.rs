//! However a text came to be what it is, everything that is said about it is what would be said about it at once.

use parallax_ide::consequence::{Base, BaseContent};
use parallax_ide::{Snapshot, Workspace};
use parallax_text::{Edit, TextRange};
use proptest::prelude::*;
use std::sync::Arc;

const SCHEMA: &str = r#"datasource db {
  provider = "postgresql"
}

/// Who writes.
model User {
  id    Int    @id @default(autoincrement())
  email String @unique // where to write to
  role  Role   @default(READER)
  posts Post[]
}

enum Role {
  READER
  WRITER
}

model Post {
  id       Int      @id
  title    String?
  author   User     @relation(fields: [authorId], references: [id])
  authorId Int
  tags     Tag[]
  /* soon */
  @@index([title, authorId])
}

model Tag {
  name  String @id
  posts Post[]
  @@map("tags")
}
model Empty {}
"#;

const PIECES: &[&str] = &[
    "\n",
    " ",
    "}",
    "{",
    "\n}\n",
    "(",
    ")",
    "[",
    "]",
    "\"",
    "`",
    "/*",
    "*/",
    "//",
    "@",
    "?",
    "model ",
    "model X {\n  id Int @id\n}\n",
    "model Y {}",
    "enum E {\n  A\n  B\n}\n",
    "\n  note String?",
    "\n  count Int @default(1)\n",
    "\n  user User? @relation(fields: [userId], references: [id])\n  userId Int?\n",
    " @unique",
    " @map(\"other\")",
    "\n  @@index([id])\n",
    "BigInt",
    "Role",
    "é",
    "🙂",
    "\r\n",
    "",
];

#[derive(Debug, Clone)]
enum Change {
    /// From, length, and what comes there.
    Edit(usize, usize, &'static str),
    /// A line is gone.
    Line(usize),
    /// The whole text at once, with one more block or without the last edit.
    Whole(&'static str),
    Undo,
    /// Another file comes, in front of this one, or goes.
    Beside,
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let piece = || prop::sample::select(PIECES);
    let change = prop_oneof![
        6 => (0..1000_usize, 0..20_usize, piece()).prop_map(|(at, length, text)| Change::Edit(at, length, text)),
        4 => (0..1000_usize, Just(0_usize), piece()).prop_map(|(at, length, text)| Change::Edit(at, length, text)),
        2 => (0..40_usize).prop_map(Change::Line),
        1 => piece().prop_map(Change::Whole),
        2 => Just(Change::Undo),
        1 => Just(Change::Beside),
    ];
    prop::collection::vec(change, 1..12)
}

fn base() -> Arc<Base> {
    Arc::new(Base::new("the beginning", BaseContent::Schema(vec![("b.prisma".to_owned(), SCHEMA.into())])))
}

/// Everything that is known, places included.
fn known(snapshot: &Snapshot) -> String {
    let plan = snapshot.consequence().map(|found| (&found.comparison.plan, &found.comparison.script));
    let lines: Vec<_> = snapshot.sources().files().map(|(_, source)| source.lines().clone()).collect();
    let desired = snapshot.desired().map(|desired| &desired.lowered);
    let (checked, parsed) = (snapshot.checked(), snapshot.parsed());
    format!(
        "{:#?}",
        (checked, desired, plan, parsed, lines, snapshot.sources().files().collect::<Vec<_>>().len())
    )
}

fn edit(workspace: &mut Workspace, start: usize, end: usize, text: &str) {
    let edit = Edit { range: TextRange::new(start, end), text: text.to_owned() };
    assert!(workspace.edit("b.prisma", &[edit]));
}

fn apply(workspace: &mut Workspace, change: Change, before: &str) {
    let text = workspace.text("b.prisma").cloned().unwrap_or_default();
    match change {
        Change::Edit(at, length, new) => {
            let start = text.floor_char_boundary(text.len() * at / 1000);
            edit(workspace, start, text.ceil_char_boundary((start + length).min(text.len())), new);
        }
        Change::Line(line) => {
            let Some(line) = text.split_inclusive('\n').nth(line) else { return };
            let start = line.as_ptr() as usize - text.as_ptr() as usize;
            edit(workspace, start, start + line.len(), "");
        }
        Change::Whole(more) => workspace.set("b.prisma", format!("{text}{more}")),
        Change::Undo => workspace.set("b.prisma", before),
        Change::Beside if workspace.text("a.prisma").is_some() => workspace.remove("a.prisma"),
        Change::Beside => workspace.set("a.prisma", "model Beside {\n  id Int @id\n}\n"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edits_lead_to_what_is_said_of_the_text_at_once(changes in changes(), asked in any::<u16>()) {
        let base = base();
        let mut workspace = Workspace::new();
        workspace.set_base(Some(base.clone()));
        workspace.set("b.prisma", SCHEMA);
        workspace.snapshot();
        for (at, change) in changes.into_iter().enumerate() {
            let before = workspace.text("b.prisma").cloned().unwrap_or_default();
            apply(&mut workspace, change, &before);
            // Several edits may come before somebody asks.
            if asked & (1 << at) == 0 {
                continue;
            }
            let mut fresh = Workspace::new();
            fresh.set_base(Some(base.clone()));
            for name in workspace.names() {
                fresh.set(name, workspace.text(name).cloned().unwrap_or_default());
            }
            let (now, anew) = (workspace.snapshot(), fresh.snapshot());
            prop_assert_eq!(known(&now), known(&anew));
        }
    }
}

#[test]
fn a_keystroke_touches_one_block() {
    let mut workspace = Workspace::new();
    workspace.set("b.prisma", SCHEMA);
    let first = workspace.snapshot().work();
    assert_eq!((first.split, first.parsed), (6, 6));
    let at = SCHEMA.find("  title").unwrap_or_default();
    for (typed, at) in "  note Int?\n".chars().zip(at..) {
        edit(&mut workspace, at, at, &typed.to_string());
        let work = workspace.snapshot().work();
        assert_eq!((work.split, work.parsed), (1, 1), "{typed:?}");
    }
    assert_eq!(workspace.snapshot().work(), workspace.snapshot().work());
}

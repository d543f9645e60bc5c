//! Text that people and cats type: every question has an answer that fits the text, at every moment.

use parallax_ide::consequence::{Base, BaseContent};
use parallax_ide::{Position, Workspace, ask_everything};
use parallax_text::{Edit, TextRange};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::sync::Arc;

const NAME: &str = "schema.prisma";

const SCHEMA: &str = r#"datasource db {
  provider = "postgresql"
  schemas  = ["a", "b"]
}

/// 😀 people
model User {
  id    Int     @id @default(autoincrement())
  email String? @unique(map: "mail_key") @db.VarChar(200)
  role  Role    @default(USER)
  posts Post[]
  tags  Tag[]
  @@index([email(ops: raw("text_ops")), role], type: Hash)
  @@schema("a")
}

enum Role {
  USER @map("user")
  ADMIN

  @@schema("a")
}

model Post {
  id       Int  @id
  authorId Int? @map("author_id")
  author   User? @relation(fields: [authorId], references: [id], onDelete: Cascade)
  @@schema("b")
}

model Tag {
  name  String @id
  users User[]
  @@schema("b")
}
"#;

/// What is typed: pieces of the language, pieces of nothing.
fn typed() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "",
        "",
        "\n",
        " ",
        "}",
        "{",
        "(",
        ")",
        "[",
        "]",
        "\"",
        "@",
        "@@",
        ",",
        ":",
        "?",
        "//",
        "///",
        "`",
        "x",
        "😀",
        "\r\n",
        "é",
        "@relation(",
        "@db.",
        "model X {",
        "@@index([",
        "enum E {\n A\n}",
        "type ",
        "fields: [",
        "User",
        "Int",
        "@default(",
        "sql`",
        "= ",
        "env(\"",
        "\u{feff}",
        "\t",
    ];
    select(PIECES).prop_map(str::to_owned)
}

/// Few cases in every test run, more where `PROPTEST_CASES` asks for them.
fn config() -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let default = ProptestConfig::default();
    ProptestConfig { cases: if asked { default.cases } else { 48 }, failure_persistence: None, ..default }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_question_has_an_answer_that_fits(
        provider in select(&["postgresql", "mysql", "sqlite", "sqlserver", "cockroachdb", "mongodb"][..]),
        steps in prop::collection::vec((any::<Index>(), any::<Index>(), 0_usize..12, typed()), 1..12),
    ) {
        let schema = SCHEMA.replace("postgresql", provider);
        let base = BaseContent::Schema(vec![(NAME.to_owned(), schema.as_str().into())]);
        let mut workspace = Workspace::new();
        workspace.set(NAME, schema);
        workspace.set_base(Some(Arc::new(Base::new("the beginning", base))));
        for (place, cursor, removed, text) in steps {
            let now = workspace.text(NAME).cloned().unwrap_or_default();
            let boundary = |at: usize| (at..=now.len()).find(|at| now.is_char_boundary(*at)).unwrap_or(now.len());
            let start = boundary(place.index(now.len() + 1));
            let end = boundary((start + removed).min(now.len()));
            let edit = Edit { range: TextRange::new(start, end), text: text.clone() };
            prop_assert!(workspace.edit(NAME, &[edit]));
            let snapshot = workspace.snapshot();
            let file = snapshot.file(NAME).unwrap();
            let length = snapshot.text(file).len();
            // Also behind the end, and inside of characters.
            for offset in [start + text.len(), cursor.index(length + 3)] {
                let position = Position { file, offset: offset as u32 };
                let selection = TextRange::new(offset, offset + removed);
                if let Err(wrong) = ask_everything(&snapshot, position, selection) {
                    return Err(TestCaseError::fail(format!("{wrong}\n{}", snapshot.text(file))));
                }
            }
        }
    }
}

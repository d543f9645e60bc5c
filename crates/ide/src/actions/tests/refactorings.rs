//! Refactorings by example, and what they promise of the database.

use super::{after, applied, snapshot_of};
use crate::Snapshot;
use crate::actions::{Action, ActionKind, actions, source_actions};
use insta::assert_snapshot;
use parallax_diff::Renames;
use parallax_engine::{compare, lower_both};
use parallax_ir::Pair;
use parallax_text::{FileId, Span, TextRange};
use std::collections::BTreeMap;

const SCHEMA: &str = r#"datasource db {
  provider = "PROVIDER"
}

/// Who writes.
model user_account {
  id        BigInt   @id @default(autoincrement())
  firstName String   @default("nobody")
  e_mail    String   @unique(map: "mails")
  friends   user_account[] @relation("Friends")
  friendOf  user_account[] @relation("Friends")
  posts     Post[]
  born_at   DateTime @default(now()) @map("born")

  @@unique([firstName, e_mail])
}

model Post {
  postId   String @default(uuid()) @id
  title    String @map("t") @unique
  tags     Tag[]
  author_id BigInt
  author   user_account @relation(fields: [author_id], references: [id])

  @@map("posts")
  @@index([author_id, title(sort: Desc)])
  @@unique([title, author_id], name: "both")
}

model Tag {
  name  String
  posts Post[]

  @@id([name])
}
"#;

fn providers() -> impl Iterator<Item = &'static str> {
    ["postgresql", "mysql", "sqlite", "sqlserver", "cockroachdb"].into_iter()
}

/// The statements that lead from one state to the other.
fn statements(before: &Snapshot, after: &Snapshot) -> Vec<String> {
    let target = before.target().expect("the provider is known");
    let (before, after) = (&before.checked().schema, &after.checked().schema);
    let lowered = lower_both(Pair { before, after }, &target);
    let databases = Pair { before: &lowered.before.database, after: &lowered.after.database };
    let comparison = compare(databases, &target, &Renames::default()).expect("a plan");
    comparison.plan.steps.iter().map(|step| format!("{:?}", step.op)).collect()
}

/// All that is offered anywhere in a file, each title once.
fn everywhere(snapshot: &Snapshot, file: FileId) -> Vec<Action> {
    let mut found: BTreeMap<String, Action> = BTreeMap::new();
    for offset in 0..=snapshot.text(file).len() as u32 {
        let range = TextRange { start: offset, end: offset };
        let offered =
            actions(snapshot, Span { file, range }).into_iter().chain(source_actions(snapshot, file));
        for action in offered.filter(|action| action.kind != ActionKind::QuickFix) {
            found.insert(action.title.clone(), action);
        }
    }
    found.into_values().collect()
}

#[test]
fn the_schema_stays_valid_and_the_database_as_it_is_unless_the_title_says_otherwise() {
    let mut complaints = String::new();
    let mut titles = String::new();
    for provider in providers() {
        let before = snapshot_of(&[("schema.prisma".to_owned(), SCHEMA.replace("PROVIDER", provider))]);
        assert_eq!(before.checked().diagnostics.len(), 0, "{:?}", before.checked().diagnostics);
        for action in everywhere(&before, FileId(0)) {
            let files = applied(&before, &action.change);
            let after = snapshot_of(&files);
            let title = &action.title;
            if provider == "postgresql" {
                titles.push_str(&format!("{title}\n"));
            }
            let errors: Vec<&str> =
                after.checked().diagnostics.iter().map(|found| found.message.as_str()).collect();
            if !errors.is_empty() && !title.ends_with('…') {
                complaints.push_str(&format!("{provider}: {title}: {errors:#?}\n{}\n", files[0].1));
                continue;
            }
            let changes = ["renames in the database", "changes the column", "drops"];
            let promised = !changes.iter().any(|words| title.contains(words));
            let statements = statements(&before, &after);
            if promised && !statements.is_empty() {
                complaints.push_str(&format!("{provider}: {title}: {statements:#?}\n{}\n", files[0].1));
            }
        }
    }
    assert!(complaints.is_empty(), "{complaints}");
    assert_snapshot!("refactorings", titles);
}

/// The text after the source action of a title.
#[track_caller]
fn after_source(text: &str, title: &str) -> String {
    let before = crate::testing::schema(text);
    let actions = source_actions(&before, FileId(0));
    let action = actions.iter().find(|action| action.title.contains(title)).expect("an action of this title");
    let files = applied(&before, &action.change);
    files.iter().map(|(name, text)| format!("//- {name}\n{text}")).collect()
}

#[test]
fn a_many_to_many_relation_becomes_a_model() {
    let of = |cursor: &str, title: &str| {
        after(&SCHEMA.replace("PROVIDER", "postgresql").replacen(cursor, &format!("$0{cursor}"), 1), title)
    };
    assert_snapshot!("join_model_kept", of("tags ", "rows stay"));
    assert_snapshot!("join_model_new", of("tags ", "drops"));
    assert_snapshot!("join_model_self", of("friendOf", "rows stay"));
}

#[test]
fn text_becomes_an_enum() {
    let text = "datasource db {\r\n\tprovider = \"postgresql\"\r\n}\r\n\r\nmodel User {\r\n\tid Int @id\r\n\t$0role String? @db.VarChar(9) @default(\"in use\") // note\r\n}\r\n\r\nenum UserRole {\r\n\tA\r\n}\r\n";
    assert_snapshot!("extract_enum", after(text, "Extract").replace('\r', "␍"));
}

#[test]
fn names_go_both_ways() {
    let text = SCHEMA.replace("PROVIDER", "postgresql");
    assert_snapshot!("snake_case", after_source(&text, "Map all names of the file"));
    assert_snapshot!("client_style", after_source(&text, "client style"));
}

#[test]
fn attributes_take_one_order_and_blocks_their_own_files() {
    let text = SCHEMA.replace("PROVIDER", "postgresql");
    assert_snapshot!("sorted", after_source(&text, "Sort"));
    assert_snapshot!("split", after_source(&format!("// begin\n{text}// end\n"), "Split"));
}

#[test]
fn keys_move_between_field_and_block() {
    let schema = |line: &str, rest: &str| {
        format!(
            "datasource db {{\n  provider = \"mysql\"\n}}\n\nmodel A {{\n  id   Int @id\n  {line}\n{rest}}}\n"
        )
    };
    let block = after(&schema("name String @uni$0que(map: \"x\", length: 5)", ""), "to the block");
    assert!(block.contains("  name String\n\n  @@unique([name(length: 5)], map: \"x\")\n}"), "{block}");
    let field =
        after(&schema("name String", "\n  @@uni$0que([name(length: 5)], map: \"x\")\n"), "to the field");
    assert!(field.contains("  name String @unique(length: 5, map: \"x\")\n"), "{field}");
    assert!(!field.contains("@@"), "{field}");
    let named = after(&schema("name String", "\n  @@ind$0ex([name])\n"), "Write the name");
    assert!(named.contains("@@index([name], map: \"A_name_idx\")"), "{named}");
}

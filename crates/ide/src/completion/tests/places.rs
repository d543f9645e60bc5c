//! What is offered at each place, and what comes of accepting it.

use super::{accepted, labels};
use std::fmt::Write;

const REST: &str = "
generator client {
  provider        = \"prisma-client\"
  previewFeatures = [\"views\", \"partialIndexes\"]
}

enum Role {
  /// Reads.
  READER
  WRITER
}

/// Who writes.
model User {
  id    Int    @id
  email String @unique
  posts Post[] @relation(\"Written\")
  @@map(\"users\")
}

view Total {
  id Int @unique
}
";

/// The labels at each line, in a model that has several fields.
fn table(provider: &str, before: &str, lines: &[&str]) -> String {
    let mut out = String::new();
    for line in lines {
        let text = format!(
            "datasource db {{\n  provider = \"{provider}\"\n  schemas  = [\"auth\", \"public\"]\n}}\n{REST}\nmodel Post {{\n{before}  {line}\n}}\n"
        );
        let _ = writeln!(out, "{line}\n    {}", labels(&text));
    }
    out
}

const FIELDS: &str =
    "  title String @db.VarChar(10)\n  tags String[]\n  authorId Int\n  role Role\n  created DateTime\n";

#[test]
fn between_blocks() {
    let texts = [
        "$0",
        "mod$0",
        "model A {\n  id Int @id\n}\n$0\nmodel B {\n  id Int @id\n}\n",
        "model A {\n  id Int @id\n}\nda$0\nmodel B {\n  id Int @id\n}\n",
        "mod$0 A {\n}\n",
        "model $0",
        "model A $0",
        "// $0",
        "/* mo$0 */",
        "/// mo$0\nmodel A {\n}\n",
        "datasource db {\n  provider = \"sqlite\"\n}\n$0",
        "datasource db {\n  provider = \"mongodb\"\n}\n$0",
        "datasource db {\n  provider = \"sqlserver\"\n}\n$0",
        "generator js {\n  previewFeatures = [\"views\"]\n}\n$0",
        "model A {\n  id Int @id\n} $0",
        "model A { $0 }",
    ];
    let table: Vec<String> = texts.iter().map(|text| format!("{text:?}\n    {}\n", labels(text))).collect();
    insta::assert_snapshot!(table.concat());
}

#[test]
fn types_of_fields() {
    insta::assert_snapshot!(table(
        "postgresql",
        FIELDS,
        &[
            "a $0",
            "a S$0",
            "user $0",
            "users U$0",
            "a String$0",
            "a Role$0",
            "a String$0?",
            "a String?$0",
            "a $0 @unique",
            "a Unsupported(\"$0\")",
            "$0",
            "a$0",
            "a // $0",
        ],
    ));
}

#[test]
fn attributes_of_fields() {
    insta::assert_snapshot!(table(
        "postgresql",
        FIELDS,
        &[
            "a Int $0",
            "a Int @$0",
            "a Int @un$0",
            "a Int? $0",
            "a String[] $0",
            "a DateTime @$0 @default(now())",
            "a Boolean @id $0",
            "a User @$0",
            "a User[] @$0",
            "a Role @$0",
            "a Unsupported(\"x\") @$0",
            "a Bytes @db.$0",
            "a Float @db.D$0",
            "a Int @db.Integer @$0",
            "a String @x.$0",
            "a Int @id$0",
            "a Int @id() $0",
        ],
    ));
}

#[test]
fn attributes_of_blocks() {
    insta::assert_snapshot!(table(
        "postgresql",
        FIELDS,
        &[
            "@@$0",
            "@$0",
            "@@in$0",
            "@@map(\"a\")\n  @@$0",
            "@@id([title])\n  @@$0",
            "@@id$0([title])",
            "@@map $0"
        ],
    ));
}

#[test]
fn arguments_of_relations() {
    insta::assert_snapshot!(table(
        "postgresql",
        FIELDS,
        &[
            "author User @relation($0)",
            "author User @relation(\"$0\")",
            "author User @relation(\"$0",
            "author User @relation(name: $0)",
            "author User @relation(\"Written\", $0)",
            "author User @relation(fields: $0)",
            "author User @relation(fields: [$0])",
            "author User @relation(fields: [$0",
            "author User @relation(fields: [authorId, $0])",
            "author User @relation(fields: [a$0], references: [id])",
            "author User @relation(references: [$0])",
            "author User @relation(fields: [authorId], references: [id], $0)",
            "author User @relation(fields: [authorId], references: [id], on$0)",
            "author User @relation(fields: [authorId], onDelete: $0, references: [id])",
            "author User @relation(fields: [authorId], onDelete: Re$0",
            "author User @relation(onDelete: Cascade $0)",
            "author User @relation(\n    fields: [authorId],\n    onDelete: $0\n  )",
            "authors User[] @relation($0)",
            "author User @relation(map: \"$0\")",
        ],
    ));
}

#[test]
fn arguments_of_indexes() {
    insta::assert_snapshot!(table(
        "postgresql",
        FIELDS,
        &[
            "@@index($0)",
            "@@index([$0])",
            "@@index([title, $0])",
            "@@index([t$0])",
            "@@index(fields: [$0])",
            "@@index([title], $0)",
            "@@index([title], map: \"a\", $0)",
            "@@index([title], type: $0)",
            "@@index([title], type: G$0)",
            "@@index([title], where: $0)",
            "@@index([title($0)])",
            "@@index([title(sort: Asc, $0)])",
            "@@index([title(sort: $0)])",
            "@@index([title($0)], type: Hash)",
            "@@index([title(ops: $0)])",
            "@@index([title(ops: $0)], type: SpGist)",
            "@@index([title(ops: raw(\"$0\"))], type: Gin)",
            "@@index([title], where: { $0 })",
            "@@index([title], where: { role: \"READER\", $0 })",
            "@@index([title], where: { role: $0 })",
            "@@index([title], where: { role: \"$0\" })",
            "@@index([title], where: { title: $0 })",
            "@@index([title], where: { role: { $0 } })",
            "@@index([title], where: { role: { not: \"$0\" } })",
            "@@unique([title], where: raw(\"$0\"))",
            "@@unique([title], $0)",
            "@@unique([title($0)])",
            "@@id([title, $0], map: \"a\")",
            "@@id([title($0)])",
            "@@fulltext([title], $0)",
            "@@schema($0)",
            "@@schema(\"$0\")",
            "@@schema(\"a$0",
            "@@map($0)",
            "@@nothing($0)",
            "a Int @unique($0)",
            "a Int @id($0)",
            "a Int @map($0)",
        ],
    ));
}

#[test]
fn values_of_defaults() {
    insta::assert_snapshot!(table(
        "postgresql",
        FIELDS,
        &[
            "a Int @default($0)",
            "a String @default($0)",
            "a String @default(u$0)",
            "a String @id @default($0)",
            "a String @default($0) @unique",
            "a Boolean @default($0)",
            "a Role @default($0)",
            "a Role @default(W$0)",
            "a Role[] @default([$0])",
            "a String[] @default($0)",
            "a DateTime @default($0)",
            "a Json @default($0)",
            "a Unsupported(\"x\") @default($0)",
            "a String @default(\"$0\")",
            "a String @default(uuid($0))",
            "a String @default(dbgenerated($0))",
            "a String @default(uuid(), $0)",
        ],
    ));
}

#[test]
fn enums_views_and_composite_types() {
    let mongodb = "datasource db {\n  provider = \"mongodb\"\n}\n";
    let address = "type Address {\n  city String\n  at Point\n}\ntype Point {\n  x Int\n  y Int\n}\n";
    let home = "model A {\n  id String @id @map(\"_id\")\n  home Address\n";
    let texts = [
        "enum Role {\n  $0\n}\n".to_owned(),
        "enum Role {\n  A $0\n}\n".to_owned(),
        "enum Role {\n  A @$0\n}\n".to_owned(),
        "enum Role {\n  A\n  @@$0\n}\n".to_owned(),
        "enum Role {\n  A\n  @@map(\"$0\")\n}\n".to_owned(),
        "view V {\n  id Int @$0\n}\n".to_owned(),
        "view V {\n  id Int\n  @@$0\n}\n".to_owned(),
        "view V {\n  id Int\n  @@unique([id], $0)\n}\n".to_owned(),
        "view V {\n  id Int @unique($0)\n}\n".to_owned(),
        "view V {\n  id Int\n  @@unique([id($0)])\n}\n".to_owned(),
        format!("{mongodb}{address}type B {{\n  a $0\n}}\n"),
        format!("{mongodb}{address}type B {{\n  a String @$0\n}}\n"),
        format!("{mongodb}{address}type B {{\n  a String @default($0)\n}}\n"),
        format!("{mongodb}{address}type B {{\n  $0\n}}\n"),
        format!("{mongodb}{address}{home}  @@index([$0])\n}}\n"),
        format!("{mongodb}{address}{home}  @@index([home.$0])\n}}\n"),
        format!("{mongodb}{address}{home}  @@index([home.at.$0])\n}}\n"),
        format!("{mongodb}{address}{home}  @@index([home.c$0])\n}}\n"),
        format!("{mongodb}model A {{\n  id String @id @default($0) @db.ObjectId\n}}\n"),
        format!("{mongodb}model A {{\n  id String @id @db.$0\n}}\n"),
    ];
    let table: Vec<String> = texts
        .iter()
        .map(|text| {
            let line = text.lines().find(|line| line.contains("$0")).unwrap_or_default();
            let block =
                text.lines().take_while(|line| !line.contains("$0")).filter(|line| line.ends_with('{'));
            format!("{}{line}\n    {}\n", block.last().unwrap_or_default(), labels(text))
        })
        .collect();
    insta::assert_snapshot!(table.concat());
}

#[test]
fn properties() {
    let texts = [
        "datasource db {\n  $0\n}",
        "datasource db {\n  provider = \"mysql\"\n  $0\n}",
        "datasource db {\n  provider = $0\n}",
        "datasource db {\n  provider = \"$0\"\n}",
        "datasource db {\n  provider = \"my$0\n}",
        "datasource db {\n  provider = \"mysql\" $0\n}",
        "datasource db {\n  pro$0 = \"mysql\"\n}",
        "datasource db {\n  url $0\n}",
        "datasource db {\n  url = $0\n}",
        "datasource db {\n  url = \"$0\"\n}",
        "datasource db {\n  url = env($0)\n}",
        "datasource db {\n  url = env(\"$0\")\n}",
        "datasource db {\n  directUrl = env(\"$0\n}",
        "datasource db {\n  relationMode = $0\n}",
        "datasource db {\n  provider = \"mongodb\"\n  relationMode = \"$0\"\n}",
        "datasource db {\n  provider = \"postgresql\"\n  schemas = $0\n}",
        "datasource db {\n  provider = \"postgresql\"\n  schemas = [$0]\n}",
        "datasource db {\n  provider = \"postgresql\"\n  extensions = [postgis($0)]\n}",
        "generator js {\n  $0\n}",
        "generator js {\n  provider = \"$0\"\n}",
        "generator js {\n  previewFeatures = $0\n}",
        "generator js {\n  previewFeatures = [$0]\n}",
        "generator js {\n  previewFeatures = [\"views\", \"$0\"]\n}",
        "generator js {\n  previewFeatures = [\"views\", \"rel$0\n}",
        "generator js {\n  engineType = \"$0\"\n}",
        "generator js {\n  binaryTargets = [\"native\", \"d$0\"]\n}",
        "generator js {\n  provider = \"x\"\n}\ndatasource db {\n  provider = \"sqlserver\"\n}\ngenerator b {\n  previewFeatures = [\"$0\"]\n}",
    ];
    let table: Vec<String> = texts.iter().map(|text| format!("{text:?}\n    {}\n", labels(text))).collect();
    insta::assert_snapshot!(table.concat());
}

#[test]
fn what_is_accepted_takes_the_place_of_the_word() {
    let cases = [
        ("mo$0", "model"),
        ("mo$0del A {\r\n}\r\n", "model"),
        ("da$0\r\nmodel A {\r\n}\r\n", "datasource"),
        ("datasource db {\n\tprovider = $0\n}", "sqlite"),
        ("datasource db {\n\tprovider = \"po$0stgres\"\n}", "sqlite"),
        ("datasource db {\n\tprovider = \"$0\n}", "sqlite"),
        ("datasource db {\n\tpr$0\n}", "provider"),
        ("datasource db {\n\tpr$0 = \"sqlite\"\n}", "provider"),
        ("model A {\n  a In$0\n}", "Int"),
        ("model A {\n  a Int$0 @id\n}", "Int?"),
        ("model A {\n  a Int @u$0\n}", "@unique"),
        ("model A {\n  a Int u$0\n}", "@unique"),
        ("model A {\n  @@in$0\n}", "@@index"),
        ("model A {\n  @@uni$0([a])\n}", "@@unique"),
        ("model A {\n  a Int @def$0(1)\n}", "@default"),
        ("model A {\n  a Int @default(auto$0())\n}", "autoincrement()"),
        ("model A {\n  a A @relation(onD$0: Cascade)\n}", "onDelete: "),
        ("model A {\n  parent A? @rel$0\n  uuid String @id\n}", "@relation"),
        ("model A {\n  parent A? @rel$0\n  parent_id Int\n  id Int @id\n}", "@relation"),
        ("model A {\n  parents A[] @rel$0\n}", "@relation"),
        ("datasource db {\n  url = e$0(\"A\")\n}", "env()"),
        ("model A {\n  a Int\n  @@index([a], m$0)\n}", "map: "),
        ("model A {\n  ä Int // 😀\n  @@index([$0])\n}", "ä"),
        ("datasource db {\n  provider = \"mysql\"\n}\nmodel A {\n  a String @db.Va$0\n}", "VarChar"),
        ("datasource db {\n  provider = \"mysql\"\n}\nmodel A {\n  a String @$0\n}", "@db.VarChar"),
    ];
    let table: Vec<String> = cases
        .iter()
        .map(|(text, label)| format!("{text:?} + {label}\n    {:?}\n", accepted(text, label)))
        .collect();
    insta::assert_snapshot!(table.concat());
}

#[test]
fn what_is_left_out_comes_when_it_is_asked_for() {
    let incomplete = |text: &str| {
        let (snapshot, position) = crate::testing::at_cursor(text);
        let found = super::complete(&snapshot, position);
        (found.items.len(), found.is_incomplete)
    };
    assert!(incomplete("model A {\n  a String @default($0)\n}").1);
    assert!(!incomplete("model A {\n  a String @default(u$0)\n}").1);
    assert!(!incomplete("model A {\n  a String @default($0) @id\n}").1);
    let many: String = (0..1500).map(|at| format!("model M{at} {{\n  id Int @id\n}}\n")).collect();
    assert_eq!(incomplete(&format!("{many}model A {{\n  a $0\n}}\n")), (1000, true));
    assert_eq!(incomplete(&format!("{many}model A {{\n  a M1499$0\n}}\n")), (3, false));
}

#[test]
fn a_long_relation_over_several_lines_is_one_place() {
    let text = "model A {\n  b B @relation(\n    fields: [bId], // (\n    references: [\n      $0\n    ]\n  )\n  bId Int\n}\nmodel B {\n  id Int @id\n  code String @unique\n  as A[]\n}\n";
    assert_eq!(labels(text), "code  id");
}

#[test]
fn names_of_variables_come_from_the_project() {
    let mut workspace = crate::Workspace::new();
    let variables = ["PORT", "APP_DATABASE_URL", "DATABASE_URL"].map(str::to_owned).to_vec();
    workspace.set_options(crate::Options { variables, ..Default::default() });
    workspace.set("a.prisma", "datasource db {\n  url = env(\"\")\n}\n");
    let snapshot = workspace.snapshot();
    let position = crate::Position { file: parallax_text::FileId(0), offset: 29 };
    let found = super::complete(&snapshot, position).items;
    let names: Vec<&str> = found.iter().map(|item| item.label.as_str()).collect();
    assert_eq!(names, ["DATABASE_URL", "APP_DATABASE_URL", "PORT"]);
}

#[test]
fn constants_are_offered_where_their_values_fit() {
    let schema = |place: &str| {
        format!(
            "//- a.plx\ndatasource db {{\n  provider = \"postgresql\"\n}}\nconstants limits {{\n  name = 120\n  \
             word = \"x\"\n  open = sql`a`\n}}\nmodel User {{\n  id   Int    @id\n  name String {place}\n}}\n"
        )
    };
    let places =
        ["@db.VarChar($0)", "@db.VarChar(li$0)", "@db.VarChar(limits.$0)", "@default(lim$0)", "@check($0)"];
    let offered = places.map(|place| format!("{place}\n  {}\n", labels(&schema(place))));
    insta::assert_snapshot!(offered.concat());
}

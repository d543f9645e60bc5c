//! Definitions, references and highlights over one schema of two files.

use super::*;
use crate::testing::at_cursor;
use std::fmt::Write;

/// `name.prisma:2:9 word`, one line each.
fn listed(snapshot: &Snapshot, spans: impl IntoIterator<Item = Span>) -> String {
    let mut out = String::new();
    for span in spans {
        let source = snapshot.sources().get(span.file);
        let at = source.line_col(span.range.start);
        let word = snapshot.sources().slice(span);
        writeln!(out, "{}:{}:{} {word}", source.name, at.line, at.column).unwrap();
    }
    out
}

fn referenced(text: &str) -> String {
    let (snapshot, position) = at_cursor(text);
    listed(&snapshot, references(&snapshot, position, true))
}

fn defined(text: &str) -> String {
    let (snapshot, position) = at_cursor(text);
    listed(&snapshot, definition(&snapshot, position).iter().map(|target| target.name))
}

fn highlighted(text: &str) -> String {
    let (snapshot, position) = at_cursor(text);
    let mut out = String::new();
    for (range, declares) in highlights(&snapshot, position) {
        let span = Span { file: position.file, range };
        let word = listed(&snapshot, [span]);
        out += if declares { "write " } else { "read  " };
        out += &word;
    }
    out
}

/// `SHOP` with the cursor in front of the `nth` (from 0) place where `word` stands.
fn shop(word: &str, nth: usize) -> String {
    let (at, _) = SHOP.match_indices(word).nth(nth).expect("the word is there");
    format!("{}$0{}", &SHOP[..at], &SHOP[at..])
}

const SHOP: &str = r#"//- a.prisma
datasource db {
  provider = "postgresql"
  schemas  = ["base", "sales"]
}

enum State {
  OPEN
  PAID @map("paid")

  @@schema("sales")
}

//- b.prisma
model Shop {
  region  String  @db.VarChar(2)
  number  Int
  orders  Order[] @relation("placed")
  @@id([region, number])
  @@schema("base")
}

model Order {
  id     Int     @id
  state  State   @default(OPEN)
  past   State[] @default([OPEN, PAID])
  region String  @db.VarChar(2)
  number Int
  gone   Boolean
  shop   Shop    @relation("placed", fields: [region, number], references: [region, number])

  @@index([region(ops: raw("text_ops")), number(sort: Desc)], where: { gone: false })
  @@schema("sales")
}
"#;

#[test]
fn types_lead_to_their_blocks_and_back() {
    insta::assert_snapshot!(defined(&shop("Order[]", 0)), @"b.prisma:9:7 Order");
    insta::assert_snapshot!(referenced(&shop("Order[]", 0)), @r"
    b.prisma:4:11 Order
    b.prisma:9:7 Order
    ");
    insta::assert_snapshot!(referenced(&shop("State {", 0)), @r"
    a.prisma:6:6 State
    b.prisma:11:10 State
    b.prisma:12:10 State
    ");
}

#[test]
fn fields_in_lists_lead_to_their_declaration() {
    insta::assert_snapshot!(defined(&shop("number]", 0)), @"b.prisma:3:3 number");
    insta::assert_snapshot!(defined(&shop("number]", 1)), @"b.prisma:14:3 number");
    insta::assert_snapshot!(defined(&shop("number]", 2)), @"b.prisma:3:3 number");
    insta::assert_snapshot!(defined(&shop("number(", 0)), @"b.prisma:14:3 number");
    insta::assert_snapshot!(defined(&shop("gone:", 0)), @"b.prisma:15:3 gone");
}

#[test]
fn uses_of_a_field_asked_at_its_declaration_and_in_a_key_are_all() {
    insta::assert_snapshot!(referenced(&shop("number  Int", 0)), @r"
    b.prisma:3:3 number
    b.prisma:5:17 number
    b.prisma:16:85 number
    ");
    insta::assert_snapshot!(referenced(&shop("number]", 0)), @r"
    b.prisma:3:3 number
    b.prisma:5:17 number
    b.prisma:16:85 number
    ");
}

#[test]
fn asked_in_a_relation_they_are_what_the_relation_stands_on() {
    insta::assert_snapshot!(referenced(&shop("number]", 2)), @r"
    b.prisma:3:3 number
    b.prisma:5:17 number
    ");
    insta::assert_snapshot!(referenced(&shop("number]", 1)), @r"
    b.prisma:14:3 number
    b.prisma:18:42 number
    ");
}

#[test]
fn values_namespaces_relations_and_the_datasource_have_uses_too() {
    insta::assert_snapshot!(referenced(&shop("OPEN", 0)), @r"
    a.prisma:7:3 OPEN
    b.prisma:11:27 OPEN
    b.prisma:12:28 OPEN
    ");
    insta::assert_snapshot!(referenced(&shop("\"sales\"", 0)), @r#"
    a.prisma:3:23 "sales"
    a.prisma:10:12 "sales"
    b.prisma:19:12 "sales"
    "#);
    insta::assert_snapshot!(defined(&shop("\"placed\"", 0)), @r#"b.prisma:16:28 "placed""#);
    assert_eq!(referenced(&shop("VarChar", 0)), referenced(&shop("db.", 0)));
    insta::assert_snapshot!(referenced(&shop("db.", 0)), @r"
    a.prisma:1:12 db
    b.prisma:2:20 db
    b.prisma:13:19 db
    ");
}

#[test]
fn highlights_stay_in_the_file_and_mark_the_declaration() {
    insta::assert_snapshot!(highlighted(&shop("OPEN", 1)), @r"
    read  b.prisma:11:27 OPEN
    read  b.prisma:12:28 OPEN
    ");
    insta::assert_snapshot!(highlighted(&shop("region,", 1)), @r"
    write b.prisma:13:3 region
    read  b.prisma:16:47 region
    read  b.prisma:18:12 region
    ");
    insta::assert_snapshot!(highlighted(&shop("Order {", 0)), @r"
    read  b.prisma:4:11 Order
    write b.prisma:9:7 Order
    ");
}

#[test]
fn paths_lead_through_composite_types() {
    let text = "type Address {\n  city City\n}\ntype City {\n  code String\n}\nmodel User {\n  id String @id\n  \
                address Address\n  @@index([address.city.$0code])\n}\n";
    insta::assert_snapshot!(defined(text), @"schema.prisma:5:3 code");
    let text = text.replace("$0", "").replace("address.city", "address.$0city");
    insta::assert_snapshot!(referenced(&text), @r"
    schema.prisma:2:3 city
    schema.prisma:10:20 city
    ");
}

#[test]
fn nothing_stands_in_comments_gaps_and_names_of_nobody() {
    for text in [
        "// mo$0del",
        "model A {\n $0 \n id Int\n}",
        "model A {\n  b Nobo$0dy\n}",
        "$0",
        "model A {\n  id I$0nt\n}",
    ] {
        assert_eq!(defined(text) + &referenced(text), "", "{text}");
    }
}

const LIMITS: &str = r#"//- a.plx
constants limits {
  name = 120
  most = 9
}
//- b.plx
model User {
  id   Int    @id @default(limits.most)
  name String @db.VarChar(limits.name) @check(sql`length(name) < ${limits.name}`)
}

sequence counter {
  start = limits.most
}
"#;

/// [`LIMITS`] with the cursor in front of the `nth` (from 0) place where `word` stands.
fn limits(word: &str, nth: usize) -> String {
    let (at, _) = LIMITS.match_indices(word).nth(nth).expect("the word is there");
    format!("{}$0{}", &LIMITS[..at], &LIMITS[at..])
}

#[test]
fn constants_are_found_in_values_and_in_sql() {
    let at = |text: String| format!("{}--\n{}", defined(&text), referenced(&text));
    insta::assert_snapshot!(
        [
            at(limits("name", 0)),
            at(limits("name) @check", 0)),
            at(limits("name}", 0)),
            at(limits("most", 2)),
            at(limits("limits", 3)),
        ]
        .join("\n")
    );
}

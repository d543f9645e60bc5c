//! What is reported, where, and how it is mended.

mod common;
use common::problems;
use insta::assert_snapshot;

#[test]
fn outside_of_blocks() {
    assert_snapshot!(problems(
        r#"
stray
model User
enum Role {
  A
}
}
modle A {
  id Int
}
User {
  id Int
}
model {
  id Int
}
model My Name {
}
type Email = String @db.VarChar(320)
/* open
"#
    ));
}

#[test]
fn lines_of_models() {
    assert_snapshot!(problems(
        r#"
model A {
  id
  a @unique
  b: String
  c Int!
  d [Int]
  e Int[]?
  f Int?[]
  g Int @id;
  h String @default('x')
  i String @default("x)
  j Int @default(1
  k Int @id /* why */ @unique
  _l Int
  @unique
  m Int @@index([m])
  n Text("x")
  o Int @x(1a)
  p Int @x(a.b: 1)
  "q" Int
}
"#
    ));
}

#[test]
fn lines_of_other_blocks() {
    assert_snapshot!(problems(
        r#"
enum A {
  ONE TWO
  ONE, TWO
  THREE,
  FOUR @@map("x")
}
generator g {
  provider
  output =
  a = 1 2
  @@map("x")
}
"#
    ));
}

#[test]
fn arguments() {
    assert_snapshot!(problems(
        r#"
model A {
  id Int @id @default(dbgenerated("x",))
  @@index([id,], map: )
  @@unique(fields: [id(sort: )], where: { a: 1, })
  @@id([
    id,
  ],)
}
"#
    ));
}

#[test]
fn escapes() {
    assert_snapshot!(problems(
        r#"
datasource db {
  url = "file:c:\Windows32\data.db \uD802 \ut \u12 \n"
}
"#
    ));
}

#[test]
fn braces() {
    assert_snapshot!(problems(
        r#"
model A {
  id Int @id

model B { id Int @id
  name String
}
model C { /* fine */
}
enum D { X }
modelE {
}
enum F {}
"#
    ));
}

#[test]
fn brackets_that_nest_too_deeply() {
    let deep = format!("model A {{\n  a Int @x({}{})\n  b Int\n}}\n", "[".repeat(17), "]".repeat(17));
    assert_snapshot!(problems(&deep));
    let fine = format!("model A {{\n  a Int @x({}{})\n  b Int\n}}\n", "[".repeat(15), "]".repeat(15));
    assert_snapshot!(problems(&fine), @"");
}

#[test]
fn every_rule_is_listed_once() {
    let codes: Vec<_> = parallax_syntax::RULES.iter().map(|rule| rule.code).collect();
    let slugs: std::collections::BTreeSet<_> = parallax_syntax::RULES.iter().map(|rule| rule.slug).collect();
    assert!(codes.is_sorted() && codes.iter().all(|code| code.starts_with("PX1")));
    assert_eq!(slugs.len(), codes.len());
}

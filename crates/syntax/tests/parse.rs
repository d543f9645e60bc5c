//! What the tree holds.

mod common;
use common::tree;
use insta::assert_snapshot;
use parallax_syntax::Edition;

#[test]
fn blocks_of_every_kind() {
    assert_snapshot!(tree(
        r#"
datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}

generator client {
  provider        = "prisma-client"
  previewFeatures = ["views", "relationJoins"]
  limit           = -1.50
}

/// People who may log in.
model User {
  /// Given out by the database.
  id    Int      @id @default(autoincrement())
  email String   @unique @db.VarChar(320) /// never shown
  name  String?
  tags  String[]
  place Unsupported("point")?

  @@index([email(sort: Desc, ops: raw("text_ops")), address.city], map: "by_email")
  @@map("users")
}

view Active {
  id Int @unique
}

type Address {
  city String
}

enum Role {
  ADMIN  @map("admin")
  MEMBER
  @@map("roles")
}
"#
    ));
}

#[test]
fn values() {
    assert_snapshot!(tree(
        r#"
generator g {
  a = "quote \" slash \\ \/ tab \t line \n letter \u00e4 face \ud83d\ude00"
  b = -12
  c = 0.50
  d = true
  e = a.b.c
  f = [1, "x", [y]]
  g = f(1, name: "x", g())
  h = { a: 1, b: { not: null } }
  i = sql`
    SELECT "x"
      FROM t -- \`ticks\`
  `
}
"#
    ));
}

#[test]
fn documentation() {
    assert_snapshot!(tree(
        r#"
/// Floats, since an empty line follows.

/// First line.
// Not shown.
///   Second line.
model A {
  /// Of a field, even across an empty line.

  a Int /// and behind it
  /// Replaced by the next.

  /*
   * A block
   *
   *   comment.
   */
  b Int
  ////////////////////
  c Int // plain
  /// Lost: above an attribute.
  @@map("a")
  d Int
}

/* On the same line. */ enum E {
  /// Of a value.
  X
}
"#
    ));
}

#[test]
fn brackets_may_span_lines() {
    assert_snapshot!(tree(
        r#"
model A {
  id Int @id
  b  B   @relation(
    fields: [bId], // the key
    references: [id],
  )

  @@unique([
    id,
    bId,
  ], where: {
    a: {
      not: null
    }
  })
  @@check(sql`
    a > 0
  `)
}
"#
    ));
}

#[test]
fn keywords_name_anything() {
    assert_snapshot!(tree("model model {\n  enum type @view(model: enum)\n  datasource generator?\n}\n"));
}

#[test]
fn any_newline_and_any_space() {
    assert_snapshot!(tree("\u{FEFF}model\tA{\r  id\u{A0}Int\u{3000}@id\r\n  b\tString\n}"));
}

#[test]
fn a_broken_block_hides_nothing() {
    assert_snapshot!(tree(
        r#"
model A {
  id Int @id
  what is this?
  name String

model B {
  id Int @id
}

modle C {
  id Int @id
}

stray line
model D { id Int }
enum E {
  X
}
"#
    ));
}

#[test]
fn equal_blocks_are_shared() {
    let mut cache = parallax_syntax::Cache::new();
    let text = "model A {\n  id Int @id\n}\n";
    let first = parallax_syntax::parse_with(&mut cache, parallax_text::FileId(0), text, Edition::Prisma);
    let second = parallax_syntax::parse_with(
        &mut cache,
        parallax_text::FileId(1),
        &format!("// moved\n\n{text}"),
        Edition::Prisma,
    );
    assert!(std::sync::Arc::ptr_eq(&first.ast.blocks[0].block, &second.ast.blocks[0].block));
    assert_eq!(second.ast.blocks[0].offset, 10);
    assert_eq!(second, parallax_syntax::parse(parallax_text::FileId(1), &format!("// moved\n\n{text}")));
}

#[test]
fn a_block_is_found_by_offset() {
    let parsed = common::parse_text("// x\n\nmodel A {\n}\n\nenum B {\n}\n");
    let name =
        |offset| parsed.ast.block_at(offset).and_then(|placed| Some(placed.block.name()?.name.to_string()));
    assert_eq!(name(0), None);
    assert_eq!(name(8).as_deref(), Some("A"));
    assert_eq!(name(17).as_deref(), Some("A"));
    assert_eq!(name(20).as_deref(), Some("B"));
}

#[test]
fn many_blocks_come_in_order() {
    let text: String = (0..500).map(|number| format!("model M{number} {{\n  id Int @id\n}}\n")).collect();
    let parsed = common::parse_text(&text);
    let names = parsed.ast.models().map(|(_, model)| model.name.name.to_string());
    assert!(names.eq((0..500).map(|number| format!("M{number}"))));
    assert_eq!(parsed, parallax_syntax::parse_whole(parallax_text::FileId(0), &text));
}

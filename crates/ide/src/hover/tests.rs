//! What hovers say, over one schema that has everything.

use super::*;
use crate::testing::at_cursor;
use std::fmt::Write;

/// What is said at the `nth` (from 0) place of each word.
fn at(schema: &str, places: &[(&str, usize)]) -> String {
    let mut out = String::new();
    for (word, nth) in places {
        let (place, _) = schema.match_indices(word).nth(*nth).expect("the word is there");
        let (snapshot, position) = at_cursor(&format!("{}$0{}", &schema[..place], &schema[place..]));
        let text = hover(&snapshot, position).map_or("(nothing)".to_owned(), |hover| hover.markdown);
        writeln!(out, "=== {word} {nth}\n{text}\n").unwrap();
    }
    out
}

const BLOG: &str = r#"datasource db {
  provider = "postgresql"
}

generator client {
  provider        = "prisma-client"
  previewFeatures = ["views", "relationJoins"]
}

/// People who write.
model User {
  id      Int      @id @default(autoincrement())
  /// Where to reach them.
  email   String   @unique @db.VarChar(200)
  role    Role     @default(WRITER)
  posts   Post[]
  drafts  Post[]   @relation("drafts")
  profile Profile?

  @@map("users")
}

model Profile {
  id     Int  @id
  userId Int  @unique
  user   User @relation(fields: [userId], references: [id], onDelete: Cascade)
}

model Post {
  id       Int    @id
  authorId Int    @map("author_id")
  author   User   @relation(fields: [authorId], references: [id])
  drafters User[] @relation("drafts")
  replyTo  Post?  @relation("replies", fields: [replyId], references: [id])
  replyId  Int?
  replies  Post[] @relation("replies")

  @@index([authorId(sort: Desc)], type: BTree, map: "by_author")
}

/// What people may do.
enum Role {
  WRITER @map("writer")
  /// May do everything.
  ADMIN

  @@map("roles")
}
"#;

#[test]
fn blocks_and_types_with_their_tables() {
    insta::assert_snapshot!(at(
        BLOG,
        &[("User {", 0), ("Post {", 0), ("Role {", 0), ("Role ", 0), ("db {", 0)]
    ));
}

#[test]
fn relations_from_either_side() {
    let places = [
        ("Post[]", 0),
        ("User   @", 0),
        ("User @", 0),
        ("Profile?", 0),
        ("User[]", 0),
        ("Post?", 0),
        ("author ", 0),
        ("drafts ", 0),
        ("profile ", 0),
    ];
    insta::assert_snapshot!(at(BLOG, &places));
}

#[test]
fn a_model_that_holds_pairs_says_so() {
    let text = "model A {\n  id Int @id\n  bs AB[]\n}\nmodel B {\n  id Int @id\n  as AB[]\n}\nmodel AB {\n  a A @relation(fields: [aId], \
                references: [id])\n  aId Int\n  b B @relation(fields: [bId], references: [id])\n  bId Int\n  @@id([bId, aId])\n}\n";
    insta::assert_snapshot!(at(text, &[("AB {", 0), ("AB[]", 0), ("A {", 0)]));
}

#[test]
fn fields_with_their_columns() {
    insta::assert_snapshot!(at(
        BLOG,
        &[
            ("id ", 0),
            ("email", 0),
            ("role ", 0),
            ("authorId ", 0),
            ("authorId]", 0),
            ("userId]", 0),
            ("id]", 0)
        ]
    ));
}

#[test]
fn words_of_the_language() {
    let places = [
        ("model ", 0),
        ("String", 0),
        ("Int ", 0),
        ("id @default", 0),
        ("default(", 0),
        ("autoincrement", 0),
        ("unique @db", 0),
        ("VarChar", 0),
        ("db.", 0),
        ("WRITER)", 0),
        ("WRITER @map", 0),
        ("ADMIN", 0),
        ("relation(fields", 0),
        ("references:", 0),
        ("onDelete", 0),
        ("Cascade", 0),
        ("index(", 0),
        ("sort", 0),
        ("Desc", 0),
        ("type:", 0),
        ("BTree", 0),
        ("map:", 0),
        ("provider", 0),
        ("\"postgresql\"", 0),
        ("previewFeatures", 0),
        ("\"views\"", 0),
    ];
    insta::assert_snapshot!(at(BLOG, &places));
}

#[test]
fn broken_schemas_still_tell_what_the_text_tells() {
    let text = "/// People.\nmodel User {\n  id Int @id\n  pots Post[]\n  others Other[]\n}\nmodel Post {\n  id Int\n  user User @relation(fields: [x], references: [id])\n  user2 Strin\n}\n/// Of both.\nmodel Other {\n  id Int @id\n  gone Gone\n}\n";
    insta::assert_snapshot!(at(
        text,
        &[("Post[]", 0), ("User @", 0), ("Other[]", 0), ("Strin", 0), ("user2", 0), ("Gone", 0)]
    ));
}

#[test]
fn nothing_is_said_about_gaps_comments_and_brackets() {
    let text =
        "// model\nmodel A {\n\n  /// id\n  id    Int  @id\n  ref   Int?\n  b     Int @default(  1  )\n}\n";
    let places = [("model", 0), ("id\n", 0), ("   Int  @", 0), ("?\n", 0), (" 1 ", 0), ("}", 0), ("\n\n", 0)];
    let places: Vec<_> = places.iter().map(|(word, nth)| (*word, *nth)).collect();
    insta::assert_snapshot!(at(text, &places));
}

#[test]
fn constants_say_their_values() {
    let schema = "//- a.plx\n/// What fits.\nconstants limits {\n  name = 120\n}\nmodel User {\n  id   Int    @id\n  \
                  name String @db.VarChar(limits.name) @check(sql`length(name) < ${limits.name}`)\n}\n";
    insta::assert_snapshot!(at(schema, &[("name = ", 0), ("limits.", 0), ("name)", 0), ("name}", 0)]));
}

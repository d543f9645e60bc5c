//! What relations mean, and what formatting adds to them.

use crate::support::told;
use parallax_dialects::LANGUAGES;
use parallax_schema::model::{FieldId, FieldKind, RelationKind, Schema};
use parallax_text::{Edit, FileId, SourceMap, apply_edits};
use proptest::prelude::*;

fn schema(text: &str) -> Schema {
    let parsed = parallax_syntax::parse(FileId(0), text);
    parallax_schema::analyze(&[&parsed.ast], LANGUAGES).schema
}

/// One line for each relation: its name, its sides, the actions in force.
fn relations(text: &str) -> String {
    let schema = schema(text);
    let name = |id: FieldId| format!("{}.{}", schema.model(id.model).name, schema.field(id).name);
    let lines = schema.relations.iter().map(|relation| match &relation.kind {
        RelationKind::Columns(key) => {
            let kind = if key.one_to_one { "1-1" } else { "1-n" };
            let columns: Vec<String> = key
                .fields
                .iter()
                .zip(&key.references)
                .map(|(at, to)| {
                    let target = match schema.field(key.forward).kind {
                        FieldKind::Relation { target, .. } => target,
                        _ => key.forward.model,
                    };
                    let at = FieldId { model: key.forward.model, index: *at };
                    format!("{} → {}", name(at), name(FieldId { model: target, index: *to }))
                })
                .collect();
            format!(
                "{kind} {}: {} ↔ {}, {}, delete {}, update {}\n",
                relation.name,
                name(key.forward),
                key.back.map_or("nothing".into(), name),
                columns.join(", "),
                key.effective_on_delete.as_str(),
                key.effective_on_update.as_str()
            )
        }
        RelationKind::ManyToMany { a, b, embedded } => {
            let kind = if embedded.is_some() { "n-m embedded" } else { "n-m" };
            format!("{kind} {}: A {}, B {}\n", relation.name, name(*a), name(*b))
        }
    });
    lines.collect()
}

/// The text with what its relations lack, formatted.
fn completed(text: &str) -> String {
    let mut sources = SourceMap::new();
    let parsed = parallax_syntax::parse(sources.add("schema.prisma", text), text);
    let missing = parallax_schema::missing_parts(&[&parsed.ast], LANGUAGES, &sources);
    let edits: Vec<Edit> = missing.into_iter().map(|(_, edit)| edit).collect();
    parallax_syntax::format(&apply_edits(text, &edits))
}

#[test]
fn kinds_sides_and_default_actions() {
    insta::assert_snapshot!(relations(r#"
datasource db {
  provider = "postgresql"
}
model User {
  id       Int      @id
  posts    Post[]
  reviewed Post[]   @relation("Reviewer")
  profile  Profile?
  friends  User[]   @relation("Friends")
  friendOf User[]   @relation("Friends")
}
model Post {
  id         Int   @id
  authorId   Int
  author     User  @relation(fields: [authorId], references: [id])
  reviewerId Int?
  reviewer   User? @relation("Reviewer", fields: [reviewerId], references: [id], onUpdate: NoAction)
  tags       Tag[]
}
model Profile {
  id     Int  @id
  userId Int  @unique
  user   User @relation(fields: [userId], references: [id], onDelete: Cascade)
}
model Tag {
  id    Int    @id
  posts Post[]
}
"#), @"
    1-n PostToUser: Post.author ↔ User.posts, Post.authorId → User.id, delete Restrict, update Cascade
    1-n Reviewer: Post.reviewer ↔ User.reviewed, Post.reviewerId → User.id, delete SetNull, update NoAction
    1-1 ProfileToUser: Profile.user ↔ User.profile, Profile.userId → User.id, delete Cascade, update Cascade
    n-m Friends: A User.friendOf, B User.friends
    n-m PostToTag: A Post.tags, B Tag.posts
    ");
}

#[test]
fn a_relation_counts_as_required_when_one_of_its_columns_is() {
    let text = |provider: &str| {
        format!(
            r#"
datasource db {{
  provider = "{provider}"
}}
model Place {{
  country String
  city    String
  people  Person[]
  @@id([country, city])
}}
model Person {{
  id      Int     @id
  country String
  city    String?
  place   Place?  @relation(fields: [country, city], references: [country, city])
}}
"#
        )
    };
    let shown =
        format!("postgresql {}sqlserver {}", relations(&text("postgresql")), relations(&text("sqlserver")));
    insta::assert_snapshot!(shown, @"
    postgresql 1-n PersonToPlace: Person.place ↔ Place.people, Person.country → Place.country, Person.city → Place.city, delete Restrict, update Cascade
    sqlserver 1-n PersonToPlace: Person.place ↔ Place.people, Person.country → Place.country, Person.city → Place.city, delete NoAction, update Cascade
    ");
}

#[test]
fn what_only_follows_from_another_mistake_is_not_reported() {
    // `Psot` is no model, so nobody knows whether `User` leads back.
    let typo = "model User {\n  id Int @id\n  posts Psot[]\n}\nmodel Post {\n  id Int @id\n  userId Int\n  user User @relation(fields: [userId], references: [id])\n}\n";
    assert_eq!(told(typo).rules, ["unknown-type"]);
    // Without the unknown column there is no telling whether the types match.
    let column = "model User {\n  id Int @id\n  posts Post[]\n}\nmodel Post {\n  id Int @id\n  userId String\n  user User @relation(fields: [useId], references: [id])\n}\n";
    assert_eq!(told(column).rules, ["unknown-relation-column"]);
}

#[test]
fn formatting_adds_the_other_side() {
    insta::assert_snapshot!(completed(r#"
model Author {
  id Int @id
}
model Book {
  id Int @id
  authorId Int
  author Author @relation("Wrote", fields: [authorId], references: [id])
}
"#), @r#"
    model Author {
      id    Int    @id
      books Book[] @relation("Wrote")
    }

    model Book {
      id       Int    @id
      authorId Int
      author   Author @relation("Wrote", fields: [authorId], references: [id])
    }
    "#);
}

#[test]
fn formatting_adds_columns_of_the_type_of_the_key() {
    insta::assert_snapshot!(completed(r#"
datasource db {
  provider = "postgresql"
}
model Author {
  id    String @id @db.VarChar(30)
  books Book[]
}
model Book {
  id     Int @id
  author Author
  editor Editor?
}
model Editor {
  first String
  last  String
  books Book[]
  @@id([first, last])
}
"#), @r#"
    datasource db {
      provider = "postgresql"
    }

    model Author {
      id    String @id @db.VarChar(30)
      books Book[]
    }

    model Book {
      id          Int     @id
      author      Author  @relation(fields: [authorId], references: [id])
      editor      Editor? @relation(fields: [editorFirst, editorLast], references: [first, last])
      authorId    String  @db.VarChar(30)
      editorFirst String?
      editorLast  String?
    }

    model Editor {
      first String
      last  String
      books Book[]

      @@id([first, last])
    }
    "#);
}

#[test]
fn formatting_takes_names_that_are_free_and_columns_that_are_there() {
    insta::assert_snapshot!(completed(r#"
model Author {
  id    Int    @id
  books Int
}
model Book {
  id       Int    @id
  authorId Int
  author   Author @relation(references: [id])
}
"#), @r"
    model Author {
      id     Int    @id
      books  Int
      books2 Book[]
    }

    model Book {
      id       Int    @id
      authorId Int
      author   Author @relation(references: [id], fields: [authorId])
    }
    ");
}

#[test]
fn formatting_adds_nothing_where_names_are_in_doubt() {
    let text = "model Author {\n  id Int @id\n}\n\nmodel Book {\n  id       Int @id\n  author   Author\n  coauthor Author\n}\n";
    assert_eq!(completed(text), parallax_syntax::format(text));
}

/// A relation field of `M0`, `M1` or `M2`, with some of its arguments.
fn field() -> impl Strategy<Value = (usize, String)> {
    let name = prop_oneof![Just(""), Just("\"r\", "), Just("\"s\", ")];
    let arguments = prop_oneof![
        Just(""),
        Just("fields: [a], references: [id]"),
        Just("fields: [b], references: [id]"),
        Just("fields: [a]"),
        Just("references: [id]"),
        Just("fields: [a, b], references: [b, a]"),
        Just("onDelete: NoAction, onUpdate: NoAction"),
    ];
    let arity = prop_oneof![Just(""), Just("?"), Just("[]")];
    (0..3usize, 0..3usize, arity, name, arguments).prop_map(|(from, to, arity, name, arguments)| {
        let written = format!("{name}{arguments}");
        let written = written.trim_end_matches(", ");
        let attribute = if written.is_empty() { String::new() } else { format!("@relation({written})") };
        (from, format!("M{to}{arity} {attribute}"))
    })
}

fn text() -> impl Strategy<Value = String> {
    let provider = prop_oneof![Just("postgresql"), Just("sqlserver"), Just("mysql"), Just("mongodb")];
    (provider, prop::collection::vec(field(), 0..7)).prop_map(|(provider, fields)| {
        let mut text = format!("datasource db {{\n  provider = \"{provider}\"\n}}\n");
        for model in 0..3 {
            text.push_str(&format!(
                "model M{model} {{\n  id Int @id @map(\"_id\")\n  a Int\n  b Int @unique\n"
            ));
            for (at, (_, field)) in fields.iter().enumerate().filter(|(_, (from, _))| *from == model) {
                text.push_str(&format!("  f{at} {field}\n"));
            }
            text.push_str("  @@unique([a, b])\n}\n");
        }
        text
    })
}

proptest! {
    #[test]
    fn every_relation_field_of_a_valid_schema_is_in_one_relation(text in text()) {
        let text = completed(&text);
        if told(&text).has_errors {
            return Ok(());
        }
        let schema = schema(&text);
        let mut sides: Vec<FieldId> = schema
            .relations
            .iter()
            .flat_map(|relation| match &relation.kind {
                RelationKind::Columns(key) => [Some(key.forward), key.back],
                RelationKind::ManyToMany { a, b, .. } => [Some(*a), Some(*b)],
            })
            .flatten()
            .collect();
        sides.sort_unstable();
        let fields: Vec<FieldId> = schema
            .models()
            .flat_map(|(model, of)| {
                of.fields.iter().enumerate().filter_map(move |(at, field)| {
                    let id = FieldId { model, index: at as u32 };
                    matches!(field.kind, FieldKind::Relation { relation: Some(_), .. }).then_some(id)
                })
            })
            .collect();
        prop_assert_eq!(sides, fields);
    }

    #[test]
    fn what_formatting_adds_it_adds_once(text in text()) {
        let once = completed(&text);
        prop_assert_eq!(completed(&once), once);
    }
}

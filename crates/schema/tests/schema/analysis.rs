//! What is understood of a schema with errors in it, and what is not said because it would only follow from them.

use crate::support::told;
use parallax_dialects::LANGUAGES;
use parallax_schema::Analysis;
use parallax_text::FileId;

fn analyze(files: &[&str]) -> Analysis {
    let parsed: Vec<_> =
        files.iter().zip(0..).map(|(text, at)| parallax_syntax::parse(FileId(at), text)).collect();
    let asts: Vec<_> = parsed.iter().map(|parsed| &parsed.ast).collect();
    parallax_schema::analyze(&asts, LANGUAGES)
}

/// Slug and line of everything that is reported.
fn reported(text: &str) -> String {
    let analysis = analyze(&[text]);
    let line = |offset: u32| text[..offset as usize].matches('\n').count();
    let lines = analysis.diagnostics.iter().map(|diagnostic| match diagnostic.span() {
        Some(span) => format!("{}: {}\n", line(span.range.start), diagnostic.rule.slug),
        None => format!("{}\n", diagnostic.rule.slug),
    });
    lines.collect()
}

#[test]
fn a_field_of_an_unknown_type_is_reported_once_and_not_where_it_is_used() {
    insta::assert_snapshot!(reported(r#"
model User {
  id   Int  @id
  name Strng @unique @default("x") @db.VarChar(200)
  mail String

  @@index([name])
  @@unique([name, mail])
}
"#), @"3: unknown-type");
}

#[test]
fn every_block_reports_whatever_is_wrong_in_others() {
    insta::assert_snapshot!(reported(r#"
datasource db {
  provider = "postgresql"
  foo      = "bar"
}
model User {
  id    Int    @id @db.Text
  email String @uniqe
}
model Post {
  id   Int      @id
  tags String[] @default("new")

  @@index([tag])
}
enum Role {
  USER
  USER
}
"#), @r"
    3: unknown-datasource-key
    6: native-type-mismatch
    7: unknown-attribute
    11: default-list
    13: index-unknown-field
    17: duplicate-enum-value
    ");
}

#[test]
fn a_missing_key_is_not_asked_for_while_something_else_is_in_disorder() {
    let lacks_a_key = "model User {\n  name String\n}\n";
    let in_disorder = "model Post {\n  id   Int    @id\n  text String @foo\n}\n";
    insta::assert_snapshot!(reported(lacks_a_key), @"0: no-unique-criterion");
    insta::assert_snapshot!(reported(&format!("{lacks_a_key}{in_disorder}")), @"5: unknown-attribute");
}

#[test]
fn a_line_that_cannot_be_read_is_not_missed_elsewhere() {
    let told = told("model User {\n  id Int @id\n  mail: String\n  = = =\n\n  @@index([phone])\n}\n");
    assert!(told.has_errors);
    assert!(!told.rules.contains(&"index-unknown-field"), "{}", told.rendered);
}

#[test]
fn files_share_their_names_and_their_datasource() {
    let files = [
        "datasource db {\n  provider = \"postgresql\"\n}\n",
        "model Post {\n  id   Int  @id\n  role Role @default(USER)\n  slug String @db.VarChar(80)\n}\n",
        "enum Role {\n  USER\n}\n",
    ];
    assert!(analyze(&files).diagnostics.is_empty());
    let twice = analyze(&[files[2], files[2]]);
    let slugs: Vec<&str> = twice.diagnostics.iter().map(|diagnostic| diagnostic.rule.slug).collect();
    assert_eq!(slugs, ["duplicate-name"]);
    let duplicate = twice.diagnostics.iter().next();
    assert_eq!(duplicate.and_then(|duplicate| duplicate.span()).map(|span| span.file), Some(FileId(1)));
}

#[test]
fn without_a_known_provider_nothing_is_said_of_databases() {
    insta::assert_snapshot!(reported(r#"
datasource db {
  provider = "oracle"
}
model User {
  id   Int      @id(clustered: false)
  tags String[] @default([])
  data Json     @db.Jsonb

  @@fulltext([tags])
}
"#), @"2: provider-unknown");
}

#[test]
fn codes_and_slugs_are_unique() {
    let mut codes: Vec<_> = parallax_schema::rules().map(|rule| rule.code).collect();
    let mut slugs: Vec<_> = parallax_schema::rules().map(|rule| rule.slug).collect();
    let count = codes.len();
    codes.sort_unstable();
    codes.dedup();
    slugs.sort_unstable();
    slugs.dedup();
    assert_eq!((codes.len(), slugs.len()), (count, count));
    assert!(codes.iter().all(|code| code.starts_with("PX2")));
}

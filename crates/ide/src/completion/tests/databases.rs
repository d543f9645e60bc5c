//! What is offered on each database: told from its rows, and written down.

use super::labels;
use parallax_dialect::Scalar;
use parallax_dialects::LANGUAGES;
use std::fmt::Write;

const MODES: [&str; 3] = ["", "relationMode = \"prisma\"", "relationMode = \"foreignKeys\""];

fn schema(provider: &str, settings: &str, members: &str) -> String {
    format!(
        "datasource db {{\n  provider = \"{provider}\"\n  {settings}\n}}\ngenerator js {{\n  previewFeatures = [\"views\", \"partialIndexes\", \"shardKeys\", \"postgresqlExtensions\"]\n}}\nmodel A {{\n  id Int @id\n  text String\n  list Int[]\n  {members}\n}}\nmodel B {{\n  id Int @id\n  as A[]\n}}\n"
    )
}

fn providers() -> impl Iterator<Item = &'static str> {
    LANGUAGES.iter().filter_map(|language| language.providers.first().copied())
}

/// The labels at each line on each database; the same line once where several offer the same.
fn by_database(lines: &[&str]) -> String {
    let mut out = String::new();
    for line in lines {
        let _ = writeln!(out, "{line}");
        let mut rows: Vec<(String, Vec<&str>)> = Vec::new();
        for provider in providers() {
            let found = labels(&schema(provider, "", line));
            match rows.iter_mut().find(|(known, _)| *known == found) {
                Some((_, providers)) => providers.push(provider),
                None => rows.push((found, vec![provider])),
            }
        }
        for (found, providers) in rows {
            let _ = writeln!(out, "    {}: {found}", providers.join(", "));
        }
    }
    out
}

/// Whatever stands before and behind, the actions are those of the database in its relation mode.
#[test]
fn referential_actions_are_those_of_the_database_everywhere_in_the_list() {
    let places = [
        "b B @relation(onDelete: $0)",
        "b B @relation(onUpdate: $0)",
        "b B @relation(fields: [id], references: [id], onDelete: $0)",
        "b B @relation(fields: [id], references: [id], onDelete: $0, )",
        "b B @relation(fields: [id], references: [id], onDelete: $0,)",
        "b B @relation(fields: [id], onUpdate: $0, references: [id])",
        "b B @relation(onDelete: Cascade, onUpdate: $0, fields: [id], references: [id])",
        "b B @relation(\"name\", onDelete:$0)",
        "b B? @relation(onDelete: $0",
        "b B? @relation(onDelete: $0, fields: [id]",
        "b B @relation(\n    onDelete: $0\n  )",
    ];
    let mut out = String::new();
    for language in LANGUAGES {
        let provider = language.providers[0];
        for mode in MODES {
            // The other mode is a mistake on a database without foreign keys.
            let emulated = mode.contains("prisma") || language.capabilities.relations_emulated_only;
            let expected = if emulated { language.emulated_actions } else { language.actions };
            let words: Vec<&str> = expected.iter().map(|action| action.as_str()).collect();
            let words = words.join("  ");
            for place in places {
                assert_eq!(labels(&schema(provider, mode, place)), words, "{provider} {mode} {place}");
                let started = place.replace("$0", "Ca$0");
                let found = labels(&schema(provider, mode, &started));
                assert_eq!(found, "Cascade", "{provider} {started}");
            }
            let _ = writeln!(out, "{provider} {mode}\n    {words}");
        }
    }
    insta::assert_snapshot!(out);
}

#[test]
fn column_types_are_those_of_the_scalar_on_the_database() {
    let mut out = String::new();
    for provider in providers() {
        for scalar in Scalar::ALL {
            let found = labels(&schema(provider, "", &format!("a {} @db.$0", scalar.as_str())));
            let _ = writeln!(out, "{provider} {}\n    {found}", scalar.as_str());
        }
    }
    insta::assert_snapshot!(out);
}

#[test]
fn operator_classes_are_those_of_the_method_and_the_column() {
    let mut out = String::new();
    for language in LANGUAGES {
        let columns =
            language.native_types.iter().filter(|native| native.declarable).filter_map(|native| {
                Some(format!("{} @db.{}", native.scalars.first()?.as_str(), native.name))
            });
        let columns: Vec<String> = columns.chain(["Int[]".to_owned()]).collect();
        for method in language.index_methods.iter().filter(|_| !language.operator_classes.is_empty()) {
            for column in &columns {
                let members = format!("a {column}\n  @@index([a(ops: $0)], type: {})", method.name);
                let found = labels(&schema(language.providers[0], "", &members));
                if found != "raw" {
                    let _ = writeln!(out, "{} {column}\n    {found}", method.name);
                }
            }
        }
        if language.operator_classes.is_empty() {
            let found = labels(&schema(language.providers[0], "", "@@index([text(ops: $0)])"));
            assert_eq!(found, "-", "{}", language.providers[0]);
        }
    }
    insta::assert_snapshot!(out);
}

/// A column that an index can hold with a length only gets one; one that it cannot hold is not offered.
#[test]
fn columns_of_indexes_are_those_that_can_be_looked_up() {
    let mut out = String::new();
    for language in LANGUAGES {
        for native in language.native_types.iter().filter(|native| native.declarable) {
            let column = format!("{} @db.{}", native.scalars[0].as_str(), native.name);
            let place = schema(language.providers[0], "", &format!("col {column}\n  @@index([col$0])"));
            let line = super::accepted(&place, "col");
            let line = line.lines().find(|line| line.contains("@@index")).unwrap_or("-").trim().to_owned();
            if line != "@@index([col])" {
                let _ = writeln!(out, "{} {column}\n    {line}", language.providers[0]);
            }
        }
    }
    insta::assert_snapshot!(out);
}

#[test]
fn arguments_are_those_that_the_database_knows() {
    insta::assert_snapshot!(by_database(&[
        "@@id($0)",
        "@@id([id], $0)",
        "@@id([id, text($0)])",
        "@@unique([text], $0)",
        "@@unique([text($0)])",
        "@@unique([id($0)])",
        "@@index([text], $0)",
        "@@index([text($0)])",
        "@@index([text], type: $0)",
        "@@index([text], clustered: $0)",
        "@@fulltext([text], $0)",
        "@@fulltext([text($0)])",
        "a Int @id($0)",
        "a String @id($0)",
        "a Int @unique($0)",
        "a String @unique($0)",
        "a String @unique(sort: $0)",
        "a String @default($0)",
        "a String @default(\"x\", $0)",
        "a String @default(\"x\", map: $0)",
        "a Int @default($0)",
        "a Int @default(sequence($0))",
        "b B @relation($0)",
        "b B @relation(fields: [id], references: [id], $0)",
    ]));
}

#[test]
fn words_are_those_that_the_database_knows() {
    insta::assert_snapshot!(by_database(&["a $0", "a Int @$0", "a B @$0", "a DateTime[] $0", "@@$0"]));
    let mut out = String::new();
    for provider in providers() {
        let text = format!("datasource db {{\n  provider = \"{provider}\"\n  $0\n}}\n");
        let _ = writeln!(out, "{provider}\n    {}", labels(&text));
        let text = format!("datasource db {{\n  provider = \"{provider}\"\n  relationMode = $0\n}}\n");
        let _ = writeln!(out, "    {}", labels(&text));
    }
    insta::assert_snapshot!("properties", out);
}

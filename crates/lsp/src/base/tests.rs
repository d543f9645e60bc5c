//! What is found as a base, from files and a repository made for it.

use super::*;
use std::fs;
use std::process::Command;

const SCHEMA: &str = "datasource db {\n  provider = \"sqlite\"\n}\n\nmodel User {\n  id Int @id\n}\n";

/// A repository with the files, of which all are committed.
fn repository(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    for args in [&["init", "-q"][..], &["add", "-A"], &["commit", "-q", "-m", "first"]] {
        let run = Command::new("git")
            .args(["-c", "user.name=A", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"])
            .args(args)
            .current_dir(&folder)
            .status();
        assert!(run.is_ok_and(|status| status.success()), "git {args:?}");
    }
    folder
}

fn told(schema: &Path, choice: &BaseChoice) -> String {
    match load(schema, choice) {
        Ok(None) => "nothing".to_owned(),
        Ok(Some(base)) => {
            let what = match &base.content {
                BaseContent::Empty => "empty".to_owned(),
                BaseContent::Schema(files) => {
                    let names = files.iter().map(|(name, _)| name.as_str());
                    names.collect::<Vec<_>>().join(", ")
                }
                BaseContent::Database(database, target) => {
                    format!("{} tables on {target}", database.tables.len())
                }
            };
            let note = base.note.map(|note| format!(" ({note})")).unwrap_or_default();
            format!("{}: {what}{note}", base.label)
        }
        Err(why) => why,
    }
}

#[test]
fn the_schema_at_head_is_that_of_the_same_path() {
    let folder = repository(&[("schema.prisma", SCHEMA), ("a/prisma/schema.prisma", SCHEMA)]);
    let at = |path: &str| folder.path().join(path);
    assert_eq!(told(&at("schema.prisma"), &BaseChoice::Auto), "git HEAD: schema.prisma");
    assert_eq!(told(&at("a/prisma/schema.prisma"), &BaseChoice::Auto), "git HEAD: a/prisma/schema.prisma");
    assert_eq!(told(&at("a/prisma"), &BaseChoice::Auto), "git HEAD: a/prisma/schema.prisma");
    fs::create_dir_all(at("b/prisma")).unwrap();
    fs::write(at("b/prisma/schema.prisma"), SCHEMA).unwrap();
    let new = "git HEAD, which has no such schema: empty";
    assert_eq!(told(&at("b/prisma/schema.prisma"), &BaseChoice::Auto), new);
    assert_eq!(told(&at("schema.prisma"), &BaseChoice::None), "nothing");
    let unknown = told(&at("schema.prisma"), &BaseChoice::Git("nowhere".into()));
    assert!(unknown.starts_with("there is no revision nowhere"), "{unknown}");
}

#[test]
fn without_a_repository_there_is_nothing_to_compare_with() {
    let folder = tempfile::tempdir().unwrap();
    let schema = folder.path().join("schema.prisma");
    fs::write(&schema, SCHEMA).unwrap();
    assert_eq!(told(&schema, &BaseChoice::Auto), "nothing");
    assert!(told(&schema, &BaseChoice::Migrations).ends_with("migrations holds no migrations"));
}

#[test]
fn migrations_that_say_nothing_of_their_end_are_passed_over_with_the_reason() {
    let folder = repository(&[
        ("prisma/schema.prisma", SCHEMA),
        ("prisma/migrations/migration_lock.toml", "provider = \"sqlite\"\n"),
        ("prisma/migrations/1_init/migration.sql", "CREATE TABLE \"User\" (\"id\" INTEGER);\n"),
    ]);
    let schema = folder.path().join("prisma/schema.prisma");
    let found = told(&schema, &BaseChoice::Auto);
    assert!(
        found.starts_with("git HEAD: prisma/schema.prisma (The end of the migrations is not known"),
        "{found}"
    );
    assert!(found.contains("1_init has no parallax.json"), "{found}");
    assert!(told(&schema, &BaseChoice::Migrations).contains("1_init has no parallax.json"));
}

#[test]
fn another_schema_is_found_from_the_folders_above() {
    let folder = repository(&[("prisma/schema.prisma", SCHEMA), ("old.prisma", SCHEMA)]);
    let schema = folder.path().join("prisma/schema.prisma");
    let found = told(&schema, &BaseChoice::File("old.prisma".into()));
    assert!(found.starts_with("old.prisma: ") && found.ends_with("old.prisma"), "{found}");
    assert_eq!(told(&schema, &BaseChoice::File("none.json".into())), "none.json does not exist");
}

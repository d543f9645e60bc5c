//! `parallax db pull`

use crate::project::{Project, all};
use insta::assert_snapshot;
use parallax_connect::{Options, open};

const SCHEMA: &str = "\
datasource db {
  provider = \"sqlite\"
  url      = \"file:dev.db\"
}

/// Who can log in.
model User {
  id   Int    @id @default(autoincrement())
  mail String @map(\"email\") // checked
}
";

/// A project with a database beside its schema.
fn project(files: &[(&str, &str)], database: &str, sql: &str) -> Project {
    let project = Project::new(files);
    let url = format!("file:{}", project.path(database).display());
    let mut session = open(&url, &Options { create_missing: true, ..Options::default() }).unwrap();
    session.run(sql).unwrap();
    project
}

const TABLES: &str = "
    CREATE TABLE \"User\" (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER);
    CREATE TABLE \"Post\" (id INTEGER PRIMARY KEY, author INTEGER NOT NULL REFERENCES \"User\" (id), CHECK (id > 0));
";

#[test]
fn a_schema_follows_its_database() {
    let project = project(&[("schema.prisma", SCHEMA)], "dev.db", TABLES);
    assert_snapshot!(all([
        project.run(&["db", "pull", "--dry-run"]),
        project.run(&["db", "pull", "--print"]),
        project.run(&["db", "pull", "--quiet"]),
        project.run(&["db", "pull"]),
    ]));
    assert_snapshot!(project.read("schema.prisma"));
    let before = project.read("schema.prisma");
    assert!(project.run(&["format", "--check"]).contains("status 0"));
    assert!(project.run(&["db", "pull", "--force"]).contains("status 0"));
    assert_ne!(project.read("schema.prisma"), before);
}

#[test]
fn new_models_of_a_folder_get_a_file() {
    let project = project(&[("prisma/schema/a.prisma", SCHEMA)], "prisma/schema/dev.db", TABLES);
    assert_snapshot!(all([
        project.run(&["db", "pull", "--quiet", "--schema", "prisma/schema"]),
        project.run(&["db", "pull", "--quiet", "--schema", "prisma/schema", "--print"]),
    ]));
}

#[test]
fn an_empty_database_and_a_broken_schema_change_nothing() {
    let project = project(&[("schema.prisma", SCHEMA)], "dev.db", "");
    assert_snapshot!(all([
        project.run(&["db", "pull"]),
        project.run(&["db", "pull", "--print"]),
        project.run(&["db", "pull", "--url", "file:none.db"]),
        project.run(&["db", "pull", "--url", "postgresql://user:secret@127.0.0.1:1/x"]),
    ]));
    assert_eq!(project.read("schema.prisma"), SCHEMA);
    project.write("schema.prisma", SCHEMA.replace("String", "Strin"));
    assert!(project.run(&["db", "pull", "--print"]).contains("status 1"));
}

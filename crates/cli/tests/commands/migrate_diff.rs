//! `parallax migrate diff`, in the spellings of Prisma 5, 6 and 7.

use crate::project::{NEW, OLD, Project, all};
use insta::assert_snapshot;

#[test]
fn every_spelling_gives_the_same_plan() {
    let project = Project::new(&[("old.prisma", OLD), ("new.prisma", NEW)]);
    let expected = project.stdout(&["diff", "old.prisma", "new.prisma", "--format", "sql"]);
    let five = ["--from-schema-datamodel", "old.prisma", "--to-schema-datamodel", "new.prisma"];
    let seven = ["--from-schema", "old.prisma", "--to-schema", "new.prisma"];
    for spelling in [five, seven] {
        let args = [&["migrate", "diff", "--script"][..], &spelling].concat();
        assert_eq!(project.stdout(&args), expected);
    }
    let status = |args: &[&str]| project.output(&[&["migrate", "diff"], args].concat()).status.code();
    assert_eq!(status(&[&seven[..], &["--exit-code"]].concat()), Some(2));
    assert_eq!(status(&["--from-empty", "--to-schema", "old.prisma", "--exit-code"]), Some(2));
    assert_eq!(status(&["--from-schema", "old.prisma", "--to-schema", "old.prisma", "--exit-code"]), Some(0));
}

#[test]
fn a_summary_unless_a_script_is_asked_for() {
    let project = Project::new(&[("new.prisma", NEW)]);
    assert_snapshot!(all([
        project.run(&["migrate", "diff", "--from-empty", "--to-schema", "new.prisma"]),
        project.run(&[
            "migrate",
            "diff",
            "--from-schema",
            "new.prisma",
            "--to-empty",
            "--script",
            "-o",
            "down.sql"
        ]),
    ]));
    assert_snapshot!(project.read("down.sql"));
}

#[test]
fn what_needs_a_database() {
    let project =
        Project::new(&[("new.prisma", NEW), ("migrations/migration_lock.toml", "provider = \"sqlite\"\n")]);
    let diff =
        |from: &[&str]| project.run(&[&["migrate", "diff", "--to-schema", "new.prisma"], from].concat());
    assert_snapshot!(all([
        diff(&["--from-migrations", "migrations", "--shadow-database-url", "file:shadow.db"]),
        diff(&["--from-url", "postgresql://user:hidden@host/db"]).replace(
            "$ parallax migrate diff --to-schema new.prisma --from-url postgresql://user:hidden@host/db",
            "$ …"
        ),
        diff(&["--from-schema-datasource", "new.prisma"]),
        diff(&["--from-config-datasource"]),
        diff(&["--from-local-d1"]),
        project.run(&["diff", "migrations", "new.prisma"]),
        project.run(&["diff", "file:dev.db", "new.prisma"]),
    ]));
}

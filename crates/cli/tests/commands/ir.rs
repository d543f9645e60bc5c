//! `parallax ir`, and snapshots as sources.

use crate::project::{NEW, OLD, Project, all};
use insta::assert_snapshot;

#[test]
fn a_snapshot_stands_for_its_schema() {
    let project = Project::new(&[("old.prisma", OLD), ("new.prisma", NEW)]);
    assert_snapshot!(project.run(&["ir", "old.prisma"]));
    assert!(project.run(&["ir", "old.prisma", "-o", "old.json"]).contains("status 0"));
    let from_snapshot = project.stdout(&["diff", "old.json", "new.prisma", "--target", "sqlite"]);
    assert_eq!(from_snapshot, project.stdout(&["diff", "old.prisma", "new.prisma", "--target", "sqlite"]));
    assert!(project.stdout(&["diff", "old.prisma", "old.json"]).contains("empty migration"));
}

#[test]
fn what_is_no_snapshot_is_refused() {
    let project = Project::new(&[
        ("new.prisma", NEW),
        ("broken.json", "{"),
        ("other.json", "{\"a\": 1}"),
        ("later.json", "{\"version\": 9, \"kind\": \"snapshot\"}"),
        ("deep.json", &"[".repeat(100_000)),
    ]);
    assert_snapshot!(all([
        project.run(&["diff", "broken.json", "new.prisma"]),
        project.run(&["diff", "other.json", "new.prisma"]),
        project.run(&["diff", "later.json", "new.prisma"]),
        project.run(&["diff", "deep.json", "new.prisma"]),
        project.run(&["validate", "other.json"]),
    ]));
}

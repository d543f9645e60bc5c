//! `parallax migrate down`: the way back.

use crate::project::all;
use crate::sandbox::{Sandbox, USER};
use insta::assert_snapshot;

fn three() -> Sandbox {
    let box_ = Sandbox::sqlite();
    box_.migrate("init", &USER.replace("@unique\n", "@unique\n  name  String?\n"));
    box_.migrate("drop", USER);
    box_.migrate("post", &format!("{USER}\nmodel Post {{\n  id Int @id\n}}\n"));
    box_
}

#[test]
fn the_last_one_is_taken_back_and_applied_again() {
    let box_ = three();
    let alone = box_.run(&["migrate", "down"]);
    assert_eq!(box_.number("SELECT count(*) FROM _prisma_migrations WHERE rolled_back_at IS NULL"), 3);
    let dry = box_.run(&["migrate", "down", "--dry-run"]);
    let done = box_.run(&["migrate", "down", "--yes", "--events", "events.jsonl"]);
    assert_snapshot!(all([alone, dry, done]));
    assert!(box_.project.read("events.jsonl").contains("\"event\":\"migration.rolled_back\""));
    assert_eq!(box_.number("SELECT count(*) FROM _prisma_migrations WHERE rolled_back_at IS NULL"), 2);
    assert_eq!(box_.number("SELECT count(*) FROM sqlite_master WHERE name = 'Post'"), 0);
    assert_eq!(box_.json(&["migrate", "dev", "--json"])["applied"].as_array().unwrap().len(), 1);
    assert_eq!(box_.number("SELECT count(*) FROM sqlite_master WHERE name = 'Post'"), 1);
}

#[test]
fn all_behind_one_are_taken_back_newest_first() {
    let box_ = three();
    let answer = box_.json(&["migrate", "down", "--to", &box_.folder("init"), "--yes", "--json"]);
    let names: Vec<&str> = answer["rolled_back"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap().get(15..).unwrap())
        .collect();
    assert_eq!(names, ["post", "drop"]);
    assert_eq!(answer["rolled_back"][1]["lost"][0], "the values of User.name");
    assert_eq!(box_.number("SELECT count(*) FROM pragma_table_info('User') WHERE name = 'name'"), 1);
    let history = ["diff", "--from", "prisma/migrations", "--to", &box_.url, "--exit-code"];
    assert_eq!(box_.status(&history), Some(3), "the history has more");
}

#[test]
fn a_way_back_that_fails_changes_nothing() {
    let box_ = three();
    let path = box_.file("post", "down.sql");
    box_.project.write(&path, box_.project.read(&path) + "DROP TABLE nothing;\n");
    assert_snapshot!(box_.run(&["migrate", "down", "--yes"]));
    assert_eq!(box_.number("SELECT count(*) FROM sqlite_master WHERE name = 'Post'"), 1);
    assert_eq!(box_.number("SELECT count(*) FROM _prisma_migrations WHERE rolled_back_at IS NULL"), 3);
}

#[test]
fn a_migration_without_a_way_back_is_told() {
    let box_ = three();
    std::fs::remove_file(box_.project.path(&box_.file("post", "down.sql"))).unwrap();
    let without = box_.run(&["migrate", "down", "--yes"]);
    let unknown = box_.run(&["migrate", "down", "--to", "nobody", "--yes"]);
    assert_snapshot!(all([without, unknown]));
}

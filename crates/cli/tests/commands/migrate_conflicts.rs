//! Two migrations that start from the same state, on two branches.

use crate::sandbox::{Sandbox, USER};
use insta::assert_snapshot;

fn with(fields: &str) -> String {
    USER.replace("@unique\n", &format!("@unique\n{fields}"))
}

/// `first` is written on one branch, `second` on another, which is applied where `applied` says so.
fn forked(first: &str, second: &str, applied: bool) -> Sandbox {
    let box_ = Sandbox::sqlite();
    box_.migrate("init", USER);
    box_.schema(first);
    box_.done(&["migrate", "dev", "--name", "first", "--create-only"]);
    let aside = box_.put_aside("first");
    std::thread::sleep(std::time::Duration::from_secs(1));
    box_.schema(second);
    let mut args = vec!["migrate", "dev", "--name", "second"];
    args.extend((!applied).then_some("--create-only"));
    box_.done(&args);
    box_.put_back(&aside);
    box_
}

#[test]
fn different_things_go_together() {
    let post = format!("{USER}\nmodel Post {{\n  id Int @id\n}}\n");
    let box_ = forked(&with("  name  String?\n"), &post, false);
    box_.schema(&format!("{}\nmodel Post {{\n  id Int @id\n}}\n", with("  name  String?\n")));
    let answer = box_.json(&["migrate", "dev", "--json"]);
    assert_eq!(answer["applied"].as_array().unwrap().len(), 2);
    assert_eq!(answer["created"], serde_json::Value::Null);
    assert!(answer.get("replayed").is_none(), "{answer}");
}

#[test]
fn the_same_thing_is_a_conflict() {
    let box_ = forked(&with("  name  String?\n"), &with("  name  Int?\n"), false);
    let told = box_.run(&["migrate", "dev", "--events", "events.jsonl"]);
    assert_snapshot!(told);
    let event: serde_json::Value =
        serde_json::from_str(box_.project.read("events.jsonl").lines().last().unwrap()).unwrap();
    assert_eq!(event["event"], "migration.conflict");
    assert_eq!(event["migration_a"], box_.folder("first"));
    assert_eq!(event["migration_b"], box_.folder("second"));
    let json = box_.json(&["migrate", "dev", "--json"]);
    assert_eq!(json["error"]["name"], "MIGRATION_CONFLICT");
    assert_eq!(json["error"]["exit_code"], 5);
    // Neither is it deployed.
    assert_eq!(box_.json(&["migrate", "deploy", "--json"])["error"]["name"], "MIGRATION_CONFLICT");
    assert_eq!(box_.number("SELECT count(*) FROM _prisma_migrations"), 1);
    // Both mean the same column, each in its own way: that is not for a program to decide.
    assert_snapshot!(box_.run(&["migrate", "rebase", &box_.folder("second")]));
}

#[test]
fn the_later_one_is_planned_again_on_top_of_the_earlier() {
    // SQLite rebuilds the table for the default: as it was written, the second would take the first's column away.
    let second = with("  age   Int    @default(1)\n").replace("email String", "email Int   ");
    let box_ = forked(&with("  name  String?\n"), &second, false);
    assert_eq!(box_.status(&["migrate", "dev"]), Some(5));
    let before = box_.project.read(&box_.file("second", "migration.sql"));
    box_.done(&["migrate", "rebase", &box_.folder("second"), "--dry-run"]);
    assert_eq!(box_.project.read(&box_.file("second", "migration.sql")), before);
    box_.done(&["migrate", "rebase", &box_.folder("second")]);
    assert_ne!(box_.project.read(&box_.file("second", "migration.sql")), before);
    assert_eq!(box_.names(), ["init", "first", "second"]);
    box_.schema(&second.replace("@unique\n", "@unique\n  name  String?\n"));
    let answer = box_.json(&["migrate", "dev", "--json"]);
    assert_eq!(answer["created"], serde_json::Value::Null);
    assert_eq!(answer["applied"].as_array().unwrap().len(), 2);
}

#[test]
fn what_ran_stays_and_the_other_moves_behind_it() {
    let second = with("  age   Int    @default(1)\n").replace("email String", "email Int   ");
    let box_ = forked(&with("  name  String?\n"), &second, true);
    let told = box_.run(&["migrate", "dev"]);
    assert!(told.contains("_first` plans it anew on top of"), "{told}");
    assert_eq!(box_.status(&["migrate", "rebase", &box_.folder("second")]), Some(1), "it is applied");
    box_.done(&["migrate", "rebase", &box_.folder("first")]);
    assert_eq!(box_.names(), ["init", "second", "first"]);
    box_.schema(&second.replace("@unique\n", "@unique\n  name  String?\n"));
    assert_eq!(box_.json(&["migrate", "dev", "--json"])["applied"].as_array().unwrap().len(), 1);
    box_.done(&["migrate", "dev"]);
}

#[test]
fn branches_on_a_history_of_another_tool_are_held_against_each_other() {
    let post = format!("{USER}\nmodel Post {{\n  id Int @id\n}}\n");
    for (second, status) in [(post.clone(), 0), (with("  name  Int?\n"), 5)] {
        let box_ = Sandbox::sqlite();
        box_.migrate("init", USER);
        std::fs::remove_file(box_.project.path(&box_.file("init", "parallax.json"))).unwrap();
        box_.schema(&with("  name  String?\n"));
        box_.done(&["migrate", "dev", "--name", "first", "--create-only"]);
        let aside = box_.put_aside("first");
        std::thread::sleep(std::time::Duration::from_secs(1));
        box_.schema(&second);
        box_.done(&["migrate", "dev", "--name", "second", "--create-only"]);
        box_.put_back(&aside);
        box_.schema(&post.replace("@unique\n", "@unique\n  name  String?\n"));
        assert_eq!(box_.status(&["migrate", "dev"]), Some(status));
    }
}

#[test]
fn what_cannot_be_planned_again_says_why() {
    let box_ = forked(&with("  name  String?\n"), &with("  name  Int?\n"), false);
    let path = box_.file("second", "migration.sql");
    box_.project.write(&path, box_.project.read(&path) + "SELECT 1;\n");
    let edited = box_.run(&["migrate", "rebase", &box_.folder("second")]);
    let unknown = box_.run(&["migrate", "rebase", "20200101000000_nobody"]);
    assert_snapshot!(crate::project::all([edited, unknown]));
}

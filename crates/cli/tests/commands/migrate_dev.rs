//! `parallax migrate dev`: new migrations, what they ask, and what is written.

use crate::project::all;
use crate::sandbox::{Sandbox, USER};
use insta::assert_snapshot;

const WITH_NAME: &str = "model User {\n  id    Int     @id @default(autoincrement())\n  email String  @unique\n  name  String?\n}\n";

#[test]
fn a_first_and_a_second_migration() {
    let box_ = Sandbox::sqlite();
    box_.schema(USER);
    let first = box_.run(&["migrate", "dev", "--name", "Init!"]);
    let again = box_.run(&["migrate", "dev"]);
    box_.schema(WITH_NAME);
    let second = box_.run(&["migrate", "dev", "--name", "addName"]);
    assert_eq!(box_.names(), ["init", "add_name"]);
    let files = ["migration.sql", "down.sql"]
        .map(|file| box_.timeless(&box_.project.read(&box_.file("add_name", file))));
    let lock = box_.project.read("prisma/migrations/migration_lock.toml");
    assert_snapshot!(all([first, again, second].into_iter().chain(files).chain([lock])));
    assert_eq!(box_.number("SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NOT NULL"), 2);
}

#[test]
fn the_file_beside_it_describes_it() {
    let box_ = Sandbox::sqlite();
    box_.migrate("init", USER);
    let sql = box_.project.read(&box_.file("init", "migration.sql"));
    let file = box_.project.read(&box_.file("init", "parallax.json"));
    let json: serde_json::Value = serde_json::from_str(&file).unwrap();
    assert_eq!(json["checksum"].as_str().unwrap().len(), 64);
    let steps = json["steps"].as_array().unwrap();
    let statements: Vec<&str> = steps
        .iter()
        .map(|step| {
            let place = |key: &str| usize::try_from(step[key].as_u64().unwrap()).unwrap();
            &sql[place("start")..place("end")]
        })
        .collect();
    assert_snapshot!(statements.join("\n---\n"));
    assert!(json.get("destructive").is_none());
}

#[test]
fn data_is_asked_and_not_guessed() {
    let box_ = Sandbox::sqlite();
    box_.migrate("init", WITH_NAME);
    box_.sql("INSERT INTO \"User\" (email, name) VALUES ('a', 'x'), ('b', NULL), ('c', 'y')");
    box_.schema(USER);
    let refused = box_.run(&["migrate", "dev", "--name", "drop"]);
    assert_eq!(box_.names(), ["init"], "nothing is written");
    assert_snapshot!(refused);
    let json = box_.json(&["migrate", "dev", "--name", "drop", "--json"]);
    assert_eq!(json["error"]["name"], "DATA_LOSS_DETECTED");
    assert_eq!(json["error"]["exit_code"], 6);
    box_.done(&["migrate", "dev", "--name", "drop", "--accept-data-loss"]);
    let file: serde_json::Value =
        serde_json::from_str(&box_.project.read(&box_.file("drop", "parallax.json"))).unwrap();
    assert_eq!(file["tag"], "destructive");
    assert_eq!(file["destructive"]["reasons"][0], "the values of User.name");
    assert_eq!(file["destructive"]["allowed"], false);
}

#[test]
fn what_no_row_is_at_stake_for_is_not_asked() {
    let box_ = Sandbox::sqlite();
    box_.migrate("init", WITH_NAME);
    box_.migrate("drop", USER);
    assert_eq!(box_.names(), ["init", "drop"]);
}

#[test]
fn a_step_that_cannot_run_is_refused_unless_it_is_only_written() {
    let box_ = Sandbox::sqlite();
    box_.migrate("init", USER);
    box_.sql("INSERT INTO \"User\" (email) VALUES ('a')");
    box_.schema(&WITH_NAME.replace("String?", "String"));
    let refused = box_.run(&["migrate", "dev", "--name", "required", "--yes"]);
    assert_snapshot!(refused.split("--- stderr").nth(1).unwrap());
    box_.done(&["migrate", "dev", "--name", "required", "--create-only"]);
    assert_eq!(box_.number("SELECT count(*) FROM _prisma_migrations"), 1);
    // By hand: what becomes of the rows. The file beside it is stale from now on, and the history is replayed.
    let path = box_.file("required", "migration.sql");
    let sql = box_.project.read(&path).replace("TEXT NOT NULL;", "TEXT NOT NULL DEFAULT 'nobody';");
    box_.project.write(&path, sql);
    let after = box_.json(&["migrate", "dev", "--json"]);
    assert_eq!(after["applied"].as_array().unwrap().len(), 1);
    assert!(after["replayed"].as_str().unwrap().contains("migration.sql was changed since"));
}

#[test]
fn a_declared_rename_keeps_the_values() {
    let box_ = Sandbox::sqlite();
    box_.migrate("init", WITH_NAME);
    box_.sql("INSERT INTO \"User\" (email, name) VALUES ('a', 'x')");
    box_.schema(&WITH_NAME.replace("name ", "fullName "));
    box_.done(&["migrate", "dev", "--name", "rename", "--rename", "User.name=User.fullName"]);
    assert_eq!(box_.number("SELECT count(*) FROM \"User\" WHERE \"fullName\" = 'x'"), 1);
    assert!(box_.project.read(&box_.file("rename", "down.sql")).contains("RENAME"));
    assert!(box_.project.read(&box_.file("rename", "parallax.json")).contains("User.name=User.fullName"));
    assert_eq!(box_.status(&["migrate", "dev", "--rename", "User.x=User.y"]), Some(1));
}

#[test]
fn a_dry_run_changes_nothing() {
    let box_ = Sandbox::sqlite();
    box_.migrate("init", USER);
    box_.schema(WITH_NAME);
    assert_snapshot!(box_.run(&["migrate", "dev", "--name", "next", "--dry-run"]));
    assert_eq!(box_.names(), ["init"]);
    assert_eq!(box_.number("SELECT count(*) FROM _prisma_migrations"), 1);
}

#[test]
fn events_tell_what_happened() {
    let box_ = Sandbox::sqlite();
    box_.schema(USER);
    box_.done(&["migrate", "dev", "--name", "init", "--events", "events.jsonl"]);
    let events: Vec<serde_json::Value> =
        box_.project.read("events.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<&str> = events.iter().filter_map(|event| event["event"].as_str()).collect();
    assert_eq!(names.first(), Some(&"migration.created"));
    assert_eq!(names.last(), Some(&"migration.applied"));
    assert!(!names.contains(&"client.generated"), "nothing was generated");
    assert_eq!(events[0]["changes"], 2);
    let to_stdout = Sandbox::sqlite();
    to_stdout.schema(USER);
    let output = to_stdout.output(&["migrate", "dev", "--name", "init", "--events", "-"]);
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
}

#[test]
fn an_empty_migration_may_be_written_and_filled_by_hand() {
    let box_ = Sandbox::sqlite();
    box_.migrate("init", USER);
    box_.done(&["migrate", "dev", "--name", "by_hand", "--create-only"]);
    let path = box_.file("by_hand", "migration.sql");
    box_.project.write(&path, "CREATE VIEW names AS SELECT email FROM \"User\";\n");
    box_.done(&["migrate", "dev"]);
    // The view is there, and no drift; the next migration does not touch it.
    box_.migrate("name", WITH_NAME);
    assert!(!box_.project.read(&box_.file("name", "migration.sql")).contains("VIEW"));
    box_.done(&["migrate", "dev"]);
}

#[test]
fn long_names_and_other_providers_are_refused() {
    let box_ = Sandbox::sqlite();
    box_.schema(USER);
    let long = box_.run(&["migrate", "dev", "--name", &"x".repeat(201)]);
    assert!(long.contains("P3010"), "{long}");
    box_.done(&["migrate", "dev", "--name", "init"]);
    box_.project.write("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n");
    let other = box_.run(&["migrate", "dev"]);
    assert!(other.contains("P3019"), "{other}");
}

#[test]
fn what_stands_in_the_way_comes_with_ways_out() {
    let edited = Sandbox::sqlite();
    edited.migrate("init", USER);
    let path = edited.file("init", "migration.sql");
    edited.project.write(&path, edited.project.read(&path) + "-- more\n");
    let missing = Sandbox::sqlite();
    missing.migrate("init", USER);
    missing.migrate("name", WITH_NAME);
    missing.put_aside("name");
    let failed = Sandbox::sqlite();
    failed.migrate("init", USER);
    failed.sql("UPDATE _prisma_migrations SET finished_at = NULL");
    let pending = Sandbox::sqlite();
    pending.migrate("init", USER);
    pending.done(&["migrate", "dev", "--name", "broken", "--create-only"]);
    pending.project.write(&pending.file("broken", "migration.sql"), "CREATE TABEL x;\n");
    let gone = Sandbox::sqlite();
    gone.migrate("init", USER);
    std::fs::remove_file(gone.project.path(&gone.file("init", "migration.sql"))).unwrap();
    let all = [&edited, &missing, &failed, &pending, &gone].map(|one| one.run(&["migrate", "dev"]));
    assert_snapshot!(crate::project::all(all));
}

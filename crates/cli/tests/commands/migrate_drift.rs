//! A database that was changed besides its migrations.

use crate::sandbox::{Sandbox, USER};
use insta::assert_snapshot;

fn drifted() -> Sandbox {
    let box_ = Sandbox::sqlite();
    box_.migrate("init", USER);
    box_.sql("ALTER TABLE \"User\" ADD COLUMN nick TEXT; CREATE INDEX by_nick ON \"User\" (nick)");
    box_
}

#[test]
fn drift_is_shown_with_sql_both_ways() {
    let box_ = drifted();
    assert_snapshot!(box_.run(&["migrate", "dev"]));
    let json = box_.json(&["migrate", "dev", "--json"]);
    assert_eq!(json["error"]["name"], "DRIFT_DETECTED");
    assert_eq!(json["drift"]["adopt"].as_array().unwrap().len(), 2);
    assert!(
        json["drift"]["undo"].as_array().unwrap().iter().any(|sql| sql.as_str().unwrap().contains("DROP"))
    );
}

#[test]
fn drift_is_adopted_as_a_migration() {
    let box_ = drifted();
    box_.done(&["migrate", "dev", "--drift", "adopt"]);
    assert_eq!(box_.names(), ["init", "drift"]);
    assert_eq!(box_.number("SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NOT NULL"), 2);
    // With the schema brought along there is nothing more to do; and an empty database gets there, too.
    box_.schema(
        &USER.replace("@unique\n", "@unique\n  nick  String?\n  @@index([nick], map: \"by_nick\")\n"),
    );
    let after = box_.json(&["migrate", "dev", "--json"]);
    assert_eq!(after["created"], serde_json::Value::Null);
    let elsewhere = ["diff", "--from", "prisma/migrations", "--to", "prisma/schema.prisma", "--exit-code"];
    assert_eq!(box_.status(&elsewhere), Some(0));
}

#[test]
fn drift_is_taken_back() {
    let box_ = drifted();
    box_.sql("INSERT INTO \"User\" (email, nick) VALUES ('a', 'b')");
    assert_eq!(box_.status(&["migrate", "dev", "--drift", "undo"]), Some(6), "it loses data");
    box_.done(&["migrate", "dev", "--drift", "undo", "--accept-data-loss"]);
    assert_eq!(box_.names(), ["init"]);
    box_.done(&["migrate", "dev"]);
    assert_eq!(box_.number("SELECT count(*) FROM pragma_table_info('User') WHERE name = 'nick'"), 0);
}

#[test]
fn a_database_from_before_becomes_the_first_migration() {
    let box_ = Sandbox::sqlite();
    box_.schema(USER);
    box_.done(&["migrate", "dev", "--name", "elsewhere"]);
    // A project that knows nothing of it yet.
    std::fs::remove_dir_all(box_.project.path("prisma/migrations")).unwrap();
    box_.sql("DROP TABLE _prisma_migrations; INSERT INTO \"User\" (email) VALUES ('a')");
    assert_snapshot!(box_.run(&["migrate", "dev"]));
    box_.done(&["migrate", "dev", "--drift", "adopt", "--name", "init"]);
    assert_eq!(box_.names(), ["init"]);
    assert_eq!(box_.number("SELECT count(*) FROM \"User\""), 1);
    box_.done(&["migrate", "dev"]);
    assert_eq!(box_.names(), ["init"]);
}

#[test]
fn a_history_without_files_is_replayed() {
    let box_ = Sandbox::sqlite();
    box_.migrate("init", USER);
    std::fs::remove_file(box_.project.path(&box_.file("init", "parallax.json"))).unwrap();
    let answer = box_.json(&["migrate", "dev", "--json"]);
    assert!(answer["replayed"].as_str().unwrap().ends_with("_init has no parallax.json"));
    assert_eq!(answer["created"], serde_json::Value::Null);
    // The next one is planned on what was found, and the one behind that needs no replay.
    box_.migrate("name", &USER.replace("@unique\n", "@unique\n  name  String?\n"));
    assert!(box_.json(&["migrate", "dev", "--json"]).get("replayed").is_none());
}

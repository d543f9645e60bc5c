//! The life of a history: what each command makes of each state.

use crate::project::{Kind, Project};
use parallax_engine::Database;
use parallax_wire::v1::{Destructive, Migration, MigrationDocument, Tag};
use serde_json::json;

const KINDS: [Kind; 3] = [Kind::Postgres, Kind::MySql, Kind::Sqlite];

fn two(kind: Kind) -> Project {
    let project = Project::new(kind);
    project.migration("1_a", "CREATE TABLE a (id INT);");
    project.migration("2_b", "CREATE TABLE b (id INT);");
    project
}

#[test]
fn pending_migrations_are_applied_in_the_order_of_names_and_only_once() {
    for kind in KINDS {
        let project = two(kind);
        let ran = project.run(&["deploy", "--json"]).ends(0);
        assert_eq!(ran.json()["applied"], json!(["1_a", "2_b"]));
        let ran = project.run(&["deploy", "--json"]).ends(0);
        assert_eq!(ran.json()["applied"], json!([]));
        assert_eq!(project.history(), ["1_a finished 1", "2_b finished 1"]);
        project.run(&["status"]).ends(0);
    }
}

#[test]
fn a_dry_run_names_what_is_pending_and_changes_nothing() {
    for kind in KINDS {
        let project = two(kind);
        project.run_sql("SELECT 1");
        let ran = project.run(&["deploy", "--dry-run", "--json"]).ends(0);
        assert_eq!(ran.json()["pending"], json!(["1_a", "2_b"]));
        project.run(&["resolve", "--applied", "1_a", "--dry-run"]).ends(0).says(&["Would mark"]);
        let ran = project.run(&["status", "--json"]).ends(1);
        assert_eq!(ran.json()["pending"], json!(["1_a", "2_b"]));
    }
}

#[test]
fn a_broken_script_is_named_with_what_the_server_says() {
    for (kind, code) in [(Kind::Postgres, "42601"), (Kind::MySql, "1064"), (Kind::Sqlite, "1")] {
        let project = Project::new(kind);
        project.migration("1_a", "CREATE TABLE a (id INT);");
        project.migration("2_b", "-- a comment\n  CREATE TABL b (id INT);");
        let error = project.run(&["deploy", "--json"]).ends(4).json()["error"].clone();
        assert_eq!(error["name"], "MIGRATION_FAILED");
        assert_eq!(error["prisma_code"], "P3018");
        assert_eq!(error["migration"], "2_b");
        assert_eq!((&error["statement"], &error["line"]), (&json!(1), &json!(2)));
        assert_eq!(error["server"]["code"], code);
        assert_eq!(project.history(), ["1_a finished 1", "2_b open 0"]);
        project.run(&["deploy"]).ends(4).says(&["P3009", "2_b"]);
        project.run(&["status"]).ends(1).says(&["Failed", "2_b"]);
    }
}

#[test]
fn tables_without_a_history_refuse_a_deploy_until_they_are_baselined() {
    for kind in KINDS {
        let project = Project::new(kind);
        project.run_sql("CREATE TABLE a (id INT)");
        project.migration("0_init", "CREATE TABLE a (id INT);");
        project.migration("1_b", "CREATE TABLE b (id INT);");
        project.run(&["deploy"]).ends(1).says(&["P3005", "resolve --applied"]);
        project.run(&["resolve", "--applied", "0_init"]).ends(0);
        project.run(&["deploy"]).ends(0);
        assert_eq!(project.history(), ["0_init finished 0", "1_b finished 1"]);
        project.run(&["status"]).ends(0);
    }
}

#[test]
fn tables_that_an_extension_brings_along_are_no_content() {
    let project = Project::new(Kind::Postgres);
    project.run_sql("CREATE TABLE \"Spatial_Ref_Sys\" (id INT); CREATE TABLE geometry_columns (id INT)");
    project.migration("1_a", "CREATE TABLE a (id INT);");
    project.run(&["deploy"]).ends(0);
}

#[test]
fn an_edited_migration_is_told_by_status_and_does_not_stop_a_deploy() {
    for kind in KINDS {
        let project = two(kind);
        project.run(&["deploy"]).ends(0);
        project.migration("1_a", "CREATE TABLE a (id INT); -- later");
        let status = project.run(&["status", "--json"]).ends(1).json();
        assert_eq!(status["edited"], json!(["1_a"]));
        assert_eq!(status["relation"], "same");
        project.run(&["deploy"]).ends(0);
        project.migration("1_a", "CREATE TABLE a (id INT);");
        project.run(&["status"]).ends(0);
    }
}

#[test]
fn folders_that_are_deleted_or_squashed_are_missing_and_harmless() {
    let project = two(Kind::Sqlite);
    project.run(&["deploy"]).ends(0);
    project.remove("1_a");
    let status = project.run(&["status", "--json"]).ends(1).json();
    assert_eq!((&status["missing"], &status["relation"]), (&json!(["1_a"]), &json!("folder_behind")));
    project.run(&["deploy"]).ends(0).says(&["Nothing to apply"]);
    project.migration("3_c", "CREATE TABLE c (id INT);");
    let status = project.run(&["status", "--json"]).ends(1).json();
    assert_eq!(status["relation"], "diverged");
    project.run(&["deploy"]).ends(0);
    assert_eq!(project.history().len(), 3);
}

#[test]
fn diverged_histories_name_the_last_migration_in_common() {
    let project = two(Kind::Sqlite);
    project.run(&["deploy"]).ends(0);
    project.remove("2_b");
    project.migration("2_x", "CREATE TABLE x (id INT);");
    project.run(&["status"]).ends(1).says(&["diverge", "common: 1_a", "2_b", "2_x"]);
}

#[test]
fn a_folder_without_its_script_is_named() {
    for kind in KINDS {
        let project = two(kind);
        project.write("prisma/migrations/3_c/README.md", "");
        project.run(&["deploy"]).ends(1).says(&["P3015", "3_c/migration.sql"]);
        project.run(&["status"]).ends(1).says(&["3_c"]);
        project.remove("3_c");
        project.run(&["deploy"]).ends(0);
    }
}

#[test]
fn a_lock_file_of_another_provider_refuses() {
    let project = two(Kind::Sqlite);
    project.write("prisma/migrations/migration_lock.toml", "# x\nprovider = \"postgresql\"\n");
    for command in [["deploy"].as_slice(), &["status"], &["resume"], &["resolve", "--applied", "1_a"]] {
        project.run(command).ends(1).says(&["P3019", "postgresql", "SQLite"]);
    }
}

#[test]
fn marking_as_applied_runs_nothing_and_holds_once() {
    for kind in KINDS {
        let project = two(kind);
        project.run(&["resolve", "--applied", "1_a"]).ends(0);
        assert_eq!(
            project
                .rows("SELECT migration_name, logs FROM _prisma_migrations WHERE started_at = finished_at"),
            ["1_a "]
        );
        project.run(&["resolve", "--applied", "1_a"]).ends(1).says(&["P3008"]);
        project.run(&["resolve", "--applied", "1_b"]).ends(1).says(&["P3017", "did you mean"]);
        project.run(&["resolve"]).ends(2);
        assert_eq!(project.history(), ["1_a finished 0"]);
        project.run(&["deploy"]).ends(0);
        assert_eq!(project.history(), ["1_a finished 0", "2_b finished 1"]);
    }
}

#[test]
fn a_failed_migration_is_rolled_back_mended_and_applied_again() {
    for kind in KINDS {
        let project = Project::new(kind);
        project.run(&["resolve", "--rolled-back", "1_a"]).ends(1).says(&["P3011"]);
        project.migration("1_a", "CREATE TABLE a (id INT);");
        project.migration("2_b", "CREATE TABL b (id INT);");
        project.run(&["deploy"]).ends(4);
        project.run(&["resolve", "--rolled-back", "1_a"]).ends(1).says(&["P3012"]);
        project.run(&["resolve", "--rolled-back", "b"]).ends(1).says(&["P3011", "whole name"]);
        project.run(&["resolve", "--rolled-back", "2_b"]).ends(0);
        assert_eq!(project.history(), ["1_a finished 1", "2_b open rolled back 0"]);
        project.run(&["status"]).ends(1).says(&["Pending", "2_b"]);
        project.migration("2_b", "CREATE TABLE b (id INT);");
        project.run(&["deploy"]).ends(0);
        project.run(&["resolve", "--rolled-back", "2_b"]).ends(0).says(&["already"]);
        assert_eq!(project.history(), ["1_a finished 1", "2_b open rolled back 0", "2_b finished 1"]);
        project.run(&["status"]).ends(0);
    }
}

#[test]
fn a_failed_migration_can_be_marked_as_applied() {
    for kind in KINDS {
        let project = Project::new(kind);
        project.migration("1_a", "CREATE TABLE a (id INT);\nCREATE TABL b (id INT);");
        project.run(&["deploy"]).ends(4);
        project.run(&["resolve", "--applied", "1_a"]).ends(0);
        assert_eq!(project.history(), ["1_a open rolled back 0", "1_a finished 0"]);
        project.run(&["status"]).ends(0);
    }
}

#[test]
fn nothing_is_resumed_where_nothing_is_done_by_half() {
    let project = two(Kind::Sqlite);
    project.run(&["deploy"]).ends(0);
    project.run(&["resume"]).ends(1).says(&["deploy"]);
}

#[test]
fn what_another_program_left_half_done_is_not_guessed() {
    let project = two(Kind::Sqlite);
    project.run(&["deploy"]).ends(0);
    project.run_sql(
        "UPDATE _prisma_migrations SET finished_at = NULL, logs = 'boom' WHERE migration_name = '2_b'",
    );
    project.run(&["deploy"]).ends(4).says(&["P3009", "boom"]);
    project.run(&["resume"]).ends(4).says(&["resolve --rolled-back 2_b"]);
}

#[test]
fn a_reset_drops_everything_and_applies_all() {
    for kind in KINDS {
        let project = two(kind);
        project.run(&["deploy"]).ends(0);
        project.run_sql("CREATE TABLE z (id INT)");
        project.run_sql("CREATE VIEW v AS SELECT id FROM a");
        project.run(&["reset"]).ends(1).says(&["--force"]);
        project.run(&["reset", "--force", "--dry-run"]).ends(0).says(&["Would drop everything"]);
        project.run_sql("INSERT INTO z VALUES (1)");
        project.run(&["reset", "--force", "--skip-seed"]).ends(0);
        assert!(project.open().query("SELECT * FROM z").is_err());
        assert!(project.open().query("SELECT * FROM v").is_err());
        assert_eq!(project.history(), ["1_a finished 1", "2_b finished 1"]);
    }
}

#[test]
fn a_reset_runs_the_seeds_of_a_package() {
    let project = two(Kind::Sqlite);
    project.run(&["deploy"]).ends(0);
    project.write("package.json", r#"{"prisma": {"seed": "touch seeded"}}"#);
    project.run(&["reset", "--force", "--skip-seed"]).ends(0);
    assert!(!project.path("seeded").exists());
    project.run(&["reset", "--force"]).ends(0);
    assert!(project.path("seeded").exists());
}

#[test]
fn a_reset_leaves_namespaces_alone_that_the_schema_does_not_name() {
    let project = Project::new(Kind::Postgres);
    project.write(
        "prisma/schema.prisma",
        "datasource db {\n  provider = \"postgresql\"\n  url = env(\"DATABASE_URL\")\n  schemas = [\"public\", \"two\"]\n}\n",
    );
    project.run_sql(
        "CREATE SCHEMA two; CREATE SCHEMA three; CREATE TABLE two.a (id INT); CREATE TABLE three.a (id INT)",
    );
    project.run(&["reset", "--force"]).ends(0);
    assert_eq!(
        project.rows("SELECT table_schema FROM information_schema.tables WHERE table_name = 'a'"),
        ["three"]
    );
}

#[test]
fn a_migration_that_loses_data_needs_a_yes() {
    let project = two(Kind::Sqlite);
    project.run(&["deploy"]).ends(0);
    let sql = "DROP TABLE b;\n";
    project.migration("3_c", sql);
    project.write("prisma/migrations/3_c/parallax.json", sidecar(sql));
    let ran =
        project.run(&["deploy"]).ends(6).says(&["P3001", "3_c", "--allow-destructive", "the table b goes"]);
    assert!(ran.out.is_empty());
    assert_eq!(project.history().len(), 2);
    project.run(&["deploy", "--dry-run"]).ends(6);
    project.run(&["deploy", "--dry-run", "--allow-destructive"]).ends(0);
    let allowed = "-- parallax: allow-destructive\nDROP TABLE b;\n";
    project.migration("3_c", allowed);
    project.write("prisma/migrations/3_c/parallax.json", sidecar(allowed));
    project.run(&["deploy"]).ends(0);
}

/// As it stands beside a migration that `migrate dev` has written.
fn sidecar(sql: &str) -> String {
    let migration = Migration {
        target: "sqlite@3.45".to_owned(),
        checksum: parallax_migrate::checksum(sql.as_bytes()),
        history: String::new(),
        before: String::new(),
        after: String::new(),
        tag: Tag::Destructive,
        destructive: Some(Destructive {
            reasons: vec!["the table b goes with its rows".to_owned()],
            allowed: false,
        }),
        renames: Vec::new(),
        steps: Vec::new(),
        database: Database::default(),
    };
    serde_json::to_string(&MigrationDocument::new(&migration)).unwrap()
}

#[test]
fn what_foreign_keys_refuse_is_refused_also_in_a_rebuild() {
    let project = Project::new(Kind::Sqlite);
    project.migration(
        "1_a",
        "CREATE TABLE a (id INTEGER PRIMARY KEY);\nCREATE TABLE b (id INT, a INT REFERENCES a (id));\nINSERT INTO a VALUES \
         (1), (2);\nINSERT INTO b VALUES (1, 1);\n",
    );
    project.run(&["deploy"]).ends(0);
    let rebuild = |rows: &str| {
        format!(
            "PRAGMA foreign_keys=OFF;\nBEGIN;\nCREATE TABLE new_a (id INTEGER PRIMARY KEY, c TEXT);\nINSERT INTO new_a (id) \
             SELECT id FROM a WHERE {rows};\nDROP TABLE a;\nALTER TABLE new_a RENAME TO a;\nCOMMIT;\nPRAGMA \
             foreign_keys=ON;\n"
        )
    };
    project.migration("2_b", rebuild("id = 2"));
    project.run(&["deploy"]).ends(4).says(&[
        "P3018",
        "1 rows of b would point at rows of a",
        "nothing of it stays",
    ]);
    assert_eq!(project.rows("SELECT count(*) FROM a"), ["2"]);
    project.migration("2_b", rebuild("true"));
    project.run(&["resume"]).ends(0);
    assert_eq!(project.rows("SELECT count(*) FROM b"), ["1"]);
    assert_eq!(project.history(), ["1_a finished 1", "2_b open rolled back 0", "2_b finished 1"]);
}

#[test]
fn sessions_are_as_new_for_each_migration() {
    let project = Project::new(Kind::Postgres);
    project.migration(
        "1_dump",
        "SELECT pg_catalog.set_config('search_path', '', false);\nSET statement_timeout = 0;\nCREATE TABLE public.a (id INT);",
    );
    project.migration("2_b", "CREATE TABLE b (id INT);");
    project.migration(
        "3_c",
        "BEGIN;\nSET TRANSACTION ISOLATION LEVEL SERIALIZABLE;\nCREATE TABLE c (id INT);\nCOMMIT;",
    );
    project.run(&["deploy"]).ends(0);
    assert_eq!(project.rows("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), ["4"]);
}

#[test]
fn a_database_that_does_not_exist_is_made_by_deploy_alone() {
    let project = two(Kind::Sqlite);
    project.run(&["status"]).ends(7).says(&["P1003"]);
    project.run(&["deploy", "--dry-run"]).ends(7);
    assert!(!project.path("dev.db").exists());
    project.run(&["deploy"]).ends(0);
}

#[test]
fn the_table_of_migrations_is_that_of_other_tools() {
    let project = two(Kind::Postgres);
    project.run(&["deploy"]).ends(0);
    let columns = "SELECT column_name, udt_name, character_maximum_length, is_nullable, column_default FROM \
                   information_schema.columns WHERE table_name = '_prisma_migrations' ORDER BY ordinal_position";
    insta::assert_snapshot!(project.rows(columns).join("\n"));
    let checksums = project.rows("SELECT checksum, logs FROM _prisma_migrations ORDER BY 1");
    let mut expected: Vec<String> = ["CREATE TABLE a (id INT);", "CREATE TABLE b (id INT);"]
        .map(|sql| format!("{} NULL", parallax_migrate::checksum(sql.as_bytes())))
        .into();
    expected.sort();
    assert_eq!(checksums, expected);
}

#[test]
fn a_stored_program_is_one_step() {
    let project = Project::new(Kind::MySql);
    project.migration(
        "1_a",
        "CREATE TABLE a (id INT);\nCREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN\n  IF NEW.id IS NULL THEN SET \
         NEW.id = 7; END IF;\nEND;\nDELIMITER //\nCREATE PROCEDURE p() BEGIN INSERT INTO a VALUES (NULL); END//\nDELIMITER \
         ;\nCALL p();\n",
    );
    project.run(&["deploy"]).ends(0);
    assert_eq!(project.rows("SELECT id FROM a"), ["7"]);
}

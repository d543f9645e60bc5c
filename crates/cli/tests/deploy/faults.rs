//! What goes wrong around a deploy: others at work, locks, broken connections, rights, disks, files.

use crate::project::{Kind, Project, ran};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const KINDS: [Kind; 3] = [Kind::Postgres, Kind::MySql, Kind::Sqlite];

#[test]
fn eight_deployers_at_once_apply_everything_once() {
    for kind in KINDS {
        let project = Project::new(kind);
        for n in 0..6 {
            let create = if n == 0 { "CREATE TABLE done (n INT);\n" } else { "" };
            project.migration(
                &format!("{n}_m"),
                format!("{create}CREATE TABLE t{n} (id INT);\nINSERT INTO done VALUES ({n});\n"),
            );
        }
        for deployers in [2, 8] {
            let start = |_| {
                let mut command = project.command(&["deploy", "--lock-timeout", "60"]);
                command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
            };
            let running: Vec<_> = (0..deployers).map(start).collect();
            for child in running {
                ran(child.wait_with_output().unwrap()).ends(0);
            }
            assert_eq!(
                project.rows("SELECT n FROM done ORDER BY n").len(),
                6,
                "{kind:?}, {deployers} deployers"
            );
            assert_eq!(project.history().len(), 6);
        }
        project.run(&["status"]).ends(0);
    }
}

#[test]
fn a_lock_that_another_holds_is_waited_for_and_its_holder_named() {
    for (kind, lock, holder) in [
        (Kind::Postgres, "SELECT pg_advisory_lock(72707369)", "process "),
        (Kind::MySql, "SELECT GET_LOCK('prisma_migrate', 1)", "connection "),
        (Kind::Sqlite, "BEGIN EXCLUSIVE", "another process"),
    ] {
        let mut project = Project::new(kind);
        if kind == Kind::Sqlite {
            project.url.push_str("?socket_timeout=1");
        }
        project.migration("1_a", "CREATE TABLE a (id INT);");
        let mut other = project.open();
        other.query(lock).unwrap();
        let begin = Instant::now();
        let ran = project.run(&["deploy", "--lock-timeout", "0.5"]);
        assert!(begin.elapsed() < Duration::from_secs(20));
        // The first look at a file that is locked whole tells it already.
        if kind != Kind::Sqlite {
            ran.ends(8).says(&["P1002", "another deployer", holder]);
        } else {
            assert_ne!(ran.status, 0);
        }
        drop(other);
        project.run(&["deploy"]).ends(0);
    }
}

#[test]
fn without_the_lock_where_that_is_asked_for() {
    let project = Project::new(Kind::Postgres);
    project.migration("1_a", "CREATE TABLE a (id INT);");
    let mut other = project.open();
    other.query("SELECT pg_advisory_lock(72707369)").unwrap();
    let mut command = project.command(&["deploy"]);
    ran(command.env("PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK", "1").output().unwrap()).ends(0);
}

#[test]
fn a_locked_table_is_tried_again_until_it_is_free() {
    for (kind, hold, release) in [
        (Kind::Postgres, "BEGIN; LOCK TABLE a IN ACCESS EXCLUSIVE MODE", "COMMIT"),
        (Kind::MySql, "LOCK TABLES a WRITE", "UNLOCK TABLES"),
    ] {
        let project = Project::new(kind);
        project.migration("1_a", "CREATE TABLE a (id INT);");
        project.run(&["deploy"]).ends(0);
        project.migration("2_b", "ALTER TABLE a ADD COLUMN b INT;");
        let mut other = project.open();
        other.run(hold).unwrap();
        let mut running = project.start(&["deploy", "--lock-timeout", "0.3"]);
        assert!(running.until(&["step.retried", "\"attempt\":1"]), "{kind:?}");
        other.run(release).unwrap();
        running.wait().ends(0);
        assert_eq!(project.history(), ["1_a finished 1", "2_b finished 1"]);
    }
}

#[test]
fn a_table_that_stays_locked_is_given_up_and_the_next_deploy_works() {
    let project = Project::new(Kind::Postgres);
    project.migration("1_a", "CREATE TABLE a (id INT);");
    project.run(&["deploy"]).ends(0);
    project.migration("2_b", "CREATE TABLE b (id INT);\nALTER TABLE a ADD COLUMN b INT;");
    let mut other = project.open();
    other.run("BEGIN; LOCK TABLE a IN ACCESS EXCLUSIVE MODE").unwrap();
    project.run(&["deploy", "--lock-timeout", "0.05"]).ends(4).says(&["P3018", "55P03", "statement 2 of 2"]);
    drop(other);
    project.run(&["resume"]).ends(0);
    assert_eq!(project.history(), ["1_a finished 1", "2_b open rolled back 0", "2_b finished 1"]);
}

#[test]
fn a_connection_that_is_cut_leaves_a_state_that_is_told_and_gone_on_from() {
    for (kind, sleep, cut) in [
        (
            Kind::Postgres,
            "SELECT pg_sleep(60)",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()",
        ),
        (
            Kind::MySql,
            "DO SLEEP(60)",
            "SELECT CONCAT('KILL ', id) FROM information_schema.processlist WHERE info LIKE 'DO SLEEP(60)%' AND db = DATABASE()",
        ),
    ] {
        let project = Project::new(kind);
        let script = |sleep: &str| format!("CREATE TABLE a (id INT);\n{sleep};\nCREATE TABLE b (id INT);\n");
        project.migration("1_a", script(sleep));
        let mut running = project.start(&["deploy"]);
        assert!(running.until(&["step.started", "\"step\":2,"]));
        let mut other = project.open();
        let killed = (0..100).any(|_| {
            std::thread::sleep(Duration::from_millis(50));
            let rows = other.query(cut).unwrap();
            let kills = rows.iter().filter_map(|row| row.text(0)).filter(|text| text.starts_with("KILL"));
            kills.for_each(|kill| other.run(kill).unwrap());
            !rows.0.is_empty()
        });
        assert!(killed, "{kind:?}");
        let ran = running.wait().ends(7).says(&["P1017", "1_a", "statement 2 of 3", "The history says"]);
        project.migration("1_a", script("SELECT 1"));
        match kind {
            Kind::Postgres => {
                ran.says(&["nothing of it stays"]);
                project.run(&["deploy"]).ends(0);
            }
            Kind::MySql | Kind::Sqlite => {
                ran.says(&["done by half"]);
                project.run(&["resume"]).ends(0);
            }
        }
        assert_eq!(project.history(), ["1_a finished 1"]);
        project.run_sql("INSERT INTO a VALUES (1); INSERT INTO b VALUES (1)");
        project.run(&["status"]).ends(0);
    }
}

#[test]
fn a_half_built_index_is_found_and_repaired() {
    let project = Project::new(Kind::Postgres);
    project.migration("1_a", "CREATE TABLE a (id INT);\nINSERT INTO a VALUES (1), (1);");
    project.run(&["deploy"]).ends(0);
    project.migration("2_b", "CREATE TABLE b (id INT);\nCREATE UNIQUE INDEX CONCURRENTLY \"i\" ON a (id);\nCREATE TABLE c (id INT);");
    project.run(&["deploy"]).ends(4).says(&["P3018", "23505", "1 of 3 statements are done"]);
    let index = "SELECT indisvalid FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE relname = 'i'";
    assert_eq!(project.rows(index), ["f"]);
    project.run_sql("DELETE FROM a");
    project.run(&["resume"]).ends(0);
    assert_eq!(project.rows(index), ["t"]);
    assert_eq!(project.history(), ["1_a finished 1", "2_b finished 1"]);
}

#[test]
fn a_done_statement_that_was_edited_is_not_gone_on_from() {
    let project = Project::new(Kind::MySql);
    project.migration("1_a", "CREATE TABLE a (id INT);\nCREATE TABL b (id INT);");
    project.run(&["deploy"]).ends(4).says(&["P3018", "1064", "1 of 2 statements are done and stay"]);
    project.migration("1_a", "CREATE TABLE a (id BIGINT);\nCREATE TABLE b (id INT);");
    project.run(&["resume"]).ends(1).says(&["PX6027", "first 1 statements"]);
    project.migration("1_a", "CREATE TABLE a (id INT);\r\nCREATE TABLE b (id INT);\r\n");
    project.run(&["resume"]).ends(0);
    project.run(&["status"]).ends(0);
}

#[test]
fn rights_that_are_missing_are_named() {
    let project = Project::new(Kind::Postgres);
    let role = format!("r{}", std::process::id());
    project.run_sql(&format!("CREATE ROLE {role} LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC"));
    project.migration("1_a", "CREATE TABLE a (id INT);");
    let mut command = project.command(&["deploy"]);
    let url = project.url.replace("//postgres", &format!("//{role}"));
    ran(command.env("DATABASE_URL", url).output().unwrap()).ends(1).says(&[
        "P1010",
        "permission denied",
        "creating the table of migrations",
    ]);
    project.run_sql(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
    project.run(&["deploy"]).ends(0);
}

#[test]
fn a_database_that_is_read_only_is_left_as_it_is() {
    let project = Project::new(Kind::Postgres);
    project.migration("1_a", "CREATE TABLE a (id INT);");
    project.run(&["deploy"]).ends(0);
    let database = project.rows("SELECT current_database()").concat();
    project.run_sql(&format!("ALTER DATABASE {database} SET default_transaction_read_only = on"));
    project.migration("2_b", "CREATE TABLE b (id INT);");
    project.run(&["deploy"]).ends(4).says(&["P3018", "read-only"]);
    project.run(&["status"]).ends(1).says(&["2_b"]);
    let mut session = project.open();
    session.run("SET default_transaction_read_only = off").unwrap();
    session.run(&format!("ALTER DATABASE {database} RESET default_transaction_read_only")).unwrap();
    project.run(&["deploy"]).ends(0);
    assert_eq!(project.history(), ["1_a finished 1", "2_b finished 1"]);
}

#[test]
fn a_wrong_password_is_told_without_it() {
    let project = Project::new(Kind::MySql);
    let url = project.url.replace("//root", "//root:geheim");
    for command in ["deploy", "status"] {
        let mut command = project.command(&[command]);
        let ran = ran(command.env("DATABASE_URL", &url).output().unwrap()).ends(7).says(&["P1000"]);
        assert!(!ran.err.contains("geheim") && !ran.out.contains("geheim"));
    }
}

#[test]
fn a_host_that_does_not_answer_is_waited_for_a_bounded_time() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let port = silent.local_addr().unwrap().port();
    for (url, code) in [
        (format!("postgresql://u@127.0.0.1:{port}/d?connect_timeout=1"), "P1002"),
        (format!("postgresql://u@127.0.0.1:{closed}/d"), "P1001"),
        (format!("mysql://u@127.0.0.1:{closed}/d"), "P1001"),
    ] {
        let project = Project::new(Kind::Sqlite);
        let provider = url.split(':').next().unwrap();
        project.write("prisma/migrations/migration_lock.toml", format!("provider = \"{provider}\"\n"));
        let begin = Instant::now();
        let mut command = project.command(&["deploy"]);
        ran(command.env("DATABASE_URL", &url).output().unwrap()).ends(7).says(&[code]);
        assert!(begin.elapsed() < Duration::from_secs(10), "{url}");
    }
}

/// A file system on which no file may grow, as far as the program can tell.
#[test]
fn a_disk_that_is_full_leaves_nothing_behind() {
    let project = Project::new(Kind::Sqlite);
    project.migration("1_a", "CREATE TABLE a (b BLOB);");
    project.run(&["deploy"]).ends(0);
    project.migration("2_b", "CREATE TABLE c (d INT);\nINSERT INTO a VALUES (zeroblob(3000000));\n");
    let output = Command::new("sh")
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 200; exec \"$0\" migrate deploy",
            env!("CARGO_BIN_EXE_parallax"),
        ])
        .current_dir(project.path(""))
        .env("DATABASE_URL", &project.url)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    ran(output).ends(4).says(&["P3018", "2_b", "nothing of it stays"]);
    assert_eq!(project.rows("SELECT count(*) FROM sqlite_master WHERE name = 'c'"), ["0"]);
    let next = if project.history().len() == 2 { "resume" } else { "deploy" };
    project.run(&[next]).ends(0);
    project.run(&["status"]).ends(0);
}

#[test]
fn bytes_of_scripts_are_taken_as_they_are() {
    for kind in KINDS {
        let project = Project::new(kind);
        project.migration(
            "1_bom",
            b"\xEF\xBB\xBFCREATE TABLE a (id INT);\r\n-- one\r\nCREATE TABLE b (id INT);\r\n",
        );
        project.run(&["deploy"]).ends(0);
        project.run(&["status"]).ends(0);
        // A checkout with other line ends is no change.
        project
            .migration("1_bom", b"\xEF\xBB\xBFCREATE TABLE a (id INT);\n-- one\nCREATE TABLE b (id INT);\n");
        project.run(&["status"]).ends(0);
        project.migration("2_ok", "CREATE TABLE c (id INT);");
        project.migration("3_latin", b"CREATE TABLE d (id INT);\n-- caf\xE9\n");
        project.run(&["deploy"]).ends(1).says(&["PX6002", "3_latin/migration.sql", "line 2"]);
        assert_eq!(project.history(), ["1_bom finished 1"]);
        project.migration("3_latin", "CREATE TABLE d (id INT);\n-- café\n");
        project.run(&["deploy"]).ends(0);
    }
}

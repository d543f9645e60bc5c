//! Migration specs on real servers: steps with checks, what stays when one fails, going on, the way back, the log.

use crate::project::{Kind, Project, ran};
use std::process::Stdio;
use std::time::Duration;

const KINDS: [Kind; 3] = [Kind::Postgres, Kind::MySql, Kind::Sqlite];

/// A spec of that name with these steps.
fn spec(project: &Project, folder: &str, version: u32, steps: &str) {
    project.write(
        &format!("prisma/migrations/{folder}/migration.toml"),
        format!(
            "[meta]\ncontext = \"core\"\nnamespace = \"db\"\nname = \"m{version}\"\nversion = {version}\n{steps}"
        ),
    );
}

fn log(project: &Project) -> Vec<String> {
    project.rows(
        "SELECT migration_key, direction, step, steps, kind, attempts, result FROM _parallax_audit ORDER BY \
         started_at, direction DESC, step",
    )
}

const USERS: &str = r#"
[[plan.up]]
kind = "schema"
description = "Add users"
sql = '''
CREATE TABLE users (id INT NOT NULL PRIMARY KEY, name VARCHAR(50));
CREATE TABLE notes (id INT NOT NULL PRIMARY KEY);
'''

  [[plan.up.post_checks]]
  description = "users can be read"
  expression = "SELECT id, name FROM users WHERE 1 = 0"
  expect = "no rows"

[[plan.up]]
kind = "data"
description = "Two users"
file = "fill.sql"
timeout_ms = 20000

  [[plan.up.pre_checks]]
  description = "nobody is there yet"
  expression = "SELECT count(*) FROM users"
  expect = 0

[[plan.up]]
kind = "validation"
description = "All are there"
assertion = "(SELECT count(*) FROM users) = 2"

[[plan.down]]
kind = "validation"
assertion = "(SELECT count(*) FROM notes) = 0"

[[plan.down]]
kind = "schema"
sql = "DROP TABLE notes; DROP TABLE users;"
"#;

#[test]
fn specs_and_plain_migrations_are_one_history() {
    for kind in KINDS {
        let project = Project::new(kind);
        project.migration("1_plain", "CREATE TABLE plain (id INT);");
        spec(&project, "2_users", 1, USERS);
        project.write(
            "prisma/migrations/2_users/fill.sql",
            "INSERT INTO users VALUES (1, 'a');\nINSERT INTO users VALUES (2, 'b;');",
        );
        project.run(&["build"]).ends(0).says(&["Wrote: prisma/migrations/2_users/migration.sql", "down.sql"]);
        project.run(&["build", "--check"]).ends(0);
        project.open();
        project.run(&["status"]).ends(1).says(&["core.db.m1 (version 1, stable): pending"]);
        project.run(&["up", "--dry-run"]).ends(0).says(&["1_plain", "2. data: Two users (1 check)"]);
        project.run(&["up", "--to", "1_plain"]).ends(0);
        assert!(project.open().query("SELECT * FROM _parallax_audit").is_err(), "{kind:?}: never unasked");
        project.run(&["up", "--to", "core.db.m1"]).ends(0).says(&["step 2 of 3 (data: Two users): done"]);
        assert_eq!(project.rows("SELECT name FROM users ORDER BY id"), ["a", "b;"]);
        assert_eq!(project.history(), ["1_plain finished 1", "2_users finished 1"], "{kind:?}");
        project.run(&["status"]).ends(0).says(&["core.db.m1 (version 1, stable): applied"]);
        assert_eq!(
            log(&project),
            [
                "core.db.m1 up 1 3 schema 1 done",
                "core.db.m1 up 2 3 data 1 done",
                "core.db.m1 up 3 3 validation 1 done"
            ],
            "{kind:?}"
        );
        let file = std::fs::read_to_string(project.path("parallax-audit.ndjson")).unwrap();
        assert_eq!(file.lines().count(), 3);
        let line: serde_json::Value = serde_json::from_str(file.lines().next().unwrap()).unwrap();
        assert_eq!((&line["key"], &line["result"]), (&"core.db.m1".into(), &"done".into()));

        project.run_sql("INSERT INTO notes VALUES (1)");
        project.run(&["down", "--yes"]).ends(4).says(&["does not hold", "it is still applied"]);
        project.run(&["status"]).ends(0);
        project.run_sql("DELETE FROM notes");
        project.run(&["down", "--yes"]).ends(0);
        assert_eq!(project.history(), ["1_plain finished 1", "2_users open rolled back 1"], "{kind:?}");
        assert!(project.open().query("SELECT * FROM users").is_err());
        project.run(&["deploy"]).ends(0);
        assert_eq!(project.rows("SELECT count(*) FROM users"), ["2"]);
    }
}

#[test]
fn a_check_that_fails_before_a_step_runs_nothing_and_one_after_it_takes_it_back() {
    for kind in KINDS {
        let project = Project::new(kind);
        let steps = |before: u32, after: u32| {
            format!(
                "irreversible = \"a test\"\n[[plan.up]]\nkind = \"schema\"\nsql = \"CREATE TABLE a (id INT)\"\n\
                 [[plan.up.pre_checks]]\ndescription = \"one is one\"\nexpression = \"1 = {before}\"\n\
                 [[plan.up]]\nkind = \"data\"\nsql = \"INSERT INTO a VALUES (1); INSERT INTO a VALUES (2);\"\n\
                 [[plan.up.post_checks]]\ndescription = \"there are so many\"\nexpression = \"SELECT count(*) FROM a\"\n\
                 expect = {after}\n"
            )
        };
        spec(&project, "1_a", 1, &steps(2, 3));
        let told = project.run(&["up"]).ends(4);
        told.says(&[
            "PX6028",
            "“one is one” does not hold",
            "nothing of step 1 was done",
            "`parallax migrate up`",
        ]);
        assert_eq!(project.history(), Vec::<String>::new(), "{kind:?}");
        assert!(project.open().query("SELECT * FROM a").is_err());

        spec(&project, "1_a", 1, &steps(1, 3));
        let told = project.run(&["up"]).ends(4);
        told.says(&[
            "“there are so many” does not hold",
            "2 and should answer 3",
            "step 1 is done and stays",
        ]);
        assert_eq!(project.history(), ["1_a open 0"], "{kind:?}");
        assert_eq!(project.rows("SELECT count(*) FROM a"), ["0"], "{kind:?}");
        project.run(&["status"]).ends(1).says(&["half done, 1 of 2 steps are done"]);
        project.run(&["up"]).ends(4).says(&["P3009", "migrate resume"]);

        // What is done may not be edited; what is not, may.
        let edited = steps(1, 2).replace("a (id INT)", "a (id INT, x INT)");
        spec(&project, "1_a", 1, &edited);
        project.run(&["resume"]).ends(1).says(&["PX6027"]);
        spec(&project, "1_a", 1, &steps(1, 2));
        project.run(&["resume"]).ends(0);
        assert_eq!(project.rows("SELECT count(*) FROM a"), ["2"], "{kind:?}");
        assert_eq!(project.history(), ["1_a finished 1"], "{kind:?}");
        project.run(&["down", "--yes"]).ends(1).says(&["PX6031", "a test"]);
    }
}

#[test]
fn a_statement_that_fails_says_where_in_the_toml() {
    let project = Project::new(Kind::Sqlite);
    let steps = "irreversible = \"a test\"\n[[plan.up]]\nkind = \"schema\"\ndescription = \"Two tables\"\nsql = '''\n\
                 CREATE TABLE a (id INT);\nCREATE TABLEE b (id INT);\n'''\n[[plan.up]]\nkind = \"validation\"\nassertion = \
                 \"1 = 1\"\n";
    spec(&project, "1_a", 1, steps);
    let told = project.run(&["up"]).ends(4);
    insta::assert_snapshot!(told.err);
}

#[cfg(unix)]
#[test]
fn a_command_has_the_url_in_its_environment_and_is_tried_again() {
    for kind in KINDS {
        let project = Project::new(kind);
        let steps = "irreversible = \"a test\"\n[[plan.up]]\nkind = \"schema\"\nsql = \"CREATE TABLE a (id INT)\"\n\
                     [[plan.up]]\nkind = \"data\"\ncommand = [\"sh\", \"fill.sh\", \"once\"]\nretries = 1\n";
        spec(&project, "1_a", 1, steps);
        project.write(
            "prisma/migrations/1_a/fill.sh",
            "echo \"$PARALLAX_MIGRATION_KEY $PARALLAX_DIRECTION $PARALLAX_STEP $1 $DATABASE_URL\"\n[ -e tried ] || { touch \
             tried; exit 3; }\n",
        );
        let told = project.run(&["up"]).ends(0);
        told.says(&["core.db.m1 up 2 once", "ended with status 3; attempt 1"]);
        assert_eq!(log(&project)[1], "core.db.m1 up 2 2 data 2 done", "{kind:?}");
        assert!(project.path("prisma/migrations/1_a/tried").exists());
        assert!(!project.path("prisma/migrations/1_a/migration.sql").exists());
        project.run(&["build"]).ends(0);
        assert!(!project.path("prisma/migrations/1_a/migration.sql").exists());
        project.run(&["status"]).ends(0);
    }
}

#[cfg(unix)]
#[test]
fn a_command_that_takes_too_long_is_ended_and_a_killed_one_is_found_out() {
    let project = Project::new(Kind::Postgres);
    let steps = |more: &str| {
        format!(
            "irreversible = \"a test\"\n[[plan.up]]\nkind = \"data\"\ncommand = [\"sh\", \"slow.sh\"]\n{more}"
        )
    };
    spec(&project, "1_a", 1, &steps("timeout_ms = 200\n"));
    project.write("prisma/migrations/1_a/slow.sh", "sleep 30\n");
    project.run(&["up"]).ends(4).says(&["PX6029", "took longer than 200 ms"]);

    spec(&project, "1_a", 1, &steps(""));
    let mut running = project.start(&["resume"]);
    assert!(running.until(&["spec.step.started"]));
    std::thread::sleep(Duration::from_millis(500));
    running.kill();
    // The server sees the end of the connection in a moment, and gives the lock back.
    std::thread::sleep(Duration::from_millis(500));
    project.run(&["resume"]).ends(4).says(&["PX6030", "nobody knows whether it is done"]);
    project.write("prisma/migrations/1_a/slow.sh", "exit 0\n");
    spec(&project, "1_a", 1, &steps("repeatable = true\n"));
    project.run(&["resume"]).ends(0);
    assert_eq!(project.history(), ["1_a finished 1"]);
}

#[test]
fn a_step_waits_for_a_lock_as_long_as_it_says_and_is_tried_again() {
    for kind in [Kind::Postgres, Kind::MySql] {
        let project = Project::new(kind);
        project.run_sql("CREATE TABLE a (id INT)");
        let steps = "irreversible = \"a test\"\n[[plan.up]]\nkind = \"schema\"\nsql = \"ALTER TABLE a ADD COLUMN b INT\"\n\
                     timeout_ms = 1000\nretries = 0\n";
        project.migration("0_base", "SELECT 1;");
        project.run(&["resolve", "--applied", "0_base"]).ends(0);
        spec(&project, "1_a", 1, steps);
        let mut other = project.open();
        let lock = if kind == Kind::Postgres { "BEGIN; LOCK TABLE a" } else { "LOCK TABLES a WRITE" };
        other.run(lock).unwrap();
        let told = project.run(&["up"]).ends(4);
        told.says(&["step 1 of 1", "`parallax migrate resume`"]);
        spec(&project, "1_a", 1, &steps.replace("retries = 0", "retries = 20"));
        let mut command = project.command(&["resume"]);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        std::thread::sleep(Duration::from_secs(6));
        drop(other);
        ran(child.wait_with_output().unwrap()).ends(0).says(&["attempt 1"]);
        assert_eq!(project.rows("SELECT count(b) FROM a"), ["0"], "{kind:?}");
    }
}

#[test]
fn a_kill_between_steps_is_gone_on_from() {
    let project = Project::new(Kind::Postgres);
    let mut steps = "irreversible = \"a test\"\n".to_owned();
    for n in 1..=4 {
        steps.push_str(&format!(
            "[[plan.up]]\nkind = \"data\"\nsql = \"CREATE TABLE t{n} (id INT); SELECT pg_sleep(0.4);\"\n"
        ));
    }
    spec(&project, "1_a", 1, &steps);
    let mut running = project.start(&["up"]);
    assert!(running.until(&["spec.step.finished", "\"step\":2"]));
    running.kill();
    std::thread::sleep(Duration::from_millis(1500));
    project.run(&["status"]).ends(1).says(&["half done, 2 of 4 steps are done"]);
    project.run(&["resume"]).ends(0);
    assert_eq!(project.history(), ["1_a finished 1"]);
    assert_eq!(project.rows("SELECT count(*) FROM pg_tables WHERE tablename LIKE 't_'"), ["4"]);
}

#[test]
fn the_audit_log_can_be_had_for_plain_migrations_and_for_none() {
    let project = Project::new(Kind::Sqlite);
    project.write("parallax.toml", "[migrate]\naudit_table = true\n");
    project.migration("1_a", "CREATE TABLE a (id INT);");
    project.run(&["deploy", "--audit", "log/audit.ndjson"]).ends(0);
    let file = std::fs::read_to_string(project.path("log/audit.ndjson")).unwrap();
    assert!(file.contains("\"migration\":\"1_a\"") && file.contains("\"kind\":\"migration\""), "{file}");
    assert_eq!(
        project.rows("SELECT migration_name, kind, result FROM _parallax_audit"),
        ["1_a migration done"]
    );
    spec(
        &project,
        "2_b",
        1,
        "irreversible = \"a test\"\n[[plan.up]]\nkind = \"schema\"\nsql = \"CREATE TABLE b (id INT)\"\n",
    );
    project.run(&["up", "--no-audit"]).ends(0);
    assert_eq!(project.rows("SELECT count(*) FROM _parallax_audit"), ["1"]);
    assert!(!project.path("parallax-audit.ndjson").exists());
}

#[test]
fn a_spec_comes_from_a_plan_with_its_checks_and_way_back() {
    let project = Project::new(Kind::Sqlite);
    let schema = |fields: &str| {
        let head = "datasource db {\n  provider = \"sqlite\"\n  url      = env(\"DATABASE_URL\")\n}\n\n";
        project.write("prisma/schema.prisma", format!("{head}model User {{\n  id Int @id\n{fields}}}\n"));
    };
    schema("  name String?\n  age Int?\n");
    project.run(&["create", "Add users", "--plan"]).ends(0).says(&["app.db.", "_add_users"]);
    project.run(&["up"]).ends(0);
    project.run_sql("INSERT INTO User (id, name, age) VALUES (1, NULL, 3)");
    schema("  name String\n");
    let told = project.run(&["create", "name is required", "--plan", "--dry-run"]).ends(0);
    let stamp = regex_free(&told.out);
    insta::assert_snapshot!(stamp);
    project.run(&["create", "name is required", "--plan"]).ends(0);
    project.run(&["build", "--check"]).ends(0);
    project.run(&["up"]).ends(6).says(&["loses data: the values of User.age"]);
    let told = project.run(&["up", "--allow-destructive"]).ends(4);
    told.says(&["does not hold", "nothing of step 1 was done"]);
    assert_eq!(project.rows("SELECT age FROM User"), ["3"]);
    project.run_sql("UPDATE User SET name = 'a', age = NULL");
    project.run(&["up", "--allow-destructive"]).ends(0);
    project.run(&["down", "--yes"]).ends(0);
    assert_eq!(project.rows("SELECT name, age FROM User"), ["a NULL"]);
    // Nothing is to be planned any more, once it is there again.
    project.run(&["deploy", "--allow-destructive"]).ends(0);
    project.run(&["create", "nothing", "--plan"]).ends(0).says(&["no difference"]);
}

/// Without the month in the name.
fn regex_free(text: &str) -> String {
    let lines = text.lines().map(|line| match line.strip_prefix("name = \"") {
        Some(rest) => format!("name = \"YYYY_MM{}", rest.get(7..).unwrap_or_default()),
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The example of the documentation: its files, its commands, and what they answer.
#[cfg(unix)]
#[test]
fn the_example_of_the_documentation_runs_as_it_is_written() {
    let project = Project::new(Kind::Sqlite);
    let page = include_str!("../../../../docs/specs.md");
    let mut ran = 0;
    for fence in page.split("\n```").skip(1).step_by(2) {
        let (head, body) = fence.split_once('\n').unwrap_or((fence, ""));
        if let Some((_, path)) = head.split_once(" title=") {
            project.write(path, format!("{body}\n"));
        }
        if head != "console" {
            continue;
        }
        for one in body.split("$ parallax migrate ").skip(1) {
            let (command, answer) = one.split_once('\n').unwrap();
            let answered = project.run(&command.split(' ').collect::<Vec<_>>()).ends(0);
            let told = format!("{}{}", answered.err, answered.out);
            let plain = |text: &str| text.lines().map(without_time).collect::<Vec<_>>();
            assert_eq!(plain(&told), plain(answer), "{command}");
            ran += 1;
        }
    }
    assert_eq!(ran, 2);
}

/// Without how long it took.
fn without_time(line: &str) -> String {
    match line.rsplit_once(" (") {
        Some((start, end)) if end.ends_with(" ms)") => format!("{start} (… ms)"),
        _ => line.to_owned(),
    }
}

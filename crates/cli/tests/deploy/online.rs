//! Plans for a database in use, as people run them: phases and their gate, a backfill that is killed and gone on with, and
//! the same without a history.

use crate::project::{Kind, Project, Ran, ran};
use std::process::{Command, Stdio};

const ROWS: usize = 3_000;

fn schema(project: &Project, fields: &str) {
    let text = format!(
        "datasource db {{\n  provider = \"postgresql\"\n  url      = env(\"DATABASE_URL\")\n}}\n\nmodel Person {{\n  id       Int    @id \
         @default(autoincrement())\n{fields}}}\n"
    );
    project.write("prisma/schema.prisma", text);
}

/// Small batches, so that there is time to kill it between two of them.
fn settings(project: &Project, strategy: &str) {
    let text = format!("[plan]\nstrategy = \"{strategy}\"\nbatch_size = 100\nbatch_pause_ms = 40\n");
    project.write("parallax.toml", text);
}

/// A table with rows, and a history of one migration.
fn project() -> Project {
    let project = Project::new(Kind::Postgres);
    schema(&project, "  name     String\n");
    project.run(&["dev", "--name", "init"]).ends(0);
    project
        .run_sql(&format!("INSERT INTO \"Person\" (name) SELECT 'p' || i FROM generate_series(1, {ROWS}) i"));
    project
}

fn program(project: &Project, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
    command.args(args).current_dir(project.path("")).env("DATABASE_URL", &project.url).stdin(Stdio::null());
    command
}

fn run(project: &Project, args: &[&str]) -> Ran {
    ran(program(project, args).output().unwrap())
}

fn number(project: &Project, sql: &str) -> usize {
    project.rows(sql)[0].parse().unwrap()
}

/// Every row has a token of its own.
fn is_filled(project: &Project) {
    let found = project.rows("SELECT count(*), count(token), count(DISTINCT token) FROM \"Person\"");
    assert_eq!(found, [format!("{ROWS} {ROWS} {ROWS}")]);
    let required = project.rows(
        "SELECT attnotnull FROM pg_attribute WHERE attrelid = '\"Person\"'::regclass AND attname = 'token'",
    );
    assert_eq!(required, ["t"]);
}

const TOKEN: &str =
    "  name     String\n  token    String @default(dbgenerated(\"gen_random_uuid()\")) @db.Uuid\n";

#[test]
fn a_rename_in_phases_stops_at_its_gate_and_says_what_opens_it() {
    let project = project();
    schema(&project, "  fullName String\n");
    let rename = ["--rename", "Person.name=Person.fullName"];
    let online = run(
        &project,
        &["diff", "live", "prisma/schema.prisma", "--strategy", "phased", rename[0], rename[1]],
    );
    online.ends(0).says(&["Person__sync", "expand", "contract"]);
    let made = ["dev", "--phased", "--create-only", "--name", "full_name", rename[0], rename[1]];
    project.run(&made).ends(0).says(&["full_name_1_expand", "full_name_2_backfill", "full_name_3_contract"]);

    project.run(&["deploy", "--dry-run"]).ends(0).says(&[
        "1_expand",
        "2_backfill",
        "waits for the gate full_name",
    ]);
    project.run(&["deploy"]).ends(0).says(&["1_expand", "2_backfill", "waits for the gate full_name"]);
    // Programs of both versions.
    project.run_sql(
        "INSERT INTO \"Person\" (name) VALUES ('old'); INSERT INTO \"Person\" (\"fullName\") VALUES ('new')",
    );
    assert_eq!(
        number(&project, "SELECT count(*) FROM \"Person\" WHERE name <> \"fullName\" OR name IS NULL"),
        0
    );

    let status = project.run(&["status"]).ends(1);
    status.says(&["Waiting for the gate full_name", "--pass-gate full_name", "full_name_3_contract"]);
    let status = project.run(&["status", "--json"]).ends(1).json();
    assert_eq!(status["gate"]["gate"], "full_name", "{status}");
    let again = project.run(&["deploy", "--json"]).ends(0).json();
    assert_eq!(
        (again["applied"].as_array().map(Vec::len), &again["gate"]["behind"]),
        (Some(0), &0.into()),
        "{again}"
    );
    project.run(&["deploy", "--pass-gate", "other"]).ends(0).says(&["Nothing to apply in front of the gate"]);

    project.run(&["deploy", "--pass-gate", "full_name"]).ends(0).says(&["3_contract"]);
    let status = project.run(&["status", "--json"]).ends(0).json();
    assert_eq!(status.get("gate"), None, "{status}");
    assert_eq!(number(&project, "SELECT count(*) FROM \"Person\" WHERE \"fullName\" IN ('old', 'new')"), 2);
    run(&project, &["diff", "live", "prisma/schema.prisma", "--exit-code"]).ends(0);
}

#[test]
fn a_type_that_changes_in_phases_needs_its_gate_only_and_a_column_that_goes_more() {
    let project = project();
    schema(&project, "  name     String\n  score    Int @default(1)\n  note     String?\n");
    project.run(&["dev", "--name", "score"]).ends(0);
    schema(&project, "  name     String\n  score    BigInt @default(1)\n  note     String?\n");
    project.run(&["dev", "--phased", "--create-only", "--name", "big"]).ends(0);
    project.run(&["deploy"]).ends(0).says(&["waits for the gate big"]);
    project.run(&["deploy", "--pass-gate", "big"]).ends(0).says(&["3_contract"]);
    assert_eq!(number(&project, "SELECT count(*) FROM \"Person\" WHERE score = 1"), ROWS);
    project.run_sql("UPDATE \"Person\" SET note = 'x'");
    schema(&project, "  name     String\n  score    BigInt @default(1)\n");
    let made = ["dev", "--phased", "--create-only", "--name", "gone", "--accept-data-loss"];
    let made = project.run(&made);
    assert_eq!(made.status, 0, "{made:?}");
    project.run(&["deploy", "--pass-gate", "gone"]).ends(6).says(&["the values of Person.note"]);
    project.run(&["deploy", "--pass-gate", "gone", "--allow-destructive"]).ends(0);
    run(&project, &["diff", "live", "prisma/schema.prisma", "--exit-code"]).ends(0);
}

#[test]
fn a_backfill_that_is_killed_is_gone_on_with_where_it_was() {
    let project = project();
    settings(&project, "online");
    schema(&project, TOKEN);
    project.run(&["dev", "--create-only", "--name", "token"]).ends(0);
    let mut running = project.start(&["deploy"]);
    assert!(running.until(&["step.progress", "\"batches\":5"]));
    running.kill();
    let before = project.rows("SELECT id, token FROM \"Person\" WHERE token IS NOT NULL ORDER BY id");
    assert!((500..ROWS).contains(&before.len()), "{}", before.len());
    project.run(&["status"]).ends(1).says(&["Failed", "_token"]);
    project.run(&["deploy", "--lock-timeout", "60"]).ends(4).says(&["P3009", "resume"]);
    project.run(&["resume"]).ends(0);
    is_filled(&project);
    let after = project.rows("SELECT id, token FROM \"Person\" ORDER BY id");
    assert_eq!(after[..before.len()], before[..], "what was filled stays");
    project.run(&["status"]).ends(0);
    run(&project, &["diff", "live", "prisma/schema.prisma", "--exit-code"]).ends(0);
}

#[test]
fn a_push_fills_in_batches_and_goes_on_after_a_kill() {
    let project = project();
    settings(&project, "online");
    schema(&project, TOKEN);
    let mut child =
        program(&project, &["db", "push"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let filled = || {
        let there = "SELECT count(*) FROM information_schema.columns WHERE column_name = 'token'";
        if number(&project, there) == 0 { 0 } else { number(&project, "SELECT count(token) FROM \"Person\"") }
    };
    while filled() < 300 {
        assert_eq!(child.try_wait().unwrap(), None, "it came to its end in one batch");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let before = project.rows("SELECT id, token FROM \"Person\" WHERE token IS NOT NULL ORDER BY id");
    assert!((300..ROWS).contains(&before.len()), "{}", before.len());
    run(&project, &["db", "push"]).ends(0).says(&["is now as the schema says"]);
    is_filled(&project);
    let after = project.rows("SELECT id, token FROM \"Person\" ORDER BY id");
    assert_eq!(after[..before.len()], before[..], "what was filled stays");
    run(&project, &["db", "push"]).ends(0).says(&["is as the schema says"]);
    run(&project, &["diff", "live", "prisma/schema.prisma", "--exit-code"]).ends(0);
}

#[test]
fn an_interrupt_stops_a_push_between_batches() {
    let project = project();
    settings(&project, "online");
    schema(&project, TOKEN);
    let child =
        program(&project, &["db", "push"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while number(
        &project,
        "SELECT count(*) FROM information_schema.columns WHERE column_default LIKE '%uuid%'",
    ) == 0
    {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let ended = ran(child.wait_with_output().unwrap());
    ended.ends(130).says(&[
        "stopped in step",
        "so do the rows that are filled",
        "`parallax db push` goes on",
    ]);
    run(&project, &["db", "push"]).ends(0);
    is_filled(&project);
}

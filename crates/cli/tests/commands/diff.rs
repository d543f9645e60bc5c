//! `parallax diff`

use crate::project::{BROKEN, NEW, OLD, Project, all};
use insta::assert_snapshot;
use std::io::Read;
use std::process::Stdio;

fn project() -> Project {
    Project::new(&[("old.prisma", OLD), ("new.prisma", NEW), ("broken.prisma", BROKEN)])
}

#[test]
fn sql_is_what_a_pipe_gets() {
    assert_snapshot!(project().run(&["diff", "old.prisma", "new.prisma"]));
}

#[test]
fn nothing_to_do() {
    let project = project();
    assert_snapshot!(all([
        project.run(&["diff", "old.prisma", "old.prisma", "--exit-code"]),
        project.run(&["diff", "old.prisma", "old.prisma", "--format", "summary"]),
        project.run(&["diff", "old.prisma", "old.prisma", "--format", "markdown"]),
        project.run(&["diff", "--from", "empty", "--to", "empty", "--target", "sqlite"]),
    ]));
}

#[test]
fn a_summary_tells_reasons_and_lines() {
    assert_snapshot!(project().run(&["diff", "old.prisma", "new.prisma", "--format", "summary"]));
}

#[test]
fn colours_when_asked_for() {
    let args = ["diff", "old.prisma", "old.prisma", "--format", "summary", "--color", "always"];
    let answer = project().stdout(&args);
    assert_snapshot!(answer.replace('\u{1b}', "ESC"));
}

#[test]
fn markdown_for_a_pull_request() {
    assert_snapshot!(project().run(&["diff", "old.prisma", "new.prisma", "--format", "markdown"]));
}

#[test]
fn json_holds_every_fact() {
    assert_snapshot!(project().run(&[
        "diff",
        "old.prisma",
        "new.prisma",
        "--format",
        "json",
        "--target",
        "sqlite@3.45"
    ]));
}

#[test]
fn a_declared_rename_keeps_the_values() {
    let project = project();
    project.write("answers.json", r#"{"renames": {"User.name": "User.fullName"}}"#);
    project.write("answers.toml", "[renames]\n\"User.name\" = \"fullName\"\n");
    let diff = |extra: &[&str]| project.stdout(&[&["diff", "old.prisma", "new.prisma"], extra].concat());
    let renamed = diff(&["--rename", "User.name=User.fullName"]);
    assert!(renamed.contains("RENAME COLUMN") && !renamed.contains("DROP"), "{renamed}");
    assert_eq!(diff(&["--rename", "User.name=fullName"]), renamed);
    assert_eq!(diff(&["--renames", "answers.json"]), renamed);
    assert_eq!(diff(&["--renames", "answers.toml"]), renamed);
    project.write("parallax.toml", "[renames]\n\"User.name\" = \"User.fullName\"\n\"Gone.a\" = \"Gone.b\"\n");
    assert_eq!(diff(&[]), renamed);
    assert_snapshot!(all([
        project.run(&["diff", "old.prisma", "new.prisma", "--rename", "User.nme=User.fullName"]),
        project.run(&["diff", "old.prisma", "new.prisma", "--rename", "User.name"]),
    ]));
}

#[test]
fn exit_codes_tell_the_kind_of_difference() {
    let project = project();
    let status = |from: &str, to: &str, extra: &[&str]| {
        project.output(&[&["diff", from, to], extra].concat()).status.code()
    };
    let tell = &["--exit-code"][..];
    assert_eq!(status("old.prisma", "new.prisma", &[]), Some(0));
    assert_eq!(status("old.prisma", "old.prisma", tell), Some(0));
    assert_eq!(status("empty", "new.prisma", tell), Some(2));
    assert_eq!(status("old.prisma", "new.prisma", tell), Some(3));
    assert_eq!(status("old.prisma", "missing.prisma", tell), Some(1));
}

#[test]
fn what_is_denied_is_shown_and_fails() {
    let project = project();
    assert_snapshot!(project.run(&[
        "diff",
        "old.prisma",
        "new.prisma",
        "--deny",
        "destructive",
        "--format",
        "summary"
    ]));
    let status = |args: &[&str]| project.output(args).status.code();
    assert_eq!(status(&["diff", "empty", "new.prisma", "--deny", "caution"]), Some(0));
    project.write("parallax.toml", "deny = \"destructive\"\n");
    assert_eq!(status(&["diff", "old.prisma", "new.prisma"]), Some(1));
    assert_eq!(status(&["diff", "empty", "new.prisma"]), Some(0));
}

#[test]
fn output_goes_to_a_file_as_a_whole() {
    let project = project();
    let answer = project.run(&["diff", "old.prisma", "new.prisma", "-o", "out/plan.json"]);
    assert!(answer.contains("PX0017") && answer.contains("status 1"), "{answer}");
    assert_eq!(project.run(&["diff", "old.prisma", "new.prisma", "-o", "plan.json"]).lines().count(), 2);
    assert!(project.read("plan.json").starts_with("{\n  \"version\": 1"));
    project.output(&["diff", "old.prisma", "new.prisma", "-o", "plan.md"]);
    assert!(project.read("plan.md").starts_with("### "));
    project.output(&["diff", "old.prisma", "new.prisma", "-o", "plan.sql"]);
    assert!(project.read("plan.sql").starts_with("-- Target"));
    assert_eq!(
        project.files(),
        ["broken.prisma", "new.prisma", "old.prisma", "plan.json", "plan.md", "plan.sql"]
    );
}

#[test]
fn errors_of_a_schema_stop_the_plan() {
    let project = project();
    assert_snapshot!(all([
        project.run(&["diff", "old.prisma", "broken.prisma", "-o", "plan.sql"]),
        project.run(&["diff", "broken.prisma", "broken.prisma", "--format", "json"]),
    ]));
    assert!(!project.files().contains(&"plan.sql".to_owned()));
}

#[test]
fn targets_are_named_or_follow_from_the_schema() {
    let project = project();
    project.write("mysql.prisma", OLD.replace("sqlite", "mysql"));
    project.write("mongodb.prisma", "datasource db {\n  provider = \"mongodb\"\n}\n");
    project.write("none.prisma", "model A {\n  id Int @id\n}\n");
    assert_snapshot!(all([
        project.run(&["diff", "empty", "empty"]),
        project.run(&["diff", "empty", "none.prisma"]),
        project.run(&["diff", "old.prisma", "mysql.prisma"]),
        project.run(&["diff", "empty", "old.prisma", "--target", "mysql@8"]),
        project.run(&["diff", "empty", "old.prisma", "--target", "sqlit"]),
        project.run(&["diff", "empty", "old.prisma", "--target", "sqlite@new"]),
        project.run(&["diff", "empty", "mongodb.prisma"]),
    ]));
}

#[test]
fn standard_input_is_a_source() {
    let project = project();
    let answer = project.run_with_stdin(&["diff", "old.prisma", "-"], OLD.as_bytes());
    assert!(answer.contains("empty migration"), "{answer}");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let project = Project::new(&[]);
    let mut schema = String::from("datasource db {\n  provider = \"sqlite\"\n}\n");
    for number in 0..2000 {
        schema.push_str(&format!("\nmodel M{number} {{\n  id Int @id\n}}\n"));
    }
    project.write("big.prisma", schema);
    let mut command = project.command(&["diff", "empty", "big.prisma"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

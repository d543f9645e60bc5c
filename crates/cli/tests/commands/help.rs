//! The texts of help, and mistakes in the command line.

use crate::project::{Project, all};
use insta::assert_snapshot;

#[test]
fn help_of_every_command() {
    let project = Project::new(&[]);
    assert_snapshot!(all([
        project.run(&["--help"]),
        project.run(&["diff", "--help"]),
        project.run(&["plan", "--help"]),
        project.run(&["validate", "--help"]),
        project.run(&["format", "--help"]),
        project.run(&["ir", "--help"]),
        project.run(&["explain", "--help"]),
        project.run(&["generate", "--help"]),
        project.run(&["migrate", "diff", "-h"]),
        project.run(&["version"]),
    ]));
}

#[test]
fn mistakes_end_with_2_and_what_is_not_built_with_69() {
    let project = Project::new(&[("a.sql", ""), ("b.sql", "")]);
    assert_snapshot!(all([
        project.run(&["dif"]),
        project.run(&["diff", "--formt", "sql"]),
        project.run(&["diff", "a", "b", "--format", "xml"]),
        project.run(&["migrate", "diff", "--from-empty"]),
        project.run(&["db", "pull", "--url", "postgresql://u:secret@h/db", "--print"]),
        project.run(&["diff", "a.sql", "b.sql"]),
        project.run(&["migrate", "dev", "--name", "init"]),
    ]));
}

#[test]
fn secrets_in_arguments_are_not_repeated() {
    let project = Project::new(&[]);
    let answer = project.run(&["diff", "--from-url=postgresql://u:secret@h/db"]);
    let (_, answer) = answer.split_once('\n').unwrap();
    assert!(!answer.contains("secret"), "{answer}");
    assert!(answer.contains("--status 2") || answer.contains("--- status 2"), "{answer}");
}

#[test]
fn completions_are_written_for_every_shell() {
    let project = Project::new(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(project.stdout(&["completions", shell]).contains("parallax"), "{shell}");
    }
}

#[test]
fn explain_tells_of_one_rule_or_lists_all() {
    let project = Project::new(&[]);
    assert_snapshot!(all([project.run(&["explain", "px0013"]), project.run(&["explain", "not-formated"])]));
    let list = project.stdout(&["explain"]);
    assert!(list.lines().all(|line| line.starts_with("PX")), "{list}");
    let json: serde_json::Value =
        serde_json::from_str(&project.stdout(&["explain", "--format", "json"])).unwrap();
    assert_eq!(json.as_array().unwrap().len(), list.lines().count());
}

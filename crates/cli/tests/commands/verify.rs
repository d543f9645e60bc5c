//! `parallax verify`, on SQLite.

use crate::project::{OLD, Project, all};
use insta::assert_snapshot;

#[test]
fn a_plan_is_good_for_the_state_that_it_was_made_for() {
    let project = Project::new(&[("schema.prisma", OLD)]);
    project.output(&["db", "push", "--url", "file:./dev.db"]);
    project.write("schema.prisma", OLD.replace("name String", "name String\n  age  Int?"));
    let plan = ["plan", "--url", "file:./dev.db", "--format", "json", "-o", "plan.json"];
    assert!(project.output(&plan).status.success());
    let verify = ["verify", "plan.json", "--url", "file:./dev.db"];
    let mut told = vec![project.run(&verify)];
    project.write("more.sql", "ALTER TABLE User ADD COLUMN extra TEXT;");
    project.output(&["db", "execute", "--url", "file:./dev.db", "--file", "more.sql"]);
    told.push(project.run(&verify));
    told.push(project.run(&["verify", "plan.json", "--url", "file:./dev.db", "--json"]));
    project.write("less.sql", "ALTER TABLE User DROP COLUMN extra; ALTER TABLE User ADD COLUMN age INTEGER;");
    project.output(&["db", "execute", "--url", "file:./dev.db", "--file", "less.sql"]);
    told.push(project.run(&verify));
    project.write("plan.json", "{\"version\": 2}");
    told.push(project.run(&verify));
    assert_snapshot!(told.join("\n"));
}

#[test]
fn without_a_plan_nothing_is_verified() {
    let project = Project::new(&[("schema.prisma", OLD)]);
    assert_snapshot!(all([project.run(&["verify", "plan.json"]), project.run(&["verify"])]));
}

//! A server that falls and comes back in the middle of a deploy. By itself: it disturbs all that use that server.

#[path = "deploy/project.rs"]
#[allow(dead_code)]
mod project;

use project::{Kind, Project};
use std::process::Command;
use std::time::Duration;

/// When one process of PostgreSQL is killed, all others are ended, and the server recovers as after a power cut.
#[test]
fn postgres_restarts_in_the_middle_of_a_migration() {
    let project = Project::new(Kind::Postgres);
    // The servers of tests may lose the last commits when they fall; this one must not.
    let database = project.rows("SELECT current_database()").concat();
    project.run_sql(&format!("ALTER DATABASE {database} SET synchronous_commit = on"));
    project.migration("1_a", "CREATE TABLE a (id INT);");
    project.run(&["deploy"]).ends(0);
    project.migration("2_b", "CREATE TABLE b (id INT);\nSELECT pg_sleep(60);\nCREATE TABLE c (id INT);\n");
    let mut running = project.start(&["deploy"]);
    assert!(running.until(&["2_b", "step.started", "\"step\":2,"]));
    let mut other = project.open();
    let sleeping = "SELECT pid FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'";
    let pid = (0..100).find_map(|_| {
        std::thread::sleep(Duration::from_millis(50));
        other.query(sleeping).unwrap().single().map(str::to_owned)
    });
    assert!(Command::new("kill").args(["-KILL", &pid.unwrap()]).status().unwrap().success());
    running.wait().ends(7).says(&["2_b", "P1017"]);
    let up = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        project.run(&["status"]).status == 1
    });
    assert!(up);
    assert_eq!(project.history(), ["1_a finished 1"]);
    project.migration("2_b", "CREATE TABLE b (id INT);\nCREATE TABLE c (id INT);\n");
    project.run(&["deploy"]).ends(0);
    assert_eq!(project.history(), ["1_a finished 1", "2_b finished 1"]);
    project.run(&["status"]).ends(0);
}

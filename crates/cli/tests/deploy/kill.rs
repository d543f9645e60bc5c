//! The program is killed at every step of a migration of twenty: nothing is done twice, nothing is lost, what is said is
//! true, and the next command goes on.

use crate::project::{Kind, Project};

/// Ten tables, and a row for each that would show if it came twice.
fn twenty_steps() -> String {
    let step =
        |n: usize| format!("CREATE TABLE t{n} (id INT PRIMARY KEY);\nINSERT INTO done VALUES ({n});\n");
    (1..=10).map(step).collect()
}

fn project(kind: Kind) -> Project {
    let project = Project::new(kind);
    project.migration("1_base", "CREATE TABLE done (n INT);\n");
    project.run(&["deploy"]).ends(0);
    project.migration("2_steps", twenty_steps());
    project
}

fn done(project: &Project) -> Vec<usize> {
    project.rows("SELECT n FROM done ORDER BY n").iter().map(|row| row.parse().unwrap()).collect()
}

/// All of it once, and a history that another tool reads as well.
fn complete(project: &Project) {
    assert_eq!(done(project), (1..=10).collect::<Vec<_>>());
    let tables: Vec<String> = (1..=10).map(|n| format!("SELECT count(*) FROM t{n}")).collect();
    assert_eq!(project.rows(&tables.join(" UNION ALL ")).len(), 10);
    let applied: Vec<String> =
        project.history().into_iter().filter(|row| !row.contains("rolled back")).collect();
    assert_eq!(applied, ["1_base finished 1", "2_steps finished 1"]);
    assert_eq!(
        project.rows(
            "SELECT count(*) FROM _prisma_migrations WHERE logs IS NOT NULL AND finished_at IS NOT NULL"
        ),
        ["0"]
    );
    project.run(&["status"]).ends(0);
}

/// Where a script is one transaction, a kill leaves no trace, and `deploy` simply applies it.
fn nothing_stays(kind: Kind) {
    let mut killed = 0;
    for step in 1..=20 {
        let project = project(kind);
        let mut running = project.start(&["deploy"]);
        assert!(running.until(&["step.started", &format!("\"step\":{step},")]));
        running.kill();
        let status = project.run(&["status", "--json"]);
        if status.status == 0 {
            // It came to its end before the kill came to it.
            complete(&project);
            continue;
        }
        killed += 1;
        let status = status.ends(1).json();
        assert_eq!(status["pending"], serde_json::json!(["2_steps"]), "killed at step {step}");
        assert!(done(&project).is_empty(), "killed at step {step}");
        project.run(&["deploy", "--lock-timeout", "60"]).ends(0);
        complete(&project);
    }
    assert!(killed >= 10, "only {killed} of 20 were killed in time");
}

#[test]
fn postgres_keeps_nothing_of_a_migration_that_was_killed() {
    nothing_stays(Kind::Postgres);
}

#[test]
fn sqlite_keeps_nothing_of_a_migration_that_was_killed() {
    nothing_stays(Kind::Sqlite);
}

#[test]
fn mysql_goes_on_where_it_was_killed() {
    let mut killed = 0;
    for step in 1..=20 {
        let project = project(Kind::MySql);
        let mut running = project.start(&["deploy"]);
        let word = if step % 2 == 0 { "step.finished" } else { "step.started" };
        assert!(running.until(&["2_steps", word, &format!("\"step\":{step},")]));
        running.kill();
        // What the killed connection still does, it does under its lock.
        let deploy = project.run(&["deploy", "--lock-timeout", "60"]);
        if deploy.status == 0 {
            // It came to its end before the kill came to it.
            complete(&project);
            continue;
        }
        killed += 1;
        deploy.ends(4).says(&["P3009", "2_steps", "of 20 statements are done"]);
        let status = project.run(&["status", "--json"]).ends(1).json();
        assert_eq!(status["failed"], serde_json::json!(["2_steps"]));
        let told = status["failures"][0]["done"].as_u64().unwrap() as usize;
        // Every second statement leaves a row: what is told is what is there.
        assert_eq!(done(&project).len(), told / 2, "killed at step {step}, told {told}");
        project.run(&["resume"]).ends(0);
        complete(&project);
    }
    assert!(killed >= 10, "only {killed} of 20 were killed in time");
}

#[test]
fn postgres_goes_on_where_it_was_killed_outside_of_transactions() {
    for step in [1, 2, 3, 4, 5] {
        let project = Project::new(Kind::Postgres);
        project.migration("1_base", "CREATE TABLE done (n INT);\nCREATE TABLE t (a INT);");
        project.run(&["deploy"]).ends(0);
        project.migration(
            "2_steps",
            "INSERT INTO done VALUES (1);\nCREATE INDEX CONCURRENTLY i ON t (a);\nINSERT INTO done VALUES (2);\nCREATE \
             UNIQUE INDEX CONCURRENTLY j ON t (a);\nINSERT INTO done VALUES (3);\n",
        );
        let mut running = project.start(&["deploy"]);
        assert!(running.until(&["2_steps", "step.started", &format!("\"step\":{step},")]));
        running.kill();
        let deploy = project.run(&["deploy", "--lock-timeout", "60"]);
        if step == 5 && deploy.status == 0 {
            // It came to its end before the kill came to it.
            continue;
        }
        deploy.ends(4).says(&["P3009"]);
        let status = project.run(&["status", "--json"]).ends(1).json();
        let told = status["failures"][0]["done"].as_u64().unwrap() as usize;
        assert_eq!(done(&project).len(), told.div_ceil(2), "killed at step {step}, told {told}");
        project.run(&["resume"]).ends(0);
        assert_eq!(done(&project), [1, 2, 3]);
        assert_eq!(
            project.rows("SELECT relname, indisvalid FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE relname IN ('i', 'j') ORDER BY 1"),
            ["i t", "j t"]
        );
        project.run(&["status"]).ends(0);
    }
}

#[test]
fn an_interrupt_stops_between_steps_and_says_what_was_done() {
    let project = project(Kind::MySql);
    let mut running = project.start(&["deploy"]);
    assert!(running.until(&["2_steps", "step.started", "\"step\":3,"]));
    running.interrupt();
    running.wait().ends(130).says(&["2_steps", "stopped before statement", "done and recorded", "resume"]);
    project.run(&["resume"]).ends(0);
    complete(&project);

    let project = self::project(Kind::Postgres);
    let mut running = project.start(&["deploy"]);
    assert!(running.until(&["2_steps", "step.started", "\"step\":3,"]));
    running.interrupt();
    running.wait().ends(130).says(&["2_steps", "nothing of it stays", "deploy"]);
    project.run(&["deploy"]).ends(0);
    complete(&project);
}

//! `parallax db push`, `execute` and `seed`, on SQLite.

use crate::project::{Project, all};
use insta::assert_snapshot;

const SCHEMA: &str = "\
datasource db {
  provider = \"sqlite\"
  url      = env(\"DATABASE_URL\")
}

model User {
  id    Int     @id
  email String?
}
";

fn project() -> Project {
    Project::new(&[("prisma/schema.prisma", SCHEMA), (".env", "DATABASE_URL=\"file:./dev.db\" # here\n")])
}

#[test]
fn a_push_asks_the_rows_first() {
    let project = project();
    let push = |schema: &str, args: &[&str]| {
        project.write("prisma/schema.prisma", schema);
        project.run(&[&["db", "push", "--json"], args].concat())
    };
    let first = push(SCHEMA, &["--dry-run", "--url", "file:none.db"]);
    let created = push(SCHEMA, &[]);
    project.write("rows.sql", "INSERT INTO User VALUES (1, 'a@b'), (2, NULL);\n");
    let rows = project.run(&["db", "execute", "--file", "rows.sql"]);
    let without = SCHEMA.replace("  email String?\n", "");
    let required = SCHEMA.replace("email String?", "email String");
    assert_snapshot!(all([
        first,
        created,
        push(SCHEMA, &[]),
        rows,
        push(&required, &[]),
        push(&without, &[]),
        push(&without, &["--accept-data-loss", "--dry-run"]),
        push(&without, &["--accept-data-loss"]),
        push(&without, &[]),
        push(SCHEMA, &["--force-reset"]),
    ]));
}

#[test]
fn people_see_the_plan_and_what_is_at_stake() {
    let project = project();
    project.run(&["db", "push"]);
    project.write("rows.sql", "INSERT INTO User VALUES (1, 'a@b'), (2, NULL);\n");
    project.run(&["db", "execute", "--file", "rows.sql"]);
    project.write("prisma/schema.prisma", SCHEMA.replace("  email String?\n", ""));
    assert_snapshot!(project.run(&["db", "push"]));
}

#[test]
fn a_script_that_fails_shows_where() {
    let project = project();
    project.run(&["db", "push"]);
    project.write("wrong.sql", "SELECT 1;\nINSERT INTO Nobody VALUES (1);\n");
    assert_snapshot!(all([
        project.run(&["db", "execute", "--file", "wrong.sql", "--url", "file:prisma/dev.db"]),
        project.run(&["db", "execute", "--file", "wrong.sql", "--json"]),
        project.run(&["db", "execute", "--file", "missing.sql"]),
        project.run(&["db", "execute"]),
    ]));
}

#[test]
fn what_cannot_be_reached_says_so_without_secrets() {
    let project = project();
    let url = "postgresql://u:hidden@127.0.0.1:1/x";
    let push = |args: &[&str]| {
        let answer = project.run(&[&["db", "push", "--url", url], args].concat());
        answer.replace(&format!("--url {url}"), "--url …")
    };
    let answers = all([push(&[]), push(&["--json"])]);
    assert!(!answers.contains("hidden"), "{answers}");
    assert_snapshot!(answers);
}

#[test]
fn the_seed_ends_with_the_status_of_its_command() {
    let project = project();
    let none = project.run(&["db", "seed"]);
    project.write("seed.sh", "echo seeding \"$@\" to $DATABASE_URL; exit 3\n");
    project.write("package.json", "{\"prisma\": {\"seed\": \"/bin/sh seed.sh\"}}");
    let package = project.run(&["db", "seed", "--", "--small", "two words"]);
    project.write("prisma.config.ts", "export default { migrations: { seed: 'no-such-program' } }");
    assert_snapshot!(all([
        none,
        package,
        project.run(&["db", "seed"]),
        project.run(&["db", "seed", "--dry-run", "--json"])
    ]));
}

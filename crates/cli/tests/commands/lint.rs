//! `parallax lint`

use crate::project::{Project, all};
use insta::assert_snapshot;

const SCHEMA: &str = "\
datasource db {
  provider = \"postgresql\"
}

model accounts {
  id    BigInt  @id
  price Float
  posts posts[]
}

model posts {
  id        BigInt   @id
  accountId BigInt   @map(\"account_id\")
  account   accounts @relation(fields: [accountId], references: [id])
}
";

#[test]
fn a_schema_in_every_form() {
    let project = Project::new(&[("prisma/schema.prisma", SCHEMA)]);
    assert_snapshot!(all([
        project.run(&["lint"]),
        project.run(&["lint", "--deny", "warning", "--format", "github"]),
        project.run(&["lint", "prisma/schema.prisma", "--format", "json"]),
    ]));
    let log: serde_json::Value =
        serde_json::from_str(&project.stdout(&["lint", "--format", "sarif"])).unwrap();
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), 2);
}

#[test]
fn what_can_be_mended_is() {
    let project = Project::new(&[
        ("prisma/schema.prisma", SCHEMA),
        ("change.sql", "ALTER TABLE users ADD CONSTRAINT positive CHECK (age > 0);\n"),
        ("index.sql", "CREATE INDEX users_age ON users (age);\n"),
    ]);
    assert_snapshot!(all([
        project.run(&["lint", "--fix"]),
        project.run(&["lint", "change.sql", "--target", "postgresql@16", "--fix"]),
        project.run(&["lint", "change.sql", "--target", "postgresql@16"]),
        project.run(&["lint", "index.sql", "--target", "postgresql@16", "--fix"]),
    ]));
    assert_snapshot!(project.read("index.sql"));
    assert_snapshot!(project.read("prisma/schema.prisma"));
    assert_snapshot!(project.read("change.sql"));
}

#[test]
fn a_change_of_a_schema() {
    let after = SCHEMA.replace("  price Float\n", "  code  Int\n");
    let project = Project::new(&[("a.prisma", SCHEMA), ("b.prisma", &after)]);
    assert_snapshot!(all([
        project.run(&["lint", "--from", "a.prisma", "--to", "b.prisma"]),
        project.run(&["lint", "--from", "a.prisma", "--to", "a.prisma"]),
    ]));
}

#[test]
fn rules_are_set_for_the_project_and_for_files() {
    let settings = "\
[lint]
deny = \"info\"

[lint.rules]
float-money = \"error\"
fk-missing-index = \"off\"
too-many-indexes = { severity = \"warning\", limit = 0 }

[[lint.overrides]]
paths = [\"old/**\"]
rules = { truncate = \"off\" }
";
    let project = Project::new(&[
        ("parallax.toml", settings),
        ("prisma/schema.prisma", SCHEMA),
        ("old/a.sql", "TRUNCATE sessions;\n"),
        ("new/a.sql", "TRUNCATE sessions;\n"),
    ]);
    assert_snapshot!(all([
        project.run(&["lint", "--format", "github"]),
        project.run(&["lint", "old/a.sql", "new/a.sql", "--target", "mysql", "--format", "github"]),
    ]));
    for wrong in [
        "[lint.rules]\ndrop-tabel = \"off\"\n",
        "[lint.rules]\ntruncate = \"loud\"\n",
        "[lint.rules]\ntruncate = { limit = 1 }\n",
    ] {
        project.write("parallax.toml", wrong);
        assert_eq!(project.output(&["lint"]).status.code(), Some(1), "{wrong}");
    }
}

#[test]
fn comments_switch_rules_off_with_a_reason() {
    let schema = SCHEMA
        .replace("  price Float", "  price Float // parallax-ignore float-money: of weights, not of money")
        .replace("model posts", "// parallax-ignore PX7603, PX7999: the table stays small\nmodel posts")
        .replace("  posts posts[]", "  posts posts[] // parallax-ignore drop-table");
    let sql = "\
-- parallax-ignore truncate: filled again below
TRUNCATE totals;

TRUNCATE others; -- parallax-ignore PX7013: filled by the job

-- parallax-ignore PX7013: nothing here
DELETE FROM totals WHERE id = 1;
";
    let project = Project::new(&[("prisma/schema.prisma", &schema), ("change.sql", sql)]);
    assert_snapshot!(all([
        project.run(&["lint"]),
        project.run(&["lint", "change.sql", "--target", "mysql", "--format", "github"]),
    ]));
}

#[test]
fn migrations_of_a_folder() {
    let project = Project::new(&[
        ("prisma/schema.prisma", SCHEMA),
        ("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n"),
        ("prisma/migrations/1_a/migration.sql", "CREATE TABLE accounts (id bigint PRIMARY KEY);\n"),
        ("prisma/migrations/2_b/migration.sql", "DROP TABLE accounts CASCADE;\n"),
    ]);
    assert_snapshot!(all([
        project.run(&["lint", "--migrations", "prisma/migrations"]),
        project.run(&["lint", "--format", "github"]),
    ]));
}

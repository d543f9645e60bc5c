//! `parallax validate`

use crate::project::{BROKEN, OLD, Project, all};
use insta::assert_snapshot;

#[test]
fn a_valid_schema() {
    let project = Project::new(&[("schema.prisma", OLD)]);
    assert_snapshot!(all([
        project.run(&["validate", "schema.prisma"]),
        project.run(&["validate"]),
        project.run(&["validate", "--quiet"]),
        project.run(&["validate", "--format", "json"]),
        project.run(&["validate", "--format", "github"]),
    ]));
}

#[test]
fn a_broken_schema_in_every_form() {
    let project = Project::new(&[("schema.prisma", BROKEN)]);
    assert_snapshot!(all([
        project.run(&["validate"]),
        project.run(&["validate", "--format", "json"]),
        project.run(&["validate", "--format", "github"]),
    ]));
    let log: serde_json::Value =
        serde_json::from_str(&project.stdout(&["validate", "--format", "sarif"])).unwrap();
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["level"], "error");
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], 7);
}

#[test]
fn several_files_are_one_schema() {
    let post = "model Post {\n  id     Int  @id\n  userId Int\n  user   User @relation(fields: [userId], references: [id])\n}\n";
    let user = OLD.replace("name String", "posts Post[]");
    let project =
        Project::new(&[("prisma/schema/user.prisma", &user), ("prisma/schema/blog/post.prisma", post)]);
    assert_snapshot!(all([
        project.run(&["validate"]),
        project.run(&["validate", "prisma/schema/user.prisma", "prisma/schema/blog/post.prisma"]),
        project.run(&["validate", "--schema", "prisma/schema/user.prisma", "--format", "github"]),
    ]));
}

#[test]
fn the_project_says_where_its_schema_is() {
    let project = Project::new(&[
        ("db/main.prisma", OLD),
        (
            "prisma.config.ts",
            "import { defineConfig } from 'prisma/config'\nexport default defineConfig({ schema: 'db/main.prisma' })\n",
        ),
    ]);
    assert_snapshot!(all([
        project.run(&["validate"]),
        project.run(&["validate", "--config", "prisma.config.ts"]),
    ]));
}

#[test]
fn passwords_are_not_shown() {
    let schema = "datasource db {\n  provider = \"postgresql\"\n  url = \"mysql://root:secret@host/db\"\n}\n";
    let project = Project::new(&[("schema.prisma", schema)]);
    for format in ["human", "json", "sarif", "github"] {
        let answer = project.run(&["validate", "--format", format]);
        assert!(!answer.contains("secret"), "{answer}");
    }
}

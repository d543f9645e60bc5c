//! `parallax generate`: programs that speak the generator protocol, and those that do not.

use crate::project::{Project, all};
use insta::assert_snapshot;
use serde_json::Value;

/// A generator in the shell: it writes what it was told into its output, which is a folder here.
const ECHO: &str = r#"#!/bin/sh
read -r manifest
echo "a line that is no answer" >&2
echo '{"jsonrpc":"2.0","id":1,"result":{"manifest":{"prettyName":"Echo","defaultOutput":"./default"}}}' >&2
read -r options
folder=$(printf '%s' "$options" | sed 's/.*"generator":{[^}]*},"output":{[^}]*"value":"\([^"]*\)".*/\1/')
mkdir -p "$folder"
printf '%s\n' "$manifest" > "$folder/manifest.json"
printf '%s\n' "$options" > "$folder/options.json"
echo '{"jsonrpc":"2.0","id":2}' >&2
"#;

const SCHEMA: &str = r#"
datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}

generator echo {
  provider        = "./echo.sh"
  output          = "../out/echo"
  previewFeatures = ["views"]
  list            = ["a", "b"]
  number          = 3
}

generator other {
  provider = env("OTHER")
}

/// Somebody.
model User {
  id    Int    @id @default(autoincrement())
  email String @unique
  posts Post[]
}

model Post {
  id       Int  @id
  author   User @relation(fields: [authorId], references: [id], onDelete: Cascade)
  authorId Int
}

enum Role {
  ADMIN
}
"#;

fn project(schema: &str) -> Project {
    let project = Project::new(&[("prisma/schema.prisma", schema)]);
    program(&project, "echo.sh", ECHO);
    project
}

fn program(project: &Project, name: &str, text: &str) {
    project.write(name, text);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(project.path(name), std::fs::Permissions::from_mode(0o755)).unwrap();
    }
}

fn with_generator(provider: &str, more: &str) -> String {
    format!(
        "datasource db {{\n  provider = \"sqlite\"\n}}\n\ngenerator one {{\n  provider = \"{provider}\"\n{more}}}\n\nmodel A {{\n  id Int @id\n}}\n"
    )
}

fn options(project: &Project, path: &str) -> Value {
    let line: Value = serde_json::from_str(&project.read(path)).unwrap();
    assert_eq!((&line["method"], &line["id"]), (&"generate".into(), &2.into()));
    line["params"].clone()
}

#[test]
#[cfg(unix)]
fn a_generator_is_told_everything() {
    let project = project(SCHEMA);
    project.write(".env", "OTHER=./echo.sh\n");
    let said = project.run_with_path(&["generate", "--generator", "echo"]);
    let manifest: Value = serde_json::from_str(&project.read("out/echo/manifest.json")).unwrap();
    let mut options = options(&project, "out/echo/options.json");
    assert_eq!(options["dmmf"]["datamodel"]["models"][0]["documentation"], "Somebody.");
    assert_eq!(options["datamodel"], SCHEMA);
    options["dmmf"] = "…".into();
    options["datamodel"] = "…".into();
    let root = project.root().to_string_lossy().into_owned();
    let text = |value: &Value| serde_json::to_string_pretty(value).unwrap().replace(&root, "ROOT");
    assert_snapshot!(all([said, text(&manifest), text(&options)]));
}

#[test]
#[cfg(unix)]
fn all_generators_run_and_the_answer_may_be_json() {
    let project = project(SCHEMA);
    project.write(".env", "OTHER=./echo.sh\n");
    let answer: Value =
        serde_json::from_slice(&project.command_with_path(&["generate", "--json"]).output().unwrap().stdout)
            .unwrap();
    assert_eq!(answer["types"], 3);
    let names: Vec<&str> =
        answer["generators"].as_array().unwrap().iter().filter_map(|of| of["name"].as_str()).collect();
    assert_eq!(names, ["echo", "other"]);
    assert!(project.path("prisma/default/options.json").is_file(), "the place of the generator's own");
}

#[test]
#[cfg(unix)]
fn what_goes_beyond_prisma_is_left_out() {
    let schema = "datasource db {\n  provider = \"postgresql\"\n}\n\ngenerator one {\n  provider = \"./echo.sh\"\n}\n\nmodel A {\n  id Int @id\n  n  Int //+ @check(sql`n > 0`)\n}\n";
    let project = project(schema);
    project.run_with_path(&["generate"]);
    let options = options(&project, "prisma/default/options.json");
    let text = options["datamodel"].as_str().unwrap();
    assert!(text.contains("n  Int") && !text.contains("check"), "{text}");
}

#[test]
#[cfg(unix)]
fn what_can_go_wrong() {
    let project = project(&with_generator("no-such-program", ""));
    let missing = project.run_with_path(&["generate"]);
    assert!(missing.contains("PX0041") && missing.contains("no-such-program"), "{missing}");
    let mut said = Vec::new();
    let mut next = |provider: &str, more: &str, args: &[&str]| {
        project.write("prisma/schema.prisma", with_generator(provider, more));
        said.push(project.run_with_path(args));
    };
    let refuses = "#!/bin/sh\nread -r line\necho 'it is about to' >&2\necho '{\"id\":1,\"error\":{\"message\":\"no\"}}' >&2\n";
    program(&project, "refuses.sh", refuses);
    program(&project, "dies.sh", "#!/bin/sh\nread -r line\necho 'something broke' >&2\nexit 3\n");
    program(&project, "mute.sh", "#!/bin/sh\nsleep 60\n");
    let needs = "#!/bin/sh\nread -r line\necho '{\"id\":1,\"result\":{\"manifest\":{\"requiresGenerators\":[\"prisma-client-js\"]}}}' >&2\nread -r line\n";
    program(&project, "needs.sh", needs);
    let no_output =
        "#!/bin/sh\nread -r line\necho '{\"id\":1,\"result\":{\"manifest\":null}}' >&2\nread -r line\n";
    program(&project, "no_output.sh", no_output);
    next("./refuses.sh", "", &["generate"]);
    next("./dies.sh", "", &["generate"]);
    next("./mute.sh", "", &["generate", "--timeout", "1"]);
    next("./needs.sh", "", &["generate"]);
    next("./no_output.sh", "", &["generate"]);
    next("./no_output.sh", "  output = env(\"NOWHERE_TO_BE_SEEN\")\n", &["generate"]);
    next("./echo.sh", "", &["generate", "--generator", "two"]);
    assert_snapshot!(all(said));
}

#[test]
fn a_schema_without_generators_is_no_mistake() {
    let project = Project::new(&[("schema.prisma", crate::project::OLD)]);
    assert_snapshot!(project.run_with_path(&["generate"]));
}

#[test]
#[cfg(unix)]
fn migrate_dev_generates_unless_it_is_told_not_to() {
    let box_ = crate::sandbox::Sandbox::sqlite();
    program(&box_.project, "echo.sh", ECHO);
    box_.schema("generator echo {\n  provider = \"./echo.sh\"\n}\n\nmodel A {\n  id Int @id\n}\n");
    let options = box_.project.path("prisma/default/options.json");
    let run = |args: &[&str]| box_.project.command_with_path(args).status().unwrap().code();
    assert_eq!(run(&["migrate", "dev", "--name", "init", "--skip-generate"]), Some(0));
    assert!(!options.exists());
    assert_eq!(run(&["migrate", "dev", "--events", "events.jsonl"]), Some(0));
    assert!(options.is_file());
    let events = box_.project.read("events.jsonl");
    assert!(events.contains("\"client.generated\"") && events.contains("\"type_count\":1"), "{events}");
    box_.schema("generator lost {\n  provider = \"no-such-program\"\n}\n\nmodel B {\n  id Int @id\n}\n");
    assert_eq!(run(&["migrate", "dev", "--name", "next", "--yes", "--accept-data-loss"]), Some(1));
    assert_eq!(box_.names(), ["init", "next"], "the migration stands");
}

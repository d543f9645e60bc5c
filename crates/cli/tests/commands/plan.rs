//! `parallax plan`, and how long that may take.

use crate::project::Project;
use crate::sandbox::Sandbox;
use insta::assert_snapshot;
use parallax_testkit::servers::Server;

const BEFORE: &str = "\
datasource db {
  provider = \"postgresql\"
}

model User {
  id    Int     @id
  email String
  age   Int?
  posts Post[]
}

model Post {
  id     Int    @id
  userId Int?
  views  Int
  user   User?  @relation(fields: [userId], references: [id])
}

model Like {
  id     Int   @id
  postId Int?
}

model Old {
  id Int @id
}

model Unknown {
  id Int @id
}
";

/// An index, a required column, a type that has rows written anew, a foreign key, a column more, a table less, an index on
/// a table of which nothing is known.
const AFTER: &str = "\
datasource db {
  provider = \"postgresql\"
}

model User {
  id    Int     @id
  email String  @unique
  age   Int
  nick  String?
  posts Post[]
  likes Like[]
}

model Post {
  id     Int    @id
  userId Int?
  views  BigInt
  user   User?  @relation(fields: [userId], references: [id])
}

model Like {
  id     Int   @id
  postId Int?
  userId Int?
  user   User? @relation(fields: [userId], references: [id])
}

model Unknown {
  id   Int @id
  more Int

  @@index([id])
}
";

const STATISTICS: &str = "\
{
  \"version\": 1,
  \"kind\": \"statistics\",
  \"target\": \"postgresql@16\",
  \"tables\": [
    { \"table\": \"User\", \"rows\": 2000000, \"bytes\": 180000000, \"apart_bytes\": 8192, \"index_bytes\": 45000000 },
    { \"table\": \"Post\", \"rows\": 50000000, \"bytes\": 2500000000, \"apart_bytes\": 0, \"index_bytes\": 1100000000 },
    { \"table\": \"Like\", \"bytes\": 90000 },
    { \"table\": \"Old\", \"rows\": 1000, \"bytes\": 40960, \"apart_bytes\": 0, \"index_bytes\": 40960 }
  ]
}
";

fn project() -> Project {
    Project::new(&[
        ("old.prisma", BEFORE),
        ("prisma/schema.prisma", AFTER),
        ("statistics.json", STATISTICS),
        (
            "none.json",
            "{ \"version\": 2, \"kind\": \"statistics\", \"target\": \"postgresql@16\", \"tables\": [] }",
        ),
        (
            "other.json",
            "{ \"version\": 1, \"kind\": \"statistics\", \"target\": \"mysql@8.4\", \"tables\": [] }",
        ),
    ])
}

const FROM_FILE: [&str; 6] =
    ["plan", "--from", "old.prisma", "--estimate", "--statistics", "statistics.json"];

fn with(more: &[&'static str]) -> Vec<&'static str> {
    FROM_FILE.iter().chain(more).copied().collect()
}

/// Without what `diff` says too.
fn estimate_of(text: &str) -> &str {
    text.find("estimate —").and_then(|at| text.get(at..)).unwrap_or(text)
}

#[test]
fn every_kind_of_work_is_estimated_from_a_file() {
    let project = project();
    let direct = project.stdout(&with(&["--target", "postgresql@16"]));
    assert_snapshot!("estimate_direct", estimate_of(&direct));
    let online = project.stdout(&with(&["--target", "postgresql@16", "--strategy", "online"]));
    assert_snapshot!("estimate_online", estimate_of(&online));
    let json: serde_json::Value =
        serde_json::from_str(&project.stdout(&with(&["--format", "json"]))).unwrap();
    assert_snapshot!("estimate_json", serde_json::to_string_pretty(&json["estimate"]).unwrap());
    let markdown = project.stdout(&with(&["--format", "markdown"]));
    assert!(markdown.contains("**Estimate**") && markdown.contains("| how long"), "{markdown}");
    let script = project.stdout(&with(&["--format", "sql"]));
    assert!(script.starts_with("-- estimate") && script.contains("\n-- longest wait"), "{script}");
}

/// The same plan, as others take the same change.
#[test]
fn other_databases_are_estimated_by_their_own_facts() {
    for (target, provider) in
        [("mariadb@10.11", "mysql"), ("sqlite@3.45", "sqlite"), ("sqlserver@2022", "sqlserver")]
    {
        let project = project();
        let models = |text: &str| text.replace("\"postgresql\"", &format!("\"{provider}\""));
        project.write("old.prisma", models(BEFORE));
        project.write("prisma/schema.prisma", models(AFTER));
        project.write("statistics.json", STATISTICS.replace("postgresql@16", target));
        let text = project.stdout(&with(&["--target", target]));
        assert_snapshot!(format!("estimate_{provider}"), estimate_of(&text));
    }
}

#[test]
fn rates_are_those_of_the_command_line_then_of_the_project() {
    let project = project();
    project.write(
        "parallax.toml",
        "[plan]\nnoticed = \"1m\"\n\n[plan.throughput]\nbuild = \"1M\"\nscan = \"1GB\"\n",
    );
    let text = project.stdout(&with(&["--throughput", "build=2M"]));
    assert!(text.contains("2 M rows of User, into an index at 2 M a second (build)"), "{text}");
    assert!(text.contains("read at 1 GB a second (scan)"), "{text}");
    assert_snapshot!(crate::project::all([
        project.run(&with(&["--throughput", "build=fast"])),
        project.run(&with(&["--throughput", "walk"])),
    ]));
    project.write("parallax.toml", "[plan.throughput]\nwalk = \"1M\"\n");
    assert_snapshot!(project.run(&FROM_FILE));
}

#[test]
fn without_sizes_there_is_no_estimate() {
    let project = project();
    assert_snapshot!(crate::project::all([
        project.run(&["plan", "--from", "old.prisma", "--estimate"]),
        project.run(&["plan", "--from", "old.prisma", "--estimate", "--statistics", "none.json"]),
        project.run(&["plan", "--from", "old.prisma", "--estimate", "--statistics", "other.json"]),
        project.run(&["plan", "--from", "old.prisma", "--statistics", "statistics.json"]),
    ]));
}

const SMALL: &str = "model User {\n  id    Int    @id\n  email String\n}\n";
const INDEXED: &str = "model User {\n  id    Int    @id\n  email String\n\n  @@index([email])\n}\n";

/// A real database is measured; what it says is kept in a file, and says the same there.
fn measured(sandbox: &Sandbox, target: &str, quote: char, fill: &str, analyze: &str) {
    sandbox.schema(SMALL);
    sandbox.done(&["db", "push"]);
    let user = format!("{quote}User{quote}");
    sandbox.sql(&fill.replace("{User}", &user));
    sandbox.sql(&analyze.replace("{User}", &user));
    sandbox.schema(INDEXED);
    let url = sandbox.url.as_str();
    let answer = sandbox.json(&[
        "plan",
        "--url",
        url,
        "--estimate",
        "--write-statistics",
        "sizes.json",
        "--format",
        "json",
    ]);
    let work = &answer["estimate"]["steps"][0]["works"][0];
    assert_eq!((work["effort"].as_str(), work["unit"].as_str()), (Some("build"), Some("rows")), "{answer}");
    let rows = work["amount"]["most"].as_u64().unwrap();
    assert!((1_500..=2_500).contains(&rows), "{answer}");
    assert!(!sandbox.project.read("sizes.json").contains(url));
    sandbox.project.write(
        "old.prisma",
        sandbox.project.read("prisma/schema.prisma").replace("\n  @@index([email])\n", ""),
    );
    let mut from_file = sandbox.json(&[
        "plan",
        "--from",
        "old.prisma",
        "--estimate",
        "--statistics",
        "sizes.json",
        "--format",
        "json",
        "--target",
        target,
    ]);
    from_file["estimate"]["from"] = answer["estimate"]["from"].clone();
    assert_eq!(from_file["estimate"], answer["estimate"]);
}

const FILL: &str = "INSERT INTO {User} WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT i, \
                    concat('user-', i) FROM n";

#[test]
fn postgres_is_measured() {
    let scratch = Server::postgres().and_then(Server::scratch).unwrap_or_else(|error| panic!("{error}"));
    measured(&Sandbox::on("postgresql", scratch.url()), "postgresql", '"', FILL, "ANALYZE {User}");
}

#[test]
fn mariadb_is_measured() {
    let scratch = Server::mysql().and_then(Server::scratch).unwrap_or_else(|error| panic!("{error}"));
    let fill = format!("SET SESSION max_recursive_iterations = 5000; {FILL}");
    measured(&Sandbox::on("mysql", scratch.url()), "mariadb", '`', &fill, "ANALYZE TABLE {User}");
}

#[test]
fn sqlite_is_measured() {
    measured(
        &Sandbox::sqlite(),
        "sqlite",
        '"',
        &FILL.replace("concat('user-', i)", "'user-' || i"),
        "ANALYZE",
    );
}

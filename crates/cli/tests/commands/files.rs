//! SQL in files beside the schema.

use crate::project::{Project, all};
use insta::assert_snapshot;
use parallax_connect::{Options, open};

const SCHEMA: &str = "\
datasource db {
  provider = \"sqlite\"
  url      = \"file:dev.db\"
}

model User {
  id    Int    @id @default(autoincrement())
  email String
}

view Mail {
  id    Int    @unique
  email String

  @@sql(file(\"sql/mail.sql\"))
}

trigger shout {
  target = User
  timing = After
  events = [Insert]
  body   = file(\"sql/shout.sql\")
}
";

const MAIL: &str = "SELECT id, email\nFROM \"User\"\n";
const SHOUT: &str = "BEGIN\n  UPDATE \"User\" SET email = upper(email) WHERE id = NEW.id;\nEND\n";

fn project() -> Project {
    let project = Project::new(&[
        ("prisma/schema.plx", SCHEMA),
        ("prisma/sql/mail.sql", MAIL),
        ("prisma/sql/shout.sql", SHOUT),
        ("parallax.toml", "schema = \"prisma/schema.plx\"\n"),
    ]);
    std::fs::remove_dir(project.path(".git")).unwrap();
    let repository = git2::Repository::init(project.root()).unwrap();
    let mut index = repository.index().unwrap();
    index.add_all(["."], git2::IndexAddOption::DEFAULT, None).unwrap();
    let tree = repository.find_tree(index.write_tree().unwrap()).unwrap();
    let author = git2::Signature::new("A", "a@example.org", &git2::Time::new(0, 0)).unwrap();
    repository.commit(Some("HEAD"), &author, &author, "first", &tree, &[]).unwrap();
    project
}

#[test]
fn a_revision_has_its_own_files() {
    let project = project();
    assert!(project.stdout(&["diff", "git:HEAD", "prisma/schema.plx"]).contains("empty migration"));
    project.write("prisma/sql/mail.sql", "SELECT id, lower(email) AS email FROM \"User\"");
    assert_snapshot!(all([
        project.run(&["diff"]),
        project.run(&["diff", "git:HEAD:prisma", "prisma", "--format", "summary"]),
        project.run(&["validate"]),
    ]));
    std::fs::remove_file(project.path("prisma/sql/shout.sql")).unwrap();
    assert_snapshot!(project.run(&["validate"]));
}

#[test]
fn a_pull_writes_into_the_files() {
    let project = project();
    let url = format!("file:{}", project.path("prisma/dev.db").display());
    let mut session = open(&url, &Options { create_missing: true, ..Options::default() }).unwrap();
    let script = project.stdout(&["diff", "empty", "prisma/schema.plx"]);
    session.run(&script).unwrap();
    assert!(project.run(&["db", "pull"]).contains("nothing differs from the schema"));
    session
        .run("DROP VIEW \"Mail\"; CREATE VIEW \"Mail\" AS SELECT id, email FROM \"User\" WHERE id > 1;")
        .unwrap();
    assert_snapshot!(all([project.run(&["db", "pull", "--print"]), project.run(&["db", "pull"])]));
    assert_eq!(project.read("prisma/schema.plx"), SCHEMA);
    assert_snapshot!(project.read("prisma/sql/mail.sql"));
    assert_eq!(project.read("prisma/sql/shout.sql"), SHOUT);
    assert!(project.run(&["db", "pull"]).contains("nothing differs from the schema"));
}

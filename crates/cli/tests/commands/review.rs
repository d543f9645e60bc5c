//! `parallax review`

use crate::project::{Project, all};
use git2::{Repository, RepositoryInitOptions, Signature, Time};
use insta::assert_snapshot;

const SCHEMA: &str = "\
datasource db {
  provider = \"postgresql\"
}

model User {
  id    Int    @id
  email String
  notes String?
}
";

const INIT: &str = "\
-- CreateTable
CREATE TABLE \"User\" (
    \"id\" INTEGER NOT NULL,
    \"email\" TEXT NOT NULL,
    \"notes\" TEXT,

    CONSTRAINT \"User_pkey\" PRIMARY KEY (\"id\")
);
";

const LOCK: &str = "provider = \"postgresql\"\n";

/// A project on a branch `work`, whose base is `main`.
struct Branch {
    project: Project,
    repository: Repository,
}

impl Branch {
    fn new() -> Branch {
        let project = Project::new(&[]);
        std::fs::remove_dir(project.path(".git")).unwrap();
        let mut options = RepositoryInitOptions::new();
        let repository = Repository::init_opts(project.root(), options.initial_head("main")).unwrap();
        project.write("prisma/schema.prisma", SCHEMA);
        project.write("prisma/migrations/migration_lock.toml", LOCK);
        project.write("prisma/migrations/20260101000000_init/migration.sql", INIT);
        let branch = Branch { project, repository };
        branch.commit("init");
        branch.switch("work");
        branch
    }

    fn commit(&self, message: &str) {
        let mut index = self.repository.index().unwrap();
        index.add_all(["."], git2::IndexAddOption::DEFAULT, None).unwrap();
        index.update_all(["."], None).unwrap();
        let tree = self.repository.find_tree(index.write_tree().unwrap()).unwrap();
        index.write().unwrap();
        let author = Signature::new("A", "a@example.org", &Time::new(0, 0)).unwrap();
        let head = self.repository.head().ok().and_then(|head| head.peel_to_commit().ok());
        let parents: Vec<_> = head.iter().collect();
        self.repository.commit(Some("HEAD"), &author, &author, message, &tree, &parents).unwrap();
    }

    /// To a branch, which begins here where it is new.
    fn switch(&self, name: &str) {
        let head = self.repository.head().unwrap().peel_to_commit().unwrap();
        let _ = self.repository.branch(name, &head, false);
        let mut checkout = git2::build::CheckoutBuilder::new();
        self.repository.set_head(&format!("refs/heads/{name}")).unwrap();
        self.repository.checkout_head(Some(checkout.force().remove_untracked(true))).unwrap();
    }

    fn schema(&self, old: &str, new: &str) {
        let schema = self.project.read("prisma/schema.prisma");
        assert!(schema.contains(old), "{schema}");
        self.project.write("prisma/schema.prisma", schema.replace(old, new));
    }

    fn migration(&self, name: &str, sql: &str) {
        self.project.write(&format!("prisma/migrations/{name}/migration.sql"), sql);
    }

    fn review(&self, args: &[&str]) -> String {
        self.project.run(&[&["review"], args].concat())
    }
}

#[test]
fn what_is_the_same_is_told_in_a_line() {
    let branch = Branch::new();
    assert_snapshot!(all([branch.review(&[]), branch.review(&["--base", "main", "--format", "markdown"])]));
}

#[test]
fn a_destructive_change_in_every_form() {
    let branch = Branch::new();
    branch.schema("  notes String?\n", "");
    branch.migration("20260201000000_notes", "ALTER TABLE \"User\" DROP COLUMN \"notes\";\n");
    assert_snapshot!(all([
        branch.review(&[]),
        branch.review(&["--format", "markdown"]),
        branch.review(&["--format", "json"]),
        branch.review(&["--format", "github"]),
        branch.review(&["--format", "gitlab"]),
        branch.review(&["--format", "junit", "--deny", "destructive"]),
    ]));
    let log: serde_json::Value =
        serde_json::from_str(&branch.project.stdout(&["review", "--format", "sarif"])).unwrap();
    let rules: Vec<&str> = log["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| result["ruleId"].as_str().unwrap())
        .collect();
    assert!(rules.contains(&"PX4001"), "{rules:?}");
}

#[test]
fn a_page_is_one_file_that_loads_nothing() {
    let branch = Branch::new();
    branch.schema("  notes String?\n", "");
    branch.project.run(&["review", "--format", "html", "--output", "page.html"]);
    let page = branch.project.read("page.html");
    assert!(page.starts_with("<!doctype html>") && page.contains("default-src 'none'"), "{page}");
    assert!(page.contains("prisma/schema.prisma:5") && page.contains("DROP COLUMN"), "{page}");
    assert!(!page.contains(" src=") && !page.contains("<link"), "{page}");
}

#[test]
fn migrations_that_others_have_stay_as_they_are() {
    let branch = Branch::new();
    branch.migration("20260101000000_init", &INIT.replace("TEXT NOT NULL", "VARCHAR(200) NOT NULL"));
    assert_snapshot!(branch.review(&["--format", "github"]));
    // Line ends are those of the system.
    branch.migration("20260101000000_init", &INIT.replace('\n', "\r\n"));
    assert_snapshot!(branch.review(&["--format", "github"]));
    std::fs::remove_dir_all(branch.project.path("prisma/migrations/20260101000000_init")).unwrap();
    assert_snapshot!(branch.review(&["--format", "github"]));
}

#[test]
fn a_schema_without_its_migration_is_told() {
    let branch = Branch::new();
    branch.schema("  notes String?\n", "  notes String?\n  age   Int?\n");
    assert_snapshot!(branch.review(&[]));
    branch.migration("20260201000000_age", "ALTER TABLE \"User\" ADD COLUMN \"age\" INTEGER;\n");
    assert_snapshot!(branch.review(&["--format", "github"]));
}

#[test]
fn what_the_base_has_meanwhile_may_collide() {
    let branch = Branch::new();
    branch.schema("notes String?", "notes String");
    branch.migration("20260201000000_notes", "ALTER TABLE \"User\" ALTER COLUMN \"notes\" SET NOT NULL;\n");
    branch.commit("required");
    branch.switch("main");
    branch.schema("  notes String?\n", "");
    branch.migration("20260301000000_drop", "ALTER TABLE \"User\" DROP COLUMN \"notes\";\n");
    branch.commit("drop");
    branch.switch("work");
    assert_snapshot!(branch.review(&["--format", "github"]));
}

#[test]
fn a_project_without_migrations_is_judged_by_its_plan() {
    let branch = Branch::new();
    branch.switch("main");
    std::fs::remove_dir_all(branch.project.path("prisma/migrations")).unwrap();
    branch.commit("push");
    branch.switch("pushed");
    branch.schema("  email String\n", "  email String @unique\n");
    assert_snapshot!(branch.review(&["--format", "github"]));
    // A whole new schema beside it.
    branch.schema("model User", "model Users");
    branch.schema("Int    @id", "Flaot  @id");
    assert_snapshot!(branch.review(&["--format", "github"]));
}

#[test]
fn without_a_base_there_is_nothing_to_review() {
    let none = Project::new(&[("schema.prisma", SCHEMA)]);
    std::fs::remove_dir(none.path(".git")).unwrap();
    let branch = Branch::new();
    assert_snapshot!(all([none.run(&["review"]), branch.review(&["--base", "nope"])]));
}

#[test]
fn a_database_that_cannot_have_it_is_an_error() {
    let branch = Branch::new();
    branch.schema("  notes String?\n", "  notes String?\n\n  //+ @@unique([notes], nulls: NotDistinct)\n");
    let told = branch.review(&["--format", "github", "--target", "postgresql@14"]);
    assert!(told.contains("PX3005") && told.contains("--- status 1"), "{told}");
    assert!(!branch.review(&["--format", "github", "--target", "postgresql@15"]).contains("PX3005"));
}

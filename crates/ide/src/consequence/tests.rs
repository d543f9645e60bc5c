//! What an edit leads to, told from a base and the text as it is now.

use super::{Base, BaseContent, actions, diagnostics, lenses, sql};
use crate::actions::Action;
use crate::{Options, Snapshot, Workspace};
use parallax_diagnostics::{Diagnostic, Label};
use parallax_engine::{Rename, Renames};
use parallax_report::phrases;
use parallax_text::{Edit, FileId, Span, apply_edits};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Arc;

fn edited(provider: &str, base: &str, now: &str) -> Snapshot {
    let with_source = |text: &str| {
        let source = format!("datasource db {{\n  provider = \"{provider}\"\n}}\n\n");
        let source = if text.contains("\r\n") { source.replace('\n', "\r\n") } else { source };
        source + text
    };
    let content = BaseContent::Schema(vec![("schema.prisma".to_owned(), with_source(base).into())]);
    let mut workspace = Workspace::new();
    workspace.set("schema.prisma", with_source(now));
    workspace.set_base(Some(Arc::new(Base::new("git HEAD", content))));
    workspace.snapshot()
}

/// The schema after an action.
fn after(snapshot: &Snapshot, action: &Action) -> Snapshot {
    let mut workspace = Workspace::new();
    for (file, source) in snapshot.sources().files() {
        let edits = action.change.edits.iter().filter(|(of, _)| *of == file);
        let edits: Vec<Edit> = edits.map(|(_, edit)| edit.clone()).collect();
        workspace.set(&source.name, apply_edits(&source.text, &edits));
    }
    let renames = action.change.renames.iter().map(|(old, new)| Rename::parse(&format!("{old}={new}")));
    let renames = Renames(renames.filter_map(Result::ok).collect());
    workspace.set_options(Options { renames, ..Options::default() });
    workspace.set_base(snapshot.base().cloned());
    workspace.snapshot()
}

/// What the plan does, in words.
fn plan(snapshot: &Snapshot) -> Vec<String> {
    let Some(consequence) = snapshot.consequence() else {
        let errors = snapshot.diagnostics().filter(|diagnostic| diagnostic.is_error());
        return errors.map(|error| format!("error: {}", error.message)).collect();
    };
    let steps = consequence.comparison.plan.steps.iter();
    steps.flat_map(|step| phrases(&step.op, &consequence.target)).collect()
}

/// Every action on everything that is pointed out: what it changes, and what is left to do after it.
fn offered(snapshot: &Snapshot) -> String {
    let mut out = String::new();
    let places: BTreeSet<Span> = diagnostics(snapshot).iter().filter_map(Diagnostic::span).collect();
    for span in places {
        let _ = writeln!(out, "\n`{}`", snapshot.sources().slice(span));
        for action in actions(snapshot, span) {
            let after = after(snapshot, &action);
            let _ = writeln!(out, "* {}", action.title);
            for (old, new) in &action.change.renames {
                let _ = writeln!(out, "    {old} = {new}");
            }
            for file in snapshot.files() {
                for line in changed_lines(snapshot.text(file), after.text(file)) {
                    let _ = writeln!(out, "    {line}");
                }
            }
            let (old, new) = (plan(snapshot), plan(&after));
            let gone = old.iter().filter(|step| !new.contains(step)).map(|step| format!("not: {step}"));
            let come = new.iter().filter(|step| !old.contains(step)).map(|step| format!("but: {step}"));
            gone.chain(come).for_each(|line| out.push_str(&format!("    {line}\n")));
        }
    }
    out
}

fn changed_lines(before: &str, after: &str) -> Vec<String> {
    assert!(
        before.is_empty() || after.matches("\r\n").count() == 0 || !after.replace("\r\n", "").contains('\n')
    );
    let old: Vec<&str> = before.lines().collect();
    let new: Vec<&str> = after.lines().collect();
    let gone = old.iter().filter(|line| !new.contains(line)).map(|line| format!("- {line}"));
    let come = new.iter().filter(|line| !old.contains(line)).map(|line| format!("+ {line}"));
    gone.chain(come).collect()
}

/// The text with what stands above its lines and under its words.
fn shown(snapshot: &Snapshot) -> String {
    let mut out = String::new();
    for file in snapshot.files() {
        for lens in lenses(snapshot, file) {
            let line = snapshot.sources().get(file).line_col(lens.range.start).line;
            let _ = writeln!(out, "{line}: [{}] {:?}", lens.title, lens.steps);
        }
    }
    let mut all = diagnostics(snapshot);
    all.sort_by_key(|diagnostic| diagnostic.span());
    for diagnostic in all {
        let place = |label: &Label| {
            let line = snapshot.sources().get(label.span.file).line_col(label.span.range.start).line;
            format!("{line}: `{}`", snapshot.sources().slice(label.span))
        };
        let at = diagnostic.primary.as_ref().map(place).unwrap_or_default();
        let severity = diagnostic.severity.as_str();
        let _ = writeln!(out, "\n{at} {severity} {}\n  {}", diagnostic.rule.slug, diagnostic.message);
        for label in &diagnostic.secondary {
            let _ = writeln!(out, "  see {}: {}", place(label), label.message);
        }
        for line in diagnostic.help.iter().flat_map(|help| help.lines()) {
            let _ = writeln!(out, "  = {line}");
        }
    }
    out
}

const BASE: &str = "\
model User {
  id    Int     @id
  email String?
  name  String
  age   Int
  role  String
  posts Post[]
}

model Post {
  id       Int    @id
  title    String
  author   User   @relation(fields: [authorId], references: [id])
  authorId Int
}

model Gone {
  id Int @id
}
";

const NOW: &str = "\
model User {
  id       Int    @id
  mail     String?
  name     String?
  age      String
  role     String
  nick     String
  posts    Post[]
}

model Post {
  id       Int    @id
  title    String @unique
  author   User?  @relation(fields: [authorId], references: [id])
  authorId Int?
}

model Fresh {
  number Int @id
  text   String
}
";

#[test]
fn the_lines_that_cause_a_loss_say_so() {
    insta::assert_snapshot!("postgresql", shown(&edited("postgresql", BASE, NOW)));
    insta::assert_snapshot!("mysql", shown(&edited("mysql", BASE, NOW)));
    insta::assert_snapshot!("sqlite", shown(&edited("sqlite", BASE, NOW)));
    insta::assert_snapshot!("sqlserver", shown(&edited("sqlserver", BASE, NOW)));
    insta::assert_snapshot!("cockroachdb", shown(&edited("cockroachdb", BASE, NOW)));
}

#[test]
fn the_script_of_some_steps_is_that_of_the_plan() {
    let snapshot = edited("sqlite", BASE, NOW);
    insta::assert_snapshot!(sql(&snapshot, Some(&[1])).unwrap_or_default());
    let all = sql(&snapshot, None).unwrap_or_default();
    assert!(all.starts_with("-- From: git HEAD\n-- Target: sqlite@3.40 (by default)\n"));
}

#[test]
fn what_is_lost_can_be_kept_and_what_fails_softened() {
    insta::assert_snapshot!("actions_postgresql", offered(&edited("postgresql", BASE, NOW)));
    insta::assert_snapshot!("actions_mysql", offered(&edited("mysql", BASE, NOW)));
    insta::assert_snapshot!("actions_sqlite", offered(&edited("sqlite", BASE, NOW)));
}

const WIDE_BASE: &str = "\
enum Role {
  USER
  /// Runs the place.
  ADMIN
  GUEST
}

enum Plan {
  FREE
  PAID @map(\"paid\")
}

// The people.
/// Somebody who signs in.
model User {
  id    Int     @id
  /// Where mail goes.
  email String? @unique
  role  Role
  plan  Plan
  team  Team?   @relation(fields: [teamId], references: [id])
  teamId Int?
  tags  Tag[]
  posts Post[]

  @@index([email, role])
}

model Team {
  id    Int    @id
  users User[]
}

model Tag {
  id    Int    @id
  users User[]
}

/// A post.
model Post {
  id       Int  @id
  authorId Int
  author   User @relation(fields: [authorId], references: [id])
}
";

const WIDE_NOW: &str = "\
enum Role {
  USER
  MODERATOR
}

model User {
  id    Int     @id
  role  Role
}

model Team {
  id    Int    @id
}

model Label {
  id    Int    @id
}
";

#[test]
fn what_comes_back_brings_along_what_it_needs() {
    insta::assert_snapshot!("wide_postgresql", offered(&edited("postgresql", WIDE_BASE, WIDE_NOW)));
    insta::assert_snapshot!("wide_mysql", offered(&edited("mysql", WIDE_BASE, WIDE_NOW)));
    let crlf = edited("cockroachdb", WIDE_BASE, &WIDE_NOW.replace('\n', "\r\n"));
    insta::assert_snapshot!("wide_shown", shown(&crlf));
}

/// As from the file beside a migration: names of models and fields are known, their text is not.
#[test]
fn a_base_without_text_gives_back_what_it_holds() {
    let before = edited("postgresql", WIDE_BASE, WIDE_BASE);
    let desired = before.desired().unwrap();
    let content = BaseContent::Database(Box::new(desired.lowered.database.clone()), desired.target);
    let now = edited("postgresql", WIDE_BASE, WIDE_NOW);
    let mut workspace = Workspace::new();
    workspace.set("schema.prisma", now.text(FileId(0)));
    workspace.set_base(Some(Arc::new(Base::new("migration 1_init", content))));
    insta::assert_snapshot!("wide_database", offered(&workspace.snapshot()));
}

#[test]
fn what_is_gone_is_told_at_the_top_of_the_file_that_held_it() {
    let source = "datasource db {\n  provider = \"sqlite\"\n}\n";
    let model = |name: &str| format!("model {name} {{\n  id Int @id\n}}\n");
    let file = |name: &str, text: String| (format!("prisma/schema/{name}"), text.into());
    let files = vec![
        file("base.prisma", source.to_owned()),
        file("blog/post.prisma", model("Post") + &model("Comment")),
        file("shop/cart.prisma", model("Cart") + &model("Item")),
        file("shop/gone.prisma", model("Old")),
    ];
    let mut workspace = Workspace::new();
    workspace.set("/home/me/prisma/schema/base.prisma", source);
    workspace.set("/home/me/prisma/schema/blog/post.prisma", model("Post"));
    workspace.set("/home/me/prisma/schema/shop/cart.prisma", "");
    workspace.set_base(Some(Arc::new(Base::new("git HEAD", BaseContent::Schema(files)))));
    let snapshot = workspace.snapshot();
    let mut out = String::new();
    for (id, file) in snapshot.sources().files() {
        for lens in lenses(&snapshot, id) {
            let _ = writeln!(out, "{} {:?} {}", file.name, lens.range.as_usize(), lens.title);
        }
    }
    let expected = "\
        /home/me/prisma/schema/base.prisma 0..0 1 step, destructive: drops table Old\n\
        /home/me/prisma/schema/blog/post.prisma 0..0 1 step, destructive: drops table Comment\n\
        /home/me/prisma/schema/shop/cart.prisma 0..0 2 steps, 2 destructive: drops table Cart, drops table Item\n";
    assert_eq!(out, expected);
    let at = |name: &str| {
        let of_file =
            |found: &&Diagnostic| found.span().is_some_and(|span| snapshot.file(name) == Some(span.file));
        diagnostics(&snapshot).iter().filter(of_file).count()
    };
    assert_eq!(at("/home/me/prisma/schema/shop/cart.prisma"), 2);
}

#[test]
fn a_broken_side_has_no_consequence() {
    let broken = edited("sqlite", "model A {\n  id Int @id\n}\n", "model A {\n  id Strin @id\n}\n");
    assert!(broken.consequence().is_none() && diagnostics(&broken).is_empty());
    assert!(lenses(&broken, FileId(0)).is_empty() && sql(&broken, None).is_none());
    let base = edited("sqlite", "model A {\n  id Strin @id\n}\n", "model A {\n  id Int @id\n}\n");
    assert!(base.consequence().is_none());
    let why = base.base().and_then(|base| base.problem()).unwrap_or_default();
    assert!(why.starts_with("git HEAD has errors: "), "{why}");
}

#[test]
fn a_base_for_another_database_is_no_error_of_the_schema() {
    let before = edited("sqlite", WIDE_BASE, "model A {\n  id Int @id\n}\n");
    let desired = before.desired().unwrap();
    let content = BaseContent::Database(Box::new(desired.lowered.database.clone()), desired.target);
    let mut workspace = Workspace::new();
    workspace.set("schema.prisma", edited("postgresql", "", BASE).text(FileId(0)));
    workspace.set_base(Some(Arc::new(Base::new("migration 1_init", content))));
    let snapshot = workspace.snapshot();
    assert_eq!(snapshot.diagnostics().count(), 0);
    assert!(snapshot.consequence().is_none());
    assert_eq!(snapshot.target().map(|target| target.dialect.name), Some("postgresql"));
    let why = snapshot.base().and_then(|base| base.mismatch(&snapshot)).unwrap_or_default();
    assert_eq!(why, "migration 1_init is for sqlite, and the schema is for postgresql");
}

#[test]
fn a_name_in_the_database_that_changed_can_stay() {
    let base =
        "model User {\n  id   Int    @id\n  name String @map(\"full_name\")\n\n  @@map(\"users\")\n}\n";
    let now = "model User {\n  id   Int    @id\n  name String @map(\"whole_name\")\n}\n";
    insta::assert_snapshot!("names", offered(&edited("postgresql", base, now)));
}

#[test]
fn plans_are_made_as_the_project_makes_them() {
    let base = "model User {\n  id   Int @id\n  code Int\n}\n";
    let now = "model User {\n  id   Int @id\n  code Int\n\n  @@index([code])\n}\n";
    let direct = edited("postgresql", base, now);
    let mut workspace = Workspace::new();
    workspace.set("schema.prisma", direct.text(FileId(0)).to_owned());
    workspace.set_base(direct.base().cloned());
    let plan = parallax_ir::PlanOptions::of(parallax_ir::Strategy::Online);
    workspace.set_options(Options { plan, ..Options::default() });
    let online = workspace.snapshot();
    let is_concurrent = |snapshot: &Snapshot| sql(snapshot, None).unwrap().contains("CONCURRENTLY");
    assert!(!is_concurrent(&direct) && is_concurrent(&online));
}

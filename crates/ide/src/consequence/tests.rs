//! What an edit leads to, told from a base and the text as it is now.

use super::{Base, BaseContent, actions, diagnostics, lenses, sql};
use crate::actions::Action;
use crate::{Options, Snapshot, Workspace};
use parallax_diagnostics::Label;
use parallax_engine::{Rename, Renames};
use parallax_report::phrases;
use parallax_text::{Edit, apply_edits};
use std::fmt::Write;
use std::sync::Arc;

fn edited(provider: &str, base: &str, now: &str) -> Snapshot {
    let with_source = |text: &str| format!("datasource db {{\n  provider = \"{provider}\"\n}}\n\n{text}");
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
fn plan(snapshot: &Snapshot) -> String {
    let Some(consequence) = snapshot.consequence() else {
        let errors = snapshot.diagnostics().filter(|diagnostic| diagnostic.is_error());
        return format!("no plan: {:?}", errors.map(|error| error.message.as_str()).collect::<Vec<_>>());
    };
    let steps = consequence.comparison.plan.steps.iter();
    let words: Vec<String> = steps.flat_map(|step| phrases(&step.op, &consequence.target)).collect();
    if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
}

/// Every action on everything that is pointed out: what it changes, and what is left to do after it.
fn offered(snapshot: &Snapshot) -> String {
    let mut out = format!("{}\n", plan(snapshot));
    for diagnostic in diagnostics(snapshot) {
        let Some(span) = diagnostic.span() else { continue };
        let _ = writeln!(out, "\n{} {}", diagnostic.rule.slug, snapshot.sources().slice(span));
        for action in actions(snapshot, span) {
            if action.fixes.is_some_and(|fixes| fixes != (diagnostic.rule.code, span)) {
                continue;
            }
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
            let _ = writeln!(out, "    leaves: {}", plan(&after));
        }
    }
    out
}

fn changed_lines(before: &str, after: &str) -> Vec<String> {
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

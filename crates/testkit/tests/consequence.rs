//! What editors say about an edit is what the plan says, for schemas that nobody wrote: every step is shown once, at a
//! place of the text, and what is offered leads to a schema without errors and without what was pointed out.

use parallax_engine::{Comparison, Diagnostic, Pair, Renames, Target, compare, targets};
use parallax_ide::actions::Action;
use parallax_ide::consequence::{Base, BaseContent, actions, diagnostics, lenses};
use parallax_ide::{Options, Snapshot, Workspace};
use parallax_testkit::generate::{Generated, pairs, runner};
use parallax_testkit::pipeline::compile;
use parallax_text::{Edit, apply_edits};
use proptest::prelude::*;
use proptest::test_runner::TestError;
use std::sync::Arc;

const NAME: &str = "schema.plx";

fn check(cases: u32, law: impl Fn(&Generated, &Target) -> Result<(), String>) {
    for dialect in targets() {
        let target = Target::new(dialect);
        let pairs = pairs(target.dialect.language);
        let provider = target.dialect.language.providers[0];
        let source = format!("datasource db {{\n  provider = \"{provider}\"\n}}\n\n");
        let result = runner(cases).run(&pairs, |pair| {
            let pair = Generated {
                before: format!("{source}{}", pair.before),
                after: format!("{source}{}", pair.after),
            };
            law(&pair, &target).map_err(TestCaseError::fail)
        });
        if let Err(TestError::Fail(reason, pair)) = result {
            panic!("{target}: {reason}\n\nbefore:\n{}\nafter:\n{}", pair.before, pair.after);
        }
        result.unwrap();
    }
}

fn edited(pair: &Generated, target: &Target) -> Snapshot {
    let base = BaseContent::Schema(vec![(NAME.to_owned(), pair.before.as_str().into())]);
    open(&pair.after, Some(Arc::new(Base::new("the beginning", base))), target)
}

fn open(text: &str, base: Option<Arc<Base>>, target: &Target) -> Snapshot {
    let mut workspace = Workspace::new();
    workspace.set(NAME, text);
    workspace.set_options(Options { target: Some(*target), ..Options::default() });
    workspace.set_base(base);
    workspace.snapshot()
}

#[test]
fn editors_show_the_steps_of_the_plan_each_once() {
    check(60, |pair, target| {
        let snapshot = edited(pair, target);
        let shown = snapshot.consequence().ok_or("there is no consequence")?;
        let (before, after) = (compile(&pair.before, target)?, compile(&pair.after, target)?);
        let told = compare(Pair::new(&before, &after), target, &Renames::default())
            .map_err(|broken| broken.to_string())?;
        let same = shown.comparison.script == told.script
            && shown.comparison.plan.possible_renames == told.plan.possible_renames
            && shown.comparison.plan.steps.iter().map(|step| &step.facts).eq(told
                .plan
                .steps
                .iter()
                .map(|step| &step.facts));
        if !same {
            return Err(format!("{:#?}\nbut should be {:#?}", words(&shown.comparison), words(&told)));
        }
        let all = snapshot.files().flat_map(|file| lenses(&snapshot, file));
        let mut steps: Vec<u32> = all.flat_map(|lens| lens.steps).collect();
        steps.sort_unstable();
        if !steps.iter().copied().eq(0..told.plan.steps.len() as u32) {
            return Err(format!("lenses show {steps:?} of {}", told.plan.steps.len()));
        }
        Ok(())
    });
}

/// The SQL of each step, and what it does.
fn words(comparison: &Comparison) -> Vec<String> {
    let steps = comparison.script.steps.iter().zip(&comparison.plan.steps);
    steps.map(|(sql, step)| format!("{} | {:?}", sql.statements.join("; "), step.facts.reasons)).collect()
}

#[test]
fn what_is_offered_mends_what_is_pointed_out() {
    check(30, |pair, target| all_mend(&edited(pair, target), target));
}

#[test]
fn what_is_offered_needs_no_text_of_the_base() {
    check(20, |pair, target| {
        let database = Box::new(compile(&pair.before, target)?);
        let base = Base::new("a snapshot", BaseContent::Database(database, *target));
        all_mend(&open(&pair.after, Some(Arc::new(base)), target), target)
    });
}

fn all_mend(snapshot: &Snapshot, target: &Target) -> Result<(), String> {
    for told in diagnostics(snapshot) {
        let span = told.span().ok_or("a consequence has no place")?;
        let text = snapshot.text(span.file);
        if text.get(span.range.as_usize()).is_none_or(str::is_empty) {
            return Err(format!("{} is at {span:?}", told.message));
        }
        for action in actions(snapshot, span) {
            mends(snapshot, &told, &action, target)?;
        }
    }
    Ok(())
}

fn mends(snapshot: &Snapshot, told: &Diagnostic, action: &Action, target: &Target) -> Result<(), String> {
    let edits: Vec<Edit> = action.change.edits.iter().map(|(_, edit)| edit.clone()).collect();
    let file = snapshot.file(NAME).ok_or("the file is gone")?;
    let text = apply_edits(snapshot.text(file), &edits);
    let after = open(&text, snapshot.base().cloned(), target);
    if let Some(error) = after.diagnostics().find(|diagnostic| diagnostic.is_error()) {
        return Err(format!("{}: {}\n{text}", action.title, error.message));
    }
    let is_for_it = action.fixes == told.span().map(|span| (told.rule.code, span));
    let left = diagnostics(&after);
    let all = diagnostics(snapshot);
    if is_for_it && !action.change.edits.is_empty() && left.len() >= all.len() + 2 {
        return Err(format!("{}: more is wrong than before\n{text}", action.title));
    }
    // Several may be told at one place; each action mends one of them.
    let mended = all.iter().any(|known| !left.iter().any(|left| left.message == known.message));
    if !action.change.edits.is_empty() && !mended {
        return Err(format!("{} mends nothing of {all:#?}\n{text}", action.title));
    }
    Ok(())
}

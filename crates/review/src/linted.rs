//! What the lint finds in what the branch adds; what was there before is not its doing.

use crate::Change;
use crate::branch::{Migrated, MigrationChange, Reviewing};
use crate::change::place;
use parallax_diagnostics::{Diagnostic, Severity};
use parallax_engine::{Checked, Pair, Target};
use parallax_ir::{Database, Precondition};
use parallax_lint::{
    Ignore, Migrations, PlanInput, SchemaView, Script, StepInput, apply_ignores, judge_plan, judge_schema,
    schema_ignores, script_ignores,
};
use std::collections::HashSet;

/// Warnings of the language and findings of rules over schemas that are not in the base.
pub(crate) fn schema(
    reviewing: &mut Reviewing<'_>,
    sides: Pair<(&Checked, Option<&Database>)>,
    target: &Target,
) {
    let all = |(checked, database): (&Checked, Option<&Database>)| {
        let warnings =
            checked.diagnostics.iter().filter(|found| found.severity == Severity::Warning).cloned();
        let mut found: Vec<Diagnostic> = warnings.collect();
        if let Some(database) = database {
            let view = SchemaView { database, target, sources: &reviewing.sources };
            found.extend(judge_schema(&view, reviewing.input.lint));
        }
        found
    };
    let former: HashSet<(&str, String)> =
        all(sides.before).into_iter().map(|found| (found.rule.code, found.message)).collect();
    let mut new = all(sides.after);
    new.retain(|found| !former.contains(&(found.rule.code, found.message.clone())));
    let files = reviewing.sources.files().take(reviewing.ours);
    let ignores: Vec<Ignore> = files.flat_map(|(id, source)| schema_ignores(id, &source.text)).collect();
    let kept = ignored(reviewing, new, &ignores);
    reviewing.findings.extend(kept);
}

/// Comments of the branch switch rules off; whether they are of use is for the lint of the whole schema to say.
fn ignored(reviewing: &Reviewing<'_>, findings: Vec<Diagnostic>, ignores: &[Ignore]) -> Vec<Diagnostic> {
    let known: HashSet<(&str, String)> =
        findings.iter().map(|found| (found.rule.code, found.message.clone())).collect();
    let mut kept = apply_ignores(findings, ignores, &reviewing.sources, reviewing.input.lint);
    kept.retain(|found| known.contains(&(found.rule.code, found.message.clone())));
    kept
}

/// The plan, where no migration says what will run.
pub(crate) fn plan(
    reviewing: &mut Reviewing<'_>,
    change: &Change,
    target: &Target,
) -> Result<(), Precondition> {
    let plan = &change.comparison.plan;
    let steps = plan.steps.iter().map(|step| StepInput {
        op: &step.op,
        span: place(reviewing.ours, change, step, &step.op),
        written: None,
    });
    let input = PlanInput {
        before: &change.before,
        after: Some(&change.after),
        target,
        steps: steps.collect(),
        possible_renames: &plan.possible_renames,
    };
    let found = judge_plan(&input, &reviewing.sources, reviewing.input.lint)?;
    let files = reviewing.sources.files().take(reviewing.ours);
    let ignores: Vec<Ignore> = files.flat_map(|(id, source)| schema_ignores(id, &source.text)).collect();
    let kept = ignored(reviewing, found, &ignores);
    reviewing.findings.extend(kept);
    Ok(())
}

/// The scripts of new and edited migrations, each upon the state that those in front of it leave.
pub(crate) fn scripts(reviewing: &mut Reviewing<'_>, changed: &[MigrationChange], target: &Target) {
    let folder = &reviewing.input.ours.migrations;
    let looked_at = |name: &str| {
        let at = changed.binary_search_by(|change| change.name.as_str().cmp(name)).ok()?;
        changed.get(at).filter(|change| change.how != Migrated::Deleted)
    };
    if !folder.migrations.iter().any(|migration| looked_at(&migration.name).is_some()) {
        return;
    }
    let mut history = Migrations::from_nothing(target);
    for migration in &folder.migrations {
        let Ok(script) = folder.script(migration) else { continue };
        let Some(change) = looked_at(&migration.name) else {
            history.pass(&script.text);
            continue;
        };
        let file = reviewing.source(&change.file, &script.text);
        let statements = Script::new(file, &script.text, target);
        let found = history.judge(&statements, &reviewing.sources, reviewing.input.lint);
        let ignores = script_ignores(&statements);
        let kept = apply_ignores(found, &ignores, &reviewing.sources, reviewing.input.lint);
        reviewing.findings.extend(kept);
    }
}

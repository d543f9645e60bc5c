//! Runs the rules over what is given.

use crate::made::Made;
use crate::step::PlannedStep;
use crate::{Check, Config, Found, Level, Lint, PlanView, RULES, SchemaView, Script, Statement, StepView};
use parallax_diagnostics::Diagnostic;
use parallax_dialect::{Nature, Progress, Target};
use parallax_ir::{Database, Facts, Op, PossibleRename, Precondition};
use parallax_text::{SourceMap, Span};

/// A plan to judge.
#[derive(Debug)]
pub struct PlanInput<'a> {
    pub before: &'a Database,
    /// What the plan leads to, where a schema says it.
    pub after: Option<&'a Database>,
    pub target: &'a Target,
    pub steps: Vec<StepInput<'a>>,
    pub possible_renames: &'a [PossibleRename],
}

/// A step of it.
#[derive(Debug, Clone)]
pub struct StepInput<'a> {
    pub op: &'a Op,
    /// The line of the schema, or the statement.
    pub span: Option<Span>,
    /// The statement that it was read from, where somebody wrote it.
    pub written: Option<&'a Statement<'a>>,
}

/// The findings of the rules over schemas.
pub fn judge_schema(view: &SchemaView<'_>, config: &Config) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    for lint in for_target(view.target) {
        if let Check::Schema(check) = lint.check {
            run(lint, config, view.sources, &mut all, |found| check(view, found));
        }
    }
    all.extend(judge_objects(view, config));
    all
}

/// Rules over statements, over those that make the objects of a schema: what is found is about their blocks.
fn judge_objects(view: &SchemaView<'_>, config: &Config) -> Vec<Diagnostic> {
    let Some(made) = Made::of(view) else { return Vec::new() };
    let script = Script::new(made.file, &made.text, view.target);
    let mut all = Vec::new();
    for lint in for_target(view.target) {
        if let Check::Objects(check) = lint.check {
            let moved = |list: &mut Vec<Diagnostic>| list.iter_mut().for_each(|found| made.place(found));
            run_with(lint, config, view.sources, &mut all, |found| check(&script, found), moved);
        }
    }
    all
}

/// The findings of the rules over statements as they are written.
///
/// `is_read` tells whether the steps of a statement are known: they are judged by what they do, and not by their words.
pub fn judge_script(
    script: &Script<'_>,
    is_read: impl Fn(&Statement<'_>) -> bool,
    sources: &SourceMap,
    config: &Config,
) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    for lint in for_target(script.target) {
        match lint.check {
            Check::Script(check) | Check::Objects(check) => {
                run(lint, config, sources, &mut all, |found| check(script, found));
            }
            Check::StepOrWords(_, check) => run(lint, config, sources, &mut all, |found| {
                let unread = script.statements.iter().filter(|statement| !is_read(statement));
                unread.for_each(|statement| check(statement, script, found));
            }),
            Check::Schema(_) | Check::Step(_) | Check::Plan(_) | Check::Frame => {}
        }
    }
    all
}

/// The findings of the rules over steps and plans. Fails where a step does not fit the state before it.
pub fn judge_plan(
    input: &PlanInput<'_>,
    sources: &SourceMap,
    config: &Config,
) -> Result<Vec<Diagnostic>, Precondition> {
    let steps = planned(input)?;
    let view = PlanView {
        before: input.before,
        after: input.after,
        target: input.target,
        steps,
        possible_renames: input.possible_renames,
    };
    let mut all = Vec::new();
    let mut progress = Progress::new(input.before, input.target);
    for (at, step) in view.steps.iter().enumerate() {
        let stage = progress.stage();
        let parts = parallax_plan::split(step.op, &stage);
        let whole = [(step.op.clone(), step.facts.clone())];
        let parts: Vec<(Op, Facts)> = match parts.is_empty() {
            true => whole.into(),
            false => parts.into_iter().map(|part| (part.op, part.facts)).collect(),
        };
        for (op, facts) in &parts {
            let step = StepView { at, op, facts, stage, plan: &view };
            for lint in for_target(input.target) {
                if let Check::Step(check) | Check::StepOrWords(check, _) = lint.check {
                    run(lint, config, sources, &mut all, |found| check(&step, found));
                }
            }
        }
        progress.advance(step.op)?;
    }
    for lint in for_target(input.target) {
        if let Check::Plan(check) = lint.check {
            run(lint, config, sources, &mut all, |found| check(&view, found));
        }
    }
    Ok(all)
}

fn planned<'a>(input: &PlanInput<'a>) -> Result<Vec<PlannedStep<'a>>, Precondition> {
    let mut progress = Progress::new(input.before, input.target);
    let together = input.target.dialect.shapes.transactional_ddl;
    let mut steps = Vec::new();
    for step in &input.steps {
        let stage = progress.stage();
        let transaction = match step.written {
            Some(statement) if statement.nature == Nature::Alone => None,
            Some(statement) => statement.transaction.or(together.then_some(0)),
            None => together.then_some(0),
        };
        steps.push(PlannedStep {
            op: step.op,
            facts: (input.target.dialect.facts)(step.op, &stage),
            span: step.span,
            written: step.written,
            transaction,
            is_new: step.op.table().is_some_and(|table| stage.is_new(table)),
        });
        progress.advance(step.op)?;
    }
    Ok(steps)
}

fn for_target(target: &Target) -> impl Iterator<Item = &'static Lint> {
    let name = target.dialect.name;
    RULES.iter().copied().filter(move |lint| lint.dialects.contains(&name))
}

/// Runs one rule; then what it found in files where it is off is taken away again.
fn run(
    lint: &'static Lint,
    config: &Config,
    sources: &SourceMap,
    all: &mut Vec<Diagnostic>,
    check: impl FnOnce(&mut Found<'_>),
) {
    run_with(lint, config, sources, all, check, |_| {});
}

/// As [`run`]; `moved` brings what was found to where it belongs.
fn run_with(
    lint: &'static Lint,
    config: &Config,
    sources: &SourceMap,
    all: &mut Vec<Diagnostic>,
    check: impl FnOnce(&mut Found<'_>),
    moved: impl FnOnce(&mut Vec<Diagnostic>),
) {
    let (_, options) = config.of(lint, None);
    let mut list = Vec::new();
    check(&mut Found::new(lint, lint.rule.severity, options, &mut list));
    moved(&mut list);
    for diagnostic in list {
        let file = diagnostic.span().map(|span| sources.get(span.file).name.as_ref());
        match config.of(lint, file).0 {
            Level::Off => {}
            Level::At(severity) => all.push(diagnostic.severity(severity)),
        }
    }
}

//! Runs the examples in the pages of rules: as a schema, as a change of one schema to another, as a script.

use super::{Example, Purpose, examples};
use crate::{Config, Lint, Migrations, PlanInput, SchemaView, Script, StepInput, judge_plan, judge_schema};
use parallax_engine::{
    Database, Diagnostic, Pair, Renames, SourceMap, Target, check, compare, lower, parse_target,
};
use parallax_text::FileId;

/// An example, with the state that it starts from, for one target.
#[derive(Debug, Clone)]
pub struct Case {
    pub before: Option<Example>,
    pub example: Example,
    pub target: Target,
}

/// What was found, and in which text.
#[derive(Debug)]
pub struct Judged {
    pub sources: SourceMap,
    pub findings: Vec<Diagnostic>,
    /// The facts of the steps of the change, in order.
    pub facts: Vec<parallax_ir::Facts>,
}

/// All examples of a rule, each for every dialect that it is for.
pub fn cases(lint: &Lint) -> Result<Vec<Case>, String> {
    let (mut found, mut before) = (Vec::new(), None);
    for example in examples(&lint.rule.explanation_text()) {
        if example.purpose == Purpose::Before {
            before = Some(example);
            continue;
        }
        let targets: Vec<&str> = match &example.target {
            Some(target) => vec![target.as_str()],
            None => lint.dialects.to_vec(),
        };
        for target in targets {
            let target = parse_target(target).map_err(|error| error.to_string())?;
            found.push(Case { before: before.clone(), example: example.clone(), target });
        }
    }
    Ok(found)
}

/// Everything that the catalogue says about an example.
pub fn judge(case: &Case) -> Result<Judged, String> {
    let mut sources = SourceMap::new();
    let config = Config::default();
    let mut before = Database::default();
    let target = &case.target;
    let mut migrations = Migrations::in_the_dark(target);
    match &case.before {
        Some(text) if text.sql => {
            migrations = Migrations::from_nothing(target);
            migrations.pass(&text.text);
        }
        Some(text) => before = state(text, &mut sources, target)?.1,
        None => {}
    }
    if case.example.sql {
        let text = case.example.text.clone();
        let file = sources.add("migration.sql", text.as_str());
        let script = Script::new(file, &text, target);
        let findings = migrations.judge(&script, &sources, &config);
        return Ok(Judged { sources, findings, facts: Vec::new() });
    }
    let (_, after) = state(&case.example, &mut sources, target)?;
    let mut findings = judge_schema(&SchemaView { database: &after, target, sources: &sources }, &config);
    let comparison =
        compare(Pair::new(&before, &after), target, &Renames::default()).map_err(|error| error.0)?;
    let steps = comparison.plan.steps.iter().map(|step| StepInput {
        op: &step.op,
        span: step.source.as_ref().and_then(|origin| origin.span),
        written: None,
    });
    let input = PlanInput {
        before: &before,
        after: Some(&after),
        target,
        steps: steps.collect(),
        possible_renames: &comparison.plan.possible_renames,
    };
    findings.extend(judge_plan(&input, &sources, &config).map_err(|error| error.0)?);
    let facts = comparison.plan.steps.iter().map(|step| step.facts.clone()).collect();
    Ok(Judged { sources, findings, facts })
}

/// The database that a text asks for.
fn state(example: &Example, sources: &mut SourceMap, target: &Target) -> Result<(FileId, Database), String> {
    if example.sql {
        return Err("states in SQL are not read here".to_owned());
    }
    let provider = target.dialect.language.providers[0];
    let mut text = example.text.clone();
    if !text.contains("datasource ") {
        text.push_str(&format!("\ndatasource db {{\n  provider = \"{provider}\"\n}}\n"));
    }
    let file = sources.add("schema.plx", text);
    let checked = check(sources, &[file]);
    let lowered = lower(&checked.schema, target);
    let errors: Vec<String> = checked
        .diagnostics
        .iter()
        .chain(lowered.diagnostics.iter())
        .filter(|diagnostic| diagnostic.is_error())
        .map(|diagnostic| format!("{}: {}", diagnostic.rule.code, diagnostic.message))
        .collect();
    match errors.is_empty() {
        true => Ok((file, lowered.database)),
        false => Err(format!("{}\nin\n{}", errors.join("\n"), example.text)),
    }
}

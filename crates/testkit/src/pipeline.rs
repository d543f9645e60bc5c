//! From schema texts to plans, for tests: what a user does with the engine, in one call each.

use parallax_engine::{
    Comparison, Database, Pair, PlanOptions, Rename, Renames, SourceMap, Strategy, Target,
};
use parallax_engine::{check, compare_with, lower, parse_target};

/// `postgresql@16`, `sqlite`
pub fn target(name: &str) -> Result<Target, String> {
    parse_target(name).map_err(|error| error.to_string())
}

/// The database that a schema of the whole language asks for. A text without a datasource gets the one of the target.
pub fn compile(text: &str, target: &Target) -> Result<Database, String> {
    compile_file("schema.plx", text, target)
}

/// As [`compile`], of a file that Prisma reads: it is silent about what Prisma has no words for.
pub fn compile_silent(text: &str, target: &Target) -> Result<Database, String> {
    compile_file("schema.prisma", text, target)
}

fn compile_file(name: &str, text: &str, target: &Target) -> Result<Database, String> {
    let mut text = text.to_owned();
    if !text.lines().any(|line| line.starts_with("datasource ")) {
        let provider = target.dialect.language.providers[0];
        text.push_str(&format!("\ndatasource db {{\n  provider = \"{provider}\"\n}}\n"));
    }
    let mut sources = SourceMap::new();
    let file = sources.add(name, text);
    let checked = check(&sources, &[file]);
    let lowered = lower(&checked.schema, target);
    let diagnostics = checked.diagnostics.iter().chain(lowered.diagnostics.iter());
    let errors: Vec<String> = diagnostics
        .filter(|diagnostic| diagnostic.is_error())
        .map(|diagnostic| {
            let line =
                diagnostic.span().map_or(0, |span| sources.get(span.file).line_col(span.range.start).line);
            format!("{} in line {line}: {}", diagnostic.rule.code, diagnostic.message)
        })
        .collect();
    if errors.is_empty() { Ok(lowered.database) } else { Err(errors.join("\n")) }
}

pub fn renames(texts: &[String]) -> Result<Renames, String> {
    texts.iter().map(|text| Rename::parse(text)).collect::<Result<_, _>>().map(Renames)
}

pub fn plan(pair: Pair<&Database>, renames: &Renames, target: &Target) -> Result<Comparison, String> {
    plan_with(pair, renames, target, Strategy::Direct)
}

pub fn plan_with(
    pair: Pair<&Database>,
    renames: &Renames,
    target: &Target,
    strategy: Strategy,
) -> Result<Comparison, String> {
    compare_with(pair, target, renames, &PlanOptions::of(strategy)).map_err(|broken| broken.0)
}

/// All statements of a plan, in order.
pub fn statements(comparison: &Comparison) -> Vec<String> {
    comparison.script.steps.iter().flat_map(|step| step.statements.iter().cloned()).collect()
}

/// The statements that lead from one state to the other, without declared renames.
pub fn script(pair: Pair<&Database>, target: &Target) -> Result<Vec<String>, String> {
    plan(pair, &Renames::default(), target).map(|comparison| statements(&comparison))
}

//! From two schema texts to a plan and its statements, for tests.

use parallax_dialect::{Dialect, Stage, Target};
use parallax_diff::{Rename, Renames, prepare};
use parallax_ir::{Database, Op, Pair, Plan, State};
use parallax_text::SourceMap;
use std::collections::BTreeSet;

/// A plan, and what each of its steps sends to the server.
#[derive(Debug, Clone)]
pub struct Planned {
    pub plan: Plan,
    /// By step.
    pub statements: Vec<Vec<String>>,
    /// The replay law, where it is broken.
    pub broken: Option<String>,
}

impl Planned {
    /// All statements in order.
    pub fn script(&self) -> Vec<String> {
        self.statements.concat()
    }
}

/// `postgresql@16`, `sqlite`
pub fn target(name: &str) -> Result<Target, String> {
    let (name, version) = name.split_once('@').map_or((name, None), |(name, version)| (name, Some(version)));
    let dialect: &'static Dialect =
        parallax_dialects::dialect(name).ok_or_else(|| format!("there is no target `{name}`"))?;
    let mut target = Target::new(dialect);
    if let Some(version) = version {
        target.version = version.parse().map_err(|()| format!("`{version}` is no version"))?;
    }
    Ok(target)
}

/// The database that a schema asks for. A text without a datasource gets the one of the target.
pub fn compile(text: &str, target: &Target) -> Result<Database, String> {
    let mut text = text.to_owned();
    if !text.lines().any(|line| line.starts_with("datasource ")) {
        let provider = target.dialect.language.providers[0];
        text.push_str(&format!("\ndatasource db {{\n  provider = \"{provider}\"\n}}\n"));
    }
    let mut sources = SourceMap::new();
    let file = sources.add("schema.prisma", text);
    let checked = parallax_engine::check(&sources, &[file]);
    let lowered = parallax_lower::lower(&checked.schema, target);
    let errors: Vec<String> = checked
        .diagnostics
        .iter()
        .chain(lowered.diagnostics.iter())
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

pub fn plan(pair: Pair<&Database>, renames: &Renames, target: &Target) -> Planned {
    let prepared = prepare(pair, target, renames);
    let changes = prepared.changes();
    let plan = parallax_plan::plan(&prepared, &changes, target);
    let broken = parallax_plan::verify(&plan, &prepared).err().map(|precondition| precondition.0);
    let statements = render(&plan, pair.before, target);
    Planned { plan, statements, broken }
}

fn render(plan: &Plan, before: &Database, target: &Target) -> Vec<Vec<String>> {
    let mut state = State::new(before.clone());
    let mut created = BTreeSet::new();
    let mut statements = Vec::new();
    for step in &plan.steps {
        let stage = Stage { target, before, state: state.database(), created: &created };
        statements.push((target.dialect.render)(&step.op, &stage));
        if let Op::CreateTable(table) = &step.op {
            created.insert(table.name.clone());
        }
        if let Op::RenameTable { from, to } = &step.op
            && created.remove(from)
        {
            created.insert(to.clone());
        }
        // A step that does not apply breaks the replay law, and is reported as that.
        let _ = state.apply(&step.op);
    }
    statements
}

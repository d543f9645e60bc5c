//! `parallax migrate build`: checks all specs, and writes the exact statements that each amounts to.

use super::project;
use super::specs::{self, Specs};
use crate::args::SchemaArgs;
use crate::diagnostics::{count, human, json};
use crate::output;
use crate::session::{ERROR, OK, Session};
use crate::stop::Stop;
use clap::Args;
use parallax_config::{Failure, NO_TARGET, discover};
use parallax_engine::{Diagnostic, Target};
use parallax_migrate::checksum;
use parallax_migrate::spec::{Question, Ready, Work};
use parallax_wire::v1::{BuiltCheck, BuiltDocument, BuiltMigration, BuiltStep, VERSION};
use std::collections::BTreeMap;

#[derive(Debug, Args)]
#[command(after_help = "\
Reads the migration.toml of each migration, checks them all together (unknown dependencies, rings, keys, versions, \
ways back), and writes migration.sql and down.sql beside each, for tools that know SQL alone. A migration with a \
command gets none: SQL cannot do what it does. Needs no database.

Exit status: 0; 1 where something is wrong; with --check also where a script is not what its migration.toml amounts to.")]
pub struct BuildArgs {
    #[command(flatten)]
    pub schema: SchemaArgs,
    /// Write nothing; end with status 1 where a script would be written anew
    #[arg(long)]
    pub check: bool,
    /// Show the statements of all migrations with a migration.toml as SQL
    #[arg(long, conflicts_with = "json")]
    pub sql: bool,
    /// Show them as JSON, with their checks
    #[arg(long)]
    pub json: bool,
}

pub fn run(args: &BuildArgs, session: &Session) -> Result<u8, Stop> {
    let (schema, config) = (args.schema.schema.as_deref(), args.schema.config.as_deref());
    let found = discover(&session.current, schema, config)?;
    let path = project::migrations(&found.schema, config, session)?;
    let mut specs = specs::read(&path)?;
    let warnings: Vec<Diagnostic> =
        specs.diagnostics.iter().filter(|diagnostic| !diagnostic.is_error()).cloned().collect();
    let sources = specs.sources.clone();
    Stop::on_errors(&mut specs.diagnostics, &sources)?;
    if !args.json {
        output::print_error(&human(&warnings, &sources, session.stderr_color), session.stderr_color);
    }
    if specs.specs.iter().all(Option::is_none) {
        output::print(&format!("No migration in {} has a migration.toml\n", specs.folder.path))?;
        return Ok(OK);
    }
    let Some(target) = specs.target else {
        let message = format!("nothing says which database {} is for", specs.folder.path);
        let help = "bring migration_lock.toml back: provider = \"postgresql\", for example";
        return Err(Failure::new(&NO_TARGET, message).help(help).into());
    };
    let built = all(&specs, &target);
    let mut written = Vec::new();
    for (name, file, text) in stale(&specs, &target) {
        let shown = format!("{}/{name}/{file}", specs.folder.path);
        if !args.check {
            parallax_config::replace_file(&path.join(&name).join(file), text.as_bytes())?;
        }
        written.push(shown);
    }
    if args.json {
        output::print(&json(&built))?;
    } else if args.sql {
        for (at, migration) in
            specs.order.iter().filter_map(|at| specs.folder.migrations.get(*at)).enumerate()
        {
            let Some(spec) = &migration.spec else { continue };
            output::print(&format!("{}{}", if at == 0 { "" } else { "\n" }, spec.up_script(&target)))?;
        }
    } else {
        output::print(&told(&built, &written, args.check, &warnings))?;
    }
    Ok(if args.check && !written.is_empty() { ERROR } else { OK })
}

/// Scripts that are not there, or say something else.
fn stale(specs: &Specs, target: &Target) -> Vec<(String, &'static str, String)> {
    let mut found = Vec::new();
    for migration in &specs.folder.migrations {
        let Some(spec) = &migration.spec else { continue };
        for (file, text) in specs::scripts(spec, target) {
            let path = std::path::Path::new(&specs.folder.path).join(&migration.name).join(file);
            let same = std::fs::read(path)
                .is_ok_and(|there| parallax_migrate::matches(&checksum(text.as_bytes()), &there));
            if !same {
                found.push((migration.name.clone(), file, text));
            }
        }
    }
    found
}

fn told(built: &BuiltDocument, written: &[String], check: bool, warnings: &[Diagnostic]) -> String {
    let mut out = String::new();
    for migration in &built.migrations {
        let down = match migration.down.len() {
            0 => "no way back".to_owned(),
            number => format!("{number} back"),
        };
        out.push_str(&format!(
            "{}  version {}  {} steps, {down}\n",
            migration.key,
            migration.spec_version,
            migration.up.len()
        ));
    }
    let verb = if check { "Out of date" } else { "Wrote" };
    for file in written {
        out.push_str(&format!("{verb}: {file}\n"));
    }
    if !warnings.is_empty() {
        out.push_str(&format!("{}\n", count(warnings)));
    }
    out
}

fn all(specs: &Specs, target: &Target) -> BuiltDocument {
    let migrations = specs.order.iter().filter_map(|at| specs.folder.migrations.get(*at));
    let built = migrations.filter_map(|migration| {
        let spec = migration.spec.as_ref()?;
        let scripts = specs::scripts(spec, target);
        let files: BTreeMap<String, String> =
            scripts.iter().map(|(name, text)| ((*name).to_owned(), checksum(text.as_bytes()))).collect();
        Some(BuiltMigration {
            name: migration.name.clone(),
            key: spec.key.clone(),
            spec_version: spec.version,
            dependencies: spec.dependencies.clone(),
            up: steps(&spec.up, target),
            down: steps(&spec.down, target),
            files,
        })
    });
    BuiltDocument { version: VERSION, target: target.to_string(), migrations: built.collect() }
}

pub fn steps(steps: &[Ready], target: &Target) -> Vec<BuiltStep> {
    let check = |question: &Question| BuiltCheck {
        description: question.description.clone(),
        query: question.query.clone(),
        expect: question.expect.to_string(),
    };
    let step = |step: &Ready| BuiltStep {
        kind: step.kind,
        description: step.description.clone(),
        pre_checks: step.pre_checks.iter().map(check).collect(),
        statements: step.statements(target),
        command: match &step.work {
            Work::Command(words) => Some(words.clone()),
            Work::Sql { .. } | Work::Validation(_) => None,
        },
        assertion: match &step.work {
            Work::Validation(question) => Some(check(question)),
            Work::Sql { .. } | Work::Command(_) => None,
        },
        post_checks: step.post_checks.iter().map(check).collect(),
        timeout_ms: step.timeout.and_then(|timeout| u64::try_from(timeout.as_millis()).ok()),
        retries: step.retries,
    };
    steps.iter().map(step).collect()
}

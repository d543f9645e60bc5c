//! Scripts that somebody wrote: single files, and folders of migrations.

use super::collected::Collected;
use crate::args::LintArgs;
use crate::stop::Stop;
use parallax_config::{
    DEFECT, Failure, NO_TARGET, NOT_TEXT, Outcome, SCRIPT, Settings, UNKNOWN_TARGET, read_migrations,
    read_script,
};
use parallax_engine::{Database, Schema, SourceMap, Target, default_target, parse_target};
use parallax_lint::{Config, Migrations, Script, script_ignores};
use std::fmt::Display;
use std::path::Path;

/// The database that was named, by an option or in the settings.
fn named(args: &LintArgs, settings: &Settings) -> Outcome<Option<Target>> {
    let text = args.target.as_deref().or(settings.target.as_deref());
    let parse = |text: &str| {
        parse_target(text)
            .map_err(|unknown| Failure::new(&UNKNOWN_TARGET, unknown.message).help(unknown.help))
    };
    text.map(parse).transpose()
}

pub fn target_of_schema(args: &LintArgs, settings: &Settings, schema: &Schema) -> Outcome<Target> {
    if let Some(target) = named(args, settings)? {
        return Ok(target);
    }
    let language = schema.datasource.as_ref().and_then(|datasource| datasource.language);
    language.and_then(default_target).ok_or_else(no_target)
}

/// Of a script or a folder of migrations: as named, or as `migration_lock.toml` says.
pub fn target(args: &LintArgs, settings: &Settings, path: &Path) -> Outcome<Target> {
    if let Some(target) = named(args, settings)? {
        return Ok(target);
    }
    for folder in path.ancestors().take(3) {
        let Ok(lock) = std::fs::read_to_string(folder.join(parallax_config::LOCK_FILE)) else { continue };
        let provider = lock.lines().find_map(|line| line.trim().strip_prefix("provider")?.split('"').nth(1));
        if let Some(target) = provider.and_then(|provider| parse_target(provider).ok()) {
            return Ok(target);
        }
    }
    Err(no_target())
}

fn no_target() -> Box<Failure> {
    Failure::new(&NO_TARGET, "nothing says which database this is for")
        .help("name it with --target, such as --target postgresql@16")
}

pub fn defect(error: impl Display) -> Box<Failure> {
    Failure::new(&DEFECT, format!("a plan does not fit its database: {error}"))
}

/// One file by itself, upon a state that may be known.
pub fn file(
    path: &Path,
    before: Option<&Database>,
    target: &Target,
    config: &Config,
    all: &mut Collected,
) -> Result<(), Stop> {
    let file = read_script(Some(path))?;
    let mut migrations = match before {
        Some(before) => Migrations::after(before.clone(), target),
        None => Migrations::in_the_dark(target),
    };
    script(&file.name, &file.text, &mut migrations, target, config, all);
    Ok(())
}

/// Every migration of a folder.
pub fn every(folder: &Path, target: &Target, config: &Config, all: &mut Collected) -> Result<(), Stop> {
    migrations(folder, target, config, all, 0)
}

/// The last migration of a folder; those before it have run.
pub fn last(folder: &Path, target: &Target, config: &Config, all: &mut Collected) -> Result<(), Stop> {
    let count = read_migrations(folder)?.migrations.len();
    migrations(folder, target, config, all, count.saturating_sub(1))
}

fn migrations(
    folder: &Path,
    target: &Target,
    config: &Config,
    all: &mut Collected,
    from: usize,
) -> Result<(), Stop> {
    let read = read_migrations(folder)?;
    let mut history = Migrations::from_nothing(target);
    for (at, migration) in read.migrations.iter().enumerate() {
        let Some(bytes) = &migration.script else { continue };
        let path = folder.join(&migration.name).join(SCRIPT);
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Err(Failure::new(&NOT_TEXT, format!("{} is not UTF-8", path.display())).into());
        };
        if at < from {
            history.pass(text);
        } else {
            script(&path.display().to_string(), text, &mut history, target, config, all);
        }
    }
    Ok(())
}

fn script(
    name: &str,
    text: &str,
    migrations: &mut Migrations<'_>,
    target: &Target,
    config: &Config,
    all: &mut Collected,
) {
    let mut sources = SourceMap::new();
    let id = sources.add(name, text);
    let script = Script::new(id, text, target);
    let findings = migrations.judge(&script, &sources, config);
    all.judged(name, text, |id| script_ignores(&Script::new(id, text, target)));
    all.absorb(&sources, findings);
}

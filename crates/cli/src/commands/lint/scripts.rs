//! Scripts that somebody wrote: single files, and folders of migrations.

use super::Judging;
use crate::stop::Stop;
use parallax_config::{
    DEFECT, Failure, MigrationsFolder, NO_TARGET, NOT_TEXT, Outcome, SCRIPT, UNKNOWN_TARGET, read_migrations,
    read_script,
};
use parallax_engine::{Database, Schema, SourceMap, Target, default_target, parse_target};
use parallax_lint::{Migrations, Script, script_ignores};
use std::fmt::Display;
use std::path::Path;

fn no_target() -> Box<Failure> {
    Failure::new(&NO_TARGET, "nothing says which database this is for")
        .help("name it with --target, such as --target postgresql@16")
}

pub fn defect(error: impl Display) -> Box<Failure> {
    Failure::new(&DEFECT, format!("a plan does not fit its database: {error}"))
}

impl Judging<'_> {
    /// The database that was named, by an option or in the settings.
    fn named(&self) -> Outcome<Option<Target>> {
        let text = self.args.target.as_deref().or(self.settings.target.as_deref());
        let parse = |text: &str| {
            parse_target(text)
                .map_err(|unknown| Failure::new(&UNKNOWN_TARGET, unknown.message).help(unknown.help))
        };
        text.map(parse).transpose()
    }

    pub(super) fn target_of_schema(&self, schema: &Schema) -> Outcome<Target> {
        if let Some(target) = self.named()? {
            return Ok(target);
        }
        let language = schema.datasource.as_ref().and_then(|datasource| datasource.language);
        language.and_then(default_target).ok_or_else(no_target)
    }

    /// Of a script or a folder of migrations: as named, or as `migration_lock.toml` says.
    pub(super) fn target_of(&self, path: &Path) -> Outcome<Target> {
        if let Some(target) = self.named()? {
            return Ok(target);
        }
        for folder in path.ancestors().take(3) {
            let Ok(lock) = std::fs::read_to_string(folder.join(parallax_config::LOCK_FILE)) else { continue };
            let provider =
                lock.lines().find_map(|line| line.trim().strip_prefix("provider")?.split('"').nth(1));
            if let Some(target) = provider.and_then(|provider| parse_target(provider).ok()) {
                return Ok(target);
            }
        }
        Err(no_target())
    }

    /// One file by itself, upon a state that may be known.
    pub(super) fn file(
        &mut self,
        path: &Path,
        before: Option<&Database>,
        target: &Target,
    ) -> Result<(), Stop> {
        let file = read_script(Some(path))?;
        let mut migrations = match before {
            Some(before) => Migrations::after(before.clone(), target),
            None => Migrations::in_the_dark(target),
        };
        self.script(&file.name, &file.text, &mut migrations, target);
        Ok(())
    }

    /// Every migration of a folder.
    pub(super) fn every_migration(&mut self, folder: &Path, target: &Target) -> Result<(), Stop> {
        self.migrations(folder, &read_migrations(folder)?, target, 0)
    }

    /// The last migration of a folder; those before it have run.
    pub(super) fn last_migration(&mut self, folder: &Path, target: &Target) -> Result<(), Stop> {
        let read = read_migrations(folder)?;
        self.migrations(folder, &read, target, read.migrations.len().saturating_sub(1))
    }

    fn migrations(
        &mut self,
        folder: &Path,
        read: &MigrationsFolder,
        target: &Target,
        from: usize,
    ) -> Result<(), Stop> {
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
                self.script(&path.display().to_string(), text, &mut history, target);
            }
        }
        Ok(())
    }

    fn script(&mut self, name: &str, text: &str, history: &mut Migrations<'_>, target: &Target) {
        let mut sources = SourceMap::new();
        let id = sources.add(name, text);
        let script = Script::new(id, text, target);
        let findings = history.judge(&script, &sources, self.config);
        self.all.judged(name, text, |id| script_ignores(&Script::new(id, text, target)));
        self.all.absorb(&sources, findings);
    }
}

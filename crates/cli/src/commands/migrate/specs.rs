//! The migration specs of a folder: reading them with the files that they name, and what is wrong with them.

use crate::stop::Stop;
use parallax_config::{
    DOWN, MigrationFiles, MigrationsFolder, Outcome, SCRIPT, read_beside, read_migrations,
};
use parallax_engine::{Diagnostics, SourceMap, Target};
use parallax_migrate::sidecar::{self, Entry};
use parallax_migrate::spec::{self, Beside, Compiled, Item, Spec};
use parallax_migrate::{Files, Folder, Migration};
use std::path::Path;
use std::sync::Arc;

/// A folder of migrations with all that is known of its specs.
pub struct Specs {
    pub folder: Folder,
    pub sources: SourceMap,
    /// In the order of the folder.
    pub specs: Vec<Option<Spec>>,
    /// Indices into the folder, dependencies first.
    pub order: Vec<usize>,
    /// What the scripts are written for; none where nothing says so.
    pub target: Option<Target>,
    pub diagnostics: Diagnostics,
    /// Scripts that say something else than the spec beside them.
    pub stale: Diagnostics,
}

impl Specs {
    /// The folder, where nothing is wrong with it.
    pub fn folder(mut self) -> Result<Folder, Stop> {
        self.diagnostics.extend(self.stale);
        Stop::on_errors(&mut self.diagnostics, &self.sources)?;
        Ok(self.folder)
    }
}

/// A folder as it is read, without what its specs amount to.
pub fn plain(read: MigrationsFolder) -> Folder {
    let migrations = read.migrations.into_iter().map(|files| {
        let MigrationFiles { name, script, sidecar, down, spec } = files;
        Migration::new(name, Files { script, sidecar, down, spec })
    });
    Folder::new(read.path.display().to_string(), read.lock.as_deref(), migrations.collect())
}

/// Reads a folder; one that does not exist is empty.
pub fn read(path: &Path) -> Outcome<Specs> {
    let folder = plain(read_migrations(path)?);
    let mut found = Specs {
        target: None,
        sources: SourceMap::new(),
        specs: vec![None; folder.migrations.len()],
        order: (0..folder.migrations.len()).collect(),
        diagnostics: Diagnostics::new(),
        stale: Diagnostics::new(),
        folder,
    };
    if found.folder.migrations.iter().any(|migration| migration.files.spec.is_some()) {
        found.target = sidecar::target(&found.folder, &Entry::all(&found.folder));
        found.all(path)?;
    }
    Ok(found)
}

impl Specs {
    fn all(&mut self, path: &Path) -> Outcome<()> {
        for at in 0..self.folder.migrations.len() {
            let Some(migration) = self.folder.migrations.get(at) else { continue };
            let Some(bytes) = &migration.files.spec else { continue };
            let text = String::from_utf8_lossy(bytes).into_owned();
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
            let name = migration.name.clone();
            let file = self.sources.add(self.folder.file(migration, spec::FILE), text.clone());
            let (spec, told) = spec::read(&name, &text, file);
            self.diagnostics.extend(told);
            let Some(spec) = spec else { continue };
            let beside = self.beside(path, &name, &spec)?;
            let (compiled, told) = spec::compile(&spec, &beside, &self.sources);
            self.diagnostics.extend(told);
            if let Some(compiled) = compiled {
                self.adopt(at, &spec, compiled);
            }
            if let Some(place) = self.specs.get_mut(at) {
                *place = Some(spec);
            }
        }
        let names = self.folder.migrations.iter().map(|migration| migration.name.as_str());
        let items: Vec<Item<'_>> =
            names.zip(&self.specs).map(|(name, spec)| Item { name, spec: spec.as_ref() }).collect();
        let registry = spec::registry(&items);
        self.order = registry.order;
        self.diagnostics.extend(registry.diagnostics);
        Ok(())
    }

    /// The files that a spec names.
    fn beside(&self, path: &Path, name: &str, spec: &Spec) -> Outcome<Beside> {
        let mut beside = Beside::new();
        for file in spec.files() {
            let text = read_beside(path, name, &file.value)?;
            let text = text.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            let shown = format!("{}/{name}/{}", self.folder.path.trim_end_matches('/'), file.value);
            beside.insert(file.value.clone(), (shown, text));
        }
        Ok(beside)
    }

    /// What the spec amounts to stands for the scripts that are not there.
    fn adopt(&mut self, at: usize, spec: &Spec, compiled: Compiled) {
        let Some(migration) = self.folder.migrations.get_mut(at) else { return };
        if let Some(target) = &self.target {
            let files = &migration.files;
            self.stale.extend(
                spec::stale(&compiled, spec, files.script.as_deref(), files.down.as_deref(), target)
                    .into_iter()
                    .collect(),
            );
            let files = &mut migration.files;
            files.script.get_or_insert_with(|| compiled.up_script(target).into_bytes());
            if files.down.is_none() {
                files.down = compiled.down_script(target).map(String::into_bytes);
            }
        }
        migration.spec = Some(Arc::new(compiled));
    }
}

/// The scripts that stand beside a spec for tools that know SQL alone: name, text.
pub fn scripts(compiled: &Compiled, target: &Target) -> Vec<(&'static str, String)> {
    let mut scripts = Vec::new();
    if Compiled::is_sql(&compiled.up) {
        scripts.push((SCRIPT, compiled.up_script(target)));
    }
    if let Some(down) = compiled.down_script(target).filter(|_| Compiled::is_sql(&compiled.down)) {
        scripts.push((DOWN, down));
    }
    scripts
}

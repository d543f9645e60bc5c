//! Histories of migrations as projects keep them in folders, for the examples that run them.

use parallax_engine::{Name, Target};
use std::fs;
use std::path::{Path, PathBuf};

/// The migrations of one project.
#[derive(Debug, Clone)]
pub struct History {
    pub name: String,
    /// As the lock file names it.
    pub provider: String,
    /// Name and text, in order.
    pub scripts: Vec<(String, String)>,
}

impl History {
    /// Namespaces that the scripts make, with the default one; empty where they make none.
    pub fn schemas(&self) -> Vec<Name> {
        let mut found = vec!["public".into()];
        for (_, sql) in &self.scripts {
            for line in sql.lines().filter(|line| line.to_uppercase().contains("CREATE SCHEMA")) {
                let last = line.split_whitespace().last().unwrap_or_default();
                let name = line.split('"').nth(1).unwrap_or(last.trim_end_matches(';'));
                if !found.iter().any(|known: &Name| known == name) {
                    found.push(name.into());
                }
            }
        }
        if found.len() == 1 { Vec::new() } else { found }
    }
}

/// Those for PostgreSQL, MySQL and SQLite in a folder of projects, `<project>/migrations/<migration>/migration.sql`, by
/// their names.
pub fn all(folder: &Path) -> Result<Vec<History>, String> {
    let mut found = Vec::new();
    for project in entries(folder)? {
        let migrations = project.join("migrations");
        let Ok(lock) = fs::read_to_string(migrations.join("migration_lock.toml")) else { continue };
        let provider =
            lock.lines().find(|line| line.starts_with("provider")).and_then(|line| line.split('"').nth(1));
        let Some(provider) = provider.filter(|name| matches!(*name, "postgresql" | "mysql" | "sqlite"))
        else {
            continue;
        };
        let mut scripts = Vec::new();
        for one in entries(&migrations)? {
            if let Ok(text) = fs::read_to_string(one.join("migration.sql")) {
                scripts.push((file_name(&one), text.trim_start_matches('\u{feff}').to_owned()));
            }
        }
        found.push(History { name: file_name(&project), provider: provider.to_owned(), scripts });
    }
    Ok(found)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let read = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut found: Vec<PathBuf> = read.filter_map(|entry| Some(entry.ok()?.path())).collect();
    found.sort();
    Ok(found)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The namespace of bare names.
pub fn default_of(target: &Target) -> &'static str {
    target.dialect.language.default_namespace.unwrap_or("main")
}

//! What `prisma.config.ts` says besides where the schema is.

use crate::files::read_file;
use crate::javascript::{Value, default_export};
use crate::{BAD_SETTINGS, Environment, Failure, NO_URL, Outcome};
use std::path::{Path, PathBuf};

/// Where Prisma looks for its configuration.
const STEMS: [&str; 2] = ["prisma.config", ".config/prisma"];
const ENDINGS: [&str; 6] = ["ts", "js", "mjs", "cjs", "mts", "cts"];

/// A `prisma.config.ts`, as far as it can be understood without running it.
#[derive(Debug)]
pub struct Configuration {
    pub file: PathBuf,
    value: Value,
}

impl Configuration {
    /// That of a folder or those above, up to the top of a repository; or the one that is named.
    pub fn around(current: &Path, named: Option<&Path>) -> Outcome<Option<Configuration>> {
        if let Some(named) = named {
            return Configuration::read(named).map(Some);
        }
        for folder in current.ancestors() {
            let shown = if folder == current { Path::new("") } else { folder };
            if let Some(file) = files(shown).find(|file| file.is_file()) {
                return Configuration::read(&file).map(Some);
            }
            if folder.join(".git").exists() {
                break;
            }
        }
        Ok(None)
    }

    pub(crate) fn read(file: &Path) -> Outcome<Configuration> {
        let value = default_export(&read_file(file)?.text);
        Ok(Configuration { file: file.to_owned(), value })
    }

    /// The folder that its paths are taken from: `.config/prisma.ts` speaks of the folder above.
    pub fn folder(&self) -> &Path {
        let folder = self.file.parent().unwrap_or(Path::new(""));
        if folder.ends_with(".config") { folder.parent().unwrap_or(Path::new("")) } else { folder }
    }

    /// The text at a path of keys, such as `migrations.seed`; none where nothing is said.
    pub fn text(&self, path: &[&str], environment: &Environment) -> Outcome<Option<String>> {
        match self.value.get(path) {
            None => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text.clone())),
            Some(Value::Env(variable)) => match environment.get(variable)? {
                Some(value) if !value.is_empty() => Ok(Some(value)),
                _ => Err(unset(variable, &self.file)),
            },
            Some(Value::Object(_) | Value::Opaque) => {
                let message = format!(
                    "{} computes `{}`; it is read without being run",
                    self.file.display(),
                    path.join(".")
                );
                Err(Failure::new(&BAD_SETTINGS, message).help("write it there as plain text or `env(\"NAME\")`, or name it with an option of the command"))
            }
        }
    }
}

/// The files of a folder that are a configuration.
pub(crate) fn files(folder: &Path) -> impl Iterator<Item = PathBuf> {
    STEMS
        .into_iter()
        .flat_map(move |stem| ENDINGS.into_iter().map(move |ending| folder.join(format!("{stem}.{ending}"))))
}

/// A variable that is asked for and not there.
pub(crate) fn unset(variable: &str, asked_by: &Path) -> Box<Failure> {
    let message =
        format!("{} takes a value from the variable {variable}, which is not set", asked_by.display());
    Failure::new(&NO_URL, message).help(format!("set {variable} in the environment or in a file .env"))
}

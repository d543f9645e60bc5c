//! One side of a comparison: how it is named on a command line, and reading it.

use crate::files::{
    File, MAX_SCHEMA_BYTES, io_failure, is_schema_name, read_file, read_folder, read_stdin, too_large,
};
use crate::migrations::{LOCK_FILE, SCRIPT};
use crate::{Outcome, Which, database_url, git, project, variable_url};
use parallax_syntax::beside::named;
use std::path::{Path, PathBuf};

/// Where a state of the database comes from, as people name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// `empty`: nothing at all.
    Empty,
    /// `-`
    Stdin,
    /// A schema file, a folder of schema files, a snapshot, SQL, or a folder of migrations.
    Path(PathBuf),
    /// `git:REV:PATH`, or `git:REV` for the project's schema.
    Revision { revision: String, path: Option<String> },
    /// A live database.
    Url(String),
    /// `env:NAME`: the live database whose URL is in the environment.
    Env(String),
    /// The live database that a schema names; `live` is that of the project's.
    Datasource(Option<PathBuf>),
    /// A folder of migrations.
    Migrations(PathBuf),
}

impl Input {
    pub fn parse(text: &str) -> Input {
        match text {
            "empty" => Input::Empty,
            "-" => Input::Stdin,
            "live" => Input::Datasource(None),
            _ => {
                if let Some(rest) = text.strip_prefix("git:") {
                    let (revision, path) = match rest.split_once(':') {
                        Some((revision, path)) => (revision, Some(path.to_owned())),
                        None => (rest, None),
                    };
                    Input::Revision { revision: revision.to_owned(), path }
                } else if let Some(name) = text.strip_prefix("env:") {
                    Input::Env(name.to_owned())
                } else if is_url(text) {
                    Input::Url(text.to_owned())
                } else {
                    Input::Path(PathBuf::from(text))
                }
            }
        }
    }
}

/// `scheme://…`, or SQLite's `file:…`.
fn is_url(text: &str) -> bool {
    text.starts_with("file:")
        || text.split_once("://").is_some_and(|(scheme, _)| {
            !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c))
        })
}

/// What an input holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Empty,
    /// The files of one schema, sorted by name, and behind them the SQL files that they name.
    Schema(Vec<File>),
    /// A database as JSON, not yet decoded.
    Snapshot(File),
    /// A live database, not yet asked.
    Live {
        url: String,
    },
    /// A folder of migrations, not yet read.
    Migrations(PathBuf),
    /// SQL that makes a database from nothing, in the order in which it runs.
    Scripts(Vec<File>),
}

/// `current` is the folder that the repository and the project are looked for around; other paths are the system's.
pub fn read(input: &Input, current: &Path) -> Outcome<Content> {
    match input {
        Input::Empty => Ok(Content::Empty),
        Input::Stdin => with_beside(content(read_stdin()?), beside),
        Input::Path(path) => read_path(path),
        Input::Revision { revision, path } => {
            let path = match path {
                Some(path) => path.clone(),
                None => project::discover(current, None, None)?.schema.to_string_lossy().into_owned(),
            };
            match git::read(revision, &path, current)? {
                git::Found::File(file) => with_beside(content(file), |name| git::beside(name, current)),
                git::Found::Folder(files) => {
                    with_beside(Content::Schema(files), |name| git::beside(name, current))
                }
            }
        }
        Input::Url(url) => Ok(Content::Live { url: url.clone() }),
        Input::Env(name) => Ok(Content::Live { url: variable_url(current, name)? }),
        Input::Datasource(schema) => {
            let schema = match schema {
                Some(schema) => schema.clone(),
                None => project::discover(current, None, None)?.schema,
            };
            let url = database_url(current, &schema, None, Which::Direct)?;
            Ok(Content::Live { url })
        }
        Input::Migrations(path) => Ok(Content::Migrations(path.clone())),
    }
}

fn read_path(path: &Path) -> Outcome<Content> {
    let metadata = std::fs::metadata(path).map_err(|error| io_failure(path, &error))?;
    if metadata.is_dir() {
        if path.join(LOCK_FILE).exists() || holds_migrations(path) {
            return Ok(Content::Migrations(path.to_owned()));
        }
        let scripts = scripts(path)?;
        if !scripts.is_empty() {
            return scripts
                .iter()
                .map(|script| read_file(script))
                .collect::<Outcome<_>>()
                .map(Content::Scripts);
        }
        return with_beside(Content::Schema(read_folder(path)?), beside);
    }
    if is_sql(path) {
        return read_file(path).map(|file| Content::Scripts(vec![file]));
    }
    with_beside(content(read_file(path)?), beside)
}

/// Adds the SQL files that a schema names, as far as there are such; `read` gives one by its name.
fn with_beside(content: Content, read: impl Fn(&str) -> Outcome<Option<File>>) -> Outcome<Content> {
    let Content::Schema(mut files) = content else { return Ok(content) };
    let names = named(files.iter().map(|file| (file.name.as_str(), file.text.as_str())));
    let mut total: u64 = files.iter().map(|file| file.text.len() as u64).sum();
    for name in names {
        let Some(file) = read(&name)? else { continue };
        total += file.text.len() as u64;
        if total > MAX_SCHEMA_BYTES {
            return Err(too_large(&name, total));
        }
        files.push(file);
    }
    Ok(Content::Schema(files))
}

/// A file that a schema on the disk names; none where there is no such file.
pub fn beside(name: &str) -> Outcome<Option<File>> {
    let path = Path::new(name);
    if !path.is_file() {
        return Ok(None);
    }
    let file = read_file(path)?;
    Ok(Some(File { name: name.to_owned(), ..file }))
}

fn is_sql(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("sql"))
}

/// Whether a folder in it has a script, as folders of migrations have.
fn holds_migrations(folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).any(|path| path.join(SCRIPT).is_file())
}

/// The SQL files of a folder by name, where it holds no schema. What takes a migration back is not among them.
fn scripts(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).map_err(|error| io_failure(folder, &error))?;
    let mut paths: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file()).collect();
    let is_schema =
        |path: &PathBuf| path.file_name().is_some_and(|name| is_schema_name(&name.to_string_lossy()));
    if paths.iter().any(is_schema) {
        return Ok(Vec::new());
    }
    paths.retain(|path| is_sql(path) && !path.to_string_lossy().to_lowercase().ends_with("down.sql"));
    paths.sort();
    Ok(paths)
}

/// SQL to be run: of a file, or without one of the standard input.
pub fn read_script(path: Option<&Path>) -> Outcome<File> {
    path.map_or_else(read_stdin, read_file)
}

/// The files of the schema at a path.
pub(crate) fn schema_files(path: &Path) -> Outcome<Vec<File>> {
    if path.is_dir() { read_folder(path) } else { read_file(path).map(|file| vec![file]) }
}

/// Schema text never begins with a brace, JSON always does.
fn content(file: File) -> Content {
    if file.text.trim_start().starts_with('{') || file.name.ends_with(".json") {
        Content::Snapshot(file)
    } else if file.name.ends_with(".sql") {
        Content::Scripts(vec![file])
    } else {
        Content::Schema(vec![file])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_as_people_name_them() {
        let path = |text: &str| Input::Path(text.into());
        let revision = |revision: &str, path: Option<&str>| Input::Revision {
            revision: revision.into(),
            path: path.map(str::to_owned),
        };
        for (text, expected) in [
            ("empty", Input::Empty),
            ("./empty", path("./empty")),
            ("-", Input::Stdin),
            ("prisma/schema.prisma", path("prisma/schema.prisma")),
            ("git:main:prisma/schema.prisma", revision("main", Some("prisma/schema.prisma"))),
            ("git:HEAD~2", revision("HEAD~2", None)),
            ("postgresql://u:p@h/db", Input::Url("postgresql://u:p@h/db".into())),
            ("file:./dev.db", Input::Url("file:./dev.db".into())),
            ("env:DATABASE_URL", Input::Env("DATABASE_URL".into())),
            ("live", Input::Datasource(None)),
            ("a b://c", path("a b://c")),
        ] {
            assert_eq!(Input::parse(text), expected);
        }
    }
}

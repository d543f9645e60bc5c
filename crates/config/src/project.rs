//! Finds the schema of the project around a folder, as Prisma finds it, and what `parallax.toml` says.

use crate::files::read_file;
use crate::javascript::{Value, default_export};
use crate::{BAD_SETTINGS, Failure, NO_SCHEMA, Outcome, Settings, configuration};
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// A file or a folder, as it can be opened from the current folder.
    pub schema: PathBuf,
    pub settings: Settings,
    /// Somebody has named the schema; otherwise it is where schemas usually are.
    pub is_named: bool,
}

/// Where schemas usually are.
const USUAL: [&str; 5] =
    ["prisma/schema.prisma", "schema.prisma", "prisma/schema.plx", "schema.plx", "prisma/schema"];

/// Looks in `current`, then in the folders above, up to the top of a repository. `schema` and `config` are the options
/// of those names.
pub fn discover(current: &Path, schema: Option<&Path>, config: Option<&Path>) -> Outcome<Project> {
    // Paths are shown as people would write them: from the current folder.
    find(current, Path::new(""), schema, config)
}

/// As [`discover`], around a folder that need not be the current one.
pub fn discover_in(folder: &Path) -> Outcome<Project> {
    find(folder, folder, None, None)
}

/// `here` is how `current` is written.
fn find(current: &Path, here: &Path, schema: Option<&Path>, config: Option<&Path>) -> Outcome<Project> {
    let mut settings = None;
    for folder in current.ancestors() {
        let shown = if folder == current { here } else { folder };
        let file = shown.join(Settings::FILE);
        if settings.is_none() && file.is_file() {
            settings = Some(Settings::read(&file)?);
            let named = settings.as_ref().and_then(|settings| settings.schema.as_deref());
            if let (Some(named), None, None) = (named, schema, config) {
                let schema = shown.join(named);
                let settings = settings.unwrap_or_default();
                return Ok(Project { schema, settings, is_named: true });
            }
        }
        if schema.is_none()
            && config.is_none()
            && let Some((schema, is_named)) = in_folder(shown)?
        {
            return Ok(Project { schema, settings: settings.unwrap_or_default(), is_named });
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    let settings = settings.unwrap_or_default();
    if let Some(schema) = schema {
        return Ok(Project { schema: schema.to_owned(), settings, is_named: true });
    }
    if let Some(config) = config {
        let named = named_in_config(config)?;
        let Some(schema) = named else {
            return Err(Failure::new(&NO_SCHEMA, format!("{} names no schema", config.display()))
                .help("name it there (`schema: \"prisma/schema.prisma\"`) or with --schema"));
        };
        return Ok(Project { schema, settings, is_named: true });
    }
    Err(Failure::new(&NO_SCHEMA, "there is no schema here").help(format!(
        "name it with --schema, in {} (`schema = \"…\"`), or put it at {}",
        Settings::FILE,
        USUAL[0]
    )))
}

/// The schema that a folder's files name (true), or that is in one of the usual places.
fn in_folder(folder: &Path) -> Outcome<Option<(PathBuf, bool)>> {
    for config in configuration::files(folder) {
        if config.is_file()
            && let Some(schema) = named_in_config(&config)?
        {
            return Ok(Some((schema, true)));
        }
    }
    let package = folder.join("package.json");
    if package.is_file()
        && let Some(schema) = named_in_package(&package)?
    {
        return Ok(Some((schema, true)));
    }
    Ok(USUAL.into_iter().map(|place| (folder.join(place), false)).find(|(place, _)| place.exists()))
}

/// `schema` of a `prisma.config.ts`.
fn named_in_config(config: &Path) -> Outcome<Option<PathBuf>> {
    let text = read_file(config)?.text;
    // .config/prisma.ts speaks of paths from the folder above.
    let folder = config.parent().unwrap_or(Path::new(""));
    let base = if folder.ends_with(".config") { folder.parent().unwrap_or(Path::new("")) } else { folder };
    match default_export(&text).get(&["schema"]) {
        None => Ok(None),
        Some(Value::Text(path)) => Ok(Some(base.join(path))),
        Some(Value::Env(variable)) => match std::env::var_os(variable) {
            Some(path) => Ok(Some(base.join(path))),
            None => Err(computed(
                config,
                &format!("takes the schema's path from the variable {variable}, which is not set"),
            )),
        },
        Some(Value::Object(_) | Value::Opaque) => Err(computed(config, "computes the schema's path")),
    }
}

fn computed(config: &Path, what: &str) -> Box<Failure> {
    Failure::new(&BAD_SETTINGS, format!("{} {what}; it is read without being run", config.display()))
        .help("name the schema with --schema, or as plain text in that file")
}

/// `prisma.schema` of a `package.json`.
fn named_in_package(package: &Path) -> Outcome<Option<PathBuf>> {
    let text = read_file(package)?.text;
    let json: serde_json::Value = serde_json::from_str(&text).map_err(|error| {
        Failure::new(&BAD_SETTINGS, format!("{} is not valid JSON: {error}", package.display()))
            .help("mend it, or name the schema with --schema")
    })?;
    let named = json.get("prisma").and_then(|prisma| prisma.get("schema")).and_then(|schema| schema.as_str());
    Ok(named.map(|path| package.parent().unwrap_or(Path::new("")).join(path)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(".git")).unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    /// From a folder below, so that paths are absolute and do not depend on where the test runs.
    fn found(files: &[(&str, &str)]) -> Result<String, String> {
        let folder = project(files);
        let below = folder.path().join("src/app");
        fs::create_dir_all(&below).unwrap();
        let top = format!("{}/", folder.path().display());
        match discover(&below, None, None) {
            Ok(project) => Ok(project.schema.display().to_string().replace(&top, "")),
            Err(failure) => Err(failure.diagnostic.message.replace(&top, "")),
        }
    }

    #[test]
    fn the_schema_is_found_where_projects_say_or_usually_have_it() {
        let usual = ("prisma/schema.prisma", "");
        let package = ("package.json", r#"{"prisma": {"schema": "db/main.prisma"}}"#);
        let config = ("prisma.config.ts", "export default { schema: 'config/schema' }");
        let toml = ("parallax.toml", "schema = \"toml.prisma\"");
        assert_eq!(found(&[usual]), Ok("prisma/schema.prisma".into()));
        assert_eq!(found(&[("schema.prisma", "")]), Ok("schema.prisma".into()));
        assert_eq!(found(&[("prisma/schema.plx", "")]), Ok("prisma/schema.plx".into()));
        assert_eq!(found(&[usual, ("prisma/schema.plx", "")]), Ok("prisma/schema.prisma".into()));
        assert_eq!(found(&[("prisma/schema/a.prisma", "")]), Ok("prisma/schema".into()));
        assert_eq!(found(&[usual, package]), Ok("db/main.prisma".into()));
        assert_eq!(found(&[usual, package, config]), Ok("config/schema".into()));
        assert_eq!(found(&[usual, package, config, toml]), Ok("toml.prisma".into()));
        assert_eq!(found(&[usual, (".config/prisma.ts", "export default {schema: 'x'}")]), Ok("x".into()));
        assert_eq!(found(&[]), Err("there is no schema here".into()));
    }

    #[test]
    fn a_computed_path_is_not_guessed() {
        let error = found(&[
            ("prisma/schema.prisma", ""),
            ("prisma.config.js", "export default { schema: f() + 'a' }"),
        ]);
        assert_eq!(
            error,
            Err("prisma.config.js computes the schema's path; it is read without being run".into())
        );
    }
}

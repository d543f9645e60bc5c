//! Where a project's databases are: the URLs of its schema, its configuration and its `.env` files.

use crate::configuration::{Configuration, unset};
use crate::source::schema_files;
use crate::{Environment, Failure, File, NO_URL, Outcome};
use parallax_syntax::ast::{BlockKind, ConfigKeyword, Expr, ExprKind};
use parallax_text::FileId;
use std::path::{Path, PathBuf};

/// Which of a project's databases is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// `url`: what programs use.
    Usual,
    /// `directUrl` where there is one, since poolers disturb changes of tables; else `url`.
    Direct,
    /// `shadowDatabaseUrl`: for trying migrations.
    Shadow,
}

impl Which {
    /// Keys of a datasource, the first that is given counts.
    fn keys(self) -> &'static [&'static str] {
        match self {
            Which::Usual => &["url"],
            Which::Direct => &["directUrl", "url"],
            Which::Shadow => &["shadowDatabaseUrl"],
        }
    }
}

/// The URL of a project's database, with its variables put in; a `file:` path in it can be opened from the current
/// folder. None where neither the configuration nor the schema name one.
pub fn find_url(
    current: &Path,
    schema: &Path,
    config: Option<&Path>,
    which: Which,
) -> Outcome<Option<String>> {
    let configuration = Configuration::around(current, config)?;
    let environment = environment(current, schema, configuration.as_ref())?;
    let files = schema_files(schema)?;
    for key in which.keys() {
        if let Some(configuration) = &configuration
            && let Some(url) = configuration.text(&["datasource", key], &environment)?
        {
            return Ok(Some(from_folder(url, configuration.folder())));
        }
        let Some((file, value)) = in_schema(&files, key) else { continue };
        let name = Path::new(&file.name);
        let url = match value {
            Text::Literal(url) => url,
            Text::Variable(variable) => match environment.get(&variable)? {
                Some(url) if !url.is_empty() => url,
                _ => return Err(unset(&variable, name)),
            },
        };
        return Ok(Some(from_folder(url, name.parent().unwrap_or(Path::new("")))));
    }
    Ok(None)
}

/// As [`find_url`], where there must be one.
pub fn database_url(current: &Path, schema: &Path, config: Option<&Path>, which: Which) -> Outcome<String> {
    find_url(current, schema, config, which)?.ok_or_else(|| {
        let key = which.keys().first().copied().unwrap_or_default();
        let message = format!("{} names no {key} of a database", schema.display());
        Failure::new(&NO_URL, message).help(format!(
            "give it with --url, as `{key} = env(\"DATABASE_URL\")` in the schema's datasource, or as `datasource: {{ {key}: … }}` in prisma.config.ts"
        ))
    })
}

/// The URL in a variable of the environment around a folder.
pub fn variable_url(current: &Path, name: &str) -> Outcome<String> {
    match environment(current, Path::new(""), None)?.get(name)? {
        Some(url) if !url.is_empty() => Ok(url),
        _ => Err(Failure::new(&NO_URL, format!("there is no variable {name} in the environment or in .env"))
            .help(format!("set it: {name}=postgresql://user:password@host:5432/database"))),
    }
}

/// The variables of the process and of the `.env` files of a project: beside the schema, beside the configuration, in
/// the folder of the nearest package.json and in the current folder.
pub fn environment(
    current: &Path,
    schema: &Path,
    configuration: Option<&Configuration>,
) -> Outcome<Environment> {
    let mut folders: Vec<PathBuf> = Vec::new();
    folders.push(if schema.is_dir() {
        schema.to_owned()
    } else {
        schema.parent().unwrap_or(Path::new("")).to_owned()
    });
    folders.extend(configuration.map(|configuration| configuration.folder().to_owned()));
    folders
        .extend(current.ancestors().find(|folder| folder.join("package.json").is_file()).map(Path::to_owned));
    folders.push(current.to_owned());
    Environment::around(folders.iter().map(PathBuf::as_path))
}

enum Text {
    Literal(String),
    Variable(String),
}

/// The value of a key of the datasource, and the file in which it stands.
fn in_schema<'a>(files: &'a [File], key: &str) -> Option<(&'a File, Text)> {
    files.iter().filter(|file| file.text.contains("datasource")).find_map(|file| {
        let parsed = parallax_syntax::parse(FileId(0), &file.text);
        let properties = parsed.ast.blocks.iter().filter_map(|placed| match &placed.block.kind {
            BlockKind::Config(config) if config.keyword == ConfigKeyword::Datasource => {
                Some(&config.properties)
            }
            BlockKind::Config(_)
            | BlockKind::Model(_)
            | BlockKind::Enum(_)
            | BlockKind::Object(_)
            | BlockKind::Unknown => None,
        });
        let value = properties.flatten().find(|property| property.key.name == key)?.value.as_ref()?;
        Some((file, text(value)?))
    })
}

fn text(value: &Expr) -> Option<Text> {
    match &value.kind {
        ExprKind::String(text) => Some(Text::Literal(text.to_string())),
        ExprKind::Function(name, args) if name.name == "env" => {
            let variable = args.list.first()?.value.as_ref()?.as_string()?;
            Some(Text::Variable(variable.to_string()))
        }
        _ => None,
    }
}

/// Relative paths of SQLite and of certificates are taken from the file that names them.
fn from_folder(url: String, folder: &Path) -> String {
    if folder == Path::new("") {
        return url;
    }
    let joined = |path: &str| folder.join(path.strip_prefix("./").unwrap_or(path)).display().to_string();
    let (place, parameters) =
        url.split_once('?').map_or((url.as_str(), None), |(place, rest)| (place, Some(rest)));
    let place = match place.strip_prefix("file:") {
        Some(path) if !path.is_empty() && path != ":memory:" => format!("file:{}", joined(path)),
        _ => place.to_owned(),
    };
    let Some(parameters) = parameters else { return place };
    let parameters: Vec<String> = parameters
        .split('&')
        .map(|parameter| match parameter.split_once('=') {
            Some((name @ ("sslcert" | "sslidentity"), path)) if !path.is_empty() => {
                format!("{name}={}", joined(path))
            }
            _ => parameter.to_owned(),
        })
        .collect();
    format!("{place}?{}", parameters.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// The three URLs of a project, its folder being `~`, seen from a folder below.
    fn found(files: &[(&str, &str)]) -> String {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(".git")).unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let schema = folder.path().join("prisma/schema.prisma");
        let below = folder.path().join("src");
        fs::create_dir_all(&below).unwrap();
        let show = |which| match find_url(&below, &schema, None, which) {
            Ok(Some(url)) => url,
            Ok(None) => "none".to_owned(),
            Err(failure) => failure.diagnostic.message.to_string(),
        };
        let all = [Which::Usual, Which::Direct, Which::Shadow].map(show);
        all.join("\n").replace(&folder.path().display().to_string(), "~")
    }

    fn schema(datasource: &str) -> (&'static str, String) {
        ("prisma/schema.prisma", format!("datasource db {{\n  provider = \"postgresql\"\n{datasource}\n}}\n"))
    }

    #[test]
    fn urls_come_from_the_schema_and_its_variables() {
        let (path, text) = schema(
            "  url = env(\"PARALLAX_TEST_A\")\n  directUrl = \"postgresql://direct/d\"\n  shadowDatabaseUrl = env(\"PARALLAX_TEST_NONE\")",
        );
        let env =
            (".env", "PARALLAX_TEST_HOST=h\nPARALLAX_TEST_A=\"postgresql://u:p@${PARALLAX_TEST_HOST}/d\"");
        let package = ("package.json", "{}");
        insta::assert_snapshot!(found(&[(path, &text), env, package]));
        insta::assert_snapshot!(found(&[
            (path, &text),
            ("prisma/.env", "PARALLAX_TEST_A=postgresql://beside/d")
        ]));
        insta::assert_snapshot!(found(&[
            (path, &text),
            env,
            package,
            ("prisma/.env", "PARALLAX_TEST_A=postgresql://beside/d")
        ]));
    }

    #[test]
    fn a_configuration_comes_before_the_schema() {
        let (path, text) = schema("  url = \"file:dev.db\"");
        insta::assert_snapshot!(found(&[(path, &text)]));
        let config = (
            "prisma.config.ts",
            "export default defineConfig({ datasource: { url: env('PARALLAX_TEST_C'), shadowDatabaseUrl: f() } })",
        );
        let env = (".env", "PARALLAX_TEST_C=file:./new.db?connection_limit=1");
        insta::assert_snapshot!(found(&[(path, &text), config, env]));
        let (path, text) = schema("");
        insta::assert_snapshot!(found(&[(path, &text)]));
    }

    #[test]
    fn relative_paths_are_taken_from_the_file_that_names_them() {
        for (url, expected) in [
            ("file:dev.db", "file:db/dev.db"),
            ("file:./dev.db?connection_limit=1", "file:db/dev.db?connection_limit=1"),
            ("file:/srv/dev.db", "file:/srv/dev.db"),
            ("file::memory:", "file::memory:"),
            ("mysql://h/d?sslcert=../ca.pem&a=b", "mysql://h/d?sslcert=db/../ca.pem&a=b"),
            ("mysql://h/d?sslidentity=/id.pem", "mysql://h/d?sslidentity=/id.pem"),
            ("postgresql://u:p@h/d", "postgresql://u:p@h/d"),
        ] {
            assert_eq!(from_folder(url.to_owned(), Path::new("db")), expected);
        }
    }
}

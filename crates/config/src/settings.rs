//! `parallax.toml`.

use crate::files::read_file;
use crate::plan::PlanSettings;
use crate::{BAD_SETTINGS, Failure, Outcome};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a project has decided. Every key is optional; options of the command line come first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The schema file or folder, from the folder of this file.
    pub schema: Option<PathBuf>,
    /// The database that plans are made for: `postgresql@16`.
    pub target: Option<String>,
    /// Which plans are refused.
    pub deny: Option<Deny>,
    /// `"User.name" = "User.fullName"`: what was renamed.
    #[serde(default)]
    pub renames: BTreeMap<String, String>,
    #[serde(default)]
    pub editor: Editor,
    #[serde(default)]
    pub migrate: MigrateSettings,
    /// Absent where the project says nothing about it.
    pub lint: Option<LintSettings>,
    #[serde(default)]
    pub plan: PlanSettings,
}

/// What `lint` finds, and how loudly. Names of rules are not known here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LintSettings {
    /// The severity from which on the command fails.
    pub deny: Option<LintDeny>,
    /// By code or slug.
    #[serde(default)]
    pub rules: BTreeMap<String, LintRule>,
    #[serde(default)]
    pub overrides: Vec<LintOverride>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LintDeny {
    Error,
    Warning,
    Info,
}

/// `"off"`, or a table with `severity` and options of the rule.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum LintRule {
    Level(String),
    Options(BTreeMap<String, LintValue>),
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum LintValue {
    Number(i64),
    Text(String),
}

/// Other settings for some files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LintOverride {
    /// Patterns with `*` and `**`.
    pub paths: Vec<String>,
    #[serde(default)]
    pub rules: BTreeMap<String, LintRule>,
}

/// What editors show.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Editor {
    /// What the schema is compared with while it is edited: `auto`, `none`, `migrations`, `git:REV`, or a path.
    pub base: Option<String>,
}

/// How migrations are run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MigrateSettings {
    /// Where the audit log is written, from the folder of this file; false: nowhere. Without it, migrations with a
    /// migration.toml are logged in `parallax-audit.ndjson`.
    pub audit: Option<AuditFile>,
    /// Whether it is kept in the table `_parallax_audit` of the database: true for all migrations, false for none;
    /// without it, for those with a migration.toml.
    pub audit_table: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum AuditFile {
    Is(bool),
    At(PathBuf),
}

/// The tag from which on a plan is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Deny {
    Destructive,
    Caution,
}

/// A key of `parallax.toml`, for the reference page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    pub key: &'static str,
    pub doc: &'static str,
    pub example: &'static str,
}

impl Settings {
    pub const FILE: &str = "parallax.toml";
    pub const KEYS: &[Setting] = &[
        Setting {
            key: "schema",
            doc: "The schema file or folder, from the folder of this file.",
            example: "schema = \"prisma/schema.prisma\"",
        },
        Setting {
            key: "target",
            doc: "The database and version that plans are made for.",
            example: "target = \"postgresql@16\"",
        },
        Setting {
            key: "deny",
            doc: "Refuse plans from this tag on: \"destructive\" or \"caution\".",
            example: "deny = \"destructive\"",
        },
        Setting {
            key: "renames",
            doc: "What was renamed, in the names of the schema.",
            example: "[renames]\n\"User.name\" = \"User.fullName\"",
        },
        Setting {
            key: "editor",
            doc: "What editors compare the schema with: \"auto\", \"none\", \"migrations\", \"git:REV\", or the path of a schema or snapshot.",
            example: "[editor]\nbase = \"git:main\"",
        },
        Setting {
            key: "migrate",
            doc: "Where the audit log of migrations is written (a path, or false), and whether it is kept in the table `_parallax_audit` too: of all migrations (true), of none (false), or of those with a migration.toml (by default).",
            example: "[migrate]\naudit = \"audit/parallax.ndjson\"\naudit_table = true",
        },
        Setting {
            key: "lint",
            doc: "What `lint` finds, and how loudly: see [the lint](lint.md).",
            example: "[lint.rules]\ndrop-table = \"warning\"",
        },
        Setting {
            key: "plan",
            doc: "How plans treat those who use the database meanwhile: \"direct\", \"online\" or \"phased\"; and bounds of online plans.",
            example: "[plan]\nstrategy = \"online\"\nlock_timeout = \"5s\"\nstatement_timeout = \"0s\"\nbatch_size = 5000\nbatch_pause_ms = 100",
        },
        Setting {
            key: "plan.throughput",
            doc: "What `parallax plan --estimate` assumes of the server, a second: bytes that are read (`scan`) and written anew (`rewrite`), rows that are looked up (`look_up`), put into an index (`build`, `build_online`) and filled (`update`).",
            example: "[plan.throughput]\nscan = \"200MB..1GB\"\nbuild = \"500k\"",
        },
    ];

    /// Those of the project around the current folder; none where there is no such file.
    pub fn around(current: &Path) -> Outcome<Settings> {
        match Settings::file_around(current) {
            // Paths are shown as people would write them: from the current folder.
            Some(file) if file.parent() == Some(current) => Settings::read(Path::new(Self::FILE)),
            Some(file) => Settings::read(&file),
            None => Ok(Settings::default()),
        }
    }

    /// Those of the project around any folder; likewise.
    pub fn around_folder(folder: &Path) -> Outcome<Settings> {
        Settings::file_around(folder).map_or_else(|| Ok(Settings::default()), |file| Settings::read(&file))
    }

    /// The file of the project around a folder.
    pub fn file_around(folder: &Path) -> Option<PathBuf> {
        for folder in folder.ancestors() {
            let file = folder.join(Self::FILE);
            if file.is_file() {
                return Some(file);
            }
            if folder.join(".git").exists() {
                break;
            }
        }
        None
    }

    pub fn read(path: &Path) -> Outcome<Settings> {
        let file = read_file(path)?;
        toml::from_str(&file.text).map_err(|error| toml_failure(&file.name, &file.text, &error))
    }
}

pub(crate) fn toml_failure(name: &str, text: &str, error: &toml::de::Error) -> Box<Failure> {
    let line = error
        .span()
        .and_then(|span| text.get(..span.start))
        .map_or(1, |before| before.matches('\n').count() + 1);
    let known: Vec<&str> = Settings::KEYS.iter().map(|setting| setting.key).collect();
    Failure::new(&BAD_SETTINGS, format!("{name}, line {line}: {}", error.message().replace('\n', " ")))
        .help(format!("keys of {}: {}", Settings::FILE, known.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_read_and_every_key_is_documented() {
        let all: Vec<&str> = Settings::KEYS.iter().map(|setting| setting.example).collect();
        // A table must come last in a TOML file.
        let (tables, keys): (Vec<&str>, Vec<&str>) = all.into_iter().partition(|text| text.starts_with('['));
        let text = [keys, tables].concat().join("\n");
        let settings: Settings = toml::from_str(&text).unwrap();
        assert_eq!(settings.deny, Some(Deny::Destructive));
        assert_eq!(settings.renames["User.name"], "User.fullName");
        assert_eq!(settings.editor.base.as_deref(), Some("git:main"));
        assert_eq!(settings.plan.lock_timeout, Some(crate::plan::Time(5_000)));
        let error = toml::from_str::<Settings>("target = \"x\"\nschemas = 1").unwrap_err();
        let failure = toml_failure("parallax.toml", "target = \"x\"\nschemas = 1", &error);
        assert!(failure.diagnostic.message.starts_with("parallax.toml, line 2: unknown field `schemas`"));
    }

    #[test]
    fn every_key_stands_in_the_documentation() {
        let page = include_str!("../../../docs/inputs.md");
        for setting in Settings::KEYS {
            assert!(page.contains(setting.example), "{}", setting.key);
        }
    }
}

//! A folder of migrations as data, in the order in which they run.

use crate::checksum;
use crate::spec::Compiled;
use crate::{Failure, Kind, Outcome};
use std::sync::Arc;

/// The longest name of a migration, in bytes.
pub const MAX_NAME: usize = 200;

/// What stands in a folder `migrations`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folder {
    /// Where it is, as the user knows it.
    pub path: String,
    /// The `provider` of `migration_lock.toml`, where there is such a file with such a line.
    pub provider: Option<String>,
    /// By name.
    pub migrations: Vec<Migration>,
}

/// The files of one migration as they are read; absent where there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// `migration.sql`
    pub script: Option<Vec<u8>>,
    /// `parallax.json`
    pub sidecar: Option<Vec<u8>>,
    /// `down.sql`
    pub down: Option<Vec<u8>>,
    /// `migration.toml`
    pub spec: Option<Vec<u8>>,
}

/// One migration: a folder of that name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    pub name: String,
    pub files: Files,
    /// What its migration.toml says, where it has one.
    pub spec: Option<Arc<Compiled>>,
}

/// The script of a migration, ready to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// `migrations/20260101000000_init/migration.sql`
    pub file: String,
    /// Without a byte order mark.
    pub text: String,
    /// Of the bytes of the file.
    pub checksum: String,
}

impl Folder {
    pub fn new(path: impl Into<String>, lock: Option<&[u8]>, migrations: Vec<Migration>) -> Folder {
        let mut migrations = migrations;
        migrations.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
        Folder { path: path.into(), provider: lock.and_then(lock_provider), migrations }
    }

    pub fn get(&self, name: &str) -> Option<&Migration> {
        let found =
            self.migrations.binary_search_by(|migration| migration.name.as_bytes().cmp(name.as_bytes()));
        self.migrations.get(found.ok()?)
    }

    /// The script of one of the migrations, as text.
    pub fn script(&self, migration: &Migration) -> Outcome<Script> {
        let file = self.file(migration, "migration.sql");
        let Some(bytes) = &migration.files.script else {
            return Err(Failure::of(Kind::ScriptMissing, format!("{file} does not exist"))
                .migration(&migration.name)
                .help(
                    "bring the file back (`git log --follow` finds it), or remove the folder if the migration was \
                     never applied anywhere",
                ));
        };
        let text = text(bytes).map_err(|why| {
            Failure::of(Kind::NotText, format!("{file} {why}"))
                .migration(&migration.name)
                .help("save the file as UTF-8; nothing of it was run")
        })?;
        Ok(Script { file, text: text.to_owned(), checksum: checksum(bytes) })
    }

    /// The path of a file of a migration, as the user knows it.
    pub fn file(&self, migration: &Migration, file: &str) -> String {
        format!("{}/{}/{file}", self.path.trim_end_matches('/'), migration.name)
    }
}

impl Migration {
    pub fn new(name: impl Into<String>, files: Files) -> Migration {
        Migration { name: name.into(), files, spec: None }
    }
}

/// The text of a script without a byte order mark, or why it is none.
fn text(bytes: &[u8]) -> Result<&str, String> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err("is UTF-16; scripts are read as UTF-8".to_owned());
    }
    let bytes = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        format!("is not valid UTF-8 in line {line}")
    })
}

/// The provider that a `migration_lock.toml` names: the value of its first line that begins with `provider`.
pub fn lock_provider(lock: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(lock);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let line = text.lines().find(|line| line.starts_with("provider"))?;
    let value = line.split_once('=')?.1.trim();
    let value = value.strip_prefix('"').and_then(|rest| rest.split('"').next()).unwrap_or(value);
    (!value.is_empty()).then(|| value.to_owned())
}

/// The text of a `migration_lock.toml` for a provider.
pub fn lock_file(provider: &str) -> String {
    format!(
        "# Which database the migrations in this folder are written for.\n\
         # Keep it under version control, and leave it as it is.\n\
         provider = \"{provider}\"\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(migrations: &[(&str, Option<&[u8]>)]) -> Folder {
        let files = |script: Option<&[u8]>| Files { script: script.map(<[u8]>::to_vec), ..Files::default() };
        let migrations =
            migrations.iter().map(|(name, script)| Migration::new(*name, files(*script))).collect();
        Folder::new("prisma/migrations", None, migrations)
    }

    #[test]
    fn migrations_stand_in_the_order_of_their_names() {
        let folder = folder(&[("2_b", None), ("10_c", None), ("2_B", None), ("1_a", None)]);
        let names: Vec<&str> = folder.migrations.iter().map(|migration| migration.name.as_str()).collect();
        assert_eq!(names, ["10_c", "1_a", "2_B", "2_b"]);
        assert!(folder.get("2_B").is_some());
        assert!(folder.get("3").is_none());
    }

    #[test]
    fn a_byte_order_mark_is_not_run_and_counts_in_the_checksum() {
        let folder = folder(&[("a", Some(b"\xEF\xBB\xBFSELECT 1;"))]);
        let script = folder.script(&folder.migrations[0]).unwrap();
        assert_eq!(script.text, "SELECT 1;");
        assert_eq!(script.checksum, checksum(b"\xEF\xBB\xBFSELECT 1;"));
    }

    #[test]
    fn what_is_no_text_is_told_with_its_place() {
        let folder = folder(&[("a", Some(b"x;\ny \xFF")), ("b", Some(b"\xFF\xFEx\0")), ("c", None)]);
        let told: Vec<String> =
            folder.migrations.iter().map(|it| folder.script(it).unwrap_err().message.clone()).collect();
        assert_eq!(
            told,
            [
                "prisma/migrations/a/migration.sql is not valid UTF-8 in line 2",
                "prisma/migrations/b/migration.sql is UTF-16; scripts are read as UTF-8",
                "prisma/migrations/c/migration.sql does not exist",
            ]
        );
    }

    #[test]
    fn the_lock_file_names_the_provider_in_its_first_line_of_that_kind() {
        assert_eq!(
            lock_provider(b"# x\nprovider = \"mysql\"\nprovider = \"other\"").as_deref(),
            Some("mysql")
        );
        assert_eq!(lock_provider(b"\xEF\xBB\xBFprovider=\"sqlite\" # y\r\n").as_deref(), Some("sqlite"));
        assert_eq!(lock_provider(b"# provider = \"mysql\""), None);
        assert_eq!(lock_provider(lock_file("postgresql").as_bytes()).as_deref(), Some("postgresql"));
    }
}

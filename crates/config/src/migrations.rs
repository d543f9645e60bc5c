//! A folder of migrations on disk: reading all of it, and adding to it so that nobody sees half of a migration.

use crate::files::io_failure;
use crate::{FILE_TOO_LARGE, Failure, MAX_FILE_BYTES, Outcome, WRITE_FAILED};
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

pub const LOCK_FILE: &str = "migration_lock.toml";
pub const SCRIPT: &str = "migration.sql";
pub const SIDECAR: &str = "parallax.json";
pub const DOWN: &str = "down.sql";
pub const SPEC: &str = "migration.toml";

/// What a folder of migrations holds, as bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MigrationsFolder {
    pub path: PathBuf,
    /// Of `migration_lock.toml`.
    pub lock: Option<Vec<u8>>,
    /// By name.
    pub migrations: Vec<MigrationFiles>,
}

/// One migration; absent is what is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MigrationFiles {
    pub name: String,
    pub script: Option<Vec<u8>>,
    pub sidecar: Option<Vec<u8>>,
    pub down: Option<Vec<u8>>,
    pub spec: Option<Vec<u8>>,
}

/// Where a project has its migrations: beside the schema file, or beside the folder of schema files where that has
/// none in it.
pub fn migrations_folder(schema: &Path) -> PathBuf {
    let folder = if schema.is_dir() { schema } else { schema.parent().unwrap_or(Path::new("")) };
    let inside = folder.join("migrations");
    if schema.is_dir() && !inside.is_dir() {
        let beside = schema.parent().unwrap_or(Path::new("")).join("migrations");
        if beside.is_dir() {
            return beside;
        }
    }
    inside
}

/// Reads a folder of migrations; one that does not exist is empty.
pub fn read_migrations(path: &Path) -> Outcome<MigrationsFolder> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Ok(MigrationsFolder { path: path.to_owned(), ..MigrationsFolder::default() });
        }
        Err(error) => return Err(io_failure(path, &error)),
    };
    let mut migrations = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| io_failure(path, &error))?;
        let name = entry.file_name();
        let folder = entry.path();
        // A name that is no text cannot be recorded; it is shown as far as it can be.
        let name = name.to_string_lossy().into_owned();
        if name.starts_with('.') || !folder.is_dir() {
            continue;
        }
        migrations.push(MigrationFiles {
            name,
            script: bytes(&folder.join(SCRIPT))?,
            sidecar: bytes(&folder.join(SIDECAR))?,
            down: bytes(&folder.join(DOWN))?,
            spec: bytes(&folder.join(SPEC))?,
        });
    }
    migrations.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
    Ok(MigrationsFolder { path: path.to_owned(), lock: bytes(&path.join(LOCK_FILE))?, migrations })
}

/// A file in the folder of a migration; none where there is none, or where the path leads out of the folder.
pub fn read_beside(folder: &Path, migration: &str, path: &str) -> Outcome<Option<Vec<u8>>> {
    let path = Path::new(path);
    let inside = path.components().all(|part| matches!(part, std::path::Component::Normal(_)));
    if !inside {
        return Ok(None);
    }
    bytes(&folder.join(migration).join(path))
}

/// Adds a migration, as a whole or not at all: its files are written in a folder beside, which is then renamed. Gives
/// the path of the new folder.
pub fn add_migration(folder: &Path, name: &str, files: &[(&str, &[u8])]) -> Outcome<PathBuf> {
    let target = folder.join(name);
    let failed = |error: std::io::Error| {
        Failure::new(&WRITE_FAILED, format!("{} cannot be written: {error}", target.display()))
            .help("the folder must be writable; nothing was changed")
    };
    fs::create_dir_all(folder).map_err(failed)?;
    if target.exists() {
        return Err(failed(ErrorKind::AlreadyExists.into()));
    }
    let beside = folder.join(format!(".{name}.new"));
    let written = write_all(&beside, files).and_then(|()| fs::rename(&beside, &target));
    if let Err(error) = written {
        // What is left is hidden, and no migration.
        let _ = fs::remove_dir_all(&beside);
        return Err(failed(error));
    }
    Ok(target)
}

/// Replaces files of a migration and gives its folder another name where it differs. The files one after the other: the
/// last one given is the one that says that all belong together.
pub fn rewrite_migration(folder: &Path, from: &str, to: &str, files: &[(&str, &[u8])]) -> Outcome<PathBuf> {
    let target = folder.join(to);
    if from != to {
        let failed = |error: std::io::Error| {
            Failure::new(
                &WRITE_FAILED,
                format!("{} cannot be renamed to {to}: {error}", folder.join(from).display()),
            )
            .help("the folder must be writable; nothing was changed")
        };
        if target.exists() {
            return Err(failed(ErrorKind::AlreadyExists.into()));
        }
        fs::rename(folder.join(from), &target).map_err(failed)?;
    }
    files.iter().try_for_each(|(name, content)| replace_file(&target.join(name), content))?;
    Ok(target)
}

/// Writes a file of a migration or of the folder, as a whole or not at all.
pub fn replace_file(path: &Path, content: &[u8]) -> Outcome<()> {
    let failed = |error: std::io::Error| {
        Failure::new(&WRITE_FAILED, format!("{} cannot be written: {error}", path.display()))
            .help("the folder must exist and be writable; nothing was changed")
    };
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = path.with_file_name(format!(".{name}.new"));
    write_file(&beside, content).and_then(|()| fs::rename(&beside, path)).map_err(|error| {
        let _ = fs::remove_file(&beside);
        failed(error)
    })
}

fn write_all(folder: &Path, files: &[(&str, &[u8])]) -> std::io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir(folder)?;
    files.iter().try_for_each(|(name, content)| write_file(&folder.join(name), content))
}

fn write_file(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut file = fs::File::create(path)?;
    file.write_all(content)?;
    file.sync_all()
}

fn bytes(path: &Path) -> Outcome<Option<Vec<u8>>> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.len() > MAX_FILE_BYTES => Err(Failure::new(
            &FILE_TOO_LARGE,
            format!("{} has {} bytes; up to {MAX_FILE_BYTES} are read", path.display(), metadata.len()),
        )),
        Ok(_) => fs::read(path).map(Some).map_err(|error| io_failure(path, &error)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io_failure(path, &error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_read_by_name_and_files_beside_its_migrations_do_not_count() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("migrations");
        assert_eq!(read_migrations(&path).unwrap().migrations, []);
        add_migration(&path, "2_b", &[(SCRIPT, b"B"), (SIDECAR, b"{}")]).unwrap();
        add_migration(&path, "1_a", &[(SCRIPT, b"A"), (DOWN, b"down")]).unwrap();
        fs::create_dir(path.join("3_empty")).unwrap();
        fs::write(path.join("README.md"), "x").unwrap();
        replace_file(&path.join(LOCK_FILE), b"provider = \"sqlite\"").unwrap();
        let read = read_migrations(&path).unwrap();
        let told: Vec<String> = read
            .migrations
            .iter()
            .map(|it| {
                let has = |file: &Option<Vec<u8>>| file.is_some();
                format!("{} {} {} {}", it.name, has(&it.script), has(&it.sidecar), has(&it.down))
            })
            .collect();
        assert_eq!(told, ["1_a true false true", "2_b true true false", "3_empty false false false"]);
        assert_eq!(read.lock.as_deref(), Some(&b"provider = \"sqlite\""[..]));
    }

    #[test]
    fn a_migration_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        add_migration(folder.path(), "1_a", &[(SCRIPT, b"A")]).unwrap();
        assert!(add_migration(folder.path(), "1_a", &[(SCRIPT, b"B")]).is_err());
        assert_eq!(fs::read(folder.path().join("1_a/migration.sql")).unwrap(), b"A");
    }

    #[test]
    fn migrations_stand_beside_the_schema() {
        let folder = tempfile::tempdir().unwrap();
        let prisma = folder.path().join("prisma");
        fs::create_dir_all(prisma.join("schema")).unwrap();
        assert_eq!(migrations_folder(&prisma.join("schema.prisma")), prisma.join("migrations"));
        assert_eq!(migrations_folder(&prisma.join("schema")), prisma.join("schema/migrations"));
        fs::create_dir(prisma.join("migrations")).unwrap();
        assert_eq!(migrations_folder(&prisma.join("schema")), prisma.join("migrations"));
    }
}

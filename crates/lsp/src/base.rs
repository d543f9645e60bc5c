//! Finds what a schema is compared with: in its migrations, its repository, a file. Reads files and the repository, and
//! never makes a connection.

use crate::settings::BaseChoice;
use parallax_config::{
    Content, Failure, Input, MigrationFiles, NOT_IN_REVISION, migrations_folder, read, read_migrations,
};
use parallax_engine::parse_target;
use parallax_ide::consequence::{Base, BaseContent};
use parallax_migrate::replay::{End, end};
use parallax_migrate::sidecar::{self, Entry};
use parallax_migrate::{Files, Folder, Migration};
use parallax_wire::v1::SnapshotDocument;
use std::path::Path;

/// The revision that everybody has.
const HEAD: &str = "HEAD";

/// The base of the schema at a path; none where there is nothing to compare with. An error says why what was asked for
/// cannot be had.
pub(crate) fn load(schema: &Path, choice: &BaseChoice) -> Result<Option<Base>, String> {
    match choice {
        BaseChoice::None => Ok(None),
        BaseChoice::Auto => Ok(auto(schema)),
        BaseChoice::Migrations => {
            let folder = migrations_folder(schema);
            let found = migrations(&folder)?;
            found.map(Some).ok_or_else(|| format!("{} holds no migrations", folder.display()))
        }
        BaseChoice::Git(revision) => git(schema, revision).map(Some).map_err(|failure| words(&failure)),
        BaseChoice::File(path) => file(schema, path).map(Some),
    }
}

/// The end of the migrations where their files tell it, or else the schema at `HEAD`; with the reason where the better
/// one was passed over.
fn auto(schema: &Path) -> Option<Base> {
    let note = match migrations(&migrations_folder(schema)) {
        Ok(Some(base)) => return Some(base),
        Ok(None) => None,
        Err(why) => Some(why),
    };
    match git(schema, HEAD) {
        Ok(base) => Some(base.note(note)),
        // The schema is new in this repository: all of it is.
        Err(failure) if failure.diagnostic.rule.code == NOT_IN_REVISION.code => {
            Some(Base::new(format!("git {HEAD}, which has no such schema"), BaseContent::Empty).note(note))
        }
        Err(_) => None,
    }
}

/// The end of a folder of migrations, as the files beside them tell it; none where there are no migrations.
fn migrations(path: &Path) -> Result<Option<Base>, String> {
    let read = read_migrations(path).map_err(|failure| words(&failure))?;
    let list = read.migrations.into_iter().map(|files| {
        let MigrationFiles { name, script, sidecar, down, spec } = files;
        Migration::new(name, Files { script, sidecar, down, spec })
    });
    let folder = Folder::new(path.display().to_string(), read.lock.as_deref(), list.collect());
    let entries = Entry::all(&folder);
    let Some(last) = entries.last() else { return Ok(None) };
    let Some(target) = sidecar::target(&folder, &entries) else {
        return Err(format!("nothing says which database the migrations in {} are for", folder.path));
    };
    let replay = |why: &str| {
        format!(
            "The end of the migrations is not known without a database: {why}. `parallax migrate rebase` or the next \
             `parallax migrate dev` writes it down."
        )
    };
    match end(&entries, &target, &[]) {
        Ok(End::Known(database)) => {
            let label = format!("migration {}", last.name);
            Ok(Some(Base::new(label, BaseContent::Database(database, target))))
        }
        Ok(End::Conflict(conflict)) => Err(conflict.to_string()),
        Ok(End::Base { .. }) => Err(replay("a migration was planned on a state that no file tells")),
        Ok(End::Replay(why)) => Err(replay(&why)),
        Err(broken) => Err(format!("a file beside a migration does not fit its history: {broken}")),
    }
}

/// The schema at a revision of the repository around it.
fn git(schema: &Path, revision: &str) -> Result<Base, Box<Failure>> {
    let folder = schema.parent().unwrap_or(Path::new(""));
    let name = schema.file_name().unwrap_or_default().to_string_lossy();
    // A path is looked for from the top of the repository too, where another schema may have that name: one that goes
    // through the folder above is found from here alone.
    let path = match folder.file_name() {
        Some(above) if !folder.join(".git").exists() => format!("../{}/{name}", above.to_string_lossy()),
        Some(_) | None => name.into_owned(),
    };
    let input = Input::Revision { revision: revision.to_owned(), path: Some(path) };
    let label = format!("git {revision}");
    match read(&input, folder)? {
        Content::Schema(files) => {
            // `HEAD:prisma/schema.prisma`
            let path = |name: String| match name.strip_prefix(&format!("{revision}:")) {
                Some(path) => path.to_owned(),
                None => name,
            };
            let files = files.into_iter().map(|file| (path(file.name), file.text.into()));
            Ok(Base::new(label, BaseContent::Schema(files.collect())))
        }
        Content::Empty
        | Content::Snapshot(_)
        | Content::Live { .. }
        | Content::Migrations(_)
        | Content::Scripts(_) => {
            Err(Failure::new(&NOT_IN_REVISION, format!("{} is no schema in {revision}", schema.display())))
        }
    }
}

/// A snapshot, another schema, or a folder of migrations. The path counts from the folder of the schema or one above.
fn file(schema: &Path, path: &Path) -> Result<Base, String> {
    let found = schema.ancestors().skip(1).map(|folder| folder.join(path)).find(|path| path.exists());
    let found = found.ok_or_else(|| format!("{} does not exist", path.display()))?;
    let label = path.display().to_string();
    match read(&Input::Path(found.clone()), &found).map_err(|failure| words(&failure))? {
        Content::Empty => Ok(Base::new(label, BaseContent::Empty)),
        Content::Schema(files) => {
            let files = files.into_iter().map(|file| (file.name, file.text.into())).collect();
            Ok(Base::new(label, BaseContent::Schema(files)))
        }
        Content::Snapshot(file) => {
            let read =
                SnapshotDocument::read(&file.text).map_err(|error| format!("{label}: {}", error.message))?;
            let target = parse_target(&read.target).map_err(|unknown| format!("{label}: {unknown}"))?;
            Ok(Base::new(label, BaseContent::Database(Box::new(read.database), target)))
        }
        Content::Migrations(path) => {
            migrations(&path)?.ok_or_else(|| format!("{} holds no migrations", path.display()))
        }
        Content::Scripts(_) => Err(format!("{label} is SQL, which says nothing about its database here")),
        Content::Live { .. } => {
            Err(format!("{label} is a database; no connection is made while a schema is edited"))
        }
    }
}

fn words(failure: &Failure) -> String {
    match &failure.diagnostic.help {
        Some(help) => format!("{}: {help}", failure.diagnostic.message),
        None => failure.diagnostic.message.clone(),
    }
}

#[cfg(test)]
mod tests;

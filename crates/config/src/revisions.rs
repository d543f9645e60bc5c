//! A project as a revision has it: its schema and its migrations; and where a branch left another one.

use crate::git::{broken, bytes, current_in_repository, normal, open, tree_of};
use crate::migrations::{DOWN, LOCK_FILE, MigrationFiles, MigrationsFolder, SCRIPT, SIDECAR, SPEC};
use crate::source::{Content, Input, read};
use crate::{EMPTY_FOLDER, File, NOT_IN_REVISION, Outcome};
use git2::{ObjectType, Repository, Tree};
use std::path::{Path, PathBuf};

/// Names of branches that others usually start from, as far as the repository around a folder has one.
pub fn usual_base(current: &Path) -> Option<String> {
    let repository = open(current).ok()?;
    let names = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];
    names.into_iter().find(|name| repository.revparse_single(name).is_ok()).map(str::to_owned)
}

/// A commit of the repository around a folder.
pub struct Revision<'p> {
    /// As it was named, or the hash.
    pub name: String,
    repository: Repository,
    current: &'p Path,
}

impl<'p> Revision<'p> {
    pub fn named(name: &str, current: &'p Path) -> Outcome<Revision<'p>> {
        let repository = open(current)?;
        tree_of(&repository, name)?;
        Ok(Revision { name: name.to_owned(), repository, current })
    }

    /// The last commit that this one and `HEAD` have in common; without any, this one.
    pub fn fork(&self) -> Outcome<Revision<'p>> {
        let id = |name: &str| {
            let commit = self.repository.revparse_single(name).and_then(|object| object.peel_to_commit());
            commit.map(|commit| commit.id()).map_err(|error| broken(name, &error))
        };
        let common = self.repository.merge_base(id("HEAD")?, id(&self.name)?);
        // As much of the hash as people read, and more than any repository needs.
        let short = |id: git2::Oid| id.to_string().chars().take(12).collect();
        let name = common.map_or_else(|_| self.name.clone(), short);
        Revision::named(&name, self.current)
    }

    /// The files of the schema at a path of the working copy; none where the revision has none there.
    pub fn schema(&self, path: &Path) -> Outcome<Vec<File>> {
        let input =
            Input::Revision { revision: self.name.clone(), path: Some(path.to_string_lossy().into_owned()) };
        match read(&input, self.current) {
            Ok(Content::Schema(files)) => Ok(files),
            Ok(_) => Ok(Vec::new()),
            Err(failure) if is_missing(&failure) => Ok(Vec::new()),
            Err(failure) => Err(failure),
        }
    }

    /// The migrations of a folder of the working copy; none where the revision has none there.
    pub fn migrations(&self, path: &Path) -> Outcome<MigrationsFolder> {
        let mut folder = MigrationsFolder { path: path.to_owned(), ..MigrationsFolder::default() };
        let tree = tree_of(&self.repository, &self.name)?;
        let Some(at) = self.in_repository(path) else { return Ok(folder) };
        let Some(root) = self.below(&tree, &at) else { return Ok(folder) };
        folder.lock = self.file(&root, LOCK_FILE)?;
        for entry in &root {
            let (Ok(name), Some(ObjectType::Tree)) = (entry.name(), entry.kind()) else { continue };
            if name.starts_with('.') {
                continue;
            }
            let own = self.repository.find_tree(entry.id()).map_err(|error| broken(&self.name, &error))?;
            folder.migrations.push(MigrationFiles {
                name: name.to_owned(),
                script: self.file(&own, SCRIPT)?,
                sidecar: self.file(&own, SIDECAR)?,
                down: self.file(&own, DOWN)?,
                spec: self.file(&own, SPEC)?,
            });
        }
        folder.migrations.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
        Ok(folder)
    }

    fn in_repository(&self, path: &Path) -> Option<PathBuf> {
        let below = current_in_repository(&self.repository, self.current)?;
        if path.is_absolute() {
            let top = self.repository.workdir()?.canonicalize().ok()?;
            // What was deleted here has a folder above that is still there.
            let there = path.ancestors().find_map(|folder| Some((folder, folder.canonicalize().ok()?)))?;
            let rest = path.strip_prefix(there.0).ok()?;
            return normal(there.1.join(rest).strip_prefix(top).ok()?);
        }
        normal(&below.join(path))
    }

    fn below<'r>(&'r self, tree: &Tree<'r>, path: &Path) -> Option<Tree<'r>> {
        if path.as_os_str().is_empty() {
            return Some(tree.clone());
        }
        self.repository.find_tree(tree.get_path(path).ok()?.id()).ok()
    }

    fn file(&self, tree: &Tree<'_>, name: &str) -> Outcome<Option<Vec<u8>>> {
        let entry = tree.get_name(name).filter(|entry| entry.kind() == Some(ObjectType::Blob));
        entry.map(|entry| bytes(&self.repository, entry.id(), &self.name, name)).transpose()
    }
}

fn is_missing(failure: &crate::Failure) -> bool {
    [NOT_IN_REVISION.code, EMPTY_FOLDER.code].contains(&failure.diagnostic.rule.code)
}

//! Reads files and folders from a revision of the repository, without the git program.

use crate::files::{decode, is_schema_name, too_large};
use crate::{
    EMPTY_FOLDER, Failure, File, MAX_FILE_BYTES, MAX_SCHEMA_BYTES, NO_REPOSITORY, NOT_IN_REVISION, Outcome,
    READ_FAILED, UNKNOWN_REVISION,
};
use git2::{ErrorCode, ObjectType, Repository, Tree, TreeWalkMode, TreeWalkResult};
use std::path::{Component, Path, PathBuf};

/// What a path in a revision holds.
pub(crate) enum Found {
    File(File),
    Folder(Vec<File>),
}

/// `path` is taken from the current folder, and where there is nothing, from the top of the repository.
pub(crate) fn read(revision: &str, path: &str, current: &Path) -> Outcome<Found> {
    let repository = open(current)?;
    let tree = tree_of(&repository, revision)?;
    let below = current_in_repository(&repository, current);
    let from_here = below.and_then(|below| normal(&below.join(path)));
    let candidates = from_here.into_iter().chain(normal(Path::new(path)));
    for candidate in candidates {
        if candidate.as_os_str().is_empty() {
            return folder(&repository, &tree, revision, "").map(Found::Folder);
        }
        let Ok(entry) = tree.get_path(&candidate) else { continue };
        let name = candidate.to_string_lossy().replace('\\', "/");
        return match entry.kind() {
            Some(ObjectType::Tree) => {
                let tree = repository.find_tree(entry.id()).map_err(|error| broken(revision, &error))?;
                folder(&repository, &tree, revision, &name).map(Found::Folder)
            }
            _ => blob(&repository, entry.id(), revision, &name).map(Found::File),
        };
    }
    Err(Failure::new(&NOT_IN_REVISION, format!("{path} is not in revision {revision}")).help(format!(
        "`git ls-tree -r --name-only {revision}` lists what is; paths are taken from the current folder, then from \
         the top of the repository"
    )))
}

/// A file by its name: `REV:path from the top`. None where the revision has no such file.
pub(crate) fn beside(name: &str, current: &Path) -> Outcome<Option<File>> {
    let Some((revision, path)) = name.rsplit_once(':') else { return Ok(None) };
    let repository = open(current)?;
    let tree = tree_of(&repository, revision)?;
    match tree.get_path(Path::new(path)) {
        Ok(entry) if entry.kind() == Some(ObjectType::Blob) => {
            blob(&repository, entry.id(), revision, path).map(Some)
        }
        Ok(_) | Err(_) => Ok(None),
    }
}

pub(crate) fn open(current: &Path) -> Outcome<Repository> {
    Repository::discover(current).map_err(|error| {
        let here = current.display();
        match error.code() {
            ErrorCode::Owner => {
                Failure::new(&NO_REPOSITORY, format!("the repository around {here} belongs to another user"))
                    .help("`git config --global --add safe.directory PATH` trusts it")
            }
            _ => Failure::new(&NO_REPOSITORY, format!("{here} is not in a git repository"))
                .help("revisions are read from the repository around the current folder: go there first"),
        }
    })
}

pub(crate) fn tree_of<'r>(repository: &'r Repository, revision: &str) -> Outcome<Tree<'r>> {
    let unknown = |error: git2::Error| {
        let mut help = "`git branch -a` and `git tag` list the names of revisions".to_owned();
        if repository.is_shallow() {
            help.push_str("; this clone is shallow: `git fetch --unshallow` brings the rest");
        }
        match error.code() {
            ErrorCode::Ambiguous => {
                Failure::new(&UNKNOWN_REVISION, format!("revision {revision} fits several commits"))
                    .help("give more of the hash")
            }
            _ => {
                Failure::new(&UNKNOWN_REVISION, format!("there is no revision {revision} in this repository"))
                    .help(help)
            }
        }
    };
    repository.revparse_single(revision).and_then(|object| object.peel_to_tree()).map_err(unknown)
}

/// The current folder as a path from the top of the working copy.
pub(crate) fn current_in_repository(repository: &Repository, current: &Path) -> Option<PathBuf> {
    let top = repository.workdir()?.canonicalize().ok()?;
    Some(current.canonicalize().ok()?.strip_prefix(top).ok()?.to_owned())
}

/// Without `.` and `..`; none where it leads out of the repository.
pub(crate) fn normal(path: &Path) -> Option<PathBuf> {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Normal(part) => out.push(part),
            Component::CurDir => {}
            Component::ParentDir => {
                if !out.pop() {
                    return None;
                }
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(out)
}

pub(crate) fn blob(repository: &Repository, id: git2::Oid, revision: &str, path: &str) -> Outcome<File> {
    let name = format!("{revision}:{path}");
    let text = decode(&name, bytes(repository, id, revision, path)?)?;
    Ok(File { name, text })
}

/// What a file of a revision holds.
pub(crate) fn bytes(repository: &Repository, id: git2::Oid, revision: &str, path: &str) -> Outcome<Vec<u8>> {
    let name = format!("{revision}:{path}");
    let odb = repository.odb().map_err(|error| broken(revision, &error))?;
    let (size, kind) = odb.read_header(id).map_err(|error| broken(revision, &error))?;
    if kind != ObjectType::Blob {
        return Err(Failure::new(&NOT_IN_REVISION, format!("{path} is no file in revision {revision}"))
            .help("submodules are not read; name the repository's own file"));
    }
    if size as u64 > MAX_FILE_BYTES {
        return Err(too_large(&name, size as u64));
    }
    let blob = repository.find_blob(id).map_err(|error| broken(revision, &error))?;
    Ok(blob.content().to_vec())
}

fn folder(repository: &Repository, tree: &Tree<'_>, revision: &str, path: &str) -> Outcome<Vec<File>> {
    let mut found = Vec::new();
    tree.walk(TreeWalkMode::PreOrder, |above, entry| {
        let Ok(name) = entry.name() else { return TreeWalkResult::Skip };
        match entry.kind() {
            Some(ObjectType::Tree) if name == "node_modules" => return TreeWalkResult::Skip,
            Some(ObjectType::Blob) if is_schema_name(name) => {
                let slash = if path.is_empty() { "" } else { "/" };
                found.push((format!("{path}{slash}{above}{name}"), entry.id()));
            }
            _ => {}
        }
        TreeWalkResult::Ok
    })
    .map_err(|error| broken(revision, &error))?;
    if found.is_empty() {
        let message = format!("the folder {path} holds no schema file in revision {revision}");
        return Err(Failure::new(&EMPTY_FOLDER, message).help("schema files end in .prisma or .plx"));
    }
    found.sort();
    let mut total = 0;
    let mut files = Vec::with_capacity(found.len());
    for (path, id) in found {
        let file = blob(repository, id, revision, &path)?;
        total += file.text.len() as u64;
        if total > MAX_SCHEMA_BYTES {
            return Err(too_large(&format!("{revision}:{path}"), total));
        }
        files.push(file);
    }
    Ok(files)
}

pub(crate) fn broken(revision: &str, error: &git2::Error) -> Box<Failure> {
    Failure::new(&READ_FAILED, format!("revision {revision} cannot be read: {}", error.message()))
        .help("`git fsck` tells whether the repository is sound")
}

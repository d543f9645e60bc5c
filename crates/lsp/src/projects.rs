//! Which files are one schema, and their texts: as they are open in the editor, or else on disk.

use crate::base;
use crate::position::Lines;
use crate::settings::{BaseChoice, Encoding, Settings};
use crate::uri;
use crate::view::File;
use lsp_types::Uri;
use parallax_config::{Content, Environment, Input, beside, discover_in, read};
use parallax_engine::{Rename, Renames, parse_target};
use parallax_ide::{Options, Snapshot, Workspace};
use parallax_text::TextRange;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What holds a schema together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Root {
    /// One file.
    File(PathBuf),
    /// All schema files below.
    Folder(PathBuf),
    /// A document without a file.
    Virtual(String),
}

impl Root {
    fn path(&self) -> Option<&Path> {
        match self {
            Root::File(path) | Root::Folder(path) => Some(path),
            Root::Virtual(_) => None,
        }
    }
}

/// One schema.
#[derive(Debug)]
pub(crate) struct Project {
    pub(crate) id: u32,
    pub(crate) root: Root,
    pub(crate) workspace: Workspace,
    /// By their names in the workspace.
    files: BTreeMap<String, File>,
    /// Why there is no base, where one was asked for.
    pub(crate) trouble: Option<String>,
    /// Absent until somebody asks for it.
    table: Option<Arc<[File]>>,
    /// The SQL files that were looked for; absent where the disk may have changed since.
    beside: Option<BTreeSet<String>>,
    /// SQL files that are open, saved or not.
    buffers: BTreeMap<String, Arc<str>>,
}

impl Project {
    pub(crate) fn schema(&self) -> Option<&Path> {
        self.root.path()
    }

    /// The state as it is now, with the SQL files that it names.
    pub(crate) fn snapshot(&mut self) -> Snapshot {
        let snapshot = self.workspace.snapshot();
        let names = snapshot.names_beside();
        if self.beside.as_ref() == Some(&names) {
            return snapshot;
        }
        let text = |name: &String| match self.buffers.get(name) {
            Some(text) => Some(text.clone()),
            // What cannot be read is not there.
            None => Some(beside(name).ok()??.text.into()),
        };
        let texts = names.iter().filter_map(|name| Some((name.as_str().into(), text(name)?))).collect();
        self.workspace.set_beside(texts);
        self.beside = Some(names);
        self.workspace.snapshot()
    }

    /// In the order of the files of the workspace's snapshots.
    pub(crate) fn files(&mut self) -> Arc<[File]> {
        let Project { files, table, .. } = self;
        table.get_or_insert_with(|| files.values().cloned().collect()).clone()
    }

    /// The range in the text as it is now.
    pub(crate) fn text_range(
        &self,
        name: &str,
        range: lsp_types::Range,
        encoding: Encoding,
    ) -> Option<TextRange> {
        let (text, index) = (self.workspace.text(name)?, self.workspace.lines(name)?);
        Some(Lines { text, index, encoding }.text_range(range))
    }

    fn is_open(&self) -> bool {
        self.files.values().any(|file| file.version.is_some())
    }

    fn set(&mut self, name: String, uri: Uri, version: Option<i32>, text: String) {
        self.workspace.set(&name, text);
        self.files.insert(name, File { uri, version });
        self.table = None;
    }

    fn remove(&mut self, name: &str) {
        self.workspace.remove(name);
        self.files.remove(name);
        self.table = None;
    }

    pub(crate) fn set_version(&mut self, name: &str, version: i32) {
        if let Some(file) = self.files.get_mut(name) {
            file.version = Some(version);
            self.table = None;
        }
    }

    /// Takes the files that are on disk and not open; what is gone, goes.
    fn read_disk(&mut self) {
        let Some(path) = self.root.path() else { return };
        self.beside = None;
        let on_disk: Vec<_> = match read(&Input::Path(path.to_owned()), path) {
            Ok(Content::Schema(files)) => files.into_iter().filter(|file| !file.is_beside()).collect(),
            // What cannot be read is not there; what is open stays.
            Ok(_) | Err(_) => Vec::new(),
        };
        let closed = self.files.iter().filter(|(_, file)| file.version.is_none());
        let gone: Vec<String> = closed
            .map(|(name, _)| name.clone())
            .filter(|name| !on_disk.iter().any(|file| file.name == *name))
            .collect();
        gone.iter().for_each(|name| self.remove(name));
        for file in on_disk {
            let is_open = self.files.get(&file.name).is_some_and(|known| known.version.is_some());
            let is_same = self.workspace.text(&file.name).is_some_and(|text| **text == *file.text);
            if is_open || is_same {
                continue;
            }
            if let Some(uri) = uri::of_path(Path::new(&file.name)) {
                self.set(file.name, uri, None, file.text);
            }
        }
    }

    /// What stands in files beside the schema.
    fn read_surroundings(&mut self, settings: &Settings) {
        let folder = self.root.path().and_then(folder_of);
        let project = folder.as_deref().map(parallax_config::Settings::around_folder).and_then(Result::ok);
        let declared = project.unwrap_or_default();
        let target = settings.target.as_ref().or(declared.target.as_ref());
        let renames = declared.renames.iter().map(|(from, to)| Rename::parse(&format!("{from}={to}")));
        let folders = folder.iter().flat_map(|folder| folder.ancestors().take(2));
        let variables = Environment::around(folders).map(|environment| environment.added());
        let wanted = settings.lint.unwrap_or(declared.lint.is_some());
        // What is wrong with the settings is told by the command; here the rules then hold as they are.
        let lint = wanted.then(|| declared.lint.unwrap_or_default().config().unwrap_or_default());
        self.workspace.set_options(Options {
            target: target.and_then(|target| parse_target(target).ok()),
            renames: Renames(renames.filter_map(Result::ok).collect()),
            variables: variables.unwrap_or_default().into_keys().collect(),
            lint,
            plan: declared.plan.options(),
        });
        let declared = declared.editor.base.as_deref().map(BaseChoice::parse);
        let choice = settings.base.clone().or(declared).unwrap_or_default();
        self.read_base(&choice);
    }

    fn read_base(&mut self, choice: &BaseChoice) {
        let loaded = match (self.root.path(), choice) {
            (_, BaseChoice::None) | (None, _) => Ok(None),
            (Some(path), choice) => base::load(path, choice),
        };
        let (found, trouble) = match loaded {
            Ok(found) => {
                let note = found.as_ref().and_then(|base| base.note.clone());
                (found, note)
            }
            Err(trouble) => (None, Some(trouble)),
        };
        // What is known about a base that stays is not worked out again.
        let stays = match (self.workspace.base(), &found) {
            (Some(known), Some(found)) => known.is_same(found),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        if !stays {
            self.workspace.set_base(found.map(Arc::new));
        }
        self.trouble = trouble;
    }
}

/// All schemas that are open.
#[derive(Debug, Default)]
pub(crate) struct Projects {
    list: Vec<Project>,
    next: u32,
    /// SQL files that are open, by their names.
    buffers: BTreeMap<String, Arc<str>>,
}

impl Projects {
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Project> {
        self.list.iter_mut()
    }

    /// The schema that a file belongs to, and its name there.
    pub(crate) fn find(&mut self, uri: &Uri) -> Option<(&mut Project, String)> {
        self.list.iter_mut().find_map(|project| {
            let name =
                project.files.iter().find(|(_, file)| file.uri == *uri).map(|(name, _)| name.clone())?;
            Some((project, name))
        })
    }

    /// A document was opened; gives the schema that it is part of.
    pub(crate) fn open(&mut self, uri: Uri, version: i32, text: String, settings: &Settings) -> &mut Project {
        let known = self.list.iter().position(|project| project.files.values().any(|file| file.uri == uri));
        let at = match known {
            Some(at) => at,
            None => {
                let root = root_of(&uri, &text);
                match self.list.iter().position(|project| project.root == root) {
                    Some(at) => at,
                    None => self.add(root, settings),
                }
            }
        };
        let project = &mut self.list[at];
        let name = project
            .files
            .iter()
            .find(|(_, file)| file.uri == uri)
            .map_or_else(|| name_of(&uri), |(name, _)| name.clone());
        // The same text is the same state: nothing is parsed again.
        if project.workspace.text(&name).is_some_and(|known| **known == *text) {
            project.files.insert(name, File { uri, version: Some(version) });
            project.table = None;
        } else {
            project.set(name, uri, Some(version), text);
        }
        project
    }

    fn add(&mut self, root: Root, settings: &Settings) -> usize {
        self.next += 1;
        let mut project = Project {
            id: self.next,
            root,
            workspace: Workspace::new(),
            files: BTreeMap::new(),
            trouble: None,
            table: None,
            beside: None,
            buffers: self.buffers.clone(),
        };
        project.read_disk();
        project.read_surroundings(settings);
        self.list.push(project);
        self.list.len() - 1
    }

    /// A document was closed: its text is that of the disk again. Gives the schema back that nobody looks at any more.
    pub(crate) fn close(&mut self, uri: &Uri) -> Option<Project> {
        let at = self.list.iter().position(|project| project.files.values().any(|file| file.uri == *uri))?;
        let project = &mut self.list[at];
        let (name, file) = project.files.iter_mut().find(|(_, file)| file.uri == *uri)?;
        let name = name.clone();
        file.version = None;
        project.table = None;
        if !project.is_open() {
            return Some(self.list.remove(at));
        }
        project.remove(&name);
        project.read_disk();
        None
    }

    /// The text of an SQL file that is open.
    pub(crate) fn sql(&self, uri: &Uri) -> Option<&Arc<str>> {
        self.buffers.get(&name_of(uri))
    }

    /// An SQL file was opened, has another text, or was closed.
    pub(crate) fn set_sql(&mut self, uri: &Uri, text: Option<String>) {
        match text {
            Some(text) => drop(self.buffers.insert(name_of(uri), text.into())),
            None => drop(self.buffers.remove(&name_of(uri))),
        }
        for project in &mut self.list {
            project.buffers = self.buffers.clone();
            project.beside = None;
        }
    }

    /// Something on disk has changed.
    pub(crate) fn reread(&mut self, settings: &Settings) {
        for project in &mut self.list {
            project.read_disk();
            project.read_surroundings(settings);
        }
    }

    pub(crate) fn settings_changed(&mut self, settings: &Settings) {
        self.list.iter_mut().for_each(|project| project.read_surroundings(settings));
    }
}

fn name_of(uri: &Uri) -> String {
    match uri::path(uri) {
        Some(path) => path.display().to_string(),
        None => uri.as_str().to_owned(),
    }
}

fn folder_of(path: &Path) -> Option<PathBuf> {
    if path.is_dir() { Some(path.to_owned()) } else { path.parent().map(Path::to_owned) }
}

/// The schema that the project names, where the file is part of it. Otherwise a folder in which only one file says
/// which database it is for is one schema, and any other file stands alone.
fn root_of(uri: &Uri, text: &str) -> Root {
    let Some(path) = uri::path(uri) else { return Root::Virtual(uri.as_str().to_owned()) };
    let Some(folder) = path.parent() else { return Root::File(path) };
    if let Ok(project) = discover_in(folder) {
        let schema = project.schema;
        if schema.is_dir() && path.starts_with(&schema) {
            return Root::Folder(schema);
        }
        if schema == path && project.is_named {
            return Root::File(path);
        }
    }
    let Ok(Content::Schema(files)) = read(&Input::Path(folder.to_owned()), folder) else {
        return Root::File(path);
    };
    let others = files.iter().filter(|file| !file.is_beside() && Path::new(&file.name) != path);
    let others_with_datasource = others.clone().filter(|file| has_datasource(&file.text)).count();
    let alone = usize::from(has_datasource(text)) + others_with_datasource > 1;
    if alone || others.count() == 0 { Root::File(path) } else { Root::Folder(folder.to_owned()) }
}

fn has_datasource(text: &str) -> bool {
    text.lines().any(|line| line.trim_start().starts_with("datasource "))
}

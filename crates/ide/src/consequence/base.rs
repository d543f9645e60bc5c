//! What a schema is compared with, worked out once and not for every keystroke.

use crate::{BlockId, Snapshot};
use parallax_dialect::Target;
use parallax_engine::{Checked, Observed, PullOptions, Scope, check_parsed, lower, pull};
use parallax_ir::{Database, Origin};
use parallax_syntax::ast::{BlockKind, Placed};
use parallax_syntax::beside::is_beside;
use parallax_syntax::{Edition, Parsed, parse_as};
use parallax_text::SourceMap;
use smol_str::SmolStr;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// What the schema is compared with: a migration's end, a revision, a snapshot. Never a live database.
#[derive(Debug)]
pub struct Base {
    /// As people name it: "migration 20260101000000_init", "git HEAD".
    pub label: String,
    pub content: BaseContent,
    /// Why it is not a better one, as a sentence for people.
    pub note: Option<String>,
    understood: OnceLock<Understood>,
    /// A base that is a database, as a schema: only where somebody wants something of it back.
    lifted: OnceLock<Understood>,
    /// The database of the last target that was asked for; absent where it is broken.
    lowered: Mutex<Option<(Target, Option<Arc<Database>>)>>,
}

#[derive(Debug)]
pub enum BaseContent {
    Empty,
    /// Names and texts of the files of a schema, and behind them those of SQL beside it.
    Schema(Vec<(String, Arc<str>)>),
    Database(Box<Database>, Target),
}

/// A base as a schema. Its places are its own: they mean nothing in the files that are edited.
#[derive(Debug)]
pub(crate) struct Understood {
    texts: Vec<Arc<str>>,
    parsed: Vec<Parsed>,
    pub(crate) checked: Checked,
    /// Models and enums by their names.
    names: HashMap<SmolStr, BlockId>,
}

impl Understood {
    /// Of names and texts.
    fn new(files: &[(String, Arc<str>)]) -> Understood {
        let (beside, files): (Vec<_>, Vec<_>) = files.iter().partition(|(name, _)| is_beside(name));
        let mut sources = SourceMap::new();
        for (name, text) in beside {
            sources.add_beside(name.as_str(), text.clone());
        }
        let mut parsed: Vec<Parsed> = Vec::with_capacity(files.len());
        for (name, text) in &files {
            let id = sources.add(name.as_str(), text.clone());
            parsed.push(parse_as(id, text, Edition::of(name, text)));
        }
        let texts = files.into_iter().map(|(_, text)| text.clone()).collect();
        let checked = check_parsed(&sources, &parsed);
        let mut names = HashMap::new();
        for parsed in &parsed {
            for (placed, index) in parsed.ast.blocks.iter().zip(0..) {
                if let (BlockKind::Model(_) | BlockKind::Enum(_), Some(name)) =
                    (&placed.block.kind, placed.block.name())
                {
                    names.insert(name.name.clone(), BlockId { file: parsed.ast.file, index });
                }
            }
        }
        Understood { texts, parsed, checked, names }
    }

    /// A block that declares a model or enum, and the text of its file.
    pub(crate) fn block(&self, name: &str) -> Option<(&Placed, &str)> {
        let id = self.names.get(name)?;
        let file = id.file.0 as usize;
        let placed = self.parsed.get(file)?.ast.blocks.get(id.index as usize)?;
        Some((placed, self.texts.get(file)?))
    }
}

impl Base {
    pub fn new(label: impl Into<String>, content: BaseContent) -> Base {
        Base {
            label: label.into(),
            content,
            note: None,
            understood: OnceLock::new(),
            lifted: OnceLock::new(),
            lowered: Mutex::new(None),
        }
    }

    pub fn note(mut self, note: Option<String>) -> Base {
        self.note = note;
        self
    }

    /// Whether both say the same, by the same name.
    pub fn is_same(&self, other: &Base) -> bool {
        self.label == other.label
            && match (&self.content, &other.content) {
                (BaseContent::Empty, BaseContent::Empty) => true,
                (BaseContent::Schema(files), BaseContent::Schema(others)) => files == others,
                (BaseContent::Database(one, target), BaseContent::Database(other, other_target)) => {
                    same(target, other_target) && one == other
                }
                _ => false,
            }
    }

    /// Of a base that is a database.
    pub fn target(&self) -> Option<Target> {
        match &self.content {
            BaseContent::Database(_, target) => Some(*target),
            BaseContent::Empty | BaseContent::Schema(_) => None,
        }
    }

    /// Why nothing can be compared with it, where that is so: it has errors itself.
    pub fn problem(&self) -> Option<String> {
        let error = self.understood()?.checked.diagnostics.iter().find(|diagnostic| diagnostic.is_error())?;
        Some(format!("{} has errors: {}", self.label, error.message))
    }

    /// Why a schema cannot be compared with it, where that is so: they are for two kinds of databases.
    pub fn mismatch(&self, snapshot: &Snapshot) -> Option<String> {
        let (of_base, target) = (self.target()?, snapshot.target()?);
        let (base, now) = (of_base.dialect.name, target.dialect.name);
        (base != now).then(|| format!("{} is for {base}, and the schema is for {now}", self.label))
    }

    /// The files, where it is a schema.
    pub(crate) fn files(&self) -> &[(String, Arc<str>)] {
        match &self.content {
            BaseContent::Schema(files) => files,
            BaseContent::Empty | BaseContent::Database(..) => &[],
        }
    }

    fn understood(&self) -> Option<&Understood> {
        let BaseContent::Schema(files) = &self.content else { return None };
        Some(self.understood.get_or_init(|| Understood::new(files)))
    }

    /// The base as a schema: its own text, or one that is written for its database.
    pub(crate) fn schema(&self) -> Option<&Understood> {
        match &self.content {
            BaseContent::Empty => None,
            BaseContent::Schema(_) => self.understood(),
            BaseContent::Database(database, target) => Some(self.lifted.get_or_init(|| {
                Understood::new(&[("base.plx".to_owned(), lifted(database, target).into())])
            })),
        }
    }

    /// Where a base that is a schema declares a model or enum.
    pub(crate) fn declaration(&self, name: &str) -> Option<BlockId> {
        self.understood()?.names.get(name).copied()
    }

    /// The database, without places; absent where the base is broken, or for another kind of database.
    pub(crate) fn database(&self, target: &Target) -> Option<Arc<Database>> {
        // What a thread that panicked left here is complete or absent.
        let mut lowered = self.lowered.lock().unwrap_or_else(PoisonError::into_inner);
        match &*lowered {
            Some((known, database)) if same(known, target) => database.clone(),
            Some(_) | None => {
                let database = self.lower(target).map(Arc::new);
                *lowered = Some((*target, database.clone()));
                database
            }
        }
    }

    fn lower(&self, target: &Target) -> Option<Database> {
        match &self.content {
            BaseContent::Empty => Some(Database::default()),
            BaseContent::Database(database, of) => {
                let mut database =
                    (of.dialect.name == target.dialect.name).then(|| database.as_ref().clone())?;
                forget_places(&mut database);
                Some(database)
            }
            BaseContent::Schema(_) => {
                let checked = &self.understood()?.checked;
                if checked.diagnostics.has_errors() {
                    return None;
                }
                let mut lowered = lower(&checked.schema, target);
                if lowered.diagnostics.has_errors() {
                    return None;
                }
                forget_places(&mut lowered.database);
                Some(lowered.database)
            }
        }
    }
}

/// Schema text for a database.
fn lifted(database: &Database, target: &Target) -> String {
    let default = target.dialect.language.default_namespace.unwrap_or_default();
    let scope = Scope { default: default.into(), schemas: database.schemas.iter().cloned().collect() };
    let observed = Observed { database: database.clone(), ..Observed::default() };
    let pulled = pull(&SourceMap::new(), &[], &observed, &scope, target, &PullOptions::default());
    pulled.lifted.new_file.unwrap_or_default()
}

fn same(one: &Target, other: &Target) -> bool {
    one.dialect.name == other.dialect.name && one.version == other.version
}

/// A place in the base would be taken for one in the files that are edited. Names in the schema language stay.
fn forget_places(database: &mut Database) {
    let forget = |origin: &mut Origin| origin.span = None;
    database.extensions.values_mut().for_each(|it| forget(&mut it.origin));
    database.sequences.values_mut().for_each(|it| forget(&mut it.origin));
    database.objects.values_mut().for_each(|it| forget(&mut it.origin));
    for of in database.enums.values_mut() {
        forget(&mut of.origin);
        of.values.iter_mut().for_each(|it| forget(&mut it.origin));
    }
    for table in database.tables_mut() {
        forget(&mut table.origin);
        table.columns.iter_mut().for_each(|it| forget(&mut it.origin));
        table.primary_key.iter_mut().for_each(|it| forget(&mut it.origin));
        table.indexes.iter_mut().for_each(|it| forget(&mut it.origin));
        table.foreign_keys.iter_mut().for_each(|it| forget(&mut it.origin));
        table.checks.iter_mut().for_each(|it| forget(&mut it.origin));
        table.exclusions.iter_mut().for_each(|it| forget(&mut it.origin));
    }
}

//! One state of a schema. What costs more than a look is worked out when somebody asks for it, once.

use crate::consequence::{Base, Consequence, consequence};
use parallax_diagnostics::Diagnostic;
use parallax_dialect::{Language, Target};
use parallax_diff::Renames;
use parallax_engine::{Checked, Lowered, check_parsed, lower};
use parallax_ir::PlanOptions;
use parallax_syntax::ast::{Ast, ConfigKeyword, Placed};
use parallax_syntax::{Cache, Edition, Parsed, Work, beside, parse_with};
use parallax_text::{Edit, FileId, SourceMap, apply_edits};
use smol_str::SmolStr;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

/// What is not in the text of the schema.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What plans are made for; absent, the usual version of the schema's provider.
    pub target: Option<Target>,
    /// Renames that the project declares.
    pub renames: Renames,
    /// How the project makes its plans.
    pub plan: PlanOptions,
    /// Names of environment variables that can be offered, such as those in `.env`.
    pub variables: Vec<String>,
    /// How the lint is set; absent where nobody asks for it.
    pub lint: Option<parallax_lint::Config>,
}

/// A block of a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlockId {
    pub file: FileId,
    /// Index into the blocks of the file's tree.
    pub index: u32,
}

/// The database that a schema asks for.
#[derive(Debug)]
pub struct Desired {
    pub target: Target,
    pub lowered: Lowered,
}

/// One state of a schema and everything that is known about it. A clone is the same state.
#[derive(Debug, Clone)]
pub struct Snapshot(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    revision: u64,
    sources: SourceMap,
    /// By [`FileId`].
    parsed: Vec<Arc<Parsed>>,
    options: Arc<Options>,
    base: Option<Arc<Base>>,
    work: Work,
    names: OnceLock<HashMap<SmolStr, Vec<BlockId>>>,
    language: OnceLock<Option<&'static Language>>,
    checked: OnceLock<Checked>,
    desired: OnceLock<Option<Desired>>,
    sketch: OnceLock<Option<Desired>>,
    consequence: OnceLock<Option<Consequence>>,
    lint: OnceLock<Vec<Diagnostic>>,
}

impl Snapshot {
    pub(crate) fn new(
        revision: u64,
        sources: SourceMap,
        parsed: Vec<Arc<Parsed>>,
        options: Arc<Options>,
        base: Option<Arc<Base>>,
        work: Work,
    ) -> Self {
        Snapshot(Arc::new(Inner {
            revision,
            sources,
            parsed,
            options,
            base,
            work,
            names: OnceLock::new(),
            language: OnceLock::new(),
            checked: OnceLock::new(),
            desired: OnceLock::new(),
            sketch: OnceLock::new(),
            consequence: OnceLock::new(),
            lint: OnceLock::new(),
        }))
    }

    /// The schema as some edits would leave it: for looking at what they lead to before they are offered. The cache is
    /// best one of the blocks that are there.
    pub(crate) fn with_edits(&self, edits: &[(FileId, Edit)], cache: &mut Cache) -> Snapshot {
        let mut sources = SourceMap::new();
        for (name, text) in self.0.sources.beside() {
            sources.add_beside(name.clone(), text.clone());
        }
        let mut parsed = self.0.parsed.clone();
        for (file, source) in self.0.sources.files() {
            let of_file = edits.iter().filter(|(of, _)| *of == file);
            let of_file: Vec<Edit> = of_file.map(|(_, edit)| edit.clone()).collect();
            if of_file.is_empty() {
                sources.add(source.name.clone(), source.text.clone());
                continue;
            }
            let text = apply_edits(&source.text, &of_file);
            if let Some(tree) = parsed.get_mut(file.0 as usize) {
                *tree = Arc::new(parse_with(cache, file, &text, tree.ast.edition));
            }
            sources.add(source.name.clone(), text);
        }
        let Inner { options, base, .. } = &*self.0;
        Snapshot::new(self.0.revision, sources, parsed, options.clone(), base.clone(), Work::default())
    }

    /// Grows with every change of the workspace.
    pub fn revision(&self) -> u64 {
        self.0.revision
    }
    /// What it took to come from the snapshot before to the trees of this one.
    pub fn work(&self) -> Work {
        self.0.work
    }
    pub fn sources(&self) -> &SourceMap {
        &self.0.sources
    }
    /// The names of the SQL files that the schema names.
    pub fn names_beside(&self) -> BTreeSet<String> {
        let names = || self.0.sources.files().map(|(_, source)| &*source.name);
        if !self.blocks().any(|(_, placed)| placed.block.names_file) {
            return BTreeSet::new();
        }
        let folder = beside::folder_of(names());
        beside::named_in(&folder, names().zip(self.asts()))
    }
    pub fn options(&self) -> &Options {
        &self.0.options
    }
    pub fn base(&self) -> Option<&Arc<Base>> {
        self.0.base.as_ref()
    }
    pub fn file(&self, name: &str) -> Option<FileId> {
        self.0.sources.files().find(|(_, source)| &*source.name == name).map(|(id, _)| id)
    }
    pub fn text(&self, file: FileId) -> &str {
        &self.0.sources.get(file).text
    }
    pub fn files(&self) -> impl Iterator<Item = FileId> + use<> {
        (0..self.0.parsed.len() as u32).map(FileId)
    }

    /// The tree of a file; always there, whatever the text.
    pub fn ast(&self, file: FileId) -> &Ast {
        &self.0.parsed[file.0 as usize].ast
    }
    pub fn asts(&self) -> impl Iterator<Item = &Ast> {
        self.0.parsed.iter().map(|parsed| &parsed.ast)
    }
    /// Whether a file is one that Prisma reads, where everything beyond stands in comments.
    pub(crate) fn is_silent(&self, file: FileId) -> bool {
        self.parsed().get(file.0 as usize).is_some_and(|parsed| parsed.ast.edition == Edition::Prisma)
    }
    pub fn parsed(&self) -> &[Arc<Parsed>] {
        &self.0.parsed
    }
    pub fn block(&self, id: BlockId) -> &Placed {
        &self.ast(id.file).blocks[id.index as usize]
    }
    pub fn blocks(&self) -> impl Iterator<Item = (BlockId, &Placed)> {
        self.asts().flat_map(|ast| {
            let ids = (0..).map(|index| BlockId { file: ast.file, index });
            ids.zip(&ast.blocks)
        })
    }

    /// Blocks that declare a name for types: models, views, composite types and enums; more than one where it is
    /// declared twice.
    pub fn declarations(&self, name: &str) -> &[BlockId] {
        let names = self.0.names.get_or_init(|| {
            let mut names: HashMap<SmolStr, Vec<BlockId>> = HashMap::new();
            for (id, placed) in self.blocks() {
                if let Some(name) = type_name(placed) {
                    names.entry(name.clone()).or_default().push(id);
                }
            }
            names
        });
        names.get(name).map_or(&[], Vec::as_slice)
    }

    /// The database that the `datasource` block names, by its text alone.
    pub fn language(&self) -> Option<&'static Language> {
        *self.0.language.get_or_init(|| {
            let datasource = self
                .asts()
                .flat_map(Ast::configs)
                .find_map(|(_, config)| (config.keyword == ConfigKeyword::Datasource).then_some(config))?;
            let provider = datasource.property("provider")?.value.as_ref()?.as_string()?;
            parallax_dialects::LANGUAGES
                .iter()
                .find(|language| language.providers.contains(&provider.as_str()))
                .copied()
        })
    }

    /// What plans are made for; absent where nobody knows the database, or it has no SQL. A base that is a database
    /// says more than a provider: which of several servers it is, and its version.
    pub fn target(&self) -> Option<Target> {
        let language = self.language();
        // One for another provider is that of another schema, or of this one before it moved.
        let fits = |target: &Target| {
            language.is_none_or(|language| language.providers == target.dialect.language.providers)
        };
        let of_base = || self.base().and_then(|base| base.target()).filter(fits);
        let usual = || parallax_engine::default_target(language?);
        self.options().target.filter(fits).or_else(of_base).or_else(usual)
    }

    /// The meaning of all files, and everything that is wrong with them.
    pub fn checked(&self) -> &Checked {
        self.0.checked.get_or_init(|| check_parsed(&self.0.sources, &self.0.parsed))
    }

    /// The database that the schema asks for; absent without a target, and where the schema has errors.
    pub fn desired(&self) -> Option<&Desired> {
        let desired = || {
            let checked = self.checked();
            let target = self.target().filter(|_| !checked.diagnostics.has_errors())?;
            Some(Desired { target, lowered: lower(&checked.schema, &target) })
        };
        self.0.desired.get_or_init(desired).as_ref()
    }

    /// As [`desired`](Self::desired), also where the schema has errors: then of what could be understood. To be shown,
    /// never to be compared with.
    pub fn sketch(&self) -> Option<&Desired> {
        let sketch = || {
            let target = self.target()?;
            Some(Desired { target, lowered: lower(&self.checked().schema, &target) })
        };
        self.desired().or_else(|| self.0.sketch.get_or_init(sketch).as_ref())
    }

    /// Everything that is wrong with the schema, for its target too. Not what an edit leads to: for that see
    /// [`consequence::diagnostics`](crate::consequence::diagnostics).
    pub fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        let lowering = self.desired().into_iter().flat_map(|desired| desired.lowered.diagnostics.iter());
        self.checked().diagnostics.iter().chain(lowering)
    }

    /// What the lint finds in the schema, where it is asked for. Empty while the schema has errors.
    pub fn lint(&self) -> &[Diagnostic] {
        let Some(config) = &self.options().lint else { return &[] };
        self.0.lint.get_or_init(|| crate::lint::findings(self, config))
    }

    /// What the schema asks for against the base; absent without a base, without a target, and where the schema or
    /// the base is broken.
    pub fn consequence(&self) -> Option<&Consequence> {
        self.0.consequence.get_or_init(|| consequence(self)).as_ref()
    }
}

fn type_name(placed: &Placed) -> Option<&SmolStr> {
    use parallax_syntax::ast::BlockKind;
    match &placed.block.kind {
        BlockKind::Model(model) => Some(&model.name.name),
        BlockKind::Enum(of) => Some(&of.name.name),
        BlockKind::Object(object) => Some(&object.name.name),
        BlockKind::Config(_) | BlockKind::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{at_cursor, schema};

    #[test]
    fn files_are_one_schema_and_a_cursor_is_in_one_of_them() {
        let (snapshot, position) = at_cursor(
            "//- a.prisma\ndatasource db {\n  provider = \"sqlite\"\n}\n//- b.prisma\nmodel $0B {\n  id Int @id\n}\n",
        );
        assert_eq!(snapshot.sources().get(position.file).name.as_ref(), "b.prisma");
        assert_eq!(position.offset, 6);
        assert_eq!(snapshot.declarations("B").len(), 1);
        assert_eq!(snapshot.language().map(|language| language.providers[0]), Some("sqlite"));
        assert!(snapshot.checked().diagnostics.is_empty());
        assert_eq!(schema("model A {\n").declarations("B"), []);
    }
}

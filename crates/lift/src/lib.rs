//! From a database back to schema text: what was read, in the words of the schema language, with all that people wrote
//! before and the database does not know. Pure; knows no dialect by name and does no I/O.
//!
//! The text of a schema is not printed anew: each block is written over the block that stood for the same table, member
//! by member, so that comments, documentation, order and files stay.

mod beside;
mod beyond;
mod config;
mod constraints;
mod draft;
mod enums;
mod fields;
mod keys;
mod merge;
mod mixins;
mod models;
mod names;
mod notes;
mod objects;
mod old;
mod printing;
mod relations;
mod sources;
mod values;

pub use notes::Warning;

use draft::Draft;
use notes::Notes;
use objects::Names;
use old::Old;
use parallax_dialect::{Language, Observed, Target};
use parallax_ir::{Database, Name, QName};
use parallax_schema::Schema;
use parallax_syntax::ast::Ast;
use parallax_text::{FileId, SourceMap};
use sources::{Enums, Source};
use std::collections::BTreeMap;

/// The schema that is there already.
#[derive(Debug, Clone, Copy)]
pub struct Previous<'a> {
    pub sources: &'a SourceMap,
    /// One per file.
    pub asts: &'a [Ast],
    pub schema: &'a Schema,
    /// What that schema asks for on the same target.
    pub database: &'a Database,
    /// Only the blocks of the configuration are kept, and the files they are in.
    pub forget_models: bool,
}

/// What the text is to be like.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    pub target: &'a Target,
    /// The namespaces that were read by name; empty where only the default one was.
    pub schemas: &'a [Name],
    /// The namespace that the connection takes by default.
    pub default_schema: &'a str,
    pub previous: Option<Previous<'a>>,
    /// The file of the previous schema that takes what is new; without it, that makes a file of its own.
    pub home: Option<FileId>,
}

/// Schema text, and what it does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lifted {
    /// The files of the previous schema with their new texts, all of them, in their order.
    pub files: Vec<(FileId, String)>,
    /// SQL files that the schema names and that have other texts now, by their names.
    pub beside: BTreeMap<String, String>,
    /// What found no place in them.
    pub new_file: Option<String>,
    /// What was left out or could be said only in part, by object.
    pub warnings: Vec<Warning>,
}

/// What all parts of the pass share.
struct Lift<'a> {
    observed: &'a Observed,
    request: &'a Request<'a>,
    target: &'a Target,
    language: &'static Language,
    old: Old<'a>,
    views: bool,
    partial_indexes: bool,
}

/// The text of a schema for the database that was observed. Formatted; valid as long as the previous text is. Lifting
/// the same database over the result changes nothing.
pub fn lift(observed: &Observed, request: &Request<'_>) -> Lifted {
    let old = request.previous.as_ref().map(|of| Old::new(of, request.default_schema)).unwrap_or_default();
    let feature = |name| request.previous.as_ref().is_some_and(|of| of.schema.has_preview_feature(name));
    let lift = Lift {
        observed,
        request,
        target: request.target,
        language: request.target.dialect.language,
        old,
        views: feature(VIEWS) || request.previous.is_some_and(|of| of.schema.whole),
        partial_indexes: request.previous.is_none() || feature(PARTIAL_INDEXES),
    };
    let mut notes = Notes::new(observed, lift.is_whole_file(None));
    let draft = lift.draft(&mut notes);
    let mut lifted = merge::write(&lift, &draft);
    lifted.warnings.extend(notes.finish());
    lifted
}

/// Names of preview features.
const VIEWS: &str = "views";
const PARTIAL_INDEXES: &str = "partialIndexes";
const EXTENSIONS: &str = "postgresqlExtensions";

impl Lift<'_> {
    fn draft(&self, notes: &mut Notes) -> Draft {
        let mut enums = self.enum_sources();
        let mut sources = self.table_sources(notes);
        self.name_all(&mut sources, &mut enums);
        self.name_types(&sources, &mut enums);
        let joins = self.take_join_tables(&mut sources);
        let keys = sources.iter().map(|source| self.keys(source, notes)).collect::<Vec<_>>();
        let relations = self.relations(&sources, &joins, &keys, &enums, notes);
        let mut draft = Draft::default();
        for ((source, keys), relations) in sources.iter().zip(keys).zip(relations) {
            draft.blocks.push(self.model(source, &enums, keys, relations, notes));
        }
        draft.blocks.extend(enums.list.iter().map(|of| self.enumeration(of, notes)));
        draft.names = self.names_of(&sources, &enums);
        draft.uses_partial_indexes = self.partial_indexes && self.has_partial_index();
        draft
    }

    fn names_of(&self, sources: &[Source<'_>], enums: &Enums) -> Names {
        let mut names = Names::default();
        for source in sources {
            names.models.insert(source.key.clone(), source.name.clone());
            for (column, field) in source.table.columns.iter().zip(&source.fields) {
                if let Some(field) = field {
                    names.fields.insert((source.key.clone(), column.name.clone()), field.clone());
                }
            }
        }
        names.enums.extend(enums.list.iter().map(|of| (of.key.clone(), of.name.clone())));
        names.types.extend(enums.types.values().map(|of| (of.key.clone(), of.name.clone())));
        names
    }

    fn has_partial_index(&self) -> bool {
        let mut tables = self.observed.database.tables.values();
        tables.any(|table| table.indexes.iter().any(|index| index.predicate.is_some()))
    }

    /// The name with the namespace written out, so that the same table has one name on both sides.
    fn full(&self, name: &QName) -> QName {
        let schema = name.schema.clone().unwrap_or_else(|| Name::new(self.default_namespace()));
        QName::new(Some(schema), name.name.clone())
    }

    fn default_namespace(&self) -> &str {
        self.request.default_schema
    }

    /// `@@schema`, where the schema names its namespaces.
    fn schema_attribute(&self, name: &QName) -> Option<String> {
        if self.request.schemas.is_empty() || !self.language.capabilities.schemas {
            return None;
        }
        let schema = name.schema.as_deref().unwrap_or(self.default_namespace());
        Some(format!("@@schema({})", printing::quoted(schema)))
    }
}

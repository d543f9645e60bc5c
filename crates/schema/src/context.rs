//! What every pass over a schema shares: the schema as it grows, where its parts stand in the tree, and what was
//! reported.

use crate::model::{EnumId, Field, FieldId, FieldKind, Model, ModelId, Native, ObjectId, Schema};
use parallax_diagnostics::{Diagnostic, Diagnostics, Rule};
use parallax_dialect::{Capabilities, Language, Scalar};
use parallax_syntax::Edition;
use parallax_syntax::ast::{self, Ast, Placed};
use parallax_text::{Edit, FileId, Span};
use smol_str::SmolStr;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What a name at the top level stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Top {
    /// A model or view.
    Model(ModelId),
    /// A function, a domain, a role, …
    Object(ObjectId),
    Composite(ModelId),
    Enum(EnumId),
}

/// A domain, composite type or range type, as fields take it.
#[derive(Debug, Clone)]
pub(crate) struct DeclaredType {
    /// How the database writes its name.
    pub text: SmolStr,
    /// What a domain is over, where that is a type that fields have.
    pub over: Option<(Scalar, Option<Native>)>,
}

/// Where a model stands in the tree.
pub(crate) struct ModelSource<'a> {
    pub placed: &'a Placed,
    pub ast: &'a ast::Model,
    /// For each field of the model where it stands in the tree (duplicates are only there): in this block, or in that of
    /// a mixin.
    pub fields: Vec<(&'a Placed, &'a ast::Field)>,
    /// Mixins that it includes.
    pub mixins: Vec<(&'a Placed, &'a ast::Model)>,
    /// Fields by name; absent where there are so few that a walk over them is faster.
    pub names: Option<HashMap<SmolStr, u32>>,
    /// Some of its text could not be read: what seems to be missing may only be missing because of that.
    pub partial: bool,
    /// Where its shard key stands.
    pub shard_key: Option<Span>,
    /// Some id or unique of it was refused and reported.
    pub key_poisoned: bool,
}

#[derive(Clone)]
pub(crate) struct EnumSource<'a> {
    pub placed: &'a Placed,
    pub ast: &'a ast::Enum,
}

#[derive(Clone, Copy)]
pub(crate) struct ObjectSource<'a> {
    pub placed: &'a Placed,
    pub ast: &'a ast::ObjectBlock,
}

pub(crate) struct Context<'a> {
    pub languages: &'a [&'static Language],
    pub schema: Schema,
    pub diagnostics: Diagnostics,
    pub top: Arc<HashMap<SmolStr, Top>>,
    /// By name: blocks whose fields models include.
    pub mixins: Arc<HashMap<SmolStr, (&'a Placed, &'a ast::Model)>>,
    /// Parallel to the models of the schema.
    pub models: Vec<ModelSource<'a>>,
    /// Parallel to the enums of the schema.
    pub enums: Vec<EnumSource<'a>>,
    /// Parallel to the objects of the schema.
    pub objects: Vec<ObjectSource<'a>>,
    /// Domains and other types that the schema declares.
    pub types: Arc<HashMap<SmolStr, DeclaredType>>,
    /// Files that use the whole language.
    pub whole: Arc<HashSet<FileId>>,
    /// Preview features, in lower case.
    pub preview: Vec<SmolStr>,
    /// Some block could not be read at all: an unknown name may be declared there.
    pub partial: bool,
}

impl<'a> Context<'a> {
    /// Of a schema in these files, which use as much of the language as each says.
    pub(crate) fn of(asts: &[&Ast], languages: &'a [&'static Language]) -> Self {
        let whole = asts.iter().filter(|ast| ast.edition.is_whole()).map(|ast| ast.file);
        let mut cx = Context::new(languages);
        cx.whole = whole.collect::<HashSet<_>>().into();
        // Prisma 8 has no words for much of what there is.
        cx.schema.whole = asts.iter().any(|ast| ast.edition == Edition::Plx);
        cx
    }
    pub(crate) fn new(languages: &'a [&'static Language]) -> Self {
        Context {
            languages,
            schema: Schema::default(),
            diagnostics: Diagnostics::new(),
            top: Arc::default(),
            models: Vec::new(),
            enums: Vec::new(),
            objects: Vec::new(),
            types: Arc::default(),
            whole: Arc::default(),
            mixins: Arc::default(),
            preview: Vec::new(),
            partial: false,
        }
    }
    /// One for work on a part: it knows the languages, the datasource and the names, holds no models and reports by
    /// itself.
    pub(crate) fn apart(&self) -> Context<'a> {
        Context {
            schema: Schema { datasource: self.schema.datasource.clone(), ..Schema::default() },
            top: self.top.clone(),
            types: self.types.clone(),
            whole: self.whole.clone(),
            mixins: self.mixins.clone(),
            preview: self.preview.clone(),
            partial: self.partial,
            ..Context::new(self.languages)
        }
    }
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
    /// Reports an error that needs one label without words.
    pub(crate) fn error(&mut self, rule: &'static Rule, span: Span, message: impl Into<String>) {
        self.report(Diagnostic::new(rule, message).at(span, ""));
    }
    /// Absent when there is no datasource or nobody knows its provider: then only what holds for all databases is
    /// checked.
    pub(crate) fn language(&self) -> Option<&'static Language> {
        self.schema.datasource.as_ref().and_then(|datasource| datasource.language)
    }
    /// Whether the database is known not to have something.
    pub(crate) fn lacks(&self, capability: impl Fn(&Capabilities) -> bool) -> bool {
        self.language().is_some_and(|language| !capability(&language.capabilities))
    }
    /// Whether the database is known to have something.
    pub(crate) fn has(&self, capability: impl Fn(&Capabilities) -> bool) -> bool {
        self.language().is_some_and(|language| capability(&language.capabilities))
    }
    pub(crate) fn preview(&self, feature: &str) -> bool {
        self.preview.iter().any(|name| name.eq_ignore_ascii_case(feature))
    }
    /// How the schema calls its database.
    pub(crate) fn provider(&self) -> &str {
        self.schema.datasource.as_ref().map_or("this database", |datasource| &datasource.provider)
    }
    pub(crate) fn model(&self, id: ModelId) -> &Model {
        self.schema.model(id)
    }
    pub(crate) fn field(&self, id: FieldId) -> &Field {
        self.schema.field(id)
    }
    pub(crate) fn field_mut(&mut self, id: FieldId) -> &mut Field {
        &mut self.schema.models[id.model.index()].fields[id.index as usize]
    }
    pub(crate) fn model_ids(&self) -> impl Iterator<Item = ModelId> + use<> {
        (0..self.schema.models.len() as u32).map(ModelId)
    }
    pub(crate) fn field_ids(&self, model: ModelId) -> impl Iterator<Item = FieldId> + use<> {
        (0..self.model(model).fields.len() as u32).map(move |index| FieldId { model, index })
    }
    /// The field in the tree.
    pub(crate) fn field_source(&self, id: FieldId) -> (&'a Placed, &'a ast::Field) {
        self.models[id.model.index()].fields[id.index as usize]
    }
    pub(crate) fn find_field(&self, model: ModelId, name: &str) -> Option<u32> {
        match &self.models[model.index()].names {
            Some(names) => names.get(name).copied(),
            None => self.model(model).fields.iter().position(|field| field.name == name).map(|at| at as u32),
        }
    }
    pub(crate) fn mark_key_poisoned(&mut self, model: ModelId) {
        self.models[model.index()].key_poisoned = true;
    }
    /// As messages name it.
    pub(crate) fn type_name(&self, kind: &FieldKind) -> SmolStr {
        self.schema.type_name(kind).unwrap_or(SmolStr::new_static("unknown"))
    }
}

/// The edit that replaces what stands at `span`.
pub(crate) fn replace(span: Span, text: impl Into<String>) -> (FileId, Edit) {
    (span.file, Edit { range: span.range, text: text.into() })
}

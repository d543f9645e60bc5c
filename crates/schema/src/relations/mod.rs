//! Pairs relation fields, and tells what is wrong with them. Runs after all fields and attributes are known; reads
//! the schema and the `@relation` arguments, and never the tree.

mod actions;
mod cascades;
mod columns;
mod many_to_many;
mod names;
mod opposite;
mod pairing;
mod parts;
mod placement;
mod plural;
mod side;

use crate::context::{Context, ModelSource};
use crate::model::{
    Datasource, Deferrable, Embedded, Field, FieldId, FieldKind, ForeignKey, Index, IndexKind, Model,
    ModelId, Relation, RelationId, RelationKind, RelationMode, Schema,
};
use pairing::Pair;
use parallax_diagnostics::{Diagnostic, Diagnostics, Rule};
use parallax_dialect::{Capabilities, Language};
use parallax_text::{Edit, FileId, Span, TextRange};
use side::Side;
use smol_str::SmolStr;

/// What asks for something to be added or changed elsewhere.
pub(crate) static WAITING: &[&Rule] = &[
    &opposite::MISSING_OPPOSITE,
    &placement::NO_COLUMNS,
    &placement::BOTH_REQUIRED,
    &columns::NOT_UNIQUE,
    &columns::ONE_TO_ONE_NOT_UNIQUE,
    &many_to_many::NO_ID,
];
/// What the arguments of `@relation` can break by themselves.
pub(crate) use side::RULES as WORDING_RULES;

/// The rules about relations and the names of constraints.
pub static RULES: &[&[&Rule]] = &[
    side::RULES,
    pairing::RULES,
    opposite::RULES,
    placement::RULES,
    columns::RULES,
    actions::RULES,
    cascades::RULES,
    many_to_many::RULES,
    names::RULES,
];

/// The arguments of `@relation` as written, their kinds checked (names are names, lists are lists), nothing resolved.
/// A relation field without the attribute has none.
#[derive(Debug, Clone)]
pub(crate) struct RelationAttribute {
    pub name: Option<(SmolStr, Span)>,
    pub fields: Option<FieldList>,
    pub references: Option<FieldList>,
    /// The word as written, whether known or not.
    pub on_delete: Option<(SmolStr, Span)>,
    pub on_update: Option<(SmolStr, Span)>,
    pub map: Option<(SmolStr, Span)>,
    pub deferrable: Option<Deferrable>,
    pub validated: bool,
    pub match_full: bool,
    /// The whole attribute.
    pub span: Span,
    /// Some argument was refused and reported: what is missing here may only be missing because of that.
    pub poisoned: bool,
}

impl RelationAttribute {
    fn has_arguments(&self) -> bool {
        self.name.is_some()
            || self.fields.is_some()
            || self.references.is_some()
            || self.on_delete.is_some()
            || self.on_update.is_some()
            || self.map.is_some()
            || self.deferrable.is_some()
            || !self.validated
            || self.match_full
    }
}

/// `fields: [a, b]`
#[derive(Debug, Clone)]
pub(crate) struct FieldList {
    pub names: Vec<(SmolStr, Span)>,
    /// The argument, with its name.
    pub span: Span,
}

/// Fills in [`Schema::relations`] and [`FieldKind::Relation`]. `attributes` is sorted by field.
pub(crate) fn resolve(context: &mut Context, attributes: &[(FieldId, RelationAttribute)]) {
    let Context { schema, diagnostics, models, .. } = context;
    let mut check = Check::new(schema, models, diagnostics);
    let mut sides = side::read(&mut check, attributes);
    for side in &mut sides {
        check_side(&mut check, side);
    }
    let pairs = pairing::pair(&mut check, &sides);
    let mut relations = Vec::with_capacity(pairs.len());
    for pair in &pairs {
        check_pair(&mut check, &sides, *pair);
        relations.extend(relation(&check, &sides, *pair));
    }
    cascades::check(&mut check, &sides, &pairs);
    names::check(&mut check, &sides, &pairs);
    for (at, relation) in relations.iter().enumerate() {
        for id in relation.kind.fields() {
            let Field { kind, .. } = &mut schema.models[id.model.index()].fields[id.index as usize];
            if let FieldKind::Relation { relation, .. } = kind {
                *relation = Some(RelationId(at as u32));
            }
        }
    }
    schema.relations = relations;
}

/// Edits that add what relations lack, before formatting: fields on the other side, `@relation` with `fields` and
/// `references`, columns. To be asked only when names, types and attributes are in order.
pub(crate) fn missing_parts(
    context: &mut Context,
    attributes: &[(FieldId, RelationAttribute)],
) -> Vec<(FileId, Edit)> {
    let Context { schema, models, .. } = context;
    let mut ignored = Diagnostics::new();
    let mut check = Check::new(schema, models, &mut ignored);
    let sides = side::read(&mut check, attributes);
    let pairs = pairing::pair(&mut check, &sides);
    if sides.iter().any(|side| side.poisoned) {
        return Vec::new();
    }
    let mut edits = Vec::new();
    for pair in pairs {
        let (forward, back, one_to_one) = match pair {
            Pair::ManyToMany { .. } => continue,
            Pair::OneToOne { forward, back } => (Some(&sides[forward]), back.map(|at| &sides[at]), true),
            Pair::OneToMany { forward, back } => {
                (forward.map(|at| &sides[at]), back.map(|at| &sides[at]), false)
            }
        };
        if let Some(forward) = forward {
            let arity = check.field(forward.id).arity;
            if let Some(columns) =
                parts::key_columns(&check, forward.id.model, forward.target, Some(forward), arity)
            {
                edits.extend(parts::complete_forward(&check, forward, &columns));
            }
            if back.is_none() {
                let lines = parts::back_field(&check, forward, one_to_one);
                edits.push(parts::at_end(check.model(forward.target), &lines));
            }
        } else if let Some(back) = back
            && let Some(lines) = parts::forward_field(&check, back)
        {
            edits.push(parts::at_end(check.model(back.target), &lines));
        }
    }
    edits
}

/// What can be said of a relation field whatever it is paired with.
fn check_side(check: &mut Check, side: &mut Side) {
    let before = check.diagnostics.len();
    opposite::ignored_target(check, side);
    actions::check_side(check, side);
    names::check_map(check, side);
    columns::without_index(check, side);
    side.flawed = check.errors_since(before);
}

fn check_pair(check: &mut Check, sides: &[Side], pair: Pair) {
    let before = check.diagnostics.len();
    let (first, second) = match pair {
        Pair::OneToOne { forward, back } => (Some(forward), back),
        Pair::OneToMany { forward, back } => (forward, back),
        Pair::ManyToMany { a, b, .. } => (Some(a), Some(b)),
    };
    let (first, second) = (first.map(|at| &sides[at]), second.map(|at| &sides[at]));
    let both = || first.into_iter().chain(second);
    if let (Some(only), None) | (None, Some(only)) = (first, second) {
        opposite::missing(check, only, pair);
    }
    if both().any(|side| side.poisoned) {
        return;
    }
    if let (Pair::ManyToMany { embedded, .. }, Some(a), Some(b)) = (pair, first, second) {
        return many_to_many::check(check, a, b, embedded);
    }
    let Some(forward) = first else { return };
    let one_to_one = matches!(pair, Pair::OneToOne { .. });
    if let Some(back) = second {
        placement::check(check, forward, back, one_to_one);
    }
    columns::check(check, forward, second.filter(|_| one_to_one));
    let flawed = both().any(|side| side.flawed);
    let clean = |check: &Check| !flawed && !check.errors_since(before);
    if let (true, Some(back)) = (one_to_one && clean(check), second) {
        placement::check_roles(check, forward, back);
    }
    if clean(check) || second.is_none() {
        columns::unique_target(check, forward);
    }
}

/// The relation that a pair makes; absent where its columns are not known.
fn relation(check: &Check, sides: &[Side], pair: Pair) -> Option<Relation> {
    let name = |side: &Side| side.name().cloned().unwrap_or_else(|| pairing::implied_name(check, side));
    let (forward, back, one_to_one) = match pair {
        Pair::ManyToMany { a, b, embedded } => {
            let written = |list: &Option<side::Columns>| list.as_ref().map(|of| of.indexes.clone());
            let ids = |side: &Side| {
                (written(&side.fields).unwrap_or_default(), written(&side.references).unwrap_or_default())
            };
            let embedded = embedded.then(|| Box::new(Embedded { a: ids(&sides[a]), b: ids(&sides[b]) }));
            let kind = RelationKind::ManyToMany { a: sides[a].id, b: sides[b].id, embedded };
            return Some(Relation { name: name(&sides[a]), kind });
        }
        Pair::OneToOne { forward, back } => (&sides[forward], back, true),
        Pair::OneToMany { forward, back } => (&sides[forward?], back, false),
    };
    let (fields, references) = (forward.fields.as_ref()?, forward.references.as_ref()?);
    if fields.indexes.len() != references.indexes.len() {
        return None;
    }
    let (effective_on_delete, effective_on_update) = actions::effective(check, forward);
    let key = ForeignKey {
        forward: forward.id,
        back: back.map(|at| sides[at].id),
        one_to_one,
        fields: fields.indexes.clone(),
        references: references.indexes.clone(),
        on_delete: forward.on_delete.map(|written| written.action),
        on_update: forward.on_update.map(|written| written.action),
        effective_on_delete,
        effective_on_update,
        db_name: forward.attribute.and_then(|written| written.map.as_ref()).map(|(name, _)| name.clone()),
        deferrable: forward.attribute.and_then(|written| written.deferrable),
        validated: forward.attribute.is_none_or(|written| written.validated),
        match_full: forward.attribute.is_some_and(|written| written.match_full),
        span: forward.attribute.map_or(check.field(forward.id).span, |written| written.span),
    };
    Some(Relation { name: name(forward), kind: RelationKind::Columns(key) })
}

/// What all checks of relations share.
struct Check<'s> {
    schema: &'s Schema,
    sources: &'s [ModelSource<'s>],
    /// Absent when there is no datasource or nobody knows its provider: then only what holds for all
    /// databases is checked.
    language: Option<&'static Language>,
    diagnostics: &'s mut Diagnostics,
}

impl<'s> Check<'s> {
    fn new(schema: &'s Schema, sources: &'s [ModelSource<'s>], diagnostics: &'s mut Diagnostics) -> Self {
        let language = schema.datasource.as_ref().and_then(|datasource| datasource.language);
        Check { schema, sources, language, diagnostics }
    }
    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
    /// Whether errors came after the first `before` diagnostics.
    fn errors_since(&self, before: usize) -> bool {
        self.diagnostics.iter().skip(before).any(Diagnostic::is_error)
    }
    fn datasource(&self) -> Option<&'s Datasource> {
        self.schema.datasource.as_ref()
    }
    /// How the schema calls its database.
    fn provider(&self) -> &'s str {
        self.datasource().map_or("this database", |datasource| &datasource.provider)
    }
    /// Whether relations become foreign keys.
    fn uses_foreign_keys(&self) -> bool {
        !self.has(|capabilities| capabilities.relations_emulated_only)
            && self
                .datasource()
                .is_none_or(|datasource| datasource.relation_mode == RelationMode::ForeignKeys)
    }
    /// Whether the database is known to have something.
    fn has(&self, capability: impl Fn(&Capabilities) -> bool) -> bool {
        self.language.is_some_and(|language| capability(&language.capabilities))
    }
    /// Whether the database is known not to have something.
    fn lacks(&self, capability: impl Fn(&Capabilities) -> bool) -> bool {
        self.language.is_some_and(|language| !capability(&language.capabilities))
    }
    fn model(&self, id: ModelId) -> &'s Model {
        self.schema.model(id)
    }
    fn field(&self, id: FieldId) -> &'s Field {
        self.schema.field(id)
    }
    /// `` `Post.author` ``
    fn quoted(&self, id: FieldId) -> String {
        format!("`{}.{}`", self.model(id.model).name, self.field(id).name)
    }
    fn find_field(&self, model: ModelId, name: &str) -> Option<u32> {
        let names = self.sources.get(model.index()).and_then(|source| source.names.as_ref());
        match names {
            Some(names) => names.get(name).copied(),
            None => self.model(model).fields.iter().position(|field| field.name == name).map(|at| at as u32),
        }
    }
    /// Some of the model's text could not be read: what seems to be missing may only be missing because of
    /// that.
    fn incomplete(&self, model: ModelId) -> bool {
        self.sources.get(model.index()).is_some_and(|source| source.partial)
            || self.model(model).fields.iter().any(|field| matches!(field.kind, FieldKind::Poisoned))
    }
    /// Some id or unique of the model was refused and reported.
    fn keys_in_doubt(&self, model: ModelId) -> bool {
        self.sources.get(model.index()).is_some_and(|source| source.partial || source.key_poisoned)
    }
    /// Whether the key or a unique of the model has fields that satisfy `test`.
    fn has_unique(&self, model: ModelId, test: impl Fn(&[u32]) -> bool) -> bool {
        self.uniques(model).any(|fields| test(&fields))
    }
    /// The fields of the key and of each unique, the key first. Those with paths into composite types and
    /// those that hold only for some rows are left out.
    fn uniques(&self, model: ModelId) -> impl Iterator<Item = Vec<u32>> + use<'s> {
        let model = self.model(model);
        let key = model.primary_key.iter().map(|key| &key.fields);
        let uniques = model.indexes.iter().filter(|index| is_full_unique(index)).map(|index| &index.fields);
        key.chain(uniques)
            .filter(|fields| fields.iter().all(|field| field.path.is_empty()))
            .map(|fields| fields.iter().map(|field| field.field).collect())
    }
}

fn is_full_unique(index: &Index) -> bool {
    index.kind == IndexKind::Unique && index.predicate.is_none()
}

impl RelationKind {
    /// The relation fields of both sides.
    fn fields(&self) -> impl Iterator<Item = FieldId> + use<> {
        let (first, second) = match self {
            RelationKind::Columns(key) => (key.forward, key.back),
            RelationKind::ManyToMany { a, b, .. } => (*a, Some(*b)),
        };
        [first].into_iter().chain(second)
    }
}

/// The names of fields as a list in schema text: `a, b`.
fn names_of(model: &Model, indexes: &[u32]) -> String {
    let names: Vec<&str> = indexes.iter().map(|at| model.fields[*at as usize].name.as_str()).collect();
    names.join(", ")
}

/// The edit that adds a line at the end of a model.
fn append_line(model: &Model, line: &str) -> (FileId, Edit) {
    let brace = model.span.range.end.saturating_sub(1);
    (model.span.file, Edit { range: TextRange { start: brace, end: brace }, text: format!("  {line}\n") })
}

/// The edit that adds text behind a place.
fn append(span: Span, text: impl Into<String>) -> (FileId, Edit) {
    let end = span.range.end;
    (span.file, Edit { range: TextRange { start: end, end }, text: text.into() })
}

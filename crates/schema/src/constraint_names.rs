//! Names of keys, uniques, indexes, foreign keys and defaults in the database: short enough, and not taken.

use crate::context::Context;
use crate::model::{
    DefaultValue, FieldId, IndexField, IndexKind, Model, ModelId, ModelKeyword, RelationKind, RelationMode,
    Schema,
};
use crate::relations::RelationAttribute;
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_dialect::names::constraint_name;
use parallax_dialect::{ConstraintKind, ConstraintScope, Language, ScopeArea};
use parallax_text::Span;
use smol_str::SmolStr;
use std::collections::HashMap;

rules! {
    /// The database cuts longer names or refuses them. Names that follow from tables and columns are cut to fit; one
    /// that is written out must fit as it stands.
    error NAME_TOO_LONG "PX2600" "constraint-name-too-long" = "a name that is too long for the database",

    /// Two constraints or indexes have the same name where the database wants different ones. On PostgreSQL keys,
    /// uniques and indexes share one set of names per database schema; on MySQL foreign keys do; on SQLite indexes; on
    /// SQL Server keys and foreign keys. Give one of them another `map`. Two indexes over the same columns get the same
    /// name by themselves.
    error NAME_TAKEN "PX2601" "constraint-name-taken" = "two constraints of one name",
}

/// A key, index or constraint with its name.
struct Named<'m> {
    kind: ConstraintKind,
    model: ModelId,
    namespace: Option<&'m SmolStr>,
    name: SmolStr,
    span: Span,
}

pub(crate) fn check(cx: &mut Context, relations: &[(FieldId, RelationAttribute)]) {
    let Some(language) = cx.language() else { return };
    lengths(cx, language, relations);
    let names = collect(&cx.schema, language, relations, cx.relation_mode());
    let mut reported = vec![false; names.len()];
    let mut found = Vec::new();
    for scope in language.scopes {
        check_scope(&cx.schema, scope, &names, &mut reported, &mut found);
    }
    cx.diagnostics.extend(found.into_iter().collect());
}

/// Names that are written out.
fn lengths(cx: &mut Context, language: &'static Language, relations: &[(FieldId, RelationAttribute)]) {
    let models = cx.schema.models.iter();
    let of_models = models.filter(|model| model.keyword == ModelKeyword::Model).flat_map(|model| {
        let key = model.primary_key.iter().map(|key| (&key.db_name, key.db_name_span.unwrap_or(key.span)));
        let indexes = model.indexes.iter();
        let indexes = indexes.map(|index| (&index.db_name, index.db_name_span.unwrap_or(index.span)));
        let defaults = model.fields.iter().filter_map(|field| field.default.as_ref());
        let defaults = defaults.map(|default| (&default.name, default.name_span.unwrap_or(default.span)));
        key.chain(indexes).chain(defaults).filter_map(|(name, span)| Some((name.as_ref()?, span)))
    });
    let of_relations = relations.iter().filter_map(|(_, relation)| relation.map.as_ref());
    let long = of_models
        .chain(of_relations.map(|(name, span)| (name, *span)))
        .filter(|(name, _)| name.len() > language.max_identifier);
    let found: Vec<Diagnostic> = long
        .map(|(name, span)| {
            let message = format!(
                "This name is {} bytes long; {} of {} fit.",
                name.len(),
                language.max_identifier,
                language.providers.first().copied().unwrap_or_default()
            );
            Diagnostic::new(&NAME_TOO_LONG, message).at(span, "too long")
        })
        .collect();
    cx.diagnostics.extend(found.into_iter().collect());
}

fn collect<'m>(
    schema: &'m Schema,
    language: &'static Language,
    relations: &[(FieldId, RelationAttribute)],
    mode: RelationMode,
) -> Vec<Named<'m>> {
    let mut names = Vec::new();
    for (id, model) in schema.models().filter(|(_, model)| model.keyword == ModelKeyword::Model) {
        of_model(schema, language, id, model, &mut names);
    }
    if mode == RelationMode::ForeignKeys && language.capabilities.named_foreign_keys {
        foreign_keys(schema, language, relations, &mut names);
    }
    names
}

fn of_model<'m>(
    schema: &'m Schema,
    language: &'static Language,
    id: ModelId,
    model: &'m Model,
    names: &mut Vec<Named<'m>>,
) {
    let default = |kind, fields: &[IndexField]| {
        let columns = fields.iter().flat_map(|field| columns(schema, model, field));
        constraint_name(kind, &model.db_name, columns, language.max_identifier)
    };
    let mut add = |kind, name: SmolStr, span| {
        names.push(Named { kind, model: id, namespace: model.namespace.as_ref(), name, span });
    };
    if let Some(key) = &model.primary_key
        && language.capabilities.named_primary_keys
    {
        let kind = ConstraintKind::PrimaryKey;
        let name = key.db_name.clone().unwrap_or_else(|| default(kind, &key.fields));
        add(kind, name, key.db_name_span.unwrap_or(key.span));
    }
    for index in &model.indexes {
        let kind = match index.kind {
            IndexKind::Unique => ConstraintKind::Unique,
            IndexKind::Normal | IndexKind::Fulltext => ConstraintKind::Index,
        };
        let name = index.db_name.clone().unwrap_or_else(|| default(kind, &index.fields));
        add(kind, name, index.db_name_span.unwrap_or(index.span));
    }
    if !language.capabilities.named_defaults {
        return;
    }
    for field in &model.fields {
        let Some(value) = &field.default else { continue };
        let in_database = !matches!(
            value.value,
            DefaultValue::Autoincrement
                | DefaultValue::Sequence(_)
                | DefaultValue::Client(..)
                | DefaultValue::Auto
        );
        if in_database {
            let kind = ConstraintKind::Default;
            let column = [field.db_name.as_str()];
            let name = value.name.clone();
            let name = name
                .unwrap_or_else(|| constraint_name(kind, &model.db_name, column, language.max_identifier));
            add(kind, name, value.name_span.unwrap_or(value.span));
        }
    }
}

/// The columns of an indexed field; of a path into a composite type, each step.
fn columns<'m>(schema: &'m Schema, model: &'m Model, field: &IndexField) -> Vec<&'m str> {
    let first = &model.fields[field.field as usize];
    let mut columns = vec![first.db_name.as_str()];
    let mut at = first;
    for name in &field.path {
        let crate::model::FieldKind::Composite(inner) = at.kind else { break };
        let Some(next) = schema.model(inner).fields.iter().find(|field| field.name == *name) else { break };
        columns.push(next.db_name.as_str());
        at = next;
    }
    columns
}

fn foreign_keys<'m>(
    schema: &'m Schema,
    language: &'static Language,
    relations: &[(FieldId, RelationAttribute)],
    names: &mut Vec<Named<'m>>,
) {
    for relation in &schema.relations {
        let RelationKind::Columns(key) = &relation.kind else { continue };
        let id = key.forward.model;
        let model = schema.model(id);
        let columns = key.fields.iter().map(|field| model.fields[*field as usize].db_name.as_str());
        let kind = ConstraintKind::ForeignKey;
        let name = key.db_name.clone();
        let name =
            name.unwrap_or_else(|| constraint_name(kind, &model.db_name, columns, language.max_identifier));
        let attribute = relations.binary_search_by_key(&key.forward, |(field, _)| *field).ok();
        let map = attribute.and_then(|at| relations[at].1.map.as_ref()).map(|(_, span)| *span);
        let span = map.unwrap_or(key.span);
        names.push(Named { kind, model: id, namespace: model.namespace.as_ref(), name, span });
    }
}

/// Reports both of two equal names, each once.
fn check_scope(
    schema: &Schema,
    scope: &ConstraintScope,
    names: &[Named],
    reported: &mut [bool],
    found: &mut Vec<Diagnostic>,
) {
    type Area<'m> = (Option<ModelId>, Option<&'m SmolStr>, &'m SmolStr);
    let mut first: HashMap<Area, usize> = HashMap::with_capacity(names.len());
    for (at, named) in names.iter().enumerate().filter(|(_, named)| scope.kinds.contains(&named.kind)) {
        let area: Area = match scope.area {
            ScopeArea::Model => (Some(named.model), None, &named.name),
            ScopeArea::Namespace => (None, named.namespace, &named.name),
        };
        let Some(other) = first.get(&area).copied() else {
            first.insert(area, at);
            continue;
        };
        for (this, that) in [(at, other), (other, at)] {
            if !std::mem::replace(&mut reported[this], true) {
                found.push(taken(schema, scope, &names[this], &names[that]));
            }
        }
    }
}

fn taken(schema: &Schema, scope: &ConstraintScope, named: &Named, other: &Named) -> Diagnostic {
    let model = &schema.model(named.model).name;
    let within = match (scope.area, named.namespace) {
        (ScopeArea::Model, _) => format!("in `{model}`"),
        (ScopeArea::Namespace, Some(namespace)) => format!("in the database schema `{namespace}`"),
        (ScopeArea::Namespace, None) => "in the database".to_owned(),
    };
    let message = format!(
        "{} of `{model}` is called `{}`, and so is something else {within}.",
        noun(named.kind),
        named.name
    );
    Diagnostic::new(&NAME_TAKEN, message)
        .at(named.span, format!("called `{}`", named.name))
        .also(other.span, format!("{} of the same name", noun(other.kind).to_lowercase()))
        .help("Give one of them another name with `map:`.")
}

fn noun(kind: ConstraintKind) -> &'static str {
    match kind {
        ConstraintKind::PrimaryKey => "The primary key",
        ConstraintKind::Unique => "A unique",
        ConstraintKind::Index => "An index",
        ConstraintKind::ForeignKey => "A foreign key",
        ConstraintKind::Default => "A default",
    }
}

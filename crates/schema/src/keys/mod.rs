//! Primary keys, uniques and indexes, as attributes of fields and of blocks.

pub(crate) mod checks;
pub(crate) mod client_names;
pub(crate) mod clustering;
pub(crate) mod criteria;
pub(crate) mod details;
pub(crate) mod field_list;
pub(crate) mod operator_classes;
pub(crate) mod predicates;

use crate::arguments::{Bound, bind_attribute};
use crate::attributes::{AttributeKind, AttributeSpec};
use crate::beyond;
use crate::config::unknown_name;
use crate::constraints::states;
use crate::context::Context;
use crate::model::{
    Arity, Deferrable, FieldId, Index, IndexDetails, IndexField, IndexKind, Key, ModelId, ModelKeyword,
};
use crate::rules::rules;
use field_list::{FieldList, FieldSpans, ListKind};
use parallax_diagnostics::Diagnostic;
use parallax_dialect::IndexMethod;
use parallax_syntax::ast::{Attribute, Placed};
use parallax_text::Span;
use smol_str::SmolStr;

rules! {
    /// Fields of a primary key always have a value. Remove the `?`, or choose another key. Lists cannot be keys either.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id Int? @id
    /// }
    /// ```
    error ID_OPTIONAL "PX2310" "id-optional" = "a primary key over a field that may be empty",

    /// A model has one primary key: one `@id`, or one `@@id` over several fields.
    ///
    /// ```prisma,bad
    /// model Member {
    ///   teamId Int @id
    ///   userId Int @id
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Member {
    ///   teamId Int
    ///   userId Int
    ///
    ///   @@id([teamId, userId])
    /// }
    /// ```
    error SEVERAL_IDS "PX2311" "several-ids" = "more than one primary key",

    /// `name` of an index is the old word for `map`. Both cannot hold: keep `map`.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id    Int    @id
    ///   email String
    ///
    ///   @@index([email], name: "by_email", map: "users_by_email")
    /// }
    /// ```
    error NAME_AND_MAP "PX2312" "index-name-and-map" = "an index with both `name` and `map`",

    /// `type` of an index is one of the kinds of index that the database has. PostgreSQL knows `BTree`, `Hash`, `Gist`,
    /// `Gin`, `SpGist` and `Brin`, CockroachDB `BTree` and `Gin`, the others `BTree`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   email String
    ///
    ///   @@index([email], type: Hash)
    /// }
    /// ```
    error INDEX_TYPE "PX2313" "index-type" = "a kind of index that the database does not have",
}

/// `@id` or `@unique` of a field. Runs after the other attributes of the field.
pub(crate) fn read_field<'a>(
    cx: &mut Context<'a>,
    id: FieldId,
    placed: &'a Placed,
    spec: &AttributeSpec,
    attribute: &'a Attribute,
) {
    let mut bound = bind_attribute(cx, placed, spec, attribute);
    let db_name = bound.name(cx, "map");
    let clustered = bound.boolean(cx, "clustered");
    let (sort, sort_span) = match bound.get("sort") {
        Some(value) => (field_list::sort(cx, placed, value), bound.span_of("sort")),
        None => (None, None),
    };
    let (length, length_span) = match bound.get("length") {
        Some(value) => (field_list::length(cx, placed, value), bound.span_of("length")),
        None => (None, None),
    };
    let good =
        !bound.poisoned && sort.is_some() == sort_span.is_some() && length.is_some() == length_span.is_some();
    let field = IndexField { sort, length, ..IndexField::new(id.index) };
    let spans = FieldSpans { field: cx.field(id).name_span, sort: sort_span, length: length_span, ops: None };
    let list = FieldList { fields: vec![field], spans: vec![spans], ..FieldList::default() };
    if spec.kind == AttributeKind::Id {
        let deferrable = states::deferrable(cx, &mut bound, |can| can.constraints.deferrable_keys);
        let parts = KeyParts { list, db_name, client_name: None, clustered, deferrable, on_field: true };
        let first = is_first(cx, id.model, bound.span());
        if !good || bound.poisoned || !first || !id_required(cx, id, bound.span()) {
            cx.mark_key_poisoned(id.model);
            return;
        }
        set_key(cx, id.model, &bound, parts);
        return;
    }
    let predicate = predicates::read(cx, id.model, &bound);
    let details = details::read(cx, id.model, &mut bound, IndexDetails::default());
    let (true, Some(predicate), Some(details)) = (good, predicate, details) else {
        cx.mark_key_poisoned(id.model);
        return;
    };
    let index = Index {
        kind: IndexKind::Unique,
        fields: list.fields.clone(),
        db_name_span: db_name.as_ref().map(|(_, span)| *span),
        db_name: db_name.map(|(name, _)| name),
        client_name: None,
        method: None,
        clustered,
        predicate,
        details,
        on_field: true,
        span: bound.span(),
    };
    checks::index(cx, id.model, &bound, &list, &index);
    cx.schema.models[id.model.index()].indexes.push(index);
}

fn id_required(cx: &mut Context, id: FieldId, span: Span) -> bool {
    let field = cx.field(id);
    if field.arity == Arity::Required || cx.model(id.model).ignored {
        return true;
    }
    let what = if field.arity == Arity::List { "is a list" } else { "may be empty" };
    let message = format!("`{}` {what}, and a primary key always has one value.", field.name);
    let field_span = field.span;
    cx.report(
        Diagnostic::new(&ID_OPTIONAL, message)
            .at(span, "no primary key")
            .also(field_span, format!("{what} here")),
    );
    false
}

/// Whether the model has no primary key yet; one more is reported.
fn is_first(cx: &mut Context, model: ModelId, span: Span) -> bool {
    let Some(first) = &cx.model(model).primary_key else { return true };
    let first = first.span;
    let name = cx.model(model).name.clone();
    let name_span = cx.model(model).name_span;
    cx.report(
        Diagnostic::new(&SEVERAL_IDS, format!("`{name}` has more than one primary key."))
            .at(name_span, "several primary keys")
            .also(first, "one")
            .also(span, "another one")
            .help("Keep one. A key of several fields is one `@@id([…])`; other keys are `@unique`."),
    );
    false
}

struct KeyParts {
    list: FieldList,
    db_name: Option<(SmolStr, Span)>,
    client_name: Option<SmolStr>,
    clustered: Option<bool>,
    deferrable: Option<Deferrable>,
    on_field: bool,
}

fn set_key<'a>(cx: &mut Context<'a>, model: ModelId, bound: &Bound<'a>, parts: KeyParts) {
    let span = bound.span();
    let key = Key {
        fields: parts.list.fields.clone(),
        db_name_span: parts.db_name.as_ref().map(|(_, span)| *span),
        db_name: parts.db_name.map(|(name, _)| name),
        client_name: parts.client_name,
        clustered: parts.clustered,
        deferrable: parts.deferrable,
        on_field: parts.on_field,
        span,
    };
    checks::key(cx, model, bound, &parts.list, &key);
    cx.schema.models[model.index()].primary_key = Some(key);
}

/// `@@id`, `@@unique`, `@@index`, `@@fulltext`. Runs after all fields of the model.
pub(crate) fn read_block<'a>(
    cx: &mut Context<'a>,
    model: ModelId,
    placed: &'a Placed,
    spec: &AttributeSpec,
    attribute: &'a Attribute,
) {
    let mut bound = bind_attribute(cx, placed, spec, attribute);
    let kind = match spec.kind {
        AttributeKind::Id => ListKind::Id,
        AttributeKind::Unique => ListKind::Unique,
        AttributeKind::Fulltext => ListKind::Fulltext,
        // Only kinds of keys come here.
        _ => ListKind::Index,
    };
    let list = field_list::read(cx, model, &bound, kind);
    let (client_name, db_name) = names(cx, &mut bound, kind);
    let clustered = bound.boolean(cx, "clustered");
    let method = method(cx, &mut bound);
    let predicate = predicates::read(cx, model, &bound);
    if kind == ListKind::Id {
        read_id(cx, model, bound, (list, db_name, client_name, clustered));
        return;
    }
    let expressions = list.as_ref().map(|list| list.expressions.clone()).unwrap_or_default();
    let details =
        details::read(cx, model, &mut bound, IndexDetails { expressions, ..IndexDetails::default() });
    let (Some(list), Some(predicate), Some(details), false) = (list, predicate, details, bound.poisoned)
    else {
        if kind == ListKind::Unique {
            cx.mark_key_poisoned(model);
        }
        return;
    };
    let span = bound.span();
    let index = Index {
        kind: match kind {
            ListKind::Unique => IndexKind::Unique,
            ListKind::Fulltext => IndexKind::Fulltext,
            ListKind::Index | ListKind::Id | ListKind::ShardKey | ListKind::Exclude => IndexKind::Normal,
        },
        fields: list.fields.clone(),
        db_name_span: db_name.as_ref().map(|(_, span)| *span),
        db_name: db_name.map(|(name, _)| name),
        client_name,
        method,
        clustered,
        predicate,
        details,
        on_field: false,
        span,
    };
    if !details::check(cx, &index) {
        return;
    }
    checks::index(cx, model, &bound, &list, &index);
    cx.schema.models[model.index()].indexes.push(index);
}

/// What is read of the arguments of `@@id`: the list, both names and whether it is clustered.
type IdArguments = (Option<FieldList>, Option<(SmolStr, Span)>, Option<SmolStr>, Option<bool>);

fn read_id<'a>(cx: &mut Context<'a>, model: ModelId, mut bound: Bound<'a>, arguments: IdArguments) {
    let (list, db_name, client_name, clustered) = arguments;
    let deferrable = states::deferrable(cx, &mut bound, |can| can.constraints.deferrable_keys);
    let (Some(list), false) = (list, bound.poisoned) else {
        cx.mark_key_poisoned(model);
        return;
    };
    if !is_first(cx, model, bound.span()) || !fields_required(cx, model, &list) {
        cx.mark_key_poisoned(model);
        return;
    }
    set_key(
        cx,
        model,
        &bound,
        KeyParts { list, db_name, client_name, clustered, deferrable, on_field: false },
    );
}

/// What clients call it, and what the database does.
fn names<'a>(
    cx: &mut Context<'a>,
    bound: &mut Bound<'a>,
    kind: ListKind,
) -> (Option<SmolStr>, Option<(SmolStr, Span)>) {
    let name = bound.name(cx, "name");
    let map = bound.name(cx, "map");
    if kind != ListKind::Index {
        if let Some((name, span)) = &name {
            client_names::check_letters(cx, bound, name, *span);
        }
        return (name.map(|(name, _)| name), map);
    }
    if let (Some((_, name_span)), Some((_, map_span))) = (&name, &map) {
        let (name_span, map_span) = (*name_span, *map_span);
        cx.report(
            Diagnostic::new(&NAME_AND_MAP, "`name` of an index is the old word for `map`; here are both.")
                .at(bound.span_of("name").unwrap_or(name_span), "remove this")
                .also(map_span, "the name in the database"),
        );
        bound.poisoned = true;
    }
    (None, map.or(name))
}

/// `type:`
pub(crate) fn method<'a>(cx: &mut Context<'a>, bound: &mut Bound<'a>) -> Option<&'static IndexMethod> {
    let (word, span) = bound.constant(cx, "type")?;
    let methods: Vec<&'static IndexMethod> = match cx.language() {
        Some(language) => language.index_methods.iter().collect(),
        None => cx.languages.iter().flat_map(|language| language.index_methods).collect(),
    };
    let method = methods.iter().find(|method| method.name == word).copied();
    if method.is_none()
        && let Some(beyond) = cx.language().and_then(|language| language.beyond_method(&word))
    {
        let range = bound.get("type").map_or(bound.range, |value| value.range);
        let allowed =
            beyond::allowed(cx, bound.placed, bound.hidden, range, &format!("The index type `{word}`"));
        bound.poisoned |= !allowed;
        return Some(beyond);
    }
    if method.is_none() {
        let names: Vec<&str> = methods.iter().map(|method| method.name).collect();
        let message = format!("There are no indexes of type `{word}` here.");
        let whole = bound.span_of("type").unwrap_or(span);
        let diagnostic = Diagnostic::new(&INDEX_TYPE, message).at(whole, "unknown");
        cx.report(unknown_name(diagnostic, &word, span, &names));
        bound.poisoned = true;
    }
    method
}

fn fields_required(cx: &mut Context, model: ModelId, list: &FieldList) -> bool {
    if cx.model(model).ignored {
        return true;
    }
    let mut good = true;
    for (at, spans) in list.fields.iter().zip(&list.spans) {
        let field = &cx.model(model).fields[at.field as usize];
        if field.arity == Arity::Required {
            continue;
        }
        let message =
            format!("`{}` may be empty or a list, and a primary key always has one value.", field.name);
        let field_span = field.span;
        cx.report(
            Diagnostic::new(&ID_OPTIONAL, message)
                .at(spans.field, "no part of a primary key")
                .also(field_span, "declared here"),
        );
        good = false;
    }
    good
}

/// Whether the block is a view whose rows the database keeps: its indexes are in the database, too. Asked of the text,
/// since fields are read before the attributes of their block.
pub(crate) fn is_materialized(cx: &Context, model: ModelId) -> bool {
    let source = cx.models.get(model.index());
    source.is_some_and(|source| source.ast.attributes.iter().any(|of| of.name.name == "materialized"))
}

/// Whether the block is a view, whose keys exist for clients only.
pub(crate) fn is_view(cx: &Context, model: ModelId) -> bool {
    cx.model(model).keyword == ModelKeyword::View
}

//! Fields of keys and indexes, and what is said of each.

use super::context::{Attribute, Context, Frame, Item};
use super::facts::{Facts, Type, written};
use super::items::Items;
use super::{Completion, CompletionKind};
use parallax_dialect::language::Indexable;
use parallax_dialect::{IndexMethod, NativeType, OperatorClass, Scalar};
use parallax_schema::signatures::{INDEX_FIELD, Parameter, Value};
use parallax_syntax::ast::{Arity, BlockKind, Field, Model, ModelKeyword};
use std::collections::HashSet;

/// The model that the cursor is in.
pub(super) fn model<'a>(cx: &Context<'a>) -> Option<&'a Model> {
    match &cx.block?.block.kind {
        BlockKind::Model(model) => Some(model),
        BlockKind::Enum(_) | BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => None,
    }
}

pub(super) fn is_view(cx: &Context) -> bool {
    model(cx).is_some_and(|model| model.keyword == ModelKeyword::View)
}

/// The columns of a model that are not listed yet, as far as `fits`.
pub(super) fn columns(
    facts: &Facts,
    items: &mut Items,
    model: &Model,
    list: &Frame,
    rank: impl Fn(&Field) -> Option<u8>,
) {
    let given: HashSet<&str> = list.others().map(|item| item.value).collect();
    for field in model.fields.iter().filter(|field| !given.contains(field.name.name.as_str())) {
        if let Some(rank) = rank(field)
            && !matches!(facts.field_type(field), Type::Model(_))
        {
            column(items, field, rank);
        }
    }
}

fn column<'i>(items: &'i mut Items, field: &Field, rank: u8) -> Option<&'i mut Completion> {
    let item = items.offer(CompletionKind::Field, &field.name.name)?;
    item.detail(written(field)).rank(rank);
    item.documentation = field.docs.as_ref().map(ToString::to_string);
    Some(item)
}

/// The columns that a key or index can hold and does not list yet; those that need a length get one.
pub(super) fn indexed(facts: &Facts, items: &mut Items, model: &Model, list: &Frame, attribute: Attribute) {
    let whole = attribute.name == "fulltext";
    let indexable = |field: &Field| match named(facts, field) {
        Some(native) if !whole => native.indexable,
        Some(_) | None => Indexable::Yes,
    };
    let is_one = |field: &Field| field.ty.as_ref().is_none_or(|ty| ty.arity == Arity::Required);
    let before = items.len();
    columns(facts, items, model, list, |field| {
        let never = matches!(indexable(field), Indexable::No | Indexable::Never);
        (!never && (attribute.name != "id" || is_one(field))).then_some(1)
    });
    let long = model.fields.iter().filter(|field| indexable(field) == Indexable::WithLength);
    let long: HashSet<&str> = long.map(|field| field.name.name.as_str()).collect();
    for item in items.since(before) {
        if long.contains(item.label.as_str()) {
            item.insert = format!("{}(length: ${{1:100}})$0", item.label);
            item.is_snippet = true;
        }
    }
}

/// The type that the column is given by name.
fn named(facts: &Facts, field: &Field) -> Option<&'static NativeType> {
    let (_, name) = field.attributes.iter().find_map(|attribute| attribute.name.name.split_once('.'))?;
    facts.language?.native_type(name)
}

/// The fields below a field that holds a composite type: behind `address.`
pub(super) fn below(cx: &Context, facts: &Facts, items: &mut Items, path: &str) {
    let Some(mut at) = model(cx) else { return };
    for name in path.split('.') {
        match at.field(name).map(|field| facts.field_type(field)) {
            Some(Type::Composite(inner)) => at = inner,
            Some(Type::Scalar(_) | Type::Enum(_) | Type::Model(_) | Type::Unsupported | Type::Unknown)
            | None => return,
        }
    }
    for field in &at.fields {
        column(items, field, 1);
    }
}

/// Which of the options of a field mean something in an attribute.
pub(super) fn options(
    cx: &Context,
    facts: &Facts,
    items: &mut Items,
    attribute: Attribute,
    outer: &Frame,
    call: &Frame,
) {
    let Some(field) = model(cx).and_then(|model| model.field(call.callee)) else {
        return super::arguments::names(facts, items, &INDEX_FIELD, call);
    };
    // The keys of views exist for clients only.
    if is_view(cx) {
        return;
    }
    let fits = |parameter: &Parameter| match parameter.value {
        Value::Direction => sorts(facts, attribute, outer),
        Value::Number => attribute.name != "fulltext" && has_length(facts, field),
        _ => attribute.name == "index",
    };
    for parameter in INDEX_FIELD.params.iter().filter(|parameter| fits(parameter)) {
        super::arguments::name(facts, items, parameter, call);
    }
}

/// Whether the order of values can be chosen.
fn sorts(facts: &Facts, attribute: Attribute, outer: &Frame) -> bool {
    match attribute.name {
        "id" => facts.has(|language| language.capabilities.primary_key_sort, None),
        "fulltext" => facts.has(|language| language.capabilities.fulltext_sort, None),
        _ => method(facts, outer).is_none_or(|method| method.sortable),
    }
}

/// Whether a prefix of the values can be indexed.
pub(super) fn has_length(facts: &Facts, field: &Field) -> bool {
    match facts.field_type(field) {
        Type::Scalar(scalar) => matches!(scalar, Scalar::String | Scalar::Bytes),
        Type::Unsupported | Type::Unknown => true,
        Type::Enum(_) | Type::Model(_) | Type::Composite(_) => false,
    }
}

/// What `type:` of the index names.
fn method(facts: &Facts, outer: &Frame) -> Option<&'static IndexMethod> {
    let name = outer.item("type").map_or("BTree", |item: &Item| item.value);
    facts.index_methods().iter().find(|method| method.name == name)
}

/// The operator classes that fit the index and the column.
pub(super) fn operator_classes(cx: &Context, facts: &Facts, items: &mut Items, outer: &Frame, call: &Frame) {
    let Some(language) = facts.language.filter(|language| !language.operator_classes.is_empty()) else {
        return;
    };
    let Some(method) = method(facts, outer) else { return };
    let field = model(cx).and_then(|model| model.field(call.callee));
    let fits = |class: &&OperatorClass| {
        class.methods.contains(&method.name) && field.is_none_or(|field| holds(facts, field, class))
    };
    for (class, at) in language.operator_classes.iter().filter(fits).zip(1..) {
        let Some(item) = items.offer(CompletionKind::Value, class.name) else { continue };
        let default = class.default_in.contains(&method.name);
        let default = if default { " It is what the index takes where none is named." } else { "" };
        item.detail(class.sql).doc(&format!("The operator class `{}`.{default}", class.sql)).rank(at);
    }
    if let Some(item) = items.offer_snippet(CompletionKind::Function, "raw", "raw(\"$1\")$0") {
        item.doc("Any operator class, by its name in the database.").rank(99);
    }
}

fn holds(facts: &Facts, field: &Field, class: &OperatorClass) -> bool {
    let Some(language) = facts.language else { return true };
    if field.ty.as_ref().is_some_and(|ty| ty.arity == Arity::List) {
        return class.lists;
    }
    let Type::Scalar(scalar) = facts.field_type(field) else { return false };
    let is_named = field.attributes.iter().any(|attribute| attribute.name.name.contains('.'));
    let native = match is_named {
        true => named(facts, field),
        false => language.default_type(scalar).map(|(native, _)| native),
    };
    native.is_some_and(|native| class.natives.contains(&native.name))
}

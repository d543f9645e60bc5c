//! Arguments of attributes: names of those that are missing, and their values.

use super::context::{Attribute, Context, Frame, Quotes, Step};
use super::facts::{Facts, Type, attribute as find, is_key};
use super::items::Items;
use super::{CompletionKind, conditions, config, defaults, indexes, options};
use parallax_dialect::options::OptionOf;
use parallax_schema::DEFAULT_FUNCTIONS;
use parallax_schema::attributes::{AttributeKind, AttributeSpec, attribute as spec_of};
use parallax_schema::signatures::{INDEX_FIELD, Parameter, Signature, Value};
use parallax_schema::words;
use parallax_syntax::ast::{Arity, ExprKind, Field, Model};

pub(super) fn complete(
    cx: &Context,
    facts: &Facts,
    items: &mut Items,
    attribute: Attribute,
    frames: &[Frame],
) {
    if let Some(Frame { step: Step::Path(path), .. }) = frames.last()
        && is_whole(cx, facts)
    {
        super::objects::constants_behind(facts.snapshot, items, path);
    }
    let Some(spec) = spec_of(attribute.name, attribute.block) else {
        return native_arguments(cx, facts, items, attribute, frames);
    };
    match frames {
        [outer] => argument(cx, facts, items, spec, outer),
        [outer, list] if list.opener == b'[' => element(cx, facts, items, attribute, spec, outer, list),
        [outer, object] if object.opener == b'{' && is_condition(spec, outer) => {
            conditions::object(cx, facts, items, object, None);
        }
        [outer, object, inner] if inner.opener == b'{' && is_condition(spec, outer) => {
            conditions::object(cx, facts, items, object, Some(inner));
        }
        [_, object] if object.opener == b'{' && spec.kind == AttributeKind::Options => {
            let of = if spec.block { OptionOf::Table } else { OptionOf::Column };
            options::object(cx, facts, items, of, object);
        }
        [outer, call] if call.opener == b'(' => in_call(cx, facts, items, spec, outer, call),
        [outer, _, call] if call.opener == b'(' => in_field(cx, facts, items, attribute, spec, outer, call),
        _ => {}
    }
}

/// The parameter that the item at the cursor is for: by its name, or the one that needs none.
fn parameter<'p>(signature: &'p Signature, frame: &Frame) -> Option<&'p Parameter> {
    let item = frame.items.get(frame.current)?;
    match item.name {
        Some(name) => signature.param(name),
        None => signature.param(signature.unnamed?),
    }
}

fn is_condition(spec: &AttributeSpec, outer: &Frame) -> bool {
    parameter(spec.signature, outer).is_some_and(|parameter| parameter.value == Value::Condition)
}

fn argument(cx: &Context, facts: &Facts, items: &mut Items, spec: &AttributeSpec, outer: &Frame) {
    match outer.step {
        Step::Start => {
            let unnamed = spec.signature.unnamed.and_then(|name| spec.signature.param(name));
            let given = |parameter: &&Parameter| {
                outer
                    .others()
                    .any(|item| item.name == Some(parameter.name) || (item.name.is_none() && !is_empty(item)))
            };
            // What needs no name stands first.
            if let Some(parameter) = unnamed.filter(|parameter| outer.current == 0 && !given(parameter)) {
                value(cx, facts, items, parameter, spec.signature);
            }
            if cx.quotes == Quotes::Outside {
                names_of(cx, facts, items, spec, outer);
            }
        }
        Step::Value(name) => {
            if let Some(parameter) = spec.signature.param(name) {
                value(cx, facts, items, parameter, spec.signature);
            }
        }
        Step::Path(_) | Step::Done => {}
    }
}

fn is_empty(item: &super::context::Item) -> bool {
    item.value.is_empty() && item.inside.is_empty()
}

fn names_of(cx: &Context, facts: &Facts, items: &mut Items, spec: &AttributeSpec, outer: &Frame) {
    for parameter in spec.signature.params {
        let fits = match parameter.value {
            // The keys of views exist for clients only.
            Value::Name | Value::Number | Value::Direction | Value::Boolean | Value::Condition
                if indexes::is_view(cx) && parameter.name != "name" && spec.kind == AttributeKind::Unique =>
            {
                false
            }
            // The value itself stands there already, or is offered.
            Value::Default | Value::SchemaName => false,
            Value::Number if parameter.name == "length" => {
                let line = cx.line();
                let field = indexes::model(cx).and_then(|model| model.field(line.name));
                field.is_none_or(|field| indexes::has_length(facts, field))
            }
            // A foreign key that there is not has no name.
            Value::Name if spec.name == "relation" => facts.uses_foreign_keys(),
            // On the side that holds no reference there is nothing to say of it.
            Value::Fields | Value::References | Value::Action if spec.name == "relation" => !cx.line().list,
            _ => true,
        };
        let unnamed = spec.signature.unnamed == Some(parameter.name)
            && outer.others().any(|item| item.name.is_none() && !is_empty(item));
        if fits && !unnamed {
            name(facts, items, parameter, outer);
        }
    }
}

/// Names of the arguments that are missing in a list.
pub(super) fn names(facts: &Facts, items: &mut Items, signature: &Signature, frame: &Frame) {
    if frame.step == Step::Start {
        signature.params.iter().for_each(|parameter| name(facts, items, parameter, frame));
    }
}

pub(super) fn name(facts: &Facts, items: &mut Items, parameter: &Parameter, frame: &Frame) {
    let given = frame.others().any(|item| item.name == Some(parameter.name));
    if given || frame.step != Step::Start || !facts.has_parameter(parameter) {
        return;
    }
    let name = parameter.name;
    let (label, snippet) = match parameter.value {
        Value::Fields | Value::IndexFields | Value::References => {
            (format!("{name}: []"), format!("{name}: [$1]$0"))
        }
        Value::Name | Value::RelationName | Value::SchemaName | Value::Expression => {
            (format!("{name}: "), format!("{name}: \"$1\"$0"))
        }
        Value::Names => (format!("{name}: []"), format!("{name}: [\"$1\"]$0")),
        Value::Condition => (format!("{name}: "), format!("{name}: raw(\"$1\")$0")),
        Value::Sql => (format!("{name}: "), format!("{name}: sql`$1`$0")),
        Value::Options | Value::Settings => (format!("{name}: "), format!("{name}: {{ $1 }}$0")),
        Value::Words(_)
        | Value::Action
        | Value::Direction
        | Value::Number
        | Value::Boolean
        | Value::IndexMethod
        | Value::OperatorClass
        | Value::Default => (format!("{name}: "), format!("{name}: $0")),
    };
    if let Some(item) = items.offer_snippet(CompletionKind::Argument, &label, &snippet) {
        item.doc(parameter.doc).rank(30);
    }
}

/// What can stand for an argument.
fn value(cx: &Context, facts: &Facts, items: &mut Items, parameter: &Parameter, signature: &Signature) {
    if !facts.has(parameter.exists, None) {
        return;
    }
    if cx.quotes != Quotes::Outside {
        return match parameter.value {
            Value::RelationName => relation_names(cx, facts, items),
            Value::SchemaName => schemas(facts, items),
            _ => {}
        };
    }
    match parameter.value {
        Value::Name | Value::Expression => {
            config::text(items, parameter.doc);
            constants(cx, facts, items, |value| matches!(value, ExprKind::String(_)));
        }
        Value::RelationName => {
            relation_names(cx, facts, items);
            config::text(items, parameter.doc);
        }
        Value::SchemaName => schemas(facts, items),
        Value::Fields | Value::IndexFields | Value::References | Value::Names => {
            if signature.unnamed == Some(parameter.name) || !items.is_typing() {
                list(items, parameter);
            }
        }
        Value::Action => actions(facts, items),
        Value::Direction => directions(items),
        Value::Boolean => defaults::booleans(items, ["It does.", "It does not."]),
        Value::IndexMethod => methods(facts, items),
        Value::Condition => conditions::whole(items),
        Value::Options => options::whole(items, parameter.doc),
        Value::Sql => {
            super::objects::sql(items, parameter.doc);
            constants(cx, facts, items, |value| matches!(value, ExprKind::Tagged(..)));
        }
        Value::Default => {
            defaults::values(cx, facts, items, false);
            constants(cx, facts, items, |_| true);
        }
        Value::Words(words) => super::objects::words(items, words),
        Value::Number => constants(cx, facts, items, |value| matches!(value, ExprKind::Number(_))),
        Value::OperatorClass | Value::Settings => {}
    }
}

/// Constants that the schema declares, in files that may name them.
fn constants(cx: &Context, facts: &Facts, items: &mut Items, fits: fn(&ExprKind) -> bool) {
    if is_whole(cx, facts) {
        super::objects::constants(facts.snapshot, items, fits);
    }
}

fn is_whole(cx: &Context, facts: &Facts) -> bool {
    cx.block.is_some_and(|placed| facts.is_whole(placed.file))
}

fn list(items: &mut Items, parameter: &Parameter) {
    if let Some(item) = items.offer_snippet(CompletionKind::Snippet, "[]", "[$1]$0") {
        item.doc(parameter.doc);
    }
}

fn actions(facts: &Facts, items: &mut Items) {
    for (action, at) in facts.actions().iter().zip(1..) {
        if let Some(item) = items.offer(CompletionKind::Value, action.as_str()) {
            item.doc(words::action(*action)).rank(at);
        }
    }
}

fn directions(items: &mut Items) {
    for (word, doc) in words::DIRECTIONS {
        if let Some(item) = items.offer(CompletionKind::Value, word) {
            item.doc(doc);
        }
    }
}

fn methods(facts: &Facts, items: &mut Items) {
    for (method, at) in facts.index_methods().iter().zip(1..) {
        let Some(item) = items.offer(CompletionKind::Value, method.name) else { continue };
        let columns = if method.multi_column { "" } else { " It holds one column." };
        let order = if method.sortable { "" } else { " It has no order." };
        item.detail(format!("USING {}", method.sql)).rank(at);
        item.doc(&format!("An index of the type `{}`.{columns}{order}", method.sql));
    }
}

fn schemas(facts: &Facts, items: &mut Items) {
    for name in facts.schemas() {
        if let Some(item) = items.offer_text(CompletionKind::Value, name) {
            item.doc("A schema of the database, as the datasource lists it.");
        }
    }
}

/// The field at the cursor, and the model that it leads to.
fn relation<'a>(cx: &Context<'a>, facts: &Facts<'a>) -> Option<(&'a Model, &'a Model)> {
    match facts.type_of(cx.line().ty) {
        Type::Model(other) => Some((indexes::model(cx)?, other)),
        Type::Scalar(_) | Type::Enum(_) | Type::Composite(_) | Type::Unsupported | Type::Unknown => None,
    }
}

/// What relations are called between the two models.
fn relation_names(cx: &Context, facts: &Facts, items: &mut Items) {
    let Some((this, other)) = relation(cx, facts) else { return };
    let line = cx.line();
    let leads = |field: &&Field, to: &Model| match facts.field_type(field) {
        Type::Model(model) => std::ptr::eq(model, to),
        _ => false,
    };
    let back = other.fields.iter().filter(|field| leads(field, this));
    let mut offered: Vec<&str> = Vec::new();
    for field in back.filter(|field| !(std::ptr::eq(this, other) && field.name.name == line.name)) {
        let Some(name) = find(&field.attributes, "relation").and_then(relation_name) else { continue };
        if offered.contains(&name) {
            continue;
        }
        offered.push(name);
        if let Some(item) = items.offer_text(CompletionKind::Value, name) {
            item.detail(format!("{}.{}", other.name.name, field.name.name));
            item.doc(&format!("What `{}` of `{}` calls the relation.", field.name.name, other.name.name));
        }
    }
}

fn relation_name(attribute: &parallax_syntax::ast::Attribute) -> Option<&str> {
    let named = |arg: &&parallax_syntax::ast::Arg| arg.name.as_ref().is_none_or(|name| name.name == "name");
    attribute.args().iter().find(named)?.value.as_ref()?.as_string().map(|name| name.as_str())
}

/// In the brackets of an argument.
fn element(
    cx: &Context,
    facts: &Facts,
    items: &mut Items,
    attribute: Attribute,
    spec: &AttributeSpec,
    outer: &Frame,
    list: &Frame,
) {
    let Some(parameter) = parameter(spec.signature, outer) else { return };
    if cx.quotes != Quotes::Outside {
        return;
    }
    match (parameter.value, list.step) {
        (Value::Default, Step::Start) => defaults::values(cx, facts, items, true),
        (Value::IndexFields, Step::Path(path)) if attribute.name != "id" => {
            indexes::below(cx, facts, items, path);
        }
        (Value::IndexFields, Step::Start) => {
            if let Some(model) = indexes::model(cx) {
                indexes::indexed(facts, items, model, list, attribute);
            }
        }
        (Value::Fields, Step::Start) => fields(cx, facts, items, list),
        (Value::References, Step::Start) => {
            if let Some((_, other)) = relation(cx, facts) {
                let rank = |field: &Field| if is_key(field) { 1 } else { 2 };
                indexes::columns(facts, items, other, list, |field| (!is_list(field)).then(|| rank(field)));
            }
        }
        _ => {}
    }
}

/// Fields that hold a reference: first those of the type of the key that they point at.
fn fields(cx: &Context, facts: &Facts, items: &mut Items, list: &Frame) {
    let Some(model) = indexes::model(cx) else { return };
    let line = cx.line();
    let types: Vec<&str> = relation(cx, facts)
        .map(|(_, other)| {
            other
                .fields
                .iter()
                .filter(|field| is_key(field))
                .filter_map(|field| Some(field.type_name()?.as_str()))
                .collect()
        })
        .unwrap_or_default();
    let prefix = line.name.to_lowercase();
    indexes::columns(facts, items, model, list, |field| {
        if is_list(field) {
            return None;
        }
        let named = !prefix.is_empty() && field.name.name.to_lowercase().starts_with(&prefix);
        Some(match (named, field.type_name().is_some_and(|name| types.contains(&name.as_str()))) {
            (true, true) => 1,
            (true, false) => 2,
            (false, true) => 3,
            (false, false) => 4,
        })
    });
}

pub(super) fn is_list(field: &Field) -> bool {
    field.ty.as_ref().is_some_and(|ty| ty.arity == Arity::List)
}

/// In the parentheses of a function.
fn in_call(
    cx: &Context,
    facts: &Facts,
    items: &mut Items,
    spec: &AttributeSpec,
    outer: &Frame,
    call: &Frame,
) {
    let Some(parameter) = parameter(spec.signature, outer) else { return };
    if parameter.value != Value::Default {
        return;
    }
    let Some(row) = DEFAULT_FUNCTIONS.iter().find(|row| row.name() == call.callee) else { return };
    match call.step {
        Step::Start if row.signature.unnamed.is_none() => names(facts, items, &row.signature, call),
        Step::Start => {
            if let Some(parameter) = row.signature.unnamed.and_then(|name| row.signature.param(name)) {
                value(cx, facts, items, parameter, &row.signature);
            }
        }
        Step::Value(name) => {
            if let Some(parameter) = row.signature.param(name) {
                value(cx, facts, items, parameter, &row.signature);
            }
        }
        Step::Path(_) | Step::Done => {}
    }
}

/// In the parentheses behind a field of an index.
fn in_field(
    cx: &Context,
    facts: &Facts,
    items: &mut Items,
    attribute: Attribute,
    spec: &AttributeSpec,
    outer: &Frame,
    call: &Frame,
) {
    if parameter(spec.signature, outer).is_none_or(|parameter| parameter.value != Value::IndexFields) {
        return;
    }
    match call.step {
        Step::Start => indexes::options(cx, facts, items, attribute, outer, call),
        Step::Value(name) => match INDEX_FIELD.param(name).map(|parameter| parameter.value) {
            Some(Value::Direction) => directions(items),
            Some(Value::Words(words)) => super::objects::words(items, words),
            Some(Value::OperatorClass) if cx.quotes == Quotes::Outside => {
                indexes::operator_classes(cx, facts, items, outer, call);
            }
            _ => {}
        },
        Step::Path(_) | Step::Done => {}
    }
}

/// `@db.VarChar(…)`: the words that stand instead of a number.
fn native_arguments(cx: &Context, facts: &Facts, items: &mut Items, attribute: Attribute, frames: &[Frame]) {
    let (Some((source, name)), Some(language), [outer]) =
        (attribute.name.split_once('.'), facts.language, frames)
    else {
        return;
    };
    if source != facts.source() || outer.step != Step::Start || cx.quotes != Quotes::Outside {
        return;
    }
    constants(cx, facts, items, |value| matches!(value, ExprKind::Number(_)));
    let param = language.native_type(name).and_then(|native| native.params.get(outer.current));
    if let Some(word) = param.and_then(|param| param.word)
        && let Some(item) = items.offer(CompletionKind::Value, word)
    {
        item.doc("As much as the database can hold.");
    }
}

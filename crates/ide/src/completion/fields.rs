//! Types of fields, and the attributes behind them.

use super::CompletionKind;
use super::blocks::{attribute_item, has_key};
use super::context::{Context, Line};
use super::facts::{Facts, Type, attribute};
use super::items::Items;
use parallax_dialect::language::NativeArg;
use parallax_dialect::options::OptionOf;
use parallax_dialect::{Language, NativeType, Param, Scalar};
use parallax_schema::attributes::{ATTRIBUTES, AttributeKind, AttributeSpec, Place};
use parallax_schema::words;
use parallax_syntax::ast::{BlockKind, Model, ModelKeyword, Placed};

/// Everything that a field can hold.
pub(super) fn types(cx: &Context, facts: &Facts, items: &mut Items) {
    let Some(keyword) = keyword(cx) else { return };
    let line = cx.line();
    scalars(facts, items);
    for (_, placed) in facts.snapshot.blocks() {
        declared(facts, items, placed, keyword, line.name);
    }
    if let Some(item) = items.offer_snippet(CompletionKind::Scalar, "Unsupported", "Unsupported(\"$1\")$0") {
        item.doc(words::UNSUPPORTED).rank(40);
    }
    arities(cx, facts, items);
}

fn keyword(cx: &Context) -> Option<ModelKeyword> {
    match &cx.block?.block.kind {
        BlockKind::Model(model) => Some(model.keyword),
        BlockKind::Enum(_) | BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => None,
    }
}

fn scalars(facts: &Facts, items: &mut Items) {
    let scalars = Scalar::ALL.into_iter().filter(|scalar| has_scalar(facts.language, *scalar));
    for (scalar, at) in scalars.zip(10..) {
        let Some(item) = items.offer(CompletionKind::Scalar, scalar.as_str()) else { continue };
        item.doc(words::scalar(scalar)).rank(at);
        if let Some((native, args)) = facts.language.and_then(|language| language.default_type(scalar)) {
            item.detail(sql(native, args));
        }
    }
}

fn has_scalar(language: Option<&Language>, scalar: Scalar) -> bool {
    language.is_none_or(|language| match scalar {
        Scalar::Json => language.capabilities.json,
        Scalar::Decimal => language.capabilities.decimal,
        Scalar::Int
        | Scalar::BigInt
        | Scalar::Float
        | Scalar::Boolean
        | Scalar::String
        | Scalar::DateTime
        | Scalar::Bytes => true,
    })
}

/// A type as in DDL, with arguments.
fn sql(native: &NativeType, args: &[NativeArg]) -> String {
    let arg = |arg: &NativeArg| match arg {
        NativeArg::Number(number) => number.to_string(),
        NativeArg::Word(word) => (*word).to_owned(),
    };
    match args {
        [] => native.sql.to_owned(),
        args => format!("{}({})", native.sql, args.iter().map(arg).collect::<Vec<_>>().join(", ")),
    }
}

fn declared(facts: &Facts, items: &mut Items, placed: &Placed, keyword: ModelKeyword, field: &str) {
    let (kind, name, detail, rank) = match &placed.block.kind {
        BlockKind::Enum(of) => {
            let values: Vec<&str> = of.values.iter().take(4).map(|value| value.name.name.as_str()).collect();
            let more = if of.values.len() > values.len() { ", …" } else { "" };
            (CompletionKind::Enum, &of.name.name, format!("enum: {}{more}", values.join(", ")), 30)
        }
        BlockKind::Model(model) => match model.keyword {
            ModelKeyword::Type if facts.has(|language| language.capabilities.documents, None) => {
                (CompletionKind::CompositeType, &model.name.name, described(model, "type"), 30)
            }
            ModelKeyword::Type => return,
            // Composite types hold no relations.
            ModelKeyword::Model | ModelKeyword::View if keyword == ModelKeyword::Type => return,
            ModelKeyword::Model => (CompletionKind::Model, &model.name.name, described(model, "model"), 31),
            ModelKeyword::View => (CompletionKind::Model, &model.name.name, described(model, "view"), 32),
        },
        BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => return,
    };
    let Some(item) = items.offer(kind, name) else { return };
    item.detail(detail).rank(if is_namesake(field, name) { 2 } else { rank });
    item.documentation = placed.block.docs.as_ref().map(ToString::to_string);
}

fn described(model: &Model, what: &str) -> String {
    let map = attribute(&model.attributes, "map");
    let mapped = map.and_then(|map| map.args().first()?.value.as_ref()?.as_string());
    let fields = model.fields.len();
    let fields = if fields == 1 { "1 field".to_owned() } else { format!("{fields} fields") };
    match mapped {
        Some(mapped) => format!("{what} of {fields}, `{mapped}`"),
        None => format!("{what} of {fields}"),
    }
}

/// Whether a field is called like its type: `author Author`, `posts Post[]`.
fn is_namesake(field: &str, name: &str) -> bool {
    let field = field.trim_end_matches('s');
    !field.is_empty() && field.eq_ignore_ascii_case(name.trim_end_matches('s'))
}

/// `?` and `[]` behind a type that is complete.
fn arities(cx: &Context, facts: &Facts, items: &mut Items) {
    let word = cx.text.get(cx.word.as_usize()).unwrap_or_default();
    let ty = facts.type_of(word);
    let next = cx.rest_of_line().chars().next();
    if matches!(ty, Type::Unknown | Type::Unsupported) || matches!(next, Some('?' | '[')) {
        return;
    }
    let lists = match ty {
        Type::Model(_) | Type::Composite(_) => true,
        Type::Scalar(_) | Type::Enum(_) | Type::Unsupported | Type::Unknown => {
            facts.has(|language| language.capabilities.lists, None)
        }
    };
    if let Some(item) = items.offer(CompletionKind::Scalar, &format!("{word}?")) {
        item.doc("Optional: may be empty.").rank(35);
    }
    if lists && let Some(item) = items.offer(CompletionKind::Scalar, &format!("{word}[]")) {
        item.doc("A list: any number of them.").rank(36);
    }
}

/// `@…` that fit the field and are not there yet.
pub(super) fn attributes(cx: &Context, facts: &Facts, items: &mut Items) {
    let line = cx.line();
    let ty = facts.type_of(line.ty);
    let place = match (keyword(cx), ty) {
        (None, _) => Place::EnumValue,
        (Some(ModelKeyword::Type), _) => Place::CompositeMember,
        (Some(_), Type::Model(_)) => Place::RelationField,
        (Some(_), _) => Place::ScalarField,
    };
    let whole = cx.block.is_some_and(|placed| facts.is_whole(placed.file));
    let specs = ATTRIBUTES.iter().filter(|spec| !spec.block && spec.fits(place) && (whole || !spec.beyond));
    for (spec, at) in specs.zip(1..) {
        if line.attributes.contains(&spec.name) || !fits(cx, facts, &line, ty, spec) {
            continue;
        }
        if spec.kind == AttributeKind::Relation {
            relation(cx, items, spec, &line, ty);
        } else {
            attribute_item(items, spec, at);
        }
    }
    if place != Place::EnumValue {
        let source = facts.source();
        natives(facts, items, &line, ty, Some(source), whole);
    }
}

fn fits(cx: &Context, facts: &Facts, line: &Line, ty: Type, spec: &AttributeSpec) -> bool {
    let is_view = keyword(cx) == Some(ModelKeyword::View);
    match spec.kind {
        AttributeKind::Id => !line.list && !line.optional && !is_view && !has_key(cx),
        AttributeKind::Unique => !line.attributes.contains(&"id"),
        AttributeKind::Default => !matches!(ty, Type::Composite(_)),
        AttributeKind::UpdatedAt => matches!(ty, Type::Scalar(Scalar::DateTime)) && !line.list,
        AttributeKind::Ignore => !matches!(ty, Type::Unsupported),
        AttributeKind::ShardKey => {
            !line.list
                && !line.optional
                && facts.has(|language| language.capabilities.shard_keys, Some("shardKeys"))
        }
        AttributeKind::Generated => {
            !line.attributes.contains(&"default")
                && facts.has(|language| language.capabilities.generated, None)
        }
        AttributeKind::Identity => {
            matches!(ty, Type::Scalar(Scalar::Int | Scalar::BigInt))
                && !line.list
                && !line.optional
                && !line.attributes.contains(&"default")
                && facts.has(|language| language.capabilities.identity, None)
        }
        AttributeKind::Collate => {
            matches!(ty, Type::Scalar(Scalar::String))
                && facts.has(|language| language.capabilities.collations, None)
        }
        AttributeKind::NotNull => line.list,
        AttributeKind::Comment => facts.has(|language| language.capabilities.comments, None),
        AttributeKind::Options => {
            let of_columns =
                |language: &Language| language.options.iter().any(|row| row.of == OptionOf::Column);
            facts.has(of_columns, None)
        }
        AttributeKind::Check => facts.has(|language| language.capabilities.constraints.checks, None),
        AttributeKind::Exclude => false,
        AttributeKind::Relation
        | AttributeKind::Map
        | AttributeKind::Index
        | AttributeKind::Fulltext
        | AttributeKind::Schema
        | AttributeKind::Sql
        | AttributeKind::Materialized
        | AttributeKind::RowSecurity
        | AttributeKind::Partition
        | AttributeKind::Control
        | AttributeKind::RenamedFrom
        | AttributeKind::Backfill
        | AttributeKind::Using
        | AttributeKind::Split
        | AttributeKind::Merge
        | AttributeKind::MovedFrom
        | AttributeKind::Deprecated => true,
    }
}

/// The side of a list says only which relation it is. The other one gets the names that are usual.
fn relation(cx: &Context, items: &mut Items, spec: &AttributeSpec, line: &Line, ty: Type) {
    let arguments = match ty {
        Type::Model(other) if !line.list => {
            let key = other.fields.iter().find(|field| attribute(&field.attributes, "id").is_some());
            let key = key.map_or("id", |field| field.name.name.as_str());
            format!("fields: [${{1:{}}}], references: [${{2:{key}}}]", column(cx, line.name, key))
        }
        Type::Model(_)
        | Type::Scalar(_)
        | Type::Enum(_)
        | Type::Composite(_)
        | Type::Unsupported
        | Type::Unknown => "\"$1\"".to_owned(),
    };
    if let Some(item) =
        items.offer_snippet(CompletionKind::Attribute, "@relation", &format!("@relation({arguments})$0"))
    {
        item.doc(spec.doc).rank(1);
    }
}

/// The field that holds the reference of a relation field: the one that begins like it, or what it would be called.
fn column(cx: &Context, relation: &str, key: &str) -> String {
    let mut capitals = key.chars();
    let usual = match capitals.next() {
        Some(first) => format!("{relation}{}{}", first.to_uppercase(), capitals.as_str()),
        None => relation.to_owned(),
    };
    let fields = super::indexes::model(cx).map(|model| model.fields.as_slice()).unwrap_or_default();
    let snake = format!("{relation}_{key}");
    let known = fields.iter().map(|field| field.name.name.as_str());
    known.into_iter().find(|name| *name == usual || *name == snake).map_or(usual, str::to_owned)
}

/// Behind `@db.`
pub(super) fn native_types(cx: &Context, facts: &Facts, items: &mut Items, source: &str) {
    if source == facts.source() {
        let line = cx.line();
        let whole = cx.block.is_some_and(|placed| facts.is_whole(placed.file));
        natives(facts, items, &line, facts.type_of(line.ty), None, whole);
    }
}

/// Each with its parameters, and without where they may be left out; among other attributes with the name of the
/// datasource, and once.
fn natives(facts: &Facts, items: &mut Items, line: &Line, ty: Type, source: Option<&str>, whole: bool) {
    let (Some(language), Type::Scalar(scalar)) = (facts.language, ty) else { return };
    if line.attributes.iter().any(|attribute| attribute.contains('.')) {
        return;
    }
    let fitting = |native: &&NativeType| {
        native.declarable && (whole || !native.beyond) && native.scalars.contains(&scalar)
    };
    for native in language.native_types.iter().filter(fitting) {
        let params: Vec<&Param> = native.params.iter().filter(|param| param.declarable).collect();
        let label = source.map_or(native.name.to_owned(), |source| format!("@{source}.{}", native.name));
        let doc = format!("{}\n\n[Manual]({})", native.doc, native.manual);
        let holes: Vec<String> = (1..=params.len()).map(|at| format!("${at}")).collect();
        let with_arguments = format!("{label}({})$0", holes.join(", "));
        let detail = detail(native, &params, scalar);
        if params.iter().all(|param| !param.required)
            && let Some(item) = items.offer(CompletionKind::NativeType, &label)
        {
            item.doc(&doc).detail(native.sql).rank(20);
        }
        let required = params.iter().any(|param| param.required);
        if params.is_empty() || (source.is_some() && !required) {
            continue;
        }
        let label = if required { label } else { format!("{label}()") };
        if let Some(item) = items.offer_snippet(CompletionKind::NativeType, &label, &with_arguments) {
            item.doc(&doc).detail(detail).rank(20);
        }
    }
}

/// `VARCHAR(length 1–65535)`
fn detail(native: &NativeType, params: &[&Param], scalar: Scalar) -> String {
    let params: Vec<String> =
        params.iter().enumerate().map(|(at, param)| parameter(native, param, at, scalar)).collect();
    format!("{}({})", native.sql, params.join(", "))
}

/// `length 1–65535 or Max`
pub(crate) fn parameter(native: &NativeType, param: &Param, at: usize, scalar: Scalar) -> String {
    let smaller = native.scalar_max.iter().find(|(of, _)| *of == scalar && at == 0);
    let max = smaller.map_or(param.max, |(_, max)| *max);
    let word = param.word.map(|word| format!(" or {word}")).unwrap_or_default();
    format!("{} {}–{max}{word}", param.name, param.min)
}

//! Blocks, and the attributes that stand in them.

use super::CompletionKind;
use super::context::Context;
use super::facts::{Facts, attribute};
use super::items::Items;
use parallax_dialect::options::OptionOf;
use parallax_schema::attributes::{ATTRIBUTES, AttributeKind, AttributeSpec, Place};
use parallax_schema::objects::specs::OBJECTS;
use parallax_schema::signatures::Value;
use parallax_schema::words;
use parallax_syntax::Edition;
use parallax_syntax::ast::{BlockKind, ModelKeyword, ObjectKeyword};

/// The words that begin a block.
pub(super) fn keywords(cx: &Context, facts: &Facts, edition: Edition, items: &mut Items) {
    let newline = if cx.text.contains("\r\n") { "\r\n" } else { "\n" };
    // A header that is there already keeps its rest.
    let alone = cx.rest_of_line().trim().is_empty();
    for (word, at) in words::BLOCKS.iter().zip(1..) {
        let has_one = word.keyword == "datasource" && facts.datasource.is_some();
        if has_one || !facts.has(word.exists, word.preview) {
            continue;
        }
        let item = if alone {
            let snippet = snippet(word.keyword).replace('\n', newline);
            items.offer_snippet(CompletionKind::Keyword, word.keyword, &snippet)
        } else {
            items.offer(CompletionKind::Keyword, word.keyword)
        };
        if let Some(item) = item {
            item.doc(word.doc).rank(at);
        }
    }
    if edition == Edition::Plx {
        object_keywords(facts, items, alone, newline);
    }
}

/// The words that begin a block of what Prisma does not know.
fn object_keywords(facts: &Facts, items: &mut Items, alone: bool, newline: &str) {
    for (spec, at) in OBJECTS.iter().zip(50..) {
        let word = spec.keyword.as_str();
        let is_of_language = spec.keyword == ObjectKeyword::Constants;
        if !is_of_language && facts.language.is_some_and(|language| language.object_keys(word).is_none()) {
            continue;
        }
        let item = if alone {
            let keys = spec.keys.iter().filter(|key| key.required);
            let keys: String = keys.map(|key| format!("  {} = \n", key.name)).collect();
            let body =
                if keys.is_empty() { "  $0\n".to_owned() } else { keys.replacen(" = \n", " = $0\n", 1) };
            let snippet = format!("{word} ${{1:name}} {{\n{body}}}").replace('\n', newline);
            items.offer_snippet(CompletionKind::Keyword, word, &snippet)
        } else {
            items.offer(CompletionKind::Keyword, word)
        };
        if let Some(item) = item {
            item.doc(spec.doc).rank(at);
        }
    }
}

fn snippet(keyword: &str) -> String {
    match keyword {
        "datasource" => "datasource ${1:db} {\n  provider = \"${2:postgresql}\"$0\n}".to_owned(),
        "generator" => {
            "generator ${1:client} {\n  provider = \"${2:prisma-client}\"\n  output   = \"${3:../generated/prisma}\"$0\n}"
                .to_owned()
        }
        _ => format!("{keyword} ${{1:Name}} {{\n  $0\n}}"),
    }
}

/// `@@…` that fit the block and are not there yet.
pub(super) fn attributes(cx: &Context, facts: &Facts, items: &mut Items) {
    let Some(placed) = cx.block else { return };
    if matches!(placed.block.kind, BlockKind::Object(_)) {
        return super::objects::attributes(items);
    }
    let (place, given) = match &placed.block.kind {
        BlockKind::Model(model) => match model.keyword {
            ModelKeyword::Model => (Place::Model, &model.attributes),
            ModelKeyword::View => (Place::View, &model.attributes),
            ModelKeyword::Type => return,
        },
        BlockKind::Enum(of) => (Place::Enum, &of.attributes),
        BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => return,
    };
    let at_cursor = |range| {
        let range = placed.span(range).range.as_usize();
        range.start <= cx.cursor && cx.cursor <= range.end
    };
    let is_given =
        |name: &str| given.iter().any(|written| written.name.name == name && !at_cursor(written.range));
    let whole = facts.is_whole(placed.file);
    let specs = ATTRIBUTES.iter().filter(|spec| spec.block && spec.fits(place) && (whole || !spec.beyond));
    for (spec, at) in specs.zip(1..) {
        if (spec.repeatable || !is_given(spec.name)) && fits(cx, facts, spec, place) {
            attribute_item(items, spec, at);
        }
    }
}

fn fits(cx: &Context, facts: &Facts, spec: &AttributeSpec, place: Place) -> bool {
    match spec.kind {
        AttributeKind::Id => {
            // A document has one field for its key.
            place == Place::Model
                && !facts.language.is_some_and(|language| language.capabilities.documents)
                && !has_key(cx)
        }
        AttributeKind::Index => place == Place::Model,
        AttributeKind::Fulltext => {
            place == Place::Model && facts.has(|language| language.capabilities.fulltext, None)
        }
        AttributeKind::Schema => {
            facts.has(|language| language.capabilities.schemas, None) && !facts.schemas().is_empty()
        }
        AttributeKind::ShardKey => facts.has(|language| language.capabilities.shard_keys, Some("shardKeys")),
        AttributeKind::Comment => facts.has(|language| language.capabilities.comments, None),
        AttributeKind::Options => {
            facts.has(|language| language.options.iter().any(|row| row.of == OptionOf::Table), None)
        }
        AttributeKind::Check => facts.has(|language| language.capabilities.constraints.checks, None),
        AttributeKind::Exclude => facts.has(|language| language.capabilities.constraints.exclusions, None),
        AttributeKind::Generated
        | AttributeKind::Identity
        | AttributeKind::Collate
        | AttributeKind::NotNull => false,
        AttributeKind::Sql
        | AttributeKind::Materialized
        | AttributeKind::RowSecurity
        | AttributeKind::Partition => {
            facts.language.is_none_or(|language| language.object_keys(spec.signature.name).is_some())
        }
        AttributeKind::Control
        | AttributeKind::Unique
        | AttributeKind::Map
        | AttributeKind::Ignore
        | AttributeKind::Default
        | AttributeKind::Relation
        | AttributeKind::UpdatedAt
        | AttributeKind::RenamedFrom
        | AttributeKind::Backfill
        | AttributeKind::Using
        | AttributeKind::Split
        | AttributeKind::Merge
        | AttributeKind::MovedFrom
        | AttributeKind::Deprecated => true,
    }
}

/// Whether the model at the cursor says what its key is, on another line than that of the cursor.
pub(super) fn has_key(cx: &Context) -> bool {
    let Some(placed) = cx.block else { return false };
    let BlockKind::Model(model) = &placed.block.kind else { return false };
    let elsewhere = |attribute: &parallax_syntax::ast::Attribute| {
        let range = placed.span(attribute.range).range.as_usize();
        !(range.start <= cx.cursor && cx.cursor <= range.end)
    };
    let key = |attributes| attribute(attributes, "id").is_some_and(elsewhere);
    key(&model.attributes) || model.fields.iter().any(|field| key(&field.attributes))
}

/// Offers an attribute with the parentheses that it needs.
pub(super) fn attribute_item(items: &mut Items, spec: &AttributeSpec, rank: u8) {
    let label = format!("{}{}", spec.at_signs(), spec.name);
    let written = match spec.kind {
        AttributeKind::Split => Some("from: \"$1\", sql`$2`"),
        AttributeKind::Merge => Some("from: [\"$1\"], sql`$2`"),
        _ => None,
    };
    if let Some(inner) = written {
        let snippet = format!("{label}({inner})$0");
        if let Some(item) = items.offer_snippet(CompletionKind::Attribute, &label, &snippet) {
            item.doc(spec.doc).rank(rank);
        }
        return;
    }
    let argument = spec.signature.unnamed.and_then(|name| spec.signature.param(name));
    let item = match argument.map(|argument| argument.value) {
        None => items.offer(CompletionKind::Attribute, &label),
        Some(value) => {
            let inner = match value {
                Value::Name | Value::SchemaName | Value::RelationName | Value::Expression => "\"$1\"",
                Value::Fields | Value::IndexFields | Value::References => "[$1]",
                Value::Names => "[\"$1\"]",
                Value::Sql => "sql`$1`",
                Value::Options | Value::Settings => "{ $1 }",
                Value::Words(_)
                | Value::Action
                | Value::Direction
                | Value::Number
                | Value::Boolean
                | Value::IndexMethod
                | Value::OperatorClass
                | Value::Condition
                | Value::Default => "$1",
            };
            items.offer_snippet(CompletionKind::Attribute, &label, &format!("{label}({inner})$0"))
        }
    };
    if let Some(item) = item {
        item.doc(spec.doc).rank(rank);
    }
}

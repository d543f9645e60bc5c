//! Properties of `datasource` and `generator` blocks, and their values.

use super::CompletionKind;
use super::context::{Context, Frame, Quotes, Step, config_keyword};
use super::facts::Facts;
use super::items::Items;
use parallax_schema::signatures::EXTENSION;
use parallax_schema::{
    Choice, DATASOURCE_PROPERTIES, GENERATOR_PROPERTIES, PREVIEW_FEATURES, Property, PropertyValue,
    relation_modes,
};
use parallax_syntax::ast::{BlockKind, ConfigKeyword};

fn properties(cx: &Context) -> &'static [Property] {
    match cx.block.and_then(config_keyword) {
        Some(ConfigKeyword::Datasource) => DATASOURCE_PROPERTIES,
        Some(ConfigKeyword::Generator) => GENERATOR_PROPERTIES,
        None => &[],
    }
}

/// The properties that are not there yet.
pub(super) fn keys(cx: &Context, facts: &Facts, items: &mut Items) {
    let Some(placed) = cx.block else { return };
    let BlockKind::Config(config) = &placed.block.kind else { return };
    let given = |name: &str| {
        config.properties.iter().any(|property| {
            let key = placed.span(property.key.range).range.as_usize();
            property.key.name == name && !(key.start <= cx.cursor && cx.cursor <= key.end)
        })
    };
    let has_value = cx.rest_of_line().trim_start().starts_with('=');
    for (property, at) in properties(cx).iter().zip(1..) {
        let name = property.name;
        if property.outdated || given(name) || !facts.has(property.exists, property.preview) {
            continue;
        }
        let item = if has_value {
            items.offer(CompletionKind::Property, name)
        } else {
            let value = match property.value {
                PropertyValue::Database
                | PropertyValue::RelationMode
                | PropertyValue::OneOf(_)
                | PropertyValue::Text => "\"$0\"",
                PropertyValue::Url(_) => "$0",
                PropertyValue::Names | PropertyValue::ManyOf(_) | PropertyValue::PreviewFeatures => {
                    "[\"$0\"]"
                }
                PropertyValue::Extensions => "[$0]",
            };
            items.offer_snippet(CompletionKind::Property, name, &format!("{name} = {value}"))
        };
        if let Some(item) = item {
            item.doc(property.doc).rank(if property.connection { 50 + at } else { at });
        }
    }
}

pub(super) fn values(
    cx: &Context,
    facts: &Facts,
    items: &mut Items,
    key: &str,
    started: bool,
    frames: &[Frame],
) {
    let Some(property) = properties(cx).iter().find(|property| property.name == key) else { return };
    match frames {
        [] if !started => value(cx, facts, items, property),
        [.., call] if call.opener == b'(' && call.callee == "env" => variable(cx, facts, items, property),
        [list] if list.opener == b'[' && list.step == Step::Start => {
            element(cx, facts, items, property, list)
        }
        [list, call] if list.opener == b'[' && property.value == PropertyValue::Extensions => {
            super::arguments::names(facts, items, &EXTENSION, call);
        }
        _ => {}
    }
}

fn value(cx: &Context, facts: &Facts, items: &mut Items, property: &Property) {
    match property.value {
        PropertyValue::Database => databases(items),
        PropertyValue::RelationMode => choices(items, relation_modes(facts.language), &[]),
        PropertyValue::OneOf(values) => choices(items, values, &[]),
        // One alone needs no brackets.
        PropertyValue::ManyOf(values) if cx.quotes != Quotes::Outside => choices(items, values, &[]),
        PropertyValue::Url(_) if cx.quotes == Quotes::Outside => {
            if let Some(item) = items.offer_snippet(CompletionKind::Function, "env()", "env(\"$1\")$0") {
                item.doc("The value of an environment variable, such as one of the file `.env`.").rank(1);
            }
            text(items, property.doc);
        }
        PropertyValue::Text if cx.quotes == Quotes::Outside => text(items, property.doc),
        PropertyValue::Names
        | PropertyValue::Extensions
        | PropertyValue::PreviewFeatures
        | PropertyValue::ManyOf(_)
            if cx.quotes == Quotes::Outside =>
        {
            if let Some(item) = items.offer_snippet(CompletionKind::Snippet, "[]", "[$0]") {
                item.doc(property.doc);
            }
        }
        PropertyValue::Url(_)
        | PropertyValue::Text
        | PropertyValue::Names
        | PropertyValue::Extensions
        | PropertyValue::PreviewFeatures
        | PropertyValue::ManyOf(_) => {}
    }
}

/// Empty quotes to write in.
pub(super) fn text(items: &mut Items, doc: &str) {
    if let Some(item) = items.offer_snippet(CompletionKind::Snippet, "\"\"", "\"$0\"") {
        item.doc(doc).rank(2);
    }
}

fn databases(items: &mut Items) {
    for (language, at) in parallax_dialects::LANGUAGES.iter().zip(1..) {
        let Some(name) = language.providers.first() else { continue };
        let schemes: Vec<String> = language
            .url_schemes
            .iter()
            .map(|scheme| format!("`{}://`", scheme.trim_end_matches("://")))
            .collect();
        if let Some(item) = items.offer_text(CompletionKind::Value, name) {
            item.doc(&format!("URLs of this database begin with {}.", schemes.join(" or "))).rank(at);
        }
    }
}

fn choices(items: &mut Items, choices: &[Choice], given: &[&str]) {
    for ((name, doc), at) in choices.iter().filter(|(name, _)| !given.contains(name)).zip(1..) {
        if let Some(item) = items.offer_text(CompletionKind::Value, name) {
            item.doc(doc).rank(at);
        }
    }
}

/// What the list does not have yet.
fn element(cx: &Context, facts: &Facts, items: &mut Items, property: &Property, list: &Frame) {
    let given: Vec<&str> = list.others().map(|item| item.value.trim_matches('"')).collect();
    match property.value {
        PropertyValue::PreviewFeatures => {
            let features = PREVIEW_FEATURES.iter().filter(|feature| facts.has(feature.exists, None));
            for feature in features.filter(|feature| !given.contains(&feature.name)) {
                if let Some(item) = items.offer_text(CompletionKind::Value, feature.name) {
                    item.doc(feature.doc);
                }
            }
        }
        PropertyValue::ManyOf(values) => choices(items, values, &given),
        PropertyValue::Names if cx.quotes == Quotes::Outside => text(items, property.doc),
        PropertyValue::Names
        | PropertyValue::Extensions
        | PropertyValue::Database
        | PropertyValue::Url(_)
        | PropertyValue::RelationMode
        | PropertyValue::OneOf(_)
        | PropertyValue::Text => {}
    }
}

/// The names of variables, those that look like the address of a database first.
fn variable(cx: &Context, facts: &Facts, items: &mut Items, property: &Property) {
    if cx.quotes == Quotes::Outside {
        return text(items, "The name of an environment variable.");
    }
    let usual = match property.value {
        PropertyValue::Url(usual) => Some(usual),
        PropertyValue::Database
        | PropertyValue::RelationMode
        | PropertyValue::OneOf(_)
        | PropertyValue::Names
        | PropertyValue::Extensions
        | PropertyValue::PreviewFeatures
        | PropertyValue::ManyOf(_)
        | PropertyValue::Text => None,
    };
    let known = &facts.snapshot.options().variables;
    let missing = usual.filter(|usual| !known.iter().any(|name| name == usual));
    for name in missing.into_iter().chain(known.iter().map(String::as_str)) {
        if let Some(item) = items.offer_text(CompletionKind::Variable, name) {
            let looks_fitting = ["URL", "URI", "DATABASE", "DSN"].iter().any(|part| name.contains(part));
            item.rank(if usual == Some(name) {
                1
            } else if looks_fitting {
                2
            } else {
                3
            });
            item.doc(if missing == Some(name) {
                "The usual name. It is not set."
            } else {
                "An environment variable that is set."
            });
        }
    }
}

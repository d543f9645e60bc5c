//! Keys of functions, triggers, policies and other objects, and their values.

use super::CompletionKind;
use super::context::{Context, Frame, Quotes, Step};
use super::facts::Facts;
use super::items::Items;
use super::{config, defaults};
use crate::Snapshot;
use crate::navigation::constants;
use parallax_dialect::Scalar;
use parallax_schema::objects::specs::{KeyValue, ObjectSpec, spec};
use parallax_schema::objects::{EVENTS, PRIVILEGES};
use parallax_syntax::ast::{BlockKind, ExprKind, ModelKeyword, ObjectBlock, ObjectKeyword};

/// The row of the block at the cursor, if it declares an object.
pub(super) fn spec_at(cx: &Context) -> Option<&'static ObjectSpec> {
    match &cx.block?.block.kind {
        BlockKind::Object(object) => Some(spec(object.keyword)),
        BlockKind::Model(_) | BlockKind::Enum(_) | BlockKind::Config(_) | BlockKind::Unknown => None,
    }
}

/// The keys that are not there yet.
pub(super) fn keys(cx: &Context, facts: &Facts, items: &mut Items) {
    let (Some(placed), Some(of)) = (cx.block, spec_at(cx)) else { return };
    let BlockKind::Object(object) = &placed.block.kind else { return };
    let given = |name: &str| {
        object.properties.iter().any(|property| {
            let key = placed.span(property.key.range).range.as_usize();
            property.key.name == name && !(key.start <= cx.cursor && cx.cursor <= key.end)
        })
    };
    let here = facts.language.and_then(|language| language.object_keys(of.keyword.as_str()));
    let has_value = cx.rest_of_line().trim_start().starts_with('=');
    for (key, at) in of.keys.iter().zip(1..) {
        if given(key.name) || here.is_some_and(|keys| !keys.contains(&key.name)) {
            continue;
        }
        let item = if has_value {
            items.offer(CompletionKind::Property, key.name)
        } else {
            let value = match key.value {
                KeyValue::Sql => "sql`$0`",
                KeyValue::Text => "\"$0\"",
                KeyValue::Events | KeyValue::Roles | KeyValue::Privileges | KeyValue::Names => "[$0]",
                KeyValue::Arguments | KeyValue::Settings | KeyValue::Conditions => "{ $0 }",
                _ => "$0",
            };
            items.offer_snippet(CompletionKind::Property, key.name, &format!("{} = {value}", key.name))
        };
        if let Some(item) = item {
            item.doc(key.doc).rank(if key.required { at } else { 30 + at });
        }
    }
}

/// `@@…` of all objects.
pub(super) fn attributes(items: &mut Items) {
    let rows = [
        ("@@map", "@@map(\"$1\")$0", "What it is called in the database."),
        ("@@comment", "@@comment(\"$1\")$0", "The comment that the database keeps with it."),
        ("@@schema", "@@schema(\"$1\")$0", "The database schema that holds it."),
        ("@@control", "@@control(external)$0", "Somebody else makes and changes it."),
    ];
    for (label, snippet, doc) in rows {
        if let Some(item) = items.offer_snippet(CompletionKind::Attribute, label, snippet) {
            item.doc(doc);
        }
    }
}

pub(super) fn sql(items: &mut Items, doc: &str) {
    for (label, snippet) in [("sql``", "sql`$0`"), ("file(\"\")", "file(\"$1.sql\")$0")] {
        if let Some(item) = items.offer_snippet(CompletionKind::Snippet, label, snippet) {
            item.doc(doc);
        }
    }
}

/// Constants with values of a kind, as `limits.name`.
pub(super) fn constants(snapshot: &Snapshot, items: &mut Items, fits: fn(&ExprKind) -> bool) {
    for object in constants::all(snapshot) {
        constants_of(object, items, fits, &format!("{}.", object.name.name));
    }
}

/// The names of the constants behind `limits.`.
pub(super) fn constants_behind(snapshot: &Snapshot, items: &mut Items, path: &str) {
    if let Some((_, object)) = constants::named(snapshot, path) {
        constants_of(object, items, |_| true, "");
    }
}

fn constants_of(object: &ObjectBlock, items: &mut Items, fits: fn(&ExprKind) -> bool, before: &str) {
    for property in &object.properties {
        let Some(value) = property.value.as_ref().filter(|value| fits(&value.kind)) else { continue };
        if let Some(item) = items.offer(CompletionKind::Value, &format!("{before}{}", property.key.name)) {
            item.detail(match &value.kind {
                ExprKind::String(text) => format!("\"{text}\""),
                ExprKind::Number(text) | ExprKind::Constant(text) => text.to_string(),
                _ => value.kind_name().to_owned(),
            });
            item.rank(20);
        }
    }
}

pub(super) fn words(items: &mut Items, words: &[(&str, &str)]) {
    for ((word, doc), at) in words.iter().zip(1..) {
        if let Some(item) = items.offer(CompletionKind::Value, word) {
            item.doc(doc).rank(at);
        }
    }
}

pub(super) fn values(
    cx: &Context,
    snapshot: &Snapshot,
    items: &mut Items,
    key: &str,
    started: bool,
    frames: &[Frame],
) {
    let Some(of) = spec_at(cx) else { return };
    let Some(row) = of.key(key).map(|row| row.value).or(of.parts) else { return };
    let doc = of.key(key).map_or("", |row| row.doc);
    let in_list = matches!(frames, [list] if list.opener == b'[' && list.step == Step::Start);
    let in_object = matches!(frames, [.., object] if matches!(object.step, Step::Value(_)));
    let begins = frames.is_empty() && !started;
    if cx.quotes != Quotes::Outside || !(begins || in_list || in_object) {
        return;
    }
    match row {
        KeyValue::Sql => {
            sql(items, doc);
            constants(snapshot, items, |value| matches!(value, ExprKind::Tagged(..)));
        }
        KeyValue::Number => constants(snapshot, items, |value| matches!(value, ExprKind::Number(_))),
        KeyValue::Text => {
            config::text(items, doc);
            constants(snapshot, items, |value| matches!(value, ExprKind::String(_)));
        }
        KeyValue::Plain => {
            config::text(items, doc);
            sql(items, doc);
        }
        KeyValue::OneOf(known) => words(items, known),
        KeyValue::Boolean => defaults::booleans(items, ["It does.", "It does not."]),
        KeyValue::Type => types(snapshot, items),
        KeyValue::Arguments if in_object => types(snapshot, items),
        KeyValue::Model => models(snapshot, items),
        KeyValue::Securable => {
            models(snapshot, items);
            objects(snapshot, items, |keyword| {
                matches!(
                    keyword,
                    ObjectKeyword::Function | ObjectKeyword::Procedure | ObjectKeyword::Sequence
                )
            });
        }
        KeyValue::Call => objects(snapshot, items, |keyword| keyword == ObjectKeyword::Function),
        KeyValue::Roles if in_list => objects(snapshot, items, |keyword| keyword == ObjectKeyword::Role),
        KeyValue::Events if in_list => {
            for (word, _) in EVENTS {
                items.offer(CompletionKind::Value, word);
            }
        }
        KeyValue::Privileges if in_list => {
            for (word, _) in PRIVILEGES {
                items.offer(CompletionKind::Value, word);
            }
        }
        KeyValue::Events | KeyValue::Roles | KeyValue::Privileges | KeyValue::Names if begins => {
            items.offer_snippet(CompletionKind::Snippet, "[]", "[$0]");
        }
        _ => {}
    }
}

fn types(snapshot: &Snapshot, items: &mut Items) {
    for scalar in Scalar::ALL {
        items.offer(CompletionKind::Value, scalar.as_str());
    }
    objects(snapshot, items, |keyword| {
        matches!(keyword, ObjectKeyword::Domain | ObjectKeyword::Composite | ObjectKeyword::Range)
    });
}

fn models(snapshot: &Snapshot, items: &mut Items) {
    for (_, placed) in snapshot.blocks() {
        let BlockKind::Model(model) = &placed.block.kind else { continue };
        if model.keyword != ModelKeyword::Type {
            items.offer(CompletionKind::Value, &model.name.name);
        }
    }
}

fn objects(snapshot: &Snapshot, items: &mut Items, wanted: impl Fn(ObjectKeyword) -> bool) {
    for (_, placed) in snapshot.blocks() {
        let BlockKind::Object(object) = &placed.block.kind else { continue };
        if wanted(object.keyword) {
            items.offer(CompletionKind::Value, &object.name.name);
        }
    }
}

//! Values of `@default(…)`.

use super::CompletionKind;
use super::context::{Context, Line, Quotes};
use super::facts::{Facts, Type, attribute, names};
use super::items::Items;
use parallax_dialect::Scalar;
use parallax_schema::{DEFAULT_FUNCTIONS, DefaultFunction};
use parallax_syntax::ast::{BlockKind, Model, ModelKeyword};

/// Literals and functions that fit the field at the cursor; in the brackets of a list, its elements.
pub(super) fn values(cx: &Context, facts: &Facts, items: &mut Items, in_list: bool) {
    if cx.quotes != Quotes::Outside {
        return;
    }
    let line = cx.line();
    let ty = facts.type_of(line.ty);
    if line.list && !in_list {
        if let Some(item) = items.offer_snippet(CompletionKind::Snippet, "[]", "[$0]") {
            item.doc("A list of values; empty as it is.");
        }
    } else {
        literals(items, ty);
    }
    if !in_list {
        functions(cx, facts, items, &line, ty);
    }
}

fn literals(items: &mut Items, ty: Type) {
    match ty {
        Type::Enum(of) => {
            for value in &of.values {
                if let Some(item) = items.offer(CompletionKind::EnumValue, &value.name.name) {
                    item.detail(of.name.name.as_str());
                    item.documentation = value.docs.as_ref().map(ToString::to_string);
                }
            }
        }
        Type::Scalar(Scalar::Boolean) => booleans(items, ["The field is set.", "The field is not set."]),
        Type::Scalar(Scalar::String | Scalar::Bytes | Scalar::Json) => {
            super::config::text(items, "A value in quotes.");
        }
        Type::Scalar(Scalar::Int | Scalar::BigInt | Scalar::Float | Scalar::Decimal | Scalar::DateTime)
        | Type::Model(_)
        | Type::Composite(_)
        | Type::Unsupported
        | Type::Unknown => {}
    }
}

/// `true` and `false`, with what each means.
pub(super) fn booleans(items: &mut Items, docs: [&str; 2]) {
    for (word, doc) in ["true", "false"].into_iter().zip(docs) {
        if let Some(item) = items.offer(CompletionKind::Value, word) {
            item.doc(doc);
        }
    }
}

fn functions(cx: &Context, facts: &Facts, items: &mut Items, line: &Line, ty: Type) {
    let model = match cx.block.map(|placed| &placed.block.kind) {
        Some(BlockKind::Model(model)) => model,
        Some(BlockKind::Enum(_) | BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown)
        | None => return,
    };
    // Keys are made for fields that are keys; elsewhere only who asks for them gets them.
    let keys = items.is_typing() || tells_apart(model, line);
    let in_composite = model.keyword == ModelKeyword::Type;
    let fits = |row: &&DefaultFunction| {
        facts.has(row.exists, None) && (!in_composite || row.in_composites()) && makes(facts, row, line, ty)
    };
    for (row, at) in DEFAULT_FUNCTIONS.iter().filter(fits).zip(0..) {
        let rarely = row.for_keys || facts.language.is_some_and(|language| row.only_on_ids(language));
        if rarely && !keys {
            items.leave_out();
            continue;
        }
        let name = row.name();
        let Some(item) = items.offer(CompletionKind::Function, row.signature.name) else { continue };
        if row.signature.unnamed == Some("expression") {
            item.insert = format!("{name}(\"$1\")$0");
            item.is_snippet = true;
        }
        item.doc(row.doc).rank(at + group(row));
    }
}

/// What the database makes for the purpose comes first, what it makes of any expression last.
fn group(row: &DefaultFunction) -> u8 {
    match (row.scalars.is_empty(), row.for_keys) {
        (true, true) => 3,
        (false, _) => 20,
        (true, false) => 40,
    }
}

fn makes(facts: &Facts, row: &DefaultFunction, line: &Line, ty: Type) -> bool {
    match ty {
        Type::Scalar(scalar) => {
            (row.scalars.is_empty() || !line.list) && row.exists_on(scalar, facts.language)
        }
        // Only the database knows what it takes.
        Type::Enum(_) | Type::Unsupported => row.scalars.is_empty() && !row.for_keys,
        Type::Unknown => true,
        Type::Model(_) | Type::Composite(_) => false,
    }
}

/// Whether the field is a key, or part of one.
fn tells_apart(model: &Model, line: &Line) -> bool {
    let alone = |name: &&str| matches!(*name, "id" | "unique");
    let together = |attributes| {
        ["id", "unique"]
            .into_iter()
            .filter_map(|name| attribute(attributes, name))
            .any(|attribute| names(attribute, "fields").contains(&line.name))
    };
    line.attributes.iter().any(alone) || together(&model.attributes)
}

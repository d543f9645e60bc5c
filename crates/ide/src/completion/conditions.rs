//! Conditions of partial indexes: `where: { deletedAt: null, role: { not: "ADMIN" } }`.

use super::context::{Context, Frame, Quotes, Step};
use super::facts::{Facts, Type};
use super::items::Items;
use super::{CompletionKind, defaults, indexes};
use parallax_dialect::Scalar;
use parallax_syntax::ast::Field;

const NOT: &str = "not";

/// Without an object yet.
pub(super) fn whole(items: &mut Items) {
    if let Some(item) = items.offer_snippet(CompletionKind::Function, "raw", "raw(\"$1\")$0") {
        item.doc("A condition in the SQL of the database.");
    }
    if let Some(item) = items.offer_snippet(CompletionKind::Snippet, "{}", "{ $1 }$0") {
        item.doc("An object that compares fields: `{ deletedAt: null }`. All of it must hold.");
    }
}

/// In the braces of an object; `inner` are those of a comparison in it.
pub(super) fn object(cx: &Context, facts: &Facts, items: &mut Items, object: &Frame, inner: Option<&Frame>) {
    let Some(model) = indexes::model(cx) else { return };
    let field = |frame: &Frame| model.field(frame.items.get(frame.current)?.name?);
    match (inner, inner.unwrap_or(object).step) {
        (None, Step::Start) if cx.quotes == Quotes::Outside => fields(facts, items, &model.fields, object),
        (None, Step::Value(_)) => {
            if let Some(field) = field(object) {
                values(cx, facts, items, field);
            }
            not(cx, items, "{ not: $1 }$0", "{ not: }");
        }
        (Some(_), Step::Start) => not(cx, items, "not: $0", "not: "),
        (Some(_), Step::Value(NOT)) => {
            if let Some(field) = field(object) {
                values(cx, facts, items, field);
            }
        }
        _ => {}
    }
}

fn not(cx: &Context, items: &mut Items, snippet: &str, label: &str) {
    if cx.quotes == Quotes::Outside
        && let Some(item) = items.offer_snippet(CompletionKind::Argument, label, snippet)
    {
        item.doc("Anything but this value.").rank(5);
    }
}

/// Columns that are not compared yet.
fn fields(facts: &Facts, items: &mut Items, fields: &[Field], object: &Frame) {
    for field in fields {
        let name = field.name.name.as_str();
        let given = object.others().any(|item| item.name == Some(name));
        let column = matches!(facts.field_type(field), Type::Scalar(_) | Type::Enum(_) | Type::Unknown);
        if given || !column || super::arguments::is_list(field) {
            continue;
        }
        if let Some(item) =
            items.offer_snippet(CompletionKind::Field, &format!("{name}: "), &format!("{name}: $0"))
        {
            item.detail(super::facts::written(field));
            item.documentation = field.docs.as_ref().map(ToString::to_string);
        }
    }
}

/// What a field can be compared with.
fn values(cx: &Context, facts: &Facts, items: &mut Items, field: &Field) {
    let ty = facts.field_type(field);
    if let Type::Enum(of) = ty {
        for value in &of.values {
            if let Some(item) = items.offer_text(CompletionKind::EnumValue, &value.name.name) {
                item.detail(of.name.name.as_str());
                item.documentation = value.docs.as_ref().map(ToString::to_string);
            }
        }
    }
    if cx.quotes != Quotes::Outside {
        return;
    }
    match ty {
        Type::Scalar(Scalar::Boolean) => {
            defaults::booleans(items, ["The field is set.", "The field is not set."])
        }
        Type::Scalar(Scalar::String | Scalar::DateTime) => super::config::text(items, "A value in quotes."),
        Type::Scalar(_)
        | Type::Enum(_)
        | Type::Model(_)
        | Type::Composite(_)
        | Type::Unsupported
        | Type::Unknown => {}
    }
    if let Some(item) = items.offer(CompletionKind::Value, "null") {
        item.doc("The field has no value.").rank(3);
    }
}

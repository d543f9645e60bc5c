//! `@id` and `@unique` of a field, and `@@id` and `@@unique` of the block: one says what the other does.

use super::action;
use crate::Snapshot;
use crate::actions::fixes::listed;
use crate::actions::{Action, ActionKind, edit, place};
use parallax_syntax::ast::{Attribute, ExprKind, Field, Model, Placed};
use parallax_text::Span;

pub(super) fn convert(snapshot: &Snapshot, selection: Span, actions: &mut Vec<Action>) {
    let Some((placed, attribute)) = place::attribute(snapshot, selection) else { return };
    let Some((_, model)) = place::model(snapshot, selection) else { return };
    let documents = snapshot.language().is_some_and(|language| language.capabilities.documents);
    if !matches!(attribute.name.name.as_str(), "id" | "unique") || documents {
        return;
    }
    match place::field(snapshot, selection) {
        Some((_, _, field)) => to_block(snapshot, placed, field, attribute, actions),
        None => to_field(snapshot, placed, model, attribute, actions),
    }
}

/// The texts of arguments: those that stand behind the field in a list, and those of the attribute.
fn texts<'s>(snapshot: &'s Snapshot, placed: &Placed, attribute: &Attribute) -> (Vec<&'s str>, Vec<&'s str>) {
    let of_field = ["sort", "length", "ops"];
    let all = attribute.args().iter();
    let (fields, rest): (Vec<_>, Vec<_>) =
        all.partition(|arg| arg.name.as_ref().is_some_and(|name| of_field.contains(&name.name.as_str())));
    let text = |args: Vec<&parallax_syntax::ast::Arg>| {
        args.into_iter().map(|arg| snapshot.sources().slice(placed.span(arg.range))).collect()
    };
    (text(fields), text(rest))
}

fn to_block(
    snapshot: &Snapshot,
    placed: &Placed,
    field: &Field,
    attribute: &Attribute,
    actions: &mut Vec<Action>,
) {
    let kind = &attribute.name.name;
    let (of_field, rest) = texts(snapshot, placed, attribute);
    let mut arguments = vec![match of_field.is_empty() {
        true => format!("[{}]", field.name.name),
        false => format!("[{}({})]", field.name.name, of_field.join(", ")),
    }];
    arguments.extend(rest.into_iter().map(str::to_owned));
    let line = format!("@@{kind}({})", arguments.join(", "));
    let Some(added) = edit::append_lines(snapshot, placed, &[line]) else { return };
    let removed = edit::remove(snapshot, placed.file, placed.span(attribute.range).range);
    let title = format!("Move `@{kind}` to the block as `@@{kind}`");
    actions.push(action(ActionKind::Rewrite, title, vec![removed, added]));
}

fn to_field(
    snapshot: &Snapshot,
    placed: &Placed,
    model: &Model,
    attribute: &Attribute,
    actions: &mut Vec<Action>,
) {
    let kind = &attribute.name.name;
    let [field] = listed(model, attribute)[..] else { return };
    let named = |name: &str| {
        attribute.args().iter().any(|arg| arg.name.as_ref().is_some_and(|found| found.name == name))
    };
    // Clients call the key by its `name`; a field has none.
    if named("name") || field.attributes.iter().any(|other| other.name.name == *kind) {
        return;
    }
    let mut arguments = Vec::new();
    let mut rest = Vec::new();
    for arg in attribute.args() {
        let of_fields = arg.name.as_ref().is_none_or(|name| name.name == "fields");
        match arg.value.as_ref().map(|value| &value.kind) {
            Some(ExprKind::Array(items)) if of_fields => {
                if items.len() != 1 {
                    return;
                }
                if let Some(ExprKind::Function(_, args)) = items.first().map(|item| &item.kind) {
                    let texts = args.list.iter().map(|arg| snapshot.sources().slice(placed.span(arg.range)));
                    arguments.extend(texts);
                }
            }
            _ => rest.push(snapshot.sources().slice(placed.span(arg.range))),
        }
    }
    arguments.extend(rest);
    let text = match arguments.is_empty() {
        true => format!("@{kind}"),
        false => format!("@{kind}({})", arguments.join(", ")),
    };
    let added = edit::append_attribute(placed, field, &text);
    let removed = edit::remove(snapshot, placed.file, placed.span(attribute.range).range);
    let title = format!("Move `@@{kind}` to the field as `@{kind}`");
    actions.push(action(ActionKind::Rewrite, title, vec![added, removed]));
}

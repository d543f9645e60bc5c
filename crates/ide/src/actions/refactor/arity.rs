//! A field that is required, optional, or a list.

use super::action;
use crate::Snapshot;
use crate::actions::edit::FileEdit;
use crate::actions::fixes::{listed, relation_attribute, with_arity};
use crate::actions::{Action, ActionKind, place};
use parallax_syntax::ast::{Arity, BlockKind, Field, Model, ModelKeyword, Placed, TypeName};
use parallax_text::Span;

pub(super) fn change(snapshot: &Snapshot, selection: Span, actions: &mut Vec<Action>) {
    let Some((placed, model, field)) = place::field(snapshot, selection) else { return };
    let Some(ty) = &field.ty else { return };
    let on_type = place::touches(placed.span(ty.range).range, selection.range);
    let is_key = field.attributes.iter().any(|attribute| attribute.name.name == "id");
    if !on_type || is_key || relation_attribute(field).is_some() {
        return;
    }
    let is_scalar = match &ty.name {
        TypeName::Unsupported { .. } => false,
        TypeName::Named(name) => snapshot
            .declarations(&name.name)
            .iter()
            .all(|id| matches!(snapshot.block(*id).block.kind, BlockKind::Enum(_))),
    };
    let lists = snapshot.language().is_some_and(|language| language.capabilities.lists);
    let list_fits = match model.keyword {
        ModelKeyword::View => false,
        ModelKeyword::Model | ModelKeyword::Type => is_scalar && lists,
    };
    let has = |name: &str| field.attributes.iter().any(|attribute| attribute.name.name == name);
    let in_key = model.attributes.iter().any(|attribute| {
        matches!(&*attribute.name.name, "id" | "shardKey")
            && listed(model, attribute).iter().any(|key| key.name == field.name)
    });
    let is_list = ty.arity == Arity::List;
    for (arity, word) in
        [(Arity::Required, "required"), (Arity::Optional, "optional"), (Arity::List, "a list")]
    {
        let fits = match arity {
            Arity::List => list_fits && !in_key && !has("default") && !has("updatedAt"),
            Arity::Optional => is_scalar && !in_key && !(is_list && has("default")),
            Arity::Required => is_scalar && !(is_list && has("default")),
        };
        if let (true, Some(edit)) = (fits, with_arity(placed, field, arity)) {
            let mut edits = vec![edit];
            edits.extend(relations_over(placed, model, field, arity));
            let title = format!("Make `{}` {word} (changes the column)", field.name.name);
            actions.push(action(ActionKind::Rewrite, title, edits));
        }
    }
}

/// A relation is optional where one of its columns is.
fn relations_over(placed: &Placed, model: &Model, column: &Field, arity: Arity) -> Vec<FileEdit> {
    let is_optional = |field: &Field| field.ty.as_ref().is_some_and(|ty| ty.arity == Arity::Optional);
    let relations = model.fields.iter().filter_map(|field| Some((field, relation_attribute(field)?)));
    relations
        .filter_map(|(relation, attribute)| {
            let columns = listed(model, attribute);
            let others = || columns.iter().filter(|other| other.name != column.name);
            if columns.len() == others().count() {
                return None;
            }
            match arity {
                Arity::Required if others().any(|other| is_optional(other)) => None,
                Arity::Required | Arity::Optional => with_arity(placed, relation, arity),
                Arity::List => None,
            }
        })
        .collect()
}

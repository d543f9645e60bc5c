//! Names of constraints that the schema leaves out, written out.

use super::action;
use crate::Snapshot;
use crate::actions::fixes::relation_attribute;
use crate::actions::{Action, ActionKind, edit, place};
use parallax_dialect::{ConstraintKind, names};
use parallax_schema::model::{IndexKind, Model, RelationKind};
use parallax_syntax::ast::Attribute;
use parallax_text::Span;

pub(super) fn write_out(snapshot: &Snapshot, selection: Span, actions: &mut Vec<Action>) {
    let Some((placed, attribute)) = place::attribute(snapshot, selection) else { return };
    let is_map = |attribute: &Attribute| {
        attribute.args().iter().any(|arg| arg.name.as_ref().is_some_and(|name| name.name == "map"))
    };
    let Some((_, model)) = place::model(snapshot, selection) else { return };
    let Some(meaning) = place::meaning(snapshot, &model.name.name).filter(|_| !is_map(attribute)) else {
        return;
    };
    let span = placed.span(attribute.range);
    let Some(name) = implied_name(snapshot, meaning, attribute, span) else { return };
    let edit = edit::append_argument(placed, attribute, &format!("map: \"{name}\""));
    actions.push(action(ActionKind::Rewrite, format!("Write the name `{name}` out"), vec![edit]));
}

fn implied_name(snapshot: &Snapshot, model: &Model, attribute: &Attribute, span: Span) -> Option<String> {
    let language = snapshot.language()?;
    let can = &language.capabilities;
    let column = |at: u32| model.fields.get(at as usize).map(|field| field.db_name.as_str());
    let named = |kind, columns: Vec<&str>| {
        Some(names::constraint_name(kind, &model.db_name, columns, language.max_identifier).to_string())
    };
    let of_place = |found: Span| found.file == span.file && place::holds(span.range, found.range);
    match attribute.name.name.as_str() {
        "id" => {
            let key =
                model.primary_key.as_ref().filter(|key| of_place(key.span) && can.named_primary_keys)?;
            let columns = key.fields.iter().filter_map(|field| column(field.field)).collect();
            named(ConstraintKind::PrimaryKey, columns)
        }
        "unique" | "index" | "fulltext" => {
            let index = model.indexes.iter().find(|index| of_place(index.span))?;
            let kind = match index.kind {
                IndexKind::Unique => ConstraintKind::Unique,
                IndexKind::Normal | IndexKind::Fulltext => ConstraintKind::Index,
            };
            named(kind, index.fields.iter().filter_map(|field| column(field.field)).collect())
        }
        "relation" if can.named_foreign_keys => {
            let (_, _, field) = place::field(snapshot, span)?;
            relation_attribute(field)?;
            let schema = &snapshot.checked().schema;
            let key = schema.relations.iter().find_map(|relation| match &relation.kind {
                RelationKind::Columns(key) if of_place(key.span) => Some(key),
                RelationKind::Columns(_) | RelationKind::ManyToMany { .. } => None,
            })?;
            named(ConstraintKind::ForeignKey, key.fields.iter().filter_map(|at| column(*at)).collect())
        }
        _ => None,
    }
}

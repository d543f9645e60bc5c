//! Fields that should be required, optional, one or many, or of another type.

use super::Offer;
use super::relations::type_name;
use crate::Snapshot;
use crate::actions::edit::{self, FileEdit};
use crate::actions::place;
use parallax_diagnostics::Diagnostic;
use parallax_schema::model::FieldKind;
use parallax_syntax::ast::{Arity, Attribute, ExprKind, Field, Model, Placed};
use parallax_text::{Span, TextRange};

/// Writes the type of a field with another mark behind it.
pub(in crate::actions) fn with_arity(placed: &Placed, field: &Field, arity: Arity) -> Option<FileEdit> {
    let ty = field.ty.as_ref()?;
    let bare = match ty.arity {
        Arity::Required => ty.range.end,
        Arity::Optional => ty.range.end.saturating_sub(1),
        Arity::List => ty.range.end.saturating_sub(2),
    };
    let mark = match arity {
        Arity::Required => "",
        Arity::Optional => "?",
        Arity::List => "[]",
    };
    (arity != ty.arity).then(|| edit::replace(placed, TextRange { start: bare, end: ty.range.end }, mark))
}

fn word(arity: Arity) -> &'static str {
    match arity {
        Arity::Required => "required",
        Arity::Optional => "optional",
        Arity::List => "a list",
    }
}

fn offer_arity(placed: &Placed, field: &Field, arity: Arity, offers: &mut Vec<Offer>) {
    let title = format!("Make `{}` {}", field.name.name, word(arity));
    offers.extend(with_arity(placed, field, arity).map(|change| Offer::new(title, [change])));
}

/// The fields that a report is about: the one at its place, or those that the attribute there lists.
fn concerned(snapshot: &Snapshot, span: Span) -> Option<(&Placed, &Model, Vec<&Field>)> {
    let (placed, model) = place::model(snapshot, span)?;
    let attribute = place::attribute(snapshot, span).map(|(_, attribute)| attribute);
    let listed = attribute.map(|attribute| listed(model, attribute)).unwrap_or_default();
    if !listed.is_empty() {
        return Some((placed, model, listed));
    }
    let (_, _, field) = place::field(snapshot, span)?;
    Some((placed, model, vec![field]))
}

/// The fields that `fields` of an attribute lists, by its name or without.
pub(in crate::actions) fn listed<'m>(model: &'m Model, attribute: &Attribute) -> Vec<&'m Field> {
    let fields = attribute.args().iter().find(|arg| match &arg.name {
        Some(name) => name.name == "fields",
        None => matches!(arg.value.as_ref().map(|value| &value.kind), Some(ExprKind::Array(_))),
    });
    let Some(ExprKind::Array(items)) = fields.and_then(|arg| arg.value.as_ref()).map(|value| &value.kind)
    else {
        return Vec::new();
    };
    let names = items.iter().filter_map(|item| match &item.kind {
        ExprKind::Constant(name) => Some(name),
        ExprKind::Function(name, _) => Some(&name.name),
        _ => None,
    });
    names.filter_map(|name| model.field(name)).collect()
}

/// Fields of a key that may be empty.
pub(super) fn require(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, _, fields)) = concerned(snapshot, span) else { return };
    let optional =
        fields.into_iter().filter(|field| field.ty.as_ref().is_some_and(|ty| ty.arity == Arity::Optional));
    let optional: Vec<&Field> = optional.collect();
    let names: Vec<&str> = optional.iter().map(|field| field.name.name.as_str()).collect();
    let changes = optional.iter().filter_map(|field| with_arity(placed, field, Arity::Required));
    offers.push(Offer::new(format!("Make `{}` required", names.join("`, `")), changes));
}

/// Columns that cannot be null, and should be able to.
pub(super) fn allow_null(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, _, relation)) = place::field(snapshot, span) else { return };
    let Some((_, _, mut fields)) = concerned(snapshot, span) else { return };
    fields.push(relation);
    let changes: Vec<FileEdit> = fields
        .iter()
        .filter(|field| field.ty.as_ref().is_some_and(|ty| ty.arity == Arity::Required))
        .filter_map(|field| with_arity(placed, field, Arity::Optional))
        .collect();
    offers.push(Offer::new("Make the relation and its columns optional", changes));
}

/// A required relation on optional columns: either may follow the other.
pub(super) fn agree(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, model, field)) = place::field(snapshot, span) else { return };
    offer_arity(placed, field, Arity::Optional, offers);
    let Some(attribute) = super::relations::relation_attribute(field) else { return };
    let columns = listed(model, attribute);
    let changes: Vec<FileEdit> = columns
        .iter()
        .filter(|column| column.ty.as_ref().is_some_and(|ty| ty.arity == Arity::Optional))
        .filter_map(|column| with_arity(placed, column, Arity::Required))
        .collect();
    offers.push(Offer::new("Make the columns of the relation required", changes));
}

pub(super) fn optional(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, _, field)) = place::field(snapshot, span) else { return };
    offer_arity(placed, field, Arity::Optional, offers);
}

pub(super) fn required(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, _, field)) = place::field(snapshot, span) else { return };
    offer_arity(placed, field, Arity::Required, offers);
}

/// A column of another type than the one it points at takes the other's type, with its column type.
pub(super) fn same_type(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((_, _, field)) = place::field(snapshot, span) else { return };
    let Some((placed, model)) = place::model(snapshot, span) else { return };
    let Some(meaning) = place::meaning(snapshot, &model.name.name) else { return };
    let schema = &snapshot.checked().schema;
    for relation in &schema.relations {
        let parallax_schema::model::RelationKind::Columns(key) = &relation.kind else { continue };
        let forward = schema.field(key.forward);
        let own = schema.model(key.forward.model);
        if !std::ptr::eq(own, meaning) {
            continue;
        }
        let target = match &forward.kind {
            FieldKind::Relation { target, .. } => schema.model(*target),
            _ => continue,
        };
        for (at, to) in key.fields.iter().zip(&key.references) {
            let (Some(column), Some(to)) = (own.fields.get(*at as usize), target.fields.get(*to as usize))
            else {
                continue;
            };
            let concerned = column.name == field.name.name || forward.name == field.name.name;
            let Some(column) = model.field(&column.name).filter(|_| concerned) else { continue };
            let changes = take_type(snapshot, placed, column, target.name.as_str(), to);
            if !changes.is_empty() {
                let title = format!("Give `{}` the type of `{}.{}`", column.name.name, target.name, to.name);
                offers.push(Offer::new(title, changes));
            }
        }
    }
}

fn take_type(
    snapshot: &Snapshot,
    placed: &Placed,
    column: &Field,
    target: &str,
    to: &parallax_schema::model::Field,
) -> Vec<FileEdit> {
    let mut changes = Vec::new();
    let Some(ty) = &column.ty else { return changes };
    let mark = match ty.arity {
        Arity::Required => "",
        Arity::Optional => "?",
        Arity::List => "[]",
    };
    let wanted = format!("{}{mark}", type_name(snapshot, &to.kind));
    if snapshot.sources().slice(placed.span(ty.range)) != wanted {
        changes.push(edit::replace(placed, ty.range, wanted));
    }
    let native = |field: &Field| -> Option<TextRange> {
        let attribute = field.attributes.iter().find(|attribute| attribute.name.name.contains('.'))?;
        Some(attribute.range)
    };
    let other = place::model_named(snapshot, target).and_then(|(other, model)| {
        let range = native(model.field(&to.name)?)?;
        Some(snapshot.sources().slice(other.span(range)))
    });
    let own = native(column);
    match (own, other) {
        (Some(own), Some(other)) if snapshot.sources().slice(placed.span(own)) != other => {
            changes.push(edit::replace(placed, own, other));
        }
        (Some(own), None) => changes.push(edit::remove(snapshot, placed.file, placed.span(own).range)),
        (None, Some(other)) => changes.push(edit::append_attribute(placed, column, other)),
        (Some(_), Some(_)) | (None, None) => {}
    }
    changes
}

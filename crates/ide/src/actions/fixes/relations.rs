//! Relations: their columns, and what clients and databases ask of them.

use super::Offer;
use crate::Snapshot;
use crate::actions::edit::{self, FileEdit};
use crate::actions::place;
use parallax_diagnostics::Diagnostic;
use parallax_schema::model::{self, FieldKind, IndexKind};
use parallax_syntax::ast::{Arg, Arity, Attribute, ExprKind, Field, Model, Placed, TypeName};
use parallax_text::{Span, TextRange};
use smol_str::SmolStr;

/// `@relation` without columns: new ones beside the field; or the field is a list.
pub(super) fn columns(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, model, field)) = place::field(snapshot, span) else { return };
    let Some(ty) = &field.ty else { return };
    let TypeName::Named(target) = &ty.name else { return };
    let Some(target) = place::meaning(snapshot, &target.name) else { return };
    let Some(written) = written_or_key(field, target) else { return };
    if let Some(offer) = existing_columns(snapshot, placed, model, field, target, &written) {
        offers.iter_mut().for_each(|other| other.is_preferred = false);
        offers.insert(0, offer);
    }
    let columns: Vec<(String, String)> = written
        .iter()
        .map(|to| {
            let name = format!("{}{}", field.name.name, to.name);
            let native = native_type(snapshot, to).map(|native| format!(" {native}")).unwrap_or_default();
            (format!("{name} {}?{native}", type_name(snapshot, &to.kind)), name)
        })
        .collect();
    if columns.iter().all(|(_, name)| model.field(name).is_none()) {
        let names: Vec<&str> = columns.iter().map(|(_, name)| name.as_str()).collect();
        let references: Vec<&str> = written.iter().map(|to| to.name.as_str()).collect();
        let arguments = format!("fields: [{}], references: [{}]", names.join(", "), references.join(", "));
        let lines: Vec<String> = columns.iter().map(|(line, _)| line.clone()).collect();
        let what = if lines.len() == 1 { "column" } else { "columns" };
        offers.push(Offer::new(
            format!("Add `@relation` with the new optional {what} `{}`", names.join("`, `")),
            [
                with_arguments(placed, field, &arguments),
                edit::line_behind(snapshot, placed, field.range, &lines),
            ],
        ));
    }
    if relation_attribute(field).is_none() && ty.arity != Arity::List {
        let end = match ty.arity {
            Arity::Optional => ty.range.end.saturating_sub(1),
            Arity::Required | Arity::List => ty.range.end,
        };
        offers.push(Offer::new(
            format!("Make `{}` a list", field.name.name),
            [edit::replace(placed, TextRange { start: end, end: ty.range.end }, "[]")],
        ));
    }
}

/// Columns that are there already and are called like it: `authorId` or `user_id` for a field `author` of type `User`.
fn existing_columns(
    snapshot: &Snapshot,
    placed: &Placed,
    model: &Model,
    field: &Field,
    target: &model::Model,
    references: &[&model::Field],
) -> Option<Offer> {
    let plain = |name: &str| name.replace('_', "").to_lowercase();
    let find = |to: &&model::Field| {
        let names = [&field.name.name, &target.name].map(|of| plain(&format!("{of}{}", to.name)));
        let ty = type_name(snapshot, &to.kind);
        model.fields.iter().find(|column| {
            let of_type = column.ty.as_ref().is_some_and(|ty_written| {
                ty_written.arity != Arity::List
                    && matches!(&ty_written.name, TypeName::Named(name) if name.name == ty)
            });
            of_type && names.contains(&plain(&column.name.name))
        })
    };
    let columns: Vec<&Field> = references.iter().map(find).collect::<Option<_>>()?;
    let names: Vec<&str> = columns.iter().map(|column| column.name.name.as_str()).collect();
    let to: Vec<&str> = references.iter().map(|to| to.name.as_str()).collect();
    let arguments = format!("fields: [{}], references: [{}]", names.join(", "), to.join(", "));
    let title = format!("Add `@relation` with the column `{}`", names.join("`, `"));
    Some(Offer::new(title, [with_arguments(placed, field, &arguments)]).preferred())
}

/// Actions belong to the side with the columns.
pub(super) fn move_action(snapshot: &Snapshot, diagnostic: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, _, field)) = place::field(snapshot, span) else { return };
    let Some(attribute) = relation_attribute(field) else { return };
    let other = diagnostic.secondary.first().and_then(|label| place::field(snapshot, label.span));
    let Some((other_placed, _, other)) = other else { return };
    let Some(forward) = relation_attribute(other) else { return };
    let is_action = |name: &str| matches!(name, "onDelete" | "onUpdate");
    let (moved, kept): (Vec<&Arg>, Vec<&Arg>) =
        attribute.args().iter().partition(|arg| arg.name.as_ref().is_some_and(|name| is_action(&name.name)));
    if moved.iter().any(|arg| arg.name.as_ref().is_some_and(|name| has_argument(forward, &name.name))) {
        return;
    }
    let text = |args: &[&Arg]| {
        let texts: Vec<&str> =
            args.iter().map(|arg| snapshot.sources().slice(placed.span(arg.range))).collect();
        texts.join(", ")
    };
    let here = match kept.is_empty() {
        true => edit::remove(snapshot, placed.file, placed.span(attribute.range).range),
        false => edit::replace(placed, attribute.range, format!("@relation({})", text(&kept))),
    };
    let there = edit::append_argument(other_placed, forward, &text(&moved));
    offers.push(Offer::new(format!("Move it to `{}`", other.name.name), [here, there]).preferred());
}

pub(in crate::actions) fn relation_attribute(field: &Field) -> Option<&Attribute> {
    field.attributes.iter().find(|attribute| attribute.name.name == "relation")
}

/// What `references` lists, else the primary key, else the first unique that always has values.
fn written_or_key<'m>(field: &Field, target: &'m model::Model) -> Option<Vec<&'m model::Field>> {
    let references = relation_attribute(field).and_then(|attribute| {
        let named = |name: &str| name == "references";
        let arg =
            attribute.args().iter().find(|arg| arg.name.as_ref().is_some_and(|name| named(&name.name)))?;
        match &arg.value.as_ref()?.kind {
            ExprKind::Array(list) if !list.is_empty() => {
                let by_name = |name: &str| target.fields.iter().find(|field| field.name == name);
                list.iter().map(|item| item.as_constant().and_then(|name| by_name(name))).collect()
            }
            _ => None,
        }
    });
    references.or_else(|| {
        let key = target.primary_key.iter().map(|key| &key.fields);
        let full = |index: &&model::Index| index.kind == IndexKind::Unique && index.predicate.is_none();
        let uniques = target.indexes.iter().filter(full).map(|index| &index.fields);
        key.chain(uniques)
            .map(|fields| fields.iter().filter_map(|at| target.fields.get(at.field as usize)).collect())
            .find(|fields: &Vec<&model::Field>| fields.iter().all(|field| field.arity == Arity::Required))
    })
}

/// The type to write for a field that is to hold values of a kind.
pub(in crate::actions) fn type_name(snapshot: &Snapshot, kind: &FieldKind) -> SmolStr {
    snapshot.checked().schema.type_name(kind).unwrap_or(SmolStr::new_static("String"))
}

/// `@db.VarChar(9)` of a field, as it is written.
pub(in crate::actions) fn native_type<'s>(snapshot: &'s Snapshot, field: &model::Field) -> Option<&'s str> {
    let (placed, _, ast) = place::field(snapshot, field.name_span)?;
    let native = ast.attributes.iter().find(|attribute| attribute.name.name.contains('.'))?;
    Some(snapshot.sources().slice(placed.span(native.range)))
}

/// `@relation` with these columns in place of those that it has; its other arguments stay.
fn with_arguments(placed: &Placed, field: &Field, columns: &str) -> FileEdit {
    let Some(attribute) = relation_attribute(field) else {
        return edit::append_attribute(placed, field, &format!("@relation({columns})"));
    };
    let mut kept = (Vec::new(), Vec::new());
    for arg in attribute.args() {
        let text = |value: &str| {
            arg.name.as_ref().map_or(value.to_owned(), |name| format!("{}: {value}", name.name))
        };
        let name = arg.name.as_ref().map(|name| name.name.as_str());
        match (name, arg.value.as_ref().map(|value| &value.kind)) {
            (None | Some("name"), Some(ExprKind::String(value))) => {
                kept.0.push(text(&format!("\"{value}\"")))
            }
            (Some("onDelete" | "onUpdate"), Some(ExprKind::Constant(value))) => kept.1.push(text(value)),
            (Some("map"), Some(ExprKind::String(value))) => kept.1.push(text(&format!("\"{value}\""))),
            _ => {}
        }
    }
    let (mut arguments, behind) = kept;
    arguments.push(columns.to_owned());
    arguments.extend(behind);
    edit::replace(placed, attribute.range, format!("@relation({})", arguments.join(", ")))
}

/// A one-to-one relation on columns that are not unique may be meant as one-to-many.
pub(super) fn list_on_the_other_side(
    snapshot: &Snapshot,
    diagnostic: &Diagnostic,
    _: Span,
    offers: &mut Vec<Offer>,
) {
    let Some(back) = diagnostic.secondary.first() else { return };
    let Some((placed, model, field)) = place::field(snapshot, back.span) else { return };
    let Some(ty) = &field.ty else { return };
    if ty.arity == Arity::Optional {
        let mark = TextRange { start: ty.range.end.saturating_sub(1), end: ty.range.end };
        let title = format!("Make `{}.{}` a list", model.name.name, field.name.name);
        offers.push(Offer::new(title, [edit::replace(placed, mark, "[]")]));
    }
}

/// `SetDefault` where the database does nothing of the kind.
pub(super) fn no_action(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, attribute)) = place::attribute(snapshot, span) else { return };
    let values = attribute.args().iter().filter_map(|arg| arg.value.as_ref());
    let Some(value) = values.into_iter().find(|value| {
        value.as_constant().is_some_and(|word| word == "SetDefault")
            && place::touches(placed.span(value.range).range, span.range)
    }) else {
        return;
    };
    let change = edit::replace(placed, value.range, "NoAction");
    offers.push(Offer::new("Change to `NoAction`", [change]).preferred());
}

/// A key of documents that is not `_id`.
pub(super) fn document_id(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    if let Some((placed, _, field)) = place::field(snapshot, span) {
        let map = field.attributes.iter().find(|attribute| attribute.name.name == "map");
        let change = match map {
            Some(map) => edit::replace(placed, map.range, "@map(\"_id\")"),
            None => edit::append_attribute(placed, field, "@map(\"_id\")"),
        };
        offers.push(Offer::new("Map the field to `_id`", [change]).preferred());
    } else if let Some((placed, model)) = place::model(snapshot, span) {
        let free = |name: &&str| model.field(name).is_none();
        let Some(name) = ["id", "documentId"].into_iter().find(free) else { return };
        let prefix = place::datasource(snapshot).map_or("db", |(_, config)| &config.name.name);
        let line = format!("{name} String @id @default(auto()) @map(\"_id\") @{prefix}.ObjectId");
        let change = edit::prepend_line(snapshot, placed, &line);
        offers.push(Offer::new(format!("Add the key `{name}`"), change).preferred());
    }
}

/// Columns on the side that does not hold the key: they go, with what belongs to them.
pub(super) fn without_columns(
    snapshot: &Snapshot,
    diagnostic: &Diagnostic,
    span: Span,
    offers: &mut Vec<Offer>,
) {
    let Some((placed, _, field)) = place::field(snapshot, span) else { return };
    let Some(change) = columns_removed(snapshot, placed, field) else { return };
    let offer = Offer::new("Leave the columns to the other side", [change]);
    let other = diagnostic.secondary.first().and_then(|label| place::field(snapshot, label.span));
    let has_columns = other.is_some_and(|(_, _, field)| {
        relation_attribute(field).is_some_and(|attribute| has_argument(attribute, "fields"))
    });
    offers.push(if has_columns { offer.preferred() } else { offer });
}

fn has_argument(attribute: &Attribute, name: &str) -> bool {
    attribute.args().iter().any(|arg| arg.name.as_ref().is_some_and(|found| found.name == name))
}

/// A database without lists of ids keeps the relation in a table: neither side has columns.
pub(super) fn in_a_table(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, model, field)) = place::field(snapshot, span) else { return };
    let Some(TypeName::Named(target)) = field.ty.as_ref().map(|ty| &ty.name) else { return };
    let Some((other_placed, other)) = place::model_named(snapshot, &target.name) else { return };
    let leads_back = |back: &&Field| {
        let ty = back.ty.as_ref();
        ty.is_some_and(|ty| {
            ty.arity == Arity::List
                && matches!(&ty.name, TypeName::Named(name) if name.name == model.name.name)
        }) && !std::ptr::eq(*back, field)
    };
    let back = other.fields.iter().filter(leads_back);
    let edits = back
        .filter_map(|back| columns_removed(snapshot, other_placed, back))
        .chain(columns_removed(snapshot, placed, field));
    offers.push(Offer::new("Leave `fields` and `references` out: a join table keeps the relation", edits));
}

fn columns_removed(snapshot: &Snapshot, placed: &Placed, field: &Field) -> Option<FileEdit> {
    let attribute = relation_attribute(field)?;
    let of_key = ["fields", "references", "onDelete", "onUpdate", "map"];
    if !of_key.iter().any(|name| has_argument(attribute, name)) {
        return None;
    }
    let kept: Vec<&str> = attribute
        .args()
        .iter()
        .filter(|arg| arg.name.as_ref().is_none_or(|name| !of_key.contains(&name.name.as_str())))
        .map(|arg| snapshot.sources().slice(placed.span(arg.range)))
        .collect();
    Some(match kept.is_empty() {
        true => edit::remove(snapshot, placed.file, placed.span(attribute.range).range),
        false => edit::replace(placed, attribute.range, format!("@relation({})", kept.join(", "))),
    })
}

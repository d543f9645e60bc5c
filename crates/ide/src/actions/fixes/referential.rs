//! What happens to the rows on the other side, and how relations are told apart.

use super::Offer;
use super::relations::relation_attribute;
use crate::Snapshot;
use crate::actions::edit::{self, FileEdit};
use crate::actions::place;
use crate::actions::words::{camel_case, free, is_name, pascal_case};
use parallax_diagnostics::{Diagnostic, did_you_mean};
use parallax_dialect::Action;
use parallax_schema::model::{IndexKind, RelationMode};
use parallax_syntax::ast::{Arg, Arity, Attribute, Expr, ExprKind, Field, Placed, TypeName};
use parallax_text::Span;

/// The value of the action at the place.
fn action_at(snapshot: &Snapshot, span: Span) -> Option<(&Placed, &Expr)> {
    let (placed, attribute) = place::attribute(snapshot, span)?;
    let is_action = |arg: &&Arg| {
        arg.name.as_ref().is_some_and(|name| matches!(&*name.name, "onDelete" | "onUpdate"))
            && place::touches(placed.span(arg.range).range, span.range)
    };
    Some((placed, attribute.args().iter().find(is_action)?.value.as_ref()?))
}

/// An action that nobody knows, or that the database does not have: those that there are, the nearest first.
pub(super) fn another_action(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, value)) = action_at(snapshot, span) else { return };
    let Some(written) = value.as_constant() else { return };
    let datasource = snapshot.checked().schema.datasource.as_ref();
    let emulated = datasource.is_some_and(|datasource| datasource.relation_mode == RelationMode::Prisma);
    let known: &[Action] = match snapshot.language() {
        Some(language) if emulated => language.emulated_actions,
        Some(language) => language.actions,
        None => &Action::ALL,
    };
    let words: Vec<&str> = known.iter().map(|action| action.as_str()).collect();
    let near = did_you_mean(written, words.iter().copied());
    let like = ["NoAction", "Restrict"];
    let near = near.or_else(|| {
        let other = like.iter().filter(|word| **word != written.as_str() && words.contains(word));
        other.copied().next().filter(|_| like.contains(&written.as_str()))
    });
    for word in words.iter().copied().filter(|word| near.is_none_or(|near| near == *word)) {
        let offer = Offer::new(format!("Change to `{word}`"), [edit::replace(placed, value.range, word)]);
        offers.push(if near == Some(word) { offer.preferred() } else { offer });
    }
}

/// Changes that come back to where they began stop at this relation.
pub(super) fn stop_cascade(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, _, field)) = place::field(snapshot, span) else { return };
    let Some(attribute) = relation_attribute(field) else { return };
    let named = |name: &str| {
        let of_name = |arg: &&Arg| arg.name.as_ref().is_some_and(|found| found.name == name);
        attribute.args().iter().find(of_name)
    };
    let mut edits: Vec<FileEdit> = Vec::new();
    let mut new = Vec::new();
    for name in ["onDelete", "onUpdate"] {
        match named(name).map(|arg| &arg.value) {
            Some(Some(value)) => edits.push(edit::replace(placed, value.range, "NoAction")),
            Some(None) => return,
            None => new.push(format!("{name}: NoAction")),
        }
    }
    if !new.is_empty() {
        edits.push(edit::append_argument(placed, attribute, &new.join(", ")));
    }
    let title = format!("Let changes stop at `{}`: `NoAction`", field.name.name);
    offers.push(Offer::new(title, edits));
}

/// Several relations between the same models: each single field gets a name of its own, and lists the names in their
/// order.
pub(super) fn name_relations(
    snapshot: &Snapshot,
    diagnostic: &Diagnostic,
    span: Span,
    offers: &mut Vec<Offer>,
) {
    let Some((placed, model, first)) = place::field(snapshot, span) else { return };
    let Some(TypeName::Named(target)) = first.ty.as_ref().map(|ty| &ty.name) else { return };
    let Some((other_placed, other)) = place::model_named(snapshot, &target.name) else { return };
    if std::ptr::eq(model, other) || diagnostic.secondary.is_empty() {
        return;
    }
    let refers = |field: &&Field, to: &str| {
        let ty = field.ty.as_ref().map(|ty| &ty.name);
        let to_model = matches!(ty, Some(TypeName::Named(name)) if name.name == to);
        to_model && relation_attribute(field).is_none_or(|attribute| relation_name(attribute).is_none())
    };
    let own: Vec<&Field> = model.fields.iter().filter(|field| refers(field, &target.name)).collect();
    let back: Vec<&Field> = other.fields.iter().filter(|field| refers(field, &model.name.name)).collect();
    let holds_key = |fields: &[&Field]| {
        fields.iter().all(|field| field.ty.as_ref().is_some_and(|ty| ty.arity != Arity::List))
    };
    if own.len() != back.len() || (!holds_key(&own) && !holds_key(&back)) {
        return;
    }
    let (named_after, namer) = if holds_key(&own) { (&own, model) } else { (&back, other) };
    let mut edits = Vec::new();
    for ((own, back), named_after) in own.iter().zip(&back).zip(named_after) {
        let name = format!("{}{}", pascal_case(&namer.name.name), pascal_case(&named_after.name.name));
        edits.push(with_name(placed, own, &name));
        edits.push(with_name(other_placed, back, &name));
    }
    offers.push(Offer::new("Name the relations, in the order of their fields", edits));
}

fn relation_name(attribute: &Attribute) -> Option<&Expr> {
    let named = |arg: &&Arg| arg.name.as_ref().is_none_or(|name| name.name == "name");
    attribute.args().iter().find(named)?.value.as_ref()
}

fn with_name(placed: &Placed, field: &Field, name: &str) -> FileEdit {
    let Some(attribute) = relation_attribute(field) else {
        return edit::append_attribute(placed, field, &format!("@relation(\"{name}\")"));
    };
    match &attribute.args {
        Some(args) => {
            let comma = if args.list.is_empty() { "" } else { ", " };
            edit::insert(placed.file, placed.offset + args.range.start + 1, format!("\"{name}\"{comma}"))
        }
        None => edit::insert(placed.file, placed.offset + attribute.range.end, format!("(\"{name}\")")),
    }
}

/// `references` in the order of the key, and `fields` with it.
pub(super) fn order_of_key(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, _, field)) = place::field(snapshot, span) else { return };
    let Some(TypeName::Named(target)) = field.ty.as_ref().map(|ty| &ty.name) else { return };
    let Some(meaning) = place::meaning(snapshot, &target.name) else { return };
    let Some(attribute) = relation_attribute(field) else { return };
    let (Some(fields), Some(references)) = (list(attribute, "fields"), list(attribute, "references")) else {
        return;
    };
    let name = |expr: &Expr| expr.as_constant().cloned();
    let written: Vec<_> = references.iter().filter_map(name).collect();
    if fields.len() != references.len() || written.len() != references.len() {
        return;
    }
    let key = meaning.primary_key.iter().map(|key| &key.fields);
    let uniques = meaning.indexes.iter().filter(|index| index.kind == IndexKind::Unique);
    let orders = key.chain(uniques.map(|index| &index.fields));
    let order = orders
        .map(|key| {
            key.iter().filter_map(|at| meaning.fields.get(at.field as usize)).map(|of| of.name.clone())
        })
        .map(Iterator::collect::<Vec<_>>)
        .find(|names| names.len() == written.len() && names.iter().all(|name| written.contains(name)));
    let Some(order) = order else { return };
    let mut edits = Vec::new();
    for (at, name) in order.iter().enumerate() {
        let Some(from) = written.iter().position(|known| known == name) else { return };
        let (Some(field), Some(reference), Some(source)) =
            (fields.get(at), references.get(at), fields.get(from))
        else {
            return;
        };
        edits.push(edit::replace(placed, reference.range, name.as_str()));
        edits.push(edit::replace(placed, field.range, snapshot.sources().slice(placed.span(source.range))));
    }
    offers.push(Offer::new("Bring `fields` and `references` into the order of the key", edits).preferred());
}

fn list<'t>(attribute: &'t Attribute, name: &str) -> Option<&'t Vec<Expr>> {
    let of_name = |arg: &&Arg| arg.name.as_ref().is_some_and(|found| found.name == name);
    match &attribute.args().iter().find(of_name)?.value.as_ref()?.kind {
        ExprKind::Array(items) => Some(items),
        _ => None,
    }
}

/// A many-to-many relation of documents: the list of ids that it needs.
pub(super) fn list_of_ids(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, model, field)) = place::field(snapshot, span) else { return };
    let Some(TypeName::Named(target)) = field.ty.as_ref().map(|ty| &ty.name) else { return };
    let Some(meaning) = place::meaning(snapshot, &target.name) else { return };
    let key = meaning.primary_key.as_ref().and_then(|key| match key.fields.as_slice() {
        [only] => meaning.fields.get(only.field as usize),
        _ => None,
    });
    let Some(key) = key else { return };
    let attribute = relation_attribute(field);
    if let Some(attribute) = attribute
        && list(attribute, "fields").is_some()
    {
        let references = attribute
            .args()
            .iter()
            .find(|arg| arg.name.as_ref().is_some_and(|name| name.name == "references"))
            .map(|arg| &arg.value);
        let argument = format!("[{}]", key.name);
        let change = match references {
            Some(Some(value)) => edit::replace(placed, value.range, argument),
            Some(None) => return,
            None => edit::append_argument(placed, attribute, &format!("references: {argument}")),
        };
        offers.push(Offer::new(format!("Refer to the key `{}`", key.name), [change]));
        return;
    }
    let name = format!("{}{}s", camel_case(&target.name), pascal_case(&key.name));
    let name = free(name, |name| model.field(name).is_some());
    let mut line = format!("{name} {}[]", super::relations::type_name(snapshot, &key.kind));
    if let Some(native) = super::native_type(snapshot, key) {
        line.push(' ');
        line.push_str(native);
    }
    let mut arguments = format!("fields: [{name}]");
    if attribute.is_none_or(|attribute| list(attribute, "references").is_none()) {
        arguments.push_str(&format!(", references: [{}]", key.name));
    }
    let relation = match attribute {
        Some(attribute) => edit::append_argument(placed, attribute, &arguments),
        None => edit::append_attribute(placed, field, &format!("@relation({arguments})")),
    };
    let column = edit::line_behind(snapshot, placed, field.range, &[line]);
    offers.push(Offer::new(format!("Keep the ids in `{name}`"), [relation, column]).preferred());
}

/// Both sides claim the key: it is left to one of them.
pub(super) fn key_on_one_side(
    snapshot: &Snapshot,
    diagnostic: &Diagnostic,
    _: Span,
    offers: &mut Vec<Offer>,
) {
    let Some(other) = diagnostic.secondary.first() else { return };
    super::relations::without_columns(snapshot, diagnostic, other.span, offers);
    if let Some(offer) = offers.last_mut()
        && let Some((_, model, field)) = place::field(snapshot, other.span)
    {
        offer.title = format!("Leave the columns of `{}.{}` out", model.name.name, field.name.name);
        offer.is_preferred = false;
    }
}

/// A column that a relation names and the model does not have: of the type of what it points at.
pub(super) fn add_column(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, model, field)) = place::field(snapshot, span) else { return };
    let Some(ty) = &field.ty else { return };
    let TypeName::Named(target) = &ty.name else { return };
    let Some((other_placed, other)) = place::model_named(snapshot, &target.name) else { return };
    let Some(attribute) = relation_attribute(field) else { return };
    let (Some(fields), Some(references)) = (list(attribute, "fields"), list(attribute, "references")) else {
        return;
    };
    let at = fields.iter().position(|item| placed.span(item.range) == span);
    let named = at.and_then(|at| Some((fields.get(at)?.as_constant()?, references.get(at)?.as_constant()?)));
    let Some((name, to)) = named else { return };
    let Some(to) = other.field(to) else { return };
    let Some(TypeName::Named(to_type)) = to.ty.as_ref().map(|ty| &ty.name) else { return };
    if model.field(name).is_some() || !is_name(name) {
        return;
    }
    let mark = if ty.arity == Arity::Optional { "?" } else { "" };
    let mut line = format!("{name} {}{mark}", to_type.name);
    if let Some(native) = to.attributes.iter().find(|attribute| attribute.name.name.contains('.')) {
        line.push(' ');
        line.push_str(snapshot.sources().slice(other_placed.span(native.range)));
    }
    let column = edit::line_behind(snapshot, placed, field.range, &[line]);
    offers.push(Offer::new(format!("Add the column `{name}`"), [column]));
}

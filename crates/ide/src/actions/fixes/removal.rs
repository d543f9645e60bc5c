//! What does not belong where it stands is taken out: an attribute, an argument, an item, a property, a field.

use super::Offer;
use crate::Snapshot;
use crate::actions::{edit, place};
use parallax_diagnostics::Diagnostic;
use parallax_syntax::ast::{Arg, Args, BlockKind, Expr, ExprKind, Placed};
use parallax_text::{Edit, Span, TextRange};

pub(super) fn attribute(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, attribute)) = place::attribute(snapshot, span) else { return };
    let signs = snapshot.sources().slice(placed.span(attribute.range));
    let signs = signs.split(|character| character != '@').next().unwrap_or("@");
    let change = edit::remove(snapshot, placed.file, placed.span(attribute.range).range);
    offers.push(Offer::new(format!("Remove `{signs}{}`", attribute.name.name), [change]));
}

/// An argument without a value to speak of; where the attribute is nothing without it, the attribute.
pub(super) fn empty(snapshot: &Snapshot, diagnostic: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, found)) = place::attribute(snapshot, span) else { return };
    let here = |arg: &&Arg| place::holds(placed.span(arg.range).range, span.range);
    match found.args().iter().find(here) {
        Some(arg) if arg.name.is_some() && found.args().len() > 1 || found.name.name != "map" => {
            argument(snapshot, diagnostic, span, offers);
        }
        Some(_) | None => attribute(snapshot, diagnostic, span, offers),
    }
}

/// The attribute of a name of the reported field.
fn named(snapshot: &Snapshot, span: Span, name: &str, offers: &mut Vec<Offer>) {
    let Some((placed, _, field)) = place::field(snapshot, span) else { return };
    for attribute in field.attributes.iter().filter(|attribute| attribute.name.name == name) {
        let change = edit::remove(snapshot, placed.file, placed.span(attribute.range).range);
        offers.push(Offer::new(format!("Remove `@{name}`"), [change]));
    }
}

pub(super) fn updated_at(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    named(snapshot, span, "updatedAt", offers);
}

pub(super) fn ignore(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    named(snapshot, span, "ignore", offers);
}

pub(super) fn default(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    named(snapshot, span, "default", offers);
}

/// The innermost argument at the place.
pub(super) fn argument(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, attribute)) = place::attribute(snapshot, span) else { return };
    let Some(args) = &attribute.args else { return };
    let Some((args, index)) = innermost(placed, args, span.range) else { return };
    let Some(arg) = args.list.get(index) else { return };
    let title = match &arg.name {
        Some(name) => format!("Remove `{}`", name.name),
        None => format!("Remove `{}`", snapshot.sources().slice(placed.span(arg.range))),
    };
    // A bare `@relation` says nothing.
    let bare = attribute.name.name == "relation" && attribute.args().len() == 1;
    let change = match bare {
        true => Some(edit::remove(snapshot, placed.file, placed.span(attribute.range).range)),
        false => edit::remove_argument(placed, args, index),
    };
    offers.push(Offer::new(title, change));
}

/// The argument of a name of the attribute at the place.
fn argument_named(snapshot: &Snapshot, span: Span, name: &str, offers: &mut Vec<Offer>) {
    let Some((placed, attribute)) = place::attribute(snapshot, span) else { return };
    let Some(args) = &attribute.args else { return };
    let named = |arg: &Arg| arg.name.as_ref().is_some_and(|found| found.name == name);
    if let Some(at) = args.list.iter().position(named) {
        offers.push(Offer::new(format!("Remove `{name}`"), edit::remove_argument(placed, args, at)));
    }
}

pub(super) fn map(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    argument_named(snapshot, span, "map", offers);
}

pub(super) fn name(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    argument_named(snapshot, span, "name", offers);
}

/// `clustered: false` where more than one index is clustered.
pub(super) fn not_clustered(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, attribute)) = place::attribute(snapshot, span) else { return };
    let written =
        attribute.args().iter().find(|arg| arg.name.as_ref().is_some_and(|name| name.name == "clustered"));
    let change = match written.map(|arg| &arg.value) {
        Some(Some(value)) => edit::replace(placed, value.range, "false"),
        Some(None) => return,
        None => edit::append_argument(placed, attribute, "clustered: false"),
    };
    offers.push(Offer::new("Leave it unclustered", [change]));
}

/// The arguments of the function at the place.
pub(super) fn arguments_of_function(
    snapshot: &Snapshot,
    _: &Diagnostic,
    span: Span,
    offers: &mut Vec<Offer>,
) {
    let Some((placed, attribute)) = place::attribute(snapshot, span) else { return };
    for value in attribute.args().iter().filter_map(|arg| arg.value.as_ref()) {
        let ExprKind::Function(name, args) = &value.kind else { continue };
        if place::touches(placed.span(value.range).range, span.range) && !args.list.is_empty() {
            let title = format!("Write `{}()`", name.name);
            offers.push(Offer::new(title, [edit::replace(placed, args.range, "()")]));
        }
    }
}

/// The list of arguments, and which of them holds the place, as deep as calls go.
fn innermost<'t>(placed: &Placed, args: &'t Args, range: TextRange) -> Option<(&'t Args, usize)> {
    let at = args.list.iter().position(|arg: &Arg| place::holds(placed.span(arg.range).range, range))?;
    let deeper = args.list[at].value.as_ref().and_then(|value| within(placed, value, range));
    Some(deeper.unwrap_or((args, at)))
}

fn within<'t>(placed: &Placed, value: &'t Expr, range: TextRange) -> Option<(&'t Args, usize)> {
    if !place::holds(placed.span(value.range).range, range) {
        return None;
    }
    match &value.kind {
        ExprKind::Array(items) => items.iter().find_map(|item| within(placed, item, range)),
        ExprKind::Function(name, args) if !place::holds(placed.span(name.range).range, range) => {
            innermost(placed, args, range)
        }
        ExprKind::Function(..)
        | ExprKind::String(_)
        | ExprKind::Number(_)
        | ExprKind::Constant(_)
        | ExprKind::Object(_)
        | ExprKind::Tagged(..) => None,
    }
}

/// The item of a list at the place, with its comma.
pub(super) fn item(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some(placed) = place::block(snapshot, span) else { return };
    let lists: Vec<&Expr> = match &placed.block.kind {
        BlockKind::Config(config) => {
            config.properties.iter().filter_map(|property| property.value.as_ref()).collect()
        }
        BlockKind::Object(object) => {
            object.properties.iter().filter_map(|property| property.value.as_ref()).collect()
        }
        BlockKind::Model(_) | BlockKind::Enum(_) => {
            let attribute = place::attribute(snapshot, span).map(|(_, attribute)| attribute);
            attribute
                .into_iter()
                .flat_map(|attribute| attribute.args())
                .filter_map(|arg| arg.value.as_ref())
                .collect()
        }
        BlockKind::Unknown => return,
    };
    for list in lists {
        let ExprKind::Array(items) = &list.kind else { continue };
        let here = |item: &Expr| place::holds(placed.span(item.range).range, span.range);
        let Some(at) = items.iter().position(here) else { continue };
        // An index over nothing would be the next error.
        if items.len() == 1 && !matches!(placed.block.kind, BlockKind::Config(_)) {
            continue;
        }
        let item = &items[at];
        let range = match (items.get(at + 1), at.checked_sub(1).and_then(|before| items.get(before))) {
            (Some(next), _) => TextRange { start: item.range.start, end: next.range.start },
            (None, Some(previous)) => TextRange { start: previous.range.end, end: item.range.end },
            (None, None) => item.range,
        };
        let title = format!("Remove `{}`", snapshot.sources().slice(placed.span(item.range)));
        offers.push(Offer::new(title, [edit::replace(placed, range, "")]));
    }
}

pub(super) fn property(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some(placed) = place::block(snapshot, span) else { return };
    let properties = match &placed.block.kind {
        BlockKind::Config(config) => &config.properties,
        BlockKind::Object(object) => &object.properties,
        BlockKind::Model(_) | BlockKind::Enum(_) | BlockKind::Unknown => return,
    };
    let here = |range: TextRange| place::holds(placed.span(range).range, span.range);
    if let Some(property) = properties.iter().find(|property| here(property.range)) {
        let change = edit::remove(snapshot, placed.file, placed.span(property.range).range);
        offers.push(Offer::new(format!("Remove `{}`", property.key.name), [change]));
    }
}

/// The field or enum value, with its line.
pub(super) fn member(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let (placed, name, range) = if let Some((placed, _, field)) = place::field(snapshot, span) {
        (placed, &field.name, field.range)
    } else if let Some((placed, value)) = place::enum_value(snapshot, span) {
        (placed, &value.name, value.range)
    } else {
        return;
    };
    let range = edit::whole_lines(snapshot.text(placed.file), placed.span(range).range);
    let title = format!("Remove this `{}`", name.name);
    offers.push(Offer::new(title, [(placed.file, Edit { range, text: String::new() })]));
}

/// The argument that the first further label points at.
pub(super) fn labelled_argument(
    snapshot: &Snapshot,
    diagnostic: &Diagnostic,
    _: Span,
    offers: &mut Vec<Offer>,
) {
    if let Some(label) = diagnostic.secondary.first() {
        argument(snapshot, diagnostic, label.span, offers);
    }
}

/// Several of what there is one of: each of them can go.
pub(super) fn one_of_several(snapshot: &Snapshot, diagnostic: &Diagnostic, _: Span, offers: &mut Vec<Offer>) {
    for label in &diagnostic.secondary {
        let whole_field = place::field(snapshot, label.span)
            .filter(|(placed, _, field)| placed.span(field.range) == label.span);
        match whole_field {
            Some((_, _, field)) => {
                let before = offers.len();
                default(snapshot, diagnostic, label.span, offers);
                let of_field = offers.iter_mut().skip(before);
                of_field.for_each(|offer| offer.title = format!("{} of `{}`", offer.title, field.name.name));
            }
            None => {
                let before = offers.len();
                attribute(snapshot, diagnostic, label.span, offers);
                let of_field = place::field(snapshot, label.span).map(|(_, _, field)| field);
                for offer in offers.iter_mut().skip(before) {
                    offer.title = match of_field {
                        Some(field) => format!("{} of `{}`", offer.title, field.name.name),
                        None => format!("{} of the block", offer.title),
                    };
                }
            }
        }
    }
}

/// Text that means nothing stays as a note.
pub(super) fn comment_out(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let text = snapshot.sources().slice(span);
    if !text.trim().is_empty() && !text.trim_end().contains('\n') {
        offers.push(Offer::new("Turn it into a comment", [edit::insert(span.file, span.range.start, "// ")]));
    }
}

//! Types that the database or the place does not take.

use super::Offer;
use crate::Snapshot;
use crate::actions::edit;
use crate::actions::place;
use parallax_diagnostics::{Diagnostic, Label};
use parallax_syntax::ast::{Arity, BlockKind, ExprKind, Field, Placed, TypeName};
use parallax_text::{Edit, Span};

/// How much of a text or of bytes an index looks at, where nobody has said.
const PREFIX: u32 = 100;
/// Of a long enum not all values are offered.
const MOST_VALUES: usize = 8;

/// Columns that can be indexed with a length only.
pub(super) fn prefix_length(
    snapshot: &Snapshot,
    diagnostic: &Diagnostic,
    span: Span,
    offers: &mut Vec<Offer>,
) {
    let Some((placed, attribute)) = place::attribute(snapshot, span) else { return };
    let title = format!("Index the first {PREFIX} characters");
    let length = format!("length: {PREFIX}");
    if place::field(snapshot, span).is_some() {
        offers.push(Offer::new(title, [edit::append_argument(placed, attribute, &length)]));
        return;
    }
    // The columns are told by their types.
    let of_type = |label: &Label| place::field(snapshot, label.span).map(|(_, _, field)| &field.name.name);
    let columns: Vec<_> = diagnostic.secondary.iter().filter_map(of_type).collect();
    let values = attribute.args().iter().filter_map(|arg| arg.value.as_ref());
    let items = values.filter_map(|value| match &value.kind {
        ExprKind::Array(items) => Some(items),
        _ => None,
    });
    let edits = items.flatten().filter_map(|item| match &item.kind {
        ExprKind::Constant(name) if columns.contains(&name) => {
            Some(edit::insert(placed.file, placed.offset + item.range.end, format!("({length})")))
        }
        ExprKind::Function(name, args) if columns.contains(&&name.name) && !args.list.is_empty() => {
            Some(edit::insert(placed.file, placed.offset + args.range.start + 1, format!("{length}, ")))
        }
        _ => None,
    });
    offers.push(Offer::new(title, edits));
}

fn take(placed: &Placed, field: &Field, ty: &str, offers: &mut Vec<Offer>) {
    if let Some(TypeName::Named(name)) = field.ty.as_ref().map(|ty| &ty.name) {
        let title = format!("Make `{}` a `{ty}`", field.name.name);
        offers.push(Offer::new(title, [edit::replace(placed, name.range, ty)]));
    }
}

pub(super) fn string(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, _, field)) = place::field(snapshot, span) else { return };
    take(placed, field, "String", offers);
}

pub(super) fn float(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, _, field)) = place::field(snapshot, span) else { return };
    take(placed, field, "Float", offers);
}

pub(super) fn date_time(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, _, field)) = place::field(snapshot, span) else { return };
    let is_list = field.ty.as_ref().is_some_and(|ty| ty.arity == Arity::List);
    match (is_list, &field.ty) {
        (true, Some(ty)) => {
            let title = format!("Make `{}` one `DateTime`", field.name.name);
            offers.push(Offer::new(title, [edit::replace(placed, ty.range, "DateTime")]));
        }
        _ => take(placed, field, "DateTime", offers),
    }
}

pub(super) fn big_int(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, _, field)) = place::field(snapshot, span) else { return };
    take(placed, field, "BigInt", offers);
}

/// A number or truth value in quotes where itself is wanted.
pub(super) fn without_quotes(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let text = snapshot.sources().slice(span);
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let plain = |inner: &&str| {
        let digits = !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_digit());
        digits || matches!(*inner, "true" | "false")
    };
    if let Some(number) = inner.filter(plain) {
        let edit = parallax_text::Edit { range: span.range, text: number.to_owned() };
        offers.push(Offer::new("Remove the quotes", [(span.file, edit)]));
    }
}

/// `auto()` makes ObjectIds.
pub(super) fn object_id(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, _, field)) = place::field(snapshot, span) else { return };
    if field.attributes.iter().any(|attribute| attribute.name.name.contains('.')) {
        return;
    }
    let prefix = place::datasource(snapshot).map_or("db", |(_, config)| &config.name.name);
    let attribute = format!("@{prefix}.ObjectId");
    offers
        .push(Offer::new(format!("Add `{attribute}`"), [edit::append_attribute(placed, field, &attribute)]));
}

/// A column type that the language does not know stays as it is in the database.
pub(super) fn unsupported(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, attribute)) = place::attribute(snapshot, span) else { return };
    let Some((_, _, field)) = place::field(snapshot, span) else { return };
    let Some(TypeName::Named(name)) = field.ty.as_ref().map(|ty| &ty.name) else { return };
    let written = snapshot.sources().slice(placed.span(attribute.range));
    let Some((_, sql)) = written.split_once('.') else { return };
    if sql.contains(['"', '\\', '\n']) || field.attributes.len() > 1 {
        return;
    }
    let ty = format!("Unsupported(\"{}\")", sql.to_lowercase());
    let edits = [
        edit::replace(placed, name.range, ty.clone()),
        edit::remove(snapshot, placed.file, placed.span(attribute.range).range),
    ];
    offers.push(Offer::new(format!("Keep it as the column type `{ty}`"), edits));
}

/// A block that holds nothing yet.
pub(super) fn first_member(
    snapshot: &Snapshot,
    diagnostic: &Diagnostic,
    span: Span,
    offers: &mut Vec<Offer>,
) {
    let Some(placed) = place::block(snapshot, span) else { return };
    let (title, line) = match diagnostic.rule.slug {
        "empty-enum" => ("Add a value…", "VALUE"),
        _ => ("Add a field…", "name String"),
    };
    offers.push(Offer::new(title, edit::prepend_line(snapshot, placed, line)));
}

/// A default that is no value of its enum: one of those that are.
pub(super) fn enum_value(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((_, _, field)) = place::field(snapshot, span) else { return };
    let Some(TypeName::Named(name)) = field.ty.as_ref().map(|ty| &ty.name) else { return };
    let written = snapshot.sources().slice(span);
    if written.contains(['(', '[', '"', ' ']) {
        return;
    }
    let declared =
        snapshot.declarations(&name.name).iter().find_map(|id| match &snapshot.block(*id).block.kind {
            BlockKind::Enum(of) => Some(of),
            BlockKind::Model(_) | BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => None,
        });
    for value in declared.iter().flat_map(|of| &of.values).take(MOST_VALUES) {
        let edit = Edit { range: span.range, text: value.name.name.to_string() };
        offers.push(Offer::new(format!("Change to `{}`", value.name.name), [(span.file, edit)]));
    }
}

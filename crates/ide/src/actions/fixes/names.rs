//! Names that the language or the database does not take.

use super::Offer;
use crate::Snapshot;
use crate::actions::edit;
use crate::actions::place;
use crate::actions::refactor::renamed;
use crate::actions::words::free;
use parallax_diagnostics::Diagnostic;
use parallax_syntax::ast::{Attribute, BlockKind};
use parallax_text::Span;

/// A block with a name that is taken by the language: another one, with the old one kept in the database.
pub(super) fn out_of_the_way(
    snapshot: &Snapshot,
    diagnostic: &Diagnostic,
    span: Span,
    offers: &mut Vec<Offer>,
) {
    let Some(placed) = place::block(snapshot, span) else { return };
    let Some(name) = placed.block.name().filter(|name| placed.span(name.range) == span) else { return };
    let kind = match &placed.block.kind {
        BlockKind::Model(_) => "Model",
        BlockKind::Enum(_) => "Enum",
        BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => return,
    };
    let taken = |name: &str| !snapshot.declarations(name).is_empty() || parallax_schema::is_reserved(name);
    let new = free(format!("{}{kind}", name.name), taken);
    let everywhere = diagnostic.rule.slug == "reserved-name";
    let edits = match everywhere {
        true => renamed(snapshot, &name.name, &new),
        // Fields of this type mean the built-in one.
        false => {
            let mut edits = vec![edit::replace(placed, name.range, new.clone())];
            let mapped = edit::block_attributes(&placed.block).iter().any(is_map);
            if !mapped {
                let map = format!("@@map(\"{}\")", name.name);
                edits.extend(edit::append_lines(snapshot, placed, &[map]));
            }
            edits
        }
    };
    offers.push(Offer::new(format!("Rename to `{new}` (the database stays)"), edits));
}

fn is_map(attribute: &Attribute) -> bool {
    attribute.name.name == "map"
}

/// Two things of one name in the database: the one whose name was given does without.
pub(super) fn without_map(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some(placed) = place::block(snapshot, span) else { return };
    let (signs, attributes) = match place::field(snapshot, span) {
        Some((_, _, field)) => ("@", field.attributes.as_slice()),
        None => ("@@", edit::block_attributes(&placed.block)),
    };
    if let Some(map) = attributes.iter().find(|attribute| is_map(attribute)) {
        let change = edit::remove(snapshot, placed.file, placed.span(map.range).range);
        offers.push(Offer::new(format!("Remove `{signs}map`"), [change]));
    }
}

/// A constraint without a name of its own, whose implied name is taken.
pub(super) fn another_constraint_name(
    snapshot: &Snapshot,
    _: &Diagnostic,
    span: Span,
    offers: &mut Vec<Offer>,
) {
    let Some((placed, attribute)) = place::attribute(snapshot, span) else { return };
    let Some(model) = placed.block.name() else { return };
    let named = attribute.args().iter().find(|arg| arg.name.as_ref().is_some_and(|name| name.name == "map"));
    let fields: Vec<&str> = match (place::model(snapshot, span), place::field(snapshot, span)) {
        (_, Some((_, _, field))) => vec![field.name.name.as_str()],
        (Some((_, model)), None) => {
            super::listed(model, attribute).iter().map(|field| field.name.name.as_str()).collect()
        }
        (None, None) => return,
    };
    let text = snapshot.text(placed.file);
    let base = format!("{}_{}_{}", model.name, fields.join("_"), attribute.name.name);
    let limit = snapshot.language().map_or(usize::MAX, |language| language.max_identifier);
    let name = free(base, |name| text.contains(&format!("\"{name}\"")));
    if name.len() > limit {
        return;
    }
    let change = match named.map(|arg| &arg.value) {
        Some(Some(value)) => edit::replace(placed, value.range, format!("\"{name}\"")),
        Some(None) => return,
        None => edit::append_argument(placed, attribute, &format!("map: \"{name}\"")),
    };
    offers.push(Offer::new(format!("Name it `{name}`"), [change]));
}

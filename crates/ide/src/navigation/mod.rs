//! Where things are declared and used. Reads trees alone.

pub(crate) mod constants;
pub(crate) mod locate;
pub(crate) mod relations;
pub(crate) mod spots;

use crate::{Position, Snapshot};
use locate::{Entity, declarations, locate, resolve, resolve_or_near, uses};
use parallax_text::{Span, TextRange};
use spots::{Part, Role};

/// A declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Target {
    /// The whole of it.
    pub full: Span,
    /// Its name.
    pub name: Span,
}

/// Where what stands at the place is declared. The name of a relation leads to where the other side gives it.
pub fn definition(snapshot: &Snapshot, position: Position) -> Vec<Target> {
    let Some(located) = locate(snapshot, position) else { return Vec::new() };
    let Some(entity) = resolve_or_near(snapshot, located.block, located.part) else { return Vec::new() };
    let mut targets = declarations(snapshot, &entity);
    if let Entity::Relation(..) = entity {
        uses(snapshot, &entity, None, &mut |other| {
            let span = Span { file: other.block.file, range: other.range };
            if span != (Span { file: position.file, range: located.range }) {
                targets.push(Target { full: span, name: span });
            }
        });
    }
    targets
}

/// All places that name it, sorted.
///
/// Asked of a field in the lists of a relation, the places are those that the relation stands on: the field, and the
/// keys and indexes over it. Asked anywhere else, they are all.
pub fn references(snapshot: &Snapshot, position: Position, with_declaration: bool) -> Vec<Span> {
    let Some(located) = locate(snapshot, position) else { return Vec::new() };
    let Some(entity) = resolve_or_near(snapshot, located.block, located.part) else { return Vec::new() };
    let from_relation = is_in_relation(located.part);
    let mut spans = Vec::new();
    uses(snapshot, &entity, None, &mut |used| {
        if !(from_relation && is_in_relation(used.part)) {
            spans.push(Span { file: used.block.file, range: used.range });
        }
    });
    if with_declaration {
        spans.extend(declarations(snapshot, &entity).iter().map(|target| target.name));
    }
    spans.sort();
    spans.dedup();
    spans
}

fn is_in_relation(part: Part<'_>) -> bool {
    match part {
        Part::Value(within, Role::OwnField(_) | Role::ReferencedField(_)) => {
            within.attribute.name.name == "relation"
        }
        _ => false,
    }
}

/// All places of this file that name it; true for the declaration.
pub fn highlights(snapshot: &Snapshot, position: Position) -> Vec<(TextRange, bool)> {
    let Some(located) = locate(snapshot, position) else { return Vec::new() };
    let Some(entity) = resolve(snapshot, located.block, located.part) else { return Vec::new() };
    let mut ranges: Vec<(TextRange, bool)> = declarations(snapshot, &entity)
        .iter()
        .filter(|target| target.name.file == position.file)
        .map(|target| (target.name.range, true))
        .collect();
    uses(snapshot, &entity, Some(position.file), &mut |used| ranges.push((used.range, false)));
    ranges.sort();
    ranges.dedup_by_key(|(range, _)| *range);
    ranges
}

#[cfg(test)]
mod tests;

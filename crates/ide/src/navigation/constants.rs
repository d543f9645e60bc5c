//! `limits.name`, and `${limits.name}` in SQL: two words, of which the first names a block and the second a key of it.

use super::locate::Entity;
use super::spots::{Part, Spot};
use crate::{BlockId, Snapshot};
use parallax_schema::mentions;
use parallax_syntax::ast::{BlockKind, ExprKind, ObjectBlock, ObjectKeyword, Placed, Property};
use parallax_syntax::beside::values;
use parallax_text::TextRange;

/// The block of constants that is called so.
pub fn named<'a>(snapshot: &'a Snapshot, name: &str) -> Option<(BlockId, &'a ObjectBlock)> {
    let block = snapshot.declarations(name).first().copied()?;
    Some((block, constants_at(snapshot, block)?))
}

/// The block, where it holds constants.
pub fn constants_at(snapshot: &Snapshot, block: BlockId) -> Option<&ObjectBlock> {
    match &snapshot.block(block).block.kind {
        BlockKind::Object(object) if object.keyword == ObjectKeyword::Constants => Some(object),
        _ => None,
    }
}

pub fn constant_at(snapshot: &Snapshot, block: BlockId, at: u32) -> Option<&Property> {
    constants_at(snapshot, block)?.properties.get(at as usize)
}

/// All blocks of constants.
pub fn all(snapshot: &Snapshot) -> impl Iterator<Item = &ObjectBlock> {
    snapshot.blocks().filter_map(|(id, _)| constants_at(snapshot, id))
}

/// What a path such as `limits.name` names.
pub fn entity(snapshot: &Snapshot, path: &str) -> Option<Entity> {
    let (block, key) = path.split_once('.')?;
    let (id, object) = named(snapshot, block)?;
    let at = object.properties.iter().position(|property| property.key.name == key)?;
    Some(Entity::Constant(id, at as u32))
}

/// Hands over the words of a block that name constants, and the keys where they are declared.
pub fn visit<'a>(snapshot: &'a Snapshot, placed: &'a Placed, take: &mut dyn FnMut(Spot<'a>)) {
    if all(snapshot).next().is_none() {
        return;
    }
    if let BlockKind::Object(object) = &placed.block.kind
        && object.keyword == ObjectKeyword::Constants
    {
        for (property, at) in object.properties.iter().zip(0..) {
            take(Spot { range: property.key.range, part: Part::ConstantName(at) });
        }
    }
    values(&placed.block, &mut |value, _| match &value.kind {
        ExprKind::Constant(path) => words(snapshot, path, value.range, take),
        ExprKind::Tagged(..) => {
            let text = snapshot.sources().slice(placed.span(value.range));
            for (range, path) in mentions(text) {
                let start = value.range.start + range.start + 2;
                words(snapshot, path, TextRange { start, end: start + path.len() as u32 }, take);
            }
        }
        _ => {}
    });
}

fn words<'a>(snapshot: &'a Snapshot, path: &'a str, range: TextRange, take: &mut dyn FnMut(Spot<'a>)) {
    let Some((block, _)) = path.split_once('.') else { return };
    if named(snapshot, block).is_none() {
        return;
    }
    let dot = range.start + block.len() as u32;
    take(Spot { range: TextRange { start: range.start, end: dot }, part: Part::ConstantsOf(block) });
    take(Spot { range: TextRange { start: dot + 1, end: range.end }, part: Part::Constant(path) });
}

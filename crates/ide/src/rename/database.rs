//! What the database calls a thing whose name changes.

use crate::actions::edit::{append_lines, block_attributes, insert};
use crate::actions::words::snake_case;
use crate::navigation::locate::{Entity, field_at, model_at, value_at};
use crate::navigation::relations::{Kind, Relation, Side, relation_of};
use crate::{BlockId, Snapshot};
use parallax_dialect::{EnumStyle, Scalar};
use parallax_syntax::ast::{Attribute, BlockKind, Field, ModelKeyword};
use parallax_text::{Edit, FileId, TextRange};
use smol_str::SmolStr;

type FileEdit = (FileId, Edit);

/// Edits after which the database is called as before. An error where nothing could make it so.
pub(super) fn keep(
    snapshot: &Snapshot,
    entity: &Entity,
    old: &str,
    new: &str,
) -> Result<Vec<FileEdit>, String> {
    let mut edits = Vec::new();
    match entity {
        Entity::Type(block) => {
            let placed = snapshot.block(*block);
            if has_name(snapshot, *block) && map_of(block_attributes(&placed.block)).is_none() {
                let line = format!("@@map({})", quoted(old));
                edits.push(append_lines(snapshot, placed, &[line]).ok_or("The block has no closing brace.")?);
            }
            for relation in join_tables(snapshot, *block) {
                check_order(&relation, *block, None, new)?;
                edits.extend(name_relation(snapshot, &relation));
            }
        }
        Entity::Field(block, at) => {
            let Some(field) = field_at(snapshot, *block, *at) else { return Ok(edits) };
            if is_column(snapshot, *block, *at) && map_of(&field.attributes).is_none() {
                edits.push(map_behind(snapshot, *block, field.range, old));
            }
            if let Some(relation) = relation_of(snapshot, *block, *at).filter(is_join) {
                check_order(&relation, *block, Some(old), new)?;
            }
        }
        Entity::EnumValue(block, at) => {
            let Some(value) = value_at(snapshot, *block, *at) else { return Ok(edits) };
            if map_of(&value.attributes).is_none() {
                edits.push(map_behind(snapshot, *block, value.range, old));
            }
        }
        Entity::Constant(..)
        | Entity::Datasource(_)
        | Entity::Generator(_)
        | Entity::Namespace(_)
        | Entity::Relation(..) => {}
    }
    Ok(edits)
}

/// Edits after which the database has the new name too: a `@map` that has the old name, perhaps in small letters with
/// underscores, changes along. Any other says that the database has a name of its own, and stays.
pub(super) fn follow(
    snapshot: &Snapshot,
    entity: &Entity,
    old: &str,
    new: &str,
) -> Result<Vec<FileEdit>, String> {
    let (block, attributes) = match entity {
        Entity::Type(block) => (*block, block_attributes(&snapshot.block(*block).block)),
        Entity::Field(block, at) => {
            (*block, field_at(snapshot, *block, *at).map_or(&[][..], |field| &field.attributes))
        }
        Entity::EnumValue(block, at) => {
            (*block, value_at(snapshot, *block, *at).map_or(&[][..], |value| &value.attributes))
        }
        Entity::Constant(..)
        | Entity::Datasource(_)
        | Entity::Generator(_)
        | Entity::Namespace(_)
        | Entity::Relation(..) => {
            return Ok(Vec::new());
        }
    };
    let mapped = mapped(attributes);
    let name = match mapped.map(|(name, _)| name.as_str()) {
        None => SmolStr::new(new),
        Some(name) if name == old => SmolStr::new(new),
        Some(name) if name == snake_case(old) => SmolStr::from(snake_case(new)),
        Some(_) => return Ok(Vec::new()),
    };
    if let Entity::Field(block, at) = entity
        && is_column(snapshot, *block, *at)
    {
        check_column(snapshot, *block, &name)?;
    }
    let span = mapped.map(|(_, range)| snapshot.block(block).span(range));
    Ok(span.map(|span| (span.file, Edit { range: span.range, text: quoted(&name) })).into_iter().collect())
}

/// Whether the database has a name of its own for the block.
fn has_name(snapshot: &Snapshot, block: BlockId) -> bool {
    match &snapshot.block(block).block.kind {
        BlockKind::Model(model) => match model.keyword {
            ModelKeyword::Model | ModelKeyword::View => true,
            ModelKeyword::Type => false,
        },
        BlockKind::Enum(_) => match snapshot.target().map(|target| target.dialect.shapes.enums) {
            Some(EnumStyle::Named) => true,
            Some(EnumStyle::Inline | EnumStyle::Text) => false,
            None => !snapshot.language().is_some_and(|language| language.capabilities.documents),
        },
        BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => false,
    }
}

/// Whether a field is a column, or a value in a document: of a type that is known and no model.
fn is_column(snapshot: &Snapshot, block: BlockId, at: u32) -> bool {
    let Some(field) = field_at(snapshot, block, at) else { return false };
    let Some(name) = field.type_name() else { return field.ty.is_some() };
    let is_model = |id: &BlockId| {
        model_at(snapshot, *id).is_some_and(|model| match model.keyword {
            ModelKeyword::Model | ModelKeyword::View => true,
            ModelKeyword::Type => false,
        })
    };
    match snapshot.declarations(name).first() {
        Some(declared) => !is_model(declared),
        None => Scalar::parse(name).is_some(),
    }
}

fn map_of(attributes: &[Attribute]) -> Option<&Attribute> {
    attributes.iter().find(|attribute| attribute.name.name == "map")
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

fn map_behind(snapshot: &Snapshot, block: BlockId, member: TextRange, name: &str) -> FileEdit {
    let span = snapshot.block(block).span(member);
    insert(span.file, span.range.end, format!(" @map({})", quoted(name)))
}

/// The name that `@map` or `@@map` gives, and where.
fn mapped(attributes: &[Attribute]) -> Option<(&SmolStr, TextRange)> {
    let value = map_of(attributes)?.args().first()?.value.as_ref()?;
    Some((value.as_string()?, value.range))
}

/// No other field may be the column already.
fn check_column(snapshot: &Snapshot, block: BlockId, name: &str) -> Result<(), String> {
    let fields = model_at(snapshot, block).into_iter().flat_map(|model| &model.fields);
    let is_it = |field: &&Field| mapped(&field.attributes).is_some_and(|(column, _)| column == name);
    match fields.into_iter().find(is_it) {
        Some(field) => Err(format!("The column `{name}` is already that of `{}`.", field.name.name)),
        None => Ok(()),
    }
}

fn is_join(relation: &Relation<'_>) -> bool {
    relation.kind() == Some(Kind::ManyToMany) && !relation.is_embedded()
}

/// The relations of a model that tables of their own hold.
fn join_tables(snapshot: &Snapshot, block: BlockId) -> impl Iterator<Item = Relation<'_>> {
    let count = model_at(snapshot, block).map_or(0, |model| model.fields.len() as u32);
    (0..count).filter_map(move |at| relation_of(snapshot, block, at)).filter(is_join)
}

/// Columns A and B of a join table go by the alphabet: first by models, then by fields. They must not change places.
/// `field` is the old name where a field is renamed.
fn check_order(
    relation: &Relation<'_>,
    block: BlockId,
    field: Option<&str>,
    new: &str,
) -> Result<(), String> {
    let Some(there) = relation.there else { return Ok(()) };
    let before = |side: &Side<'_>| (side.model.name.name.clone(), side.field.name.name.clone());
    let after = |side: &Side<'_>| {
        let (model, name) = before(side);
        match field {
            Some(old) if side.block == block && name == old => (model, SmolStr::new(new)),
            Some(_) => (model, name),
            None if side.block == block => (SmolStr::new(new), name),
            None => (model, name),
        }
    };
    let here = relation.here;
    if before(&here).cmp(&before(&there)) == after(&here).cmp(&after(&there)) {
        return Ok(());
    }
    Err(format!(
        "With the name `{new}`, the columns A and B of the join table of `{}` would change places: they are in the order \
         of the alphabet. Choose a name that stays on the same side of the other one, or rename in the database too.",
        relation.name()
    ))
}

/// Writes the name down that a relation has by its models, and its join table by that.
fn name_relation(snapshot: &Snapshot, relation: &Relation<'_>) -> Vec<FileEdit> {
    let sides = [Some(relation.here), relation.there];
    let unnamed = sides.into_iter().flatten().filter(|side| side.name().is_none());
    unnamed.map(|side| name_side(snapshot, &side, &relation.name())).collect()
}

fn name_side(snapshot: &Snapshot, side: &Side<'_>, name: &str) -> FileEdit {
    let placed = snapshot.block(side.block);
    let at = |offset: u32, text: String| insert(placed.file, placed.offset + offset, text);
    match side.attribute.map(|attribute| (attribute, &attribute.args)) {
        Some((_, Some(args))) => {
            let comma = if args.list.is_empty() { "" } else { ", " };
            at(args.range.start + 1, format!("{}{comma}", quoted(name)))
        }
        Some((attribute, None)) => at(attribute.range.end, format!("({})", quoted(name))),
        None => at(side.field.range.end, format!(" @relation({})", quoted(name))),
    }
}

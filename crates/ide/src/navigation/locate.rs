//! From a place to what stands there, and from a word to what it names.

use super::constants;
use super::spots::{Owner, Part, Role, Spot, Within, spot_at, visit};
use crate::{BlockId, Position, Snapshot};
use parallax_syntax::ast::{
    BlockKind, ConfigKeyword, Enum, EnumValue, Expr, Field, Model, ModelKeyword, Placed,
};
use parallax_text::{FileId, Span, TextRange};
use smol_str::SmolStr;

/// A word of a schema, in its block.
#[derive(Debug, Clone, Copy)]
pub struct Located<'a> {
    pub block: BlockId,
    /// In the file.
    pub range: TextRange,
    pub part: Part<'a>,
}

/// Something that is declared once and named wherever it is used. Members by their index in the block.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Entity {
    /// A model, view, composite type or enum; the first of those that have the name.
    Type(BlockId),
    Datasource(BlockId),
    Generator(BlockId),
    Field(BlockId, u32),
    EnumValue(BlockId, u32),
    /// A key of a block of constants.
    Constant(BlockId, u32),
    /// An entry of `schemas`.
    Namespace(SmolStr),
    /// A relation by its name, and the models on both sides in order.
    Relation(SmolStr, [SmolStr; 2]),
}

/// The word at a place.
pub fn locate(snapshot: &Snapshot, position: Position) -> Option<Located<'_>> {
    let block = block_at(snapshot, position)?;
    let placed = snapshot.block(block);
    let offset = position.offset.checked_sub(placed.offset)?;
    let mut constant = None;
    constants::visit(snapshot, placed, &mut |spot| {
        if spot.range.start <= offset && offset <= spot.range.end {
            constant = constant.or(Some(spot));
        }
    });
    let spot = constant.or_else(|| spot_at(&placed.block, offset))?;
    Some(Located { block, range: spot.range.shifted(placed.offset), part: spot.part })
}

/// The block around a place, the comments above it included.
pub fn block_at(snapshot: &Snapshot, position: Position) -> Option<BlockId> {
    if position.file.0 as usize >= snapshot.parsed().len() {
        return None;
    }
    let blocks = &snapshot.ast(position.file).blocks;
    let index = blocks.partition_point(|placed| placed.offset <= position.offset).checked_sub(1)?;
    let placed = blocks.get(index)?;
    let inside = position.offset <= placed.offset + placed.block.range.end;
    inside.then_some(BlockId { file: position.file, index: index as u32 })
}

/// As [`resolve`]; a type of a database leads to the datasource that names the database.
pub fn resolve_or_near(snapshot: &Snapshot, block: BlockId, part: Part<'_>) -> Option<Entity> {
    match part {
        Part::NativeType { datasource: name, .. } => datasource(snapshot, name).map(Entity::Datasource),
        _ => resolve(snapshot, block, part),
    }
}

/// What a word names; nothing for words of the language, and for names that nothing has.
pub fn resolve(snapshot: &Snapshot, block: BlockId, part: Part<'_>) -> Option<Entity> {
    match part {
        Part::BlockName(name) => Some(match &snapshot.block(block).block.kind {
            BlockKind::Model(_) | BlockKind::Enum(_) | BlockKind::Object(_) => type_entity(snapshot, name)?,
            BlockKind::Config(config) => match config.keyword {
                ConfigKeyword::Datasource => Entity::Datasource(block),
                ConfigKeyword::Generator => Entity::Generator(block),
            },
            BlockKind::Unknown => return None,
        }),
        Part::FieldName(at) => Some(Entity::Field(block, at)),
        Part::EnumValue(at) => Some(Entity::EnumValue(block, at)),
        Part::FieldType { name, .. } | Part::ConstantsOf(name) => type_entity(snapshot, name),
        Part::Constant(path) => constants::entity(snapshot, path),
        Part::ConstantName(at) => Some(Entity::Constant(block, at)),
        Part::Datasource(name) => datasource(snapshot, name).map(Entity::Datasource),
        Part::PropertyValue(property, text) => match &snapshot.block(block).block.kind {
            BlockKind::Object(_) => type_entity(snapshot, text),
            _ if property.key.name == "schemas" && is_datasource(snapshot.block(block)) => {
                Some(Entity::Namespace(text.into()))
            }
            _ => None,
        },
        Part::Value(within, role) => value(snapshot, block, within, role),
        Part::Unsupported(_)
        | Part::Property(_)
        | Part::Attribute(..)
        | Part::NativeType { .. }
        | Part::ArgumentName(_) => None,
    }
}

fn value(snapshot: &Snapshot, block: BlockId, within: Within<'_>, role: Role<'_>) -> Option<Entity> {
    match role {
        Role::OwnField(path) => field_of_path(snapshot, block, path),
        Role::ReferencedField(path) => field_of_path(snapshot, owner_type(snapshot, block, within)?, path),
        Role::DefaultWord(word) => {
            let of = owner_type(snapshot, block, within)?;
            let at = enum_at(snapshot, of)?.values.iter().position(|value| value.name.name == word)?;
            Some(Entity::EnumValue(of, at as u32))
        }
        Role::Text(text) => match (within.attribute.name.name.as_str(), within.param) {
            ("schema", "map") => Some(Entity::Namespace(text.into())),
            ("relation", "name") => relation(snapshot, block, within, text),
            _ => None,
        },
        Role::Function(_) | Role::Option(_) | Role::Word(_) => None,
    }
}

fn relation(snapshot: &Snapshot, block: BlockId, within: Within<'_>, name: &str) -> Option<Entity> {
    let here = &model_at(snapshot, block)?.name.name;
    let there = owner_field(snapshot, block, within)?.type_name()?;
    let mut models = [here.clone(), there.clone()];
    models.sort();
    Some(Entity::Relation(name.into(), models))
}

/// The field that an attribute stands on.
pub fn owner_field<'a>(snapshot: &'a Snapshot, block: BlockId, within: Within<'_>) -> Option<&'a Field> {
    match within.owner {
        Owner::Field(at) => model_at(snapshot, block)?.fields.get(at as usize),
        Owner::Block | Owner::Value(_) => None,
    }
}

/// The block that the type of the field names that an attribute stands on.
fn owner_type(snapshot: &Snapshot, block: BlockId, within: Within<'_>) -> Option<BlockId> {
    declared(snapshot, owner_field(snapshot, block, within)?.type_name()?)
}

/// Follows `address.city` through composite types.
fn field_of_path(snapshot: &Snapshot, block: BlockId, path: &str) -> Option<Entity> {
    let mut at = block;
    let mut steps = path.split('.').peekable();
    loop {
        let step = steps.next()?;
        let model = model_at(snapshot, at)?;
        let index = model.fields.iter().position(|field| field.name.name == step)?;
        if steps.peek().is_none() {
            return Some(Entity::Field(at, index as u32));
        }
        at = declared(snapshot, model.fields[index].type_name()?)?;
    }
}

/// The first block that declares a name for types.
pub fn declared(snapshot: &Snapshot, name: &str) -> Option<BlockId> {
    snapshot.declarations(name).first().copied()
}

fn type_entity(snapshot: &Snapshot, name: &str) -> Option<Entity> {
    declared(snapshot, name).map(Entity::Type)
}

fn datasource(snapshot: &Snapshot, name: &str) -> Option<BlockId> {
    let named = |placed: &Placed| placed.block.name().is_some_and(|known| known.name == name);
    snapshot.blocks().find(|(_, placed)| is_datasource(placed) && named(placed)).map(|(id, _)| id)
}

fn is_datasource(placed: &Placed) -> bool {
    match &placed.block.kind {
        BlockKind::Config(config) => config.keyword == ConfigKeyword::Datasource,
        BlockKind::Model(_) | BlockKind::Enum(_) | BlockKind::Object(_) | BlockKind::Unknown => false,
    }
}

/// The model, view or composite type that a block is.
pub fn model_at(snapshot: &Snapshot, block: BlockId) -> Option<&Model> {
    match &snapshot.block(block).block.kind {
        BlockKind::Model(model) => Some(model),
        BlockKind::Enum(_) | BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => None,
    }
}

pub fn enum_at(snapshot: &Snapshot, block: BlockId) -> Option<&Enum> {
    match &snapshot.block(block).block.kind {
        BlockKind::Enum(item) => Some(item),
        BlockKind::Model(_) | BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => None,
    }
}

pub fn field_at(snapshot: &Snapshot, block: BlockId, index: u32) -> Option<&Field> {
    model_at(snapshot, block)?.fields.get(index as usize)
}

pub fn value_at(snapshot: &Snapshot, block: BlockId, index: u32) -> Option<&EnumValue> {
    enum_at(snapshot, block)?.values.get(index as usize)
}

/// The entries of `schemas`, with their places.
fn namespaces(snapshot: &Snapshot) -> impl Iterator<Item = (&SmolStr, Span)> {
    let configs = snapshot.asts().flat_map(|ast| ast.configs());
    let lists =
        configs.filter_map(|(placed, config)| Some((placed, config.property("schemas")?.value.as_ref()?)));
    lists.flat_map(|(placed, value)| {
        elements(value)
            .iter()
            .filter_map(move |item| item.as_string().map(|name| (name, placed.span(item.range))))
    })
}

fn elements(value: &Expr) -> &[Expr] {
    match &value.kind {
        parallax_syntax::ast::ExprKind::Array(items) => items,
        _ => std::slice::from_ref(value),
    }
}

/// Where an entity is declared: the whole of it and its name.
pub fn declarations(snapshot: &Snapshot, entity: &Entity) -> Vec<super::Target> {
    let block_target = |id: BlockId| {
        let placed = snapshot.block(id);
        let name = placed.block.name()?;
        Some(super::Target { full: placed.span(placed.block.range), name: placed.span(name.range) })
    };
    match entity {
        Entity::Type(id) => match snapshot.block(*id).block.name() {
            Some(name) => {
                snapshot.declarations(&name.name).iter().filter_map(|id| block_target(*id)).collect()
            }
            None => Vec::new(),
        },
        Entity::Datasource(id) | Entity::Generator(id) => block_target(*id).into_iter().collect(),
        Entity::Field(id, at) => {
            let placed = snapshot.block(*id);
            let field = field_at(snapshot, *id, *at);
            field
                .map(|field| super::Target {
                    full: placed.span(field.range),
                    name: placed.span(field.name.range),
                })
                .into_iter()
                .collect()
        }
        Entity::EnumValue(id, at) => {
            let placed = snapshot.block(*id);
            let value = value_at(snapshot, *id, *at);
            value
                .map(|value| super::Target {
                    full: placed.span(value.range),
                    name: placed.span(value.name.range),
                })
                .into_iter()
                .collect()
        }
        Entity::Constant(id, at) => {
            let placed = snapshot.block(*id);
            let property = constants::constant_at(snapshot, *id, *at);
            let target = property.map(|property| super::Target {
                full: placed.span(property.range),
                name: placed.span(property.key.range),
            });
            target.into_iter().collect()
        }
        Entity::Namespace(name) => namespaces(snapshot)
            .filter(|(known, _)| *known == name)
            .map(|(_, span)| super::Target { full: span, name: span })
            .collect(),
        // Both sides declare it together.
        Entity::Relation(..) => Vec::new(),
    }
}

/// Whether a word can name the entity, by its letters and part alone.
fn may_name(entity: &Entity, name: &str, part: Part<'_>) -> bool {
    let last = |path: &str| path.rsplit('.').next() == Some(name);
    match (entity, part) {
        (Entity::Type(_), Part::FieldType { name: text, .. } | Part::ConstantsOf(text)) => text == name,
        (Entity::Constant(..), Part::Constant(path)) => last(path),
        (Entity::Datasource(_), Part::Datasource(text)) => text == name,
        (Entity::Field(..), Part::Value(_, Role::OwnField(path) | Role::ReferencedField(path))) => last(path),
        (Entity::EnumValue(..), Part::Value(_, Role::DefaultWord(word))) => word == name,
        (Entity::Namespace(_), Part::Value(_, Role::Text(text))) => text == name,
        (Entity::Relation(..), Part::Value(_, Role::Text(text))) => text == name,
        _ => false,
    }
}

/// Whether a block can name an entity at all, by the types of its fields alone.
fn is_near(snapshot: &Snapshot, entity: &Entity, block: BlockId, placed: &Placed) -> bool {
    let has_type = |of: &BlockId| {
        let BlockKind::Model(model) = &placed.block.kind else { return false };
        let name = snapshot.block(*of).block.name().map(|name| &name.name);
        model.fields.iter().any(|field| field.type_name() == name)
    };
    let is_composite =
        |of: &BlockId| model_at(snapshot, *of).is_some_and(|model| model.keyword == ModelKeyword::Type);
    match entity {
        Entity::Type(of) => has_type(of) || constants::constants_at(snapshot, *of).is_some(),
        Entity::EnumValue(of, _) => has_type(of),
        // Paths lead through composite types into others.
        Entity::Field(of, _) => *of == block || has_type(of) || is_composite(of),
        Entity::Relation(_, models) => placed.block.name().is_some_and(|name| models.contains(&name.name)),
        Entity::Datasource(_) | Entity::Namespace(_) | Entity::Constant(..) => true,
        Entity::Generator(_) => false,
    }
}

/// Hands over every use of an entity, declarations aside: one pass over the blocks of all files, or of one.
pub fn uses<'a>(
    snapshot: &'a Snapshot,
    entity: &Entity,
    file: Option<FileId>,
    take: &mut dyn FnMut(Located<'a>),
) {
    let Some(name) = entity_name(snapshot, entity) else { return };
    // A name means the same datasource everywhere, and finding it takes a look at all blocks.
    let is_used = |block, part: Part<'_>| match entity {
        Entity::Datasource(_) => true,
        Entity::Type(_)
        | Entity::Generator(_)
        | Entity::Field(..)
        | Entity::EnumValue(..)
        | Entity::Constant(..)
        | Entity::Namespace(_)
        | Entity::Relation(..) => resolve(snapshot, block, part).as_ref() == Some(entity),
    };
    let files = snapshot.asts().filter(|ast| file.is_none_or(|file| file == ast.file));
    let blocks = files.flat_map(|ast| (0..).map(|index| BlockId { file: ast.file, index }).zip(&ast.blocks));
    for (block, placed) in blocks.filter(|(block, placed)| is_near(snapshot, entity, *block, placed)) {
        let mut found = |spot: Spot<'a>| {
            if may_name(entity, &name, spot.part) && is_used(block, spot.part) {
                let range = spot.range.shifted(placed.offset);
                take(Located { block, range, part: spot.part });
            }
        };
        visit(&placed.block, &mut found);
        constants::visit(snapshot, placed, &mut found);
    }
}

/// How the schema calls an entity.
pub fn entity_name(snapshot: &Snapshot, entity: &Entity) -> Option<SmolStr> {
    match entity {
        Entity::Type(id) | Entity::Datasource(id) | Entity::Generator(id) => {
            snapshot.block(*id).block.name().map(|name| name.name.clone())
        }
        Entity::Field(id, at) => field_at(snapshot, *id, *at).map(|field| field.name.name.clone()),
        Entity::EnumValue(id, at) => value_at(snapshot, *id, *at).map(|value| value.name.name.clone()),
        Entity::Constant(id, at) => {
            constants::constant_at(snapshot, *id, *at).map(|property| property.key.name.clone())
        }
        Entity::Namespace(name) | Entity::Relation(name, _) => Some(name.clone()),
    }
}

//! New names for models, fields, enums, their values and the datasource, in all files. The database keeps its names by `@map` and
//! `@@map`, unless it is to be renamed too.

mod database;

use crate::navigation::constants::constants_at;
use crate::navigation::locate::{
    Entity, Located, declarations, entity_name, enum_at, locate, model_at, resolve, uses,
};
use crate::navigation::spots::Part;
use crate::{BlockId, Position, Snapshot, SourceChange};
use parallax_dialect::Scalar;
use parallax_schema::is_reserved;
use parallax_syntax::ast::ModelKeyword;
use parallax_text::{Edit, Span, TextRange};

/// What becomes of the name in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RenameScope {
    /// It stays: `@map` is added where there is none.
    Schema,
    /// It follows.
    Database,
}

const NOTHING: &str = "There is nothing here that can be renamed.";

/// What would be renamed: its range under the cursor and its name. An error says why nothing can be.
pub fn prepare(snapshot: &Snapshot, position: Position) -> Result<(TextRange, String), String> {
    let (located, entity) = at(snapshot, position)?;
    let name = entity_name(snapshot, &entity).ok_or(NOTHING)?;
    Ok((located.range, name.to_string()))
}

pub fn rename(
    snapshot: &Snapshot,
    position: Position,
    name: &str,
    scope: RenameScope,
) -> Result<SourceChange, String> {
    let (_, entity) = at(snapshot, position)?;
    let old = entity_name(snapshot, &entity).ok_or(NOTHING)?;
    if old == name {
        return Ok(SourceChange::default());
    }
    check_letters(name)?;
    check_free(snapshot, &entity, name)?;
    let mut edits = match scope {
        RenameScope::Schema => database::keep(snapshot, &entity, &old, name)?,
        RenameScope::Database => database::follow(snapshot, &entity, &old, name)?,
    };
    let mut replace = |span: Span| edits.push((span.file, Edit { range: span.range, text: name.to_owned() }));
    declarations(snapshot, &entity).iter().for_each(|target| replace(target.name));
    uses(snapshot, &entity, None, &mut |used| replace(Span { file: used.block.file, range: used.range }));
    edits.sort_by_key(|(file, edit)| (*file, edit.range));
    edits.dedup();
    Ok(SourceChange { edits, ..SourceChange::default() })
}

fn at(snapshot: &Snapshot, position: Position) -> Result<(Located<'_>, Entity), String> {
    let located = locate(snapshot, position).ok_or(NOTHING)?;
    let Some(entity) = resolve(snapshot, located.block, located.part) else {
        return Err(match located.part {
            Part::FieldType { name, .. } if Scalar::parse(name).is_some() => {
                format!("`{name}` is a type of the language; it cannot be renamed.")
            }
            Part::FieldType { name, .. } => format!("`{name}` is declared nowhere."),
            _ => NOTHING.to_owned(),
        });
    };
    match &entity {
        Entity::Type(_) => {
            let count = declarations(snapshot, &entity).len();
            let name = entity_name(snapshot, &entity).unwrap_or_default();
            if count > 1 {
                return Err(format!(
                    "`{name}` is declared {count} times; which one is meant cannot be told."
                ));
            }
        }
        Entity::Field(..) | Entity::EnumValue(..) | Entity::Constant(..) | Entity::Datasource(_) => {}
        Entity::Generator(_) | Entity::Namespace(_) | Entity::Relation(..) => {
            return Err(NOTHING.to_owned());
        }
    }
    Ok((located, entity))
}

fn check_letters(name: &str) -> Result<(), String> {
    let rest_fits = |letter: char| letter.is_alphanumeric() || letter == '_';
    match name.chars().next() {
        None => Err("A name has at least one letter.".to_owned()),
        Some(first) if !first.is_alphabetic() => Err(format!("`{name}` does not begin with a letter.")),
        Some(_) if !name.chars().all(rest_fits) => {
            Err(format!("`{name}` has other signs in it than letters, digits and `_`."))
        }
        Some(_) => Ok(()),
    }
}

/// Whether nothing else has the name where it would stand.
fn check_free(snapshot: &Snapshot, entity: &Entity, name: &str) -> Result<(), String> {
    match entity {
        Entity::Type(block) => {
            let is_composite =
                model_at(snapshot, *block).is_some_and(|model| model.keyword == ModelKeyword::Type);
            if Scalar::parse(name).is_some() || (!is_composite && is_reserved(name)) {
                return Err(format!("`{name}` is a reserved word."));
            }
            match snapshot.declarations(name) {
                [] => Ok(()),
                [_, ..] => Err(format!("There is already something called `{name}`.")),
            }
        }
        Entity::Field(block, _) => taken(snapshot, *block, name, "field"),
        Entity::EnumValue(block, _) => taken(snapshot, *block, name, "value"),
        Entity::Constant(block, _) => taken(snapshot, *block, name, "constant"),
        Entity::Datasource(_) | Entity::Generator(_) | Entity::Namespace(_) | Entity::Relation(..) => Ok(()),
    }
}

fn taken(snapshot: &Snapshot, block: BlockId, name: &str, what: &str) -> Result<(), String> {
    let fields = model_at(snapshot, block).into_iter().flat_map(|model| &model.fields);
    let values = enum_at(snapshot, block).into_iter().flat_map(|of| &of.values);
    let constants = constants_at(snapshot, block).into_iter().flat_map(|of| &of.properties);
    let names = fields.map(|field| &field.name.name).chain(values.map(|value| &value.name.name));
    let mut names = names.chain(constants.map(|property| &property.key.name));
    if names.any(|known| known == name) {
        let of = snapshot.block(block).block.name().map_or("", |name| &name.name);
        return Err(format!("`{of}` already has a {what} called `{name}`."));
    }
    Ok(())
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

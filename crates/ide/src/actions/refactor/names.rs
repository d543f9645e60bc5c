//! Names in the database by the names in the schema, and the other way round.

use super::action;
use crate::Snapshot;
use crate::actions::edit::{self, FileEdit};
use crate::actions::words::{camel_case, is_name, pascal_case, snake_case};
use crate::actions::{Action, ActionKind, place};
use parallax_schema::model::RelationKind;
use parallax_syntax::ast::{
    Args, Attribute, BlockKind, Expr, ExprKind, Field, Ident, Model, ModelKeyword, Placed, TypeName,
};
use parallax_text::{FileId, Span, TextRange};
use smol_str::SmolStr;
use std::collections::{HashMap, HashSet};

pub(super) fn of_block(snapshot: &Snapshot, selection: Span, actions: &mut Vec<Action>) {
    let Some(placed) = place::block(snapshot, selection) else { return };
    let Some(name) = placed.block.name() else { return };
    if !place::touches(placed.span(name.range).range, selection.range) {
        return;
    }
    let mut edits = Vec::new();
    map_to_snake_case(snapshot, placed, &mut edits);
    let title = format!("Map `{}` and its fields to snake_case (renames in the database)", name.name);
    actions.push(action(ActionKind::Rewrite, title, edits));
    let renames = client_style(snapshot, [placed].into_iter());
    let title = format!("Rename `{}` and its fields in client style (the database stays)", name.name);
    actions.push(action(ActionKind::Rewrite, title, renames.edits(snapshot)));
}

pub(super) fn of_file(snapshot: &Snapshot, file: FileId, actions: &mut Vec<Action>) {
    let several = snapshot.parsed().len() > 1;
    let blocks = || snapshot.ast(file).blocks.iter();
    let mut edits = Vec::new();
    blocks().for_each(|placed| map_to_snake_case(snapshot, placed, &mut edits));
    let title = "Map all names of the file to snake_case (renames in the database)";
    actions.push(action(ActionKind::Source, title, edits));
    if several {
        let mut edits = Vec::new();
        snapshot.blocks().for_each(|(_, placed)| map_to_snake_case(snapshot, placed, &mut edits));
        let title = "Map all names of the schema to snake_case (renames in the database)";
        actions.push(action(ActionKind::Source, title, edits));
    }
    let renames = client_style(snapshot, blocks());
    let title = "Rename all of the file in client style (the database stays)";
    actions.push(action(ActionKind::Source, title, renames.edits(snapshot)));
}

fn has(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| attribute.name.name == name)
}

/// Whether a field is a column, going by the tree: its type is no model.
fn is_column(snapshot: &Snapshot, field: &Field) -> bool {
    match field.ty.as_ref().map(|ty| &ty.name) {
        Some(TypeName::Unsupported { .. }) => true,
        Some(TypeName::Named(name)) => model_of(snapshot, &name.name).is_none(),
        None => false,
    }
}

fn model_of<'s>(snapshot: &'s Snapshot, name: &str) -> Option<&'s Model> {
    place::model_named(snapshot, name)
        .map(|(_, model)| model)
        .filter(|model| model.keyword != ModelKeyword::Type)
}

fn map_to_snake_case(snapshot: &Snapshot, placed: &Placed, edits: &mut Vec<FileEdit>) {
    let differs = |name: &str| Some(snake_case(name)).filter(|snake| snake != name && !snake.is_empty());
    let (name, attributes) = match &placed.block.kind {
        BlockKind::Model(model) => {
            for field in model.fields.iter().filter(|field| is_column(snapshot, field)) {
                if let Some(snake) = differs(&field.name.name).filter(|_| !has(&field.attributes, "map")) {
                    edits.push(edit::append_attribute(placed, field, &format!("@map(\"{snake}\")")));
                }
            }
            (&model.name.name, &model.attributes)
        }
        BlockKind::Enum(of) => (&of.name.name, &of.attributes),
        BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => return,
    };
    let is_type =
        matches!(&placed.block.kind, BlockKind::Model(model) if model.keyword == ModelKeyword::Type);
    if let Some(snake) = differs(name).filter(|_| !has(attributes, "map") && !is_type) {
        edits.extend(edit::append_lines(snapshot, placed, &[format!("@@map(\"{snake}\")")]));
    }
}

/// New names of blocks and of fields; what they are called in the database is written down.
#[derive(Default)]
struct Renames {
    types: HashMap<SmolStr, String>,
    /// By model and field.
    fields: HashMap<(SmolStr, SmolStr), String>,
}

/// A block under another name everywhere; the database keeps the old one.
pub(in crate::actions) fn renamed(snapshot: &Snapshot, old: &SmolStr, new: &str) -> Vec<FileEdit> {
    if joined(snapshot).models.contains(old) {
        return Vec::new();
    }
    let types = HashMap::from([(old.clone(), new.to_owned())]);
    Renames { types, fields: HashMap::new() }.edits(snapshot)
}

/// Join tables without a model are named after their models, and their columns follow the order of names.
#[derive(Default)]
struct Joined {
    models: HashSet<SmolStr>,
    /// Fields of relations of a model to itself, with their model.
    fields: HashSet<(SmolStr, SmolStr)>,
}

fn joined(snapshot: &Snapshot) -> Joined {
    let schema = &snapshot.checked().schema;
    let mut joined = Joined::default();
    for relation in &schema.relations {
        let RelationKind::ManyToMany { a, b, .. } = &relation.kind else { continue };
        for id in [*a, *b] {
            let model = &schema.model(id.model).name;
            joined.models.insert(model.clone());
            if a.model == b.model {
                joined.fields.insert((model.clone(), schema.field(id).name.clone()));
            }
        }
    }
    joined
}

fn client_style<'s>(snapshot: &'s Snapshot, blocks: impl Iterator<Item = &'s Placed>) -> Renames {
    let mut renames = Renames::default();
    // Paths into documents name fields of other blocks in texts of their own.
    if snapshot.language().is_some_and(|language| language.capabilities.documents) {
        return renames;
    }
    let joined = joined(snapshot);
    let mut taken: HashSet<String> = HashSet::new();
    let new_name = |name: &SmolStr, new: String| (is_name(&new) && new != *name).then_some(new);
    for placed in blocks {
        let name = match &placed.block.kind {
            BlockKind::Model(model) => {
                fields_in_client_style(model, &joined, &mut renames);
                &model.name.name
            }
            BlockKind::Enum(of) => &of.name.name,
            BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => continue,
        };
        let new = new_name(name, pascal_case(name))
            .filter(|_| !joined.models.contains(name))
            .filter(|new| snapshot.declarations(new).is_empty() && !parallax_schema::is_reserved(new));
        if let Some(new) =
            new.filter(|new| snapshot.declarations(name).len() == 1 && taken.insert(new.clone()))
        {
            renames.types.insert(name.clone(), new);
        }
    }
    renames
}

fn fields_in_client_style(model: &Model, joined: &Joined, renames: &mut Renames) {
    let mut taken: HashSet<String> = model.fields.iter().map(|field| field.name.name.to_string()).collect();
    for field in &model.fields {
        let name = &field.name.name;
        let new = camel_case(name);
        let key = (model.name.name.clone(), name.clone());
        if new != *name && is_name(&new) && !joined.fields.contains(&key) && taken.insert(new.clone()) {
            renames.fields.insert(key, new);
        }
    }
}

impl Renames {
    fn edits(&self, snapshot: &Snapshot) -> Vec<FileEdit> {
        let mut edits = Vec::new();
        if self.types.is_empty() && self.fields.is_empty() {
            return edits;
        }
        for (_, placed) in snapshot.blocks() {
            match &placed.block.kind {
                BlockKind::Model(model) => self.model(snapshot, placed, model, &mut edits),
                BlockKind::Enum(of) => {
                    self.block_name(snapshot, placed, &of.name, &of.attributes, &mut edits)
                }
                BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => {}
            }
        }
        edits
    }

    fn block_name(
        &self,
        snapshot: &Snapshot,
        placed: &Placed,
        name: &Ident,
        attributes: &[Attribute],
        edits: &mut Vec<FileEdit>,
    ) {
        let Some(new) = self.types.get(&name.name) else { return };
        edits.push(edit::replace(placed, name.range, new.clone()));
        let is_type =
            matches!(&placed.block.kind, BlockKind::Model(model) if model.keyword == ModelKeyword::Type);
        if !has(attributes, "map") && !is_type {
            edits.extend(edit::append_lines(snapshot, placed, &[format!("@@map(\"{}\")", name.name)]));
        }
    }

    fn model(&self, snapshot: &Snapshot, placed: &Placed, model: &Model, edits: &mut Vec<FileEdit>) {
        self.block_name(snapshot, placed, &model.name, &model.attributes, edits);
        let own = &model.name.name;
        for field in &model.fields {
            if let Some(new) = self.field(own, &field.name.name) {
                edits.push(edit::replace(placed, field.name.range, new.clone()));
                if is_column(snapshot, field) && !has(&field.attributes, "map") {
                    let map = format!("@map(\"{}\")", field.name.name);
                    edits.push(edit::append_attribute(placed, field, &map));
                }
            }
            let mut target = own;
            if let Some(TypeName::Named(name)) = field.ty.as_ref().map(|ty| &ty.name) {
                if let Some(new) = self.types.get(&name.name) {
                    edits.push(edit::replace(placed, name.range, new.clone()));
                }
                target = &name.name;
            }
            for attribute in &field.attributes {
                match attribute.name.name.as_str() {
                    "relation" => self.relation(placed, own, target, attribute, edits),
                    "unique" | "id" => self.arguments(placed, own, attribute.args.as_ref(), edits),
                    _ => {}
                }
            }
        }
        for attribute in &model.attributes {
            self.arguments(placed, own, attribute.args.as_ref(), edits);
        }
    }

    fn field(&self, model: &SmolStr, field: &str) -> Option<&String> {
        self.fields.get(&(model.clone(), SmolStr::from(field)))
    }

    fn relation(
        &self,
        placed: &Placed,
        own: &SmolStr,
        target: &SmolStr,
        attribute: &Attribute,
        edits: &mut Vec<FileEdit>,
    ) {
        for arg in attribute.args() {
            let model = match arg.name.as_ref().map(|name| name.name.as_str()) {
                Some("fields") => own,
                Some("references") => target,
                _ => continue,
            };
            if let Some(value) = &arg.value {
                self.value(placed, model, value, edits);
            }
        }
    }

    fn arguments(&self, placed: &Placed, model: &SmolStr, args: Option<&Args>, edits: &mut Vec<FileEdit>) {
        for arg in args.iter().flat_map(|args| &args.list) {
            let lists_fields = arg.name.as_ref().is_none_or(|name| matches!(&*name.name, "fields" | "where"));
            if let Some(value) = arg.value.as_ref().filter(|_| lists_fields) {
                self.value(placed, model, value, edits);
            }
        }
    }

    fn value(&self, placed: &Placed, model: &SmolStr, value: &Expr, edits: &mut Vec<FileEdit>) {
        let mut rename = |name: &str, range: TextRange| {
            if let Some(new) = self.field(model, name) {
                edits.push(edit::replace(placed, range, new.clone()));
            }
        };
        match &value.kind {
            ExprKind::Constant(name) => rename(name, value.range),
            ExprKind::Function(name, _) => rename(&name.name, name.range),
            ExprKind::Object(pairs) => pairs.iter().for_each(|(key, _)| rename(&key.name, key.range)),
            ExprKind::Array(items) => items.iter().for_each(|item| self.value(placed, model, item, edits)),
            ExprKind::String(_) | ExprKind::Number(_) | ExprKind::Tagged(..) => {}
        }
    }
}

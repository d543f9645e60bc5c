//! An implicit many-to-many relation as a model of its own: over the same table, or over a new one.

use super::action;
use crate::Snapshot;
use crate::actions::edit::{self, FileEdit};
use crate::actions::fixes::{native_type, relation_attribute, type_name};
use crate::actions::words::{camel_case, free, is_name, pascal_case};
use crate::actions::{Action, ActionKind, place};
use parallax_dialect::{Language, names};
use parallax_schema::model::{self, FieldId, RelationKind};
use parallax_syntax::ast::{Field, Placed, TypeName};
use parallax_text::Span;
use smol_str::SmolStr;

/// One of the two models that meet.
struct Side<'s> {
    /// Where the list of the other model stands.
    placed: &'s Placed,
    field: &'s Field,
    model: &'s model::Model,
    key: &'s model::Field,
    /// The type of the key, as the schema writes it.
    ty: String,
    /// The relation field and the column in the new model.
    relation: String,
    column: String,
    /// Of the relation to this side, where there are two to one model.
    name: Option<String>,
}

pub(super) fn explicit(snapshot: &Snapshot, selection: Span, actions: &mut Vec<Action>) {
    let Some((_, model, field)) = place::field(snapshot, selection) else { return };
    let schema = &snapshot.checked().schema;
    let Some(meaning) = place::meaning(snapshot, &model.name.name) else { return };
    let Some(field) = meaning.fields.iter().find(|found| found.name == field.name.name) else { return };
    let model::FieldKind::Relation { relation: Some(relation), .. } = field.kind else { return };
    let relation = schema.relation(relation);
    let RelationKind::ManyToMany { a: one, b: other, embedded: None } = &relation.kind else { return };
    let order = |id: FieldId| (&schema.model(id.model).name, &schema.field(id).name);
    let (a, b) = if order(*one) <= order(*other) { (*one, *other) } else { (*other, *one) };
    let own = a.model == b.model;
    let name = join_name(snapshot, &relation.name);
    let sides =
        [side(snapshot, a, own.then_some((&name, "a"))), side(snapshot, b, own.then_some((&name, "b")))];
    let [Some(a), Some(b)] = sides else { return };
    let mut lines = fields(&a, &b, false, own && refuses_cycles(snapshot));
    let kept = keep_table(snapshot, &relation.name, &mut lines, &a, &b);
    if kept {
        let title = format!("Make the join table the model `{name}` (its rows stay)");
        actions.push(action(ActionKind::Rewrite, title, edits(snapshot, &name, &lines, &a, &b)));
    }
    let mut lines = fields(&a, &b, true, own && refuses_cycles(snapshot));
    lines.push(String::new());
    lines.push(format!("@@id([{}, {}])", a.column, b.column));
    lines.push(format!("@@index([{}])", b.column));
    lines.extend(namespace(snapshot, &a));
    let title = format!("Make the relation the model `{name}`, with a new table (drops the old one)");
    actions.push(action(ActionKind::Rewrite, title, edits(snapshot, &name, &lines, &a, &b)));
}

fn join_name(snapshot: &Snapshot, relation: &str) -> String {
    let name = match is_name(relation) && relation.contains("To") {
        true => relation.to_owned(),
        false => pascal_case(relation),
    };
    let name = if is_name(&name) { name } else { "Join".to_owned() };
    free(name, |name| !snapshot.declarations(name).is_empty() || parallax_schema::is_reserved(name))
}

fn side<'s>(snapshot: &'s Snapshot, id: FieldId, own: Option<(&String, &str)>) -> Option<Side<'s>> {
    let schema = &snapshot.checked().schema;
    let (model, field) = (schema.model(id.model), schema.field(id));
    let (placed, _, ast) = place::field(snapshot, field.name_span)?;
    let [key] = model.primary_key.as_ref()?.fields.as_slice() else { return None };
    let key = model.fields.get(key.field as usize)?;
    let mut ty = type_name(snapshot, &key.kind).to_string();
    if let Some(native) = native_type(snapshot, key) {
        ty.push(' ');
        ty.push_str(native);
    }
    let relation = match own {
        Some((_, letter)) => letter.to_owned(),
        None => camel_case(&model.name),
    };
    let column = match pascal_case(&key.name).strip_prefix(&pascal_case(&relation)) {
        Some(rest) if !rest.is_empty() => camel_case(&key.name),
        Some(_) | None => format!("{relation}{}", pascal_case(&key.name)),
    };
    let name = own.map(|(name, letter)| format!("{name}_{letter}"));
    Some(Side { placed, field: ast, model, key, ty, relation, column, name })
}

fn refuses_cycles(snapshot: &Snapshot) -> bool {
    snapshot.language().is_some_and(|language| language.capabilities.refuses_cascade_cycles)
}

/// The relation fields and columns of the new model.
fn fields(a: &Side<'_>, b: &Side<'_>, new_table: bool, no_action: bool) -> Vec<String> {
    let mut lines = Vec::new();
    for (side, letter) in [(a, "A"), (b, "B")] {
        let map = if new_table { String::new() } else { format!(" @map(\"{letter}\")") };
        lines.push(match side.ty.split_once(' ') {
            Some((ty, native)) => format!("{} {ty}{map} {native}", side.column),
            None => format!("{} {}{map}", side.column, side.ty),
        });
    }
    let action = if no_action { "NoAction" } else { "Cascade" };
    for side in [a, b] {
        let name = side.name.as_ref().map(|name| format!("\"{name}\", ")).unwrap_or_default();
        lines.push(format!(
            "{} {} @relation({name}fields: [{}], references: [{}], onDelete: {action}, onUpdate: {action})",
            side.relation, side.model.name, side.column, side.key.name
        ));
    }
    lines
}

/// What makes the model stand for the table that is there: its name, and those of its key and indexes.
fn keep_table(
    snapshot: &Snapshot,
    relation: &SmolStr,
    lines: &mut Vec<String>,
    a: &Side<'_>,
    b: &Side<'_>,
) -> bool {
    let (Some(language), Some(target)) = (snapshot.language(), snapshot.target()) else { return false };
    let limit = language.max_identifier;
    let table = names::join_table_name(relation, limit);
    name_foreign_keys(language, lines, &table);
    let named = |suffix: &str| names::with_suffix(&table, suffix, limit);
    lines.push(String::new());
    let both = format!("[{}, {}]", a.column, b.column);
    lines.push(
        match (target.dialect.shapes.join_table_primary_key, language.capabilities.named_primary_keys) {
            (true, true) => format!("@@id({both}, map: \"{}\")", named("_AB_pkey")),
            (true, false) => format!("@@id({both})"),
            (false, _) => format!("@@unique({both}, map: \"{}\")", named("_AB_unique")),
        },
    );
    lines.push(format!("@@index([{}], map: \"{}\")", b.column, named("_B_index")));
    lines.push(format!("@@map(\"{table}\")"));
    lines.extend(namespace(snapshot, a));
    true
}

/// Where the table's name is cut, the names that follow from it are cut elsewhere than those of a model's.
fn name_foreign_keys(language: &Language, lines: &mut [String], table: &str) {
    if !language.capabilities.named_foreign_keys {
        return;
    }
    let limit = language.max_identifier;
    for (line, letter) in lines.iter_mut().rev().take(2).zip(["B", "A"]) {
        let kept = names::with_suffix(table, &format!("_{letter}_fkey"), limit);
        let kind = parallax_dialect::ConstraintKind::ForeignKey;
        if names::constraint_name(kind, table, [letter], limit) != kept
            && let Some(open) = line.strip_suffix(')')
        {
            *line = format!("{open}, map: \"{kept}\")");
        }
    }
}

/// The join table lies in the schema of the first model.
fn namespace(snapshot: &Snapshot, a: &Side<'_>) -> Option<String> {
    let attributes = edit::block_attributes(&a.placed.block);
    let attribute = attributes.iter().find(|attribute| attribute.name.name == "schema")?;
    Some(snapshot.sources().slice(a.placed.span(attribute.range)).to_owned())
}

fn edits(snapshot: &Snapshot, name: &str, lines: &[String], a: &Side<'_>, b: &Side<'_>) -> Vec<FileEdit> {
    let mut edits: Vec<FileEdit> =
        [a, b].into_iter().flat_map(|side| list_edits(snapshot, name, side)).collect();
    edits.push(edit::block_behind(snapshot, a.placed, &format!("model {name}"), lines));
    edits
}

/// `tags Tag[] @relation("x")` → `tags PostToTag[]`
fn list_edits(snapshot: &Snapshot, name: &str, side: &Side<'_>) -> Vec<FileEdit> {
    let mut edits = Vec::new();
    if let Some(TypeName::Named(ty)) = side.field.ty.as_ref().map(|ty| &ty.name) {
        edits.push(edit::replace(side.placed, ty.range, name));
    }
    match (relation_attribute(side.field), &side.name) {
        (Some(written), Some(name)) => {
            edits.push(edit::replace(side.placed, written.range, format!("@relation(\"{name}\")")));
        }
        (Some(written), None) => {
            edits.push(edit::remove(snapshot, side.placed.file, side.placed.span(written.range).range));
        }
        (None, Some(name)) => {
            edits.push(edit::append_attribute(side.placed, side.field, &format!("@relation(\"{name}\")")));
        }
        (None, None) => {}
    }
    edits
}

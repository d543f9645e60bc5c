//! Blocks: by their name, and where a field has them for its type.

use super::{Page, some_of};
use crate::navigation::constants::constant_at;
use crate::navigation::locate::{Entity, Located, model_at, resolve, uses};
use crate::navigation::relations::{Kind, Relation, Side, joined, relation_of};
use crate::{BlockId, Snapshot, physical};
use parallax_schema::objects::specs::spec;
use parallax_schema::words;
use parallax_syntax::ast::{BlockKind, ConfigKeyword, ModelKeyword, ObjectKeyword};
use std::collections::BTreeSet;

/// `from` is the field whose type names the block.
pub(super) fn block(snapshot: &Snapshot, id: BlockId, from: Option<(BlockId, u32)>) -> Option<Page> {
    let block = &snapshot.block(id).block;
    let name = block.name().map(|name| name.name.as_str())?;
    let relation = from.and_then(|(block, field)| relation_of(snapshot, block, field));
    let there = relation.and_then(|relation| Some((relation, relation.there?)));
    let inside = there
        .map(|(relation, there)| format!("\n\t...\n\t{}\n", relation_field(snapshot, &relation, &there)));
    let keyword = keyword(&block.kind)?;
    let mut page = Page::declaring(&format!("{keyword} {name} {{{}}}", inside.unwrap_or_default()));
    if let Some(relation) = &relation {
        page.text(relation_words(snapshot, relation));
    }
    page.docs(block.docs.as_ref());
    if let Some([one, other]) = joined(snapshot, id) {
        page.text(format!("Holds the pairs of an explicit many-to-many between `{one}` and `{other}`."));
    }
    match &block.kind {
        BlockKind::Model(_) => in_database(snapshot, id, from.is_none(), &mut page),
        BlockKind::Enum(_) => enum_in_database(snapshot, id, from.is_none(), &mut page),
        BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => {
            let row = words::BLOCKS.iter().find(|row| row.keyword == keyword).map(|row| row.doc);
            let of_object = ObjectKeyword::of(keyword).map(|keyword| spec(keyword).doc);
            page.text(row.or(of_object).unwrap_or_default());
        }
    }
    page.text(used_in(snapshot, id));
    Some(page)
}

/// A constant with its value.
pub(super) fn constant(snapshot: &Snapshot, at: &Located<'_>) -> Option<Page> {
    let entity = resolve(snapshot, at.block, at.part)?;
    let Entity::Constant(block, index) = entity else { return None };
    let property = constant_at(snapshot, block, index)?;
    let placed = snapshot.block(block);
    let name = placed.block.name().map_or("", |name| name.name.as_str());
    let value = property.value.as_ref().map_or(property.range, |value| value.range);
    let value = snapshot.sources().slice(placed.span(value));
    let mut page = Page::declaring(&format!("{name}.{} = {value}", property.key.name));
    let mut count = 0;
    uses(snapshot, &Entity::Constant(block, index), None, &mut |_| count += 1);
    page.text(match count {
        0 => "Nothing uses it.".to_owned(),
        1 => "Used once.".to_owned(),
        count => format!("Used {count} times."),
    });
    Some(page)
}

pub(super) fn keyword(kind: &BlockKind) -> Option<&'static str> {
    Some(match kind {
        BlockKind::Model(model) => match model.keyword {
            ModelKeyword::Model => "model",
            ModelKeyword::View => "view",
            ModelKeyword::Type => "type",
        },
        BlockKind::Enum(_) => "enum",
        BlockKind::Config(config) => match config.keyword {
            ConfigKeyword::Datasource => "datasource",
            ConfigKeyword::Generator => "generator",
        },
        BlockKind::Object(object) => object.keyword.as_str(),
        BlockKind::Unknown => return None,
    })
}

/// The field with all that the relation says, its name in any case.
fn relation_field(snapshot: &Snapshot, relation: &Relation<'_>, side: &Side<'_>) -> String {
    let placed = snapshot.block(side.block);
    let source = |range| snapshot.sources().slice(placed.span(range));
    let ty = side.field.ty.as_ref().map_or("", |ty| source(ty.range));
    let mut args = vec![format!("name: \"{}\"", relation.name())];
    for name in ["fields", "references", "onDelete", "onUpdate"] {
        if let Some(value) = side.argument(name) {
            args.push(format!("{name}: {}", source(value.range)));
        }
    }
    format!("{} {ty} @relation({})", side.field.name.name, args.join(", "))
}

/// What kind of relation it is, and who holds it.
pub(super) fn relation_words(snapshot: &Snapshot, relation: &Relation<'_>) -> String {
    let here = &relation.here;
    let Some((kind, there)) = relation.kind().zip(relation.there) else {
        let other = snapshot.block(relation.target).block.name().map_or("", |name| &name.name);
        return format!("`{other}` has no field for the other side of this relation.");
    };
    let on_self = if relation.is_on_self() { " on self" } else { "" };
    let words = match kind {
        Kind::OneToOne => "one-to-one",
        Kind::OneToMany => "one-to-many",
        Kind::ManyToMany => "implicit many-to-many",
    };
    let holder = match (kind, relation.forward()) {
        (Kind::ManyToMany, _) if relation.is_embedded() => "Both sides hold lists of keys.".to_owned(),
        (Kind::ManyToMany, _) => match join_table(snapshot, relation) {
            Some(table) => format!("The table `{table}` holds the pairs."),
            None => String::new(),
        },
        (_, Some(forward)) => {
            let target = if std::ptr::eq(forward.field, here.field) { &there } else { here };
            pointing(&forward, target)
        }
        (_, None) => String::new(),
    };
    format!("{words}{on_self}\n\n{holder}").trim_end().to_owned()
}

/// "`Post.authorId` points at `User.id`."
fn pointing(forward: &Side<'_>, target: &Side<'_>) -> String {
    let list = |model: &str, names: Vec<&smol_str::SmolStr>| {
        let names = names.iter().map(|name| format!("`{model}.{name}`"));
        names.collect::<Vec<_>>().join(", ")
    };
    let fields = list(&forward.model.name.name, forward.list("fields"));
    let references = list(&target.model.name.name, forward.list("references"));
    if fields.is_empty() || references.is_empty() {
        return String::new();
    }
    let verb = if forward.list("fields").len() == 1 { "points" } else { "point" };
    format!("{fields} {verb} at {references}.")
}

fn join_table(snapshot: &Snapshot, relation: &Relation<'_>) -> Option<String> {
    let side = relation.here;
    let model = physical::model(snapshot, side.block)?;
    let name = snapshot.block(side.block).span(side.field.name.range);
    let (table, _) = physical::join_table(snapshot, physical::field(model, name)?)?;
    Some(table.name.to_string())
}

fn in_database(snapshot: &Snapshot, id: BlockId, whole: bool, page: &mut Page) {
    let Some(model) = physical::model(snapshot, id) else { return };
    let Some((table, target)) = physical::table(snapshot, model) else {
        if model.db_name != model.name {
            page.text(format!("In the database: `{}`.", model.db_name));
        }
        return;
    };
    if table.name.name != model.name {
        page.text(format!("In the database: the table `{}`.", table.name));
    }
    if whole {
        page.sql(&physical::table_sql(table, &target));
    }
}

fn enum_in_database(snapshot: &Snapshot, id: BlockId, whole: bool, page: &mut Page) {
    let BlockKind::Enum(item) = &snapshot.block(id).block.kind else { return };
    if !item.values.is_empty() {
        page.text(format!("Values: {}.", some_of(item.values.iter().map(|value| value.name.name.as_str()))));
    }
    let Some(of) = physical::enumeration(snapshot, id) else { return };
    let Some((ty, target)) = physical::enum_type(snapshot, of) else { return };
    if ty.name.name != of.name {
        page.text(format!("In the database: the type `{}`.", ty.name));
    }
    if whole {
        page.sql(&physical::enum_sql(ty, &target));
    }
}

/// "Used in 2 models: `Post`, `Comment`."
fn used_in(snapshot: &Snapshot, id: BlockId) -> String {
    let mut users = BTreeSet::new();
    uses(snapshot, &Entity::Type(id), None, &mut |used| {
        if used.block != id {
            users.insert(used.block);
        }
    });
    let names = users.iter().filter_map(|user| Some(model_at(snapshot, *user)?.name.name.as_str()));
    let names: Vec<&str> = names.collect();
    match names.len() {
        0 => String::new(),
        1 => format!("Used in {}.", some_of(names.into_iter())),
        count => format!("Used in {count} models: {}.", some_of(names.into_iter())),
    }
}

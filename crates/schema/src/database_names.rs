//! Names in the database that `@map` and `@@map` give: two things must not have the same.

use crate::context::Context;
use crate::model::{Enum, FieldKind, Model, ModelId, ModelKeyword};
use crate::names::DUPLICATE_COLUMN;
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_syntax::ast::{Attribute, Placed};
use parallax_text::Span;
use smol_str::SmolStr;
use std::collections::HashMap;

rules! {
    /// Two models or views are the same table: by their names, or by what `@@map` says. Give each a table of its own, or
    /// put them into different database schemas.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id Int @id
    /// }
    ///
    /// model Person {
    ///   id Int @id
    ///
    ///   @@map("User")
    /// }
    /// ```
    error DUPLICATE_TABLE "PX2010" "duplicate-table" = "two models for one table",

    /// Two enums have the same name in the database. Change one `@@map`.
    ///
    /// ```prisma,bad
    /// enum Role {
    ///   USER
    /// }
    ///
    /// enum Rank {
    ///   FIRST
    ///
    ///   @@map("Role")
    /// }
    /// ```
    error DUPLICATE_DATABASE_ENUM "PX2011" "duplicate-database-enum" = "two enums of the same name in the database",
}

pub(crate) fn check(cx: &mut Context) {
    tables(cx);
    enums(cx);
    for model in cx.model_ids() {
        columns(cx, model);
    }
}

/// The attribute that gives the name, or else the block.
fn culprit(placed: &Placed, attributes: &[Attribute], block: Span) -> Span {
    let map = attributes.iter().find(|attribute| attribute.name.name == "map");
    map.map_or(block, |map| placed.span(map.range))
}

fn tables(cx: &mut Context) {
    let mut found = Vec::new();
    let mut first: HashMap<(Option<&SmolStr>, &SmolStr), usize> = HashMap::new();
    let is_table = |model: &Model| model.keyword != ModelKeyword::Type;
    for (at, model) in cx.schema.models.iter().enumerate().filter(|(_, model)| is_table(model)) {
        let Some(other) = first.insert((model.namespace.as_ref(), &model.db_name), at) else { continue };
        let other_model = &cx.schema.models[other];
        // The one that was given the name is to blame.
        let (blame, model, other_model) = match model.name == model.db_name {
            true => (other, other_model, model),
            false => (at, model, other_model),
        };
        let source = &cx.models[blame];
        let span = culprit(source.placed, &source.ast.attributes, model.name_span);
        let message =
            format!("`{}` and `{}` are both the table `{}`.", other_model.name, model.name, model.db_name);
        found.push(
            Diagnostic::new(&DUPLICATE_TABLE, message)
                .at(span, "the same table")
                .also(other_model.name_span, "as this"),
        );
    }
    cx.diagnostics.extend(found.into_iter().collect());
}

fn enums(cx: &mut Context) {
    let mut found = Vec::new();
    let mut first: HashMap<(Option<&SmolStr>, &SmolStr), &Enum> = HashMap::new();
    for block in &cx.schema.enums {
        let Some(other) = first.insert((block.namespace.as_ref(), &block.db_name), block) else { continue };
        let message = format!("`{}` and `{}` are both the enum `{}`.", other.name, block.name, block.db_name);
        found.push(
            Diagnostic::new(&DUPLICATE_DATABASE_ENUM, message)
                .at(block.name_span, "the same name in the database")
                .also(other.name_span, "as this"),
        );
    }
    cx.diagnostics.extend(found.into_iter().collect());
}

fn columns(cx: &mut Context, id: ModelId) {
    let model = cx.model(id);
    // Without `@map` columns differ as the fields do.
    if model.fields.iter().all(|field| field.name == field.db_name) {
        return;
    }
    let mut found = Vec::new();
    let mut first: HashMap<&SmolStr, usize> = HashMap::with_capacity(model.fields.len());
    for (at, field) in model.fields.iter().enumerate() {
        if matches!(field.kind, FieldKind::Relation { .. } | FieldKind::Poisoned) {
            continue;
        }
        let Some(other) = first.insert(&field.db_name, at) else { continue };
        let other = &model.fields[other];
        let (blame, field, other) = match field.name == field.db_name {
            true => (other.name_span, other, field),
            false => (field.name_span, field, other),
        };
        let message =
            format!("`{}` and `{}` are both the column `{}`.", other.name, field.name, field.db_name);
        found.push(
            Diagnostic::new(&DUPLICATE_COLUMN, message)
                .at(blame, "the same column")
                .also(other.name_span, "as this"),
        );
    }
    cx.diagnostics.extend(found.into_iter().collect());
}

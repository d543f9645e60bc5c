//! `@@map`, `@@ignore` and `@@schema`; the database schemas that blocks live in.

use crate::arguments::bind_attribute;
use crate::attributes::{AttributeKind, AttributeSpec};
use crate::config::unknown_name;
use crate::context::Context;
use crate::fields::defaults::missing;
use crate::intent::{self, Bearer};
use crate::model::{EnumId, ModelId, ModelKeyword};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_syntax::ast::{Attribute, Placed};
use parallax_text::Span;
use smol_str::SmolStr;

rules! {
    /// `@@schema` names a database schema that `schemas` of the datasource does not list. Add it there, or mend the name.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    ///   schemas  = ["auth"]
    /// }
    ///
    /// model User {
    ///   id Int @id
    ///
    ///   @@schema("auht")
    /// }
    /// ```
    error SCHEMA_UNDECLARED "PX2120" "schema-undeclared" = "a database schema that the datasource does not list",

    /// The datasource lists database schemas, so every model, view and enum says in which one it lives.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    ///   schemas  = ["auth"]
    /// }
    ///
    /// model User {
    ///   id Int @id
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "postgresql"
    ///   schemas  = ["auth"]
    /// }
    ///
    /// model User {
    ///   id Int @id
    ///
    ///   @@schema("auth")
    /// }
    /// ```
    error SCHEMA_MISSING "PX2121" "schema-missing" = "a block without a database schema",

    /// The database has no schemas inside of a database. Remove `@@schema`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "sqlite"
    /// }
    ///
    /// model User {
    ///   id Int @id
    ///
    ///   @@schema("auth")
    /// }
    /// ```
    error SCHEMA_ATTRIBUTE "PX2122" "schema-attribute-unsupported" = "`@@schema` where there are none",
}

pub(crate) fn read_model<'a>(
    cx: &mut Context<'a>,
    id: ModelId,
    placed: &'a Placed,
    spec: &AttributeSpec,
    attribute: &'a Attribute,
) {
    match spec.kind {
        AttributeKind::Map => {
            if let Some(name) = name(cx, placed, spec, attribute, "name") {
                let model = &mut cx.schema.models[id.index()];
                (model.db_name, model.mapped) = (name.0, true);
            }
        }
        AttributeKind::Schema => {
            if let Some((name, span)) = name(cx, placed, spec, attribute, "map") {
                check_schema(cx, &name, span);
                cx.schema.models[id.index()].namespace = Some(name);
            }
        }
        AttributeKind::Ignore => {
            bind_attribute(cx, placed, spec, attribute);
            cx.schema.models[id.index()].ignored = true;
        }
        AttributeKind::RenamedFrom | AttributeKind::Deprecated => {
            intent::read(cx, Bearer::Model(id), placed, spec, attribute);
        }
        AttributeKind::Id
        | AttributeKind::Unique
        | AttributeKind::Default
        | AttributeKind::Relation
        | AttributeKind::UpdatedAt
        | AttributeKind::Generated
        | AttributeKind::Backfill
        | AttributeKind::Using
        | AttributeKind::Split
        | AttributeKind::Merge
        | AttributeKind::MovedFrom
        | AttributeKind::Identity
        | AttributeKind::Collate
        | AttributeKind::NotNull
        | AttributeKind::Comment
        | AttributeKind::Options
        | AttributeKind::Check
        | AttributeKind::Exclude
        | AttributeKind::ShardKey
        | AttributeKind::Sql
        | AttributeKind::Materialized
        | AttributeKind::RowSecurity
        | AttributeKind::Partition
        | AttributeKind::Control
        | AttributeKind::Index
        | AttributeKind::Fulltext => {}
    }
}

pub(crate) fn read_enum<'a>(
    cx: &mut Context<'a>,
    id: EnumId,
    placed: &'a Placed,
    spec: &AttributeSpec,
    attribute: &'a Attribute,
) {
    if spec.kind == AttributeKind::Schema {
        if let Some((name, span)) = name(cx, placed, spec, attribute, "map") {
            check_schema(cx, &name, span);
            cx.schema.enums[id.index()].namespace = Some(name);
        }
    } else if let Some((name, _)) = name(cx, placed, spec, attribute, "name") {
        let block = &mut cx.schema.enums[id.index()];
        (block.db_name, block.mapped) = (name, true);
    }
}

fn name<'a>(
    cx: &mut Context<'a>,
    placed: &'a Placed,
    spec: &AttributeSpec,
    attribute: &'a Attribute,
    param: &str,
) -> Option<(SmolStr, Span)> {
    let mut bound = bind_attribute(cx, placed, spec, attribute);
    if !bound.has(param) && !bound.poisoned {
        missing(cx, &bound, param);
    }
    bound.name(cx, param)
}

fn check_schema(cx: &mut Context, name: &SmolStr, span: Span) {
    if cx.lacks(|can| can.schemas) {
        let message = format!("{} has no schemas inside of a database.", cx.provider());
        cx.report(
            Diagnostic::new(&SCHEMA_ATTRIBUTE, message).at(span, "not here").help("Remove `@@schema`."),
        );
        return;
    }
    let Some(datasource) = &cx.schema.datasource else { return };
    if datasource.schemas.iter().any(|(known, _)| known == name) {
        return;
    }
    let known: Vec<&str> = datasource.schemas.iter().map(|(name, _)| name.as_str()).collect();
    let message = format!("The datasource lists no database schema `{name}`.");
    let diagnostic = Diagnostic::new(&SCHEMA_UNDECLARED, message).at(span, "not listed");
    let mut inside = span;
    inside.range.start += 1;
    inside.range.end = inside.range.end.saturating_sub(1);
    let diagnostic = match known.is_empty() {
        true => diagnostic.help(format!("Add `schemas = [\"{name}\"]` to the datasource.")),
        false => unknown_name(diagnostic, name, inside, &known),
    };
    cx.report(diagnostic);
}

/// Every block says where it lives, once the datasource lists schemas.
pub(crate) fn check_all_have_schemas(cx: &mut Context) {
    if cx.schema.datasource.as_ref().is_none_or(|datasource| datasource.schemas.is_empty()) {
        return;
    }
    let has_attribute =
        |attributes: &[Attribute]| attributes.iter().any(|attribute| attribute.name.name == "schema");
    let models = cx.schema.models.iter().zip(&cx.models).filter(|(model, source)| {
        model.keyword != ModelKeyword::Type && !has_attribute(&source.ast.attributes)
    });
    let enums =
        cx.schema.enums.iter().zip(&cx.enums).filter(|(_, source)| !has_attribute(&source.ast.attributes));
    let found: Vec<_> = models
        .map(|(model, _)| (model.name.clone(), model.name_span))
        .chain(enums.map(|(block, _)| (block.name.clone(), block.name_span)))
        .collect();
    for (name, span) in found {
        cx.report(
            Diagnostic::new(
                &SCHEMA_MISSING,
                format!("`{name}` does not say in which database schema it lives."),
            )
            .at(span, "no `@@schema`")
            .help("Add `@@schema(\"…\")` with one of the schemas of the datasource."),
        );
    }
}

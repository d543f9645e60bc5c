//! Finds out which attributes a block or field has, and hands each to its area.

use crate::attributes::{AttributeKind, AttributeSpec, Place, attribute};
use crate::beyond::attribute_allowed;
use crate::columns::{comments, generated, identity, nulls, options, text};
use crate::config::unknown_name;
use crate::constraints::{checks, exclusions};
use crate::context::Context;
use crate::fields::{defaults, natives, plain};
use crate::halves::each_model;
use crate::intent::{self, Bearer};
use crate::model::{EnumId, FieldId, FieldKind, ModelId, ModelKeyword};
use crate::names::report_dash_in_attribute;
use crate::objects::on_models;
use crate::relations::RelationAttribute;
use crate::rules::rules;
use crate::{blocks_attributes, composites, keys, relation_arguments, rows, shard_keys};
use parallax_diagnostics::{Diagnostic, did_you_mean};
use parallax_syntax::ast::{Attribute, Placed};

rules! {
    /// There is no attribute of this name, or not at this place.
    ///
    /// Fields have attributes with one `@`, blocks with two. Column types begin with the name of the datasource:
    /// `@db.VarChar(200)`.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id    Int    @id
    ///   email String @uniqe
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id    Int    @id
    ///   email String @unique
    /// }
    /// ```
    error UNKNOWN_ATTRIBUTE "PX2110" "unknown-attribute" = "an attribute that does not exist here",

    /// An attribute that says one thing is given twice. Remove one of the two.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id    Int    @id
    ///   email String @map("mail") @map("e_mail")
    /// }
    /// ```
    error DUPLICATE_ATTRIBUTE "PX2111" "duplicate-attribute" = "the same attribute twice",

    /// A relation field is no column: it has no key, no default and no name in the database. Put the attribute on the
    /// fields that hold the reference.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id    Int    @id
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id       Int  @id
    ///   authorId Int
    ///   author   User @relation(fields: [authorId], references: [id]) @map("author_id")
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id    Int    @id
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id       Int  @id
    ///   authorId Int  @map("author_id")
    ///   author   User @relation(fields: [authorId], references: [id])
    /// }
    /// ```
    error COLUMN_ATTRIBUTE_ON_RELATION "PX2112" "column-attribute-on-relation" = "an attribute of columns on a relation field",

    /// `@relation` says how a field that refers to a model does so. This field refers to none.
    ///
    /// ```prisma,bad
    /// model Post {
    ///   id       Int @id
    ///   authorId Int @relation("Author")
    /// }
    /// ```
    error RELATION_ON_COLUMN "PX2113" "relation-on-column" = "`@relation` on a field that is no relation",
}

/// Reads all attributes of all blocks. What was said of relations is returned, sorted by field.
pub(crate) fn read(cx: &mut Context) -> Vec<(FieldId, RelationAttribute)> {
    for at in 0..cx.schema.enums.len() as u32 {
        read_enum(cx, EnumId(at));
    }
    each_model(cx, read_model)
}

fn read_enum(cx: &mut Context, id: EnumId) {
    let source = &cx.enums[id.index()];
    let (placed, ast) = (source.placed, source.ast);
    for (spec, attribute) in recognise(cx, placed, &ast.attributes, true, Place::Enum) {
        match spec.kind {
            AttributeKind::Comment => comments::read_enum(cx, id, placed, spec, attribute),
            AttributeKind::RenamedFrom | AttributeKind::Deprecated => {
                intent::read(cx, Bearer::Enum(id), placed, spec, attribute);
            }
            _ => blocks_attributes::read_enum(cx, id, placed, spec, attribute),
        }
    }
    for (value, at) in ast.values.iter().zip(0..) {
        for (spec, attribute) in recognise(cx, placed, &value.attributes, false, Place::EnumValue) {
            match spec.kind {
                AttributeKind::RenamedFrom | AttributeKind::Deprecated => {
                    intent::read(cx, Bearer::EnumValue(id, at), placed, spec, attribute);
                }
                _ => plain::map_enum_value(cx, id, at, placed, spec, attribute),
            }
        }
    }
}

fn read_model(cx: &mut Context, id: ModelId, relations: &mut Vec<(FieldId, RelationAttribute)>) {
    let source = &cx.models[id.index()];
    let (placed, ast) = (source.placed, source.ast);
    let place = match ast.keyword {
        ModelKeyword::Model => Place::Model,
        ModelKeyword::View => Place::View,
        ModelKeyword::Type => {
            composites::refuse_block_attributes(cx, id);
            for field in cx.field_ids(id) {
                read_field(cx, field, relations);
            }
            return;
        }
    };
    let mixins = source.mixins.clone();
    let mut attributes: Vec<_> = Vec::new();
    for (placed, ast) in std::iter::once((placed, ast)).chain(mixins) {
        let known = recognise(cx, placed, &ast.attributes, true, place);
        attributes.extend(known.into_iter().map(|(spec, attribute)| (placed, spec, attribute)));
    }
    // Whether a model is ignored decides what its fields may be.
    let (keys, others): (Vec<_>, Vec<_>) = attributes.into_iter().partition(|(_, spec, _)| is_key(spec.kind));
    for (placed, spec, attribute) in others {
        match spec.kind {
            AttributeKind::Comment => comments::read_model(cx, id, placed, spec, attribute),
            AttributeKind::Options => options::read_model(cx, id, placed, spec, attribute),
            _ => blocks_attributes::read_model(cx, id, placed, spec, attribute),
        }
    }
    for field in cx.field_ids(id) {
        read_field(cx, field, relations);
    }
    for (placed, spec, attribute) in keys {
        match spec.kind {
            AttributeKind::ShardKey => shard_keys::read_block(cx, id, placed, spec, attribute),
            AttributeKind::Check => checks::read_block(cx, id, placed, spec, attribute),
            AttributeKind::Exclude => exclusions::read(cx, id, placed, spec, attribute),
            AttributeKind::Sql
            | AttributeKind::Materialized
            | AttributeKind::RowSecurity
            | AttributeKind::Partition
            | AttributeKind::Control => on_models::read(cx, id, placed, spec, attribute),
            _ => keys::read_block(cx, id, placed, spec, attribute),
        }
    }
}

/// Those that need the fields of the model.
fn is_key(kind: AttributeKind) -> bool {
    match kind {
        AttributeKind::Id
        | AttributeKind::Unique
        | AttributeKind::Index
        | AttributeKind::Fulltext
        | AttributeKind::Check
        | AttributeKind::Exclude
        | AttributeKind::ShardKey
        | AttributeKind::Sql
        | AttributeKind::Materialized
        | AttributeKind::RowSecurity
        | AttributeKind::Partition
        | AttributeKind::Control => true,
        AttributeKind::Map
        | AttributeKind::Ignore
        | AttributeKind::Schema
        | AttributeKind::Generated
        | AttributeKind::Identity
        | AttributeKind::Collate
        | AttributeKind::NotNull
        | AttributeKind::Comment
        | AttributeKind::Options
        | AttributeKind::RenamedFrom
        | AttributeKind::Deprecated
        | AttributeKind::Backfill
        | AttributeKind::Using
        | AttributeKind::Split
        | AttributeKind::Merge
        | AttributeKind::MovedFrom
        | AttributeKind::Default
        | AttributeKind::Relation
        | AttributeKind::UpdatedAt => false,
    }
}

fn read_field(cx: &mut Context, id: FieldId, relations: &mut Vec<(FieldId, RelationAttribute)>) {
    let (placed, ast) = cx.field_source(id);
    if matches!(cx.field(id).kind, FieldKind::Poisoned) {
        return;
    }
    if matches!(cx.field(id).kind, FieldKind::Unsupported(_)) {
        natives::check_unsupported(cx, id);
        natives::check_raw(cx, id);
    }
    if ast.attributes.is_empty() {
        return;
    }
    let place = place_of(cx, id);
    let of_domain = cx.field(id).column.as_ref().is_some_and(|column| column.domain.is_some());
    let native_allowed = !of_domain && matches!(cx.field(id).kind, FieldKind::Scalar { .. });
    read_native(cx, id, placed, &ast.attributes, native_allowed);
    let attributes = recognise(cx, placed, &ast.attributes, false, place);
    for (spec, attribute) in attributes.iter().filter(|(spec, _)| !is_key(spec.kind)) {
        match spec.kind {
            AttributeKind::Default => {
                let default = defaults::read(cx, id, placed, spec, attribute);
                cx.field_mut(id).default = default.map(Box::new);
            }
            AttributeKind::Relation => {
                relations.push((id, relation_arguments::read(cx, placed, spec, attribute)));
            }
            AttributeKind::Map => plain::map_field(cx, id, placed, spec, attribute),
            AttributeKind::UpdatedAt => plain::updated_at(cx, id, placed, spec, attribute),
            AttributeKind::Ignore => plain::ignore(cx, id, placed, spec, attribute),
            AttributeKind::Generated => generated::read(cx, id, placed, spec, attribute),
            AttributeKind::Identity => identity::read(cx, id, placed, spec, attribute),
            AttributeKind::Collate => text::read(cx, id, placed, spec, attribute),
            AttributeKind::NotNull => nulls::read(cx, id, placed, spec, attribute),
            AttributeKind::Comment => comments::read_field(cx, id, placed, spec, attribute),
            AttributeKind::Options => options::read_field(cx, id, placed, spec, attribute),
            AttributeKind::RenamedFrom | AttributeKind::Deprecated => {
                intent::read(cx, Bearer::Field(id), placed, spec, attribute);
            }
            AttributeKind::Backfill
            | AttributeKind::Using
            | AttributeKind::Split
            | AttributeKind::Merge
            | AttributeKind::MovedFrom => rows::read(cx, id, placed, spec, attribute),
            AttributeKind::Id
            | AttributeKind::Unique
            | AttributeKind::Index
            | AttributeKind::Fulltext
            | AttributeKind::Schema
            | AttributeKind::Check
            | AttributeKind::Exclude
            | AttributeKind::ShardKey
            | AttributeKind::Sql
            | AttributeKind::Materialized
            | AttributeKind::RowSecurity
            | AttributeKind::Partition
            | AttributeKind::Control => {}
        }
    }
    generated::check(cx, id);
    rows::check(cx, id, &attributes);
    for (spec, attribute) in attributes.iter().filter(|(spec, _)| is_key(spec.kind)) {
        match spec.kind {
            AttributeKind::ShardKey => shard_keys::read_field(cx, id, placed, spec, attribute),
            AttributeKind::Check => checks::read_field(cx, id, placed, spec, attribute),
            _ => keys::read_field(cx, id, placed, spec, attribute),
        }
    }
}

fn place_of(cx: &Context, id: FieldId) -> Place {
    let in_type = cx.model(id.model).keyword == ModelKeyword::Type;
    match cx.field(id).kind {
        FieldKind::Relation { .. } if !in_type => Place::RelationField,
        _ if in_type => Place::CompositeMember,
        _ => Place::ScalarField,
    }
}

/// `@db.…`: at most one.
fn read_native<'a>(
    cx: &mut Context<'a>,
    id: FieldId,
    placed: &'a Placed,
    attributes: &'a [Attribute],
    allowed: bool,
) {
    let mut natives = attributes.iter().filter(|attribute| attribute.name.name.contains('.'));
    let Some(first) = natives.next() else { return };
    if !allowed {
        for attribute in std::iter::once(first).chain(natives) {
            let name = &cx.field(id).name;
            let message = format!("Only fields of a built-in type have a column type; `{name}` has none.");
            let span = placed.span(attribute.range);
            cx.report(Diagnostic::new(&UNKNOWN_ATTRIBUTE, message).at(span, "not on this field"));
        }
        return;
    }
    if let Some(second) = natives.next() {
        let all: Vec<&Attribute> = [first, second].into_iter().chain(natives).collect();
        report_duplicates(cx, placed, &all, "A column type");
        return;
    }
    if let Some(native) = natives::read(cx, id, placed, first)
        && let FieldKind::Scalar { native: slot, .. } = &mut cx.field_mut(id).kind
    {
        *slot = Some(Box::new(native));
    }
}

fn report_duplicates(cx: &mut Context, placed: &Placed, attributes: &[&Attribute], what: &str) {
    for (at, attribute) in attributes.iter().enumerate() {
        let other = attributes[if at == 0 { 1 } else { 0 }];
        let message = format!("{what} can be given once only.");
        cx.report(
            Diagnostic::new(&DUPLICATE_ATTRIBUTE, message)
                .at(placed.span(attribute.range), "one of them")
                .also(placed.span(other.range), "another one"),
        );
    }
}

/// The attributes that exist at a place, each as often as it may be; the others are reported.
fn recognise<'a>(
    cx: &mut Context<'a>,
    placed: &'a Placed,
    attributes: &'a [Attribute],
    block: bool,
    place: Place,
) -> Vec<(&'static AttributeSpec, &'a Attribute)> {
    let mut known: Vec<(&'static AttributeSpec, &'a Attribute)> = Vec::with_capacity(attributes.len());
    for written in attributes.iter().filter(|written| block || !written.name.name.contains('.')) {
        match attribute(&written.name.name, block) {
            Some(spec) if spec.fits(place) => {
                if !spec.beyond || attribute_allowed(cx, placed, written) {
                    known.push((spec, written));
                }
            }
            None if written.name.name.contains('-') => report_dash_in_attribute(cx, placed, written),
            spec => report_misplaced(cx, placed, written, spec, block, place),
        }
    }
    once_each(cx, placed, &mut known);
    known
}

/// Reports what is given twice and must not be, and leaves the first of each.
fn once_each<'a>(
    cx: &mut Context<'a>,
    placed: &'a Placed,
    known: &mut Vec<(&'static AttributeSpec, &'a Attribute)>,
) {
    let bit = |spec: &AttributeSpec| 1_u64 << spec.kind as u32;
    let (mut seen, mut twice) = (0, 0);
    for (spec, _) in known.iter().filter(|(spec, _)| !spec.repeatable) {
        twice |= seen & bit(spec);
        seen |= bit(spec);
    }
    if twice == 0 {
        return;
    }
    let all = std::mem::take(known);
    for (spec, attribute) in &all {
        let is_twice = twice & bit(spec) != 0;
        if is_twice && known.iter().any(|(first, _)| first.kind == spec.kind) {
            continue;
        }
        known.push((spec, attribute));
        if is_twice {
            let same = all.iter().filter(|(other, _)| other.kind == spec.kind);
            let same: Vec<&Attribute> = same.map(|(_, attribute)| *attribute).collect();
            report_duplicates(cx, placed, &same, &format!("`{}{}`", spec.at_signs(), spec.name));
        }
    }
}

fn report_misplaced(
    cx: &mut Context,
    placed: &Placed,
    written: &Attribute,
    spec: Option<&'static AttributeSpec>,
    block: bool,
    place: Place,
) {
    let span = placed.span(written.range);
    let signs = if block { "@@" } else { "@" };
    let name = &written.name.name;
    if let Some(spec) = spec {
        let on_relation = place == Place::RelationField && spec.fits(Place::ScalarField);
        if on_relation
            && matches!(
                spec.kind,
                AttributeKind::Id | AttributeKind::Unique | AttributeKind::Default | AttributeKind::Map
            )
        {
            let message = format!("`@{name}` is for columns, and this is a relation field.");
            cx.report(
                Diagnostic::new(&COLUMN_ATTRIBUTE_ON_RELATION, message)
                    .at(span, "not on a relation field")
                    .help("Put it on the fields that `fields` of `@relation` names."),
            );
            return;
        }
        if spec.kind == AttributeKind::Relation && place == Place::ScalarField {
            let message = "This field refers to no model, so it is no relation.";
            cx.report(Diagnostic::new(&RELATION_ON_COLUMN, message).at(span, "no relation"));
            return;
        }
    }
    let names: Vec<&str> = AttributeSpec::names_at(place, block).collect();
    let message = match spec {
        Some(_) => format!("There is no `{signs}{name}` at this place."),
        None => format!("There is no attribute `{signs}{name}`."),
    };
    let diagnostic = Diagnostic::new(&UNKNOWN_ATTRIBUTE, message).at(span, "unknown here");
    let diagnostic = match did_you_mean(name, names.iter().copied()) {
        Some(_) => unknown_name(diagnostic, name, placed.span(written.name.range), &names),
        None => diagnostic,
    };
    cx.report(diagnostic);
}

//! Names, types, attributes and relations of a schema.
//!
//! [`analyze`] takes the trees of all files and gives the meaning of the schema they make together, with everything
//! that is wrong about it. It never stops early: what could not be understood is left out and reported once, and what
//! only follows from that is not reported again.

mod arguments;
pub mod attributes;
mod beyond;
mod blocks;
mod blocks_attributes;
mod columns;
mod complete;
mod composites;
mod config;
mod constraints;
mod context;
mod database_names;
mod dispatch;
mod documents;
mod expand;
mod fields;
mod halves;
mod held_back;
mod intent;
mod keys;
mod mixins;
pub mod model;
mod names;
pub mod naming;
pub mod objects;
mod relation_arguments;
mod relations;
mod rows;
mod rules;
mod shard_keys;
pub mod signatures;
mod views;
pub mod words;

pub use beyond::BEYOND_PRISMA;
pub use complete::missing_parts;
pub use config::keys::{
    Choice, DATASOURCE_PROPERTIES, GENERATOR_PROPERTIES, Property, PropertyValue, relation_modes,
};
pub use config::preview::{ACTIVE as PREVIEW_FEATURES, PreviewFeature};
pub use expand::{Expanded, PRISMA_8_MEANING, expand, mentions};
pub use fields::default_functions::{DEFAULT_FUNCTIONS, DefaultFunction, default_functions};
pub use model::Schema;
pub use names::is_reserved;

use context::Context;
use model::FieldId;
use parallax_diagnostics::{Diagnostics, Rule};
use parallax_dialect::Language;
use parallax_syntax::ast::Ast;
use parallax_text::SourceMap;
use relations::RelationAttribute;

/// A schema and all that is wrong about it.
#[derive(Debug, Clone)]
pub struct Analysis {
    pub schema: Schema,
    pub diagnostics: Diagnostics,
}

/// The meaning of the schema that all files together make. `languages` are the databases that there are.
///
/// SQL in files beside the schema is not read; see [`analyze_in`].
pub fn analyze(asts: &[&Ast], languages: &[&'static Language]) -> Analysis {
    analyze_expanded(&expand(asts, None), languages)
}

/// As [`analyze`]; `sources` holds the names of the files, and the texts beside them.
pub fn analyze_in(asts: &[&Ast], languages: &[&'static Language], sources: &SourceMap) -> Analysis {
    analyze_expanded(&expand(asts, Some(sources)), languages)
}

fn analyze_expanded(expanded: &Expanded<'_>, languages: &[&'static Language]) -> Analysis {
    let asts = &expanded.trees();
    let mut cx = Context::of(asts, languages);
    config::read(&mut cx, asts);
    let attributes = read_models(&mut cx, asts);
    relations::resolve(&mut cx, &attributes);
    objects::read(&mut cx);
    check(&mut cx);
    cx.diagnostics.extend(expanded.diagnostics.iter().cloned().collect());
    let mut diagnostics = held_back::hold_back(cx.diagnostics, asts);
    mixins::say_once(&mut diagnostics, &cx.mixins);
    diagnostics.sort();
    Analysis { schema: cx.schema, diagnostics }
}

/// Names, types and attributes; gives what is written about relations.
fn read_models<'a>(cx: &mut Context<'a>, asts: &[&'a Ast]) -> Vec<(FieldId, RelationAttribute)> {
    blocks::declare(cx, asts);
    let attributes = dispatch::read(cx);
    composites::check(cx);
    attributes
}

/// What can be told only when everything is known.
fn check(cx: &mut Context) {
    views::check(cx);
    database_names::check(cx);
    fields::supported::check_enums(cx);
    blocks_attributes::check_all_have_schemas(cx);
    for model in cx.model_ids() {
        fields::supported::check_fields(cx, model);
        keys::criteria::check(cx, model);
        keys::client_names::check(cx, model);
        keys::clustering::check(cx, model);
        fields::autoincrement::check(cx, model);
        documents::check(cx, model);
        rows::check_moves(cx, model);
    }
}

/// All rules of this crate.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [
        names::RULES,
        database_names::RULES,
        config::RULES,
        config::preview::RULES,
        config::generator::RULES,
        config::datasource::RULES,
        config::extensions::RULES,
        arguments::RULES,
        beyond::RULES,
        dispatch::RULES,
        blocks_attributes::RULES,
        blocks::RULES,
        mixins::RULES,
        columns::generated::RULES,
        columns::nulls::RULES,
        columns::identity::RULES,
        columns::text::RULES,
        columns::options::RULES,
        fields::plain::RULES,
        fields::supported::RULES,
        fields::natives::RULES,
        fields::defaults::RULES,
        fields::default_functions::RULES,
        fields::autoincrement::RULES,
        keys::field_list::RULES,
        keys::RULES,
        keys::client_names::RULES,
        keys::criteria::RULES,
        keys::operator_classes::RULES,
        keys::predicates::RULES,
        keys::checks::RULES,
        keys::clustering::RULES,
        keys::details::RULES,
        constraints::checks::RULES,
        constraints::exclusions::RULES,
        constraints::states::RULES,
        relation_arguments::RULES,
        composites::RULES,
        documents::RULES,
        shard_keys::RULES,
        views::RULES,
        rows::RULES,
        objects::RULES,
    ]
    .into_iter()
    .chain(relations::RULES.iter().copied())
    .chain(expand::RULES.iter().copied())
    .flatten()
    .copied()
}

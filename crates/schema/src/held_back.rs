//! Rules that ask for something to be added wait until what is there is in order: a key, a counterpart or a column
//! that seems to be missing may stand in what is wrong. All other rules report in the same run.

use crate::{arguments, blocks, blocks_attributes, config, dispatch, documents, fields, keys, names, views};
use crate::{composites, relations};
use parallax_diagnostics::{Diagnostics, Rule, Severity};
use parallax_syntax::ast::Ast;

/// What asks for something to be added.
static WAITING: &[&Rule] = &[
    &keys::criteria::NO_CRITERION,
    &documents::DOCUMENT_ID,
    &views::VIEWS_PREVIEW,
    &blocks_attributes::SCHEMA_MISSING,
];

/// What tells that names, types or attributes are not in order.
static WAITED_FOR: &[&[&Rule]] = &[
    names::RULES,
    config::RULES,
    config::datasource::RULES,
    config::extensions::RULES,
    config::generator::RULES,
    config::preview::RULES,
    arguments::RULES,
    dispatch::RULES,
    blocks::RULES,
    blocks_attributes::RULES,
    composites::RULES,
    fields::plain::RULES,
    fields::defaults::RULES,
    fields::default_functions::RULES,
    keys::RULES,
    keys::field_list::RULES,
    keys::predicates::RULES,
    relations::WORDING_RULES,
];

/// Leaves out what should wait.
pub(crate) fn hold_back(diagnostics: Diagnostics, asts: &[&Ast]) -> Diagnostics {
    let waits = |rule: &'static Rule| {
        WAITING.iter().chain(relations::WAITING).any(|waiting| std::ptr::eq(*waiting, rule))
    };
    if !diagnostics.iter().any(|diagnostic| waits(diagnostic.rule)) {
        return diagnostics;
    }
    let unreadable = asts
        .iter()
        .flat_map(|ast| &ast.blocks)
        .flat_map(|placed| &placed.block.errors)
        .any(|error| error.rule.severity == Severity::Error);
    let in_disorder = |rule: &'static Rule| {
        !waits(rule) && WAITED_FOR.iter().copied().flatten().any(|known| std::ptr::eq(*known, rule))
    };
    let disorder = diagnostics.iter().any(|diagnostic| diagnostic.is_error() && in_disorder(diagnostic.rule));
    if !unreadable && !disorder {
        return diagnostics;
    }
    diagnostics.into_iter().filter(|diagnostic| !waits(diagnostic.rule)).collect()
}

//! Mixins: fields and attributes that are written once and included by models (`+Stamps`).

use crate::beyond;
use crate::config::unknown_name;
use crate::context::Context;
use crate::rules::rules;
use parallax_diagnostics::{Diagnostic, Diagnostics};
use parallax_syntax::ast::{Include, Model, ModelKeyword, Placed};
use parallax_text::{Span, TextRange};
use smol_str::SmolStr;
use std::collections::{HashMap, HashSet};

rules! {
    /// There is no mixin of this name. A mixin is a block of its own:
    ///
    /// ```plx,bad
    /// model User {
    ///   id Int @id
    ///   +Stamps
    /// }
    /// ```
    ///
    /// ```plx,good
    /// model mixin Stamps {
    ///   createdAt DateTime @default(now())
    /// }
    ///
    /// model User {
    ///   id Int @id
    ///   +Stamps
    /// }
    /// ```
    error UNKNOWN_MIXIN "PX2151" "unknown-mixin" = "a mixin that does not exist",

    /// Mixins hold fields and attributes for models. They include no other mixins, so that one look at a block shows
    /// all that it brings, and only `model` blocks are mixins.
    ///
    /// ```plx,bad
    /// model mixin Times {
    ///   createdAt DateTime @default(now())
    /// }
    ///
    /// model mixin Stamps {
    ///   +Times
    /// }
    /// ```
    error MIXIN_SHAPE "PX2152" "mixin-shape" = "a mixin that is not plain",

    /// A model includes a mixin once: the fields are there already.
    ///
    /// ```plx,bad
    /// model mixin Stamps {
    ///   createdAt DateTime @default(now())
    /// }
    ///
    /// model User {
    ///   id Int @id
    ///   +Stamps
    ///   +Stamps
    /// }
    /// ```
    error MIXIN_AGAIN "PX2153" "mixin-again" = "the same mixin twice",
}

pub(crate) type Mixins<'a> = HashMap<SmolStr, (&'a Placed, &'a Model)>;

/// Whether a block can be a mixin. Where it cannot, that is reported.
pub(crate) fn declare(cx: &mut Context, placed: &Placed, mixin: &Model) -> bool {
    if !beyond::allowed(cx, placed, false, mixin.name.range, "A mixin") {
        return false;
    }
    if mixin.keyword != ModelKeyword::Model {
        let message = "Only models have mixins.";
        let span = placed.span(mixin.name.range);
        cx.report(Diagnostic::new(&MIXIN_SHAPE, message).at(span, "").help("Write `model mixin`."));
        return false;
    }
    for include in &mixin.includes {
        let message = format!("The mixin `{}` includes another one.", mixin.name.name);
        let span = placed.span(include.range);
        cx.report(
            Diagnostic::new(&MIXIN_SHAPE, message)
                .at(span, "not in a mixin")
                .help(format!("Include `{}` in the models themselves.", include.name.name)),
        );
    }
    true
}

/// The mixin that a model includes.
pub(crate) fn find<'a>(
    cx: &mut Context<'a>,
    placed: &Placed,
    include: &Include,
) -> Option<(&'a Placed, &'a Model)> {
    if !beyond::allowed(cx, placed, false, include.range, "A mixin") {
        return None;
    }
    if let Some(found) = cx.mixins.get(&include.name.name) {
        return Some(*found);
    }
    let message = format!("There is no mixin `{}`.", include.name.name);
    let diagnostic = Diagnostic::new(&UNKNOWN_MIXIN, message).at(placed.span(include.range), "unknown");
    let mut known: Vec<&str> = cx.mixins.keys().map(SmolStr::as_str).collect();
    known.sort_unstable();
    let diagnostic = unknown_name(diagnostic, &include.name.name, placed.span(include.name.range), &known);
    cx.report(diagnostic);
    None
}

pub(crate) fn report_again(cx: &mut Context, placed: &Placed, include: &Include) {
    let message = format!("`{}` is included already.", include.name.name);
    cx.report(Diagnostic::new(&MIXIN_AGAIN, message).at(placed.span(include.range), "again"));
}

/// What is wrong in a mixin is found for each model that includes it, and told once.
pub(crate) fn say_once(diagnostics: &mut Diagnostics, mixins: &Mixins<'_>) {
    if mixins.is_empty() {
        return;
    }
    let blocks: Vec<Span> = mixins.values().map(|(placed, _)| placed.span(placed.block.range)).collect();
    let inside = |span: &Span| {
        let holds = |block: &Span| {
            let TextRange { start, end } = block.range;
            block.file == span.file && start <= span.range.start && span.range.end <= end
        };
        blocks.iter().any(holds)
    };
    let mut told = HashSet::new();
    let kept = std::mem::take(diagnostics).into_iter().filter(|diagnostic| match diagnostic.span() {
        Some(span) if inside(&span) => told.insert((diagnostic.rule.code, span)),
        _ => true,
    });
    *diagnostics = kept.collect();
}

//! `generator` blocks. Keys that nobody knows belong to the generator and are left alone.

use super::{preview, properties, string_or_env};
use crate::arguments::{elements, wrong_kind};
use crate::context::Context;
use crate::model::{Generator, GeneratorValue};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_syntax::ast::{Config, Expr, ExprKind, Placed};
use smol_str::SmolStr;

rules! {
    /// A generator is a program, and `provider` names it: `provider = "prisma-client"`.
    ///
    /// ```prisma,bad
    /// generator client {
    ///   output = "../client"
    /// }
    /// ```
    error GENERATOR_PROVIDER_MISSING "PX2065" "generator-provider-missing" = "a generator without a provider",
}

pub(crate) fn read<'a>(cx: &mut Context<'a>, placed: &'a Placed, config: &'a Config) {
    let mut generator = Generator {
        name: config.name.name.clone(),
        provider: None,
        output: None,
        preview_features: Vec::new(),
        binary_targets: Vec::new(),
        config: Vec::new(),
        span: placed.span(placed.block.range),
    };
    let list = properties(cx, placed, config);
    for property in &list {
        let Some(value) = &property.value else { continue };
        match property.key.name.as_str() {
            "provider" => generator.provider = string_or_env(cx, placed, value, "provider"),
            "output" => generator.output = string_or_env(cx, placed, value, "output"),
            "previewFeatures" => generator.preview_features = preview::read(cx, placed, value),
            "binaryTargets" => {
                let named = |element| string_or_env(cx, placed, element, "binaryTargets");
                generator.binary_targets = elements(value).iter().filter_map(named).collect();
            }
            key => {
                if key == "engineType" && !matches!(value.kind, ExprKind::String(_)) {
                    wrong_kind(cx, placed, value, "`engineType`", "a string");
                }
                generator.config.extend(config_value(value).map(|value| (key.into(), value)));
            }
        }
    }
    if !list.iter().any(|property| property.key.name == "provider") {
        cx.report(
            Diagnostic::new(
                &GENERATOR_PROVIDER_MISSING,
                format!("The generator `{}` does not say which program it runs.", config.name.name),
            )
            .at(placed.span(config.name.range), "no `provider`")
            .help("Add for example `provider = \"prisma-client\"`."),
        );
    }
    cx.schema.generators.push(generator);
}

/// What the generator is told; nothing of what has no text.
fn config_value(value: &Expr) -> Option<GeneratorValue> {
    Some(match &value.kind {
        ExprKind::Array(list) => GeneratorValue::Many(list.iter().filter_map(config_text).collect()),
        _ => GeneratorValue::One(config_text(value)?),
    })
}

/// The variable of an `env("NAME")` counts as its text: that is what generators are told.
fn config_text(value: &Expr) -> Option<SmolStr> {
    match &value.kind {
        ExprKind::String(text) | ExprKind::Number(text) | ExprKind::Constant(text) => Some(text.clone()),
        ExprKind::Tagged(_, text) => Some(text.clone()),
        ExprKind::Function(_, args) => config_text(args.list.first()?.value.as_ref()?),
        ExprKind::Array(_) | ExprKind::Object(_) => None,
    }
}

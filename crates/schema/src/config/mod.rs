//! `datasource` and `generator` blocks. Reads values, never the environment.

mod choices;
pub(crate) mod datasource;
pub(crate) mod extensions;
pub(crate) mod generator;
pub mod keys;
pub(crate) mod preview;

use crate::arguments::{quoted, wrong_kind};
use crate::context::{Context, replace};
use crate::model::StringOrEnv;
use crate::rules::rules;
use parallax_diagnostics::{Diagnostic, did_you_mean};
use parallax_syntax::ast::{Ast, BlockKind, Config, ConfigKeyword, Expr, ExprKind, Placed, Property};
use parallax_text::Span;
use std::collections::HashMap;

rules! {
    /// Two datasources, or two generators, have the same name. Rename one of them.
    ///
    /// ```prisma,bad
    /// generator client {
    ///   provider = "prisma-client"
    /// }
    ///
    /// generator client {
    ///   provider = "prisma-erd"
    /// }
    /// ```
    error DUPLICATE_BLOCK "PX2050" "duplicate-config-block" = "two datasources or generators of one name",

    /// A schema describes one database; which of two datasources that is cannot be told. Keep one of them, and put the
    /// other database's models into a schema of its own.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// datasource archive {
    ///   provider = "sqlite"
    /// }
    /// ```
    error SEVERAL_DATASOURCES "PX2051" "several-datasources" = "more than one datasource",

    /// A key of a `datasource` or `generator` block is set twice. Remove one of the two.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    ///   provider = "mysql"
    /// }
    /// ```
    error DUPLICATE_KEY "PX2052" "duplicate-config-key" = "the same key twice in a block",

    /// `env` takes the name of one variable, as a string and without a name: `env("DATABASE_URL")`. The variable is
    /// read when a database is needed, never while a schema is checked.
    ///
    /// ```prisma,bad
    /// generator client {
    ///   provider = env("CLIENT", "prisma-client")
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// generator client {
    ///   provider = env("CLIENT")
    /// }
    /// ```
    error ENV_ARGUMENT "PX2053" "env-argument" = "`env` without exactly one string",

    /// The argument of `env` has no name: write `env("DATABASE_URL")`. The name is ignored.
    ///
    /// ```prisma,bad
    /// generator client {
    ///   provider = env(name: "CLIENT")
    /// }
    /// ```
    warning ENV_NAMED "PX2054" "env-named-argument" = "the argument of `env` with a name",
}

/// Reads the datasource first: which preview features exist depends on its database.
pub(crate) fn read<'a>(cx: &mut Context<'a>, asts: &[&'a Ast]) {
    let blocks = asts.iter().flat_map(|ast| &ast.blocks).filter_map(|placed| match &placed.block.kind {
        BlockKind::Config(config) => Some((placed, config)),
        BlockKind::Model(_) | BlockKind::Enum(_) | BlockKind::Object(_) | BlockKind::Unknown => None,
    });
    let (sources, generators): (Vec<_>, Vec<_>) =
        blocks.partition(|(_, config)| config.keyword == ConfigKeyword::Datasource);
    duplicates(cx, &sources, "datasource");
    duplicates(cx, &generators, "generator");
    preview::collect_names(cx, &generators);
    if sources.len() > 1 {
        several_datasources(cx, &sources);
    }
    if let Some((placed, config)) = sources.first() {
        datasource::read(cx, placed, config);
    }
    for (placed, config) in generators {
        generator::read(cx, placed, config);
    }
}

fn duplicates<'a>(cx: &mut Context<'a>, blocks: &[(&'a Placed, &'a Config)], what: &str) {
    let mut first: HashMap<&str, Span> = HashMap::new();
    for (placed, config) in blocks {
        let span = placed.span(config.name.range);
        match first.get(config.name.name.as_str()) {
            Some(first) => {
                let message = format!("There is already a {what} `{}`.", config.name.name);
                cx.report(
                    Diagnostic::new(&DUPLICATE_BLOCK, message).at(span, "again").also(*first, "first here"),
                );
            }
            None => {
                first.insert(&config.name.name, span);
            }
        }
    }
}

fn several_datasources<'a>(cx: &mut Context<'a>, sources: &[(&'a Placed, &'a Config)]) {
    for (at, (placed, config)) in sources.iter().enumerate() {
        let (other, other_config) = if at == 0 { sources[1] } else { sources[0] };
        cx.report(
            Diagnostic::new(&SEVERAL_DATASOURCES, "A schema has one datasource; here are several.")
                .at(placed.span(config.name.range), "one of them")
                .also(other.span(other_config.name.range), "another one")
                .help("Keep one, and give the other database a schema of its own."),
        );
    }
}

/// The properties of a block by key, each once.
pub(crate) fn properties<'a>(
    cx: &mut Context<'a>,
    placed: &'a Placed,
    config: &'a Config,
) -> Vec<&'a Property> {
    let mut list: Vec<&Property> = Vec::with_capacity(config.properties.len());
    for property in &config.properties {
        match list.iter().find(|known| known.key.name == property.key.name) {
            Some(first) => {
                let message = format!("`{}` is set twice.", property.key.name);
                let first = placed.span(first.key.range);
                cx.report(
                    Diagnostic::new(&DUPLICATE_KEY, message)
                        .at(placed.span(property.key.range), "again")
                        .also(first, "first here"),
                );
            }
            None => list.push(property),
        }
    }
    list
}

/// A string, or `env("NAME")`.
pub(crate) fn string_or_env<'a>(
    cx: &mut Context<'a>,
    placed: &'a Placed,
    value: &'a Expr,
    key: &str,
) -> Option<StringOrEnv> {
    match &value.kind {
        ExprKind::String(text) => Some(StringOrEnv::Literal(text.clone())),
        ExprKind::Function(name, _) if name.name == "env" => env(cx, placed, value),
        _ => {
            wrong_kind(cx, placed, value, &format!("`{key}`"), "a string or `env(\"NAME\")`");
            None
        }
    }
}

fn env<'a>(cx: &mut Context<'a>, placed: &'a Placed, value: &'a Expr) -> Option<StringOrEnv> {
    let ExprKind::Function(_, args) = &value.kind else { return None };
    let span = placed.span(value.range);
    let [arg] = args.list.as_slice() else {
        let message = "`env` takes the name of one variable.";
        cx.report(
            Diagnostic::new(&ENV_ARGUMENT, message)
                .at(span, "not exactly one argument")
                .help("Write for example `env(\"DATABASE_URL\")`."),
        );
        return None;
    };
    let Some(argument) = &arg.value else {
        cx.error(&ENV_ARGUMENT, span, "`env` takes the name of one variable, and here it is missing.");
        return None;
    };
    let ExprKind::String(variable) = &argument.kind else {
        wrong_kind(cx, placed, argument, "The variable of `env`", "a string");
        return None;
    };
    if let Some(name) = &arg.name {
        let label = placed.span(arg.range);
        cx.report(
            Diagnostic::new(&ENV_NAMED, format!("The name `{}` is ignored.", name.name))
                .at(label, "needs no name")
                .fix("Remove the name", vec![replace(label, format!("\"{variable}\""))]),
        );
    }
    Some(StringOrEnv::Env(variable.clone()))
}

/// An unknown name, with the nearest known one.
pub(crate) fn unknown_name(diagnostic: Diagnostic, word: &str, span: Span, known: &[&str]) -> Diagnostic {
    match did_you_mean(word, known.iter().copied()) {
        Some(near) => diagnostic
            .help(format!("Did you mean `{near}`?"))
            .fix(format!("Change to `{near}`"), vec![replace(span, near)]),
        None => diagnostic.help(format!("Known are {}.", quoted(known.iter().copied()))),
    }
}

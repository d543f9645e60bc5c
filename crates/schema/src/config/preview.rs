//! Preview features: which there are, and which there were.

use super::unknown_name;
use crate::arguments::wrong_kind;
use crate::context::{Context, replace};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_dialect::Language;
use parallax_syntax::ast::{Config, Expr, ExprKind, Placed};
use smol_str::SmolStr;

rules! {
    /// Preview features are names of a fixed list, and this is none of them: misspelt, removed since, or meant for
    /// another database.
    ///
    /// ```prisma,bad
    /// generator client {
    ///   provider        = "prisma-client"
    ///   previewFeatures = ["vews"]
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// generator client {
    ///   provider        = "prisma-client"
    ///   previewFeatures = ["views"]
    /// }
    /// ```
    error UNKNOWN_PREVIEW_FEATURE "PX2060" "unknown-preview-feature" = "a preview feature that nobody knows",

    /// What this preview feature once switched on is always on now. Remove it from `previewFeatures`.
    ///
    /// ```prisma,bad
    /// generator client {
    ///   provider        = "prisma-client"
    ///   previewFeatures = ["interactiveTransactions"]
    /// }
    /// ```
    warning STABLE_PREVIEW_FEATURE "PX2061" "stable-preview-feature" = "a preview feature that is no longer needed",

    /// The preview feature goes by another name now. The old name still works.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// generator client {
    ///   provider        = "prisma-client"
    ///   previewFeatures = ["fullTextSearch"]
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// generator client {
    ///   provider        = "prisma-client"
    ///   previewFeatures = ["fullTextSearchPostgres"]
    /// }
    /// ```
    warning RENAMED_PREVIEW_FEATURE "PX2062" "renamed-preview-feature" = "a preview feature under its old name",

    /// The preview feature works, and will be removed. Do not build on it.
    ///
    /// ```prisma,bad
    /// generator client {
    ///   provider        = "prisma-client"
    ///   previewFeatures = ["metrics"]
    /// }
    /// ```
    warning DEPRECATED_PREVIEW_FEATURE "PX2063" "deprecated-preview-feature" = "a preview feature that will go",
}

/// A preview feature that can be switched on.
#[derive(Debug, Clone, Copy)]
pub struct PreviewFeature {
    pub name: &'static str,
    /// Whether it means something on a database.
    pub exists: fn(&Language) -> bool,
    /// One line for hover, completion and reference.
    pub doc: &'static str,
}

const fn feature(name: &'static str, doc: &'static str) -> PreviewFeature {
    PreviewFeature { name, exists: |_| true, doc }
}

const fn feature_of(name: &'static str, exists: fn(&Language) -> bool, doc: &'static str) -> PreviewFeature {
    PreviewFeature { name, exists, doc }
}

/// Features that can be switched on.
pub const ACTIVE: &[PreviewFeature] = &[
    feature("nativeDistinct", "The database leaves out duplicates of `distinct` queries, not the client."),
    feature_of(
        "partialIndexes",
        |language| language.capabilities.partial_indexes,
        "Indexes and unique constraints over some of the rows: the argument `where`.",
    ),
    feature_of(
        "postgresqlExtensions",
        |language| language.capabilities.extensions,
        "Extensions of the database are part of the schema: `extensions` of the datasource.",
    ),
    feature("relationJoins", "Clients load relations with one query that joins, rather than with several."),
    feature("schemaEngineDriverAdapters", "Migrations connect through the driver of the client's language."),
    feature_of(
        "shardKeys",
        |language| language.capabilities.shard_keys,
        "Which fields decide in which shard a row lies: `@shardKey` and `@@shardKey`.",
    ),
    feature(
        "strictUndefinedChecks",
        "A value that is `undefined` in a query is an error, and never ignored.",
    ),
    feature("views", "Views of the database are part of the schema: `view` blocks."),
    feature_of(
        FULL_TEXT_SEARCH,
        |language| language.capabilities.fulltext_search_preview,
        "Queries can use the text search of the database.",
    ),
];
/// On databases with text search of their own.
const FULL_TEXT_SEARCH: &str = "fullTextSearchPostgres";
const DEPRECATED: &[&str] = &["metrics"];
/// Accepted, and not offered.
const HIDDEN: &[&str] = &["reactNative", "typedSql"];
/// Once a preview, now always on.
const STABLE: &[&str] = &[
    "aggregateApi",
    "atomicNumberOperations",
    "clientExtensions",
    "cockroachdb",
    "connectOrCreate",
    "createMany",
    "dataProxy",
    "deno",
    "distinct",
    "driverAdapters",
    "extendedIndexes",
    "extendedWhereUnique",
    "fieldReference",
    "filterJson",
    "filteredRelationCount",
    "fullTextIndex",
    "fullTextSearch",
    "groupBy",
    "improvedQueryRaw",
    "interactiveTransactions",
    "jsonProtocol",
    "microsoftSqlServer",
    "middlewares",
    "mongoDb",
    "multiSchema",
    "nApi",
    "namedConstraints",
    "nativeTypes",
    "omitApi",
    "orderByAggregateGroup",
    "orderByNulls",
    "orderByRelation",
    "prismaSchemaFolder",
    "queryCompiler",
    "referentialActions",
    "referentialIntegrity",
    "selectRelationCount",
    "tracing",
    "transactionApi",
    "uncheckedScalarInputs",
];

fn is_in(list: &[&str], name: &str) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// All names of all generators, before anything is checked: the datasource depends on them, and they on it.
pub(crate) fn collect_names<'a>(cx: &mut Context<'a>, generators: &[(&'a Placed, &'a Config)]) {
    let values = generators
        .iter()
        .flat_map(|(_, config)| &config.properties)
        .filter(|property| property.key.name == "previewFeatures")
        .filter_map(|property| property.value.as_ref());
    for value in values {
        let names = crate::arguments::elements(value).iter().filter_map(|element| element.as_string());
        cx.preview.extend(names.cloned());
    }
}

/// Checks the value of `previewFeatures`.
pub(crate) fn read<'a>(cx: &mut Context<'a>, placed: &'a Placed, value: &'a Expr) -> Vec<SmolStr> {
    let mut features = Vec::new();
    for element in crate::arguments::elements(value) {
        let ExprKind::String(name) = &element.kind else {
            wrong_kind(cx, placed, element, "A preview feature", "a string");
            continue;
        };
        features.push(name.clone());
        check(cx, placed, element, name);
    }
    features
}

fn check(cx: &mut Context, placed: &Placed, element: &Expr, name: &str) {
    let span = placed.span(element.range);
    // Without a language nobody knows whether there is text search.
    let text_search = !cx.lacks(|can| can.fulltext_search_preview);
    let is_full_text = |known: &str| known == FULL_TEXT_SEARCH;
    let active = || ACTIVE.iter().map(|known| known.name).filter(|known| text_search || !is_full_text(known));
    if active().any(|known| known.eq_ignore_ascii_case(name)) || is_in(HIDDEN, name) {
        return;
    }
    if name.eq_ignore_ascii_case("fullTextSearch") && cx.has(|can| can.fulltext_search_preview) {
        cx.report(
            Diagnostic::new(
                &RENAMED_PREVIEW_FEATURE,
                format!("`{name}` is called `{FULL_TEXT_SEARCH}` now."),
            )
            .at(span, "the old name")
            .fix(
                format!("Change to `{FULL_TEXT_SEARCH}`"),
                vec![replace(span, format!("\"{FULL_TEXT_SEARCH}\""))],
            ),
        );
    } else if is_in(DEPRECATED, name) {
        let message = format!("The preview feature `{name}` will be removed.");
        cx.report(Diagnostic::new(&DEPRECATED_PREVIEW_FEATURE, message).at(span, "do not build on it"));
    } else if is_in(STABLE, name) {
        cx.report(
            Diagnostic::new(
                &STABLE_PREVIEW_FEATURE,
                format!("What the preview feature `{name}` did is always on now."),
            )
            .at(span, "no longer needed")
            .help("Remove it from `previewFeatures`."),
        );
    } else {
        let message = format!("There is no preview feature `{name}` here.");
        let known: Vec<&str> = active().collect();
        let diagnostic = Diagnostic::new(&UNKNOWN_PREVIEW_FEATURE, message).at(span, "unknown");
        let inner = parallax_text::Span {
            range: parallax_text::TextRange {
                start: span.range.start + 1,
                end: span.range.end.saturating_sub(1),
            },
            ..span
        };
        cx.report(unknown_name(diagnostic, name, inner, &known));
    }
}

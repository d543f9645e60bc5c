//! The `datasource` block: which database, where it is, how relations are kept.

use super::choices::{comments, naming};
use super::keys::{DATASOURCE_PROPERTIES, FOREIGN_KEYS, PRISMA, UNMANAGED, relation_modes};
use super::{extensions, properties, string_or_env, unknown_name};
use crate::arguments::{elements, quoted, wrong_kind};
use crate::beyond;
use crate::context::{Context, replace};
use crate::model::{Comments, Datasource, Naming, RelationMode, StringOrEnv};
use crate::rules::rules;
use parallax_diagnostics::{Diagnostic, Severity};
use parallax_dialect::Language;
use parallax_syntax::ast::{Config, Expr, ExprKind, Placed, Property};
use parallax_text::Span;
use smol_str::SmolStr;

rules! {
    /// The datasource does not say which database it is, so nothing of it can be checked or built.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   url = env("DATABASE_URL")
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "postgresql"
    ///   url      = env("DATABASE_URL")
    /// }
    /// ```
    error PROVIDER_MISSING "PX2070" "provider-missing" = "a datasource without a provider",

    /// The provider decides what the whole schema means, so it is written out: neither `env(…)`, nor a list, nor empty.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = env("DATABASE")
    /// }
    /// ```
    error PROVIDER_NOT_LITERAL "PX2071" "provider-not-literal" = "a provider that is not written out",

    /// There is no support for a database of this name.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "posgresql"
    /// }
    /// ```
    error PROVIDER_UNKNOWN "PX2072" "provider-unknown" = "a provider that nobody knows",

    /// The `datasource` block has a fixed list of keys, and this is none of them.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider     = "postgresql"
    ///   relationsMode = "prisma"
    /// }
    /// ```
    error UNKNOWN_PROPERTY "PX2073" "unknown-datasource-key" = "a key that a datasource does not have",

    /// Preview features belong to a generator. Move `previewFeatures` there.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider        = "postgresql"
    ///   previewFeatures = ["views"]
    /// }
    /// ```
    error PREVIEW_IN_DATASOURCE "PX2074" "preview-features-in-datasource" = "preview features of a datasource",

    /// `relationMode` is `"foreignKeys"` (the database keeps relations) or `"prisma"` (the client does). A database
    /// without foreign keys knows only the second.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider     = "mongodb"
    ///   relationMode = "foreignKeys"
    /// }
    /// ```
    error RELATION_MODE "PX2075" "relation-mode" = "an unknown relation mode",

    /// `relationMode` and its old name `referentialIntegrity` stand side by side. Keep `relationMode`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider             = "mysql"
    ///   relationMode         = "prisma"
    ///   referentialIntegrity = "prisma"
    /// }
    /// ```
    error RELATION_MODE_TWICE "PX2076" "relation-mode-twice" = "both `relationMode` and `referentialIntegrity`",

    /// `referentialIntegrity` is the old name of `relationMode`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider             = "mysql"
    ///   referentialIntegrity = "prisma"
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider     = "mysql"
    ///   relationMode = "prisma"
    /// }
    /// ```
    warning REFERENTIAL_INTEGRITY "PX2077" "referential-integrity" = "`relationMode` under its old name",

    /// The shadow database is emptied again and again, so it must not be the database itself.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider          = "postgresql"
    ///   url               = "postgresql://localhost/app"
    ///   shadowDatabaseUrl = "postgresql://localhost/app"
    /// }
    /// ```
    error SHADOW_DATABASE_SAME "PX2078" "shadow-database-same" = "the shadow database is the database",

    /// A URL names another kind of database than `provider` does. Connecting will fail.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    ///   url      = "mysql://localhost/app"
    /// }
    /// ```
    warning URL_SCHEME "PX2079" "url-scheme" = "a URL of another database",

    /// Migrations need a direct connection, so `directUrl` cannot be a `prisma://` URL.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider  = "postgresql"
    ///   directUrl = "prisma://accelerate.example"
    /// }
    /// ```
    error DIRECT_URL_PROXY "PX2080" "direct-url-proxy" = "a `directUrl` that is not direct",

    /// `schemas` lists the database schemas that the models live in. An empty list leaves them nowhere: name one, or
    /// remove the property.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    ///   schemas  = []
    /// }
    /// ```
    error SCHEMAS_EMPTY "PX2081" "schemas-empty" = "an empty list of database schemas",

    /// A database schema is listed twice. Remove one of the two.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    ///   schemas  = ["auth", "auth"]
    /// }
    /// ```
    error SCHEMAS_DUPLICATE "PX2082" "schemas-duplicate" = "the same database schema twice",

    /// Comments in the database come from `"attributes"` (`@comment` and `@@comment`) or from `"docs"` (these, and the
    /// documentation where there is none).
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "postgresql"
    ///   comments = "all"
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "postgresql"
    ///   comments = "docs"
    /// }
    /// ```
    error COMMENTS_FROM "PX2298" "comments-source" = "comments from a source that there is not",

    /// `unmanaged` lists kinds of things that the schema says nothing about, so that they are left as they are.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider  = "postgresql"
    ///   unmanaged = ["funtions"]
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider  = "postgresql"
    ///   unmanaged = ["functions"]
    /// }
    /// ```
    error UNMANAGED_UNKNOWN "PX2084" "unmanaged-unknown" = "a kind of things that nobody knows",

    /// What tables, columns and enums are called where no `@map` says so: `"snake_case"`, or `"asWritten"` as without a
    /// word.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "postgresql"
    ///   naming   = "snakeCase"
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "postgresql"
    ///   naming   = "snake_case"
    /// }
    /// ```
    error UNKNOWN_NAMING "PX2089" "unknown-naming" = "a naming that nobody knows",

    /// This database has no schemas inside of a database. Remove `schemas` and the `@@schema` attributes.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mysql"
    ///   schemas  = ["auth"]
    /// }
    /// ```
    error SCHEMAS_UNSUPPORTED "PX2083" "schemas-unsupported" = "database schemas where there are none",
}

pub(crate) fn read<'a>(cx: &mut Context<'a>, placed: &'a Placed, config: &'a Config) {
    let list = properties(cx, placed, config);
    let (provider, language) = provider(cx, placed, config, &list);
    cx.schema.datasource = Some(Datasource {
        name: config.name.name.clone(),
        provider,
        language,
        url: None,
        direct_url: None,
        shadow_database_url: None,
        relation_mode: RelationMode::ForeignKeys,
        schemas: Vec::new(),
        extensions: Vec::new(),
        comments: Comments::Attributes,
        naming: Naming::default(),
        unmanaged: Vec::new(),
        span: placed.span(placed.block.range),
    });
    let url = url(cx, placed, &list, "url");
    let direct_url = url_of_migrations(cx, placed, &list, "directUrl");
    let shadow = url_of_migrations(cx, placed, &list, "shadowDatabaseUrl");
    shadow_differs(cx, &[("url", &url), ("directUrl", &direct_url)], &shadow);
    let relation_mode = relation_mode(cx, placed, &list);
    let schemas = schemas(cx, placed, &list);
    let extensions = extensions(cx, placed, &list);
    let comments = comments(cx, placed, &list);
    let naming = naming(cx, placed, &list);
    let unmanaged = unmanaged(cx, placed, &list);
    unknown_keys(cx, placed, &list);
    if let Some(datasource) = &mut cx.schema.datasource {
        datasource.url = url.map(|(url, _)| url);
        datasource.direct_url = direct_url.map(|(url, _)| url);
        datasource.shadow_database_url = shadow.map(|(url, _)| url);
        datasource.relation_mode = relation_mode;
        datasource.schemas = schemas;
        datasource.extensions = extensions;
        datasource.comments = comments;
        datasource.naming = naming;
        datasource.unmanaged = unmanaged;
    }
}

fn value<'a>(list: &[&'a Property], key: &str) -> Option<&'a Expr> {
    list.iter().find(|property| property.key.name == key)?.value.as_ref()
}

fn provider<'a>(
    cx: &mut Context<'a>,
    placed: &'a Placed,
    config: &'a Config,
    list: &[&'a Property],
) -> (SmolStr, Option<&'static Language>) {
    let block = placed.span(config.name.range);
    let known = || cx.languages.iter().filter_map(|language| language.providers.first().copied());
    let Some(property) = list.iter().find(|property| property.key.name == "provider") else {
        let known = quoted(known());
        cx.report(
            Diagnostic::new(&PROVIDER_MISSING, "The datasource does not say which database it is.")
                .at(block, "no `provider`")
                .help(format!("Add `provider = \"…\"`: one of {known}.")),
        );
        return Default::default();
    };
    let Some(value) = &property.value else { return Default::default() };
    let span = placed.span(value.range);
    match &value.kind {
        ExprKind::String(name) if name.is_empty() => {
            cx.error(&PROVIDER_NOT_LITERAL, span, "The provider is empty.");
            Default::default()
        }
        ExprKind::String(name) => {
            let language = cx.languages.iter().find(|language| language.providers.contains(&name.as_str()));
            if language.is_none() {
                let all: Vec<&str> =
                    cx.languages.iter().flat_map(|language| language.providers).copied().collect();
                let message = format!("No database goes by the name of `{name}`.");
                let diagnostic = Diagnostic::new(&PROVIDER_UNKNOWN, message).at(span, "unknown");
                cx.report(unknown_name(diagnostic, name, inside(span), &all));
            }
            (name.clone(), language.copied())
        }
        ExprKind::Function(name, _) if name.name == "env" => {
            cx.report(
                Diagnostic::new(
                    &PROVIDER_NOT_LITERAL,
                    "The provider cannot come from the environment: what the schema means depends on it.",
                )
                .at(block, "the database of this datasource is not known")
                .also(span, "write the provider out here"),
            );
            Default::default()
        }
        _ => {
            wrong_kind(cx, placed, value, "`provider`", "a string");
            Default::default()
        }
    }
}

/// What stands between the quotes.
pub(super) fn inside(span: Span) -> Span {
    let mut inner = span;
    inner.range.start += 1;
    inner.range.end = inner.range.end.saturating_sub(1).max(inner.range.start);
    inner
}

fn url<'a>(
    cx: &mut Context<'a>,
    placed: &'a Placed,
    list: &[&'a Property],
    key: &str,
) -> Option<(StringOrEnv, Span)> {
    let value = value(list, key)?;
    let url = string_or_env(cx, placed, value, key)?;
    Some((url, placed.span(value.range)))
}

/// Empty ones count as absent.
fn url_of_migrations<'a>(
    cx: &mut Context<'a>,
    placed: &'a Placed,
    list: &[&'a Property],
    key: &str,
) -> Option<(StringOrEnv, Span)> {
    let (url, span) = url(cx, placed, list, key)?;
    match &url {
        StringOrEnv::Literal(text) if text.is_empty() => return None,
        StringOrEnv::Literal(text) if key == "directUrl" && text.starts_with("prisma://") => {
            cx.report(
                Diagnostic::new(&DIRECT_URL_PROXY, "`directUrl` leads to a proxy.")
                    .at(span, "not a direct connection")
                    .help("Write the URL of the database itself."),
            );
            return None;
        }
        StringOrEnv::Literal(_) | StringOrEnv::Env(_) => {}
    }
    Some((url, span))
}

fn shadow_differs(
    cx: &mut Context,
    others: &[(&str, &Option<(StringOrEnv, Span)>)],
    shadow: &Option<(StringOrEnv, Span)>,
) {
    for (key, url) in others {
        let (Some((url, first)), Some((shadow, span))) = (url, shadow) else { continue };
        if url == shadow {
            // What a variable holds is not known here; whoever connects looks again.
            let severity = match url {
                StringOrEnv::Literal(_) => Severity::Error,
                StringOrEnv::Env(_) => Severity::Warning,
            };
            cx.report(
                Diagnostic::new(
                    &SHADOW_DATABASE_SAME,
                    format!("`shadowDatabaseUrl` is the same database as `{key}`."),
                )
                .at(*span, "would be emptied")
                .also(*first, "the same")
                .help("Give the shadow database a database of its own.")
                .severity(severity),
            );
        }
    }
    check_schemes(cx, others.iter().filter_map(|(_, url)| url.as_ref()));
}

fn check_schemes<'u>(cx: &mut Context, urls: impl Iterator<Item = &'u (StringOrEnv, Span)>) {
    let Some(language) = cx.language() else { return };
    for (url, span) in urls {
        let StringOrEnv::Literal(text) = url else { continue };
        let proxied = text.starts_with("prisma://") || text.starts_with("prisma+");
        if proxied || language.url_schemes.iter().any(|scheme| text.starts_with(scheme)) {
            continue;
        }
        let schemes = quoted(language.url_schemes.iter().copied());
        let provider = cx.provider().to_owned();
        cx.report(
            Diagnostic::new(&URL_SCHEME, format!("This is no URL of {provider}."))
                .at(*span, "another database, or no URL")
                .help(format!("Its URLs begin with {schemes}.")),
        );
    }
}

fn relation_mode<'a>(cx: &mut Context<'a>, placed: &'a Placed, list: &[&'a Property]) -> RelationMode {
    let emulated_only = cx.has(|can| can.relations_emulated_only);
    let default = if emulated_only { RelationMode::Prisma } else { RelationMode::ForeignKeys };
    let new = list.iter().find(|property| property.key.name == "relationMode");
    let old = list.iter().find(|property| property.key.name == "referentialIntegrity");
    if let Some(old) = old {
        let span = placed.span(old.range);
        let mut renamed =
            Diagnostic::new(&REFERENTIAL_INTEGRITY, "`referentialIntegrity` is called `relationMode` now.")
                .at(span, "the old name");
        if new.is_none() {
            let key = replace(placed.span(old.key.range), "relationMode");
            renamed = renamed.fix("Change to `relationMode`", vec![key]);
        }
        cx.report(renamed);
        if let Some(new) = new {
            cx.report(
                Diagnostic::new(
                    &RELATION_MODE_TWICE,
                    "`referentialIntegrity` is `relationMode` under its old name; both are set.",
                )
                .at(span, "remove this")
                .also(placed.span(new.range), "the same setting"),
            );
        }
    }
    let Some(value) = new.or(old).and_then(|property| property.value.as_ref()) else { return default };
    let ExprKind::String(mode) = &value.kind else {
        wrong_kind(cx, placed, value, "`relationMode`", "a string");
        return default;
    };
    match mode.as_str() {
        PRISMA => RelationMode::Prisma,
        FOREIGN_KEYS if !emulated_only => RelationMode::ForeignKeys,
        _ => {
            let modes = relation_modes(cx.language()).iter().rev();
            let known: Vec<&str> = modes.map(|(mode, _)| *mode).collect();
            let span = placed.span(value.range);
            let diagnostic =
                Diagnostic::new(&RELATION_MODE, format!("There is no relation mode `{mode}` here."))
                    .at(span, "unknown");
            cx.report(unknown_name(diagnostic, mode, inside(span), &known));
            default
        }
    }
}

fn schemas<'a>(cx: &mut Context<'a>, placed: &'a Placed, list: &[&'a Property]) -> Vec<(SmolStr, Span)> {
    let Some(value) = value(list, "schemas") else { return Vec::new() };
    let span = placed.span(value.range);
    if cx.lacks(|can| can.schemas) {
        let message = format!("{} has no schemas inside of a database.", cx.provider());
        cx.error(&SCHEMAS_UNSUPPORTED, span, message);
        return Vec::new();
    }
    let names = elements(value);
    if names.is_empty() {
        cx.report(
            Diagnostic::new(&SCHEMAS_EMPTY, "The list of database schemas is empty.")
                .at(span, "names no schema")
                .help("Name at least one, or remove `schemas`."),
        );
    }
    let mut schemas: Vec<(SmolStr, Span)> = Vec::with_capacity(names.len());
    for element in names {
        let ExprKind::String(name) = &element.kind else {
            wrong_kind(cx, placed, element, "The name of a database schema", "a string");
            continue;
        };
        let span = placed.span(element.range);
        match schemas.iter().find(|(known, _)| known == name) {
            Some((_, first)) => {
                let first = *first;
                let message = format!("The database schema `{name}` is listed twice.");
                cx.report(
                    Diagnostic::new(&SCHEMAS_DUPLICATE, message).at(span, "again").also(first, "first here"),
                );
            }
            None => schemas.push((name.clone(), span)),
        }
    }
    schemas.sort_by(|a, b| a.0.cmp(&b.0));
    schemas
}

/// `unmanaged`: kinds of things that the schema says nothing about.
fn unmanaged<'a>(cx: &mut Context<'a>, placed: &'a Placed, list: &[&'a Property]) -> Vec<(SmolStr, Span)> {
    let Some(property) = list.iter().find(|property| property.key.name == "unmanaged") else {
        return Vec::new();
    };
    let Some(value) = &property.value else { return Vec::new() };
    if !beyond::allowed(cx, placed, false, property.range, "`unmanaged`") {
        return Vec::new();
    }
    let known: Vec<&str> = UNMANAGED.iter().map(|(word, _)| *word).collect();
    let mut names = Vec::new();
    for element in elements(value) {
        let span = placed.span(element.range);
        match &element.kind {
            ExprKind::String(name) if known.contains(&name.as_str()) => names.push((name.clone(), span)),
            ExprKind::String(name) => {
                let message = format!("There is no kind of things called `{name}`.");
                let mut inside = span;
                inside.range.start += 1;
                inside.range.end = inside.range.end.saturating_sub(1);
                cx.report(unknown_name(
                    Diagnostic::new(&UNMANAGED_UNKNOWN, message).at(span, "unknown"),
                    name,
                    inside,
                    &known,
                ));
            }
            _ => wrong_kind(cx, placed, element, "A kind of things", "a string"),
        }
    }
    names
}

fn extensions<'a>(
    cx: &mut Context<'a>,
    placed: &'a Placed,
    list: &[&'a Property],
) -> Vec<crate::model::Extension> {
    // Where there are none, the key is unknown like any other.
    if cx.lacks(|can| can.extensions) {
        return Vec::new();
    }
    match list.iter().find(|property| property.key.name == "extensions") {
        Some(property) => extensions::read(cx, placed, property),
        None => Vec::new(),
    }
}

fn unknown_keys<'a>(cx: &mut Context<'a>, placed: &'a Placed, list: &[&'a Property]) {
    let without_extensions = cx.lacks(|can| can.extensions);
    for property in list {
        let key = property.key.name.as_str();
        let known = DATASOURCE_PROPERTIES.iter().any(|known| known.name == key)
            && !(key == "extensions" && without_extensions);
        if known {
            continue;
        }
        let span = placed.span(property.range);
        if key == "previewFeatures" {
            cx.report(
                Diagnostic::new(&PREVIEW_IN_DATASOURCE, "Preview features belong to a generator.")
                    .at(span, "not here")
                    .help("Move it into a `generator` block."),
            );
            continue;
        }
        let diagnostic = Diagnostic::new(&UNKNOWN_PROPERTY, format!("A datasource has no `{key}` here."))
            .at(span, "unknown");
        let known: Vec<&str> = DATASOURCE_PROPERTIES.iter().map(|known| known.name).collect();
        cx.report(unknown_name(diagnostic, key, placed.span(property.key.range), &known));
    }
}

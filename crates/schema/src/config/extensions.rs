//! `extensions = [postgis, uuid_ossp(map: "uuid-ossp", schema: "public", version: "1.1")]`

use crate::arguments::{bind, elements, wrong_kind};
use crate::context::{Context, replace};
use crate::model::Extension;
use crate::rules::rules;
use crate::signatures::EXTENSION;
use parallax_diagnostics::Diagnostic;
use parallax_syntax::ast::{ExprKind, Placed, Property};
use smol_str::SmolStr;

rules! {
    /// Extensions of the database are a preview feature of the schema language. Add it to a generator:
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider   = "postgresql"
    ///   extensions = [postgis]
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider   = "postgresql"
    ///   extensions = [postgis]
    /// }
    ///
    /// generator client {
    ///   provider        = "prisma-client"
    ///   previewFeatures = ["postgresqlExtensions"]
    /// }
    /// ```
    error EXTENSIONS_PREVIEW "PX2090" "extensions-preview" = "extensions without their preview feature",

    /// The name of an extension in the schema is made of letters, digits and underscores. What it is called in the
    /// database stands in `map`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider   = "postgresql"
    ///   extensions = [uuid-ossp]
    /// }
    ///
    /// generator client {
    ///   provider        = "prisma-client"
    ///   previewFeatures = ["postgresqlExtensions"]
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider   = "postgresql"
    ///   extensions = [uuid_ossp(map: "uuid-ossp")]
    /// }
    ///
    /// generator client {
    ///   provider        = "prisma-client"
    ///   previewFeatures = ["postgresqlExtensions"]
    /// }
    /// ```
    error EXTENSION_NAME "PX2091" "extension-name" = "an extension whose name is no name",
}

pub(crate) fn read<'a>(cx: &mut Context<'a>, placed: &'a Placed, property: &'a Property) -> Vec<Extension> {
    let Some(value) = &property.value else { return Vec::new() };
    if !cx.preview("postgresqlExtensions") {
        cx.report(
            Diagnostic::new(
                &EXTENSIONS_PREVIEW,
                "Extensions need the preview feature `postgresqlExtensions`.",
            )
            .at(placed.span(property.range), "not switched on")
            .help("Add it to `previewFeatures` of a generator."),
        );
    }
    let mut list = Vec::new();
    for element in elements(value) {
        let span = placed.span(element.range);
        match &element.kind {
            ExprKind::Constant(name) => {
                check_name(cx, name, span);
                list.push(Extension { name: name.clone(), schema: None, version: None, span });
            }
            ExprKind::Function(name, args) => {
                check_name(cx, &name.name, placed.span(name.range));
                let mut bound = bind(cx, placed, &EXTENSION, Some(args), element.range);
                let map = bound.string(cx, "map").map(|(text, _)| text);
                let schema = bound.string(cx, "schema").map(|(text, _)| text);
                let version = bound.string(cx, "version").map(|(text, _)| text);
                list.push(Extension {
                    name: map.unwrap_or_else(|| name.name.clone()),
                    schema,
                    version,
                    span,
                });
            }
            _ => wrong_kind(cx, placed, element, "An extension", "a name"),
        }
    }
    list.sort_by(|a, b| a.name.cmp(&b.name));
    list
}

fn check_name(cx: &mut Context, name: &SmolStr, span: parallax_text::Span) {
    if name.contains('-') {
        cx.report(
            Diagnostic::new(&EXTENSION_NAME, format!("`{name}` is no name of the schema language."))
                .at(span, "has a dash in it")
                .help(format!("Write `{}(map: \"{name}\")`.", name.replace('-', "_")))
                .fix(
                    "Name it in `map`",
                    vec![replace(span, format!("{}(map: \"{name}\")", name.replace('-', "_")))],
                ),
        );
    }
}

//! `generator` and `datasource` blocks: providers and preview features.

use super::Offer;
use crate::Snapshot;
use crate::actions::{edit, place};
use parallax_diagnostics::Diagnostic;
use parallax_syntax::ast::{Ast, ConfigKeyword, ExprKind};
use parallax_text::Span;

/// The preview feature that a rule asks for.
static FEATURES: &[(&str, &str)] = &[
    ("extensions-preview", "postgresqlExtensions"),
    ("partial-index-preview", "partialIndexes"),
    ("shard-key-preview", "shardKeys"),
    ("views-preview", "views"),
];

/// Switches a preview feature on in the first generator.
pub(super) fn preview_feature(
    snapshot: &Snapshot,
    diagnostic: &Diagnostic,
    _: Span,
    offers: &mut Vec<Offer>,
) {
    let Some((_, feature)) = FEATURES.iter().find(|(slug, _)| *slug == diagnostic.rule.slug) else { return };
    let title = format!("Switch the preview feature `{feature}` on");
    let mut configs = snapshot.asts().flat_map(Ast::configs);
    let Some((placed, config)) = configs.find(|(_, config)| config.keyword == ConfigKeyword::Generator)
    else {
        let Some((datasource, _)) = place::datasource(snapshot) else { return };
        let end = edit::end_of_last_line(snapshot, datasource);
        let text = snapshot.text(datasource.file);
        let line_end = edit::line_end(text, datasource.offset as usize);
        let lines = [
            "",
            "",
            "generator client {",
            "  provider        = \"prisma-client-js\"",
            &format!("  previewFeatures = [\"{feature}\"]"),
            "}",
        ];
        offers.push(Offer::new(title, [edit::insert(datasource.file, end, lines.join(line_end))]));
        return;
    };
    let change = match config.property("previewFeatures").map(|property| &property.value) {
        Some(Some(value)) => {
            let ExprKind::Array(items) = &value.kind else { return };
            let (at, comma) = match items.last() {
                Some(last) => (last.range.end, ", "),
                None => (value.range.start + 1, ""),
            };
            Some(edit::insert(placed.file, placed.offset + at, format!("{comma}\"{feature}\"")))
        }
        Some(None) => return,
        None => {
            let line = format!("previewFeatures = [\"{feature}\"]");
            match config.properties.last() {
                Some(last) => Some(edit::line_behind(snapshot, placed, last.range, &[line])),
                None => edit::append_lines(snapshot, placed, &[line]),
            }
        }
    };
    offers.push(Offer::new(title, change).preferred());
}

/// A generator or a datasource without a provider.
pub(super) fn provider(snapshot: &Snapshot, diagnostic: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some(placed) = place::block(snapshot, span) else { return };
    let providers: Vec<&str> = match diagnostic.rule.slug {
        "generator-provider-missing" => vec!["prisma-client", "prisma-client-js"],
        _ => {
            let first = parallax_dialects::LANGUAGES.iter().filter_map(|language| language.providers.first());
            first.copied().collect()
        }
    };
    for provider in providers {
        let line = format!("provider = \"{provider}\"");
        let change = edit::prepend_line(snapshot, placed, &line);
        offers.push(Offer::new(format!("Set the provider to `{provider}`"), change));
    }
}

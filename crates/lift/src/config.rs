//! The blocks of the configuration: those of a new schema, and what changes in old ones.

use crate::draft::Draft;
use crate::merge::Edits;
use crate::printing::quoted;
use crate::{EXTENSIONS, Lift, PARTIAL_INDEXES, Previous};
use parallax_syntax::ast::{Config, ConfigKeyword, Expr, ExprKind, Placed, Property};
use parallax_text::TextRange;

/// The first blocks of a new schema. The URL is taken from the environment: it may hold secrets.
pub(crate) fn start(lift: &Lift<'_>, draft: &Draft) -> String {
    let mut text = String::from("generator client {\n  provider = \"prisma-client-js\"\n");
    if draft.uses_partial_indexes {
        text.push_str(&format!("  previewFeatures = [{}]\n", quoted(PARTIAL_INDEXES)));
    }
    let provider = lift.language.providers.first().copied().unwrap_or_default();
    text.push_str(&format!("}}\n\ndatasource db {{\n  provider = {}\n", quoted(provider)));
    text.push_str("  url = env(\"DATABASE_URL\")\n");
    if !lift.request.schemas.is_empty() && lift.language.capabilities.schemas {
        text.push_str(&format!("  schemas = {}\n", schemas(lift)));
    }
    text.push_str("}\n");
    text
}

fn schemas(lift: &Lift<'_>) -> String {
    let mut names: Vec<String> = lift.request.schemas.iter().map(|name| quoted(name)).collect();
    names.sort();
    names.dedup();
    format!("[{}]", names.join(", "))
}

/// Only what follows from the database: its namespaces where others were read, its extensions where people list them.
pub(crate) fn change(lift: &Lift<'_>, previous: &Previous<'_>, _: &Draft, edits: &mut Edits) {
    let configs = previous.asts.iter().flat_map(|ast| ast.configs());
    let Some((placed, datasource)) =
        configs.into_iter().find(|(_, of)| of.keyword == ConfigKeyword::Datasource)
    else {
        return;
    };
    if lift.language.capabilities.schemas {
        change_schemas(lift, previous, placed, datasource, edits);
    }
    if lift.language.capabilities.extensions && previous.schema.has_preview_feature(EXTENSIONS) {
        change_extensions(lift, previous, placed, datasource, edits);
    }
}

fn change_schemas(
    lift: &Lift<'_>,
    previous: &Previous<'_>,
    placed: &Placed,
    datasource: &Config,
    edits: &mut Edits,
) {
    let Some(declared) = &previous.schema.datasource else { return };
    let wanted = lift.request.schemas;
    let is_declared = |name: &_| declared.schemas.iter().any(|(known, _)| known == name);
    if wanted.is_empty() || wanted.iter().all(is_declared) {
        return;
    }
    match datasource.property("schemas").and_then(|property| property.value.as_ref()) {
        Some(value) => edits.add(placed.file, placed.span(value.range).range, schemas(lift)),
        None => append(placed, &format!("schemas = {}", schemas(lift)), edits),
    }
}

/// Extensions that are gone leave the list. Which others the schema is to speak about, people say.
fn change_extensions(
    lift: &Lift<'_>,
    previous: &Previous<'_>,
    placed: &Placed,
    datasource: &Config,
    edits: &mut Edits,
) {
    let Some(Property { value: Some(Expr { kind: ExprKind::Array(items), range }), range: whole, .. }) =
        datasource.property("extensions")
    else {
        return;
    };
    let Some(declared) = &previous.schema.datasource else { return };
    let observed = &lift.observed.database.extensions;
    let kept: Vec<&str> = items
        .iter()
        .filter(|item| {
            let span = placed.span(item.range);
            let known = declared.extensions.iter().find(|known| {
                known.span.file == span.file
                    && known.span.range.start >= span.range.start
                    && known.span.range.end <= span.range.end
            });
            known.is_none_or(|known| observed.contains_key(&known.name))
        })
        .map(|item| previous.sources.slice(placed.span(item.range)))
        .collect();
    if kept.len() == items.len() {
        return;
    }
    if kept.is_empty() {
        edits.add(placed.file, placed.span(*whole).range, String::new());
    } else {
        edits.add(placed.file, placed.span(*range).range, format!("[{}]", kept.join(", ")));
    }
}

/// In front of the closing brace.
fn append(placed: &Placed, line: &str, edits: &mut Edits) {
    let end = placed.span(placed.block.range).range.end.saturating_sub(1);
    edits.add(placed.file, TextRange { start: end, end }, format!("\n{line}\n"));
}

//! Blocks that are missing.

use super::Offer;
use crate::Snapshot;
use crate::actions::words::is_name;
use crate::actions::{edit, place};
use parallax_diagnostics::Diagnostic;
use parallax_syntax::ast::ModelKeyword;
use parallax_text::Span;

/// A type that nobody knows: declare it, or keep it as it is called in the database.
pub(super) fn create_missing(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, model, _)) = place::field(snapshot, span) else { return };
    let name = snapshot.sources().slice(span);
    if !is_name(name) {
        return;
    }
    let language = snapshot.language();
    let documents = language.is_some_and(|language| language.capabilities.documents);
    let keywords: &[&str] = match (model.keyword, documents) {
        (ModelKeyword::Type, _) => &["type", "enum"],
        (ModelKeyword::Model | ModelKeyword::View, true) => &["model", "enum", "type"],
        (ModelKeyword::Model | ModelKeyword::View, false) => &["model", "enum"],
    };
    let text = snapshot.text(placed.file);
    let end = edit::end_of_last_line(snapshot, placed);
    let behind = edit::line_end(text, placed.offset as usize);
    let at_end = text
        .get(end as usize..)
        .is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with(['\n', '\r']));
    for keyword in keywords {
        let close = if at_end { "" } else { behind };
        let block = format!("{behind}{behind}{keyword} {name} {{{behind}{behind}}}{close}");
        offers.push(Offer::new(
            format!("Create the {keyword} `{name}`…"),
            [edit::insert(placed.file, end, block)],
        ));
    }
    if !documents && model.keyword != ModelKeyword::Type {
        let range = span.range;
        let unsupported = format!("Unsupported(\"{name}\")");
        offers.push(Offer::new(
            format!("Keep it as the column type `{unsupported}`"),
            [(span.file, parallax_text::Edit { range, text: unsupported })],
        ));
    }
}

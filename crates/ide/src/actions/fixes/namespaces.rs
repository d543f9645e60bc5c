//! Database schemas: which there are, and which blocks live in them.

use super::Offer;
use crate::Snapshot;
use crate::actions::{edit, place};
use parallax_diagnostics::Diagnostic;
use parallax_syntax::ast::ExprKind;
use parallax_text::Span;

/// A block without `@@schema`: one of those that the datasource lists, or one to be filled in.
pub(super) fn add_attribute(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some(placed) = place::block(snapshot, span) else { return };
    let Some(datasource) = &snapshot.checked().schema.datasource else { return };
    let names = datasource
        .schemas
        .iter()
        .map(|(name, _)| (format!("Add `@@schema(\"{name}\")`"), format!("@@schema(\"{name}\")")));
    for (title, line) in names.chain([("Add `@@schema()`…".to_owned(), "@@schema()".to_owned())]) {
        offers.push(Offer::new(title, edit::append_lines(snapshot, placed, &[line])));
    }
}

/// A database schema that the datasource does not list: list it.
pub(super) fn declare(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, config)) = place::datasource(snapshot) else { return };
    let written = snapshot.sources().slice(span);
    let change = match config.property("schemas").map(|property| (property, &property.value)) {
        Some((_, Some(value))) => {
            let ExprKind::Array(values) = &value.kind else { return };
            let (at, comma) = match values.last() {
                Some(last) => (last.range.end, ", "),
                None => (value.range.start + 1, ""),
            };
            edit::insert(placed.file, placed.offset + at, format!("{comma}{written}"))
        }
        Some((_, None)) => return,
        None => {
            let behind = ["url", "provider"].iter().find_map(|key| config.property(key));
            let Some(behind) = behind else { return };
            let width = config.properties.iter().map(|property| property.key.name.len()).max().unwrap_or(0);
            let line = format!("{:width$} = [{written}]", "schemas");
            edit::line_behind(snapshot, placed, behind.range, &[line])
        }
    };
    offers.push(Offer::new(format!("Add {written} to the schemas of the datasource"), [change]));
}

//! Keys that are missing, and columns that `autoincrement()` needs indexed.

use super::Offer;
use crate::Snapshot;
use crate::actions::{edit, place};
use parallax_diagnostics::Diagnostic;
use parallax_text::Span;

/// A model without a key: the field that is called like one becomes it, or a new one is added.
pub(super) fn add(snapshot: &Snapshot, _: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, model)) = place::model(snapshot, span) else { return };
    if place::meaning(snapshot, &model.name.name).is_some_and(|model| model.primary_key.is_some()) {
        return;
    }
    if let Some(field) = model.field("id") {
        offers.push(
            Offer::new("Make `id` the key", [edit::append_attribute(placed, field, "@id")]).preferred(),
        );
        return;
    }
    let documents = snapshot.language().is_some_and(|language| language.capabilities.documents);
    let prefix = place::datasource(snapshot).map_or("db", |(_, config)| &config.name.name);
    let line = match documents {
        true => format!("id String @id @default(auto()) @map(\"_id\") @{prefix}.ObjectId"),
        false => "id Int @id @default(autoincrement())".to_owned(),
    };
    offers.push(Offer::new("Add the key `id`", edit::prepend_line(snapshot, placed, &line)).preferred());
    if !documents {
        let line = "id String @id @default(uuid())";
        offers.push(Offer::new("Add the key `id` of UUIDs", edit::prepend_line(snapshot, placed, line)));
    }
}

/// `autoincrement()` on a column that no index begins with.
pub(super) fn index(snapshot: &Snapshot, diagnostic: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, model, field)) = place::field(snapshot, span) else { return };
    let has_id = place::meaning(snapshot, &model.name.name).is_some_and(|model| model.primary_key.is_some());
    if !has_id {
        offers.push(Offer::new("Make the field the key", [edit::append_attribute(placed, field, "@id")]));
    }
    if diagnostic.rule.slug == "autoincrement-not-indexed" {
        offers.push(Offer::new("Make the field unique", [edit::append_attribute(placed, field, "@unique")]));
    }
}

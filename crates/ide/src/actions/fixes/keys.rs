//! Keys that are missing, and columns that `autoincrement()` needs indexed.

use super::Offer;
use crate::Snapshot;
use crate::actions::{edit, place};
use parallax_diagnostics::Diagnostic;
use parallax_syntax::ast::Attribute;
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

/// A model that another one needs a key of.
pub(super) fn add_to_other(snapshot: &Snapshot, diagnostic: &Diagnostic, _: Span, offers: &mut Vec<Offer>) {
    if let Some(label) = diagnostic.secondary.first() {
        add(snapshot, diagnostic, label.span, offers);
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

/// `@id` on several fields: one key of all of them.
pub(super) fn together(snapshot: &Snapshot, diagnostic: &Diagnostic, span: Span, offers: &mut Vec<Offer>) {
    let Some((placed, model)) = place::model(snapshot, span) else { return };
    let is_id = |attribute: &&Attribute| attribute.name.name == "id";
    let plain = |attribute: &Attribute| attribute.args().is_empty();
    let keys: Vec<_> = model
        .fields
        .iter()
        .filter_map(|field| Some((field, field.attributes.iter().find(is_id).filter(|id| plain(id))?)))
        .collect();
    if keys.len() < 2
        || keys.len() < diagnostic.secondary.len()
        || model.attributes.iter().any(|one| is_id(&one))
    {
        return;
    }
    let names: Vec<&str> = keys.iter().map(|(field, _)| field.name.name.as_str()).collect();
    let line = format!("@@id([{}])", names.join(", "));
    let title = format!("Make them one key: `{line}`");
    let removed = keys.iter().map(|(_, id)| edit::remove(snapshot, placed.file, placed.span(id.range).range));
    offers.push(Offer::new(title, removed.chain(edit::append_lines(snapshot, placed, &[line]))));
}

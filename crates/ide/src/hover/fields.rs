//! Members of blocks: fields and values of enums.

use super::Page;
use super::blocks::relation_words;
use crate::navigation::locate::{enum_at, field_at, value_at};
use crate::navigation::relations::relation_of;
use crate::{BlockId, Snapshot, physical};
use parallax_ir::{Column, Table};
use parallax_schema::model::Field;

pub(super) fn field(snapshot: &Snapshot, block: BlockId, at: u32) -> Option<Page> {
    let field = field_at(snapshot, block, at)?;
    let mut page = Page::declaring(&source(snapshot, block, field.range));
    page.docs(field.docs.as_ref());
    if let Some(relation) = relation_of(snapshot, block, at) {
        page.text(relation_words(snapshot, &relation));
    }
    in_database(snapshot, block, at, &mut page);
    Some(page)
}

/// As written, on one line with single spaces.
fn source(snapshot: &Snapshot, block: BlockId, range: parallax_text::TextRange) -> String {
    let text = snapshot.sources().slice(snapshot.block(block).span(range));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Its column, and what the column is part of; for relations, what happens to them.
pub(super) fn in_database(snapshot: &Snapshot, block: BlockId, at: u32, page: &mut Page) {
    let Some(field) = meaning(snapshot, block, at) else { return };
    let Some(model) = physical::model(snapshot, block) else { return };
    if let Some(key) = physical::reference(snapshot, field) {
        let (delete, update) = (key.effective_on_delete.as_str(), key.effective_on_update.as_str());
        page.text(format!("On delete: `{delete}`. On update: `{update}`."));
    }
    if let Some((table, target)) = physical::join_table(snapshot, field) {
        page.sql(&physical::table_sql(table, &target));
    }
    let Some((table, target)) = physical::table(snapshot, model) else {
        if field.db_name != field.name {
            page.text(format!("In the database: `{}`.", field.db_name));
        }
        return;
    };
    if let Some(key) = physical::reference(snapshot, field) {
        let columns = key.fields.iter().map(|at| model.fields.get(*at as usize).map(|field| &field.db_name));
        let columns: Vec<_> = columns.collect();
        let own = |key: &&parallax_ir::ForeignKey| key.columns.iter().map(Some).eq(columns.iter().copied());
        if let Some(key) = table.foreign_keys.iter().find(own) {
            page.sql(&physical::foreign_key_sql(table, key, &target));
        }
        return;
    }
    let Some(column) = table.column(&field.db_name) else { return };
    page.sql(&physical::column_sql(table, column, &target).into_iter().collect::<Vec<_>>());
    page.text(memberships(table, column));
}

pub(super) fn meaning(snapshot: &Snapshot, block: BlockId, at: u32) -> Option<&Field> {
    let name = snapshot.block(block).span(field_at(snapshot, block, at)?.name.range);
    physical::field(physical::model(snapshot, block)?, name)
}

/// "In the primary key `User_pkey`, the unique index `User_email_key`."
fn memberships(table: &Table, column: &Column) -> String {
    let mut of = Vec::new();
    if table.in_primary_key(&column.name) {
        let name = table.primary_key.as_ref().and_then(|key| key.name.as_ref());
        of.push(name.map_or("the primary key".to_owned(), |name| format!("the primary key `{name}`")));
    }
    for index in table.indexes.iter().filter(|index| index.uses(&column.name) && !index.is_implicit()) {
        let kind = if index.is_unique() { "the unique index" } else { "the index" };
        of.push(format!("{kind} `{}`", index.name));
    }
    for key in table.foreign_keys.iter().filter(|key| key.columns.contains(&column.name)) {
        let to = format!("the foreign key to `{}`", key.references);
        of.push(to);
    }
    if of.is_empty() { String::new() } else { format!("In {}.", of.join(", ")) }
}

pub(super) fn value(snapshot: &Snapshot, block: BlockId, at: u32) -> Option<Page> {
    let value = value_at(snapshot, block, at)?;
    let mut page = Page::declaring(&source(snapshot, block, value.range));
    page.docs(value.docs.as_ref());
    let of = &enum_at(snapshot, block)?.name.name;
    page.text(format!("A value of `{of}`."));
    let name = snapshot.block(block).span(value.range);
    let meaning = physical::enumeration(snapshot, block)
        .and_then(|of| of.values.iter().find(|known| known.span.range.start == name.range.start));
    if let Some(meaning) = meaning.filter(|meaning| meaning.db_name != meaning.name) {
        page.text(format!("In the database: `{}`.", meaning.db_name));
    }
    Some(page)
}

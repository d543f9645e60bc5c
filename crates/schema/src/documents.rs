//! What holds of document databases only.

use crate::context::Context;
use crate::keys::field_list::FieldList;
use crate::model::{DefaultValue, Field, FieldId, FieldKind, Index, IndexKind, ModelId, ModelKeyword};
use crate::rules::rules;
use parallax_diagnostics::{Diagnostic, Rule};
use parallax_syntax::ast::Attribute;
use parallax_text::Span;

rules! {
    /// Every document has one `_id`. Each model has one field with `@id` and `@map("_id")`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// model User {
    ///   id String @id @default(auto()) @db.ObjectId
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// model User {
    ///   id String @id @default(auto()) @map("_id") @db.ObjectId
    /// }
    /// ```
    error DOCUMENT_ID "PX2660" "document-id" = "a model of documents without its `_id`",

    /// `auto()` makes the ObjectId of a new document, so it stands on the `@id` of type `@db.ObjectId` only.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// model User {
    ///   id String @id @default(auto()) @map("_id")
    /// }
    /// ```
    error AUTO_PLACE "PX2661" "auto-place" = "`auto()` on a field that is no ObjectId key",

    /// A document database has no expressions for defaults. Use a value, or `auto()` on the `@id`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// model User {
    ///   id   String @id @default(auto()) @map("_id") @db.ObjectId
    ///   code String @default(dbgenerated("random()"))
    /// }
    /// ```
    error DOCUMENT_DBGENERATED "PX2662" "document-dbgenerated" = "`dbgenerated()` in a document database",

    /// Field names in documents cannot begin with `$` and hold no `.`: both mean something in queries.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// model User {
    ///   id    String @id @default(auto()) @map("_id") @db.ObjectId
    ///   email String @map("contact.email")
    /// }
    /// ```
    error DOCUMENT_FIELD_NAME "PX2663" "document-field-name" = "a field name that documents cannot have",

    /// The database refuses a second index of the same kind over the same fields. Remove one of them.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// model User {
    ///   id    String @id @default(auto()) @map("_id") @db.ObjectId
    ///   email String
    ///
    ///   @@index([email], map: "one")
    ///   @@index([email], map: "two")
    /// }
    /// ```
    error DUPLICATE_INDEX "PX2664" "duplicate-index" = "the same index twice",

    /// The `_id` of documents is unique as it is. Remove the unique.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// model User {
    ///   id String @id @unique @default(auto()) @map("_id") @db.ObjectId
    /// }
    /// ```
    error UNIQUE_ID "PX2665" "unique-on-id" = "a unique over the `_id`",

    /// A collection has at most one full-text index. Put all fields into one.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// model Post {
    ///   id    String @id @default(auto()) @map("_id") @db.ObjectId
    ///   title String
    ///   body  String
    ///
    ///   @@fulltext([title])
    ///   @@fulltext([body])
    /// }
    /// ```
    error FULLTEXT_TWICE "PX2666" "fulltext-twice" = "two full-text indexes on a collection",

    /// In a full-text index of documents the text fields stand side by side; fields with a direction stand before or
    /// behind them.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// model Post {
    ///   id    String @id @default(auto()) @map("_id") @db.ObjectId
    ///   title String
    ///   likes Int
    ///   body  String
    ///
    ///   @@fulltext([title, likes(sort: Desc), body])
    /// }
    /// ```
    error FULLTEXT_ORDER "PX2667" "fulltext-order" = "text fields apart in a full-text index",
}

pub(crate) fn check(cx: &mut Context, id: ModelId) {
    if !cx.has(|can| can.documents) {
        return;
    }
    for field in cx.field_ids(id) {
        names(cx, field);
        dbgenerated(cx, field);
        auto(cx, field);
    }
    if cx.model(id).keyword == ModelKeyword::Model {
        key(cx, id);
        indexes(cx, id);
    }
}

fn attribute_span(cx: &Context, id: FieldId, name: &str) -> Option<Span> {
    let (placed, ast) = cx.field_source(id);
    let named = |attribute: &&Attribute| attribute.name.name == name;
    ast.attributes.iter().find(named).map(|attribute| placed.span(attribute.range))
}

fn names(cx: &mut Context, id: FieldId) {
    let field = cx.field(id);
    if field.name == field.db_name {
        return;
    }
    let why = if field.db_name.starts_with('$') {
        "cannot begin with `$`"
    } else if field.db_name.contains('.') {
        "cannot hold a `.`"
    } else {
        return;
    };
    let message = format!("A field of a document {why}.");
    let span = attribute_span(cx, id, "map").unwrap_or(field.name_span);
    cx.report(Diagnostic::new(&DOCUMENT_FIELD_NAME, message).at(span, "not as a name in documents"));
}

fn dbgenerated(cx: &mut Context, id: FieldId) {
    let field = cx.field(id);
    let Some(default) = &field.default else { return };
    if matches!(default.value, DefaultValue::DbGenerated(_)) {
        let span = default.span;
        let message = "A document database makes no values by expressions.";
        cx.report(
            Diagnostic::new(&DOCUMENT_DBGENERATED, message)
                .at(span, "not here")
                .help("Write a value, or `auto()` on the `@id`."),
        );
    }
}

fn auto(cx: &mut Context, id: FieldId) {
    let field = cx.field(id);
    let Some(default) = field.default.as_ref().filter(|default| default.value == DefaultValue::Auto) else {
        return;
    };
    let span = default.span;
    let is_key = cx.model(id.model).primary_key.as_ref();
    let is_key = is_key.is_some_and(|key| key.fields.iter().any(|field| field.field == id.index));
    if !is_object_id(field) {
        let message = format!("`auto()` makes an ObjectId, and `{}` is none.", field.name);
        let db = cx.schema.datasource.as_ref().map(|datasource| datasource.name.clone()).unwrap_or_default();
        let help = format!("Add `@{db}.ObjectId`.");
        cx.report(Diagnostic::new(&AUTO_PLACE, message).at(span, "no ObjectId").help(help));
    } else if !is_key {
        let message = "`auto()` makes the key of a new document.";
        cx.report(
            Diagnostic::new(&AUTO_PLACE, message).at(span, "not the `@id`").help("Make the field the `@id`."),
        );
    }
}

fn is_object_id(field: &Field) -> bool {
    matches!(&field.kind, FieldKind::Scalar { native: Some(native), .. } if native.ty.name == "ObjectId")
}

fn key(cx: &mut Context, id: ModelId) {
    let source = &cx.models[id.index()];
    if source.partial || source.key_poisoned {
        return;
    }
    let model = cx.model(id);
    let help = "Write for example `id String @id @default(auto()) @map(\"_id\") @db.ObjectId`.";
    let Some(key) = &model.primary_key else {
        let message = format!("`{}` has no `@id`, and every document has one.", model.name);
        let span = model.name_span;
        cx.report(Diagnostic::new(&DOCUMENT_ID, message).at(span, "without an `@id`").help(help));
        return;
    };
    if let [only] = key.fields.as_slice() {
        let field = &model.fields[only.field as usize];
        if field.db_name != "_id" {
            let message = format!("The key `{}` is called `_id` in documents.", field.name);
            let span = field.name_span;
            cx.report(
                Diagnostic::new(&DOCUMENT_ID, message).at(span, "not `_id`").help("Add `@map(\"_id\")`."),
            );
        }
    }
}

fn indexes(cx: &mut Context, id: ModelId) {
    let model = cx.model(id);
    let mut found = Vec::new();
    let key = model.primary_key.as_ref().map(|key| key.fields.as_slice());
    let alone = |index: &Index| matches!((index.fields.as_slice(), key), ([a], Some([b])) if a.field == b.field && a.path.is_empty());
    let of = |index: &Index, rule: &'static Rule, message: &str| {
        Diagnostic::new(rule, message).at(index.span, "remove this")
    };
    for (at, index) in model.indexes.iter().enumerate() {
        if index.kind == IndexKind::Unique && alone(index) {
            found.push(of(index, &UNIQUE_ID, "The key of a document is unique as it is."));
            continue;
        }
        let others =
            || model.indexes.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other);
        if let Some(other) = others().find(|other| same(index, other)) {
            let message = "There is another index over the same fields.";
            found.push(
                Diagnostic::new(&DUPLICATE_INDEX, message)
                    .at(index.span, "one")
                    .also(other.span, "the other one"),
            );
        }
        let is_text = |index: &&Index| index.kind == IndexKind::Fulltext;
        if let (true, Some(other)) = (is_text(&index), others().find(is_text)) {
            let message = "A collection has one full-text index.";
            found.push(
                Diagnostic::new(&FULLTEXT_TWICE, message)
                    .at(index.span, "one")
                    .also(other.span, "another one"),
            );
        }
    }
    cx.diagnostics.extend(found.into_iter().collect());
}

/// Same fields in the same order and direction.
fn same(a: &Index, b: &Index) -> bool {
    let text = |index: &Index| index.kind == IndexKind::Fulltext;
    text(a) == text(b)
        && a.fields.len() == b.fields.len()
        && a.fields
            .iter()
            .zip(&b.fields)
            .all(|(a, b)| a.field == b.field && a.path == b.path && a.sort == b.sort)
}

/// Text fields, which have no direction, must be neighbours.
pub(crate) fn check_fulltext(cx: &mut Context, list: &FieldList) {
    if !cx.has(|can| can.documents) {
        return;
    }
    let is_text = |at: usize| list.fields[at].sort.is_none();
    let texts: Vec<usize> = (0..list.fields.len()).filter(|at| is_text(*at)).collect();
    let apart = texts.windows(2).find(|pair| pair[1] != pair[0] + 1).map(|pair| pair[1]);
    if let Some(at) = apart {
        let span = list.spans[at].field;
        let message = "The text fields of a full-text index stand side by side.";
        cx.report(
            Diagnostic::new(&FULLTEXT_ORDER, message)
                .at(span, "apart from the others")
                .help("Move the fields with `sort` to the front or the end."),
        );
    }
}

//! What the database at hand allows of keys and indexes.

use super::field_list::FieldList;
use super::{is_materialized, is_view, operator_classes};
use crate::arguments::Bound;
use crate::context::Context;
use crate::model::{Arity, FieldId, FieldKind, Index, IndexKind, Key, ModelId, Native, NativeArg};
use crate::rules::rules;
use parallax_diagnostics::{Diagnostic, Rule};
use parallax_dialect::{Indexable, Scalar};
use parallax_text::Span;

rules! {
    /// Only MySQL and MariaDB index the first characters of a value. Remove `length`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Post {
    ///   id   Int    @id
    ///   body String
    ///
    ///   @@index([body(length: 100)])
    /// }
    /// ```
    error LENGTH_UNSUPPORTED "PX2350" "length-unsupported" = "a prefix length where there is none",

    /// Only text and bytes have a beginning that can be indexed by itself.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model Post {
    ///   id    Int @id
    ///   likes Int
    ///
    ///   @@index([likes(length: 2)])
    /// }
    /// ```
    error LENGTH_TYPE "PX2351" "length-type" = "a prefix length on a field that is neither text nor bytes",

    /// The direction of a primary key cannot be chosen on this database. Remove `sort`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Post {
    ///   id Int @id(sort: Desc)
    /// }
    /// ```
    error KEY_SORT "PX2352" "id-sort-unsupported" = "a direction on a primary key",

    /// Indexes of this kind keep their values without order.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   email String
    ///
    ///   @@index([email(sort: Desc)], type: Hash)
    /// }
    /// ```
    error METHOD_SORT "PX2353" "index-type-sort" = "a direction in an index without order",

    /// Indexes of this kind hold exactly one column.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Host {
    ///   id   Int    @id
    ///   name String
    ///   zone String
    ///
    ///   @@index([name, zone], type: SpGist)
    /// }
    /// ```
    error METHOD_COLUMNS "PX2354" "index-type-columns" = "several columns in an index that holds one",

    /// The database has no full-text indexes that the language can declare. On PostgreSQL a text-search vector in an
    /// `Unsupported("tsvector")` column with a GIN index does the work.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Post {
    ///   id   Int    @id
    ///   body String
    ///
    ///   @@fulltext([body])
    /// }
    /// ```
    error FULLTEXT_UNSUPPORTED "PX2355" "fulltext-unsupported" = "a full-text index where there are none",

    /// Full-text indexes take whole values: there is no prefix length.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model Post {
    ///   id   Int    @id
    ///   body String @db.Text
    ///
    ///   @@fulltext([body(length: 100)])
    /// }
    /// ```
    error FULLTEXT_LENGTH "PX2356" "fulltext-length" = "a prefix length in a full-text index",

    /// Full-text indexes have no direction on this database.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model Post {
    ///   id   Int    @id
    ///   body String @db.Text
    ///
    ///   @@fulltext([body(sort: Desc)])
    /// }
    /// ```
    error FULLTEXT_SORT "PX2357" "fulltext-sort" = "a direction in a full-text index",

    /// Clustering, keeping the rows themselves in the order of an index, can be chosen on SQL Server only.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Post {
    ///   id Int @id(clustered: false)
    /// }
    /// ```
    error CLUSTERED_UNSUPPORTED "PX2358" "clustered-unsupported" = "a choice of clustering where there is none",

    /// `ops` is for `@@index` only: keys and uniques always use the order of their columns.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Post {
    ///   id    Int    @id
    ///   title String
    ///
    ///   @@unique([title(ops: raw("text_pattern_ops"))])
    /// }
    /// ```
    error OPS_NOT_INDEX "PX2359" "operator-class-not-index" = "an operator class outside of `@@index`",

    /// The database cannot look up values of this column type, so it can be in no key and no index.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "sqlserver"
    /// }
    ///
    /// model Post {
    ///   id   Int    @id
    ///   body String @db.Text
    ///
    ///   @@index([body])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "sqlserver"
    /// }
    ///
    /// model Post {
    ///   id   Int    @id
    ///   body String @db.VarChar(800)
    ///
    ///   @@index([body])
    /// }
    /// ```
    error NOT_INDEXABLE "PX2360" "type-not-indexable" = "a column type that cannot be indexed",

    /// Values of this column type are too long for a key or an index. Say how much of them counts, with `length`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model Post {
    ///   id   Int    @id
    ///   body String @db.Text
    ///
    ///   @@index([body])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model Post {
    ///   id   Int    @id
    ///   body String @db.Text
    ///
    ///   @@index([body(length: 100)])
    /// }
    /// ```
    error NEEDS_LENGTH "PX2361" "type-needs-length" = "a column type that can be indexed with a length only",

    /// A primary key cannot be of type `Bytes` on this database. Use another type, or a `@unique`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "sqlserver"
    /// }
    ///
    /// model Blob {
    ///   hash Bytes @id @db.Binary(32)
    /// }
    /// ```
    error BYTES_KEY "PX2362" "id-bytes" = "a primary key of type `Bytes`",

    /// The name of a primary key cannot be chosen on this database. Remove `map`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model Post {
    ///   id Int @id(map: "post_key")
    /// }
    /// ```
    error NAMED_KEY "PX2363" "id-name-unsupported" = "a name for a primary key that has none",

    /// The database has no primary keys of several fields. Use one `@id`, and a `@@unique` over the fields.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// model Member {
    ///   teamId String @map("_id")
    ///   userId String
    ///
    ///   @@id([teamId, userId])
    /// }
    /// ```
    error COMPOUND_KEY "PX2364" "compound-id-unsupported" = "a primary key of several fields where there are none",

    /// Views are not made by Parallax, so their keys have no names in the database and no options.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// generator client {
    ///   provider        = "prisma-client"
    ///   previewFeatures = ["views"]
    /// }
    ///
    /// view Total {
    ///   userId Int @unique(map: "total_key")
    ///   sum    Int
    /// }
    /// ```
    error VIEW_KEY_OPTIONS "PX2365" "view-key-options" = "a key of a view with options of the database",

    /// Views have no indexes and no primary key. For clients, `@unique` and `@@unique` say what tells rows apart.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// generator client {
    ///   provider        = "prisma-client"
    ///   previewFeatures = ["views"]
    /// }
    ///
    /// view Total {
    ///   userId Int @unique
    ///   sum    Int
    ///
    ///   @@index([sum])
    /// }
    /// ```
    error VIEW_INDEX "PX2366" "view-index" = "an index or primary key on a view",

    /// An inverted index finds the elements of a list or of JSON, so its last column is one of them. JSON can stand
    /// nowhere else in it.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "cockroachdb"
    /// }
    ///
    /// model Log {
    ///   id   BigInt @id
    ///   data Json
    ///   text String
    ///
    ///   @@index([data, text], type: Gin)
    /// }
    /// ```
    error INVERTED_COLUMNS "PX2367" "inverted-index-columns" = "an inverted index over other columns than JSON and lists",
}

/// Reports at a place and goes on.
fn error(cx: &mut Context, rule: &'static Rule, span: Span, message: String) {
    cx.report(Diagnostic::new(rule, message).at(span, ""));
}

pub(super) fn key<'a>(cx: &mut Context<'a>, model: ModelId, bound: &Bound<'a>, list: &FieldList, key: &Key) {
    if is_view(cx, model) {
        cx.report(
            Diagnostic::new(&VIEW_INDEX, "A view has no primary key.")
                .at(key.span, "not on a view")
                .help("Use `@unique`, which tells clients the rows apart."),
        );
        return;
    }
    if key.db_name.is_some() && cx.lacks(|can| can.named_primary_keys) {
        let model = cx.model(model);
        let at = bound.span_of("map").unwrap_or(key.span);
        let message =
            format!("The primary key of `{}` has a name, which this database does not know.", model.name);
        let name_span = model.name_span;
        cx.report(
            Diagnostic::new(&NAMED_KEY, message).at(name_span, "its key has a name").also(at, "remove this"),
        );
    }
    if list.fields.len() > 1 && cx.has(|can| can.documents) {
        error(cx, &COMPOUND_KEY, key.span, "A primary key has one field here.".into());
    }
    lengths(cx, model, list);
    sorts_of_key(cx, list);
    clustering(cx, bound, key.clustered);
    no_ops(cx, list);
    column_types(cx, model, list, key.span, true);
}

pub(super) fn index<'a>(
    cx: &mut Context<'a>,
    model: ModelId,
    bound: &Bound<'a>,
    list: &FieldList,
    index: &Index,
) {
    if is_view(cx, model) && !is_materialized(cx, model) {
        view(cx, bound, list, index);
        return;
    }
    match index.kind {
        IndexKind::Fulltext => fulltext(cx, list, index.span),
        IndexKind::Unique => {
            lengths(cx, model, list);
            no_ops(cx, list);
            column_types(cx, model, list, index.span, false);
        }
        IndexKind::Normal => {
            lengths(cx, model, list);
            column_types(cx, model, list, index.span, false);
            method(cx, list, index);
            operator_classes::check(cx, model, list, index.method, index.span);
            inverted(cx, model, list, index);
        }
    }
    clustering(cx, bound, index.clustered);
}

fn view<'a>(cx: &mut Context<'a>, bound: &Bound<'a>, list: &FieldList, index: &Index) {
    if index.kind != IndexKind::Unique {
        let message = "A view has no indexes of its own.";
        cx.report(
            Diagnostic::new(&VIEW_INDEX, message)
                .at(index.span, "not on a view")
                .help("Index the tables below it."),
        );
        return;
    }
    let options = list.spans.iter().flat_map(|spans| [spans.sort, spans.length, spans.ops]).flatten();
    let named = ["map", "clustered"].into_iter().filter_map(|param| bound.span_of(param));
    let spans: Vec<Span> = named.chain(options).collect();
    for span in spans {
        error(cx, &VIEW_KEY_OPTIONS, span, "The key of a view exists for clients only.".into());
    }
}

fn lengths(cx: &mut Context, model: ModelId, list: &FieldList) {
    for (at, spans) in list.fields.iter().zip(&list.spans) {
        let Some(span) = spans.length else { continue };
        if cx.lacks(|can| can.prefix_length) {
            let message = format!("Indexes of {} hold whole values.", cx.provider());
            cx.report(Diagnostic::new(&LENGTH_UNSUPPORTED, message).at(span, "remove this"));
            continue;
        }
        let field = &cx.model(model).fields[at.field as usize];
        let long = match &field.kind {
            FieldKind::Scalar { scalar, .. } => matches!(scalar, Scalar::String | Scalar::Bytes),
            FieldKind::Unsupported(_) | FieldKind::Poisoned => true,
            FieldKind::Enum(_) | FieldKind::Composite(_) | FieldKind::Relation { .. } => false,
        };
        if !long {
            let message = format!("`{}` is neither text nor bytes; it has no length.", field.name);
            cx.report(Diagnostic::new(&LENGTH_TYPE, message).at(span, "remove this"));
        }
    }
}

fn sorts_of_key(cx: &mut Context, list: &FieldList) {
    if !cx.lacks(|can| can.primary_key_sort) {
        return;
    }
    for span in list.spans.iter().filter_map(|spans| spans.sort) {
        let message = "The direction of a primary key cannot be chosen here.";
        cx.report(Diagnostic::new(&KEY_SORT, message).at(span, "remove this"));
    }
}

fn clustering<'a>(cx: &mut Context<'a>, bound: &Bound<'a>, clustered: Option<bool>) {
    if clustered.is_some() && cx.lacks(|can| can.clustered) {
        let span = bound.span_of("clustered").unwrap_or(bound.span());
        let message = format!("On {} clustering cannot be chosen.", cx.provider());
        cx.report(Diagnostic::new(&CLUSTERED_UNSUPPORTED, message).at(span, "remove this"));
    }
}

fn no_ops(cx: &mut Context, list: &FieldList) {
    for span in list.spans.iter().filter_map(|spans| spans.ops) {
        let message = "Only `@@index` has operator classes.";
        cx.report(Diagnostic::new(&OPS_NOT_INDEX, message).at(span, "remove this"));
    }
}

fn fulltext(cx: &mut Context, list: &FieldList, span: Span) {
    if cx.lacks(|can| can.fulltext) {
        let message = format!("{} has no full-text indexes of this kind.", cx.provider());
        cx.report(Diagnostic::new(&FULLTEXT_UNSUPPORTED, message).at(span, "not here"));
        return;
    }
    for spans in &list.spans {
        if let Some(span) = spans.length {
            error(cx, &FULLTEXT_LENGTH, span, "A full-text index takes whole values.".into());
        }
        if let Some(span) = spans.sort.filter(|_| cx.lacks(|can| can.fulltext_sort)) {
            error(cx, &FULLTEXT_SORT, span, "A full-text index has no direction here.".into());
        }
    }
    crate::documents::check_fulltext(cx, list);
}

fn method(cx: &mut Context, list: &FieldList, index: &Index) {
    let Some(method) = index.method else { return };
    if !method.sortable {
        for span in list.spans.iter().filter_map(|spans| spans.sort) {
            let message = format!("An index of type `{}` has no order.", method.name);
            cx.report(Diagnostic::new(&METHOD_SORT, message).at(span, "remove this"));
        }
    }
    if !method.multi_column && list.fields.len() > 1 {
        let message =
            format!("An index of type `{}` holds one column; here are {}.", method.name, list.fields.len());
        cx.report(Diagnostic::new(&METHOD_COLUMNS, message).at(index.span, "too many columns"));
    }
}

/// Checks that the types of the columns can be looked up. Only types that the schema names count: what a default type
/// can do is up to the version of the database.
fn column_types(cx: &mut Context, model: ModelId, list: &FieldList, span: Span, primary: bool) {
    // One report for each index, at the first of its columns that cannot be in it.
    let mut found: Option<Diagnostic> = None;
    for (at, spans) in list.fields.iter().zip(&list.spans) {
        let id = FieldId { model, index: at.field };
        let FieldKind::Scalar { scalar, native } = &cx.field(id).kind else { continue };
        if primary && *scalar == Scalar::Bytes && cx.lacks(|can| can.bytes_primary_key) {
            let message = format!("A primary key cannot be `Bytes` on {}.", cx.provider());
            cx.report(Diagnostic::new(&BYTES_KEY, message).at(span, "no primary key"));
            continue;
        }
        let Some(native) = native else { continue };
        let (rule, help): (&'static Rule, &str) = match native.ty.indexable {
            Indexable::Yes => continue,
            Indexable::WithLength if at.length.is_some() => continue,
            Indexable::WithLength => (&NEEDS_LENGTH, "Add `length` behind the field, in parentheses."),
            Indexable::UnlessWord if !has_word(native) => continue,
            Indexable::UnlessWord => (&NOT_INDEXABLE, "Give the type a length instead."),
            Indexable::No | Indexable::Never => {
                (&NOT_INDEXABLE, "Use another column type, or leave it out of the index.")
            }
        };
        let message = format!("A column of type `{}` cannot be indexed like this.", native.ty.name);
        let native_span = native.span;
        if let Some(first) = found {
            found = Some(first.also(native_span, "neither can this"));
            continue;
        }
        let place = if primary || list.fields.len() == 1 { span } else { spans.field };
        let over = format!("over `{}`", cx.field(id).name);
        let diagnostic = Diagnostic::new(rule, message).help(help);
        // The type itself is to blame when no index at all could be made.
        found = Some(match native.ty.indexable == Indexable::Never {
            true => diagnostic.at(native_span, "cannot be indexed").also(place, over),
            false => diagnostic.at(place, over).also(native_span, "its type"),
        });
    }
    if let Some(diagnostic) = found {
        cx.report(diagnostic);
    }
}

fn has_word(native: &Native) -> bool {
    native.args.iter().any(|arg| matches!(arg, NativeArg::Word(_)))
}

fn inverted(cx: &mut Context, model: ModelId, list: &FieldList, index: &Index) {
    if !index.method.is_some_and(|method| method.inverted) {
        return;
    }
    for (at, (indexed, spans)) in list.fields.iter().zip(&list.spans).enumerate() {
        let field = &cx.model(model).fields[indexed.field as usize];
        let is_last = at + 1 == list.fields.len();
        let is_json = matches!(field.kind, FieldKind::Scalar { scalar: Scalar::Json, .. });
        let has_elements = is_json
            || field.arity == Arity::List
            || matches!(field.kind, FieldKind::Unsupported(_) | FieldKind::Poisoned);
        let (message, help) = if is_last && !has_elements {
            (format!("`{}` has no elements to find.", field.name), "The last column is a list or JSON.")
        } else if !is_last && is_json {
            (format!("`{}` is JSON and not the last column.", field.name), "Move it to the end of the list.")
        } else {
            continue;
        };
        cx.report(Diagnostic::new(&INVERTED_COLUMNS, message).at(spans.field, "not here").help(help));
    }
}

//! What Prisma has no words for about indexes and uniques: what they include, settings, how NULLs count, how they are
//! built.

use super::field_list;
use crate::arguments::{Bound, elements, wrong_kind};
use crate::config::unknown_name;
use crate::constraints::states;
use crate::context::Context;
use crate::model::{FieldKind, Index, IndexDetails, IndexKind, ModelId};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_dialect::{Capabilities, OptionValue};
use parallax_syntax::ast::ExprKind;
use smol_str::SmolStr;

rules! {
    /// The database has no such thing on indexes. `include` is known to PostgreSQL, CockroachDB and SQL Server, `nulls`,
    /// `with`, `tablespace` and `concurrently` to PostgreSQL, `visible` and `parser` to MySQL and MariaDB.
    ///
    /// On MySQL, put the columns at the end of the list instead of `include`.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   email String
    ///   name  String
    ///
    ///   @@index([email], include: [name])
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   email String
    ///   name  String
    ///
    ///   @@index([email], include: [name])
    /// }
    /// ```
    error DETAIL_UNSUPPORTED "PX2377" "index-detail-unsupported" = "something about an index that the database does not have",

    /// A unique either takes NULLs for different from each other (the default), or not: `nulls: NotDistinct`. In an
    /// index, a field says where its NULLs are: `nulls: First` or `nulls: Last`.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id    Int     @id
    ///   email String? @unique(nulls: Equal)
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id    Int     @id
    ///   email String? @unique(nulls: NotDistinct)
    /// }
    /// ```
    error NULLS_VALUE "PX2378" "index-nulls" = "a word about NULLs that is not known",

    /// `with` is an object of storage parameters, each with a number, a string, `true` or `false`, called as the
    /// database calls them: `with: { fillfactor: 70, fastupdate: false }`.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   email String
    ///
    ///   @@index([email], with: "fillfactor=70")
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   email String
    ///
    ///   @@index([email], with: { fillfactor: 70 })
    /// }
    /// ```
    error SETTINGS "PX2379" "index-settings" = "storage parameters in another form",

    /// Clients find no row by an expression, so `@@unique` and `@@id` take fields only. A unique index over expressions
    /// is `@@index([…], unique: true)`.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   email String
    ///
    ///   @@unique([expression(sql`lower(email)`)])
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   email String
    ///
    ///   @@index(expression: sql`lower(email)`, unique: true, map: "user_email_lower")
    /// }
    /// ```
    error EXPRESSION_PLACE "PX2380" "index-expression-place" = "an expression where only fields can be",

    /// The name of an index follows from its fields, and an expression is none. Give the index a name with `map`.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   email String
    ///
    ///   @@index(expression: sql`lower(email)`)
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   email String
    ///
    ///   @@index(expression: sql`lower(email)`, map: "user_email_lower")
    /// }
    /// ```
    error EXPRESSION_NAME "PX2381" "index-expression-name" = "an index on an expression without a name",
}

type Has = fn(&Capabilities) -> bool;

/// Arguments, and whether the database has what they say.
const NEEDS: &[(&str, Has)] = &[
    ("include", |can| can.constraints.include),
    ("nulls", |can| can.constraints.nulls_not_distinct),
    ("with", |can| can.constraints.index_settings),
    ("tablespace", |can| can.constraints.tablespaces),
    ("concurrently", |can| can.constraints.concurrently),
    ("visible", |can| can.constraints.hidden_indexes),
    ("parser", |can| can.constraints.parsers),
    ("comment", |can| can.constraints.index_comments),
    ("constraint", |can| can.constraints.unique_constraints),
];

/// What is said of the index beyond Prisma; `None` where something was refused.
pub(super) fn read<'a>(
    cx: &mut Context<'a>,
    model: ModelId,
    bound: &mut Bound<'a>,
    mut details: IndexDetails,
) -> Option<Option<Box<IndexDetails>>> {
    for (param, exists) in NEEDS {
        if let Some(span) = bound.span_of(param).filter(|_| cx.lacks(exists)) {
            let message = format!("Indexes of {} have no `{param}`.", cx.provider());
            cx.report(Diagnostic::new(&DETAIL_UNSUPPORTED, message).at(span, "remove this"));
            bound.poisoned = true;
        }
    }
    details.unique = bound.boolean(cx, "unique") == Some(true);
    details.constraint = bound.boolean(cx, "constraint");
    details.concurrently = bound.boolean(cx, "concurrently") == Some(true);
    details.deferrable = states::deferrable(cx, bound, |can| can.constraints.deferrable_keys);
    details.comment = bound.string(cx, "comment").map(|(text, _)| text);
    details.include = include(cx, model, bound);
    details.nulls_not_distinct = nulls(cx, bound);
    details.settings = settings(cx, bound);
    if bound.boolean(cx, "visible") == Some(false) {
        details.settings.push((SmolStr::new_static("visible"), OptionValue::Bool(false)));
    }
    if let Some((name, _)) = bound.name(cx, "parser") {
        details.settings.push((SmolStr::new_static("parser"), OptionValue::Text(name)));
    }
    if bound.poisoned {
        return None;
    }
    let says = details != IndexDetails::default();
    Some(says.then(|| Box::new(details)))
}

fn include<'a>(cx: &mut Context<'a>, model: ModelId, bound: &mut Bound<'a>) -> Vec<u32> {
    let Some(value) = bound.get("include") else { return Vec::new() };
    let mut fields = Vec::new();
    for element in elements(value) {
        let Some(name) = element.as_constant() else {
            wrong_kind(cx, bound.placed, element, "An element of `include`", "the name of a field");
            bound.poisoned = true;
            continue;
        };
        let span = bound.placed.span(element.range);
        let found = cx.find_field(model, name);
        let is_column = |at: &u32| {
            let kind = &cx.model(model).fields[*at as usize].kind;
            !matches!(kind, FieldKind::Relation { .. } | FieldKind::Poisoned | FieldKind::Composite(_))
        };
        match found.filter(is_column) {
            Some(field) => fields.push(field),
            None => {
                field_list::report_unknown(cx, model, name, span);
                bound.poisoned = true;
            }
        }
    }
    fields
}

/// `nulls: NotDistinct` of a unique.
fn nulls<'a>(cx: &mut Context<'a>, bound: &mut Bound<'a>) -> bool {
    let Some((word, span)) = bound.constant(cx, "nulls") else { return false };
    match word.as_str() {
        "NotDistinct" => true,
        "Distinct" => false,
        _ => {
            let diagnostic = Diagnostic::new(&NULLS_VALUE, format!("`{word}` is no word about NULLs."))
                .at(span, "neither `Distinct` nor `NotDistinct`");
            cx.report(unknown_name(diagnostic, &word, span, &["Distinct", "NotDistinct"]));
            bound.poisoned = true;
            false
        }
    }
}

/// `with:` and `tablespace:`
pub(crate) fn settings<'a>(cx: &mut Context<'a>, bound: &mut Bound<'a>) -> Vec<(SmolStr, OptionValue)> {
    let mut settings = Vec::new();
    if let Some(value) = bound.get("with") {
        let ExprKind::Object(entries) = &value.kind else {
            let span = bound.placed.span(value.range);
            let message = format!("`with` is an object, and this is {}.", value.kind_name());
            cx.report(
                Diagnostic::new(&SETTINGS, message)
                    .at(span, "not `{ … }`")
                    .help("Write `with: { fillfactor: 70 }`."),
            );
            bound.poisoned = true;
            return settings;
        };
        for (name, value) in entries {
            let read = match &value.kind {
                ExprKind::Number(text) => {
                    Some(text.parse().map_or_else(|_| OptionValue::Text(text.clone()), OptionValue::Number))
                }
                ExprKind::String(text) => Some(OptionValue::Text(text.clone())),
                ExprKind::Constant(word) if word == "true" => Some(OptionValue::Bool(true)),
                ExprKind::Constant(word) if word == "false" => Some(OptionValue::Bool(false)),
                _ => None,
            };
            match read {
                Some(read) => settings.push((name.name.clone(), read)),
                None => {
                    let span = bound.placed.span(value.range);
                    let message = format!("`{}` is a number, a string, `true` or `false`.", name.name);
                    cx.report(Diagnostic::new(&SETTINGS, message).at(span, "not this"));
                    bound.poisoned = true;
                }
            }
        }
    }
    if let Some((name, _)) = bound.name(cx, "tablespace") {
        settings.push((SmolStr::new_static("tablespace"), OptionValue::Text(name)));
    }
    settings
}

/// What only the whole of the index tells.
pub(super) fn check(cx: &mut Context, index: &Index) -> bool {
    let Some(details) = &index.details else { return true };
    if details.expressions.is_empty() {
        return true;
    }
    if index.kind != IndexKind::Normal {
        let message = "Only fields can stand here.";
        cx.report(
            Diagnostic::new(&EXPRESSION_PLACE, message)
                .at(index.span, "holds an expression")
                .help("Write `@@index([…], unique: true)`."),
        );
        return false;
    }
    if index.db_name.is_none() {
        cx.report(
            Diagnostic::new(&EXPRESSION_NAME, "An index on an expression needs a name.")
                .at(index.span, "without a name")
                .help("Give it one with `map`."),
        );
        return false;
    }
    true
}

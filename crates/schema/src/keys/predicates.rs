//! `where:` of partial indexes: `raw("…")` or `{ field: value }`; beyond Prisma also sql`…` or a plain string.

use crate::arguments::{Bound, elements, sql};
use crate::beyond;
use crate::context::Context;
use crate::keys::field_list;
use crate::model::{Comparison, FieldId, FieldKind, ModelId, Operand, Order, Predicate};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_dialect::Scalar;
use parallax_syntax::ast::{Expr, ExprKind, Ident, Placed};
use parallax_text::Span;
use smol_str::SmolStr;

rules! {
    /// Partial indexes are a preview feature. Add it to a generator:
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id    Int     @id
    ///   email String
    ///   gone  Boolean
    ///
    ///   @@unique([email], where: { gone: false })
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// generator client {
    ///   provider        = "prisma-client"
    ///   previewFeatures = ["partialIndexes"]
    /// }
    ///
    /// model User {
    ///   id    Int     @id
    ///   email String
    ///   gone  Boolean
    ///
    ///   @@unique([email], where: { gone: false })
    /// }
    /// ```
    error PARTIAL_PREVIEW "PX2340" "partial-index-preview" = "a partial index without its preview feature",

    /// Indexes of this database hold all rows; there is no `where`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   email String
    ///
    ///   @@unique([email], where: raw("gone = 0"))
    /// }
    /// ```
    error PARTIAL_UNSUPPORTED "PX2341" "partial-index-unsupported" = "a partial index where there are none",

    /// `where` is a condition in the words of the database, `where: raw("deleted_at IS NULL")` or just the string, or an
    /// object that compares fields: `where: { deletedAt: null, active: true, status: { not: "done" } }`. All parts of an
    /// object must hold. Beyond Prisma there are sql`…`, and `gt`, `gte`, `lt`, `lte`, `in` and `notIn`:
    /// `{ likes: { gte: 10, lt: 100 }, status: { in: ["open", "late"] } }`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// generator client {
    ///   provider        = "prisma-client"
    ///   previewFeatures = ["partialIndexes"]
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   likes Int
    ///
    ///   @@index([likes], where: { likes: { gt: 10 } })
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// generator client {
    ///   provider        = "prisma-client"
    ///   previewFeatures = ["partialIndexes"]
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   likes Int
    ///
    ///   @@index([likes], where: raw("likes > 10"))
    /// }
    /// ```
    error WHERE_FORM "PX2342" "where-form" = "a condition in a form that is not known",

    /// The condition is empty, so it leaves no row out. Write a condition, or remove `where`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// generator client {
    ///   provider        = "prisma-client"
    ///   previewFeatures = ["partialIndexes"]
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   email String
    ///
    ///   @@unique([email], where: {})
    /// }
    /// ```
    error WHERE_EMPTY "PX2343" "where-empty" = "an empty condition",

    /// A condition compares fields that are columns, and only those with simple values: no relations, no `Unsupported`
    /// types. Write other conditions as `raw("…")`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// generator client {
    ///   provider        = "prisma-client"
    ///   previewFeatures = ["partialIndexes"]
    /// }
    ///
    /// model Place {
    ///   id    Int                  @id
    ///   point Unsupported("point")
    ///
    ///   @@index([id], where: { point: "(0,0)" })
    /// }
    /// ```
    error WHERE_FIELD "PX2344" "where-field" = "a condition on a field that cannot be compared",

    /// The condition compares a field with a value of another type. `Boolean` goes with `true` and `false`, `String`,
    /// `DateTime` and enums with strings, numbers with numbers; `null` goes with all.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// generator client {
    ///   provider        = "prisma-client"
    ///   previewFeatures = ["partialIndexes"]
    /// }
    ///
    /// model User {
    ///   id    Int     @id
    ///   email String
    ///   gone  Boolean
    ///
    ///   @@unique([email], where: { gone: "no" })
    /// }
    /// ```
    error WHERE_TYPE "PX2345" "where-type" = "a condition with a value of another type",
}

/// Reads `where`. The outer option is absent when it was refused, the inner when there is none.
pub(super) fn read<'a>(cx: &mut Context<'a>, model: ModelId, bound: &Bound<'a>) -> Option<Option<Predicate>> {
    let Some(value) = bound.get("where") else { return Some(None) };
    let span = bound.span_of("where").unwrap_or(bound.span());
    if cx.lacks(|can| can.partial_indexes) {
        let message = format!("Indexes of {} hold all rows.", cx.provider());
        cx.report(Diagnostic::new(&PARTIAL_UNSUPPORTED, message).at(span, "remove this"));
        return None;
    }
    let whole = bound.hidden || cx.whole.contains(&bound.placed.file);
    if !whole && !cx.preview("partialIndexes") {
        cx.report(
            Diagnostic::new(&PARTIAL_PREVIEW, "Partial indexes need the preview feature `partialIndexes`.")
                .at(span, "not switched on")
                .help("Add it to `previewFeatures` of a generator."),
        );
        return None;
    }
    condition(cx, model, bound, value, Forms { whole, what: "A condition" }).map(Some)
}

/// Which forms of a condition may stand at a place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Forms {
    /// Those that Prisma does not know, too.
    pub whole: bool,
    /// As a sentence begins.
    pub what: &'static str,
}

/// A condition: SQL, or an object that compares fields.
pub(crate) fn condition<'a>(
    cx: &mut Context<'a>,
    model: ModelId,
    bound: &Bound<'a>,
    value: &'a Expr,
    forms: Forms,
) -> Option<Predicate> {
    if let ExprKind::Tagged(..) = &value.kind {
        let whole =
            forms.whole || beyond::allowed(cx, bound.placed, bound.hidden, value.range, "SQL in a condition");
        return whole
            .then(|| sql(cx, bound.placed, value, "where"))
            .flatten()
            .map(|(sql, _)| Predicate::Raw(sql));
    }
    predicate(cx, model, bound.placed, value, forms)
}

fn predicate(
    cx: &mut Context,
    model: ModelId,
    placed: &Placed,
    value: &Expr,
    forms: Forms,
) -> Option<Predicate> {
    let span = placed.span(value.range);
    match &value.kind {
        ExprKind::String(sql) if forms.whole => raw(cx, sql, span),
        ExprKind::Function(name, args) if name.name == "raw" => match args.list.as_slice() {
            [arg] => match arg.value.as_ref().and_then(Expr::as_string) {
                Some(sql) => raw(cx, sql, span),
                None => form(cx, span, "`raw` takes a string."),
            },
            _ => form(cx, span, "`raw` takes exactly one string."),
        },
        ExprKind::Object(entries) if entries.is_empty() => {
            cx.error(&WHERE_EMPTY, span, "The condition is empty.");
            None
        }
        ExprKind::Object(entries) => {
            let mut all = Vec::new();
            let mut good = true;
            for (key, value) in entries {
                match comparisons(cx, model, placed, (key, value), forms) {
                    Some(found) => all.extend(found),
                    None => good = false,
                }
            }
            good.then_some(Predicate::All(all))
        }
        _ => {
            let string = if forms.whole { "a string, " } else { "" };
            let message =
                format!("{} is {string}`raw(\"…\")` or an object, not {}.", forms.what, value.kind_name());
            form(cx, span, &message)
        }
    }
}

fn raw(cx: &mut Context, sql: &SmolStr, span: Span) -> Option<Predicate> {
    if sql.trim().is_empty() {
        cx.error(&WHERE_EMPTY, span, "The condition is empty.");
        return None;
    }
    Some(Predicate::Raw(sql.clone()))
}

fn form<T>(cx: &mut Context, span: Span, message: &str) -> Option<T> {
    cx.report(
        Diagnostic::new(&WHERE_FORM, message)
            .at(span, "")
            .help("Write `raw(\"…\")` with a condition of the database, or `{ field: value }`."),
    );
    None
}

fn comparisons(
    cx: &mut Context,
    model: ModelId,
    placed: &Placed,
    (key, value): (&Ident, &Expr),
    forms: Forms,
) -> Option<Vec<(u32, Comparison)>> {
    let span = placed.span(key.range);
    let Some(index) = cx.find_field(model, &key.name) else {
        field_list::report_unknown(cx, model, &key.name, span);
        return None;
    };
    let id = FieldId { model, index };
    let ExprKind::Object(entries) = &value.kind else {
        return Some(vec![(index, Comparison::Equals(operand(cx, id, placed, span, value)?))]);
    };
    let nested = placed.span(value.range);
    let is_not = matches!(entries.as_slice(), [(word, _)] if word.name == "not");
    if !is_not && !forms.whole {
        return form(cx, nested, "A nested condition is `{ not: value }`, and nothing else.");
    }
    if entries.is_empty() {
        return form(cx, nested, "A nested condition compares with something.");
    }
    let mut found = Vec::new();
    for (word, value) in entries {
        let list = |cx: &mut Context| -> Option<Vec<Operand>> {
            let values = elements(value).iter();
            values.map(|value| not_null(cx, id, placed, span, value)).collect()
        };
        let comparison = match word.name.as_str() {
            "not" => Comparison::Not(operand(cx, id, placed, span, value)?),
            "gt" => Comparison::Compares(Order::More, not_null(cx, id, placed, span, value)?),
            "gte" => Comparison::Compares(Order::AtLeast, not_null(cx, id, placed, span, value)?),
            "lt" => Comparison::Compares(Order::Less, not_null(cx, id, placed, span, value)?),
            "lte" => Comparison::Compares(Order::AtMost, not_null(cx, id, placed, span, value)?),
            "in" => Comparison::In(list(cx)?),
            "notIn" => Comparison::NotIn(list(cx)?),
            _ => {
                let message = "A nested condition has `not`, `gt`, `gte`, `lt`, `lte`, `in` and `notIn`.";
                return form(cx, placed.span(word.range), message);
            }
        };
        found.push((index, comparison));
    }
    Some(found)
}

fn not_null(cx: &mut Context, id: FieldId, placed: &Placed, key: Span, value: &Expr) -> Option<Operand> {
    match operand(cx, id, placed, key, value)? {
        Operand::Null => form(cx, placed.span(value.range), "`null` is neither more nor less than a value."),
        operand => Some(operand),
    }
}

fn operand(cx: &mut Context, id: FieldId, placed: &Placed, key: Span, value: &Expr) -> Option<Operand> {
    let span = placed.span(value.range);
    let operand = match &value.kind {
        ExprKind::Constant(word) => match word.as_str() {
            "true" => Operand::Boolean(true),
            "false" => Operand::Boolean(false),
            "null" => Operand::Null,
            _ => {
                let message = format!(
                    "`{word}` is no value here; there are `true`, `false`, `null`, strings and numbers."
                );
                return form(cx, span, &message);
            }
        },
        ExprKind::String(text) => Operand::String(text.clone()),
        ExprKind::Number(text) => Operand::Number(text.clone()),
        ExprKind::Array(_) | ExprKind::Function(..) | ExprKind::Object(_) | ExprKind::Tagged(..) => {
            let message = format!("A field is compared with a simple value, not with {}.", value.kind_name());
            return form(cx, span, &message);
        }
    };
    let field = cx.field(id);
    let fits = match (&field.kind, &operand) {
        (FieldKind::Poisoned, _) => return None,
        (FieldKind::Relation { .. }, _) => return no_column(cx, id, key, "a relation field, not a column"),
        (FieldKind::Composite(_), _) => return no_column(cx, id, key, "a composite type, not a column"),
        (_, Operand::Null) => true,
        (FieldKind::Unsupported(_), _) => {
            return no_column(cx, id, key, "of a type that has no literals here");
        }
        (FieldKind::Enum(block), Operand::String(text)) => {
            let values = &cx.schema.enum_(*block).values;
            let known = values.iter().position(|value| value.name == *text || value.db_name == *text);
            return Some(known.map_or(operand, |at| Operand::EnumValue(at as u32)));
        }
        (FieldKind::Scalar { scalar, .. }, Operand::Boolean(_)) => *scalar == Scalar::Boolean,
        (FieldKind::Scalar { scalar, .. }, Operand::String(_)) => {
            matches!(scalar, Scalar::String | Scalar::DateTime)
        }
        (FieldKind::Scalar { scalar, .. }, Operand::Number(_)) => {
            matches!(scalar, Scalar::Int | Scalar::BigInt | Scalar::Float | Scalar::Decimal)
        }
        (FieldKind::Enum(_), Operand::Boolean(_) | Operand::Number(_)) => false,
        (_, Operand::EnumValue(_)) => true,
    };
    if !fits {
        let ty = cx.type_name(&field.kind);
        let message = format!("`{}` is `{ty}`, and this is {}.", field.name, value.kind_name());
        cx.report(Diagnostic::new(&WHERE_TYPE, message).at(span, format!("not a `{ty}`")));
        return None;
    }
    Some(operand)
}

fn no_column<T>(cx: &mut Context, id: FieldId, span: Span, what: &str) -> Option<T> {
    let message = format!("`{}` is {what}.", cx.field(id).name);
    cx.report(
        Diagnostic::new(&WHERE_FIELD, message)
            .at(span, "cannot be compared")
            .help("Compare another field, or write the condition as `raw(\"…\")`."),
    );
    None
}

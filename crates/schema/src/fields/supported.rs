//! Types of fields that the database has, or has not.

use crate::context::Context;
use crate::model::{Arity, FieldId, FieldKind, ModelId, ModelKeyword};
use crate::rules::rules;
use parallax_diagnostics::{Diagnostic, Rule};
use parallax_dialect::Scalar;

rules! {
    /// The database has no column type for `Json`. Keep the text in a `String`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "sqlserver"
    /// }
    ///
    /// model Log {
    ///   id   Int  @id
    ///   data Json
    /// }
    /// ```
    error JSON_UNSUPPORTED "PX2170" "json-unsupported" = "JSON where there is none",

    /// The database has lists, but none of JSON. A JSON value can be a list itself: use `Json` without brackets.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "cockroachdb"
    /// }
    ///
    /// model Log {
    ///   id   BigInt @id
    ///   data Json[]
    /// }
    /// ```
    error JSON_LIST_UNSUPPORTED "PX2171" "json-list-unsupported" = "a list of JSON where there is none",

    /// The database has no exact decimal numbers that the language supports. Use `Float`, or keep the text in a
    /// `String`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// model Order {
    ///   id    String  @id @default(auto()) @map("_id") @db.ObjectId
    ///   price Decimal
    /// }
    /// ```
    error DECIMAL_UNSUPPORTED "PX2172" "decimal-unsupported" = "decimals where there are none",

    /// Columns of this database hold one value each. Put the values into a model of their own, with a relation, or into
    /// one `Json`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model Post {
    ///   id   Int      @id
    ///   tags String[]
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model Post {
    ///   id   Int   @id
    ///   tags Tag[]
    /// }
    ///
    /// model Tag {
    ///   id     Int    @id
    ///   name   String @unique
    ///   posts  Post[]
    /// }
    /// ```
    error LIST_UNSUPPORTED "PX2173" "list-unsupported" = "a list where there is none",

    /// The database has no enums. Use a `String`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "sqlserver"
    /// }
    ///
    /// enum Role {
    ///   USER
    /// }
    /// ```
    error ENUM_UNSUPPORTED "PX2174" "enum-unsupported" = "an enum where there are none",
}

pub(crate) fn check_fields(cx: &mut Context, model: ModelId) {
    let Some(language) = cx.language() else { return };
    let can = language.capabilities;
    // Nothing to find: spare the walk.
    if can.lists && can.json && can.json_lists && can.decimal {
        return;
    }
    // Composite types are refused as a whole where there are none.
    if cx.model(model).keyword == ModelKeyword::Type && !can.documents {
        return;
    }
    for id in cx.field_ids(model) {
        check_field(cx, id);
    }
}

fn check_field(cx: &mut Context, id: FieldId) {
    let field = cx.field(id);
    let list = field.arity == Arity::List;
    let (is_column, scalar) = match &field.kind {
        FieldKind::Scalar { scalar, .. } => (true, Some(*scalar)),
        FieldKind::Enum(_) | FieldKind::Unsupported(_) => (true, None),
        FieldKind::Composite(_) | FieldKind::Relation { .. } | FieldKind::Poisoned => (false, None),
    };
    let (rule, message): (&'static Rule, &str) = match scalar {
        Some(Scalar::Json) if cx.lacks(|can| can.json) => (&JSON_UNSUPPORTED, "has no JSON"),
        Some(Scalar::Decimal) if cx.lacks(|can| can.decimal) => (&DECIMAL_UNSUPPORTED, "has no decimals"),
        _ if is_column && list && cx.lacks(|can| can.lists) => (&LIST_UNSUPPORTED, "has no lists"),
        Some(Scalar::Json) if list && cx.lacks(|can| can.json_lists) => {
            (&JSON_LIST_UNSUPPORTED, "has no lists of JSON")
        }
        _ => return,
    };
    let message = format!("{} {message}.", cx.provider());
    let (placed, ast) = cx.field_source(id);
    let span = ast.ty.as_ref().map_or(cx.field(id).span, |ty| placed.span(ty.range));
    cx.report(Diagnostic::new(rule, message).at(span, "not here"));
}

pub(crate) fn check_enums(cx: &mut Context) {
    if !cx.lacks(|can| can.enums) {
        return;
    }
    for at in 0..cx.schema.enums.len() {
        let span = cx.schema.enums[at].name_span;
        let message = format!("{} has no enums.", cx.provider());
        cx.report(Diagnostic::new(&ENUM_UNSUPPORTED, message).at(span, "not here").help("Use a `String`."));
    }
}

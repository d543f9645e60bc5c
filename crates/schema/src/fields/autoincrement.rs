//! `autoincrement()`: on which fields of which databases.

use crate::context::Context;
use crate::model::{DefaultValue, FieldId, FieldKind, Model, ModelId};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_dialect::Scalar;

rules! {
    /// The database has no columns that count by themselves.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// model User {
    ///   id     String @id @default(auto()) @map("_id") @db.ObjectId
    ///   number Int    @default(autoincrement())
    /// }
    /// ```
    error AUTOINCREMENT_UNSUPPORTED "PX2280" "autoincrement-unsupported" = "`autoincrement()` where there is none",

    /// A table of this database has at most one column that counts by itself.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model Order {
    ///   id     Int @id @default(autoincrement())
    ///   number Int @unique @default(autoincrement())
    /// }
    /// ```
    error AUTOINCREMENT_TWICE "PX2281" "autoincrement-twice" = "`autoincrement()` twice in a model",

    /// Only the primary key of a table counts by itself here, and only if it is a single column.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "sqlite"
    /// }
    ///
    /// model Order {
    ///   id     Int @id
    ///   number Int @default(autoincrement())
    /// }
    /// ```
    error AUTOINCREMENT_NOT_ID "PX2282" "autoincrement-not-id" = "`autoincrement()` on a field that is not the primary key",

    /// The database needs an index that begins with a column that counts by itself. Add `@unique` or an `@@index`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model Order {
    ///   id     Int @id
    ///   number Int @default(autoincrement())
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model Order {
    ///   id     Int @id
    ///   number Int @unique @default(autoincrement())
    /// }
    /// ```
    error AUTOINCREMENT_NOT_INDEXED "PX2283" "autoincrement-not-indexed" = "`autoincrement()` on a field without an index",

    /// `autoincrement()` makes numbers of 64 bits here. Use `BigInt`, or `sequence()` for an `Int`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "cockroachdb"
    /// }
    ///
    /// model Order {
    ///   id Int @id @default(autoincrement())
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "cockroachdb"
    /// }
    ///
    /// model Order {
    ///   id BigInt @id @default(autoincrement())
    /// }
    /// ```
    error AUTOINCREMENT_ON_INT "PX2284" "autoincrement-on-int" = "`autoincrement()` on an `Int` that is too small for it",
}

pub(crate) fn check(cx: &mut Context, id: ModelId) {
    let Some(language) = cx.language() else { return };
    let can = language.capabilities;
    let model = cx.model(id);
    let counting = model.fields.iter().zip(0..).filter(|(field, _)| {
        field.default.as_ref().is_some_and(|default| default.value == DefaultValue::Autoincrement)
    });
    let counting: Vec<u32> = counting.map(|(_, at)| at).collect();
    if counting.is_empty() {
        return;
    }
    let provider = cx.provider().to_owned();
    if counting.len() > 1 && can.autoincrement && !can.autoincrement_multiple {
        let message = format!(
            "On {provider} a table counts in one column; `{}` does in {}.",
            model.name,
            counting.len()
        );
        let mut diagnostic =
            Diagnostic::new(&AUTOINCREMENT_TWICE, message).at(model.name_span, "counts twice");
        for at in &counting {
            diagnostic = diagnostic.also(model.fields[*at as usize].span, "counts");
        }
        cx.report(diagnostic);
    }
    for index in counting {
        let field = FieldId { model: id, index };
        let Some(span) = cx.field(field).default.as_ref().map(|default| default.span) else { continue };
        let model = cx.model(id);
        let is_int = matches!(cx.field(field).kind, FieldKind::Scalar { scalar: Scalar::Int, .. });
        let (rule, message, help) = if !can.autoincrement {
            (&AUTOINCREMENT_UNSUPPORTED, "has no columns that count by themselves", "Use another default.")
        } else if can.autoincrement_only_id && !is_single_key(model, index) {
            (
                &AUTOINCREMENT_NOT_ID,
                "counts in a single-column primary key only",
                "Make it the `@id`, or remove it.",
            )
        } else if !can.autoincrement_without_key && !leads_an_index(model, index) {
            (&AUTOINCREMENT_NOT_INDEXED, "counts in indexed columns only", "Add `@unique`, or an `@@index`.")
        } else if is_int && !can.autoincrement_on_int {
            (&AUTOINCREMENT_ON_INT, "counts with 64 bits", "Use `BigInt`, or `sequence()`.")
        } else {
            continue;
        };
        cx.report(Diagnostic::new(rule, format!("{provider} {message}.")).at(span, "not here").help(help));
    }
}

fn is_single_key(model: &Model, field: u32) -> bool {
    let key = model.primary_key.as_ref();
    key.is_some_and(|key| matches!(key.fields.as_slice(), [only] if only.field == field))
}

fn leads_an_index(model: &Model, field: u32) -> bool {
    let keys = model.primary_key.iter().map(|key| &key.fields);
    let indexes = model.indexes.iter().map(|index| &index.fields);
    keys.chain(indexes).any(|fields| fields.first().is_some_and(|first| first.field == field))
}

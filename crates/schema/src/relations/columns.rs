//! The columns of a relation: that they match what they point at, and that they can hold it.

use super::actions;
use super::side::{Columns, Side};
use super::{Check, append, append_line, names_of};
use crate::model::{Arity, Field, FieldId, FieldKind, IndexKind, ModelId};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use std::collections::BTreeSet;

rules! {
    /// `fields` and `references` have different lengths.
    ///
    /// Each column of `fields` points at the column of `references` in the same place.
    ///
    /// ```prisma,bad
    /// model User {
    ///   first String
    ///   last  String
    ///   posts Post[]
    ///
    ///   @@id([first, last])
    /// }
    ///
    /// model Post {
    ///   id     Int    @id
    ///   first  String
    ///   last   String
    ///   author User   @relation(fields: [first, last], references: [first])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   first String
    ///   last  String
    ///   posts Post[]
    ///
    ///   @@id([first, last])
    /// }
    ///
    /// model Post {
    ///   id     Int    @id
    ///   first  String
    ///   last   String
    ///   author User   @relation(fields: [first, last], references: [first, last])
    /// }
    /// ```
    error COUNT_MISMATCH "PX2530" "relation-count-mismatch" = "`fields` and `references` have different lengths",
    /// `references` names columns that do not identify a row.
    ///
    /// A relation points at one row, so the columns at its end are the id or a unique of that model, all of
    /// it and nothing else.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id    Int    @id
    ///   email String
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id          Int    @id
    ///   authorEmail String
    ///   author      User   @relation(fields: [authorEmail], references: [email])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id    Int    @id
    ///   email String @unique
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id          Int    @id
    ///   authorEmail String
    ///   author      User   @relation(fields: [authorEmail], references: [email])
    /// }
    /// ```
    error NOT_UNIQUE "PX2531" "references-not-unique" = "`references` names columns that do not identify a row",
    /// `references` names the columns of a key in another order than the key does.
    ///
    /// SQL Server wants a foreign key to list the columns as the id or unique does that it points at.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "sqlserver"
    /// }
    ///
    /// model User {
    ///   first String
    ///   last  String
    ///   posts Post[]
    ///
    ///   @@id([first, last])
    /// }
    ///
    /// model Post {
    ///   id     Int    @id
    ///   first  String
    ///   last   String
    ///   author User   @relation(fields: [last, first], references: [last, first])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "sqlserver"
    /// }
    ///
    /// model User {
    ///   first String
    ///   last  String
    ///   posts Post[]
    ///
    ///   @@id([first, last])
    /// }
    ///
    /// model Post {
    ///   id     Int    @id
    ///   first  String
    ///   last   String
    ///   author User   @relation(fields: [first, last], references: [first, last])
    /// }
    /// ```
    error ORDER "PX2532" "references-order" = "`references` has another order than the key it points at",
    /// A column of `fields` has another type than the column it points at.
    ///
    /// The database compares the two, and most refuse a foreign key between different types.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id    Int    @id
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id       Int    @id
    ///   authorId String
    ///   author   User   @relation(fields: [authorId], references: [id])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id    Int    @id
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id       Int  @id
    ///   authorId Int
    ///   author   User @relation(fields: [authorId], references: [id])
    /// }
    /// ```
    error TYPE_MISMATCH "PX2533" "relation-type-mismatch" = "a column points at a column of another type",
    /// A required relation stands on columns that may be null.
    ///
    /// Where a column is null there is no row to point at. Either the relation is optional, or its columns
    /// are not.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id    Int    @id
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id       Int  @id
    ///   authorId Int?
    ///   author   User @relation(fields: [authorId], references: [id])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id    Int    @id
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id       Int   @id
    ///   authorId Int?
    ///   author   User? @relation(fields: [authorId], references: [id])
    /// }
    /// ```
    error OPTIONAL_COLUMN "PX2534" "required-relation-optional-column" = "a required relation stands on optional columns",
    /// The columns of a one-to-one relation are not unique.
    ///
    /// Without a unique, several rows could point at the same row, and the relation would be one-to-many.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id      Int      @id
    ///   profile Profile?
    /// }
    ///
    /// model Profile {
    ///   id     Int  @id
    ///   userId Int
    ///   user   User @relation(fields: [userId], references: [id])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id      Int      @id
    ///   profile Profile?
    /// }
    ///
    /// model Profile {
    ///   id     Int  @id
    ///   userId Int  @unique
    ///   user   User @relation(fields: [userId], references: [id])
    /// }
    /// ```
    error ONE_TO_ONE_NOT_UNIQUE "PX2535" "one-to-one-not-unique" = "the columns of a one-to-one relation are not unique",
    /// No index begins with the columns of a relation that is kept without a foreign key.
    ///
    /// With `relationMode = "prisma"` clients look for the rows that point at a row whenever it is changed
    /// or deleted. Without an index each of these reads the whole table.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mysql"
    ///   relationMode = "prisma"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id       Int  @id
    ///   authorId Int
    ///   author   User @relation(fields: [authorId], references: [id])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "mysql"
    ///   relationMode = "prisma"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id       Int  @id
    ///   authorId Int
    ///   author   User @relation(fields: [authorId], references: [id])
    ///
    ///   @@index([authorId])
    /// }
    /// ```
    warning NO_INDEX "PX2536" "relation-without-index" = "no index begins with the columns of an emulated relation",
    /// A column of a relation has another native type than the column it points at.
    ///
    /// MongoDB compares values together with their types: an `ObjectId` never equals a string, so the
    /// relation finds nothing.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// model User {
    ///   id    String @id @map("_id") @db.ObjectId
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id       String @id @map("_id") @db.ObjectId
    ///   authorId String
    ///   author   User   @relation(fields: [authorId], references: [id])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// model User {
    ///   id    String @id @map("_id") @db.ObjectId
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id       String @id @map("_id") @db.ObjectId
    ///   authorId String @db.ObjectId
    ///   author   User   @relation(fields: [authorId], references: [id])
    /// }
    /// ```
    warning NATIVE_TYPE_DIFFERS "PX2537" "relation-native-type-differs" = "a column points at another native type",
}

/// The side with the columns. `unique`: the other side of a one-to-one relation.
pub(super) fn check(check: &mut Check, forward: &Side, unique: Option<&Side>) {
    if let Some(fields) = &forward.fields {
        optional_columns(check, forward, fields);
        actions::set_null(check, forward, fields);
        if let Some(back) = unique {
            one_to_one_unique(check, forward, back, fields);
        }
    }
    let (Some(fields), Some(references)) = (&forward.fields, &forward.references) else { return };
    if fields.indexes.len() == references.indexes.len() {
        types(check, forward, fields, references);
    } else {
        report_count(check, forward, fields, references);
    }
}

fn report_count(check: &mut Check, forward: &Side, fields: &Columns, references: &Columns) {
    let (here, there) = (fields.indexes.len(), references.indexes.len());
    let message =
        format!("{} has {here} columns in `fields` and {there} in `references`", check.quoted(forward.id));
    let columns = |count: usize| if count == 1 { "1 column".to_owned() } else { format!("{count} columns") };
    check.report(
        Diagnostic::new(&COUNT_MISMATCH, message)
            .at(fields.list.span, columns(here))
            .also(references.list.span, columns(there))
            .help("pair each column with the one it points at"),
    );
}

fn optional_columns(check: &mut Check, forward: &Side, fields: &Columns) {
    let field = check.field(forward.id);
    if field.arity != Arity::Required {
        return;
    }
    let model = check.model(forward.id.model);
    let optional: Vec<&Field> = fields
        .indexes
        .iter()
        .map(|at| &model.fields[*at as usize])
        .filter(|column| column.arity == Arity::Optional)
        .collect();
    let Some(first) = optional.first() else { return };
    let message =
        format!("{} is required, but its column `{}` may be null", check.quoted(forward.id), first.name);
    let mut diagnostic = Diagnostic::new(&OPTIONAL_COLUMN, message).at(field.name_span, "required").help(
        format!("write `{} {}?`, or make the column required", field.name, check.model(forward.target).name),
    );
    for column in optional {
        diagnostic = diagnostic.also(column.name_span, "may be null");
    }
    check.report(diagnostic);
}

fn one_to_one_unique(check: &mut Check, forward: &Side, back: &Side, fields: &Columns) {
    let id = forward.id.model;
    if check.keys_in_doubt(id) || check.has_unique(id, |unique| unique == fields.indexes) {
        return;
    }
    let model = check.model(id);
    let names = names_of(model, &fields.indexes);
    let (help, edit) = match fields.indexes.as_slice() {
        [only] => {
            let column = &model.fields[*only as usize];
            (format!("add `@unique` to `{names}`"), append(column.span, " @unique"))
        }
        _ => {
            let line = format!("@@unique([{names}])");
            (format!("add `{line}` to `{}`", model.name), append_line(model, &line))
        }
    };
    let message = format!(
        "{} and {} are one-to-one, but several rows may have the same `{names}`",
        check.quoted(forward.id),
        check.quoted(back.id)
    );
    check.report(
        Diagnostic::new(&ONE_TO_ONE_NOT_UNIQUE, message)
            .at(check.field(forward.id).name_span, "its columns are not unique")
            .also(check.field(back.id).name_span, "one row is expected here")
            .help(format!("{help}; or make {} a list", check.quoted(back.id)))
            .fix("Make the columns unique", vec![edit]),
    );
}

fn types(check: &mut Check, forward: &Side, fields: &Columns, references: &Columns) {
    let (model, target) = (check.model(forward.id.model), check.model(forward.target));
    for (at, to) in fields.indexes.iter().zip(&references.indexes) {
        let (column, referenced) = (&model.fields[*at as usize], &target.fields[*to as usize]);
        if !same_type(&column.kind, &referenced.kind) {
            let (here, there) = (type_name(check, &column.kind), type_name(check, &referenced.kind));
            let message = format!(
                "`{}.{}` is {} but points at `{}.{}`, which is {}",
                model.name, column.name, here, target.name, referenced.name, there
            );
            check.report(
                Diagnostic::new(&TYPE_MISMATCH, message)
                    .at(check.field(forward.id).name_span, "the types of this relation differ")
                    .also(column.name_span, here)
                    .also(referenced.name_span, there)
                    .help("give both columns the same type"),
            );
            return;
        }
        if check.has(|capabilities| capabilities.documents) {
            native_types(check, forward.id.model, *at, forward.target, *to);
        }
    }
}

/// Warns where a document database would compare values of different native types.
pub(super) fn native_types(check: &mut Check, model: ModelId, column: u32, target: ModelId, referenced: u32) {
    let (here, there) = (
        check.field(FieldId { model, index: column }),
        check.field(FieldId { model: target, index: referenced }),
    );
    let (Some(native), Some(referenced_native)) = (native_name(check, here), native_name(check, there))
    else {
        return;
    };
    if native == referenced_native {
        return;
    }
    let message = format!(
        "`{}.{}` is kept as {native} but points at `{}.{}`, which is kept as {referenced_native}",
        check.model(model).name,
        here.name,
        check.model(target).name,
        there.name
    );
    check.report(
        Diagnostic::new(&NATIVE_TYPE_DIFFERS, message)
            .at(here.name_span, native)
            .also(there.name_span, referenced_native)
            .help("give both fields the same `@db.` type"),
    );
}

/// The native type of a column, written or by default.
pub(super) fn native_name(check: &Check, field: &Field) -> Option<&'static str> {
    let FieldKind::Scalar { scalar, native } = &field.kind else { return None };
    match native {
        Some(native) => Some(native.ty.name),
        None => check.language?.default_type(*scalar).map(|(native, _)| native.name),
    }
}

pub(super) fn same_type(a: &FieldKind, b: &FieldKind) -> bool {
    match (a, b) {
        (FieldKind::Scalar { scalar: a, .. }, FieldKind::Scalar { scalar: b, .. }) => a == b,
        (FieldKind::Enum(a), FieldKind::Enum(b)) => a == b,
        (FieldKind::Unsupported(a), FieldKind::Unsupported(b)) => a == b,
        (FieldKind::Poisoned, _) | (_, FieldKind::Poisoned) => true,
        _ => false,
    }
}

/// `` a `String` ``
pub(super) fn type_name(check: &Check, kind: &FieldKind) -> String {
    let name = match kind {
        FieldKind::Scalar { scalar, .. } => scalar.as_str(),
        FieldKind::Enum(id) => &check.schema.enum_(*id).name,
        FieldKind::Composite(id) | FieldKind::Relation { target: id, .. } => &check.model(*id).name,
        FieldKind::Unsupported(sql) => return format!("`Unsupported(\"{sql}\")`"),
        FieldKind::Poisoned => return "of unknown type".to_owned(),
    };
    let article = if name.starts_with(['A', 'E', 'I', 'O', 'U']) { "an" } else { "a" };
    format!("{article} `{name}`")
}

/// That the columns at the other end identify a row; to be asked when nothing else is wrong.
pub(super) fn unique_target(check: &mut Check, forward: &Side) {
    let Some(references) = &forward.references else { return };
    let target_id = forward.target;
    if check.keys_in_doubt(target_id) {
        return;
    }
    let wanted: BTreeSet<u32> = references.indexes.iter().copied().collect();
    let same_set =
        |unique: &[u32]| unique.len() == wanted.len() && unique.iter().all(|at| wanted.contains(at));
    let target = check.model(target_id);
    let names = names_of(target, &references.indexes);
    let in_order = check.has_unique(target_id, |unique| unique == references.indexes);
    if in_order {
        return;
    }
    if let Some(unique) = check.uniques(target_id).find(|unique| same_set(unique)) {
        if check.has(|capabilities| capabilities.references_in_order) {
            let order = names_of(target, &unique);
            let message =
                format!("`references` lists `{names}`, but the key of `{}` is `{order}`", target.name);
            check.report(
                Diagnostic::new(&ORDER, message)
                    .at(references.list.span, "another order")
                    .also(target.name_span, format!("its key is `{order}`"))
                    .help(format!(
                        "write `references: [{order}]`, and bring `fields` into the same order: {} wants them to agree",
                        check.provider()
                    )),
            );
        }
        return;
    }
    let mut diagnostic = Diagnostic::new(
        &NOT_UNIQUE,
        format!("`{}.{names}` does not identify a row: there is no unique on it", target.name),
    )
    .at(references.list.span, "not unique");
    diagnostic = match references.indexes.as_slice() {
        [only] => {
            let column = &target.fields[*only as usize];
            diagnostic
                .also(column.name_span, "several rows may have the same value")
                .help(format!("add `@unique` to `{}.{names}`", target.name))
                .fix("Make the column unique", vec![append(column.span, " @unique")])
        }
        _ => {
            let line = format!("@@unique([{names}])");
            diagnostic
                .also(target.name_span, "has no unique of just these columns")
                .help(format!("add `{line}` to `{}`", target.name))
                .fix("Make the columns unique", vec![append_line(target, &line)])
        }
    };
    check.report(diagnostic);
}

/// Warns of columns that clients have to search without an index.
pub(super) fn without_index(check: &mut Check, side: &Side) {
    let Some(fields) = &side.fields else { return };
    if check.uses_foreign_keys() || check.language.is_none() || check.has(|known| known.documents) {
        return;
    }
    let id = side.id.model;
    let model = check.model(id);
    let begins = |columns: &[crate::model::IndexField]| {
        let leading: Vec<u32> =
            columns.iter().take(fields.indexes.len()).map(|column| column.field).collect();
        leading == fields.indexes
    };
    let indexed = model.primary_key.iter().any(|key| begins(&key.fields))
        || model.indexes.iter().any(|index| index.kind != IndexKind::Fulltext && begins(&index.fields));
    if indexed || check.keys_in_doubt(id) {
        return;
    }
    let names = names_of(model, &fields.indexes);
    let line = format!("@@index([{names}])");
    let message = format!(
        "no index of `{}` begins with `{names}`, so each change on the other side of {} reads the whole table",
        model.name,
        check.quoted(side.id)
    );
    check.report(
        Diagnostic::new(&NO_INDEX, message)
            .at(fields.list.span, "no index begins with these")
            .help(format!("add `{line}` to `{}`", model.name))
            .fix("Add the index", vec![append_line(model, &line)]),
    );
}

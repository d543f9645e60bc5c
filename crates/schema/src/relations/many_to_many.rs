//! Lists on both sides: a join table of the database's own making, or lists of ids in documents.

use super::columns::{native_name, native_types, same_type, type_name};
use super::side::Side;
use super::{Check, names_of};
use crate::model::{Arity, FieldKind, ModelId, ModelKeyword};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;

rules! {
    /// A model of an implicit many-to-many relation has no `@id` of one field.
    ///
    /// The join table has one column for each side, which holds the id of a row. So each model needs an id
    /// of exactly one field. Otherwise write the join table as a model of its own.
    ///
    /// ```prisma,bad
    /// model Post {
    ///   slug String @unique
    ///   tags Tag[]
    /// }
    ///
    /// model Tag {
    ///   id    Int    @id
    ///   posts Post[]
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Post {
    ///   slug String @id
    ///   tags Tag[]
    /// }
    ///
    /// model Tag {
    ///   id    Int    @id
    ///   posts Post[]
    /// }
    /// ```
    error NO_ID "PX2560" "many-to-many-without-id" = "a joined model has no id of one field",
    /// An implicit many-to-many relation takes no `references`.
    ///
    /// Its join table always points at the ids.
    ///
    /// ```prisma,bad
    /// model Post {
    ///   id   Int   @id
    ///   tags Tag[] @relation("Tagged", references: [id])
    /// }
    ///
    /// model Tag {
    ///   id    Int    @id
    ///   posts Post[] @relation("Tagged")
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Post {
    ///   id   Int   @id
    ///   tags Tag[] @relation("Tagged")
    /// }
    ///
    /// model Tag {
    ///   id    Int    @id
    ///   posts Post[] @relation("Tagged")
    /// }
    /// ```
    error REFERENCES "PX2561" "many-to-many-references" = "an implicit many-to-many relation takes no `references`",
    /// A many-to-many relation takes no actions.
    ///
    /// Rows of the join table go together with either of the rows that they join. For anything else write
    /// the join table as a model of its own.
    ///
    /// ```prisma,bad
    /// model Post {
    ///   id   Int   @id
    ///   tags Tag[] @relation("Tagged", onDelete: Cascade)
    /// }
    ///
    /// model Tag {
    ///   id    Int    @id
    ///   posts Post[] @relation("Tagged")
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Post {
    ///   id   Int   @id
    ///   tags Tag[] @relation("Tagged")
    /// }
    ///
    /// model Tag {
    ///   id    Int    @id
    ///   posts Post[] @relation("Tagged")
    /// }
    /// ```
    error ACTIONS "PX2562" "many-to-many-actions" = "a many-to-many relation takes no actions",
    /// A view takes part in an implicit many-to-many relation.
    ///
    /// A join table points at rows with foreign keys, and a view has no rows of its own. A view that lists
    /// the pairs does.
    ///
    /// ```prisma,bad
    /// generator client {
    ///   provider        = "prisma-client"
    ///   previewFeatures = ["views"]
    /// }
    ///
    /// view Popular {
    ///   id   Int   @unique
    ///   tags Tag[]
    /// }
    ///
    /// model Tag {
    ///   id      Int       @id
    ///   popular Popular[]
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// generator client {
    ///   provider        = "prisma-client"
    ///   previewFeatures = ["views"]
    /// }
    ///
    /// view Popular {
    ///   id   Int          @unique
    ///   tags PopularTag[]
    /// }
    ///
    /// view PopularTag {
    ///   popularId Int
    ///   popular   Popular @relation(fields: [popularId], references: [id])
    ///   tagId     Int
    ///   tag       Tag     @relation(fields: [tagId], references: [id])
    ///
    ///   @@unique([popularId, tagId])
    /// }
    ///
    /// model Tag {
    ///   id      Int          @id
    ///   popular PopularTag[]
    /// }
    /// ```
    error VIEW "PX2563" "many-to-many-view" = "a view takes part in an implicit many-to-many relation",
    /// The database has no implicit many-to-many relations.
    ///
    /// In MongoDB each side keeps a list of the ids of the other side, named by `fields` and `references`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// model Post {
    ///   id   String @id @map("_id") @db.ObjectId
    ///   tags Tag[]
    /// }
    ///
    /// model Tag {
    ///   id    String @id @map("_id") @db.ObjectId
    ///   posts Post[]
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// model Post {
    ///   id     String   @id @map("_id") @db.ObjectId
    ///   tagIds String[] @db.ObjectId
    ///   tags   Tag[]    @relation(fields: [tagIds], references: [id])
    /// }
    ///
    /// model Tag {
    ///   id      String   @id @map("_id") @db.ObjectId
    ///   postIds String[] @db.ObjectId
    ///   posts   Post[]   @relation(fields: [postIds], references: [id])
    /// }
    /// ```
    error IMPLICIT_UNSUPPORTED "PX2564" "many-to-many-unsupported" = "the database has no implicit many-to-many relations",
    /// The database has no lists of ids to hold a many-to-many relation.
    ///
    /// In a relational database a join table holds the relation: leave `fields` and `references` out, or
    /// write the join table as a model of its own.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Post {
    ///   id     Int   @id
    ///   tagIds Int[]
    ///   tags   Tag[] @relation(fields: [tagIds], references: [id])
    /// }
    ///
    /// model Tag {
    ///   id      Int    @id
    ///   postIds Int[]
    ///   posts   Post[] @relation(fields: [postIds], references: [id])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Post {
    ///   id   Int   @id
    ///   tags Tag[]
    /// }
    ///
    /// model Tag {
    ///   id    Int    @id
    ///   posts Post[]
    /// }
    /// ```
    error EMBEDDED_UNSUPPORTED "PX2565" "embedded-many-to-many-unsupported" = "the database keeps no lists of ids for a relation",
    /// A side of a many-to-many relation in documents does not say where its ids are.
    ///
    /// Each side keeps the ids of the other: `fields` names the list, `references` the id at the other end.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// model Post {
    ///   id     String   @id @map("_id") @db.ObjectId
    ///   tagIds String[] @db.ObjectId
    ///   tags   Tag[]    @relation(fields: [tagIds])
    /// }
    ///
    /// model Tag {
    ///   id      String   @id @map("_id") @db.ObjectId
    ///   postIds String[] @db.ObjectId
    ///   posts   Post[]   @relation(fields: [postIds], references: [id])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// model Post {
    ///   id     String   @id @map("_id") @db.ObjectId
    ///   tagIds String[] @db.ObjectId
    ///   tags   Tag[]    @relation(fields: [tagIds], references: [id])
    /// }
    ///
    /// model Tag {
    ///   id      String   @id @map("_id") @db.ObjectId
    ///   postIds String[] @db.ObjectId
    ///   posts   Post[]   @relation(fields: [postIds], references: [id])
    /// }
    /// ```
    error EMBEDDED_COLUMNS "PX2566" "embedded-many-to-many-columns" = "a side of a many-to-many relation lacks its columns",
    /// A many-to-many relation in documents points at something else than the id.
    ///
    /// The lists on both sides hold ids.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// model Post {
    ///   id       String   @id @map("_id") @db.ObjectId
    ///   tagNames String[]
    ///   tags     Tag[]    @relation(fields: [tagNames], references: [name])
    /// }
    ///
    /// model Tag {
    ///   id      String   @id @map("_id") @db.ObjectId
    ///   name    String   @unique
    ///   postIds String[] @db.ObjectId
    ///   posts   Post[]   @relation(fields: [postIds], references: [id])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// model Post {
    ///   id     String   @id @map("_id") @db.ObjectId
    ///   tagIds String[] @db.ObjectId
    ///   tags   Tag[]    @relation(fields: [tagIds], references: [id])
    /// }
    ///
    /// model Tag {
    ///   id      String   @id @map("_id") @db.ObjectId
    ///   name    String   @unique
    ///   postIds String[] @db.ObjectId
    ///   posts   Post[]   @relation(fields: [postIds], references: [id])
    /// }
    /// ```
    error EMBEDDED_ID "PX2567" "embedded-many-to-many-id" = "a many-to-many relation points at no id",
    /// The list of ids of a many-to-many relation is no list, or of another type than the id.
    ///
    /// The list holds as many ids as there are rows on the other side, each of the type of the id.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// model Post {
    ///   id     String @id @map("_id") @db.ObjectId
    ///   tagIds String @db.ObjectId
    ///   tags   Tag[]  @relation(fields: [tagIds], references: [id])
    /// }
    ///
    /// model Tag {
    ///   id      String   @id @map("_id") @db.ObjectId
    ///   postIds String[] @db.ObjectId
    ///   posts   Post[]   @relation(fields: [postIds], references: [id])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// model Post {
    ///   id     String   @id @map("_id") @db.ObjectId
    ///   tagIds String[] @db.ObjectId
    ///   tags   Tag[]    @relation(fields: [tagIds], references: [id])
    /// }
    ///
    /// model Tag {
    ///   id      String   @id @map("_id") @db.ObjectId
    ///   postIds String[] @db.ObjectId
    ///   posts   Post[]   @relation(fields: [postIds], references: [id])
    /// }
    /// ```
    error EMBEDDED_TYPE "PX2568" "embedded-many-to-many-type" = "a list of ids does not fit the id",
}

pub(super) fn check(check: &mut Check, a: &Side, b: &Side, embedded: bool) {
    if embedded {
        return check_embedded(check, a, b);
    }
    if check.lacks(|known| known.implicit_many_to_many) {
        for side in [a, b] {
            let message = format!(
                "{} has no many-to-many relations without `fields` and `references`",
                check.provider()
            );
            check.report(
                Diagnostic::new(&IMPLICIT_UNSUPPORTED, message)
                    .at(check.field(side.id).name_span, "where are the ids kept?")
                    .help(format!(
                        "add a list of the ids of `{}` and name it in `@relation(fields: […], references: […])`",
                        check.model(side.target).name
                    )),
            );
        }
        return;
    }
    for (side, other) in [(a, b), (b, a)] {
        let view = [side.id.model, side.target]
            .into_iter()
            .find(|model| check.model(*model).keyword == ModelKeyword::View);
        if let Some(view) = view {
            report_view(check, side, view);
        } else if !check.keys_in_doubt(side.target) && single_id(check, side.target).is_none() {
            report_no_id(check, side);
        }
        if let Some(references) = &side.references {
            let message = format!(
                "{} lists `references`, but a join table always points at the ids",
                check.quoted(side.id)
            );
            check.report(
                Diagnostic::new(&REFERENCES, message)
                    .at(references.list.span, "not needed")
                    .also(check.field(other.id).name_span, "lists on both sides: a join table")
                    .help("leave `references` out"),
            );
        }
        report_actions(check, side);
    }
}

/// The only field of the model's id.
fn single_id(check: &Check, model: ModelId) -> Option<u32> {
    match check.model(model).primary_key.as_ref()?.fields.as_slice() {
        [only] => Some(only.field),
        _ => None,
    }
}

fn report_view(check: &mut Check, side: &Side, view: ModelId) {
    let view = check.model(view);
    let message = format!("{} would need a join table, and a view cannot be in one", check.quoted(side.id));
    check.report(
        Diagnostic::new(&VIEW, message)
            .at(check.field(side.id).name_span, "lists on both sides: a join table")
            .also(view.name_span, "a view")
            .help("write the join as a model or view of its own"),
    );
}

fn report_no_id(check: &mut Check, side: &Side) {
    let target = check.model(side.target);
    let what = match &target.primary_key {
        Some(_) => "an `@@id` of several fields",
        None => "no `@id`",
    };
    let message = format!("{} needs a join table, but `{}` has {what}", check.quoted(side.id), target.name);
    check.report(
        Diagnostic::new(&NO_ID, message)
            .at(check.field(side.id).name_span, "lists on both sides: a join table")
            .also(target.name_span, format!("has {what}"))
            .help(format!(
                "give `{}` an `@id` of one field, or write the join table as a model",
                target.name
            )),
    );
}

fn report_actions(check: &mut Check, side: &Side) {
    for (argument, written) in [("onDelete", side.on_delete), ("onUpdate", side.on_update)] {
        let Some(written) = written else { continue };
        let message = format!("{} is many-to-many and takes no `{argument}`", check.quoted(side.id));
        check.report(
            Diagnostic::new(&ACTIONS, message)
                .at(written.span, "without meaning here")
                .help(format!("leave `{argument}` out, or write the join table as a model")),
        );
    }
}

fn check_embedded(check: &mut Check, a: &Side, b: &Side) {
    if check.language.is_some_and(|language| !language.capabilities.documents) || check.datasource().is_none()
    {
        for side in [a, b] {
            let message = format!("{} keeps no lists of ids for a many-to-many relation", check.provider());
            check.report(
                Diagnostic::new(&EMBEDDED_UNSUPPORTED, message)
                    .at(check.field(side.id).name_span, "lists on both sides")
                    .help("leave `fields` and `references` out, or write the join table as a model"),
            );
        }
        return;
    }
    for side in [a, b] {
        report_actions(check, side);
        let missing = match (&side.fields, &side.references) {
            (Some(_), Some(_)) => {
                embedded_columns(check, side);
                continue;
            }
            (None, None) => "`fields` and `references`",
            (None, Some(_)) => "`fields`",
            (Some(_), None) => "`references`",
        };
        let span = side.attribute.map_or(check.field(side.id).name_span, |written| written.span);
        let message =
            format!("{} lacks {missing}: both sides keep the ids of the other", check.quoted(side.id));
        check.report(
            Diagnostic::new(&EMBEDDED_COLUMNS, message)
                .at(span, "where are the ids kept?")
                .help("name the list of ids in `fields`, and the id of the other model in `references`"),
        );
    }
}

fn embedded_columns(check: &mut Check, side: &Side) {
    let (Some(fields), Some(references)) = (&side.fields, &side.references) else { return };
    let (model, target) = (check.model(side.id.model), check.model(side.target));
    let id = single_id(check, side.target);
    if references.indexes.as_slice() != id.as_slice() {
        if !check.keys_in_doubt(side.target) {
            let names = names_of(target, &references.indexes);
            let message = format!("`references` lists `{names}`, which is not the id of `{}`", target.name);
            let mut diagnostic =
                Diagnostic::new(&EMBEDDED_ID, message).at(references.list.span, "not the id");
            if let Some(id) = id {
                diagnostic = diagnostic.help(format!("write `references: [{}]`", names_of(target, &[id])));
            }
            check.report(diagnostic);
        }
        return;
    }
    let ([column], [referenced]) = (fields.indexes.as_slice(), references.indexes.as_slice()) else {
        let message = format!("`fields` lists several fields, but the id of `{}` is one", target.name);
        check.report(
            Diagnostic::new(&EMBEDDED_TYPE, message)
                .at(fields.list.span, "one list of ids is needed")
                .help("name one list"),
        );
        return;
    };
    let (here, there) = (&model.fields[*column as usize], &target.fields[*referenced as usize]);
    let fits = here.arity == Arity::List && same_type(&here.kind, &there.kind);
    let native_differs = native_name(check, here) != native_name(check, there);
    if !fits || native_differs {
        let mut wanted = type_name(check, &there.kind);
        if let (true, FieldKind::Scalar { .. }, Some(native)) = (fits, &there.kind, native_name(check, there))
        {
            wanted = format!("{wanted} kept as {native}");
        }
        let message = format!("`{}.{}` does not fit `{}.{}`", model.name, here.name, target.name, there.name);
        check.report(
            Diagnostic::new(&EMBEDDED_TYPE, message)
                .at(fields.list.span, "not a list of these ids")
                .also(here.name_span, format!("should be a list of what the id is: {wanted}"))
                .also(there.name_span, format!("the id is {wanted}"))
                .help("give both the same type, and make the field in `fields` a list"),
        );
    }
    if fits {
        native_types(check, side.id.model, *column, side.target, *referenced);
    }
}

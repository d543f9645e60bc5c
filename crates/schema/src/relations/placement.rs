//! On which of the two fields `fields`, `references` and the actions stand.

use super::side::{Side, WrittenAction};
use super::{Check, names_of, parts};
use crate::model::Arity;
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;

rules! {
    /// No field of a relation says which columns hold it.
    ///
    /// One side lists its columns in `fields` and the columns that they point at in `references`. Formatting
    /// the schema adds both.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id    Int    @id
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id       Int  @id
    ///   authorId Int
    ///   author   User
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
    error NO_COLUMNS "PX2520" "relation-without-columns" = "a relation does not say which columns hold it",
    /// Both fields of a one-to-one relation claim to hold the key.
    ///
    /// The columns stand on one side only; `fields`, `references`, `onDelete` and `onUpdate` belong there.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id        Int      @id
    ///   profileId Int?     @unique
    ///   profile   Profile? @relation(fields: [profileId], references: [id])
    /// }
    ///
    /// model Profile {
    ///   id     Int  @id
    ///   userId Int  @unique
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
    error BOTH_SIDES "PX2521" "relation-on-both-sides" = "both fields of a one-to-one relation hold the key",
    /// `fields` stands on one field of a relation and `references` on the other.
    ///
    /// Both belong to the side whose table has the columns.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id      Int      @id
    ///   profile Profile? @relation(references: [id])
    /// }
    ///
    /// model Profile {
    ///   id     Int  @id
    ///   userId Int  @unique
    ///   user   User @relation(fields: [userId])
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
    error MIXED_SIDES "PX2522" "relation-columns-mixed" = "`fields` and `references` stand on different fields",
    /// The field without the key lists columns.
    ///
    /// In a one-to-many relation the single side holds the key, never the list. In a one-to-one relation of
    /// which one side is required, the required side holds it: only so is there always a row to point at.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id     Int    @id
    ///   postId Int
    ///   posts  Post[] @relation(fields: [postId], references: [id])
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
    error WRONG_SIDE "PX2523" "relation-columns-on-wrong-side" = "the columns stand on the field without the key",
    /// The field without the key says what happens on delete or update.
    ///
    /// `onDelete` and `onUpdate` belong to the foreign key, so they stand beside `fields`.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id    Int    @id
    ///   posts Post[] @relation(onDelete: Cascade)
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
    /// model User {
    ///   id    Int    @id
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id       Int  @id
    ///   authorId Int
    ///   author   User @relation(fields: [authorId], references: [id], onDelete: Cascade)
    /// }
    /// ```
    error ACTIONS_ON_WRONG_SIDE "PX2524" "relation-actions-on-wrong-side" = "actions stand on the field without the key",
    /// Both fields of a one-to-one relation are required.
    ///
    /// A row would have to exist before the other could be inserted, and the other way round. The side
    /// without the key is optional.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id      Int     @id
    ///   profile Profile
    /// }
    ///
    /// model Profile {
    ///   id     Int  @id
    ///   userId Int  @unique
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
    error BOTH_REQUIRED "PX2525" "one-to-one-both-required" = "both fields of a one-to-one relation are required",
}

/// Both sides are there: what stands on which of them.
pub(super) fn check(check: &mut Check, forward: &Side, back: &Side, one_to_one: bool) {
    if one_to_one {
        check_one_to_one(check, forward, back);
    } else {
        check_one_to_many(check, forward, back);
    }
}

fn check_one_to_many(check: &mut Check, forward: &Side, back: &Side) {
    if forward.fields.is_none() || forward.references.is_none() {
        report_no_columns(check, forward, None);
    }
    if back.has_columns() {
        report_wrong_side(check, forward, back, "a list never holds the key of its relation");
    }
    if let Some(written) = back.action() {
        report_actions(check, forward, back, written);
    }
}

fn check_one_to_one(check: &mut Check, forward: &Side, back: &Side) {
    let no_fields = forward.fields.is_none() && back.fields.is_none();
    let no_references = forward.references.is_none() && back.references.is_none();
    if no_fields || no_references {
        report_no_columns(check, forward, Some(back));
        report_no_columns(check, back, Some(forward));
    }
    if (forward.fields.is_some() && back.fields.is_some())
        || (forward.references.is_some() && back.references.is_some())
    {
        report_both_sides(check, forward, back, "lists columns");
        report_both_sides(check, back, forward, "lists columns");
    }
    match (forward.action(), back.action()) {
        (Some(_), Some(_)) => {
            report_both_sides(check, forward, back, "has actions");
            report_both_sides(check, back, forward, "has actions");
        }
        (None, Some(written)) => report_actions(check, forward, back, written),
        (_, None) => {}
    }
}

/// What is worth saying of a one-to-one relation only when nothing else is wrong with it.
pub(super) fn check_roles(check: &mut Check, forward: &Side, back: &Side) {
    let mixed = (forward.fields.is_some() && back.references.is_some())
        || (forward.references.is_some() && back.fields.is_some());
    if mixed {
        report_mixed(check, forward, back);
        report_mixed(check, back, forward);
        return;
    }
    let (forward_field, back_field) = (check.field(forward.id), check.field(back.id));
    if forward_field.arity == Arity::Required && back_field.arity == Arity::Required {
        let message = format!("{} and {} are both required", check.quoted(forward.id), check.quoted(back.id));
        check.report(
            Diagnostic::new(&BOTH_REQUIRED, message)
                .at(back_field.name_span, "make this optional")
                .also(forward_field.name_span, "this holds the key")
                .help(format!(
                    "write `{} {}?`: which row is there first?",
                    back_field.name,
                    check.model(back.target).name
                )),
        );
    } else if back.has_columns() {
        let why = "in a one-to-one relation the required side holds the key";
        report_wrong_side(check, forward, back, why);
    }
}

/// `side` should list columns, or `other` should.
fn report_no_columns(check: &mut Check, side: &Side, other: Option<&Side>) {
    let field = check.field(side.id);
    let missing = match (&side.fields, &side.references) {
        (None, None) => "`fields` and `references`",
        (None, Some(_)) => "`fields`",
        (Some(_), _) => "`references`",
    };
    let message = format!("{} lacks {missing}: nothing says which columns hold it", check.quoted(side.id));
    let mut diagnostic = Diagnostic::new(&NO_COLUMNS, message).at(field.name_span, "which columns?");
    if let Some(other) = other {
        diagnostic = diagnostic.also(check.field(other.id).name_span, "or does this hold the key?");
    }
    if let Some(columns) = parts::key_columns(check, side.id.model, side.target, Some(side), field.arity) {
        let arguments = parts::missing_arguments(side, &columns);
        let lines = columns.new_lines();
        let and = if lines.is_empty() {
            String::new()
        } else {
            format!(" and the column `{}`", lines.join("`, `"))
        };
        diagnostic = diagnostic.help(format!("add `@relation({arguments})`{and}"));
        if other.is_none() {
            let edits = parts::complete_forward(check, side, &columns);
            diagnostic = diagnostic.fix("Add the columns of the relation", edits);
        }
    }
    check.report(diagnostic);
}

fn report_both_sides(check: &mut Check, side: &Side, other: &Side, what: &str) {
    let message = format!(
        "{} and {}: each {what}, but one side holds the key",
        check.quoted(side.id),
        check.quoted(other.id)
    );
    check.report(
        Diagnostic::new(&BOTH_SIDES, message)
            .at(check.field(side.id).name_span, "this side")
            .also(check.field(other.id).name_span, "and this side")
            .help("keep the arguments on the side whose table has the column"),
    );
}

fn report_mixed(check: &mut Check, side: &Side, other: &Side) {
    let (has, lacks) =
        if side.fields.is_some() { ("fields", "references") } else { ("references", "fields") };
    let message =
        format!("{} has `{has}` while {} has `{lacks}`", check.quoted(side.id), check.quoted(other.id));
    check.report(
        Diagnostic::new(&MIXED_SIDES, message)
            .at(check.field(side.id).name_span, format!("`{has}` here"))
            .also(check.field(other.id).name_span, format!("`{lacks}` there"))
            .help("write both on the side whose table has the columns"),
    );
}

fn report_wrong_side(check: &mut Check, forward: &Side, back: &Side, why: &str) {
    let field = check.field(back.id);
    let columns = back.fields.as_ref().or(back.references.as_ref());
    let span = columns.map_or(field.name_span, |columns| columns.list.span);
    let mut help = format!("leave them out here; they belong to {}", check.quoted(forward.id));
    if let Some(fields) = &forward.fields {
        let model = check.model(forward.id.model);
        help.push_str(&format!(", which has `fields: [{}]`", names_of(model, &fields.indexes)));
    }
    check.report(
        Diagnostic::new(&WRONG_SIDE, format!("{} lists columns, but {why}", check.quoted(back.id)))
            .at(span, "the wrong side")
            .also(check.field(forward.id).name_span, "this side holds the key")
            .help(help),
    );
}

fn report_actions(check: &mut Check, forward: &Side, back: &Side, written: WrittenAction) {
    let message = format!(
        "{} says what happens on delete or update, but {} holds the key",
        check.quoted(back.id),
        check.quoted(forward.id)
    );
    check.report(
        Diagnostic::new(&ACTIONS_ON_WRONG_SIDE, message)
            .at(written.span, "the wrong side")
            .also(check.field(forward.id).name_span, "this side holds the key")
            .help(format!("move it to {}", check.quoted(forward.id))),
    );
}

//! `onDelete` and `onUpdate`: what the database knows, what it does by default, what cannot work.

use super::Check;
use super::side::{Columns, Side, WrittenAction};
use crate::model::{Arity, Field};
use crate::rules::rules;
use parallax_diagnostics::{Diagnostic, Severity};
use parallax_dialect::Action;

rules! {
    /// The database has no such action.
    ///
    /// SQL Server calls `Restrict` `NoAction`. With `relationMode = "prisma"` clients carry out the actions,
    /// and they know fewer than databases do.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "sqlserver"
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
    ///   author   User @relation(fields: [authorId], references: [id], onDelete: Restrict)
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "sqlserver"
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
    ///   author   User @relation(fields: [authorId], references: [id], onDelete: NoAction)
    /// }
    /// ```
    error UNSUPPORTED "PX2540" "unsupported-referential-action" = "the database has no such action",
    /// `SetNull` on columns that cannot be null.
    ///
    /// The delete or update would fail whenever a row points at the one that changes. PostgreSQL creates
    /// such a foreign key all the same, so there it is a warning.
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
    ///   author   User @relation(fields: [authorId], references: [id], onDelete: SetNull)
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
    ///   author   User? @relation(fields: [authorId], references: [id], onDelete: SetNull)
    /// }
    /// ```
    error SET_NULL_REQUIRED "PX2541" "set-null-on-required" = "`SetNull` on columns that cannot be null",
    /// `SetDefault` has no effect on this database.
    ///
    /// InnoDB, the storage engine of MySQL and MariaDB, knows no `SET DEFAULT`: the foreign key is refused,
    /// or behaves as with `NO ACTION`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id       Int  @id
    ///   authorId Int  @default(1)
    ///   author   User @relation(fields: [authorId], references: [id], onDelete: SetDefault)
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id       Int  @id
    ///   authorId Int  @default(1)
    ///   author   User @relation(fields: [authorId], references: [id], onDelete: Restrict)
    /// }
    /// ```
    warning SET_DEFAULT_INEFFECTIVE "PX2542" "set-default-ineffective" = "`SetDefault` has no effect on this database",
}

/// The actions in force: as written, or the defaults. A relation counts as required when one of its columns is.
pub(super) fn effective(check: &Check, forward: &Side) -> (Action, Action) {
    let required = match &forward.fields {
        Some(fields) => !required_columns(check, forward, fields).is_empty(),
        None => check.field(forward.id).arity == Arity::Required,
    };
    let restricts = check.language.is_none_or(|_| allowed(check).contains(&Action::Restrict));
    let on_delete = match (required, restricts) {
        (true, true) => Action::Restrict,
        (true, false) => Action::NoAction,
        (false, _) => Action::SetNull,
    };
    (
        forward.on_delete.map_or(on_delete, |written| written.action),
        forward.on_update.map_or(Action::Cascade, |written| written.action),
    )
}

/// What the database knows, or clients do in its place.
fn allowed(check: &Check) -> &'static [Action] {
    match check.language {
        Some(language) if check.uses_foreign_keys() => language.actions,
        Some(language) => language.emulated_actions,
        None => &Action::ALL,
    }
}

/// What can be said of the actions of one field by themselves.
pub(super) fn check_side(check: &mut Check, side: &Side) {
    for (argument, written) in [("onDelete", side.on_delete), ("onUpdate", side.on_update)] {
        let Some(WrittenAction { action, span }) = written else { continue };
        if !allowed(check).contains(&action) {
            report_unsupported(check, argument, action, span);
        } else if action == Action::SetDefault
            && check.uses_foreign_keys()
            && check.has(|known| known.set_default_ineffective)
        {
            let message = format!("`{argument}: SetDefault` has no effect on {}", check.provider());
            check.report(
                Diagnostic::new(&SET_DEFAULT_INEFFECTIVE, message)
                    .at(span, "treated like `NoAction`, or refused")
                    .help("use another action, such as `SetNull` or `Restrict`"),
            );
        }
    }
}

fn report_unsupported(check: &mut Check, argument: &str, action: Action, span: parallax_text::Span) {
    let known = allowed(check);
    let emulated = !check.uses_foreign_keys();
    let place = if emulated && !check.has(|known| known.documents) {
        format!("{} with `relationMode = \"prisma\"`", check.provider())
    } else {
        check.provider().to_owned()
    };
    let substitute = match action {
        Action::Restrict if known.contains(&Action::NoAction) => Some("NoAction"),
        Action::NoAction if known.contains(&Action::Restrict) => Some("Restrict"),
        _ => None,
    };
    let help = match substitute {
        Some(word) => format!("write `{argument}: {word}`, which comes nearest"),
        None => {
            let words: Vec<String> = known.iter().map(|action| format!("`{}`", action.as_str())).collect();
            format!("one of {}", words.join(", "))
        }
    };
    check.report(
        Diagnostic::new(&UNSUPPORTED, format!("{place} has no action `{}`", action.as_str()))
            .at(span, "unknown to it")
            .help(help),
    );
}

/// The columns of a relation that cannot be null.
fn required_columns<'s>(check: &Check<'s>, forward: &Side, fields: &Columns) -> Vec<&'s Field> {
    let model = check.model(forward.id.model);
    let columns = fields.indexes.iter().map(|at| &model.fields[*at as usize]);
    columns.filter(|column| column.arity == Arity::Required).collect()
}

pub(super) fn set_null(check: &mut Check, forward: &Side, fields: &Columns) {
    let required = required_columns(check, forward, fields);
    let Some(first) = required.first() else { return };
    let tolerated = check.uses_foreign_keys() && check.has(|known| known.set_null_on_required);
    let severity = if tolerated { Severity::Warning } else { Severity::Error };
    for (argument, written) in [("onDelete", forward.on_delete), ("onUpdate", forward.on_update)] {
        let Some(written) = written.filter(|written| written.action == Action::SetNull) else { continue };
        let message = format!(
            "`{argument}: SetNull` cannot work: the column `{}` of {} cannot be null",
            first.name,
            check.quoted(forward.id)
        );
        let mut diagnostic = Diagnostic::new(&SET_NULL_REQUIRED, message)
            .severity(severity)
            .at(written.span, "sets to null")
            .help("make the columns optional, or choose another action");
        for column in &required {
            diagnostic = diagnostic.also(column.name_span, "cannot be null");
        }
        check.report(diagnostic);
    }
}

//! Relation fields with their `@relation`, names resolved into fields of their models.

use super::{Check, FieldList, RelationAttribute};
use crate::context::replace;
use crate::model::{FieldId, FieldKind, ModelId};
use crate::rules::rules;
use parallax_diagnostics::{Diagnostic, did_you_mean};
use parallax_dialect::Action;
use parallax_text::Span;
use smol_str::SmolStr;

rules! {
    /// The name of a relation is empty.
    ///
    /// A name tells relations between the same two models apart, so it needs at least one character.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id    Int    @id
    ///   posts Post[] @relation("")
    /// }
    ///
    /// model Post {
    ///   id       Int  @id
    ///   authorId Int
    ///   author   User @relation("", fields: [authorId], references: [id])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id    Int    @id
    ///   posts Post[] @relation("Written")
    /// }
    ///
    /// model Post {
    ///   id       Int  @id
    ///   authorId Int
    ///   author   User @relation("Written", fields: [authorId], references: [id])
    /// }
    /// ```
    error EMPTY_NAME "PX2500" "empty-relation-name" = "the name of a relation is empty",
    /// `fields` or `references` names a field that the model does not have.
    ///
    /// `fields` lists columns of the model in which the relation field stands, `references` columns of the
    /// model at the other end.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id    Int    @id
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id     Int  @id
    ///   author User @relation(fields: [userId], references: [id])
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
    ///   id     Int  @id
    ///   userId Int
    ///   author User @relation(fields: [userId], references: [id])
    /// }
    /// ```
    error UNKNOWN_FIELD "PX2501" "unknown-relation-column" = "`fields` or `references` names an unknown field",
    /// `fields` or `references` names a field that is no column.
    ///
    /// A foreign key is made of columns. A relation field has none of its own, and a composite field holds a
    /// whole document.
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
    ///   author   User @relation(fields: [author], references: [id])
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
    error NOT_A_COLUMN "PX2502" "relation-column-is-not-scalar" = "`fields` or `references` names no column",
    /// `fields` or `references` names a field twice.
    ///
    /// Each column takes part in a foreign key once.
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
    ///   name   String
    ///   author User   @relation(fields: [name, name], references: [first, last])
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
    error DUPLICATE_FIELD "PX2503" "duplicate-relation-column" = "`fields` or `references` names a field twice",
    /// `onDelete` and `onUpdate` take `Cascade`, `Restrict`, `NoAction`, `SetNull` or `SetDefault`.
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
    ///   author   User @relation(fields: [authorId], references: [id], onDelete: Delete)
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
    error UNKNOWN_ACTION "PX2504" "unknown-referential-action" = "an action that does not exist",
}

/// Columns of `fields:` or `references:`, at least one.
#[derive(Debug)]
pub(super) struct Columns<'a> {
    pub list: &'a FieldList,
    pub indexes: Vec<u32>,
}

/// `onDelete:` or `onUpdate:`
#[derive(Debug, Clone, Copy)]
pub(super) struct WrittenAction {
    pub action: Action,
    pub span: Span,
}

/// A relation field.
#[derive(Debug)]
pub(super) struct Side<'a> {
    pub id: FieldId,
    pub target: ModelId,
    pub attribute: Option<&'a RelationAttribute>,
    pub fields: Option<Columns<'a>>,
    pub references: Option<Columns<'a>>,
    pub on_delete: Option<WrittenAction>,
    pub on_update: Option<WrittenAction>,
    /// Something in its attribute was refused and reported: what seems to be missing may only be missing
    /// because of that.
    pub poisoned: bool,
    /// Something was wrong with it by itself.
    pub flawed: bool,
}

impl<'a> Side<'a> {
    pub(super) fn name(&self) -> Option<&'a SmolStr> {
        self.attribute.and_then(|attribute| attribute.name.as_ref()).map(|(name, _)| name)
    }
    pub(super) fn has_columns(&self) -> bool {
        self.fields.is_some() || self.references.is_some()
    }
    /// The first action written.
    pub(super) fn action(&self) -> Option<WrittenAction> {
        self.on_delete.or(self.on_update)
    }
}

/// All relation fields, in the order of [`FieldId`]. `attributes` is in the same order.
pub(super) fn read<'a>(check: &mut Check, attributes: &'a [(FieldId, RelationAttribute)]) -> Vec<Side<'a>> {
    let schema = check.schema;
    let mut rest = attributes;
    let mut sides = Vec::new();
    for (model_id, model) in schema.models() {
        for (at, field) in model.fields.iter().enumerate() {
            let FieldKind::Relation { target, .. } = field.kind else { continue };
            let id = FieldId { model: model_id, index: at as u32 };
            while let Some(((of, _), behind)) = rest.split_first()
                && *of < id
            {
                rest = behind;
            }
            let attribute = rest.first().filter(|(of, _)| *of == id).map(|(_, attribute)| attribute);
            sides.push(read_one(check, id, target, attribute));
        }
    }
    sides
}

fn read_one<'a>(
    check: &mut Check,
    id: FieldId,
    target: ModelId,
    attribute: Option<&'a RelationAttribute>,
) -> Side<'a> {
    let mut side = Side {
        id,
        target,
        attribute,
        fields: None,
        references: None,
        on_delete: None,
        on_update: None,
        poisoned: false,
        flawed: false,
    };
    let Some(written) = attribute else { return side };
    side.poisoned = written.poisoned;
    if let Some((name, span)) = &written.name
        && name.is_empty()
    {
        let message = format!("the relation of {} has an empty name", check.quoted(id));
        check.report(
            Diagnostic::new(&EMPTY_NAME, message)
                .at(*span, "no characters")
                .help("give it a name, or leave the name out"),
        );
        side.poisoned = true;
    }
    side.fields = columns(check, id.model, "fields", written.fields.as_ref(), &mut side.poisoned);
    side.references = columns(check, target, "references", written.references.as_ref(), &mut side.poisoned);
    side.on_delete = action(check, "onDelete", written.on_delete.as_ref(), &mut side.poisoned);
    side.on_update = action(check, "onUpdate", written.on_update.as_ref(), &mut side.poisoned);
    side
}

/// The fields that a list names; absent when it is empty or when some of it was refused.
fn columns<'a>(
    check: &mut Check,
    model_id: ModelId,
    argument: &str,
    list: Option<&'a FieldList>,
    poisoned: &mut bool,
) -> Option<Columns<'a>> {
    let list = list?;
    let model = check.schema.model(model_id);
    let mut indexes = Vec::with_capacity(list.names.len());
    let mut refused = false;
    for (at, (name, span)) in list.names.iter().enumerate() {
        match check.find_field(model_id, name) {
            None => {
                refused = true;
                if !check.incomplete(model_id) {
                    report_unknown(check, model_id, argument, name, *span);
                }
            }
            Some(index) => {
                let field = &model.fields[index as usize];
                if let Some((_, first)) = list.names[..at].iter().find(|(before, _)| before == name) {
                    refused = true;
                    check.report(
                        Diagnostic::new(&DUPLICATE_FIELD, format!("`{argument}` lists `{name}` twice"))
                            .at(*span, "here again")
                            .also(*first, "here first"),
                    );
                    continue;
                }
                match field.kind {
                    FieldKind::Scalar { .. } | FieldKind::Enum(_) | FieldKind::Unsupported(_) => {
                        indexes.push(index);
                    }
                    FieldKind::Poisoned => refused = true,
                    FieldKind::Relation { .. } | FieldKind::Composite(_) => {
                        refused = true;
                        let what = match field.kind {
                            FieldKind::Composite(_) => "a composite field",
                            _ => "a relation field itself",
                        };
                        let message = format!("`{argument}` lists `{name}`, which is {what}");
                        check.report(
                            Diagnostic::new(&NOT_A_COLUMN, message)
                                .at(*span, "not a column")
                                .also(field.name_span, "declared here")
                                .help(format!("list the columns of `{}` that hold the key", model.name)),
                        );
                    }
                }
            }
        }
    }
    if refused {
        *poisoned = true;
        return None;
    }
    (!indexes.is_empty()).then_some(Columns { list, indexes })
}

fn report_unknown(check: &mut Check, model_id: ModelId, argument: &str, name: &str, span: Span) {
    let model = check.schema.model(model_id);
    let known = model.fields.iter().filter(|field| is_column(&field.kind)).map(|field| field.name.as_str());
    let near = did_you_mean(name, known).filter(|_| !name.contains('.'));
    let help = match (name.contains('.'), near) {
        (true, _) => "a path into a composite type cannot be part of a relation".to_owned(),
        (false, Some(near)) => format!("did you mean `{near}`?"),
        (false, None) => format!("`{argument}` takes columns of `{}`; add `{name}` to it", model.name),
    };
    let message = format!("`{argument}` lists `{name}`, but `{}` has no such field", model.name);
    let mut diagnostic = Diagnostic::new(&UNKNOWN_FIELD, message)
        .at(span, "unknown")
        .also(model.name_span, "looked for in this model")
        .help(help);
    if let Some(near) = near {
        diagnostic = diagnostic.fix(format!("Change to `{near}`"), vec![replace(span, near)]);
    }
    check.report(diagnostic);
}

pub(super) fn is_column(kind: &FieldKind) -> bool {
    match kind {
        FieldKind::Scalar { .. } | FieldKind::Enum(_) | FieldKind::Unsupported(_) => true,
        FieldKind::Relation { .. } | FieldKind::Composite(_) | FieldKind::Poisoned => false,
    }
}

fn action(
    check: &mut Check,
    argument: &str,
    written: Option<&(SmolStr, Span)>,
    poisoned: &mut bool,
) -> Option<WrittenAction> {
    let (word, span) = written?;
    let known = Action::ALL.into_iter().find(|action| action.as_str() == word);
    if known.is_none() {
        *poisoned = true;
        let words = Action::ALL.map(Action::as_str);
        let help = match did_you_mean(word, words) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("one of {}", words.map(|word| format!("`{word}`")).join(", ")),
        };
        check.report(
            Diagnostic::new(&UNKNOWN_ACTION, format!("`{argument}` does not know the action `{word}`"))
                .at(*span, "unknown action")
                .help(help),
        );
    }
    known.map(|action| WrittenAction { action, span: *span })
}

//! Every model has a key by which one row can be told from all others.

use crate::arguments::quoted;
use crate::context::Context;
use crate::model::{Arity, FieldKind, IndexField, IndexKind, Model, ModelId, ModelKeyword};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;

rules! {
    /// Clients find one row of a model by its primary key, or by a unique whose fields always have a value of a type
    /// that the language knows. Without one they cannot. Add `@id` to a field, or `@@id([…])`; a table without a key,
    /// that only needs to be kept, gets `@@ignore`.
    ///
    /// ```prisma,bad
    /// model User {
    ///   email String? @unique
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   email String @unique
    /// }
    /// ```
    error NO_CRITERION "PX2318" "no-unique-criterion" = "a model without a key",
}

pub(crate) fn check(cx: &mut Context, id: ModelId) {
    let source = &cx.models[id.index()];
    let model = cx.model(id);
    if model.keyword != ModelKeyword::Model || model.ignored || source.partial || source.key_poisoned {
        return;
    }
    if model.primary_key.iter().any(|key| strict(model, &key.fields)) {
        return;
    }
    let uniques = || model.indexes.iter().filter(|index| index.kind == IndexKind::Unique);
    if uniques().any(|index| strict(model, &index.fields)) {
        return;
    }
    let message = format!("Nothing tells the rows of `{}` apart.", model.name);
    let mut diagnostic = Diagnostic::new(&NO_CRITERION, message).at(model.name_span, "without a key");
    let keys = model.primary_key.iter().map(|key| (&key.fields, key.span));
    for (fields, span) in keys.chain(uniques().map(|index| (&index.fields, index.span))) {
        let loose = fields.iter().map(|field| &model.fields[field.field as usize]);
        let loose = loose.filter(|field| !is_strict(field)).map(|field| field.name.as_str());
        diagnostic = diagnostic.also(span, format!("not enough: {} may be empty or unknown", quoted(loose)));
    }
    let diagnostic =
        diagnostic.help("Add `@id`, `@@id([…])`, or `@unique` on a required field; or `@@ignore`.");
    cx.report(diagnostic);
}

fn strict(model: &Model, fields: &[IndexField]) -> bool {
    fields.iter().all(|field| is_strict(&model.fields[field.field as usize]))
}

fn is_strict(field: &crate::model::Field) -> bool {
    field.arity != Arity::Optional && !matches!(field.kind, FieldKind::Unsupported(_))
}

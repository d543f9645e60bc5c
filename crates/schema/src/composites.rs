//! `type` blocks: values made of fields, inside of documents.

use crate::context::Context;
use crate::model::{Arity, FieldKind, ModelId, ModelKeyword};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;

rules! {
    /// Composite types are values inside of documents, which this database does not have. Use a model with a relation,
    /// or a `Json` field.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// type Address {
    ///   street String
    /// }
    /// ```
    error COMPOSITE_UNSUPPORTED "PX2640" "composite-unsupported" = "a composite type where there are none",

    /// A composite type without fields says nothing. Add a field.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// type Address {
    /// }
    /// ```
    error COMPOSITE_EMPTY "PX2641" "composite-empty" = "a composite type without fields",

    /// A value of this type holds another value of the same type, and so on without end. Make one of the fields optional
    /// or a list.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// type Comment {
    ///   text  String
    ///   reply Comment
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// type Comment {
    ///   text    String
    ///   replies Comment[]
    /// }
    /// ```
    error COMPOSITE_CYCLE "PX2642" "composite-cycle" = "a composite type that contains itself",

    /// Composite types are no tables: they have no keys, no indexes and no name in the database. Indexes and uniques
    /// over their fields stand in the model that holds them: `@@unique([address.street])`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// type Address {
    ///   street String
    ///
    ///   @@index([street])
    /// }
    /// ```
    error COMPOSITE_BLOCK_ATTRIBUTE "PX2643" "composite-block-attribute" = "an attribute of tables on a composite type",

    /// A field of a composite type cannot refer to a model. Keep the model's key in it.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// type Visit {
    ///   user User
    /// }
    ///
    /// model User {
    ///   id String @id @default(auto()) @map("_id") @db.ObjectId
    /// }
    /// ```
    error COMPOSITE_RELATION "PX2644" "composite-relation" = "a relation inside of a composite type",
}

pub(crate) fn refuse_block_attributes(cx: &mut Context, id: ModelId) {
    let source = &cx.models[id.index()];
    let (placed, ast) = (source.placed, source.ast);
    for attribute in &ast.attributes {
        let span = placed.span(attribute.range);
        let message = format!("Composite types have no `@@{}`.", attribute.name.name);
        cx.report(
            Diagnostic::new(&COMPOSITE_BLOCK_ATTRIBUTE, message)
                .at(span, "not here")
                .help("Put it into the model that holds the type."),
        );
    }
}

pub(crate) fn check(cx: &mut Context) {
    let types: Vec<ModelId> =
        cx.model_ids().filter(|id| cx.model(*id).keyword == ModelKeyword::Type).collect();
    if types.is_empty() {
        return;
    }
    for id in &types {
        let model = cx.model(*id);
        let (name, span) = (model.name.clone(), model.name_span);
        if cx.lacks(|can| can.documents) {
            let message = format!("{} has no composite types.", cx.provider());
            cx.report(
                Diagnostic::new(&COMPOSITE_UNSUPPORTED, message)
                    .at(span, "not here")
                    .help("Use a model with a relation, or a `Json` field."),
            );
            continue;
        }
        if model.fields.is_empty() && !cx.models[id.index()].partial {
            let message = format!("The type `{name}` has no fields.");
            cx.report(Diagnostic::new(&COMPOSITE_EMPTY, message).at(span, "no fields").help("Add a field."));
        }
        relations(cx, *id);
    }
    if !cx.lacks(|can| can.documents) {
        cycles(cx, &types);
    }
}

fn relations(cx: &mut Context, id: ModelId) {
    for field in cx.field_ids(id) {
        let FieldKind::Relation { target, .. } = cx.field(field).kind else { continue };
        let (placed, ast) = cx.field_source(field);
        let span = ast.ty.as_ref().map_or(cx.field(field).span, |ty| placed.span(ty.range));
        let message = format!(
            "`{}` is a model; fields of a composite type cannot refer to one.",
            cx.model(target).name
        );
        cx.report(
            Diagnostic::new(&COMPOSITE_RELATION, message)
                .at(span, "a model")
                .help("Keep the key of the model in the type, and the relation in the model that holds it."),
        );
        cx.field_mut(field).kind = FieldKind::Poisoned;
    }
}

/// Reports each way in which a type must contain itself, at the field that closes it.
fn cycles(cx: &mut Context, types: &[ModelId]) {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut state = vec![State::New; cx.schema.models.len()];
    for start in types {
        if state[start.index()] != State::New {
            continue;
        }
        state[start.index()] = State::Open;
        // The types on the way here, each with the next of its fields to look at.
        let mut path: Vec<(ModelId, u32)> = vec![(*start, 0)];
        while let Some((model, next)) = path.last_mut() {
            let Some(field) = cx.schema.models[model.index()].fields.get(*next as usize) else {
                state[model.index()] = State::Done;
                path.pop();
                continue;
            };
            *next += 1;
            let FieldKind::Composite(inner) = field.kind else { continue };
            if field.arity != Arity::Required {
                continue;
            }
            match state[inner.index()] {
                State::Done => {}
                State::New => {
                    state[inner.index()] = State::Open;
                    path.push((inner, 0));
                }
                State::Open => {
                    let begin = path.iter().position(|(model, _)| *model == inner).unwrap_or(0);
                    report_cycle(cx, &path[begin..]);
                }
            }
        }
    }
}

fn report_cycle(cx: &mut Context, path: &[(ModelId, u32)]) {
    let names: Vec<&str> = path.iter().map(|(model, _)| cx.model(*model).name.as_str()).collect();
    let way = format!("`{}` → `{}`", names.join("` → `"), names.first().copied().unwrap_or_default());
    let found: Vec<Diagnostic> = path
        .iter()
        .map(|(model, next)| {
            let field = &cx.model(*model).fields[*next as usize - 1];
            Diagnostic::new(&COMPOSITE_CYCLE, format!("A value of this type would have no end: {way}."))
                .at(field.span, "contains itself")
                .help("Make the field optional, or a list.")
        })
        .collect();
    cx.diagnostics.extend(found.into_iter().collect());
}

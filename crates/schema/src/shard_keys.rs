//! `@shardKey` and `@@shardKey`.

use crate::arguments::bind_attribute;
use crate::attributes::AttributeSpec;
use crate::context::Context;
use crate::keys::field_list::{self, ListKind};
use crate::model::{Arity, FieldId, ModelId};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_syntax::ast::{Attribute, Placed};
use parallax_text::Span;

rules! {
    /// Shard keys are a preview feature. Add `shardKeys` to `previewFeatures` of a generator.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model User {
    ///   id     Int @id
    ///   region Int @shardKey
    /// }
    /// ```
    error SHARD_KEY_PREVIEW "PX2680" "shard-key-preview" = "a shard key without its preview feature",

    /// The database does not know shard keys. Remove it.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id     Int @id
    ///   region Int @shardKey
    /// }
    /// ```
    error SHARD_KEY_UNSUPPORTED "PX2681" "shard-key-unsupported" = "a shard key where there are none",

    /// A shard key always has a value, or the row had no place. Make the field required.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// generator client {
    ///   provider        = "prisma-client"
    ///   previewFeatures = ["shardKeys"]
    /// }
    ///
    /// model User {
    ///   id     Int  @id
    ///   region Int? @shardKey
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// generator client {
    ///   provider        = "prisma-client"
    ///   previewFeatures = ["shardKeys"]
    /// }
    ///
    /// model User {
    ///   id     Int @id
    ///   region Int @shardKey
    /// }
    /// ```
    error SHARD_KEY_OPTIONAL "PX2682" "shard-key-optional" = "a shard key that may be empty",

    /// A model is divided in one way: it has one shard key.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// generator client {
    ///   provider        = "prisma-client"
    ///   previewFeatures = ["shardKeys"]
    /// }
    ///
    /// model User {
    ///   id     Int @id @shardKey
    ///   region Int @shardKey
    /// }
    /// ```
    error SEVERAL_SHARD_KEYS "PX2683" "several-shard-keys" = "more than one shard key",
}

pub(crate) fn read_field<'a>(
    cx: &mut Context<'a>,
    id: FieldId,
    placed: &'a Placed,
    spec: &AttributeSpec,
    attribute: &'a Attribute,
) {
    let bound = bind_attribute(cx, placed, spec, attribute);
    let span = bound.span();
    if available(cx, span) {
        required(cx, id, span);
        claim(cx, id.model, span);
    }
}

pub(crate) fn read_block<'a>(
    cx: &mut Context<'a>,
    id: ModelId,
    placed: &'a Placed,
    spec: &AttributeSpec,
    attribute: &'a Attribute,
) {
    let bound = bind_attribute(cx, placed, spec, attribute);
    let span = bound.span();
    let Some(list) = field_list::read(cx, id, &bound, ListKind::ShardKey) else { return };
    if available(cx, span) {
        for (at, spans) in list.fields.iter().zip(&list.spans) {
            required(cx, FieldId { model: id, index: at.field }, spans.field);
        }
        claim(cx, id, span);
    }
}

fn available(cx: &mut Context, span: Span) -> bool {
    if cx.lacks(|can| can.shard_keys) {
        let message = format!("{} knows no shard keys.", cx.provider());
        cx.report(Diagnostic::new(&SHARD_KEY_UNSUPPORTED, message).at(span, "not here"));
        return false;
    }
    if !cx.preview("shardKeys") {
        cx.report(
            Diagnostic::new(&SHARD_KEY_PREVIEW, "Shard keys need the preview feature `shardKeys`.")
                .at(span, "not switched on")
                .help("Add it to `previewFeatures` of a generator."),
        );
        return false;
    }
    true
}

fn required(cx: &mut Context, id: FieldId, span: Span) {
    let field = cx.field(id);
    if field.arity == Arity::Required || cx.model(id.model).ignored {
        return;
    }
    let message = format!("`{}` may be empty, and a shard key always has a value.", field.name);
    let field_span = field.span;
    cx.report(
        Diagnostic::new(&SHARD_KEY_OPTIONAL, message)
            .at(span, "no shard key")
            .also(field_span, "declared here"),
    );
}

fn claim(cx: &mut Context, id: ModelId, span: Span) {
    let Some(first) = cx.models[id.index()].shard_key else {
        cx.models[id.index()].shard_key = Some(span);
        return;
    };
    let model = cx.model(id);
    let message = format!("`{}` has more than one shard key.", model.name);
    let name_span = model.name_span;
    cx.report(
        Diagnostic::new(&SEVERAL_SHARD_KEYS, message)
            .at(name_span, "several shard keys")
            .also(first, "one")
            .also(span, "another one"),
    );
}

//! What models and views say beyond their fields and keys: `@@sql`, `@@materialized`, `@@rls`, `@@partition` and
//! `@@control`.

use super::model::{Materialized, ModelObjects, Query, RowSecurity};
use super::{OBJECT_NOT_HERE, OBJECT_VALUE, values};
use crate::arguments::bind_attribute;
use crate::attributes::{AttributeKind, AttributeSpec};
use crate::context::Context;
use crate::fields::defaults::missing;
use crate::model::ModelId;
use parallax_diagnostics::Diagnostic;
use parallax_syntax::ast::{Attribute, Placed};
use smol_str::SmolStr;

/// Words of `checkOption:`, with those that the database knows.
pub static CHECK_OPTIONS: &[(&str, &str)] = &[("Local", "local"), ("Cascaded", "cascaded")];

/// Reads one of these attributes. Fields are known by name.
pub(crate) fn read<'a>(
    cx: &mut Context<'a>,
    id: ModelId,
    placed: &'a Placed,
    spec: &'static AttributeSpec,
    attribute: &'a Attribute,
) {
    let mut objects = cx.schema.models[id.index()].objects.take().map(|boxed| *boxed).unwrap_or_default();
    read_into(cx, id, placed, spec, attribute, &mut objects);
    cx.schema.models[id.index()].objects = Some(Box::new(objects));
}

fn read_into<'a>(
    cx: &mut Context<'a>,
    id: ModelId,
    placed: &'a Placed,
    spec: &'static AttributeSpec,
    attribute: &'a Attribute,
    objects: &mut ModelObjects,
) {
    if !is_here(cx, placed, spec, attribute) {
        return;
    }
    let mut bound = bind_attribute(cx, placed, spec, attribute);
    let span = placed.span(attribute.range);
    match spec.kind {
        AttributeKind::Sql => {
            let security_invoker = bound.boolean(cx, "securityInvoker");
            let security_barrier = bound.boolean(cx, "securityBarrier");
            let check_option = bound.get("checkOption").and_then(|value| {
                let word = value.as_constant();
                let known = CHECK_OPTIONS.iter().find(|(known, _)| word.is_some_and(|word| word == known));
                if known.is_none() {
                    let message = "`checkOption` is `Local` or `Cascaded`.";
                    cx.report(Diagnostic::new(&OBJECT_VALUE, message).at(placed.span(value.range), ""));
                }
                known.map(|(_, sql)| *sql)
            });
            match bound.get("query") {
                Some(value) => {
                    let Some(sql) = values::sql(cx, placed, "query", value) else { return };
                    objects.query =
                        Some(Query { sql, span, security_invoker, security_barrier, check_option });
                }
                None if !bound.poisoned => missing(cx, &bound, "query"),
                None => {}
            }
        }
        AttributeKind::Materialized => {
            let with_data = bound.boolean(cx, "withData").unwrap_or(true);
            objects.materialized = Some(Materialized { with_data, span });
        }
        AttributeKind::RowSecurity => {
            let force = bound.boolean(cx, "force").unwrap_or(false);
            objects.row_security = Some(RowSecurity { force, span });
        }
        AttributeKind::Partition => match bound.get("by") {
            Some(value) => objects.partition = values::partition_key(cx, placed, id, value),
            None if !bound.poisoned => missing(cx, &bound, "by"),
            None => {}
        },
        AttributeKind::Control => {
            let word = bound.get("policy").and_then(|value| value.as_constant());
            match word.map(SmolStr::as_str) {
                Some("external") => objects.external = true,
                Some("managed") => {}
                _ => {
                    let message = "`@@control` takes `external` or `managed`.";
                    cx.report(Diagnostic::new(&OBJECT_VALUE, message).at(span, ""));
                }
            }
        }
        _ => {}
    }
}

/// Whether the database knows such a thing; where it does not, that is reported.
fn is_here(cx: &mut Context, placed: &Placed, spec: &'static AttributeSpec, attribute: &Attribute) -> bool {
    let Some(language) = cx.language() else { return true };
    let signature = spec.signature;
    let has = spec.kind == AttributeKind::Control || language.object_keys(signature.name).is_some();
    if !has {
        let message = format!("{} has nothing like `@@{}`.", cx.provider(), spec.name);
        let span = placed.span(attribute.range);
        cx.report(
            Diagnostic::new(&OBJECT_NOT_HERE, message).at(span, "not on this database").help("Remove it."),
        );
    }
    has
}

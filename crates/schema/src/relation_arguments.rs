//! Reads the arguments of `@relation`, without asking what they mean.

use crate::arguments::{Bound, bind_attribute, constant, elements};
use crate::attributes::AttributeSpec;
use crate::context::Context;
use crate::relations::{FieldList, RelationAttribute};
use parallax_syntax::ast::{Attribute, Placed};

pub(crate) fn read<'a>(
    cx: &mut Context<'a>,
    placed: &'a Placed,
    spec: &AttributeSpec,
    attribute: &'a Attribute,
) -> RelationAttribute {
    let mut bound = bind_attribute(cx, placed, spec, attribute);
    let name = bound.string(cx, "name");
    let fields = field_list(cx, &mut bound, "fields");
    let references = field_list(cx, &mut bound, "references");
    let on_delete = bound.constant(cx, "onDelete");
    let on_update = bound.constant(cx, "onUpdate");
    let map = bound.name(cx, "map");
    RelationAttribute {
        name,
        fields,
        references,
        on_delete,
        on_update,
        map,
        span: bound.span(),
        poisoned: bound.poisoned,
    }
}

fn field_list<'a>(cx: &mut Context<'a>, bound: &mut Bound<'a>, param: &str) -> Option<FieldList> {
    let value = bound.get(param)?;
    let mut names = Vec::new();
    for element in elements(value) {
        match constant(cx, bound.placed, element, param) {
            Some(name) => names.push(name),
            None => bound.poisoned = true,
        }
    }
    Some(FieldList { names, span: bound.span_of(param)? })
}

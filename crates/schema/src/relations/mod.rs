//! Pairs relation fields, and tells what is wrong with them. Runs after all fields and attributes are known; reads
//! the schema and the `@relation` arguments, and never the tree.

use crate::model::{FieldId, Schema};
use parallax_diagnostics::Diagnostics;
use parallax_text::Span;
use smol_str::SmolStr;

/// The arguments of `@relation` as written, their kinds checked (names are names, lists are lists), nothing resolved.
/// A relation field without the attribute has none.
#[derive(Debug, Clone)]
pub(crate) struct RelationAttribute {
    pub name: Option<(SmolStr, Span)>,
    pub fields: Option<FieldList>,
    pub references: Option<FieldList>,
    /// The word as written, whether known or not.
    pub on_delete: Option<(SmolStr, Span)>,
    pub on_update: Option<(SmolStr, Span)>,
    pub map: Option<(SmolStr, Span)>,
    /// The whole attribute.
    pub span: Span,
    /// Some argument was refused and reported: what is missing here may only be missing because of that.
    pub poisoned: bool,
}

/// `fields: [a, b]`
#[derive(Debug, Clone)]
pub(crate) struct FieldList {
    pub names: Vec<(SmolStr, Span)>,
    /// The argument, with its name.
    pub span: Span,
}

/// Fills in [`Schema::relations`] and [`crate::model::FieldKind::Relation`]. `attributes` is sorted by field.
pub(crate) fn resolve(
    schema: &mut Schema,
    attributes: &[(FieldId, RelationAttribute)],
    diagnostics: &mut Diagnostics,
) {
    let _ = (schema, attributes, diagnostics);
}

//! What people leave out of relations and formatting adds.

use crate::context::Context;
use crate::{config, expand, read_models, relations};
use parallax_dialect::Language;
use parallax_syntax::ast::Ast;
use parallax_text::{Edit, FileId, SourceMap};

/// Edits that add what relations lack: the field on the other side, `@relation` with `fields` and `references`,
/// columns. They are to be followed by formatting.
///
/// None where the text of models cannot be read or their names, types or attributes are wrong: then nobody knows
/// what is missing.
pub fn missing_parts(
    asts: &[&Ast],
    languages: &[&'static Language],
    sources: &SourceMap,
) -> Vec<(FileId, Edit)> {
    if asts.iter().flat_map(|ast| &ast.blocks).any(|placed| !placed.block.errors.is_empty()) {
        return Vec::new();
    }
    let expanded = expand(asts, Some(sources));
    let asts = &expanded.trees();
    let mut cx = Context::of(asts, languages);
    config::read(&mut cx, asts);
    cx.diagnostics = Default::default();
    let attributes = read_models(&mut cx, asts);
    if cx.diagnostics.has_errors() {
        return Vec::new();
    }
    relations::missing_parts(&mut cx, &attributes)
}

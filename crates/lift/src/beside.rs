//! SQL that stands in files beside the schema stays there: where the schema said `file("…")`, it goes on to say so, and
//! the file takes what the database has now.

use crate::{Previous, Warning};
use parallax_ir::QName;
use parallax_syntax::ast::{Arg, Ast, Attribute, Block, BlockKind, Expr, ExprKind};
use parallax_syntax::{Edition, beside, parse_as};
use parallax_text::{Edit, FileId, apply_edits};
use std::collections::{BTreeMap, HashMap};

/// Puts the names of files back into the new texts. Gives the files with other texts than before, by their names.
pub(crate) fn keep(
    previous: &Previous<'_>,
    files: &mut [(FileId, String)],
    warnings: &mut Vec<Warning>,
) -> BTreeMap<String, String> {
    let mut written: BTreeMap<String, String> = BTreeMap::new();
    let folder = beside::folder_of(previous.asts.iter().map(|ast| &*previous.sources.get(ast.file).name));
    for (file, text) in files {
        let Some(ast) = previous.asts.iter().find(|ast| ast.file == *file) else { continue };
        if !ast.blocks.iter().any(|placed| placed.block.names_file) {
            continue;
        }
        let source = previous.sources.get(*file);
        let old = places(ast);
        let parsed = parse_as(*file, text, Edition::of(&source.name, text));
        let mut edits = Vec::new();
        for (place, (range, value)) in places(&parsed.ast) {
            let Some((_, named)) = old.get(&place) else { continue };
            let (Some((path, _)), ExprKind::Tagged(_, sql)) = (beside::path(named), &value.kind) else {
                continue;
            };
            let Ok(name) = beside::name(&folder, &source.name, path) else { continue };
            if written.get(&name).is_some_and(|other| other.trim() != sql.trim()) {
                warnings.push(shared(&place, path));
                continue;
            }
            let before = previous.sources.beside().get(name.as_str());
            if before.is_none_or(|before| beside::value(before).trim() != sql.trim()) {
                written.insert(name, format!("{}\n", sql.trim()));
            }
            edits.push(Edit { range, text: format!("file({})", crate::printing::quoted(path)) });
        }
        if !edits.is_empty() {
            *text = parallax_syntax::format(&apply_edits(text, &edits));
        }
    }
    written
}

fn shared(place: &str, path: &str) -> Warning {
    Warning {
        object: QName::bare(place.split(' ').nth(1).unwrap_or_default()),
        member: None,
        kind: "file".to_owned(),
        detail: format!("`{path}` is named by others that have other SQL now; this one is written out"),
    }
}

type Places<'a> = BTreeMap<String, (parallax_text::TextRange, &'a Expr)>;

/// The values of a file by where they belong: block, member, attribute, argument.
fn places(ast: &Ast) -> Places<'_> {
    let mut found = Places::new();
    for placed in &ast.blocks {
        let mut add = |place: String, value| add_value(&mut found, place, placed.offset, value);
        of_block(&placed.block, &mut add);
    }
    found
}

fn add_value<'a>(found: &mut Places<'a>, place: String, offset: u32, value: &'a Expr) {
    if let ExprKind::Array(items) = &value.kind {
        for (at, item) in items.iter().enumerate() {
            add_value(found, format!("{place}[{at}]"), offset, item);
        }
    }
    found.insert(place, (value.range.shifted(offset), value));
}

fn of_block<'a>(block: &'a Block, add: &mut dyn FnMut(String, &'a Expr)) {
    let Some(name) = block.name().map(|name| &name.name) else { return };
    match &block.kind {
        BlockKind::Model(model) => {
            for field in &model.fields {
                of_attributes(&format!("model {name} {}", field.name.name), &field.attributes, add);
            }
            of_attributes(&format!("model {name}"), &model.attributes, add);
        }
        BlockKind::Object(object) => {
            let keyword = object.keyword.as_str();
            for property in &object.properties {
                if let Some(value) = &property.value {
                    add(format!("{keyword} {name} {}", property.key.name), value);
                }
            }
        }
        BlockKind::Enum(_) | BlockKind::Config(_) | BlockKind::Unknown => {}
    }
}

fn of_attributes<'a>(owner: &str, attributes: &'a [Attribute], add: &mut dyn FnMut(String, &'a Expr)) {
    let mut seen: HashMap<&str, u32> = HashMap::new();
    for attribute in attributes {
        let count = seen.entry(&attribute.name.name).or_default();
        *count += 1;
        let named =
            attribute.args().iter().find(|arg| is_named(arg, "map")).and_then(|arg| arg.value.as_ref());
        // What has a name keeps it wherever it stands.
        let which = named.and_then(Expr::as_string).map_or_else(|| count.to_string(), ToString::to_string);
        for arg in attribute.args() {
            let Some(value) = &arg.value else { continue };
            let name = arg.name.as_ref().map_or("", |name| &name.name);
            // The condition may stand with its name or without.
            let name = if name == "expression" { "" } else { name };
            add(format!("{owner} @{} {which} {name}", attribute.name.name), value);
        }
    }
}

fn is_named(arg: &Arg, wanted: &str) -> bool {
    arg.name.as_ref().is_some_and(|name| name.name == wanted)
}

//! Attributes in one order: that of the reference, with column types behind them.

use super::action;
use crate::Snapshot;
use crate::actions::edit::{self, FileEdit};
use crate::actions::{Action, ActionKind, place};
use parallax_schema::attributes::ATTRIBUTES;
use parallax_syntax::ast::{Attribute, BlockKind, Placed};
use parallax_text::{FileId, Span};

pub(super) fn block(snapshot: &Snapshot, selection: Span, actions: &mut Vec<Action>) {
    let Some(placed) = place::block(snapshot, selection) else { return };
    let on_name = placed
        .block
        .name()
        .is_some_and(|name| place::touches(placed.span(name.range).range, selection.range));
    if !on_name {
        return;
    }
    let mut edits = Vec::new();
    sorted(snapshot, placed, &mut edits);
    actions.push(action(ActionKind::Rewrite, "Sort the attributes of the block", edits));
}

pub(super) fn file(snapshot: &Snapshot, file: FileId, actions: &mut Vec<Action>) {
    let mut edits = Vec::new();
    for placed in &snapshot.ast(file).blocks {
        sorted(snapshot, placed, &mut edits);
    }
    actions.push(action(ActionKind::Source, "Sort all attributes of the file", edits));
}

fn sorted(snapshot: &Snapshot, placed: &Placed, edits: &mut Vec<FileEdit>) {
    match &placed.block.kind {
        BlockKind::Model(model) => {
            model.fields.iter().for_each(|field| row(snapshot, placed, &field.attributes, false, edits));
        }
        BlockKind::Enum(of) => {
            of.values.iter().for_each(|value| row(snapshot, placed, &value.attributes, false, edits));
        }
        BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => {}
    }
    row(snapshot, placed, edit::block_attributes(&placed.block), true, edits);
}

fn rank(attribute: &Attribute, block: bool) -> usize {
    let known = |name: &str| ATTRIBUTES.iter().position(|spec| spec.block == block && spec.name == name);
    known(&attribute.name.name).unwrap_or(ATTRIBUTES.len())
}

/// Texts change their places; what stands between them stays. Comments between them belong to one of them, so then
/// nothing is moved.
fn row(
    snapshot: &Snapshot,
    placed: &Placed,
    attributes: &[Attribute],
    block: bool,
    edits: &mut Vec<FileEdit>,
) {
    let mut order: Vec<&Attribute> = attributes.iter().collect();
    order.sort_by_key(|attribute| rank(attribute, block));
    let apart = attributes.windows(2).all(|pair| {
        let between = parallax_text::TextRange { start: pair[0].range.end, end: pair[1].range.start };
        pair[0].range.end <= pair[1].range.start
            && snapshot.sources().slice(placed.span(between)).trim().is_empty()
    });
    if !apart {
        return;
    }
    for (there, here) in attributes.iter().zip(order) {
        if there.range != here.range {
            edits.push(edit::replace(placed, there.range, snapshot.sources().slice(placed.span(here.range))));
        }
    }
}

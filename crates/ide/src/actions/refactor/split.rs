//! Blocks in files of their own.

use crate::actions::edit::line_end;
use crate::actions::{Action, ActionKind, place};
use crate::{Snapshot, SourceChange};
use parallax_syntax::ast::{BlockKind, ModelKeyword, Placed};
use parallax_text::{Edit, FileId, Span, TextRange};
use std::collections::BTreeSet;

/// With the cursor on its name, a block can go into a file of its own.
pub(super) fn move_block(snapshot: &Snapshot, selection: Span, actions: &mut Vec<Action>) {
    let Some(placed) = place::block(snapshot, selection) else { return };
    let Some(name) = placed.block.name() else { return };
    let on_name = place::touches(placed.span(name.range).range, selection.range);
    let alone = snapshot.ast(placed.file).blocks.len() == 1;
    let Some(path) = file_name(snapshot, placed).filter(|_| on_name && !alone) else { return };
    if snapshot.file(&path).is_some() {
        return;
    }
    let folder = folder_hint(snapshot);
    let title = format!("Move `{}` to `{}`{folder}", name.name, short(snapshot, placed.file, &path));
    let change = SourceChange {
        edits: vec![removed(snapshot, placed)],
        new_files: vec![(path, text_of(snapshot, placed))],
        ..SourceChange::default()
    };
    actions.push(Action { title, kind: ActionKind::Refactor, change, fixes: None, is_preferred: false });
}

/// All blocks of a file but its configuration.
pub(super) fn file(snapshot: &Snapshot, file: FileId, actions: &mut Vec<Action>) {
    let mut change = SourceChange::default();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for placed in &snapshot.ast(file).blocks {
        let Some(path) = file_name(snapshot, placed) else { continue };
        if !taken.insert(path.to_lowercase()) || snapshot.file(&path).is_some() {
            continue;
        }
        change.edits.push(removed(snapshot, placed));
        change.new_files.push((path, text_of(snapshot, placed)));
    }
    if change.new_files.len() > 1 {
        let title = format!("Split the file: each block into a file of its own{}", folder_hint(snapshot));
        actions.push(Action { title, kind: ActionKind::Source, change, fixes: None, is_preferred: false });
    }
}

/// Whoever configured one file has to name its folder from then on.
fn folder_hint(snapshot: &Snapshot) -> &'static str {
    if snapshot.parsed().len() == 1 { " (the schema becomes a folder)" } else { "" }
}

/// The folder of the block's file, a folder for its kind, and its name.
fn file_name(snapshot: &Snapshot, placed: &Placed) -> Option<String> {
    let kind = match &placed.block.kind {
        BlockKind::Model(model) => match model.keyword {
            ModelKeyword::Model => "models",
            ModelKeyword::View => "views",
            ModelKeyword::Type => "types",
        },
        BlockKind::Enum(_) => "enums",
        BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => return None,
    };
    let here = &snapshot.sources().get(placed.file).name;
    let folder = here.rfind(['/', '\\']).map_or("", |at| &here[..=at]);
    let separator = if folder.ends_with('\\') { '\\' } else { '/' };
    // Beside files of the same kind, and not in a folder below them.
    let mut parts = folder.trim_end_matches(['/', '\\']).rsplit(['/', '\\']);
    let own = parts.next() == Some(kind);
    let name = &placed.block.name()?.name;
    Some(match own {
        true => format!("{folder}{name}.prisma"),
        false => format!("{folder}{kind}{separator}{name}.prisma"),
    })
}

fn short<'p>(snapshot: &Snapshot, file: FileId, path: &'p str) -> &'p str {
    let here = &snapshot.sources().get(file).name;
    let folder = here.rfind(['/', '\\']).map_or(0, |at| at + 1);
    path.get(folder..).unwrap_or(path)
}

fn whole(snapshot: &Snapshot, placed: &Placed) -> TextRange {
    let text = snapshot.text(placed.file);
    let range = TextRange { start: placed.offset, end: placed.offset + placed.block.range.end };
    let from = text
        .get(range.as_usize())
        .map_or(range.start, |text| range.start + (text.len() - text.trim_start().len()) as u32);
    TextRange { start: from.min(range.end), end: range.end }
}

fn text_of(snapshot: &Snapshot, placed: &Placed) -> String {
    let text = snapshot.text(placed.file);
    let block = text.get(whole(snapshot, placed).as_usize()).unwrap_or_default();
    format!("{}{}", block.trim_end(), line_end(text, placed.offset as usize))
}

/// Takes the block out, with its line and the empty lines behind it.
fn removed(snapshot: &Snapshot, placed: &Placed) -> (FileId, Edit) {
    let text = snapshot.text(placed.file);
    let range = whole(snapshot, placed);
    let rest = text.get(range.end as usize..).unwrap_or_default();
    let mut end = range.end as usize;
    for line in rest.split_inclusive('\n') {
        if !line.trim().is_empty() {
            break;
        }
        end += line.len();
    }
    (placed.file, Edit { range: TextRange { start: range.start, end: end as u32 }, text: String::new() })
}

//! The common form of a file, of a part of it, and of what was just typed.

mod lines;

pub(crate) use lines::line_edits;

use crate::actions::edit::{Style, line_end};
use crate::{Position, Snapshot};
use parallax_schema::missing_parts;
use parallax_syntax::ast::{BlockKind, Placed};
use parallax_text::{Edit, FileId, TextRange, apply_edits};

/// The edits that bring a whole file to the common form, and add what relations lack.
pub fn format(snapshot: &Snapshot, file: FileId) -> Vec<Edit> {
    let text = snapshot.text(file);
    let asts: Vec<_> = snapshot.asts().collect();
    let missing = missing_parts(&asts, parallax_dialects::LANGUAGES, snapshot.sources()).into_iter();
    let missing: Vec<Edit> = missing.filter(|(of, _)| *of == file).map(|(_, edit)| edit).collect();
    let formatted = match missing.is_empty() {
        true => parallax_syntax::format(text),
        false => parallax_syntax::format(&apply_edits(text, &missing)),
    };
    line_edits(text, &with_line_ends(&formatted, line_end(text, 0)))
}

/// Likewise for the blocks that a range touches, and nothing else.
pub fn format_range(snapshot: &Snapshot, file: FileId, range: TextRange) -> Vec<Edit> {
    let blocks = snapshot.ast(file).blocks.iter();
    let touched = blocks.filter(|placed| {
        let block = placed.span(placed.block.range).range;
        block.start <= range.end && range.start <= block.end
    });
    touched.flat_map(|placed| format_block(snapshot, placed)).collect()
}

fn format_block(snapshot: &Snapshot, placed: &Placed) -> Vec<Edit> {
    match placed.block.kind {
        BlockKind::Model(_) | BlockKind::Enum(_) | BlockKind::Config(_) | BlockKind::Object(_) => {}
        BlockKind::Unknown => return Vec::new(),
    }
    let span = placed.span(placed.block.range);
    let text = snapshot.sources().slice(span);
    // Without its brace, a block ends where the next one begins.
    if !text.ends_with('}') {
        return Vec::new();
    }
    let formatted = parallax_syntax::format(text);
    let line_end = line_end(snapshot.text(placed.file), placed.offset as usize);
    let mut edits = line_edits(text, &with_line_ends(formatted.trim_end(), line_end));
    edits.iter_mut().for_each(|edit| edit.range = edit.range.shifted(span.range.start));
    edits
}

fn with_line_ends(text: &str, line_end: &str) -> String {
    match line_end {
        "\r\n" => text.replace("\r\n", "\n").replace('\n', "\r\n"),
        _ => text.to_owned(),
    }
}

/// After `typed` (`}` or a newline) was written in front of the place.
pub fn format_on_type(snapshot: &Snapshot, position: Position, typed: char) -> Vec<Edit> {
    match typed {
        '}' => closed(snapshot, position),
        '\n' => new_line(snapshot, position).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The block that the brace closes.
fn closed(snapshot: &Snapshot, position: Position) -> Vec<Edit> {
    let ends_here = |placed: &&Placed| placed.span(placed.block.range).range.end == position.offset;
    let block = snapshot.ast(position.file).block_at(position.offset).filter(ends_here);
    block.map(|placed| format_block(snapshot, placed)).unwrap_or_default()
}

/// Indents the line, and goes on with a documentation comment.
fn new_line(snapshot: &Snapshot, position: Position) -> Option<Edit> {
    let text = snapshot.text(position.file);
    let (before, after) = (text.get(..position.offset as usize)?, text.get(position.offset as usize..)?);
    let start = before.rfind('\n')? + 1;
    let blanks = |text: &str| text.len() - text.trim_start_matches([' ', '\t']).len();
    let behind = blanks(after);
    if !before.get(start..)?.trim_matches([' ', '\t']).is_empty() {
        return None;
    }
    let rest = after.get(behind..)?;
    let closes = rest.starts_with('}');
    let mut new = match inside(snapshot, position).filter(|_| !closes) {
        Some(placed) => Style::of(snapshot, placed).indent,
        None => String::new(),
    };
    let above = before.get(..start)?.trim_end_matches(['\n', '\r']);
    let above = above.get(above.rfind('\n').map_or(0, |at| at + 1)..)?.trim();
    let goes_on = above.strip_prefix("///").is_some_and(|words| !words.trim().is_empty());
    if goes_on && !rest.starts_with("//") && !closes {
        new.push_str("/// ");
    }
    let range = TextRange::new(start, position.offset as usize + behind);
    (text.get(range.as_usize()) != Some(&new)).then_some(Edit { range, text: new })
}

/// The block around a place between its braces.
fn inside(snapshot: &Snapshot, position: Position) -> Option<&Placed> {
    let placed = snapshot.ast(position.file).block_at(position.offset)?;
    let name = placed.span(placed.block.name()?.range).range.end;
    let text = snapshot.text(position.file);
    text.get(name as usize..position.offset as usize)?.contains('{').then_some(placed)
}

#[cfg(test)]
mod tests;

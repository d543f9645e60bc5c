//! Edits that keep the form of what they go into: its indentation, its line ends.

use crate::Snapshot;
use parallax_syntax::ast::{Args, Attribute, Block, BlockKind, Field, Placed};
use parallax_text::{Edit, FileId, TextRange};

pub(crate) type FileEdit = (FileId, Edit);

/// How the text of a block is laid out.
#[derive(Debug, Clone)]
pub(crate) struct Style {
    pub(crate) line_end: &'static str,
    pub(crate) indent: String,
}

impl Style {
    /// Of the block's first member; two spaces where it has none.
    pub(crate) fn of(snapshot: &Snapshot, placed: &Placed) -> Self {
        let text = snapshot.text(placed.file);
        let first = members(&placed.block).next();
        let indent = first.map(|first| placed.span(first).range.start).and_then(|start| {
            let start = start as usize;
            let line = text.get(line_start(text, start)..start)?;
            (!line.is_empty() && line.trim().is_empty()).then(|| line.to_owned())
        });
        Style {
            line_end: line_end(text, placed.offset as usize),
            indent: indent.unwrap_or_else(|| "  ".to_owned()),
        }
    }

    pub(crate) fn line(&self, line: &str) -> String {
        format!("{}{line}{}", self.indent, self.line_end)
    }
}

/// The line end of the line at an offset, or of the text's first line.
pub(crate) fn line_end(text: &str, offset: usize) -> &'static str {
    let rest = text.get(offset..).filter(|rest| rest.contains('\n')).unwrap_or(text);
    match rest.find('\n') {
        Some(at) if rest[..at].ends_with('\r') => "\r\n",
        Some(_) | None => "\n",
    }
}

fn line_start(text: &str, offset: usize) -> usize {
    text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
}

/// The lines of a range with their line end, and nothing of other lines.
pub(crate) fn whole_lines(text: &str, range: TextRange) -> TextRange {
    let (start, end) = (range.start as usize, range.end as usize);
    let end = text.get(end..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| end + at + 1);
    TextRange::new(line_start(text, start).min(end), end)
}

/// The parts of a block that stand on lines of their own, relative to the block: fields first, then attributes.
pub(crate) fn members(block: &Block) -> Box<dyn Iterator<Item = TextRange> + '_> {
    fn ranges(attributes: &[Attribute]) -> impl Iterator<Item = TextRange> + '_ {
        attributes.iter().map(|attribute| attribute.range)
    }
    match &block.kind {
        BlockKind::Model(model) => {
            Box::new(model.fields.iter().map(|field| field.range).chain(ranges(&model.attributes)))
        }
        BlockKind::Enum(of) => {
            Box::new(of.values.iter().map(|value| value.range).chain(ranges(&of.attributes)))
        }
        BlockKind::Config(config) => Box::new(config.properties.iter().map(|property| property.range)),
        BlockKind::Object(object) => Box::new(
            object.properties.iter().map(|property| property.range).chain(ranges(&object.attributes)),
        ),
        BlockKind::Unknown => Box::new(std::iter::empty()),
    }
}

pub(crate) fn block_attributes(block: &Block) -> &[Attribute] {
    match &block.kind {
        BlockKind::Model(model) => &model.attributes,
        BlockKind::Enum(of) => &of.attributes,
        BlockKind::Object(object) => &object.attributes,
        BlockKind::Config(_) | BlockKind::Unknown => &[],
    }
}

pub(crate) fn insert(file: FileId, offset: u32, text: impl Into<String>) -> FileEdit {
    (file, Edit { range: TextRange { start: offset, end: offset }, text: text.into() })
}

pub(crate) fn replace(placed: &Placed, range: TextRange, text: impl Into<String>) -> FileEdit {
    (placed.file, Edit { range: placed.span(range).range, text: text.into() })
}

/// Takes something out of a line, with the blanks in front of it; the whole line where nothing else is on it.
pub(crate) fn remove(snapshot: &Snapshot, file: FileId, range: TextRange) -> FileEdit {
    let text = snapshot.text(file);
    let lines = whole_lines(text, range);
    let around = |from: u32, to: u32| text.get(from as usize..to as usize).unwrap_or_default();
    let alone =
        around(lines.start, range.start).trim().is_empty() && around(range.end, lines.end).trim().is_empty();
    let range = if alone {
        lines
    } else {
        let before = around(lines.start, range.start);
        let blanks = before.len() - before.trim_end_matches([' ', '\t']).len();
        TextRange { start: range.start - blanks as u32, end: range.end }
    };
    (file, Edit { range, text: String::new() })
}

/// Where the closing brace of a block stands in its file; absent where it is missing.
fn closing_brace(snapshot: &Snapshot, placed: &Placed) -> Option<u32> {
    let end = placed.offset + placed.block.range.end;
    let brace = end.checked_sub(1)?;
    (snapshot.text(placed.file).get(brace as usize..end as usize) == Some("}")).then_some(brace)
}

/// Adds lines at the end of a block: fields or block attributes, in the form of the block.
pub(crate) fn append_lines<L: AsRef<str>>(
    snapshot: &Snapshot,
    placed: &Placed,
    lines: &[L],
) -> Option<FileEdit> {
    let brace = closing_brace(snapshot, placed)?;
    let text = snapshot.text(placed.file);
    let style = Style::of(snapshot, placed);
    let start = line_start(text, brace as usize);
    let before = text.get(start..brace as usize)?;
    let (at, mut new) = match before.trim().is_empty() {
        true => (start as u32, String::new()),
        false => (brace, style.line_end.to_owned()),
    };
    let attributes = lines.iter().all(|line| line.as_ref().starts_with("@@"));
    let blank = text.get(..at as usize)?.trim_end_matches([' ', '\t']);
    let follows_blank = blank.ends_with("\n\n") || blank.ends_with("\r\n\r\n");
    let is_first = block_attributes(&placed.block).is_empty() && members(&placed.block).next().is_some();
    if attributes && is_first && !follows_blank {
        new.push_str(style.line_end);
    }
    lines.iter().for_each(|line| new.push_str(&style.line(line.as_ref())));
    Some(insert(placed.file, at, new))
}

/// Adds a line behind a member of a block.
pub(crate) fn line_behind<L: AsRef<str>>(
    snapshot: &Snapshot,
    placed: &Placed,
    member: TextRange,
    lines: &[L],
) -> FileEdit {
    let text = snapshot.text(placed.file);
    let style = Style::of(snapshot, placed);
    let end = whole_lines(text, placed.span(member).range).end;
    // A member that ends with the file's last line, or in front of the brace on its own line.
    let block_end = placed.offset + placed.block.range.end;
    let new: String = lines.iter().map(|line| style.line(line.as_ref())).collect();
    match end < block_end && text.get(..end as usize).is_some_and(|before| before.ends_with('\n')) {
        true => insert(placed.file, end, new),
        false => insert(placed.file, placed.span(member).range.end, format!("{}{new}", style.line_end)),
    }
}

/// Adds an attribute behind a field.
pub(crate) fn append_attribute(placed: &Placed, field: &Field, attribute: &str) -> FileEdit {
    insert(placed.file, placed.span(field.range).range.end, format!(" {attribute}"))
}

/// Adds an argument behind those that an attribute has.
pub(super) fn append_argument(placed: &Placed, attribute: &Attribute, argument: &str) -> FileEdit {
    let at = |offset: u32| placed.offset + offset;
    match &attribute.args {
        None => insert(placed.file, at(attribute.range.end), format!("({argument})")),
        Some(args) => match args.list.last() {
            Some(last) => {
                let comma = if args.trailing_comma.is_some() { "" } else { ", " };
                let place = args.trailing_comma.map_or(last.range.end, |comma| comma.end);
                insert(placed.file, at(place), format!("{comma}{argument}"))
            }
            None => insert(placed.file, at(args.range.start + 1), argument),
        },
    }
}

/// Takes an argument out of its list, with the comma that joined it; the parentheses go with the last one.
pub(crate) fn remove_argument(placed: &Placed, args: &Args, index: usize) -> Option<FileEdit> {
    let arg = args.list.get(index)?;
    let range = match (args.list.get(index + 1), index.checked_sub(1).and_then(|at| args.list.get(at))) {
        (Some(next), _) => TextRange { start: arg.range.start, end: next.range.start },
        (None, Some(previous)) => TextRange { start: previous.range.end, end: arg.range.end },
        (None, None) => args.range,
    };
    Some(replace(placed, range, ""))
}

/// Text of the analysis, which knows no layout: lines that it adds at the end of a block take the block's form.
pub(crate) fn adapt(snapshot: &Snapshot, edit: &FileEdit) -> FileEdit {
    let (file, Edit { range, text }) = edit;
    let at_brace = || {
        let placed = snapshot.ast(*file).block_at(range.start)?;
        (closing_brace(snapshot, placed)? == range.start).then_some(placed)
    };
    if !range.is_empty() || !text.ends_with('\n') {
        return edit.clone();
    }
    let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
    at_brace().and_then(|placed| append_lines(snapshot, placed, &lines)).unwrap_or_else(|| edit.clone())
}

/// Adds a line as the first of a block.
pub(crate) fn prepend_line(snapshot: &Snapshot, placed: &Placed, line: &str) -> Option<FileEdit> {
    let text = snapshot.text(placed.file);
    let name = placed.span(placed.block.name()?.range).range.end as usize;
    let brace = name + text.get(name..)?.find('{')?;
    let line_end = brace + text.get(brace..)?.find('\n')? + 1;
    let within = line_end < (placed.offset + placed.block.range.end) as usize;
    within.then(|| insert(placed.file, line_end as u32, Style::of(snapshot, placed).line(line)))
}

/// Adds a block behind another one, in the common form but with that one's indentation and line ends.
pub(super) fn block_behind(snapshot: &Snapshot, placed: &Placed, head: &str, lines: &[String]) -> FileEdit {
    let style = Style::of(snapshot, placed);
    let formatted = parallax_syntax::format(&format!("{head} {{\n{}\n}}\n", lines.join("\n")));
    let mut text = style.line_end.repeat(2);
    for (at, line) in formatted.trim_end().lines().enumerate() {
        if at > 0 {
            text.push_str(style.line_end);
        }
        match line.strip_prefix("  ") {
            Some(member) => text.push_str(&format!("{}{member}", style.indent)),
            None => text.push_str(line),
        }
    }
    insert(placed.file, end_of_last_line(snapshot, placed), text)
}

/// Behind a block and what stands on the line of its brace.
pub(super) fn end_of_last_line(snapshot: &Snapshot, placed: &Placed) -> u32 {
    let end = placed.offset + placed.block.range.end;
    let rest = snapshot.text(placed.file).get(end as usize..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default();
    end + line.trim_end().len() as u32
}

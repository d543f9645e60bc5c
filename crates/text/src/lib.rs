//! Files, spans, line index, edits. Knows no paths and does no I/O.

mod halves;

pub use halves::{has_two_threads, in_halves};

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// A file of one compilation. Indexes into the [`SourceMap`] that handed it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A range of bytes, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct TextRange {
    pub start: u32,
    pub end: u32,
}

impl TextRange {
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        TextRange { start: start as u32, end: end as u32 }
    }
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
    /// The range moved towards the end of the text.
    pub fn shifted(self, by: u32) -> Self {
        TextRange { start: self.start + by, end: self.end + by }
    }
    /// The smallest range that holds both.
    pub fn cover(self, other: Self) -> Self {
        TextRange { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
    pub fn contains(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }
    pub fn as_usize(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A range in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    pub file: FileId,
    pub range: TextRange,
}

/// A place as people count: lines and columns from 1, columns in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineCol {
    pub line: u32,
    pub column: u32,
}

/// Replaces `range` with `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub range: TextRange,
    pub text: String,
}

/// Applies edits that do not overlap, in any order.
pub fn apply_edits(text: &str, edits: &[Edit]) -> String {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| edit.range);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in sorted {
        let range = edit.range.as_usize();
        if range.start < at {
            continue;
        }
        out.push_str(&text[at..range.start]);
        out.push_str(&edit.text);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// Where lines begin, found once per text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Lines end at `\n`, `\r\n` or a lone `\r`, as in the schema language.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                starts.push(at as u32 + 1);
            }
        }
        LineIndex { starts }
    }
    /// The index of `text`, which is the text of this index with another one between `old.start` and `new_end` where
    /// `old` was.
    pub fn edited(&self, text: &str, old: &std::ops::Range<usize>, new_end: usize) -> Self {
        let bytes = text.as_bytes();
        // Whether a line starts at a place hangs on the bytes on both sides of it.
        let front = self.starts.partition_point(|start| (*start as usize) < old.start).max(1);
        let back = self.starts.partition_point(|start| *start as usize <= old.end).max(1);
        let mut starts = Vec::with_capacity(self.starts.len() + 8);
        starts.extend_from_slice(&self.starts[..front]);
        let is_start = |at: &usize| match bytes.get(at - 1) {
            Some(b'\n') => true,
            Some(b'\r') => bytes.get(*at) != Some(&b'\n'),
            Some(_) | None => false,
        };
        starts.extend((old.start.max(1)..=new_end).filter(is_start).map(|at| at as u32));
        starts.extend(self.starts[back..].iter().map(|start| start - old.end as u32 + new_end as u32));
        LineIndex { starts }
    }
    /// The line of an offset, from 0.
    pub fn line(&self, offset: u32) -> usize {
        self.starts.partition_point(|start| *start <= offset) - 1
    }
    pub fn line_start(&self, line: usize) -> Option<u32> {
        self.starts.get(line).copied()
    }
    pub fn line_count(&self) -> usize {
        self.starts.len()
    }
    pub fn line_col(&self, text: &str, offset: u32) -> LineCol {
        let line = self.line(offset);
        let start = self.starts[line] as usize;
        let end = (offset as usize).min(text.len());
        let column = text.get(start..end).map_or(end - start, |prefix| prefix.chars().count());
        LineCol { line: line as u32 + 1, column: column as u32 + 1 }
    }
}

/// One file: the name that people know it by, and its text.
#[derive(Debug, Clone)]
pub struct Source {
    pub name: Arc<str>,
    pub text: Arc<str>,
    lines: OnceLock<Arc<LineIndex>>,
}

impl Source {
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| Arc::new(LineIndex::new(&self.text)))
    }
    pub fn line_col(&self, offset: u32) -> LineCol {
        self.lines().line_col(&self.text, offset)
    }
}

/// All files of one compilation, of both sides of a comparison.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Vec<Source>,
    beside: BTreeMap<Arc<str>, Arc<str>>,
}

impl SourceMap {
    pub fn new() -> Self {
        Self::default()
    }
    pub fn add(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> FileId {
        let id = FileId(self.files.len() as u32);
        self.files.push(Source { name: name.into(), text: text.into(), lines: OnceLock::new() });
        id
    }
    /// As [`SourceMap::add`], where it is known already where the lines of the text begin.
    pub fn add_with_lines(
        &mut self,
        name: impl Into<Arc<str>>,
        text: impl Into<Arc<str>>,
        lines: Arc<LineIndex>,
    ) -> FileId {
        let id = self.add(name, text);
        if let Some(source) = self.files.last_mut() {
            source.lines = OnceLock::from(lines);
        }
        id
    }
    /// Adds a text that files name, and that is none of them: SQL beside the schema.
    pub fn add_beside(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) {
        self.beside.insert(name.into(), text.into());
    }
    pub fn beside(&self) -> &BTreeMap<Arc<str>, Arc<str>> {
        &self.beside
    }
    pub fn get(&self, file: FileId) -> &Source {
        &self.files[file.0 as usize]
    }
    pub fn files(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files.iter().enumerate().map(|(at, source)| (FileId(at as u32), source))
    }
    pub fn len(&self) -> usize {
        self.files.len()
    }
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).text.get(span.range.as_usize()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_and_in_characters() {
        let text = "a\nüb\r\nc\rd";
        let lines = LineIndex::new(text);
        assert_eq!(lines.line_count(), 4);
        assert_eq!(lines.line_col(text, 0), LineCol { line: 1, column: 1 });
        assert_eq!(lines.line_col(text, 4), LineCol { line: 2, column: 2 });
        assert_eq!(lines.line_col(text, text.len() as u32), LineCol { line: 4, column: 2 });
    }

    #[test]
    fn edited_lines_are_those_of_the_new_text() {
        let parts = ["", "a", "\n", "\r", "\r\n", "b\n\r", "\n\n"];
        for text in ["", "a\nb\r\nc", "\r\n\r\n", "a\rb\n\nc\r"] {
            for (start, end) in
                (0..=text.len()).flat_map(|start| (start..=text.len()).map(move |end| (start, end)))
            {
                for part in parts {
                    let mut new = text.to_owned();
                    new.replace_range(start..end, part);
                    let lines = LineIndex::new(text).edited(&new, &(start..end), start + part.len());
                    assert_eq!(lines, LineIndex::new(&new), "{text:?} {start}..{end} {part:?}");
                }
            }
        }
    }

    #[test]
    fn edits_apply_in_any_order_and_skip_overlaps() {
        let edit = |start, end, text: &str| Edit { range: TextRange::new(start, end), text: text.into() };
        assert_eq!(apply_edits("abcdef", &[edit(4, 5, "X"), edit(0, 1, ""), edit(0, 2, "no")]), "bcdXf");
    }
}

//! Places as the protocol counts them: lines from 0, characters in UTF-16 units or bytes.

use crate::settings::Encoding;
use parallax_text::{LineIndex, TextRange};

/// A text and its lines.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lines<'a> {
    pub(crate) text: &'a str,
    pub(crate) index: &'a LineIndex,
    pub(crate) encoding: Encoding,
}

impl Lines<'_> {
    /// The offset of a position. Behind the end of a line it is that end, behind the last line the end of the text;
    /// inside of a character it is in front of it.
    pub(crate) fn offset(&self, position: lsp_types::Position) -> u32 {
        let Some(start) = self.index.line_start(position.line as usize) else {
            return self.text.len() as u32;
        };
        let rest = self.text.get(start as usize..).unwrap_or_default();
        let mut units = position.character as usize;
        for (at, char) in rest.char_indices() {
            let width = match self.encoding {
                Encoding::Utf8 => char.len_utf8(),
                Encoding::Utf16 => char.len_utf16(),
            };
            if units < width || matches!(char, '\n' | '\r') {
                return start + at as u32;
            }
            units -= width;
        }
        self.text.len() as u32
    }

    pub(crate) fn position(&self, offset: u32) -> lsp_types::Position {
        let offset = offset.min(self.text.len() as u32);
        let line = self.index.line(offset);
        let start = self.index.line_start(line).unwrap_or(0);
        let before = self.text.get(start as usize..offset as usize).unwrap_or_default();
        let character = match self.encoding {
            Encoding::Utf8 => before.len(),
            Encoding::Utf16 => before.chars().map(char::len_utf16).sum(),
        };
        lsp_types::Position { line: line as u32, character: character as u32 }
    }

    pub(crate) fn range(&self, range: TextRange) -> lsp_types::Range {
        lsp_types::Range { start: self.position(range.start), end: self.position(range.end) }
    }

    /// Ends that are the wrong way round are taken as one place.
    pub(crate) fn text_range(&self, range: lsp_types::Range) -> TextRange {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        TextRange { start, end: end.max(start) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lsp_types::Position;

    #[test]
    fn characters_count_in_the_units_of_the_editor() {
        let text = "aä😀b\r\nc";
        let index = LineIndex::new(text);
        let utf16 = Lines { text, index: &index, encoding: Encoding::Utf16 };
        let utf8 = Lines { encoding: Encoding::Utf8, ..utf16 };
        for offset in [0, 1, 3, 7, 8, 10, 11] {
            assert_eq!(utf16.offset(utf16.position(offset)), offset);
            assert_eq!(utf8.offset(utf8.position(offset)), offset);
        }
        assert_eq!(utf16.position(7), Position::new(0, 4));
        assert_eq!(utf8.position(7), Position::new(0, 7));
        // Inside of the emoji, behind the line, behind the text.
        assert_eq!(utf16.offset(Position::new(0, 3)), 3);
        assert_eq!(utf16.offset(Position::new(0, 99)), 8);
        assert_eq!(utf16.offset(Position::new(9, 0)), 11);
    }
}

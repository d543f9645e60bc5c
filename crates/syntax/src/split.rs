//! Finds the top-level blocks of a file, so that each is parsed by itself and a broken one hides nothing.
//!
//! Says where blocks begin and end, as the grammar's `file` rule does, and nothing else. One pass, no recursion.

use pest::unicode::{LETTER, SPACE_SEPARATOR};
use std::cell::Cell;
use std::ops::Range;

/// Brackets nest this deep at most. The grammar's `enter` says the same.
pub(crate) const MAX_DEPTH: usize = 32;

/// The places of all blocks, with the comments right above them, in order and without overlap.
pub fn split(text: &str) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    walk(text, |range, is_block| {
        if is_block {
            blocks.push(range)
        }
    });
    blocks
}

/// As [`split`], with the comments that belong to no block.
pub(crate) fn split_with_comments(text: &str) -> Vec<Range<usize>> {
    let mut entries = Vec::new();
    walk(text, |range, _| entries.push(range));
    entries
}

/// Hands over each block, and each run of comments without one.
fn walk(text: &str, mut found: impl FnMut(Range<usize>, bool)) {
    let scan = Scanner::new(text);
    let mut at = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    loop {
        at = scan.spaces(at);
        if let Some(next) = scan.newline(at) {
            at = next;
            continue;
        }
        if scan.byte(at).is_none() {
            return;
        }
        let start = at;
        let block = scan.comments(at);
        let end = scan.top(block);
        at = end.unwrap_or(block);
        found(start..at, end.is_some());
    }
}

/// Answers what stands at a place. Every method takes the start of a character, and gives back where the thing ends.
struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    /// From here on no comment is closed; spares looking again.
    unclosed_from: Cell<usize>,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str) -> Self {
        Scanner { text, bytes: text.as_bytes(), unclosed_from: Cell::new(usize::MAX) }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    fn char(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    fn starts_with(&self, at: usize, word: &str) -> bool {
        self.bytes.get(at..).is_some_and(|rest| rest.starts_with(word.as_bytes()))
    }

    fn spaces(&self, mut at: usize) -> usize {
        loop {
            match self.byte(at) {
                Some(b' ' | b'\t') => at += 1,
                Some(byte) if !byte.is_ascii() => match self.char(at) {
                    Some(char) if SPACE_SEPARATOR(char) => at += char.len_utf8(),
                    Some(_) | None => return at,
                },
                Some(_) | None => return at,
            }
        }
    }

    fn newline(&self, at: usize) -> Option<usize> {
        match self.byte(at)? {
            b'\n' => Some(at + 1),
            b'\r' if self.byte(at + 1) == Some(b'\n') => Some(at + 2),
            b'\r' => Some(at + 1),
            _ => None,
        }
    }

    /// The end of the line, before its newline.
    fn line_end(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        rest.iter()
            .position(|byte| matches!(byte, b'\n' | b'\r'))
            .map_or(self.bytes.len(), |length| at + length)
    }

    /// The start of the next line.
    fn next_line(&self, at: usize) -> usize {
        let end = self.line_end(at);
        self.newline(end).unwrap_or(end)
    }

    fn letter(&self, at: usize) -> Option<usize> {
        match self.byte(at)? {
            byte if byte.is_ascii() => byte.is_ascii_alphanumeric().then_some(at + 1),
            _ => self.char(at).filter(|char| LETTER(*char)).map(|char| at + char.len_utf8()),
        }
    }

    fn ident(&self, at: usize) -> Option<usize> {
        let mut end = self.letter(at)?;
        loop {
            end = match self.byte(end) {
                Some(b'_' | b'-') => end + 1,
                Some(_) | None => match self.letter(end) {
                    Some(next) => next,
                    None => return Some(end),
                },
            };
        }
    }

    fn path(&self, at: usize) -> Option<usize> {
        let mut end = self.ident(at)?;
        while self.byte(end) == Some(b'.') {
            end = self.ident(end + 1).unwrap_or(end + 1);
        }
        Some(end)
    }

    fn string(&self, at: usize) -> Option<usize> {
        let mut end = at + 1;
        loop {
            end += match self.byte(end)? {
                b'"' => return Some(end + 1),
                0..=0x1F => return None,
                b'\\' if self.byte(end + 1)? < 0x20 => return None,
                b'\\' => 2,
                _ => 1,
            };
        }
    }

    fn comment(&self, at: usize) -> Option<usize> {
        if self.starts_with(at, "//") {
            return Some(self.line_end(at));
        }
        if !self.starts_with(at, "/*") || at >= self.unclosed_from.get() {
            return None;
        }
        let end = self.text.get(at + 2..).and_then(|rest| rest.find("*/"));
        if end.is_none() {
            self.unclosed_from.set(at);
        }
        end.map(|length| at + length + 4)
    }

    /// A text in backticks.
    fn ticked(&self, at: usize) -> Option<usize> {
        let mut end = at;
        if self.byte(end) != Some(b'`') {
            return None;
        }
        end += 1;
        loop {
            end = match self.byte(end)? {
                b'`' => return Some(end + 1),
                b'\\' => end + 1 + self.char(end + 1)?.len_utf8(),
                b'\n' | b'\r' => self.newline_inside(end)?,
                _ => end + 1,
            };
        }
    }

    /// A newline inside of brackets: none where a block begins on the next line.
    fn newline_inside(&self, at: usize) -> Option<usize> {
        let next = self.newline(at)?;
        self.header(self.spaces(next)).is_none().then_some(next)
    }

    /// From an opening bracket to the one that closes it.
    fn group(&self, start: usize) -> Option<usize> {
        let mut open = Vec::new();
        let mut at = start;
        loop {
            let byte = self.byte(at)?;
            at = match byte {
                b'(' | b'[' | b'{' if open.len() == MAX_DEPTH => return None,
                b'(' => push(&mut open, b')', at),
                b'[' => push(&mut open, b']', at),
                b'{' => push(&mut open, b'}', at),
                b')' | b']' | b'}' => {
                    if open.pop() != Some(byte) {
                        return None;
                    }
                    if open.is_empty() {
                        return Some(at + 1);
                    }
                    at + 1
                }
                b'"' => self.string(at)?,
                b'@' | b'`' => return None,
                b'/' => self.comment(at).unwrap_or(at + 1),
                b'\n' | b'\r' => self.newline_inside(at)?,
                b'.' => self.ticked(at + 1).unwrap_or(at + 1),
                _ => match self.ident(at) {
                    Some(end) => self.ticked(end).unwrap_or(end),
                    None => at + self.char(at)?.len_utf8(),
                },
            };
        }
    }

    /// `= {…}`, or `= tag` with a text in backticks.
    fn assigned(&self, at: usize) -> Option<usize> {
        let value = self.spaces(at + 1);
        match self.byte(value)? {
            b'{' => self.group(value),
            _ => self.ticked(self.path(value)?),
        }
    }

    /// A line in a block, with what its brackets hold: where the next one begins.
    fn member(&self, mut at: usize) -> usize {
        while let Some(byte) = self.byte(at) {
            at = match byte {
                b'\n' | b'\r' => return self.newline(at).unwrap_or(at + 1),
                b'"' => self.string(at).unwrap_or(at + 1),
                b'(' | b'[' => match self.group(at) {
                    Some(end) => end,
                    None => return self.next_line(at),
                },
                b'=' => self.assigned(at).unwrap_or(at + 1),
                b'/' => self.comment(at).unwrap_or(at + 1),
                _ => at + 1,
            };
        }
        at
    }

    /// Comments up to what follows them without a blank line.
    fn comments(&self, mut at: usize) -> usize {
        while let Some(end) = self.comment(at) {
            at = self.spaces(end);
            if let Some(next) = self.newline(at) {
                at = self.spaces(next);
            }
        }
        at
    }

    /// A keyword, a name and `{`: where the brace stands.
    fn header(&self, at: usize) -> Option<usize> {
        let keyword = crate::KEYWORDS.iter().find(|keyword| self.starts_with(at, keyword))?;
        let brace = self.spaces(self.ident(self.spaces(at + keyword.len()))?);
        (self.byte(brace)? == b'{').then_some(brace)
    }

    fn top(&self, at: usize) -> Option<usize> {
        if let Some(brace) = self.header(at) {
            return Some(self.one_line(brace).unwrap_or_else(|| self.known_block(brace)));
        }
        let line_end = self.line_end(at);
        if line_end == at {
            return None;
        }
        if self.alias(at) {
            return Some(line_end);
        }
        Some(self.unknown_block(at).unwrap_or(line_end))
    }

    fn known_block(&self, brace: usize) -> usize {
        let mut at = self.next_line(brace);
        loop {
            at = self.spaces(at);
            at = match self.byte(at) {
                None => return at,
                Some(b'}') => return at + 1,
                Some(_) => match self.newline(at).or_else(|| self.comment(at)) {
                    Some(next) => next,
                    None if self.header(at).is_some() => return at,
                    None => self.member(at),
                },
            };
        }
    }

    /// `{ … }` where the next line is no member.
    fn one_line(&self, brace: usize) -> Option<usize> {
        let mut at = brace + 1;
        loop {
            match self.byte(at)? {
                b'\n' | b'\r' => return None,
                b'}' => break,
                b'/' if matches!(self.byte(at + 1), Some(b'/' | b'*')) => return None,
                _ => at += 1,
            }
        }
        let end = at + 1;
        let mut next = self.spaces(end);
        while let Some(after) = self.newline(next).or_else(|| self.comment(next)) {
            next = self.spaces(after);
        }
        (self.byte(next).is_none() || self.header(next).is_some()).then_some(end)
    }

    /// `type X = …`
    fn alias(&self, at: usize) -> bool {
        self.starts_with(at, "type")
            && self
                .ident(self.spaces(at + "type".len()))
                .is_some_and(|end| self.byte(self.spaces(end)) == Some(b'='))
    }

    /// A line that ends with `{`, up to the next line that begins with `}`.
    fn unknown_block(&self, at: usize) -> Option<usize> {
        let mut at = self.unknown_head(at)?;
        while let Some(line) = self.newline(at) {
            let start = self.spaces(line);
            if self.byte(start) == Some(b'}') {
                return Some(start + 1);
            }
            if self.header(start).is_some() {
                return Some(at);
            }
            at = self.line_end(line);
        }
        Some(at)
    }

    fn unknown_head(&self, mut at: usize) -> Option<usize> {
        let comment = |at: usize| self.starts_with(at, "//");
        loop {
            match self.byte(at)? {
                b'{' => break,
                b'\n' | b'\r' | b'}' | b'"' => return None,
                b'/' if comment(at) || self.starts_with(at, "/*") => return None,
                _ => at += 1,
            }
        }
        loop {
            at += 1;
            match self.byte(at) {
                None | Some(b'\n' | b'\r') => return Some(at),
                Some(b'}') => return None,
                Some(b'/') if comment(at) => return Some(self.line_end(at)),
                Some(_) => {}
            }
        }
    }
}

fn push(open: &mut Vec<u8>, closer: u8, at: usize) -> usize {
    open.push(closer);
    at + 1
}

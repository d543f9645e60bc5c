//! What stands at a place of the text: the tokens of the grammar, found by hand where pest would be too slow or too
//! late. Says the same as `grammar/parallax.pest`, which tests hold against it.

use crate::ast::ObjectKeyword;
use pest::unicode::{LETTER, SPACE_SEPARATOR};
use std::cell::Cell;
use std::ops::Range;

/// Answers what stands at a place. Every method takes the start of a character, and gives back where the thing ends.
pub(crate) struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    /// From here on no comment is closed; spares looking again.
    unclosed_from: Cell<usize>,
    /// The end of what was looked at since [`Scanner::forget`]; beyond the text where its end was.
    seen: Cell<usize>,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Scanner { text, bytes: text.as_bytes(), unclosed_from: Cell::new(usize::MAX), seen: Cell::new(0) }
    }

    /// How far the answers since the last call depend on the text: what stands from there on is of no matter. One more
    /// than the length of the text where its end matters.
    pub(crate) fn forget(&self) -> usize {
        self.seen.replace(0)
    }

    fn look(&self, end: usize) {
        if end > self.seen.get() {
            self.seen.set(end);
        }
    }

    pub(crate) fn byte(&self, at: usize) -> Option<u8> {
        self.look(at + 1);
        self.bytes.get(at).copied()
    }

    pub(crate) fn char(&self, at: usize) -> Option<char> {
        let found = self.text.get(at..)?.chars().next();
        self.look(at + found.map_or(1, char::len_utf8));
        found
    }

    pub(crate) fn starts_with(&self, at: usize, word: &str) -> bool {
        self.look(at + word.len());
        self.bytes.get(at..).is_some_and(|rest| rest.starts_with(word.as_bytes()))
    }

    pub(crate) fn spaces(&self, mut at: usize) -> usize {
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

    pub(crate) fn newline(&self, at: usize) -> Option<usize> {
        match self.byte(at)? {
            b'\n' => Some(at + 1),
            b'\r' if self.byte(at + 1) == Some(b'\n') => Some(at + 2),
            b'\r' => Some(at + 1),
            _ => None,
        }
    }

    /// The end of the line, before its newline.
    pub(crate) fn line_end(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let length = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
        self.look(at + length + 1);
        at + length
    }

    /// The start of the next line.
    pub(crate) fn next_line(&self, at: usize) -> usize {
        let end = self.line_end(at);
        self.newline(end).unwrap_or(end)
    }

    pub(crate) fn letter(&self, at: usize) -> Option<usize> {
        match self.byte(at)? {
            byte if byte.is_ascii() => byte.is_ascii_alphanumeric().then_some(at + 1),
            _ => self.char(at).filter(|char| LETTER(*char)).map(|char| at + char.len_utf8()),
        }
    }

    pub(crate) fn ident(&self, at: usize) -> Option<usize> {
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

    pub(crate) fn path(&self, at: usize) -> Option<usize> {
        let mut end = self.ident(at)?;
        while let Some(b'.' | b'_' | b'-') = self.byte(end) {
            end = self.ident(end + 1).unwrap_or(end + 1);
        }
        Some(end)
    }

    pub(crate) fn string(&self, at: usize) -> Option<usize> {
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

    pub(crate) fn comment(&self, at: usize) -> Option<usize> {
        if self.starts_with(at, "//") {
            return Some(self.line_end(at));
        }
        if !self.starts_with(at, "/*") {
            return None;
        }
        let known = at >= self.unclosed_from.get();
        let end = if known { None } else { self.text.get(at + 2..).and_then(|rest| rest.find("*/")) };
        if end.is_none() {
            self.unclosed_from.set(at.min(self.unclosed_from.get()));
            self.look(usize::MAX);
        }
        let end = at + end? + 4;
        self.look(end);
        Some(end)
    }

    /// A text in backticks.
    pub(crate) fn ticked(&self, at: usize) -> Option<usize> {
        self.ticked_or_stop(at).ok()
    }

    /// A text in backticks, or where the search for its end was given up.
    fn ticked_or_stop(&self, at: usize) -> Result<usize, usize> {
        let mut end = at;
        if self.byte(end) != Some(b'`') {
            return Err(at);
        }
        end += 1;
        loop {
            let next = match self.byte(end) {
                Some(b'`') => return Ok(end + 1),
                Some(b'\\') => self.char(end + 1).map(|char| end + 1 + char.len_utf8()),
                Some(b'\n' | b'\r') => self.newline_inside(end),
                Some(_) => Some(end + 1),
                None => None,
            };
            end = next.ok_or(end)?;
        }
    }

    /// White space inside of brackets.
    pub(crate) fn gap(&self, mut at: usize) -> usize {
        loop {
            at = self.spaces(at);
            match self.newline(at).or_else(|| self.comment(at)) {
                Some(next) => at = next,
                None => return at,
            }
        }
    }

    /// A newline inside of brackets: none where a block begins on the next line.
    pub(crate) fn newline_inside(&self, at: usize) -> Option<usize> {
        let next = self.newline(at)?;
        self.header(self.spaces(next)).is_none().then_some(next)
    }

    /// Comments up to what follows them without a blank line.
    pub(crate) fn comments(&self, mut at: usize) -> usize {
        while let Some(end) = self.comment(at) {
            at = self.spaces(end);
            if let Some(next) = self.newline(at) {
                at = self.spaces(next);
            }
        }
        at
    }

    /// A keyword, a name and `{`: where the brace stands.
    pub(crate) fn header(&self, at: usize) -> Option<usize> {
        let keyword = crate::KEYWORDS.iter().find(|keyword| self.starts_with(at, keyword));
        let name = match keyword {
            Some(keyword) => self.mixin(keyword, self.spaces(at + keyword.len())),
            None => self.object_keyword(at)?,
        };
        let brace = self.spaces(self.ident(name)?);
        (self.byte(brace)? == b'{').then_some(brace)
    }

    /// Where the name begins: behind `mixin`, where that is no name itself.
    fn mixin(&self, keyword: &str, at: usize) -> usize {
        const WORD: &str = "mixin";
        if !matches!(keyword, "model" | "view" | "type") || !self.starts_with(at, WORD) {
            return at;
        }
        let (end, name) = (at + WORD.len(), self.spaces(at + WORD.len()));
        if name > end && self.ident(name).is_some() { name } else { at }
    }

    /// The keyword of an object and the space behind it.
    fn object_keyword(&self, at: usize) -> Option<usize> {
        let first = self.byte(at)?;
        let has_keyword = |keyword: &ObjectKeyword| {
            let word = keyword.as_str();
            word.as_bytes().first() == Some(&first) && self.starts_with(at, word)
        };
        let end = at + ObjectKeyword::ALL.iter().find(|keyword| has_keyword(keyword))?.as_str().len();
        Some(self.spaces(end)).filter(|name| *name > end)
    }
}

/// Whether a comment stands in an argument list, a list or an object.
pub(crate) fn has_comment(brackets: &str) -> bool {
    let scan = Scanner::new(brackets);
    let mut at = 0;
    while let Some(byte) = scan.byte(at) {
        at = match byte {
            b'/' => return true,
            b'"' => scan.string(at).unwrap_or(at + 1),
            b'`' => scan.ticked(at).unwrap_or(at + 1),
            _ => at + 1,
        };
    }
    false
}

/// Where the comments of a text stand, whatever else is in it: not those that stand in strings and in backticks.
/// Linear in the length of the text.
pub fn comments(text: &str) -> Vec<Range<usize>> {
    let scan = Scanner::new(text);
    let mut found = Vec::new();
    // A quote or tick that nothing closes leaves none behind it that anything closes, up to here.
    let (mut no_string, mut no_ticked) = (0, 0);
    let mut at = 0;
    while let Some(byte) = scan.byte(at) {
        let end = match byte {
            b'/' => scan.comment(at).inspect(|end| found.push(at..*end)),
            b'"' if at >= no_string => {
                let string = scan.string(at);
                if string.is_none() {
                    no_string = scan.line_end(at);
                }
                string
            }
            b'`' if at >= no_ticked => scan.ticked_or_stop(at).map_err(|stop| no_ticked = stop).ok(),
            _ => None,
        };
        at = end.unwrap_or(at + 1);
    }
    found
}

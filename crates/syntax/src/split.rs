//! Finds the top-level blocks of a file, so that each is parsed by itself and a broken one hides nothing.
//!
//! Says where blocks begin and end, as the grammar's `file` rule does, and nothing else. One pass, no recursion.

use crate::scan::Scanner;
use std::borrow::Cow;
use std::ops::Range;

/// Brackets nest this deep at most, or the stack would end before they do.
pub(crate) const MAX_DEPTH: usize = 16;

/// Some editors begin files with it. It means nothing.
const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// Where things stand in a file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Split {
    /// The blocks with the comments right above them, and the comments that belong to none; in order, apart.
    pub entries: Vec<Entry>,
    /// Brackets that nest too deeply.
    too_deep: Vec<usize>,
    /// For each entry what its splitting hung on.
    marks: Vec<Mark>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Mark {
    /// The end of the text that was looked at; beyond the text where its end mattered.
    reach: usize,
    /// How many brackets that nest too deeply were known by the end of the entry.
    deep: usize,
}

/// What a change left as it was: how many entries in front of it, and how many behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    pub front: usize,
    pub back: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub range: Range<usize>,
    pub is_block: bool,
}

impl Split {
    /// What the grammar is given for a range of the text: brackets that nest too deeply are NUL, which fits nowhere.
    pub(crate) fn bounded<'a>(&self, text: &'a str, range: &Range<usize>) -> Cow<'a, str> {
        let slice = &text[range.clone()];
        let from = self.too_deep.partition_point(|at| *at < range.start);
        let deep = self.too_deep[from..].iter().take_while(|at| **at < range.end);
        let mut bounded = String::new();
        let mut before = 0;
        for at in deep.map(|at| at - range.start) {
            bounded.push_str(&slice[before..at]);
            bounded.push('\0');
            before = at + 1;
        }
        if before == 0 {
            return Cow::Borrowed(slice);
        }
        bounded.push_str(&slice[before..]);
        Cow::Owned(bounded)
    }
}

/// Finds all blocks.
pub fn split(text: &str) -> Split {
    let mut split = Split::default();
    split.go_on(text, |_, _| false);
    split
}

impl Split {
    /// The blocks of `text`, which is the text of this split with another one between `old.start` and `new_end` where
    /// `old` was. Looks at what the change touches, and gives exactly what [`split`] does.
    pub fn edited(&self, text: &str, old: &Range<usize>, new_end: usize) -> (Split, Kept) {
        let front = self.marks.iter().position(|mark| mark.reach > old.start).unwrap_or(self.marks.len());
        let mut split = Split {
            entries: self.entries[..front].to_vec(),
            too_deep: self.too_deep[..front.checked_sub(1).map_or(0, |last| self.marks[last].deep)].to_vec(),
            marks: self.marks[..front].to_vec(),
        };
        let mut back = None;
        split.go_on(text, |at, too_deep| {
            let Some(before) = at.checked_sub(new_end).map(|behind| old.end + behind) else { return false };
            let found = self.entries.binary_search_by_key(&before, |entry| entry.range.end);
            // A bracket further on that is known to be too deep is so for those who come to it, too.
            let is_over = |place: Option<&usize>, at: usize| place.is_none_or(|place| *place < at);
            back = found.ok().filter(|last| {
                let known = self.too_deep[..self.marks[*last].deep].last();
                is_over(known, before) && is_over(too_deep.last(), at)
            });
            back.is_some()
        });
        let Some(last) = back else { return (split, Kept { front, back: 0 }) };
        let shifted = |place: usize| match place {
            usize::MAX => usize::MAX,
            _ => place - old.end + new_end,
        };
        let (deep_before, deep_now) = (self.marks[last].deep, split.too_deep.len());
        split.entries.extend(self.entries[last + 1..].iter().map(|entry| Entry {
            range: shifted(entry.range.start)..shifted(entry.range.end),
            is_block: entry.is_block,
        }));
        split.too_deep.extend(self.too_deep[deep_before..].iter().map(|place| shifted(*place)));
        split.marks.extend(
            self.marks[last + 1..]
                .iter()
                .map(|mark| Mark { reach: shifted(mark.reach), deep: mark.deep - deep_before + deep_now }),
        );
        (split, Kept { front, back: self.entries.len() - last - 1 })
    }

    /// Adds the entries behind the last one, until `is_enough` (told where an entry ends, and the brackets that nest too
    /// deeply) or the end of the text.
    fn go_on(&mut self, text: &str, mut is_enough: impl FnMut(usize, &[usize]) -> bool) {
        let too_deep = std::mem::take(&mut self.too_deep);
        let mut splitter = Splitter { scan: Scanner::new(text), too_deep };
        let mut at = self.entries.last().map_or(0, |entry| entry.range.end);
        while let Some(entry) = splitter.entry(at, self.entries.is_empty()) {
            at = entry.range.end;
            self.entries.push(entry);
            self.marks.push(Mark { reach: splitter.scan.forget(), deep: splitter.too_deep.len() });
            if is_enough(at, &splitter.too_deep) {
                break;
            }
        }
        self.too_deep = splitter.too_deep;
    }
}

/// Walks over the blocks of a file.
struct Splitter<'a> {
    scan: Scanner<'a>,
    too_deep: Vec<usize>,
}

impl Splitter<'_> {
    /// The next entry behind a place; a byte order mark may stand before the first.
    fn entry(&mut self, mut at: usize, is_first: bool) -> Option<Entry> {
        loop {
            at = self.scan.spaces(at);
            if let Some(next) = self.scan.newline(at) {
                at = next;
            } else if is_first && self.scan.char(at) == Some(BYTE_ORDER_MARK) {
                at += BYTE_ORDER_MARK.len_utf8();
            } else {
                break;
            }
        }
        let start = at;
        self.scan.byte(start)?;
        let block = self.scan.comments(start);
        let end = self.top(block);
        Some(Entry { range: start..end.unwrap_or(block), is_block: end.is_some() })
    }

    /// Remembers the bracket if so; it stays too deep when a later attempt begins further inside.
    fn is_too_deep(&mut self, at: usize, depth: usize) -> bool {
        if self.too_deep.last() == Some(&at) {
            return true;
        }
        if depth == MAX_DEPTH {
            self.too_deep.push(at);
        }
        depth == MAX_DEPTH
    }

    /// From an opening bracket to the one that closes it.
    fn group(&mut self, start: usize) -> Option<usize> {
        let mut open = Vec::new();
        let mut at = start;
        loop {
            let byte = self.scan.byte(at)?;
            at = match byte {
                b'(' | b'[' | b'{' if self.is_too_deep(at, open.len()) => return None,
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
                b'"' => self.scan.string(at)?,
                b'@' | b'\0' => return None,
                b'`' => self.scan.ticked(at)?,
                b'/' => self.scan.comment(at).unwrap_or(at + 1),
                b'\n' | b'\r' => self.scan.newline_inside(at)?,
                _ => at + 1,
            };
        }
    }

    /// `= {…}`, or `= tag` with a text in backticks.
    fn assigned(&mut self, at: usize) -> Option<usize> {
        let value = self.scan.spaces(at + 1);
        match self.scan.byte(value)? {
            b'{' => self.group(value),
            _ => self.scan.ticked(self.scan.spaces(self.scan.path(value)?)),
        }
    }

    /// A line in a block, with what its brackets hold: where the next one begins.
    fn member(&mut self, mut at: usize) -> usize {
        while let Some(byte) = self.scan.byte(at) {
            at = match byte {
                b'\n' | b'\r' => return self.scan.newline(at).unwrap_or(at + 1),
                b'"' => self.scan.string(at).unwrap_or(at + 1),
                b'(' | b'[' => match self.group(at) {
                    Some(end) => end,
                    None => return self.scan.next_line(at),
                },
                b'=' => self.assigned(at).unwrap_or(at + 1),
                b'/' => self.scan.comment(at).unwrap_or(at + 1),
                _ => at + 1,
            };
        }
        at
    }

    fn top(&mut self, at: usize) -> Option<usize> {
        if let Some(brace) = self.scan.header(at) {
            return Some(match self.one_line(brace) {
                Some(end) => end,
                None => self.known_block(brace),
            });
        }
        let line_end = self.scan.line_end(at);
        if line_end == at {
            return None;
        }
        if self.alias(at) {
            return Some(line_end);
        }
        Some(self.unknown_block(at).unwrap_or(line_end))
    }

    fn known_block(&mut self, brace: usize) -> usize {
        let mut at = self.scan.next_line(brace);
        loop {
            at = self.scan.spaces(at);
            at = match self.scan.byte(at) {
                None => return at,
                Some(b'}') => return at + 1,
                Some(_) => match self.scan.newline(at).or_else(|| self.scan.comment(at)) {
                    Some(next) => next,
                    None if self.scan.header(at).is_some() => return at,
                    None => self.member(at),
                },
            };
        }
    }

    /// `{ … }` where the next line is no member.
    fn one_line(&self, brace: usize) -> Option<usize> {
        let mut at = brace + 1;
        loop {
            match self.scan.byte(at)? {
                b'\n' | b'\r' => return None,
                b'}' => break,
                b'/' if matches!(self.scan.byte(at + 1), Some(b'/' | b'*')) => return None,
                _ => at += 1,
            }
        }
        let end = at + 1;
        let mut next = self.scan.spaces(end);
        while let Some(after) = self.scan.newline(next).or_else(|| self.scan.comment(next)) {
            next = self.scan.spaces(after);
        }
        (self.scan.byte(next).is_none() || self.scan.header(next).is_some()).then_some(end)
    }

    /// `type X = …`
    fn alias(&self, at: usize) -> bool {
        self.scan.starts_with(at, "type")
            && self
                .scan
                .ident(self.scan.spaces(at + "type".len()))
                .is_some_and(|end| self.scan.byte(self.scan.spaces(end)) == Some(b'='))
    }

    /// A line that ends with `{`, up to the next line that begins with `}`.
    fn unknown_block(&self, at: usize) -> Option<usize> {
        let mut at = self.unknown_head(at)?;
        while let Some(line) = self.scan.newline(at) {
            let start = self.scan.spaces(line);
            if self.scan.byte(start) == Some(b'}') {
                return Some(start + 1);
            }
            if self.scan.header(start).is_some() {
                return Some(at);
            }
            at = self.scan.line_end(line);
        }
        Some(at)
    }

    fn unknown_head(&self, mut at: usize) -> Option<usize> {
        let comment = |at: usize| self.scan.starts_with(at, "//");
        loop {
            match self.scan.byte(at)? {
                b'{' => break,
                b'\n' | b'\r' | b'}' | b'"' => return None,
                b'/' if comment(at) || self.scan.starts_with(at, "/*") => return None,
                _ => at += 1,
            }
        }
        loop {
            at += 1;
            match self.scan.byte(at) {
                None | Some(b'\n' | b'\r') => return Some(at),
                Some(b'}') => return None,
                Some(b'/') if comment(at) => return Some(self.scan.line_end(at)),
                Some(_) => {}
            }
        }
    }
}

fn push(open: &mut Vec<u8>, closer: u8, at: usize) -> usize {
    open.push(closer);
    at + 1
}

//! Where tokens of SQL text begin and end. What counts as a quote or a comment is data of a dialect; what a statement does
//! is not known here.

use std::ops::Range;

/// How a database reads quotes and comments.
#[derive(Debug, Clone, Copy)]
pub struct Lexis {
    /// `$tag$ … $tag$`
    pub dollar_quotes: bool,
    /// `/* /* */ */` is one comment.
    pub nested_comments: bool,
    /// `--` begins a comment only in front of white space.
    pub spaced_dashes: bool,
    /// `# …` is a comment.
    pub hash_comments: bool,
    /// `/*! … */` is code.
    pub executable_comments: bool,
    pub backslashes: Backslashes,
    /// `` `name` ``
    pub backquotes: bool,
    /// `[name]`
    pub brackets: bool,
}

/// Where a backslash escapes a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backslashes {
    Never,
    /// In `E'…'`.
    InE,
    Always,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A keyword, a bare name, a number.
    Word,
    /// A name or text in quotes.
    Quoted,
    /// `/*! … */`
    Executable,
    /// Any other character, by itself.
    Symbol(char),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub range: Range<usize>,
}

/// The tokens of a text from some place on, without comments and white space.
#[derive(Debug, Clone)]
pub struct Tokens<'a> {
    text: &'a str,
    at: usize,
    lexis: &'a Lexis,
}

impl<'a> Tokens<'a> {
    pub fn new(text: &'a str, lexis: &'a Lexis) -> Tokens<'a> {
        Tokens { text, at: 0, lexis }
    }

    /// Where the next token is looked for.
    pub fn at(&self) -> usize {
        self.at
    }

    pub fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Goes on from another place.
    pub fn skip_to(&mut self, at: usize) {
        self.at = at.min(self.text.len());
    }

    /// Passes over white space and comments.
    pub fn skip_blank(&mut self) {
        loop {
            let rest = self.rest();
            let Some(first) = rest.chars().next() else { return };
            if first.is_whitespace() || first == '\u{feff}' {
                self.at += first.len_utf8();
            } else if self.starts_line_comment(rest) {
                self.at += rest.find('\n').map_or(rest.len(), |end| end + 1);
            } else if rest.starts_with("/*") && !self.is_executable(rest) {
                self.at += self.comment_length(rest);
            } else {
                return;
            }
        }
    }

    fn is_executable(&self, rest: &str) -> bool {
        self.lexis.executable_comments && (rest.starts_with("/*!") || rest.starts_with("/*M!"))
    }

    fn starts_line_comment(&self, rest: &str) -> bool {
        if self.lexis.hash_comments && rest.starts_with('#') {
            return true;
        }
        let Some(behind) = rest.strip_prefix("--") else { return false };
        !self.lexis.spaced_dashes || behind.chars().next().is_none_or(|c| c.is_whitespace() || c.is_control())
    }

    fn comment_length(&self, rest: &str) -> usize {
        let bytes = rest.as_bytes();
        let (mut at, mut depth) = (2, 1);
        while at < bytes.len() {
            match (bytes.get(at), bytes.get(at + 1)) {
                (Some(b'*'), Some(b'/')) => {
                    at += 2;
                    depth -= 1;
                    if depth == 0 {
                        return at;
                    }
                }
                (Some(b'/'), Some(b'*')) if self.lexis.nested_comments => {
                    at += 2;
                    depth += 1;
                }
                _ => at += 1,
            }
        }
        rest.len()
    }

    /// Length of a quoted token that begins `rest`; to the end of the text where it is not closed.
    fn quoted_length(rest: &str, opens: usize, close: char, backslashes: bool) -> usize {
        let mut chars = rest.char_indices().skip_while(|(at, _)| *at < opens).peekable();
        while let Some((at, c)) = chars.next() {
            if c == '\\' && backslashes {
                chars.next();
            } else if c == close {
                match chars.peek() {
                    Some((_, next)) if *next == close => {
                        chars.next();
                    }
                    _ => return at + close.len_utf8(),
                }
            }
        }
        rest.len()
    }

    fn dollar_length(rest: &str) -> Option<usize> {
        let tag_end = rest.get(1..)?.find('$')? + 1;
        let tag = rest.get(1..tag_end)?;
        let is_tag = tag.chars().all(|c| c.is_alphanumeric() || c == '_')
            && !tag.starts_with(|c: char| c.is_ascii_digit());
        if !is_tag {
            return None;
        }
        let quote = rest.get(..=tag_end)?;
        let body = rest.get(tag_end + 1..)?;
        Some(body.find(quote).map_or(rest.len(), |end| tag_end + 1 + end + quote.len()))
    }

    fn measure(&self, rest: &str, first: char) -> (Kind, usize) {
        let always = self.lexis.backslashes == Backslashes::Always;
        match first {
            '\'' | '"' => (Kind::Quoted, Self::quoted_length(rest, 1, first, always)),
            '`' if self.lexis.backquotes => (Kind::Quoted, Self::quoted_length(rest, 1, '`', false)),
            '[' if self.lexis.brackets => (Kind::Quoted, Self::quoted_length(rest, 1, ']', false)),
            'e' | 'E' if self.lexis.backslashes == Backslashes::InE && rest.get(1..2) == Some("'") => {
                (Kind::Quoted, Self::quoted_length(rest, 2, '\'', true))
            }
            '$' if self.lexis.dollar_quotes => {
                Self::dollar_length(rest).map_or((Kind::Symbol('$'), 1), |length| (Kind::Quoted, length))
            }
            '/' if self.is_executable(rest) => (Kind::Executable, self.comment_length(rest)),
            first if first.is_alphanumeric() || first == '_' => {
                let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
                (Kind::Word, rest.find(|c| !is_word(c)).unwrap_or(rest.len()))
            }
            other => (Kind::Symbol(other), other.len_utf8()),
        }
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;
    fn next(&mut self) -> Option<Token> {
        self.skip_blank();
        let rest = self.rest();
        let (kind, length) = self.measure(rest, rest.chars().next()?);
        let range = self.at..self.at + length;
        self.at = range.end;
        Some(Token { kind, range })
    }
}

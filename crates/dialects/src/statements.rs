//! Where tokens and statements of SQL scripts begin and end. What counts as a quote or a comment is data of a dialect;
//! what a statement does is not known here.

use std::ops::Range;

/// How a database reads quotes and comments.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lexis {
    /// `$tag$ … $tag$`
    pub(crate) dollar_quotes: bool,
    /// `/* /* */ */` is one comment.
    pub(crate) nested_comments: bool,
    /// `--` begins a comment only in front of white space.
    pub(crate) spaced_dashes: bool,
    /// `# …` is a comment.
    pub(crate) hash_comments: bool,
    /// `/*! … */` is code.
    pub(crate) executable_comments: bool,
    pub(crate) backslashes: Backslashes,
    /// `` `name` ``
    pub(crate) backquotes: bool,
    /// `[name]`
    pub(crate) brackets: bool,
}

/// Where a backslash escapes a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backslashes {
    Never,
    /// In `E'…'`.
    InE,
    Always,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
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
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) range: Range<usize>,
}

/// The tokens of a text from some place on, without comments and white space.
#[derive(Debug, Clone)]
pub(crate) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    lexis: &'a Lexis,
}

impl<'a> Tokens<'a> {
    pub(crate) fn new(text: &'a str, lexis: &'a Lexis) -> Tokens<'a> {
        Tokens { text, at: 0, lexis }
    }

    /// Where the next token is looked for.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    pub(crate) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Goes on from another place.
    pub(crate) fn skip_to(&mut self, at: usize) {
        self.at = at.min(self.text.len());
    }

    /// Passes over white space and comments.
    pub(crate) fn skip_blank(&mut self) {
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

/// Where each token of a text stands.
pub(crate) fn token_ranges(text: &str, lexis: &Lexis) -> Vec<Range<usize>> {
    Tokens::new(text, lexis).map(|token| token.range).collect()
}

/// The first words of a statement in upper case, up to the first token that is none; at most `limit`.
pub(crate) fn leading_words(statement: &str, lexis: &Lexis, limit: usize) -> Vec<String> {
    Tokens::new(statement, lexis)
        .take(limit)
        .take_while(|token| token.kind == Kind::Word)
        .filter_map(|token| statement.get(token.range).map(str::to_uppercase))
        .collect()
}

/// All words of a statement in upper case, without what is in quotes.
pub(crate) fn words(statement: &str, lexis: &Lexis) -> Vec<String> {
    Tokens::new(statement, lexis)
        .filter(|token| token.kind == Kind::Word)
        .filter_map(|token| statement.get(token.range).map(str::to_uppercase))
        .collect()
}

/// Whether the words begin so.
pub(crate) fn starts(words: &[String], with: &[&str]) -> bool {
    words.len() >= with.len() && words.iter().zip(with).all(|(word, with)| word == with)
}

/// Collects the tokens of one statement after the other.
#[derive(Debug, Default)]
pub(crate) struct Ranges {
    pub(crate) found: Vec<Range<usize>>,
    current: Option<Range<usize>>,
}

impl Ranges {
    pub(crate) fn add(&mut self, token: &Range<usize>) {
        match &mut self.current {
            Some(current) => current.end = token.end,
            None => self.current = Some(token.clone()),
        }
    }
    pub(crate) fn is_empty(&self) -> bool {
        self.current.is_none()
    }
    pub(crate) fn end(&mut self) {
        self.found.extend(self.current.take());
    }
}

#[cfg(test)]
mod tests {
    use crate::ALL;
    use parallax_dialect::Target;

    /// What scripts are made of, and what ends or opens something.
    const PARTS: &[&str] = &[
        "'",
        "''",
        "\"",
        "`",
        "[",
        "]",
        "$$",
        "$a$",
        ";",
        "--",
        "-- x\n",
        "/*",
        "*/",
        "/*!",
        "#",
        "\n",
        " ",
        "\\",
        "(",
        ")",
        "BEGIN",
        "END",
        "CASE",
        "IF",
        "CREATE TRIGGER",
        "CREATE FUNCTION",
        "ATOMIC",
        "GO",
        "\nGO 2\n",
        "DELIMITER //\n",
        "//",
        "é",
        "\u{feff}",
        "E'",
        "x",
        "SELECT 1",
        "COMMIT",
        "PRAGMA foreign_keys=OFF",
    ];

    /// Ten thousand heaps of parts: whatever is written, statements are apart, in order, and not empty.
    #[test]
    fn statements_of_anything_are_apart_and_in_order() {
        let mut seed = 1_u64;
        let mut next = |limit: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % limit
        };
        for _ in 0..10_000 {
            let text: String = (0..next(24)).map(|_| PARTS[next(PARTS.len())]).collect();
            for dialect in ALL {
                let upkeep = &dialect.live.upkeep;
                let mut last = 0..0;
                for range in (upkeep.split)(&text) {
                    assert!(range.start >= last.end || range == last, "{}: {text:?}", dialect.name);
                    let statement = &text[range.clone()];
                    // A quote that is not closed holds all that follows.
                    let trimmed = statement.trim_start() == statement
                        && (range.end == text.len() || statement.trim_end() == statement);
                    assert!(!statement.is_empty() && trimmed, "{}: {text:?}", dialect.name);
                    let _ = (upkeep.nature)(statement, &Target::new(dialect));
                    let _ = (upkeep.probes)(statement);
                    last = range;
                }
            }
        }
    }
}

//! The words and signs of a block while it is typed. Knows no grammar: whatever the text, there are tokens.

/// Brackets nest this deep at most, as when blocks are read.
const MAX_DEPTH: usize = 16;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name, a keyword or a number.
    Word,
    /// A string; the end of the line closes it too.
    Text {
        closed: bool,
    },
    Comment {
        closed: bool,
    },
    Newline,
    /// Any other character, by its first byte.
    Sign(u8),
}

/// With its place in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Token {
    pub(crate) fn is(&self, sign: u8) -> bool {
        self.kind == Kind::Sign(sign)
    }
    pub(crate) fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }
    /// Whether the offset is between the first and the last character, where nothing is offered of what stands
    /// outside.
    pub(crate) fn holds(&self, offset: usize) -> bool {
        match self.kind {
            Kind::Text { closed: true } | Kind::Comment { closed: true } => {
                self.start < offset && offset < self.end
            }
            Kind::Text { closed: false } | Kind::Comment { closed: false } => {
                self.start < offset && offset <= self.end
            }
            Kind::Word | Kind::Newline | Kind::Sign(_) => false,
        }
    }
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

/// The tokens from `start` to `end`, white space left out.
pub(crate) fn lex(text: &str, start: usize, end: usize) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = start;
    while at < end {
        let Some(rest) = text.get(at..end) else { break };
        let Some(char) = rest.chars().next() else { break };
        let (kind, length) = match char {
            '\n' => (Kind::Newline, 1),
            '\r' => (Kind::Newline, if rest.starts_with("\r\n") { 2 } else { 1 }),
            '"' => string(rest),
            '/' if rest.starts_with("//") => (Kind::Comment { closed: false }, line(rest)),
            '/' if rest.starts_with("/*") => match rest.get(2..).and_then(|rest| rest.find("*/")) {
                Some(length) => (Kind::Comment { closed: true }, length + 4),
                None => (Kind::Comment { closed: false }, rest.len()),
            },
            char if is_word(char) => (Kind::Word, word(rest)),
            '-' if rest[1..].starts_with(|next: char| next.is_ascii_digit()) => {
                (Kind::Word, 1 + word(&rest[1..]))
            }
            char if char.is_whitespace() => {
                at += char.len_utf8();
                continue;
            }
            char => (Kind::Sign(rest.as_bytes().first().copied().unwrap_or_default()), char.len_utf8()),
        };
        tokens.push(Token { kind, start: at, end: at + length });
        at += length;
    }
    tokens
}

fn line(rest: &str) -> usize {
    rest.find(['\n', '\r']).unwrap_or(rest.len())
}

fn word(rest: &str) -> usize {
    rest.find(|char: char| !is_word(char) && char != '-').unwrap_or(rest.len())
}

fn string(rest: &str) -> (Kind, usize) {
    let mut escaped = false;
    for (at, char) in rest.char_indices().skip(1) {
        match char {
            '\n' | '\r' => return (Kind::Text { closed: false }, at),
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return (Kind::Text { closed: true }, at + 1),
            _ => {}
        }
    }
    (Kind::Text { closed: false }, rest.len())
}

/// The bracket that closes the one at `open`; absent where it is not closed before something begins that stands in
/// no brackets.
fn close(text: &str, tokens: &[Token], open: usize) -> Option<usize> {
    let mut expected: Vec<u8> = Vec::new();
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.kind {
            Kind::Sign(sign @ (b'(' | b'[' | b'{')) => {
                if expected.len() == MAX_DEPTH {
                    return None;
                }
                expected.push(closer(sign));
            }
            Kind::Sign(sign @ (b')' | b']' | b'}')) => {
                if expected.pop() != Some(sign) {
                    return None;
                }
                if expected.is_empty() {
                    return Some(at);
                }
            }
            Kind::Sign(b'@') => return None,
            Kind::Newline if is_header(text, tokens.get(at + 1..).unwrap_or_default()) => return None,
            Kind::Word | Kind::Text { .. } | Kind::Comment { .. } | Kind::Newline | Kind::Sign(_) => {}
        }
    }
    None
}

pub(crate) fn closer(opener: u8) -> u8 {
    match opener {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

fn is_header(text: &str, tokens: &[Token]) -> bool {
    match tokens {
        [keyword, name, brace, ..] => {
            keyword.is_word()
                && name.is_word()
                && brace.is(b'{')
                && parallax_syntax::KEYWORDS.contains(&&text[keyword.start..keyword.end])
        }
        _ => false,
    }
}

/// Which tokens of a block's body make the line at the cursor, with what its brackets hold on other lines. Absent
/// where the body has ended before the cursor.
pub(crate) fn member(text: &str, tokens: &[Token], cursor: usize) -> Option<std::ops::Range<usize>> {
    let mut at = 0;
    loop {
        let first = at;
        while let Some(token) = tokens.get(at) {
            match token.kind {
                Kind::Newline => break,
                Kind::Sign(b'}') => return (cursor <= token.start).then_some(first..at),
                Kind::Sign(b'(' | b'[' | b'{') => match close(text, tokens, at) {
                    Some(end) => at = end + 1,
                    None => {
                        let rest = tokens[at..].iter().position(|token| token.kind == Kind::Newline);
                        at = rest.map_or(tokens.len(), |rest| at + rest);
                    }
                },
                Kind::Word | Kind::Text { .. } | Kind::Comment { .. } | Kind::Sign(_) => at += 1,
            }
        }
        match tokens.get(at) {
            Some(newline) if newline.start < cursor => at += 1,
            Some(_) | None => return Some(first..at),
        }
    }
}

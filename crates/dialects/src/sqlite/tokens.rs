//! The words of SQLite's SQL, as far as reading DDL needs them. Expressions are compared elsewhere.
//! <https://www.sqlite.org/lang_keywords.html>

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A keyword, a name without quotes, a number.
    Word,
    /// `'…'`: a text, or a name where only a name can stand.
    Text,
    /// `"…"`, `` `…` ``, `[…]`: a name, or a text where no such name is.
    Name,
    /// `x'…'`
    Blob,
    /// One character of anything else.
    Symbol,
}

/// A piece of a text, as it stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub kind: Kind,
    /// With quotes.
    pub text: &'a str,
    /// Of its first byte.
    pub start: usize,
}

impl Token<'_> {
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }
    pub fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }
    pub fn is_symbol(&self, symbol: char) -> bool {
        self.kind == Kind::Symbol && self.text.starts_with(symbol)
    }
    /// Without quotes.
    pub fn value(&self) -> String {
        match self.kind {
            Kind::Word | Kind::Symbol => self.text.to_owned(),
            Kind::Blob => inner(self.text.get(1..).unwrap_or_default()),
            Kind::Text | Kind::Name => inner(self.text),
        }
    }
}

fn inner(quoted: &str) -> String {
    let mut chars = quoted.chars();
    let (open, close) = (chars.next(), chars.next_back());
    let text = chars.as_str();
    match (open, close) {
        (Some('['), _) => text.to_owned(),
        (Some(mark), _) => text.replace(&format!("{mark}{mark}"), &mark.to_string()),
        (None, _) => String::new(),
    }
}

/// All of a text but white space and comments.
pub(super) fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = sql.get(at..).filter(|rest| !rest.is_empty()) {
        let (kind, length) = first(rest);
        if let (Some(kind), Some(text)) = (kind, rest.get(..length)) {
            found.push(Token { kind, text, start: at });
        }
        at += length;
    }
    found
}

/// What a text that is not empty begins with, and how long that is; no kind for what says nothing.
fn first(rest: &str) -> (Option<Kind>, usize) {
    let mut chars = rest.chars();
    let c = chars.next().unwrap_or(' ');
    let next = chars.next();
    match (c, next) {
        _ if c.is_whitespace() => (None, c.len_utf8()),
        ('-', Some('-')) => (None, rest.find('\n').unwrap_or(rest.len())),
        ('/', Some('*')) => (None, rest.find("*/").map_or(rest.len(), |end| end + 2)),
        ('\'', _) => (Some(Kind::Text), quoted(rest, '\'')),
        ('"' | '`', _) => (Some(Kind::Name), quoted(rest, c)),
        ('[', _) => (Some(Kind::Name), rest.find(']').map_or(rest.len(), |end| end + 1)),
        ('x' | 'X', Some('\'')) => (Some(Kind::Blob), 1 + quoted(rest.get(1..).unwrap_or_default(), '\'')),
        _ if c.is_ascii_digit() || c == '.' && next.is_some_and(|next| next.is_ascii_digit()) => {
            (Some(Kind::Word), number(rest))
        }
        _ if is_of_word(c) => (Some(Kind::Word), rest.find(|c| !is_of_word(c)).unwrap_or(rest.len())),
        _ => (Some(Kind::Symbol), c.len_utf8()),
    }
}

fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '$') || !c.is_ascii()
}

/// `12`, `0x1f`, `1.5e-7`
fn number(rest: &str) -> usize {
    let mut before = ' ';
    let is_hex = rest.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("0x"));
    for (at, c) in rest.char_indices() {
        let signed = matches!(c, '+' | '-') && matches!(before, 'e' | 'E') && !is_hex;
        if !(is_of_word(c) || c == '.' || signed) {
            return at;
        }
        before = c;
    }
    rest.len()
}

/// The length of what a quote begins; a doubled one is part of it.
fn quoted(rest: &str, mark: char) -> usize {
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != mark {
            continue;
        }
        if chars.peek().is_none_or(|(_, next)| *next != mark) {
            return at + mark.len_utf8();
        }
        chars.next();
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(sql: &str) -> Vec<&str> {
        tokens(sql).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn words_quotes_and_comments() {
        assert_eq!(
            texts("a_1 'it''s' \"b\"\"c\" [d e] `f` x'00' -- g\n1.5e-3 /* h */ >= .5"),
            ["a_1", "'it''s'", "\"b\"\"c\"", "[d e]", "`f`", "x'00'", "1.5e-3", ">", "=", ".5"]
        );
        assert_eq!(texts("'open"), ["'open"]);
        assert_eq!(texts("é+'ü"), ["é", "+", "'ü"]);
        assert!(texts("").is_empty());
    }

    #[test]
    fn values_are_without_quotes() {
        let values: Vec<_> = tokens("'it''s' [d e] \"x\"\"y\" X'0A' z").iter().map(Token::value).collect();
        assert_eq!(values, ["it's", "d e", "x\"y", "0A", "z"]);
    }
}

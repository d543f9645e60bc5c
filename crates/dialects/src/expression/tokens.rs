//! Expressions to tokens.

use super::Spelling;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// Without quotes, in lower case.
    Word(String),
    /// A name in quotes.
    Name(String),
    /// What stands between the quotes, with escapes resolved.
    Text(String),
    /// `B'101'`, `X'ff'`: the letter in lower case, and the digits.
    Bits(char, String),
    Number(String),
    /// Operators and signs.
    Sign(String),
}

impl Token {
    pub fn is_word(&self, word: &str) -> bool {
        matches!(self, Token::Word(own) if own == word)
    }
    pub fn is_sign(&self, sign: &str) -> bool {
        matches!(self, Token::Sign(own) if own == sign)
    }
    pub fn into_name(self) -> Option<String> {
        match self {
            Token::Word(name) | Token::Name(name) => Some(name),
            Token::Text(_) | Token::Bits(..) | Token::Number(_) | Token::Sign(_) => None,
        }
    }
}

/// Whether quotes around names aside, both are the same.
pub fn same(before: &[Token], after: &[Token]) -> bool {
    let one = |token: &Token| match token {
        Token::Name(name) => Token::Word(name.clone()),
        other => other.clone(),
    };
    before.len() == after.len() && before.iter().zip(after).all(|(a, b)| one(a) == one(b))
}

/// Characters of which PostgreSQL makes operators; the other dialects use some of them.
/// <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-OPERATORS>
const OPERATOR: &str = "+-*/<>=~!@#%^&|`?";

/// `None` where a quote or a comment does not end.
pub fn tokens(text: &str, spelling: &Spelling) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, behind) = match first {
            '-' if rest.starts_with("--") => {
                (None, rest.find('\n').and_then(|end| rest.get(end..)).unwrap_or(""))
            }
            '/' if rest.starts_with("/*") => (None, behind_comment(rest)?),
            '\'' => text_token(rest.get(1..)?, spelling.backslash, None)?,
            '"' if spelling.double_quoted_text => {
                let (text, behind) = quoted(rest.get(1..)?, '"', spelling.backslash)?;
                (Some(Token::Text(resolve(&text, spelling.backslash))), behind)
            }
            '"' | '`' => {
                let (name, behind) = quoted(rest.get(1..)?, first, false)?;
                (Some(name_token(name, spelling)), behind)
            }
            '[' if starts_bracketed_name(rest, &tokens, spelling) => {
                let (name, behind) = quoted(rest.get(1..)?, ']', false)?;
                (Some(name_token(name, spelling)), behind)
            }
            '$' => dollar_quoted(rest)?,
            '0' if spelling.any_case && rest.starts_with("0x") => hex(rest.get(2..)?),
            _ if first.is_ascii_digit()
                || first == '.' && rest.get(1..)?.starts_with(|c: char| c.is_ascii_digit()) =>
            {
                number(rest)
            }
            _ if first.is_alphabetic() || first == '_' => word(rest, spelling)?,
            _ => sign(rest, first, spelling),
        };
        tokens.extend(token);
        rest = behind.trim_start();
    }
    Some(tokens)
}

type Lexed<'t> = (Option<Token>, &'t str);

fn name_token(name: String, spelling: &Spelling) -> Token {
    Token::Name(if spelling.any_case { name.to_lowercase() } else { name })
}

/// SQL Server's `[name]`; elsewhere a bracket is a subscript or the list of an array.
fn starts_bracketed_name(rest: &str, before: &[Token], spelling: &Spelling) -> bool {
    let inner = rest.strip_prefix('[').and_then(|inner| inner.split_once(']')).map(|(inner, _)| inner);
    let is_name = inner.is_some_and(|inner| inner.starts_with(|c: char| c.is_alphabetic() || c == '_'));
    spelling.any_case && is_name && !before.last().is_some_and(|token| token.is_word("array"))
}

fn behind_comment(text: &str) -> Option<&str> {
    text.get(2..)?.find("*/").and_then(|end| text.get(end + 4..))
}

/// Up to the closing quote, which stands for itself when doubled.
fn quoted(text: &str, quote: char, backslash: bool) -> Option<(String, &str)> {
    let mut body = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        if character == '\\' && backslash {
            body.push(character);
            body.push(characters.next()?.1);
        } else if character == quote {
            let rest = text.get(at + quote.len_utf8()..)?;
            if !rest.starts_with(quote) {
                return Some((body, rest));
            }
            characters.next();
            body.push(quote);
        } else {
            body.push(character);
        }
    }
    None
}

fn text_token<'t>(text: &'t str, backslash: bool, bits: Option<char>) -> Option<Lexed<'t>> {
    let (body, behind) = quoted(text, '\'', backslash)?;
    let body = resolve(&body, backslash);
    let token = bits
        .map_or_else(|| Token::Text(body.clone()), |letter| Token::Bits(letter, body.to_ascii_lowercase()));
    Some((Some(token), behind))
}

fn resolve(body: &str, backslash: bool) -> String {
    if !backslash || !body.contains('\\') {
        return body.to_owned();
    }
    let mut text = String::new();
    let mut characters = body.chars();
    while let Some(character) = characters.next() {
        match (character, character == '\\') {
            (_, true) => match characters.next() {
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some('r') => text.push('\r'),
                Some('b') => text.push('\u{8}'),
                Some('0') => text.push('\0'),
                // Kept for LIKE.
                Some(wild @ ('%' | '_')) => text.extend(['\\', wild]),
                Some(other) => text.push(other),
                None => text.push('\\'),
            },
            (other, false) => text.push(other),
        }
    }
    text
}

/// `$$…$$`, `$tag$…$tag$`, or a parameter.
fn dollar_quoted(text: &str) -> Option<Lexed<'_>> {
    let tag_end = text.get(1..)?.find('$').map(|end| end + 2);
    let tag = tag_end
        .and_then(|end| text.get(..end))
        .filter(|tag| tag.trim_matches('$').chars().all(|c| c.is_alphanumeric() || c == '_'));
    let Some(tag) = tag else { return Some((Some(Token::Sign("$".to_owned())), text.get(1..)?)) };
    let body = text.get(tag.len()..)?;
    let end = body.find(tag)?;
    Some((Some(Token::Text(body.get(..end)?.to_owned())), body.get(end + tag.len()..)?))
}

/// `0x41`, without its beginning.
fn hex(text: &str) -> Lexed<'_> {
    let end = text.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(text.len());
    let (digits, behind) = text.split_at_checked(end).unwrap_or((text, ""));
    (Some(Token::Bits('x', digits.to_ascii_lowercase())), behind)
}

fn number(text: &str) -> Lexed<'_> {
    let mut end = 0;
    let mut characters = text.char_indices().peekable();
    let mut previous = ' ';
    while let Some((at, character)) = characters.next() {
        let exponent_sign = matches!(character, '+' | '-')
            && matches!(previous, 'e' | 'E')
            && characters.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        let belongs = character.is_ascii_digit()
            || character == '.'
            || exponent_sign
            || matches!(character, 'e' | 'E')
                && characters
                    .peek()
                    .is_some_and(|(_, next)| next.is_ascii_digit() || matches!(next, '+' | '-'));
        if !belongs {
            break;
        }
        end = at + character.len_utf8();
        previous = character;
    }
    let (number, behind) = text.split_at_checked(end).unwrap_or((text, ""));
    (Some(Token::Number(number.to_owned())), behind)
}

fn word<'t>(text: &'t str, spelling: &Spelling) -> Option<Lexed<'t>> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$'))).unwrap_or(text.len());
    let (word, behind) = text.split_at_checked(end)?;
    let lower = word.to_lowercase();
    if let Some(body) = behind.strip_prefix('\'') {
        match lower.as_str() {
            "e" => return text_token(body, true, None),
            "n" => return text_token(body, spelling.backslash, None),
            "b" | "x" => return text_token(body, false, lower.chars().next()),
            // Character sets of MySQL: _utf8mb4'a'
            set if set.starts_with('_') => return text_token(body, spelling.backslash, None),
            _ => {}
        }
    }
    // MySQL keeps expressions with the quotes of their texts protected.
    if let Some(body) = behind.strip_prefix("\\'")
        && lower.starts_with('_')
    {
        let end = body.find("\\'")?;
        return Some((Some(Token::Text(body.get(..end)?.to_owned())), body.get(end + 2..)?));
    }
    Some((Some(Token::Word(lower)), behind))
}

fn sign<'t>(text: &'t str, first: char, spelling: &Spelling) -> Lexed<'t> {
    if let Some(behind) = text.strip_prefix("::") {
        return (Some(Token::Sign("::".to_owned())), behind);
    }
    let length = if OPERATOR.contains(first) {
        let length = operator_length(text);
        // A quote around a name is no part of an operator.
        let quote = text.find('`').filter(|at| spelling.any_case && *at > 0);
        quote.map_or(length, |at| at.min(length))
    } else {
        first.len_utf8()
    };
    let (sign, behind) = text.split_at_checked(length).unwrap_or((text, ""));
    (Some(Token::Sign(sign.to_owned())), behind)
}

/// An operator ends before a comment, and one of many signs does not end in plus or minus unless it has one that no
/// arithmetic has: `a=-1` is `a = -1`.
fn operator_length(text: &str) -> usize {
    let mut length = text.find(|c: char| !OPERATOR.contains(c)).unwrap_or(text.len());
    for comment in ["--", "/*"] {
        if let Some(at) = text.get(..length).and_then(|operator| operator.find(comment)) {
            length = at.max(1);
        }
    }
    let operator = text.get(..length).unwrap_or_default();
    if operator.chars().any(|c| "~!@#%^&|`?".contains(c)) {
        return length;
    }
    let trimmed = operator.trim_end_matches(['+', '-']);
    // `->`, `->>` and `<->` end otherwise.
    if operator.len() > 1 { trimmed.len().max(1) } else { operator.len().max(1) }
}

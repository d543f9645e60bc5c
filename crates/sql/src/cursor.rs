//! A place in the tokens of one statement: words, names, groups in parentheses. Knows no statement.

use parallax_dialect::Ddl;
use parallax_dialect::lexis::{Kind, Token, Tokens};
use parallax_ir::{Name, QName};
use std::ops::Range;

/// Tokens of a text, and the place of the next one.
#[derive(Debug, Clone)]
pub(crate) struct Cursor<'a> {
    pub(crate) text: &'a str,
    tokens: &'a [Token],
    at: usize,
    pub(crate) ddl: &'a Ddl,
}

/// All tokens of a text.
pub(crate) fn tokens(text: &str, ddl: &Ddl) -> Vec<Token> {
    Tokens::new(text, &ddl.lexis).collect()
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str, tokens: &'a [Token], ddl: &'a Ddl) -> Cursor<'a> {
        Cursor { text, tokens, at: 0, ddl }
    }

    /// The same text from and to other tokens.
    fn over(&self, tokens: &'a [Token]) -> Cursor<'a> {
        Cursor { text: self.text, tokens, at: 0, ddl: self.ddl }
    }

    pub(crate) fn is_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    fn token(&self, ahead: usize) -> Option<&'a Token> {
        self.tokens.get(self.at + ahead)
    }

    fn slice(&self, range: &Range<usize>) -> &'a str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// The next token as it stands there.
    pub(crate) fn peek(&self) -> &'a str {
        self.peek_at(0)
    }

    pub(crate) fn peek_at(&self, ahead: usize) -> &'a str {
        self.token(ahead).map_or("", |token| self.slice(&token.range))
    }

    /// Where the next token begins.
    pub(crate) fn offset(&self) -> usize {
        self.token(0).map_or(self.text.len(), |token| token.range.start)
    }

    pub(crate) fn next_text(&mut self) -> &'a str {
        let text = self.peek();
        self.at += 1;
        text
    }

    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.is_word_at(0, word)
    }

    pub(crate) fn is_word_at(&self, ahead: usize, word: &str) -> bool {
        self.token(ahead).is_some_and(|token| {
            token.kind == Kind::Word && self.slice(&token.range).eq_ignore_ascii_case(word)
        })
    }

    pub(crate) fn is_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is_word(word))
    }

    pub(crate) fn are_words(&self, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(at, word)| self.is_word_at(at, word))
    }

    pub(crate) fn eat(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.at += usize::from(found);
        found
    }

    /// All of them, or none.
    pub(crate) fn eat_all(&mut self, words: &[&str]) -> bool {
        let found = self.are_words(words);
        self.at += if found { words.len() } else { 0 };
        found
    }

    pub(crate) fn is_symbol(&self, symbol: char) -> bool {
        self.is_symbol_at(0, symbol)
    }

    pub(crate) fn is_symbol_at(&self, ahead: usize, symbol: char) -> bool {
        self.token(ahead).is_some_and(|token| token.kind == Kind::Symbol(symbol))
    }

    pub(crate) fn eat_symbol(&mut self, symbol: char) -> bool {
        let found = self.is_symbol(symbol);
        self.at += usize::from(found);
        found
    }

    /// `IF EXISTS`
    pub(crate) fn if_exists(&mut self) -> bool {
        self.eat_all(&["IF", "EXISTS"])
    }

    /// `IF NOT EXISTS`
    pub(crate) fn if_not_exists(&mut self) -> bool {
        self.eat_all(&["IF", "NOT", "EXISTS"])
    }

    /// A text in single quotes (in MySQL in double ones, too); without quotes and escapes.
    pub(crate) fn literal(&mut self) -> Option<String> {
        let token = self.token(0).filter(|token| token.kind == Kind::Quoted)?;
        let text = (self.ddl.literal)(self.slice(&token.range))?;
        self.at += 1;
        Some(text)
    }

    pub(crate) fn is_literal(&self) -> bool {
        let token = self.token(0).filter(|token| token.kind == Kind::Quoted);
        token.is_some_and(|token| (self.ddl.literal)(self.slice(&token.range)).is_some())
    }

    /// A whole number with its sign.
    pub(crate) fn number(&mut self) -> Option<i64> {
        let sign = usize::from(self.is_symbol('-') || self.is_symbol('+'));
        let digits: String = self.peek_at(sign).parse::<u64>().ok()?.to_string();
        let negative = self.is_symbol('-');
        let number = if negative { format!("-{digits}") } else { digits }.parse().ok()?;
        self.at += sign + 1;
        Some(number)
    }

    /// A name of one part.
    pub(crate) fn name(&mut self) -> Option<Name> {
        let token = self.token(0)?;
        let text = self.slice(&token.range);
        let name = match token.kind {
            Kind::Word if text.starts_with(|c: char| c.is_ascii_digit()) && !self.ddl.digits_begin_names => {
                return None;
            }
            Kind::Word if self.ddl.folds_names => text.to_lowercase(),
            Kind::Word => text.to_owned(),
            Kind::Quoted => unquoted(text)?,
            Kind::Executable | Kind::Symbol(_) => return None,
        };
        self.at += 1;
        Some(Name::from(self.kept(&name)))
    }

    /// What the server keeps of a name: whole characters, as many as fit.
    fn kept<'n>(&self, name: &'n str) -> &'n str {
        let Some(limit) = self.ddl.cuts_names_at.filter(|limit| name.len() > *limit) else { return name };
        let end = (0..=limit).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
        name.get(..end).unwrap_or_default()
    }

    /// `a`, `a.b`, and of more parts the last two.
    pub(crate) fn qname(&mut self) -> Option<QName> {
        let mut parts = vec![self.name()?];
        while self.is_symbol('.') {
            self.at += 1;
            parts.push(self.name()?);
        }
        let name = parts.pop()?;
        Some(QName { schema: parts.pop(), name })
    }

    /// A column with its table: `s.t.c`.
    pub(crate) fn column_path(&mut self) -> Option<(QName, Name)> {
        let mut parts = vec![self.name()?];
        while self.eat_symbol('.') {
            parts.push(self.name()?);
        }
        let column = parts.pop()?;
        let table = parts.pop()?;
        Some((QName { schema: parts.pop(), name: table }, column))
    }

    /// What stands in the parentheses that open here; goes on behind them.
    pub(crate) fn group(&mut self) -> Option<Cursor<'a>> {
        if !self.is_symbol('(') {
            return None;
        }
        let end = self.group_end(self.at)?;
        let inner = self.over(self.tokens.get(self.at + 1..end)?);
        self.at = end + 1;
        Some(inner)
    }

    /// The token that closes what opens at `at`.
    fn group_end(&self, at: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for (index, token) in self.tokens.iter().enumerate().skip(at) {
            match token.kind {
                Kind::Symbol('(') => depth += 1,
                Kind::Symbol(')') => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        return Some(index);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// The text of the parentheses that open here, without them.
    pub(crate) fn group_text(&mut self) -> Option<String> {
        self.group().map(|inner| inner.rest().to_owned())
    }

    /// A list in parentheses.
    pub(crate) fn list<T>(&mut self, mut item: impl FnMut(&mut Cursor<'a>) -> Option<T>) -> Option<Vec<T>> {
        let mut inner = self.group()?;
        inner.split(',').into_iter().map(|mut part| item(&mut part).filter(|_| part.is_end())).collect()
    }

    /// Names in parentheses.
    pub(crate) fn names(&mut self) -> Option<Vec<Name>> {
        self.list(Cursor::name)
    }

    /// What stands between the symbols outside of parentheses and brackets, up to the end.
    pub(crate) fn split(&mut self, symbol: char) -> Vec<Cursor<'a>> {
        let mut parts = Vec::new();
        let (mut depth, mut start) = (0_usize, self.at);
        for (index, token) in self.tokens.iter().enumerate().skip(self.at) {
            match token.kind {
                Kind::Symbol('(' | '[') => depth += 1,
                Kind::Symbol(')' | ']') => depth = depth.saturating_sub(1),
                Kind::Symbol(found) if found == symbol && depth == 0 => {
                    parts.extend(self.tokens.get(start..index).map(|tokens| self.over(tokens)));
                    start = index + 1;
                }
                _ => {}
            }
        }
        if start < self.tokens.len() || !parts.is_empty() {
            parts.extend(self.tokens.get(start..).map(|tokens| self.over(tokens)));
        }
        self.at = self.tokens.len();
        parts
    }

    /// What stands in front of a word outside of parentheses; goes on behind the word.
    pub(crate) fn before(&mut self, word: &str) -> Option<Cursor<'a>> {
        let start = self.at;
        self.until(|cursor| cursor.is_word(word));
        let found = self.over(self.tokens.get(start..self.at)?);
        self.eat(word).then_some(found)
    }

    /// Everything up to the end, as it is written.
    pub(crate) fn rest(&self) -> &'a str {
        self.written(self.at, self.tokens.len())
    }

    /// The text of tokens, with what is between them.
    fn written(&self, from: usize, to: usize) -> &'a str {
        match (self.tokens.get(from), to.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            (Some(first), Some(last)) if from < to => self.slice(&(first.range.start..last.range.end)),
            _ => "",
        }
    }

    pub(crate) fn take_rest(&mut self) -> &'a str {
        let rest = self.rest();
        self.at = self.tokens.len();
        rest
    }

    /// The text up to a place outside of parentheses where `ends` holds; at least one token.
    pub(crate) fn until(&mut self, ends: impl Fn(&Cursor<'a>) -> bool) -> &'a str {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(token) = self.token(0) {
            if depth == 0 && self.at > start && ends(self) {
                break;
            }
            match token.kind {
                Kind::Symbol('(' | '[') => depth += 1,
                Kind::Symbol(')' | ']') => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.at += 1;
        }
        self.written(start, self.at)
    }

    pub(crate) fn skip(&mut self) {
        self.at += 1;
    }
    /// The place, to come back to it.
    pub(crate) fn place(&self) -> usize {
        self.at
    }
    pub(crate) fn go_to(&mut self, place: usize) {
        self.at = place;
    }
    /// What was written since a place.
    pub(crate) fn since(&self, place: usize) -> &'a str {
        self.written(place, self.at)
    }
    /// The kind of the next token.
    pub(crate) fn kind(&self) -> Option<Kind> {
        self.token(0).map(|token| token.kind)
    }
}

/// A name without its quotes.
fn unquoted(text: &str) -> Option<String> {
    let mut chars = text.chars();
    let (open, close) = (chars.next()?, chars.next_back()?);
    let inner = chars.as_str();
    match (open, close) {
        ('"', '"') | ('`', '`') | ('\'', '\'') => {
            Some(inner.replace(&format!("{open}{open}"), &open.to_string()))
        }
        ('[', ']') => Some(inner.to_owned()),
        _ => None,
    }
}

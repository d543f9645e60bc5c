//! A text as words: names, texts, numbers and signs, with their places.

use super::Style;
use crate::statements::{Kind, Tokens};
use std::ops::Range;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Word {
    /// Without quotes, as written.
    Bare(String),
    /// A name in quotes, without them.
    Name(String),
    /// A text, with its quotes.
    Text(String),
    Sign(char),
}

/// The words of a text, and where each is.
#[derive(Debug, Clone)]
pub(crate) struct Words<'a> {
    pub(crate) text: &'a str,
    pub(crate) words: Vec<(Word, Range<usize>)>,
    pub(crate) style: &'static Style,
}

impl<'a> Words<'a> {
    pub(crate) fn new(text: &'a str, style: &'static Style) -> Self {
        let read = |token: crate::statements::Token| {
            let slice = text.get(token.range.clone())?;
            let word = match token.kind {
                Kind::Word => Word::Bare(slice.to_owned()),
                Kind::Quoted => quoted(slice, style),
                Kind::Executable => return None,
                Kind::Symbol(sign) => Word::Sign(sign),
            };
            Some((word, token.range))
        };
        Words { text, words: Tokens::new(text, style.lexis).filter_map(read).collect(), style }
    }
    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }
    pub(crate) fn get(&self, at: usize) -> Option<&Word> {
        self.words.get(at).map(|(word, _)| word)
    }
    /// Whether the word at a place is this one, which is given in capitals.
    pub(crate) fn is(&self, at: usize, keyword: &str) -> bool {
        matches!(self.get(at), Some(Word::Bare(word)) if word.eq_ignore_ascii_case(keyword))
    }
    pub(crate) fn is_any(&self, at: usize, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.is(at, keyword))
    }
    pub(crate) fn is_sign(&self, at: usize, sign: char) -> bool {
        self.get(at) == Some(&Word::Sign(sign))
    }
    /// The name at a place, as the database holds it.
    pub(crate) fn name(&self, at: usize) -> Option<String> {
        match self.get(at)? {
            Word::Bare(word) if word.starts_with(|c: char| c.is_ascii_digit()) => None,
            Word::Bare(word) if self.style.folds => Some(word.to_lowercase()),
            Word::Bare(name) | Word::Name(name) => Some(name.clone()),
            Word::Text(_) | Word::Sign(_) => None,
        }
    }
    /// The text between two places.
    pub(crate) fn slice(&self, from: usize, to: usize) -> &'a str {
        let (Some((_, first)), Some((_, last))) =
            (self.words.get(from), to.checked_sub(1).and_then(|at| self.words.get(at)))
        else {
            return "";
        };
        self.text.get(first.start..last.end).unwrap_or_default()
    }
    /// Behind the parenthesis that closes the one at a place.
    pub(crate) fn behind(&self, open: usize) -> usize {
        let mut depth = 0usize;
        for at in open..self.len() {
            match self.get(at) {
                Some(Word::Sign('(')) => depth += 1,
                Some(Word::Sign(')')) => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return at + 1;
                    }
                }
                _ => {}
            }
        }
        self.len()
    }
}

fn quoted(slice: &str, style: &Style) -> Word {
    let inner = |open: usize, close: char| {
        let body = slice.get(open..slice.len().saturating_sub(close.len_utf8())).unwrap_or_default();
        body.replace(&format!("{close}{close}"), &close.to_string())
    };
    match slice.chars().next() {
        Some('"') if !style.spelling.double_quoted_text => Word::Name(inner(1, '"')),
        Some('`') => Word::Name(inner(1, '`')),
        Some('[') => Word::Name(inner(1, ']')),
        _ => Word::Text(slice.to_owned()),
    }
}

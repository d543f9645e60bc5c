//! Values as the grammar leaves them: a word, and behind it what makes it a call or a tagged literal.

use crate::grammar::Rule;
use crate::scan::Scanner;
use pest::iterators::{Pair, Pairs};
use std::iter::Peekable;

pub(crate) type Nodes<'a> = Peekable<Pairs<'a, Rule>>;

pub(crate) enum Value<'a> {
    Word(Pair<'a, Rule>),
    /// Name and arguments.
    Call(Pair<'a, Rule>, Pair<'a, Rule>),
    /// The tag, and the text with its backticks.
    Tagged(Pair<'a, Rule>, &'a str),
    /// A string, a negative number, a list or an object.
    Other(Pair<'a, Rule>),
}

impl<'a> Value<'a> {
    /// Takes one value from `nodes`, the pairs of `text`.
    pub(crate) fn take(text: &'a str, nodes: &mut Nodes<'a>) -> Option<Self> {
        let first = nodes.next()?;
        if first.as_rule() != Rule::path {
            return Some(Value::Other(first));
        }
        let end = first.as_span().end();
        if let Some(args) = nodes.next_if(|node| node.as_rule() == Rule::args) {
            return Some(Value::Call(first, args));
        }
        Some(match Scanner::new(text).ticked(end).and_then(|tick| text.get(end..tick)) {
            Some(ticked) => Value::Tagged(first, ticked),
            None => Value::Word(first),
        })
    }

    /// Where the value begins and ends in the text.
    pub(crate) fn range(&self) -> (usize, usize) {
        match self {
            Value::Word(node) | Value::Other(node) => (node.as_span().start(), node.as_span().end()),
            Value::Call(name, args) => (name.as_span().start(), args.as_span().end()),
            Value::Tagged(tag, text) => (tag.as_span().start(), tag.as_span().end() + text.len()),
        }
    }
}

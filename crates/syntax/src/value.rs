//! Values as the grammar leaves them: a word, and behind it what makes it a call or a tagged literal.

use crate::grammar::Rule;
use crate::scan::Scanner;
use pest::iterators::Pair;
use std::ops::Range;

type Node<'a> = Pair<'a, Rule>;

pub(crate) enum Value<'a> {
    Word(Node<'a>),
    /// Name and arguments.
    Call(Node<'a>, Node<'a>),
    /// The tag, and where the text with its backticks stands.
    Tagged(Node<'a>, Range<usize>),
    /// A string, a negative number, a list or an object.
    Other(Node<'a>),
}

impl<'a> Value<'a> {
    /// Takes one value from `nodes`, the pairs of `text`.
    pub(crate) fn take(text: &str, nodes: &mut impl Iterator<Item = Node<'a>>) -> Option<Self> {
        let first = nodes.next()?;
        Some(match first.as_rule() {
            Rule::expression => return Value::take(text, &mut first.into_inner()),
            Rule::path => Value::of_word(text, first, nodes.next()),
            _ => Value::Other(first),
        })
    }

    fn of_word(text: &str, word: Node<'a>, next: Option<Node<'a>>) -> Self {
        if let Some(args) = next.filter(|next| next.as_rule() == Rule::args) {
            return Value::Call(word, args);
        }
        let scan = Scanner::new(text);
        let tick = scan.spaces(word.as_span().end());
        match scan.ticked(tick) {
            Some(end) => Value::Tagged(word, tick..end),
            None => Value::Word(word),
        }
    }

    /// Where the value stands in the text.
    pub(crate) fn range(&self) -> Range<usize> {
        match self {
            Value::Word(node) | Value::Other(node) => node.as_span().start()..node.as_span().end(),
            Value::Call(name, args) => name.as_span().start()..args.as_span().end(),
            Value::Tagged(tag, text) => tag.as_span().start()..text.end,
        }
    }
}

/// An argument: perhaps a name, where its `:` ends, and perhaps a value.
pub(crate) struct Argument<'a> {
    pub(crate) name: Option<(Value<'a>, usize)>,
    pub(crate) value: Option<Value<'a>>,
}

impl<'a> Argument<'a> {
    /// Of the `arg` pair `node` in `text`.
    pub(crate) fn take(text: &str, node: Node<'a>) -> Self {
        let mut nodes = node.into_inner().peekable();
        let first = match nodes.next() {
            // The value behind the name stays in `nodes`.
            Some(word) if word.as_rule() == Rule::path => {
                let args = nodes.next_if(|node| node.as_rule() == Rule::args);
                Some(Value::of_word(text, word, args))
            }
            other => other.map(Value::Other),
        };
        let scan = Scanner::new(text);
        let colon = first.as_ref().map(|value| scan.gap(value.range().end));
        match (first, colon) {
            (Some(name), Some(colon)) if scan.byte(colon) == Some(b':') => {
                Argument { name: Some((name, colon + 1)), value: Value::take(text, &mut nodes) }
            }
            (value, _) => Argument { name: None, value },
        }
    }

    pub(crate) fn range(&self) -> Range<usize> {
        let name = self.name.as_ref().map(|(name, colon)| name.range().start..*colon);
        let value = self.value.as_ref().map(Value::range);
        match (name, value) {
            (Some(name), Some(value)) => name.start..value.end,
            (Some(range), None) | (None, Some(range)) => range,
            (None, None) => 0..0,
        }
    }
}

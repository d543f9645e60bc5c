//! What is offered, as it grows.

use super::context::{Context, Quotes};
use super::{Completion, CompletionKind, Completions};
use parallax_text::TextRange;

/// Takes what fits the word at the cursor.
pub(crate) struct Items<'a> {
    prefix: &'a str,
    range: TextRange,
    quotes: Quotes,
    list: Vec<Completion>,
    is_incomplete: bool,
}

impl<'a> Items<'a> {
    pub(crate) fn new(cx: &Context<'a>) -> Self {
        Items {
            prefix: cx.prefix(),
            range: cx.word,
            quotes: cx.quotes,
            list: Vec::new(),
            is_incomplete: false,
        }
    }

    /// Offers from here on replace from `start`, where signs stand that belong to the word.
    pub(crate) fn from(&mut self, cx: &Context<'a>, start: usize) {
        self.range.start = start as u32;
        self.prefix = cx.text.get(start..cx.cursor).unwrap_or_default();
    }

    /// Whether anything of the word is written.
    pub(crate) fn is_typing(&self) -> bool {
        !self.prefix.is_empty()
    }

    /// Offers a label that is inserted as it is; absent where it does not fit what is written.
    pub(crate) fn offer(&mut self, kind: CompletionKind, label: &str) -> Option<&mut Completion> {
        if !fits(self.prefix, label) {
            return None;
        }
        self.list.push(Completion {
            label: label.to_owned(),
            kind,
            detail: None,
            documentation: None,
            range: self.range,
            insert: label.to_owned(),
            is_snippet: false,
            rank: 1,
        });
        self.list.last_mut()
    }

    /// Offers a value that stands in quotes: they are added where they are missing.
    pub(crate) fn offer_text(&mut self, kind: CompletionKind, label: &str) -> Option<&mut Completion> {
        let quotes = self.quotes;
        let item = self.offer(kind, label)?;
        item.insert = match quotes {
            Quotes::Outside => format!("\"{label}\""),
            Quotes::Closed => label.to_owned(),
            Quotes::Open => format!("{label}\""),
        };
        Some(item)
    }

    /// Offers a label for which a snippet is inserted.
    pub(crate) fn offer_snippet(
        &mut self,
        kind: CompletionKind,
        label: &str,
        snippet: &str,
    ) -> Option<&mut Completion> {
        let item = self.offer(kind, label)?;
        item.insert = snippet.to_owned();
        item.is_snippet = true;
        Some(item)
    }

    /// Says that something was left out that whoever types for it should get.
    pub(crate) fn leave_out(&mut self) {
        self.is_incomplete = true;
    }

    pub(crate) fn finish(mut self) -> Completions {
        self.list.sort_by_key(|item| item.rank);
        Completions { items: self.list, is_incomplete: self.is_incomplete }
    }
}

impl Completion {
    pub(crate) fn doc(&mut self, text: &str) -> &mut Self {
        self.documentation = Some(text.to_owned());
        self
    }
    pub(crate) fn detail(&mut self, text: impl Into<String>) -> &mut Self {
        self.detail = Some(text.into());
        self
    }
    pub(crate) fn rank(&mut self, rank: u8) -> &mut Self {
        self.rank = rank;
        self
    }
}

/// Whether the letters of `typed` stand in `label` in this order, as editors filter.
fn fits(typed: &str, label: &str) -> bool {
    let mut letters = label.chars().flat_map(char::to_lowercase);
    typed.chars().flat_map(char::to_lowercase).all(|wanted| letters.any(|letter| letter == wanted))
}

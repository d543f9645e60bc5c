//! What is offered, as it grows.

use super::context::{Context, Quotes};
use super::{Completion, CompletionKind, Completions};
use parallax_text::TextRange;

/// More than this nobody reads, and editors are slow to take; what is typed leaves fewer.
const MOST: usize = 1000;

/// Takes what fits the word at the cursor.
pub(crate) struct Items<'a> {
    prefix: &'a str,
    range: TextRange,
    quotes: Quotes,
    /// What follows the word.
    next: Option<char>,
    list: Vec<Completion>,
    is_incomplete: bool,
}

impl<'a> Items<'a> {
    pub(crate) fn new(cx: &Context<'a>) -> Self {
        Items {
            prefix: cx.prefix(),
            range: cx.word,
            quotes: cx.quotes,
            next: cx.rest_of_line().chars().next(),
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

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }
    /// What was offered after the first `count`.
    pub(crate) fn since(&mut self, count: usize) -> impl Iterator<Item = &mut Completion> {
        self.list.iter_mut().skip(count)
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
        self.list.iter_mut().for_each(|item| keep_what_follows(item, self.next));
        self.list.sort_by_key(|item| item.rank);
        if self.list.len() > MOST {
            self.list.truncate(MOST);
            self.is_incomplete = true;
        }
        Completions { items: self.list, is_incomplete: self.is_incomplete }
    }
}

/// Parentheses or a colon that stand behind the word are not written again.
fn keep_what_follows(item: &mut Completion, next: Option<char>) {
    let sign = match next {
        Some(sign @ ('(' | ':')) => sign,
        Some(_) | None => return,
    };
    if let Some(at) = item.insert.find(sign) {
        item.insert.truncate(at);
        item.is_snippet = false;
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

/// Whether the letters of `typed` stand in `label` in this order, the first of them where a word begins: as editors
/// filter.
fn fits(typed: &str, label: &str) -> bool {
    let name = typed.trim_start_matches('@');
    let Some(first) = name.chars().next() else {
        return label.starts_with(typed);
    };
    let mut before = None;
    label.char_indices().any(|(at, char)| {
        let begins = match before {
            Some(before) if char::is_alphanumeric(before) => char.is_uppercase() && !before.is_uppercase(),
            Some(_) | None => true,
        };
        before = Some(char);
        let signs = || typed.len() == name.len() || label.starts_with('@');
        begins && same(char, first) && signs() && follow(name, label.get(at..).unwrap_or_default())
    })
}

fn same(a: char, b: char) -> bool {
    a.to_lowercase().eq(b.to_lowercase())
}

fn follow(typed: &str, label: &str) -> bool {
    let mut letters = label.chars();
    typed.chars().all(|wanted| letters.any(|letter| same(letter, wanted)))
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn letters_count_from_the_beginning_of_a_word() {
        let fitting = [
            ("", "SetNull"),
            ("sn", "SetNull"),
            ("nu", "SetNull"),
            ("@", "@id"),
            ("@@", "@@id"),
            ("@vc", "@db.VarChar"),
        ];
        assert!(fitting.iter().all(|(typed, label)| fits(typed, label)));
        let others = [("et", "SetNull"), ("@id", "@db.Oid"), ("@@", "@id"), ("x", ""), ("ns", "SetNull")];
        assert!(others.iter().all(|(typed, label)| !fits(typed, label)));
    }
}

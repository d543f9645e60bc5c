//! The texts of one schema while they are edited. Looks only at the blocks that an edit touched.

use crate::consequence::Base;
use crate::snapshot::{Options, Snapshot};
use parallax_syntax::{Edited, Edition, Work};
use parallax_text::{Edit, FileId, LineIndex, SourceMap, apply_edits};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// The files of one schema. Names are paths or whatever the caller takes for them; they are only compared.
#[derive(Debug, Default)]
pub struct Workspace {
    /// Sorted by name.
    documents: Vec<Document>,
    /// SQL in files beside the schema, by their names.
    beside: BTreeMap<Arc<str>, Arc<str>>,
    options: Arc<Options>,
    base: Option<Arc<Base>>,
    /// The state as it was last asked for, until something changes.
    current: Option<Snapshot>,
    revision: u64,
}

#[derive(Debug)]
struct Document {
    name: Arc<str>,
    text: Arc<str>,
    lines: OnceLock<Arc<LineIndex>>,
    /// Of the text as it was when it was last asked for.
    tree: Option<Edited>,
    /// What has changed since.
    change: Option<Change>,
}

/// What of a text is another now: `old` was there, and what is there now ends at `new_end`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Change {
    old: Range<usize>,
    new_end: usize,
}

impl Change {
    /// This change and then another one, as one that covers both.
    fn then(self, next: Change) -> Change {
        let end = self.new_end.max(next.old.end);
        Change {
            old: self.old.start.min(next.old.start)..self.old.end + (end - self.new_end),
            new_end: end - next.old.end + next.new_end,
        }
    }

    /// Absent where both texts are the same.
    fn between(before: &str, after: &str) -> Option<Change> {
        let (before, after) = (before.as_bytes(), after.as_bytes());
        let shorter = before.len().min(after.len());
        let start = same(shorter, |range| before[range.clone()] == after[range]);
        if start == before.len() && start == after.len() {
            return None;
        }
        let tail = |bytes: &[u8], range: Range<usize>| bytes.len() - range.end..bytes.len() - range.start;
        let back =
            same(shorter - start, |range| before[tail(before, range.clone())] == after[tail(after, range)]);
        Some(Change { old: start..before.len() - back, new_end: after.len() - back })
    }
}

/// The length of what is the same, of at most `length`; asks for larger parts while they are the same.
fn same(length: usize, is_same: impl Fn(Range<usize>) -> bool) -> usize {
    const PART: usize = 4096;
    let mut at = 0;
    while at + PART <= length && is_same(at..at + PART) {
        at += PART;
    }
    while at < length && is_same(at..at + 1) {
        at += 1;
    }
    at
}

impl Document {
    /// Takes a text that differs by a change.
    fn become_text(&mut self, text: Arc<str>, change: Change) {
        if let Some(lines) = self.lines.take() {
            self.lines = OnceLock::from(Arc::new(lines.edited(&text, &change.old, change.new_end)));
        }
        self.text = text;
        self.change = Some(match self.change.take() {
            Some(before) => before.then(change),
            None => change,
        });
    }

    fn lines(&self) -> &Arc<LineIndex> {
        self.lines.get_or_init(|| Arc::new(LineIndex::new(&self.text)))
    }

    /// The tree of the text as it is now, and what it took.
    fn tree(&mut self, file: FileId) -> (&Edited, Work) {
        let (tree, work) = match (self.tree.take(), self.change.take()) {
            (Some(tree), None) => (tree, Work::default()),
            // Another first line makes another language of all of it.
            (Some(tree), _) if tree.parsed().ast.edition != Edition::of(&self.name, &self.text) => {
                let tree = Edited::new(file, &self.text, Edition::of(&self.name, &self.text));
                let work = tree.work;
                (tree, work)
            }
            (Some(tree), Some(change)) => {
                let tree = tree.edited(&self.text, &change.old, change.new_end);
                let work = tree.work;
                (tree, work)
            }
            (None, _) => {
                let tree = Edited::new(file, &self.text, Edition::of(&self.name, &self.text));
                let work = tree.work;
                (tree, work)
            }
        };
        let is_same_file = tree.parsed().ast.file == file;
        (self.tree.insert(if is_same_file { tree } else { tree.as_file(file) }), work)
    }
}

impl Workspace {
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets the state that was last asked for, and gives it to whoever drops it where nobody waits: that of a large
    /// schema takes a while to drop.
    pub fn release(&mut self) -> Option<Snapshot> {
        self.current.take()
    }

    /// Adds a file, or replaces its text.
    pub fn set(&mut self, name: &str, text: impl Into<Arc<str>>) {
        let text = text.into();
        match self.find(name) {
            Ok(at) => {
                let document = &mut self.documents[at];
                let Some(change) = Change::between(&document.text, &text) else { return };
                document.become_text(text, change);
            }
            Err(at) => self.documents.insert(
                at,
                Document { name: name.into(), text, lines: OnceLock::new(), tree: None, change: None },
            ),
        }
        self.current = None;
    }

    /// The SQL of the files that stand beside the schema; all of them.
    pub fn set_beside(&mut self, beside: BTreeMap<Arc<str>, Arc<str>>) {
        if self.beside != beside {
            self.beside = beside;
            self.current = None;
        }
    }

    pub fn beside(&self) -> &BTreeMap<Arc<str>, Arc<str>> {
        &self.beside
    }

    /// Applies edits one after the other, each to the text that the one before left. False where there is no such
    /// file, or an edit does not fit its text; the rest is done all the same.
    pub fn edit(&mut self, name: &str, edits: &[Edit]) -> bool {
        let Ok(at) = self.find(name) else { return false };
        self.current = None;
        let document = &mut self.documents[at];
        let mut all = true;
        for edit in edits {
            let old = edit.range.as_usize();
            if document.text.get(old.clone()).is_none() {
                all = false;
                continue;
            }
            let text = apply_edits(&document.text, std::slice::from_ref(edit)).into();
            let new_end = old.start + edit.text.len();
            document.become_text(text, Change { old, new_end });
        }
        all
    }

    pub fn remove(&mut self, name: &str) {
        if let Ok(at) = self.find(name) {
            self.current = None;
            self.documents.remove(at);
        }
    }

    /// The lines of the text as it is now.
    pub fn lines(&self, name: &str) -> Option<&LineIndex> {
        Some(self.documents[self.find(name).ok()?].lines())
    }

    pub fn text(&self, name: &str) -> Option<&Arc<str>> {
        self.find(name).ok().map(|at| &self.documents[at].text)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.documents.iter().map(|document| &*document.name)
    }

    pub fn set_options(&mut self, options: Options) {
        self.current = None;
        self.options = Arc::new(options);
    }

    pub fn options(&self) -> &Options {
        &self.options
    }

    /// What the schema is compared with.
    pub fn set_base(&mut self, base: Option<Arc<Base>>) {
        self.current = None;
        self.base = base;
    }

    pub fn base(&self) -> Option<&Arc<Base>> {
        self.base.as_ref()
    }

    /// The state as it is now. Blocks that no edit touched are not looked at again.
    pub fn snapshot(&mut self) -> Snapshot {
        if let Some(current) = &self.current {
            return current.clone();
        }
        self.revision += 1;
        let mut sources = SourceMap::new();
        for (name, text) in &self.beside {
            sources.add_beside(name.clone(), text.clone());
        }
        let mut parsed = Vec::with_capacity(self.documents.len());
        let mut all = Work::default();
        for (document, id) in self.documents.iter_mut().zip(0..) {
            sources.add_with_lines(document.name.clone(), document.text.clone(), document.lines().clone());
            let (tree, work) = document.tree(FileId(id));
            parsed.push(tree.parsed().clone());
            all.split += work.split;
            all.parsed += work.parsed;
        }
        let (options, base) = (self.options.clone(), self.base.clone());
        let snapshot = Snapshot::new(self.revision, sources, parsed, options, base, all);
        self.current = Some(snapshot.clone());
        snapshot
    }

    fn find(&self, name: &str) -> Result<usize, usize> {
        self.documents.binary_search_by(|document| (*document.name).cmp(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use parallax_text::TextRange;

    #[test]
    fn edits_apply_one_after_the_other_and_refuse_what_does_not_fit() {
        let mut workspace = Workspace::new();
        workspace.set("b.prisma", "model é {}");
        workspace.set("a.prisma", "");
        let edit = |start, end, text: &str| Edit { range: TextRange::new(start, end), text: text.into() };
        assert!(workspace.edit("b.prisma", &[edit(0, 5, "enum"), edit(5, 7, "E")]));
        assert_eq!(workspace.text("b.prisma").map(|text| &**text), Some("enum E {}"));
        workspace.set("b.prisma", "é");
        assert!(!workspace.edit("b.prisma", &[edit(1, 2, ""), edit(0, 9, "")]));
        assert!(!workspace.edit("c.prisma", &[]));
        assert_eq!(workspace.names().collect::<Vec<_>>(), ["a.prisma", "b.prisma"]);
    }
}

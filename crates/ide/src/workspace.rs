//! The texts of one schema while they are edited. Parses only the blocks that an edit touched.

use crate::consequence::Base;
use crate::snapshot::{Options, Snapshot};
use parallax_syntax::{Cache, Parsed, parse_with};
use parallax_text::{Edit, FileId, LineIndex, SourceMap, apply_edits};
use std::sync::{Arc, OnceLock};

/// The files of one schema. Names are paths or whatever the caller takes for them; they are only compared.
#[derive(Debug, Default)]
pub struct Workspace {
    /// Sorted by name.
    documents: Vec<Document>,
    cache: Cache,
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
    lines: OnceLock<LineIndex>,
    /// Absent where the text has changed since, or the file has got another id.
    parsed: Option<Arc<Parsed>>,
}

impl Workspace {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file, or replaces its text.
    pub fn set(&mut self, name: &str, text: impl Into<Arc<str>>) {
        self.current = None;
        let text = text.into();
        match self.find(name) {
            Ok(at) => {
                self.documents[at].text = text;
                self.documents[at].lines = OnceLock::new();
                self.documents[at].parsed = None;
            }
            Err(at) => {
                self.documents
                    .insert(at, Document { name: name.into(), text, lines: OnceLock::new(), parsed: None });
                // Ids are positions: the files behind have others now.
                self.documents.iter_mut().skip(at).for_each(|document| document.parsed = None);
            }
        }
    }

    /// Applies edits one after the other, each to the text that the one before left. False where there is no such
    /// file, or an edit does not fit its text; the rest is done all the same.
    pub fn edit(&mut self, name: &str, edits: &[Edit]) -> bool {
        let Ok(at) = self.find(name) else { return false };
        self.current = None;
        let document = &mut self.documents[at];
        document.lines = OnceLock::new();
        document.parsed = None;
        let mut all = true;
        for edit in edits {
            if document.text.get(edit.range.as_usize()).is_none() {
                all = false;
                continue;
            }
            document.text = apply_edits(&document.text, std::slice::from_ref(edit)).into();
        }
        all
    }

    pub fn remove(&mut self, name: &str) {
        if let Ok(at) = self.find(name) {
            self.current = None;
            self.documents.remove(at);
            self.documents.iter_mut().skip(at).for_each(|document| document.parsed = None);
        }
    }

    /// The lines of the text as it is now.
    pub fn lines(&self, name: &str) -> Option<&LineIndex> {
        let document = &self.documents[self.find(name).ok()?];
        Some(document.lines.get_or_init(|| LineIndex::new(&document.text)))
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

    /// The state as it is now. Blocks that were parsed before are not parsed again.
    pub fn snapshot(&mut self) -> Snapshot {
        if let Some(current) = &self.current {
            return current.clone();
        }
        self.revision += 1;
        let mut sources = SourceMap::new();
        let mut parsed = Vec::with_capacity(self.documents.len());
        for (document, id) in self.documents.iter_mut().zip(0..) {
            sources.add(document.name.clone(), document.text.clone());
            let cache = &mut self.cache;
            let tree = document
                .parsed
                .get_or_insert_with(|| Arc::new(parse_with(cache, FileId(id), &document.text)));
            parsed.push(tree.clone());
        }
        let snapshot = Snapshot::new(self.revision, sources, parsed, self.options.clone(), self.base.clone());
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

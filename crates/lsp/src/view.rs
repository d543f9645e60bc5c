//! What a request looks at: one state of one schema, with the names and versions that the editor has for its files.

use crate::position::Lines;
use crate::settings::{Editor, Settings};
use crate::uri;
use lsp_types::{Location, TextDocumentPositionParams, Uri};
use parallax_ide::{Position, Snapshot};
use parallax_text::{FileId, Span, TextRange};
use std::path::PathBuf;
use std::sync::Arc;

/// A file of a snapshot, as the editor knows it.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) uri: Uri,
    /// Of the open document.
    pub(crate) version: Option<i32>,
}

#[derive(Debug, Clone)]
pub(crate) struct View {
    pub(crate) snapshot: Snapshot,
    /// By [`FileId`].
    pub(crate) files: Arc<[File]>,
    /// The schema's file or folder; absent for what is not on disk.
    pub(crate) schema: Option<PathBuf>,
    pub(crate) editor: Arc<Editor>,
    pub(crate) settings: Arc<Settings>,
}

impl View {
    pub(crate) fn file(&self, uri: &Uri) -> Option<FileId> {
        self.files.iter().position(|file| file.uri == *uri).map(|at| FileId(at as u32))
    }

    pub(crate) fn uri(&self, file: FileId) -> &Uri {
        &self.files[file.0 as usize].uri
    }

    pub(crate) fn lines(&self, file: FileId) -> Lines<'_> {
        let source = self.snapshot.sources().get(file);
        Lines { text: &source.text, index: source.lines(), encoding: self.editor.encoding }
    }

    pub(crate) fn position(&self, at: &TextDocumentPositionParams) -> Option<Position> {
        let file = self.file(&at.text_document.uri)?;
        Some(Position { file, offset: self.lines(file).offset(at.position) })
    }

    pub(crate) fn range(&self, file: FileId, range: TextRange) -> lsp_types::Range {
        self.lines(file).range(range)
    }

    pub(crate) fn location(&self, span: Span) -> Location {
        Location { uri: self.uri(span.file).clone(), range: self.range(span.file, span.range) }
    }

    /// The URI of a file that is not there yet, beside those that are.
    pub(crate) fn new_uri(&self, name: &str) -> Option<Uri> {
        let folder = match &self.schema {
            Some(schema) if schema.is_dir() => schema.clone(),
            Some(schema) => schema.parent()?.to_owned(),
            None => return None,
        };
        uri::of_path(&folder.join(name))
    }
}

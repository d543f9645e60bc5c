//! Editor words to the types of the protocol.

use crate::declare::{Declared, declare};
use crate::view::View;
use lsp_types::{
    CodeDescription, CreateFile, CreateFileOptions, Diagnostic, DiagnosticRelatedInformation,
    DiagnosticSeverity, DocumentChangeOperation, DocumentChanges, MarkupContent, MarkupKind, NumberOrString,
    OneOf, OptionalVersionedTextDocumentIdentifier, ResourceOp, TextDocumentEdit, TextEdit, Uri,
    WorkspaceEdit,
};
use parallax_diagnostics::{Rule, Severity};
use parallax_ide::SourceChange;
use parallax_text::{Edit, FileId};
use std::collections::{BTreeMap, HashMap};
use std::str::FromStr;

/// Where the pages of the rules are.
const PAGES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/reference");

pub(crate) fn diagnostic(view: &View, found: &parallax_diagnostics::Diagnostic) -> Diagnostic {
    let range = found.span().map_or_else(Default::default, |span| view.range(span.file, span.range));
    // The words beside the underline are drawn by terminals; here the underline has none.
    let message = match &found.help {
        Some(help) => format!("{}\n{help}", found.message),
        None => found.message.clone(),
    };
    let related = found.secondary.iter().filter(|_| view.editor.related_information).map(|label| {
        let message = if label.message.is_empty() { "see also".to_owned() } else { label.message.clone() };
        DiagnosticRelatedInformation { location: view.location(label.span), message }
    });
    let related: Vec<_> = related.collect();
    Diagnostic {
        range,
        severity: Some(severity(found.severity)),
        code: Some(NumberOrString::String(found.rule.code.to_owned())),
        code_description: page(found.rule).map(|href| CodeDescription { href }),
        source: Some("parallax".to_owned()),
        message,
        related_information: (!related.is_empty()).then_some(related),
        tags: None,
        data: None,
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Info => DiagnosticSeverity::INFORMATION,
    }
}

fn page(rule: &Rule) -> Option<Uri> {
    let page = if parallax_lint::find(rule.code).is_some() { "lint" } else { "diagnostics" };
    Uri::from_str(&format!("{PAGES}/{page}.md#{}-{}", rule.code.to_lowercase(), rule.slug)).ok()
}

pub(crate) fn markdown(value: impl Into<String>) -> MarkupContent {
    MarkupContent { kind: MarkupKind::Markdown, value: value.into() }
}

pub(crate) fn text_edit(view: &View, file: FileId, edit: &Edit) -> TextEdit {
    TextEdit { range: view.range(file, edit.range), new_text: edit.text.clone() }
}

pub(crate) fn text_edits(view: &View, file: FileId, edits: &[Edit]) -> Vec<TextEdit> {
    edits.iter().map(|edit| text_edit(view, file, edit)).collect()
}

/// Absent where it needs a new file, and the editor makes none.
#[expect(clippy::mutable_key_type, reason = "the protocol's type keys edits by URI")]
pub(crate) fn workspace_edit(view: &View, change: &SourceChange) -> Option<WorkspaceEdit> {
    let mut by_file: BTreeMap<FileId, Vec<TextEdit>> = BTreeMap::new();
    for (file, edit) in &change.edits {
        by_file.entry(*file).or_default().push(text_edit(view, *file, edit));
    }
    let mut new_files: Vec<(Uri, String)> = Vec::new();
    for (name, text) in &change.new_files {
        new_files.push((view.new_uri(name)?, text.clone()));
    }
    let mut settings = None;
    if !change.renames.is_empty() {
        match declare(view.schema.as_deref()?, &change.renames)? {
            Declared::Edit(uri, edit) => settings = Some((uri, edit)),
            Declared::NewFile(uri, text) => new_files.push((uri, text)),
        }
    }
    if !view.editor.document_changes {
        if !new_files.is_empty() {
            return None;
        }
        let changes = by_file.into_iter().map(|(file, edits)| (view.uri(file).clone(), edits));
        let changes: HashMap<Uri, Vec<TextEdit>> =
            changes.chain(settings.map(|(uri, edit)| (uri, vec![edit]))).collect();
        return Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() });
    }
    if !new_files.is_empty() && !view.editor.create_files {
        return None;
    }
    let mut operations = Vec::new();
    for (uri, text) in new_files {
        let options = CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(false) };
        let create = CreateFile { uri: uri.clone(), options: Some(options), annotation_id: None };
        operations.push(DocumentChangeOperation::Op(ResourceOp::Create(create)));
        let edit = TextEdit { range: Default::default(), new_text: text };
        operations.push(DocumentChangeOperation::Edit(edits_of(uri, None, vec![edit])));
    }
    for (file, edits) in by_file {
        let version = view.files[file.0 as usize].version;
        operations.push(DocumentChangeOperation::Edit(edits_of(view.uri(file).clone(), version, edits)));
    }
    if let Some((uri, edit)) = settings {
        operations.push(DocumentChangeOperation::Edit(edits_of(uri, None, vec![edit])));
    }
    Some(WorkspaceEdit {
        document_changes: Some(DocumentChanges::Operations(operations)),
        ..WorkspaceEdit::default()
    })
}

fn edits_of(uri: Uri, version: Option<i32>, edits: Vec<TextEdit>) -> TextDocumentEdit {
    TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.into_iter().map(OneOf::Left).collect(),
    }
}

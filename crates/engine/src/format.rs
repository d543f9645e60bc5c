//! Text in the common form, with what relations lack.

use parallax_text::{Edit, FileId, SourceMap, apply_edits};
use std::collections::BTreeMap;

/// The texts of the files of one schema, in the order of `files`. What is missing of relations is added where the rest
/// of the schema is clear; text that cannot be read stays as it is.
pub fn format(sources: &SourceMap, files: &[FileId]) -> Vec<String> {
    let parsed = crate::check::parse_files(sources, files);
    let asts: Vec<_> = parsed.iter().map(|parsed| &parsed.ast).collect();
    let mut edits: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
    for (file, edit) in parallax_schema::missing_parts(&asts, parallax_dialects::LANGUAGES, sources) {
        edits.entry(file).or_default().push(edit);
    }
    let formatted = files.iter().map(|file| {
        let text = &sources.get(*file).text;
        match edits.get(file) {
            Some(edits) => parallax_syntax::format(&apply_edits(text, edits)),
            None => parallax_syntax::format(text),
        }
    });
    formatted.collect()
}

/// As [`format`], for a schema of one file.
pub fn format_text(text: &str) -> String {
    let mut sources = SourceMap::new();
    let file = sources.add("schema", text);
    format(&sources, &[file]).concat()
}

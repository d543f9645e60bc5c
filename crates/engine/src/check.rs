//! Text to a schema whose meaning is known.

use parallax_diagnostics::Diagnostics;
use parallax_schema::Schema;
use parallax_text::{FileId, SourceMap};

/// What the files of one schema mean, and everything that is wrong with them, in one go.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// Without what could not be understood.
    pub schema: Schema,
    pub diagnostics: Diagnostics,
}

/// The files together are one schema, whatever their order.
pub fn check(sources: &SourceMap, files: &[FileId]) -> Checked {
    let parsed: Vec<_> =
        files.iter().map(|file| parallax_syntax::parse(*file, &sources.get(*file).text)).collect();
    let asts: Vec<_> = parsed.iter().map(|parsed| &parsed.ast).collect();
    let analysis = parallax_schema::analyze(&asts, parallax_dialects::LANGUAGES);
    let mut diagnostics = analysis.diagnostics;
    for parsed in parsed {
        diagnostics.extend(parsed.diagnostics);
    }
    diagnostics.sort();
    Checked { schema: analysis.schema, diagnostics }
}

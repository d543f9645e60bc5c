//! Text to a schema whose meaning is known.

use parallax_diagnostics::Diagnostics;
use parallax_text::{FileId, SourceMap};

/// What the files of one schema mean, and everything that is wrong with them, in one go.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    pub diagnostics: Diagnostics,
}

/// The files together are one schema, whatever their order.
pub fn check(sources: &SourceMap, files: &[FileId]) -> Checked {
    let mut checked = Checked::default();
    for file in files {
        let parsed = parallax_syntax::parse(*file, &sources.get(*file).text);
        checked.diagnostics.extend(parsed.diagnostics);
    }
    checked.diagnostics.sort();
    checked
}

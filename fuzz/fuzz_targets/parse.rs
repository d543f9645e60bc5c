//! Any bytes: parsing and analysing never panic, and every place that is reported lies in the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parallax_text::{FileId, SourceMap};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let mut sources = SourceMap::new();
    let file: FileId = sources.add("schema.prisma", text.as_ref());
    let checked = parallax_engine::check(&sources, &[file]);
    for diagnostic in checked.diagnostics.iter() {
        if let Some(span) = diagnostic.span() {
            assert!(span.range.start <= span.range.end && span.range.end as usize <= text.len(), "{diagnostic:?}");
        }
    }
});

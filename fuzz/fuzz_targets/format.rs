//! Any text: formatting is idempotent, and does not change what is read, nor how much is wrong.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parallax_syntax::{format, parse};
use parallax_text::FileId;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let once = format(&text);
    assert_eq!(format(&once), once, "formatting again changes the text");
    let (before, after) = (parse(FileId(0), &text), parse(FileId(0), &once));
    if !before.diagnostics.has_errors() {
        assert!(!after.diagnostics.has_errors(), "formatting breaks the text:\n{once}");
        assert_eq!(before.ast.blocks.len(), after.ast.blocks.len());
    }
});

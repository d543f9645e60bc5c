//! Any text: parsing block by block reads what parsing the whole file reads.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parallax_syntax::{parse, parse_whole};
use parallax_text::FileId;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let split = parse(FileId(0), &text);
    if split.diagnostics.has_errors() {
        return;
    }
    let whole = parse_whole(FileId(0), &text);
    assert_eq!(split.ast, whole.ast);
});

//! Any text as a migration's script: statements are found on every dialect, in order, apart, and without the space around.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parallax_dialect::Target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    for dialect in parallax_dialects::ALL {
        let upkeep = &dialect.live.upkeep;
        let target = Target::new(dialect);
        let mut end = 0;
        let mut before = 0..0;
        for range in (upkeep.split)(&text) {
            // SQL Server's `GO 2` says a batch twice.
            assert!(range.start >= end || range == before, "{range:?} after {end}");
            let statement = &text[range.clone()];
            assert_eq!(statement.trim_start(), statement);
            // A quote that is not closed holds all that follows.
            assert!(range.end == text.len() || statement.trim_end() == statement);
            assert!(!statement.is_empty());
            let _ = (upkeep.nature)(statement, &target);
            let _ = (upkeep.probes)(statement);
            let _ = (upkeep.remains)(statement);
            end = range.end;
            before = range;
        }
    }
});

//! Two SQL expressions, apart by a line `=====`: none breaks the parser, it does not matter which is asked first, and the
//! canonical form is its own.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parallax_dialect::Verdict;
use parallax_dialects::expression::{MYSQL, POSTGRES, SQLITE, printed, same};
use parallax_ir::Pair;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let (before, after) = text.split_once("=====").unwrap_or(("", &text));
    for spelling in [&POSTGRES, &MYSQL, &SQLITE] {
        let forth = same(Pair::new(before, after), spelling);
        assert_eq!(forth, same(Pair::new(after, before), spelling));
        assert_eq!(same(Pair::new(after, after), spelling), Verdict::Same);
    }
    if let Some(once) = printed(after, &POSTGRES) {
        assert_eq!(printed(&once, &POSTGRES).as_ref(), Some(&once), "{after}");
    }
});

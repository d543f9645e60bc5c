//! Any text as a script: it is read and replayed on every dialect, never ends the program, and says where it is unsure.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parallax_dialect::Target;
use parallax_sql::{Command, Replay, read};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    for dialect in parallax_dialects::ALL {
        let target = Target::new(dialect);
        let statements = read(&text, &target);
        for statement in &statements {
            assert_eq!(&text[statement.span.clone()], statement.text);
            assert_eq!(text[..statement.span.start].matches('\n').count() + 1, statement.line);
        }
        let mut replay = Replay::new(&target, "public");
        let effects = replay.run(&text);
        assert_eq!(effects.len(), statements.len());
        for effect in &effects {
            // What is not understood is never passed over.
            assert!(!matches!(effect.statement.command, Command::Unknown(_)) || effect.doubt.is_some());
        }
        let _ = replay.finish();
    }
});

//! A schema that is typed and torn: after every edit, every question has an answer that fits the text, and is what a
//! fresh start would say.
//!
//! The input is the schema up to the first NUL, and then edits: two bytes of place, one of length, one of the size of
//! what is put there, and that.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parallax_ide::consequence::{Base, BaseContent};
use parallax_ide::{Position, Workspace, ask_everything};
use parallax_text::{Edit, TextRange};
use std::sync::Arc;

const NAME: &str = "schema.prisma";

fuzz_target!(|bytes: &[u8]| {
    let (schema, mut script) = match bytes.iter().position(|byte| *byte == 0) {
        Some(end) => (&bytes[..end], &bytes[end + 1..]),
        None => (bytes, &[][..]),
    };
    let schema = String::from_utf8_lossy(schema).into_owned();
    let mut workspace = Workspace::new();
    workspace.set(NAME, schema.clone());
    let base = BaseContent::Schema(vec![(NAME.to_owned(), schema.into())]);
    workspace.set_base(Some(Arc::new(Base::new("the beginning", base))));
    while let [high, low, removed, size, rest @ ..] = script {
        let (put, rest) = rest.split_at(rest.len().min(usize::from(*size)));
        script = rest;
        let text = String::from_utf8_lossy(put).into_owned();
        let now = workspace.text(NAME).cloned().unwrap_or_default();
        let wanted = usize::from(u16::from_be_bytes([*high, *low])) % (now.len() + 1);
        let boundary = |at: usize| (at..=now.len()).find(|at| now.is_char_boundary(*at)).unwrap_or(now.len());
        let start = boundary(wanted);
        let end = boundary((start + usize::from(*removed)).min(now.len()));
        workspace.edit(NAME, &[Edit { range: TextRange::new(start, end), text }]);
        let snapshot = workspace.snapshot();
        let Some(file) = snapshot.file(NAME) else { return };
        let mut fresh = Workspace::new();
        fresh.set(NAME, snapshot.text(file));
        assert_eq!(snapshot.ast(file), fresh.snapshot().ast(file));
        let selection = TextRange::new(start, start + usize::from(*size));
        if let Err(wrong) = ask_everything(&snapshot, Position { file, offset: wanted as u32 }, selection) {
            panic!("{wrong}");
        }
    }
});

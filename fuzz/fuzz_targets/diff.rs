//! Two schemas, apart by a line `=====`: every plan replays, on every dialect, and a schema differs not from itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parallax_dialect::Target;
use parallax_diff::{Renames, prepare};
use parallax_ir::{Database, Pair};
use parallax_text::SourceMap;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let (before, after) = text.split_once("=====").unwrap_or(("", &text));
    for dialect in parallax_dialects::ALL {
        let target = Target::new(dialect);
        let (Some(before), Some(after)) = (database(before, &target), database(after, &target)) else { return };
        assert!(prepare(Pair::new(&after, &after), &target, &Renames::default()).changes().is_empty());
        for pair in [Pair::new(&before, &after), Pair::new(&after, &before)] {
            let prepared = prepare(pair, &target, &Renames::default());
            let plan = parallax_plan::plan(&prepared, &prepared.changes(), &target);
            if let Err(broken) = parallax_plan::verify(&plan, &prepared) {
                panic!("{}: {broken}\n{:#?}", target.dialect.name, plan.steps);
            }
        }
    }
});

/// The text as this database would hold it, whatever provider it names; nothing where it is no valid schema.
fn database(text: &str, target: &Target) -> Option<Database> {
    let text = format!("datasource db {{\n  provider = \"{}\"\n}}\n{text}", target.dialect.language.providers[0]);
    let mut sources = SourceMap::new();
    let file = sources.add("schema.prisma", text);
    let checked = parallax_engine::check(&sources, &[file]);
    if checked.diagnostics.has_errors() {
        return None;
    }
    Some(parallax_lower::lower(&checked.schema, target).database)
}

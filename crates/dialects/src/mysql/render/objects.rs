//! Views, triggers, routines; and sequences, which only MariaDB has.

use crate::mysql::sql::table_name;
use parallax_ir::{Object, ObjectKind, Pair, Sequence, SequenceOptions};

pub(super) fn drop(object: &Object) -> String {
    let kind = object.key.kind.as_str().to_uppercase();
    format!("DROP {kind} {}", table_name(&object.key.name))
}

/// Views are replaced in place; everything else goes and comes again.
pub(super) fn replace(pair: &Pair<Object>) -> Vec<String> {
    let definition = pair.after.definition.as_str();
    let create =
        ["CREATE VIEW ", "create view "].into_iter().find_map(|start| definition.strip_prefix(start));
    match (pair.after.key.kind, create) {
        (ObjectKind::View, Some(rest)) => vec![format!("CREATE OR REPLACE VIEW {rest}")],
        _ => vec![drop(&pair.before), definition.to_owned()],
    }
}

pub(super) fn create_sequence(sequence: &Sequence) -> String {
    format!("CREATE SEQUENCE {}{}", table_name(&sequence.name), options(&sequence.options, " START WITH "))
}

pub(super) fn alter_sequence(sequence: &Sequence) -> String {
    format!("ALTER SEQUENCE {}{}", table_name(&sequence.name), options(&sequence.options, " START WITH "))
}

fn options(options: &SequenceOptions, start: &str) -> String {
    let numbers = [
        (start, options.start),
        (" INCREMENT BY ", options.increment),
        (" MINVALUE ", options.min_value),
        (" MAXVALUE ", options.max_value),
        (" CACHE ", options.cache),
    ];
    let mut text: String = numbers
        .into_iter()
        .filter_map(|(word, number)| number.map(|number| format!("{word}{number}")))
        .collect();
    if options.cycle {
        text.push_str(" CYCLE");
    }
    text
}

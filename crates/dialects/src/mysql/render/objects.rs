//! Views, triggers, routines; and sequences, which only MariaDB has.

use crate::mysql::objects::statement;
use crate::mysql::server;
use crate::mysql::sql::table_name;
use parallax_dialect::Target;
use parallax_ir::{Definition, Object, ObjectKey, ObjectKind, Pair, QName, Sequence, SequenceOptions};

pub(super) fn drop(object: &Object) -> String {
    let kind = object.key.kind.as_str().to_uppercase();
    format!("DROP {kind} {}", table_name(&object.key.name))
}

/// MySQL replaces views only, MariaDB everything; what was read as a whole statement goes and comes again.
pub(super) fn replace(pair: &Pair<Object>, target: &Target) -> Vec<String> {
    if pair.after.key.kind == ObjectKind::Event {
        return vec![statement(&pair.after, "ALTER")];
    }
    let can = server::is_mariadb(target) || pair.after.key.kind == ObjectKind::View;
    if can && !matches!(pair.after.definition, Definition::Statement(_)) {
        return vec![statement(&pair.after, "CREATE OR REPLACE")];
    }
    vec![drop(&pair.before), statement(&pair.after, "CREATE")]
}

/// <https://dev.mysql.com/doc/refman/8.4/en/rename-table.html>
pub(super) fn rename(from: &ObjectKey, to: &QName) -> String {
    if from.kind == ObjectKind::Event {
        return format!("ALTER EVENT {} RENAME TO {}", table_name(&from.name), table_name(to));
    }
    format!("RENAME TABLE {} TO {}", table_name(&from.name), table_name(to))
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

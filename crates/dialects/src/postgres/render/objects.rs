//! Extensions, sequences; and what moves between schemas.

use crate::postgres::LANGUAGE;
use crate::postgres::sql::{qualified, quote, string};
use parallax_ir::{Extension, Name, Pair, QName, Sequence, SequenceOptions};

pub(super) fn create_extension(extension: &Extension) -> Vec<String> {
    let mut sql = format!("CREATE EXTENSION IF NOT EXISTS {}", quote(&extension.name));
    if extension.schema.is_some() || extension.version.is_some() {
        sql.push_str(" WITH");
    }
    if let Some(schema) = &extension.schema {
        sql.push_str(&format!(" SCHEMA {}", quote(schema)));
    }
    if let Some(version) = &extension.version {
        sql.push_str(&format!(" VERSION {}", quote(version)));
    }
    vec![sql]
}

pub(super) fn alter_extension(pair: &Pair<Extension>) -> Vec<String> {
    let Pair { before, after } = pair;
    let name = quote(&after.name);
    let mut statements = Vec::new();
    if after.version.is_some() && before.version != after.version {
        let version = after.version.as_deref().unwrap_or_default();
        statements.push(format!("ALTER EXTENSION {name} UPDATE TO {}", quote(version)));
    }
    if after.schema.is_some() && before.schema != after.schema {
        let schema = after.schema.as_deref().unwrap_or_default();
        statements.push(format!("ALTER EXTENSION {name} SET SCHEMA {}", quote(schema)));
    }
    statements
}

/// ALTER … SET SCHEMA and RENAME TO, as far as needed. `rename_first` where the old name is taken in the new schema.
pub(super) fn relocate(kind: &str, from: &QName, to: &QName, rename_first: bool) -> Vec<String> {
    let rename = |at: &QName| format!("ALTER {kind} {} RENAME TO {}", qualified(at), quote(&to.name));
    let schema = to.schema.as_deref().or(LANGUAGE.default_namespace).unwrap_or_default();
    let moved = |at: &QName| format!("ALTER {kind} {} SET SCHEMA {}", qualified(at), quote(schema));
    match (from.schema != to.schema, from.name != to.name) {
        (true, true) if rename_first => vec![rename(from), moved(&from.sibling(to.name.clone()))],
        (true, true) => vec![moved(from), rename(&to.sibling(from.name.clone()))],
        (true, false) => vec![moved(from)],
        (false, true) => vec![rename(from)],
        (false, false) => Vec::new(),
    }
}

// -- sequences ------------------------------------------------------------------------------------------------------

pub(super) fn create_sequence(sequence: &Sequence) -> Vec<String> {
    let ty = sequence.ty.as_ref().map(|ty| format!(" AS {ty}")).unwrap_or_default();
    let options = option_words(&sequence.options).join(" ");
    let create = format!("CREATE SEQUENCE {}{ty} {options}", qualified(&sequence.name)).trim_end().to_owned();
    let comment = sequence.comment.as_ref().map(|comment| sequence_comment(&sequence.name, Some(comment)));
    std::iter::once(create).chain(comment).collect()
}

fn sequence_comment(name: &QName, comment: Option<&Name>) -> String {
    format!("COMMENT ON SEQUENCE {} IS {}", qualified(name), comment_sql(comment))
}

/// Only what differs; what is not given any more goes back to its default.
pub(super) fn alter_sequence(pair: &Pair<Sequence>) -> Vec<String> {
    let Pair { before, after } = pair;
    let mut words = changed_words(pair.as_ref().map(|sequence| &sequence.options));
    if before.ty != after.ty {
        words.insert(0, format!("AS {}", after.ty.as_deref().unwrap_or("bigint")));
    }
    let mut statements = Vec::new();
    if !words.is_empty() {
        statements.push(format!("ALTER SEQUENCE {} {}", qualified(&after.name), words.join(" ")));
    }
    if before.comment != after.comment {
        statements.push(sequence_comment(&after.name, after.comment.as_ref()));
    }
    statements
}

/// Of `GENERATED … AS IDENTITY (…)`, with a space in front; empty without options.
pub fn identity_sql(options: &SequenceOptions) -> String {
    let words = option_words(options);
    if words.is_empty() { String::new() } else { format!(" ({})", words.join(" ")) }
}

fn option_words(options: &SequenceOptions) -> Vec<String> {
    let number = |word: &str, value: Option<i64>| value.map(|value| format!("{word} {value}"));
    let words = [
        options.virtual_.then(|| "VIRTUAL".to_owned()),
        number("INCREMENT", options.increment),
        number("CACHE", options.cache),
        number("START", options.start),
        number("MINVALUE", options.min_value),
        number("MAXVALUE", options.max_value),
        options.cycle.then(|| "CYCLE".to_owned()),
    ];
    words.into_iter().flatten().collect()
}

/// What turns one set of options into another.
pub(super) fn changed_words(options: Pair<&SequenceOptions>) -> Vec<String> {
    let Pair { before, after } = options;
    let number = |word: &str, before: Option<i64>, after: Option<i64>, default: &str| {
        let value = after.map_or_else(|| default.to_owned(), |value| format!("{word} {value}"));
        (before != after).then_some(value)
    };
    let words = [
        number("MINVALUE", before.min_value, after.min_value, "NO MINVALUE"),
        number("MAXVALUE", before.max_value, after.max_value, "NO MAXVALUE"),
        number("INCREMENT", before.increment, after.increment, "INCREMENT 1"),
        number("START", before.start, after.start, "START 1"),
        number("CACHE", before.cache, after.cache, "CACHE 1"),
        (before.cycle != after.cycle).then(|| if after.cycle { "CYCLE" } else { "NO CYCLE" }.to_owned()),
    ];
    words.into_iter().flatten().collect()
}

pub(super) fn comment_sql(comment: Option<&Name>) -> String {
    comment.map_or_else(|| "NULL".to_owned(), |text| string(text))
}

//! How PostgreSQL reads definitions: types by all their names, defaults, and the names that it gives itself.

use super::LANGUAGE;
use super::finish::finish;
use super::live::{columns, decode, defaults, split};
use super::types_text::signature;
use parallax_dialect::lexis::{Kind, Tokens};
use parallax_dialect::{Ddl, DeclaredType, DroppedColumn, Implied, ImpliedKind, Target, Version, dump_head};
use parallax_ir::{Action, BaseType, ColumnType, Name, Options, TypeArg};

pub(crate) const DDL: Ddl = Ddl {
    lexis: split::LEXIS,
    replays: true,
    folds_names: true,
    cuts_names_at: Some(LANGUAGE.max_identifier),
    digits_begin_names: false,
    any_case: false,
    inline_indexes: false,
    maria_comments: false,
    selects_into: true,
    literal,
    column_type: |text, _| column_type(text),
    default: |text, ty, _| defaults::parse(text.trim(), ty),
    implied_name,
    dropped_column: DroppedColumn::TakesAll,
    default_action: Action::NoAction,
    keys_hold_null: false,
    objects_in_tables: true,
    signature,
    indexes_in_namespace: true,
    unique_is_index: false,
    settle: finish,
    finish: |_, _| {},
    table_options,
    dumped_by,
    is_tool: |name| parallax_dialect::OWN_TABLES.contains(&name) || decode::is_tool_name(name),
};

/// `'…'`, `E'…'`, `$tag$…$tag$`.
pub(crate) fn literal(text: &str) -> Option<String> {
    if let Some(inner) = text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        return Some(inner.replace("''", "'"));
    }
    if text.starts_with(['e', 'E']) {
        return defaults::text(text);
    }
    let tag = text.strip_prefix('$')?.find('$')? + 2;
    text.get(tag..text.len().checked_sub(tag)?).map(str::to_owned)
}

fn table_options(words: &[(String, String)], _: &Target) -> Options {
    words.iter().map(|(key, value)| (Name::from(key), decode::option_value(value))).collect()
}

/// `pg_dump` says who was dumped.
fn dumped_by(script: &str) -> Option<Version> {
    dump_head(script).find(|line| line.starts_with("-- PostgreSQL database dump"))?;
    let version = dump_head(script).find_map(|line| line.strip_prefix("-- Dumped from database version "));
    Some(version.and_then(Version::leading).unwrap_or(super::DIALECT.default_version))
}

// -- types ----------------------------------------------------------------------------------------------------------

/// A type in its parts: `timestamp (3) with time zone []`.
struct Spelled {
    /// In lower case, with single spaces; names in quotes keep them.
    words: String,
    /// Between the parentheses, as written.
    args: Option<String>,
    list: bool,
}

fn spelled(text: &str) -> Spelled {
    let tokens: Vec<_> = Tokens::new(text, &split::LEXIS).collect();
    let mut found = Spelled { words: String::new(), args: None, list: false };
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let piece = text.get(token.range.clone()).unwrap_or_default();
        match token.kind {
            Kind::Symbol('(') => {
                let end = tokens.iter().skip(at).position(|token| token.kind == Kind::Symbol(')'));
                let end = end.map_or(tokens.len(), |end| at + end);
                let inside = tokens.get(at + 1).zip(tokens.get(end));
                let inside = inside.and_then(|(first, last)| text.get(first.range.start..last.range.start));
                found.args = inside.map(|args| args.trim().to_owned());
                at = end;
            }
            Kind::Symbol('[') => {
                found.list = true;
                at += tokens.iter().skip(at).position(|token| token.kind == Kind::Symbol(']')).unwrap_or(0);
            }
            Kind::Symbol('.') => found.words.push('.'),
            Kind::Word if piece.eq_ignore_ascii_case("array") && at > 0 => found.list = true,
            Kind::Word | Kind::Quoted | Kind::Executable | Kind::Symbol(_) => {
                if !found.words.is_empty() && !found.words.ends_with('.') {
                    found.words.push(' ');
                }
                let quoted = token.kind == Kind::Quoted;
                found.words.push_str(&if quoted { plain_name(piece) } else { piece.to_lowercase() });
            }
        }
        at += 1;
    }
    if let Some(rest) = found.words.strip_prefix("pg_catalog.") {
        found.words = rest.to_owned();
    }
    found
}

/// Quotes stay only where the name needs them.
fn plain_name(quoted: &str) -> String {
    let inner = quoted.trim_matches('"');
    let plain = inner.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && inner.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    // `"char"` is a type of its own.
    if plain && inner != "char" { inner.to_owned() } else { quoted.to_owned() }
}

/// The name in `pg_type` of a type, by the words that SQL has for it; and what counts.
/// <https://www.postgresql.org/docs/current/datatype.html#DATATYPE-TABLE>
const NAMES: &[(&str, &str)] = &[
    ("int", "int4"),
    ("integer", "int4"),
    ("smallint", "int2"),
    ("bigint", "int8"),
    ("serial", "int4"),
    ("serial4", "int4"),
    ("bigserial", "int8"),
    ("serial8", "int8"),
    ("smallserial", "int2"),
    ("serial2", "int2"),
    ("real", "float4"),
    ("float", "float8"),
    ("double precision", "float8"),
    ("decimal", "numeric"),
    ("dec", "numeric"),
    ("character varying", "varchar"),
    ("char varying", "varchar"),
    ("national character varying", "varchar"),
    ("char", "bpchar"),
    ("character", "bpchar"),
    ("national character", "bpchar"),
    ("nchar", "bpchar"),
    ("boolean", "bool"),
    ("bit varying", "varbit"),
    ("timestamp without time zone", "timestamp"),
    ("timestamp with time zone", "timestamptz"),
    ("time without time zone", "time"),
    ("time with time zone", "timetz"),
];

const SERIAL: &[&str] = &["serial", "serial4", "bigserial", "serial8", "smallserial", "serial2"];

fn internal(words: &str) -> &str {
    let known = NAMES.iter().find(|(name, _)| *name == words);
    // Citext can be in any namespace.
    let bare = words.rsplit_once('.').filter(|(_, name)| *name == "citext").map(|(_, name)| name);
    known.map_or(bare.unwrap_or(words), |(_, internal)| internal)
}

/// As the type modifier holds it. <https://www.postgresql.org/docs/current/catalog-pg-attribute.html>
fn modifier(spelled: &Spelled, internal: &str) -> i64 {
    let numbers: Vec<i64> =
        spelled.args.iter().flat_map(|args| args.split(',')).filter_map(|n| n.trim().parse().ok()).collect();
    let is_varying_char = spelled.words == "bpchar";
    match (internal, numbers.as_slice()) {
        ("bpchar", []) if !is_varying_char => 5,
        ("bit", []) => 1,
        ("varchar" | "bpchar", [length, ..]) => length + 4,
        ("numeric", [precision]) => (precision << 16) + 4,
        ("numeric", [precision, scale, ..]) => (precision << 16 | (scale & 0x7ff)) + 4,
        (_, [number, ..]) => *number,
        _ => -1,
    }
}

pub(crate) fn column_type(text: &str) -> DeclaredType {
    let spelled = spelled(text);
    let mut internal = internal(&spelled.words);
    let counts = SERIAL.contains(&spelled.words.as_str());
    // `float(24)` is the longest that four bytes hold.
    if spelled.words == "float"
        && spelled.args.as_deref().and_then(|args| args.parse::<u32>().ok()).is_some_and(|n| n <= 24)
    {
        internal = "float4";
    }
    let native = columns::native(internal, modifier(&spelled, internal));
    let base = match native {
        Some((name, args)) => BaseType::Native {
            name: Name::new_static(name),
            args: args.into_iter().map(TypeArg::Number).collect(),
        },
        None => BaseType::Other(formatted(&spelled).into()),
    };
    DeclaredType {
        ty: ColumnType { base, list: spelled.list },
        options: Options::new(),
        counts,
        required: counts,
    }
}

/// As `format_type` prints what is no native type.
fn formatted(spelled: &Spelled) -> String {
    let words = match spelled.words.as_str() {
        "bpchar" => "character",
        words => words,
    };
    match &spelled.args {
        Some(args) => {
            let args: Vec<&str> = args.split(',').map(str::trim).collect();
            // `interval day to second (3)` keeps its words in front.
            format!("{words}({})", args.join(","))
        }
        None => words.to_owned(),
    }
}

// -- names ----------------------------------------------------------------------------------------------------------

/// `ChooseIndexName`, `ChooseConstraintName` and `ChooseRelationName` of the server: `<table>_<columns>_<label>`, with a
/// number behind it where that is taken.
fn implied_name(implied: &Implied<'_>, taken: &dyn Fn(&str) -> bool) -> Option<Name> {
    let label = match implied.what {
        ImpliedKind::PrimaryKey => "pkey",
        ImpliedKind::Unique => "key",
        ImpliedKind::Index => "idx",
        ImpliedKind::ForeignKey => "fkey",
        ImpliedKind::Check | ImpliedKind::ColumnCheck => "check",
        ImpliedKind::Exclusion => "excl",
        ImpliedKind::Sequence => "seq",
    };
    let middle = match implied.what {
        ImpliedKind::PrimaryKey => None,
        // A check of the table is named after a column only where it speaks of one alone.
        ImpliedKind::Check if implied.columns.len() != 1 => None,
        _ => Some(joined(implied.columns)),
    };
    let mut numbers = std::iter::once(String::new()).chain((1..).map(|number: u32| number.to_string()));
    let mut names = numbers
        .by_ref()
        .map(|number| object_name(&implied.table.name.name, middle.as_deref(), &format!("{label}{number}")));
    names.find(|name| !taken(name)).map(Name::from)
}

fn joined(columns: &[Name]) -> String {
    let mut text = String::new();
    for column in columns {
        if !text.is_empty() {
            text.push('_');
        }
        text.push_str(column);
        if text.len() > LANGUAGE.max_identifier {
            break;
        }
    }
    text
}

/// `makeObjectName`: the longer of both parts is cut until all of it fits.
fn object_name(first: &str, second: Option<&str>, label: &str) -> String {
    let overhead = label.len() + 1 + usize::from(second.is_some());
    let room = LANGUAGE.max_identifier.saturating_sub(overhead);
    let (mut left, mut right) = (first.len(), second.map_or(0, str::len));
    while left + right > room {
        if left > right { left -= 1 } else { right -= 1 }
    }
    let cut = |text: &str, limit: usize| {
        let end = (0..=limit.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        text.get(..end).unwrap_or_default().to_owned()
    };
    match second {
        Some(second) => format!("{}_{}_{label}", cut(first, left), cut(second, right)),
        None => format!("{}_{label}", cut(first, left)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::postgres::{DIALECT, sql::type_sql};
    use parallax_ir::{QName, Table};

    #[test]
    fn types_are_known_by_all_their_names() {
        let of = |text: &str| type_sql(&column_type(text).ty, &Target::new(&DIALECT));
        let all = [
            "int",
            "INT4",
            "bigint",
            "serial",
            "VARCHAR(191)",
            "character varying",
            "character(3)",
            "char",
            "bpchar",
            "numeric(10, 2)",
            "decimal",
            "timestamp(3) without time zone",
            "TIMESTAMPTZ",
            "time with time zone",
            "double precision",
            "float(24)",
            "text[]",
            "integer ARRAY[4]",
            "public.citext",
            "\"Role\"[]",
            "auth.role",
            "interval",
            "geometry(Point, 4326)",
            "pg_catalog.int4",
            "\"char\"",
            "bit(3)",
            "tsvector",
        ];
        let lines: Vec<String> = all.iter().map(|text| format!("{text} → {}", of(text))).collect();
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn names_are_those_of_the_server() {
        let table = Table::new(QName::bare("users"));
        let name = |what, columns: &[&str], taken: &[&str]| {
            let columns: Vec<Name> = columns.iter().map(|name| Name::from(*name)).collect();
            implied_name(&Implied { what, table: &table, columns: &columns }, &|name| taken.contains(&name))
                .unwrap_or_default()
        };
        assert_eq!(name(ImpliedKind::PrimaryKey, &["id"], &[]), "users_pkey");
        assert_eq!(name(ImpliedKind::Unique, &["a", "b"], &["users_a_b_key"]), "users_a_b_key1");
        assert_eq!(name(ImpliedKind::Check, &["a", "b"], &[]), "users_check");
        assert_eq!(name(ImpliedKind::Check, &["a"], &[]), "users_a_check");
        let long = "c".repeat(70);
        assert_eq!(name(ImpliedKind::ForeignKey, &[&long], &[]), format!("users_{}_fkey", "c".repeat(52)));
    }
}

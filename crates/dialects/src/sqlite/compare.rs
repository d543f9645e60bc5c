//! Which types and defaults are one to SQLite.

use super::render::default_sql;
use crate::{expression, values};
use parallax_dialect::{Target, Verdict};
use parallax_ir::{BaseType, ColumnType, Default, Pair};

/// What values of a declared type are for. Finer than SQLite's affinities: programs tell booleans from numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Integer,
    BigInteger,
    Real,
    Decimal,
    Text,
    Blob,
    Boolean,
    DateTime,
    Json,
}

/// By the first word of the declared type, in capitals.
const FAMILIES: &[(&str, Family)] = &[
    ("INT", Family::Integer),
    ("INTEGER", Family::Integer),
    ("TINYINT", Family::Integer),
    ("SMALLINT", Family::Integer),
    ("MEDIUMINT", Family::Integer),
    ("INT2", Family::Integer),
    ("INT4", Family::Integer),
    ("SERIAL", Family::Integer),
    ("BIGINT", Family::BigInteger),
    ("INT8", Family::BigInteger),
    ("UNSIGNED", Family::BigInteger),
    ("REAL", Family::Real),
    ("FLOAT", Family::Real),
    ("DOUBLE", Family::Real),
    ("NUMERIC", Family::Decimal),
    ("DECIMAL", Family::Decimal),
    ("TEXT", Family::Text),
    ("VARCHAR", Family::Text),
    ("CHAR", Family::Text),
    ("NCHAR", Family::Text),
    ("NVARCHAR", Family::Text),
    ("CHARACTER", Family::Text),
    ("VARYING", Family::Text),
    ("NATIVE", Family::Text),
    ("CLOB", Family::Text),
    ("STRING", Family::Text),
    ("BLOB", Family::Blob),
    ("BINARY", Family::Blob),
    ("VARBINARY", Family::Blob),
    ("BOOL", Family::Boolean),
    ("BOOLEAN", Family::Boolean),
    ("DATE", Family::DateTime),
    ("DATETIME", Family::DateTime),
    ("TIMESTAMP", Family::DateTime),
    ("JSON", Family::Json),
    ("JSONB", Family::Json),
];

/// Absent where nobody knows what the type is for.
pub(super) fn family(ty: &ColumnType) -> Option<Family> {
    let sql = super::render::type_name(ty);
    let word = sql.split(|c: char| c == '(' || c.is_whitespace()).find(|word| !word.is_empty())?;
    FAMILIES.iter().find(|(name, _)| word.eq_ignore_ascii_case(name)).map(|(_, family)| *family)
}

/// Names of SQLite's own types count; a type that somebody else wrote (`VARCHAR(255)`) is as good as another for the
/// same purpose, since a column takes any value whatever it declares.
pub(super) fn same_type(types: Pair<&ColumnType>, _: &Target) -> bool {
    let Pair { before, after } = types;
    if before.list != after.list {
        return false;
    }
    match (&before.base, &after.base) {
        (BaseType::Native { name: a, .. }, BaseType::Native { name: b, .. }) => a == b,
        _ => {
            let same_name =
                super::render::type_name(before).eq_ignore_ascii_case(super::render::type_name(after));
            same_name || family(before).is_some_and(|known| family(after) == Some(known))
        }
    }
}

/// SQLite keeps defaults as text: what is written alike is alike.
pub(super) fn same_default(
    defaults: Pair<Option<&Default>>,
    types: Pair<&ColumnType>,
    target: &Target,
) -> bool {
    match (defaults.before, defaults.after) {
        (None, None) | (_, Some(Default::Unspecified)) => true,
        // What was left to the database may be anything, so that only writing it makes sure.
        (Some(Default::Unspecified), _) | (None, Some(_)) | (Some(_), None) => false,
        (Some(before), Some(after)) => {
            values::same(before, after)
                || same_moment(before, after)
                || same_bytes(before, after)
                || same_text(
                    &default_sql(before, types.before, target),
                    &default_sql(after, types.after, target),
                )
        }
    }
}

/// What is not understood is not the same, unless it is the same words.
fn same_text(before: &str, after: &str) -> bool {
    expression::same(Pair::new(before, after), &expression::SQLITE) == Verdict::Same
}

/// A time stamp that comes back from the catalog as a string.
fn same_moment(a: &Default, b: &Default) -> bool {
    match (a, b) {
        (Default::DateTime(_), Default::String(text)) => values::same(a, &Default::DateTime(text.clone())),
        (Default::String(text), Default::DateTime(_)) => values::same(&Default::DateTime(text.clone()), b),
        _ => false,
    }
}

/// Prisma writes bytes as a string of hexadecimal digits. Programs that use its client never see that default, so
/// the column is left as it is.
fn same_bytes(a: &Default, b: &Default) -> bool {
    match (a, b) {
        (Default::Bytes(bytes), Default::String(text)) | (Default::String(text), Default::Bytes(bytes)) => {
            text.eq_ignore_ascii_case(&values::hex(bytes))
        }
        _ => false,
    }
}

//! Which types and defaults are one to SQL Server.

use super::live::defaults::unwrapped;
use super::sql::{default_sql, type_sql};
use crate::{expression, values};
use parallax_dialect::{Target, Verdict};
use parallax_ir::{ColumnType, Default, Pair};

/// What a type means where it is written without arguments.
const IMPLIED: &[(&str, &str)] = &[
    ("NVARCHAR", "NVARCHAR(1)"),
    ("VARCHAR", "VARCHAR(1)"),
    ("NCHAR", "NCHAR(1)"),
    ("CHAR", "CHAR(1)"),
    ("VARBINARY", "VARBINARY(1)"),
    ("BINARY", "BINARY(1)"),
    ("DECIMAL", "DECIMAL(18,0)"),
    ("NUMERIC", "DECIMAL(18,0)"),
    ("FLOAT", "FLOAT(53)"),
    ("DATETIME2", "DATETIME2(7)"),
    ("DATETIMEOFFSET", "DATETIMEOFFSET(7)"),
    ("TIME", "TIME(7)"),
];

pub(super) fn same_type(types: Pair<&ColumnType>, target: &Target) -> bool {
    let canonical = types.map(|ty| {
        let sql = type_sql(ty, target).to_uppercase().replace(' ', "");
        let implied = IMPLIED.iter().find(|(bare, _)| *bare == sql);
        let sql = implied.map_or(sql, |(_, full)| (*full).to_owned());
        by_size(&sql).map_or(sql, str::to_owned)
    });
    canonical.before == canonical.after
}

/// Floating point has four bytes or eight, whatever the number of bits.
/// <https://learn.microsoft.com/en-us/sql/t-sql/data-types/float-and-real-transact-sql>
fn by_size(sql: &str) -> Option<&'static str> {
    let bits: u32 = sql.strip_prefix("FLOAT(")?.strip_suffix(')')?.parse().ok()?;
    Some(if bits <= 24 { "REAL" } else { "FLOAT(53)" })
}

/// The catalog prints defaults back in parentheses and words of its own.
pub(super) fn same_default(
    defaults: Pair<Option<&Default>>,
    types: Pair<&ColumnType>,
    target: &Target,
) -> bool {
    let Pair { before, after } = defaults;
    match (before, after) {
        (None, None) | (_, Some(Default::Unspecified)) => true,
        // What was left to the database may be anything, so that only writing it makes sure.
        (Some(Default::Unspecified), _) => false,
        (None, Some(other)) | (Some(other), None) => is_null(other),
        (Some(before), Some(after)) => {
            let read = Pair::new(read(before, types.before), read(after, types.after));
            let (before, after) = (&read.before, &read.after);
            let sql = |value: &Default, ty| default_sql(value, ty, target);
            let texts = Pair::new(sql(before, types.before), sql(after, types.after));
            values::same(before, after) || same_text(&texts.before, &texts.after)
        }
    }
}

/// What is not understood is not the same, unless it is the same words.
fn same_text(before: &str, after: &str) -> bool {
    expression::same(Pair::new(before, after), &expression::SQLITE) == Verdict::Same
}

/// A default that says what a column without one does.
fn is_null(default: &Default) -> bool {
    matches!(default, Default::Expression(sql) if unwrapped(sql).eq_ignore_ascii_case("null"))
}

/// An expression that is a value as that value.
fn read(default: &Default, ty: &ColumnType) -> Default {
    match default {
        Default::Expression(sql) => super::live::defaults::default(sql, ty),
        Default::EnumValue(text) => Default::String(text.clone()),
        other => other.clone(),
    }
}

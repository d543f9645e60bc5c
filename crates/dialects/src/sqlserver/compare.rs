//! Which types and defaults are one to SQL Server.

use super::sql::{default_sql, type_sql};
use crate::values;
use parallax_dialect::Target;
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
        implied.map_or(sql, |(_, full)| (*full).to_owned())
    });
    canonical.before == canonical.after
}

/// The catalog prints defaults back in parentheses of its own.
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
                || default_sql(before, types.before, target).eq_ignore_ascii_case(&default_sql(
                    after,
                    types.after,
                    target,
                ))
        }
    }
}

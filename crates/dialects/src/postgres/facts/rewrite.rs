//! Which changes of a column's type write the table anew: a table, measured on a server.

use crate::postgres::compare::effective_args;
use crate::postgres::render::using;
use parallax_dialect::Target;
use parallax_ir::{BaseType, Column, Pair, TypeArg};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rewrite {
    /// Only the catalog changes.
    No,
    /// The indexes on the column are built again.
    Indexes,
    /// Not if the session's time zone is UTC.
    UnlessUtc,
    /// All rows and all indexes.
    Full,
}

/// When the rows of a change stay as they are.
#[derive(Clone, Copy)]
enum When {
    Always,
    /// The new type has no first argument, or one at least as great.
    Wider,
    /// The same scale and at least the same precision, or no limits.
    SameScale,
    /// The new type keeps all digits of a second; fewer are rounded row by row, even where they were as few before.
    AllDigits,
}

/// From, to, when, and what then; what is not listed is a full rewrite.
#[rustfmt::skip]
const ROWS: &[(&str, &str, When, Rewrite)] = &[
    ("VarChar", "VarChar", When::Wider, Rewrite::No),
    ("VarChar", "Text", When::Always, Rewrite::No),
    ("Text", "VarChar", When::Wider, Rewrite::No),
    ("Citext", "Text", When::Always, Rewrite::No),
    ("Citext", "VarChar", When::Wider, Rewrite::No),
    ("Text", "Citext", When::Always, Rewrite::Indexes),
    ("VarChar", "Citext", When::Always, Rewrite::Indexes),
    ("Decimal", "Decimal", When::SameScale, Rewrite::No),
    ("VarBit", "VarBit", When::Wider, Rewrite::No),
    ("Timestamp", "Timestamp", When::Wider, Rewrite::No),
    ("Timestamptz", "Timestamptz", When::Wider, Rewrite::No),
    ("Time", "Time", When::Wider, Rewrite::No),
    ("Timetz", "Timetz", When::Wider, Rewrite::No),
    ("Oid", "Integer", When::Always, Rewrite::No),
    ("Integer", "Oid", When::Always, Rewrite::No),
    ("Timestamp", "Timestamptz", When::AllDigits, Rewrite::UnlessUtc),
    ("Timestamptz", "Timestamp", When::AllDigits, Rewrite::UnlessUtc),
];

pub(super) fn rewrite(columns: Pair<&Column>, target: &Target) -> Rewrite {
    let types = columns.map(|column| &column.ty);
    if types.before.list || types.after.list {
        // Elements are converted one by one, even where single values would stay as they are.
        return Rewrite::Full;
    }
    if using(columns, target).is_some() {
        return Rewrite::Full;
    }
    let (BaseType::Native { name: from, args: from_args }, BaseType::Native { name: to, args: to_args }) =
        (&types.before.base, &types.after.base)
    else {
        return Rewrite::Full;
    };
    let args = Pair::new(effective_args(from, from_args), effective_args(to, to_args));
    let row = ROWS.iter().find(|(source, into, when, _)| {
        source == from && into == to && holds(*when, args.as_ref().map(Vec::as_slice))
    });
    match row {
        // Before 12 every change of the time zone wrote the table anew.
        Some((.., Rewrite::UnlessUtc)) if !target.is_at_least(12, 0) => Rewrite::Full,
        Some((.., rewrite)) => *rewrite,
        None => Rewrite::Full,
    }
}

fn holds(when: When, args: Pair<&[TypeArg]>) -> bool {
    match when {
        When::Always => true,
        When::Wider => match (args.before.first(), args.after.first()) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(before), Some(after)) => after >= before,
        },
        When::AllDigits => matches!(args.after.first(), None | Some(TypeArg::Number(6..))),
        When::SameScale => match (args.before, args.after) {
            (_, []) => true,
            ([before, scale], [after, new_scale]) => scale == new_scale && after >= before,
            _ => false,
        },
    }
}

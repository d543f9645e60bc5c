//! What becomes of values when the type of a column changes, as a table.

use parallax_dialect::Target;
use parallax_ir::{BaseType, Cast, Column, ColumnType, Pair, Table, TypeArg};

pub(super) fn cast(pair: Pair<(&Table, &Column)>, _: &Target) -> Cast {
    between(Pair::new(&pair.before.1.ty, &pair.after.1.ty))
}

pub(super) fn between(types: Pair<&ColumnType>) -> Cast {
    match (&types.before.base, &types.after.base) {
        (BaseType::Native { name: from, args: x }, BaseType::Native { name: to, args: y }) => {
            native(from, x, to, y)
        }
        (BaseType::InlineEnum(before), BaseType::InlineEnum(after)) => {
            if before.iter().all(|value| after.contains(value)) { Cast::Safe } else { Cast::Risky }
        }
        (
            BaseType::Native { .. } | BaseType::Enum(_) | BaseType::InlineEnum(_) | BaseType::Other(_),
            BaseType::Native { .. } | BaseType::Enum(_) | BaseType::InlineEnum(_) | BaseType::Other(_),
        ) => Cast::Risky,
    }
}

const STR: &[&str] = &["Char", "VarChar"];
const BIN: &[&str] = &["Binary", "VarBinary"];
const TEXT: &[&str] = &["TinyText", "Text", "MediumText", "LongText"];
const LONGER_TEXT: &[&str] = &["Text", "MediumText", "LongText"];
const BLOB: &[&str] = &["TinyBlob", "Blob", "MediumBlob", "LongBlob"];
const LONGER_BLOB: &[&str] = &["Blob", "MediumBlob", "LongBlob"];
const INT: &[&str] = &["TinyInt", "SmallInt", "MediumInt", "Int", "BigInt"];
const UINT: &[&str] =
    &["UnsignedTinyInt", "UnsignedSmallInt", "UnsignedMediumInt", "UnsignedInt", "UnsignedBigInt"];
const FLOAT: &[&str] = &["Float", "Double"];
const DECIMAL: &[&str] = &["Decimal"];
const BIT: &[&str] = &["Bit"];
const TIME: &[&str] = &["Time"];
const YEAR: &[&str] = &["Year"];
const JSON: &[&str] = &["Json"];
const TEMPORAL: &[&str] = &["Date", "DateTime", "Timestamp"];

/// What else has to hold for an entry of the table. `n` is the first argument of the type before.
#[derive(Debug, Clone, Copy)]
enum If {
    Always,
    /// The new length is at least `n` times this, divided by that.
    Fits(u32, u32),
    /// The new length is at least this.
    Length(u32),
    /// The new decimal has at least this many digits in front of the point.
    Digits(u32),
    /// The old length is this.
    Was(u32),
}

type Entry = (&'static [&'static str], If);

struct Row {
    from: &'static [&'static str],
    safe: &'static [Entry],
    risky: &'static [Entry],
}

/// The first row whose `from` has the type; what it does not list is impossible.
const ROWS: &[Row] = &[
    Row {
        from: &["BigInt"],
        safe: &[
            (STR, If::Always),
            (BIN, If::Always),
            (TEXT, If::Always),
            (BLOB, If::Always),
            (BIT, If::Always),
            (FLOAT, If::Always),
            (TIME, If::Always),
            (DECIMAL, If::Digits(20)),
        ],
        risky: &[(INT, If::Always), (UINT, If::Always), (YEAR, If::Always)],
    },
    Row {
        from: &["Int", "MediumInt"],
        safe: &[
            (&["BigInt"], If::Always),
            (STR, If::Always),
            (BIN, If::Always),
            (TEXT, If::Always),
            (BLOB, If::Always),
            (BIT, If::Length(32)),
        ],
        risky: &[
            (INT, If::Always),
            (UINT, If::Always),
            (YEAR, If::Always),
            (FLOAT, If::Always),
            (DECIMAL, If::Always),
            (BIT, If::Always),
        ],
    },
    Row {
        from: &["SmallInt"],
        safe: &[(&["MediumInt", "Int", "BigInt"], If::Always), (TIME, If::Always)],
        risky: SMALL,
    },
    Row {
        from: &["TinyInt"],
        safe: &[(&["SmallInt", "MediumInt", "Int", "BigInt"], If::Always), (TIME, If::Always)],
        risky: SMALL,
    },
    Row { from: &["UnsignedBigInt", "UnsignedInt", "UnsignedMediumInt"], safe: &[], risky: UNSIGNED },
    Row {
        from: &["UnsignedSmallInt"],
        safe: &[(&["UnsignedMediumInt", "UnsignedInt", "UnsignedBigInt"], If::Always)],
        risky: UNSIGNED,
    },
    Row {
        from: &["UnsignedTinyInt"],
        safe: &[(&["UnsignedSmallInt", "UnsignedMediumInt", "UnsignedInt", "UnsignedBigInt"], If::Always)],
        risky: UNSIGNED,
    },
    Row {
        from: DECIMAL,
        safe: &[(STR, If::Always), (BIN, If::Always), (TEXT, If::Always), (BLOB, If::Always)],
        risky: &[
            (DECIMAL, If::Always),
            (INT, If::Always),
            (UINT, If::Always),
            (BIT, If::Always),
            (FLOAT, If::Always),
            (TIME, If::Always),
            (YEAR, If::Always),
            (JSON, If::Always),
        ],
    },
    Row {
        from: FLOAT,
        safe: &[
            (FLOAT, If::Always),
            (INT, If::Always),
            (UINT, If::Always),
            (DECIMAL, If::Always),
            (JSON, If::Always),
            (YEAR, If::Always),
            (TEXT, If::Always),
            (BLOB, If::Always),
            (TIME, If::Always),
            (BIT, If::Length(32)),
        ],
        risky: &[(STR, If::Length(32)), (BIN, If::Length(32))],
    },
    Row {
        from: STR,
        safe: &[(STR, If::Fits(1, 1)), (BIN, If::Fits(1, 1)), (TEXT, If::Always), (BLOB, If::Always)],
        risky: ANYTHING,
    },
    Row {
        from: &["TinyText"],
        safe: &[
            (TEXT, If::Always),
            (STR, If::Always),
            (BIN, If::Always),
            (BIT, If::Always),
            (LONGER_BLOB, If::Always),
        ],
        risky: ANYTHING,
    },
    Row {
        from: LONGER_TEXT,
        safe: &[
            (LONGER_TEXT, If::Always),
            (STR, If::Always),
            (BIN, If::Always),
            (BIT, If::Always),
            (LONGER_BLOB, If::Always),
        ],
        risky: ANYTHING,
    },
    Row {
        from: BLOB,
        safe: &[(BLOB, If::Always)],
        risky: &[(STR, If::Always), (BIN, If::Always), (TEXT, If::Always), (BIT, If::Always)],
    },
    Row {
        from: &["Binary"],
        safe: &[
            (BIN, If::Fits(1, 1)),
            (STR, If::Fits(1, 1)),
            (TEXT, If::Always),
            (BLOB, If::Always),
            (DECIMAL, If::Always),
            (FLOAT, If::Always),
            (&["MediumInt"], If::Always),
            (BIT, If::Fits(8, 1)),
        ],
        risky: &[
            (BIN, If::Always),
            (STR, If::Always),
            (INT, If::Always),
            (UINT, If::Always),
            (BIT, If::Always),
            (TIME, If::Always),
            (YEAR, If::Always),
        ],
    },
    Row {
        from: &["VarBinary"],
        safe: &[(BIN, If::Fits(1, 1)), (LONGER_BLOB, If::Always)],
        risky: &[
            (BIN, If::Always),
            (STR, If::Always),
            (TEXT, If::Always),
            (BIT, If::Always),
            (BLOB, If::Always),
        ],
    },
    Row {
        from: BIT,
        safe: &[
            (BIT, If::Fits(1, 1)),
            (STR, If::Always),
            (TEXT, If::Always),
            (BLOB, If::Always),
            (&["VarBinary"], If::Always),
            (&["Binary"], If::Fits(1, 8)),
            (&["TinyInt", "SmallInt", "MediumInt", "Int"], If::Always),
            (&["UnsignedTinyInt", "UnsignedSmallInt", "UnsignedMediumInt", "UnsignedInt"], If::Always),
            (YEAR, If::Always),
            (&["BigInt", "UnsignedBigInt"], If::Was(64)),
        ],
        risky: &[
            (BIT, If::Always),
            (&["BigInt", "UnsignedBigInt"], If::Always),
            (DECIMAL, If::Always),
            (FLOAT, If::Always),
        ],
    },
    Row {
        from: &["Date"],
        safe: &[
            (&["DateTime", "Int", "BigInt", "UnsignedInt", "UnsignedBigInt"], If::Always),
            (DECIMAL, If::Always),
            (FLOAT, If::Always),
            (STR, If::Always),
            (BIN, If::Always),
            (TEXT, If::Always),
            (BLOB, If::Always),
            (BIT, If::Always),
        ],
        risky: &[],
    },
    Row {
        from: &["DateTime"],
        safe: &[
            (&["DateTime"], If::Fits(1, 1)),
            (&["Timestamp"], If::Always),
            MOMENT[0],
            MOMENT[1],
            MOMENT[2],
            MOMENT[3],
            MOMENT[4],
            MOMENT[5],
            MOMENT[6],
        ],
        risky: &[(&["DateTime"], If::Always)],
    },
    Row {
        from: &["Timestamp"],
        safe: &[
            (&["Timestamp"], If::Fits(1, 1)),
            (&["DateTime"], If::Always),
            MOMENT[0],
            MOMENT[1],
            MOMENT[2],
            MOMENT[3],
            MOMENT[4],
            MOMENT[5],
            MOMENT[6],
        ],
        risky: &[(&["Timestamp"], If::Always)],
    },
    Row {
        from: TIME,
        safe: &[
            (TIME, If::Fits(1, 1)),
            (STR, If::Always),
            (BIN, If::Always),
            (TEXT, If::Always),
            (BLOB, If::Always),
            (INT, If::Always),
            (UINT, If::Always),
            (DECIMAL, If::Always),
            (FLOAT, If::Always),
            (BIT, If::Always),
        ],
        risky: &[(TIME, If::Always), (TEMPORAL, If::Always)],
    },
    Row {
        from: YEAR,
        safe: &[
            (STR, If::Always),
            (BIN, If::Always),
            (TEXT, If::Always),
            (BLOB, If::Always),
            (&["SmallInt", "MediumInt", "Int", "BigInt"], If::Always),
            (&["UnsignedSmallInt", "UnsignedMediumInt", "UnsignedInt", "UnsignedBigInt"], If::Always),
            (FLOAT, If::Always),
            (BIT, If::Always),
        ],
        risky: &[(DECIMAL, If::Always), (JSON, If::Always)],
    },
    Row {
        from: JSON,
        safe: &[(STR, If::Always), (BIN, If::Always), (TEXT, If::Always), (BLOB, If::Always)],
        risky: &[],
    },
];

const SMALL: &[Entry] = &[
    (INT, If::Always),
    (UINT, If::Always),
    (STR, If::Always),
    (BIN, If::Always),
    (TEXT, If::Always),
    (BLOB, If::Always),
    (BIT, If::Always),
    (FLOAT, If::Always),
    (YEAR, If::Always),
];

const UNSIGNED: &[Entry] = &[
    (INT, If::Always),
    (UINT, If::Always),
    (STR, If::Always),
    (BIN, If::Always),
    (TEXT, If::Always),
    (BLOB, If::Always),
    (FLOAT, If::Always),
    (TIME, If::Always),
    (YEAR, If::Always),
];

const MOMENT: [Entry; 7] = [
    (&["Date", "Time"], If::Always),
    (STR, If::Always),
    (BIN, If::Always),
    (TEXT, If::Always),
    (BLOB, If::Always),
    (&["BigInt", "UnsignedBigInt"], If::Always),
    (BIT, If::Length(64)),
];

const ANYTHING: &[Entry] = &[
    (STR, If::Always),
    (BIN, If::Always),
    (TEXT, If::Always),
    (BLOB, If::Always),
    (INT, If::Always),
    (UINT, If::Always),
    (FLOAT, If::Always),
    (DECIMAL, If::Always),
    (BIT, If::Always),
    (TIME, If::Always),
    (YEAR, If::Always),
    (JSON, If::Always),
    (TEMPORAL, If::Always),
];

fn native(from: &str, old: &[TypeArg], to: &str, new: &[TypeArg]) -> Cast {
    let Some(row) = ROWS.iter().find(|row| row.from.contains(&from)) else { return Cast::Impossible };
    let listed = |entries: &[Entry]| {
        entries
            .iter()
            .any(|(types, condition)| types.contains(&to) && holds(*condition, (from, old), (to, new)))
    };
    if listed(row.safe)
        || (from == to && INT.iter().chain(UINT).chain(YEAR).chain(JSON).any(|same| *same == from))
    {
        Cast::Safe
    } else if listed(row.risky) {
        Cast::Risky
    } else {
        Cast::Impossible
    }
}

fn holds(condition: If, old: (&str, &[TypeArg]), new: (&str, &[TypeArg])) -> bool {
    match condition {
        If::Always => true,
        If::Fits(times, over) => first(new) * over >= first(old) * times,
        If::Length(length) => first(new) >= length,
        If::Was(length) => first(old) == length,
        If::Digits(digits) => {
            let scale = match new.1 {
                [_, TypeArg::Number(scale), ..] => *scale,
                _ => 0,
            };
            first(new).saturating_sub(scale) >= digits
        }
    }
}

/// The first argument, or what the server takes without one.
fn first((name, args): (&str, &[TypeArg])) -> u32 {
    match args {
        [TypeArg::Number(number), ..] => *number,
        [TypeArg::Max, ..] => u32::MAX,
        [] => match name {
            "Decimal" => 10,
            "DateTime" | "Timestamp" | "Time" => 0,
            _ => 1,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use parallax_ir::Name;

    fn cast(from: (&'static str, &[u32]), to: (&'static str, &[u32])) -> Cast {
        let [from, to] = [from, to].map(|(name, args)| ColumnType::native(name, args.iter().copied()));
        between(Pair::new(&from, &to))
    }

    #[test]
    fn lengths_precisions_and_digits_decide() {
        assert_eq!(cast(("VarChar", &[191]), ("VarChar", &[255])), Cast::Safe);
        assert_eq!(cast(("VarChar", &[191]), ("VarChar", &[100])), Cast::Risky);
        assert_eq!(cast(("BigInt", &[]), ("Decimal", &[30, 10])), Cast::Safe);
        assert_eq!(cast(("BigInt", &[]), ("Decimal", &[29, 10])), Cast::Impossible);
        assert_eq!(cast(("Binary", &[8]), ("Bit", &[64])), Cast::Safe);
        assert_eq!(cast(("DateTime", &[3]), ("DateTime", &[0])), Cast::Risky);
        assert_eq!(cast(("DateTime", &[0]), ("DateTime", &[3])), Cast::Safe);
        assert_eq!(cast(("TinyInt", &[1]), ("TinyInt", &[])), Cast::Safe);
        assert_eq!(cast(("Json", &[]), ("Int", &[])), Cast::Impossible);
    }

    #[test]
    fn an_enum_that_keeps_its_values_keeps_its_rows() {
        let of = |values: &[&str]| ColumnType {
            base: BaseType::InlineEnum(values.iter().map(|value| Name::new(*value)).collect()),
            list: false,
        };
        let cast = |a: &[&str], b: &[&str]| between(Pair::new(&of(a), &of(b)));
        assert_eq!(cast(&["a", "b"], &["c", "b", "a"]), Cast::Safe);
        assert_eq!(cast(&["a", "b"], &["a", "c"]), Cast::Risky);
    }
}

//! What becomes of values when the type of a column changes, as a table.
//!
//! Which conversions exist: <https://learn.microsoft.com/en-us/sql/t-sql/data-types/data-type-conversion-database-engine>.

use parallax_dialect::Target;
use parallax_ir::{Cast, Column, ColumnType, Pair, Table, TypeArg};

/// What the target must offer so that a row of the table holds.
#[derive(Debug, Clone, Copy)]
enum Need {
    Any,
    /// Room for so many characters or bytes.
    Length(u32),
    /// `Max`
    Unlimited,
    /// As much room as the source has.
    SourceLength,
    /// As many characters of two bytes as the source has bytes.
    HalfSourceLength,
    /// So many digits in front of the point.
    Digits(u32),
    /// Precision and scale.
    Precision(u32, u32),
    /// All digits of the source, on both sides of the point.
    SourceDigits,
    /// Room for the digits of the source, sign and point.
    SourceDigitsAsText,
    /// The source has at most so many bytes.
    SourceWithin(u32),
    /// The source is limited: anything but `Max`.
    SourceLimited,
}

/// Types that a value can become.
struct To(&'static [&'static str], Need);

struct Row {
    from: &'static [&'static str],
    safe: &'static [To],
    risky: &'static [To],
}

use Need::{
    Any, Digits, HalfSourceLength, Length, Precision, SourceDigits, SourceDigitsAsText, SourceLength,
    SourceLimited, SourceWithin, Unlimited,
};

const STRINGS: &[&str] = &["Char", "VarChar", "NChar", "NVarChar"];
const BINARIES: &[&str] = &["Binary", "VarBinary"];
const NUMBERS: &[&str] =
    &["Bit", "TinyInt", "SmallInt", "Int", "BigInt", "Decimal", "Money", "SmallMoney", "Float", "Real"];
const TEMPORAL: &[&str] = &["Date", "Time", "DateTime", "DateTime2", "DateTimeOffset", "SmallDateTime"];
const OLD_TIMES: &[&str] = &["DateTime", "SmallDateTime"];

const ROWS: &[Row] = &[
    Row {
        from: &["Bit"],
        safe: &[To(NUMBERS, Any), To(OLD_TIMES, Any), To(BINARIES, Any), To(STRINGS, Any)],
        risky: &[],
    },
    Row {
        from: &["TinyInt"],
        safe: &[
            To(&["SmallInt", "Int", "BigInt", "Money", "SmallMoney", "Float", "Real"], Any),
            To(OLD_TIMES, Any),
            To(BINARIES, Any),
            To(&["Decimal"], Digits(3)),
            To(STRINGS, Length(3)),
        ],
        risky: &[To(&["Bit", "Decimal"], Any), To(STRINGS, Any)],
    },
    Row {
        from: &["SmallInt"],
        safe: &[
            To(&["Int", "BigInt", "Money", "SmallMoney", "Float", "Real"], Any),
            To(OLD_TIMES, Any),
            To(&["Decimal"], Digits(5)),
            To(BINARIES, Length(2)),
            To(STRINGS, Length(6)),
        ],
        risky: &[To(&["TinyInt", "Bit", "Decimal"], Any), To(BINARIES, Any), To(STRINGS, Any)],
    },
    Row {
        from: &["Int"],
        safe: &[
            To(&["BigInt", "Money", "Float", "Real"], Any),
            To(&["Decimal"], Digits(10)),
            To(BINARIES, Length(4)),
            To(STRINGS, Length(11)),
        ],
        risky: &[
            To(&["TinyInt", "SmallInt", "SmallMoney", "Bit", "Decimal"], Any),
            To(OLD_TIMES, Any),
            To(BINARIES, Any),
            To(STRINGS, Any),
        ],
    },
    Row {
        from: &["BigInt"],
        safe: &[
            To(&["Float", "Real"], Any),
            To(&["Decimal"], Digits(19)),
            To(BINARIES, Length(8)),
            To(STRINGS, Length(20)),
        ],
        risky: &[
            To(&["TinyInt", "SmallInt", "Int", "Money", "SmallMoney", "Bit", "Decimal"], Any),
            To(OLD_TIMES, Any),
            To(BINARIES, Any),
            To(STRINGS, Any),
        ],
    },
    Row {
        from: &["Decimal"],
        safe: &[To(&["Decimal"], SourceDigits), To(STRINGS, SourceDigitsAsText)],
        risky: &[To(NUMBERS, Any), To(OLD_TIMES, Any), To(BINARIES, Any), To(STRINGS, Any)],
    },
    Row {
        from: &["Money"],
        safe: &[To(&["Decimal"], Precision(19, 4)), To(STRINGS, Length(21)), To(BINARIES, Length(8))],
        risky: &[To(NUMBERS, Any), To(OLD_TIMES, Any), To(BINARIES, Any), To(STRINGS, Any)],
    },
    Row {
        from: &["SmallMoney"],
        safe: &[
            To(&["Money"], Any),
            To(&["Decimal"], Precision(10, 4)),
            To(STRINGS, Length(12)),
            To(BINARIES, Length(4)),
        ],
        risky: &[To(NUMBERS, Any), To(OLD_TIMES, Any), To(BINARIES, Any), To(STRINGS, Any)],
    },
    Row {
        from: &["Real"],
        safe: &[To(&["Real"], Any), To(STRINGS, Length(47)), To(BINARIES, Length(4))],
        risky: &[To(NUMBERS, Any), To(OLD_TIMES, Any), To(BINARIES, Any), To(STRINGS, Any)],
    },
    Row {
        from: &["Float"],
        safe: &[To(&["Float"], Any), To(STRINGS, Length(317)), To(BINARIES, Length(8))],
        risky: &[To(NUMBERS, Any), To(OLD_TIMES, Any), To(BINARIES, Any), To(STRINGS, Any)],
    },
    Row {
        from: &["Date"],
        safe: &[To(&["DateTime", "DateTime2", "DateTimeOffset"], Any), To(STRINGS, Length(10))],
        risky: &[To(&["SmallDateTime"], Any), To(STRINGS, Any)],
    },
    Row {
        from: &["Time"],
        safe: &[To(&["DateTime2", "DateTimeOffset"], Any), To(STRINGS, Length(8))],
        risky: &[To(OLD_TIMES, Any), To(STRINGS, Any)],
    },
    Row {
        from: &["DateTime"],
        safe: &[To(&["DateTime2", "DateTimeOffset"], Any), To(STRINGS, Length(23))],
        risky: &[To(TEMPORAL, Any), To(STRINGS, Any)],
    },
    Row {
        from: &["DateTime2"],
        safe: &[To(&["DateTimeOffset"], Any), To(STRINGS, Length(27))],
        risky: &[To(TEMPORAL, Any), To(STRINGS, Any)],
    },
    Row {
        from: &["DateTimeOffset"],
        safe: &[To(STRINGS, Length(33))],
        risky: &[To(TEMPORAL, Any), To(STRINGS, Any)],
    },
    Row {
        from: &["SmallDateTime"],
        safe: &[To(&["DateTime", "DateTime2", "DateTimeOffset"], Any), To(STRINGS, Length(19))],
        risky: &[To(&["Date", "Time"], Any), To(STRINGS, Any)],
    },
    Row {
        from: &["VarChar"],
        safe: &[
            To(&["Char", "VarChar", "NChar"], SourceLength),
            // To twice the bytes: what had room before may have none any more.
            To(&["NVarChar", "NText"], SourceLimited),
            To(&["Text"], Any),
        ],
        risky: &[
            To(STRINGS, Any),
            To(NUMBERS, Any),
            To(TEMPORAL, Any),
            To(&["UniqueIdentifier", "NText"], Any),
        ],
    },
    Row {
        from: &["Char"],
        safe: &[To(STRINGS, SourceLength), To(&["Text", "NText"], Any)],
        risky: &[To(STRINGS, Any), To(NUMBERS, Any), To(TEMPORAL, Any), To(&["UniqueIdentifier"], Any)],
    },
    Row {
        from: &["NChar", "NVarChar"],
        safe: &[To(&["NChar", "NVarChar"], SourceLength), To(&["NText"], Any)],
        risky: &[
            To(STRINGS, Any),
            To(NUMBERS, Any),
            To(TEMPORAL, Any),
            To(&["Text", "UniqueIdentifier"], Any),
        ],
    },
    Row {
        from: &["Text"],
        safe: &[To(&["VarChar"], Unlimited)],
        risky: &[To(STRINGS, Any), To(&["NText"], Any)],
    },
    Row {
        from: &["NText"],
        safe: &[To(&["NVarChar"], Unlimited)],
        risky: &[To(STRINGS, Any), To(&["Text"], Any)],
    },
    Row {
        from: BINARIES,
        safe: &[
            To(&["TinyInt"], SourceWithin(1)),
            To(&["SmallInt"], SourceWithin(2)),
            To(&["Int", "SmallMoney"], SourceWithin(4)),
            To(&["BigInt", "Money"], SourceWithin(8)),
            To(&["Char", "VarChar", "Binary", "VarBinary"], SourceLength),
            To(&["NChar", "NVarChar"], HalfSourceLength),
            To(&["Image"], Any),
        ],
        risky: &[
            To(&["TinyInt", "SmallInt", "Int", "BigInt", "Money", "SmallMoney", "Decimal", "Bit"], Any),
            To(OLD_TIMES, Any),
            To(STRINGS, Any),
            To(BINARIES, Any),
            To(&["Xml", "UniqueIdentifier"], Any),
        ],
    },
    Row { from: &["Image"], safe: &[To(&["VarBinary"], Unlimited)], risky: &[To(BINARIES, Any)] },
    Row {
        from: &["Xml"],
        safe: &[To(&["NVarChar"], Unlimited)],
        risky: &[To(STRINGS, Any), To(BINARIES, Any)],
    },
    Row {
        from: &["UniqueIdentifier"],
        safe: &[To(STRINGS, Length(36)), To(BINARIES, Length(16))],
        risky: &[To(STRINGS, Any), To(BINARIES, Any)],
    },
];

pub(super) fn cast(columns: Pair<(&Table, &Column)>, _: &Target) -> Cast {
    let types = columns.map(|(_, column)| Type::of(&column.ty));
    let Pair { before: Some(before), after: Some(after) } = types else { return Cast::Risky };
    let Some(row) = ROWS.iter().find(|row| row.from.contains(&before.name)) else { return Cast::Impossible };
    let any = |list: &[To]| {
        list.iter().any(|To(names, need)| names.contains(&after.name) && holds(*need, before, after))
    };
    if any(row.safe) {
        Cast::Safe
    } else if any(row.risky) {
        Cast::Risky
    } else {
        Cast::Impossible
    }
}

/// A type with its arguments, defaults filled in.
#[derive(Debug, Clone, Copy)]
struct Type<'a> {
    name: &'a str,
    /// Length, or precision. `u32::MAX` for `Max`.
    first: u32,
    scale: u32,
}

impl<'a> Type<'a> {
    fn of(ty: &'a ColumnType) -> Option<Self> {
        let (name, args) = ty.as_native()?;
        let number = |at: usize| {
            args.get(at).map(|arg| match arg {
                TypeArg::Number(number) => *number,
                TypeArg::Max => u32::MAX,
            })
        };
        let first = number(0);
        Some(match name {
            // Four bytes or eight, by the bits.
            "Float" if first.is_some_and(|bits| bits <= 24) => Type { name: "Real", first: 24, scale: 0 },
            "Decimal" => Type { name, first: first.unwrap_or(18), scale: number(1).unwrap_or(0) },
            _ => Type { name, first: first.unwrap_or(1), scale: 0 },
        })
    }
    fn digits(self) -> u32 {
        self.first.saturating_sub(self.scale)
    }
}

fn holds(need: Need, before: Type<'_>, after: Type<'_>) -> bool {
    match need {
        Any => true,
        Length(length) => after.first >= length,
        Unlimited => after.first == u32::MAX,
        SourceLength => after.first >= before.first,
        HalfSourceLength => after.first >= before.first.div_ceil(2),
        Digits(digits) => after.digits() >= digits,
        Precision(precision, scale) => after.first >= precision && after.scale >= scale,
        SourceDigits => after.digits() >= before.digits() && after.scale >= before.scale,
        SourceDigitsAsText => {
            let extra = if before.scale == 0 { 1 } else { 2 };
            after.first >= before.first.saturating_add(extra)
        }
        SourceWithin(bytes) => before.first <= bytes,
        SourceLimited => before.first < u32::MAX && (after.name == "NText" || after.first >= before.first),
    }
}

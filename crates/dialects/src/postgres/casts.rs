//! What becomes of values when a column changes its type: a table, one row per type it comes from.
//!
//! <https://www.postgresql.org/docs/current/sql-altertable.html>,
//! <https://www.postgresql.org/docs/current/typeconv-query.html>

use super::compare::effective_args;
use parallax_dialect::Target;
use parallax_ir::{BaseType, Cast, Column, ColumnType, Pair, Table, TypeArg};

/// From one type. What is not listed is impossible.
struct Row {
    from: &'static str,
    safe: &'static [&'static str],
    risky: &'static [&'static str],
    /// To `VarChar(n)` and `Char(n)`.
    strings: Strings,
    /// To `Decimal(p, s)`: the digits before the point that every value needs, if there is a cast at all.
    whole_digits: Option<u32>,
}

#[derive(Clone, Copy)]
enum Strings {
    /// Safe with at least so many characters, risky below.
    Fits(u32),
    /// Safe with at least so many characters, impossible below.
    OnlyIfFits(u32),
    /// Safe if unlimited, risky otherwise.
    Risky,
    /// Safe with at least as many characters as the type has.
    AsLong,
}

const fn row(from: &'static str, safe: &'static [&'static str], strings: Strings) -> Row {
    Row { from, safe, risky: &[], strings, whole_digits: None }
}

impl Row {
    const fn risky(self, risky: &'static [&'static str]) -> Row {
        Row { risky, ..self }
    }
    const fn whole_digits(self, digits: u32) -> Row {
        Row { whole_digits: Some(digits), ..self }
    }
}

const INTEGERS: &[&str] = &["SmallInt", "Integer", "BigInt"];
/// Casts of these are never refused: at worst values fail.
const ANY: &[&str] = &["*"];

use Strings::{AsLong, Fits, OnlyIfFits, Risky};

#[rustfmt::skip]
const ROWS: &[Row] = &[
    row("SmallInt", &["Integer", "BigInt", "Real", "DoublePrecision", "Text"], Fits(6)).whole_digits(5),
    row("Integer", &["BigInt", "Real", "DoublePrecision", "Text"], Fits(11)).whole_digits(10).risky(&["SmallInt"]),
    row("BigInt", &["Real", "DoublePrecision", "Text"], Fits(20)).whole_digits(19).risky(&["SmallInt", "Integer"]),
    row("Money", &["Citext", "Text"], Fits(40)).risky(ANY),
    row("Real", &["DoublePrecision", "Text"], Fits(47)).whole_digits(u32::MAX).risky(INTEGERS),
    row("DoublePrecision", &["Text"], Fits(317)).whole_digits(u32::MAX).risky(&["SmallInt", "Integer", "BigInt", "Real"]),
    row("VarChar", &["Text", "Citext"], AsLong),
    row("Char", &["Text", "Citext"], AsLong),
    row("Text", &["Citext"], Risky),
    row("Citext", &["Text"], Risky).risky(ANY),
    row("Inet", &["Citext", "Text"], Fits(49)),
    row("Oid", &["Text", "Integer", "BigInt"], Fits(10)),
    row("ByteA", &["Text"], Risky),
    row("Timestamp", &["Text", "Timestamp", "Timestamptz", "Date", "Time", "Timetz"], OnlyIfFits(23)),
    row("Timestamptz", &["Text", "Timestamptz", "Timestamp", "Date", "Time", "Timetz"], OnlyIfFits(28)),
    row("Date", &["Text", "Timestamp", "Timestamptz"], OnlyIfFits(28)),
    row("Time", &["Text", "Time", "Timetz"], OnlyIfFits(14)),
    row("Timetz", &["Text", "Timetz", "Time"], OnlyIfFits(19)),
    row("Boolean", &["Text"], Fits(5)),
    row("Bit", &["Text"], AsLong),
    row("VarBit", &["Text"], AsLong),
    row("Uuid", &["Text"], OnlyIfFits(32)),
    row("Xml", &["Text"], Risky),
    row("Json", &["Text", "JsonB"], Risky),
    row("JsonB", &["Text", "Json"], Risky),
];

pub fn cast(columns: Pair<(&Table, &Column)>, _: &Target) -> Cast {
    let types = columns.map(|(_, column)| &column.ty);
    match (types.before.list, types.after.list) {
        (false, false) | (true, true) => base_cast(types),
        // An array becomes the text that the server prints of it.
        (true, false) => match native(types.after) {
            Some(("Text", _)) | Some(("VarChar", [])) => Cast::Safe,
            Some(("VarChar" | "Char", _)) => Cast::Risky,
            _ => Cast::Impossible,
        },
        // Each value becomes an array of one.
        (false, true) => match base_cast(types) {
            Cast::Safe | Cast::Risky => Cast::Risky,
            Cast::Impossible => Cast::Impossible,
        },
    }
}

fn native(ty: &ColumnType) -> Option<(&str, &[TypeArg])> {
    match &ty.base {
        BaseType::Native { name, args } => Some((name, args)),
        BaseType::Enum(_) | BaseType::InlineEnum(_) | BaseType::Other(_) => None,
    }
}

fn base_cast(types: Pair<&ColumnType>) -> Cast {
    if types.before.base == types.after.base {
        return Cast::Safe;
    }
    match (&types.before.base, &types.after.base) {
        (BaseType::Native { name: from, args: from_args }, BaseType::Native { name: to, args: to_args }) => {
            let from_args = numbers(&effective_args(from, from_args));
            native_cast(from, &from_args, to, &numbers(&effective_args(to, to_args)))
        }
        // Through text, in either direction.
        (BaseType::Enum(_), BaseType::Native { name, args }) => match name.as_str() {
            "Text" | "Citext" => Cast::Safe,
            "VarChar" if args.is_empty() => Cast::Safe,
            "VarChar" | "Char" => Cast::Risky,
            _ => Cast::Impossible,
        },
        (BaseType::Native { name, .. }, BaseType::Enum(_)) => match name.as_str() {
            "Text" | "VarChar" | "Char" | "Citext" => Cast::Risky,
            _ => Cast::Impossible,
        },
        (BaseType::Enum(_), BaseType::Enum(_)) => Cast::Risky,
        // Types of extensions may or may not have a cast.
        (BaseType::Other(_), BaseType::Other(_) | BaseType::Native { .. }) => Cast::Risky,
        (BaseType::Native { .. }, BaseType::Other(_)) => Cast::Risky,
        (BaseType::Enum(_) | BaseType::InlineEnum(_) | BaseType::Other(_), _)
        | (_, BaseType::InlineEnum(_)) => Cast::Impossible,
    }
}

fn numbers(args: &[TypeArg]) -> Vec<u32> {
    let number = |arg: &TypeArg| match arg {
        TypeArg::Number(number) => Some(*number),
        TypeArg::Max => None,
    };
    args.iter().filter_map(number).collect()
}

fn native_cast(from: &str, from_args: &[u32], to: &str, to_args: &[u32]) -> Cast {
    if from == "Decimal" {
        return decimal_cast(from_args, to, to_args);
    }
    let Some(row) = ROWS.iter().find(|row| row.from == from) else { return Cast::Impossible };
    match to {
        _ if row.safe.contains(&to) => Cast::Safe,
        "VarChar" | "Char" => {
            string_cast(row, from_args, (to == "Char" || !to_args.is_empty()).then_some(to_args))
        }
        "VarBit" | "Bit" if matches!(from, "Bit" | "VarBit") => bit_cast(from_args, to, to_args),
        "Decimal" if row.whole_digits.is_some() => match (row.whole_digits, to_args) {
            (Some(u32::MAX), _) => Cast::Risky,
            (_, []) => Cast::Safe,
            (Some(needed), [precision, scale, ..]) if precision.saturating_sub(*scale) >= needed => {
                Cast::Safe
            }
            _ => Cast::Risky,
        },
        _ if row.risky.contains(&to) || row.risky == ANY => Cast::Risky,
        _ => Cast::Impossible,
    }
}

/// `to` is absent for an unlimited target.
fn string_cast(row: &Row, from: &[u32], to: Option<&[u32]>) -> Cast {
    let Some(length) = to.map(|args| args.first().copied().unwrap_or(1)) else { return Cast::Safe };
    let fits = |needed: u32| length >= needed;
    match row.strings {
        Risky => Cast::Risky,
        Fits(needed) if fits(needed) => Cast::Safe,
        Fits(_) => Cast::Risky,
        OnlyIfFits(needed) if fits(needed) => Cast::Safe,
        OnlyIfFits(_) => Cast::Impossible,
        AsLong => match from {
            [own, ..] if fits(*own) => Cast::Safe,
            _ => Cast::Risky,
        },
    }
}

fn bit_cast(from: &[u32], to: &str, to_args: &[u32]) -> Cast {
    match (to, from, to_args) {
        ("VarBit", _, []) => Cast::Safe,
        ("VarBit", [own, ..], [length, ..]) if length >= own => Cast::Safe,
        ("VarBit", ..) => Cast::Risky,
        // A fixed length must be met exactly.
        (_, [own, ..], [length, ..]) if length > own => Cast::Impossible,
        _ => Cast::Risky,
    }
}

/// Most digits that the server can keep in front of and behind the point.
const UNLIMITED: (u32, u32) = (131_072, 16_383);

fn decimal_cast(from: &[u32], to: &str, to_args: &[u32]) -> Cast {
    let (precision, scale) = match from {
        [precision, scale, ..] => (*precision, *scale),
        _ => (UNLIMITED.0 + UNLIMITED.1, UNLIMITED.1),
    };
    let whole = precision.saturating_sub(scale);
    let safe_if = |safe: bool| if safe { Cast::Safe } else { Cast::Risky };
    match to {
        "Text" => Cast::Safe,
        "Decimal" => match to_args {
            [precision, to_scale, ..] => {
                safe_if(*to_scale >= scale && precision.saturating_sub(*to_scale) >= whole)
            }
            _ => Cast::Safe,
        },
        "SmallInt" => safe_if(scale == 0 && precision <= 4),
        "Integer" => safe_if(scale == 0 && precision <= 9),
        "BigInt" => safe_if(scale == 0 && precision <= 18),
        "Real" | "DoublePrecision" => Cast::Risky,
        "VarChar" if to_args.is_empty() => Cast::Safe,
        "VarChar" | "Char" => {
            // A sign, and a point where there is a scale.
            let needed = precision + 1 + u32::from(scale > 0);
            safe_if(!from.is_empty() && to_args.first().is_some_and(|length| *length >= needed))
        }
        _ => Cast::Impossible,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `Decimal(10,2)[]`
    fn parse(text: &str) -> ColumnType {
        let list = text.ends_with("[]");
        let text = text.trim_end_matches("[]");
        let (name, args) = text.split_once('(').unwrap_or((text, ""));
        let args = args.trim_end_matches(')').split(',').filter(|arg| !arg.is_empty());
        let args = args.map(|arg| TypeArg::Number(arg.trim().parse().unwrap())).collect();
        let base = match name {
            "enum" => BaseType::Enum(parallax_ir::QName::bare("E")),
            name => BaseType::Native { name: name.into(), args },
        };
        ColumnType { base, list }
    }
    fn cast_of(from: &str, to: &str) -> Cast {
        let table = Table::new(parallax_ir::QName::bare("T"));
        let (before, after) = (Column::new("c", parse(from)), Column::new("c", parse(to)));
        cast(Pair::new((&table, &before), (&table, &after)), &Target::new(&crate::postgres::DIALECT))
    }

    #[test]
    fn values_that_always_fit_are_safe() {
        for (from, to) in [
            ("Integer", "BigInt"),
            ("Integer", "VarChar(11)"),
            ("SmallInt", "Decimal(10,2)"),
            ("Decimal(10,2)", "Decimal(12,4)"),
            ("Decimal(9,0)", "Integer"),
            ("VarChar(5)", "VarChar(53)"),
            ("VarChar(5)", "Text"),
            ("Text", "Citext"),
            ("Timestamp(3)", "Timestamp(6)"),
            ("Timestamp(3)", "Date"),
            ("Bit(10)", "VarBit(10)"),
            ("JsonB[]", "VarChar"),
            ("Json", "JsonB"),
            ("enum", "Text"),
        ] {
            assert_eq!(cast_of(from, to), Cast::Safe, "{from} → {to}");
        }
    }

    #[test]
    fn values_that_may_fail_are_risky() {
        for (from, to) in [
            ("BigInt", "Integer"),
            ("Integer", "VarChar(3)"),
            ("Decimal(10,2)", "Decimal(8,2)"),
            ("DoublePrecision", "Decimal"),
            ("Money", "Decimal"),
            ("Text", "VarChar(10)"),
            ("Char(5)", "VarChar(3)"),
            ("Xml", "VarChar(100)"),
            ("Text", "enum"),
            ("Integer", "Integer[]"),
            ("Text[]", "VarChar(10)"),
        ] {
            assert_eq!(cast_of(from, to), Cast::Risky, "{from} → {to}");
        }
    }

    #[test]
    fn what_has_no_cast_is_impossible() {
        for (from, to) in [
            ("Text", "Integer"),
            ("Boolean", "Integer"),
            ("Timestamp(3)", "VarChar(10)"),
            ("Integer[]", "Integer"),
            ("Uuid", "ByteA"),
            ("enum", "Integer"),
        ] {
            assert_eq!(cast_of(from, to), Cast::Impossible, "{from} → {to}");
        }
    }
}

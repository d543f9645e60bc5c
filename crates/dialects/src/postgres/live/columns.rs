//! Columns, their types, and the sequences that count for them.

use super::decode::{Reading, text};
use super::defaults;
use crate::postgres::predicate::is_wrapped;
use parallax_dialect::{Row, Rows, Scope, Unreadable};
use parallax_ir::{
    BaseType, Column, ColumnType, Generated, Identity, Name, OptionValue, Options, Origin, QName, Sequence,
    SequenceOptions, TypeArg,
};
use std::collections::HashMap;

/// A column by table and number.
type Place = (String, String);

/// Those in scope.
pub(crate) struct Sequences {
    sequences: HashMap<QName, Known>,
    /// Those of identity columns.
    identities: HashMap<Place, SequenceOptions>,
}

struct Known {
    options: SequenceOptions,
    /// What it counts in, unless that is bigint.
    ty: Option<Name>,
    comment: Option<Name>,
    owner: Option<Place>,
    uses: usize,
}

impl Sequences {
    pub fn read(rows: &Rows, scope: &Scope) -> Result<Sequences, Unreadable> {
        let mut read = Sequences { sequences: HashMap::new(), identities: HashMap::new() };
        for row in rows {
            let name = scope.qualify(text(row, 0, "sequences")?, text(row, 1, "sequences")?);
            let options = sequence_options(row);
            let place =
                row.text(9).zip(row.text(10)).map(|(table, column)| (table.to_owned(), column.to_owned()));
            match place {
                Some(place) if row.text(11) == Some("i") => {
                    read.identities.insert(place, options);
                }
                owner => {
                    let ty = row.name(2).filter(|ty| ty != "bigint");
                    let comment = row.name(12);
                    read.sequences.insert(name, Known { options, ty, comment, owner, uses: 0 });
                }
            }
        }
        Ok(read)
    }
}

/// Only what is not the default of the type.
pub(crate) fn sequence_options(row: &Row) -> SequenceOptions {
    let number = |at: usize| row.number(at);
    let increment = number(4).unwrap_or(1);
    let (least, most) = match row.text(2) {
        Some("smallint") => (i64::from(i16::MIN), i64::from(i16::MAX)),
        Some("integer") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    };
    let (min, max) = if increment < 0 { (least, -1) } else { (1, most) };
    let first = if increment < 0 { max } else { min };
    let unless = |value: Option<i64>, default: i64| value.filter(|value| *value != default);
    SequenceOptions {
        start: unless(number(3), first),
        increment: unless(number(4), 1),
        min_value: unless(number(5), min),
        max_value: unless(number(6), max),
        cache: unless(number(7), 1),
        cycle: row.flag(8),
        virtual_: false,
    }
}

pub(crate) fn read(
    reading: &mut Reading<'_>,
    rows: &Rows,
    mut sequences: Sequences,
) -> Result<(), Unreadable> {
    for row in rows {
        let name = row.text(0).and_then(|oid| reading.by_oid.get(oid)).cloned();
        let used = name.and_then(|name| counted_by(row, &name, reading.scope));
        if let Some(known) = used.and_then(|used| sequences.sequences.get_mut(&used)) {
            known.uses += 1;
        }
    }
    for row in rows {
        let Some(table) = row.text(0).and_then(|oid| reading.by_oid.get(oid)).cloned() else { continue };
        let column = column(reading, row, &table, &mut sequences)?;
        let columns = match reading.observed.database.table_mut(&table) {
            Some(table) => Some(&mut table.columns),
            None => reading.observed.views.get_mut(&table),
        };
        if let Some(columns) = columns {
            columns.push(column);
        }
    }
    let mut standing: Vec<(QName, Known)> = sequences.sequences.into_iter().collect();
    standing.sort_by(|a, b| a.0.cmp(&b.0));
    for (name, known) in standing {
        // It goes with a table that is left out.
        let owned_by_stranger = known.owner.is_some_and(|(table, _)| !reading.by_oid.contains_key(&table));
        if !owned_by_stranger {
            let (options, origin) = (known.options, Origin::default());
            let sequence =
                Sequence { name: name.clone(), ty: known.ty, comment: known.comment, options, origin };
            reading.observed.database.sequences.insert(name, sequence);
        }
    }
    Ok(())
}

fn column(
    reading: &mut Reading<'_>,
    row: &Row,
    table: &QName,
    sequences: &mut Sequences,
) -> Result<Column, Unreadable> {
    let name = text(row, 2, "columns")?;
    let ty = column_type(reading, row)?;
    let mut column = Column::new(name, ty);
    column.nullable = !row.flag(11);
    column.collation = row.name(15);
    column.options = options(row)?;
    column.comment = row.name(19);
    let place = (text(row, 0, "columns")?.to_owned(), text(row, 1, "columns")?.to_owned());
    match (row.text(13), row.text(14)) {
        (Some(when @ ("a" | "d")), _) => {
            let options = sequences.identities.remove(&place).unwrap_or_default();
            column.generated = Some(Generated::Identity(Identity { always: when == "a", options }));
        }
        (_, Some(kind @ ("s" | "v"))) => {
            let expression = unwrapped(row.text(12).unwrap_or_default()).into();
            column.generated = Some(Generated::Computed { expression, stored: kind == "s" });
        }
        _ => {
            column.generated = counting(reading, row, table, &place, sequences);
            if column.generated.is_none() {
                column.default = row.text(12).and_then(|text| defaults::parse(text, &column.ty));
            }
        }
    }
    Ok(column)
}

/// One pair of parentheses around all of it is the server's.
pub(crate) fn unwrapped(expression: &str) -> &str {
    let inner = expression.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    inner.filter(|_| is_wrapped(expression)).unwrap_or(expression)
}

// -- counting -------------------------------------------------------------------------------------------------------

/// A column of whole numbers that takes its default from a sequence beside its table.
fn counting(
    reading: &mut Reading<'_>,
    row: &Row,
    table: &QName,
    place: &Place,
    sequences: &mut Sequences,
) -> Option<Generated> {
    let sequence = counted_by(row, table, reading.scope)?;
    let known = sequences.sequences.get(&sequence)?;
    let own = known.owner.as_ref() == Some(place);
    if !own && (known.owner.is_some() || known.uses > 1) {
        return None;
    }
    if !own {
        let detail =
            format!("counts by the sequence {sequence}, which is not its own and stays when the column goes");
        reading.leave("sequence", table.clone(), row.name(2), detail);
    }
    let known = sequences.sequences.remove(&sequence)?;
    let odd = SequenceOptions { max_value: None, ..known.options } != SequenceOptions::default();
    if odd {
        let detail = format!("counts by the sequence {sequence}, which has options of its own");
        reading.leave("sequence options", table.clone(), row.name(2), detail);
    }
    Some(Generated::AutoIncrement { sequence: Some(sequence.name) })
}

/// The sequence in the default, where it stands in the namespace of the table.
fn counted_by(row: &Row, table: &QName, scope: &Scope) -> Option<QName> {
    let whole_number =
        row.text(3) == Some("pg_catalog") && matches!(row.text(4), Some("int2" | "int4" | "int8"));
    let default = row.text(12)?;
    let as_class = default.strip_prefix("nextval('").and_then(|rest| rest.strip_suffix("'::regclass)"));
    let as_text =
        default.strip_prefix("nextval(('").and_then(|rest| rest.strip_suffix("'::text)::regclass)"));
    let argument = as_class.or(as_text)?;
    let (schema, name) = regclass(&argument.replace("''", "'"))?;
    let schema = schema.unwrap_or_else(|| scope.default.to_string());
    let sequence = scope.qualify(&schema, name);
    (whole_number && row.text(13) != Some("a") && sequence.schema == table.schema).then_some(sequence)
}

/// `"S"."my seq"` and `s.seq` to their parts.
pub(crate) fn regclass(text: &str) -> Option<(Option<String>, String)> {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let (part, behind) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_part(quoted)?,
            None => {
                let end = rest.find('.').unwrap_or(rest.len());
                let (part, behind) = rest.split_at_checked(end)?;
                (part.to_owned(), behind)
            }
        };
        parts.push(part);
        match behind.strip_prefix('.') {
            Some(next) => rest = next,
            None if behind.is_empty() => break,
            None => return None,
        }
    }
    let name = parts.pop()?;
    let schema = parts.pop();
    parts.is_empty().then_some((schema, name))
}

/// Up to the closing quote, and what stands behind it.
fn quoted_part(text: &str) -> Option<(String, &str)> {
    let mut part = String::new();
    let mut rest = text;
    loop {
        let end = rest.find('"')?;
        part.push_str(rest.get(..end)?);
        rest = rest.get(end + 1..)?;
        match rest.strip_prefix('"') {
            Some(behind) => {
                part.push('"');
                rest = behind;
            }
            None => return Some((part, rest)),
        }
    }
}

// -- types ----------------------------------------------------------------------------------------------------------

fn column_type(reading: &Reading<'_>, row: &Row) -> Result<ColumnType, Unreadable> {
    let list = row.flag(7);
    let whole = text(row, 9, "columns")?;
    let base = base_type(reading, row)?.unwrap_or_else(|| {
        let element = if list { whole.trim_end_matches("[]") } else { whole };
        BaseType::Other(element.into())
    });
    Ok(ColumnType { base, list })
}

/// `None` for what is known by its spelling alone.
fn base_type(reading: &Reading<'_>, row: &Row) -> Result<Option<BaseType>, Unreadable> {
    let (schema, name) = (text(row, 3, "columns")?, text(row, 4, "columns")?);
    if row.text(5) == Some("e") {
        let name = reading.scope.qualify(schema, name);
        let is_known = reading.observed.database.enums.contains_key(&name);
        return Ok(is_known.then_some(BaseType::Enum(name)));
    }
    let in_catalog = schema == "pg_catalog";
    if !in_catalog && name != "citext" {
        return Ok(None);
    }
    let modifier = row.number(8).unwrap_or(-1);
    Ok(native(name, modifier).map(|(name, args)| BaseType::Native {
        name: Name::new_static(name),
        args: args.into_iter().map(TypeArg::Number).collect(),
    }))
}

/// The row of the table of types, with its arguments from the type modifier (-1: none given).
/// <https://www.postgresql.org/docs/current/catalog-pg-attribute.html>
pub(crate) fn native(name: &str, modifier: i64) -> Option<(&'static str, Vec<u32>)> {
    let given = u32::try_from(modifier).ok();
    let length = || modifier.checked_sub(4).and_then(|length| u32::try_from(length).ok());
    let precision = || vec![given.unwrap_or(6)];
    let plain = |name| Some((name, Vec::new()));
    match name {
        "text" => plain("Text"),
        "varchar" => Some(("VarChar", length().into_iter().collect())),
        // Without a length it is a type that the table does not know.
        "bpchar" => Some(("Char", vec![length()?])),
        "bit" => Some(("Bit", given.into_iter().collect())),
        "varbit" => Some(("VarBit", given.into_iter().collect())),
        "uuid" => plain("Uuid"),
        "xml" => plain("Xml"),
        "inet" => plain("Inet"),
        "citext" => plain("Citext"),
        "int4" => plain("Integer"),
        "int2" => plain("SmallInt"),
        "oid" => plain("Oid"),
        "int8" => plain("BigInt"),
        "float8" => plain("DoublePrecision"),
        "float4" => plain("Real"),
        "numeric" => numeric(modifier),
        "money" => plain("Money"),
        "timestamp" => Some(("Timestamp", precision())),
        "timestamptz" => Some(("Timestamptz", precision())),
        "date" => plain("Date"),
        "time" => Some(("Time", precision())),
        "timetz" => Some(("Timetz", precision())),
        "bool" => plain("Boolean"),
        "json" => plain("Json"),
        "jsonb" => plain("JsonB"),
        "bytea" => plain("ByteA"),
        _ => None,
    }
}

/// Precision in the upper 16 bits, scale in the lower 11, which are signed.
fn numeric(modifier: i64) -> Option<(&'static str, Vec<u32>)> {
    let Some(packed) = modifier.checked_sub(4).filter(|packed| *packed >= 0) else {
        return Some(("Decimal", Vec::new()));
    };
    let precision = u32::try_from((packed >> 16) & 0xffff).ok()?;
    let scale = u32::try_from(((packed & 0x7ff) ^ 1024) - 1024).ok()?;
    Some(("Decimal", vec![precision, scale]))
}

fn options(row: &Row) -> Result<Options, Unreadable> {
    let mut options = super::decode::storage(row, 16, "", "columns")?;
    let storage = row.text(17).and_then(|kind| match kind {
        "p" => Some("PLAIN"),
        "e" => Some("EXTERNAL"),
        "m" => Some("MAIN"),
        "x" => Some("EXTENDED"),
        _ => None,
    });
    let compression = row.text(18).and_then(|kind| match kind {
        "p" => Some("pglz"),
        "l" => Some("lz4"),
        _ => None,
    });
    let domain = if row.flag(10) { row.text(9) } else { None };
    let words = [("storage", storage), ("compression", compression), ("domain", domain)];
    let words = words
        .into_iter()
        .filter_map(|(key, word)| Some((Name::new_static(key), OptionValue::Text(word?.into()))));
    options.extend(words);
    // The query of CockroachDB has no such column.
    let statistics =
        row.number(20).map(|entries| (Name::new_static("statistics"), OptionValue::Number(entries)));
    options.extend(statistics);
    Ok(options)
}

//! Columns of CockroachDB: its own names of types, constants with `:::`, columns that only the server sees.

use crate::cockroach::types::NATIVE_TYPES;
use crate::postgres::live::columns::{regclass, unwrapped};
use crate::postgres::live::decode::{Reading, text};
use crate::postgres::live::defaults;
use parallax_dialect::{Row, Rows, Unreadable};
use parallax_ir::{
    BaseType, Column, ColumnType, Default, Generated, Identity, Name, SequenceOptions, TypeArg,
};
use std::collections::{BTreeMap, BTreeSet};

/// By table, the columns that only the server sees, with what those of indexes on expressions compute.
pub(super) type Hidden = BTreeMap<String, BTreeMap<Name, Option<Name>>>;

/// What columns left behind them.
#[derive(Default)]
pub(super) struct Read {
    pub hidden: Hidden,
    /// Sequences of identity columns, by name.
    pub identities: BTreeSet<Name>,
}

pub(super) fn read(reading: &mut Reading<'_>, rows: &Rows) -> Result<Read, Unreadable> {
    let mut read = Read::default();
    for row in rows {
        let oid = text(row, 0, "columns")?;
        let Some(table) = reading.by_oid.get(oid).cloned() else { continue };
        if row.flag(6) {
            let computes = row.text(8).filter(|text| !text.is_empty()).map(|text| annotated(text).into());
            read.hidden.entry(oid.to_owned()).or_default().insert(text(row, 2, "columns")?.into(), computes);
            continue;
        }
        let column = column(reading, row)?;
        if matches!(column.generated, Some(Generated::Identity(_))) {
            read.identities.extend(row.text(5).and_then(sequence_of));
        }
        let columns = match reading.observed.database.table_mut(&table) {
            Some(table) => Some(&mut table.columns),
            None => reading.observed.views.get_mut(&table),
        };
        if let Some(columns) = columns {
            columns.push(column);
        }
    }
    Ok(read)
}

/// The sequence in `nextval('public.s'::REGCLASS)`.
fn sequence_of(default: &str) -> Option<Name> {
    let argument = default.strip_prefix("nextval('")?.split_once('\'')?.0;
    Some(regclass(argument)?.1.into())
}

fn column(reading: &Reading<'_>, row: &Row) -> Result<Column, Unreadable> {
    let mut column = Column::new(text(row, 2, "columns")?, column_type(reading, text(row, 3, "columns")?));
    column.nullable = row.flag(4);
    column.comment = row.name(15);
    let computes = row.text(8).filter(|text| !text.is_empty());
    if let Some(expression) = computes {
        // Which of both is not told; stored ones are what the keyword AS made until virtual ones came.
        let expression = unwrapped(&annotated(expression)).into();
        column.generated = Some(Generated::Computed {
            expression,
            stored: row.text(7).is_none_or(|told| told != "VIRTUAL"),
        });
    } else if row.flag(9) {
        let always = row.text(10) == Some("ALWAYS");
        column.generated = Some(Generated::Identity(Identity { always, options: identity(row) }));
    } else {
        column.default = row.text(5).and_then(|text| default(text, &column.ty));
    }
    Ok(column)
}

/// Only what is not the default.
fn identity(row: &Row) -> SequenceOptions {
    let unless = |at: usize, default: i64| row.number(at).filter(|value| *value != default);
    SequenceOptions {
        start: unless(11, 1),
        increment: unless(12, 1),
        min_value: unless(13, 1),
        max_value: unless(14, i64::MAX),
        ..SequenceOptions::default()
    }
}

/// `'a':::STRING` says the type as `'a'::STRING` does.
pub(super) fn annotated(text: &str) -> String {
    text.split('\'')
        .enumerate()
        .map(|(at, part)| if at % 2 == 0 { part.replace(":::", "::") } else { part.to_owned() })
        .collect::<Vec<_>>()
        .join("'")
}

fn default(text: &str, ty: &ColumnType) -> Option<Default> {
    let plain = annotated(text);
    let bare = plain.split("::").next().unwrap_or(&plain).trim();
    match bare {
        "now()" | "current_timestamp()" | "CURRENT_TIMESTAMP" => Some(Default::Now),
        "unique_rowid()" => Some(Default::Expression(Name::new_static("unique_rowid()"))),
        _ => defaults::parse(&plain, ty),
    }
}

/// `DECIMAL(10,2)[]` as the table of types has it.
fn column_type(reading: &Reading<'_>, text: &str) -> ColumnType {
    let (element, list) = text.strip_suffix("[]").map_or((text, false), |element| (element, true));
    let base = native(element).or_else(|| enum_type(reading, element));
    ColumnType { base: base.unwrap_or_else(|| BaseType::Other(element.into())), list }
}

fn native(text: &str) -> Option<BaseType> {
    let (name, args) = match text.split_once('(') {
        Some((name, rest)) => (name.trim(), rest.trim_end_matches(')')),
        None => (text, ""),
    };
    let name = match name {
        "VARCHAR" => "STRING",
        "JSON" => "JSONB",
        name => name,
    };
    let row = NATIVE_TYPES.iter().find(|native| native.sql == name)?;
    let mut args: Vec<TypeArg> =
        args.split(',').filter_map(|arg| arg.trim().parse().ok()).map(TypeArg::Number).collect();
    let has_precision = matches!(row.name, "Timestamp" | "Timestamptz" | "Time" | "Timetz");
    if has_precision && args.is_empty() {
        args.push(TypeArg::Number(6));
    }
    Some(BaseType::Native { name: Name::new_static(row.name), args })
}

fn enum_type(reading: &Reading<'_>, text: &str) -> Option<BaseType> {
    let (schema, name) = regclass(text)?;
    let schema = schema.unwrap_or_else(|| reading.scope.default.to_string());
    let name = reading.scope.qualify(&schema, name);
    reading.observed.database.enums.contains_key(&name).then_some(BaseType::Enum(name))
}

//! Columns that come, go and change.

use super::count::NAMES;
use super::{Change, checked, count, fails_if, manual};
use crate::filled;
use crate::mysql::{casts, compare};
use parallax_dialect::Stage;
use parallax_ir::{
    BaseType, Cast, Column, ColumnType, Compatibility, Data, Default, Facts, Generated, Name, Pair, QName,
    RowCheck, TypeArg,
};

pub(super) fn add(column: &Column, table: &QName, stage: &Stage<'_>) -> (Vec<Change>, Facts) {
    let change = match (&column.generated, &column.default) {
        (Some(Generated::AutoIncrement { .. } | Generated::Identity(_)), _) => Change::AddCounter,
        (Some(Generated::Computed { stored: true, .. }), _) => Change::AddStored,
        (Some(Generated::Computed { stored: false, .. }), _) => Change::AddVirtual,
        (None, Some(default)) if is_expression(default, column, stage) => Change::AddColumnWithExpression,
        (None, _) => Change::AddColumn,
    };
    let facts = Facts::harmless();
    if column.fills_itself() {
        return (vec![change], facts);
    }
    let name = &column.name;
    let text = format!(
        "{name} is required and has no default: rows of {table} that are there already have no value for it, and \
         get an empty one of its type."
    );
    let facts = fails_if(facts, text, manual::DEFAULTS, stage).compatibility(Compatibility::BreaksWriters);
    (vec![change], checked(facts, NAMES.rows(table, Data::Keeps)))
}

/// Whether the server computes the default, row by row.
fn is_expression(default: &Default, column: &Column, stage: &Stage<'_>) -> bool {
    match default {
        Default::Expression(_) | Default::Now | Default::String(_) | Default::EnumValue(_) => {
            let sql = (stage.target.dialect.default_sql)(default, &column.ty, stage.target);
            let sql = sql.to_ascii_lowercase();
            (sql.starts_with('(') || sql.ends_with(')'))
                && !sql.starts_with("current_timestamp")
                && !sql.starts_with('\'')
        }
        Default::Bool(_)
        | Default::Number(_)
        | Default::Bytes(_)
        | Default::DateTime(_)
        | Default::Json(_)
        | Default::List(_)
        | Default::Unspecified => false,
    }
}

pub(super) fn drop(column: &Column, table: &QName, stage: &Stage<'_>) -> (Vec<Change>, Facts) {
    let name = &column.name;
    let page = manual::ALTER_TABLE.of(stage.target);
    // What is computed can be computed again.
    if matches!(column.generated, Some(Generated::Computed { .. })) {
        let facts = Facts::harmless()
            .compatibility(Compatibility::BreaksReaders)
            .because(format!("Programs that use {table}.{name} fail."), page);
        return (vec![Change::DropColumn], facts);
    }
    if let Some(facts) = filled::carried(table, name, stage, NAMES, page) {
        return (vec![Change::DropColumn], facts);
    }
    let facts = Facts::harmless()
        .loses()
        .compatibility(Compatibility::BreaksReaders)
        .because(format!("The values of {table}.{name} go with it."), manual::ALTER_TABLE.of(stage.target));
    (vec![Change::DropColumn], checked(facts, NAMES.values(table, name, Data::Loses)))
}

pub(super) fn recreate(pair: &Pair<Column>, table: &QName, stage: &Stage<'_>) -> (Vec<Change>, Facts) {
    let (mut changes, dropped) = drop(&pair.before, table, stage);
    let (added, new) = add(&pair.after, table, stage);
    changes.extend(added);
    let types = pair.as_ref().map(|column| type_text(column, stage));
    let text = format!(
        "No value of type {} becomes one of type {}, so {} is dropped and added.",
        types.before, types.after, pair.after.name
    );
    (changes, Facts::harmless().because(text, manual::ALTER_TABLE.of(stage.target)).and(dropped).and(new))
}

fn type_text(column: &Column, stage: &Stage<'_>) -> String {
    (stage.target.dialect.type_sql)(&column.ty, stage.target)
}

pub(super) fn alter(pair: &Pair<Column>, table: &QName, stage: &Stage<'_>) -> (Vec<Change>, Facts) {
    let Pair { before, after } = pair.as_ref();
    let mut changes = Vec::new();
    let mut facts = Facts::harmless();
    let types = Pair::new(&before.ty, &after.ty);
    if !compare::same_type(types, stage.target) {
        changes.push(type_change(types));
        facts = facts.and(cast(pair, table, stage));
    }
    if before.nullable && !after.nullable {
        changes.push(Change::MakeRequired);
        facts = facts.and(required(after, table, stage));
    } else if !before.nullable && after.nullable {
        changes.push(Change::MakeNullable);
    }
    match (before.is_auto(), after.is_auto()) {
        (false, true) => changes.push(Change::StartCounter),
        (true, false) => {
            changes.push(Change::StopCounter);
            facts = facts.and(no_default(after, table, stage));
        }
        (true, true) | (false, false) => {}
    }
    match (computed(before), computed(after)) {
        (None, Some(_)) => {
            changes.push(Change::AddStored);
            facts = facts.loses();
        }
        // The values stay, as any others.
        (Some(_), None) => changes.push(Change::AddStored),
        (Some((_, stored)), Some((_, kept))) if before.generated != after.generated => {
            changes.push(if stored || kept { Change::AddStored } else { Change::AddVirtual });
        }
        (Some(_), Some(_)) | (None, None) => {}
    }
    if before.default.is_some() && after.default.is_none() && !after.nullable && !after.is_auto() {
        facts = facts.and(no_default(after, table, stage));
    }
    if before.collation != after.collation {
        changes.push(Change::Collation);
    }
    if before.default != after.default || before.options != after.options {
        changes.push(Change::Default);
    }
    if before.comment != after.comment {
        changes.push(Change::Comment);
    }
    (changes, facts)
}

/// What a column is computed from, and whether it is kept with the row.
fn computed(column: &Column) -> Option<(&Name, bool)> {
    match &column.generated {
        Some(Generated::Computed { expression, stored }) => Some((expression, *stored)),
        Some(Generated::AutoIncrement { .. } | Generated::Identity(_)) | None => None,
    }
}

/// Programs that leave the column out fail once nothing fills it.
fn no_default(column: &Column, table: &QName, stage: &Stage<'_>) -> Facts {
    Facts::harmless().compatibility(Compatibility::BreaksWriters).because(
        format!("Programs that insert into {table} without {} fail from now on.", column.name),
        manual::DEFAULTS.of(stage.target),
    )
}

fn required(column: &Column, table: &QName, stage: &Stage<'_>) -> Facts {
    let name = &column.name;
    let page = manual::ALTER_TABLE.of(stage.target);
    if let Some(facts) = filled::required(table, name, stage, NAMES, page) {
        return facts.compatibility(Compatibility::BreaksWriters);
    }
    let text = format!(
        "{name} becomes required: it fails if a row of {table} has NULL there, or, without a strict SQL mode, puts an \
         empty value in its place."
    );
    let facts = fails_if(Facts::harmless(), text, manual::ALTER_TABLE, stage)
        .compatibility(Compatibility::BreaksWriters);
    checked(facts, NAMES.nulls(table, name, Data::Keeps))
}

fn type_change(types: Pair<&ColumnType>) -> Change {
    match (&types.before.base, &types.after.base) {
        (BaseType::InlineEnum(before), BaseType::InlineEnum(after)) => {
            let appended = after.len() > before.len() && after.starts_with(before);
            // The number of a value takes one byte up to 255 values, two beyond.
            if appended && (before.len() > 255) == (after.len() > 255) {
                Change::AppendEnumValue
            } else {
                Change::Type
            }
        }
        (BaseType::Native { name: a, args: x }, BaseType::Native { name: b, args: y }) if a == b => {
            match (a.as_str(), x.as_slice(), y.as_slice()) {
                ("VarChar" | "VarBinary", [TypeArg::Number(old)], [TypeArg::Number(new)]) if new >= old => {
                    // Up to 255 bytes a length takes one byte; a character of utf8mb4 takes up to four.
                    let bytes = if a == "VarChar" { 4 } else { 1 };
                    let small = |length: &u32| length * bytes <= 255;
                    if small(old) == small(new) { Change::Widen } else { Change::WidenAcross }
                }
                _ => Change::Type,
            }
        }
        (
            BaseType::Native { .. } | BaseType::Enum(_) | BaseType::InlineEnum(_) | BaseType::Other(_),
            BaseType::Native { .. } | BaseType::Enum(_) | BaseType::InlineEnum(_) | BaseType::Other(_),
        ) => Change::Type,
    }
}

fn cast(pair: &Pair<Column>, table: &QName, stage: &Stage<'_>) -> Facts {
    let types = pair.as_ref().map(|column| &column.ty);
    let texts = pair.as_ref().map(|column| type_text(column, stage));
    let name = &pair.after.name;
    let compatibility =
        if same_kind(types) { Compatibility::Compatible } else { Compatibility::BreaksReaders };
    let facts = Facts::harmless().compatibility(compatibility);
    match casts::between(types) {
        Cast::Safe => facts,
        Cast::Risky | Cast::Impossible => match (&types.before.base, &types.after.base) {
            (BaseType::InlineEnum(before), BaseType::InlineEnum(after)) => {
                removed_values(facts, before, after, name, table, stage)
            }
            _ => {
                let text = format!(
                    "Some values of {table}.{name} may fail, or arrive cut or rounded, as they go from {} to {}.",
                    texts.before, texts.after
                );
                let facts = fails_if(facts, text, manual::ALTER_TABLE, stage);
                checked(facts, at_stake(types, name, table))
            }
        },
    }
}

/// Values that cannot arrive as they are, as exactly as a query can tell.
fn at_stake(types: Pair<&ColumnType>, name: &Name, table: &QName) -> RowCheck {
    let function = |name: &str| match name {
        "VarChar" | "Char" => Some("CHAR_LENGTH"),
        "VarBinary" | "Binary" => Some("LENGTH"),
        _ => None,
    };
    let (from, to) = (types.before.as_native(), types.after.as_native());
    if let (Some((from, _)), Some((to, [TypeArg::Number(length)]))) = (from, to)
        && let (Some(_), Some(function)) = (function(from), function(to))
    {
        return count::longer_than(table, name, *length, function);
    }
    NAMES.values(table, name, Data::Loses)
}

/// Whether programs read the values as they did: the same kind of type, longer or shorter.
fn same_kind(types: Pair<&ColumnType>) -> bool {
    let kind = |ty: &ColumnType| match (&ty.base, ty.as_native()) {
        (_, Some((name, _))) => match name {
            _ if name.contains("Int") => "integer",
            _ if name.contains("Text") || name.contains("Char") => "text",
            _ if name.contains("Blob") || name.contains("Binary") => "bytes",
            "Float" | "Double" => "float",
            "DateTime" | "Timestamp" => "moment",
            "Decimal" => "decimal",
            _ => "other",
        },
        (BaseType::InlineEnum(_), None) => "enum",
        (BaseType::Native { .. } | BaseType::Enum(_) | BaseType::Other(_), None) => "other",
    };
    let kinds = types.map(kind);
    kinds.before == kinds.after && kinds.before != "other"
        || types.before.as_native().map(|(name, _)| name) == types.after.as_native().map(|(name, _)| name)
            && types.before.as_native().is_some()
}

fn removed_values(
    facts: Facts,
    before: &[Name],
    after: &[Name],
    column: &Name,
    table: &QName,
    stage: &Stage<'_>,
) -> Facts {
    let renamed = |value: &Name| stage.written.is_replaced(table, column, value);
    let gone: Vec<&Name> = before.iter().filter(|value| !after.contains(value) && !renamed(value)).collect();
    if gone.is_empty() {
        return facts.compatibility(Compatibility::BreaksWriters);
    }
    let names = gone.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
    let text = format!(
        "{table}.{column} no longer takes {names}: it fails if a row has one of them, or, without a strict SQL mode, \
         puts an empty text in its place."
    );
    let facts = fails_if(facts, text, manual::ENUM, stage).compatibility(Compatibility::BreaksWriters);
    checked(facts, count::one_of(table, column, &gone, Data::Loses))
}

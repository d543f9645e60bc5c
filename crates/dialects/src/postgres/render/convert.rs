//! How values get from one type to another: `USING`, where the server has no cast that an assignment may use.

use crate::postgres::sql::{quote, type_sql};
use parallax_dialect::Target;
use parallax_ir::{BaseType, Column, ColumnType, Pair};

/// Types that values of a type become by themselves on assignment, as in `pg_cast`; strings take everything.
/// <https://www.postgresql.org/docs/current/catalog-pg-cast.html>
#[rustfmt::skip]
const ASSIGNABLE: &[(&str, &[&str])] = &[
    ("SmallInt", &["BigInt", "DoublePrecision", "Integer", "Decimal", "Oid", "Real"]),
    ("Integer", &["BigInt", "DoublePrecision", "Money", "Decimal", "Oid", "Real", "SmallInt"]),
    ("BigInt", &["DoublePrecision", "Integer", "Money", "Decimal", "Oid", "Real", "SmallInt"]),
    ("Oid", &["BigInt", "Integer"]),
    ("Real", &["BigInt", "DoublePrecision", "Integer", "Decimal", "SmallInt"]),
    ("DoublePrecision", &["BigInt", "Integer", "Decimal", "Real", "SmallInt"]),
    ("Decimal", &["BigInt", "DoublePrecision", "Integer", "Money", "Real", "SmallInt"]),
    ("Money", &["Decimal"]),
    ("Date", &["Timestamptz", "Timestamp"]),
    ("Time", &["Timetz"]),
    ("Timetz", &["Time"]),
    ("Timestamp", &["Date", "Time", "Timestamptz"]),
    ("Timestamptz", &["Date", "Timetz", "Time", "Timestamp"]),
    ("Bit", &["VarBit"]),
    ("VarBit", &["Bit"]),
    ("Json", &["JsonB"]),
    ("JsonB", &["Json"]),
];

/// Types with a cast of their own that is taken only when asked for.
const EXPLICIT: &[(&str, &[&str])] = &[
    ("Boolean", &["Integer"]),
    ("Integer", &["Bit", "Boolean"]),
    ("BigInt", &["Bit"]),
    ("Bit", &["BigInt", "Integer"]),
    ("JsonB", &["BigInt", "Boolean", "DoublePrecision", "Integer", "Decimal", "Real", "SmallInt"]),
];

/// Where a detour reads values better than text would: from, to, on the way.
const DETOURS: &[(&str, &[&str], &str)] = &[
    ("Timestamp", &["Timetz"], "timestamptz"),
    ("Money", &["SmallInt", "Integer", "BigInt", "Real", "DoublePrecision"], "numeric"),
];

const STRINGS: &[&str] = &["Text", "VarChar", "Char", "Citext"];

/// Gives the expression behind USING, if one is needed.
pub(crate) type Using = fn(Pair<&Column>, &Target) -> Option<String>;

/// Lengths and precisions are left to the assignment, which fails where an explicit cast would cut silently.
pub(crate) fn using(columns: Pair<&Column>, target: &Target) -> Option<String> {
    if let Some(written) = columns.after.conversion() {
        return Some(written.to_string());
    }
    let types = columns.map(|column| &column.ty);
    let name = quote(&columns.after.name);
    match (types.before.list, types.after.list) {
        (false, true) => {
            let element = convert(types, &name, "", target).unwrap_or_else(|| name.clone());
            let list = format!("ARRAY[{element}]");
            Some(if columns.before.nullable {
                format!("CASE WHEN {name} IS NULL THEN NULL ELSE {list} END")
            } else {
                list
            })
        }
        (true, true) => convert(types, &name, "[]", target),
        // A list that was never written is an empty one.
        (true, false) if empties_lists(columns) => Some(format!("coalesce({name}, '{{}}')::text")),
        (true, false) => None,
        (false, false) => convert(types, &name, "", target),
    }
}

/// Whether a list becomes a value that must be there, so that no list becomes an empty one.
pub(crate) fn empties_lists(columns: Pair<&Column>) -> bool {
    let (before, after) = (columns.before, columns.after);
    before.ty.list && !after.ty.list && before.nullable && !after.nullable
}

/// `suffix` is `[]` where arrays are converted element by element.
fn convert(types: Pair<&ColumnType>, name: &str, suffix: &str, target: &Target) -> Option<String> {
    let to = format!("{}{suffix}", bare_type(&types.after.base, target));
    if types.before.base == types.after.base {
        return None;
    }
    match (&types.before.base, &types.after.base) {
        (BaseType::Native { name: from, .. }, BaseType::Native { name: into, .. }) => {
            native(from, into).map(|via| format!("{name}{}::{to}", via_sql(via, suffix)))
        }
        (BaseType::Enum(_), BaseType::Native { name: into, .. }) if STRINGS.contains(&into.as_str()) => None,
        (BaseType::Native { name: from, .. }, BaseType::Enum(_)) if from == "Text" => {
            Some(format!("{name}::{to}"))
        }
        (BaseType::Enum(_), _) | (_, BaseType::Enum(_)) => Some(format!("{name}::text{suffix}::{to}")),
        (_, BaseType::Native { name: into, .. }) if STRINGS.contains(&into.as_str()) => None,
        (BaseType::Other(from), BaseType::Other(into)) if bare_name(from) == bare_name(into) => None,
        // Whether there is a cast is not known; every type reads the text of another.
        _ => Some(format!("{name}::text{suffix}::{to}")),
    }
}

fn via_sql(via: &str, suffix: &str) -> String {
    if via.is_empty() { String::new() } else { format!("::{via}{suffix}") }
}

/// None where an assignment does it; else the type on the way, empty for none.
fn native(from: &str, into: &str) -> Option<&'static str> {
    let listed = |table: &[(&str, &[&str])]| {
        table.iter().any(|(source, targets)| *source == from && targets.contains(&into))
    };
    if from == into || STRINGS.contains(&into) || listed(ASSIGNABLE) {
        return None;
    }
    let detour = DETOURS.iter().find(|(source, targets, _)| *source == from && targets.contains(&into));
    match detour {
        Some((_, _, via)) => Some(via),
        // The text of a string is read as the type reads its input.
        None if matches!(from, "Text" | "VarChar" | "Char") || listed(EXPLICIT) => Some(""),
        None => Some("text"),
    }
}

/// `vector` of `vector(3)`.
fn bare_name(ty: &str) -> &str {
    ty.split('(').next().unwrap_or(ty).trim()
}

/// Of one value, without arguments.
fn bare_type(base: &BaseType, target: &Target) -> String {
    let base = match base {
        BaseType::Native { name, .. } => BaseType::Native { name: name.clone(), args: Vec::new() },
        other => other.clone(),
    };
    type_sql(&ColumnType { base, list: false }, target)
}

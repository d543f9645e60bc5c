//! Brings lowered tables into the form in which SQLite keeps them.

use parallax_dialect::Target;
use parallax_ir::{BaseType, ColumnType, Generated, Name, OptionValue, Table};

/// The only column of a primary key counts by itself where it is an `INTEGER`, whether or not the schema says so:
/// it is the rowid. No other column does. <https://www.sqlite.org/autoinc.html>
pub(super) fn finish(table: &mut Table, _: &Target) {
    if table.options.get("strict") == Some(&OptionValue::Bool(true)) {
        table.columns.iter_mut().for_each(|column| strict(&mut column.ty));
    }
    let sole = match &table.primary_key {
        Some(key) if key.columns.len() == 1 => key.columns.first().map(|column| column.name.clone()),
        Some(_) | None => None,
    };
    for column in &mut table.columns {
        let is_integer = column.ty.as_native().is_some_and(|(name, _)| name == "Integer");
        if is_integer && sole.as_ref() == Some(&column.name) {
            column.generated = Some(Generated::AutoIncrement { sequence: None });
        } else if column.is_auto() {
            column.generated = None;
        }
    }
}

/// Strict tables know six types. Whole numbers and booleans are `INTEGER` there; what clients keep as a number or as text,
/// by their own choice, is `ANY`. <https://www.sqlite.org/stricttables.html>
fn strict(ty: &mut ColumnType) {
    let BaseType::Native { name, .. } = &ty.base else { return };
    let base = match name.as_str() {
        "BigInt" | "Boolean" => BaseType::Native { name: Name::new_static("Integer"), args: Vec::new() },
        "Decimal" | "DateTime" | "JsonB" => BaseType::Other(Name::new_static("ANY")),
        _ => return,
    };
    ty.base = base;
}

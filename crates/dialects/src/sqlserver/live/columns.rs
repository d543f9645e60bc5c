//! Columns of tables and views.
//! <https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/sys-columns-transact-sql>

use super::decode::Reading;
use super::defaults::{default, unwrapped};
use crate::sqlserver::language::LANGUAGE;
use parallax_dialect::{Row, Rows};
use parallax_ir::{BaseType, Column, ColumnType, Generated, Name, OptionValue, QName, TypeArg};

pub(super) fn read(reading: &mut Reading<'_>, rows: &Rows) {
    for row in rows {
        let (Some(of), Some(name)) = (reading.name(row, 0), row.text(3)) else { continue };
        // Those of graph tables, which nobody declares.
        if row.text(24).is_some() {
            continue;
        }
        if row.text(2) == Some("V") {
            reading.observed.views.entry(of).or_default().push(column(row, name));
        } else if let Some(table) = reading.known(&of) {
            table.columns.push(column(row, name));
            leave(reading, row, &of, name);
        }
    }
}

/// What of a column the model does not hold.
fn leave(reading: &mut Reading<'_>, row: &Row, of: &QName, name: &str) {
    let mut left = |holds: bool, kind, detail: &str| {
        if holds {
            reading.leave(kind, of, Some(name.into()), detail);
        }
    };
    if let Some(alias) = row.text(5) {
        left(true, "alias type", &format!("is declared as {alias}, and read as what that is made of"));
    }
    let period = row.number(18).is_some_and(|kind| kind > 0);
    left(period, "period column", "is filled by system versioning, and read as any other");
    left(row.flag(19), "shared default", "has a default that is an object of its own, which is not read");
    left(row.flag(20), "mask", "is shown masked to some, which is not read");
    left(row.flag(21), "encryption", "is encrypted by the client, which is not read");
    left(row.flag(22), "sparse column", "is sparse, which is not read");
    left(row.flag(23), "ROWGUIDCOL", "is marked as ROWGUIDCOL, which is not read");
}

fn column(row: &Row, name: &str) -> Column {
    let mut column = Column::new(name, column_type(row));
    column.nullable = row.flag(9);
    column.collation = row.name(10);
    if let Some(expression) = row.text(13) {
        let expression = unwrapped(expression).into();
        column.generated = Some(Generated::Computed { expression, stored: row.flag(14) });
    } else if let Some(seed) = row.text(11) {
        column.generated = Some(Generated::AutoIncrement { sequence: None });
        // Only where they are not the usual ones: schemas cannot say them.
        for (key, value) in [("identity_seed", seed), ("identity_increment", row.text(12).unwrap_or("1"))] {
            if value != "1" {
                column.options.insert(Name::new_static(key), OptionValue::Text(value.into()));
            }
        }
    }
    if let Some(definition) = row.text(15) {
        column.default = Some(default(definition, &column.ty));
        column.default_name = row.name(16);
    }
    column.comment = row.name(17);
    column
}

/// Lengths are in bytes, −1 for those without limit.
fn column_type(row: &Row) -> ColumnType {
    let name = row.text(4).unwrap_or_default();
    let sql = if name.eq_ignore_ascii_case("numeric") { "decimal" } else { name };
    let native =
        LANGUAGE.native_types.iter().find(|native| !native.beyond && native.sql.eq_ignore_ascii_case(sql));
    let Some(native) = native else {
        return ColumnType { base: BaseType::Other(name.into()), list: false };
    };
    let number = |at| row.number(at).and_then(|number| u32::try_from(number).ok());
    let length = |bytes_each: u32| match number(6) {
        Some(bytes) => TypeArg::Number(bytes / bytes_each),
        None => TypeArg::Max,
    };
    let args = match native.name {
        "NVarChar" | "NChar" => vec![length(2)],
        "VarChar" | "Char" | "VarBinary" | "Binary" => vec![length(1)],
        "Decimal" => number(7).into_iter().chain(number(8)).map(TypeArg::Number).collect(),
        "Float" => number(7).into_iter().map(TypeArg::Number).collect(),
        // Seven digits are what the types have without saying.
        "DateTime2" | "DateTimeOffset" | "Time" => {
            number(8).filter(|digits| *digits != 7).into_iter().map(TypeArg::Number).collect()
        }
        _ => Vec::new(),
    };
    ColumnType { base: BaseType::Native { name: Name::new_static(native.name), args }, list: false }
}

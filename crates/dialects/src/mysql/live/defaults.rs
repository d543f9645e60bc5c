//! `COLUMN_DEFAULT` to a value. The servers differ in what stands there: MySQL the value itself, and in another column
//! whether it is an expression; MariaDB what would stand in a statement.

use super::literal;
use crate::mysql::{server, sql};
use parallax_dialect::Target;
use parallax_ir::{BaseType, ColumnType, Default, Name, TypeArg};

/// `generated`: the server says that it is an expression (MySQL 8 and later).
pub(in crate::mysql) fn read(
    default: &str,
    ty: &ColumnType,
    generated: bool,
    target: &Target,
) -> Option<Default> {
    if server::is_mariadb(target) {
        return match literal::text(default) {
            Some(text) => Some(value(&text, ty)),
            None if default.eq_ignore_ascii_case("null") => None,
            None => Some(written(default, ty)),
        };
    }
    if generated {
        let text = literal::unescaped(default);
        return Some(match literal::text(&text) {
            Some(literal) => value(&literal, ty),
            None => written(&text, ty),
        });
    }
    // Before 8.0 nothing else says so. Other types cannot have it.
    let moment = ty.as_native().is_some_and(|(name, _)| matches!(name, "DateTime" | "Timestamp"));
    if moment && sql::is_now(&default.to_ascii_lowercase()) {
        return Some(Default::Now);
    }
    Some(raw(default, ty))
}

/// Something that stands without quotes in a statement.
fn written(text: &str, ty: &ColumnType) -> Default {
    let time =
        ty.as_native().is_some_and(|(name, _)| matches!(name, "DateTime" | "Timestamp" | "Date" | "Time"));
    if time && sql::is_now(&text.to_ascii_lowercase()) {
        return Default::Now;
    }
    let number = !text.is_empty() && text.parse::<f64>().is_ok();
    if number || text.starts_with("b'") { raw(text, ty) } else { Default::Expression(text.into()) }
}

/// A value that the catalog gives without quotes: `b'1'` and `0x41` are spelled as in statements.
fn raw(text: &str, ty: &ColumnType) -> Default {
    match (ty.as_native(), text) {
        (Some(("Bit", [TypeArg::Number(1)])), "b'1'") => Default::Bool(true),
        (Some(("Bit", [TypeArg::Number(1)])), "b'0'") => Default::Bool(false),
        (Some(("Bit", _)), text) => Default::Expression(text.into()),
        (Some(("Binary" | "VarBinary", _)), text) if text.starts_with("0x") => {
            Default::Expression(text.into())
        }
        _ => value(text, ty),
    }
}

/// A value by the type of its column. Moments and bytes stay as they stand in statements.
fn value(text: &str, ty: &ColumnType) -> Default {
    let spelled = || Default::Expression(sql::string(text).into());
    let name = match &ty.base {
        BaseType::InlineEnum(_) => return Default::EnumValue(text.into()),
        BaseType::Native { name, .. } => name.as_str(),
        BaseType::Enum(_) | BaseType::Other(_) => return spelled(),
    };
    match (name, ty.as_native(), text) {
        ("TinyInt", Some((_, [_])), "0") => Default::Bool(false),
        ("TinyInt", Some((_, [_])), "1") => Default::Bool(true),
        ("VarChar" | "Char" | "TinyText" | "Text" | "MediumText" | "LongText", _, _) => {
            Default::String(text.into())
        }
        ("Json", _, _) => Default::Json(text.into()),
        (
            "DateTime" | "Timestamp" | "Date" | "Time" | "Bit" | "Binary" | "VarBinary" | "TinyBlob" | "Blob"
            | "MediumBlob" | "LongBlob",
            _,
            _,
        ) => spelled(),
        _ => Default::Number(Name::from(text)),
    }
}

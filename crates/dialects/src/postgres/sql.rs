//! The words of SQL: names, literals, types, defaults. Knows no statement.

pub(crate) use crate::values::string;
use crate::values::{date_time, hex};
use parallax_dialect::Target;
use parallax_ir::{BaseType, ColumnType, Default, QName, TypeArg};

/// A name in double quotes.
/// <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS>
pub fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// `"schema"."name"`, or only the name in the default namespace.
pub fn qualified(name: &QName) -> String {
    match &name.schema {
        Some(schema) => format!("{}.{}", quote(schema), quote(&name.name)),
        None => quote(&name.name),
    }
}

/// `"a", "b"`
pub fn list<'a>(names: impl IntoIterator<Item = &'a parallax_ir::Name>, separator: &str) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| quote(name)).collect();
    quoted.join(separator)
}

pub fn type_sql(ty: &ColumnType, target: &Target) -> String {
    let mut sql = match &ty.base {
        BaseType::Native { name, args } => {
            let native = target.dialect.language.native_type(name);
            let word = native.map_or(name.as_str(), |native| native.sql);
            format!("{word}{}", args_sql(args))
        }
        BaseType::Enum(name) => qualified(name),
        // The language lowers enums to named types here; other targets' inline enums have no name to give.
        BaseType::InlineEnum(_) => "TEXT".to_owned(),
        BaseType::Other(text) => text.to_string(),
    };
    if ty.list {
        sql.push_str("[]");
    }
    sql
}

fn args_sql(args: &[TypeArg]) -> String {
    let numbers: Vec<String> = args
        .iter()
        .filter_map(|arg| match arg {
            TypeArg::Number(number) => Some(number.to_string()),
            TypeArg::Max => None,
        })
        .collect();
    if numbers.is_empty() { String::new() } else { format!("({})", numbers.join(",")) }
}

/// A default without the word. A list is cast to its type, since an empty array has none of its own.
pub fn default_sql(default: &Default, ty: &ColumnType, target: &Target) -> String {
    match default {
        Default::Bool(value) => value.to_string(),
        Default::Number(number) => number.to_string(),
        Default::String(text) | Default::Json(text) | Default::EnumValue(text) => string(text),
        // https://www.postgresql.org/docs/current/datatype-binary.html
        Default::Bytes(bytes) => format!("'\\x{}'", hex(bytes)),
        // A column without time zone ignores the offset.
        Default::DateTime(text) => string(&date_time(text)),
        Default::List(items) => {
            let element = ColumnType { base: ty.base.clone(), list: false };
            let items: Vec<String> = items.iter().map(|item| default_sql(item, &element, target)).collect();
            format!("ARRAY[{}]::{}", items.join(", "), type_sql(ty, target))
        }
        Default::Now => "CURRENT_TIMESTAMP".to_owned(),
        Default::Expression(text) => text.to_string(),
        Default::Unspecified => String::new(),
    }
}

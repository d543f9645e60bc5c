//! Names, literals, types and defaults as they stand in statements.

use super::{datetime, server, types::NATIVE_TYPES};
use parallax_dialect::{Comparison, Target};
use parallax_ir::{BaseType, ColumnType, Default, QName, TypeArg};
use std::fmt::Write;

/// What tables get that say nothing else.
pub(super) const CHARSET: &str = "utf8mb4";
pub(super) const COLLATION: &str = "utf8mb4_unicode_ci";

pub(super) fn quote(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

pub(super) fn table_name(name: &QName) -> String {
    match &name.schema {
        Some(schema) => format!("{}.{}", quote(schema), quote(&name.name)),
        None => quote(&name.name),
    }
}

/// A text in quotes, for a server without `NO_BACKSLASH_ESCAPES`.
pub(super) fn string(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

pub(super) fn list<T>(items: impl IntoIterator<Item = T>, one: impl Fn(T) -> String) -> String {
    items.into_iter().map(one).collect::<Vec<_>>().join(", ")
}

pub(super) fn type_sql(ty: &ColumnType, _: &Target) -> String {
    match &ty.base {
        BaseType::Native { name, args } => native_sql(name, args),
        BaseType::InlineEnum(values) => format!("ENUM({})", list(values, |value| string(value))),
        BaseType::Enum(name) => table_name(name),
        BaseType::Other(text) => text.to_string(),
    }
}

fn native_sql(name: &str, args: &[TypeArg]) -> String {
    // One byte with a display width of 1 is how both servers spell a boolean.
    if (name, args) == ("TinyInt", &[TypeArg::Number(1)]) {
        return "BOOLEAN".to_owned();
    }
    let row = NATIVE_TYPES.iter().find(|row| row.name == name);
    let mut sql = row.map_or_else(|| name.to_uppercase(), |row| row.sql.to_owned());
    if !args.is_empty() {
        let args = list(args, |arg| match arg {
            TypeArg::Number(number) => number.to_string(),
            TypeArg::Max => "max".to_owned(),
        });
        let _ = write!(sql, "({args})");
    }
    sql
}

/// Types whose values lie outside of the row: TEXT, BLOB and JSON.
pub(super) fn is_off_row(ty: &ColumnType) -> bool {
    ty.as_native().is_some_and(|(name, _)| name.ends_with("Text") || name.ends_with("Blob") || name == "Json")
}

/// How many decimals of a second a type keeps. `None` for types without a time of day.
pub(super) fn precision(ty: &ColumnType) -> Option<u32> {
    match ty.as_native()? {
        ("DateTime" | "Timestamp" | "Time", args) => match args {
            [TypeArg::Number(precision), ..] => Some(*precision),
            _ => Some(0),
        },
        _ => None,
    }
}

pub(super) fn default_sql(default: &Default, ty: &ColumnType, target: &Target) -> String {
    match default {
        Default::Bool(value) => value.to_string(),
        Default::Number(text) => text.to_string(),
        Default::String(text) | Default::EnumValue(text) | Default::Json(text) => {
            let literal = string(text);
            if is_off_row(ty) && !server::takes_literal_on_text(target) {
                format!("({literal})")
            } else {
                literal
            }
        }
        Default::Bytes(bytes) => {
            let mut hex = String::from("x'");
            for byte in bytes {
                let _ = write!(hex, "{byte:02X}");
            }
            hex + "'"
        }
        Default::DateTime(text) => {
            let moment = datetime::literal(text, ty);
            let zoned = ty.as_native().is_some_and(|(name, _)| name == "Timestamp");
            let zone = if zoned && server::takes_offsets(target) { "+00:00" } else { "" };
            string(&(moment + zone))
        }
        Default::List(items) => list(items, |item| default_sql(item, ty, target)),
        Default::Now => now_sql(ty, target),
        Default::Expression(text) => expression_sql(text, target),
        // Whoever writes a column knows what the database has.
        Default::Unspecified => "NULL".to_owned(),
    }
}

fn now_sql(ty: &ColumnType, target: &Target) -> String {
    let named = |word: &str, precision: Option<u32>| match precision {
        Some(digits) => format!("{word}({digits})"),
        None => word.to_owned(),
    };
    // Both servers want the precision of the column, and print 0 as none.
    let digits = precision(ty).filter(|_| ty.as_native().is_some_and(|(_, args)| !args.is_empty()));
    match ty.as_native() {
        Some(("Date", _)) if !server::takes_now_on_dates(target) => "(CURRENT_DATE)".to_owned(),
        Some(("Time", _)) if !server::takes_now_on_dates(target) => {
            format!("({})", named("CURRENT_TIME", digits))
        }
        Some(("DateTime" | "Timestamp" | "Time", _)) => named("CURRENT_TIMESTAMP", digits),
        Some(_) | None => named("CURRENT_TIMESTAMP", Some(3)),
    }
}

/// MySQL wants parentheses around every expression that is no literal and not the current time; MariaDB lets a single
/// call go without.
fn expression_sql(text: &str, target: &Target) -> String {
    let bare = is_plain(text.trim()) || server::is_mariadb(target) && is_one_call(text.trim());
    if bare { text.to_owned() } else { format!("({text})") }
}

/// `word(…)`, or a word alone.
fn is_one_call(text: &str) -> bool {
    let arguments = text.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
    arguments.len() < text.len() && (arguments.is_empty() || in_parentheses(arguments))
}

fn is_plain(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let literal = |prefix: &str| {
        lower.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('\'') && rest.ends_with('\''))
    };
    let number = lower.strip_prefix(['-', '+']).unwrap_or(&lower);
    in_parentheses(text)
        || is_now(&lower)
        || matches!(lower.as_str(), "null" | "true" | "false")
        || (!number.is_empty() && number.parse::<f64>().is_ok())
        || number.strip_prefix("0x").is_some_and(|hex| hex.chars().all(|c| c.is_ascii_hexdigit()))
        || ["", "b", "x", "n", "date", "time", "timestamp", "date ", "time ", "timestamp "]
            .into_iter()
            .any(literal)
}

/// The current time in one of its spellings, with what may follow it; `text` is in lower case.
pub(super) fn is_now(text: &str) -> bool {
    ["current_timestamp", "localtimestamp", "localtime", "now"].into_iter().any(|word| {
        text.strip_prefix(word).is_some_and(|rest| {
            let rest = rest.trim_start();
            let bare = word != "now" && (rest.is_empty() || rest.starts_with("on update"));
            let call = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
            bare || call.is_some_and(|(digits, rest)| {
                digits.trim().chars().all(|c| c.is_ascii_digit())
                    && (rest.is_empty() || rest.trim_start().starts_with("on update"))
            })
        })
    })
}

/// Whether one pair of parentheses holds all of it.
pub(super) fn in_parentheses(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) else { return false };
    let (mut depth, mut quoted) = (0u32, None);
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match (quoted, c) {
            (Some('\'' | '"'), '\\') => drop(chars.next()),
            (Some(quote), c) if c == quote => quoted = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => quoted = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            (None, _) => {}
        }
    }
    depth == 0
}

/// There are no partial indexes; whatever asks gets the comparisons all the same.
pub(super) fn predicate_sql(comparisons: &[(Comparison, ColumnType)], target: &Target) -> String {
    let one = |(comparison, ty): &(Comparison, ColumnType)| {
        let column = quote(&comparison.column);
        comparison.test.sql(&column, |value| default_sql(value, ty, target))
    };
    comparisons.iter().map(one).collect::<Vec<_>>().join(" AND ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_get_the_parentheses_that_mysql_wants() {
        let mysql = Target::new(&crate::mysql::DIALECT);
        for (text, sql) in [
            ("uuid()", "(uuid())"),
            ("(uuid())", "(uuid())"),
            ("(1) + (2)", "((1) + (2))"),
            ("1 + 2", "(1 + 2)"),
            (r"('it\'s (')", r"('it\'s (')"),
            ("-1.5", "-1.5"),
            ("'a'", "'a'"),
            ("b'1'", "b'1'"),
            ("0x41", "0x41"),
            ("NULL", "NULL"),
            ("now(3)", "now(3)"),
            (
                "CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)",
                "CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)",
            ),
            ("now() + INTERVAL 1 DAY", "(now() + INTERVAL 1 DAY)"),
        ] {
            assert_eq!(expression_sql(text, &mysql), sql);
        }
        let mariadb = Target::new(&crate::mariadb::DIALECT);
        assert_eq!(expression_sql("uuid()", &mariadb), "uuid()");
        assert_eq!(expression_sql("curdate() + 1", &mariadb), "(curdate() + 1)");
        assert_eq!(expression_sql("f(1) + f(2)", &mariadb), "(f(1) + f(2))");
    }
}

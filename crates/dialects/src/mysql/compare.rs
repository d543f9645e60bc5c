//! When two types, and two defaults, are the same to the server.

use super::{datetime, sql};
use crate::expression;
use parallax_dialect::{Target, Verdict};
use parallax_ir::{BaseType, ColumnType, Default, Pair, TypeArg};

pub(super) fn same_type(types: Pair<&ColumnType>, _: &Target) -> bool {
    if types.before == types.after {
        return true;
    }
    match (&types.before.base, &types.after.base) {
        (BaseType::Native { name: a, args: x }, BaseType::Native { name: b, args: y }) => {
            a == b && spelled_out(a, x) == spelled_out(b, y)
        }
        (BaseType::Other(a), BaseType::Other(b)) => squeeze(a) == squeeze(b),
        (BaseType::InlineEnum(a), BaseType::InlineEnum(b)) => a == b,
        (
            BaseType::Native { .. } | BaseType::Enum(_) | BaseType::InlineEnum(_) | BaseType::Other(_),
            BaseType::Native { .. } | BaseType::Enum(_) | BaseType::InlineEnum(_) | BaseType::Other(_),
        ) => false,
    }
}

/// The arguments with what the server fills in.
fn spelled_out(name: &str, args: &[TypeArg]) -> Vec<TypeArg> {
    let implied: &[u32] = match name {
        "Decimal" => &[10, 0],
        "DateTime" | "Timestamp" | "Time" => &[0],
        "Char" | "Bit" | "Binary" => &[1],
        _ => &[],
    };
    let rest = implied.iter().skip(args.len()).map(|number| TypeArg::Number(*number));
    args.iter().copied().chain(rest).collect()
}

/// Without white space and case.
fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

pub(super) fn same_default(
    defaults: Pair<Option<&Default>>,
    types: Pair<&ColumnType>,
    target: &Target,
) -> bool {
    let (before, after) = (defaults.before, defaults.after);
    if before == after || after == Some(&Default::Unspecified) {
        return true;
    }
    // It may be anything, so that only writing it makes sure.
    if before == Some(&Default::Unspecified) {
        return false;
    }
    // Clients fill in JSON; whether the database could do it as well makes no difference to them.
    if [types.before, types.after].into_iter().all(is_json) {
        return true;
    }
    match (value(before, types.before, target), value(after, types.after, target)) {
        (Value::Expression(before), Value::Expression(after)) => {
            expression::same(Pair::new(&before, &after), &expression::MYSQL) == Verdict::Same
        }
        (before, after) => before == after,
    }
}

fn is_json(ty: &ColumnType) -> bool {
    ty.as_native().is_some_and(|(name, _)| name == "Json")
}

/// A default brought to one spelling.
#[derive(Debug, PartialEq, Eq)]
enum Value {
    Null,
    Number(String),
    Text(String),
    Now,
    Expression(String),
}

fn value(default: Option<&Default>, ty: &ColumnType, target: &Target) -> Value {
    match default {
        None | Some(Default::Unspecified) => Value::Null,
        Some(Default::Bool(value)) => Value::Number(u8::from(*value).to_string()),
        Some(Default::Number(text)) => text_or_number(text, ty),
        Some(Default::String(text) | Default::EnumValue(text) | Default::Json(text)) => {
            text_or_number(text, ty)
        }
        Some(Default::DateTime(text)) => text_or_number(text, ty),
        Some(Default::Now) => Value::Now,
        Some(Default::Expression(text)) => spelled(text, ty),
        Some(default @ (Default::Bytes(_) | Default::List(_))) => {
            Value::Expression(sql::default_sql(default, ty, target))
        }
    }
}

fn text_or_number(text: &str, ty: &ColumnType) -> Value {
    let name = ty.as_native().map_or("", |(name, _)| name);
    match name {
        "Time" => Value::Text(without_zeros(&datetime::literal(text, ty)).to_owned()),
        "DateTime" | "Timestamp" | "Date" => Value::Text(datetime::literal(text, ty)),
        "VarChar" | "Char" | "TinyText" | "Text" | "MediumText" | "LongText" => Value::Text(text.to_owned()),
        "Float" | "Double" => float(text, name).map_or_else(|| Value::Text(text.to_owned()), Value::Number),
        _ => decimal(text).map_or_else(|| Value::Text(text.to_owned()), Value::Number),
    }
}

/// `08:00:00.00` is `08:00:00`.
fn without_zeros(time: &str) -> &str {
    if time.contains('.') { time.trim_end_matches('0').trim_end_matches('.') } else { time }
}

/// As far as both servers print it: six digits of a FLOAT.
fn float(text: &str, name: &str) -> Option<String> {
    let number: f64 = text.parse().ok()?;
    Some(if name == "Float" { format!("{number:.5e}") } else { format!("{number:e}") })
}

/// Without leading and trailing zeros: `1.50` is `1.5`.
fn decimal(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() && fraction.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    let sign = if whole == "0" && fraction.is_empty() { "" } else { sign };
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{point}{fraction}"))
}

/// What a server prints back is spelled otherwise than what was written.
fn spelled(text: &str, ty: &ColumnType) -> Value {
    let text = without_introducers(text);
    let mut text = text.trim();
    while sql::in_parentheses(text) {
        text = text[1..text.len() - 1].trim();
    }
    let lower = text.to_ascii_lowercase();
    if sql::is_now(&lower) || (is_date(ty) && is_today(&lower)) {
        return Value::Now;
    }
    match lower.as_str() {
        "null" => return Value::Null,
        "true" => return Value::Number("1".to_owned()),
        "false" => return Value::Number("0".to_owned()),
        _ => {}
    }
    if let Some(literal) = quoted(text) {
        return text_or_number(&literal, ty);
    }
    decimal(text).map_or_else(|| Value::Expression(text.to_owned()), Value::Number)
}

fn is_date(ty: &ColumnType) -> bool {
    ty.as_native().is_some_and(|(name, _)| matches!(name, "Date" | "Time"))
}

fn is_today(lower: &str) -> bool {
    let word = lower.split('(').next().unwrap_or(lower);
    matches!(word, "curdate" | "current_date" | "curtime" | "current_time")
}

/// The text of a literal that is the whole expression.
fn quoted(text: &str) -> Option<String> {
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    let plain = inner.replace("''", "").replace("\\'", "");
    (!plain.contains('\'')).then(|| inner.replace("''", "'").replace("\\'", "'").replace("\\\\", "\\"))
}

/// Without the character sets that MySQL puts in front of literals, whose quotes it escapes then.
fn without_introducers(text: &str) -> String {
    ["_utf8mb4", "_utf8mb3", "_utf8", "_latin1"].iter().fold(text.to_owned(), |text, charset| {
        let escaped = format!("{charset}\\'");
        let text = if text.contains(&escaped) { text.replace("\\'", "'") } else { text };
        text.replace(&format!("{charset}'"), "'")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(a: Default, b: Default, ty: &'static str, args: &[u32]) -> bool {
        let ty = ColumnType::native(ty, args.iter().copied());
        let target = Target::new(&crate::mysql::DIALECT);
        same_default(Pair::new(Some(&a), Some(&b)), Pair::new(&ty, &ty), &target)
    }

    #[test]
    fn defaults_are_compared_by_their_value() {
        let text = |text: &str| Default::String(text.into());
        let number = |text: &str| Default::Number(text.into());
        let sql = |text: &str| Default::Expression(text.into());
        let moment = |text: &str| Default::DateTime(text.into());
        assert!(same(number("1.50"), number("1.5"), "Decimal", &[65, 30]));
        assert!(same(Default::Bool(true), number("1"), "TinyInt", &[1]));
        assert!(!same(Default::Bool(true), number("0"), "TinyInt", &[1]));
        assert!(!same(text("01"), text("1"), "VarChar", &[10]));
        assert!(same(text("2018-01-27 08:00:00.000"), moment("2018-01-27T08:00:00Z"), "DateTime", &[3]));
        assert!(same(Default::Now, sql("current_timestamp(3)"), "DateTime", &[3]));
        assert!(same(Default::Now, sql("curdate()"), "Date", &[]));
        assert!(same(sql("(uuid())"), sql("UUID()"), "VarChar", &[36]));
        assert!(same(sql("(_utf8mb4\\'a\\')"), sql("('a')"), "Text", &[]));
        assert!(same(sql("'it''s'"), text("it's"), "VarChar", &[36]));
        assert!(same(sql("(sysdate() - interval 31 day)"), sql("SUBDATE(SYSDATE(), 31)"), "DateTime", &[3]));
        assert!(!same(sql("(sysdate() - interval 31 day)"), sql("SUBDATE(SYSDATE(), 30)"), "DateTime", &[3]));
        assert!(same(text("08:00:00.00"), moment("1970-01-01T08:00:00Z"), "Time", &[2]));
        assert!(same(number("-10000000000"), number("-1e10"), "Double", &[]));
        assert!(same(number("0.123457"), number("0.1234567"), "Float", &[]));
        assert!(same(text("x"), Default::Unspecified, "VarChar", &[36]));
        assert!(!same(Default::Unspecified, text("x"), "VarChar", &[36]));
        assert!(same(Default::Json("{}".into()), sql("json_object()"), "Json", &[]));
    }

    #[test]
    fn types_are_compared_with_what_the_server_fills_in() {
        let same =
            |a: ColumnType, b: ColumnType| same_type(Pair::new(&a, &b), &Target::new(&crate::mysql::DIALECT));
        let ty = |name, args: &[u32]| ColumnType::native(name, args.iter().copied());
        assert!(same(ty("Decimal", &[]), ty("Decimal", &[10, 0])));
        assert!(same(ty("DateTime", &[]), ty("DateTime", &[0])));
        assert!(!same(ty("DateTime", &[]), ty("DateTime", &[3])));
        assert!(!same(ty("TinyInt", &[]), ty("TinyInt", &[1])));
        let other = |text: &str| ColumnType { base: BaseType::Other(text.into()), list: false };
        assert!(same(other("SET('a', 'b')"), other("set('a','b')")));
    }
}

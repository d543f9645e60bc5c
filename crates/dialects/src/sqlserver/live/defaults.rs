//! What SQL Server prints in place of a default, and what value that is. It prints parentheses of its own around
//! everything and around numbers once more: `((1))`, `('a')`, `(getdate())`.

use parallax_ir::{ColumnType, Default};

/// Without the parentheses that stand around all of it.
pub(in crate::sqlserver) fn unwrapped(sql: &str) -> &str {
    let mut sql = sql.trim();
    while let Some(inner) = sql.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        if !is_balanced(inner) {
            break;
        }
        sql = inner.trim();
    }
    sql
}

/// Whether no parenthesis closes that has not been opened in here.
fn is_balanced(sql: &str) -> bool {
    let mut depth = 0i32;
    let mut quote = None;
    for c in sql.chars() {
        match (quote, c) {
            (Some(end), _) if c == end => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '[') => quote = Some(']'),
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            (None, _) => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

pub(in crate::sqlserver) fn default(definition: &str, ty: &ColumnType) -> Default {
    let sql = unwrapped(definition);
    let kind = ty.as_native().map_or("", |(name, _)| name);
    if let Some(text) = text(sql) {
        return Default::String(text.into());
    }
    if let Some(number) = number(converted(sql)) {
        return match (kind, number.as_str()) {
            ("Bit", "0" | "1") => Default::Bool(number == "1"),
            _ => Default::Number(number.into()),
        };
    }
    let digits = sql.strip_prefix("0x").or_else(|| sql.strip_prefix("0X"));
    if let Some(bytes) = digits.and_then(bytes) {
        return Default::Bytes(bytes);
    }
    let is_now = ["getdate()", "current_timestamp"].iter().any(|now| sql.eq_ignore_ascii_case(now));
    let is_moment =
        matches!(kind, "DateTime" | "DateTime2" | "DateTimeOffset" | "SmallDateTime" | "Date" | "Time");
    if is_now && is_moment { Default::Now } else { Default::Expression(sql.into()) }
}

/// `'it''s'` or `N'…'`, and nothing behind it.
fn text(sql: &str) -> Option<String> {
    let quoted = sql.strip_prefix(['N', 'n']).unwrap_or(sql);
    let inner = quoted.strip_prefix('\'')?.strip_suffix('\'')?;
    let plain = inner.replace("''", "");
    (!plain.contains('\'')).then(|| inner.replace("''", "'"))
}

/// `CONVERT([bit],(0))` → `0`
fn converted(sql: &str) -> &str {
    let rest = sql.strip_prefix("CONVERT([bit],").and_then(|rest| rest.strip_suffix(')'));
    rest.map_or(sql, unwrapped)
}

/// `-1`, `1.5`, and `12345678901.` for what is more than four bytes.
fn number(sql: &str) -> Option<String> {
    let (sign, digits) = match sql.strip_prefix('-') {
        Some(rest) => ("-", unwrapped(rest)),
        None => ("", sql),
    };
    let is_number =
        digits.parse::<f64>().is_ok() && digits.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    is_number.then(|| format!("{sign}{}", digits.strip_suffix('.').unwrap_or(digits)))
}

fn bytes(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

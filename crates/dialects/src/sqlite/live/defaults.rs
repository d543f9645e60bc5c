//! What the text behind DEFAULT stands for, given what values of the column are for.

use crate::expression;
use crate::sqlite::compare::{Family, family};
use crate::sqlite::tokens::{Kind, Token, tokens};
use parallax_dialect::Verdict;
use parallax_ir::{ColumnType, Default, Pair};

/// None where the text says NULL.
pub(in crate::sqlite) fn default(sql: &str, ty: &ColumnType) -> Option<Default> {
    let sql = sql.trim();
    let family = family(ty);
    let tokens = tokens(sql);
    let value = match tokens.as_slice() {
        [only] => literal(only, family)?,
        [sign, number] if is_sign(sign) && is_number(number) => number_default(sql, family),
        _ if is_now(sql) && family == Some(Family::DateTime) => Default::Now,
        _ => Default::Expression(sql.into()),
    };
    Some(value)
}

fn is_sign(token: &Token<'_>) -> bool {
    token.is_symbol('-') || token.is_symbol('+')
}

fn is_number(token: &Token<'_>) -> bool {
    token.kind == Kind::Word && token.text.starts_with(|c: char| c.is_ascii_digit() || c == '.')
}

/// The same text as CURRENT_TIMESTAMP. <https://www.sqlite.org/lang_datefunc.html>
fn is_now(sql: &str) -> bool {
    let texts = Pair::new(sql, "CURRENT_TIMESTAMP");
    expression::same(texts, &expression::SQLITE) == Verdict::Same
}

/// One token. <https://www.sqlite.org/syntax/column-constraint.html>
fn literal(token: &Token<'_>, family: Option<Family>) -> Option<Default> {
    let word = token.text.to_ascii_lowercase();
    Some(match (token.kind, word.as_str()) {
        (Kind::Word, "null") => return None,
        (Kind::Word, "true" | "false") => truth(word == "true", family),
        (Kind::Word, "current_timestamp") if family == Some(Family::DateTime) => Default::Now,
        (Kind::Word, "current_timestamp" | "current_date" | "current_time") => {
            Default::Expression(token.text.into())
        }
        (Kind::Word, _) if is_number(token) => number_default(token.text, family),
        // A name that can be no name of anything is a text.
        (Kind::Word | Kind::Name | Kind::Text, _) => text(token.value(), family),
        (Kind::Blob, _) => bytes(&token.value()),
        (Kind::Symbol, _) => Default::Expression(token.text.into()),
    })
}

/// The words stand for 1 and 0. <https://www.sqlite.org/lang_expr.html#boolean_expressions>
fn truth(value: bool, family: Option<Family>) -> Default {
    match family {
        Some(Family::Boolean) | None => Default::Bool(value),
        Some(_) => number_default(if value { "1" } else { "0" }, family),
    }
}

/// A column of text makes a text of it. <https://www.sqlite.org/datatype3.html#type_affinity>
fn number_default(number: &str, family: Option<Family>) -> Default {
    match (family, number) {
        (Some(Family::Boolean), "0" | "1") => Default::Bool(number == "1"),
        (Some(Family::Text), _) => Default::String(number.into()),
        _ => Default::Number(number.into()),
    }
}

fn text(value: String, family: Option<Family>) -> Default {
    match family {
        Some(Family::Json) => Default::Json(value.into()),
        // A column of numbers makes a number of it.
        Some(Family::Integer | Family::BigInteger) if value.parse::<i64>().is_ok() => {
            Default::Number(value.into())
        }
        _ => Default::String(value.into()),
    }
}

fn bytes(digits: &str) -> Default {
    let pairs = digits.as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    match pairs.map(byte).collect() {
        Some(bytes) => Default::Bytes(bytes),
        None => Default::Expression(format!("x'{digits}'").into()),
    }
}

//! Defaults as `pg_get_expr` prints them, to values: constants with the casts that the server adds. What is no
//! constant stays an expression.

use parallax_ir::{BaseType, ColumnType, Default, Name};

/// The default of a column in the catalog; none for NULL. Dates and times stay as they are printed, since their
/// meaning depends on the type of the column.
pub fn parse(text: &str, ty: &ColumnType) -> Option<Default> {
    let expression = || Default::Expression(text.into());
    match value(text, ty) {
        Parsed::Null => None,
        Parsed::Value(default) if !holds_time(&default) => Some(default),
        Parsed::Value(_) | Parsed::Unknown => Some(expression()),
    }
}

fn holds_time(default: &Default) -> bool {
    match default {
        Default::DateTime(_) => true,
        Default::List(items) => items.iter().any(holds_time),
        _ => false,
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parsed {
    Null,
    Value(Default),
    /// No constant, or none that the type is known to hold as it is written.
    Unknown,
}

pub fn value(text: &str, ty: &ColumnType) -> Parsed {
    if is_time(ty) && is_now(text) {
        return Parsed::Value(Default::Now);
    }
    let Some((constant, "")) = constant(text.trim()) else { return Parsed::Unknown };
    if constant.literal == Literal::Null {
        return Parsed::Null;
    }
    typed(&constant, ty).map_or(Parsed::Unknown, Parsed::Value)
}

fn is_now(text: &str) -> bool {
    let names = ["now()", "current_timestamp", "transaction_timestamp()"];
    names.iter().any(|name| text.trim().eq_ignore_ascii_case(name))
}

fn is_time(ty: &ColumnType) -> bool {
    let native = ty.as_native().map(|(native, _)| native);
    matches!(native, Some("Timestamp" | "Timestamptz" | "Date" | "Time" | "Timetz"))
}

/// The text of a literal that is the whole of `sql`.
pub(crate) fn text(sql: &str) -> Option<String> {
    match constant(sql)? {
        (Constant { literal: Literal::Text(text), casts }, "") if casts.is_empty() => Some(text),
        _ => None,
    }
}

// -- constants ------------------------------------------------------------------------------------------------------

#[derive(Debug, Clone, PartialEq, Eq)]
struct Constant {
    literal: Literal,
    /// The types that it is cast to, innermost first.
    casts: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Literal {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    Array(Vec<Constant>),
}

/// A constant at the beginning, and what stands behind it.
fn constant(text: &str) -> Option<(Constant, &str)> {
    let (mut constant, mut rest) = if let Some(inner) = text.strip_prefix('(') {
        let (constant, rest) = constant(inner.trim_start())?;
        (constant, rest.trim_start().strip_prefix(')')?)
    } else {
        let (literal, rest) = literal(text)?;
        (Constant { literal, casts: Vec::new() }, rest)
    };
    while let Some(behind) = rest.trim_start().strip_prefix("::") {
        let end = type_end(behind);
        let (ty, behind) = behind.split_at_checked(end)?;
        constant.casts.push(ty.trim().to_owned());
        rest = behind;
    }
    Some((constant, rest.trim_start()))
}

/// Where the name of a type ends: at a comma, a closing bracket or another cast outside of its own brackets.
fn type_end(text: &str) -> usize {
    let mut depth = 0usize;
    let mut quoted = false;
    for (at, character) in text.char_indices() {
        match character {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' => depth += 1,
            ')' | ']' if depth == 0 => return at,
            ')' | ']' => depth -= 1,
            ',' if depth == 0 => return at,
            ':' if depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

fn literal(text: &str) -> Option<(Literal, &str)> {
    let word_end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len());
    let (word, behind) = text.split_at_checked(word_end)?;
    match word.to_ascii_lowercase().as_str() {
        "null" => return Some((Literal::Null, behind)),
        "true" => return Some((Literal::Bool(true), behind)),
        "false" => return Some((Literal::Bool(false), behind)),
        "array" => return array(behind.trim_start().strip_prefix('[')?),
        "e" => {
            let (body, rest) = string_body(behind.strip_prefix('\'')?, true)?;
            return Some((Literal::Text(unescape(&body)?), rest));
        }
        "b" | "x" => {
            let (body, rest) = string_body(behind.strip_prefix('\'')?, false)?;
            return (word.eq_ignore_ascii_case("b")).then_some((Literal::Text(body), rest));
        }
        _ => {}
    }
    if let Some(body) = text.strip_prefix('\'') {
        let (body, rest) = string_body(body, false)?;
        return Some((Literal::Text(body), rest));
    }
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest.trim_start()),
        None => ("", text),
    };
    let end = digits
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-')))
        .unwrap_or(digits.len());
    let (number, rest) = digits.split_at_checked(end)?;
    let number = format!("{sign}{number}");
    is_number(&number).then_some((Literal::Number(number), rest))
}

/// Up to the closing quote, with doubled quotes made single; where `escapes`, a backslash protects what follows it.
fn string_body(text: &str, escapes: bool) -> Option<(String, &str)> {
    let mut body = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' if escapes => {
                body.push(character);
                body.push(characters.next()?.1);
            }
            '\'' => {
                let rest = text.get(at + 1..)?;
                if !rest.starts_with('\'') {
                    return Some((body, rest));
                }
                characters.next();
                body.push('\'');
            }
            character => body.push(character),
        }
    }
    None
}

/// The body of `E'…'`. Only the escapes that the server prints.
fn unescape(body: &str) -> Option<String> {
    let mut text = String::new();
    let mut characters = body.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        match characters.next()? {
            'n' => text.push('\n'),
            't' => text.push('\t'),
            'r' => text.push('\r'),
            'b' => text.push('\u{8}'),
            'f' => text.push('\u{c}'),
            other @ ('\\' | '\'') => text.push(other),
            _ => return None,
        }
    }
    Some(text)
}

/// Behind `ARRAY[`.
fn array(text: &str) -> Option<(Literal, &str)> {
    let mut items = Vec::new();
    let mut rest = text.trim_start();
    if let Some(behind) = rest.strip_prefix(']') {
        return Some((Literal::Array(items), behind));
    }
    loop {
        let (item, behind) = constant(rest)?;
        items.push(item);
        match behind.strip_prefix(',') {
            Some(next) => rest = next.trim_start(),
            None => return Some((Literal::Array(items), behind.strip_prefix(']')?)),
        }
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') && digits.parse::<f64>().is_ok()
}

// -- values ---------------------------------------------------------------------------------------------------------

fn typed(constant: &Constant, ty: &ColumnType) -> Option<Default> {
    if !ty.list {
        return scalar(constant, ty);
    }
    let element = ColumnType { base: ty.base.clone(), list: false };
    let items: Vec<Constant> = match &constant.literal {
        Literal::Array(items) => items.clone(),
        Literal::Text(text) => elements(text)?,
        Literal::Null | Literal::Bool(_) | Literal::Number(_) => return None,
    };
    let items: Option<Vec<Default>> = items.iter().map(|item| scalar(item, &element)).collect();
    items.map(Default::List)
}

fn scalar(constant: &Constant, ty: &ColumnType) -> Option<Default> {
    match &ty.base {
        BaseType::Enum(_) | BaseType::InlineEnum(_) => match &constant.literal {
            Literal::Text(text) if constant.casts.len() <= 1 => Some(Default::EnumValue(text.into())),
            _ => None,
        },
        BaseType::Native { name, .. } => native(constant, name),
        BaseType::Other(_) => None,
    }
}

/// Whether it is one even where types have other names, such as CockroachDB's.
fn native(constant: &Constant, native: &str) -> Option<Default> {
    match (&constant.literal, native) {
        (Literal::Bool(value), "Boolean" | "Bool") => Some(Default::Bool(*value)),
        (Literal::Number(number), _) => number_value(number, native),
        (Literal::Text(text), _) => text_value(text, &constant.casts, native),
        (Literal::Bool(_) | Literal::Null | Literal::Array(_), _) => None,
    }
}

fn number_value(number: &str, native: &str) -> Option<Default> {
    let fits = match native {
        "Integer" | "SmallInt" | "BigInt" | "Oid" | "Int2" | "Int4" | "Int8" => number.parse::<i64>().is_ok(),
        "DoublePrecision" | "Real" | "Decimal" | "Money" | "Float4" | "Float8" => true,
        _ => false,
    };
    fits.then(|| Default::Number(number.into()))
}

fn text_value(text: &str, casts: &[String], native: &str) -> Option<Default> {
    let value = || Name::from(text);
    match native {
        "Text" | "VarChar" | "Char" | "Citext" | "String" | "CatalogSingleChar" => {
            let keeps = |cast: &String| keeps_text(cast, text);
            casts.iter().all(keeps).then(|| Default::String(value()))
        }
        "Uuid" | "Inet" | "Xml" | "Bit" | "VarBit" => (casts.len() <= 1).then(|| Default::String(value())),
        "Json" | "JsonB" => (casts.len() <= 1).then(|| Default::Json(value())),
        "Timestamp" | "Timestamptz" | "Date" | "Time" | "Timetz" => {
            (casts.len() <= 1).then(|| Default::DateTime(value()))
        }
        "ByteA" | "Bytes" => bytes(text).map(Default::Bytes),
        "Boolean" | "Bool" => match text {
            "t" | "true" => Some(Default::Bool(true)),
            "f" | "false" => Some(Default::Bool(false)),
            _ => None,
        },
        _ if is_number(text) => number_value(text, native),
        _ => None,
    }
}

/// Whether a cast of a text leaves it as it is.
fn keeps_text(cast: &str, text: &str) -> bool {
    let (name, length) = match cast.split_once('(') {
        Some((name, rest)) => (name.trim(), rest.trim_end_matches(')').trim().parse::<usize>().ok()),
        None => (cast, None),
    };
    let is_text = matches!(
        name.trim_matches('"').trim_start_matches("public."),
        "text"
            | "character varying"
            | "varchar"
            | "character"
            | "char"
            | "bpchar"
            | "citext"
            | "STRING"
            | "string"
    );
    is_text && length.is_none_or(|length| text.chars().count() <= length)
}

/// The hexadecimal form. <https://www.postgresql.org/docs/current/datatype-binary.html>
fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("\\x")?.as_bytes();
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    if digits.len() % 2 == 1 {
        return None;
    }
    digits.chunks(2).map(pair).collect()
}

/// The elements of `{a,"b c"}`; none for what has more dimensions, bounds or NULL.
/// <https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO>
fn elements(text: &str) -> Option<Vec<Constant>> {
    let inner = text.trim().strip_prefix('{')?.strip_suffix('}')?;
    let mut items = Vec::new();
    if inner.trim().is_empty() {
        return Some(items);
    }
    let mut characters = inner.chars().peekable();
    loop {
        items.push(Constant { literal: Literal::Text(element(&mut characters)?), casts: Vec::new() });
        match characters.next() {
            None => return Some(items),
            Some(',') => {}
            Some(_) => return None,
        }
    }
}

fn element(characters: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<String> {
    let mut text = String::new();
    while characters.next_if(|c| c.is_whitespace()).is_some() {}
    if characters.next_if_eq(&'"').is_some() {
        loop {
            match characters.next()? {
                '"' => return Some(text),
                '\\' => text.push(characters.next()?),
                other => text.push(other),
            }
        }
    }
    while let Some(character) = characters.next_if(|c| *c != ',') {
        match character {
            '{' | '}' | '"' => return None,
            '\\' => text.push(characters.next()?),
            other => text.push(other),
        }
    }
    let text = text.trim_end().to_owned();
    (!text.is_empty() && !text.eq_ignore_ascii_case("null")).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, native: &'static str) -> Option<Default> {
        parse(text, &ColumnType::native(native, []))
    }
    fn list_of(text: &str, native: &'static str) -> Option<Default> {
        parse(text, &ColumnType { list: true, ..ColumnType::native(native, []) })
    }
    fn expression(text: &str) -> Option<Default> {
        Some(Default::Expression(text.into()))
    }

    /// Each text was read from `pg_get_expr` on a server.
    #[test]
    fn constants_are_values() {
        assert_eq!(of("5", "Integer"), Some(Default::Number("5".into())));
        assert_eq!(of("'-5'::integer", "Integer"), Some(Default::Number("-5".into())));
        assert_eq!(of("(-5)", "Integer"), Some(Default::Number("-5".into())));
        assert_eq!(of("(1)::numeric", "Decimal"), Some(Default::Number("1".into())));
        assert_eq!(of("1.50", "Decimal"), Some(Default::Number("1.50".into())));
        assert_eq!(of("true", "Boolean"), Some(Default::Bool(true)));
        assert_eq!(of("'it''s'::text", "Text"), Some(Default::String("it's".into())));
        assert_eq!(of("'a\\b'::character varying", "VarChar"), Some(Default::String("a\\b".into())));
        assert_eq!(of("'{\"a\": 1}'::jsonb", "JsonB"), Some(Default::Json("{\"a\": 1}".into())));
        assert_eq!(of("'\\xdead'::bytea", "ByteA"), Some(Default::Bytes(vec![0xde, 0xad])));
        assert_eq!(of("CURRENT_TIMESTAMP", "Timestamp"), Some(Default::Now));
        assert_eq!(of("now()", "Timestamptz"), Some(Default::Now));
        assert_eq!(of("NULL::character varying", "VarChar"), None);
    }

    #[test]
    fn what_is_no_constant_stays() {
        for text in [
            "gen_random_uuid()",
            "lower('A'::text)",
            "('a'::text || 'b'::text)",
            "'abc'::character varying(2)",
        ] {
            assert_eq!(of(text, "Text"), expression(text));
        }
        let moment = "'2020-01-01 00:00:00'::timestamp without time zone";
        assert_eq!(of(moment, "Timestamp"), expression(moment));
        assert_eq!(of("(5)::text", "Text"), expression("(5)::text"));
        assert_eq!(of("(1.7)::integer", "Integer"), expression("(1.7)::integer"));
    }

    #[test]
    fn lists_are_lists() {
        let texts = |texts: &[&str]| {
            Some(Default::List(texts.iter().map(|text| Default::String((*text).into())).collect()))
        };
        assert_eq!(list_of("ARRAY['a'::text, 'b,]'::text]", "Text"), texts(&["a", "b,]"]));
        assert_eq!(list_of("ARRAY[]::text[]", "Text"), texts(&[]));
        assert_eq!(list_of("'{}'::text[]", "Text"), texts(&[]));
        assert_eq!(list_of(r#"'{a,"b \"c",d}'::text[]"#, "Text"), texts(&["a", "b \"c", "d"]));
        assert_eq!(
            list_of("(ARRAY['a'::character varying, 'b'::character varying])::text[]", "Text"),
            texts(&["a", "b"])
        );
        assert_eq!(list_of("'{{a},{b}}'::text[]", "Text"), expression("'{{a},{b}}'::text[]"));
        let numbers = Default::List(vec![Default::Number("1".into()), Default::Number("-2".into())]);
        assert_eq!(list_of("ARRAY[1, '-2'::integer]", "Integer"), Some(numbers));
    }
}

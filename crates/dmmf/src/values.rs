//! Values of `@default(…)` in JSON.

use parallax_dialect::Scalar;
use parallax_schema::Schema;
use parallax_schema::model::{DefaultValue, FieldKind};
use serde_json::{Number, Value, json};

/// The value that a field gets; nothing where it cannot be told in JSON.
pub(crate) fn default_value(schema: &Schema, kind: &FieldKind, value: &DefaultValue) -> Option<Value> {
    Some(match value {
        DefaultValue::String(text) => text_value(kind, text),
        DefaultValue::Number(text) => number(kind, text)?,
        DefaultValue::Boolean(value) => Value::Bool(*value),
        DefaultValue::EnumValue(index) => {
            let FieldKind::Enum(id) = kind else { return None };
            schema.enum_(*id).values.get(*index as usize)?.name.as_str().into()
        }
        DefaultValue::List(list) => list
            .iter()
            .map(|value| default_value(schema, kind, value))
            .collect::<Option<Vec<Value>>>()?
            .into(),
        DefaultValue::Autoincrement => function("autoincrement", Vec::new()),
        DefaultValue::Sequence(_) => function("sequence", Vec::new()),
        DefaultValue::Now => function("now", Vec::new()),
        DefaultValue::DbGenerated(text) => {
            function("dbgenerated", text.iter().map(|text| text.as_str().into()).collect())
        }
        DefaultValue::Client(name, argument) => {
            // What these functions take where nothing is written.
            let implied = match name.as_str() {
                "uuid" => Some(4),
                "cuid" => Some(1),
                _ => None,
            };
            function(name, argument.or(implied).map(Value::from).into_iter().collect())
        }
        DefaultValue::Auto => function("auto", Vec::new()),
    })
}

fn function(name: &str, args: Vec<Value>) -> Value {
    json!({ "name": name, "args": args })
}

fn text_value(kind: &FieldKind, text: &str) -> Value {
    match scalar(kind) {
        Some(Scalar::DateTime) => moment(text).into(),
        Some(Scalar::Decimal) => float(text).unwrap_or_else(|| text.into()),
        _ => text.into(),
    }
}

fn number(kind: &FieldKind, text: &str) -> Option<Value> {
    match scalar(kind)? {
        Scalar::Int => Some(text.parse::<i64>().ok()?.into()),
        Scalar::BigInt => Some(text.parse::<i64>().ok()?.to_string().into()),
        _ => float(text),
    }
}

fn float(text: &str) -> Option<Value> {
    Number::from_f64(text.parse().ok()?).map(Value::Number)
}

fn scalar(kind: &FieldKind) -> Option<Scalar> {
    match kind {
        FieldKind::Scalar { scalar, .. } => Some(*scalar),
        _ => None,
    }
}

/// A moment as of RFC 3339 in its usual form: a `T`, no, three, six or nine decimals, the offset in digits.
fn moment(text: &str) -> String {
    let Some((date, rest)) = text.split_at_checked(10) else { return text.to_owned() };
    let Some((time, rest)) = rest.get(1..).and_then(|rest| rest.split_at_checked(8)) else {
        return text.to_owned();
    };
    let digits = rest.strip_prefix('.').map_or("", |rest| {
        let end = rest.find(|digit: char| !digit.is_ascii_digit()).unwrap_or(rest.len());
        &rest[..end]
    });
    let offset = match &rest[if digits.is_empty() { 0 } else { digits.len() + 1 }..] {
        "Z" | "z" => "+00:00",
        offset => offset,
    };
    let nanos: String = digits.chars().chain(std::iter::repeat('0')).take(9).collect();
    let decimals = match nanos.trim_end_matches('0').len() {
        0 => String::new(),
        used => format!(".{}", &nanos[..used.div_ceil(3) * 3]),
    };
    format!("{date}T{time}{decimals}{offset}")
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn moments_have_one_form() {
        let forms = [
            ("2020-01-01T00:00:00Z", "2020-01-01T00:00:00+00:00"),
            ("2020-01-01 00:00:00.12z", "2020-01-01T00:00:00.120+00:00"),
            ("2020-01-01t00:00:00.1234567+02:00", "2020-01-01T00:00:00.123456700+02:00"),
            ("2020-01-01T00:00:00.000Z", "2020-01-01T00:00:00+00:00"),
        ];
        for (text, form) in forms {
            assert_eq!(moment(text), form);
        }
    }
}

//! When types and defaults are the same, however they are written.

use super::datetime::Moment;
use super::live::defaults::{Parsed, value};
use super::sql::default_sql;
use crate::expression;
use crate::values::{same_json, same_number};
use parallax_dialect::{Target, Verdict};
use parallax_ir::{BaseType, ColumnType, Default, Pair, TypeArg};

pub fn same_type(types: Pair<&ColumnType>, _: &Target) -> bool {
    if types.before.list != types.after.list {
        return false;
    }
    match (&types.before.base, &types.after.base) {
        (BaseType::Native { name, args }, BaseType::Native { name: other, args: others }) => {
            name == other && effective_args(name, args) == effective_args(other, others)
        }
        (BaseType::Other(before), BaseType::Other(after)) => type_text(before) == type_text(after),
        (before, after) => before == after,
    }
}

/// What a type without arguments means: `TIMESTAMP` is `TIMESTAMP(6)`, `CHAR` is `CHAR(1)`.
/// <https://www.postgresql.org/docs/current/datatype.html>
pub fn effective_args(name: &str, args: &[TypeArg]) -> Vec<TypeArg> {
    let implied: &[u32] = match (name, args.len()) {
        ("Timestamp" | "Timestamptz" | "Time" | "Timetz", 0) => &[6],
        ("Char" | "Bit", 0) => &[1],
        ("Decimal", 1) => &[0],
        _ => &[],
    };
    args.iter().copied().chain(implied.iter().copied().map(TypeArg::Number)).collect()
}

/// Spelling of a type that only the database knows: case, spaces and the default schema do not matter.
fn type_text(text: &str) -> String {
    let folded = fold(text);
    let bare = folded.strip_prefix("public.").unwrap_or(&folded);
    bare.chars().filter(|c| !c.is_whitespace() && *c != '"').collect()
}

pub fn same_default(defaults: Pair<Option<&Default>>, types: Pair<&ColumnType>, target: &Target) -> bool {
    match (defaults.before, defaults.after) {
        (_, Some(Default::Unspecified)) => true,
        // It may be anything, so that only writing it makes sure.
        (Some(Default::Unspecified), _) => false,
        (None, None) => true,
        (Some(Default::Expression(text)), None) | (None, Some(Default::Expression(text))) => {
            same_text(text, "NULL")
        }
        (None, Some(_)) | (Some(_), None) => false,
        (Some(before), Some(after)) => same_value(Pair::new(before, after), types, target),
    }
}

fn same_value(defaults: Pair<&Default>, types: Pair<&ColumnType>, target: &Target) -> bool {
    use Default::{DateTime, Expression, Json, List, Now, Number, String};
    match (defaults.before, defaults.after) {
        (Json(a), Json(b)) | (Json(a), String(b)) | (String(a), Json(b)) => same_json(a, b),
        (Number(a), Number(b)) | (Number(a), String(b)) | (String(a), Number(b)) => same_number(a, b),
        (DateTime(a), DateTime(b)) | (DateTime(a), String(b)) | (String(a), DateTime(b)) => {
            same_moment(a, b, types.after)
        }
        (List(a), List(b)) => {
            let elements = types.map(|ty| ColumnType { base: ty.base.clone(), list: false });
            let same = |(a, b)| same_value(Pair::new(a, b), elements.as_ref(), target);
            a.len() == b.len() && a.iter().zip(b).all(same)
        }
        (Expression(text), Now) | (Now, Expression(text)) => same_text(text, "now()"),
        (Expression(a), Expression(b)) => same_text(a, b),
        (Expression(text), value) if let Some(read) = constant(text, types.before) => {
            same_value(Pair::new(&read, value), types, target)
        }
        (value, Expression(text)) if let Some(read) = constant(text, types.after) => {
            same_value(Pair::new(value, &read), types, target)
        }
        (Expression(text), value) => same_text(text, &default_sql(value, types.after, target)),
        (value, Expression(text)) => same_text(text, &default_sql(value, types.before, target)),
        (a, b) => match (text_of(a), text_of(b)) {
            (Some(a), Some(b)) => a == b,
            _ => a == b,
        },
    }
}

/// The value of an expression that is a constant.
fn constant(text: &str, ty: &ColumnType) -> Option<Default> {
    match value(text, ty) {
        Parsed::Value(value) => Some(value),
        Parsed::Null | Parsed::Unknown => None,
    }
}

fn text_of(default: &Default) -> Option<&str> {
    match default {
        Default::String(text) | Default::EnumValue(text) => Some(text),
        Default::Bool(_)
        | Default::Number(_)
        | Default::Bytes(_)
        | Default::DateTime(_)
        | Default::Json(_)
        | Default::List(_)
        | Default::Now
        | Default::Expression(_)
        | Default::Unspecified => None,
    }
}

/// Only `timestamptz` looks at the offset.
fn same_moment(before: &str, after: &str, ty: &ColumnType) -> bool {
    let (Some(before), Some(after)) = (Moment::parse(before), Moment::parse(after)) else {
        return before == after;
    };
    match ty.as_native() {
        Some(("Timestamptz", _)) => before.utc() == after.utc(),
        Some(("Date", _)) => before.date() == after.date(),
        _ => before.local() == after.local(),
    }
}

/// Whether two expressions compute the same; what is not understood is not.
pub fn same_text(before: &str, after: &str) -> bool {
    expression::same(Pair::new(before, after), &expression::POSTGRES) == Verdict::Same
}

/// Lower case and single spaces outside of quotes.
fn fold(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut quoted = None;
    for character in text.trim().chars() {
        match quoted {
            Some(quote) => {
                if character == quote {
                    quoted = None;
                }
                result.push(character);
            }
            None if character.is_whitespace() => {
                if !result.ends_with(' ') {
                    result.push(' ');
                }
            }
            None => {
                if matches!(character, '\'' | '"') {
                    quoted = Some(character);
                }
                result.extend(character.to_lowercase());
            }
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::postgres::DIALECT;

    fn same(before: Default, after: Default, native: &'static str) -> bool {
        let ty = ColumnType::native(native, []);
        same_default(Pair::new(Some(&before), Some(&after)), Pair::new(&ty, &ty), &Target::new(&DIALECT))
    }
    fn expression(text: &str) -> Default {
        Default::Expression(text.into())
    }

    #[test]
    fn precision_that_is_not_given_is_the_implied_one() {
        let same = |a: ColumnType, b: ColumnType| same_type(Pair::new(&a, &b), &Target::new(&DIALECT));
        assert!(same(ColumnType::native("Timestamp", []), ColumnType::native("Timestamp", [6])));
        assert!(!same(ColumnType::native("Timestamp", []), ColumnType::native("Timestamp", [3])));
        assert!(same(ColumnType::native("Char", []), ColumnType::native("Char", [1])));
        assert!(same(ColumnType::native("Decimal", [10]), ColumnType::native("Decimal", [10, 0])));
        assert!(!same(ColumnType::native("VarChar", []), ColumnType::native("Text", [])));
        let other = |text: &str| ColumnType { base: BaseType::Other(text.into()), list: false };
        assert!(same(other("Geometry(Point, 4326)"), other("geometry(Point,4326)")));
        assert!(!same(other("vector(3)"), other("vector(4)")));
    }

    #[test]
    fn defaults_are_compared_by_value() {
        assert!(same(Default::Number("1.50".into()), Default::Number("1.5".into()), "Decimal"));
        assert!(!same(Default::Number("1".into()), Default::Number("10".into()), "Integer"));
        assert!(same(
            Default::Json(r#"{"a":1,"b":[]}"#.into()),
            Default::Json(r#"{"b": [], "a": 1}"#.into()),
            "JsonB"
        ));
        assert!(same(
            Default::DateTime("2020-01-01T10:00:00Z".into()),
            Default::DateTime("2020-01-01T12:00:00+02:00".into()),
            "Timestamptz"
        ));
        assert!(!same(
            Default::DateTime("2020-01-01T10:00:00Z".into()),
            Default::DateTime("2020-01-01T12:00:00+02:00".into()),
            "Timestamp"
        ));
        assert!(same(Default::Now, expression("now()"), "Timestamp"));
    }

    #[test]
    fn expressions_are_compared_without_what_the_server_adds() {
        assert!(same(expression("'abc'::text"), Default::String("abc".into()), "Text"));
        assert!(same(expression("'abc'::character varying(10)"), expression("'abc'"), "VarChar"));
        assert!(same(expression("(1 + 1)"), expression("1 + 1"), "Integer"));
        assert!(same(expression("GEN_RANDOM_UUID()"), expression("gen_random_uuid()"), "Uuid"));
        assert!(!same(expression("'A'"), expression("'a'"), "Text"));
        assert!(same(expression("ARRAY['a'::\"E\", 'b'::\"E\"]"), expression("array['a', 'b']"), "Text"));
    }
}

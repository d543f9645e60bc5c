//! Predicates of partial indexes, as `pg_get_expr` prints them: with the casts that the parser adds, names quoted only
//! where they must be, each comparison in parentheses.

use super::datetime::Moment;
use super::sql::string;
use parallax_dialect::{Comparison, Target, Test};
use parallax_ir::{BaseType, ColumnType, Default};

/// All comparisons must hold.
pub fn predicate_sql(comparisons: &[(Comparison, ColumnType)], _: &Target) -> String {
    let mut parts: Vec<String> = comparisons.iter().map(|(of, ty)| comparison_sql(of, ty)).collect();
    if parts.len() == 1 { parts.remove(0) } else { format!("({})", parts.join(" AND ")) }
}

/// Whether one pair of parentheses is around all of it, so that no other is needed.
pub fn is_wrapped(text: &str) -> bool {
    let mut depth = 0usize;
    let mut quoted = None;
    for (at, character) in text.char_indices() {
        match (quoted, character) {
            (Some(quote), _) if quote == character => quoted = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quoted = Some(character),
            (None, '(') => depth += 1,
            (None, ')') if depth == 0 => return false,
            (None, ')') => depth -= 1,
            (None, _) => {}
        }
        if depth == 0 && at + character.len_utf8() < text.len() {
            return false;
        }
    }
    depth == 0 && text.starts_with('(')
}

fn comparison_sql(comparison: &Comparison, ty: &ColumnType) -> String {
    let column = name(&comparison.column);
    let native = ty.as_native().map(|(native, _)| native);
    // A varchar has no operators of its own: it is compared as text.
    let is_null = matches!(comparison.test, Test::IsNull | Test::IsNotNull);
    let left = if native == Some("VarChar") && !is_null { format!("({column})::text") } else { column };
    let array = |values: &[Default]| -> String {
        values.iter().map(|value| value_sql(value, ty, native)).collect::<Vec<_>>().join(", ")
    };
    match &comparison.test {
        Test::In(values) => format!("({left} = ANY (ARRAY[{}]))", array(values)),
        Test::NotIn(values) => format!("({left} <> ALL (ARRAY[{}]))", array(values)),
        test => format!("({})", test.sql(&left, |value| value_sql(value, ty, native))),
    }
}

fn value_sql(value: &Default, ty: &ColumnType, native: Option<&str>) -> String {
    match value {
        Default::Bool(value) => value.to_string(),
        Default::Number(number) => number_sql(number, native),
        Default::String(text) if native == Some("Decimal") => number_sql(text, native),
        Default::String(text) | Default::Json(text) | Default::EnumValue(text) => {
            format!("{}::{}", string(text), cast_name(ty, native))
        }
        Default::DateTime(text) => datetime_sql(text, ty, native),
        Default::Expression(text) => text.to_string(),
        Default::Bytes(_) | Default::List(_) | Default::Now | Default::Unspecified => "NULL".to_owned(),
    }
}

/// A constant with a sign is one of its own type for the parser, and is cast to that of the column then.
fn number_sql(number: &str, native: Option<&str>) -> String {
    let own = match number.parse::<i64>() {
        Ok(value) if i32::try_from(value).is_ok() => "integer",
        Ok(_) => "bigint",
        Err(_) => "numeric",
    };
    let constant = if number.starts_with('-') || own == "bigint" {
        format!("'{number}'::{own}")
    } else {
        number.to_owned()
    };
    let wanted = match native {
        Some("DoublePrecision" | "Real") => "double precision",
        Some("Decimal") if own != "numeric" => "numeric",
        Some("Oid") => "oid",
        _ => return constant,
    };
    format!("({constant})::{wanted}")
}

fn datetime_sql(text: &str, ty: &ColumnType, native: Option<&str>) -> String {
    let Some(moment) = Moment::parse(text) else {
        return format!("{}::{}", string(text), cast_name(ty, native));
    };
    let text = match native {
        Some("Timestamptz") => format!("{}+00", moment.utc().local()),
        Some("Date") => moment.date(),
        _ => moment.local(),
    };
    format!("'{text}'::{}", cast_name(ty, native))
}

/// The type of a literal as the server prints it.
fn cast_name(ty: &ColumnType, native: Option<&str>) -> String {
    let name = match native {
        Some("Char") => "bpchar",
        Some("Uuid") => "uuid",
        Some("Inet") => "inet",
        Some("Citext") => "citext",
        Some("Xml") => "xml",
        Some("Bit") => "\"bit\"",
        Some("VarBit") => "bit varying",
        Some("Timestamp") => "timestamp without time zone",
        Some("Timestamptz") => "timestamp with time zone",
        Some("Date") => "date",
        Some("Time") => "time without time zone",
        Some("Timetz") => "time with time zone",
        Some("Json") => "json",
        Some("JsonB") => "jsonb",
        Some("Money") => "money",
        Some(_) => "text",
        None => return other_name(ty),
    };
    name.to_owned()
}

fn other_name(ty: &ColumnType) -> String {
    match &ty.base {
        BaseType::Enum(of) => match &of.schema {
            Some(schema) => format!("{}.{}", name(schema), name(&of.name)),
            None => name(&of.name),
        },
        BaseType::Other(text) => text.to_string(),
        BaseType::Native { .. } | BaseType::InlineEnum(_) => "text".to_owned(),
    }
}

/// A name in quotes where the server prints it so.
fn name(name: &str) -> String {
    super::types_text::identifier(name)
}

/// Whether the name is a word of SQL, so that the server prints it in quotes.
pub(crate) fn is_reserved(name: &str) -> bool {
    RESERVED.binary_search(&name).is_ok()
}

/// Key words other than the unreserved ones, sorted.
/// <https://www.postgresql.org/docs/current/sql-keywords-appendix.html>
#[rustfmt::skip]
const RESERVED: &[&str] = &[
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization", "between",
    "bigint", "binary", "bit", "boolean", "both", "case", "cast", "char", "character", "check", "coalesce",
    "collate", "collation", "column", "concurrently", "constraint", "create", "cross", "current_catalog",
    "current_date", "current_role", "current_schema", "current_time", "current_timestamp", "current_user",
    "dec", "decimal", "default", "deferrable", "desc", "distinct", "do", "else", "end", "except", "exists",
    "extract", "false", "fetch", "float", "for", "foreign", "freeze", "from", "full", "grant", "greatest",
    "group", "grouping", "having", "ilike", "in", "initially", "inner", "inout", "int", "integer", "intersect",
    "interval", "into", "is", "isnull", "join", "json", "json_array", "json_arrayagg", "json_exists",
    "json_object", "json_objectagg", "json_query", "json_scalar", "json_serialize", "json_table", "json_value",
    "lateral", "leading", "least", "left", "like", "limit", "localtime", "localtimestamp", "merge_action",
    "national", "natural", "nchar", "none", "normalize", "not", "notnull", "null", "nullif", "numeric",
    "offset", "on", "only", "or", "order", "out", "outer", "overlaps", "overlay", "placing", "position",
    "precision", "primary", "real", "references", "returning", "right", "row", "select", "session_user",
    "setof", "similar", "smallint", "some", "substring", "symmetric", "system_user", "table", "tablesample",
    "then", "time", "timestamp", "to", "trailing", "treat", "trim", "true", "union", "unique", "user", "using",
    "values", "varchar", "variadic", "verbose", "when", "where", "window", "with", "xmlattributes", "xmlconcat",
    "xmlelement", "xmlexists", "xmlforest", "xmlnamespaces", "xmlparse", "xmlpi", "xmlroot", "xmlserialize",
    "xmltable",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::postgres::DIALECT;

    fn predicate(column: &str, native: &'static str, value: Default) -> String {
        let comparison = Comparison { column: column.into(), test: Test::Equals(value) };
        predicate_sql(&[(comparison, ColumnType::native(native, []))], &Target::new(&DIALECT))
    }

    /// Each expectation was read from `pg_get_expr` on a server.
    #[test]
    fn predicates_are_written_as_the_server_prints_them() {
        assert_eq!(predicate("s", "Text", Default::String("it's".into())), "(s = 'it''s'::text)");
        assert_eq!(predicate("v", "VarChar", Default::String("x".into())), "((v)::text = 'x'::text)");
        assert_eq!(predicate("c", "Char", Default::String("x".into())), "(c = 'x'::bpchar)");
        assert_eq!(predicate("i", "Integer", Default::Number("-5".into())), "(i = '-5'::integer)");
        assert_eq!(predicate("b", "BigInt", Default::Number("5".into())), "(b = 5)");
        assert_eq!(
            predicate("f", "DoublePrecision", Default::Number("1.5".into())),
            "(f = (1.5)::double precision)"
        );
        assert_eq!(predicate("d", "Decimal", Default::Number("1".into())), "(d = (1)::numeric)");
        assert_eq!(predicate("d", "Decimal", Default::Number("1.5".into())), "(d = 1.5)");
        assert_eq!(predicate("order", "Integer", Default::Number("3".into())), "(\"order\" = 3)");
        assert_eq!(predicate("value", "Integer", Default::Number("1".into())), "(value = 1)");
        assert_eq!(
            predicate("ts", "Timestamp", Default::DateTime("2020-01-01T10:00:00Z".into())),
            "(ts = '2020-01-01 10:00:00'::timestamp without time zone)"
        );
        assert_eq!(
            predicate("tz", "Timestamptz", Default::DateTime("2020-01-01T10:00:00.123456+02:00".into())),
            "(tz = '2020-01-01 08:00:00.123456+00'::timestamp with time zone)"
        );
        let two = [
            (
                Comparison { column: "bo".into(), test: Test::Differs(Default::Bool(true)) },
                ColumnType::native("Boolean", []),
            ),
            (Comparison { column: "Up".into(), test: Test::IsNotNull }, ColumnType::native("Integer", [])),
        ];
        assert_eq!(predicate_sql(&two, &Target::new(&DIALECT)), "((bo <> true) AND (\"Up\" IS NOT NULL))");
    }

    #[test]
    fn parentheses_in_quotes_do_not_count() {
        assert!(is_wrapped("(a = ')')"));
        assert!(!is_wrapped("(a) AND (b)"));
        assert!(!is_wrapped("a = 1"));
        assert!(!is_wrapped(")("));
    }

    #[test]
    fn key_words_are_sorted() {
        assert!(RESERVED.is_sorted());
    }
}

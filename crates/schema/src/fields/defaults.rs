//! `@default(…)`: literals and functions.

use super::default_values::{is_base64, is_decimal, is_json, is_rfc3339};
use crate::arguments::{Bound, MISSING_ARGUMENT, bind_attribute};
use crate::attributes::AttributeSpec;
use crate::beyond;
use crate::config::unknown_name;
use crate::context::{Context, replace};
use crate::fields::default_functions;
use crate::model::{Arity, Default, DefaultValue, EnumId, Field, FieldId, FieldKind, ModelKeyword};
use crate::rules::rules;
use parallax_diagnostics::{Diagnostic, Rule};
use parallax_dialect::Scalar;
use parallax_syntax::ast::{Attribute, Expr, ExprKind, Placed};
use parallax_text::Span;
use smol_str::SmolStr;

rules! {
    /// The default value is of another type than the field.
    ///
    /// ```prisma,bad
    /// model Post {
    ///   id    Int @id
    ///   likes Int @default("0")
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Post {
    ///   id    Int @id
    ///   likes Int @default(0)
    /// }
    /// ```
    error DEFAULT_TYPE "PX2250" "default-type" = "a default value of another type than the field",

    /// The default of an enum field is one of its values, by its name in the schema and without quotes.
    ///
    /// ```prisma,bad
    /// enum Role {
    ///   USER
    ///   ADMIN
    /// }
    ///
    /// model User {
    ///   id   Int  @id
    ///   role Role @default("USER")
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// enum Role {
    ///   USER
    ///   ADMIN
    /// }
    ///
    /// model User {
    ///   id   Int  @id
    ///   role Role @default(USER)
    /// }
    /// ```
    error DEFAULT_ENUM_VALUE "PX2251" "default-enum-value" = "a default that is no value of the enum",

    /// A list has a list as its default, and everything else has not.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Post {
    ///   id   Int      @id
    ///   tags String[] @default("new")
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Post {
    ///   id   Int      @id
    ///   tags String[] @default(["new"])
    /// }
    /// ```
    error DEFAULT_LIST "PX2252" "default-list" = "a list where there should be none, or none where there should be one",

    /// The text of a default is no value of the type: it is not JSON, not Base64, not a moment as of RFC 3339
    /// (`2024-01-31T12:00:00Z`), or not a number that the column can hold.
    ///
    /// ```prisma,bad
    /// model Event {
    ///   id Int      @id
    ///   at DateTime @default("2024-01-31")
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Event {
    ///   id Int      @id
    ///   at DateTime @default("2024-01-31T00:00:00Z")
    /// }
    /// ```
    error DEFAULT_TEXT "PX2253" "default-text" = "a default whose text is no value of the type",

    /// Fields of an `Unsupported` type know only `@default(dbgenerated("…"))`: the expression goes to the database as it
    /// stands.
    ///
    /// ```prisma,bad
    /// model Place {
    ///   id    Int                  @id
    ///   point Unsupported("point") @default("(0,0)")
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Place {
    ///   id    Int                  @id
    ///   point Unsupported("point") @default(dbgenerated("'(0,0)'::point"))
    /// }
    /// ```
    error DEFAULT_UNSUPPORTED "PX2254" "default-unsupported-type" = "a literal default for an `Unsupported` type",

    /// Constraints of defaults have names on SQL Server only, and `autoincrement()` has none even there. Remove `map`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Post {
    ///   id    Int @id
    ///   likes Int @default(0, map: "no_likes")
    /// }
    /// ```
    error DEFAULT_NAME "PX2255" "default-name" = "a name for a default that has none",

    /// Fields that hold a composite type have no default. Give defaults to the fields of the composite type.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// type Address {
    ///   street String
    /// }
    ///
    /// model User {
    ///   id      String  @id @default(auto()) @map("_id") @db.ObjectId
    ///   address Address @default("{}")
    /// }
    /// ```
    error DEFAULT_COMPOSITE "PX2256" "default-composite" = "a default for a composite type",

    /// Inside of composite types there are no named defaults, and no defaults that the database makes.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mongodb"
    /// }
    ///
    /// type Address {
    ///   number Int @default(autoincrement())
    /// }
    /// ```
    error DEFAULT_IN_COMPOSITE "PX2257" "default-in-composite" = "a default that composite types cannot have",
}

pub(crate) fn read<'a>(
    cx: &mut Context<'a>,
    id: FieldId,
    placed: &'a Placed,
    spec: &AttributeSpec,
    attribute: &'a Attribute,
) -> Option<Default> {
    let mut bound = bind_attribute(cx, placed, spec, attribute);
    let span = bound.span();
    if matches!(cx.field(id).kind, FieldKind::Composite(_)) {
        let message = format!("`{}` holds a composite type, which has no default.", cx.field(id).name);
        cx.report(
            Diagnostic::new(&DEFAULT_COMPOSITE, message)
                .at(span, "no default here")
                .help("Give defaults to the fields of the composite type."),
        );
        return None;
    }
    let Some(value) = bound.get("value") else {
        if !bound.poisoned {
            missing(cx, &bound, "value");
        }
        return None;
    };
    let name = name(cx, id, &mut bound, value);
    let value = match &value.kind {
        ExprKind::Tagged(..) => expression(cx, id, &bound, value)?,
        _ => value_of(cx, id, placed, value)?,
    };
    (!bound.poisoned).then_some(Default {
        value,
        name_span: name.as_ref().map(|(_, span)| *span),
        name: name.map(|(name, _)| name),
        span,
    })
}

/// sql`…`: as `dbgenerated("…")`.
fn expression(cx: &mut Context, id: FieldId, bound: &Bound, value: &Expr) -> Option<DefaultValue> {
    let (text, span) = crate::arguments::sql(cx, bound.placed, value, "value")?;
    if !beyond::allowed(cx, bound.placed, bound.hidden, value.range, "An expression in sql`…`") {
        return None;
    }
    if in_composite(cx, id) || cx.has(|can| can.documents) {
        let message = "Here no default can be left to the database.";
        cx.report(Diagnostic::new(&DEFAULT_IN_COMPOSITE, message).at(span, "made by the database"));
        return None;
    }
    Some(DefaultValue::DbGenerated(Some(text)))
}

/// Reports that an attribute lacks an argument.
pub(crate) fn missing(cx: &mut Context, bound: &Bound, param: &str) {
    let what = bound.signature.name;
    cx.report(
        Diagnostic::new(&MISSING_ARGUMENT, format!("`{what}` needs `{param}`."))
            .at(bound.span(), format!("without `{param}`")),
    );
}

pub(crate) fn in_composite(cx: &Context, id: FieldId) -> bool {
    cx.model(id.model).keyword == ModelKeyword::Type
}

fn name<'a>(
    cx: &mut Context<'a>,
    id: FieldId,
    bound: &mut Bound<'a>,
    value: &Expr,
) -> Option<(SmolStr, Span)> {
    let (name, _) = bound.name(cx, "map")?;
    let span = bound.span_of("map")?;
    let autoincrement = matches!(&value.kind, ExprKind::Function(name, _) if name.name == "autoincrement");
    let (rule, message): (&'static Rule, &str) = if in_composite(cx, id) {
        (&DEFAULT_IN_COMPOSITE, "Defaults inside of composite types have no name.")
    } else if cx.lacks(|can| can.named_defaults) {
        (&DEFAULT_NAME, "Defaults have no name on this database.")
    } else if autoincrement {
        (&DEFAULT_NAME, "`autoincrement()` is no constraint and has no name.")
    } else {
        return Some((name, span));
    };
    cx.report(Diagnostic::new(rule, message).at(span, "remove this"));
    None
}

fn value_of<'a>(
    cx: &mut Context<'a>,
    id: FieldId,
    placed: &'a Placed,
    value: &'a Expr,
) -> Option<DefaultValue> {
    if let ExprKind::Function(name, args) = &value.kind {
        return default_functions::read(cx, id, placed, value, name, args);
    }
    let field = cx.field(id);
    let list = field.arity == Arity::List;
    match &field.kind {
        FieldKind::Unsupported(_) => {
            cx.report(
                Diagnostic::new(&DEFAULT_UNSUPPORTED, "Only the database can make a value of this type.")
                    .at(placed.span(value.range), "not for `Unsupported`")
                    .help("Write `@default(dbgenerated(\"…\"))`."),
            );
            return None;
        }
        FieldKind::Scalar { .. } | FieldKind::Enum(_) => {}
        FieldKind::Composite(_) | FieldKind::Relation { .. } | FieldKind::Poisoned => return None,
    }
    match &value.kind {
        ExprKind::Array(elements) if list => {
            let values: Vec<_> = elements.iter().map(|element| literal(cx, id, placed, element)).collect();
            values.into_iter().collect::<Option<_>>().map(DefaultValue::List)
        }
        ExprKind::Array(_) => {
            let field = cx.field(id);
            let message = format!("`{}` is no list, and its default is one.", field.name);
            let label = "a list";
            cx.report(Diagnostic::new(&DEFAULT_LIST, message).at(placed.span(value.range), label));
            None
        }
        _ if list => {
            let span = placed.span(value.range);
            let message = format!("`{}` is a list, and its default is not.", cx.field(id).name);
            let at = |offset| Span { range: parallax_text::TextRange { start: offset, end: offset }, ..span };
            cx.report(Diagnostic::new(&DEFAULT_LIST, message).at(span, "no list").fix(
                "Put it in brackets",
                vec![replace(at(span.range.start), "["), replace(at(span.range.end), "]")],
            ));
            None
        }
        _ => literal(cx, id, placed, value),
    }
}

/// One value, or one element of a list.
fn literal(cx: &mut Context, id: FieldId, placed: &Placed, value: &Expr) -> Option<DefaultValue> {
    match cx.field(id).kind {
        FieldKind::Enum(id) => enum_value(cx, id, placed, value),
        FieldKind::Scalar { scalar, .. } => scalar_value(cx, scalar, placed, value),
        FieldKind::Composite(_)
        | FieldKind::Unsupported(_)
        | FieldKind::Relation { .. }
        | FieldKind::Poisoned => None,
    }
}

fn enum_value(cx: &mut Context, id: EnumId, placed: &Placed, value: &Expr) -> Option<DefaultValue> {
    let block = cx.schema.enum_(id);
    let span = placed.span(value.range);
    let text = match &value.kind {
        ExprKind::Constant(name) => {
            if let Some(at) = block.values.iter().position(|known| known.name == *name) {
                return Some(DefaultValue::EnumValue(at as u32));
            }
            name
        }
        ExprKind::String(text) => text,
        _ => {
            let message =
                format!("The default of an enum field is one of its values, not {}.", value.kind_name());
            cx.report(Diagnostic::new(&DEFAULT_ENUM_VALUE, message).at(span, "no enum value"));
            return None;
        }
    };
    let known: Vec<&str> = block.values.iter().map(|value| value.name.as_str()).collect();
    let quoted_value = known.contains(&text.as_str());
    let message = if quoted_value {
        format!("`{text}` of `{}` stands without quotes.", block.name)
    } else {
        format!("`{}` has no value `{text}`.", block.name)
    };
    let diagnostic = Diagnostic::new(&DEFAULT_ENUM_VALUE, message)
        .at(span, "no value of this enum")
        .also(block.name_span, "declared here");
    let diagnostic = if quoted_value {
        diagnostic.fix("Remove the quotes", vec![replace(span, text.as_str())])
    } else {
        unknown_name(diagnostic, text, span, &known)
    };
    cx.report(diagnostic);
    None
}

fn scalar_value(cx: &mut Context, scalar: Scalar, placed: &Placed, value: &Expr) -> Option<DefaultValue> {
    let (text, number) = match &value.kind {
        ExprKind::String(text) => (Some(text), None),
        ExprKind::Number(text) => (None, Some(text)),
        _ => (None, None),
    };
    let read = match scalar {
        Scalar::String => text.map(|text| (true, DefaultValue::String(text.clone()))),
        Scalar::Json => text.map(|text| (is_json(text), DefaultValue::String(text.clone()))),
        Scalar::Bytes => text.map(|text| (is_base64(text), DefaultValue::String(text.clone()))),
        Scalar::DateTime => text.map(|text| (is_rfc3339(text), DefaultValue::String(text.clone()))),
        Scalar::Int | Scalar::BigInt => {
            number.map(|text| (text.parse::<i64>().is_ok(), DefaultValue::Number(text.clone())))
        }
        Scalar::Float => number.map(|text| (true, DefaultValue::Number(text.clone()))),
        Scalar::Decimal => text.or(number).map(|text| (is_decimal(text), DefaultValue::Number(text.clone()))),
        Scalar::Boolean => return boolean(cx, placed, value),
    };
    let span = placed.span(value.range);
    match read {
        Some((true, value)) => Some(value),
        Some((false, _)) => {
            let message = format!("This is not {}.", written(scalar));
            cx.report(
                Diagnostic::new(&DEFAULT_TEXT, message)
                    .at(span, format!("not a valid `{}`", scalar.as_str())),
            );
            None
        }
        None => {
            report_type(cx, scalar, span, value);
            None
        }
    }
}

fn boolean(cx: &mut Context, placed: &Placed, value: &Expr) -> Option<DefaultValue> {
    let span = placed.span(value.range);
    match value.as_constant().map(SmolStr::as_str) {
        Some("true") => Some(DefaultValue::Boolean(true)),
        Some("false") => Some(DefaultValue::Boolean(false)),
        Some(word) if word.eq_ignore_ascii_case("true") || word.eq_ignore_ascii_case("false") => {
            let lower = word.to_ascii_lowercase();
            cx.report(
                Diagnostic::new(&DEFAULT_TYPE, format!("`{word}` is written `{lower}`."))
                    .at(span, "in small letters")
                    .fix(format!("Change to `{lower}`"), vec![replace(span, lower)]),
            );
            None
        }
        _ => {
            report_type(cx, Scalar::Boolean, span, value);
            None
        }
    }
}

fn report_type(cx: &mut Context, scalar: Scalar, span: Span, value: &Expr) {
    let message =
        format!("The default of a `{}` is {}, not {}.", scalar.as_str(), written(scalar), value.kind_name());
    cx.report(Diagnostic::new(&DEFAULT_TYPE, message).at(span, format!("not a `{}`", scalar.as_str())));
}

/// How values of a type are written.
fn written(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Int | Scalar::BigInt => "a whole number of at most 64 bits",
        Scalar::Float => "a number",
        Scalar::Decimal => "a number, or a string with one",
        Scalar::Boolean => "`true` or `false`",
        Scalar::String => "a string",
        Scalar::DateTime => "a string with a moment such as \"2024-01-31T12:00:00Z\"",
        Scalar::Json => "a string with JSON in it",
        Scalar::Bytes => "a string with Base64 in it",
    }
}

/// How messages call a field.
pub(crate) fn field_type(cx: &Context, field: &Field) -> String {
    let name = cx.type_name(&field.kind);
    match field.arity {
        Arity::Required => name.to_string(),
        Arity::Optional => format!("{name}?"),
        Arity::List => format!("{name}[]"),
    }
}

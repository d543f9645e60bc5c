//! From defaults of columns to `@default(…)`.

use crate::Lift;
use crate::fields::{OldField, Type};
use crate::notes::Notes;
use crate::printing::{call, list, quoted};
use crate::sources::{EnumSource, Source};
use base64::Engine;
use base64::prelude::BASE64_STANDARD as BASE64;
use parallax_dialect::Scalar;
use parallax_ir::{Column, Default, Generated, Identity, Name, Pair, Table};
use parallax_schema::model::{Arity, DefaultValue, FieldKind};

impl<'a> Lift<'a> {
    pub(crate) fn default(
        &self,
        source: &Source<'a>,
        column: &Column,
        old: Option<&OldField<'a>>,
        ty: &Type<'_>,
        notes: &mut Notes,
    ) -> Option<String> {
        if self.counts(source, column) {
            return Some(self.counter(column, old));
        }
        if let Some(old) = old.filter(|old| self.keeps_default(column, old, ty)) {
            return self.old.attribute(old.id, "default").map(str::to_owned);
        }
        let value = match &column.generated {
            Some(Generated::Computed { expression, .. }) => {
                let how =
                    "is computed from others; the schema language cannot say so, and calls it a default";
                notes.warn("generated column", &source.key, Some(&column.name), how);
                generated_by_database(expression)
            }
            Some(Generated::AutoIncrement { .. } | Generated::Identity(_)) | None => {
                let default = column.default.as_ref()?;
                self.value(default, column, ty).unwrap_or_else(|| {
                    let sql = (self.target.dialect.default_sql)(default, &column.ty, self.target);
                    generated_by_database(&sql)
                })
            }
        };
        let mut args = vec![value];
        args.extend(self.default_name(source, column));
        Some(call("@default", &args))
    }

    /// Whether the field says of the default what is still so, or what only clients know.
    fn keeps_default(&self, column: &Column, old: &OldField<'_>, ty: &Type<'_>) -> bool {
        let Some(before) = old.column else {
            let value = old.field.default.as_ref().map(|default| &default.value);
            return keeps_kind(column, ty, old)
                && column.default.is_none()
                && matches!(value, Some(DefaultValue::Client(..)));
        };
        let defaults = Pair::new(before.default.as_ref(), column.default.as_ref());
        let same = defaults.before == defaults.after
            || matches!(defaults.before, Some(Default::Unspecified))
            || (self.target.dialect.same_default)(defaults, Pair::new(&before.ty, &column.ty), self.target);
        let same_name = before.default_name == column.default_name;
        same && same_name && before.generated == column.generated && keeps_kind(column, ty, old)
    }

    /// Whether the column gets its values from a counter, however the database does that.
    fn counts(&self, source: &Source<'_>, column: &Column) -> bool {
        if column.is_auto() {
            return true;
        }
        let Some(Default::Expression(_)) = &column.default else { return false };
        let mut table = Table::new(source.table.name.clone());
        let mut probe = Column::new(column.name.clone(), column.ty.clone());
        probe.generated = Some(Generated::AutoIncrement { sequence: None });
        table.columns.push(probe);
        table.primary_key = source.table.primary_key.clone();
        (self.target.dialect.finish)(&mut table, self.target);
        table.columns.first().is_some_and(|probe| {
            !probe.is_auto() && probe.default == column.default && probe.generated == column.generated
        })
    }

    fn counter(&self, column: &Column, old: Option<&OldField<'_>>) -> String {
        let written = old.and_then(|old| {
            let value = &old.field.default.as_ref()?.value;
            let counts = matches!(value, DefaultValue::Autoincrement | DefaultValue::Sequence(_));
            let same = old.column.is_some_and(|before| before.generated == column.generated);
            if counts && same { self.old.attribute(old.id, "default") } else { None }
        });
        if let Some(written) = written {
            return written.to_owned();
        }
        match &column.generated {
            Some(Generated::Identity(identity)) if self.language.capabilities.sequences => {
                format!("@default({})", sequence(identity))
            }
            _ => "@default(autoincrement())".to_owned(),
        }
    }

    /// `map:`, where defaults are named and this one is not named by convention.
    fn default_name(&self, source: &Source<'_>, column: &Column) -> Option<String> {
        let name = column.default_name.as_ref()?;
        if !self.language.capabilities.named_defaults {
            return None;
        }
        let mut table = Table::new(source.table.name.clone());
        table.columns.push(Column { default_name: None, ..column.clone() });
        (self.target.dialect.finish)(&mut table, self.target);
        let conventional = table.columns.first().and_then(|column| column.default_name.as_ref());
        (conventional != Some(name)).then(|| format!("map: {}", quoted(name)))
    }

    /// The default as a value of the field's type; `None` where the language has no such value.
    fn value(&self, default: &Default, column: &Column, ty: &Type<'_>) -> Option<String> {
        match (default, ty) {
            (Default::Unspecified, _) => Some("dbgenerated()".to_owned()),
            (Default::Expression(sql), _) => Some(generated_by_database(sql)),
            (Default::List(items), _) if column.ty.list => {
                let items: Option<Vec<String>> = items.iter().map(|item| self.item(item, ty)).collect();
                items.map(list)
            }
            (Default::EnumValue(value) | Default::String(value), Type::Enum(of)) => {
                let sql = || (self.target.dialect.default_sql)(default, &column.ty, self.target);
                Some(enum_value(of, value).unwrap_or_else(|| generated_by_database(&sql())))
            }
            (Default::Now, Type::Scalar(Scalar::DateTime, _) | Type::Declared(_, Some(Scalar::DateTime))) => {
                Some("now()".to_owned())
            }
            _ => self.item(default, ty),
        }
    }

    /// One value, such as lists have several.
    fn item(&self, default: &Default, ty: &Type<'_>) -> Option<String> {
        let scalar = match ty {
            Type::Scalar(scalar, _) | Type::Declared(_, Some(scalar)) => *scalar,
            Type::Declared(_, None) => return None,
            Type::Enum(of) => match default {
                Default::EnumValue(value) | Default::String(value) => return enum_value(of, value),
                _ => return None,
            },
            Type::Unsupported(_) => return None,
        };
        match (default, scalar) {
            (Default::Bool(value), Scalar::Boolean) => Some(value.to_string()),
            (Default::Number(text), Scalar::Boolean) => match text.as_str() {
                "0" => Some("false".to_owned()),
                "1" => Some("true".to_owned()),
                _ => None,
            },
            (Default::Bool(value), Scalar::Int | Scalar::BigInt) => Some(u8::from(*value).to_string()),
            (Default::Number(text), Scalar::Int | Scalar::BigInt) => {
                text.parse::<i64>().ok().map(|_| text.to_string())
            }
            (Default::Number(text), Scalar::Float | Scalar::Decimal) => {
                is_plain_number(text).then(|| text.to_string())
            }
            (Default::String(text), Scalar::String) => Some(quoted(text)),
            (Default::Json(text) | Default::String(text), Scalar::Json) => Some(quoted(text)),
            (Default::DateTime(text), Scalar::DateTime) => Some(quoted(text)),
            (Default::Bytes(bytes), Scalar::Bytes) => Some(quoted(&BASE64.encode(bytes))),
            _ => None,
        }
    }
}

/// Whether the field is still of the type that its default is of.
fn keeps_kind(column: &Column, ty: &Type<'_>, old: &OldField<'_>) -> bool {
    let same = match (&old.field.kind, ty) {
        (FieldKind::Enum(before), Type::Enum(of)) => of.old == Some(*before),
        (
            FieldKind::Scalar { scalar: before, .. },
            Type::Scalar(scalar, _) | Type::Declared(_, Some(scalar)),
        ) => before == scalar,
        (FieldKind::Unsupported(_), Type::Unsupported(_) | Type::Declared(_, None)) => true,
        _ => false,
    };
    same && column.ty.list == (old.field.arity == Arity::List)
}

fn enum_value(of: &EnumSource, value: &Name) -> Option<String> {
    let at = of.values.iter().position(|known| known == value)?;
    of.names.get(at)?.as_ref().map(ToString::to_string)
}

fn generated_by_database(sql: &str) -> String {
    call("dbgenerated", &[quoted(sql)])
}

/// Digits, perhaps a sign, a point: what the language reads as a number.
fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole) && all_digits(fraction)
}

fn sequence(identity: &Identity) -> String {
    let options = &identity.options;
    let mut args = Vec::new();
    if options.virtual_ {
        args.push("virtual: true".to_owned());
    }
    let numbers = [
        ("start", options.start),
        ("increment", options.increment),
        ("minValue", options.min_value),
        ("maxValue", options.max_value),
        ("cache", options.cache),
    ];
    for (name, value) in numbers {
        args.extend(value.map(|value| format!("{name}: {value}")));
    }
    format!("sequence({})", args.join(", "))
}

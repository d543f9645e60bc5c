//! Fields to columns: types and defaults.

use crate::{Lowering, base64, named_origin};
use parallax_dialect::{EnumStyle, NativeArg, NativeType, Scalar};
use parallax_ir::{
    BaseType, Column, ColumnType, Default, Generated, Identity, Name, SequenceOptions, TypeArg,
};
use parallax_schema::model::{self, Arity, DefaultValue, EnumId, Field, FieldId, FieldKind};
use std::sync::Arc;

impl Lowering<'_> {
    /// `None` for fields that are no column: relations, composite values, and what could not be understood.
    pub(crate) fn column(&self, id: FieldId) -> Option<Column> {
        let field = self.schema.field(id);
        let mut column = Column::new(field.db_name.clone(), self.column_type(field)?);
        // A list column says nothing about NULL: an absent list is an empty one to clients.
        column.nullable = field.arity != Arity::Required;
        column.origin = named_origin(field.span, &field.name, field.intent.as_deref());
        let values = self.renamed_values(&field.kind);
        if !values.is_empty() {
            let intent = column.origin.intent.get_or_insert_default();
            Arc::make_mut(intent).values = values;
        }
        if let Some(default) = &field.default {
            column.default_name = default.name.clone();
            match &default.value {
                DefaultValue::Autoincrement => {
                    column.generated = Some(Generated::AutoIncrement { sequence: None });
                }
                DefaultValue::Sequence(options) => {
                    let options = sequence_options(options);
                    column.generated = Some(Generated::Identity(Identity { always: false, options }));
                }
                value => column.default = self.default(&field.kind, value),
            }
        }
        self.details(field, &mut column);
        Some(column)
    }

    pub(crate) fn column_type(&self, field: &Field) -> Option<ColumnType> {
        let base = match &field.kind {
            FieldKind::Scalar { scalar, native: None } => {
                let (native, args) = self.language.default_type(*scalar)?;
                native_type(native, args)
            }
            FieldKind::Scalar { native: Some(native), .. } if native.ty.beyond => {
                BaseType::Other(native.ty.spelled(&native.args).into())
            }
            FieldKind::Scalar { scalar, native: Some(native) } => {
                let implied = native.ty.implied_args.iter().find(|(of, _)| of == scalar);
                let args = if native.args.is_empty() { implied.map(|(_, args)| *args) } else { None };
                native_type(native.ty, args.unwrap_or(&native.args))
            }
            FieldKind::Enum(of) => self.enum_type(*of)?,
            FieldKind::Unsupported(text) => BaseType::Other(text.clone()),
            FieldKind::Composite(_) | FieldKind::Relation { .. } | FieldKind::Poisoned => return None,
        };
        Some(ColumnType { base, list: field.arity == Arity::List })
    }

    /// Values that were called otherwise, where they stand in the type of each column.
    fn renamed_values(&self, kind: &FieldKind) -> Vec<(Name, Name)> {
        let FieldKind::Enum(of) = kind else { return Vec::new() };
        if self.target.dialect.shapes.enums != EnumStyle::Inline {
            return Vec::new();
        }
        let values = self.schema.enum_(*of).values.iter().filter_map(|value| {
            let old = value.intent.as_ref()?.renamed_from.clone()?;
            Some((old, value.db_name.clone()))
        });
        values.collect()
    }

    pub(crate) fn enum_type(&self, id: EnumId) -> Option<BaseType> {
        match self.target.dialect.shapes.enums {
            EnumStyle::Named => Some(BaseType::Enum(self.enum_name(id).clone())),
            EnumStyle::Inline => {
                let values = self.schema.enum_(id).values.iter().map(|value| value.db_name.clone());
                Some(BaseType::InlineEnum(values.collect()))
            }
            EnumStyle::Text => {
                let (native, args) = self.language.default_type(Scalar::String)?;
                Some(native_type(native, args))
            }
        }
    }

    /// The default as the database holds it; `None` for what only clients see.
    fn default(&self, kind: &FieldKind, value: &DefaultValue) -> Option<Default> {
        let default = match value {
            DefaultValue::String(text) => text_default(kind, text)?,
            // 00001 is 1.
            DefaultValue::Number(text) => Default::Number(
                text.parse::<i64>().map_or_else(|_| text.clone(), |n| Name::new(n.to_string())),
            ),
            DefaultValue::Boolean(value) => Default::Bool(*value),
            DefaultValue::EnumValue(index) => self.enum_default(kind, *index)?,
            DefaultValue::List(items) => {
                Default::List(items.iter().filter_map(|item| self.default(kind, item)).collect())
            }
            DefaultValue::Now => Default::Now,
            DefaultValue::DbGenerated(Some(expression)) => Default::Expression(expression.clone()),
            DefaultValue::DbGenerated(None) => Default::Unspecified,
            DefaultValue::Autoincrement
            | DefaultValue::Sequence(_)
            | DefaultValue::Client(..)
            | DefaultValue::Auto => return None,
        };
        Some(default)
    }

    pub(crate) fn enum_default(&self, kind: &FieldKind, index: u32) -> Option<Default> {
        let FieldKind::Enum(of) = kind else { return None };
        let value = self.schema.enum_(*of).values.get(index as usize)?;
        Some(self.enum_value(value.db_name.clone()))
    }

    /// Where the database knows no enums, their values are text like any other.
    pub(crate) fn enum_value(&self, db_name: Name) -> Default {
        match self.target.dialect.shapes.enums {
            EnumStyle::Named | EnumStyle::Inline => Default::EnumValue(db_name),
            EnumStyle::Text => Default::String(db_name),
        }
    }
}

/// A text in quotes means what the type of its field makes of it.
pub(crate) fn text_default(kind: &FieldKind, text: &Name) -> Option<Default> {
    let FieldKind::Scalar { scalar, .. } = kind else { return Some(Default::String(text.clone())) };
    let default = match scalar {
        Scalar::String => Default::String(text.clone()),
        Scalar::Json => Default::Json(text.clone()),
        Scalar::DateTime => Default::DateTime(text.clone()),
        Scalar::Bytes => Default::Bytes(base64::decode(text)?),
        Scalar::Int | Scalar::BigInt | Scalar::Float | Scalar::Decimal | Scalar::Boolean => {
            Default::Number(text.clone())
        }
    };
    Some(default)
}

pub(crate) fn native_type(native: &NativeType, args: &[NativeArg]) -> BaseType {
    let args = args.iter().map(|arg| match arg {
        NativeArg::Number(number) => TypeArg::Number(*number),
        NativeArg::Word(_) => TypeArg::Max,
    });
    BaseType::Native { name: Name::new_static(native.name), args: args.collect() }
}

/// Options that only repeat what the database does anyway are left out.
pub(crate) fn sequence_options(options: &model::SequenceOptions) -> SequenceOptions {
    let more_than_one = |value: Option<i64>| value.filter(|value| *value > 1);
    SequenceOptions {
        start: more_than_one(options.start),
        increment: more_than_one(options.increment),
        min_value: more_than_one(options.min_value),
        max_value: options.max_value.filter(|value| *value != 0 && *value != i64::MAX),
        cache: more_than_one(options.cache),
        cycle: options.cycle,
        virtual_: options.virtual_,
    }
}

//! From the form to the database.

use super::{self as form, SnapshotError};
use parallax_ir as ir;
use parallax_ir::{Name, Origin};
use std::collections::BTreeMap;
use std::sync::Arc;

fn optional(text: Option<String>) -> Option<Name> {
    text.map(Name::from)
}
fn names(texts: Vec<String>) -> Vec<Name> {
    texts.into_iter().map(Name::from).collect()
}
pub(super) fn origin(logical: Option<String>) -> Origin {
    Origin { logical: optional(logical), ..Origin::default() }
}
fn all<A, B: From<A>>(items: Vec<A>) -> Vec<B> {
    items.into_iter().map(B::from).collect()
}

/// By what identifies each; two of one name are refused.
fn keyed<K: Ord, V>(
    what: &str,
    items: impl IntoIterator<Item = V>,
    key: impl Fn(&V) -> K,
    show: impl Fn(&V) -> String,
) -> Result<BTreeMap<K, V>, SnapshotError> {
    let mut map = BTreeMap::new();
    for item in items {
        let shown = show(&item);
        if map.insert(key(&item), item).is_some() {
            let message = format!("this snapshot has the {what} {shown} twice");
            return Err(SnapshotError::new(message, "remove one of them, or make the snapshot again"));
        }
    }
    Ok(map)
}

impl TryFrom<form::Database> for ir::Database {
    type Error = SnapshotError;

    fn try_from(database: form::Database) -> Result<Self, SnapshotError> {
        let enums = all::<_, ir::Enum>(database.enums);
        let sequences = all::<_, ir::Sequence>(database.sequences);
        let objects = all::<_, ir::Object>(database.objects);
        let extensions = all::<_, ir::Extension>(database.extensions);
        let partitions = all::<_, ir::Partition>(database.partitions);
        let grants = all::<_, ir::Grant>(database.grants);
        let tables: Vec<Arc<ir::Table>> = database
            .tables
            .into_iter()
            .map(|t| ir::Table::try_from(t).map(Arc::new))
            .collect::<Result<_, _>>()?;
        Ok(ir::Database {
            schemas: database.schemas.into_iter().map(Name::from).collect(),
            extensions: keyed("extension", extensions, |e| e.name.clone(), |e| e.name.to_string())?,
            enums: keyed("enum", enums, |e| e.name.clone(), |e| e.name.to_string())?,
            sequences: keyed("sequence", sequences, |s| s.name.clone(), |s| s.name.to_string())?,
            tables: keyed("table", tables, |t| t.name.clone(), |t| t.name.to_string())?,
            objects: keyed("object", objects, |o| o.key.clone(), |o| o.key.name.to_string())?,
            partitions: keyed("partition", partitions, |p| p.name.clone(), |p| p.name.to_string())?,
            grants: keyed("grant", grants, |g| g.key.clone(), |g| format!("to {}", g.key.role))?,
            roles: database.roles.into_iter().map(Name::from).collect(),
            silent: database.silent.into(),
        })
    }
}

impl From<form::QualifiedName> for ir::QName {
    fn from(name: form::QualifiedName) -> Self {
        ir::QName::new(optional(name.schema), name.name)
    }
}

impl From<form::Silence> for ir::Silence {
    fn from(silence: form::Silence) -> Self {
        ir::Silence {
            kinds: silence.kinds.into_iter().map(Into::into).collect(),
            checks: silence.checks,
            exclusions: silence.exclusions,
            comments: silence.comments,
            collations: silence.collations,
            extensions: silence.extensions,
            sequences: silence.sequences,
            options: silence.options,
            indexes: silence.indexes.unwrap_or(silence.options),
            keys: silence.keys.unwrap_or(silence.options),
            partial_indexes: silence.partial_indexes,
            table_case: silence.table_case,
            grants: silence.grants,
            partitions: silence.partitions,
            external: silence.external.into_iter().map(ir::QName::from).collect(),
        }
    }
}

impl From<form::Extension> for ir::Extension {
    fn from(extension: form::Extension) -> Self {
        ir::Extension {
            name: extension.name.into(),
            schema: optional(extension.schema),
            version: optional(extension.version),
            origin: origin(extension.logical),
        }
    }
}

impl From<form::Enum> for ir::Enum {
    fn from(of: form::Enum) -> Self {
        let value =
            |value: form::EnumValue| ir::EnumValue { name: value.name.into(), origin: origin(value.logical) };
        ir::Enum {
            name: ir::QName::new(optional(of.schema), of.name),
            values: of.values.into_iter().map(value).collect(),
            comment: optional(of.comment),
            origin: origin(of.logical),
        }
    }
}

impl From<form::Sequence> for ir::Sequence {
    fn from(sequence: form::Sequence) -> Self {
        ir::Sequence {
            name: ir::QName::new(optional(sequence.schema), sequence.name),
            ty: optional(sequence.ty),
            comment: optional(sequence.comment),
            options: sequence.options.into(),
            origin: origin(sequence.logical),
        }
    }
}

impl From<form::SequenceOptions> for ir::SequenceOptions {
    fn from(options: form::SequenceOptions) -> Self {
        ir::SequenceOptions {
            start: options.start,
            increment: options.increment,
            min_value: options.min_value,
            max_value: options.max_value,
            cache: options.cache,
            cycle: options.cycle,
            virtual_: options.r#virtual,
        }
    }
}

pub(super) fn options(options: BTreeMap<String, form::OptionValue>) -> ir::Options {
    let value = |value: form::OptionValue| match value {
        form::OptionValue::Bool(value) => ir::OptionValue::Bool(value),
        form::OptionValue::Number(value) => ir::OptionValue::Number(value),
        form::OptionValue::Text(value) => ir::OptionValue::Text(value.into()),
    };
    options.into_iter().map(|(key, of)| (key.into(), value(of))).collect()
}

impl TryFrom<form::Table> for ir::Table {
    type Error = SnapshotError;

    fn try_from(table: form::Table) -> Result<Self, SnapshotError> {
        let columns = table.columns.into_iter().map(ir::Column::try_from).collect::<Result<_, _>>()?;
        let mut out = ir::Table {
            name: ir::QName::new(optional(table.schema), table.name),
            columns,
            primary_key: table.primary_key.map(Into::into),
            indexes: all(table.indexes),
            foreign_keys: all(table.foreign_keys),
            checks: all(table.checks),
            exclusions: all(table.exclusions),
            comment: optional(table.comment),
            options: options(table.options),
            origin: origin(table.logical),
        };
        out.sort();
        Ok(out)
    }
}

impl TryFrom<form::Column> for ir::Column {
    type Error = SnapshotError;

    fn try_from(column: form::Column) -> Result<Self, SnapshotError> {
        Ok(ir::Column {
            ty: ir::ColumnType { base: column.r#type.into(), list: column.list },
            nullable: column.nullable,
            default: column.default.map(ir::Default::try_from).transpose()?,
            default_name: optional(column.default_name),
            generated: column.generated.map(Into::into),
            collation: optional(column.collation),
            comment: optional(column.comment),
            options: options(column.options),
            origin: origin(column.logical),
            name: column.name.into(),
        })
    }
}

impl From<form::ColumnType> for ir::BaseType {
    fn from(base: form::ColumnType) -> Self {
        match base {
            form::ColumnType::Native { name, args } => {
                let arg = |arg: form::TypeArg| match arg {
                    form::TypeArg::Number(number) => ir::TypeArg::Number(number),
                    form::TypeArg::Word(form::TypeWord::Max) => ir::TypeArg::Max,
                };
                ir::BaseType::Native { name: name.into(), args: args.into_iter().map(arg).collect() }
            }
            form::ColumnType::Enum(name) => ir::BaseType::Enum(name.into()),
            form::ColumnType::Values(values) => ir::BaseType::InlineEnum(names(values)),
            form::ColumnType::Other(sql) => ir::BaseType::Other(sql.into()),
        }
    }
}

impl TryFrom<form::DefaultValue> for ir::Default {
    type Error = SnapshotError;

    fn try_from(default: form::DefaultValue) -> Result<Self, SnapshotError> {
        use form::DefaultValue as In;
        Ok(match default {
            In::Bool(value) => ir::Default::Bool(value),
            In::Number(number) => ir::Default::Number(number.into()),
            In::String(value) => ir::Default::String(value.into()),
            In::Bytes(digits) => ir::Default::Bytes(bytes(&digits)?),
            In::DateTime(value) => ir::Default::DateTime(value.into()),
            In::Json(value) => ir::Default::Json(value.into()),
            In::EnumValue(value) => ir::Default::EnumValue(value.into()),
            In::List(values) => {
                ir::Default::List(values.into_iter().map(ir::Default::try_from).collect::<Result<_, _>>()?)
            }
            In::Now => ir::Default::Now,
            In::Expression(sql) => ir::Default::Expression(sql.into()),
            In::Unspecified => ir::Default::Unspecified,
        })
    }
}

fn bytes(digits: &str) -> Result<Vec<u8>, SnapshotError> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let pair = |pair: &[u8]| match pair {
        [high, low] => u8::try_from(digit(high)? * 16 + digit(low)?).ok(),
        _ => None,
    };
    digits.as_bytes().chunks(2).map(pair).collect::<Option<Vec<u8>>>().ok_or_else(|| {
        SnapshotError::new(
            format!("this snapshot has bytes that are no hexadecimal digits: {digits}"),
            "two digits make a byte",
        )
    })
}

impl From<form::Generated> for ir::Generated {
    fn from(generated: form::Generated) -> Self {
        match generated {
            form::Generated::AutoIncrement { sequence } => {
                ir::Generated::AutoIncrement { sequence: optional(sequence) }
            }
            form::Generated::Identity { always, options } => {
                ir::Generated::Identity(ir::Identity { always, options: options.into() })
            }
            form::Generated::Computed { expression, stored } => {
                ir::Generated::Computed { expression: expression.into(), stored }
            }
        }
    }
}

impl From<form::PrimaryKey> for ir::PrimaryKey {
    fn from(key: form::PrimaryKey) -> Self {
        let column = |column: form::KeyColumn| ir::KeyColumn {
            name: column.name.into(),
            sort: column.sort.into(),
            length: column.length,
        };
        ir::PrimaryKey {
            name: optional(key.name),
            columns: key.columns.into_iter().map(column).collect(),
            options: options(key.options),
            origin: origin(key.logical),
        }
    }
}

impl From<form::Index> for ir::Index {
    fn from(index: form::Index) -> Self {
        ir::Index {
            name: index.name.into(),
            kind: index.kind.into(),
            constraint: index.constraint,
            method: optional(index.method),
            parts: all(index.parts),
            include: names(index.include),
            predicate: optional(index.predicate),
            nulls_not_distinct: index.nulls_not_distinct,
            comment: optional(index.comment),
            options: options(index.options),
            building: ir::Building { concurrently: index.concurrently },
            origin: origin(index.logical),
        }
    }
}

impl From<form::IndexPart> for ir::IndexPart {
    fn from(part: form::IndexPart) -> Self {
        ir::IndexPart {
            key: match part.key {
                form::IndexKey::Column(name) => ir::IndexKey::Column(name.into()),
                form::IndexKey::Expression(sql) => ir::IndexKey::Expression(sql.into()),
            },
            sort: part.sort.into(),
            nulls: part.nulls.map(Into::into),
            length: part.length,
            ops: optional(part.ops),
            collation: optional(part.collation),
        }
    }
}

impl From<form::ForeignKey> for ir::ForeignKey {
    fn from(key: form::ForeignKey) -> Self {
        ir::ForeignKey {
            name: optional(key.name),
            columns: names(key.columns),
            references: key.references.into(),
            referenced_columns: names(key.referenced_columns),
            on_delete: key.on_delete.into(),
            on_update: key.on_update.into(),
            match_full: key.match_full,
            deferrable: key.deferrable.map(Into::into),
            validated: key.validated,
            origin: origin(key.logical),
        }
    }
}

impl From<form::TableCheck> for ir::Check {
    fn from(check: form::TableCheck) -> Self {
        ir::Check {
            name: optional(check.name),
            expression: check.expression.into(),
            validated: check.validated,
            enforced: check.enforced,
            origin: origin(check.logical),
        }
    }
}

impl From<form::Exclusion> for ir::Exclusion {
    fn from(exclusion: form::Exclusion) -> Self {
        ir::Exclusion {
            name: exclusion.name.into(),
            method: optional(exclusion.method),
            parts: all(exclusion.parts),
            include: names(exclusion.include),
            predicate: optional(exclusion.predicate),
            options: options(exclusion.options),
            origin: origin(exclusion.logical),
        }
    }
}

impl From<form::ExclusionPart> for ir::ExclusionPart {
    fn from(of: form::ExclusionPart) -> Self {
        ir::ExclusionPart { part: of.part.into(), operator: of.operator.into() }
    }
}

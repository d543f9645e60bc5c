//! From the database to its form.

use super as out;
use super::model::{Action, Deferrable, IndexKind, Nulls, Sort};
use parallax_ir as ir;
use parallax_ir::Name;
use std::collections::BTreeMap;

fn text(name: &Name) -> String {
    name.to_string()
}
fn optional(name: &Option<Name>) -> Option<String> {
    name.as_ref().map(text)
}
fn texts<'a>(names: impl IntoIterator<Item = &'a Name>) -> Vec<String> {
    names.into_iter().map(text).collect()
}
fn all<'a, A: 'a, B: From<&'a A>>(items: impl IntoIterator<Item = &'a A>) -> Vec<B> {
    items.into_iter().map(B::from).collect()
}

impl From<&ir::Database> for out::Database {
    fn from(database: &ir::Database) -> Self {
        out::Database {
            schemas: texts(&database.schemas),
            extensions: all(database.extensions.values()),
            enums: all(database.enums.values()),
            sequences: all(database.sequences.values()),
            tables: all(database.tables.values().map(AsRef::as_ref)),
            objects: all(database.objects.values()),
            partitions: all(database.partitions.values()),
            grants: all(database.grants.values()),
            roles: texts(&database.roles),
            silent: out::Silence::from(&database.silent),
        }
    }
}

impl From<&ir::QName> for out::QualifiedName {
    fn from(name: &ir::QName) -> Self {
        out::QualifiedName { schema: optional(&name.schema), name: text(&name.name) }
    }
}

impl From<&ir::Silence> for out::Silence {
    fn from(silence: &ir::Silence) -> Self {
        out::Silence {
            kinds: silence.kinds.iter().map(|kind| (*kind).into()).collect(),
            checks: silence.checks,
            exclusions: silence.exclusions,
            comments: silence.comments,
            collations: silence.collations,
            extensions: silence.extensions,
            sequences: silence.sequences,
            options: silence.options,
            indexes: (silence.indexes != silence.options).then_some(silence.indexes),
            keys: (silence.keys != silence.options).then_some(silence.keys),
            partial_indexes: silence.partial_indexes,
            table_case: silence.table_case,
            grants: silence.grants,
            partitions: silence.partitions,
            external: all(&silence.external),
        }
    }
}

impl From<&ir::Extension> for out::Extension {
    fn from(extension: &ir::Extension) -> Self {
        out::Extension {
            name: text(&extension.name),
            schema: optional(&extension.schema),
            version: optional(&extension.version),
            logical: optional(&extension.origin.logical),
        }
    }
}

impl From<&ir::Enum> for out::Enum {
    fn from(of: &ir::Enum) -> Self {
        out::Enum {
            schema: optional(&of.name.schema),
            name: text(&of.name.name),
            logical: optional(&of.origin.logical),
            values: all(&of.values),
            comment: optional(&of.comment),
        }
    }
}

impl From<&ir::EnumValue> for out::EnumValue {
    fn from(value: &ir::EnumValue) -> Self {
        out::EnumValue { name: text(&value.name), logical: optional(&value.origin.logical) }
    }
}

impl From<&ir::Sequence> for out::Sequence {
    fn from(sequence: &ir::Sequence) -> Self {
        out::Sequence {
            schema: optional(&sequence.name.schema),
            name: text(&sequence.name.name),
            logical: optional(&sequence.origin.logical),
            ty: optional(&sequence.ty),
            comment: optional(&sequence.comment),
            options: out::SequenceOptions::from(&sequence.options),
        }
    }
}

impl From<&ir::SequenceOptions> for out::SequenceOptions {
    fn from(options: &ir::SequenceOptions) -> Self {
        out::SequenceOptions {
            start: options.start,
            increment: options.increment,
            min_value: options.min_value,
            max_value: options.max_value,
            cache: options.cache,
            cycle: options.cycle,
            r#virtual: options.virtual_,
        }
    }
}

pub(super) fn options(options: &ir::Options) -> BTreeMap<String, out::OptionValue> {
    let value = |value: &ir::OptionValue| match value {
        ir::OptionValue::Bool(value) => out::OptionValue::Bool(*value),
        ir::OptionValue::Number(value) => out::OptionValue::Number(*value),
        ir::OptionValue::Text(value) => out::OptionValue::Text(text(value)),
    };
    options.iter().map(|(key, of)| (text(key), value(of))).collect()
}

impl From<&ir::Table> for out::Table {
    fn from(table: &ir::Table) -> Self {
        out::Table {
            schema: optional(&table.name.schema),
            name: text(&table.name.name),
            logical: optional(&table.origin.logical),
            columns: all(&table.columns),
            primary_key: table.primary_key.as_ref().map(out::PrimaryKey::from),
            indexes: all(&table.indexes),
            foreign_keys: all(&table.foreign_keys),
            checks: all(&table.checks),
            exclusions: all(&table.exclusions),
            comment: optional(&table.comment),
            options: options(&table.options),
        }
    }
}

impl From<&ir::Column> for out::Column {
    fn from(column: &ir::Column) -> Self {
        out::Column {
            name: text(&column.name),
            logical: optional(&column.origin.logical),
            r#type: out::ColumnType::from(&column.ty.base),
            list: column.ty.list,
            nullable: column.nullable,
            default: column.default.as_ref().map(out::DefaultValue::from),
            default_name: optional(&column.default_name),
            generated: column.generated.as_ref().map(out::Generated::from),
            collation: optional(&column.collation),
            comment: optional(&column.comment),
            options: options(&column.options),
        }
    }
}

impl From<&ir::BaseType> for out::ColumnType {
    fn from(base: &ir::BaseType) -> Self {
        match base {
            ir::BaseType::Native { name, args } => {
                let arg = |arg: &ir::TypeArg| match arg {
                    ir::TypeArg::Number(number) => out::TypeArg::Number(*number),
                    ir::TypeArg::Max => out::TypeArg::Word(out::TypeWord::Max),
                };
                out::ColumnType::Native { name: text(name), args: args.iter().map(arg).collect() }
            }
            ir::BaseType::Enum(name) => out::ColumnType::Enum(name.into()),
            ir::BaseType::InlineEnum(values) => out::ColumnType::Values(texts(values)),
            ir::BaseType::Other(sql) => out::ColumnType::Other(text(sql)),
        }
    }
}

impl From<&ir::Default> for out::DefaultValue {
    fn from(default: &ir::Default) -> Self {
        use out::DefaultValue as Out;
        match default {
            ir::Default::Bool(value) => Out::Bool(*value),
            ir::Default::Number(number) => Out::Number(text(number)),
            ir::Default::String(value) => Out::String(text(value)),
            ir::Default::Bytes(bytes) => Out::Bytes(bytes.iter().map(|byte| format!("{byte:02x}")).collect()),
            ir::Default::DateTime(value) => Out::DateTime(text(value)),
            ir::Default::Json(value) => Out::Json(text(value)),
            ir::Default::EnumValue(value) => Out::EnumValue(text(value)),
            ir::Default::List(values) => Out::List(all(values)),
            ir::Default::Now => Out::Now,
            ir::Default::Expression(sql) => Out::Expression(text(sql)),
            ir::Default::Unspecified => Out::Unspecified,
        }
    }
}

impl From<&ir::Generated> for out::Generated {
    fn from(generated: &ir::Generated) -> Self {
        match generated {
            ir::Generated::AutoIncrement { sequence } => {
                out::Generated::AutoIncrement { sequence: optional(sequence) }
            }
            ir::Generated::Identity(identity) => out::Generated::Identity {
                always: identity.always,
                options: out::SequenceOptions::from(&identity.options),
            },
            ir::Generated::Computed { expression, stored } => {
                out::Generated::Computed { expression: text(expression), stored: *stored }
            }
        }
    }
}

impl From<&ir::PrimaryKey> for out::PrimaryKey {
    fn from(key: &ir::PrimaryKey) -> Self {
        let column = |column: &ir::KeyColumn| out::KeyColumn {
            name: text(&column.name),
            sort: column.sort.into(),
            length: column.length,
        };
        out::PrimaryKey {
            name: optional(&key.name),
            logical: optional(&key.origin.logical),
            columns: key.columns.iter().map(column).collect(),
            options: options(&key.options),
        }
    }
}

impl From<&ir::Index> for out::Index {
    fn from(index: &ir::Index) -> Self {
        out::Index {
            name: text(&index.name),
            logical: optional(&index.origin.logical),
            kind: index.kind.into(),
            constraint: index.constraint,
            method: optional(&index.method),
            parts: all(&index.parts),
            include: texts(&index.include),
            predicate: optional(&index.predicate),
            nulls_not_distinct: index.nulls_not_distinct,
            comment: optional(&index.comment),
            options: options(&index.options),
            concurrently: index.building.concurrently,
        }
    }
}

impl From<&ir::IndexPart> for out::IndexPart {
    fn from(part: &ir::IndexPart) -> Self {
        out::IndexPart {
            key: match &part.key {
                ir::IndexKey::Column(name) => out::IndexKey::Column(text(name)),
                ir::IndexKey::Expression(sql) => out::IndexKey::Expression(text(sql)),
            },
            sort: part.sort.into(),
            nulls: part.nulls.map(Into::into),
            length: part.length,
            ops: optional(&part.ops),
            collation: optional(&part.collation),
        }
    }
}

impl From<&ir::ForeignKey> for out::ForeignKey {
    fn from(key: &ir::ForeignKey) -> Self {
        out::ForeignKey {
            name: optional(&key.name),
            logical: optional(&key.origin.logical),
            columns: texts(&key.columns),
            references: (&key.references).into(),
            referenced_columns: texts(&key.referenced_columns),
            on_delete: key.on_delete.into(),
            on_update: key.on_update.into(),
            match_full: key.match_full,
            deferrable: key.deferrable.map(Into::into),
            validated: key.validated,
        }
    }
}

impl From<&ir::Check> for out::TableCheck {
    fn from(check: &ir::Check) -> Self {
        out::TableCheck {
            name: optional(&check.name),
            logical: optional(&check.origin.logical),
            expression: text(&check.expression),
            validated: check.validated,
            enforced: check.enforced,
        }
    }
}

impl From<&ir::Exclusion> for out::Exclusion {
    fn from(exclusion: &ir::Exclusion) -> Self {
        out::Exclusion {
            name: text(&exclusion.name),
            logical: optional(&exclusion.origin.logical),
            method: optional(&exclusion.method),
            parts: all(&exclusion.parts),
            include: texts(&exclusion.include),
            predicate: optional(&exclusion.predicate),
            options: options(&exclusion.options),
        }
    }
}

impl From<&ir::ExclusionPart> for out::ExclusionPart {
    fn from(of: &ir::ExclusionPart) -> Self {
        out::ExclusionPart { part: (&of.part).into(), operator: text(&of.operator) }
    }
}

words! {
    Sort { Asc, Desc }
    Nulls { First, Last }
    IndexKind { Normal, Unique, Fulltext, Spatial }
    Action { NoAction, Restrict, Cascade, SetNull, SetDefault }
    Deferrable { InitiallyImmediate, InitiallyDeferred }
}

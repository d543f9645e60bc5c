//! Names, types, values and parts of statements as T-SQL.

use crate::row_checks::join;
use crate::values;
use parallax_dialect::{Comparison, Target, Test};
use parallax_ir::{
    BaseType, Check, Column, ColumnType, Default, ForeignKey, Generated, Index, IndexKey, KeyColumn, Name,
    OptionValue, Options, PrimaryKey, QName, Sort, TypeArg,
};

pub(super) fn quote(name: &str) -> String {
    format!("[{}]", name.replace(']', "]]"))
}

/// The namespace of the table, written or not.
pub(super) fn schema_of(name: &QName) -> &str {
    name.schema.as_deref().or(super::LANGUAGE.default_namespace).unwrap_or_default()
}

/// Always with its schema, since the default one belongs to the user who is connected.
pub(super) fn table_name(name: &QName) -> String {
    format!("{}.{}", quote(schema_of(name)), quote(&name.name))
}

fn quoted<'a>(names: impl IntoIterator<Item = &'a Name>, between: &str) -> String {
    join(names.into_iter().map(|name| quote(name)), between)
}

/// `N'…'` where the text is more than ASCII: without the N it is squeezed into the code page of the database.
/// <https://learn.microsoft.com/en-us/sql/t-sql/data-types/constants-transact-sql>
pub(super) fn string(text: &str) -> String {
    let prefix = if text.is_ascii() { "" } else { "N" };
    format!("{prefix}{}", values::string(text))
}

/// `N'…'`
pub(super) fn unicode(text: &str) -> String {
    format!("N{}", values::string(text))
}

// -- types and values -------------------------------------------------------------------------------------------

pub(super) fn type_sql(ty: &ColumnType, _: &Target) -> String {
    type_text(ty)
}

pub(super) fn type_text(ty: &ColumnType) -> String {
    match &ty.base {
        BaseType::Native { name, args } => {
            let sql = super::LANGUAGE.native_type(name).map_or(name.as_str(), |native| native.sql);
            if args.is_empty() {
                return sql.to_owned();
            }
            let args = args.iter().map(|arg| match arg {
                TypeArg::Number(number) => number.to_string(),
                TypeArg::Max => "max".to_owned(),
            });
            format!("{sql}({})", join(args, ","))
        }
        BaseType::Other(sql) => sql.to_string(),
        // There are no enums; text holds their values.
        BaseType::Enum(_) | BaseType::InlineEnum(_) => "NVARCHAR(1000)".to_owned(),
    }
}

pub(super) fn default_sql(default: &Default, ty: &ColumnType, _: &Target) -> String {
    default_text(default, ty)
}

pub(super) fn default_text(default: &Default, ty: &ColumnType) -> String {
    match default {
        Default::Bool(value) => u8::from(*value).to_string(),
        Default::Number(text) => text.to_string(),
        Default::String(text) | Default::EnumValue(text) | Default::Json(text) => string(text),
        Default::Bytes(bytes) => format!("0x{}", values::hex(bytes)),
        Default::DateTime(text) => values::string(&date_time(text, ty)),
        Default::Now => "CURRENT_TIMESTAMP".to_owned(),
        Default::Expression(sql) => sql.to_string(),
        Default::List(_) | Default::Unspecified => "NULL".to_owned(),
    }
}

/// The two old types refuse offsets, and read dates by the language of the session unless there is a `T`.
/// <https://learn.microsoft.com/en-us/sql/t-sql/data-types/datetime-transact-sql>
fn date_time(text: &str, ty: &ColumnType) -> String {
    let text = values::date_time(text);
    let old = ty.as_native().is_some_and(|(name, _)| matches!(name, "DateTime" | "SmallDateTime"));
    let mut parts = text.splitn(3, ' ');
    match (old, parts.next(), parts.next()) {
        (true, Some(date), Some(time)) => {
            let end = time.find('.').map_or(time.len(), |point| time.len().min(point + 4));
            format!("{date}T{}", &time[..end])
        }
        (true, ..) | (false, ..) => text,
    }
}

/// All comparisons must hold.
pub(super) fn predicate_sql(comparisons: &[(Comparison, ColumnType)], _: &Target) -> String {
    let parts = comparisons.iter().map(|(comparison, ty)| {
        let column = quote(&comparison.column);
        match &comparison.test {
            Test::Equals(to) => format!("{column}={}", default_text(to, ty)),
            Test::Differs(from) => format!("{column}<>{}", default_text(from, ty)),
            test => test.sql(&column, |value| default_text(value, ty)),
        }
    });
    join(parts, " AND ")
}

// -- parts of statements ----------------------------------------------------------------------------------------

/// A column as in CREATE TABLE and ADD.
pub(super) fn column(column: &Column) -> String {
    if let Some(Generated::Computed { expression, stored }) = &column.generated {
        let persisted = if *stored { " PERSISTED" } else { "" };
        return format!("{} AS ({expression}){persisted}", quote(&column.name));
    }
    let mut sql = format!("{} {}", quote(&column.name), type_text(&column.ty));
    if let Some(collation) = &column.collation {
        sql.push_str(&format!(" COLLATE {collation}"));
    }
    if !column.nullable {
        sql.push_str(" NOT NULL");
    }
    sql.push_str(&identity(column));
    if let Some(default) = written_default(column) {
        let name = column.default_name.as_ref();
        let name = name.map(|name| format!(" CONSTRAINT {}", quote(name))).unwrap_or_default();
        sql.push_str(&format!("{name} DEFAULT {}", default_text(default, &column.ty)));
    }
    sql
}

fn identity(column: &Column) -> String {
    match &column.generated {
        Some(Generated::AutoIncrement { .. }) => {
            let option = |key| match column.options.get(key) {
                Some(OptionValue::Text(number)) => number.as_str(),
                Some(OptionValue::Number(_) | OptionValue::Bool(_)) | None => "1",
            };
            format!(" IDENTITY({},{})", option("identity_seed"), option("identity_increment"))
        }
        Some(Generated::Identity(identity)) => format!(
            " IDENTITY({},{})",
            identity.options.start.unwrap_or(1),
            identity.options.increment.unwrap_or(1)
        ),
        Some(Generated::Computed { .. }) | None => String::new(),
    }
}

pub(super) fn written_default(column: &Column) -> Option<&Default> {
    column.default.as_ref().filter(|default| **default != Default::Unspecified)
}

pub(super) fn is_clustered(options: &Options, by_default: bool) -> bool {
    match options.get("clustered") {
        Some(OptionValue::Bool(value)) => *value,
        Some(OptionValue::Number(_) | OptionValue::Text(_)) | None => by_default,
    }
}

fn clustering(options: &Options, by_default: bool) -> &'static str {
    if is_clustered(options, by_default) { "CLUSTERED" } else { "NONCLUSTERED" }
}

fn sorted(name: &str, sort: Sort) -> String {
    match sort {
        Sort::Asc => quote(name),
        Sort::Desc => format!("{} DESC", quote(name)),
    }
}

fn key_columns(columns: &[KeyColumn]) -> String {
    join(columns.iter().map(|part| sorted(&part.name, part.sort)), ",")
}

pub(super) fn index_columns(index: &Index, between: &str) -> String {
    let parts = index.parts.iter().map(|part| match &part.key {
        IndexKey::Column(name) => sorted(name, part.sort),
        IndexKey::Expression(sql) => sql.to_string(),
    });
    join(parts, between)
}

/// `CONSTRAINT …`, or nothing for what has no name.
fn constraint(name: Option<&Name>) -> String {
    name.map(|name| format!("CONSTRAINT {} ", quote(name))).unwrap_or_default()
}

pub(super) fn primary_key(key: &PrimaryKey) -> String {
    let clustering = clustering(&key.options, true);
    format!("{}PRIMARY KEY {clustering} ({})", constraint(key.name.as_ref()), key_columns(&key.columns))
}

/// A unique index that is a constraint.
pub(super) fn unique(index: &Index, between: &str) -> String {
    let clustering = clustering(&index.options, false);
    format!("{}UNIQUE {clustering} ({})", constraint(Some(&index.name)), index_columns(index, between))
}

pub(super) fn check(check: &Check) -> String {
    format!("{}CHECK ({})", constraint(check.name.as_ref()), check.expression)
}

pub(super) fn foreign_key(key: &ForeignKey) -> String {
    format!(
        "{}FOREIGN KEY ({}) REFERENCES {}({}) ON DELETE {} ON UPDATE {}",
        constraint(key.name.as_ref()),
        quoted(&key.columns, ", "),
        table_name(&key.references),
        quoted(&key.referenced_columns, ","),
        key.on_delete.sql(),
        key.on_update.sql()
    )
}

pub(super) fn create_index(table: &QName, index: &Index) -> String {
    let unique = if index.is_unique() { "UNIQUE " } else { "" };
    let clustering = clustering(&index.options, false);
    let include = match index.include.is_empty() {
        true => String::new(),
        false => format!(" INCLUDE ({})", quoted(&index.include, ", ")),
    };
    let predicate = index.predicate.as_ref().map(|sql| format!(" WHERE {sql}")).unwrap_or_default();
    format!(
        "CREATE {unique}{clustering} INDEX {} ON {}({}){include}{predicate}",
        quote(&index.name),
        table_name(table),
        index_columns(index, ", ")
    )
}

/// A dotted name as `sp_rename` takes it. Brackets only where they are needed.
/// <https://learn.microsoft.com/en-us/sql/relational-databases/system-stored-procedures/sp-rename-transact-sql>
pub(super) fn dotted<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let plain = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    join(parts.into_iter().map(|name| if plain(name) { name.to_owned() } else { quote(name) }), ".")
}

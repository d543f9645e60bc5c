//! Columns, keys, indexes, foreign keys and options as they stand in CREATE TABLE and ALTER TABLE.

use super::name_list;
use crate::mysql::finish::ON_UPDATE;
use crate::mysql::server;
use crate::mysql::sql::{
    CHARSET, COLLATION, default_sql, list, precision, quote, string, table_name, type_sql,
};
use parallax_dialect::{Stage, Target};
use parallax_ir::{
    Check, Column, Default, ForeignKey, Generated, Index, IndexKey, IndexKind, KeyColumn, OptionChange,
    OptionValue, Pair, PrimaryKey, Sort, Table, TableAction,
};

/// `` `c` VARCHAR(191) NOT NULL DEFAULT 'x' ``
pub(super) fn column_definition(column: &Column, target: &Target) -> String {
    let mut sql = format!("{} {}{}", quote(&column.name), type_sql(&column.ty, target), type_details(column));
    if let Some(charset) = text_option(&column.options, "charset") {
        sql += &format!(" CHARACTER SET {charset}");
    }
    if let Some(collation) = &column.collation {
        sql += &format!(" COLLATE {collation}");
    }
    let computed = match &column.generated {
        Some(Generated::Computed { expression, stored }) => {
            let kept = if *stored { "STORED" } else { "VIRTUAL" };
            sql += &format!(" GENERATED ALWAYS AS ({expression}) {kept}");
            true
        }
        Some(Generated::AutoIncrement { .. } | Generated::Identity(_)) | None => false,
    };
    if !computed || server::takes_not_null_on_generated(target) {
        sql += if column.nullable { " NULL" } else { " NOT NULL" };
    }
    if column.is_auto() {
        sql += " AUTO_INCREMENT";
    }
    match &column.default {
        None | Some(Default::Unspecified) => {}
        Some(default) => sql += &format!(" DEFAULT {}", default_sql(default, &column.ty, target)),
    }
    let moment = column.ty.as_native().is_some_and(|(name, _)| matches!(name, "DateTime" | "Timestamp"));
    if moment && flag(&column.options, ON_UPDATE) {
        sql += " ON UPDATE CURRENT_TIMESTAMP";
        if let Some(digits) = precision(&column.ty).filter(|digits| *digits > 0) {
            sql += &format!("({digits})");
        }
    }
    if flag(&column.options, "invisible") {
        sql += " INVISIBLE";
    }
    if let Some(comment) = &column.comment {
        sql += &format!(" COMMENT {}", string(comment));
    }
    if let Some(check) = text_option(&column.options, "check").filter(|_| server::checks_columns(target)) {
        sql += &format!(" CHECK ({check})");
    }
    sql
}

/// What a type of numbers says beyond its native type.
fn type_details(column: &Column) -> String {
    let Some((name, _)) = column.ty.as_native() else { return String::new() };
    let floats = matches!(name, "Float" | "Double");
    let whole = matches!(name, "Year") || name.ends_with("Int");
    let mut sql = String::new();
    if let Some(digits) = text_option(&column.options, "digits").filter(|_| floats) {
        sql += &format!("({digits})");
    }
    if (floats || name == "Decimal") && flag(&column.options, "unsigned") {
        sql += " UNSIGNED";
    }
    if (floats || whole || name == "Decimal") && flag(&column.options, "zerofill") {
        sql += " ZEROFILL";
    }
    sql
}

fn flag(options: &parallax_ir::Options, key: &str) -> bool {
    options.get(key) == Some(&OptionValue::Bool(true))
}

fn text_option<'a>(options: &'a parallax_ir::Options, key: &str) -> Option<&'a str> {
    match options.get(key)? {
        OptionValue::Text(text) => Some(text),
        OptionValue::Bool(_) | OptionValue::Number(_) => None,
    }
}

pub(super) fn action(action: &TableAction, stage: &Stage<'_>) -> Vec<String> {
    let target = stage.target;
    match action {
        TableAction::AddColumn(column) => vec![format!("ADD COLUMN {}", column_definition(column, target))],
        TableAction::DropColumn(column) => vec![format!("DROP COLUMN {}", quote(&column.name))],
        TableAction::AlterColumn(pair) => vec![alter_column(pair, target)],
        TableAction::RecreateColumn(pair) => vec![
            format!("DROP COLUMN {}", quote(&pair.before.name)),
            format!("ADD COLUMN {}", column_definition(&pair.after, target)),
        ],
        TableAction::AddPrimaryKey(key) => vec![format!("ADD {}", primary_key(key))],
        TableAction::DropPrimaryKey(_) => vec!["DROP PRIMARY KEY".to_owned()],
        TableAction::ReplacePrimaryKey(pair) => {
            vec!["DROP PRIMARY KEY".to_owned(), format!("ADD {}", primary_key(&pair.after))]
        }
        TableAction::AddCheck(_) | TableAction::DropCheck(_) | TableAction::AlterCheck(_)
            if !server::keeps_checks(target) =>
        {
            Vec::new()
        }
        TableAction::AddCheck(new) => vec![format!("ADD {}", check(new))],
        TableAction::DropCheck(old) => {
            old.name.iter().map(|name| format!("DROP CONSTRAINT {}", quote(name))).collect()
        }
        TableAction::AlterCheck(pair) => {
            let not = if pair.after.enforced { "" } else { "NOT " };
            let name = pair.after.name.iter();
            name.map(|name| format!("ALTER CHECK {} {not}ENFORCED", quote(name))).collect()
        }
        TableAction::SetOption(change) => option_change(change),
        TableAction::SetComment(pair) => {
            vec![format!("COMMENT = {}", string(pair.after.as_deref().unwrap_or_default()))]
        }
        // Primary keys have no names, foreign keys come by themselves, and there are no exclusions.
        TableAction::RenamePrimaryKey { .. }
        | TableAction::AddReference(_)
        | TableAction::AddExclusion(_)
        | TableAction::RenameExclusion { .. }
        | TableAction::DropExclusion(_) => Vec::new(),
    }
}

fn alter_column(pair: &Pair<Column>, target: &Target) -> String {
    let mut after = pair.after.clone();
    if after.default == Some(Default::Unspecified) {
        after.default = pair.before.default.clone();
    }
    // A column that may be NULL would be left without even that as its default.
    let without_default = Column { default: None, ..pair.before.clone() };
    if after == without_default && !after.nullable && pair.before.default.is_some() {
        return format!("ALTER COLUMN {} DROP DEFAULT", quote(&after.name));
    }
    format!("MODIFY {}", column_definition(&after, target))
}

pub(super) fn primary_key(key: &PrimaryKey) -> String {
    format!(
        "PRIMARY KEY ({})",
        list(&key.columns, |column: &KeyColumn| key_part(&quote(&column.name), column.length, column.sort))
    )
}

fn key_part(name: &str, length: Option<u32>, sort: Sort) -> String {
    let length = length.map_or(String::new(), |length| format!("({length})"));
    let sort = match sort {
        Sort::Asc => "",
        Sort::Desc => " DESC",
    };
    format!("{name}{length}{sort}")
}

/// ``UNIQUE INDEX `n`(`a`, `b` DESC)``
pub(super) fn index_clause(index: &Index) -> String {
    let (word, columns) = (index_word(index), columns_and_length(index));
    format!("{word} {}{columns}{}", quote(&index.name), index_options(index))
}

pub(super) fn index_word(index: &Index) -> &'static str {
    match index.kind {
        IndexKind::Normal => "INDEX",
        IndexKind::Unique => "UNIQUE INDEX",
        IndexKind::Fulltext => "FULLTEXT INDEX",
        IndexKind::Spatial => "SPATIAL INDEX",
    }
}

pub(super) fn columns_and_length(index: &Index) -> String {
    let parts = list(&index.parts, |part| match &part.key {
        IndexKey::Column(name) => key_part(&quote(name), part.length, part.sort),
        IndexKey::Expression(text) => key_part(&format!("({text})"), None, part.sort),
    });
    format!("({parts})")
}

pub(super) fn index_options(index: &Index) -> String {
    let mut sql = String::new();
    for (key, value) in index.options.iter().filter(|(key, _)| *key != Index::IMPLICIT) {
        match (key.as_str(), value) {
            ("parser", OptionValue::Text(parser)) => sql += &format!(" WITH PARSER {parser}"),
            ("key_block_size", OptionValue::Number(size)) => sql += &format!(" KEY_BLOCK_SIZE = {size}"),
            ("invisible", OptionValue::Bool(true)) => sql += " INVISIBLE",
            ("ignored", OptionValue::Bool(true)) => sql += " IGNORED",
            _ => {}
        }
    }
    if let Some(comment) = &index.comment {
        sql += &format!(" COMMENT {}", string(comment));
    }
    sql
}

/// Whether the optimizer looks at it.
/// <https://dev.mysql.com/doc/refman/8.4/en/invisible-indexes.html>,
/// <https://mariadb.com/docs/server/reference/sql-statements/administrative-sql-statements/ignored-indexes>
pub(super) fn alter_index(indexes: Pair<&Index>) -> Vec<String> {
    let words = [("invisible", "INVISIBLE", "VISIBLE"), ("ignored", "IGNORED", "NOT IGNORED")];
    let Pair { before, after } = indexes.map(|index| &index.options);
    let changed = words.into_iter().filter(|(key, ..)| flag(before, key) != flag(after, key));
    changed
        .map(|(key, on, off)| {
            format!("ALTER INDEX {} {}", quote(&indexes.after.name), if flag(after, key) { on } else { off })
        })
        .collect()
}

/// ``CONSTRAINT `n` FOREIGN KEY (`a`) REFERENCES `T`(`id`) ON DELETE RESTRICT ON UPDATE CASCADE``
pub(super) fn foreign_key(key: &ForeignKey) -> String {
    let name = key.name.as_ref().map_or(String::new(), |name| format!("CONSTRAINT {} ", quote(name)));
    format!(
        "{name}FOREIGN KEY ({}) REFERENCES {}({}) ON DELETE {} ON UPDATE {}",
        name_list(&key.columns),
        table_name(&key.references),
        name_list(&key.referenced_columns),
        key.on_delete.sql(),
        key.on_update.sql()
    )
}

pub(super) fn check(check: &Check) -> String {
    let name = check.name.as_ref().map_or(String::new(), |name| format!("CONSTRAINT {} ", quote(name)));
    let enforced = if check.enforced { "" } else { " NOT ENFORCED" };
    format!("{name}CHECK ({}){enforced}", check.expression)
}

/// Options of tables in the order in which they are written, and their words.
const TABLE_OPTIONS: &[(&str, &str)] = &[
    ("engine", "ENGINE"),
    ("auto_increment", "AUTO_INCREMENT"),
    ("row_format", "ROW_FORMAT"),
    ("key_block_size", "KEY_BLOCK_SIZE"),
    ("compression", "COMPRESSION"),
    ("stats_persistent", "STATS_PERSISTENT"),
    ("stats_auto_recalc", "STATS_AUTO_RECALC"),
    ("stats_sample_pages", "STATS_SAMPLE_PAGES"),
    ("max_rows", "MAX_ROWS"),
    ("min_rows", "MIN_ROWS"),
    ("avg_row_length", "AVG_ROW_LENGTH"),
];

/// What stands behind the closing parenthesis of CREATE TABLE.
pub(super) fn table_options(table: &Table) -> String {
    let charset = text_option(&table.options, "charset");
    let collation = text_option(&table.options, "collation");
    let mut sql = match (charset, collation) {
        (None, None) => format!(" DEFAULT CHARACTER SET {CHARSET} COLLATE {COLLATION}"),
        (Some(charset), None) => format!(" DEFAULT CHARACTER SET {charset}"),
        (None, Some(collation)) => format!(" COLLATE {collation}"),
        (Some(charset), Some(collation)) => format!(" DEFAULT CHARACTER SET {charset} COLLATE {collation}"),
    };
    for (key, word) in TABLE_OPTIONS {
        if let Some(value) = table.options.get(*key) {
            sql += &format!(" {word} = {}", option_value(value));
        }
    }
    if let Some(comment) = &table.comment {
        sql += &format!(" COMMENT = {}", string(comment));
    }
    if let Some(by) = table.partition_by() {
        sql += &format!(" PARTITION BY {by}");
    }
    sql
}

fn option_value(value: &OptionValue) -> String {
    match value {
        OptionValue::Bool(value) => u8::from(*value).to_string(),
        OptionValue::Number(number) => number.to_string(),
        OptionValue::Text(text) => text.to_string(),
    }
}

/// Nothing for options that this database does not know, and for those that cannot be taken back.
fn option_change(change: &OptionChange) -> Vec<String> {
    let word = match change.key.as_str() {
        "charset" => Some("DEFAULT CHARACTER SET"),
        "collation" => Some("COLLATE"),
        key => TABLE_OPTIONS.iter().find(|(known, _)| *known == key).map(|(_, word)| *word),
    };
    let value = change.after.as_ref().map(option_value);
    let default = || match change.key.as_str() {
        "engine" => Some("InnoDB".to_owned()),
        "collation" => Some(COLLATION.to_owned()),
        "max_rows" | "min_rows" | "avg_row_length" | "key_block_size" => Some("0".to_owned()),
        "row_format" | "stats_persistent" | "stats_auto_recalc" | "stats_sample_pages" => {
            Some("DEFAULT".to_owned())
        }
        _ => None,
    };
    word.zip(value.or_else(default)).map(|(word, value)| format!("{word} = {value}")).into_iter().collect()
}

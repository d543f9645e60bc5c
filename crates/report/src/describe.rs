//! What an operation does, in words: one line, and one more for each part of it.

use parallax_dialect::Target;
use parallax_ir::{
    Column, ColumnType, Generated, Index, IndexKey, IndexKind, Name, Op, OptionChange, OptionValue, Pair,
    PrimaryKey, ReplaceEnum, Table, TableAction,
};

/// An operation in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Description {
    pub(crate) title: String,
    /// Begin with `+`, `-` or `~`: added, removed, changed.
    pub(crate) details: Vec<String>,
}

impl Description {
    fn plain(title: String) -> Description {
        Description { title, details: Vec::new() }
    }
}

pub(crate) fn describe(op: &Op, target: &Target) -> Description {
    match op {
        Op::CreateSchema(name) => Description::plain(format!("create schema {name}")),
        Op::DropSchema(name) => Description::plain(format!("drop schema {name}")),
        Op::CreateExtension(extension) => Description::plain(format!("create extension {}", extension.name)),
        Op::AlterExtension(pair) => Description::plain(format!("change extension {}", pair.after.name)),
        Op::DropExtension(extension) => Description::plain(format!("drop extension {}", extension.name)),
        Op::CreateEnum(of) => {
            let values: Vec<&str> = of.values.iter().map(|value| value.name.as_str()).collect();
            Description::plain(format!("create enum {} ({})", of.name, values.join(", ")))
        }
        Op::DropEnum(of) => Description::plain(format!("drop enum {}", of.name)),
        Op::RenameEnum { from, to } => Description::plain(format!("rename enum {from} to {to}")),
        Op::AddEnumValue { name, value, before } => {
            let place = before.as_ref().map_or(String::new(), |before| format!(" in front of {before}"));
            Description::plain(format!("add value {value} to enum {name}{place}"))
        }
        Op::RenameEnumValue { name, from, to } => {
            Description::plain(format!("rename value {from} of enum {name} to {to}"))
        }
        Op::DropEnumValue { name, value } => {
            Description::plain(format!("remove value {value} from enum {name}"))
        }
        Op::ReplaceEnum(replace) => replace_enum(replace),
        Op::CreateSequence(sequence) => Description::plain(format!("create sequence {}", sequence.name)),
        Op::AlterSequence(pair) => Description::plain(format!("change sequence {}", pair.after.name)),
        Op::DropSequence(sequence) => Description::plain(format!("drop sequence {}", sequence.name)),
        Op::RenameSequence { from, to } => Description::plain(format!("rename sequence {from} to {to}")),
        Op::CreateTable(table) => {
            Description::plain(format!("create table {} ({})", table.name, columns(table.columns.len())))
        }
        Op::DropTable(table) => {
            Description::plain(format!("drop table {} ({})", table.name, columns(table.columns.len())))
        }
        Op::RenameTable { from, to } => Description::plain(format!("rename table {from} to {to}")),
        Op::RenameColumn { table, from, to } => {
            Description::plain(format!("rename column {table}.{from} to {to}"))
        }
        Op::AlterTable { table, actions } => Description {
            title: format!("alter table {table}"),
            details: actions.iter().map(|action| describe_action(action, target)).collect(),
        },
        Op::RebuildTable(rebuild) => Description {
            title: format!("rebuild table {}", rebuild.tables.after.name),
            details: rebuilt(rebuild.tables.as_ref(), target),
        },
        Op::CreateIndex { table, index } => {
            Description::plain(format!("create {} on {table}", describe_index(index)))
        }
        Op::DropIndex { table, index } => {
            Description::plain(format!("drop {} on {table}", describe_index(index)))
        }
        Op::RenameIndex { table, from, to } => {
            Description::plain(format!("rename index {from} on {table} to {to}"))
        }
        Op::AddForeignKey { table, foreign_key } => Description::plain(format!(
            "add foreign key {table} ({}) to {}",
            list(&foreign_key.columns),
            foreign_key.references
        )),
        Op::DropForeignKey { table, foreign_key } => Description::plain(format!(
            "drop foreign key {table} ({}) to {}",
            list(&foreign_key.columns),
            foreign_key.references
        )),
        Op::RenameForeignKey { table, from, to } => {
            Description::plain(format!("rename foreign key {from} of {table} to {to}"))
        }
        Op::CreateObject(object) => {
            Description::plain(format!("create {} {}", object.key.kind.as_str(), object.key.name))
        }
        Op::ReplaceObject(pair) => {
            Description::plain(format!("replace {} {}", pair.after.key.kind.as_str(), pair.after.key.name))
        }
        Op::DropObject(object) => {
            Description::plain(format!("drop {} {}", object.key.kind.as_str(), object.key.name))
        }
    }
}

fn columns(number: usize) -> String {
    if number == 1 { "1 column".into() } else { format!("{number} columns") }
}

fn list(names: &[Name]) -> String {
    names.join(", ")
}

fn replace_enum(replace: &ReplaceEnum) -> Description {
    let Pair { before, after } = &replace.enums;
    let mut details = Vec::new();
    for (from, to) in &replace.mapping {
        details.push(format!("~ value {from} becomes {to}"));
    }
    let mapped = |name: &Name| replace.mapping.iter().any(|(from, to)| from == name || to == name);
    for value in before.values.iter().filter(|value| !after.has(&value.name) && !mapped(&value.name)) {
        details.push(format!("- value {}", value.name));
    }
    for value in after.values.iter().filter(|value| !before.has(&value.name) && !mapped(&value.name)) {
        details.push(format!("+ value {}", value.name));
    }
    if details.is_empty() {
        details.push("~ order of values".to_owned());
    }
    Description { title: format!("change enum {}", after.name), details }
}

fn describe_index(index: &Index) -> String {
    let kind = match index.kind {
        IndexKind::Normal => "index",
        IndexKind::Unique => "unique index",
        IndexKind::Fulltext => "fulltext index",
        IndexKind::Spatial => "spatial index",
    };
    let parts = index.parts.iter().map(|part| match &part.key {
        IndexKey::Column(name) => name.as_str(),
        IndexKey::Expression(sql) => sql.as_str(),
    });
    format!("{kind} {} ({})", index.name, parts.collect::<Vec<_>>().join(", "))
}

fn describe_action(action: &TableAction, target: &Target) -> String {
    match action {
        TableAction::AddColumn(column) => format!("+ column {}", describe_column(column, target)),
        TableAction::DropColumn(column) => format!("- column {}", describe_column(column, target)),
        TableAction::AddReference(key) => format!("+ foreign key to {}", key.references),
        TableAction::AlterColumn(pair) => altered(pair.as_ref().as_ref(), target),
        TableAction::RecreateColumn(pair) => {
            let sql = pair.as_ref().as_ref().map(|column| type_sql(&column.ty, target));
            format!("~ column {}: dropped as {} and added as {}", pair.after.name, sql.before, sql.after)
        }
        TableAction::AddPrimaryKey(key) => format!("+ primary key ({})", key_columns(key)),
        TableAction::DropPrimaryKey(key) => format!("- primary key ({})", key_columns(key)),
        TableAction::ReplacePrimaryKey(pair) => {
            format!("~ primary key: ({}) becomes ({})", key_columns(&pair.before), key_columns(&pair.after))
        }
        TableAction::RenamePrimaryKey { from, to } => format!("~ primary key: {from} is called {to}"),
        TableAction::AddCheck(check) => format!("+ check ({})", check.expression),
        TableAction::DropCheck(check) => format!("- check ({})", check.expression),
        TableAction::AddExclusion(exclusion) => format!("+ exclusion {}", exclusion.name),
        TableAction::DropExclusion(exclusion) => format!("- exclusion {}", exclusion.name),
        TableAction::SetOption(change) => describe_option(change),
        TableAction::SetComment(_) => "~ comment".to_owned(),
    }
}

fn describe_option(change: &OptionChange) -> String {
    let value = |value: &Option<OptionValue>| match value {
        None => "default".to_owned(),
        Some(OptionValue::Bool(value)) => value.to_string(),
        Some(OptionValue::Number(value)) => value.to_string(),
        Some(OptionValue::Text(value)) => value.to_string(),
    };
    format!("~ {}: {} becomes {}", change.key, value(&change.before), value(&change.after))
}

fn key_columns(key: &PrimaryKey) -> String {
    key.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn type_sql(ty: &ColumnType, target: &Target) -> String {
    (target.dialect.type_sql)(ty, target)
}

/// `email TEXT NOT NULL DEFAULT 'x'`
fn describe_column(column: &Column, target: &Target) -> String {
    let mut words = vec![column.name.to_string(), type_sql(&column.ty, target)];
    if !column.nullable {
        words.push("NOT NULL".into());
    }
    if let Some(default) = default_sql(column, target) {
        words.push(format!("DEFAULT {default}"));
    }
    if let Some(generated) = generated(column) {
        words.push(generated);
    }
    words.join(" ")
}

fn default_sql(column: &Column, target: &Target) -> Option<String> {
    match column.default.as_ref()? {
        parallax_ir::Default::Unspecified => None,
        default => Some((target.dialect.default_sql)(default, &column.ty, target)),
    }
}

fn generated(column: &Column) -> Option<String> {
    column.generated.as_ref().map(|generated| match generated {
        Generated::AutoIncrement { .. } => "counting up".to_owned(),
        Generated::Identity(_) => "identity".to_owned(),
        Generated::Computed { expression, .. } => format!("computed as {expression}"),
    })
}

/// `~ column age: INTEGER becomes BIGINT, required`
fn altered(columns: Pair<&Column>, target: &Target) -> String {
    let mut changes = Vec::new();
    let sql = columns.map(|column| type_sql(&column.ty, target));
    if sql.before != sql.after {
        changes.push(format!("{} becomes {}", sql.before, sql.after));
    }
    match (columns.before.nullable, columns.after.nullable) {
        (true, false) => changes.push("becomes required".into()),
        (false, true) => changes.push("becomes optional".into()),
        (true, true) | (false, false) => {}
    }
    let defaults = columns.map(|column| default_sql(column, target));
    match (defaults.before, defaults.after) {
        (Some(_), None) => changes.push("no default any more".into()),
        (before, Some(after)) if before.as_ref() != Some(&after) => changes.push(format!("default {after}")),
        (None | Some(_), None | Some(_)) => {}
    }
    let generated = columns.map(generated);
    match (generated.before, generated.after) {
        (Some(before), None) => changes.push(format!("not {before} any more")),
        (before, Some(after)) if before.as_ref() != Some(&after) => changes.push(after),
        (None | Some(_), None | Some(_)) => {}
    }
    if columns.before.collation != columns.after.collation {
        let collation = columns.after.collation.as_deref().unwrap_or("the usual one");
        changes.push(format!("collation {collation}"));
    }
    if columns.before.comment != columns.after.comment {
        changes.push("comment".into());
    }
    if columns.before.options != columns.after.options {
        changes.push("options".into());
    }
    format!("~ column {}: {}", columns.after.name, changes.join(", "))
}

/// What differs between the old and the new form of a table that is made anew.
fn rebuilt(tables: Pair<&Table>, target: &Target) -> Vec<String> {
    let mut details = Vec::new();
    for column in &tables.before.columns {
        match tables.after.column(&column.name) {
            None => details.push(format!("- column {}", describe_column(column, target))),
            Some(after) if after != column => details.push(altered(Pair::new(column, after), target)),
            Some(_) => {}
        }
    }
    for column in tables.after.columns.iter().filter(|column| tables.before.column(&column.name).is_none()) {
        details.push(format!("+ column {}", describe_column(column, target)));
    }
    let keys = tables.map(|table| table.primary_key.as_ref().map(key_columns));
    match (keys.before, keys.after) {
        (None, Some(after)) => details.push(format!("+ primary key ({after})")),
        (Some(before), None) => details.push(format!("- primary key ({before})")),
        (Some(before), Some(after)) if before != after => {
            details.push(format!("~ primary key: ({before}) becomes ({after})"));
        }
        (None | Some(_), None | Some(_)) => {}
    }
    for key in tables.before.foreign_keys.iter().filter(|key| !tables.after.foreign_keys.contains(key)) {
        details.push(format!("- foreign key ({}) to {}", list(&key.columns), key.references));
    }
    for key in tables.after.foreign_keys.iter().filter(|key| !tables.before.foreign_keys.contains(key)) {
        details.push(format!("+ foreign key ({}) to {}", list(&key.columns), key.references));
    }
    details
}

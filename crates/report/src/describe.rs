//! What an operation does, in words: one line, and one more for each part of it.

use Sign::{Added, Changed, Removed};
use parallax_dialect::Target;
use parallax_ir::{
    Adopted, Check, Column, ColumnType, Generated, Index, IndexKey, IndexKind, Name, Op, OptionChange,
    OptionValue, Pair, PrimaryKey, ReplaceEnum, Table, TableAction, Unproven,
};
use std::fmt;

use crate::privileges::privileges;

/// An operation in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    pub title: String,
    pub details: Vec<Detail>,
}

/// A part of an operation: `+ column email TEXT NOT NULL`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    pub sign: Sign,
    /// `column email`
    pub what: String,
    /// The rest of the line, with the space or colon in front of it.
    pub how: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Added,
    Removed,
    Changed,
}

impl Detail {
    fn new(sign: Sign, what: String) -> Detail {
        Detail { sign, what, how: String::new() }
    }
    fn how(mut self, how: String) -> Detail {
        self.how = how;
        self
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.sign {
            Sign::Added => '+',
            Sign::Removed => '-',
            Sign::Changed => '~',
        };
        write!(f, "{sign} {}{}", self.what, self.how)
    }
}

impl Description {
    fn plain(title: String) -> Description {
        Description { title, details: Vec::new() }
    }
}

/// What it does, for people.
pub fn describe(op: &Op, target: &Target) -> Description {
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
        Op::Online(op) => {
            let mut description = describe(op, target);
            description.title.push_str(", online");
            description
        }
        Op::Validate { table, what } => Description::plain(match what {
            Unproven::ForeignKey(name) => format!("validate foreign key {name} of {table}"),
            Unproven::Check(name) => format!("validate check {name} of {table}"),
            Unproven::NotNull(column) => format!("validate that {table}.{column} is required"),
        }),
        Op::AdoptIndex { table, index, adopted } => Description::plain(match adopted {
            Adopted::PrimaryKey(_) => format!("make index {index} the primary key of {table}"),
            Adopted::Unique(_) => format!("make index {index} a unique constraint of {table}"),
        }),
        Op::UpdateRows(update) => {
            let columns: Vec<&str> = update.assignments.iter().map(|(name, _)| name.as_str()).collect();
            let batches = update
                .batch
                .as_ref()
                .map_or(String::new(), |batch| format!(", {} rows at a time", batch.size));
            Description::plain(format!("fill {} of {}{batches}", columns.join(", "), update.table))
        }
        Op::AlterIndex { table, indexes } => {
            Description::plain(format!("change {} on {table}", describe_index(&indexes.after)))
        }
        Op::AlterForeignKey { table, keys } => Description::plain(format!(
            "change foreign key {table} ({}) to {}",
            list(&keys.after.columns),
            keys.after.references
        )),
        Op::CreateObject(object) => {
            Description::plain(format!("create {} {}", object.key.kind.as_str(), object.key.name))
        }
        Op::ReplaceObject(pair) => {
            Description::plain(format!("replace {} {}", pair.after.key.kind.as_str(), pair.after.key.name))
        }
        Op::DropObject(object) => {
            Description::plain(format!("drop {} {}", object.key.kind.as_str(), object.key.name))
        }
        Op::RenameObject { from, to } => {
            Description::plain(format!("rename {} {} to {to}", from.kind.as_str(), from.name))
        }
        Op::CreatePartition(part) => {
            Description::plain(format!("create partition {} of {} ({})", part.name, part.of, part.bound))
        }
        Op::AlterPartition(pair) => Description::plain(format!("change partition {}", pair.after.name)),
        Op::DropPartition(part) => Description::plain(format!("drop partition {} of {}", part.name, part.of)),
        Op::SetPrivileges(pair) => Description::plain(privileges(pair.as_ref().as_ref())),
    }
}

fn columns(number: usize) -> String {
    if number == 1 { "1 column".into() } else { format!("{number} columns") }
}

pub(crate) fn list(names: &[Name]) -> String {
    names.join(", ")
}

fn replace_enum(replace: &ReplaceEnum) -> Description {
    let Pair { before, after } = &replace.enums;
    let mut details = Vec::new();
    for (from, to) in &replace.mapping {
        details.push(Detail::new(Changed, format!("value {from}")).how(format!(" becomes {to}")));
    }
    let mapped = |name: &Name| replace.mapping.iter().any(|(from, to)| from == name || to == name);
    for value in before.values.iter().filter(|value| !after.has(&value.name) && !mapped(&value.name)) {
        details.push(Detail::new(Removed, format!("value {}", value.name)));
    }
    for value in after.values.iter().filter(|value| !before.has(&value.name) && !mapped(&value.name)) {
        details.push(Detail::new(Added, format!("value {}", value.name)));
    }
    if details.is_empty() {
        details.push(Detail::new(Changed, "order of values".to_owned()));
    }
    Description { title: format!("change enum {}", after.name), details }
}

/// `unique index name (columns)`
pub fn describe_index(index: &Index) -> String {
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

fn describe_action(action: &TableAction, target: &Target) -> Detail {
    match action {
        TableAction::AddColumn(column) => column_detail(Added, column, target),
        TableAction::DropColumn(column) => column_detail(Removed, column, target),
        TableAction::AddReference(key) => Detail::new(Added, format!("foreign key to {}", key.references)),
        TableAction::AlterColumn(pair) => altered(pair.as_ref().as_ref(), target),
        TableAction::RecreateColumn(pair) => {
            let sql = pair.as_ref().as_ref().map(|column| type_sql(&column.ty, target));
            Detail::new(Changed, format!("column {}", pair.after.name))
                .how(format!(": dropped as {} and added as {}", sql.before, sql.after))
        }
        TableAction::AddPrimaryKey(key) => Detail::new(Added, format!("primary key ({})", key_columns(key))),
        TableAction::DropPrimaryKey(key) => {
            Detail::new(Removed, format!("primary key ({})", key_columns(key)))
        }
        TableAction::ReplacePrimaryKey(pair) => {
            key_change(&key_columns(&pair.before), &key_columns(&pair.after))
        }
        TableAction::RenamePrimaryKey { from, to } => {
            Detail::new(Changed, "primary key".to_owned()).how(format!(": {from} is called {to}"))
        }
        TableAction::AddCheck(check) => Detail::new(Added, format!("check ({})", check.expression)),
        TableAction::DropCheck(check) => Detail::new(Removed, format!("check ({})", check.expression)),
        TableAction::AlterCheck(pair) => altered_check(pair),
        TableAction::RenameExclusion { from, to } => {
            Detail::new(Changed, "exclusion".to_owned()).how(format!(": {from} is called {to}"))
        }
        TableAction::AddExclusion(exclusion) => Detail::new(Added, format!("exclusion {}", exclusion.name)),
        TableAction::DropExclusion(exclusion) => {
            Detail::new(Removed, format!("exclusion {}", exclusion.name))
        }
        TableAction::SetOption(change) => describe_option(change),
        TableAction::SetComment(_) => Detail::new(Changed, "comment".to_owned()),
    }
}

fn altered_check(checks: &Pair<Check>) -> Detail {
    let Pair { before, after } = checks;
    let mut how = Vec::new();
    if let (Some(from), Some(to)) = (&before.name, &after.name)
        && from != to
    {
        how.push(format!("{from} is called {to}"));
    }
    if before.validated != after.validated {
        how.push("holds for old rows too".to_owned());
    }
    if before.enforced != after.enforced {
        how.push(if after.enforced { "is enforced" } else { "is not enforced" }.to_owned());
    }
    Detail::new(Changed, format!("check ({})", after.expression)).how(format!(": {}", how.join(", ")))
}

fn key_change(before: &str, after: &str) -> Detail {
    Detail::new(Changed, "primary key".to_owned()).how(format!(": ({before}) becomes ({after})"))
}

fn describe_option(change: &OptionChange) -> Detail {
    let value = |value: &Option<OptionValue>| match value {
        None => "default".to_owned(),
        Some(OptionValue::Bool(value)) => value.to_string(),
        Some(OptionValue::Number(value)) => value.to_string(),
        Some(OptionValue::Text(value)) => value.to_string(),
    };
    Detail::new(Changed, change.key.to_string()).how(format!(
        ": {} becomes {}",
        value(&change.before),
        value(&change.after)
    ))
}

fn key_columns(key: &PrimaryKey) -> String {
    key.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn type_sql(ty: &ColumnType, target: &Target) -> String {
    (target.dialect.type_sql)(ty, target)
}

/// `+ column email TEXT NOT NULL DEFAULT 'x'`
fn column_detail(sign: Sign, column: &Column, target: &Target) -> Detail {
    Detail::new(sign, format!("column {}", column.name)).how(format!(" {}", column_words(column, target)))
}

/// A column without its name: `TEXT NOT NULL DEFAULT 'x'`
pub fn column_words(column: &Column, target: &Target) -> String {
    let mut words = vec![type_sql(&column.ty, target)];
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
fn altered(columns: Pair<&Column>, target: &Target) -> Detail {
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
    Detail::new(Changed, format!("column {}", columns.after.name)).how(format!(": {}", changes.join(", ")))
}

/// What differs between the old and the new form of a table that is made anew.
fn rebuilt(tables: Pair<&Table>, target: &Target) -> Vec<Detail> {
    let mut details = Vec::new();
    for column in &tables.before.columns {
        match tables.after.column(&column.name) {
            None => details.push(column_detail(Removed, column, target)),
            Some(after) if after != column => details.push(altered(Pair::new(column, after), target)),
            Some(_) => {}
        }
    }
    for column in tables.after.columns.iter().filter(|column| tables.before.column(&column.name).is_none()) {
        details.push(column_detail(Added, column, target));
    }
    let keys = tables.map(|table| table.primary_key.as_ref().map(key_columns));
    match (keys.before, keys.after) {
        (None, Some(after)) => details.push(Detail::new(Added, format!("primary key ({after})"))),
        (Some(before), None) => details.push(Detail::new(Removed, format!("primary key ({before})"))),
        (Some(before), Some(after)) if before != after => {
            details.push(key_change(&before, &after));
        }
        (None | Some(_), None | Some(_)) => {}
    }
    for key in tables.before.foreign_keys.iter().filter(|key| !tables.after.foreign_keys.contains(key)) {
        details.push(Detail::new(
            Removed,
            format!("foreign key ({}) to {}", list(&key.columns), key.references),
        ));
    }
    for key in tables.after.foreign_keys.iter().filter(|key| !tables.before.foreign_keys.contains(key)) {
        details
            .push(Detail::new(Added, format!("foreign key ({}) to {}", list(&key.columns), key.references)));
    }
    details
}

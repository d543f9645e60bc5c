//! Scripts as people and servers write them: what each statement means, and what is there in the end.

use parallax_dialect::{Dialect, Target};
use parallax_dialects::{mysql, postgres, sqlite};
use parallax_ir::{
    Column, Default, Generated, Index, IndexKey, Op, OptionValue, Options, Sort, Table, TableAction,
};
use parallax_sql::{Replay, Replayed};
use std::fmt::Write;

fn told(script: &str, dialect: &'static Dialect) -> String {
    let target = Target::new(dialect);
    let mut replay = Replay::new(&target, target.dialect.language.default_namespace.unwrap_or("main"));
    let mut text = String::new();
    for effect in replay.run(script) {
        let ops: Vec<String> = effect.ops.iter().map(operation).collect();
        if let Some(doubt) = &effect.doubt {
            let _ = writeln!(text, "{:>3} ? {}", doubt.line, doubt.reason);
        } else if !ops.is_empty() {
            let _ = writeln!(text, "{:>3} {}", effect.statement.line, ops.join(" · "));
        }
    }
    let Replayed { database, .. } = replay.finish();
    let _ = writeln!(text);
    for name in database.enums.values() {
        let values: Vec<&str> = name.values.iter().map(|value| value.name.as_str()).collect();
        let _ = writeln!(text, "enum {} {}", name.name, values.join(" "));
    }
    for sequence in database.sequences.keys() {
        let _ = writeln!(text, "sequence {sequence}");
    }
    for table in database.tables.values() {
        print(table, &target, &mut text);
    }
    for key in database.objects.keys() {
        let on = key.on.as_ref().map(|on| format!(" on {on}")).unwrap_or_default();
        let _ = writeln!(text, "{} {}{on}", key.kind.as_str(), key.name);
    }
    text
}

fn operation(op: &Op) -> String {
    let of = op.table().map(|table| format!(" {table}")).unwrap_or_default();
    let what = match op {
        Op::AlterTable { actions, .. } => {
            let names: Vec<String> = actions.iter().map(action).collect();
            format!(" {}", names.join(", "))
        }
        Op::CreateIndex { index, .. } | Op::DropIndex { index, .. } => format!(" {}", index.name),
        Op::AddForeignKey { foreign_key, .. } | Op::DropForeignKey { foreign_key, .. } => {
            format!(" {}", foreign_key.name.as_deref().unwrap_or("-"))
        }
        Op::RenameTable { to, .. } => format!(" to {to}"),
        Op::RenameColumn { from, to, .. } => format!(" {from} to {to}"),
        _ => String::new(),
    };
    format!("{}{of}{what}", op.kind())
}

fn action(action: &TableAction) -> String {
    let text = format!("{action:?}");
    let kind = text.split(['(', ' ']).next().unwrap_or_default();
    let name = match action {
        TableAction::AddColumn(column) | TableAction::DropColumn(column) => column.name.as_str(),
        TableAction::AlterColumn(pair) => pair.after.name.as_str(),
        TableAction::AddCheck(check) | TableAction::DropCheck(check) => check.name.as_deref().unwrap_or("-"),
        TableAction::SetOption(change) => change.key.as_str(),
        _ => "",
    };
    format!("{kind} {name}").trim_end().to_owned()
}

fn print(table: &Table, target: &Target, text: &mut String) {
    let _ = writeln!(text, "table {}{}", table.name, options(&table.options));
    for column in &table.columns {
        let _ = writeln!(text, "  {}", self::column(column, target));
    }
    if let Some(key) = &table.primary_key {
        let columns: Vec<&str> = key.columns.iter().map(|part| part.name.as_str()).collect();
        let _ = writeln!(text, "  key {} ({})", key.name.as_deref().unwrap_or("-"), columns.join(", "));
    }
    for index in &table.indexes {
        let _ = writeln!(text, "  {}", self::index(index));
    }
    for key in &table.foreign_keys {
        let name = key.name.as_deref().unwrap_or("-");
        let (on_delete, on_update) = (key.on_delete.as_str(), key.on_update.as_str());
        let _ = writeln!(
            text,
            "  references {name} ({}) → {} ({}) {on_delete} {on_update} {:?}",
            key.columns.join(", "),
            key.references,
            key.referenced_columns.join(", "),
            key.deferrable
        );
    }
    for check in &table.checks {
        let valid = if check.validated { "" } else { " not valid" };
        let _ =
            writeln!(text, "  check {} {}{valid}", check.name.as_deref().unwrap_or("-"), check.expression);
    }
}

fn column(column: &Column, target: &Target) -> String {
    let mut text = format!("{} {}", column.name, (target.dialect.type_sql)(&column.ty, target));
    if column.nullable {
        text.push('?');
    }
    match &column.default {
        Some(Default::Expression(expression)) => text.push_str(&format!(" = [{expression}]")),
        Some(default) => {
            text.push_str(&format!(" = {}", (target.dialect.default_sql)(default, &column.ty, target)))
        }
        None => {}
    }
    match &column.generated {
        Some(Generated::AutoIncrement { sequence }) => {
            text.push_str(&format!(" counts {}", sequence.as_deref().unwrap_or("")));
        }
        Some(Generated::Identity(identity)) => {
            text.push_str(&format!(" identity from {:?}", identity.options.start))
        }
        Some(Generated::Computed { expression, stored }) => {
            text.push_str(&format!(" as [{expression}] stored: {stored}"));
        }
        None => {}
    }
    if let Some(collation) = &column.collation {
        text.push_str(&format!(" collate {collation}"));
    }
    if let Some(comment) = &column.comment {
        text.push_str(&format!(" // {comment}"));
    }
    text + &options(&column.options)
}

fn index(index: &Index) -> String {
    let parts: Vec<String> = index
        .parts
        .iter()
        .map(|part| {
            let key = match &part.key {
                IndexKey::Column(name) => name.to_string(),
                IndexKey::Expression(text) => format!("[{text}]"),
            };
            let sort = if part.sort == Sort::Desc { " desc" } else { "" };
            let nulls = part.nulls.map(|nulls| format!(" nulls {nulls:?}")).unwrap_or_default();
            let length = part.length.map(|length| format!("({length})")).unwrap_or_default();
            format!("{key}{length}{sort}{nulls}")
        })
        .collect();
    let kind = if index.constraint { "constraint" } else { "index" };
    let include = if index.include.is_empty() {
        String::new()
    } else {
        format!(" include {}", index.include.join(", "))
    };
    let predicate = index.predicate.as_deref().map(|text| format!(" where {text}")).unwrap_or_default();
    let method = index.method.as_deref().map(|name| format!(" {name}")).unwrap_or_default();
    format!(
        "{kind} {} {:?}{method} ({}){include}{predicate}{}",
        index.name,
        index.kind,
        parts.join(", "),
        options(&index.options)
    )
}

fn options(options: &Options) -> String {
    let texts = options.iter().map(|(key, value)| match value {
        OptionValue::Bool(flag) => format!(" {key}={flag}"),
        OptionValue::Number(number) => format!(" {key}={number}"),
        OptionValue::Text(text) => format!(" {key}={text}"),
    });
    texts.collect()
}

#[test]
fn a_dump_of_postgres() {
    insta::assert_snapshot!(told(include_str!("scripts/postgres-dump.sql"), &postgres::DIALECT));
}

#[test]
fn a_history_of_postgres() {
    insta::assert_snapshot!(told(include_str!("scripts/postgres-history.sql"), &postgres::DIALECT));
}

#[test]
fn a_dump_of_mysql() {
    let told = told(include_str!("scripts/mysql-dump.sql"), &mysql::DIALECT);
    for line in [
        // A foreign key waits for its table.
        " 14 CreateTable orders",
        " 35 CreateTable customers · AddForeignKey orders orders_customer_id_fkey",
        // The index of one that nobody named has the name of its column, and its own name follows the table.
        "  index parent Normal (parent)",
        "  references people_ibfk_1 (parent) → people (id) NoAction NoAction None",
        "  references orders_customer_id_fkey (customer_id) → people (id) SetNull Cascade None",
        // A word that is an attribute of other types is a type by itself.
        "  id BINARY(16)",
        "  one BINARY(1)",
    ] {
        assert!(told.lines().any(|known| known == line), "{line} is not in\n{told}");
    }
    assert!(!told.contains(" ? "), "{told}");
}

#[test]
fn a_history_of_sqlite() {
    insta::assert_snapshot!(told(include_str!("scripts/sqlite-history.sql"), &sqlite::DIALECT));
}

#[test]
fn dumps_say_whose_they_are() {
    let of = |script: &str| {
        parallax_dialects::ALL
            .iter()
            .find_map(|dialect| Some(format!("{}@{}", dialect.name, (dialect.ddl.dumped_by)(script)?)))
    };
    assert_eq!(of(include_str!("scripts/postgres-dump.sql")).as_deref(), Some("postgresql@16.4"));
    assert_eq!(of(include_str!("scripts/mysql-dump.sql")).as_deref(), Some("mysql@8"));
    assert_eq!(
        of("-- MariaDB dump 10.19\n--\n-- Server version\t10.11.6-MariaDB-log\n").as_deref(),
        Some("mariadb@10.11")
    );
    assert_eq!(of("CREATE TABLE t (id int);"), None);
}

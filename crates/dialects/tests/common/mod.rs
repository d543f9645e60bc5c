//! Operations made by hand, and what a dialect says of them, as text to read.
#![allow(dead_code, reason = "each test target uses its part")]

use parallax_dialect::{Dialect, Stage, Target, Version};
use parallax_ir::{
    Action, Column, ColumnType, Copy, Database, Default, ForeignKey, Generated, Index, IndexKind, IndexPart,
    KeyColumn, Name, Op, Options, Origin, Pair, PrimaryKey, QName, Rebuild, Sort, Table,
};
use std::collections::BTreeSet;
use std::fmt::Write;

pub fn column(name: &str, ty: ColumnType) -> Column {
    Column::new(name, ty)
}
pub fn nullable(mut column: Column) -> Column {
    column.nullable = true;
    column
}
pub fn with_default(mut column: Column, default: Default) -> Column {
    column.default = Some(default);
    column
}
pub fn auto(mut column: Column) -> Column {
    column.generated = Some(Generated::AutoIncrement { sequence: None });
    column
}

pub fn key(name: Option<&str>, columns: &[&str]) -> PrimaryKey {
    let columns =
        columns.iter().map(|name| KeyColumn { name: Name::from(*name), sort: Sort::Asc, length: None });
    PrimaryKey {
        name: name.map(Name::from),
        columns: columns.collect(),
        options: Options::new(),
        origin: Origin::default(),
    }
}

pub fn index(name: &str, kind: IndexKind, columns: &[&str]) -> Index {
    Index {
        name: name.into(),
        kind,
        constraint: false,
        method: None,
        parts: columns.iter().map(|name| IndexPart::column(*name)).collect(),
        include: Vec::new(),
        predicate: None,
        nulls_not_distinct: false,
        comment: None,
        options: Options::new(),
        building: std::default::Default::default(),
        origin: Origin::default(),
    }
}

pub fn foreign_key(name: &str, column: &str, references: &str, referenced: &str) -> ForeignKey {
    ForeignKey {
        name: Some(name.into()),
        columns: vec![column.into()],
        references: QName::bare(references),
        referenced_columns: vec![referenced.into()],
        on_delete: Action::NoAction,
        on_update: Action::Cascade,
        match_full: false,
        deferrable: None,
        validated: true,
        origin: Origin::default(),
    }
}

pub fn table(name: &str, columns: impl IntoIterator<Item = Column>, key: Option<PrimaryKey>) -> Table {
    let mut table = Table::new(QName::bare(name));
    table.columns = columns.into_iter().collect();
    table.primary_key = key;
    table
}

pub fn database(tables: impl IntoIterator<Item = Table>) -> Database {
    let tables = tables.into_iter().map(|table| (table.name.clone(), table.into())).collect();
    Database { tables, ..Database::default() }
}

/// Columns of the same name are copied.
pub fn rebuild(before: &Table, after: &Table, because: &str) -> Op {
    let copies = after.columns.iter().filter_map(|new| {
        let old = before.column(&new.name)?;
        let fill_nulls = old.nullable && !new.nullable && new.default.is_some();
        Some(Copy { to: new.name.clone(), from: old.name.clone(), fill_nulls })
    });
    let copies = copies.collect();
    Op::RebuildTable(Box::new(Rebuild {
        tables: Pair::new(before.clone(), after.clone()),
        copies,
        fills: Vec::new(),
        because: because.into(),
    }))
}

/// The SQL and the facts of operations, each seen against `state`.
pub fn explain(dialect: &'static Dialect, version: Version, state: &Database, ops: &[Op]) -> String {
    let target = Target { dialect, version };
    let created = BTreeSet::new();
    let stage = Stage {
        target: &target,
        before: state,
        state,
        created: &created,
        uses: &parallax_ir::Uses::default(),
        written: parallax_dialect::Written::nothing(),
    };
    let mut text = String::new();
    for op in ops {
        let facts = (dialect.facts)(op, &stage);
        let _ = writeln!(text, "-- {} on {target}: {}", op.kind(), facts.tag());
        for statement in (dialect.render)(op, &stage) {
            let _ = writeln!(text, "{statement};");
        }
        let _ = writeln!(
            text,
            "-- data {}, certainty {}, availability {}, compatibility {}; rewrites {}, scans {}",
            facts.data.as_str(),
            facts.certainty.as_str(),
            facts.availability.as_str(),
            facts.compatibility.as_str(),
            facts.rewrites.as_str(),
            facts.scans.as_str()
        );
        for lock in &facts.locks {
            let _ = writeln!(text, "-- lock {} on {}", lock.mode, lock.table);
        }
        for reason in &facts.reasons {
            let _ = writeln!(text, "-- {} <{}>", reason.text, reason.source);
        }
        for check in &facts.checks {
            let _ = writeln!(text, "-- count {}: {} ({})", check.looks_for, check.sql, check.then.as_str());
        }
        text.push('\n');
    }
    text
}

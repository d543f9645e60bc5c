//! Hand-made tables for the tests of this folder.

use parallax_dialect::{Stage, Target};
use parallax_ir::{
    Action, Column, ColumnType, Database, ForeignKey, Index, IndexKind, IndexPart, KeyColumn, Name, Op,
    Options, Origin, PrimaryKey, QName, Sort, Table,
};
use std::collections::BTreeSet;

/// Columns of type INTEGER, required.
pub(super) fn table<const N: usize>(name: &str, columns: [&str; N]) -> Table {
    let mut table = Table::new(QName::bare(name));
    table.columns =
        columns.into_iter().map(|column| Column::new(column, ColumnType::native("Int", []))).collect();
    table
}

pub(super) fn column(name: &str, ty: &'static str, args: &[u32]) -> Column {
    Column::new(name, ColumnType::native(ty, args.iter().copied()))
}

pub(super) fn primary_key<const N: usize>(columns: [&str; N]) -> PrimaryKey {
    let columns = columns.map(|name| KeyColumn { name: name.into(), sort: Sort::Asc, length: None });
    PrimaryKey { name: None, columns: columns.into(), options: Options::new(), origin: Origin::default() }
}

pub(super) fn index<const N: usize>(name: &str, columns: [&str; N]) -> Index {
    Index {
        name: name.into(),
        kind: IndexKind::Normal,
        constraint: false,
        method: None,
        parts: columns.into_iter().map(IndexPart::column).collect(),
        include: Vec::new(),
        predicate: None,
        nulls_not_distinct: false,
        comment: None,
        options: Options::new(),
        building: Default::default(),
        origin: Origin::default(),
    }
}

pub(super) fn unique<const N: usize>(name: &str, columns: [&str; N]) -> Index {
    Index { kind: IndexKind::Unique, ..index(name, columns) }
}

pub(super) fn fk<const N: usize>(
    name: &str,
    columns: [&str; N],
    references: &str,
    referenced: [&str; N],
) -> ForeignKey {
    ForeignKey {
        name: Some(name.into()),
        columns: columns.map(Name::from).into(),
        references: QName::bare(references),
        referenced_columns: referenced.map(Name::from).into(),
        on_delete: Action::Restrict,
        on_update: Action::Cascade,
        match_full: false,
        deferrable: None,
        validated: true,
        origin: Origin::default(),
    }
}

pub(super) fn database<const N: usize>(tables: [Table; N]) -> Database {
    let tables = tables.into_iter().map(|table| (table.name.clone(), table.into())).collect();
    Database { tables, ..Database::default() }
}

/// Calls `with` with the stage of a plan that begins at `state`.
pub(super) fn at<T>(state: &Database, target: &Target, with: impl FnOnce(&Stage<'_>) -> T) -> T {
    let created = BTreeSet::new();
    with(&Stage {
        target,
        before: state,
        state,
        created: &created,
        uses: &parallax_ir::Uses::default(),
        written: parallax_dialect::Written::nothing(),
    })
}

/// The statements of one operation, as a script shows them.
pub(super) fn script(op: &Op, state: &Database, target: &Target) -> String {
    let statements = at(state, target, |stage| (target.dialect.render)(op, stage));
    statements.into_iter().map(|statement| statement + ";").collect::<Vec<_>>().join("\n")
}

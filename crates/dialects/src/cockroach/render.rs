//! Where statements differ from PostgreSQL's: one change per ALTER TABLE, keys replaced in one, values of enums dropped.
//!
//! <https://www.cockroachlabs.com/docs/stable/alter-table>

use crate::postgres::render::{self as postgres, Piece, assemble};
use crate::postgres::sql::list;
use parallax_dialect::{Approach, Stage, Target};
use parallax_ir::{Cast, ColumnChange, Op, QName, TableAction, TableDelta};

pub fn render(op: &Op, stage: &Stage<'_>) -> Vec<String> {
    match op {
        Op::AlterTable { table, actions } => {
            assemble(table, actions.iter().map(|action| piece(table, action, stage)), false)
        }
        _ => postgres::render(op, stage),
    }
}

fn piece(table: &QName, action: &TableAction, stage: &Stage<'_>) -> Piece {
    match action {
        TableAction::ReplacePrimaryKey(pair) => {
            let columns = list(pair.after.columns.iter().map(|part| &part.name), ", ");
            let clauses = vec![format!("ALTER PRIMARY KEY USING COLUMNS ({columns})")];
            Piece { clauses, ..Piece::default() }
        }
        // The casts that there are need no expression.
        _ => postgres::piece(table, action, stage, |columns, _| {
            columns.after.conversion().map(ToString::to_string)
        }),
    }
}

/// A column of the primary key cannot be dropped, and so not made anew either.
/// <https://www.cockroachlabs.com/docs/stable/alter-table#drop-column>
pub fn approach(delta: &TableDelta<'_>, _: &Target) -> Approach {
    let before = delta.tables.before;
    let goes = delta.columns.iter().find_map(|change| match change {
        ColumnChange::Dropped(column) => Some(*column),
        ColumnChange::Altered(altered) if altered.cast == Some(Cast::Impossible) => {
            Some(altered.columns.before)
        }
        ColumnChange::Added(_) | ColumnChange::Altered(_) => None,
    });
    match goes.filter(|column| before.in_primary_key(&column.name)) {
        Some(column) => {
            Approach::Rebuild(format!("{} is part of the primary key and cannot be dropped", column.name))
        }
        None => Approach::InPlace,
    }
}

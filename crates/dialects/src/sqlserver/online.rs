//! How SQL Server changes a table while others read and write it.
//!
//! <https://learn.microsoft.com/en-us/sql/relational-databases/indexes/perform-index-operations-online>,
//! <https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-table-transact-sql>

use super::facts::{self, CREATE_INDEX, FOREIGN_KEY, NAMES};
use super::render::render;
use super::sql::{is_clustered, quote, table_name, type_text, unicode};
use crate::row_changes;
use parallax_dialect::{OnlineForms, RequireBy, Stage};
use parallax_ir::{Answer, Availability, Facts, Op, QName, Segment, Unproven, UpdateRows};

pub(super) const ONLINE: OnlineForms = OnlineForms {
    of,
    unproven: true,
    required: |_| RequireBy::Itself,
    adopts_index: false,
    fills_apart: false,
    // https://learn.microsoft.com/en-us/sql/t-sql/statements/set-lock-timeout-transact-sql
    bounds: |lock_ms, _, _| match lock_ms {
        0 => vec!["SET LOCK_TIMEOUT -1".to_owned()],
        lock_ms => vec![format!("SET LOCK_TIMEOUT {lock_ms}")],
    },
    nth_row: |row| format!(" OFFSET {} ROWS FETCH NEXT 1 ROWS ONLY", row - 1),
    row_values: false,
    phased: None,
    remark: Some(
        "ONLINE = ON needs the Enterprise or Developer edition, or Azure SQL; other editions refuse it and change nothing.",
    ),
};

fn of(op: &Op, _: &Stage<'_>) -> Option<Segment> {
    match op {
        Op::CreateIndex { .. } => Some(Segment::Own),
        _ => None,
    }
}

pub(super) fn render_online(op: &Op, stage: &Stage<'_>) -> Vec<String> {
    let statements = render(op, stage);
    match op {
        Op::CreateIndex { .. } => {
            statements.into_iter().map(|sql| format!("{sql} WITH (ONLINE = ON)")).collect()
        }
        _ => statements,
    }
}

pub(super) fn validate(table: &QName, what: &Unproven) -> String {
    let (Unproven::ForeignKey(name) | Unproven::Check(name) | Unproven::NotNull(name)) = what;
    format!("ALTER TABLE {} WITH CHECK CHECK CONSTRAINT {}", table_name(table), quote(name))
}

/// A batch is compiled before it runs, and knows no column that it adds itself: a statement that speaks of one is
/// compiled when its turn comes.
pub(super) fn update(update: &UpdateRows, stage: &Stage<'_>) -> String {
    let known = stage.before.tables.get(&update.table);
    let is_new = |name: &str| known.is_none_or(|table| table.column(name).is_none());
    let late = update.batch.is_none() && update.assignments.iter().any(|(name, _)| is_new(name));
    let sql = row_changes::update(update, &NAMES, "1 = 1", |columns| {
        format!("CAST({} AS {})", quote(&columns.before.name), type_text(&columns.after.ty))
    });
    if late { format!("EXEC({})", unicode(&sql)) } else { sql }
}

pub(super) fn online_facts(op: &Op, stage: &Stage<'_>) -> Facts {
    let facts = facts::facts(op, stage);
    let Op::CreateIndex { table, index } = op else { return facts };
    let rewrites = if is_clustered(&index.options, false) { Answer::Yes } else { Answer::No };
    Facts {
        availability: Availability::Online,
        rewrites,
        scans: Answer::Yes,
        builds: Answer::Yes,
        reasons: Vec::new(),
        ..facts
    }
    .because(
        format!(
            "{} is built from all rows of {table} while reads and writes go on; a short lock stands at its beginning and \
             its end.",
            index.name
        ),
        CREATE_INDEX,
    )
}

/// The lock is one of the schema until all rows are looked at.
pub(super) fn validate_facts(table: &QName) -> Facts {
    Facts::harmless()
        .lock(table, "Sch-M")
        .scans(Answer::Yes)
        .depends()
        .availability(Availability::BlocksAll)
        .because(
            format!(
                "All rows of {table} are looked at under a lock; where one does not hold, the step fails."
            ),
            FOREIGN_KEY,
        )
}

pub(super) fn update_facts(update: &UpdateRows) -> Facts {
    let availability = if update.batch.is_some() { Availability::Online } else { Availability::BlocksWrites };
    Facts::harmless().scans(Answer::Yes).availability(availability).because(
        format!("Who uses a row of {} that is being filled waits until that is committed.", update.table),
        "https://learn.microsoft.com/en-us/sql/t-sql/queries/update-transact-sql",
    )
}

//! How MySQL and MariaDB change a table while others read and write it: the statement says which way it expects, and the
//! server refuses rather than takes another one.
//!
//! <https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl.html>,
//! <https://mariadb.com/docs/server/server-usage/storage-engines/innodb/innodb-online-ddl/innodb-online-ddl-overview>

use super::facts::{Work, work_of_op};
use super::render::render;
use super::server::Family;
use super::sql::{quote, string, table_name};
use crate::row_changes;
use crate::row_checks::Names;
use parallax_dialect::{OnlineForms, RequireBy, Stage, Target};
use parallax_ir::{Condition, Op, Segment, UpdateRows, Value};

pub(super) const ONLINE: OnlineForms = OnlineForms {
    of: |op, stage| stated(op, stage).map(|_| Segment::Joined),
    unproven: false,
    required: |_| RequireBy::Itself,
    adopts_index: false,
    fills_apart: false,
    // Locks of metadata are waited for in whole seconds; what runs is not bounded.
    // https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_lock_wait_timeout
    bounds: |lock_ms, _, _| match lock_ms {
        0 => Vec::new(),
        lock_ms => vec![format!("SET lock_wait_timeout = {}", lock_ms.div_ceil(1000))],
    },
    nth_row: |row| format!(" LIMIT 1 OFFSET {}", row - 1),
    row_values: false,
    phased: Some(super::phased::PHASED),
    remark: None,
};

/// `ALGORITHM=INPLACE, LOCK=NONE`; none where the server has to copy the table.
fn stated(op: &Op, stage: &Stage<'_>) -> Option<&'static str> {
    let target = stage.target;
    let instant = match Family::of(target) {
        Family::MySql => target.is_at_least(8, 0),
        Family::MariaDb => true,
    };
    match work_of_op(op, stage)? {
        // With INSTANT a server takes no word about locks.
        Work::Instant if instant => Some("ALGORITHM=INSTANT"),
        // Without a primary key, a unique index is the order of the rows.
        Work::Build if is_first_key(op, stage) => Some("ALGORITHM=INPLACE, LOCK=NONE"),
        Work::InPlace | Work::Build if Family::of(target) == Family::MariaDb => {
            Some("ALGORITHM=NOCOPY, LOCK=NONE")
        }
        Work::Instant | Work::InPlace | Work::Build | Work::Rebuild => Some("ALGORITHM=INPLACE, LOCK=NONE"),
        Work::BuildShared | Work::RebuildShared => Some("ALGORITHM=INPLACE, LOCK=SHARED"),
        Work::CopyTable => None,
    }
}

fn is_first_key(op: &Op, stage: &Stage<'_>) -> bool {
    let Op::CreateIndex { table, index } = op else { return false };
    index.is_unique() && stage.table(table).is_some_and(|table| table.primary_key.is_none())
}

pub(super) fn render_online(op: &Op, stage: &Stage<'_>) -> Vec<String> {
    let Some(words) = stated(op, stage) else { return render(op, stage) };
    if let Op::DropIndex { table, index } = op
        && render(op, stage).iter().any(|sql| sql.starts_with("DROP INDEX "))
    {
        // DROP INDEX takes no such words on MariaDB.
        let words = words.replace(", ", ",\n    ");
        return vec![format!(
            "ALTER TABLE {} DROP INDEX {},\n    {words}",
            table_name(table),
            quote(&index.name)
        )];
    }
    let say = |sql: String| {
        if sql.starts_with("ALTER TABLE ") {
            format!("{sql},\n    {}", words.replace(", ", ",\n    "))
        } else if sql.starts_with("CREATE ") {
            format!("{sql} {}", words.replace(", ", " "))
        } else {
            sql
        }
    };
    render(op, stage).into_iter().map(say).collect()
}

/// A backslash means something in texts here.
fn in_its_quotes(update: &UpdateRows) -> UpdateRows {
    let mut update = update.clone();
    for (_, value) in &mut update.assignments {
        if let Value::Text(text) = value {
            *value = Value::Sql(string(text).into());
        }
    }
    for condition in &mut update.filter {
        if let Condition::Is(column, text) = condition {
            *condition = Condition::Sql(format!("{} = {}", quote(column), string(text)).into());
        }
    }
    update
}

pub(super) fn update(update: &UpdateRows, _: &Target) -> String {
    let update = &in_its_quotes(update);
    // Values are converted by assignment.
    row_changes::update(update, &Names { table: table_name, column: quote }, "TRUE", |columns| {
        quote(&columns.before.name)
    })
}

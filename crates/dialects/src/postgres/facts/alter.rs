//! Facts about ALTER TABLE, action by action. <https://www.postgresql.org/docs/current/sql-altertable.html>

use super::columns::{add_column, alter_column, drop_column, recreate_column};
use super::{
    ACCESS_EXCLUSIVE, ALTER_TABLE, COMMENT, ON_CONFLICT, SHARE_UPDATE_EXCLUSIVE, brief, checks, shown,
};
use crate::postgres::sql::quote;
use parallax_dialect::Stage;
use parallax_ir::{
    Answer, Availability, Check, Compatibility, Exclusion, Facts, Name, ObjectKey, ObjectKind, OptionChange,
    OptionValue, Pair, PrimaryKey, QName, Table, TableAction,
};

pub(super) fn alter_table(table: &QName, actions: &[TableAction], stage: &Stage<'_>) -> Facts {
    if stage.is_new(table) {
        return Facts::harmless();
    }
    actions.iter().fold(Facts::harmless(), |facts, action| facts.and(action_facts(table, action, stage)))
}

fn action_facts(table: &QName, action: &TableAction, stage: &Stage<'_>) -> Facts {
    match action {
        TableAction::AddColumn(column) => add_column(table, column, stage),
        TableAction::DropColumn(column) => drop_column(table, column, stage),
        TableAction::AlterColumn(pair) => alter_column(table, pair.as_ref().as_ref(), stage),
        TableAction::RecreateColumn(pair) => recreate_column(table, pair.as_ref().as_ref(), stage),
        TableAction::AddPrimaryKey(key) => add_primary_key(table, key, stage),
        TableAction::DropPrimaryKey(_) => drop_primary_key(table),
        TableAction::ReplacePrimaryKey(pair) => {
            drop_primary_key(table).and(add_primary_key(table, &pair.after, stage))
        }
        TableAction::RenamePrimaryKey { .. } => brief(table),
        TableAction::AddCheck(check) => add_check(table, check),
        TableAction::DropCheck(_) => brief(table),
        TableAction::AlterCheck(pair) => alter_check(table, pair.as_ref().as_ref()),
        TableAction::RenameExclusion { .. } => brief(table),
        TableAction::AddExclusion(exclusion) => add_exclusion(table, exclusion),
        TableAction::DropExclusion(_) => brief(table),
        TableAction::SetOption(change) => set_option(table, change, stage),
        TableAction::SetComment(_) => comment(table),
        // Foreign keys come by themselves.
        TableAction::AddReference(_) => Facts::harmless(),
    }
}

/// <https://www.postgresql.org/docs/current/ddl-rowsecurity.html>,
/// <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-LOGGED-UNLOGGED>
fn set_option(table: &QName, change: &OptionChange, stage: &Stage<'_>) -> Facts {
    const ROW_SECURITY: &str = "https://www.postgresql.org/docs/current/ddl-rowsecurity.html";
    let on = change.after == Some(OptionValue::Bool(true));
    match change.key.as_str() {
        Table::ROW_SECURITY if on => {
            let key = |key: &ObjectKey| key.kind == ObjectKind::Policy && key.on.as_ref() == Some(table);
            let who = if stage.state.objects.keys().any(key) {
                "only the rows that policies allow"
            } else {
                "no rows until there are policies"
            };
            brief(table).compatibility(Compatibility::BreaksReaders).because(
                format!("From now on everybody but the owner of {} sees {who}.", shown(table)),
                ROW_SECURITY,
            )
        }
        Table::ROW_SECURITY => brief(table).compatibility(Compatibility::Unknown).because(
            format!("From now on all rows of {} are seen by whoever may read it.", shown(table)),
            ROW_SECURITY,
        ),
        Table::FORCE_ROW_SECURITY => brief(table)
            .compatibility(Compatibility::Unknown)
            .because(format!("Policies of {} begin or cease to bind its owner.", shown(table)), ROW_SECURITY),
        "unlogged" | "tablespace" => {
            let facts = blocks_all(table, "it is written anew").rewrites(Answer::Yes);
            if change.key == "unlogged" && on {
                facts.because(
                    format!(
                        "Rows of {} do not survive a crash any more, and are not replicated.",
                        shown(table)
                    ),
                    ALTER_TABLE,
                )
            } else {
                facts
            }
        }
        _ => Facts::harmless().lock(table, SHARE_UPDATE_EXCLUSIVE).because(
            format!("Rows of {} that are there already stay as they are.", shown(table)),
            "https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-STORAGE-PARAMETERS",
        ),
    }
}

pub(super) fn comment(table: &QName) -> Facts {
    Facts::harmless()
        .lock(table, SHARE_UPDATE_EXCLUSIVE)
        .because("A comment stops neither reads nor writes; it waits for a running VACUUM.", COMMENT)
}

fn blocks_all(table: &QName, what: &str) -> Facts {
    Facts::harmless()
        .lock(table, ACCESS_EXCLUSIVE)
        .availability(Availability::BlocksAll)
        .scans(Answer::Yes)
        .because(format!("Reads and writes of {} wait while {what}.", shown(table)), ALTER_TABLE)
}

fn add_primary_key(table: &QName, key: &PrimaryKey, stage: &Stage<'_>) -> Facts {
    let columns: Vec<&Name> = key.columns.iter().map(|part| &part.name).collect();
    let quoted: Vec<String> = columns.iter().map(|name| quote(name)).collect();
    let quoted = quoted.join(", ");
    let facts = blocks_all(table, "the index of the primary key is built")
        .builds(Answer::Yes)
        .depends()
        .compatibility(Compatibility::BreaksWriters)
        .because(
            format!("It fails if rows of {} have NULL or the same values in {quoted}.", shown(table)),
            ALTER_TABLE,
        );
    checks::counting(facts, checks::same_key(table, &columns, stage))
}

fn drop_primary_key(table: &QName) -> Facts {
    brief(table)
        .depends()
        .compatibility(Compatibility::BreaksWriters)
        .because(format!("Rows of {} are not told apart by this key any more.", shown(table)), ALTER_TABLE)
        .because(
            format!("INSERT … ON CONFLICT into {} fails where it relies on the primary key.", shown(table)),
            ON_CONFLICT,
        )
}

fn add_check(table: &QName, check: &Check) -> Facts {
    let writers =
        format!("Programs that write rows into {} against the check fail from now on.", shown(table));
    if !check.enforced {
        return brief(table);
    }
    if !check.validated {
        return brief(table).compatibility(Compatibility::BreaksWriters).because(writers, ALTER_TABLE);
    }
    let facts = blocks_all(table, "all rows are checked")
        .depends()
        .compatibility(Compatibility::BreaksWriters)
        .because(format!("It fails if rows of {} do not meet the check.", shown(table)), ALTER_TABLE)
        .because(writers, ALTER_TABLE);
    checks::counting(facts, checks::against(table, &check.expression))
}

fn alter_check(table: &QName, checks: Pair<&Check>) -> Facts {
    let Pair { before, after } = checks;
    let renamed = if before.name == after.name { Facts::harmless() } else { brief(table) };
    if before.validated || !after.validated {
        return renamed;
    }
    let facts = renamed
        .lock(table, SHARE_UPDATE_EXCLUSIVE)
        .scans(Answer::Yes)
        .depends()
        .because(
            format!(
                "Rows of {} that were there before are checked; reads and writes go on. It fails if some do not meet the \
                 check.",
                shown(table)
            ),
            ALTER_TABLE,
        );
    checks::counting(facts, checks::against(table, &after.expression))
}

fn add_exclusion(table: &QName, exclusion: &Exclusion) -> Facts {
    blocks_all(table, "the index of the constraint is built")
        .builds(Answer::Yes)
        .depends()
        .compatibility(Compatibility::BreaksWriters)
        .because(
            format!(
                "It fails if two rows of {} exclude each other by {}.",
                shown(table),
                quote(&exclusion.name)
            ),
            ALTER_TABLE,
        )
}

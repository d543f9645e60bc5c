//! What the migration engine does with MySQL and MariaDB besides running steps.

use super::split::{LEXIS, nature, objects, split};
use crate::statements::leading_words;
use parallax_dialect::{Clear, Guard, Lock, Scope, ScratchSql, Transaction, Upkeep};
use std::time::Duration;

pub(crate) const UPKEEP: Upkeep = Upkeep {
    text_literal: text,
    split,
    tokens: |text| crate::statements::token_ranges(text, &super::split::LEXIS),
    nature,
    usable_once_committed: |_| None,
    transaction: Transaction { begin: "START TRANSACTION", commit: "COMMIT", rollback: "ROLLBACK" },
    history_table,
    instant: |utc, _| format!("'{utc}'"),
    millis: |column| format!("TIMESTAMPDIFF(MICROSECOND, '1970-01-01', {column}) DIV 1000"),
    create_history: |scope| {
        format!(
            "CREATE TABLE IF NOT EXISTS {} (\n    `id` VARCHAR(36) PRIMARY KEY NOT NULL,\n    `checksum` VARCHAR(64) NOT \
             NULL,\n    `finished_at` DATETIME(3),\n    `migration_name` VARCHAR(255) NOT NULL,\n    `logs` TEXT,\n    \
             `rolled_back_at` DATETIME(3),\n    `started_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),\n    \
             `applied_steps_count` INTEGER UNSIGNED NOT NULL DEFAULT 0\n) DEFAULT CHARACTER SET utf8mb4 COLLATE \
             utf8mb4_unicode_ci",
            history_table(scope)
        )
    },
    audit_table,
    create_audit: |scope| {
        format!(
            "CREATE TABLE IF NOT EXISTS {} (\n    `id` VARCHAR(36) PRIMARY KEY NOT NULL,\n    `run_id` VARCHAR(36) NOT \
             NULL,\n    `migration_name` VARCHAR(255) NOT NULL,\n    `migration_key` TEXT,\n    `direction` VARCHAR(8) NOT \
             NULL,\n    `step` INTEGER,\n    `steps` INTEGER,\n    `kind` VARCHAR(16) NOT NULL,\n    `description` \
             TEXT,\n    `actor` VARCHAR(255) NOT NULL,\n    `host` VARCHAR(255) NOT NULL,\n    `started_at` DATETIME(3) NOT \
             NULL,\n    `duration_ms` BIGINT NOT NULL,\n    `attempts` INTEGER NOT NULL,\n    `result` VARCHAR(16) NOT \
             NULL,\n    `message` TEXT\n) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
            audit_table(scope)
        )
    },
    has_history: |scope| format!("{} AND table_name = '_prisma_migrations'", count_tables(scope)),
    has_tables: |scope| {
        format!("{} AND table_name NOT IN ('_prisma_migrations', '_parallax_audit')", count_tables(scope))
    },
    lock: Some(Lock {
        take: &["SELECT GET_LOCK('prisma_migrate', 0)"],
        release: &["SELECT RELEASE_LOCK('prisma_migrate')"],
        holder: Some(
            "SELECT CONCAT('connection ', id, ' of user ', user, ' from ', host, ' to the database ', \
             COALESCE(db, '-')) FROM information_schema.processlist WHERE id = IS_USED_LOCK('prisma_migrate')",
        ),
        excludes_all: false,
    }),
    // https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_lock_wait_timeout (of definitions),
    // https://mariadb.com/kb/en/server-system-variables/#max_statement_time (of MariaDB alone)
    bounds: |lock_wait, run| {
        let seconds = |time: Duration| time.as_millis().div_ceil(1000);
        let wait = if lock_wait.is_zero() { 31_536_000 } else { seconds(lock_wait).max(1) };
        let run = run.as_secs_f64();
        vec![format!(
            "SET SESSION lock_wait_timeout = {wait}, SESSION innodb_lock_wait_timeout = {wait} /*M!100108 , SESSION \
             max_statement_time = {run} */"
        )]
    },
    // ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK
    is_lock_timeout: |code| code == "1205" || code == "1213",
    probes,
    remains: |_| None,
    guard: |_| Guard::default(),
    reset: |scope| {
        vec![
            format!("USE {}", quoted(&scope.default)),
            "SET SESSION foreign_key_checks = 1, SESSION unique_checks = 1, SESSION autocommit = 1, SESSION sql_mode = \
             DEFAULT, SESSION time_zone = DEFAULT"
                .to_owned(),
            "SET NAMES utf8mb4".to_owned(),
        ]
    },
    scratch: Some(ScratchSql {
        create: |name| format!("CREATE DATABASE {}", quoted(name)),
        drop: |name| format!("DROP DATABASE IF EXISTS {}", quoted(name)),
    }),
    clear,
};

fn text(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''").replace('\0', "\\0"))
}

fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

fn audit_table(scope: &Scope) -> String {
    format!("{}.`_parallax_audit`", quoted(&scope.default))
}

fn history_table(scope: &Scope) -> String {
    format!("{}.`_prisma_migrations`", quoted(&scope.default))
}

fn count_tables(scope: &Scope) -> String {
    format!(
        "SELECT COUNT(*) FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema = {}",
        text(&scope.default)
    )
}

/// What a definition changes shows in the definitions of what it names. What only the server knows (a prepared
/// statement, a procedure) is looked for everywhere.
fn probes(statement: &str) -> Vec<String> {
    let found: Vec<String> =
        objects(statement).into_iter().map(|(kind, name)| format!("SHOW CREATE {kind} {name}")).collect();
    if !found.is_empty() {
        return found;
    }
    let harmless = ["ANALYZE", "OPTIMIZE", "CHECK", "REPAIR", "FLUSH"];
    if leading_words(statement, &LEXIS, 1).first().is_some_and(|word| harmless.contains(&word.as_str())) {
        return Vec::new();
    }
    [
        "SELECT table_name, column_name, column_type, is_nullable, column_default, extra, column_comment FROM \
         information_schema.columns WHERE table_schema = DATABASE() ORDER BY 1, 2",
        "SELECT table_name, index_name, seq_in_index, column_name, sub_part, non_unique, index_type FROM \
         information_schema.statistics WHERE table_schema = DATABASE() ORDER BY 1, 2, 3",
        "SELECT table_name, constraint_name, constraint_type FROM information_schema.table_constraints WHERE \
         table_schema = DATABASE() ORDER BY 1, 2",
        "SELECT routine_type, routine_name, created, last_altered FROM information_schema.routines WHERE \
         routine_schema = DATABASE() ORDER BY 1, 2",
        "SELECT trigger_name, created FROM information_schema.triggers WHERE trigger_schema = DATABASE() ORDER BY 1",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// Object by object, rather than `DROP DATABASE`: its character set and the rights on it stay.
fn clear(scope: &Scope) -> Vec<Clear> {
    let schema = text(&scope.default);
    let qualified =
        |name: &str| format!("'`', REPLACE({schema}, '`', '``'), '`.`', REPLACE({name}, '`', '``'), '`'");
    let each = |what: &str, name: &str, from: &str| {
        Clear::Each(format!(
            "SELECT CONCAT('DROP {what} IF EXISTS ', {}) FROM information_schema.{from}",
            qualified(name)
        ))
    };
    vec![
        Clear::Run("SET SESSION foreign_key_checks = 0".to_owned()),
        each("EVENT", "event_name", &format!("events WHERE event_schema = {schema}")),
        each("VIEW", "table_name", &format!("tables WHERE table_schema = {schema} AND table_type = 'VIEW'")),
        each(
            "TABLE",
            "table_name",
            &format!("tables WHERE table_schema = {schema} AND table_type = 'BASE TABLE'"),
        ),
        each(
            "SEQUENCE",
            "table_name",
            &format!("tables WHERE table_schema = {schema} AND table_type = 'SEQUENCE'"),
        ),
        each(
            "PROCEDURE",
            "routine_name",
            &format!("routines WHERE routine_schema = {schema} AND routine_type = 'PROCEDURE'"),
        ),
        each(
            "FUNCTION",
            "routine_name",
            &format!("routines WHERE routine_schema = {schema} AND routine_type = 'FUNCTION'"),
        ),
        Clear::Run("SET SESSION foreign_key_checks = 1".to_owned()),
    ]
}

//! What the migration engine does with SQLite besides running steps.

use super::split::{guard, nature, split};
use parallax_dialect::{Clear, Lock, Transaction, Upkeep};

pub(crate) const UPKEEP: Upkeep = Upkeep {
    text_literal: |text| format!("'{}'", text.replace('\0', "").replace('\'', "''")),
    split,
    tokens: |text| crate::statements::token_ranges(text, &super::split::LEXIS),
    nature,
    usable_once_committed: |_| None,
    transaction: Transaction { begin: "BEGIN", commit: "COMMIT", rollback: "ROLLBACK" },
    history_table: |_| "\"main\".\"_prisma_migrations\"".to_owned(),
    instant: |_, millis| millis.to_string(),
    // Prisma writes numbers; the default of the column, and other tools, write text.
    millis: |column| {
        format!(
            "CASE typeof({column}) WHEN 'null' THEN NULL WHEN 'integer' THEN {column} ELSE \
             CAST(round((julianday({column}) - 2440587.5) * 86400000) AS INTEGER) END"
        )
    },
    create_history: |_| {
        "CREATE TABLE IF NOT EXISTS \"main\".\"_prisma_migrations\" (\n    \"id\" TEXT PRIMARY KEY NOT NULL,\n    \
         \"checksum\" TEXT NOT NULL,\n    \"finished_at\" DATETIME,\n    \"migration_name\" TEXT NOT NULL,\n    \"logs\" \
         TEXT,\n    \"rolled_back_at\" DATETIME,\n    \"started_at\" DATETIME NOT NULL DEFAULT current_timestamp,\n    \
         \"applied_steps_count\" INTEGER UNSIGNED NOT NULL DEFAULT 0\n)"
            .to_owned()
    },
    audit_table: |_| "\"main\".\"_parallax_audit\"".to_owned(),
    create_audit: |_| {
        "CREATE TABLE IF NOT EXISTS \"main\".\"_parallax_audit\" (\n    \"id\" TEXT PRIMARY KEY NOT NULL,\n    \"run_id\" \
         TEXT NOT NULL,\n    \"migration_name\" TEXT NOT NULL,\n    \"migration_key\" TEXT,\n    \"direction\" TEXT NOT \
         NULL,\n    \"step\" INTEGER,\n    \"steps\" INTEGER,\n    \"kind\" TEXT NOT NULL,\n    \"description\" TEXT,\n    \
         \"actor\" TEXT NOT NULL,\n    \"host\" TEXT NOT NULL,\n    \"started_at\" DATETIME NOT NULL,\n    \
         \"duration_ms\" INTEGER NOT NULL,\n    \"attempts\" INTEGER NOT NULL,\n    \"result\" TEXT NOT NULL,\n    \
         \"message\" TEXT\n)"
            .to_owned()
    },
    has_history: |_| {
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '_prisma_migrations'".to_owned()
    },
    has_tables: |_| {
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT IN ('_prisma_migrations', '_parallax_audit') AND name NOT LIKE \
         'sqlite\\_%' ESCAPE '\\'"
            .to_owned()
    },
    // https://www.sqlite.org/pragma.html#pragma_locking_mode: the lock of the next transaction stays until the
    // connection ends. It must be the exclusive one: two with shared locks would wait for each other.
    lock: Some(Lock {
        take: &["PRAGMA main.locking_mode = EXCLUSIVE", "BEGIN EXCLUSIVE", "COMMIT", "SELECT 1"],
        release: &["PRAGMA main.locking_mode = NORMAL", "SELECT count(*) FROM main.sqlite_master"],
        holder: None,
        excludes_all: true,
    }),
    // https://www.sqlite.org/c3ref/busy_timeout.html: statements have no other bound.
    bounds: |lock_wait, _| {
        vec![format!("PRAGMA busy_timeout = {}", lock_wait.as_millis().min(i32::MAX as u128))]
    },
    // SQLITE_BUSY, SQLITE_LOCKED and their extended codes: https://www.sqlite.org/rescode.html
    is_lock_timeout: |code| code.parse::<u32>().is_ok_and(|code| matches!(code & 0xFF, 5 | 6)),
    probes: |_| Vec::new(),
    remains: |_| None,
    guard,
    reset: |_| vec!["PRAGMA foreign_keys = ON".to_owned(), "PRAGMA legacy_alter_table = OFF".to_owned()],
    scratch: None,
    clear: |_| {
        let each = |kind: &str, keyword: &str| {
            Clear::Each(format!(
                "SELECT 'DROP {keyword} IF EXISTS \"main\".\"' || replace(name, '\"', '\"\"') || '\"' FROM sqlite_master \
                 WHERE type = '{kind}' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT IN (SELECT name FROM \
                 pragma_table_list WHERE type = 'shadow')"
            ))
        };
        vec![
            Clear::Run("PRAGMA foreign_keys = OFF".to_owned()),
            each("trigger", "TRIGGER"),
            each("view", "VIEW"),
            each("table", "TABLE"),
            Clear::Each(
                "SELECT 'DELETE FROM sqlite_sequence' FROM sqlite_master WHERE name = 'sqlite_sequence'"
                    .to_owned(),
            ),
            Clear::Run("PRAGMA foreign_keys = ON".to_owned()),
        ]
    },
};

//! What the migration engine does with SQL Server besides running steps.

use super::split::{nature, split};
use parallax_dialect::{Clear, Guard, Lock, Scope, ScratchSql, Transaction, Upkeep};

pub(crate) const UPKEEP: Upkeep = Upkeep {
    text_literal: text,
    split,
    tokens: |text| crate::statements::token_ranges(text, &super::split::LEXIS),
    nature,
    usable_once_committed: |_| None,
    transaction: Transaction {
        begin: "BEGIN TRANSACTION",
        commit: "COMMIT TRANSACTION",
        rollback: "IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION",
    },
    history_table,
    instant: |utc, _| format!("CAST('{utc} +00:00' AS DATETIMEOFFSET)"),
    millis: |column| {
        format!("DATEDIFF_BIG(MILLISECOND, CAST('1970-01-01 00:00:00 +00:00' AS DATETIMEOFFSET), {column})")
    },
    create_history: |scope| {
        let table = history_table(scope);
        format!(
            "IF OBJECT_ID({}, N'U') IS NULL CREATE TABLE {table} (\n    [id] VARCHAR(36) PRIMARY KEY NOT NULL,\n    \
             [checksum] VARCHAR(64) NOT NULL,\n    [finished_at] DATETIMEOFFSET,\n    [migration_name] NVARCHAR(250) NOT \
             NULL,\n    [logs] NVARCHAR(MAX) NULL,\n    [rolled_back_at] DATETIMEOFFSET,\n    [started_at] DATETIMEOFFSET \
             NOT NULL DEFAULT CURRENT_TIMESTAMP,\n    [applied_steps_count] INT NOT NULL DEFAULT 0\n)",
            text(&table)
        )
    },
    audit_table,
    create_audit: |scope| {
        let table = audit_table(scope);
        format!(
            "IF OBJECT_ID({}, N'U') IS NULL CREATE TABLE {table} (\n    [id] VARCHAR(36) PRIMARY KEY NOT NULL,\n    [run_id] \
             VARCHAR(36) NOT NULL,\n    [migration_name] NVARCHAR(250) NOT NULL,\n    [migration_key] NVARCHAR(MAX) \
             NULL,\n    [direction] VARCHAR(8) NOT NULL,\n    [step] INT NULL,\n    [steps] INT NULL,\n    [kind] \
             VARCHAR(16) NOT NULL,\n    [description] NVARCHAR(MAX) NULL,\n    [actor] NVARCHAR(255) NOT NULL,\n    [host] \
             NVARCHAR(255) NOT NULL,\n    [started_at] DATETIMEOFFSET NOT NULL,\n    [duration_ms] BIGINT NOT NULL,\n    \
             [attempts] INT NOT NULL,\n    [result] VARCHAR(16) NOT NULL,\n    [message] NVARCHAR(MAX) NULL\n)",
            text(&table)
        )
    },
    has_history: |scope| {
        format!("{COUNT_TABLES} s.name = {} AND t.name = N'_prisma_migrations'", text(&scope.default))
    },
    has_tables: |scope| {
        format!(
            "{COUNT_TABLES} s.name IN ({}) AND t.name NOT IN (N'_prisma_migrations', N'_parallax_audit')",
            schemas(scope)
        )
    },
    // https://learn.microsoft.com/en-us/sql/relational-databases/system-stored-procedures/sp-getapplock-transact-sql
    lock: Some(Lock {
        take: &[
            "DECLARE @taken INT; EXEC @taken = sp_getapplock @Resource = N'prisma_migrate', @LockMode = N'Exclusive', \
              @LockOwner = N'Session', @LockTimeout = 0; SELECT CASE WHEN @taken >= 0 THEN 1 ELSE 0 END",
        ],
        release: &["EXEC sp_releaseapplock @Resource = N'prisma_migrate', @LockOwner = N'Session'"],
        holder: Some(
            "SELECT TOP 1 CONCAT(s.program_name, N', session ', s.session_id, N' of user ', s.login_name, N' from ', \
             s.host_name) FROM sys.dm_tran_locks l JOIN sys.dm_exec_sessions s ON s.session_id = l.request_session_id \
             WHERE l.resource_type = N'APPLICATION' AND l.request_status = N'GRANT' AND l.resource_description LIKE \
             N'%prisma_migrate%'",
        ),
        excludes_all: false,
    }),
    bounds: |lock_wait, _| {
        let wait = if lock_wait.is_zero() { "-1".to_owned() } else { lock_wait.as_millis().to_string() };
        vec![format!("SET LOCK_TIMEOUT {wait}")]
    },
    // 1222 lock request time out, 1205 deadlock victim
    is_lock_timeout: |code| code == "1222" || code == "1205",
    probes: |_| Vec::new(),
    remains: |_| None,
    guard: |_| Guard::default(),
    reset: |_| {
        vec!["SET XACT_ABORT OFF; SET ANSI_NULLS ON; SET QUOTED_IDENTIFIER ON; SET NOCOUNT OFF".to_owned()]
    },
    scratch: Some(ScratchSql {
        create: |name| format!("CREATE DATABASE {}", quoted(name)),
        drop: |name| format!("DROP DATABASE IF EXISTS {}", quoted(name)),
    }),
    clear,
};

const COUNT_TABLES: &str =
    "SELECT COUNT(*) FROM sys.tables t JOIN sys.schemas s ON s.schema_id = t.schema_id WHERE";

fn text(text: &str) -> String {
    format!("N'{}'", text.replace('\'', "''"))
}

fn quoted(name: &str) -> String {
    format!("[{}]", name.replace(']', "]]"))
}

fn audit_table(scope: &Scope) -> String {
    format!("{}.[_parallax_audit]", quoted(&scope.default))
}

fn history_table(scope: &Scope) -> String {
    format!("{}.[_prisma_migrations]", quoted(&scope.default))
}

fn schemas(scope: &Scope) -> String {
    scope.names().iter().map(|name| text(name)).collect::<Vec<_>>().join(", ")
}

/// Foreign keys first, then what reads tables, then tables.
fn clear(scope: &Scope) -> Vec<Clear> {
    let schemas = schemas(scope);
    let each = |what: &str, types: &str| {
        Clear::Each(format!(
            "SELECT CONCAT(N'DROP {what} ', QUOTENAME(s.name), N'.', QUOTENAME(o.name)) FROM sys.objects o JOIN \
             sys.schemas s ON s.schema_id = o.schema_id WHERE o.type IN ({types}) AND s.name IN ({schemas})"
        ))
    };
    vec![
        Clear::Each(format!(
            "SELECT CONCAT(N'ALTER TABLE ', QUOTENAME(s.name), N'.', QUOTENAME(t.name), N' DROP CONSTRAINT ', \
             QUOTENAME(k.name)) FROM sys.foreign_keys k JOIN sys.tables t ON t.object_id = k.parent_object_id JOIN \
             sys.schemas s ON s.schema_id = t.schema_id WHERE s.name IN ({schemas})"
        )),
        each("VIEW", "'V'"),
        each("PROCEDURE", "'P'"),
        each("TABLE", "'U'"),
        each("FUNCTION", "'FN', 'IF', 'TF'"),
        each("SEQUENCE", "'SO'"),
        Clear::Each(format!(
            "SELECT CONCAT(N'DROP TYPE ', QUOTENAME(s.name), N'.', QUOTENAME(t.name)) FROM sys.types t JOIN sys.schemas s \
             ON s.schema_id = t.schema_id WHERE t.is_user_defined = 1 AND s.name IN ({schemas})"
        )),
    ]
}

//! What the migration engine does with PostgreSQL besides running steps.

use super::split::{LEXIS, nature, new_enum_value, split};
use crate::statements::{Kind, Tokens, leading_words};
use parallax_dialect::{Clear, Guard, Lock, Scope, ScratchSql, Transaction, Upkeep};
use std::time::Duration;

pub(crate) const UPKEEP: Upkeep = Upkeep {
    text_literal: text,
    split,
    tokens: |text| crate::statements::token_ranges(text, &super::split::LEXIS),
    nature,
    usable_once_committed: new_enum_value,
    transaction: Transaction { begin: "BEGIN", commit: "COMMIT", rollback: "ROLLBACK" },
    history_table,
    instant: |utc, _| format!("TIMESTAMPTZ '{utc}+00'"),
    millis: |column| format!("floor(extract(epoch FROM {column}) * 1000)::bigint"),
    create_history: |scope| {
        format!(
            "CREATE TABLE IF NOT EXISTS {} (\n    \"id\" VARCHAR(36) PRIMARY KEY NOT NULL,\n    \"checksum\" VARCHAR(64) \
             NOT NULL,\n    \"finished_at\" TIMESTAMPTZ,\n    \"migration_name\" VARCHAR(255) NOT NULL,\n    \"logs\" \
             TEXT,\n    \"rolled_back_at\" TIMESTAMPTZ,\n    \"started_at\" TIMESTAMPTZ NOT NULL DEFAULT now(),\n    \
             \"applied_steps_count\" INTEGER NOT NULL DEFAULT 0\n)",
            history_table(scope)
        )
    },
    audit_table,
    create_audit: |scope| {
        format!(
            "CREATE TABLE IF NOT EXISTS {} (\n    \"id\" VARCHAR(36) PRIMARY KEY NOT NULL,\n    \"run_id\" VARCHAR(36) NOT \
             NULL,\n    \"migration_name\" VARCHAR(255) NOT NULL,\n    \"migration_key\" TEXT,\n    \"direction\" \
             VARCHAR(8) NOT NULL,\n    \"step\" INTEGER,\n    \"steps\" INTEGER,\n    \"kind\" VARCHAR(16) NOT NULL,\n    \
             \"description\" TEXT,\n    \"actor\" VARCHAR(255) NOT NULL,\n    \"host\" VARCHAR(255) NOT NULL,\n    \
             \"started_at\" TIMESTAMPTZ NOT NULL,\n    \"duration_ms\" BIGINT NOT NULL,\n    \"attempts\" INTEGER NOT \
             NULL,\n    \"result\" VARCHAR(16) NOT NULL,\n    \"message\" TEXT\n)",
            audit_table(scope)
        )
    },
    has_history: |scope| {
        format!("{COUNT_TABLES} n.nspname = {} AND c.relname = '_prisma_migrations'", text(&scope.default))
    },
    // Tables that PostGIS brings along are no sign of a database in use.
    has_tables: |scope| {
        format!(
            "{COUNT_TABLES} n.nspname IN ({}) AND lower(c.relname) NOT IN ('_prisma_migrations', '_parallax_audit', 'spatial_ref_sys', \
             'geometry_columns', 'geography_columns', 'raster_columns', 'raster_overviews')",
            schemas(scope)
        )
    },
    lock: Some(Lock {
        take: &["SELECT pg_try_advisory_lock(72707369)"],
        release: &["SELECT pg_advisory_unlock(72707369)"],
        holder: Some(
            "SELECT format('%s, process %s of user %s from %s, connected since %s', \
             coalesce(nullif(a.application_name, ''), 'a program without a name'), a.pid, a.usename, \
             coalesce(host(a.client_addr), 'this machine'), to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS TZ')) \
             FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory' AND l.granted \
             AND l.classid = 0 AND l.objid = 72707369 AND l.objsubid = 1 \
             AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) LIMIT 1",
        ),
        excludes_all: false,
    }),
    bounds: |lock_wait, run| {
        vec![
            format!("SET lock_timeout = {}", millis(lock_wait)),
            format!("SET statement_timeout = {}", millis(run)),
        ]
    },
    // lock_not_available, deadlock_detected: https://www.postgresql.org/docs/current/errcodes-appendix.html
    is_lock_timeout: |code| code == "55P03" || code == "40P01",
    probes,
    remains,
    guard: |_| Guard::default(),
    reset: |scope| vec!["RESET ALL".to_owned(), format!("SET search_path = {}", quoted(&scope.default))],
    scratch: Some(ScratchSql {
        create: |name| format!("CREATE DATABASE {}", quoted(name)),
        drop: |name| format!("DROP DATABASE IF EXISTS {}", quoted(name)),
    }),
    clear,
};

const COUNT_TABLES: &str = "SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = \
                            c.relnamespace WHERE c.relkind IN ('r', 'p') AND";

fn text(text: &str) -> String {
    // A backslash is plain unless standard_conforming_strings is off; zero bytes cannot be kept at all.
    format!("'{}'", text.replace('\0', "").replace('\'', "''"))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn audit_table(scope: &Scope) -> String {
    format!("{}.\"_parallax_audit\"", quoted(&scope.default))
}

fn history_table(scope: &Scope) -> String {
    format!("{}.\"_prisma_migrations\"", quoted(&scope.default))
}

fn schemas(scope: &Scope) -> String {
    scope.names().iter().map(|name| text(name)).collect::<Vec<_>>().join(", ")
}

fn millis(time: Duration) -> u128 {
    time.as_millis().min(i32::MAX as u128)
}

/// All names in a statement, as literals, folded as the server folds them.
fn names(statement: &str) -> Vec<String> {
    let fold = |token: &str| match token.strip_prefix('"') {
        Some(inner) => inner.strip_suffix('"').unwrap_or(inner).replace("\"\"", "\""),
        None => token.to_lowercase(),
    };
    let mut names: Vec<String> = Tokens::new(statement, &LEXIS)
        .filter(|token| matches!(token.kind, Kind::Word | Kind::Quoted))
        .filter_map(|token| statement.get(token.range))
        .filter(|token| !token.starts_with(['\'', '$', 'E']) || token.chars().all(char::is_alphanumeric))
        .map(|token| text(&fold(token)))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn probes(statement: &str) -> Vec<String> {
    let words = leading_words(statement, &LEXIS, 2);
    if matches!(words.first().map(String::as_str), Some("VACUUM" | "CLUSTER")) || words == ["ALTER", "SYSTEM"]
    {
        return Vec::new();
    }
    let names = names(statement).join(", ");
    vec![
        format!(
            "SELECT c.oid, c.relname, i.indisvalid, pg_get_indexdef(c.oid) FROM pg_catalog.pg_index i JOIN \
             pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_class t ON t.oid = i.indrelid WHERE \
             c.relname IN ({names}) OR t.relname IN ({names}) ORDER BY c.oid"
        ),
        format!(
            "SELECT oid, relkind, relispartition FROM pg_catalog.pg_class WHERE relname IN ({names}) ORDER BY oid"
        ),
        format!(
            "SELECT e.enumtypid, e.enumlabel, e.enumsortorder FROM pg_catalog.pg_enum e JOIN pg_catalog.pg_type t ON \
             t.oid = e.enumtypid WHERE t.typname IN ({names}) ORDER BY 1, 3"
        ),
        format!("SELECT datname FROM pg_catalog.pg_database WHERE datname IN ({names}) ORDER BY 1"),
    ]
}

/// <https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY>: a build that fails
/// leaves an invalid index behind; REINDEX one with `_ccnew` in its name.
fn remains(statement: &str) -> Option<String> {
    let words = leading_words(statement, &LEXIS, 3);
    if !matches!(words.first().map(String::as_str), Some("CREATE" | "REINDEX")) {
        return None;
    }
    let names = names(statement).join(", ");
    Some(format!(
        "SELECT format('DROP INDEX IF EXISTS %I.%I', n.nspname, c.relname) FROM pg_catalog.pg_index i JOIN \
         pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN \
         pg_catalog.pg_class t ON t.oid = i.indrelid WHERE NOT i.indisvalid AND c.relkind = 'i' AND t.relkind <> 'p' \
         AND (c.relname IN ({names}) OR (c.relname ~ '_ccnew[0-9]*$' AND t.relname IN ({names})))"
    ))
}

/// Object by object, rather than `DROP SCHEMA`: rights on the schema stay, and no right to make it is needed.
fn clear(scope: &Scope) -> Vec<Clear> {
    let schemas = schemas(scope);
    let own = |catalog: &str, oid: &str| {
        format!(
            "NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.{catalog}'::regclass AND \
             d.objid = {oid} AND d.deptype IN ('e', 'i'))"
        )
    };
    vec![
        Clear::Each(format!(
            "SELECT format('DROP EXTENSION IF EXISTS %I CASCADE', e.extname) FROM pg_catalog.pg_extension e JOIN \
             pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE n.nspname IN ({schemas})"
        )),
        Clear::Each(format!(
            "SELECT format('DROP %s IF EXISTS %I.%I CASCADE', CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN \
             'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'c' THEN 'TYPE' ELSE \
             'TABLE' END, n.nspname, c.relname) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = \
             c.relnamespace WHERE n.nspname IN ({schemas}) AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c') AND {} \
             ORDER BY c.relkind = 'S'",
            own("pg_class", "c.oid")
        )),
        Clear::Each(format!(
            "SELECT format('DROP %s IF EXISTS %s CASCADE', CASE p.prokind WHEN 'p' THEN 'PROCEDURE' WHEN 'a' THEN \
             'AGGREGATE' ELSE 'FUNCTION' END, p.oid::regprocedure) FROM pg_catalog.pg_proc p JOIN \
             pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN ({schemas}) AND {}",
            own("pg_proc", "p.oid")
        )),
        Clear::Each(format!(
            "SELECT format('DROP %s IF EXISTS %I.%I CASCADE', CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, \
             n.nspname, t.typname) FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace \
             WHERE n.nspname IN ({schemas}) AND t.typtype IN ('e', 'd', 'r') AND {}",
            own("pg_type", "t.oid")
        )),
        Clear::Each(format!(
            "SELECT format('DROP COLLATION IF EXISTS %I.%I CASCADE', n.nspname, c.collname) FROM \
             pg_catalog.pg_collation c JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace WHERE n.nspname IN \
             ({schemas}) AND {}",
            own("pg_collation", "c.oid")
        )),
        Clear::Each(format!(
            "SELECT format('DROP TEXT SEARCH CONFIGURATION IF EXISTS %I.%I CASCADE', n.nspname, c.cfgname) FROM \
             pg_catalog.pg_ts_config c JOIN pg_catalog.pg_namespace n ON n.oid = c.cfgnamespace WHERE n.nspname IN \
             ({schemas}) AND {}",
            own("pg_ts_config", "c.oid")
        )),
    ]
}

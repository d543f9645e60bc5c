//! What the migration engine does with CockroachDB besides running steps. Not run on a server of it.

use crate::postgres;
use crate::postgres::live::LEXIS;
use crate::statements::{Kind, Tokens, leading_words};
use parallax_dialect::{Clear, Nature, Scope, Target, Upkeep};

/// Its words are PostgreSQL's: <https://www.cockroachlabs.com/docs/stable/sql-constants>.
const POSTGRES: Upkeep = postgres::DIALECT.live.upkeep;

pub(crate) const UPKEEP: Upkeep = Upkeep {
    nature,
    create_history: |scope| (POSTGRES.create_history)(scope).replace(" INTEGER ", " INT4 "),
    create_audit: |scope| (POSTGRES.create_audit)(scope).replace(" INTEGER", " INT4"),
    // No advisory locks: https://www.cockroachlabs.com/docs/stable/postgresql-compatibility
    lock: None,
    bounds: |lock_wait, run| {
        vec![
            format!("SET lock_timeout = '{}ms'", lock_wait.as_millis()),
            format!("SET statement_timeout = '{}ms'", run.as_millis()),
        ]
    },
    // 40001: to be tried again, https://www.cockroachlabs.com/docs/stable/transaction-retry-error-reference
    is_lock_timeout: |code| matches!(code, "55P03" | "40001"),
    probes,
    remains: |_| None,
    has_tables: |scope| count(scope, "NOT IN ('_prisma_migrations', '_parallax_audit')"),
    has_history: |scope| count(scope, "= '_prisma_migrations'"),
    clear,
    ..POSTGRES
};

fn count(scope: &Scope, compared: &str) -> String {
    let schemas: Vec<String> = scope.names().iter().map(|name| (POSTGRES.text_literal)(name)).collect();
    format!(
        "SELECT count(*) FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema IN ({}) AND \
         table_name {compared}",
        schemas.join(", ")
    )
}

/// Changes of the schema are jobs that run on after the commit, and may fail there:
/// <https://www.cockroachlabs.com/docs/stable/online-schema-changes#schema-changes-within-transactions>
fn nature(statement: &str, target: &Target) -> Nature {
    let leading = leading_words(statement, &LEXIS, 1);
    let defines =
        ["CREATE", "ALTER", "DROP", "RENAME", "TRUNCATE", "COMMENT", "GRANT", "REVOKE", "IMPORT", "BACKUP"];
    match leading.first() {
        Some(word) if defines.contains(&word.as_str()) => Nature::Alone,
        _ => (POSTGRES.nature)(statement, target),
    }
}

/// The definitions of all that a statement names.
fn probes(statement: &str) -> Vec<String> {
    let mut names: Vec<&str> = Tokens::new(statement, &LEXIS)
        .filter(|token| matches!(token.kind, Kind::Word | Kind::Quoted))
        .filter_map(|token| statement.get(token.range))
        .map(|name| name.trim_matches('"'))
        .collect();
    names.sort_unstable();
    names.dedup();
    let names: Vec<String> = names.into_iter().map(POSTGRES.text_literal).collect();
    let names = names.join(", ");
    vec![
        format!(
            "SELECT descriptor_name, create_statement FROM crdb_internal.create_statements WHERE descriptor_name IN \
             ({names}) ORDER BY 1"
        ),
        format!(
            "SELECT create_statement FROM crdb_internal.create_type_statements WHERE descriptor_name IN ({names}) ORDER BY 1"
        ),
    ]
}

fn clear(scope: &Scope) -> Vec<Clear> {
    let schemas: Vec<String> = scope.names().iter().map(|name| (POSTGRES.text_literal)(name)).collect();
    let schemas = schemas.join(", ");
    let each = |what: &str, types: &str| {
        Clear::Each(format!(
            "SELECT format('DROP {what} IF EXISTS %I.%I CASCADE', n.nspname, c.relname) FROM pg_catalog.pg_class c JOIN \
             pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN ({schemas}) AND c.relkind IN ({types})"
        ))
    };
    vec![
        each("VIEW", "'v'"),
        each("MATERIALIZED VIEW", "'m'"),
        each("TABLE", "'r'"),
        each("SEQUENCE", "'S'"),
        Clear::Each(format!(
            "SELECT format('DROP TYPE IF EXISTS %I.%I', n.nspname, t.typname) FROM pg_catalog.pg_type t JOIN \
             pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname IN ({schemas}) AND t.typtype = 'e'"
        )),
    ]
}

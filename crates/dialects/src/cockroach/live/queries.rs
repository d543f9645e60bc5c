//! What the catalog of CockroachDB is asked: `pg_catalog` as far as it is filled, and what it documents of its own.
//!
//! <https://www.cockroachlabs.com/docs/stable/pg-catalog>,
//! <https://www.cockroachlabs.com/docs/stable/information-schema>

use crate::values::string;
use parallax_dialect::{Query, Scope, Target};

/// In the order in which [`super::decode::decode`] takes their answers.
pub fn queries(scope: &Scope, _: &Target) -> Vec<Query> {
    let names: Vec<String> = scope.names().iter().map(|name| string(name)).collect();
    let own = format!("ANY (ARRAY[{}])", names.join(", "));
    let query = |name, text: &str| Query { name, sql: text.replace("{own}", &own) };
    vec![
        query("namespaces", "SELECT nspname FROM pg_namespace WHERE nspname = {own} ORDER BY nspname"),
        query("enums", ENUMS),
        query("tables", TABLES),
        query("views", VIEWS),
        query("columns", COLUMNS),
        query("sequences", SEQUENCES),
        query("indexes", INDEXES),
        query("constraints", CONSTRAINTS),
        query("localities", LOCALITIES),
    ]
}

const ENUMS: &str = "\
SELECT n.nspname, t.typname, json_agg(v.enumlabel ORDER BY v.enumsortorder), NULL
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_enum v ON v.enumtypid = t.oid
WHERE n.nspname = {own} AND t.typtype = 'e'
GROUP BY n.nspname, t.typname ORDER BY 1, 2";

/// Row-level TTL is among the storage parameters.
const TABLES: &str = "\
SELECT c.oid, n.nspname, c.relname, to_json(c.reloptions), obj_description(c.oid, 'pg_class')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = {own} AND c.relkind = 'r' AND c.relpersistence <> 't' ORDER BY 2, 3";

const VIEWS: &str = "\
SELECT c.oid, n.nspname, c.relname, c.relkind, pg_get_viewdef(c.oid), obj_description(c.oid, 'pg_class')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = {own} AND c.relkind IN ('v', 'm') AND c.relpersistence <> 't' ORDER BY 2, 3";

/// Hidden columns are the server's: rows without a key, shards of an index, regions.
const COLUMNS: &str = "\
SELECT c.oid, a.attnum, a.attname, i.crdb_sql_type, i.is_nullable, i.column_default, i.is_hidden,
    i.is_generated, i.generation_expression, i.is_identity, i.identity_generation, i.identity_start,
    i.identity_increment, i.identity_minimum, i.identity_maximum, col_description(c.oid, a.attnum)
FROM information_schema.columns i
JOIN pg_namespace n ON n.nspname = i.table_schema
JOIN pg_class c ON c.relname = i.table_name AND c.relnamespace = n.oid
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = i.column_name
WHERE n.nspname = {own} AND c.relkind IN ('r', 'v', 'm') ORDER BY c.oid, a.attnum";

const SEQUENCES: &str = "\
SELECT n.nspname, c.relname, 'bigint', s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle
FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = {own} ORDER BY 1, 2";

/// Each part: column, and its option bits. The columns behind the keys are stored ones.
const INDEXES: &str = "\
SELECT i.indrelid, c.relname, i.indisunique, i.indisprimary, m.amname, i.indpred, i.indnkeyatts,
    (SELECT json_agg(json_build_array(a.attname, i.indoption[k.at - 1], pg_get_indexdef(i.indexrelid, k.at::int, false))
            ORDER BY k.at)
        FROM unnest(i.indkey) WITH ORDINALITY AS k(num, at)
        LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num),
    obj_description(c.oid, 'pg_class')
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class r ON r.oid = i.indrelid
JOIN pg_namespace n ON n.oid = r.relnamespace JOIN pg_am m ON m.oid = c.relam
WHERE n.nspname = {own} AND r.relkind = 'r' ORDER BY i.indrelid, c.relname";

/// As of PostgreSQL; unique constraints come with their indexes.
const CONSTRAINTS: &str = "\
SELECT o.conrelid, o.conname, o.contype,
    (SELECT json_agg(a.attname ORDER BY k.at) FROM unnest(o.conkey) WITH ORDINALITY AS k(num, at)
        JOIN pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = k.num),
    fn.nspname, f.relname,
    (SELECT json_agg(a.attname ORDER BY k.at) FROM unnest(o.confkey) WITH ORDINALITY AS k(num, at)
        JOIN pg_attribute a ON a.attrelid = o.confrelid AND a.attnum = k.num),
    o.confdeltype, o.confupdtype, o.confmatchtype, o.condeferrable, o.condeferred, o.convalidated, true, false, false,
    false, CASE WHEN o.contype = 'c' THEN pg_get_constraintdef(o.oid) END, NULL, false
FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class f ON f.oid = o.confrelid LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
WHERE n.nspname = {own} AND c.relkind = 'r' AND o.contype IN ('p', 'f', 'c') ORDER BY o.conrelid, o.conname";

/// <https://www.cockroachlabs.com/docs/stable/show-tables>
const LOCALITIES: &str = "\
SELECT schema_name, table_name, locality FROM [SHOW TABLES]
WHERE schema_name = {own} AND type = 'table' AND locality IS NOT NULL ORDER BY 1, 2";

//! What a schema can say on PostgreSQL.

use super::operators::OPERATOR_CLASSES;
use super::options::OPTIONS;
use super::types::NATIVE_TYPES;
use parallax_dialect::language::{
    Action::{self, Cascade, NoAction, Restrict, SetDefault, SetNull},
    Capabilities,
    ConstraintKind::{ForeignKey, Index, PrimaryKey, Unique},
    ConstraintScope, Constraints, IndexMethod, Language,
    NativeArg::Number,
    Scalar,
    ScopeArea::{Model, Namespace},
};

pub const LANGUAGE: Language = Language {
    providers: &["postgresql", "postgres"],
    url_schemes: &["postgresql://", "postgres://", "prisma+postgres://"],
    capabilities: CAPABILITIES,
    native_types: NATIVE_TYPES,
    default_types: &[
        (Scalar::String, "Text", &[]),
        (Scalar::Boolean, "Boolean", &[]),
        (Scalar::Int, "Integer", &[]),
        (Scalar::BigInt, "BigInt", &[]),
        (Scalar::Float, "DoublePrecision", &[]),
        (Scalar::Decimal, "Decimal", &[Number(65), Number(30)]),
        (Scalar::DateTime, "Timestamp", &[Number(3)]),
        (Scalar::Json, "JsonB", &[]),
        (Scalar::Bytes, "ByteA", &[]),
    ],
    index_methods: &[
        IndexMethod { name: "BTree", sql: "BTREE", sortable: true, multi_column: true, inverted: false },
        IndexMethod { name: "Hash", sql: "HASH", sortable: false, multi_column: true, inverted: false },
        IndexMethod { name: "Gist", sql: "GIST", sortable: true, multi_column: true, inverted: false },
        IndexMethod { name: "Gin", sql: "GIN", sortable: true, multi_column: true, inverted: false },
        IndexMethod { name: "SpGist", sql: "SPGIST", sortable: true, multi_column: false, inverted: false },
        IndexMethod { name: "Brin", sql: "BRIN", sortable: true, multi_column: true, inverted: false },
    ],
    beyond_methods: BEYOND_METHODS,
    operator_classes: OPERATOR_CLASSES,
    options: OPTIONS,
    actions: ACTIONS,
    emulated_actions: EMULATED_ACTIONS,
    // https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
    max_identifier: 63,
    scopes: &[
        ConstraintScope { area: Namespace, kinds: &[PrimaryKey, Unique, Index] },
        ConstraintScope { area: Model, kinds: &[PrimaryKey, Unique, Index, ForeignKey] },
    ],
    default_namespace: Some("public"),
};

/// Those of extensions: pgvector and bloom.
/// <https://github.com/pgvector/pgvector>, <https://www.postgresql.org/docs/current/bloom.html>
const BEYOND_METHODS: &[IndexMethod] = &[
    IndexMethod { name: "Hnsw", sql: "HNSW", sortable: false, multi_column: false, inverted: false },
    IndexMethod { name: "IvfFlat", sql: "IVFFLAT", sortable: false, multi_column: false, inverted: false },
    IndexMethod { name: "Bloom", sql: "BLOOM", sortable: false, multi_column: true, inverted: false },
];

const ACTIONS: &[Action] = &[Cascade, Restrict, NoAction, SetNull, SetDefault];
const EMULATED_ACTIONS: &[Action] = &[Cascade, Restrict, SetNull];

const CAPABILITIES: Capabilities = Capabilities {
    constraints: Constraints {
        checks: true,
        exclusions: true,
        not_valid: true,
        not_enforced: true,
        deferrable_keys: true,
        deferrable_foreign_keys: true,
        match_full: true,
        index_expressions: true,
        include: true,
        nulls_order: true,
        index_collations: true,
        index_settings: true,
        tablespaces: true,
        concurrently: true,
        nulls_not_distinct: true,
        unique_constraints: true,
        index_comments: true,
        hidden_indexes: false,
        parsers: false,
    },
    enums: true,
    lists: true,
    json: true,
    json_lists: true,
    decimal: true,
    documents: false,
    foreign_keys: true,
    named_primary_keys: true,
    named_foreign_keys: true,
    named_defaults: false,
    implicit_many_to_many: true,
    autoincrement: true,
    autoincrement_on_int: true,
    autoincrement_multiple: true,
    autoincrement_without_key: true,
    autoincrement_only_id: false,
    sequences: false,
    fulltext: false,
    fulltext_sort: false,
    fulltext_search_preview: true,
    prefix_length: false,
    bytes_primary_key: true,
    primary_key_sort: false,
    clustered: false,
    partial_indexes: true,
    schemas: true,
    extensions: true,
    shard_keys: false,
    references_in_order: false,
    refuses_cascade_cycles: false,
    set_null_on_required: true,
    relations_emulated_only: false,
    set_default_ineffective: false,
    generated: true,
    identity: true,
    collations: true,
    comments: true,
};

//! What a schema can say on PostgreSQL.

use super::operators::OPERATOR_CLASSES;
use super::types::NATIVE_TYPES;
use parallax_dialect::language::{
    Action::{self, Cascade, NoAction, Restrict, SetDefault, SetNull},
    Capabilities,
    ConstraintKind::{ForeignKey, Index, PrimaryKey, Unique},
    ConstraintScope, IndexMethod, Language,
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
    operator_classes: OPERATOR_CLASSES,
    actions: ACTIONS,
    emulated_actions: EMULATED_ACTIONS,
    // https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
    max_identifier: 63,
    scopes: &[
        ConstraintScope { area: Namespace, kinds: &[PrimaryKey, Unique, Index] },
        ConstraintScope { area: Model, kinds: &[PrimaryKey, Unique, Index, ForeignKey] },
    ],
    objects: &[
        (
            "function",
            &[
                "args", "returns", "language", "volatility", "strict", "security", "parallel", "leakproof",
                "cost", "rows", "searchPath", "settings", "body",
            ],
        ),
        ("procedure", &["args", "language", "security", "searchPath", "settings", "body"]),
        (
            "trigger",
            &[
                "target", "timing", "events", "forEach", "when", "oldRows", "newRows", "execute",
                "deferrable", "enabled",
            ],
        ),
        ("sequence", &["type", "start", "increment", "min", "max", "cache", "cycle"]),
        ("domain", &["type", "collation", "default", "notNull", "check", "checkName"]),
        ("composite", &[]),
        ("range", &["subtype", "opclass", "collation", "canonical", "subtypeDiff", "multirange"]),
        ("extension", &["version", "schema"]),
        ("policy_select", &["target", "roles", "using", "permissive"]),
        ("policy_insert", &["target", "roles", "withCheck", "permissive"]),
        ("policy_update", &["target", "roles", "using", "withCheck", "permissive"]),
        ("policy_delete", &["target", "roles", "using", "permissive"]),
        ("policy_all", &["target", "roles", "using", "withCheck", "permissive"]),
        ("role", &[]),
        ("grant", &["on", "privileges", "to", "withGrantOption"]),
        (
            "partition",
            &["of", "from", "to", "values", "modulus", "remainder", "default", "by"],
        ),
        ("@@sql", &["securityInvoker", "securityBarrier", "checkOption"]),
        ("@@materialized", &["withData"]),
        ("@@rls", &["force"]),
        ("@@partition", &["by"]),
    ],
    default_namespace: Some("public"),
};

const ACTIONS: &[Action] = &[Cascade, Restrict, NoAction, SetNull, SetDefault];
const EMULATED_ACTIONS: &[Action] = &[Cascade, Restrict, SetNull];

const CAPABILITIES: Capabilities = Capabilities {
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
};

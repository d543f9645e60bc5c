//! What a schema can say on MySQL and MariaDB.

use super::options::OPTIONS;
use super::types::NATIVE_TYPES;
use parallax_dialect::language::{
    Action::{self, Cascade, NoAction, Restrict, SetDefault, SetNull},
    Capabilities,
    ConstraintKind::{ForeignKey, Index, Unique},
    ConstraintScope, Constraints, IndexMethod, Language,
    NativeArg::Number,
    Scalar,
    ScopeArea::{Model, Namespace},
};

pub const LANGUAGE: Language = Language {
    providers: &["mysql"],
    url_schemes: &["mysql"],
    capabilities: CAPABILITIES,
    native_types: NATIVE_TYPES,
    default_types: &[
        (Scalar::String, "VarChar", &[Number(191)]),
        (Scalar::Boolean, "TinyInt", &[Number(1)]),
        (Scalar::Int, "Int", &[]),
        (Scalar::BigInt, "BigInt", &[]),
        (Scalar::Float, "Double", &[]),
        (Scalar::Decimal, "Decimal", &[Number(65), Number(30)]),
        (Scalar::DateTime, "DateTime", &[Number(3)]),
        (Scalar::Json, "Json", &[]),
        (Scalar::Bytes, "LongBlob", &[]),
    ],
    index_methods: &[IndexMethod {
        name: "BTree",
        sql: "BTREE",
        sortable: true,
        multi_column: true,
        inverted: false,
    }],
    beyond_methods: &[],
    operator_classes: &[],
    options: OPTIONS,
    actions: ACTIONS,
    emulated_actions: EMULATED_ACTIONS,
    // https://dev.mysql.com/doc/refman/8.4/en/identifier-length.html
    max_identifier: 64,
    scopes: &[
        ConstraintScope { area: Namespace, kinds: &[ForeignKey] },
        ConstraintScope { area: Model, kinds: &[Unique, Index] },
    ],
    objects: &[
        ("function", &["args", "returns", "deterministic", "dataAccess", "security", "body"]),
        ("procedure", &["args", "deterministic", "dataAccess", "security", "body"]),
        ("trigger", &["target", "timing", "events", "body"]),
        ("event", &["schedule", "onCompletion", "enabled", "body"]),
        // MariaDB.
        ("sequence", &["start", "increment", "min", "max", "cache", "cycle"]),
        ("@@sql", &["securityInvoker", "checkOption"]),
        ("@@partition", &["by"]),
    ],
    default_namespace: None,
};

const ACTIONS: &[Action] = &[Cascade, Restrict, NoAction, SetNull, SetDefault];
const EMULATED_ACTIONS: &[Action] = &[Cascade, Restrict, NoAction, SetNull];

const CAPABILITIES: Capabilities = Capabilities {
    constraints: Constraints {
        checks: true,
        not_enforced: true,
        index_expressions: true,
        index_comments: true,
        hidden_indexes: true,
        parsers: true,
        ..Constraints::NONE
    },
    enums: true,
    lists: false,
    json: true,
    json_lists: false,
    decimal: true,
    documents: false,
    foreign_keys: true,
    named_primary_keys: false,
    named_foreign_keys: true,
    named_defaults: false,
    implicit_many_to_many: true,
    autoincrement: true,
    autoincrement_on_int: true,
    autoincrement_multiple: false,
    autoincrement_without_key: false,
    autoincrement_only_id: false,
    sequences: false,
    fulltext: true,
    fulltext_sort: false,
    fulltext_search_preview: false,
    prefix_length: true,
    bytes_primary_key: true,
    primary_key_sort: false,
    clustered: false,
    partial_indexes: false,
    schemas: false,
    extensions: false,
    shard_keys: true,
    references_in_order: false,
    refuses_cascade_cycles: false,
    set_null_on_required: false,
    relations_emulated_only: false,
    set_default_ineffective: true,
    generated: true,
    identity: false,
    collations: true,
    comments: true,
    returning: false,
};

//! What a schema can say on CockroachDB.

use super::types::NATIVE_TYPES;
use parallax_dialect::language::{
    Action::{self, Cascade, NoAction, Restrict, SetDefault, SetNull},
    Capabilities,
    ConstraintKind::{ForeignKey, Index, PrimaryKey, Unique},
    ConstraintScope, IndexMethod, Language,
    NativeArg::Number,
    Scalar,
    ScopeArea::Model,
};

pub const LANGUAGE: Language = Language {
    providers: &["cockroachdb"],
    url_schemes: &["postgresql://", "postgres://"],
    capabilities: CAPABILITIES,
    native_types: NATIVE_TYPES,
    default_types: &[
        (Scalar::String, "String", &[]),
        (Scalar::Boolean, "Bool", &[]),
        (Scalar::Int, "Int4", &[]),
        (Scalar::BigInt, "Int8", &[]),
        (Scalar::Float, "Float8", &[]),
        (Scalar::Decimal, "Decimal", &[Number(65), Number(30)]),
        (Scalar::DateTime, "Timestamp", &[Number(3)]),
        (Scalar::Json, "JsonB", &[]),
        (Scalar::Bytes, "Bytes", &[]),
    ],
    index_methods: &[
        IndexMethod { name: "BTree", sql: "BTREE", sortable: true, multi_column: true, inverted: false },
        IndexMethod { name: "Gin", sql: "GIN", sortable: true, multi_column: true, inverted: true },
    ],
    operator_classes: &[],
    actions: ACTIONS,
    emulated_actions: EMULATED_ACTIONS,
    max_identifier: 63,
    scopes: &[ConstraintScope { area: Model, kinds: &[PrimaryKey, Unique, Index, ForeignKey] }],
    objects: &[("sequence", &["type", "start", "increment", "min", "max", "cache", "cycle"]), ("@@sql", &[])],
    default_namespace: Some("public"),
};

const ACTIONS: &[Action] = &[Cascade, Restrict, NoAction, SetNull, SetDefault];
const EMULATED_ACTIONS: &[Action] = &[Cascade, Restrict, NoAction, SetNull];

const CAPABILITIES: Capabilities = Capabilities {
    enums: true,
    lists: true,
    json: true,
    json_lists: false,
    decimal: true,
    documents: false,
    foreign_keys: true,
    named_primary_keys: true,
    named_foreign_keys: true,
    named_defaults: false,
    implicit_many_to_many: true,
    autoincrement: true,
    autoincrement_on_int: false,
    autoincrement_multiple: true,
    autoincrement_without_key: true,
    autoincrement_only_id: false,
    sequences: true,
    fulltext: false,
    fulltext_sort: false,
    fulltext_search_preview: false,
    prefix_length: false,
    bytes_primary_key: true,
    primary_key_sort: false,
    clustered: false,
    partial_indexes: true,
    schemas: true,
    extensions: false,
    shard_keys: false,
    references_in_order: false,
    refuses_cascade_cycles: false,
    set_null_on_required: false,
    relations_emulated_only: false,
    set_default_ineffective: false,
};

//! What a schema can say on MongoDB.

use super::types::NATIVE_TYPES;
use parallax_dialect::language::{
    Action::{self, Cascade, NoAction, Restrict, SetNull},
    Capabilities,
    ConstraintKind::{Index, Unique},
    ConstraintScope, Constraints, IndexMethod, Language, Scalar,
    ScopeArea::Model,
};

pub const LANGUAGE: Language = Language {
    providers: &["mongodb"],
    url_schemes: &["mongo"],
    capabilities: CAPABILITIES,
    native_types: NATIVE_TYPES,
    default_types: &[
        (Scalar::String, "String", &[]),
        (Scalar::Boolean, "Bool", &[]),
        (Scalar::Int, "Long", &[]),
        (Scalar::BigInt, "Long", &[]),
        (Scalar::Float, "Double", &[]),
        (Scalar::DateTime, "Date", &[]),
        (Scalar::Json, "Json", &[]),
        (Scalar::Bytes, "BinData", &[]),
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
    options: &[],
    actions: ACTIONS,
    emulated_actions: EMULATED_ACTIONS,
    max_identifier: 127,
    scopes: &[ConstraintScope { area: Model, kinds: &[Unique, Index] }],
    objects: &[],
    default_namespace: None,
};

/// There are no foreign keys.
const ACTIONS: &[Action] = &[];
const EMULATED_ACTIONS: &[Action] = &[Cascade, Restrict, NoAction, SetNull];

const CAPABILITIES: Capabilities = Capabilities {
    constraints: Constraints::NONE,
    enums: true,
    lists: true,
    json: true,
    json_lists: true,
    decimal: false,
    documents: true,
    foreign_keys: false,
    named_primary_keys: false,
    named_foreign_keys: false,
    named_defaults: false,
    implicit_many_to_many: false,
    autoincrement: false,
    autoincrement_on_int: false,
    autoincrement_multiple: false,
    autoincrement_without_key: false,
    autoincrement_only_id: false,
    sequences: false,
    fulltext: true,
    fulltext_sort: true,
    fulltext_search_preview: false,
    prefix_length: false,
    bytes_primary_key: true,
    primary_key_sort: false,
    clustered: false,
    partial_indexes: false,
    schemas: false,
    extensions: false,
    shard_keys: false,
    references_in_order: false,
    refuses_cascade_cycles: false,
    set_null_on_required: false,
    relations_emulated_only: true,
    set_default_ineffective: false,
    generated: false,
    identity: false,
    collations: false,
    comments: false,
    returning: false,
};

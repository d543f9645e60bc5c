//! What a schema can say on SQLite.

use super::options::OPTIONS;
use super::types::NATIVE_TYPES;
use parallax_dialect::language::{
    Action::{self, Cascade, NoAction, Restrict, SetDefault, SetNull},
    Capabilities,
    ConstraintKind::{Index, Unique},
    ConstraintScope, Constraints, IndexMethod, Language, Scalar,
    ScopeArea::Namespace,
};

pub const LANGUAGE: Language = Language {
    providers: &["sqlite"],
    url_schemes: &["file"],
    capabilities: CAPABILITIES,
    native_types: NATIVE_TYPES,
    default_types: &[
        (Scalar::String, "Text", &[]),
        (Scalar::Boolean, "Boolean", &[]),
        (Scalar::Int, "Integer", &[]),
        (Scalar::BigInt, "BigInt", &[]),
        (Scalar::Float, "Real", &[]),
        (Scalar::Decimal, "Decimal", &[]),
        (Scalar::DateTime, "DateTime", &[]),
        (Scalar::Json, "JsonB", &[]),
        (Scalar::Bytes, "Blob", &[]),
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
    max_identifier: 10000,
    scopes: &[ConstraintScope { area: Namespace, kinds: &[Unique, Index] }],
    objects: &[("trigger", &["target", "timing", "events", "forEach", "when", "body"]), ("@@sql", &[])],
    default_namespace: None,
};

const ACTIONS: &[Action] = &[Cascade, Restrict, NoAction, SetNull, SetDefault];
const EMULATED_ACTIONS: &[Action] = &[Cascade, Restrict, SetNull];

const CAPABILITIES: Capabilities = Capabilities {
    constraints: Constraints {
        checks: true,
        deferrable_foreign_keys: true,
        index_expressions: true,
        index_collations: true,
        unique_constraints: true,
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
    named_foreign_keys: false,
    named_defaults: false,
    implicit_many_to_many: true,
    autoincrement: true,
    autoincrement_on_int: true,
    autoincrement_multiple: false,
    autoincrement_without_key: false,
    autoincrement_only_id: true,
    sequences: false,
    fulltext: false,
    fulltext_sort: false,
    fulltext_search_preview: false,
    prefix_length: false,
    bytes_primary_key: true,
    primary_key_sort: false,
    clustered: false,
    partial_indexes: true,
    schemas: false,
    extensions: false,
    shard_keys: false,
    references_in_order: false,
    refuses_cascade_cycles: false,
    set_null_on_required: false,
    relations_emulated_only: false,
    set_default_ineffective: false,
    generated: true,
    identity: false,
    collations: true,
    comments: false,
    returning: true,
};

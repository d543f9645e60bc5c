//! What a schema can say on SQL Server.

use super::types::NATIVE_TYPES;
use parallax_dialect::language::{
    Action::{self, Cascade, NoAction, Restrict, SetDefault, SetNull},
    Capabilities,
    ConstraintKind::{Default, ForeignKey, Index, PrimaryKey, Unique},
    ConstraintScope, Constraints, IndexMethod, Language,
    NativeArg::{Number, Word},
    Scalar,
    ScopeArea::{Model, Namespace},
};

pub const LANGUAGE: Language = Language {
    providers: &["sqlserver"],
    url_schemes: &["sqlserver"],
    capabilities: CAPABILITIES,
    native_types: NATIVE_TYPES,
    default_types: &[
        (Scalar::String, "NVarChar", &[Number(1000)]),
        (Scalar::Boolean, "Bit", &[]),
        (Scalar::Int, "Int", &[]),
        (Scalar::BigInt, "BigInt", &[]),
        (Scalar::Float, "Float", &[Number(53)]),
        (Scalar::Decimal, "Decimal", &[Number(32), Number(16)]),
        (Scalar::DateTime, "DateTime2", &[]),
        (Scalar::Bytes, "VarBinary", &[Word("Max")]),
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
    // https://learn.microsoft.com/en-us/sql/relational-databases/databases/database-identifiers
    max_identifier: 128,
    scopes: &[
        ConstraintScope { area: Namespace, kinds: &[PrimaryKey, ForeignKey, Default] },
        ConstraintScope { area: Model, kinds: &[PrimaryKey, Unique, Index] },
    ],
    objects: &[("sequence", &["type", "start", "increment", "min", "max", "cache", "cycle"]), ("@@sql", &[])],
    default_namespace: Some("dbo"),
};

const ACTIONS: &[Action] = &[Cascade, NoAction, SetNull, SetDefault];
const EMULATED_ACTIONS: &[Action] = &[Cascade, Restrict, NoAction, SetNull];

const CAPABILITIES: Capabilities = Capabilities {
    constraints: Constraints { checks: true, not_valid: true, include: true, ..Constraints::NONE },
    enums: false,
    lists: false,
    json: false,
    json_lists: false,
    decimal: true,
    documents: false,
    foreign_keys: true,
    named_primary_keys: true,
    named_foreign_keys: true,
    named_defaults: true,
    implicit_many_to_many: true,
    autoincrement: true,
    autoincrement_on_int: true,
    autoincrement_multiple: true,
    autoincrement_without_key: true,
    autoincrement_only_id: false,
    sequences: false,
    fulltext: false,
    fulltext_sort: false,
    fulltext_search_preview: false,
    prefix_length: false,
    bytes_primary_key: false,
    primary_key_sort: true,
    clustered: true,
    partial_indexes: true,
    schemas: true,
    extensions: false,
    shard_keys: false,
    references_in_order: true,
    refuses_cascade_cycles: true,
    set_null_on_required: false,
    relations_emulated_only: false,
    set_default_ineffective: false,
    generated: true,
    identity: true,
    collations: true,
    comments: true,
    returning: false,
};

//! SQL Server.

mod approach;
mod casts;
mod comments;
mod compare;
mod ddl;
mod facts;
mod finish;
mod in_place;
pub mod language;
mod live;
mod objects;
mod online;
mod render;
mod sizing;
mod sql;
mod types;

pub use language::LANGUAGE;

use parallax_dialect::{Dialect, EnumStyle, Shapes, Version};

/// Versions are years, as in the product's name.
pub const DIALECT: Dialect = Dialect {
    name: "sqlserver",
    title: "SQL Server",
    aliases: &["mssql"],
    default_version: Version(2019, 0),
    versions: (Version(2017, 0), Version(2022, 0)),
    language: &LANGUAGE,
    online: online::ONLINE,
    sizing: sizing::SIZING,
    shapes: Shapes {
        enums: EnumStyle::Text,
        enum_value_position: false,
        enum_value_rename: false,
        enum_value_drop: false,
        unique_is_constraint: true,
        primary_keys_named: true,
        foreign_keys_named: true,
        foreign_keys_in_table: false,
        index_in_create: |index| index.constraint,
        join_table_primary_key: false,
        can_rename_index: |_| true,
        alters_index: |_, _| false,
        alters_foreign_key: in_place::alters_foreign_key,
        alters_check: in_place::alters_check,
        can_rename_exclusion: false,
        index_name_is_servers: |_| false,
        can_rename_foreign_key: true,
        foreign_key_follows_table: |_, _| None,
        can_rename_primary_key: true,
        replaces_primary_key: false,
        type_change_drops_indexes: true,
        type_change_drops_primary_key: true,
        type_change_drops_foreign_keys: true,
        converts_in_place: false,
        counting_drops_foreign_keys: |_| false,
        lacks_generated: |_, _| None,
        transactional_ddl: true,
    },
    finish: finish::finish,
    refuse: |_, _| Vec::new(),
    same_type: compare::same_type,
    same_default: compare::same_default,
    same_expression: |texts, _| crate::expression::same(texts, &crate::expression::SQLITE),
    cast: casts::cast,
    approach: approach::approach,
    render: render::render,
    facts: facts::facts,
    type_sql: sql::type_sql,
    default_sql: sql::default_sql,
    quote: sql::quote,
    predicate_sql: sql::predicate_sql,
    script_frame: Some((
        "BEGIN TRY\n\nBEGIN TRAN;",
        "COMMIT TRAN;\n\nEND TRY\nBEGIN CATCH\n\nIF @@TRANCOUNT > 0\nBEGIN\n    ROLLBACK TRAN;\nEND;\nTHROW\n\nEND CATCH",
    )),
    live: live::LIVE,
    ddl: ddl::DDL,
    objects: objects::OBJECTS,
};

//! PostgreSQL.

mod casts;
pub(crate) mod compare;
pub(crate) mod datetime;
pub(crate) mod ddl;
pub(crate) mod facts;
mod finish;
mod in_place;
pub mod language;
pub(crate) mod live;
mod objects;
pub(crate) mod online;
mod operators;
mod options;
mod phased;
mod predicate;
pub(crate) mod render;
pub(crate) mod sizing;
pub(crate) mod sql;
mod types;
pub(crate) mod types_text;
mod versions;

pub use language::LANGUAGE;

use parallax_dialect::{Approach, Dialect, EnumStyle, Shapes, Version};

pub const DIALECT: Dialect = Dialect {
    name: "postgresql",
    title: "PostgreSQL",
    aliases: &["postgres"],
    default_version: Version(16, 0),
    versions: (Version(12, 0), Version(18, 0)),
    language: &LANGUAGE,
    shapes: SHAPES,
    online: online::ONLINE,
    sizing: sizing::SIZING,
    finish: finish::finish,
    refuse: versions::refuse,
    same_type: compare::same_type,
    same_default: compare::same_default,
    same_expression: |texts, _| crate::expression::same(texts, &crate::expression::POSTGRES),
    cast: casts::cast,
    approach: |_, _| Approach::InPlace,
    render: render::render,
    facts: facts::facts,
    type_sql: sql::type_sql,
    default_sql: sql::default_sql,
    quote: sql::quote,
    predicate_sql: predicate::predicate_sql,
    script_frame: None,
    live: live::LIVE,
    ddl: ddl::DDL,
    objects: objects::OBJECTS,
};

/// <https://www.postgresql.org/docs/current/sql-altertable.html>
pub(crate) const SHAPES: Shapes = Shapes {
    enums: EnumStyle::Named,
    enum_value_position: true,
    enum_value_rename: true,
    enum_value_drop: false,
    unique_is_constraint: false,
    primary_keys_named: true,
    foreign_keys_named: true,
    foreign_keys_in_table: false,
    index_in_create: |_| false,
    join_table_primary_key: true,
    can_rename_index: |_| true,
    index_name_is_servers: |_| false,
    can_rename_foreign_key: true,
    foreign_key_follows_table: |_, _| None,
    can_rename_primary_key: true,
    alters_index: in_place::alters_index,
    alters_foreign_key: in_place::alters_foreign_key,
    alters_check: in_place::alters_check,
    can_rename_exclusion: true,
    replaces_primary_key: false,
    type_change_drops_indexes: false,
    type_change_drops_primary_key: false,
    // A key between columns of different types may have no operator to compare with.
    type_change_drops_foreign_keys: true,
    converts_in_place: true,
    counting_drops_foreign_keys: |_| false,
    lacks_generated: |stored, target| {
        let since = if stored { Version(12, 0) } else { Version(18, 0) };
        (target.version < since).then_some(since)
    },
    transactional_ddl: true,
};

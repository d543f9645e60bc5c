//! MySQL, and what MariaDB shares with it.

mod casts;
mod compare;
mod datetime;
pub(crate) mod ddl;
mod facts;
mod finish;
mod implicit;
mod in_place;
mod keys;
pub mod language;
pub(crate) mod live;
mod names;
mod objects;
mod online;
mod options;
mod parameters;
mod phased;
mod render;
mod schedule;
mod server;
mod sizing;
mod sql;
#[cfg(test)]
pub(crate) mod testing;
mod types;
mod versions;

pub use language::LANGUAGE;

use parallax_dialect::{Approach, Dialect, EnumStyle, Shapes, Version};

pub const DIALECT: Dialect = Dialect {
    name: "mysql",
    title: "MySQL",
    aliases: &["vitess", "percona"],
    default_version: Version(8, 4),
    versions: (Version(5, 7), Version(9, 9)),
    language: &LANGUAGE,
    shapes: SHAPES,
    online: online::ONLINE,
    sizing: sizing::SIZING,
    finish: finish::finish,
    refuse: versions::refuse,
    same_type: compare::same_type,
    same_default: compare::same_default,
    same_expression: |texts, _| crate::expression::same(texts, &crate::expression::MYSQL),
    cast: casts::cast,
    approach: |_, _| Approach::InPlace,
    render: render::render,
    facts: facts::facts,
    type_sql: sql::type_sql,
    default_sql: sql::default_sql,
    quote: sql::quote,
    predicate_sql: sql::predicate_sql,
    script_frame: None,
    live: live::LIVE,
    ddl: ddl::DDL,
    objects: objects::OBJECTS,
};

const SHAPES: Shapes = Shapes {
    enums: EnumStyle::Inline,
    enum_value_position: false,
    enum_value_rename: false,
    enum_value_drop: false,
    unique_is_constraint: false,
    primary_keys_named: false,
    foreign_keys_named: true,
    foreign_keys_in_table: false,
    index_in_create: |_| true,
    join_table_primary_key: false,
    can_rename_index: |_| true,
    index_name_is_servers: |_| false,
    can_rename_foreign_key: false,
    foreign_key_follows_table: names::follows_table,
    can_rename_primary_key: false,
    alters_index: in_place::alters_index,
    alters_foreign_key: |_, _| false,
    alters_check: in_place::alters_check,
    can_rename_exclusion: false,
    replaces_primary_key: false,
    type_change_drops_indexes: false,
    type_change_drops_primary_key: false,
    type_change_drops_foreign_keys: true,
    converts_in_place: false,
    counting_drops_foreign_keys: |target| !server::is_mariadb(target),
    lacks_generated: |_, _| None,
    transactional_ddl: false,
};

//! SQLite.

mod approach;
mod casts;
mod compare;
mod ddl;
mod facts;
mod finish;
pub mod language;
pub(crate) mod live;
mod objects;
mod options;
mod render;
mod sizing;
mod tokens;
mod types;

pub use language::LANGUAGE;

use parallax_dialect::{Dialect, EnumStyle, OnlineForms, RequireBy, Shapes, Version};

/// Debian 12 and Android 15 bring 3.40 and later; what newer versions do better is used when the target says so.
pub const DIALECT: Dialect = Dialect {
    name: "sqlite",
    title: "SQLite",
    aliases: &["sqlite3"],
    default_version: Version(3, 40),
    // Older ones cannot rename columns, nor do foreign keys follow a renamed table:
    // <https://www.sqlite.org/lang_altertable.html#alter_table_rename>
    versions: (Version(3, 26), Version(3, 54)),
    language: &LANGUAGE,
    online: OnlineForms {
        of: |_, _| None,
        unproven: false,
        required: |_| RequireBy::Itself,
        adopts_index: false,
        fills_apart: false,
        // How long the lock is waited for is a matter of the connection.
        bounds: |_, _, _| Vec::new(),
        // https://www.sqlite.org/lockingv3.html#writing
        nth_row: |row| format!(" LIMIT 1 OFFSET {}", row - 1),
        row_values: true,
        phased: None,
        remark: Some(
            "SQLite has one lock for all writers: every step holds it until it is done, and other writers wait. In WAL \
             mode readers go on.",
        ),
    },
    sizing: sizing::SIZING,
    shapes: Shapes {
        enums: EnumStyle::Text,
        enum_value_position: false,
        enum_value_rename: false,
        enum_value_drop: false,
        unique_is_constraint: false,
        primary_keys_named: false,
        foreign_keys_named: false,
        foreign_keys_in_table: true,
        index_in_create: |index| index.constraint,
        join_table_primary_key: false,
        can_rename_index: |_| false,
        alters_index: |_, _| false,
        alters_foreign_key: |_, _| false,
        alters_check: |_, _| false,
        can_rename_exclusion: false,
        index_name_is_servers: |name| name.starts_with("sqlite_autoindex_"),
        can_rename_foreign_key: false,
        foreign_key_follows_table: |_, _| None,
        can_rename_primary_key: false,
        replaces_primary_key: false,
        type_change_drops_indexes: false,
        type_change_drops_primary_key: false,
        type_change_drops_foreign_keys: false,
        converts_in_place: false,
        counting_drops_foreign_keys: |_| false,
        lacks_generated: |_, target| (target.version < Version(3, 31)).then_some(Version(3, 31)),
        transactional_ddl: false,
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
    type_sql: render::type_sql,
    default_sql: render::default_sql,
    quote: render::quote,
    predicate_sql: render::predicate_sql,
    script_frame: None,
    live: live::LIVE,
    ddl: ddl::DDL,
    objects: objects::OBJECTS,
};

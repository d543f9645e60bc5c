//! CockroachDB: PostgreSQL's statements, with its own types, keys, counters and schema changes.

mod casts;
mod facts;
mod finish;
pub mod language;
mod live;
mod predicate;
mod render;
mod types;

pub use language::LANGUAGE;

use crate::postgres;
use parallax_dialect::{Dialect, Shapes, Version};

pub const DIALECT: Dialect = Dialect {
    name: "cockroachdb",
    title: "CockroachDB",
    aliases: &["cockroach", "crdb"],
    default_version: Version(24, 3),
    versions: (Version(22, 2), Version(26, 4)),
    language: &LANGUAGE,
    shapes: SHAPES,
    finish: finish::finish,
    refuse: |_, _| Vec::new(),
    cast: casts::cast,
    approach: render::approach,
    render: render::render,
    facts: facts::facts,
    predicate_sql: predicate::predicate_sql,
    live: live::LIVE,
    ..postgres::DIALECT
};

const SHAPES: Shapes = Shapes {
    // https://www.cockroachlabs.com/docs/stable/alter-type
    enum_value_drop: true,
    join_table_primary_key: false,
    // https://www.cockroachlabs.com/docs/stable/alter-table#alter-primary-key
    replaces_primary_key: true,
    // https://www.cockroachlabs.com/docs/stable/online-schema-changes#limitations
    lacks_generated: |_, _| None,
    transactional_ddl: false,
    ..postgres::SHAPES
};

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
use parallax_dialect::{Ddl, Dialect, OnlineForms, Query, RequireBy, Shapes, Sizing, Version};
use parallax_ir::Availability;

pub const DIALECT: Dialect = Dialect {
    name: "cockroachdb",
    title: "CockroachDB",
    aliases: &["cockroach", "crdb"],
    default_version: Version(24, 3),
    versions: (Version(22, 2), Version(26, 4)),
    language: &LANGUAGE,
    shapes: SHAPES,
    online: ONLINE,
    sizing: SIZING,
    finish: finish::finish,
    refuse: |_, _| Vec::new(),
    cast: casts::cast,
    approach: render::approach,
    render: render::render,
    facts: facts::facts,
    predicate_sql: predicate::predicate_sql,
    live: live::LIVE,
    ddl: Ddl { replays: false, cuts_names_at: None, dumped_by: |_| None, ..postgres::DIALECT.ddl },
    ..postgres::DIALECT
};

/// <https://www.cockroachlabs.com/docs/stable/online-schema-changes>
const ONLINE: OnlineForms = OnlineForms {
    of: |_, _| None,
    unproven: false,
    required: |_| RequireBy::Itself,
    adopts_index: false,
    fills_apart: false,
    bounds: |_, _, _| Vec::new(),
    nth_row: |row| format!(" LIMIT 1 OFFSET {}", row - 1),
    row_values: true,
    phased: None,
    remark: Some("CockroachDB changes schemas online by itself: the plan is the direct one."),
};

/// Its catalog estimates rows, and knows bytes of ranges only, which tables share. Changes run in the background.
/// <https://www.cockroachlabs.com/docs/stable/show-tables>
const SIZING: Sizing = Sizing {
    keeps_from: |_| Availability::Online,
    ways: |scope, _, _| {
        let names: Vec<String> =
            scope.names().iter().map(|name| (live::LIVE.upkeep.text_literal)(name)).collect();
        let sql = format!(
            "SELECT schema_name, table_name, estimated_row_count, NULL, NULL, NULL FROM [SHOW TABLES] WHERE type = 'table' \
             AND schema_name IN ({}) ORDER BY 1, 2",
            names.join(", ")
        );
        vec![vec![Query { name: "sizes", sql }]]
    },
    ..postgres::DIALECT.sizing
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

//! How big the tables of a PostgreSQL are, as its catalog and its files say, and how fast it works on them.

use super::live::LIVE;
use parallax_dialect::{Query, Rate, Rates, Scope, Sizing};
use parallax_ir::Availability;

/// The slow ends are what PostgreSQL 15 did on two cores that five others worked on too (docs/online.md); the fast ends are
/// assumed of a good machine with fast disks.
pub(crate) const SIZING: Sizing = Sizing {
    rates: Rates {
        scan: Rate::new(200_000_000, 2_000_000_000),
        look_up: Rate::new(500_000, 5_000_000),
        build: Rate::new(100_000, 2_000_000),
        build_online: Rate::new(80_000, 1_000_000),
        rewrite: Rate::new(8_000_000, 150_000_000),
        update: Rate::new(15_000, 300_000),
    },
    // A tuple of 8 bytes, the pointer to it of 4, pages filled to nine tenths; rows of one value share it, 6 bytes each.
    // https://www.postgresql.org/docs/current/btree.html#BTREE-IMPLEMENTATION
    index_entry: (7, 14),
    keeps_from,
    ways: |scope, _, _| vec![vec![Query { name: "sizes", sql: sizes(scope) }]],
};

/// Reading takes ACCESS SHARE, writing ROW EXCLUSIVE; what is in conflict with them keeps others from it.
/// <https://www.postgresql.org/docs/current/explicit-locking.html#TABLE-LOCK-COMPATIBILITY>
fn keeps_from(mode: &str) -> Availability {
    match mode {
        "ACCESS EXCLUSIVE" => Availability::BlocksAll,
        "EXCLUSIVE" | "SHARE ROW EXCLUSIVE" | "SHARE" => Availability::BlocksWrites,
        _ => Availability::Online,
    }
}

/// A partitioned table is as big as its partitions together. Before ANALYZE nothing is known of rows: 0 up to 13, -1 from
/// 14 on. <https://www.postgresql.org/docs/current/catalog-pg-class.html>,
/// <https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-DBSIZE>
fn sizes(scope: &Scope) -> String {
    let names: Vec<String> = scope.names().iter().map(|name| (LIVE.upkeep.text_literal)(name)).collect();
    let names = names.join(", ");
    format!(
        "WITH RECURSIVE tree(root, part) AS (SELECT c.oid, c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n \
         ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'm', 'p') AND n.nspname IN ({names}) UNION ALL SELECT t.root, \
         i.inhrelid FROM tree t JOIN pg_catalog.pg_class p ON p.oid = t.root AND p.relkind = 'p' JOIN \
         pg_catalog.pg_inherits i ON i.inhparent = t.part) SELECT n.nspname, r.relname, CASE WHEN bool_or(l.reltuples < 0 \
         OR l.reltuples = 0 AND l.relpages = 0 AND pg_relation_size(l.oid) > 0) THEN NULL ELSE \
         sum(l.reltuples)::bigint END, sum(pg_relation_size(l.oid))::bigint, sum(pg_table_size(l.oid) - \
         pg_relation_size(l.oid))::bigint, sum(pg_indexes_size(l.oid))::bigint FROM tree t JOIN pg_catalog.pg_class r ON \
         r.oid = t.root JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace JOIN pg_catalog.pg_class l ON l.oid = \
         t.part AND l.relkind IN ('r', 'm') GROUP BY 1, 2 ORDER BY 1, 2"
    )
}

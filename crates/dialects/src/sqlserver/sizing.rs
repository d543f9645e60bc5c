//! How big the tables of a SQL Server are, as its pages are counted, and how fast it works on them.

use super::live::LIVE;
use parallax_dialect::{Query, Rate, Rates, Sizing};
use parallax_ir::Availability;

/// Not measured here: as PostgreSQL's.
pub(super) const SIZING: Sizing = Sizing {
    rates: Rates {
        scan: Rate::new(200_000_000, 2_000_000_000),
        look_up: Rate::new(500_000, 5_000_000),
        build: Rate::new(100_000, 2_000_000),
        build_online: Rate::new(80_000, 1_000_000),
        rewrite: Rate::new(8_000_000, 150_000_000),
        update: Rate::new(15_000, 300_000),
    },
    // https://learn.microsoft.com/en-us/sql/relational-databases/databases/estimate-the-size-of-a-nonclustered-index
    index_entry: (12, 13),
    // https://learn.microsoft.com/en-us/sql/relational-databases/sql-server-transaction-locking-and-row-versioning-guide
    keeps_from: |mode| match mode {
        "Sch-M" | "X" => Availability::BlocksAll,
        "S" => Availability::BlocksWrites,
        _ => Availability::Online,
    },
    // https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-db-partition-stats-transact-sql
    ways: |scope, _, _| {
        let names: Vec<String> = scope.names().iter().map(|name| (LIVE.upkeep.text_literal)(name)).collect();
        let sum = |what: &str, of: &str| {
            format!("CAST(SUM(CASE WHEN p.index_id {of} THEN {what} ELSE 0 END) AS BIGINT)")
        };
        let (rows, inside) = (sum("p.row_count", "< 2"), sum("p.in_row_data_page_count", "< 2"));
        let apart = sum("p.lob_used_page_count + p.row_overflow_used_page_count", "< 2");
        let indexes = sum("p.used_page_count", "> 1");
        let sql = format!(
            "SELECT s.name, t.name, {rows}, {inside} * 8192, {apart} * 8192, {indexes} * 8192 FROM \
             sys.dm_db_partition_stats p JOIN sys.tables t ON t.object_id = p.object_id JOIN sys.schemas s ON s.schema_id = \
             t.schema_id WHERE s.name IN ({}) GROUP BY s.name, t.name ORDER BY 1, 2",
            names.join(", ")
        );
        vec![vec![Query { name: "sizes", sql }]]
    },
};

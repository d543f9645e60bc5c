//! How big the tables of a MySQL and a MariaDB are, as InnoDB estimates, and how fast it works on them.

use super::live::LIVE;
use parallax_dialect::{Query, Rate, Rates, Sizing};
use parallax_ir::Availability;

/// The slow ends are what MariaDB 10.11 did on two cores that five others worked on too; the fast ends are
/// assumed of a good machine with fast disks.
pub(super) const SIZING: Sizing = Sizing {
    rates: Rates {
        scan: Rate::new(60_000_000, 800_000_000),
        look_up: Rate::new(200_000, 2_000_000),
        build: Rate::new(100_000, 1_500_000),
        build_online: Rate::new(100_000, 1_500_000),
        rewrite: Rate::new(3_000_000, 80_000_000),
        update: Rate::new(50_000, 500_000),
    },
    // The header of a record of 5, the primary key behind the values, pages filled to fifteen sixteenths.
    // https://dev.mysql.com/doc/refman/8.4/en/innodb-physical-structure.html
    index_entry: (16, 20),
    keeps_from: |mode| match mode {
        "LOCK=EXCLUSIVE" => Availability::BlocksAll,
        "LOCK=SHARED" => Availability::BlocksWrites,
        _ => Availability::Online,
    },
    // The rows are in the clustered index; nothing is kept apart that is not counted there.
    // https://dev.mysql.com/doc/refman/8.4/en/information-schema-tables-table.html
    ways: |scope, _, _| {
        let names: Vec<String> = scope.names().iter().map(|name| (LIVE.upkeep.text_literal)(name)).collect();
        let sql = format!(
            "SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_ROWS, DATA_LENGTH, 0, INDEX_LENGTH FROM information_schema.TABLES WHERE \
             TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA IN ({}) ORDER BY 1, 2",
            names.join(", ")
        );
        vec![vec![Query { name: "sizes", sql }]]
    },
};

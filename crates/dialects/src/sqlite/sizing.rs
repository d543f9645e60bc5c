//! How big the tables of a SQLite file are, by its pages where they can be counted, and how fast it works on them.

use super::live::LIVE;
use super::render::table_name;
use parallax_dialect::{Query, Rate, Rates, Sizing};
use parallax_ir::{Availability, QName};

/// Tables of one query. A compound SELECT takes 500 terms: <https://www.sqlite.org/limits.html#max_compound_select>
const TOGETHER: usize = 100;

/// The slow ends are what SQLite 3.40 did on two cores that five others worked on too; the fast ends are
/// assumed of a good machine with fast disks.
pub(super) const SIZING: Sizing = Sizing {
    rates: Rates {
        scan: Rate::new(80_000_000, 1_000_000_000),
        look_up: Rate::new(150_000, 2_000_000),
        build: Rate::new(150_000, 2_000_000),
        build_online: Rate::new(150_000, 2_000_000),
        rewrite: Rate::new(8_000_000, 100_000_000),
        update: Rate::new(150_000, 1_500_000),
    },
    // https://www.sqlite.org/fileformat2.html#b_tree_pages
    index_entry: (8, 10),
    keeps_from: |mode| if mode == "EXCLUSIVE" { Availability::BlocksAll } else { Availability::Online },
    // Pages are counted only where SQLite was built for it: https://www.sqlite.org/dbstat.html
    ways: |_, _, tables| vec![queries(tables, true), queries(tables, false)],
};

fn queries(tables: &[QName], pages: bool) -> Vec<Query> {
    let one = |table: &QName| {
        let name = (LIVE.upkeep.text_literal)(&table.name);
        let count = |of: String| {
            if pages {
                format!("(SELECT sum(pgsize) FROM dbstat WHERE name {of})")
            } else {
                "NULL".to_owned()
            }
        };
        let bytes = count(format!("= {name}"));
        let indexes =
            count(format!("IN (SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = {name})"));
        format!(
            "SELECT 'main', {name}, (SELECT count(*) FROM {}), {bytes}, 0, coalesce({indexes}, 0)",
            table_name(table)
        )
    };
    let all: Vec<String> = tables.iter().map(one).collect();
    all.chunks(TOGETHER).map(|some| Query { name: "sizes", sql: some.join(" UNION ALL ") }).collect()
}

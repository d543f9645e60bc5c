//! Reading a live SQL Server, and working on it.

mod split;
mod upkeep;

use parallax_dialect::{Live, Observed};
use upkeep::UPKEEP;

pub(crate) const LIVE: Live = Live {
    queries: |_, _| Vec::new(),
    decode: |_, _, _| Ok(Observed::default()),
    estimate: |table| {
        let name = table.replace('\'', "''");
        Some(format!(
            "SELECT SUM(rows) FROM sys.partitions WHERE object_id = OBJECT_ID(N'{name}') AND index_id IN (0, 1)"
        ))
    },
    upkeep: UPKEEP,
};

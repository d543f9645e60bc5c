//! Reading a live SQL Server, and working on it.

mod columns;
mod decode;
mod definitions;
mod keys;
mod queries;
mod split;
mod upkeep;

pub(super) mod defaults;

use parallax_dialect::Live;
use upkeep::UPKEEP;

pub(crate) const LIVE: Live = Live {
    queries: |scope, _| queries::queries(scope),
    decode: |scope, _, answers| decode::decode(scope, answers),
    estimate: |table| {
        let name = table.replace('\'', "''");
        Some(format!(
            "SELECT SUM(rows) FROM sys.partitions WHERE object_id = OBJECT_ID(N'{name}') AND index_id IN (0, 1)"
        ))
    },
    upkeep: UPKEEP,
};

//! Reading a live PostgreSQL, and working on it.

mod columns;
mod decode;
pub(crate) mod defaults;
mod definitions;
mod keys;
mod leftovers;
pub(crate) mod queries;
mod split;
#[cfg(test)]
mod tests;
mod upkeep;

use parallax_dialect::Live;
use upkeep::UPKEEP;

pub(crate) const LIVE: Live = Live {
    queries: queries::queries,
    decode: decode::decode,
    estimate: |table| {
        let name = table.replace('\'', "''");
        Some(format!("SELECT reltuples::bigint FROM pg_catalog.pg_class WHERE oid = to_regclass('{name}')"))
    },
    upkeep: UPKEEP,
};

//! Reading a live PostgreSQL, and working on it.

pub(crate) mod columns;
pub(crate) mod decode;
pub(crate) mod defaults;
pub(crate) mod definitions;
mod grants;
pub(crate) mod keys;
mod leftovers;
pub(crate) mod queries;
pub(crate) mod split;
#[cfg(test)]
pub(crate) mod tests;
mod upkeep;

pub(crate) use split::LEXIS;

use parallax_dialect::{Live, Version};
use upkeep::UPKEEP;

/// `PostgreSQL 16.4 (Debian 16.4-1) on x86_64…`
fn recognise(answer: &str) -> Option<Version> {
    Version::leading(answer.strip_prefix("PostgreSQL ")?)
}

pub(crate) const LIVE: Live = Live {
    who: "SELECT version()",
    recognise,
    queries: queries::queries,
    decode: decode::decode,
    estimate: |table| {
        let name = table.replace('\'', "''");
        Some(format!("SELECT reltuples::bigint FROM pg_catalog.pg_class WHERE oid = to_regclass('{name}')"))
    },
    upkeep: UPKEEP,
};

//! Reading a live CockroachDB, and working on it.

mod columns;
mod decode;
mod queries;
#[cfg(test)]
mod tests;
mod upkeep;

use parallax_dialect::Live;
use upkeep::UPKEEP;

pub(crate) const LIVE: Live =
    Live { queries: queries::queries, decode: decode::decode, estimate: |_| None, upkeep: UPKEEP };

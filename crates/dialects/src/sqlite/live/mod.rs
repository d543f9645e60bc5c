//! Reading a live SQLite, and working on it.

mod ddl;
mod decode;
mod defaults;
mod queries;
mod split;
mod upkeep;

use parallax_dialect::Live;
use upkeep::UPKEEP;

pub(crate) const LIVE: Live = Live {
    queries: |_, target| queries::queries(target),
    decode: |scope, _, answers| decode::decode(scope, answers),
    estimate: |_| None,
    upkeep: UPKEEP,
};

//! Reading a live SQLite, and working on it.

mod ddl;
pub(super) mod decode;
pub(super) mod defaults;
mod queries;
pub(crate) mod split;
mod upkeep;

use parallax_dialect::{Live, Version};
use upkeep::UPKEEP;

pub(crate) const LIVE: Live = Live {
    who: "SELECT sqlite_version()",
    recognise: Version::leading,
    queries: |_, target| queries::queries(target),
    decode: |scope, _, answers| decode::decode(scope, answers),
    estimate: |_| None,
    upkeep: UPKEEP,
};

//! Reading a live CockroachDB, and working on it.

mod columns;
mod decode;
mod queries;
#[cfg(test)]
mod tests;
mod upkeep;

use crate::postgres::live as postgres;
use parallax_dialect::{Live, Version};
use upkeep::UPKEEP;

/// `CockroachDB CCL v25.1.2 (x86_64-pc-linux-gnu, …)`
fn recognise(answer: &str) -> Option<Version> {
    let rest = answer.strip_prefix("CockroachDB")?;
    rest.split(" v").nth(1).and_then(Version::leading)
}

pub(crate) const LIVE: Live = Live {
    who: postgres::LIVE.who,
    recognise,
    queries: queries::queries,
    decode: decode::decode,
    estimate: |_| None,
    upkeep: UPKEEP,
};

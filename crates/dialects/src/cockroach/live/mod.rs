//! Reading a live CockroachDB, and working on it.

mod upkeep;

use parallax_dialect::{Live, Observed};
use upkeep::UPKEEP;

pub(crate) const LIVE: Live = Live {
    queries: |_, _| Vec::new(),
    decode: |_, _, _| Ok(Observed::default()),
    estimate: |_| None,
    upkeep: UPKEEP,
};

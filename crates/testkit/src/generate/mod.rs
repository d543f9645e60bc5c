//! Schemas that nobody wrote: large ones for measuring, and random pairs for the laws.

mod large;
mod natives;
mod random;

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

pub use large::large;
pub use random::{Generated, pairs};

/// Runs a law on the same cases each time, so that a change is what makes a test fail. `PROPTEST_CASES` asks for that many
/// others.
pub fn runner(cases: u32) -> TestRunner {
    let config = |cases| Config { cases, failure_persistence: None, ..Config::default() };
    match std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()) {
        Some(asked) => TestRunner::new(config(asked)),
        None => {
            let same = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
            TestRunner::new_with_rng(config(cases), same)
        }
    }
}

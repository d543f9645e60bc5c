//! Schemas as people write them, and what they are told.

mod analysis;
mod elsewhere;
mod relations;
mod rule_examples;
mod support;

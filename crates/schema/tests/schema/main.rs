//! Schemas as people write them, and what they are told.

mod relations;
mod rule_examples;
mod support;

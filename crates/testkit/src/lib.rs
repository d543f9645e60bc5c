//! Scenarios, servers and generated schemas for tests.

pub mod catalog;
pub mod servers;

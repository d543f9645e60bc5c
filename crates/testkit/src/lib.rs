//! Scenarios, servers and generated schemas for tests.

pub mod catalog;
pub mod scenario;
pub mod servers;

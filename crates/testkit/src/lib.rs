//! Scenarios, servers and generated schemas for tests.

pub mod catalog;
pub mod deploying;
pub mod generate;
pub mod history;
pub mod laws;
pub mod live;
pub mod offline;
pub mod pipeline;
pub mod pull;
pub mod rows;
pub mod scenario;
pub mod servers;
pub mod settle;

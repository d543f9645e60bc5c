//! Scenarios, servers and generated schemas for tests.

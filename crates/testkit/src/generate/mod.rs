//! Schemas that nobody wrote: large ones for measuring, and random pairs for the laws.

mod large;
mod natives;
mod random;

pub use large::large;
pub use random::{Generated, pairs};

//! Constraints that Prisma has no words for: checks and exclusions; and when and for which rows a constraint counts.

pub(crate) mod checks;
pub(crate) mod exclusions;
pub(crate) mod states;

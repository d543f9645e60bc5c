//! Reading a live MySQL and MariaDB, and working on it. Knows the catalogs of both (`information_schema`), and nothing
//! of how they are reached.

mod columns;
pub(super) mod decode;
pub(super) mod defaults;
mod keys;
pub(super) mod literal;
mod objects;
mod partitions;
mod queries;
mod sequences;
pub(super) mod split;
pub(super) mod types;
mod upkeep;

use parallax_dialect::{Live, Version};
use upkeep::UPKEEP;

/// `9.7.4`, `8.0.36-0ubuntu0.22.04.1`
fn recognise(answer: &str) -> Option<Version> {
    if answer.contains("MariaDB") { None } else { Version::leading(answer) }
}

pub(crate) use split::LEXIS;

pub(crate) const LIVE: Live = Live {
    who: "SELECT VERSION()",
    recognise,
    queries: queries::queries,
    decode: decode::decode,
    estimate: |table| {
        let name = table.replace('\\', "\\\\").replace('\'', "''");
        Some(format!(
            "SELECT TABLE_ROWS FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() \
             AND CONCAT('`', REPLACE(TABLE_NAME, '`', '``'), '`') = '{name}'"
        ))
    },
    upkeep: UPKEEP,
};

#[cfg(test)]
mod tests;

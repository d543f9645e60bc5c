//! Reading a live SQL Server, and working on it.

mod columns;
mod decode;
mod definitions;
mod keys;
mod queries;
pub(super) mod split;
mod upkeep;

pub(super) mod defaults;

use parallax_dialect::{Live, Version};
use upkeep::UPKEEP;

/// The year of a product by the major version that servers give.
const YEARS: &[(&str, u16)] = &[("13", 2016), ("14", 2017), ("15", 2019), ("16", 2022), ("17", 2025)];

/// `16.0.4135.4`. Azure calls itself 12: the usual version stands for it.
fn recognise(answer: &str) -> Option<Version> {
    let major = answer.split('.').next();
    YEARS.iter().find(|(number, _)| Some(*number) == major).map(|(_, year)| Version(*year, 0))
}

pub(crate) const LIVE: Live = Live {
    who: "SELECT CAST(SERVERPROPERTY('ProductVersion') AS NVARCHAR(128))",
    recognise,
    queries: |scope, _| queries::queries(scope),
    decode: |scope, _, answers| decode::decode(scope, answers),
    estimate: |table| {
        let name = table.replace('\'', "''");
        Some(format!(
            "SELECT SUM(rows) FROM sys.partitions WHERE object_id = OBJECT_ID(N'{name}') AND index_id IN (0, 1)"
        ))
    },
    upkeep: UPKEEP,
};

//! MariaDB: in schema text it is MySQL. What its server does otherwise stands beside MySQL's, as data per family.

pub use crate::mysql::LANGUAGE;

use crate::mysql;
use parallax_dialect::{Ddl, Dialect, Live, Version};
use parallax_ir::Action;

pub(crate) const NAME: &str = "mariadb";

/// `10.11.19-MariaDB-0+deb12u1`; safe for old replicas, `5.5.5-10.4.8-MariaDB`.
fn recognise(answer: &str) -> Option<Version> {
    let answer = answer.contains("MariaDB").then_some(answer)?;
    Version::leading(answer.strip_prefix("5.5.5-").unwrap_or(answer))
}

pub const DIALECT: Dialect = Dialect {
    name: NAME,
    title: "MariaDB",
    aliases: &[],
    default_version: Version(10, 11),
    versions: (Version(10, 4), Version(12, 9)),
    // An action that is not said is told as RESTRICT.
    ddl: Ddl {
        maria_comments: true,
        default_action: Action::Restrict,
        dumped_by: |script| mysql::ddl::dumped(script, true),
        ..mysql::DIALECT.ddl
    },
    live: Live { recognise, ..mysql::DIALECT.live },
    ..mysql::DIALECT
};

//! MariaDB: in schema text it is MySQL. What its server does otherwise stands beside MySQL's, as data per family.

pub use crate::mysql::LANGUAGE;

use crate::mysql;
use parallax_dialect::{Dialect, Version};

pub(crate) const NAME: &str = "mariadb";

pub const DIALECT: Dialect = Dialect {
    name: NAME,
    title: "MariaDB",
    aliases: &[],
    default_version: Version(10, 11),
    versions: (Version(10, 4), Version(12, 9)),
    ..mysql::DIALECT
};

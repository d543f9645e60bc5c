//! MariaDB: in schema text it is MySQL.

pub use crate::mysql::LANGUAGE;

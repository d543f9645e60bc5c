//! Fields: column types, defaults, and the attributes that stand alone.

pub(crate) mod autoincrement;
pub(crate) mod default_functions;
pub(crate) mod default_values;
pub(crate) mod defaults;
pub(crate) mod natives;
pub(crate) mod plain;
pub(crate) mod supported;

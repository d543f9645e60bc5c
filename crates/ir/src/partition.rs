//! Parts of partitioned tables.

use crate::{Name, Options, Origin, QName, Table};

impl Table {
    /// The option of a table that says by what it is partitioned: `RANGE (created_at)`; on MySQL the whole clause.
    pub const PARTITION_BY: &'static str = "partition_by";
    /// The option of a table whose rows are seen as policies allow.
    pub const ROW_SECURITY: &'static str = "row_security";
    /// The option of a table whose owner, too, sees rows as policies allow.
    pub const FORCE_ROW_SECURITY: &'static str = "force_row_security";

    /// By what it is partitioned.
    pub fn partition_by(&self) -> Option<&Name> {
        match self.options.get(Self::PARTITION_BY) {
            Some(crate::OptionValue::Text(key)) => Some(key),
            _ => None,
        }
    }
}

/// A part of a partitioned table: a table whose columns, keys and indexes are those of its parent.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Partition {
    pub name: QName,
    /// A table that is partitioned, or another partition that is.
    pub of: QName,
    /// Which rows are in it: `FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')`, `DEFAULT`.
    pub bound: Name,
    /// By what it is itself partitioned.
    pub by: Option<Name>,
    pub comment: Option<Name>,
    /// Such as `fillfactor`, `tablespace`.
    pub options: Options,
    pub origin: Origin,
}

impl Partition {
    pub fn new(name: QName, of: QName, bound: impl Into<Name>) -> Self {
        let (comment, options, origin) = (None, Options::new(), Origin::default());
        Partition { name, of, bound: bound.into(), by: None, comment, options, origin }
    }
}

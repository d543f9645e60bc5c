//! What differs between two databases, object by object: borrowed from both, without order and without SQL.

use crate::{Check, Column, Enum, Exclusion, Extension, ForeignKey, Grant, Index, Name, Object, OptionValue};
use crate::{Pair, Partition, PrimaryKey, QName, Sequence, Table};

/// Everything that differs. Empty exactly when both databases are equal to their dialect.
#[derive(Debug, Clone, Default)]
pub struct ChangeSet<'a> {
    pub schemas: Vec<Change<&'a Name>>,
    pub extensions: Vec<Change<&'a Extension>>,
    pub enums: Vec<Change<&'a Enum>>,
    pub sequences: Vec<Change<&'a Sequence>>,
    pub tables: Vec<TableChange<'a>>,
    pub objects: Vec<Change<&'a Object>>,
    pub partitions: Vec<Change<&'a Partition>>,
    pub grants: Vec<Change<&'a Grant>>,
    /// Drops beside additions that look like renames; nobody has said so yet.
    pub possible_renames: Vec<PossibleRename>,
}

impl ChangeSet<'_> {
    pub fn is_empty(&self) -> bool {
        self.schemas.is_empty()
            && self.extensions.is_empty()
            && self.enums.is_empty()
            && self.sequences.is_empty()
            && self.tables.is_empty()
            && self.objects.is_empty()
            && self.partitions.is_empty()
            && self.grants.is_empty()
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Change<T> {
    Created(T),
    Dropped(T),
    Altered(Pair<T>),
}

#[derive(Debug, Clone)]
pub enum TableChange<'a> {
    Created(&'a Table),
    Dropped(&'a Table),
    Altered(Box<TableDelta<'a>>),
}

/// A table on both sides that differs. Renames are done already: both sides have the same name.
#[derive(Debug, Clone)]
pub struct TableDelta<'a> {
    pub tables: Pair<&'a Table>,
    pub columns: Vec<ColumnChange<'a>>,
    /// `Altered` with equal columns is a rename of the constraint.
    pub primary_key: Option<Change<&'a PrimaryKey>>,
    /// `Altered` is a rename: all but the name is equal.
    pub indexes: Vec<Change<&'a Index>>,
    /// `Altered` is a rename: all but the name is equal.
    pub foreign_keys: Vec<Change<&'a ForeignKey>>,
    pub checks: Vec<Change<&'a Check>>,
    pub exclusions: Vec<Change<&'a Exclusion>>,
    pub options: Vec<OptionChange>,
    pub comment: Option<Pair<Option<Name>>>,
}

impl<'a> TableDelta<'a> {
    pub fn new(tables: Pair<&'a Table>) -> Self {
        TableDelta {
            tables,
            columns: Vec::new(),
            primary_key: None,
            indexes: Vec::new(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            exclusions: Vec::new(),
            options: Vec::new(),
            comment: None,
        }
    }
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
            && self.primary_key.is_none()
            && self.indexes.is_empty()
            && self.foreign_keys.is_empty()
            && self.checks.is_empty()
            && self.exclusions.is_empty()
            && self.options.is_empty()
            && self.comment.is_none()
    }
    pub fn altered_columns(&self) -> impl Iterator<Item = &ColumnDelta<'a>> {
        self.columns.iter().filter_map(|change| match change {
            ColumnChange::Altered(delta) => Some(delta),
            ColumnChange::Added(_) | ColumnChange::Dropped(_) => None,
        })
    }
}

#[derive(Debug, Clone)]
pub enum ColumnChange<'a> {
    Added(&'a Column),
    Dropped(&'a Column),
    Altered(ColumnDelta<'a>),
}

/// What differs of a column that stays.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnDelta<'a> {
    pub columns: Pair<&'a Column>,
    /// Set where the type differs.
    pub cast: Option<Cast>,
    pub nullable: bool,
    pub default: bool,
    pub generated: bool,
    pub collation: bool,
    pub comment: bool,
    pub options: Vec<OptionChange>,
}

impl ColumnDelta<'_> {
    pub fn is_altered(&self) -> bool {
        self.cast.is_some()
            || self.nullable
            || self.default
            || self.generated
            || self.collation
            || self.comment
            || !self.options.is_empty()
    }
    pub fn becomes_required(&self) -> bool {
        self.nullable && !self.columns.after.nullable
    }
}

/// Whether values of one type can become values of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cast {
    /// Every value arrives unchanged in meaning.
    Safe,
    /// Some values fail, or arrive cut or rounded.
    Risky,
    /// No cast: the column is dropped and added.
    Impossible,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionChange {
    pub key: Name,
    pub before: Option<OptionValue>,
    pub after: Option<OptionValue>,
}

/// A drop and an addition that may be one rename. `score` is from 0 to 100.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PossibleRename {
    pub what: Renamed,
    pub score: u8,
    /// As `--rename` takes it: `User.name=User.fullName`.
    pub answer: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Renamed {
    Table {
        from: QName,
        to: QName,
    },
    /// `table` is its name after the change.
    Column {
        table: QName,
        from: Name,
        to: Name,
    },
    Enum {
        from: QName,
        to: QName,
    },
    /// `of` is the enum's name after the change.
    EnumValue {
        of: QName,
        from: Name,
        to: Name,
    },
}

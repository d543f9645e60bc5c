//! What the schema says about the way from the state before. It means nothing once the database is there.

use crate::{Column, Name, Origin};

/// How to come to something from what was before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Intent {
    /// The name before, in the schema language or in the database.
    pub renamed_from: Option<Name>,
    /// Why nobody should use it any more, in the words of the schema.
    pub deprecated: Option<Name>,
    /// What rows get in the column that have nothing there.
    pub fill: Option<Fill>,
    /// Values of another type become those of the column: a SQL expression over the row as it was.
    pub using: Option<Name>,
    /// Values of an enum that stand in the type of the column: what they were called before, and are now.
    pub values: Vec<(Name, Name)>,
}

/// Where the values of a column come from, in rows that have none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fill {
    /// A SQL expression over the row as it was.
    Value(Name),
    /// The same, out of columns of the row that it takes over. Names in the schema language or in the database.
    Columns { value: Name, from: Vec<Name> },
    /// A column of another table that it takes over. Names in the schema language or in the database.
    Moved {
        table: Name,
        column: Name,
        /// Which rows of the two belong together, as SQL; absent: those that a foreign key joins.
        on: Option<Name>,
    },
}

impl Intent {
    pub fn is_empty(&self) -> bool {
        *self == Intent::default()
    }
}

impl Fill {
    /// Whether it takes over what another column held.
    pub fn takes_over(&self) -> bool {
        match self {
            Fill::Value(_) => false,
            Fill::Columns { .. } | Fill::Moved { .. } => true,
        }
    }
}

impl Origin {
    /// Whether it goes by that name, in the schema language.
    pub fn is_called(&self, name: &str) -> bool {
        self.logical.as_ref().is_some_and(|logical| logical == name)
    }
}

impl Column {
    pub fn fill(&self) -> Option<&Fill> {
        self.origin.intent.as_ref()?.fill.as_ref()
    }
    /// The expression that makes values of another type those of the column.
    pub fn conversion(&self) -> Option<&Name> {
        self.origin.intent.as_ref()?.using.as_ref()
    }
    /// Whether it goes by that name, in the database or in the schema language.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.origin.is_called(name)
    }
}

//! What a dialect is asked about objects beside tables.

use crate::{Target, Verdict};
use parallax_ir::{Name, Object, ObjectKind, Pair, QName, Routine};
use std::collections::BTreeSet;

/// Views, routines, triggers, policies and types of a dialect. Part of every [`crate::Dialect`].
#[derive(Debug, Clone, Copy)]
pub struct Objects {
    /// Brings an object, as it was lowered or read from SQL, into the form in which this database would keep it: names
    /// of types, the signature of a routine, details that are the default.
    pub complete: fn(&mut Object, &Target),
    /// Whether the definitions of two objects of one key do the same, however they are written.
    pub same: fn(Pair<&Object>, &Target) -> Verdict,
    /// How one becomes the other.
    pub change: fn(Pair<&Object>, &Target) -> ObjectChange,
    pub can_rename: fn(ObjectKind, &Target) -> bool,
    /// What a query or a body names.
    pub mentions: fn(&str, &Target) -> Mentions,
    /// Whether names are found whatever their letter case.
    pub any_case: bool,
    /// Whether what the body of a routine names is kept as being used by it, so that it cannot go.
    pub body_holds: fn(&Routine) -> bool,
    /// Objects that a column of their table cannot change its type or go under: they are dropped before and made again
    /// afterwards.
    pub hold_columns: &'static [ObjectKind],
    /// Objects that cannot be dropped while others use them.
    pub hold_objects: &'static [ObjectKind],
    /// Whether partitions are tables of their own, and by what a table is partitioned cannot change.
    pub partitions_are_tables: bool,
}

/// How one object becomes another of the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectChange {
    /// What depends on it stays, and so do its comment and grants.
    InPlace,
    /// Dropped and made again, and with it what depends on it.
    Recreate,
}

/// What a text of SQL names, as far as words tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mentions {
    /// Where only a table, a view or a sequence can stand.
    pub relations: BTreeSet<QName>,
    /// Names that are called.
    pub calls: BTreeSet<QName>,
    /// All names: of columns, types and whatever else.
    pub words: BTreeSet<Name>,
    /// `*` in place of columns.
    pub star: bool,
}

impl Mentions {
    pub fn extend(&mut self, other: Mentions) {
        self.relations.extend(other.relations);
        self.calls.extend(other.calls);
        self.words.extend(other.words);
        self.star |= other.star;
    }
}

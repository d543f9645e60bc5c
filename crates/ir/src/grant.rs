//! What roles may do with objects.

use crate::{Name, ObjectKey, ObjectKind, Origin, QName};
use std::collections::BTreeMap;

/// The role that everybody is.
pub const PUBLIC: &str = "PUBLIC";

/// What something is granted on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Securable {
    Schema(Name),
    /// A table, view or materialized view.
    Table(QName),
    Column(QName, Name),
    Sequence(QName),
    /// A function or procedure, with the types of its arguments.
    Routine(ObjectKey),
    /// An enum, domain, composite or range type.
    Type(QName),
}

impl Securable {
    /// The object that it is or belongs to; none for a namespace.
    pub fn object(&self) -> Option<&QName> {
        match self {
            Securable::Schema(_) => None,
            Securable::Table(name)
            | Securable::Column(name, _)
            | Securable::Sequence(name)
            | Securable::Type(name) => Some(name),
            Securable::Routine(key) => Some(&key.name),
        }
    }
    /// What is granted on an object of this kind; none for triggers and policies.
    pub fn of(key: &ObjectKey) -> Option<Securable> {
        match key.kind {
            ObjectKind::View | ObjectKind::MaterializedView => Some(Securable::Table(key.name.clone())),
            ObjectKind::Function | ObjectKind::Procedure => Some(Securable::Routine(key.clone())),
            ObjectKind::Domain | ObjectKind::CompositeType | ObjectKind::RangeType => {
                Some(Securable::Type(key.name.clone()))
            }
            ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Event => None,
        }
    }
    /// Whether it goes with what `whole` is: itself, or a column of it.
    pub fn is_part_of(&self, whole: &Securable) -> bool {
        self == whole
            || matches!((self, whole), (Securable::Column(of, _), Securable::Table(table)) if of == table)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GrantKey {
    pub on: Securable,
    /// Without quotes; [`PUBLIC`] for everybody.
    pub role: Name,
}

/// How a privilege differs from what the database gives by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Privilege {
    Granted,
    /// The role may grant it to others.
    Grantable,
    /// One that everybody has by default, such as EXECUTE on functions, was taken away.
    Revoked,
}

/// What one role may do with one thing. The owner's own privileges are left out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Grant {
    pub key: GrantKey,
    /// By the word of SQL, in capitals: `SELECT`, `USAGE`.
    pub privileges: BTreeMap<Name, Privilege>,
    pub origin: Origin,
}

impl Grant {
    pub fn new(on: Securable, role: impl Into<Name>) -> Self {
        let key = GrantKey { on, role: role.into() };
        Grant { key, privileges: BTreeMap::new(), origin: Origin::default() }
    }
    /// Of the same role on the same thing, without anything.
    pub fn nothing(&self) -> Self {
        Grant { key: self.key.clone(), privileges: BTreeMap::new(), origin: self.origin.clone() }
    }
}

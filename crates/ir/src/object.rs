//! Objects beside tables: views, routines, triggers, policies and types, each taken apart as far as passes need it.

use crate::{Check, Deferrable, Index, Name, Options, Origin, QName};
use std::collections::BTreeSet;
use std::ops::{Deref, DerefMut};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ObjectKind {
    View,
    MaterializedView,
    Function,
    Procedure,
    Trigger,
    Policy,
    Domain,
    CompositeType,
    RangeType,
    /// What MySQL and MariaDB run by themselves at certain times.
    Event,
}

impl ObjectKind {
    pub const ALL: [ObjectKind; 10] = [
        ObjectKind::View,
        ObjectKind::MaterializedView,
        ObjectKind::Function,
        ObjectKind::Procedure,
        ObjectKind::Trigger,
        ObjectKind::Policy,
        ObjectKind::Domain,
        ObjectKind::CompositeType,
        ObjectKind::RangeType,
        ObjectKind::Event,
    ];
    /// As people and SQL call it.
    pub fn as_str(self) -> &'static str {
        match self {
            ObjectKind::View => "view",
            ObjectKind::MaterializedView => "materialized view",
            ObjectKind::Function => "function",
            ObjectKind::Procedure => "procedure",
            ObjectKind::Trigger => "trigger",
            ObjectKind::Policy => "policy",
            ObjectKind::Domain => "domain",
            ObjectKind::CompositeType => "composite type",
            ObjectKind::RangeType => "range type",
            ObjectKind::Event => "event",
        }
    }
    /// Whether queries read from it, so that it shares its names with tables.
    pub fn is_view(self) -> bool {
        matches!(self, ObjectKind::View | ObjectKind::MaterializedView)
    }
    /// Whether columns can be of it.
    pub fn is_type(self) -> bool {
        matches!(self, ObjectKind::Domain | ObjectKind::CompositeType | ObjectKind::RangeType)
    }
    pub fn is_routine(self) -> bool {
        matches!(self, ObjectKind::Function | ObjectKind::Procedure)
    }
    /// Whether it belongs to a table, and goes with it.
    pub fn is_of_table(self) -> bool {
        matches!(self, ObjectKind::Trigger | ObjectKind::Policy)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectKey {
    pub kind: ObjectKind,
    pub name: QName,
    /// The table of a trigger or policy.
    pub on: Option<QName>,
    /// The types of the arguments that a routine is called with, as the catalog prints them: `integer, text`. Only
    /// where routines of one name are told apart by them.
    pub signature: Option<Name>,
}

impl ObjectKey {
    pub fn new(kind: ObjectKind, name: QName) -> Self {
        ObjectKey { kind, name, on: None, signature: None }
    }
    /// Of a trigger or policy, in the namespace of its table.
    pub fn on(kind: ObjectKind, name: impl Into<Name>, table: QName) -> Self {
        ObjectKey { kind, name: table.sibling(name), on: Some(table), signature: None }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Object {
    pub key: ObjectKey,
    pub definition: Definition,
    /// What must exist before, as far as the catalog told it. What the definition names is found when a plan is made.
    pub needs: Needs,
    pub comment: Option<Name>,
    /// Of views `security_barrier`, `check_option`, …; of routines `volatility`, `security`, …: see the manual of each
    /// dialect. Absent means the default.
    pub options: Options,
    /// Of a materialized view, sorted by name.
    pub indexes: Vec<Index>,
    pub origin: Origin,
}

impl Object {
    pub fn new(key: ObjectKey, definition: Definition) -> Self {
        Object {
            key,
            definition,
            needs: Needs::default(),
            comment: None,
            options: Options::new(),
            indexes: Vec::new(),
            origin: Origin::default(),
        }
    }
    /// The SQL in it, for whoever looks for names: queries, bodies, conditions.
    pub fn texts(&self) -> Vec<&str> {
        match &self.definition {
            Definition::View(view) => vec![&view.query],
            Definition::Routine(routine) => {
                let returns = routine.returns.iter().map(Name::as_str);
                [routine.arguments.as_str(), routine.body.as_str()].into_iter().chain(returns).collect()
            }
            Definition::Trigger(trigger) => {
                trigger.when.iter().map(Name::as_str).chain([trigger.action.as_str()]).collect()
            }
            Definition::Policy(policy) => {
                policy.using.iter().chain(&policy.check).map(Name::as_str).collect()
            }
            Definition::Domain(domain) => {
                let checks = domain.checks.iter().map(|check| check.expression.as_str());
                [domain.ty.as_str()].into_iter().chain(checks).chain(domain.default.as_deref()).collect()
            }
            Definition::Composite(attributes) => {
                attributes.iter().map(|attribute| attribute.ty.as_str()).collect()
            }
            Definition::Range { subtype } => vec![subtype],
            Definition::Statement(text) => vec![text],
        }
    }
}

/// What stands behind the name of an object.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Definition {
    /// A view, materialized or not.
    View(View),
    Routine(Routine),
    Trigger(Trigger),
    Policy(Policy),
    Domain(Domain),
    /// The parts of a composite type, in their order.
    Composite(Vec<Attribute>),
    Range {
        /// As the database spells it.
        subtype: Name,
    },
    /// The complete statement that creates it, where it is not taken apart.
    Statement(Name),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct View {
    /// `CREATE VIEW v (a, b)`; mostly empty, since the query names them. PostgreSQL keeps them in the query.
    pub columns: Vec<Name>,
    /// Without a semicolon at its end.
    pub query: Name,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Routine {
    /// What stands in the parentheses behind the name: `a integer, b text DEFAULT 'x'`. Of an event, when it runs:
    /// `EVERY 1 DAY`.
    pub arguments: Name,
    /// `integer`, `SETOF "User"`, `TABLE(a integer)`; absent for procedures.
    pub returns: Option<Name>,
    /// In lower case; `sql` on databases that have no other.
    pub language: Name,
    /// The text between the quotes; or the statement itself, where it is not quoted: `BEGIN ATOMIC … END`, `RETURN …`,
    /// a body of MySQL.
    pub body: Name,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TriggerTiming {
    Before,
    After,
    InsteadOf,
}

impl TriggerTiming {
    pub fn sql(self) -> &'static str {
        match self {
            TriggerTiming::Before => "BEFORE",
            TriggerTiming::After => "AFTER",
            TriggerTiming::InsteadOf => "INSTEAD OF",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TriggerEvent {
    Insert,
    Delete,
    Update,
    Truncate,
}

impl TriggerEvent {
    pub fn sql(self) -> &'static str {
        match self {
            TriggerEvent::Insert => "INSERT",
            TriggerEvent::Delete => "DELETE",
            TriggerEvent::Update => "UPDATE",
            TriggerEvent::Truncate => "TRUNCATE",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Trigger {
    pub timing: TriggerTiming,
    /// Each once.
    pub events: BTreeSet<TriggerEvent>,
    /// `UPDATE OF …`, sorted by their names; empty: of any column.
    pub columns: BTreeSet<Name>,
    /// For each row; otherwise for each statement.
    pub each_row: bool,
    /// `WHEN (…)`, without the word and the parentheses.
    pub when: Option<Name>,
    /// `REFERENCING OLD TABLE AS …`
    pub old_table: Option<Name>,
    pub new_table: Option<Name>,
    /// `CREATE CONSTRAINT TRIGGER`
    pub constraint: Option<ConstraintTrigger>,
    /// What it does: the call behind EXECUTE FUNCTION (`"log"('a')`), or the statement itself (`BEGIN … END`).
    pub action: Name,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ConstraintTrigger {
    pub deferrable: Option<Deferrable>,
    /// `FROM …`
    pub from: Option<QName>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PolicyCommand {
    All,
    Select,
    Insert,
    Update,
    Delete,
}

impl PolicyCommand {
    pub fn sql(self) -> &'static str {
        match self {
            PolicyCommand::All => "ALL",
            PolicyCommand::Select => "SELECT",
            PolicyCommand::Insert => "INSERT",
            PolicyCommand::Update => "UPDATE",
            PolicyCommand::Delete => "DELETE",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Policy {
    pub command: PolicyCommand,
    /// Otherwise restrictive.
    pub permissive: bool,
    /// As the catalog has them, without quotes; [`crate::PUBLIC`] for all. Empty means the same.
    pub roles: BTreeSet<Name>,
    /// Without the parentheses.
    pub using: Option<Name>,
    pub check: Option<Name>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Domain {
    /// What it is over, as the database spells it: `character varying(10)`.
    pub ty: Name,
    pub collation: Option<Name>,
    /// A SQL expression.
    pub default: Option<Name>,
    pub not_null: bool,
    /// Sorted by name.
    pub checks: Vec<Check>,
}

/// A part of a composite type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Attribute {
    pub name: Name,
    /// As the database spells it.
    pub ty: Name,
    pub collation: Option<Name>,
}

/// Takes no part in equality, order or fingerprints: one side read it in a catalog, the other did not.
#[derive(Debug, Clone, Default)]
pub struct Needs(pub BTreeSet<QName>);

impl PartialEq for Needs {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
impl Eq for Needs {}
impl std::hash::Hash for Needs {
    fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
}
impl Deref for Needs {
    type Target = BTreeSet<QName>;
    fn deref(&self) -> &BTreeSet<QName> {
        &self.0
    }
}
impl DerefMut for Needs {
    fn deref_mut(&mut self) -> &mut BTreeSet<QName> {
        &mut self.0
    }
}
impl FromIterator<QName> for Needs {
    fn from_iter<I: IntoIterator<Item = QName>>(names: I) -> Self {
        Needs(names.into_iter().collect())
    }
}
impl From<BTreeSet<QName>> for Needs {
    fn from(names: BTreeSet<QName>) -> Self {
        Needs(names)
    }
}

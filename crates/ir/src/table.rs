//! Tables and what is in them.

use crate::{Name, Origin, QName, SequenceOptions};
use std::collections::BTreeMap;

/// What passes carry and compare but do not reason about: fillfactor, engine, clustered, … keyed as in the dialect's
/// option rows. Absent means the default.
pub type Options = BTreeMap<Name, OptionValue>;

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OptionValue {
    Bool(bool),
    Number(i64),
    Text(Name),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Table {
    pub name: QName,
    /// In their order.
    pub columns: Vec<Column>,
    pub primary_key: Option<PrimaryKey>,
    /// Sorted by name.
    pub indexes: Vec<Index>,
    /// Sorted by name, then columns.
    pub foreign_keys: Vec<ForeignKey>,
    /// Sorted by name.
    pub checks: Vec<Check>,
    /// Sorted by name.
    pub exclusions: Vec<Exclusion>,
    pub comment: Option<Name>,
    pub options: Options,
    pub origin: Origin,
}

impl Table {
    pub fn new(name: QName) -> Self {
        Table {
            name,
            columns: Vec::new(),
            primary_key: None,
            indexes: Vec::new(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            exclusions: Vec::new(),
            comment: None,
            options: Options::new(),
            origin: Origin::default(),
        }
    }
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
    pub fn index(&self, name: &str) -> Option<&Index> {
        self.indexes.iter().find(|index| index.name == name)
    }
    /// Brings what has no order of its own into the canonical one.
    pub fn sort(&mut self) {
        self.indexes.sort_by(|a, b| a.name.cmp(&b.name));
        self.foreign_keys.sort_by(|a, b| (&a.name, &a.columns).cmp(&(&b.name, &b.columns)));
        self.checks.sort_by(|a, b| a.name.cmp(&b.name));
        self.exclusions.sort_by(|a, b| a.name.cmp(&b.name));
    }
    /// Whether the column is in the primary key.
    pub fn in_primary_key(&self, column: &str) -> bool {
        self.primary_key.as_ref().is_some_and(|key| key.columns.iter().any(|part| part.name == column))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Column {
    pub name: Name,
    pub ty: ColumnType,
    pub nullable: bool,
    pub default: Option<Default>,
    /// Of the default, where defaults are named constraints (SQL Server).
    pub default_name: Option<Name>,
    pub generated: Option<Generated>,
    pub collation: Option<Name>,
    pub comment: Option<Name>,
    pub options: Options,
    pub origin: Origin,
}

impl Column {
    /// The option of a column that is of a domain over its type: how SQL calls the domain.
    pub const DOMAIN: &'static str = "domain";
    pub fn new(name: impl Into<Name>, ty: ColumnType) -> Self {
        Column {
            name: name.into(),
            ty,
            nullable: false,
            default: None,
            default_name: None,
            generated: None,
            collation: None,
            comment: None,
            options: Options::new(),
            origin: Origin::default(),
        }
    }
    pub fn is_auto(&self) -> bool {
        matches!(self.generated, Some(Generated::AutoIncrement { .. } | Generated::Identity(_)))
    }
    /// Whether a row can be inserted without a value for this column.
    pub fn fills_itself(&self) -> bool {
        self.nullable || self.default.is_some() || self.generated.is_some()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ColumnType {
    pub base: BaseType,
    /// An array of the base.
    pub list: bool,
}

impl ColumnType {
    pub fn native(name: &'static str, args: impl IntoIterator<Item = u32>) -> Self {
        let args = args.into_iter().map(TypeArg::Number).collect();
        ColumnType { base: BaseType::Native { name: Name::new_static(name), args }, list: false }
    }
    /// Name and arguments where the type is native and no list.
    pub fn as_native(&self) -> Option<(&str, &[TypeArg])> {
        match &self.base {
            BaseType::Native { name, args } if !self.list => Some((name, args)),
            BaseType::Native { .. } | BaseType::Enum(_) | BaseType::InlineEnum(_) | BaseType::Other(_) => {
                None
            }
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BaseType {
    /// A row of the dialect's table of native types.
    Native { name: Name, args: Vec<TypeArg> },
    /// A named enum type.
    Enum(QName),
    /// The values stand in the column's type (MySQL).
    InlineEnum(Vec<Name>),
    /// Any other type, as the database spells it.
    Other(Name),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TypeArg {
    Number(u32),
    Max,
}

/// What a row gets where nothing is given. Values, not SQL text, as far as the value is known.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Default {
    Bool(bool),
    /// As written: `-1`, `1.50`.
    Number(Name),
    String(Name),
    Bytes(Vec<u8>),
    /// RFC 3339, as written.
    DateTime(Name),
    /// A JSON text.
    Json(Name),
    /// The value of an enum, as the database holds it.
    EnumValue(Name),
    List(Vec<Default>),
    /// The time of the statement (`CURRENT_TIMESTAMP`).
    Now,
    /// A SQL expression.
    Expression(Name),
    /// Whatever the database has: never a difference where it is desired, never written.
    Unspecified,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Generated {
    /// SERIAL, AUTO_INCREMENT, IDENTITY(1,1), AUTOINCREMENT. With the name of the sequence where there is one.
    AutoIncrement { sequence: Option<Name> },
    /// `GENERATED … AS IDENTITY`
    Identity(Identity),
    /// `GENERATED ALWAYS AS (…)`
    Computed { expression: Name, stored: bool },
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Identity {
    pub always: bool,
    pub options: SequenceOptions,
}

impl PartialOrd for Identity {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Identity {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let key = |identity: &Identity| {
            let o = &identity.options;
            (identity.always, o.start, o.increment, o.min_value, o.max_value, o.cache, o.cycle, o.virtual_)
        };
        key(self).cmp(&key(other))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Sort {
    #[default]
    Asc,
    Desc,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Nulls {
    First,
    Last,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PrimaryKey {
    /// Absent where primary keys have no names.
    pub name: Option<Name>,
    pub columns: Vec<KeyColumn>,
    /// Such as `clustered`.
    pub options: Options,
    pub origin: Origin,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyColumn {
    pub name: Name,
    pub sort: Sort,
    /// Prefix length in characters, bytes for binary types (MySQL).
    pub length: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IndexKind {
    Normal,
    Unique,
    Fulltext,
    Spatial,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Index {
    pub name: Name,
    pub kind: IndexKind,
    /// A constraint of the table that an index keeps (`CONSTRAINT … UNIQUE`).
    pub constraint: bool,
    /// Key of the dialect's index methods; absent for the default one.
    pub method: Option<Name>,
    pub parts: Vec<IndexPart>,
    /// `INCLUDE (…)`
    pub include: Vec<Name>,
    /// `WHERE …`, without the word; a SQL expression.
    pub predicate: Option<Name>,
    pub nulls_not_distinct: bool,
    pub comment: Option<Name>,
    /// Such as `clustered`, `fillfactor`, `tablespace`; `deferrable` of a constraint.
    pub options: Options,
    pub building: Building,
    pub origin: Origin,
}

/// How an index is to be built. What it is afterwards does not show it, so it takes no part in equality, order or
/// fingerprints.
#[derive(Debug, Clone, Copy, Default)]
pub struct Building {
    /// Beside the writes of others, outside of transactions, whatever the strategy of the plan.
    pub concurrently: bool,
}

impl PartialEq for Building {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
impl Eq for Building {}
impl std::hash::Hash for Building {
    fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
}

impl Index {
    /// The option of an index that the server makes for a foreign key, and takes away with the need for it.
    pub const IMPLICIT: &'static str = "implicit";

    pub fn is_implicit(&self) -> bool {
        self.options.get(Self::IMPLICIT) == Some(&OptionValue::Bool(true))
    }
    pub fn is_unique(&self) -> bool {
        self.kind == IndexKind::Unique
    }
    /// The columns it is on; expressions are left out.
    pub fn columns(&self) -> impl Iterator<Item = &Name> {
        self.parts.iter().filter_map(|part| match &part.key {
            IndexKey::Column(name) => Some(name),
            IndexKey::Expression(_) => None,
        })
    }
    /// Whether the column is among its keys or included. Expressions and predicates are not looked into.
    pub fn uses(&self, column: &str) -> bool {
        self.columns().any(|name| name == column) || self.include.iter().any(|name| name == column)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IndexPart {
    pub key: IndexKey,
    pub sort: Sort,
    pub nulls: Option<Nulls>,
    /// Prefix length in characters, bytes for binary types (MySQL).
    pub length: Option<u32>,
    /// Operator class as in SQL: `jsonb_path_ops`.
    pub ops: Option<Name>,
    pub collation: Option<Name>,
}

impl IndexPart {
    pub fn column(name: impl Into<Name>) -> Self {
        let key = IndexKey::Column(name.into());
        IndexPart { key, sort: Sort::Asc, nulls: None, length: None, ops: None, collation: None }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IndexKey {
    Column(Name),
    Expression(Name),
}

/// A referential action of a foreign key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

impl Action {
    pub const ALL: [Action; 5] =
        [Action::Cascade, Action::Restrict, Action::NoAction, Action::SetNull, Action::SetDefault];
    /// As the schema language spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::NoAction => "NoAction",
            Action::Restrict => "Restrict",
            Action::Cascade => "Cascade",
            Action::SetNull => "SetNull",
            Action::SetDefault => "SetDefault",
        }
    }
    /// As SQL spells it.
    pub fn sql(self) -> &'static str {
        match self {
            Action::NoAction => "NO ACTION",
            Action::Restrict => "RESTRICT",
            Action::Cascade => "CASCADE",
            Action::SetNull => "SET NULL",
            Action::SetDefault => "SET DEFAULT",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ForeignKey {
    /// Absent where the database keeps no names.
    pub name: Option<Name>,
    pub columns: Vec<Name>,
    pub references: QName,
    pub referenced_columns: Vec<Name>,
    pub on_delete: Action,
    pub on_update: Action,
    /// `MATCH FULL`: of several columns all are NULL or none.
    pub match_full: bool,
    pub deferrable: Option<Deferrable>,
    /// False for a declared NOT VALID / NOCHECK.
    pub validated: bool,
    pub origin: Origin,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Deferrable {
    InitiallyImmediate,
    InitiallyDeferred,
}

impl Deferrable {
    /// As the schema language spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Deferrable::InitiallyImmediate => "InitiallyImmediate",
            Deferrable::InitiallyDeferred => "InitiallyDeferred",
        }
    }
    /// As SQL spells it, and as the option `deferrable` of keys and uniques holds it.
    pub fn sql(self) -> &'static str {
        match self {
            Deferrable::InitiallyImmediate => "DEFERRABLE",
            Deferrable::InitiallyDeferred => "DEFERRABLE INITIALLY DEFERRED",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Check {
    pub name: Option<Name>,
    pub expression: Name,
    /// False where rows that were there before may break it (`NOT VALID`, `NOCHECK`).
    pub validated: bool,
    /// False where the database only keeps it (`NOT ENFORCED`).
    pub enforced: bool,
    pub origin: Origin,
}

impl Check {
    /// Enforced, and valid for all rows.
    pub fn new(name: Option<Name>, expression: impl Into<Name>) -> Self {
        let expression = expression.into();
        Check { name, expression, validated: true, enforced: true, origin: Origin::default() }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Exclusion {
    pub name: Name,
    /// Key of the dialect's index methods; absent for the default one.
    pub method: Option<Name>,
    pub parts: Vec<ExclusionPart>,
    /// `INCLUDE (…)`
    pub include: Vec<Name>,
    /// `WHERE …`, without the word; a SQL expression.
    pub predicate: Option<Name>,
    /// `deferrable`, and those of the index that keeps it.
    pub options: Options,
    pub origin: Origin,
}

impl Exclusion {
    /// The columns it is on; expressions are left out.
    pub fn columns(&self) -> impl Iterator<Item = &Name> {
        let columns = self.parts.iter().filter_map(|part| match &part.part.key {
            IndexKey::Column(name) => Some(name),
            IndexKey::Expression(_) => None,
        });
        columns.chain(&self.include)
    }
}

/// Two rows exclude each other where the operators of all parts say yes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExclusionPart {
    pub part: IndexPart,
    /// As in SQL: `=`, `&&`.
    pub operator: Name,
}

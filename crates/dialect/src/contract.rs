//! [`Dialect`]: one database, as a value.

use crate::language::{Language, Order};
use crate::{Ddl, Live, Objects, Sizing, Written};
use parallax_ir::{
    BaseType, Cast, Check, Column, ColumnType, Database, Default, Facts, ForeignKey, Index, Name, Object, Op,
    Origin, Pair, QName, Segment, Table, TableDelta, Uses,
};
use smol_str::SmolStr;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// `major.minor` of a server; what follows does not matter to plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Version(pub u16, pub u16);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.1 == 0 { write!(f, "{}", self.0) } else { write!(f, "{}.{}", self.0, self.1) }
    }
}

impl FromStr for Version {
    type Err = ();
    /// Accepts `16`, `10.11`, `8.0.36` (the third part is dropped).
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.split('.').map(|part| part.parse::<u16>().map_err(drop));
        let major = parts.next().ok_or(())??;
        let minor = parts.next().transpose()?.unwrap_or(0);
        parts.all(|part| part.is_ok()).then_some(Version(major, minor)).ok_or(())
    }
}

impl Version {
    /// By the numbers at the beginning: `16.4 (Debian)`, `18beta1`, `10.11.19-MariaDB`.
    pub fn leading(text: &str) -> Option<Version> {
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        text.get(..end)?.trim_end_matches('.').parse().ok()
    }
}

/// What a plan is made for.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    pub dialect: &'static Dialect,
    pub version: Version,
}

impl Target {
    pub fn new(dialect: &'static Dialect) -> Self {
        Target { dialect, version: dialect.default_version }
    }
    pub fn is_at_least(&self, major: u16, minor: u16) -> bool {
        self.version >= Version(major, minor)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.dialect.name, self.version)
    }
}

/// What an operation sees: where the plan began, and the state just before the operation.
#[derive(Debug, Clone, Copy)]
pub struct Stage<'a> {
    pub target: &'a Target,
    pub before: &'a Database,
    pub state: &'a Database,
    /// Tables that this plan created, by their names now. Nobody waits for them and they hold no rows.
    pub created: &'a BTreeSet<QName>,
    /// Who points at what in `state`.
    pub uses: &'a Uses,
    /// What this plan has written into rows so far.
    pub written: &'a Written,
}

impl<'a> Stage<'a> {
    pub fn is_new(&self, table: &QName) -> bool {
        self.created.contains(table)
    }
    pub fn table(&self, name: &QName) -> Option<&'a Table> {
        self.state.tables.get(name).map(AsRef::as_ref)
    }
    /// Tables with a foreign key to the table, itself included.
    pub fn referrers(self, name: &QName) -> impl Iterator<Item = &'a Table> {
        let names = self.uses.referrers(self.state, name);
        let tables = names.filter_map(move |table| self.table(table));
        tables.filter(move |table| table.foreign_keys.iter().any(|key| key.references == *name))
    }
    /// Tables with a column of the enum.
    pub fn enum_tables(self, name: &QName) -> impl Iterator<Item = &'a Table> {
        let uses = move |column: &Column| matches!(&column.ty.base, BaseType::Enum(used) if *used == *name);
        let names = self.uses.of_enum(self.state, name);
        let tables = names.filter_map(move |table| self.table(table));
        tables.filter(move |table| table.columns.iter().any(uses))
    }
}

/// How enums of the schema are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnumStyle {
    /// Types of their own (`CREATE TYPE … AS ENUM`).
    Named,
    /// In the type of each column (`ENUM('a', 'b')`).
    Inline,
    /// Text; the database does not know the values.
    Text,
}

/// How an existing table gets its new shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Approach {
    /// By ALTER TABLE and its kin.
    InPlace,
    /// A new table takes its place. Why, in words.
    Rebuild(String),
}

/// Which ways of changing there are. Data that the planner asks; each may differ by version.
#[derive(Debug, Clone, Copy)]
pub struct Shapes {
    pub enums: EnumStyle,
    /// Values of named enums can be put in front of others, renamed, dropped one by one.
    pub enum_value_position: bool,
    pub enum_value_rename: bool,
    pub enum_value_drop: bool,
    /// Unique indexes without a predicate are constraints of the table (SQL Server).
    pub unique_is_constraint: bool,
    pub primary_keys_named: bool,
    /// False where names of foreign keys mean nothing (SQLite).
    pub foreign_keys_named: bool,
    /// Foreign keys stand in CREATE TABLE and cannot be added later (SQLite).
    pub foreign_keys_in_table: bool,
    /// Whether CREATE TABLE holds this index.
    pub index_in_create: fn(&Index) -> bool,
    /// The join table of an implicit many-to-many relation has a primary key rather than a unique index.
    pub join_table_primary_key: bool,
    pub can_rename_index: fn(&Target) -> bool,
    /// A name of an index that the server gave it, since nobody else did. Any other is as good.
    pub index_name_is_servers: fn(&str) -> bool,
    pub can_rename_foreign_key: bool,
    /// The new name of a foreign key whose table is renamed (its names before and after), where the server renames the
    /// key along.
    pub foreign_key_follows_table: fn(Pair<&str>, &str) -> Option<SmolStr>,
    pub can_rename_primary_key: bool,
    /// Whether an index that stays can get from one form to the other without being made anew. The names are the same.
    pub alters_index: fn(Pair<&Index>, &Target) -> bool,
    /// As `alters_index`, for a foreign key.
    pub alters_foreign_key: fn(Pair<&ForeignKey>, &Target) -> bool,
    /// As `alters_index`, for a check, whose names may differ.
    pub alters_check: fn(Pair<&Check>, &Target) -> bool,
    pub can_rename_exclusion: bool,
    /// A primary key is replaced in one action (CockroachDB).
    pub replaces_primary_key: bool,
    /// What must be dropped before a column's type changes, and made again afterwards.
    pub type_change_drops_indexes: bool,
    pub type_change_drops_primary_key: bool,
    pub type_change_drops_foreign_keys: bool,
    /// A type can change by an expression in place (`USING`); elsewhere a column beside it is filled and takes its name.
    pub converts_in_place: bool,
    /// Foreign keys on a column must go before it begins to count by itself, and come again afterwards (MySQL).
    pub counting_drops_foreign_keys: fn(&Target) -> bool,
    /// The first version with generated columns, stored ones or virtual ones, where the target is older.
    pub lacks_generated: fn(bool, &Target) -> Option<Version>,
    /// A script of several statements is one transaction.
    pub transactional_ddl: bool,
}

/// How a column that holds no NULL becomes required while others go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequireBy {
    /// By saying so: there is no other way, or none is needed.
    Itself,
    /// A check is proven first, and dropped afterwards.
    Check,
    /// Said for new rows, and proven later.
    Unproven,
}

/// Columns of a table that hold the same for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synced {
    pub table: QName,
    /// Under two names, either of which programs may write: as it is, and as it shall be.
    pub both: Vec<Pair<Column>>,
    /// With two types: programs write the first, the second follows.
    pub forth: Vec<Pair<Column>>,
    /// All columns of the table, for expressions over the row.
    pub columns: Vec<Name>,
}

/// A view of a table (`of`) under another name, with some of its columns.
pub type OtherName = fn(name: &QName, of: &QName, columns: &[Name]) -> Object;

/// How two versions of a program live on one table.
#[derive(Debug, Clone, Copy)]
pub struct PhasedForms {
    /// What keeps columns in step while programs write them.
    pub sync: fn(&Synced, &Target) -> Vec<Object>,
    /// A table under another name, with some of its columns, for reading and writing; none where it cannot take the place
    /// of that view in a moment.
    pub view: Option<OtherName>,
    /// A column of another type can take the place of one in a moment, before anybody writes either.
    pub retypes: bool,
    /// A column of the old name stays a moment longer than what fills it, and must be optional by then.
    pub frees_old_names: bool,
}

/// Which forms of changes let others go on meanwhile. Data that plans for databases in use ask.
#[derive(Debug, Clone, Copy)]
pub struct OnlineForms {
    /// Whether the operation has a form of its own in which others go on ([`Op::Online`]), and how it then stands to
    /// transactions.
    pub of: fn(&Op, &Stage<'_>) -> Option<Segment>,
    /// Foreign keys and checks can hold for new rows first, and be proven for all later.
    pub unproven: bool,
    pub required: fn(&Target) -> RequireBy,
    /// A unique index can become a primary key or a unique constraint.
    pub adopts_index: bool,
    /// A column that fills itself is added empty, and filled bit by bit, where adding it at once rewrites the table.
    pub fills_apart: bool,
    /// Statements that bound how long the next ones wait for locks and run, in milliseconds; 0: no bound. The first is
    /// for one transaction.
    pub bounds: fn(lock_ms: u32, run_ms: u32, transaction: bool) -> Vec<String>,
    /// The end of a query that gives only the row of this number, counted from 1.
    pub nth_row: fn(u32) -> String,
    /// Rows of values are compared by way of an index.
    pub row_values: bool,
    /// How two versions of a program live on one table for a while; none where there is no way.
    pub phased: Option<PhasedForms>,
    /// What is to be said of every plan for a database in use.
    pub remark: Option<&'static str>,
}

/// What comes of comparing two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Same,
    Different,
    /// One of them is not understood, and their words differ.
    Unknown,
}

/// A database system. No default bodies: a new field does not compile until every dialect answers.
#[derive(Debug, Clone, Copy)]
pub struct Dialect {
    /// As in `--target postgresql@16`.
    pub name: &'static str,
    /// As people write it.
    pub title: &'static str,
    /// Other spellings for `--target`.
    pub aliases: &'static [&'static str],
    pub default_version: Version,
    /// Supported, inclusive.
    pub versions: (Version, Version),
    pub language: &'static Language,
    pub shapes: Shapes,
    pub online: OnlineForms,
    /// How big its tables are, and how fast it works on them.
    pub sizing: Sizing,

    /// Brings a lowered table into the form in which this database would keep it: names of sequences and defaults,
    /// which columns count by themselves, defaults that it cannot hold, indexes that foreign keys bring along.
    pub finish: fn(&mut Table, &Target),
    /// Takes from a lowered table what this version does not have, and says what it was.
    pub refuse: fn(&mut Table, &Target) -> Vec<Refusal>,
    /// The names of types as they count for equality: unspecified precision, synonyms.
    pub same_type: fn(Pair<&ColumnType>, &Target) -> bool,
    /// Whether two defaults give the same value, given the column's types.
    pub same_default: fn(Pair<Option<&Default>>, Pair<&ColumnType>, &Target) -> bool,
    /// What becomes of values when the type of a column changes.
    /// Whether two SQL expressions compute the same, however they are written.
    pub same_expression: fn(Pair<&str>, &Target) -> Verdict,
    pub cast: fn(Pair<(&Table, &Column)>, &Target) -> Cast,
    pub approach: fn(&TableDelta<'_>, &Target) -> Approach,

    /// One string per statement, without the semicolon at its end. Empty where the database does it by itself.
    pub render: fn(&Op, &Stage<'_>) -> Vec<String>,
    pub facts: fn(&Op, &Stage<'_>) -> Facts,
    /// A type as in DDL.
    pub type_sql: fn(&ColumnType, &Target) -> String,
    /// A default as in DDL, without the word.
    pub default_sql: fn(&Default, &ColumnType, &Target) -> String,
    /// A name in quotes.
    pub quote: fn(&str) -> String,
    /// The predicate of a partial index as the database prints it back: all comparisons must hold.
    pub predicate_sql: fn(&[(Comparison, ColumnType)], &Target) -> String,
    /// What stands around a whole script: SQL Server's TRY and CATCH. Lines in front, lines behind.
    pub script_frame: Option<(&'static str, &'static str)>,
    /// How a live one is read and worked on.
    pub live: Live,
    /// How its definitions are read from scripts.
    pub ddl: Ddl,
    pub objects: Objects,
}

/// Something that was asked for and that this version of the database does not have.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// As a sentence begins: `Expressions in indexes`.
    pub what: String,
    /// Since which version it is there; absent where it is not.
    pub since: Option<Version>,
    /// What can be done instead, as a sentence.
    pub instead: &'static str,
    pub origin: Origin,
}

/// One simple comparison of a partial index's predicate, as the schema's object form gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    pub column: SmolStr,
    pub test: Test,
}

/// What the value of a column is compared with.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    IsNull,
    IsNotNull,
    Equals(Default),
    Differs(Default),
    Compares(Order, Default),
    In(Vec<Default>),
    NotIn(Vec<Default>),
}

impl Test {
    /// The comparison in plain SQL, given the column and how its values are written.
    pub fn sql(&self, column: &str, value: impl Fn(&Default) -> String) -> String {
        let list = |values: &[Default]| values.iter().map(&value).collect::<Vec<_>>().join(", ");
        match self {
            Test::IsNull => format!("{column} IS NULL"),
            Test::IsNotNull => format!("{column} IS NOT NULL"),
            Test::Equals(to) => format!("{column} = {}", value(to)),
            Test::Differs(from) => format!("{column} <> {}", value(from)),
            Test::Compares(order, with) => format!("{column} {} {}", order.sql(), value(with)),
            Test::In(values) => format!("{column} IN ({})", list(values)),
            Test::NotIn(values) => format!("{column} NOT IN ({})", list(values)),
        }
    }
}

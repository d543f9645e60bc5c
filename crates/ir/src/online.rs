//! What only plans for databases in use say: how a plan is to go about it, and the operations that such plans add.

use crate::{Column, Index, Name, Pair, PrimaryKey, QName};
use std::fmt;
use std::str::FromStr;

/// How a plan treats those who use the database meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Strategy {
    /// The shortest way, as Prisma writes it.
    #[default]
    Direct,
    /// No lock that readers or writers notice for longer than a moment, where the database has a way.
    Online,
    /// In several migrations with a gate between them, so that programs of the version before go on working.
    Phased,
}

impl Strategy {
    pub const ALL: [Strategy; 3] = [Strategy::Direct, Strategy::Online, Strategy::Phased];
    pub fn as_str(self) -> &'static str {
        match self {
            Strategy::Direct => "direct",
            Strategy::Online => "online",
            Strategy::Phased => "phased",
        }
    }
}

impl fmt::Display for Strategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Strategy {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Strategy::ALL.into_iter().find(|strategy| strategy.as_str() == text).ok_or(())
    }
}

/// What a project has decided about its plans. Times in milliseconds; 0: no bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PlanOptions {
    pub strategy: Strategy,
    /// How long a statement of an online plan may wait for a lock, and others behind it.
    pub lock_timeout_ms: u32,
    /// How long a statement of an online plan may run that touches no rows.
    pub statement_timeout_ms: u32,
    /// Rows that one statement of a backfill changes at most.
    pub batch_size: u32,
    /// How long a backfill rests after each batch.
    pub batch_pause_ms: u32,
}

impl Default for PlanOptions {
    fn default() -> Self {
        PlanOptions {
            strategy: Strategy::Direct,
            lock_timeout_ms: 5_000,
            statement_timeout_ms: 0,
            batch_size: 5_000,
            batch_pause_ms: 100,
        }
    }
}

impl PlanOptions {
    pub fn of(strategy: Strategy) -> Self {
        PlanOptions { strategy, ..PlanOptions::default() }
    }
}

/// How a step stands to the transactions of its plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Segment {
    /// Belongs to the transaction of the step before; the first one begins one.
    #[default]
    Joined,
    /// What was done before is committed, and a transaction begins.
    Own,
    /// Part of no transaction.
    Alone,
}

impl Segment {
    pub fn as_str(self) -> &'static str {
        match self {
            Segment::Joined => "joined",
            Segment::Own => "own",
            Segment::Alone => "alone",
        }
    }
}

/// What can be there without being proven for all rows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Unproven {
    ForeignKey(Name),
    Check(Name),
    /// Of the column, where the database has such a state (PostgreSQL 18).
    NotNull(Name),
}

/// What an index that is there becomes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Adopted {
    PrimaryKey(PrimaryKey),
    /// The index as it is afterwards, a constraint.
    Unique(Index),
}

/// Rows get other values; the schema stays.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UpdateRows {
    pub table: QName,
    pub assignments: Vec<(Name, Value)>,
    /// Which rows; all of these hold. Rows that are done fail it, so that it can be run again.
    pub filter: Vec<Condition>,
    pub batch: Option<Batch>,
    /// Columns whose values live on in what is assigned: dropping them later moves values, and loses none but those
    /// that the assignment leaves out.
    pub carries: Vec<(QName, Name)>,
}

/// What a column gets.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// Its own default, for each row anew.
    Default,
    Column(Name),
    /// What the first column holds, as the type of the second.
    Converted(Box<Pair<Column>>),
    /// A SQL expression.
    Sql(Name),
    /// A text.
    Text(Name),
    /// What a row of another table holds.
    Lookup(Box<Lookup>),
}

/// A column of the one row of another table that belongs to the row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Lookup {
    pub table: QName,
    pub column: Name,
    pub on: Matching,
}

/// Which rows of two tables belong together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Matching {
    /// A SQL condition over the columns of both, qualified by their tables.
    Sql(Name),
    /// Pairs of equal columns: of the table that is looked into, and of the row.
    Columns(Vec<(Name, Name)>),
}

/// What holds for a row that is changed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Condition {
    IsNull(Name),
    IsNotNull(Name),
    /// The column holds this text.
    Is(Name, Name),
    /// A SQL expression.
    Sql(Name),
}

/// Some rows at a time, each time in a transaction of its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Batch {
    /// The columns of the primary key, in whose order rows are gone through.
    pub keys: Vec<Name>,
    pub size: u32,
    pub pause_ms: u32,
}

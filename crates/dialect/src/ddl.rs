//! How SQL text that defines a schema is read: what a parser and a replay ask of a database. Names no dialect.

use crate::lexis::Lexis;
use crate::{Target, Version};
use parallax_ir::{Action, ColumnType, Database, Default, Name, Options, Table};

/// The name of what nobody named, given whether a name is taken.
pub type ImpliedName = fn(&Implied<'_>, &dyn Fn(&str) -> bool) -> Option<Name>;

/// The facts of one database. Every dialect whose scripts can be replayed without a server has them.
#[derive(Debug, Clone, Copy)]
pub struct Ddl {
    pub lexis: Lexis,
    /// Whether replays of this database's scripts are held against servers; elsewhere all is uncertain.
    pub replays: bool,
    /// Names without quotes are kept in lower case.
    pub folds_names: bool,
    /// Longer names are cut to so many bytes (PostgreSQL); other databases refuse them.
    pub cuts_names_at: Option<usize>,
    /// A name can begin with a digit (MySQL).
    pub digits_begin_names: bool,
    /// Letters in names of columns, indexes and constraints do not count (all but PostgreSQL).
    pub any_case: bool,
    /// `KEY (a)` stands in tables, options behind them and behind columns (MySQL).
    pub inline_indexes: bool,
    /// `/*M! … */` is code (MariaDB).
    pub maria_comments: bool,
    /// `SELECT … INTO t` makes a table (PostgreSQL, SQL Server).
    pub selects_into: bool,
    /// The content of a quoted text; none where the quotes are those of a name.
    pub literal: fn(&str) -> Option<String>,
    /// A type as it is written, to the type that the catalog would tell.
    pub column_type: fn(&str, &Target) -> DeclaredType,
    /// A default as it is written, without the word; none for NULL.
    pub default: fn(&str, &ColumnType, &Target) -> Option<Default>,
    /// The name that the server gives to what nobody named. `taken` says whether a name is used in the namespace
    /// already. None where there are no such names.
    pub implied_name: ImpliedName,
    pub dropped_column: DroppedColumn,
    /// What a foreign key does that does not say so.
    pub default_action: Action,
    /// The columns of a primary key can hold NULL (SQLite).
    pub keys_hold_null: bool,
    /// Names of triggers count in their table, and routines are told apart by their parameters (PostgreSQL).
    pub objects_in_tables: bool,
    /// The parameters of a routine as they are written, to the types that it is called with, as the catalog tells them.
    pub signature: fn(&str) -> String,
    /// Names of indexes are unique in the namespace, rather than in their table.
    pub indexes_in_namespace: bool,
    /// Unique constraints are indexes like others, and not kept apart (MySQL).
    pub unique_is_index: bool,
    /// Brings a table that a statement has made or changed into the form that the catalog would tell.
    pub settle: fn(&mut Table, &Target),
    /// As [`Ddl::settle`], once at the end, over everything.
    pub finish: fn(&mut Database, &Target),
    /// Options of a table as they are written (name in lower case, value) to those of the model.
    pub table_options: fn(&[(String, String)], &Target) -> Options,
    /// The version of this database where a script says at its head that it is a dump of one.
    pub dumped_by: fn(&str) -> Option<Version>,
    /// Tables of migration tools and of the server, which are no part of a schema.
    pub is_tool: fn(&str) -> bool,
}

/// A type as a statement declares it.
#[derive(Debug, Clone, PartialEq)]
pub struct DeclaredType {
    pub ty: ColumnType,
    /// What of it stands in the options of the column.
    pub options: Options,
    /// It counts: SERIAL.
    pub counts: bool,
    /// It cannot hold NULL (SERIAL).
    pub required: bool,
}

/// What becomes of keys and indexes when a column of theirs goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DroppedColumn {
    /// They go with it.
    TakesAll,
    /// They keep their other columns (MySQL).
    LeavesRest,
    /// The server refuses (SQLite).
    Refused,
}

/// What needs a name.
#[derive(Debug, Clone, Copy)]
pub struct Implied<'a> {
    pub what: ImpliedKind,
    pub table: &'a Table,
    /// The columns; in an index on an expression, words for it.
    pub columns: &'a [Name],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImpliedKind {
    PrimaryKey,
    /// Of a constraint.
    Unique,
    /// CREATE INDEX; unique or not.
    Index,
    ForeignKey,
    Check,
    /// Of one column, said with it.
    ColumnCheck,
    Exclusion,
    Sequence,
}

/// The first lines of a dump, as far as they are looked at.
pub fn dump_head(script: &str) -> impl Iterator<Item = &str> {
    script.lines().take(20)
}

//! Statements as they are written, before anybody asks what they do to a database. Expressions, types and bodies are
//! texts. Names are without quotes and folded as the server folds them; a namespace is there only where it is written.

use parallax_ir::{Action, Deferrable, IndexKind, Name, Nulls, ObjectKind, QName, Sort};

/// What a statement says.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    CreateTable(Box<CreateTable>),
    AlterTable(AlterTable),
    DropTable(DropSpec),
    /// `RENAME TABLE a TO b, …`
    RenameTables(Vec<(QName, QName)>),
    CreateIndex(Box<CreateIndex>),
    DropIndex(DropIndex),
    AlterIndex {
        name: QName,
        if_exists: bool,
        action: IndexAction,
    },
    CreateEnum {
        name: QName,
        values: Vec<Name>,
    },
    AlterType {
        name: QName,
        action: TypeAction,
    },
    DropType(DropSpec),
    CreateSequence(Box<CreateSequence>),
    AlterSequence {
        name: QName,
        if_exists: bool,
        action: SequenceAction,
    },
    DropSequence(DropSpec),
    CreateSchema {
        name: Name,
        if_not_exists: bool,
    },
    RenameSchema {
        from: Name,
        to: Name,
    },
    DropSchema(DropSpec),
    CreateExtension {
        name: Name,
        if_not_exists: bool,
        schema: Option<Name>,
        version: Option<Name>,
    },
    AlterExtension {
        name: Name,
        version: Option<Name>,
    },
    DropExtension(DropSpec),
    /// A view, function, trigger, …: carried by its text.
    CreateObject(Box<CreateObject>),
    DropObject {
        kind: ObjectKind,
        drop: DropSpec,
        on: Option<QName>,
        signature: Option<String>,
    },
    /// `ALTER VIEW … RENAME TO`, `SET SCHEMA`, and what says nothing to the model.
    AlterObject {
        kind: ObjectKind,
        name: QName,
        on: Option<QName>,
        signature: Option<String>,
        action: ObjectAction,
    },
    Comment {
        on: Commented,
        text: Option<String>,
    },
    SetSearchPath(Vec<Name>),
    /// `SET foreign_key_checks = 0`, `PRAGMA foreign_keys = OFF`
    CheckForeignKeys(bool),
    /// `USE db`
    Use(Name),
    /// `DO $$ … $$`
    Block(Block),
    /// Rows, and nothing of the schema: INSERT, UPDATE, DELETE, TRUNCATE, COPY.
    Data,
    /// `SELECT …` and its kin. What functions in it do is not known.
    Query,
    /// BEGIN, COMMIT, SAVEPOINT, LOCK, …
    Transaction,
    Rollback,
    /// SET, RESET, PRAGMA and the like.
    Session,
    /// Something that the model of a database does not hold: owners, grants, rules, statistics, ….
    Beyond(&'static str),
    /// Not understood. Why, as the end of a sentence.
    Unknown(String),
}

#[derive(Debug, Clone, PartialEq)]
pub struct CreateTable {
    pub name: QName,
    pub if_not_exists: bool,
    pub temporary: bool,
    pub unlogged: bool,
    pub columns: Vec<ColumnDef>,
    pub constraints: Vec<TableConstraint>,
    /// `LIKE t …`, with the words behind it in upper case.
    pub like: Vec<(QName, String)>,
    pub inherits: Vec<QName>,
    pub partition_of: Option<QName>,
    /// Everything behind `PARTITION BY`.
    pub partition_by: Option<String>,
    /// The query of `AS SELECT …`.
    pub query: Option<String>,
    /// Words behind the parentheses: names in lower case.
    pub options: Vec<(String, String)>,
}

impl CreateTable {
    /// One of which nothing but the name is said.
    pub fn new(name: QName) -> CreateTable {
        CreateTable {
            name,
            if_not_exists: false,
            temporary: false,
            unlogged: false,
            columns: Vec::new(),
            constraints: Vec::new(),
            like: Vec::new(),
            inherits: Vec::new(),
            partition_of: None,
            partition_by: None,
            query: None,
            options: Vec::new(),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ColumnDef {
    pub name: Name,
    /// As it is written; empty where there is none (SQLite).
    pub ty: String,
    pub options: Vec<ColumnOption>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ColumnOption {
    /// Of its constraint.
    pub name: Option<Name>,
    pub what: ColumnWord,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ColumnWord {
    NotNull,
    Null,
    Default(String),
    PrimaryKey {
        sort: Sort,
        deferrable: Option<Deferrable>,
    },
    Unique {
        nulls_not_distinct: bool,
        deferrable: Option<Deferrable>,
    },
    Check {
        expression: String,
        validated: bool,
        enforced: bool,
    },
    References(Box<References>),
    Computed {
        expression: String,
        stored: bool,
    },
    Identity {
        always: bool,
        options: Vec<SequenceWord>,
    },
    AutoIncrement,
    Collate(Name),
    CharacterSet(Name),
    Comment(String),
    /// `ON UPDATE CURRENT_TIMESTAMP`
    OnUpdate,
    Invisible,
    /// `STORAGE`, `COMPRESSION`: name in lower case, value.
    Option(&'static str, String),
    /// MySQL.
    First,
    After(Name),
}

#[derive(Debug, Clone, PartialEq)]
pub struct References {
    pub table: QName,
    pub columns: Vec<Name>,
    pub on_delete: Option<Action>,
    pub on_update: Option<Action>,
    pub deferrable: Option<Deferrable>,
    pub validated: bool,
    /// `MATCH FULL`
    pub match_full: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TableConstraint {
    pub name: Option<Name>,
    pub what: ConstraintWord,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ConstraintWord {
    PrimaryKey(KeySpec),
    Unique(KeySpec),
    /// `KEY`, `FULLTEXT` and `SPATIAL` in a table (MySQL).
    Index(IndexKind, KeySpec),
    /// `PRIMARY KEY USING INDEX i`, `UNIQUE USING INDEX i`
    UsingIndex {
        primary: bool,
        index: Name,
        deferrable: Option<Deferrable>,
    },
    ForeignKey {
        columns: Vec<Name>,
        index: Option<Name>,
        references: References,
    },
    Check {
        expression: String,
        validated: bool,
        enforced: bool,
    },
    /// With an operator for each part.
    Exclude(KeySpec, Vec<String>),
}

/// The columns of a key or an index, and what stands around them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct KeySpec {
    /// Of the index, where the constraint has another (MySQL).
    pub index_name: Option<Name>,
    pub method: Option<Name>,
    pub parts: Vec<Part>,
    pub include: Vec<Name>,
    pub nulls_not_distinct: bool,
    pub deferrable: Option<Deferrable>,
    pub comment: Option<String>,
    /// Storage parameters and the like: names in lower case.
    pub options: Vec<(String, String)>,
    pub predicate: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The column where it is one.
    pub column: Option<Name>,
    /// As it is written, without parentheses around all of it.
    pub text: String,
    pub length: Option<u32>,
    pub sort: Sort,
    pub nulls: Option<Nulls>,
    pub ops: Option<String>,
    pub collation: Option<Name>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct CreateIndex {
    pub name: Option<QName>,
    pub table: QName,
    pub kind: IndexKind,
    pub key: KeySpec,
    pub if_not_exists: bool,
    pub concurrently: bool,
    /// `ON ONLY`
    pub only: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct DropIndex {
    pub names: Vec<QName>,
    /// MySQL.
    pub table: Option<QName>,
    pub if_exists: bool,
    pub concurrently: bool,
    pub cascade: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum IndexAction {
    Rename(Name),
    SetSchema(Name),
    Set(Vec<(String, String)>),
    Reset(Vec<String>),
    /// Nothing that the model holds.
    Beyond,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct DropSpec {
    pub names: Vec<QName>,
    pub if_exists: bool,
    pub cascade: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct AlterTable {
    pub name: QName,
    pub if_exists: bool,
    pub only: bool,
    pub actions: Vec<AlterAction>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum AlterAction {
    AddColumn {
        column: ColumnDef,
        if_not_exists: bool,
    },
    DropColumn {
        name: Name,
        if_exists: bool,
        cascade: bool,
    },
    /// MySQL: the whole definition anew, perhaps under another name.
    ChangeColumn {
        name: Name,
        column: ColumnDef,
    },
    SetType {
        column: Name,
        ty: String,
        collation: Option<Name>,
        using: Option<String>,
    },
    SetDefault {
        column: Name,
        expression: String,
    },
    DropDefault {
        column: Name,
    },
    SetNotNull {
        column: Name,
    },
    DropNotNull {
        column: Name,
    },
    AddIdentity {
        column: Name,
        always: bool,
        options: Vec<SequenceWord>,
    },
    SetIdentity {
        column: Name,
        always: Option<bool>,
        options: Vec<SequenceWord>,
    },
    DropIdentity {
        column: Name,
        if_exists: bool,
    },
    SetExpression {
        column: Name,
        expression: String,
    },
    DropExpression {
        column: Name,
        if_exists: bool,
    },
    /// `SET STORAGE`, `SET COMPRESSION`, `SET (n_distinct = …)`: absent to take it away.
    SetColumnOption {
        column: Name,
        key: String,
        value: Option<String>,
    },
    AddConstraint {
        constraint: TableConstraint,
        if_not_exists: bool,
    },
    DropConstraint {
        name: Name,
        if_exists: bool,
        cascade: bool,
    },
    DropPrimaryKey,
    DropForeignKey {
        name: Name,
        if_exists: bool,
    },
    DropIndex {
        name: Name,
        if_exists: bool,
    },
    ValidateConstraint(Name),
    AlterConstraint {
        name: Name,
        deferrable: Option<Deferrable>,
    },
    RenameColumn {
        from: Name,
        to: Name,
    },
    RenameConstraint {
        from: Name,
        to: Name,
    },
    RenameIndex {
        from: Name,
        to: Name,
    },
    RenameTo(QName),
    SetSchema(Name),
    RowSecurity {
        enabled: bool,
    },
    ForceRowSecurity {
        forced: bool,
    },
    SetTrigger {
        name: Option<Name>,
        enabled: &'static str,
    },
    SetOptions(Vec<(String, String)>),
    ResetOptions(Vec<String>),
    SetUnlogged(bool),
    Comment(String),
    /// The words of a table's options (MySQL): names in lower case.
    TableOption(String, String),
    ConvertCharset {
        charset: Name,
        collation: Option<Name>,
    },
    AttachPartition(QName),
    DetachPartition(QName),
    /// Nothing that the model holds: owners, tablespaces, statistics, replica identity.
    Beyond,
    /// Why it is not understood.
    Unknown(String),
}

#[derive(Debug, Clone, PartialEq)]
pub enum TypeAction {
    AddValue { value: Name, if_not_exists: bool, before: Option<Name>, after: Option<Name> },
    RenameValue { from: Name, to: Name },
    Rename(Name),
    SetSchema(Name),
    Beyond,
    Unknown(String),
}

#[derive(Debug, Clone, PartialEq)]
pub struct CreateSequence {
    pub name: QName,
    pub if_not_exists: bool,
    pub temporary: bool,
    pub words: Vec<SequenceWord>,
}

/// A word of CREATE and ALTER SEQUENCE.
#[derive(Debug, Clone, PartialEq)]
pub enum SequenceWord {
    As(String),
    Start(i64),
    Restart,
    Increment(i64),
    Min(Option<i64>),
    Max(Option<i64>),
    Cache(i64),
    Cycle(bool),
    /// Absent for NONE.
    OwnedBy(Option<(QName, Name)>),
}

#[derive(Debug, Clone, PartialEq)]
pub enum SequenceAction {
    Rename(Name),
    SetSchema(Name),
    Set(Vec<SequenceWord>),
    Beyond,
}

#[derive(Debug, Clone, PartialEq)]
pub struct CreateObject {
    pub kind: ObjectKind,
    pub name: QName,
    pub on: Option<QName>,
    /// The types of a function's parameters, as they are written.
    pub signature: Option<Vec<String>>,
    pub or_replace: bool,
    pub if_not_exists: bool,
    pub temporary: bool,
    /// The whole statement.
    pub text: String,
    /// Tables and views that a view reads, or the function of a trigger: as far as words tell.
    pub needs: Vec<QName>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ObjectAction {
    Rename(Name),
    SetSchema(Name),
    Beyond,
    Unknown(String),
}

/// What a comment is on.
#[derive(Debug, Clone, PartialEq)]
pub enum Commented {
    Table(QName),
    Column(QName, Name),
    Index(QName),
    Type(QName),
    Object {
        kind: ObjectKind,
        name: QName,
        on: Option<QName>,
        signature: Option<String>,
    },
    Extension,
    /// What the model has no comments for.
    Other,
}

/// A block of procedural code, as far as guards of statements go.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    pub statements: Vec<BlockStatement>,
    /// What is made or gone already is no error: `EXCEPTION WHEN duplicate_object THEN NULL`.
    pub forgives: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum BlockStatement {
    /// A statement, or the text that EXECUTE runs: where it begins in the script, and what it says.
    Run {
        start: usize,
        text: String,
        command: Box<Command>,
    },
    If {
        condition: Condition,
        then: Vec<BlockStatement>,
        otherwise: Vec<BlockStatement>,
    },
    Nested(Block),
    Nothing,
}

/// A question to the catalog.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    Not(Box<Condition>),
    And(Vec<Condition>),
    Or(Vec<Condition>),
    Exists(Asked),
}

/// What is asked for. Absent parts are not asked about.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    Type { name: Name },
    EnumValue { of: Name, value: Name },
    Constraint { name: Name, table: Option<Name> },
    Table { name: Name },
    View { name: Name, materialized: bool },
    Column { table: Name, name: Name },
    Index { name: Name },
    Schema { name: Name },
    Extension { name: Name },
    Trigger { name: Name },
    Policy { name: Name, table: Option<Name> },
    Function { name: Name },
}

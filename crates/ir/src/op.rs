//! Operations: the smallest things a plan does. Each holds what it needs, and has a pure meaning (see `apply`).

use crate::{
    Adopted, Check, Column, Enum, Exclusion, Extension, ForeignKey, Grant, Index, Name, Object, ObjectKey,
};
use crate::{OptionChange, Pair, Partition, PrimaryKey, QName, Sequence, Table, Unproven, UpdateRows, Value};

#[derive(Debug, Clone, PartialEq)]
pub enum Op {
    CreateSchema(Name),
    DropSchema(Name),
    CreateExtension(Extension),
    AlterExtension(Box<Pair<Extension>>),
    DropExtension(Extension),
    CreateEnum(Enum),
    DropEnum(Enum),
    RenameEnum {
        from: QName,
        to: QName,
    },
    /// One value more. `before` names the value it goes in front of; absent: at the end.
    AddEnumValue {
        name: QName,
        value: Name,
        before: Option<Name>,
    },
    RenameEnumValue {
        name: QName,
        from: Name,
        to: Name,
    },
    DropEnumValue {
        name: QName,
        value: Name,
    },
    /// Values are removed or reordered: a new type takes the place of the old one in every column that uses it.
    ReplaceEnum(Box<ReplaceEnum>),
    CreateSequence(Sequence),
    AlterSequence(Box<Pair<Sequence>>),
    DropSequence(Sequence),
    RenameSequence {
        from: QName,
        to: QName,
    },
    /// With the indexes and foreign keys that the dialect writes into CREATE TABLE; the others follow as own steps.
    CreateTable(Box<Table>),
    DropTable(Box<Table>),
    /// To another name, another namespace, or both.
    RenameTable {
        from: QName,
        to: QName,
    },
    RenameColumn {
        table: QName,
        from: Name,
        to: Name,
    },
    /// Changes of one table that one statement can do.
    AlterTable {
        table: QName,
        actions: Vec<TableAction>,
    },
    /// A new table takes the place of the old one, with its rows, indexes and foreign keys.
    RebuildTable(Box<Rebuild>),
    CreateIndex {
        table: QName,
        index: Index,
    },
    DropIndex {
        table: QName,
        index: Index,
    },
    RenameIndex {
        table: QName,
        from: Name,
        to: Name,
    },
    AddForeignKey {
        table: QName,
        foreign_key: ForeignKey,
    },
    DropForeignKey {
        table: QName,
        foreign_key: ForeignKey,
    },
    RenameForeignKey {
        table: QName,
        from: Name,
        to: Name,
    },
    /// What the operation in it does, in the form in which others go on meanwhile: PostgreSQL's CONCURRENTLY, MySQL's
    /// ALGORITHM and LOCK, SQL Server's ONLINE.
    Online(Box<Op>),
    /// What holds for new rows only is proven for all.
    Validate {
        table: QName,
        what: Unproven,
    },
    /// A unique index becomes a constraint.
    AdoptIndex {
        table: QName,
        index: Name,
        adopted: Adopted,
    },
    /// Rows get other values; the schema stays.
    UpdateRows(Box<UpdateRows>),
    /// What can change of an index that stays: its settings, its comment. The name stays.
    AlterIndex {
        table: QName,
        indexes: Box<Pair<Index>>,
    },
    /// What can change of a foreign key that stays: when it is looked at, and whether it holds for old rows. The name
    /// stays.
    AlterForeignKey {
        table: QName,
        keys: Box<Pair<ForeignKey>>,
    },
    CreateObject(Object),
    /// In place: dependents, comments and grants stay.
    ReplaceObject(Box<Pair<Object>>),
    /// With what was granted on it, and the triggers on a view.
    DropObject(Object),
    /// To another name, another namespace, or both; its table stays.
    RenameObject {
        from: ObjectKey,
        to: QName,
    },
    CreatePartition(Partition),
    /// Another bound, other options: the rows stay.
    AlterPartition(Box<Pair<Partition>>),
    /// With its rows.
    DropPartition(Partition),
    /// From all that a role may do with something to all that it may do then.
    SetPrivileges(Box<Pair<Grant>>),
}

/// A part of ALTER TABLE.
#[derive(Debug, Clone, PartialEq)]
pub enum TableAction {
    AddColumn(Column),
    DropColumn(Column),
    /// Of one column that the same operation adds, where foreign keys stand in their table (SQLite).
    AddReference(ForeignKey),
    /// The name stays.
    AlterColumn(Box<Pair<Column>>),
    /// Dropped and added, since no cast leads from one type to the other.
    RecreateColumn(Box<Pair<Column>>),
    AddPrimaryKey(PrimaryKey),
    DropPrimaryKey(PrimaryKey),
    /// Drop and add in one, where the database has such a statement (CockroachDB) or must not be without a key.
    ReplacePrimaryKey(Box<Pair<PrimaryKey>>),
    RenamePrimaryKey {
        from: Name,
        to: Name,
    },
    AddCheck(Check),
    DropCheck(Check),
    /// Its name, or whether it holds for old rows and is enforced.
    AlterCheck(Box<Pair<Check>>),
    AddExclusion(Exclusion),
    DropExclusion(Exclusion),
    RenameExclusion {
        from: Name,
        to: Name,
    },
    SetOption(OptionChange),
    SetComment(Pair<Option<Name>>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct ReplaceEnum {
    pub enums: Pair<Enum>,
    /// Every column of that type before the step, as it is before and after (defaults may change with the values).
    pub uses: Vec<EnumUse>,
    /// Old value → new value, for values that are renamed or merged.
    pub mapping: Vec<(Name, Name)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct EnumUse {
    pub table: QName,
    pub columns: Pair<Column>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Rebuild {
    /// Before has the state just before the step. Names may differ only in what the step itself renames.
    pub tables: Pair<Table>,
    /// What goes into each column of the new table; columns that are not named take their default.
    pub copies: Vec<Copy>,
    /// What goes into columns beside that, computed from the old row; where a copy goes as well, into rows whose copy
    /// is NULL.
    pub fills: Vec<Filling>,
    pub because: String,
}

/// A column of a new table that is filled with what is computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filling {
    pub to: Name,
    pub value: Value,
    /// Columns whose values live on in it, as in [`UpdateRows`].
    pub carries: Vec<(QName, Name)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    pub to: Name,
    pub from: Name,
    /// NULLs become the default of the new column.
    pub fill_nulls: bool,
}

impl Op {
    /// The table that the operation is about, as it is called just before it.
    pub fn table(&self) -> Option<&QName> {
        match self {
            Op::CreateTable(table) | Op::DropTable(table) => Some(&table.name),
            Op::RebuildTable(rebuild) => Some(&rebuild.tables.before.name),
            Op::RenameTable { from, .. } => Some(from),
            Op::RenameColumn { table, .. }
            | Op::AlterTable { table, .. }
            | Op::CreateIndex { table, .. }
            | Op::DropIndex { table, .. }
            | Op::RenameIndex { table, .. }
            | Op::AddForeignKey { table, .. }
            | Op::DropForeignKey { table, .. }
            | Op::RenameForeignKey { table, .. }
            | Op::Validate { table, .. }
            | Op::AdoptIndex { table, .. }
            | Op::AlterIndex { table, .. }
            | Op::AlterForeignKey { table, .. } => Some(table),
            Op::UpdateRows(update) => Some(&update.table),
            Op::Online(op) => op.table(),
            Op::CreateSchema(_)
            | Op::DropSchema(_)
            | Op::CreateExtension(_)
            | Op::AlterExtension(_)
            | Op::DropExtension(_)
            | Op::CreateEnum(_)
            | Op::DropEnum(_)
            | Op::RenameEnum { .. }
            | Op::AddEnumValue { .. }
            | Op::RenameEnumValue { .. }
            | Op::DropEnumValue { .. }
            | Op::ReplaceEnum(_)
            | Op::CreateSequence(_)
            | Op::AlterSequence(_)
            | Op::DropSequence(_)
            | Op::RenameSequence { .. }
            | Op::CreateObject(_)
            | Op::ReplaceObject(_)
            | Op::DropObject(_)
            | Op::RenameObject { .. }
            | Op::SetPrivileges(_) => None,
            Op::CreatePartition(part) | Op::DropPartition(part) => Some(&part.of),
            Op::AlterPartition(pair) => Some(&pair.before.of),
        }
    }
    /// The heading of the step, stable for tools: `CreateTable`.
    pub fn kind(&self) -> &'static str {
        match self {
            Op::CreateSchema(_) => "CreateSchema",
            Op::DropSchema(_) => "DropSchema",
            Op::CreateExtension(_) => "CreateExtension",
            Op::AlterExtension(_) => "AlterExtension",
            Op::DropExtension(_) => "DropExtension",
            Op::CreateEnum(_) => "CreateEnum",
            Op::DropEnum(_) => "DropEnum",
            Op::RenameEnum { .. } => "RenameEnum",
            Op::AddEnumValue { .. }
            | Op::RenameEnumValue { .. }
            | Op::DropEnumValue { .. }
            | Op::ReplaceEnum(_) => "AlterEnum",
            Op::CreateSequence(_) => "CreateSequence",
            Op::AlterSequence(_) => "AlterSequence",
            Op::DropSequence(_) => "DropSequence",
            Op::RenameSequence { .. } => "RenameSequence",
            Op::CreateTable(_) => "CreateTable",
            Op::DropTable(_) => "DropTable",
            Op::RenameTable { .. } => "RenameTable",
            Op::RenameColumn { .. } => "RenameColumn",
            Op::AlterTable { .. } => "AlterTable",
            Op::RebuildTable(_) => "RedefineTable",
            Op::CreateIndex { .. } => "CreateIndex",
            Op::DropIndex { .. } => "DropIndex",
            Op::RenameIndex { .. } => "RenameIndex",
            Op::AddForeignKey { .. } => "AddForeignKey",
            Op::DropForeignKey { .. } => "DropForeignKey",
            Op::RenameForeignKey { .. } => "RenameForeignKey",
            Op::Online(op) => op.kind(),
            Op::Validate { .. } => "ValidateConstraint",
            Op::AdoptIndex { .. } => "AddConstraintUsingIndex",
            Op::UpdateRows(_) => "UpdateRows",
            Op::AlterIndex { .. } => "AlterIndex",
            Op::AlterForeignKey { .. } => "AlterForeignKey",
            Op::CreateObject(_) => "CreateObject",
            Op::ReplaceObject(_) => "ReplaceObject",
            Op::DropObject(_) => "DropObject",
            Op::RenameObject { .. } => "RenameObject",
            Op::CreatePartition(_) => "CreatePartition",
            Op::AlterPartition(_) => "AlterPartition",
            Op::DropPartition(_) => "DropPartition",
            Op::SetPrivileges(_) => "SetPrivileges",
        }
    }
}

//! A node of the graph: an operation and the resources that tell when it may happen.

use parallax_ir::{Name, ObjectKey, Op, Origin, QName};

/// What operations create, remove, need and release.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Resource {
    Schema(Name),
    Extension(Name),
    Enum(QName),
    /// Some values of an enum.
    Values(QName),
    Sequence(QName),
    Table(QName),
    Column(QName, Name),
    /// The column is there, without values and without what demands some.
    Empty(QName, Name),
    /// Rows have values in the column.
    Filled(QName, Name),
    /// The name of an index or key, unique in its namespace on some databases.
    Name(Option<Name>, Name),
    ForeignKey(QName, Name),
    /// The primary key of the table, of which there is one.
    PrimaryKey(QName),
    /// Some primary key or unique index of the table, that foreign keys may rely on.
    Key(QName),
    Object(ObjectKey),
}

impl Resource {
    /// Of several there may be more than one at a time: the old one need not be gone when the new one comes.
    pub(crate) fn is_exclusive(&self) -> bool {
        match self {
            Resource::Key(_) | Resource::Values(_) => false,
            Resource::Schema(_)
            | Resource::Extension(_)
            | Resource::Enum(_)
            | Resource::Sequence(_)
            | Resource::Table(_)
            | Resource::Column(..)
            | Resource::Empty(..)
            | Resource::Filled(..)
            | Resource::Name(..)
            | Resource::ForeignKey(..)
            | Resource::PrimaryKey(_)
            | Resource::Object(_) => true,
        }
    }
}

/// In which order kinds of operations come where nothing else decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    CreateSchema,
    Rename,
    CreateExtension,
    DropObject,
    Sequence,
    CreateEnum,
    AlterEnum,
    /// Domains and other types that columns can be of.
    CreateType,
    DropForeignKey,
    DropIndex,
    AlterTable,
    DropTable,
    DropEnum,
    DropType,
    CreateTable,
    CreatePartition,
    RebuildTable,
    CreateIndex,
    RenameIndex,
    RenameForeignKey,
    AddForeignKey,
    DropSequence,
    DropExtension,
    CreateObject,
    Grant,
}

/// The order of actions within one table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SubRank {
    Drop,
    DropColumn,
    AddColumn,
    Fill,
    AlterColumn,
    Add,
    Only,
}

#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) op: Op,
    pub(crate) rank: Rank,
    /// The place of the table in the schema.
    pub(crate) place: u32,
    pub(crate) sub: SubRank,
    pub(crate) source: Option<Origin>,
    pub(crate) creates: Vec<Resource>,
    pub(crate) removes: Vec<Resource>,
    /// Must be there, in its new form.
    pub(crate) needs: Vec<Resource>,
    /// Uses the old form until this operation.
    pub(crate) releases: Vec<Resource>,
}

impl Node {
    pub(crate) fn new(op: Op, rank: Rank, place: u32) -> Self {
        Node {
            op,
            rank,
            place,
            sub: SubRank::Only,
            source: None,
            creates: Vec::new(),
            removes: Vec::new(),
            needs: Vec::new(),
            releases: Vec::new(),
        }
    }
    pub(crate) fn sub(mut self, sub: SubRank) -> Self {
        self.sub = sub;
        self
    }
    pub(crate) fn source(mut self, origin: &Origin) -> Self {
        if origin.span.is_some() || origin.logical.is_some() {
            self.source = Some(origin.clone());
        }
        self
    }
    pub(crate) fn creates(mut self, resource: Resource) -> Self {
        self.creates.push(resource);
        self
    }
    pub(crate) fn removes(mut self, resource: Resource) -> Self {
        self.removes.push(resource);
        self
    }
    pub(crate) fn needs(mut self, resource: Resource) -> Self {
        self.needs.push(resource);
        self
    }
    pub(crate) fn releases(mut self, resource: Resource) -> Self {
        self.releases.push(resource);
        self
    }
}

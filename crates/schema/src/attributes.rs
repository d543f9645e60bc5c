//! The attributes that there are: one row each. What they do is told in the module of their area.

use crate::signatures::{self, Signature};

/// Where an attribute stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A field that is a column or holds a composite type, in a model or view.
    ScalarField,
    RelationField,
    /// A field of a composite type.
    CompositeMember,
    Model,
    View,
    Enum,
    EnumValue,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttributeKind {
    Id,
    Unique,
    Default,
    Relation,
    Map,
    UpdatedAt,
    Ignore,
    ShardKey,
    Generated,
    Identity,
    Collate,
    NotNull,
    Comment,
    Options,
    Check,
    Exclude,
    Index,
    Fulltext,
    Schema,
    /// The query of a view.
    Sql,
    Materialized,
    RowSecurity,
    Partition,
    Control,
    RenamedFrom,
    Deprecated,
    Backfill,
    Using,
    Split,
    Merge,
    MovedFrom,
}

/// An attribute of the language.
#[derive(Debug, Clone, Copy)]
pub struct AttributeSpec {
    pub kind: AttributeKind,
    /// Without the `@`s.
    pub name: &'static str,
    /// `@@` rather than `@`.
    pub block: bool,
    pub places: &'static [Place],
    pub repeatable: bool,
    pub signature: &'static Signature,
    /// Prisma does not know it.
    pub beyond: bool,
    /// One line for hover and reference.
    pub doc: &'static str,
}

use AttributeKind as Kind;
use Place::{CompositeMember, Enum, EnumValue, Model, RelationField, ScalarField, View};

const fn field(
    kind: Kind,
    name: &'static str,
    places: &'static [Place],
    signature: &'static Signature,
    doc: &'static str,
) -> AttributeSpec {
    AttributeSpec { kind, name, block: false, places, repeatable: false, signature, beyond: false, doc }
}

const fn block(
    kind: Kind,
    name: &'static str,
    places: &'static [Place],
    signature: &'static Signature,
    doc: &'static str,
) -> AttributeSpec {
    AttributeSpec { kind, name, block: true, places, repeatable: false, signature, beyond: false, doc }
}

const fn repeatable(spec: AttributeSpec) -> AttributeSpec {
    AttributeSpec { repeatable: true, ..spec }
}

/// One that Prisma does not know.
const fn beyond(spec: AttributeSpec) -> AttributeSpec {
    AttributeSpec { beyond: true, ..spec }
}

/// All attributes, column types (`@db.…`) aside.
pub static ATTRIBUTES: &[AttributeSpec] = &[
    field(Kind::Id, "id", &[ScalarField], &signatures::FIELD_ID, "The field is the primary key."),
    field(
        Kind::Unique,
        "unique",
        &[ScalarField],
        &signatures::FIELD_UNIQUE,
        "No two rows have the same value in this field.",
    ),
    field(
        Kind::Default,
        "default",
        &[ScalarField, CompositeMember],
        &signatures::DEFAULT,
        "The value of the field where none is given.",
    ),
    field(
        Kind::Relation,
        "relation",
        &[RelationField],
        &signatures::RELATION,
        "How two models refer to each other: which fields hold the reference, and what happens when the other side changes.",
    ),
    field(
        Kind::Map,
        "map",
        &[ScalarField, CompositeMember, EnumValue],
        &signatures::FIELD_MAP,
        "What the field or value is called in the database.",
    ),
    field(
        Kind::UpdatedAt,
        "updatedAt",
        &[ScalarField],
        &signatures::UPDATED_AT,
        "Clients set the field to the current time at every change of the row.",
    ),
    field(
        Kind::Ignore,
        "ignore",
        &[ScalarField, RelationField],
        &signatures::FIELD_IGNORE,
        "The field is left out of clients; its column stays.",
    ),
    field(
        Kind::ShardKey,
        "shardKey",
        &[ScalarField],
        &signatures::FIELD_SHARD_KEY,
        "The field decides in which shard a row lies.",
    ),
    beyond(field(
        Kind::Generated,
        "generated",
        &[ScalarField],
        &signatures::GENERATED,
        "The database computes the column from others.",
    )),
    beyond(field(
        Kind::Identity,
        "identity",
        &[ScalarField],
        &signatures::IDENTITY,
        "The column counts: `GENERATED … AS IDENTITY`, with the options of its counter.",
    )),
    beyond(field(
        Kind::Collate,
        "collate",
        &[ScalarField],
        &signatures::COLLATE,
        "How texts of the column are compared and sorted.",
    )),
    beyond(field(
        Kind::NotNull,
        "notNull",
        &[ScalarField],
        &signatures::NOT_NULL,
        "The column of a list is never NULL.",
    )),
    beyond(field(
        Kind::Comment,
        "comment",
        &[ScalarField],
        &signatures::FIELD_COMMENT,
        "The comment that the database keeps with the column.",
    )),
    beyond(field(
        Kind::Options,
        "options",
        &[ScalarField],
        &signatures::FIELD_OPTIONS,
        "Options of the column, such as how its long values are kept.",
    )),
    repeatable(beyond(field(
        Kind::Check,
        "check",
        &[ScalarField],
        &signatures::FIELD_CHECK,
        "What must hold for the column in every row.",
    ))),
    repeatable(beyond(block(
        Kind::Check,
        "check",
        &[Model],
        &signatures::BLOCK_CHECK,
        "What must hold for every row.",
    ))),
    repeatable(beyond(block(
        Kind::Exclude,
        "exclude",
        &[Model],
        &signatures::EXCLUDE,
        "No two rows for which all operators say yes.",
    ))),
    beyond(block(
        Kind::Comment,
        "comment",
        &[Model, View, Enum],
        &signatures::BLOCK_COMMENT,
        "The comment that the database keeps with the table, view or enum.",
    )),
    beyond(block(
        Kind::Options,
        "options",
        &[Model],
        &signatures::BLOCK_OPTIONS,
        "Options of the table, such as how full its pages are, or its storage engine.",
    )),
    block(Kind::Id, "id", &[Model, View], &signatures::BLOCK_ID, "The fields together are the primary key."),
    repeatable(block(
        Kind::Unique,
        "unique",
        &[Model, View],
        &signatures::BLOCK_UNIQUE,
        "No two rows have the same values in all of these fields.",
    )),
    repeatable(block(
        Kind::Index,
        "index",
        &[Model, View],
        &signatures::INDEX,
        "An index over these fields.",
    )),
    repeatable(block(
        Kind::Fulltext,
        "fulltext",
        &[Model, View],
        &signatures::FULLTEXT,
        "A full-text index over these fields.",
    )),
    block(
        Kind::Map,
        "map",
        &[Model, View, Enum],
        &signatures::BLOCK_MAP,
        "What the table, view or enum is called in the database.",
    ),
    block(
        Kind::Ignore,
        "ignore",
        &[Model, View],
        &signatures::BLOCK_IGNORE,
        "The model is left out of clients; its table stays.",
    ),
    block(
        Kind::Schema,
        "schema",
        &[Model, View, Enum],
        &signatures::SCHEMA,
        "The database schema that holds the table, view or enum.",
    ),
    block(
        Kind::ShardKey,
        "shardKey",
        &[Model, View],
        &signatures::BLOCK_SHARD_KEY,
        "The fields together decide in which shard a row lies.",
    ),
    beyond(block(
        Kind::Sql,
        "sql",
        &[View],
        &signatures::VIEW_SQL,
        "What the view selects. Without it, the view is kept by somebody else.",
    )),
    beyond(block(
        Kind::Materialized,
        "materialized",
        &[View],
        &signatures::MATERIALIZED,
        "The database keeps the rows of the view, as they were when it was last refreshed.",
    )),
    beyond(block(
        Kind::RowSecurity,
        "rls",
        &[Model],
        &signatures::RLS,
        "Row-level security: policies decide which rows each role sees and writes. Without a policy, none.",
    )),
    beyond(block(
        Kind::Partition,
        "partition",
        &[Model],
        &signatures::PARTITION,
        "The rows of the table lie in partitions.",
    )),
    beyond(block(
        Kind::Control,
        "control",
        &[Model, View],
        &signatures::CONTROL,
        "Who makes and changes it: `external` for somebody else.",
    )),
    beyond(field(
        Kind::RenamedFrom,
        "renamedFrom",
        &[ScalarField, EnumValue],
        &signatures::FIELD_RENAMED_FROM,
        "What the field or value was called before: it is renamed, and keeps its values.",
    )),
    beyond(block(
        Kind::RenamedFrom,
        "renamedFrom",
        &[Model, View, Enum],
        &signatures::BLOCK_RENAMED_FROM,
        "What the model, view or enum was called before: it is renamed, and keeps its rows.",
    )),
    beyond(field(
        Kind::Deprecated,
        "deprecated",
        &[ScalarField, RelationField, CompositeMember, EnumValue],
        &signatures::FIELD_DEPRECATED,
        "Nobody should use this any more; it will go.",
    )),
    beyond(field(
        Kind::Backfill,
        "backfill",
        &[ScalarField],
        &signatures::BACKFILL,
        "What rows get that are there and have no value, where the column is new or becomes required.",
    )),
    beyond(field(
        Kind::Using,
        "using",
        &[ScalarField],
        &signatures::USING,
        "How values become those of the field's type, where the column was of another.",
    )),
    beyond(field(
        Kind::Split,
        "split",
        &[ScalarField],
        &signatures::SPLIT,
        "The field takes over a part of what a column held that goes.",
    )),
    beyond(field(
        Kind::Merge,
        "merge",
        &[ScalarField],
        &signatures::MERGE,
        "The field takes over what several columns held that go.",
    )),
    beyond(field(
        Kind::MovedFrom,
        "movedFrom",
        &[ScalarField],
        &signatures::MOVED_FROM,
        "The field takes over what a column of another table held.",
    )),
    beyond(block(
        Kind::Deprecated,
        "deprecated",
        &[Model, View, Enum],
        &signatures::BLOCK_DEPRECATED,
        "Nobody should use this any more; it will go.",
    )),
];

/// The attribute of a name, wherever it may stand.
pub fn attribute(name: &str, block: bool) -> Option<&'static AttributeSpec> {
    ATTRIBUTES.iter().find(|spec| spec.name == name && spec.block == block)
}

impl AttributeSpec {
    pub fn fits(&self, place: Place) -> bool {
        self.places.contains(&place)
    }
    pub fn at_signs(&self) -> &'static str {
        if self.block { "@@" } else { "@" }
    }
    /// The names that fit a place, for suggestions and completion.
    pub fn names_at(place: Place, block: bool) -> impl Iterator<Item = &'static str> {
        ATTRIBUTES.iter().filter(move |spec| spec.block == block && spec.fits(place)).map(|spec| spec.name)
    }
}

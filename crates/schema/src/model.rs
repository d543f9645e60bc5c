//! The meaning of a schema: names resolved, types known, relations paired. No physical decisions: which tables,
//! columns and names come of it is for lowering.
//!
//! Ids index into [`Schema`]; they mean nothing outside of it. What could not be understood is left out ("poisoned")
//! and reported, the rest stands.

pub use crate::intent::Intent;
pub use crate::naming::Naming;
pub use crate::objects::model::{ModelObjects, Object, ObjectId};
pub use parallax_dialect::NativeArg;
pub use parallax_dialect::options::OptionSpec;
use parallax_dialect::{Action, IndexMethod, NativeType, OptionValue, Scalar};
pub use parallax_dialect::{Deferrable, Nulls, Order};
pub use parallax_syntax::ast::{Arity, ModelKeyword, ObjectKeyword};
use parallax_text::Span;
use smol_str::SmolStr;

mod source;

pub use source::{Comments, Datasource, Extension, Generator, GeneratorValue, RelationMode, StringOrEnv};

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);
        impl $name {
            pub fn index(self) -> usize { self.0 as usize }
        }
    )*};
}
id!(
    /// A model, view or composite type.
    ModelId,
    EnumId,
    RelationId
);

/// A field of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldId {
    pub model: ModelId,
    pub index: u32,
}

#[derive(Debug, Clone, Default)]
pub struct Schema {
    pub datasource: Option<Datasource>,
    pub generators: Vec<Generator>,
    /// Models, views and composite types of all files, in source order.
    pub models: Vec<Model>,
    pub enums: Vec<Enum>,
    pub relations: Vec<Relation>,
    /// Functions, triggers, policies, … of all files, in source order.
    pub objects: Vec<Object>,
    /// Some file uses the whole language: what the schema does not declare is not wanted. Otherwise it is silent about
    /// what Prisma has no words for.
    pub whole: bool,
}

impl Schema {
    pub fn model(&self, id: ModelId) -> &Model {
        &self.models[id.index()]
    }
    pub fn field(&self, id: FieldId) -> &Field {
        &self.model(id.model).fields[id.index as usize]
    }
    /// What things are called in the database where no `@map` says so.
    pub fn naming(&self) -> Naming {
        self.datasource.as_ref().map(|datasource| datasource.naming).unwrap_or_default()
    }
    pub fn enum_(&self, id: EnumId) -> &Enum {
        &self.enums[id.index()]
    }
    pub fn object(&self, id: ObjectId) -> &Object {
        &self.objects[id.index()]
    }
    pub fn relation(&self, id: RelationId) -> &Relation {
        &self.relations[id.index()]
    }
    /// The type of a field as the schema writes it, without `?` and `[]`; absent where it is unknown.
    pub fn type_name(&self, kind: &FieldKind) -> Option<SmolStr> {
        Some(match kind {
            FieldKind::Scalar { scalar, .. } => SmolStr::new_static(scalar.as_str()),
            FieldKind::Enum(id) => self.enum_(*id).name.clone(),
            FieldKind::Composite(id) | FieldKind::Relation { target: id, .. } => self.model(*id).name.clone(),
            FieldKind::Unsupported(sql) => SmolStr::from(format!("Unsupported(\"{sql}\")")),
            FieldKind::Poisoned => return None,
        })
    }
    pub fn models(&self) -> impl Iterator<Item = (ModelId, &Model)> {
        self.models.iter().enumerate().map(|(at, model)| (ModelId(at as u32), model))
    }
    pub fn has_preview_feature(&self, name: &str) -> bool {
        self.generators
            .iter()
            .flat_map(|generator| &generator.preview_features)
            .any(|f| f.eq_ignore_ascii_case(name))
    }
}

#[derive(Debug, Clone)]
pub struct Model {
    pub keyword: ModelKeyword,
    pub name: SmolStr,
    /// In the database: `@@map`, or the name.
    pub db_name: SmolStr,
    /// Its name in the database is written, be it the same.
    pub mapped: bool,
    /// `@@schema`
    pub namespace: Option<SmolStr>,
    pub fields: Vec<Field>,
    pub primary_key: Option<Key>,
    /// Uniques, indexes and fulltext indexes: those of fields first, then those of the block, each in source order.
    pub indexes: Vec<Index>,
    pub checks: Vec<Check>,
    pub exclusions: Vec<Exclusion>,
    pub ignored: bool,
    /// What Prisma has no words for.
    pub table: Option<Box<TableDetails>>,
    /// The query of a view, row-level security, partitions.
    pub objects: Option<Box<ModelObjects>>,
    /// Absent where nothing is said, which is nearly everywhere.
    pub intent: Option<Box<Intent>>,
    pub docs: Option<SmolStr>,
    /// The whole block.
    pub span: Span,
    pub name_span: Span,
}

#[derive(Debug, Clone)]
pub struct Field {
    pub name: SmolStr,
    /// The column: `@map`, or the name. Means nothing on relation fields.
    pub db_name: SmolStr,
    /// Its name in the database is written, be it the same.
    pub mapped: bool,
    pub arity: Arity,
    pub kind: FieldKind,
    pub default: Option<Box<Default>>,
    /// What Prisma has no words for.
    pub column: Option<Box<ColumnDetails>>,
    pub updated_at: bool,
    pub ignored: bool,
    /// Absent where nothing is said, which is nearly everywhere.
    pub intent: Option<Box<Intent>>,
    pub docs: Option<SmolStr>,
    pub span: Span,
    pub name_span: Span,
}

#[derive(Debug, Clone)]
pub enum FieldKind {
    Scalar {
        scalar: Scalar,
        native: Option<Box<Native>>,
    },
    Enum(EnumId),
    /// A field of a composite type.
    Composite(ModelId),
    /// `Unsupported("…")`, verbatim.
    Unsupported(SmolStr),
    /// The relation is absent where it could not be understood.
    Relation {
        target: ModelId,
        relation: Option<RelationId>,
    },
    /// The type is unknown; reported.
    Poisoned,
}

/// `@db.VarChar(255)`
#[derive(Debug, Clone)]
pub struct Native {
    pub ty: &'static NativeType,
    pub args: Vec<NativeArg>,
    /// The word among the arguments as written: `MAX` for `Max`.
    pub word: Option<SmolStr>,
    pub span: Span,
}

/// What Prisma has no words for about a column.
#[derive(Debug, Clone, std::default::Default)]
pub struct ColumnDetails {
    pub generated: Option<Generated>,
    pub identity: Option<Box<Identity>>,
    /// `@collate`
    pub collation: Option<SmolStr>,
    /// Of a field of a domain: how the database writes its name.
    pub domain: Option<SmolStr>,
    /// `@notNull`, of a list.
    pub not_null: bool,
    /// `@comment`
    pub comment: Option<SmolStr>,
    /// `@options`
    pub options: Vec<OptionSetting>,
}

/// `@generated(sql`…`)`
#[derive(Debug, Clone)]
pub struct Generated {
    pub expression: SmolStr,
    /// Kept with the row, rather than computed when it is read.
    pub stored: bool,
    pub span: Span,
}

/// `@identity(…)`
#[derive(Debug, Clone)]
pub struct Identity {
    /// The counter alone gives values.
    pub always: bool,
    pub options: SequenceOptions,
    pub span: Span,
}

/// `fillfactor: 70` in `@@options({ … })`
#[derive(Debug, Clone)]
pub struct OptionSetting {
    pub spec: &'static OptionSpec,
    pub value: OptionValue,
    pub span: Span,
}

/// What Prisma has no words for about a table.
#[derive(Debug, Clone, std::default::Default)]
pub struct TableDetails {
    /// `@@comment`
    pub comment: Option<SmolStr>,
    /// `@@options`
    pub options: Vec<OptionSetting>,
}

/// `@default(…)`
#[derive(Debug, Clone)]
pub struct Default {
    pub value: DefaultValue,
    /// `map:`, the name of the constraint (SQL Server).
    pub name: Option<SmolStr>,
    pub name_span: Option<Span>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum DefaultValue {
    /// Strings, also of Json, Bytes (base64) and DateTime (RFC 3339) fields; numbers as written.
    String(SmolStr),
    Number(SmolStr),
    Boolean(bool),
    /// Index into the values of the field's enum.
    EnumValue(u32),
    List(Vec<DefaultValue>),
    Autoincrement,
    /// CockroachDB.
    Sequence(SequenceOptions),
    Now,
    /// `dbgenerated("…")`; without text, whatever the database has.
    DbGenerated(Option<SmolStr>),
    /// Made by the client, invisible to the database: `uuid()`, `cuid()`, `ulid()`, `nanoid()`. Name and argument.
    Client(SmolStr, Option<u32>),
    /// MongoDB's `auto()`.
    Auto,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, std::default::Default)]
pub struct SequenceOptions {
    pub virtual_: bool,
    pub cache: Option<i64>,
    pub increment: Option<i64>,
    pub min_value: Option<i64>,
    pub max_value: Option<i64>,
    pub start: Option<i64>,
    pub cycle: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Asc,
    Desc,
}

/// `@id`, `@@id`
#[derive(Debug, Clone)]
pub struct Key {
    pub fields: Vec<IndexField>,
    /// `map:`
    pub db_name: Option<SmolStr>,
    pub db_name_span: Option<Span>,
    /// `name:`, what clients call it.
    pub client_name: Option<SmolStr>,
    pub clustered: Option<bool>,
    pub deferrable: Option<Deferrable>,
    pub on_field: bool,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexKind {
    Normal,
    Unique,
    Fulltext,
}

/// `@unique`, `@@unique`, `@@index`, `@@fulltext`
#[derive(Debug, Clone)]
pub struct Index {
    pub kind: IndexKind,
    pub fields: Vec<IndexField>,
    /// `map:`
    pub db_name: Option<SmolStr>,
    pub db_name_span: Option<Span>,
    /// `name:` of a unique, what clients call it.
    pub client_name: Option<SmolStr>,
    /// `type:`
    pub method: Option<&'static IndexMethod>,
    pub clustered: Option<bool>,
    pub predicate: Option<Predicate>,
    /// What Prisma has no words for.
    pub details: Option<Box<IndexDetails>>,
    pub on_field: bool,
    pub span: Span,
}

/// What Prisma has no words for about an index or unique.
#[derive(Debug, Clone, PartialEq, std::default::Default)]
pub struct IndexDetails {
    /// Expressions among its fields, each with its place in the whole list.
    pub expressions: Vec<(u32, IndexExpression)>,
    /// `@@index(…, unique: true)`
    pub unique: bool,
    /// `include:`, field indexes.
    pub include: Vec<u32>,
    /// `nulls: NotDistinct`
    pub nulls_not_distinct: bool,
    /// Whether a unique is a constraint of its table rather than an index.
    pub constraint: Option<bool>,
    pub deferrable: Option<Deferrable>,
    /// `with:`, `tablespace`, `visible`, `parser`.
    pub settings: Vec<(SmolStr, OptionValue)>,
    pub concurrently: bool,
    pub comment: Option<SmolStr>,
}

/// `expression(sql`lower(email)`, sort: Desc)`
#[derive(Debug, Clone, PartialEq)]
pub struct IndexExpression {
    pub sql: SmolStr,
    pub sort: Option<Sort>,
    pub nulls: Option<Nulls>,
    pub ops: Option<Ops>,
    pub collation: Option<SmolStr>,
    /// `op:`, in an exclusion.
    pub operator: Option<SmolStr>,
}

impl IndexExpression {
    pub fn new(sql: SmolStr) -> Self {
        IndexExpression { sql, sort: None, nulls: None, ops: None, collation: None, operator: None }
    }
}

/// An element of the list of an exclusion.
#[derive(Debug, Clone)]
pub enum IndexItem {
    Field(IndexField),
    Expression(IndexExpression),
}

impl IndexItem {
    pub fn operator(&self) -> Option<&SmolStr> {
        match self {
            IndexItem::Field(field) => field.operator.as_ref(),
            IndexItem::Expression(expression) => expression.operator.as_ref(),
        }
    }
    /// The index of the field, where it is one.
    pub fn field(&self) -> Option<u32> {
        match self {
            IndexItem::Field(field) => Some(field.field),
            IndexItem::Expression(_) => None,
        }
    }
}

/// `@check`, `@@check`
#[derive(Debug, Clone)]
pub struct Check {
    pub condition: Predicate,
    /// `map:` or `name:`
    pub db_name: Option<SmolStr>,
    /// The field at which it stands.
    pub field: Option<u32>,
    /// Holds for rows that were there before, too.
    pub validated: bool,
    pub enforced: bool,
    pub span: Span,
}

impl Check {
    /// The field that its name follows from, where it is not given one: that at which it stands, or the only one that it
    /// compares.
    pub fn named_after(&self) -> Option<u32> {
        let compared = || match &self.condition {
            Predicate::All(comparisons) => {
                let first = comparisons.first()?.0;
                comparisons.iter().all(|(field, _)| *field == first).then_some(first)
            }
            Predicate::Raw(_) => None,
        };
        self.field.or_else(compared)
    }
}

/// `@@exclude`
#[derive(Debug, Clone)]
pub struct Exclusion {
    pub parts: Vec<IndexItem>,
    /// `type:`
    pub method: Option<&'static IndexMethod>,
    pub predicate: Option<Predicate>,
    pub deferrable: Option<Deferrable>,
    /// `with:`, `tablespace`.
    pub settings: Vec<(SmolStr, OptionValue)>,
    /// `map:` or `name:`
    pub db_name: Option<SmolStr>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct IndexField {
    /// The field of the model; for MongoDB's paths the rest follows in `path`.
    pub field: u32,
    /// Field names below a composite field.
    pub path: Vec<SmolStr>,
    pub sort: Option<Sort>,
    /// In characters (bytes for binary types).
    pub length: Option<u32>,
    pub ops: Option<Ops>,
    /// Beyond Prisma: where NULLs are.
    pub nulls: Option<Nulls>,
    /// Beyond Prisma.
    pub collation: Option<SmolStr>,
    /// `op:`, in an exclusion.
    pub operator: Option<SmolStr>,
}

impl IndexField {
    pub fn new(field: u32) -> Self {
        IndexField {
            field,
            path: Vec::new(),
            sort: None,
            length: None,
            ops: None,
            nulls: None,
            collation: None,
            operator: None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ops {
    Class(&'static parallax_dialect::OperatorClass),
    /// `raw("…")`
    Raw(SmolStr),
}

/// `where:` of an index.
#[derive(Debug, Clone, PartialEq)]
pub enum Predicate {
    /// `raw("…")`; beyond Prisma also a plain string.
    Raw(SmolStr),
    /// `{ field: value }`, all of which must hold. Field index, and what it is compared with.
    All(Vec<(u32, Comparison)>),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Comparison {
    Equals(Operand),
    /// `{ not: value }`
    Not(Operand),
    /// `{ gt: value }` and its kin
    Compares(Order, Operand),
    /// `{ in: [value] }`
    In(Vec<Operand>),
    /// `{ notIn: [value] }`
    NotIn(Vec<Operand>),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    Null,
    Boolean(bool),
    Number(SmolStr),
    String(SmolStr),
    /// Index into the values of the field's enum.
    EnumValue(u32),
}

#[derive(Debug, Clone)]
pub struct Enum {
    pub name: SmolStr,
    pub db_name: SmolStr,
    /// Its name in the database is written, be it the same.
    pub mapped: bool,
    pub namespace: Option<SmolStr>,
    pub values: Vec<EnumValue>,
    /// `@@comment`
    pub comment: Option<SmolStr>,
    /// Absent where nothing is said, which is nearly everywhere.
    pub intent: Option<Box<Intent>>,
    pub docs: Option<SmolStr>,
    pub span: Span,
    pub name_span: Span,
}

#[derive(Debug, Clone)]
pub struct EnumValue {
    pub name: SmolStr,
    pub db_name: SmolStr,
    /// Its name in the database is written, be it the same.
    pub mapped: bool,
    /// Absent where nothing is said, which is nearly everywhere.
    pub intent: Option<Box<Intent>>,
    pub docs: Option<SmolStr>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct Relation {
    /// Explicit or implied (`AToB`).
    pub name: SmolStr,
    pub kind: RelationKind,
}

#[derive(Debug, Clone)]
pub enum RelationKind {
    /// One side holds the columns.
    Columns(ForeignKey),
    /// Lists on both sides: a join table, or embedded ids in a document database.
    ManyToMany { a: FieldId, b: FieldId, embedded: Option<Box<Embedded>> },
}

/// The lists of ids that hold a many-to-many relation in a document database: for each side the fields of its model and
/// those that they refer to, as written.
#[derive(Debug, Clone)]
pub struct Embedded {
    pub a: (Vec<u32>, Vec<u32>),
    pub b: (Vec<u32>, Vec<u32>),
}

#[derive(Debug, Clone)]
pub struct ForeignKey {
    /// The relation field with `fields:`.
    pub forward: FieldId,
    /// The relation field on the other side, where there is one.
    pub back: Option<FieldId>,
    pub one_to_one: bool,
    /// Field indexes in the model of `forward`.
    pub fields: Vec<u32>,
    /// Field indexes in the target model.
    pub references: Vec<u32>,
    /// As written.
    pub on_delete: Option<Action>,
    pub on_update: Option<Action>,
    /// The actions in force, defaults filled in for this database.
    pub effective_on_delete: Action,
    pub effective_on_update: Action,
    /// `map:`
    pub db_name: Option<SmolStr>,
    pub deferrable: Option<Deferrable>,
    /// Holds for rows that were there before, too.
    pub validated: bool,
    /// `match: Full`
    pub match_full: bool,
    pub span: Span,
}

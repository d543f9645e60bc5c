//! What blocks of objects say, with names resolved.

use crate::model::{EnumId, ModelId, Native};
use parallax_dialect::Scalar;
use parallax_syntax::ast::ObjectKeyword;
use parallax_text::Span;
use smol_str::SmolStr;

/// An index into [`crate::Schema::objects`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId(pub u32);

impl ObjectId {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A function, trigger, policy, …
#[derive(Debug, Clone)]
pub struct Object {
    pub keyword: ObjectKeyword,
    pub name: SmolStr,
    /// In the database: `@@map`, or the name.
    pub db_name: SmolStr,
    /// `@@schema`
    pub namespace: Option<SmolStr>,
    /// `@@control(external)`: somebody else makes and changes it.
    pub external: bool,
    /// `@@comment`
    pub comment: Option<SmolStr>,
    /// Each key once, as far as it could be understood.
    pub settings: Vec<Setting>,
    pub docs: Option<SmolStr>,
    /// The whole block.
    pub span: Span,
    pub name_span: Span,
    /// Something in it was not understood, and reported.
    pub poisoned: bool,
}

#[derive(Debug, Clone)]
pub struct Setting {
    pub key: SmolStr,
    pub value: Value,
    /// Of the value.
    pub span: Span,
}

#[derive(Debug, Clone)]
pub enum Value {
    /// sql`…`
    Sql(SmolStr),
    /// Words and strings.
    Text(SmolStr),
    Boolean(bool),
    Number(i64),
    Texts(Vec<SmolStr>),
    Pairs(Vec<(SmolStr, SmolStr)>),
    Type(TypeRef),
    Arguments(Vec<Argument>),
    Events(Vec<Event>),
    Model(ModelId),
    Call(Call),
    Privileges(Vec<Privilege>),
    Securable(Securable),
    /// Of a partition: each is SQL, or a literal.
    Bound(Vec<BoundValue>),
    PartitionKey(PartitionKey),
    /// Of a constant: it is put in the place of its names before.
    Plain,
}

/// A type where an object has one.
#[derive(Debug, Clone)]
pub enum TypeRef {
    /// `String`, as fields of this type have it.
    Scalar(Scalar, bool),
    /// `db.VarChar(80)`
    Native(Native, bool),
    Enum(EnumId, bool),
    /// A domain, composite type or range type.
    Object(ObjectId, bool),
    /// In the words of the database.
    Sql(SmolStr),
}

#[derive(Debug, Clone)]
pub struct Argument {
    pub name: SmolStr,
    pub mode: ArgumentMode,
    pub ty: TypeRef,
    /// SQL.
    pub default: Option<SmolStr>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgumentMode {
    In,
    Out,
    InOut,
    Variadic,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    Insert,
    Update,
    Delete,
    Truncate,
}

#[derive(Debug, Clone)]
pub struct Event {
    pub kind: EventKind,
    /// `of:`, fields of the target.
    pub fields: Vec<u32>,
}

#[derive(Debug, Clone)]
pub struct Call {
    /// A `function` block, or a function that the schema does not declare.
    pub function: Result<ObjectId, SmolStr>,
    pub args: Vec<SmolStr>,
}

#[derive(Debug, Clone)]
pub struct Privilege {
    /// In the words of SQL: `SELECT`.
    pub name: SmolStr,
    /// Only in these fields.
    pub fields: Vec<u32>,
}

#[derive(Debug, Clone)]
pub enum Securable {
    Schema(SmolStr),
    Model(ModelId),
    Object(ObjectId),
    Enum(EnumId),
}

#[derive(Debug, Clone, PartialEq)]
pub enum BoundValue {
    Sql(SmolStr),
    Text(SmolStr),
    Number(SmolStr),
    Boolean(bool),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartitionMethod {
    Range,
    List,
    Hash,
}

impl PartitionMethod {
    pub const ALL: [(&'static str, PartitionMethod); 3] =
        [("Range", Self::Range), ("List", Self::List), ("Hash", Self::Hash)];
    pub fn sql(self) -> &'static str {
        match self {
            Self::Range => "RANGE",
            Self::List => "LIST",
            Self::Hash => "HASH",
        }
    }
}

/// By what a table is partitioned.
#[derive(Debug, Clone)]
pub enum PartitionKey {
    Fields {
        method: PartitionMethod,
        parts: Vec<PartitionPart>,
    },
    /// In the words of the database.
    Sql(SmolStr),
}

#[derive(Debug, Clone)]
pub enum PartitionPart {
    Field(u32),
    Sql(SmolStr),
}

impl Object {
    pub fn setting(&self, key: &str) -> Option<&Setting> {
        self.settings.iter().find(|setting| setting.key == key)
    }
    pub fn value(&self, key: &str) -> Option<&Value> {
        self.setting(key).map(|setting| &setting.value)
    }
    /// What is written as SQL, as a word or as a string.
    pub fn text(&self, key: &str) -> Option<&SmolStr> {
        match self.value(key)? {
            Value::Sql(text) | Value::Text(text) => Some(text),
            _ => None,
        }
    }
    pub fn number(&self, key: &str) -> Option<i64> {
        match self.value(key)? {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }
    pub fn boolean(&self, key: &str) -> Option<bool> {
        match self.value(key)? {
            Value::Boolean(value) => Some(*value),
            _ => None,
        }
    }
    pub fn texts(&self, key: &str) -> &[SmolStr] {
        match self.value(key) {
            Some(Value::Texts(texts)) => texts,
            _ => &[],
        }
    }
    pub fn ty(&self, key: &str) -> Option<&TypeRef> {
        match self.value(key)? {
            Value::Type(ty) => Some(ty),
            _ => None,
        }
    }
    /// The model that it belongs to: `target`, or `of`.
    pub fn model(&self) -> Option<ModelId> {
        ["target", "of"].into_iter().find_map(|key| match self.value(key)? {
            Value::Model(model) => Some(*model),
            _ => None,
        })
    }
    /// Whether a field can be of it.
    pub fn is_type(&self) -> bool {
        is_type(self.keyword)
    }
}

pub(crate) fn is_type(keyword: ObjectKeyword) -> bool {
    matches!(keyword, ObjectKeyword::Domain | ObjectKeyword::Composite | ObjectKeyword::Range)
}

/// What a model says beyond its fields and keys.
#[derive(Debug, Clone, Default)]
pub struct ModelObjects {
    /// `@@sql`: what a view selects.
    pub query: Option<Query>,
    /// `@@materialized`
    pub materialized: Option<Materialized>,
    /// `@@rls`
    pub row_security: Option<RowSecurity>,
    /// `@@partition`
    pub partition: Option<PartitionKey>,
    /// `@@control(external)`
    pub external: bool,
}

#[derive(Debug, Clone)]
pub struct Query {
    pub sql: SmolStr,
    pub span: Span,
    pub security_invoker: Option<bool>,
    pub security_barrier: Option<bool>,
    /// `local` or `cascaded`
    pub check_option: Option<&'static str>,
}

#[derive(Debug, Clone)]
pub struct Materialized {
    pub with_data: bool,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct RowSecurity {
    pub force: bool,
    pub span: Span,
}

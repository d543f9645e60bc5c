//! What the schema language offers on one database: native types, actions, limits, names. Pure data, asked by
//! validation, lowering, completion and the reference pages.

pub use parallax_ir::Action;

/// The built-in types of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scalar {
    Int,
    BigInt,
    Float,
    Decimal,
    Boolean,
    String,
    DateTime,
    Json,
    Bytes,
}

impl Scalar {
    pub const ALL: [Scalar; 9] = [
        Scalar::Int,
        Scalar::BigInt,
        Scalar::Float,
        Scalar::Decimal,
        Scalar::Boolean,
        Scalar::String,
        Scalar::DateTime,
        Scalar::Json,
        Scalar::Bytes,
    ];
    pub fn as_str(self) -> &'static str {
        match self {
            Scalar::Int => "Int",
            Scalar::BigInt => "BigInt",
            Scalar::Float => "Float",
            Scalar::Decimal => "Decimal",
            Scalar::Boolean => "Boolean",
            Scalar::String => "String",
            Scalar::DateTime => "DateTime",
            Scalar::Json => "Json",
            Scalar::Bytes => "Bytes",
        }
    }
    pub fn parse(name: &str) -> Option<Scalar> {
        Scalar::ALL.into_iter().find(|scalar| scalar.as_str() == name)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Arity {
    Required,
    Optional,
    List,
}

/// Whether a column of a type can be in an index, a unique constraint or a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indexable {
    Yes,
    /// Only with a prefix `length` (MySQL's TEXT and BLOB).
    WithLength,
    /// Unless its argument is a word (SQL Server's `Max`).
    UnlessWord,
    /// Not by the indexes of the language.
    No,
    /// By no index at all: its values cannot be compared.
    Never,
}

/// An argument of a native type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NativeArg {
    Number(u32),
    /// `Max`
    Word(&'static str),
}

/// One parameter of a native type, such as the length of a `VarChar`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Param {
    pub name: &'static str,
    pub required: bool,
    /// Inclusive.
    pub min: u32,
    /// Inclusive.
    pub max: u32,
    /// A word that may stand instead of a number, such as `Max`; compared without case.
    pub word: Option<&'static str>,
    /// Beyond the range, a warning rather than an error: the database refuses it, schemas have been let through.
    pub advisory: bool,
    /// Whether schema text may give it. Otherwise it comes of defaults and of live databases only.
    pub declarable: bool,
}

impl Param {
    pub const fn required(name: &'static str, min: u32, max: u32) -> Param {
        Param { name, required: true, min, max, word: None, advisory: false, declarable: true }
    }
    pub const fn optional(name: &'static str, min: u32, max: u32) -> Param {
        Param { required: false, ..Param::required(name, min, max) }
    }
    pub const fn or_word(self, word: &'static str) -> Param {
        Param { word: Some(word), ..self }
    }
    pub const fn advisory(self) -> Param {
        Param { advisory: true, ..self }
    }
    pub const fn undeclarable(self) -> Param {
        Param { declarable: false, ..self }
    }
}

/// A column type that the database has. One row drives validation, lowering, rendering, introspection, completion
/// and the reference page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NativeType {
    /// As in `@db.VarChar`; also the key in the IR.
    pub name: &'static str,
    /// As in DDL, without arguments: `VARCHAR`.
    pub sql: &'static str,
    /// The fields on which it may stand. The first is what introspection makes of it.
    pub scalars: &'static [Scalar],
    /// Optional ones are given all or none; a `scale` is at most the `precision`.
    pub params: &'static [Param],
    /// On these scalars, the largest first argument where that is less than the parameter allows.
    pub scalar_max: &'static [(Scalar, u32)],
    /// On these scalars, the arguments that it has where schema text gives none: a Boolean `TinyInt` of MySQL is
    /// `TINYINT(1)`.
    pub implied_args: &'static [(Scalar, &'static [NativeArg])],
    /// Whether schema text can name it with `@db.`; SQLite's types cannot be named.
    pub declarable: bool,
    pub indexable: Indexable,
    /// One line for hover and reference, with ranges and units.
    pub doc: &'static str,
    /// The page of the manual.
    pub manual: &'static str,
}

impl NativeType {
    /// Declarable, indexable, without parameters.
    pub const fn new(
        name: &'static str,
        sql: &'static str,
        scalars: &'static [Scalar],
        doc: &'static str,
        manual: &'static str,
    ) -> NativeType {
        NativeType {
            name,
            sql,
            scalars,
            params: &[],
            scalar_max: &[],
            implied_args: &[],
            declarable: true,
            indexable: Indexable::Yes,
            doc,
            manual,
        }
    }
    pub const fn params(self, params: &'static [Param]) -> NativeType {
        NativeType { params, ..self }
    }
    pub const fn scalar_max(self, scalar_max: &'static [(Scalar, u32)]) -> NativeType {
        NativeType { scalar_max, ..self }
    }
    pub const fn implied_args(self, implied_args: &'static [(Scalar, &'static [NativeArg])]) -> NativeType {
        NativeType { implied_args, ..self }
    }
    pub const fn indexable(self, indexable: Indexable) -> NativeType {
        NativeType { indexable, ..self }
    }
    pub const fn undeclarable(self) -> NativeType {
        NativeType { declarable: false, ..self }
    }
}

/// `type:` of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexMethod {
    /// As in `type: Gin`; also the key in the IR.
    pub name: &'static str,
    /// As in `USING GIN`.
    pub sql: &'static str,
    pub sortable: bool,
    pub multi_column: bool,
    /// The last column is a list or JSON, whose elements it finds; JSON is nowhere else.
    pub inverted: bool,
}

/// `ops:` of an index field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OperatorClass {
    /// As in `ops: JsonbPathOps`; also the key in the IR.
    pub name: &'static str,
    /// As in DDL: `jsonb_path_ops`.
    pub sql: &'static str,
    /// Names of [`IndexMethod`]s.
    pub methods: &'static [&'static str],
    /// Native types it fits; a field without `@db.` counts as its default type.
    pub natives: &'static [&'static str],
    /// Fits every list (PostgreSQL's `array_ops`).
    pub lists: bool,
    /// The methods that take it for these types when none is named.
    pub default_in: &'static [&'static str],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ConstraintKind {
    PrimaryKey,
    Unique,
    Index,
    ForeignKey,
    Default,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScopeArea {
    /// One per namespace (schema).
    Namespace,
    /// One per model.
    Model,
}

/// Names of these kinds must differ from each other within the area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConstraintScope {
    pub area: ScopeArea,
    pub kinds: &'static [ConstraintKind],
}

/// What can be said in a schema for this database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    pub enums: bool,
    pub lists: bool,
    pub json: bool,
    pub json_lists: bool,
    pub decimal: bool,
    /// `type` blocks, `auto()`, `_id`: a document database.
    pub documents: bool,
    pub foreign_keys: bool,
    pub named_primary_keys: bool,
    pub named_foreign_keys: bool,
    pub named_defaults: bool,
    pub implicit_many_to_many: bool,
    /// `autoincrement()` at all; and its limits.
    pub autoincrement: bool,
    pub autoincrement_on_int: bool,
    pub autoincrement_multiple: bool,
    pub autoincrement_without_key: bool,
    /// Only on a single-column primary key.
    pub autoincrement_only_id: bool,
    pub sequences: bool,
    pub fulltext: bool,
    pub fulltext_sort: bool,
    /// The preview feature of text search in queries.
    pub fulltext_search_preview: bool,
    /// `length:` on index and key fields.
    pub prefix_length: bool,
    pub bytes_primary_key: bool,
    /// `sort:` on primary keys.
    pub primary_key_sort: bool,
    pub clustered: bool,
    pub partial_indexes: bool,
    pub schemas: bool,
    pub extensions: bool,
    pub shard_keys: bool,
    /// References must list the columns in the order of the unique they point at.
    pub references_in_order: bool,
    /// Cycles and multiple paths of cascades are refused by the database.
    pub refuses_cascade_cycles: bool,
    /// A warning rather than an error: `SetNull` on required columns.
    pub set_null_on_required: bool,
    /// The database takes part only with `relationMode = "prisma"`.
    pub relations_emulated_only: bool,
    /// `SET DEFAULT` of a foreign key parses, and then refuses like `RESTRICT` or fails.
    pub set_default_ineffective: bool,
}

/// All of it, for one database.
#[derive(Debug, Clone, Copy)]
pub struct Language {
    /// Values of `provider`, preferred first.
    pub providers: &'static [&'static str],
    /// How URLs of this database begin.
    pub url_schemes: &'static [&'static str],
    pub capabilities: Capabilities,
    pub native_types: &'static [NativeType],
    /// Type of a scalar without `@db.`: name of a native type and its arguments.
    pub default_types: &'static [(Scalar, &'static str, &'static [NativeArg])],
    pub index_methods: &'static [IndexMethod],
    pub operator_classes: &'static [OperatorClass],
    /// Allowed actions, with foreign keys and with `relationMode = "prisma"`.
    pub actions: &'static [Action],
    pub emulated_actions: &'static [Action],
    /// In bytes.
    pub max_identifier: usize,
    pub scopes: &'static [ConstraintScope],
    /// Blocks of objects and attributes beyond Prisma that it has (`function`, `@@partition`), with the keys that each
    /// takes there.
    pub objects: &'static [(&'static str, &'static [&'static str])],
    /// The namespace of a model without `@@schema`: `public`, `dbo`.
    pub default_namespace: Option<&'static str>,
}

impl Language {
    pub fn native_type(&self, name: &str) -> Option<&'static NativeType> {
        self.native_types.iter().find(|native| native.name == name)
    }
    pub fn default_type(&self, scalar: Scalar) -> Option<(&'static NativeType, &'static [NativeArg])> {
        let (_, name, args) = self.default_types.iter().find(|(of, _, _)| *of == scalar)?;
        Some((self.native_type(name)?, args))
    }
    /// The keys that a kind of object has here; absent where there is no such object.
    pub fn object_keys(&self, keyword: &str) -> Option<&'static [&'static str]> {
        self.objects.iter().find(|(known, _)| *known == keyword).map(|(_, keys)| *keys)
    }
    pub fn index_method(&self, name: &str) -> Option<&'static IndexMethod> {
        self.index_methods.iter().find(|method| method.name == name)
    }
    pub fn operator_class(&self, name: &str) -> Option<&'static OperatorClass> {
        self.operator_classes.iter().find(|class| class.name == name)
    }
}

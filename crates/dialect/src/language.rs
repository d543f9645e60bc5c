//! What the schema language offers on one database: native types, actions, limits, names. Pure data, asked by
//! validation, lowering, completion and the reference pages.

use crate::options::OptionSpec;
pub use parallax_ir::{Action, Deferrable, Nulls, OptionValue};
use parallax_ir::{BaseType, ColumnType};
use std::fmt;

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
    /// Where this is not empty, one of these words stands here, and no number.
    pub words: &'static [&'static str],
}

impl Param {
    pub const fn required(name: &'static str, min: u32, max: u32) -> Param {
        Param { name, required: true, min, max, word: None, advisory: false, declarable: true, words: &[] }
    }
    pub const fn optional(name: &'static str, min: u32, max: u32) -> Param {
        Param { required: false, ..Param::required(name, min, max) }
    }
    /// One of some words.
    pub const fn one_of(name: &'static str, words: &'static [&'static str]) -> Param {
        Param { required: false, words, ..Param::required(name, 0, 0) }
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
    /// Prisma does not know it. Such a type is no native one in the IR, but a type as the database spells it
    /// ([`NativeType::spelled`]), so that both ways of writing it mean the same.
    pub beyond: bool,
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
            beyond: false,
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
    pub const fn beyond(self) -> NativeType {
        NativeType { beyond: true, ..self }
    }
    /// As the catalog spells it: `geometry(Point,4326)`, `interval(3)`, `timestamp(3) with time zone`.
    pub fn spelled(&self, args: &[NativeArg]) -> String {
        let args: Vec<String> = args.iter().map(NativeArg::to_string).collect();
        if args.is_empty() { self.sql.to_owned() } else { format!("{}({})", self.sql, args.join(",")) }
    }
    /// The arguments in a text that [`NativeType::spelled`] gives; `None` where it is another type.
    pub fn read_spelled(&self, text: &str) -> Option<Vec<NativeArg>> {
        let rest = text.get(..self.sql.len()).filter(|head| head.eq_ignore_ascii_case(self.sql));
        let rest = rest.and_then(|head| text.get(head.len()..))?.trim();
        if rest.is_empty() {
            let required = self.params.iter().any(|param| param.required);
            return (!required).then(Vec::new);
        }
        let inside = rest.strip_prefix('(')?.strip_suffix(')')?;
        let given: Vec<&str> = inside.split(',').map(str::trim).collect();
        let args = given.iter().zip(self.params).map(|(text, param)| param.read(text));
        let args: Option<Vec<NativeArg>> = args.collect();
        args.filter(|_| given.len() <= self.params.len())
    }
}

impl Param {
    fn read(&self, text: &str) -> Option<NativeArg> {
        if !self.words.is_empty() {
            let word = self.words.iter().find(|word| word.eq_ignore_ascii_case(text))?;
            return Some(NativeArg::Word(word));
        }
        let number: u32 = text.parse().ok()?;
        (self.min..=self.max).contains(&number).then_some(NativeArg::Number(number))
    }
}

impl fmt::Display for NativeArg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NativeArg::Number(number) => number.fmt(f),
            NativeArg::Word(word) => f.write_str(word),
        }
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

impl OperatorClass {
    pub fn fits(&self, ty: &ColumnType) -> bool {
        match &ty.base {
            _ if ty.list => self.lists,
            BaseType::Native { name, .. } => self.natives.contains(&name.as_str()),
            BaseType::Enum(_) | BaseType::InlineEnum(_) | BaseType::Other(_) => false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ConstraintKind {
    PrimaryKey,
    Unique,
    Index,
    ForeignKey,
    Default,
    Check,
    Exclusion,
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

/// How a value stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Order {
    /// As SQL writes it.
    pub fn sql(self) -> &'static str {
        match self {
            Order::Less => "<",
            Order::AtMost => "<=",
            Order::More => ">",
            Order::AtLeast => ">=",
        }
    }
    /// As conditions of the schema language write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Order::Less => "lt",
            Order::AtMost => "lte",
            Order::More => "gt",
            Order::AtLeast => "gte",
        }
    }
}

/// What the database knows of constraints and indexes, of those things that Prisma has no words for. Some of it only in
/// some versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Constraints {
    pub checks: bool,
    pub exclusions: bool,
    /// Checks and foreign keys that old rows may break (`NOT VALID`, `NOCHECK`).
    pub not_valid: bool,
    /// Checks that are only kept (`NOT ENFORCED`).
    pub not_enforced: bool,
    /// Primary keys, uniques and exclusions that are looked at when the transaction ends.
    pub deferrable_keys: bool,
    pub deferrable_foreign_keys: bool,
    /// `MATCH FULL`
    pub match_full: bool,
    pub index_expressions: bool,
    pub include: bool,
    /// `NULLS FIRST`
    pub nulls_order: bool,
    pub index_collations: bool,
    /// Storage parameters of indexes.
    pub index_settings: bool,
    pub tablespaces: bool,
    pub concurrently: bool,
    pub nulls_not_distinct: bool,
    /// A unique can be a constraint or an index.
    pub unique_constraints: bool,
    pub index_comments: bool,
    /// Indexes that the optimizer does not look at.
    pub hidden_indexes: bool,
    /// Parsers of full-text indexes.
    pub parsers: bool,
}

impl Constraints {
    pub const NONE: Constraints = Constraints {
        checks: false,
        exclusions: false,
        not_valid: false,
        not_enforced: false,
        deferrable_keys: false,
        deferrable_foreign_keys: false,
        match_full: false,
        index_expressions: false,
        include: false,
        nulls_order: false,
        index_collations: false,
        index_settings: false,
        tablespaces: false,
        concurrently: false,
        nulls_not_distinct: false,
        unique_constraints: false,
        index_comments: false,
        hidden_indexes: false,
        parsers: false,
    };
}

/// What can be said in a schema for this database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    pub constraints: Constraints,
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
    /// Columns that are computed from others.
    pub generated: bool,
    /// Identity columns, with options of their counter.
    pub identity: bool,
    /// Columns of text have a collation.
    pub collations: bool,
    /// Tables, columns and the like have comments that the database keeps.
    pub comments: bool,
    /// A statement that writes many rows can give them back.
    pub returning: bool,
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
    /// Those that Prisma does not know.
    pub beyond_methods: &'static [IndexMethod],
    pub operator_classes: &'static [OperatorClass],
    /// Options of tables and columns.
    pub options: &'static [OptionSpec],
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
    /// The type beyond Prisma that a text of the catalog spells, with its arguments.
    pub fn beyond_type(&self, text: &str) -> Option<(&'static NativeType, Vec<NativeArg>)> {
        let rows = self.native_types.iter().filter(|row| row.beyond && row.declarable);
        let mut read = rows.filter_map(|row| Some((row, row.read_spelled(text)?)));
        read.next()
    }
    /// The keys that a kind of object has here; absent where there is no such object.
    pub fn object_keys(&self, keyword: &str) -> Option<&'static [&'static str]> {
        self.objects.iter().find(|(known, _)| *known == keyword).map(|(_, keys)| *keys)
    }
    /// Also of those that Prisma does not know.
    pub fn index_method(&self, name: &str) -> Option<&'static IndexMethod> {
        self.index_methods.iter().find(|method| method.name == name).or_else(|| self.beyond_method(name))
    }
    pub fn beyond_method(&self, name: &str) -> Option<&'static IndexMethod> {
        self.beyond_methods.iter().find(|method| method.name == name)
    }
    pub fn operator_class(&self, name: &str) -> Option<&'static OperatorClass> {
        self.operator_classes.iter().find(|class| class.name == name)
    }
}

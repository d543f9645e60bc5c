//! `datasource` and `generator` blocks.

use crate::naming::Naming;
use parallax_dialect::Language;
use parallax_text::Span;
use smol_str::SmolStr;

/// A string of the configuration: written out, or taken from the environment (never read here).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StringOrEnv {
    Literal(SmolStr),
    Env(SmolStr),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationMode {
    ForeignKeys,
    /// Relations are kept by the client; no foreign keys in the database.
    Prisma,
}

#[derive(Debug, Clone)]
pub struct Datasource {
    pub name: SmolStr,
    /// As written: `postgres`, `mysql`, …
    pub provider: SmolStr,
    /// Absent when nobody knows the provider.
    pub language: Option<&'static Language>,
    pub url: Option<StringOrEnv>,
    pub direct_url: Option<StringOrEnv>,
    pub shadow_database_url: Option<StringOrEnv>,
    pub relation_mode: RelationMode,
    /// Declared namespaces, sorted.
    pub schemas: Vec<(SmolStr, Span)>,
    pub extensions: Vec<Extension>,
    pub comments: Comments,
    /// `naming`
    pub naming: Naming,
    /// Kinds of things that the schema says nothing about.
    pub unmanaged: Vec<(SmolStr, Span)>,
    pub span: Span,
}

/// Where comments in the database come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, std::default::Default)]
pub enum Comments {
    /// From `@comment` and `@@comment`.
    #[default]
    Attributes,
    /// From these, and where there is none from the documentation (`///`).
    Docs,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// In the database (`map:` or the name).
    pub name: SmolStr,
    pub schema: Option<SmolStr>,
    pub version: Option<SmolStr>,
    pub span: Span,
}

/// What a generator is told under a key of its own: texts, also for numbers and booleans, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GeneratorValue {
    One(SmolStr),
    Many(Vec<SmolStr>),
}

#[derive(Debug, Clone)]
pub struct Generator {
    pub name: SmolStr,
    pub provider: Option<StringOrEnv>,
    pub output: Option<StringOrEnv>,
    pub preview_features: Vec<SmolStr>,
    pub binary_targets: Vec<StringOrEnv>,
    /// What belongs to the generator: its other keys, in source order.
    pub config: Vec<(SmolStr, GeneratorValue)>,
    pub span: Span,
}

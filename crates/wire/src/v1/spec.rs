//! The form of a `migration.toml`, for editors. It is read with places by `parallax-migrate`, whose test holds its keys
//! against these.

use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// A migration as steps with checks: `migration.toml` in the folder of a migration.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(title = "Parallax migration spec")]
#[serde(deny_unknown_fields)]
pub struct SpecDocument {
    /// Keys of migrations that must be applied before, `context.namespace.name`, or the folders of migrations without a
    /// migration.toml.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dependencies: Vec<String>,
    pub meta: SpecMeta,
    pub plan: SpecPlan,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpecMeta {
    /// The part of the system that owns it: first part of the key.
    pub context: String,
    /// The database or the group of tables: second part of the key.
    pub namespace: String,
    /// Such as `2025_01_add_users`: last part of the key.
    pub name: String,
    /// Of the namespace once this is applied; rises from one migration to the next.
    #[schemars(range(min = 1))]
    pub version: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub owners: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// How sure its owners are of it; without it, stable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stability: Option<SpecStability>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Why there is no way back, where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub irreversible: Option<String>,
}

#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SpecStability {
    Experimental,
    Beta,
    Stable,
    Deprecated,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpecPlan {
    /// What applies it, step by step.
    #[schemars(length(min = 1))]
    pub up: Vec<SpecStep>,
    /// What takes it back, step by step.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub down: Vec<SpecStep>,
}

#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SpecKind {
    /// Changes the schema: `sql` or `file`.
    Schema,
    /// Changes rows: `sql`, `file` or `command`.
    Data,
    /// Changes nothing: its `assertion` must hold.
    Validation,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpecStep {
    pub kind: SpecKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Statements: in one transaction where the database can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sql: Option<String>,
    /// A file of SQL in the folder of the migration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// A program and its arguments. Runs in the folder of the migration with the URL in `DATABASE_URL`; no shell.
    #[schemars(length(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<Vec<String>>,
    /// A query or an expression that must hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assertion: Option<String>,
    /// What the query of the assertion gives; without it, true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expect: Option<SpecExpect>,
    /// How long one attempt may take, in milliseconds.
    #[schemars(range(min = 1, max = 86_400_000))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
    /// How often it is tried again, each time after twice the pause, from one second on.
    #[schemars(range(max = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retries: Option<u32>,
    /// The command may run again when nobody knows whether it is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeatable: Option<bool>,
    /// What must hold before it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pre_checks: Vec<SpecCheck>,
    /// What must hold after it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub post_checks: Vec<SpecCheck>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpecCheck {
    pub description: String,
    /// A query or an expression.
    pub expression: String,
    /// What the query gives; without it, true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expect: Option<SpecExpect>,
}

/// `true`, `"no rows"`, or what the first cell of the first row reads.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum SpecExpect {
    Truth(bool),
    Number(f64),
    Text(String),
}

/// What `parallax migrate build --json` answers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BuiltDocument {
    /// Of this form: 1.
    pub version: u32,
    /// The database that the statements are written for.
    pub target: String,
    /// In the order in which they run.
    pub migrations: Vec<BuiltMigration>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BuiltMigration {
    /// Of the folder.
    pub name: String,
    pub key: String,
    /// Of its namespace once it is applied.
    pub spec_version: u32,
    pub dependencies: Vec<String>,
    pub up: Vec<BuiltStep>,
    pub down: Vec<BuiltStep>,
    /// Files that were written, with their SHA-256.
    pub files: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BuiltStep {
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub pre_checks: Vec<BuiltCheck>,
    /// Statements in their order; none of a command or a validation.
    pub statements: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assertion: Option<BuiltCheck>,
    pub post_checks: Vec<BuiltCheck>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retries: Option<u32>,
}

/// A query, and what it must give.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BuiltCheck {
    pub description: String,
    pub query: String,
    pub expect: String,
}

//! A review of a branch as JSON.

use super::{Diagnostic, PlanDocument, VERSION};
use parallax_diagnostics as px;
use parallax_text::SourceMap;
use schemars::JsonSchema;
use serde::Serialize;

/// What a branch does to the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(title = "Parallax review")]
pub struct ReviewDocument {
    /// Of this form: 1.
    pub version: u32,
    /// What the branch is compared with, as it was named.
    pub base: String,
    /// `unchanged`, `safe`, `caution`, `destructive` (data is lost), or `broken`: there are errors.
    pub verdict: String,
    /// Those that the branch adds, edits or deletes.
    pub migrations: Vec<ReviewedMigration>,
    /// What the schema of the branch asks for, from where the branch left its base; absent where one of them has errors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanDocument>,
    /// By place.
    pub findings: Vec<Diagnostic>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReviewedMigration {
    pub name: String,
    /// `added`, `edited` or `deleted`.
    pub change: String,
    /// The path of its script.
    pub file: String,
}

impl ReviewDocument {
    pub fn new<'a>(
        base: &str,
        verdict: &str,
        migrations: Vec<ReviewedMigration>,
        plan: Option<PlanDocument>,
        findings: impl IntoIterator<Item = &'a px::Diagnostic>,
        sources: &SourceMap,
    ) -> ReviewDocument {
        let findings = findings.into_iter().map(|found| Diagnostic::new(found, sources)).collect();
        ReviewDocument {
            version: VERSION,
            base: base.to_owned(),
            verdict: verdict.to_owned(),
            migrations,
            plan,
            findings,
        }
    }
}

//! The JSON Schemas of what is emitted, from the structs themselves.

use crate::v1;
use schemars::{JsonSchema, generate::SchemaSettings};

/// A JSON Schema and the name of the file that holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaFile {
    pub name: &'static str,
    pub text: String,
}

/// All of them, as committed under `docs/schemas`.
pub fn schemas() -> Vec<SchemaFile> {
    vec![
        schema::<v1::SnapshotDocument>("snapshot.v1.json"),
        schema::<v1::PlanDocument>("plan.v1.json"),
        schema::<v1::DiagnosticsDocument>("diagnostics.v1.json"),
        schema::<v1::MigrationDocument>("migration.v1.json"),
        schema::<v1::SpecDocument>("migration-spec.v1.json"),
        schema::<v1::ReviewDocument>("review.v1.json"),
        schema::<v1::StatisticsDocument>("statistics.v1.json"),
    ]
}

fn schema<T: JsonSchema>(name: &'static str) -> SchemaFile {
    let schema = SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>();
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    SchemaFile { name, text }
}

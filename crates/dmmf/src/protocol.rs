//! What a generator is told and what it answers: the JSON-RPC of Prisma's generator protocol, without the pipes.
//!
//! Requests go to the standard input of the program, one line of JSON each; answers come on its standard error, among
//! lines of text that are no answers.

use parallax_schema::Schema;
use parallax_schema::model::{Generator, GeneratorValue, StringOrEnv};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// The version that generators are told: that of Prisma's engine whose documents these follow.
pub const ENGINE_VERSION: &str = "59be4fda12412a79eeb9c2ae727b6aa723593323";

/// A text, and the variable of the environment that it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EnvValue {
    pub from_env_var: Option<String>,
    pub value: Option<String>,
}

/// A `generator` block as its program reads it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GeneratorConfig {
    pub name: String,
    pub provider: EnvValue,
    pub output: Option<EnvValue>,
    pub config: Map<String, Value>,
    pub binary_targets: Vec<EnvValue>,
    pub preview_features: Vec<String>,
    pub source_file_path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_custom_output: Option<bool>,
}

impl GeneratorConfig {
    /// `variable` gives what a variable of the environment holds.
    pub fn new(
        generator: &Generator,
        source_file_path: String,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> GeneratorConfig {
        let value = |value: &StringOrEnv| match value {
            StringOrEnv::Literal(text) => EnvValue { from_env_var: None, value: Some(text.to_string()) },
            StringOrEnv::Env(name) => {
                EnvValue { from_env_var: Some(name.to_string()), value: variable(name) }
            }
        };
        let text = |value: &GeneratorValue| match value {
            GeneratorValue::One(text) => Value::from(text.as_str()),
            GeneratorValue::Many(list) => list.iter().map(|text| text.as_str()).collect(),
        };
        GeneratorConfig {
            name: generator.name.to_string(),
            provider: generator.provider.as_ref().map_or(EnvValue { from_env_var: None, value: None }, value),
            output: generator.output.as_ref().map(value),
            config: generator.config.iter().map(|(key, of)| (key.to_string(), text(of))).collect(),
            binary_targets: generator.binary_targets.iter().map(value).collect(),
            preview_features: generator.preview_features.iter().map(|name| name.to_string()).collect(),
            source_file_path,
            is_custom_output: None,
        }
    }
}

/// What a generator says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Manifest {
    pub pretty_name: Option<String>,
    pub default_output: Option<String>,
    /// Providers that must be generated as well.
    pub requires_generators: Option<Vec<String>>,
}

impl Manifest {
    /// From the result of `getManifest`; a generator may have none.
    pub fn read(result: Value) -> Manifest {
        let manifest = result.get("manifest").cloned().unwrap_or_default();
        serde_json::from_value::<Option<Manifest>>(manifest).ok().flatten().unwrap_or_default()
    }
}

/// The parameters of `generate`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GeneratorOptions<'a> {
    pub generator: &'a GeneratorConfig,
    pub other_generators: Vec<&'a GeneratorConfig>,
    pub schema_path: &'a str,
    pub dmmf: &'a crate::Document,
    pub datasources: Vec<Value>,
    /// The text of the schema.
    pub datamodel: &'a str,
    pub version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_hints: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_no_models: Option<bool>,
}

/// The datasource of a schema as generators read it. Those of before Prisma 7 also look at the URL as written.
pub fn datasources(schema: &Schema, source_file_path: &str) -> Vec<Value> {
    let of = schema.datasource.iter().map(|datasource| {
        let active = datasource.language.and_then(|language| language.providers.first().copied());
        let mut value = json!({
            "name": datasource.name.as_str(),
            "provider": datasource.provider.as_str(),
            "activeProvider": active.unwrap_or(&datasource.provider),
            "schemas": datasource.schemas.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
            "sourceFilePath": source_file_path,
        });
        let url = datasource.url.as_ref().map(|url| match url {
            StringOrEnv::Literal(text) => json!({ "fromEnvVar": null, "value": text.as_str() }),
            StringOrEnv::Env(name) => json!({ "fromEnvVar": name.as_str(), "value": null }),
        });
        if let (Some(url), Some(value)) = (url, value.as_object_mut()) {
            value.insert("url".to_owned(), url);
        }
        value
    });
    of.collect()
}

/// A request as a line of text.
pub fn request(id: u64, method: &str, params: &impl Serialize) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Request<'a, P> {
        jsonrpc: &'a str,
        method: &'a str,
        params: &'a P,
        id: u64,
    }
    let mut line = serde_json::to_string(&Request { jsonrpc: "2.0", method, params, id })?;
    line.push('\n');
    Ok(line)
}

/// What a line from a generator is.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// Its result may be absent, which counts as success.
    Done {
        id: u64,
        result: Value,
    },
    Refused {
        id: u64,
        message: String,
    },
    Text(String),
}

impl Line {
    pub fn read(text: &str) -> Line {
        let answer = serde_json::from_str::<Value>(text).ok().filter(Value::is_object);
        let Some((answer, id)) = answer.and_then(|answer| answer["id"].as_u64().map(|id| (answer, id)))
        else {
            return Line::Text(text.to_owned());
        };
        match answer.get("error") {
            Some(error) if !error.is_null() => {
                let message = error["message"].as_str().map_or_else(|| error.to_string(), str::to_owned);
                Line::Refused { id, message }
            }
            _ => Line::Done { id, result: answer["result"].clone() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_from_text() {
        assert_eq!(Line::read("(node:1) Warning"), Line::Text("(node:1) Warning".to_owned()));
        assert_eq!(Line::read("{\"id\": \"x\"}"), Line::Text("{\"id\": \"x\"}".to_owned()));
        assert_eq!(Line::read("{\"jsonrpc\":\"2.0\",\"id\":2}"), Line::Done { id: 2, result: Value::Null });
        let refused = Line::read("{\"id\":2,\"error\":{\"code\":-32000,\"message\":\"no\"}}");
        assert_eq!(refused, Line::Refused { id: 2, message: "no".to_owned() });
    }

    #[test]
    fn a_manifest_may_be_absent() {
        assert_eq!(Manifest::read(json!({ "manifest": null })), Manifest::default());
        let manifest = Manifest::read(json!({ "manifest": { "prettyName": "Docs", "other": [] } }));
        assert_eq!(manifest.pretty_name.as_deref(), Some("Docs"));
    }
}

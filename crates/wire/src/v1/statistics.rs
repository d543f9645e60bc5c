//! Sizes of tables, taken from a live database: what the estimate of a plan rests on where that database is out of reach.
//! Names and numbers only; no values of any row.

use super::VERSION;
use parallax_dialect::{Sizes, TableSize};
use parallax_ir::QName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What `kind` says.
const KIND: &str = "statistics";

/// Sizes of the tables of a database, as its catalog knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "Parallax statistics")]
#[serde(deny_unknown_fields)]
pub struct StatisticsDocument {
    /// Of this form: 1.
    pub version: u32,
    /// `statistics`
    pub kind: String,
    /// The database and version that they come from: `postgresql@16`.
    pub target: String,
    /// By namespace and name.
    pub tables: Vec<TableStatistics>,
}

/// Of one table. What is absent, the server does not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TableStatistics {
    /// Its namespace, where that is not the default one of the connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    pub table: String,
    /// As the catalog believes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Of the rows, without what is kept apart and without indexes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// Of long values that are kept apart from their rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apart_bytes: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index_bytes: Option<u64>,
}

impl StatisticsDocument {
    pub fn new(target: String, sizes: &Sizes) -> StatisticsDocument {
        let tables = sizes.iter().map(|(name, size)| TableStatistics {
            schema: name.schema.as_ref().map(ToString::to_string),
            table: name.name.to_string(),
            rows: size.rows,
            bytes: size.bytes,
            apart_bytes: size.apart_bytes,
            index_bytes: size.index_bytes,
        });
        StatisticsDocument { version: VERSION, kind: KIND.to_owned(), target, tables: tables.collect() }
    }

    /// Reads what [`StatisticsDocument::new`] has made. What is wrong, in words, where it is something else.
    pub fn read(text: &str) -> Result<StatisticsDocument, String> {
        let document: StatisticsDocument = serde_json::from_str(text).map_err(|error| error.to_string())?;
        match (document.version, document.kind.as_str()) {
            (VERSION, KIND) => Ok(document),
            (VERSION, _) => Err(format!("its `kind` is not \"{KIND}\"")),
            (version, _) => Err(format!("it has version {version}; this program knows version {VERSION}")),
        }
    }

    pub fn sizes(&self) -> Sizes {
        let size = |table: &TableStatistics| {
            let name = QName::new(table.schema.as_deref().map(Into::into), table.table.as_str());
            let TableStatistics { rows, bytes, apart_bytes, index_bytes, .. } = *table;
            (name, TableSize { rows, bytes, apart_bytes, index_bytes })
        };
        self.tables.iter().map(size).collect()
    }
}

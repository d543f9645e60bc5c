//! Schema → [`Database`]: the desired state of one target.
//!
//! Knows how models become tables, columns, keys, indexes and foreign keys, and how these are named. Knows no SQL:
//! what one database does differently is asked of its dialect.

mod base64;
mod columns;
mod constraints;
mod details;
mod enums;
mod indexes;
mod join_tables;
mod objects;
mod relations;
mod rules;
mod silence;
mod tables;

pub use rules::RULES;

use parallax_diagnostics::{Diagnostic, Diagnostics};
use parallax_dialect::{Language, Target};
use parallax_ir::{Database, Extension, Name, Origin, QName, Table};
use parallax_schema::model::{EnumId, Intent, ModelId, ModelKeyword, Schema};
use parallax_text::Span;
use smol_str::SmolStr;
use std::collections::btree_map::Entry;
use std::sync::Arc;

/// The name of the preview feature that makes the schema speak about extensions.
const EXTENSIONS_FEATURE: &str = "postgresqlExtensions";

#[derive(Debug, Clone)]
pub struct Lowered {
    pub database: Database,
    pub diagnostics: Diagnostics,
}

/// The database that `schema` asks for on `target`. Total: what the target cannot hold is left out and reported.
///
/// Views without `@@sql` are kept by somebody else. What is marked `@ignore` or `@@ignore` is
/// hidden from clients only and lowered like everything else.
pub fn lower(schema: &Schema, target: &Target) -> Lowered {
    let mut lowering = Lowering::new(schema, target);
    lowering.check_language();
    lowering.add_enums();
    lowering.add_tables();
    lowering.add_join_tables();
    lowering.check_enum_names();
    lowering.database.silent = silence::of(schema);
    lowering.add_objects();
    lowering.add_namespaces();
    lowering.add_extensions();
    lowering.check_versions();
    lowering.refuse();
    lowering.diagnostics.sort();
    Lowered { database: lowering.database, diagnostics: lowering.diagnostics }
}

/// What all parts of the pass share.
struct Lowering<'a> {
    schema: &'a Schema,
    target: &'a Target,
    language: &'static Language,
    /// By [`ModelId`]; absent for what is no table.
    table_names: Vec<Option<QName>>,
    /// By [`EnumId`].
    enum_names: Vec<QName>,
    database: Database,
    diagnostics: Diagnostics,
}

impl<'a> Lowering<'a> {
    fn new(schema: &'a Schema, target: &'a Target) -> Self {
        let language = target.dialect.language;
        let qualify = |namespace: &Option<SmolStr>, name: &SmolStr| {
            QName::new(namespace.clone().filter(|name| is_own_namespace(name, language)), name.clone())
        };
        let table_names = schema.models.iter().map(|model| match model.keyword {
            ModelKeyword::Model => Some(qualify(&model.namespace, &model.db_name)),
            ModelKeyword::View | ModelKeyword::Type => None,
        });
        let enum_names = schema.enums.iter().map(|of| qualify(&of.namespace, &of.db_name));
        Lowering {
            schema,
            target,
            language,
            table_names: table_names.collect(),
            enum_names: enum_names.collect(),
            database: Database::default(),
            diagnostics: Diagnostics::new(),
        }
    }

    fn table_name(&self, model: ModelId) -> Option<&QName> {
        self.table_names.get(model.index())?.as_ref()
    }

    fn enum_name(&self, of: EnumId) -> &QName {
        &self.enum_names[of.index()]
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn check_language(&mut self) {
        let Some(datasource) = &self.schema.datasource else { return };
        let Some(language) = datasource.language else { return };
        if language.providers == self.language.providers {
            return;
        }
        let message = format!(
            "The schema is written for `{}`, and {} is another kind of database",
            datasource.provider, self.target.dialect.title
        );
        let help = format!(
            "Choose a target of the provider `{}`, or change the provider to `{}`.",
            datasource.provider, self.language.providers[0]
        );
        self.report(
            Diagnostic::new(&rules::OTHER_DATABASE, message)
                .at(datasource.span, "the provider is named here")
                .help(help),
        );
    }

    /// A table that is complete; the dialect has the last word on its form.
    fn finished(&self, mut table: Table) -> Table {
        (self.target.dialect.finish)(&mut table, self.target);
        table.sort();
        table
    }

    /// Files a table that is finished.
    fn add_table(&mut self, table: Arc<Table>) {
        match self.database.tables.entry(table.name.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(table);
            }
            Entry::Occupied(entry) => {
                let diagnostic = name_taken(&table, entry.get());
                self.report(diagnostic);
            }
        }
    }

    /// Only namespaces that hold something are made: one that is declared and empty may belong to somebody else.
    fn add_namespaces(&mut self) {
        let tables = self.database.tables.keys();
        let objects = self.database.objects.keys().map(|key| &key.name);
        let names = tables
            .chain(self.database.enums.keys())
            .chain(self.database.sequences.keys())
            .chain(self.database.partitions.keys())
            .chain(objects)
            .filter_map(|name| name.schema.clone());
        self.database.schemas = names.collect();
    }

    fn add_extensions(&mut self) {
        let Some(datasource) = &self.schema.datasource else { return };
        let speaks = self.schema.whole || self.schema.has_preview_feature(EXTENSIONS_FEATURE);
        if !self.language.capabilities.extensions || !speaks {
            return;
        }
        for extension in &datasource.extensions {
            let lowered = Extension {
                name: extension.name.clone(),
                schema: extension.schema.clone(),
                version: extension.version.clone(),
                origin: origin(extension.span, None),
            };
            self.database.extensions.insert(extension.name.clone(), lowered);
        }
    }
}

fn name_taken(table: &Table, first: &Table) -> Diagnostic {
    let message = format!("Two tables would be called `{}`", table.name);
    let mut diagnostic = Diagnostic::new(&rules::TABLE_NAME_TAKEN, message).help(
        "The table of a many-to-many relation is named `_` and the relation's name, cut to the length that the \
         database allows. Give the relation another name, or map the model to another table.",
    );
    if let Some(span) = table.origin.span {
        diagnostic = diagnostic.at(span, "this one is left out");
    }
    if let Some(span) = first.origin.span {
        diagnostic = diagnostic.also(span, "this one has the name");
    }
    diagnostic
}

/// Whether a namespace is one that names have to be qualified with.
fn is_own_namespace(namespace: &str, language: &Language) -> bool {
    language.capabilities.schemas && language.default_namespace != Some(namespace)
}

fn origin(span: Span, logical: Option<&Name>) -> Origin {
    Origin { span: Some(span), logical: logical.cloned(), intent: None }
}

/// Of something that has a name in the schema, and perhaps a way to come there.
fn named_origin(span: Span, name: &Name, intent: Option<&Intent>) -> Origin {
    let intent = intent.map(|intent| {
        Arc::new(parallax_ir::Intent {
            renamed_from: intent.renamed_from.clone(),
            deprecated: intent.deprecated.clone(),
            fill: intent.fill.clone(),
            using: intent.using.clone(),
            values: Vec::new(),
        })
    });
    Origin { intent, ..origin(span, Some(name)) }
}

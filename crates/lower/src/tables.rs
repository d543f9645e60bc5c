//! Models to tables, with their keys.

use crate::indexes::deferring;
use crate::objects::row_security;
use crate::{Lowering, named_origin, origin};
use parallax_dialect::{ConstraintKind, names};
use parallax_ir::{KeyColumn, OptionValue, Options, PrimaryKey, QName, Sort, Table};
use parallax_schema::model::{self, FieldId, Index, IndexField, Key, Model, ModelId, RelationKind};
use parallax_text::in_halves;
use smol_str::SmolStr;
use std::sync::Arc;

/// Whether rows are stored in the order of a key (SQL Server).
const CLUSTERED: &str = "clustered";

/// With fewer models than this, a second thread costs more than it saves.
const MODELS_WORTH_A_THREAD: usize = 200;

impl<'a> Lowering<'a> {
    pub(crate) fn add_tables(&mut self) {
        let foreign_keys = self.foreign_keys_by_model();
        let models: Vec<(ModelId, &Model)> = self.schema.models().collect();
        let tables = in_halves(&models, MODELS_WORTH_A_THREAD, |models| {
            let complete = |(id, model): &(ModelId, &Model)| {
                let mut table = self.table(*id, model, self.table_name(*id)?.clone());
                let keys = foreign_keys[id.index()].iter();
                let keys = keys.filter_map(|key| self.foreign_key(model, &table.name, key));
                table.foreign_keys = keys.collect();
                Some(Arc::new(self.finished(table)))
            };
            models.iter().filter_map(complete).collect()
        });
        tables.into_iter().for_each(|table| self.add_table(table));
    }

    /// By [`ModelId`], the foreign keys that its table holds.
    fn foreign_keys_by_model(&self) -> Vec<Vec<&'a model::ForeignKey>> {
        let schema = self.schema;
        let mut by_model = vec![Vec::new(); schema.models.len()];
        if !self.has_foreign_keys() {
            return by_model;
        }
        for relation in &schema.relations {
            match &relation.kind {
                RelationKind::Columns(key) => by_model[key.forward.model.index()].push(key),
                RelationKind::ManyToMany { .. } => {}
            }
        }
        by_model
    }

    fn table(&self, id: ModelId, model: &Model, name: QName) -> Table {
        let mut table = Table::new(name);
        table.origin = named_origin(model.span, &model.name, model.intent.as_deref());
        self.table_details(model, &mut table);
        // Columns are large, and growing by doubling would move them and keep twice their room.
        let held = |field: &&model::Field| !matches!(field.kind, model::FieldKind::Relation { .. });
        table.columns.reserve_exact(model.fields.iter().filter(held).count());
        for index in 0..model.fields.len() {
            let field = FieldId { model: id, index: index as u32 };
            table.columns.extend(self.column(field));
        }
        table.primary_key = model.primary_key.as_ref().map(|key| self.primary_key(model, key));
        let indexes = model.indexes.iter().map(|index| self.index(model, &table, index));
        table.indexes = indexes.collect();
        table.checks = model.checks.iter().map(|check| self.check(model, &table, check)).collect();
        table.exclusions = model.exclusions.iter().map(|of| self.exclusion(model, &table, of)).collect();
        row_security(model, &mut table);
        self.partition_by(model, &mut table);
        table
    }

    fn primary_key(&self, model: &Model, key: &Key) -> PrimaryKey {
        let named = self.target.dialect.shapes.primary_keys_named;
        let name = || {
            key.db_name.clone().unwrap_or_else(|| {
                self.constraint_name(ConstraintKind::PrimaryKey, &model.db_name, std::iter::empty())
            })
        };
        PrimaryKey {
            name: named.then(name),
            columns: key.fields.iter().map(|field| key_column(model, field)).collect(),
            options: self
                .clustering(key.clustered, true)
                .into_iter()
                .chain(deferring(key.deferrable))
                .collect(),
            origin: origin(key.span, None),
        }
    }

    /// Written down only where it is not what the database does by itself.
    pub(crate) fn clustering(&self, wanted: Option<bool>, by_default: bool) -> Options {
        match wanted {
            Some(wanted) if self.language.capabilities.clustered && wanted != by_default => {
                Options::from([(SmolStr::new_static(CLUSTERED), OptionValue::Bool(wanted))])
            }
            Some(_) | None => Options::new(),
        }
    }

    pub(crate) fn constraint_name<'n>(
        &self,
        kind: ConstraintKind,
        table: &str,
        columns: impl IntoIterator<Item = &'n str>,
    ) -> SmolStr {
        names::constraint_name(kind, table, columns, self.language.max_identifier)
    }

    /// The given name of an index, or the one that follows from its columns.
    pub(crate) fn index_name(&self, kind: ConstraintKind, model: &Model, index: &Index) -> SmolStr {
        index.db_name.clone().unwrap_or_else(|| {
            let columns = index.fields.iter().map(|field| column_name(model, field.field).as_str());
            self.constraint_name(kind, &model.db_name, columns)
        })
    }
}

/// The column of a field, by the field's index in the model.
pub(crate) fn column_name(model: &Model, field: u32) -> &SmolStr {
    &model.fields[field as usize].db_name
}

fn key_column(model: &Model, field: &IndexField) -> KeyColumn {
    KeyColumn { name: column_name(model, field.field).clone(), sort: sort(field.sort), length: field.length }
}

pub(crate) fn sort(sort: Option<model::Sort>) -> Sort {
    match sort {
        Some(model::Sort::Desc) => Sort::Desc,
        Some(model::Sort::Asc) | None => Sort::Asc,
    }
}

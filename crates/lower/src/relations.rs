//! Relations that are held by columns: foreign keys.

use crate::tables::column_name;
use crate::{Lowering, origin};
use parallax_dialect::ConstraintKind;
use parallax_ir::{ForeignKey, QName};
use parallax_schema::model::{self, FieldKind, Model, RelationMode};

impl Lowering<'_> {
    pub(crate) fn has_foreign_keys(&self) -> bool {
        let emulated =
            self.schema.datasource.as_ref().is_some_and(|of| of.relation_mode == RelationMode::Prisma);
        self.language.capabilities.foreign_keys && !emulated
    }

    /// `None` where the other side is no table.
    pub(crate) fn foreign_key(
        &self,
        model: &Model,
        table: &QName,
        key: &model::ForeignKey,
    ) -> Option<ForeignKey> {
        let FieldKind::Relation { target, .. } = &self.schema.field(key.forward).kind else { return None };
        let referenced = self.schema.model(*target);
        let references = self.table_name(*target)?.clone();
        let name = key.db_name.clone().unwrap_or_else(|| {
            let columns = key.fields.iter().map(|field| column_name(model, *field).as_str());
            self.constraint_name(ConstraintKind::ForeignKey, &table.name, columns)
        });
        Some(ForeignKey {
            name: Some(name),
            columns: key.fields.iter().map(|field| column_name(model, *field).clone()).collect(),
            references,
            referenced_columns: key
                .references
                .iter()
                .map(|field| column_name(referenced, *field).clone())
                .collect(),
            on_delete: key.effective_on_delete,
            on_update: key.effective_on_update,
            match_full: key.match_full,
            deferrable: key.deferrable,
            validated: key.validated,
            origin: origin(key.span, None),
        })
    }
}

//! Views with their query; those without one are kept by somebody else.

use super::statement;
use crate::{Lowering, origin};
use parallax_ir::{Definition, Name, Object, ObjectKey, ObjectKind, OptionValue, Table, View};
use parallax_schema::model::{Model, ModelId};

impl Lowering<'_> {
    pub(super) fn add_view(&mut self, id: ModelId, model: &Model) {
        let Some(objects) = model.objects.as_deref() else { return };
        let Some(query) = &objects.query else { return };
        let kind = match objects.materialized {
            Some(_) => ObjectKind::MaterializedView,
            None => ObjectKind::View,
        };
        let name = self.view_name(id);
        let definition = Definition::View(View { columns: Vec::new(), query: statement(&query.sql) });
        let mut object = Object::new(ObjectKey::new(kind, name.clone()), definition);
        object.origin = origin(model.span, Some(&model.name));
        let said = model.table.as_ref().and_then(|details| details.comment.as_ref());
        object.comment = self.comment(said, model.docs.as_ref());
        let mut option = |name: &'static str, value| {
            object.options.insert(Name::new_static(name), value);
        };
        if query.security_invoker == Some(true) {
            option("security_invoker", OptionValue::Bool(true));
        }
        if query.security_barrier == Some(true) {
            option("security_barrier", OptionValue::Bool(true));
        }
        if let Some(check) = query.check_option {
            option("check_option", OptionValue::Text(Name::new_static(check)));
        }
        if let Some(materialized) = &objects.materialized {
            if !materialized.with_data {
                option("no_data", OptionValue::Bool(true));
            }
            let table = self.columns_of_view(id, model, name);
            object.indexes = model.indexes.iter().map(|index| self.index(model, &table, index)).collect();
            object.indexes.sort_by(|a, b| a.name.cmp(&b.name));
        }
        self.add_object(object);
    }

    /// The view as if it were a table, for what its indexes ask of columns.
    fn columns_of_view(&self, id: ModelId, model: &Model, name: parallax_ir::QName) -> Table {
        let mut table = Table::new(name);
        for index in 0..model.fields.len() {
            let field = parallax_schema::model::FieldId { model: id, index: index as u32 };
            table.columns.extend(self.column(field));
        }
        table
    }
}

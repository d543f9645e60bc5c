//! Row-level security.

use super::origin_of;
use crate::Lowering;
use parallax_ir::{
    Definition, Name, Object, ObjectKey, ObjectKind, OptionValue, Policy, PolicyCommand, Table,
};
use parallax_schema::model::{Model, ObjectKeyword};
use parallax_schema::objects::model as of;

impl Lowering<'_> {
    pub(super) fn policy(&mut self, object: &of::Object) -> Option<Object> {
        let model = object.model()?;
        let command = match object.keyword {
            ObjectKeyword::PolicySelect => PolicyCommand::Select,
            ObjectKeyword::PolicyInsert => PolicyCommand::Insert,
            ObjectKeyword::PolicyUpdate => PolicyCommand::Update,
            ObjectKeyword::PolicyDelete => PolicyCommand::Delete,
            _ => PolicyCommand::All,
        };
        let text = |key: &str| object.text(key).map(|text| Name::new(text.trim()));
        let definition = Definition::Policy(Policy {
            command,
            permissive: object.boolean("permissive") != Some(false),
            roles: object
                .texts("roles")
                .iter()
                .filter(|role| *role != parallax_ir::PUBLIC)
                .cloned()
                .collect(),
            using: text("using"),
            check: text("withCheck"),
        });
        let key = ObjectKey::on(ObjectKind::Policy, object.db_name.clone(), self.relation_name(model));
        let mut lowered = Object::new(key, definition);
        lowered.origin = origin_of(object);
        Some(lowered)
    }
}

/// `@@rls`
pub(crate) fn row_security(model: &Model, table: &mut Table) {
    let Some(row_security) = model.objects.as_deref().and_then(|objects| objects.row_security.as_ref())
    else {
        return;
    };
    table.options.insert(Name::new_static(Table::ROW_SECURITY), OptionValue::Bool(true));
    if row_security.force {
        table.options.insert(Name::new_static(Table::FORCE_ROW_SECURITY), OptionValue::Bool(true));
    }
}

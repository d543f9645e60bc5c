//! Tables whose rows lie in partitions, and the partitions.

use super::{origin_of, statement};
use crate::Lowering;
use crate::tables::column_name;
use parallax_ir::{Name, OptionValue, Partition, Table};
use parallax_schema::model::Model;
use parallax_schema::objects::model::{self as of, BoundValue, PartitionKey, PartitionPart, Value};

impl Lowering<'_> {
    /// `@@partition`
    pub(crate) fn partition_by(&self, model: &Model, table: &mut Table) {
        let key = model.objects.as_deref().and_then(|objects| objects.partition.as_ref());
        if let Some(key) = key {
            let text = self.partition_key(model, key);
            table.options.insert(Name::new_static(Table::PARTITION_BY), OptionValue::Text(text));
        }
    }

    fn partition_key(&self, model: &Model, key: &PartitionKey) -> Name {
        let (method, parts) = match key {
            PartitionKey::Sql(text) => {
                let text = statement(text);
                let bare = text.strip_prefix("PARTITION BY ").map(Name::new);
                return bare.unwrap_or(text);
            }
            PartitionKey::Fields { method, parts } => (method, parts),
        };
        let parts: Vec<String> = parts
            .iter()
            .map(|part| match part {
                PartitionPart::Field(field) => self.quoted_if_needed(column_name(model, *field)),
                PartitionPart::Sql(text) => statement(text).to_string(),
            })
            .collect();
        format!("{} ({})", method.sql(), parts.join(", ")).into()
    }

    pub(super) fn add_partition(&mut self, object: &of::Object) {
        let Some(model) = object.model() else { return };
        let Some(bound) = self.bound(object) else { return };
        let name = self.object_name(object);
        let mut partition = Partition::new(name.clone(), self.relation_name(model), bound);
        partition.origin = origin_of(object);
        if let Some(Value::PartitionKey(key)) = object.value("by") {
            partition.by = Some(self.partition_key(self.schema.model(model), key));
        }
        self.database.partitions.insert(name, partition);
    }

    /// Which rows are in it.
    fn bound(&self, object: &of::Object) -> Option<Name> {
        let list = |key: &str| match object.value(key) {
            Some(Value::Bound(values)) => Some(values.iter().map(bound_value).collect::<Vec<_>>().join(", ")),
            _ => None,
        };
        if object.boolean("default") == Some(true) {
            return Some(Name::new_static("DEFAULT"));
        }
        if let Some(values) = list("values") {
            return Some(format!("FOR VALUES IN ({values})").into());
        }
        if let (Some(modulus), Some(remainder)) = (object.number("modulus"), object.number("remainder")) {
            return Some(format!("FOR VALUES WITH (modulus {modulus}, remainder {remainder})").into());
        }
        let (from, to) = (list("from")?, list("to")?);
        Some(format!("FOR VALUES FROM ({from}) TO ({to})").into())
    }
}

fn bound_value(value: &BoundValue) -> String {
    match value {
        BoundValue::Sql(text) => statement(text).to_string(),
        BoundValue::Text(text) => format!("'{}'", text.replace('\'', "''")),
        BoundValue::Number(text) => text.to_string(),
        BoundValue::Boolean(value) => value.to_string(),
    }
}

//! Triggers.

use super::{origin_of, statement};
use crate::Lowering;
use parallax_ir::{
    ConstraintTrigger, Deferrable, Definition, Name, Object, ObjectKey, ObjectKind, OptionValue, Trigger,
    TriggerEvent, TriggerTiming,
};
use parallax_schema::objects::model::{self as of, EventKind, Value};

impl Lowering<'_> {
    pub(super) fn trigger(&self, object: &of::Object) -> Option<Object> {
        let model = object.model()?;
        let Some(Value::Events(events)) = object.value("events") else { return None };
        let word = |key: &str| object.text(key).map(|word| word.as_str());
        let timing = match word("timing") {
            Some("After") => TriggerTiming::After,
            Some("InsteadOf") => TriggerTiming::InsteadOf,
            _ => TriggerTiming::Before,
        };
        let columns = events.iter().flat_map(|event| self.columns(model, &event.fields)).collect();
        let events = events.iter().map(|event| match event.kind {
            EventKind::Insert => TriggerEvent::Insert,
            EventKind::Update => TriggerEvent::Update,
            EventKind::Delete => TriggerEvent::Delete,
            EventKind::Truncate => TriggerEvent::Truncate,
        });
        let deferrable = word("deferrable").map(|word| match word {
            "InitiallyDeferred" => Deferrable::InitiallyDeferred,
            _ => Deferrable::InitiallyImmediate,
        });
        let definition = Definition::Trigger(Trigger {
            timing,
            events: events.collect(),
            columns,
            each_row: word("forEach") != Some("Statement"),
            when: object.text("when").map(|when| Name::new(when.trim())),
            old_table: object.text("oldRows").cloned(),
            new_table: object.text("newRows").cloned(),
            constraint: deferrable
                .map(|deferrable| ConstraintTrigger { deferrable: Some(deferrable), from: None }),
            action: self.action(object)?,
        });
        let key = ObjectKey::on(ObjectKind::Trigger, object.db_name.clone(), self.relation_name(model));
        let mut lowered = Object::new(key, definition);
        lowered.origin = origin_of(object);
        let enabled = match word("enabled") {
            Some("Disabled") => Some("DISABLE"),
            Some("Replica") => Some("ENABLE REPLICA"),
            Some("Always") => Some("ENABLE ALWAYS"),
            _ => None,
        };
        if let Some(enabled) = enabled {
            let value = OptionValue::Text(Name::new_static(enabled));
            lowered.options.insert(Name::new_static("enabled"), value);
        }
        Some(lowered)
    }

    /// The call of a function, or the statements.
    fn action(&self, object: &of::Object) -> Option<Name> {
        let Some(Value::Call(call)) = object.value("execute") else {
            return object.text("body").map(|body| statement(body));
        };
        let name = match &call.function {
            Ok(id) => self.quoted(&self.object_name(self.object_of(*id))),
            Err(text) => return Some(statement(text)),
        };
        let args: Vec<String> =
            call.args.iter().map(|arg| format!("'{}'", arg.replace('\'', "''"))).collect();
        Some(format!("{name}({})", args.join(", ")).into())
    }
}

//! Views, routines and triggers. SQL Server keeps the statements that made them, and binds names when they are used
//! (unless WITH SCHEMABINDING).

use super::sql::table_name;
use crate::plain_objects;
use crate::queries::{self, SQLITE};
use parallax_dialect::{ObjectChange, Objects};
use parallax_ir::{Definition, Object, TriggerEvent};

pub(crate) const OBJECTS: Objects = Objects {
    complete: |object, _| plain_objects::complete(object),
    same: |pair, _| plain_objects::same(pair, &SQLITE),
    change: |_, _| ObjectChange::Recreate,
    // sp_rename leaves the old name in the definition:
    // https://learn.microsoft.com/en-us/sql/relational-databases/system-stored-procedures/sp-rename-transact-sql
    can_rename: |_, _| false,
    mentions: |text, _| queries::mentions(text, &SQLITE),
    any_case: true,
    body_holds: |_| false,
    hold_columns: &[],
    hold_objects: &[],
    partitions_are_tables: false,
};

/// <https://learn.microsoft.com/en-us/sql/t-sql/statements/create-view-transact-sql> and its kin.
pub(super) fn statement(object: &Object) -> String {
    let name = table_name(&object.key.name);
    match &object.definition {
        Definition::View(view) => {
            let columns: Vec<String> = view.columns.iter().map(|column| super::sql::quote(column)).collect();
            let columns =
                if columns.is_empty() { String::new() } else { format!(" ({})", columns.join(", ")) };
            format!("CREATE VIEW {name}{columns} AS\n{}", view.query)
        }
        Definition::Routine(routine) => {
            let word = object.key.kind.as_str().to_uppercase();
            let arguments = match routine.returns {
                Some(_) => format!("({})", routine.arguments),
                None => format!(" {}", routine.arguments),
            };
            let returns =
                routine.returns.as_ref().map(|returns| format!(" RETURNS {returns}")).unwrap_or_default();
            format!("CREATE {word} {name}{arguments}{returns} AS\n{}", routine.body)
        }
        Definition::Trigger(trigger) => {
            let events: Vec<&str> = trigger.events.iter().copied().map(TriggerEvent::sql).collect();
            let on = object.key.on.as_ref().map(table_name).unwrap_or_default();
            // There is no BEFORE.
            let timing = trigger.timing.sql();
            format!("CREATE TRIGGER {name} ON {on} {timing} {} AS\n{}", events.join(", "), trigger.action)
        }
        Definition::Statement(text) => text.to_string(),
        // SQL Server has none of these in this form.
        Definition::Policy(_)
        | Definition::Domain(_)
        | Definition::Composite(_)
        | Definition::Range { .. } => String::new(),
    }
}

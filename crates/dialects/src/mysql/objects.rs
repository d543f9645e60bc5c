//! Views, triggers and routines of MySQL and MariaDB. A view is replaced in place whatever it gives, since nothing holds
//! on to it.

use super::server;
use super::sql::{quote, string, table_name};
use super::{parameters, schedule};
use crate::{plain_objects, queries};
use parallax_dialect::{ObjectChange, Objects, Verdict};
use parallax_ir::{
    Definition, Name, Object, ObjectKind, OptionValue, Pair, Routine, Trigger, TriggerEvent, View,
};

pub(crate) const OBJECTS: Objects = Objects {
    complete: |object, _| plain_objects::complete(object),
    same: |pair, _| same(pair),
    // https://dev.mysql.com/doc/refman/8.4/en/create-view.html; MariaDB has OR REPLACE for all of them:
    // https://mariadb.com/docs/server/server-usage/stored-routines/stored-functions/create-function
    change: |pair, target| match pair.after.key.kind {
        ObjectKind::View | ObjectKind::Event => ObjectChange::InPlace,
        _ if server::is_mariadb(target) => ObjectChange::InPlace,
        _ => ObjectChange::Recreate,
    },
    // https://dev.mysql.com/doc/refman/8.4/en/rename-table.html: views, too.
    // https://dev.mysql.com/doc/refman/8.4/en/alter-event.html
    can_rename: |kind, _| matches!(kind, ObjectKind::View | ObjectKind::Event),
    mentions: |text, _| queries::mentions(text, &queries::MYSQL),
    any_case: true,
    body_holds: |_| false,
    hold_columns: &[],
    hold_objects: &[],
    partitions_are_tables: false,
};

/// The catalog writes the arguments of a routine in its own words; the rest is kept as it was written.
fn same(pair: Pair<&Object>) -> Verdict {
    let definitions = pair.map(|object| &object.definition);
    let (Definition::Routine(a), Definition::Routine(b)) = (definitions.before, definitions.after) else {
        return plain_objects::same(pair, &queries::MYSQL);
    };
    if pair.before.key.kind == ObjectKind::Event {
        let same = schedule::same(&a.arguments, &b.arguments)
            && crate::expression::same_words(Pair::new(&a.body, &b.body), &crate::expression::MYSQL);
        return if same { Verdict::Same } else { Verdict::Different };
    }
    let words = |a: &str, b: &str| crate::expression::same_words(Pair::new(a, b), &crate::expression::MYSQL);
    let head = parameters::same(&a.arguments, &b.arguments)
        && match (&a.returns, &b.returns) {
            (Some(a), Some(b)) => parameters::same_type(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
    if head && words(&a.body, &b.body) { Verdict::Same } else { Verdict::Different }
}

/// `verb` is CREATE or CREATE OR REPLACE.
pub(super) fn statement(object: &Object, verb: &str) -> String {
    let name = table_name(&object.key.name);
    match &object.definition {
        Definition::View(of) => view(object, of, verb, &name),
        Definition::Trigger(of) => trigger(object, of, verb, &name),
        Definition::Routine(of) if object.key.kind == ObjectKind::Event => event(object, of, verb, &name),
        Definition::Routine(of) => routine(object, of, verb, &name),
        Definition::Statement(text) => text.to_string(),
        // The server has none of these.
        Definition::Policy(_)
        | Definition::Domain(_)
        | Definition::Composite(_)
        | Definition::Range { .. } => String::new(),
    }
}

fn word<'o>(object: &'o Object, key: &str) -> Option<&'o Name> {
    match object.options.get(key) {
        Some(OptionValue::Text(text)) => Some(text),
        _ => None,
    }
}

fn is_set(object: &Object, key: &str) -> bool {
    object.options.get(key) == Some(&OptionValue::Bool(true))
}

fn view(object: &Object, view: &View, verb: &str, name: &str) -> String {
    let algorithm = word(object, "algorithm").map(|word| format!("ALGORITHM = {word} ")).unwrap_or_default();
    let security = if is_set(object, "security_invoker") { "SQL SECURITY INVOKER " } else { "" };
    let check = word(object, "check_option");
    let check = check.map(|word| format!(" WITH {} CHECK OPTION", word.to_uppercase())).unwrap_or_default();
    let columns: Vec<String> = view.columns.iter().map(|column| quote(column)).collect();
    let columns = if columns.is_empty() { String::new() } else { format!(" ({})", columns.join(", ")) };
    format!("{verb} {algorithm}{security}VIEW {name}{columns} AS {}{check}", view.query)
}

fn trigger(object: &Object, trigger: &Trigger, verb: &str, name: &str) -> String {
    let events: Vec<&str> = trigger.events.iter().copied().map(TriggerEvent::sql).collect();
    let on = object.key.on.as_ref().map(table_name).unwrap_or_default();
    let order = word(object, "follows").map(|name| format!("FOLLOWS {} ", quote(name))).unwrap_or_default();
    format!(
        "{verb} TRIGGER {name} {} {} ON {on} FOR EACH ROW {order}{}",
        trigger.timing.sql(),
        events.join(" OR "),
        trigger.action
    )
}

/// <https://dev.mysql.com/doc/refman/8.4/en/create-event.html>
fn event(object: &Object, event: &Routine, verb: &str, name: &str) -> String {
    let preserve = if is_set(object, "preserve") { "PRESERVE" } else { "NOT PRESERVE" };
    // Without a word, each of these stays as it was.
    let (completion, status) = match (verb, word(object, "status")) {
        ("ALTER", status) => (preserve, status.map_or("ENABLE", Name::as_str)),
        (_, status) => (preserve, status.map_or("", Name::as_str)),
    };
    let mut sql = format!("{verb} EVENT {name} ON SCHEDULE {}", event.arguments);
    if verb == "ALTER" || completion == "PRESERVE" {
        sql += &format!(" ON COMPLETION {completion}");
    }
    if !status.is_empty() {
        sql += &format!(" {status}");
    }
    sql + " DO " + &event.body
}

fn routine(object: &Object, routine: &Routine, verb: &str, name: &str) -> String {
    let kind = object.key.kind.as_str().to_uppercase();
    let mut sql = format!("{verb} {kind} {name}({})", routine.arguments);
    if let Some(returns) = &routine.returns {
        sql += &format!(" RETURNS {returns}");
    }
    if is_set(object, "deterministic") {
        sql += " DETERMINISTIC";
    }
    if let Some(access) = word(object, "data_access") {
        sql += &format!(" {access}");
    }
    if is_set(object, "security_invoker") {
        sql += " SQL SECURITY INVOKER";
    }
    if let Some(comment) = &object.comment {
        sql += &format!(" COMMENT {}", string(comment));
    }
    sql + " " + &routine.body
}

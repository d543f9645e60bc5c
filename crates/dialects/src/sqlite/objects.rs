//! Views and triggers. SQLite keeps the statements that made them, and resolves names when they are used.

use super::render::{quote, table_name};
use crate::plain_objects;
use crate::queries::{self, SQLITE, Words};
use parallax_dialect::{ObjectChange, Objects};
use parallax_ir::{Definition, Name, Object, Trigger, TriggerEvent, TriggerTiming, View};

pub(crate) const OBJECTS: Objects = Objects {
    complete: |object, _| plain_objects::complete(object),
    same: |pair, _| plain_objects::same(pair, &SQLITE),
    change: |_, _| ObjectChange::Recreate,
    can_rename: |_, _| false,
    mentions: |text, _| queries::mentions(text, &SQLITE),
    any_case: true,
    body_holds: |_| false,
    hold_columns: &[],
    hold_objects: &[],
    partitions_are_tables: false,
};

/// <https://www.sqlite.org/lang_createview.html>, <https://www.sqlite.org/lang_createtrigger.html>
pub(super) fn statement(object: &Object) -> String {
    let name = quote(&object.key.name.name);
    match &object.definition {
        Definition::View(view) => {
            let columns: Vec<String> = view.columns.iter().map(|column| quote(column)).collect();
            let columns =
                if columns.is_empty() { String::new() } else { format!(" ({})", columns.join(", ")) };
            format!("CREATE VIEW {name}{columns} AS\n{}", view.query)
        }
        Definition::Trigger(of) => trigger(object, of, &name),
        Definition::Statement(text) => text.to_string(),
        // SQLite has none of these.
        Definition::Routine(_)
        | Definition::Policy(_)
        | Definition::Domain(_)
        | Definition::Composite(_)
        | Definition::Range { .. } => String::new(),
    }
}

fn trigger(object: &Object, trigger: &Trigger, name: &str) -> String {
    let columns: Vec<String> = trigger.columns.iter().map(|column| quote(column)).collect();
    let columns = if columns.is_empty() { String::new() } else { format!(" OF {}", columns.join(", ")) };
    let events: Vec<&str> = trigger.events.iter().copied().map(TriggerEvent::sql).collect();
    let on = object.key.on.as_ref().map(table_name).unwrap_or_default();
    let when = trigger.when.as_ref().map(|when| format!(" WHEN {when}")).unwrap_or_default();
    format!(
        "CREATE TRIGGER {name} {} {}{columns} ON {on} FOR EACH ROW{when}\n{}",
        trigger.timing.sql(),
        events.join(" OR "),
        trigger.action
    )
}

/// Of the statement that the catalog keeps; the whole statement where it is written otherwise.
pub(super) fn definition(sql: &str) -> Definition {
    view(sql).or_else(|| read_trigger(sql)).unwrap_or_else(|| Definition::Statement(sql.into()))
}

/// Behind the name: where the rest begins.
fn behind_name(words: &Words<'_>, mut at: usize) -> usize {
    if words.is(at, "IF") && words.is(at + 1, "NOT") {
        at += 3;
    }
    at += 1;
    if words.is_sign(at, '.') { at + 2 } else { at }
}

fn view(sql: &str) -> Option<Definition> {
    let words = Words::new(sql, &SQLITE);
    let temporary = usize::from(words.is_any(1, &["TEMP", "TEMPORARY"]));
    if !words.is(0, "CREATE") || !words.is(1 + temporary, "VIEW") {
        return None;
    }
    let mut at = behind_name(&words, 2 + temporary);
    let mut columns = Vec::new();
    if words.is_sign(at, '(') {
        let end = words.behind(at);
        columns = (at..end).filter_map(|at| words.name(at)).map(Name::from).collect();
        at = end;
    }
    words.is(at, "AS").then_some(())?;
    let query = words.slice(at + 1, words.len()).trim_end_matches(';').trim_end();
    Some(Definition::View(View { columns, query: query.into() }))
}

fn read_trigger(sql: &str) -> Option<Definition> {
    let words = Words::new(sql, &SQLITE);
    let temporary = usize::from(words.is_any(1, &["TEMP", "TEMPORARY"]));
    if !words.is(0, "CREATE") || !words.is(1 + temporary, "TRIGGER") {
        return None;
    }
    let mut at = behind_name(&words, 2 + temporary);
    let timing = if words.is(at, "AFTER") {
        TriggerTiming::After
    } else if words.is(at, "INSTEAD") {
        at += 1;
        TriggerTiming::InsteadOf
    } else {
        TriggerTiming::Before
    };
    // BEFORE need not be said.
    at += usize::from(words.is_any(at, &["BEFORE", "AFTER", "OF"]));
    let events = [TriggerEvent::Insert, TriggerEvent::Delete, TriggerEvent::Update];
    let event = events.into_iter().find(|event| words.is(at, event.sql()))?;
    at += 1;
    let mut columns = std::collections::BTreeSet::new();
    if words.is(at, "OF") {
        while at < words.len() && !words.is(at, "ON") {
            at += 1;
            if !words.is(at, "ON") {
                columns.extend(words.name(at).map(Name::from));
            }
        }
    }
    words.is(at, "ON").then_some(())?;
    at += 2;
    if words.is(at, "FOR") {
        at += 3;
    }
    let mut when = None;
    if words.is(at, "WHEN") {
        let begin = (at..words.len()).find(|at| words.is(*at, "BEGIN"))?;
        when = Some(words.slice(at + 1, begin).into());
        at = begin;
    }
    words.is(at, "BEGIN").then_some(())?;
    Some(Definition::Trigger(Trigger {
        timing,
        events: [event].into(),
        columns,
        each_row: true,
        when,
        old_table: None,
        new_table: None,
        constraint: None,
        action: words.slice(at, words.len()).trim_end_matches(';').into(),
    }))
}

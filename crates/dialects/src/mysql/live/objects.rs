//! Views, triggers and routines.

use super::decode::{Found, Tables, need};
use super::queries;
use crate::mysql::sql::quote;
use crate::plain_objects::ended;
use parallax_dialect::{Left, Row, Rows, Unreadable};
use parallax_ir::{
    Definition, Name, Object, ObjectKey, ObjectKind, OptionValue, Options, QName, Trigger, TriggerEvent,
    TriggerTiming, View,
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn views(rows: &Rows, tables: &Tables<'_>, found: &mut Found) -> Result<(), Unreadable> {
    for row in rows {
        let name = tables.name(row, queries::VIEWS)?;
        let Some(body) = row.text(2).filter(|body| !body.is_empty()) else {
            found.left.push(hidden("view", name));
            continue;
        };
        let body = Unqualified::new(body, tables.own_schema(row));
        let mut options = Options::new();
        if row.text(4) == Some("INVOKER") {
            options.insert(Name::new_static("security_invoker"), OptionValue::Bool(true));
        }
        if let Some(check) = row.text(3).filter(|check| *check != "NONE") {
            options.insert(Name::new_static("check_option"), OptionValue::Text(check.to_lowercase().into()));
        }
        if let Some(algorithm) = row.text(5).filter(|algorithm| *algorithm != "UNDEFINED") {
            options.insert(Name::new_static("algorithm"), OptionValue::Text(algorithm.into()));
        }
        let definition = Definition::View(View { columns: Vec::new(), query: ended(&body.text) });
        let needs = body.names.into_iter().map(|needed| name.sibling(needed));
        let needs = needs.filter(|needed| tables.is_known(needed) && *needed != name).collect();
        found.add(ObjectKey::new(ObjectKind::View, name), definition, needs).options = options;
    }
    Ok(())
}

pub(super) fn triggers(rows: &Rows, tables: &Tables<'_>, found: &mut Found) -> Result<(), Unreadable> {
    let mut sorted: Vec<&Row> = rows.iter().collect();
    sorted.sort_by_key(|row| [row.text(1), row.text(3), row.text(4)].map(|t| t.map(str::to_owned)));
    sorted.sort_by_key(|row| row.number(5));
    // The one before, of those that come at the same moment.
    let mut last: BTreeMap<[Option<&str>; 4], &str> = BTreeMap::new();
    for row in sorted {
        let need = |at| need(row, at, queries::TRIGGERS);
        let table = tables.name(row, queries::TRIGGERS)?;
        if !tables.found.contains_key(&table) {
            continue;
        }
        let name = table.sibling(need(2)?);
        let mut needs = BTreeSet::from([table.clone()]);
        let moment = [row.text(0), row.text(1), row.text(3), row.text(4)];
        let mut options = Options::new();
        if let Some(before) = last.insert(moment, need(2)?) {
            needs.insert(table.sibling(before));
            options.insert(Name::new_static("follows"), OptionValue::Text(before.into()));
        }
        let events = [TriggerEvent::Insert, TriggerEvent::Update, TriggerEvent::Delete];
        let event = need(4)?;
        let definition = Definition::Trigger(Trigger {
            timing: if need(3)? == "BEFORE" { TriggerTiming::Before } else { TriggerTiming::After },
            events: events.into_iter().filter(|known| known.sql() == event).collect(),
            columns: BTreeSet::new(),
            each_row: true,
            when: None,
            old_table: None,
            new_table: None,
            constraint: None,
            action: ended(need(6)?),
        });
        found.leave_garbled("trigger", &name, need(6)?);
        let key = ObjectKey { on: Some(table), ..ObjectKey::new(ObjectKind::Trigger, name) };
        found.add(key, definition, needs).options = options;
    }
    Ok(())
}

pub(super) fn routines(
    rows: &Rows,
    parameters: &Rows,
    tables: &Tables<'_>,
    found: &mut Found,
) -> Result<(), Unreadable> {
    let mut lists: BTreeMap<[Option<&str>; 3], Vec<&Row>> = BTreeMap::new();
    // At 0 stands what a function returns.
    for row in parameters.iter().filter(|row| row.number(3) != Some(0)) {
        lists.entry([row.text(0), row.text(1), row.text(2)]).or_default().push(row);
    }
    lists.values_mut().for_each(|rows| rows.sort_by_key(|row| row.number(3)));
    for row in rows {
        let name = tables.qualify(row, need(row, 2, queries::ROUTINES)?);
        let kind = match row.text(1) {
            Some("FUNCTION") => ObjectKind::Function,
            Some("PROCEDURE") => ObjectKind::Procedure,
            _ => {
                let detail = "packages are not looked into".to_owned();
                found.left.push(Left { kind: "package", object: name, member: None, detail });
                continue;
            }
        };
        let Some(body) = row.text(9) else {
            found.left.push(hidden(kind.as_str(), name));
            continue;
        };
        found.leave_garbled(kind.as_str(), &name, body);
        let own = lists.get(&[row.text(0), row.text(1), row.text(2)]).map_or(&[][..], Vec::as_slice);
        let definition = routine(kind, row, own, body);
        let object = found.add(ObjectKey::new(kind, name), definition, BTreeSet::new());
        object.comment = row.name(8).filter(|comment| !comment.is_empty());
        object.options = details(row);
    }
    Ok(())
}

/// <https://dev.mysql.com/doc/refman/8.4/en/information-schema-events-table.html>
pub(super) fn events(rows: &Rows, tables: &Tables<'_>, found: &mut Found) -> Result<(), Unreadable> {
    for row in rows {
        let name = tables.name(row, queries::EVENTS)?;
        let Some(body) = row.text(11) else {
            found.left.push(hidden("event", name));
            continue;
        };
        found.leave_garbled("event", &name, body);
        let moment = |word: &str, at: usize| {
            row.text(at)
                .map_or(String::new(), |text| format!("{word} '{}'", text.trim_end_matches(".000000")))
        };
        let schedule = if row.text(2) == Some("RECURRING") {
            let value = row.text(4).unwrap_or_default();
            let plain = value.bytes().all(|byte| byte.is_ascii_digit());
            let value = if plain { value.to_owned() } else { format!("'{value}'") };
            let every = format!("EVERY {value} {}", row.text(5).unwrap_or_default());
            format!("{every}{}{}", moment(" STARTS", 6), moment(" ENDS", 7))
        } else {
            moment("AT", 3)
        };
        let definition = crate::plain_objects::routine(schedule, None, body);
        let object = found.add(ObjectKey::new(ObjectKind::Event, name), definition, BTreeSet::new());
        object.comment = row.name(10).filter(|comment| !comment.is_empty());
        if row.text(8) == Some("PRESERVE") {
            object.options.insert(Name::new_static("preserve"), OptionValue::Bool(true));
        }
        let status = match row.text(9) {
            Some("DISABLED") => Some("DISABLE"),
            // SLAVESIDE_DISABLED, REPLICA_SIDE_DISABLED
            Some(status) if status.ends_with("SIDE_DISABLED") => Some("DISABLE ON SLAVE"),
            _ => None,
        };
        if let Some(status) = status {
            object.options.insert(Name::new_static("status"), OptionValue::Text(Name::new_static(status)));
        }
    }
    Ok(())
}

fn routine(kind: ObjectKind, row: &Row, parameters: &[&Row], body: &str) -> Definition {
    let parameter = |row: &&Row| {
        let mode = row.text(4).filter(|_| kind == ObjectKind::Procedure);
        let mode = mode.map_or(String::new(), |mode| format!("{mode} "));
        format!("{mode}{} {}", quote(row.text(5).unwrap_or_default()), typed(row, 6, 7))
    };
    let list = parameters.iter().map(parameter).collect::<Vec<_>>().join(", ");
    let returns = (kind == ObjectKind::Function).then(|| typed(row, 3, 4));
    crate::plain_objects::routine(list, returns, body)
}

fn details(row: &Row) -> Options {
    let mut options = Options::new();
    if row.flag(5) {
        options.insert(Name::new_static("deterministic"), OptionValue::Bool(true));
    }
    if let Some(access) = row.text(6).filter(|access| *access != "CONTAINS SQL") {
        options.insert(Name::new_static("data_access"), OptionValue::Text(access.into()));
    }
    if row.text(7) == Some("INVOKER") {
        options.insert(Name::new_static("security_invoker"), OptionValue::Bool(true));
    }
    options
}

/// A type with its character set, where that is said.
fn typed(row: &Row, ty: usize, charset: usize) -> String {
    let charset = row.text(charset).map_or(String::new(), |charset| format!(" CHARSET {charset}"));
    format!("{}{charset}", row.text(ty).unwrap_or_default())
}

fn hidden(kind: &'static str, object: QName) -> Left {
    let detail = "its definition may not be seen by this user".to_owned();
    Left { kind, object, member: None, detail }
}

impl Found {
    /// MySQL shows bodies without the escapes in their literals: `'it''s'` becomes `'it's'`.
    fn leave_garbled(&mut self, kind: &'static str, name: &QName, body: &str) {
        if is_garbled(body) {
            let detail =
                "the server does not show its text as it was written, so it cannot be made again from that";
            let object = name.clone();
            self.left.push(Left { kind, object, member: None, detail: detail.to_owned() });
        }
    }
    fn add(&mut self, key: ObjectKey, definition: Definition, needs: BTreeSet<QName>) -> &mut Object {
        let object = Object { needs: needs.into(), ..Object::new(key.clone(), definition) };
        let slot = self.objects.entry(key).or_insert_with(|| object.clone());
        *slot = object;
        slot
    }
}

/// The body of a view, which names everything with its database, without that of one database.
struct Unqualified {
    text: String,
    /// What it names in that database: tables, views, functions.
    names: BTreeSet<Name>,
}

impl Unqualified {
    /// `own`: the database, and whether its name is to be left out.
    fn new(body: &str, own: (&str, bool)) -> Self {
        let (schema, leave_out) = own;
        let prefix = format!("{}.", quote(schema));
        let mut result = Unqualified { text: String::with_capacity(body.len()), names: BTreeSet::new() };
        let mut rest = body;
        while let Some(first) = rest.chars().next() {
            if let Some(behind) = rest.strip_prefix(prefix.as_str()).filter(|behind| behind.starts_with('`'))
            {
                if !leave_out {
                    result.text.push_str(&prefix);
                }
                let name = behind.get(..quoted_end(behind)).unwrap_or(behind);
                let bare = name.trim_matches('`').replace("``", "`");
                result.names.insert(bare.into());
                result.text.push_str(name);
                rest = behind.get(name.len()..).unwrap_or_default();
                continue;
            }
            let end = if matches!(first, '\'' | '`' | '"') { quoted_end(rest) } else { first.len_utf8() };
            let (piece, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
            result.text.push_str(piece);
            rest = behind;
        }
        result
    }
}

/// Whether a literal runs into a word, or never ends.
fn is_garbled(body: &str) -> bool {
    let mut rest = body;
    while let Some(at) = rest.find(['\'', '`', '"']) {
        let literal = rest.get(at..).unwrap_or_default();
        let end = quoted_end(literal);
        let (text, behind) = literal.split_at_checked(end).unwrap_or((literal, ""));
        let closed = text.len() > 1 && text.chars().next_back() == text.chars().next();
        if !closed || behind.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
            return true;
        }
        rest = behind;
    }
    false
}

/// Where what begins with a quote ends: behind the same quote, unless that is doubled or escaped.
fn quoted_end(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    let Some((_, quote)) = chars.next() else { return 0 };
    while let Some((at, c)) = chars.next() {
        if c == '\\' && quote != '`' {
            chars.next();
        } else if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            return at + c.len_utf8();
        }
    }
    text.len()
}

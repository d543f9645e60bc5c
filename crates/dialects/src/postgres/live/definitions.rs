//! Views, routines, triggers, policies and types.

use super::columns::unwrapped;
use super::decode::{Reading, json, names, storage, text};
use crate::postgres::objects::{body, is_printed, multirange};
use crate::postgres::types_text::arguments;
use crate::queries::{POSTGRES, Words};
use parallax_dialect::{Row, Rows, Unreadable};
use parallax_ir::{
    Attribute, Check, ConstraintTrigger, Deferrable, Definition, Domain, Name, Object, ObjectKey, ObjectKind,
    OptionValue, Origin, Policy, PolicyCommand, QName, Routine, Trigger, TriggerEvent, TriggerTiming, View,
};
use std::collections::BTreeSet;

fn add<'r>(
    reading: &'r mut Reading<'_>,
    key: ObjectKey,
    definition: Definition,
    comment: Option<Name>,
) -> &'r mut Object {
    let object = Object { comment, ..Object::new(key.clone(), definition) };
    let slot = reading.observed.database.objects.entry(key).or_insert_with(|| object.clone());
    *slot = object;
    slot
}

pub(crate) fn views(reading: &mut Reading<'_>, rows: &Rows) -> Result<(), Unreadable> {
    for row in rows {
        let name = reading.qname(row, 0, "views")?;
        if reading.is_tool(&name) {
            continue;
        }
        let materialized = row.text(2) == Some("m");
        let kind = if materialized { ObjectKind::MaterializedView } else { ObjectKind::View };
        let query = text(row, 3, "views")?.trim().trim_end_matches(';').into();
        let needs: Vec<(Name, Name)> = json(row, 7, "views")?.unwrap_or_default();
        let needs = needs.into_iter().map(|(schema, name)| reading.scope.qualify(&schema, name)).collect();
        let mut options = storage(row, 4, "", "views")?;
        options.extend(row.name(9).map(|space| (Name::new_static("tablespace"), OptionValue::Text(space))));
        if materialized && !row.flag(5) {
            options.insert(Name::new_static("no_data"), OptionValue::Bool(true));
        }
        reading.by_oid.insert(text(row, 8, "views")?.to_owned(), name.clone());
        reading.observed.views.insert(name.clone(), Vec::new());
        let definition = Definition::View(View { columns: Vec::new(), query });
        let view = add(reading, ObjectKey::new(kind, name), definition, row.name(6));
        view.needs = needs;
        view.options = options;
    }
    Ok(())
}

// -- routines -------------------------------------------------------------------------------------------------------

pub(crate) fn routines(reading: &mut Reading<'_>, rows: &Rows) -> Result<(), Unreadable> {
    for row in rows {
        let name = reading.qname(row, 0, "routines")?;
        let kind = if row.text(2) == Some("p") { ObjectKind::Procedure } else { ObjectKind::Function };
        let key = ObjectKey { signature: row.name(3), ..ObjectKey::new(kind, name) };
        if let Some(whole) = row.text(4) {
            let whole = whole.trim_end().trim_end_matches(';');
            add(reading, key, Definition::Statement(whole.into()), row.name(5));
            continue;
        }
        let source = text(row, 18, "routines")?;
        let routine = Routine {
            arguments: arguments(row.text(6).unwrap_or_default()).into(),
            returns: row.name(7).filter(|_| kind == ObjectKind::Function),
            language: text(row, 8, "routines")?.into(),
            body: if is_printed(source) { source.trim().into() } else { body(source) },
        };
        let settings = names(row, 17, "routines")?;
        let object = add(reading, key, Definition::Routine(routine), row.name(5));
        details(object, row);
        for setting in settings {
            if let Some((name, value)) = setting.split_once('=') {
                object.options.insert(format!("set.{name}").into(), OptionValue::Text(value.into()));
            }
        }
    }
    Ok(())
}

/// What is not the default. <https://www.postgresql.org/docs/current/catalog-pg-proc.html>
fn details(object: &mut Object, row: &Row) {
    let mut word = |key: &'static str, word: Option<&'static str>| {
        let value = word.map(|word| OptionValue::Text(Name::new_static(word)));
        object.options.extend(value.map(|value| (Name::new_static(key), value)));
    };
    let volatility = match row.text(9) {
        Some("i") => Some("immutable"),
        Some("s") => Some("stable"),
        _ => None,
    };
    word("volatility", volatility);
    let parallel = match row.text(13) {
        Some("s") => Some("safe"),
        Some("r") => Some("restricted"),
        _ => None,
    };
    word("parallel", parallel);
    let flags = [("strict", 10), ("security_definer", 11), ("leakproof", 12)];
    let set = flags.into_iter().filter(|(_, at)| row.flag(*at)).map(|(key, _)| key);
    let window = (row.text(2) == Some("w")).then_some("window");
    let set: Vec<_> = set.chain(window).map(|key| (Name::new_static(key), OptionValue::Bool(true))).collect();
    object.options.extend(set);
    let mut number = |key: &'static str, at: usize, default: &str| {
        if let Some(text) = row.text(at).filter(|text| *text != default && *text != "0") {
            let value = text.parse().map_or_else(|_| OptionValue::Text(text.into()), OptionValue::Number);
            object.options.insert(Name::new_static(key), value);
        }
    };
    number("cost", 14, "100");
    number("rows", 15, if row.flag(16) { "1000" } else { "0" });
}

// -- triggers and policies ------------------------------------------------------------------------------------------

/// Bits of `tgtype`. <https://www.postgresql.org/docs/current/catalog-pg-trigger.html>; their meaning stands in the
/// server's `pg_trigger.h`.
const ROW: i64 = 1;
const BEFORE: i64 = 2;
const EVENTS: [(i64, TriggerEvent); 4] = [
    (4, TriggerEvent::Insert),
    (8, TriggerEvent::Delete),
    (16, TriggerEvent::Update),
    (32, TriggerEvent::Truncate),
];
const INSTEAD: i64 = 64;

pub(crate) fn triggers(reading: &mut Reading<'_>, rows: &Rows) -> Result<(), Unreadable> {
    for row in rows {
        let on = reading.qname(row, 0, "triggers")?;
        let function = reading.qname(row, 5, "triggers")?;
        let key = ObjectKey::on(ObjectKind::Trigger, text(row, 2, "triggers")?, on.clone());
        let bits = row.number(8).unwrap_or_default();
        let is = |bit: i64| bits & bit != 0;
        let deferrable = match (row.flag(13), row.flag(14)) {
            (false, _) => None,
            (true, false) => Some(Deferrable::InitiallyImmediate),
            (true, true) => Some(Deferrable::InitiallyDeferred),
        };
        let from = row.text(15).zip(row.text(16));
        let from = from.map(|(schema, name)| reading.scope.qualify(schema, name));
        let (when, action) = condition_and_call(text(row, 3, "triggers")?);
        let trigger = Trigger {
            timing: match (is(INSTEAD), is(BEFORE)) {
                (true, _) => TriggerTiming::InsteadOf,
                (_, true) => TriggerTiming::Before,
                _ => TriggerTiming::After,
            },
            events: EVENTS.into_iter().filter(|(bit, _)| is(*bit)).map(|(_, event)| event).collect(),
            columns: names(row, 9, "triggers")?.into_iter().collect(),
            each_row: is(ROW),
            when,
            old_table: row.name(10),
            new_table: row.name(11),
            constraint: row.flag(12).then_some(ConstraintTrigger { deferrable, from }),
            action,
        };
        let enabled = match row.text(4) {
            Some("D") => Some("DISABLE"),
            Some("R") => Some("ENABLE REPLICA"),
            Some("A") => Some("ENABLE ALWAYS"),
            _ => None,
        };
        let object = add(reading, key, Definition::Trigger(trigger), row.name(7));
        object.needs = [on, function].into_iter().collect();
        if let Some(word) = enabled {
            object.options.insert(Name::new_static("enabled"), OptionValue::Text(Name::new_static(word)));
        }
    }
    Ok(())
}

/// What stands in `WHEN (…)` and behind `EXECUTE FUNCTION` of a statement that the server printed.
fn condition_and_call(statement: &str) -> (Option<Name>, Name) {
    let words = Words::new(statement, &POSTGRES);
    let (mut when, mut at) = (None, 0);
    while at < words.len() {
        if words.is(at, "WHEN") && words.is_sign(at + 1, '(') {
            let end = words.behind(at + 1);
            when = Some(unwrapped(words.slice(at + 2, end - 1)).into());
            at = end;
        } else if words.is(at, "EXECUTE") && words.is_any(at + 1, &["FUNCTION", "PROCEDURE"]) {
            return (when, words.slice(at + 2, words.len()).into());
        } else {
            at += 1;
        }
    }
    (when, Name::default())
}

/// <https://www.postgresql.org/docs/current/sql-createpolicy.html>
pub(crate) fn policies(reading: &mut Reading<'_>, rows: &Rows) -> Result<(), Unreadable> {
    for row in rows {
        let on = reading.qname(row, 0, "policies")?;
        let key = ObjectKey::on(ObjectKind::Policy, text(row, 2, "policies")?, on.clone());
        let condition = |at: usize| row.text(at).map(|text| Name::from(unwrapped(text)));
        let policy = Policy {
            command: match row.text(3) {
                Some("r") => PolicyCommand::Select,
                Some("a") => PolicyCommand::Insert,
                Some("w") => PolicyCommand::Update,
                Some("d") => PolicyCommand::Delete,
                _ => PolicyCommand::All,
            },
            permissive: row.flag(4),
            roles: names(row, 5, "policies")?.into_iter().collect(),
            using: condition(6),
            check: condition(7),
        };
        add(reading, key, Definition::Policy(policy), row.name(8)).needs = BTreeSet::from([on]).into();
    }
    Ok(())
}

// -- types ----------------------------------------------------------------------------------------------------------

/// Base, collation, default, NOT NULL, checks.
type DomainParts = (Name, Option<Name>, Option<Name>, bool, Option<Vec<(Name, Name, bool)>>);
/// Subtype, operator class, collation, canonical and difference functions, multirange.
type RangeParts = (Name, Option<Name>, Option<Name>, Option<Name>, Option<Name>, Option<Name>);

pub(crate) fn types(reading: &mut Reading<'_>, rows: &Rows) -> Result<(), Unreadable> {
    for row in rows {
        let name = reading.qname(row, 0, "types")?;
        let missing = || Unreadable { query: "types", message: format!("type {name} has no parts") };
        match row.text(2) {
            Some("d") => {
                let parts: DomainParts = json(row, 4, "types")?.ok_or_else(missing)?;
                let key = ObjectKey::new(ObjectKind::Domain, name);
                add(reading, key, domain(parts), row.name(3));
            }
            Some("r") => {
                let parts: RangeParts = json(row, 4, "types")?.ok_or_else(missing)?;
                range(reading, name, parts, row.name(3));
            }
            _ => {
                let parts: Vec<(Name, Name, Option<Name>)> = json(row, 4, "types")?.unwrap_or_default();
                let part = |(name, ty, collation)| Attribute { name, ty, collation };
                let definition = Definition::Composite(parts.into_iter().map(part).collect());
                let key = ObjectKey::new(ObjectKind::CompositeType, name);
                add(reading, key, definition, row.name(3));
            }
        }
    }
    Ok(())
}

fn domain((ty, collation, default, not_null, checks): DomainParts) -> Definition {
    let check = |(name, expression, validated): (Name, Name, bool)| Check {
        name: Some(name),
        expression: unwrapped(&expression).into(),
        validated,
        enforced: true,
        origin: Origin::default(),
    };
    let checks = checks.unwrap_or_default().into_iter().map(check).collect();
    Definition::Domain(Domain { ty, collation, default, not_null, checks })
}

fn range(reading: &mut Reading<'_>, name: QName, parts: RangeParts, comment: Option<Name>) {
    let (subtype, class, collation, canonical, difference, multi) = parts;
    let usual = multirange(&name.name);
    let multi = multi.filter(|multi| crate::postgres::types_text::identifier(&usual) != *multi);
    let details = [
        ("subtype_opclass", class),
        ("collation", collation),
        ("canonical", canonical.filter(|name| name != "-")),
        ("subtype_diff", difference.filter(|name| name != "-")),
        ("multirange_type_name", multi),
    ];
    let key = ObjectKey::new(ObjectKind::RangeType, name);
    let object = add(reading, key, Definition::Range { subtype }, comment);
    let said =
        details.into_iter().filter_map(|(key, text)| Some((Name::new_static(key), OptionValue::Text(text?))));
    object.options = said.collect();
}

//! Objects that are kept by the statement that creates them.

use super::decode::{Reading, json, names, text};
use crate::postgres::sql::{qualified, quote};
use parallax_dialect::{Row, Rows, Unreadable};
use parallax_ir::{Name, Object, ObjectKey, ObjectKind, OptionValue, Options, Origin, QName};
use std::collections::BTreeSet;

fn add<'r>(
    reading: &'r mut Reading<'_>,
    key: ObjectKey,
    definition: String,
    comment: Option<Name>,
) -> &'r mut Object {
    let object = Object {
        key: key.clone(),
        definition: definition.trim_end().trim_end_matches(';').into(),
        needs: BTreeSet::new(),
        comment,
        options: Options::new(),
        origin: Origin::default(),
    };
    let slot = reading.observed.database.objects.entry(key).or_insert_with(|| object.clone());
    *slot = object;
    slot
}

fn key(kind: ObjectKind, name: QName) -> ObjectKey {
    ObjectKey { kind, name, on: None, signature: None }
}

pub(crate) fn views(reading: &mut Reading<'_>, rows: &Rows) -> Result<(), Unreadable> {
    for row in rows {
        let name = reading.qname(row, 0, "views")?;
        if reading.is_tool(&name) {
            continue;
        }
        let materialized = row.text(2) == Some("m");
        let (kind, word) = if materialized {
            (ObjectKind::MaterializedView, "MATERIALIZED VIEW")
        } else {
            (ObjectKind::View, "VIEW")
        };
        let settings = names(row, 4, "views")?;
        let settings =
            if settings.is_empty() { String::new() } else { format!(" WITH ({})", settings.join(", ")) };
        let body = text(row, 3, "views")?.trim().trim_end_matches(';');
        let data = if materialized && !row.flag(5) { "\nWITH NO DATA" } else { "" };
        let definition = format!("CREATE {word} {}{settings} AS\n{body}{data}", qualified(&name));
        let needs: Vec<(Name, Name)> = json(row, 7, "views")?.unwrap_or_default();
        let needs = needs.into_iter().map(|(schema, name)| reading.scope.qualify(&schema, name)).collect();
        reading.by_oid.insert(text(row, 8, "views")?.to_owned(), name.clone());
        reading.observed.views.insert(name.clone(), Vec::new());
        add(reading, key(kind, name), definition, row.name(6)).needs = needs;
    }
    Ok(())
}

pub(crate) fn routines(reading: &mut Reading<'_>, rows: &Rows) -> Result<(), Unreadable> {
    for row in rows {
        let name = reading.qname(row, 0, "routines")?;
        let kind = if row.text(2) == Some("p") { ObjectKind::Procedure } else { ObjectKind::Function };
        let key = ObjectKey { signature: row.name(3), ..key(kind, name) };
        add(reading, key, text(row, 4, "routines")?.to_owned(), row.name(5));
    }
    Ok(())
}

pub(crate) fn triggers(reading: &mut Reading<'_>, rows: &Rows) -> Result<(), Unreadable> {
    for row in rows {
        let on = reading.qname(row, 0, "triggers")?;
        let function = reading.qname(row, 5, "triggers")?;
        let name = on.sibling(text(row, 2, "triggers")?);
        let key = ObjectKey { on: Some(on.clone()), ..key(ObjectKind::Trigger, name) };
        let enabled = match row.text(4) {
            Some("D") => Some("DISABLE"),
            Some("R") => Some("ENABLE REPLICA"),
            Some("A") => Some("ENABLE ALWAYS"),
            _ => None,
        };
        let object = add(reading, key, text(row, 3, "triggers")?.to_owned(), row.name(7));
        object.needs = BTreeSet::from([on, function]);
        if let Some(word) = enabled {
            object.options.insert(Name::new_static("enabled"), OptionValue::Text(Name::new_static(word)));
        }
    }
    Ok(())
}

/// <https://www.postgresql.org/docs/current/sql-createpolicy.html>
pub(crate) fn policies(reading: &mut Reading<'_>, rows: &Rows) -> Result<(), Unreadable> {
    for row in rows {
        let on = reading.qname(row, 0, "policies")?;
        let policy = text(row, 2, "policies")?;
        let permissive = if row.flag(4) { "PERMISSIVE" } else { "RESTRICTIVE" };
        let clause = |word: &str, at: usize| {
            row.text(at)
                .map(|text| format!(" {word} ({})", super::columns::unwrapped(text)))
                .unwrap_or_default()
        };
        let definition = format!(
            "CREATE POLICY {} ON {} AS {permissive} FOR {} TO {}{}{}",
            quote(policy),
            qualified(&on),
            command(row),
            names(row, 5, "policies")?.join(", "),
            clause("USING", 6),
            clause("WITH CHECK", 7),
        );
        let key = ObjectKey { on: Some(on.clone()), ..key(ObjectKind::Policy, on.sibling(policy)) };
        add(reading, key, definition, row.name(8)).needs = BTreeSet::from([on]);
    }
    Ok(())
}

fn command(row: &Row) -> &'static str {
    match row.text(3) {
        Some("r") => "SELECT",
        Some("a") => "INSERT",
        Some("w") => "UPDATE",
        Some("d") => "DELETE",
        _ => "ALL",
    }
}

pub(crate) fn types(reading: &mut Reading<'_>, rows: &Rows) -> Result<(), Unreadable> {
    for row in rows {
        let name = reading.qname(row, 0, "types")?;
        let body = row.text(4).unwrap_or_default();
        let full = qualified(&name);
        let (kind, definition) = match row.text(2) {
            Some("d") => (ObjectKind::Domain, format!("CREATE DOMAIN {full} AS {body}")),
            Some("r") => (ObjectKind::RangeType, format!("CREATE TYPE {full} AS RANGE ({body})")),
            _ => (ObjectKind::CompositeType, format!("CREATE TYPE {full} AS ({body})")),
        };
        add(reading, key(kind, name), definition, row.name(3));
    }
    Ok(())
}

//! Rows of access lists to grants.

use super::decode::{Reading, text};
use parallax_dialect::{Row, Rows, Unreadable};
use parallax_ir::{Grant, Name, ObjectKey, ObjectKind, Privilege, QName, Securable};

pub(crate) fn read(reading: &mut Reading<'_>, rows: &Rows) -> Result<(), Unreadable> {
    for row in rows {
        let name = reading.qname(row, 1, "grants")?;
        let Some(on) = securable(reading, row, name) else { continue };
        let grant = Grant::new(on, text(row, 5, "grants")?);
        let privilege = match row.text(7) {
            Some("grantable") => Privilege::Grantable,
            Some("revoked") => Privilege::Revoked,
            _ => Privilege::Granted,
        };
        let known = reading.observed.database.grants.entry(grant.key.clone()).or_insert(grant);
        known.privileges.insert(text(row, 6, "grants")?.into(), privilege);
    }
    Ok(())
}

/// None for what is not part of what was read.
fn securable(reading: &Reading<'_>, row: &Row, name: QName) -> Option<Securable> {
    let database = &reading.observed.database;
    let is_relation = |name: &QName| {
        database.tables.contains_key(name)
            || database.partitions.contains_key(name)
            || database.objects.keys().any(|key| key.kind.is_view() && key.name == *name)
    };
    let routine = |kind| {
        let key = ObjectKey { kind, name: name.clone(), on: None, signature: row.name(4) };
        database.objects.contains_key(&key).then_some(Securable::Routine(key))
    };
    match row.text(0)? {
        "table" => is_relation(&name).then_some(Securable::Table(name)),
        "column" => is_relation(&name).then(|| row.name(3).map(|column| Securable::Column(name, column)))?,
        // Those of columns go with these.
        "sequence" => database.sequences.contains_key(&name).then_some(Securable::Sequence(name)),
        "function" => routine(ObjectKind::Function),
        "procedure" => routine(ObjectKind::Procedure),
        "type" => Some(Securable::Type(name)),
        "schema" => Some(Securable::Schema(Name::from(row.text(2)?))),
        _ => None,
    }
}

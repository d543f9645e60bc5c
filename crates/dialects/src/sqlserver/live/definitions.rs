//! Views, routines, triggers, sequences, and what is left.

use super::decode::Reading;
use parallax_dialect::{Row, Rows};
use parallax_ir::{Definition, Object, ObjectKey, ObjectKind, Origin, QName, Sequence, SequenceOptions};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn modules(reading: &mut Reading<'_>, rows: &Rows, dependencies: &Rows) {
    let mut needs: BTreeMap<QName, BTreeSet<QName>> = BTreeMap::new();
    for row in dependencies {
        let (Some(of), Some(on)) = (reading.name(row, 0), reading.name(row, 2)) else { continue };
        needs.entry(of).or_default().insert(on);
    }
    for row in rows {
        let Some(name) = reading.name(row, 0) else { continue };
        let kind = match row.text(2) {
            Some("V") => ObjectKind::View,
            Some("P") => ObjectKind::Procedure,
            Some("TR") => ObjectKind::Trigger,
            Some(_) | None => ObjectKind::Function,
        };
        let Some(definition) = row.name(5) else {
            reading.leave(kind.as_str(), &name, None, "is encrypted, so that nobody can read it");
            continue;
        };
        if row.flag(7) {
            reading.leave("disabled trigger", &name, None, "is read as if it were enabled");
        }
        let on = reading.name(row, 3).filter(|_| kind == ObjectKind::Trigger);
        let mut needs = needs.remove(&name).unwrap_or_default();
        needs.extend(on.clone());
        let key = ObjectKey { kind, name, on, signature: None };
        let definition = Definition::Statement(definition);
        let object =
            Object { needs: needs.into(), comment: row.name(6), ..Object::new(key.clone(), definition) };
        reading.observed.database.objects.insert(key, object);
    }
}

/// The least and the greatest value of a type of whole numbers.
fn bounds(ty: &str) -> Option<(i64, i64)> {
    match ty {
        "tinyint" => Some((0, 255)),
        "smallint" => Some((i64::from(i16::MIN), i64::from(i16::MAX))),
        "int" => Some((i64::from(i32::MIN), i64::from(i32::MAX))),
        "bigint" => Some((i64::MIN, i64::MAX)),
        _ => None,
    }
}

/// <https://learn.microsoft.com/en-us/sql/t-sql/statements/create-sequence-transact-sql>
pub(super) fn sequences(reading: &mut Reading<'_>, rows: &Rows) {
    for row in rows {
        let Some(name) = reading.name(row, 0) else { continue };
        let ty = row.text(9).unwrap_or("bigint");
        if ty != "bigint" {
            let detail = format!("counts in {ty}, and is read as if it did in bigint");
            reading.leave("sequence", &name, None, &detail);
        }
        let sequence = Sequence {
            name: name.clone(),
            ty: None,
            comment: None,
            options: options(row, ty),
            origin: Origin::default(),
        };
        reading.observed.database.sequences.insert(name, sequence);
    }
}

/// Without those that a sequence has by itself: it starts at its least value, or at its greatest if it counts down.
fn options(row: &Row, ty: &str) -> SequenceOptions {
    let bounds = bounds(ty);
    let (least, greatest) = (bounds.map(|(least, _)| least), bounds.map(|(_, greatest)| greatest));
    let said = |at: usize, by_default: Option<i64>| row.number(at).filter(|value| Some(*value) != by_default);
    let counts_down = row.number(3).is_some_and(|increment| increment < 0);
    let cache = if row.flag(7) { row.number(8) } else { Some(0) };
    SequenceOptions {
        start: said(2, if counts_down { row.number(5) } else { row.number(4) }),
        increment: said(3, Some(1)),
        min_value: said(4, least),
        max_value: said(5, greatest),
        cache,
        cycle: row.flag(6),
        virtual_: false,
    }
}

pub(super) fn leftovers(reading: &mut Reading<'_>, rows: &Rows) {
    const KINDS: [&str; 12] = [
        "synonym",
        "table type",
        "CLR type",
        "alias type",
        "full-text index",
        "index of a view",
        "security policy",
        "XML schema collection",
        "rule",
        "shared default",
        "queue",
        "CLR module",
    ];
    for row in rows {
        let name = row.text(1).and_then(|schema| Some(reading.scope.qualify(schema, row.text(2)?)));
        let kind = KINDS.into_iter().find(|kind| row.text(0) == Some(kind));
        if let (Some(name), Some(kind)) = (name, kind) {
            reading.leave(kind, &name, row.name(3), "is not read");
        }
    }
}

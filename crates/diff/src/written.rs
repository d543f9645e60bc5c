//! Renames that the desired schema itself declares (`@renamedFrom`), as far as they are still to be done.

use crate::renames::Rename;
use parallax_ir::{Database, Enum, Name, Origin, Pair, QName, Table};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A rename is to be done while the old name is there and the new one is not.
pub(crate) fn renames(pair: Pair<&Database>) -> Vec<Rename> {
    let mut found = Vec::new();
    for table in pair.after.tables.values() {
        let members = || table.columns.iter().map(|column| (&column.name, &column.origin));
        let is_asked = members().any(|(_, origin)| was(origin).is_some());
        let origin: fn(&Arc<Table>) -> &Origin = |table| &table.origin;
        let Some((name, before)) =
            partner(&pair.before.tables, &table.name, &table.origin, origin, is_asked, &mut found)
        else {
            continue;
        };
        let known = before.columns.iter().map(|column| (&column.name, &column.origin));
        renamed_members(Pair::new(name, &table.name), known, members(), &mut found);
    }
    for of in pair.after.enums.values() {
        let members = || of.values.iter().map(|value| (&value.name, &value.origin));
        let is_asked = members().any(|(_, origin)| was(origin).is_some());
        let origin: fn(&Enum) -> &Origin = |of| &of.origin;
        let Some((name, before)) =
            partner(&pair.before.enums, &of.name, &of.origin, origin, is_asked, &mut found)
        else {
            continue;
        };
        let known = before.values.iter().map(|value| (&value.name, &value.origin));
        renamed_members(Pair::new(name, &of.name), known, members(), &mut found);
    }
    found
}

fn was(origin: &Origin) -> Option<&Name> {
    origin.intent.as_ref()?.renamed_from.as_ref()
}

/// What a table or enum was before, if that matters: where it is to be renamed, that is noted; where only its members
/// are, `is_asked`.
fn partner<'a, T>(
    before: &'a BTreeMap<QName, T>,
    name: &QName,
    origin: &Origin,
    origin_of: fn(&T) -> &Origin,
    is_asked: bool,
    found: &mut Vec<Rename>,
) -> Option<(&'a QName, &'a T)> {
    let old = was(origin);
    if old.is_none() && !is_asked {
        return None;
    }
    if let Some(known) = before.get_key_value(name) {
        return is_asked.then_some(known);
    }
    // Names in the schema language may be those of another name in the database.
    let called =
        |wanted: &Name| before.iter().find(|(_, item)| origin_of(item).logical.as_ref() == Some(wanted));
    let Some(old) = old else { return called(origin.logical.as_ref()?) };
    let known = before.get_key_value(&name.sibling(old.clone())).or_else(|| called(old))?;
    found.push(Rename { from: vec![path(known.0)], to: vec![path(name)] });
    Some(known)
}

/// As declared renames spell it.
fn path(name: &QName) -> Name {
    Name::new(name.to_string())
}

fn renamed_members<'a>(
    owners: Pair<&QName>,
    before: impl Iterator<Item = (&'a Name, &'a Origin)>,
    after: impl Iterator<Item = (&'a Name, &'a Origin)>,
    found: &mut Vec<Rename>,
) {
    let before: Vec<_> = before.collect();
    for (name, origin) in after {
        let Some(old) = was(origin) else { continue };
        let is_done = before.iter().any(|(known, _)| *known == name);
        let known = |(name, origin): &&(&Name, &Origin)| *name == old || origin.logical.as_ref() == Some(old);
        let Some((from, _)) = before.iter().find(known).filter(|_| !is_done) else { continue };
        found.push(Rename {
            from: vec![owners.before.name.clone(), (*from).clone()],
            to: vec![owners.after.name.clone(), name.clone()],
        });
    }
}

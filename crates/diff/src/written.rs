//! Renames that the desired schema itself declares (`@renamedFrom`), as far as they are still to be done.

use crate::renames::Rename;
use parallax_ir::{Database, Enum, Name, Origin, Pair, QName, Table};
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A rename is to be done while the old name is there and the new one is not.
pub(crate) fn renames(pair: Pair<&Database>) -> Vec<Rename> {
    let mut found = Vec::new();
    let tables = Known::new(&pair.before.tables, |table: &Arc<Table>| &table.origin);
    let enums = Known::new(&pair.before.enums, |of: &Enum| &of.origin);
    for table in pair.after.tables.values() {
        let members = || table.columns.iter().map(|column| (&column.name, &column.origin));
        let is_asked = members().any(|(_, origin)| was(origin).is_some());
        let Some((name, before)) = partner(&tables, &table.name, &table.origin, is_asked, &mut found) else {
            continue;
        };
        let known = before.columns.iter().map(|column| (&column.name, &column.origin));
        renamed_members(Pair::new(name, &table.name), known, members(), &mut found);
    }
    for of in pair.after.enums.values() {
        let members = || of.values.iter().map(|value| (&value.name, &value.origin));
        let is_asked = members().any(|(_, origin)| was(origin).is_some());
        let Some((name, before)) = partner(&enums, &of.name, &of.origin, is_asked, &mut found) else {
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

/// Those that were there before, also by their names in the schema language.
struct Known<'a, T> {
    items: &'a BTreeMap<QName, T>,
    called: OnceCell<BTreeMap<&'a Name, &'a QName>>,
    origin: fn(&T) -> &Origin,
}

impl<'a, T> Known<'a, T> {
    fn new(items: &'a BTreeMap<QName, T>, origin: fn(&T) -> &Origin) -> Self {
        Known { items, called: OnceCell::new(), origin }
    }
    fn get(&self, name: &QName) -> Option<(&'a QName, &'a T)> {
        self.items.get_key_value(name)
    }
    /// Built when somebody asks: most schemas rename nothing.
    fn called(&self, name: &Name) -> Option<(&'a QName, &'a T)> {
        let of = |(name, item): (&'a QName, &'a T)| Some(((self.origin)(item).logical.as_ref()?, name));
        self.get(self.called.get_or_init(|| self.items.iter().rev().filter_map(of).collect()).get(name)?)
    }
}

/// What a table or enum was before, if that matters: where it is to be renamed, that is noted; where only its members
/// are, `is_asked`.
fn partner<'a, T>(
    before: &Known<'a, T>,
    name: &QName,
    origin: &Origin,
    is_asked: bool,
    found: &mut Vec<Rename>,
) -> Option<(&'a QName, &'a T)> {
    let old = was(origin);
    if old.is_none() && !is_asked {
        return None;
    }
    if let Some(known) = before.get(name) {
        return is_asked.then_some(known);
    }
    // Names in the schema language may be those of another name in the database.
    let Some(old) = old else { return before.called(origin.logical.as_ref()?) };
    let known = before.get(&name.sibling(old.clone())).or_else(|| before.called(old))?;
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

//! Roles, and what they may do.

use super::print::Printer;
use super::{Block, place};
use parallax_ir::{Database, Definition, Grant, Name, Privilege, QName, Securable};
use std::collections::{BTreeMap, BTreeSet};

/// The blocks of roles that policies and grants name, and of grants.
pub(super) fn add(printer: &Printer<'_>, before: &Database, blocks: &mut Vec<Block>) {
    let now = printer.database;
    let mut roles: BTreeSet<&Name> = BTreeSet::new();
    if !before.silent.kinds.contains(&parallax_ir::ObjectKind::Policy) {
        roles.extend(now.objects.values().flat_map(|object| match &object.definition {
            Definition::Policy(policy) => policy.roles.iter().collect(),
            _ => Vec::new(),
        }));
    }
    if !before.silent.grants {
        roles.extend(now.grants.keys().map(|key| &key.role));
        grants(printer, before, blocks);
    }
    for role in roles.into_iter().filter(|role| *role != parallax_ir::PUBLIC && !before.roles.contains(*role))
    {
        let name = QName::bare(role.clone());
        let (keyword, table, body) = ("role", Some(name.clone()), String::new());
        let (key, comment, old, unchanged) = (None, None, None, false);
        blocks.push(Block { keyword, name, table, body, key, comment, old, unchanged });
    }
}

/// One block for each thing and role, and for the right to grant on.
fn grants(printer: &Printer<'_>, before: &Database, blocks: &mut Vec<Block>) {
    let mut whole: BTreeMap<(QName, String, &Name, bool), Vec<&Grant>> = BTreeMap::new();
    for (key, grant) in &printer.database.grants {
        let Some((name, on)) = securable(printer, &key.on) else { continue };
        for grantable in [false, true] {
            let wanted = if grantable { Privilege::Grantable } else { Privilege::Granted };
            if grant.privileges.values().any(|privilege| *privilege == wanted) {
                whole.entry((name.clone(), on.clone(), &key.role, grantable)).or_default().push(grant);
            }
        }
    }
    for ((name, on, role, grantable), grants) in whole {
        let old = grants.iter().find_map(|grant| before.grants.get(&grant.key));
        let unchanged = grants.iter().all(|grant| before.grants.get(&grant.key) == Some(*grant));
        let wanted = if grantable { Privilege::Grantable } else { Privilege::Granted };
        let privileges: Vec<String> = grants.iter().flat_map(|grant| words(printer, grant, wanted)).collect();
        let mut body = format!("  on = {on}\n  privileges = [{}]\n  to = [{role}]\n", privileges.join(", "));
        if grantable {
            body.push_str("  withGrantOption = true\n");
        }
        let name = QName::bare(format!("{}_{}", name.name, role.to_lowercase()));
        let old = place(old.map(|old| &old.origin)).map(|(span, _)| (span, name.name.clone()));
        if unchanged {
            // Several blocks may say it together; none of them is touched.
            blocks.extend(old.map(|old| Block {
                keyword: "grant",
                name,
                table: None,
                body,
                key: None,
                comment: None,
                old: Some(old),
                unchanged,
            }));
            continue;
        }
        let (keyword, table, key, comment) = ("grant", None, None, None);
        blocks.push(Block { keyword, name, table, body, key, comment, old, unchanged });
    }
}

fn words(printer: &Printer<'_>, grant: &Grant, wanted: Privilege) -> Vec<String> {
    let held = grant.privileges.iter().filter(|(_, privilege)| **privilege == wanted);
    held.map(|(name, _)| {
        let mut word = name.to_lowercase();
        if let Some(first) = word.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        match &grant.key.on {
            Securable::Column(table, column) => match printer.field(table, column) {
                Some(field) => format!("{word}([{field}])"),
                None => word,
            },
            _ => word,
        }
    })
    .collect()
}

/// What the schema calls the thing; a column is told by its privilege.
fn securable(printer: &Printer<'_>, on: &Securable) -> Option<(QName, String)> {
    let names = printer.names;
    match on {
        Securable::Schema(name) => {
            Some((QName::bare(name.clone()), format!("schema({})", crate::printing::quoted(name))))
        }
        Securable::Table(name) | Securable::Column(name, _) => {
            Some((name.clone(), names.models.get(name)?.to_string()))
        }
        Securable::Type(name) => {
            let known = names.enums.get(name).map(|name| name.to_string());
            Some((name.clone(), known.unwrap_or_else(|| name.name.to_string())))
        }
        Securable::Sequence(name) => Some((name.clone(), name.name.to_string())),
        Securable::Routine(key) => Some((key.name.clone(), key.name.name.to_string())),
    }
}
